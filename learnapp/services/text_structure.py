"""How a text is built for who hears it read or skims it: headings in order, pictures that are shown and have words.

Looked at where authors write. What imports bring in is made by other programs' rules and is not held for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from learnapp.engine.content_faults import Fault
from learnapp.services.draft_documents import ItemDocument

STRUCTURE = frozenset({"heading-skips", "heading-empty", "picture-named-by-file"})
"""Faults that keep somebody out who does not see the page (WCAG 2.2: 1.1.1, 1.3.1, 2.4.6)."""
ELSEWHERE = "picture-elsewhere"
"""A picture that pages do not show: only its words are, for where it lies could tell another place who reads."""
_OURS = re.compile(r"media:[0-9a-f]{64}\.(?:png|jpg)")
_FILE = re.compile(r"\S+\.(?:png|jpe?g|gif|webp|bmp|svg)", re.IGNORECASE)


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark")


def faults(text: str, step: int = 0) -> list[Fault]:
    """Return the faults of a Markdown text, each once; CPU work of milliseconds.

    Args:
        text: The Markdown.
        step: Where it stands, from 1; 0: in the text of the item itself.
    """
    return list(dict.fromkeys(Fault(code, step) for code in _codes(_reader().parse(text))))


def of_document(document: ItemDocument) -> list[Fault]:
    """Return the faults of an item's text and of its questions."""
    found = faults(document.body)
    for number, step in enumerate(document.steps, 1):
        found += faults(str(step.get("prompt", "")), number)
    return found


def _codes(tokens: list[Token]) -> Iterator[str]:
    # The title of the page is the first heading; a first one within a text is shown as a second one.
    above = 1
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            level = max(2, int(token.tag[1:]))
            if level > above + 1:
                yield "heading-skips"
            above = level
            if not tokens[place + 1].content.strip():
                yield "heading-empty"
        for part in token.children or ():
            if part.type == "image":
                yield from _of_picture(part)


def _of_picture(picture: Token) -> Iterator[str]:
    if _OURS.fullmatch(str(picture.attrGet("src") or "")) is None:
        yield ELSEWHERE
    if _FILE.fullmatch(picture.content.strip()):
        yield "picture-named-by-file"
