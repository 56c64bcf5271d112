"""OATutor's text (`$$…$$` inline, `##figure.gif##`, `@{variable}`) as Markdown with KaTeX (`$…$`)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FIGURE = re.compile(r"##\s*[^#\n]*?\.(?:gif|png|jpe?g|svg|webp|bmp)\b(?:\s*##)?|##[^#\n]{1,200}##", re.IGNORECASE)
_VARIABLE = re.compile(r"@\{([^{}]{1,60})\}")
_INLINE = str.maketrans({"$": r"\$", "*": r"\*", "_": r"\_", "`": r"\`"})
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_LINK = re.compile(r"\]\(|!\[")
_LINE_START = re.compile(r"^(\s*)([#>])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Text:
    """Converted text and what was noticed on the way.

    Attributes:
        figures: Figures that were left out.
        problems: Reason codes: unbalanced-math, variable-without-value.
    """

    markdown: str
    figures: int = 0
    problems: tuple[str, ...] = ()


def fill(text: str, values: dict[str, str]) -> str:
    """Put values in the place of `@{name}`; names without a value stay."""
    return _VARIABLE.sub(lambda found: values.get(found.group(1), found.group()), text) if "@{" in text else text


def convert(text: str) -> Text:
    """Return OATutor text as Markdown.

    What stands outside formulas is text, never markup: HTML, links, images and emphasis in it are escaped.
    """
    problems: list[str] = []
    text, figures = _FIGURE.subn("", text)
    if "@{" in text:
        problems.append("variable-without-value")
    pieces = text.split("$$")
    if len(pieces) % 2 == 0:
        problems.append("unbalanced-math")
    out = []
    for number, piece in enumerate(pieces):
        if number % 2 == 1 and number < len(pieces) - 1:
            formula = " ".join(piece.split()).replace("$", r"\$")
            out.append(f"${formula}$" if formula else "")
        else:
            out.append(_plain(piece))
    markdown = "".join(out).strip()
    return Text(markdown, figures, tuple(problems))


def _plain(piece: str) -> str:
    piece = piece.replace("\\n", "\n").replace("\r", "")
    piece = piece.translate(_INLINE)
    piece = _TAG.sub(r"\\<", piece)
    piece = _LINK.sub(lambda found: "]\\(" if found.group() == "](" else "!\\[", piece)
    return _LINE_START.sub(r"\1\\\2", piece)


def choice(text: str) -> Text:
    """Return one choice; a lone `<` or `>` becomes a formula, so that it is never read as a quotation mark."""
    bare = text.strip()
    if bare in ("<", ">", "=", "<=", ">="):
        return Text({"<=": r"$\leq$", ">=": r"$\geq$"}.get(bare, f"${bare}$"))
    return convert(text)


def link(value: str) -> str:
    """Return `https://… <Name>` as `Name (https://…)`; empty becomes "unclear"."""
    value = " ".join(value.split())
    found = re.fullmatch(r"(\S+)\s*<([^<>]+)>", value)
    if found:
        return f"{found.group(2)} ({found.group(1)})"
    return value[:500] or "unclear"


def licence(value: str) -> str:
    """Return the licence a file names, or "unclear" when it names none."""
    named = re.search(r"<([^<>]+)>", value)
    if named or value.strip().upper().startswith("CC"):
        return link(value)
    return "unclear"
