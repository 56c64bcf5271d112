"""Paper: documents of plain text and tables as tagged PDF, which readers aloud can read (ISO 14289-1, PDF/UA-1).

Typst sets the pages in this process, with the fonts that come in its wheel: nothing is fetched, no program is started.
Texts travel as data and are never read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import typst

Kind = Literal["text", "small", "lead", "note", "list", "table"]
Cell = str | dict[str, int]
"""Words, or {low, value, high} in per cent: a bar that shows what words in the same row say."""


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document.

    Attributes:
        rows: Of a list: (text,) each; of a table: its cells.
        widths: Of a table's columns, in shares.
        numbers: Places of the columns that are set to the right.
    """

    kind: Kind
    text: str = ""
    head: list[str] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with what stands below it."""

    title: str
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class Document:
    """What begins on a page of its own, in one language.

    Attributes:
        language: en or es.
        facts: (what, value), above everything else.
        footer: On each of its pages.
    """

    language: str
    eyebrow: str
    title: str
    facts: list[tuple[str, str]]
    parts: list[Part]
    footer: str


def list_of(rows: Sequence[str]) -> Block:
    """Return a list."""
    return Block("list", rows=list(rows))


def table_of(head: Sequence[str], rows: Sequence[Sequence[Cell]], widths: Sequence[int], *numbers: int) -> Block:
    """Return a table.

    Args:
        head: Names of the columns.
        rows: Cells of each line, as many as there are columns.
        widths: Shares of the width.
        numbers: Places of the columns with numbers.
    """
    return Block("table", head=list(head), rows=[list(row) for row in rows], widths=list(widths), numbers=list(numbers))


def pdf(title: str, author: str, documents: Sequence[Document], *, paper: str, made: datetime) -> bytes:
    """Return a PDF with every document on pages of its own; takes some hundredths of a second for each.

    Args:
        title: Of the file.
        author: Who gives it out.
        documents: At least one.
        paper: `a4` or `us-letter`.
        made: When.
    """
    data = {"title": title, "author": author, "paper": paper, "documents": [asdict(one) for one in documents]}
    # A number and its sign stay on one line; the fraction slash would turn the letters around it into a fraction.
    inputs = {"data": json.dumps(data, ensure_ascii=False).replace(" %", "\u00a0%").replace("\u2044", "/")}
    common: dict[str, Any] = {
        "format": "pdf", "sys_inputs": inputs, "timestamp": int(made.timestamp()), "font_paths": _fonts(),
    }  # fmt: skip
    try:
        return bytes(typst.compile(_template(), pdf_standards="ua-1", **common))
    except typst.TypstError:
        # A name in a script that no font here has: the standard refuses it, and a box for it is better than no paper.
        return bytes(typst.compile(_template(), **common))


@cache
def _template() -> bytes:
    return (files("learnapp.integrations") / "report.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
