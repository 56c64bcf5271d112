"""A text as the words that a search compares: letters folded, numbers and signs of mathematics kept."""

from __future__ import annotations

import re
import unicodedata

_TOKEN = re.compile(r"\\[a-z]+|[^\W\d_]+|\d+(?:[.,]\d+)*|[+\-*/=<>^]")
_SPACING = frozenset({"\\left", "\\right", "\\text", "\\dfrac", "\\quad", "\\displaystyle", "\\mathrm"})
MAX_TEXT = 20_000
"""Characters of a text that are read; what is longer is no passage."""


def words(text: str) -> list[str]:
    """Return the words, numbers, signs and LaTeX commands of a text, in order.

    Signs count because in "3x - 5 = 7" they are what tells one task from the next.
    """
    folded = unicodedata.normalize("NFKD", text[:MAX_TEXT].casefold())
    plain = "".join(one for one in folded if not unicodedata.combining(one))
    return [word for word in _TOKEN.findall(plain) if word not in _SPACING]


def terms(text: str) -> list[str]:
    """Return the words of a text and its pairs of neighbouring words, which tell apart what single words cannot."""
    found = words(text)
    return found + [f"{first} {second}" for first, second in zip(found, found[1:], strict=False)]


def is_number(term: str) -> bool:
    """Whether a term is a number."""
    return term[:1].isdigit() and " " not in term


_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)\]*_]*\s+(?=[\"'“‘(¿¡*_]*[A-ZÁÉÍÓÚÑ0-9$\\])")
_ABBREVIATED = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|vs|No|e\.g|i\.e|etc|approx|[A-Z])\.)[\"'”’)]*$")


def sentences(text: str) -> list[str]:
    """Return the sentences of a plain text; what stands on a line of its own is one."""
    found: list[str] = []
    for line in text.split("\n"):
        begun = ""
        for part in _SENTENCE.split(line.strip()):
            begun = f"{begun} {part}".strip()
            if begun and not _ABBREVIATED.search(begun):
                found.append(begun)
                begun = ""
        if begun:
            found.append(begun)
    return found
