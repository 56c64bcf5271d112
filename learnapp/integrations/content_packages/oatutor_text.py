"""OATutor's text (`$$…$$` inline, `##figure.gif##`, `@{variable}`) as Markdown with KaTeX (`$…$`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_FIGURE = re.compile(r"##\s*[^#\n]*?\.(?:gif|png|jpe?g|svg|webp|bmp)\b(?:\s*##)?|##[^#\n]{1,200}##", re.IGNORECASE)
_VARIABLE = re.compile(r"@\{([^{}]{1,60})\}")
_INLINE = str.maketrans({"$": r"\$", "*": r"\*", "_": r"\_", "`": r"\`"})
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_LINK = re.compile(r"\]\(|!\[")
_LINE_START = re.compile(r"^(\s*)([#>])", re.MULTILINE)

_SLIPS = (
    (re.compile(r"(?<!\\)_{2,}"), lambda found: r"\_" * len(found.group())),
    (re.compile(r"\\degree(?=[A-Za-z])"), lambda _: r"\degree "),
    (re.compile(r"\\to(?=a(?![a-z])|\d)"), lambda _: r"\to "),
    (re.compile(r"\\topi(?![a-z])"), lambda _: r"\to \pi"),
    (re.compile(r"\\n(?![a-z])"), lambda _: " "),
    (re.compile(r"\\([*()])"), lambda found: found.group(1)),
)
"""Slips of the source that are plain to see, and what was meant."""
_NO_COMMAND = re.compile(r"\\(?:righ|mat|frac[a-z]+)(?![a-z])|\\operatorname\{\\|(?<!\\)[\^_]$")


@dataclass(frozen=True, slots=True)
class Text:
    """Converted text and what was noticed on the way.

    Attributes:
        figures: Figures that were left out.
        problems: Reason codes: unbalanced-math, broken-formula, variable-without-value.
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
            formula = formula_of(piece)
            if formula is None:
                problems.append("broken-formula")
            out.append(_plain(piece) if formula is None else f"${formula}$" if formula else "")
        else:
            out.append(_plain(piece))
    markdown = "".join(out).strip()
    return Text(markdown, figures, tuple(problems))


def formula_of(piece: str) -> str | None:
    """Return a formula that KaTeX can set, with the usual slips mended; None when it is beyond that."""
    formula = " ".join(piece.split()).replace("\\$", "$").replace("$", r"\$")
    for slip, right in _SLIPS:
        formula = slip.sub(right, formula)
    bare = re.sub(r"\\[{}]", "", formula)
    depth = 0
    for sign in bare:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return None
    lefts, rights = len(re.findall(r"\\left\b", bare)), len(re.findall(r"\\right\b", bare))
    return None if depth or lefts != rights or _NO_COMMAND.search(bare) else formula


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


@lru_cache(maxsize=1_024)
def link(value: str) -> str:
    """Return `https://… <Name>` as `Name (https://…)`; empty becomes "unclear"."""
    value = " ".join(value.split())
    found = re.fullmatch(r"(\S+)\s*<([^<>]+)>", value)
    if found:
        return f"{found.group(2)} ({found.group(1)})"
    return value[:500] or "unclear"


@lru_cache(maxsize=1_024)
def licence(value: str) -> str:
    """Return the licence a file names, or "unclear" when it names none."""
    named = re.search(r"<([^<>]+)>", value)
    if named or value.strip().upper().startswith("CC"):
        return link(value)
    return "unclear"
