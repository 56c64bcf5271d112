"""Comparing words by eye: one spelling of signs, no case, small slips of the keyboard forgiven."""

from __future__ import annotations

import re
import unicodedata

LONG_ENOUGH = 5
_ARTICLES = frozenset({"the", "a", "an", "el", "la", "los", "las", "un", "una"})
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


def plain(text: str) -> str:
    """Return text for comparison by eye: one spelling of signs, single spaces, no case, no closing full stop."""
    text = unicodedata.normalize("NFKC", text).translate(str.maketrans("−–—’‘“”", "---''\"\""))
    return " ".join(text.replace("$", " ").split()).casefold().rstrip(".").strip()


def words(text: str) -> list[str]:
    """Return the words of a text without accents, case, punctuation and articles."""
    bare = "".join(c for c in unicodedata.normalize("NFD", plain(text)) if not unicodedata.combining(c))
    return [word for word in _WORD.findall(bare) if word not in _ARTICLES]


def one_slip(one: str, other: str) -> bool:
    """Return whether two words are one slip apart: a letter too many, too few, another one, or two swapped.

    That is an optimal string alignment distance of 1 (Damerau 1964 found four of five misspellings to be such).
    Numbers and short words allow none: 1861 is not 1862, and north is not forth.
    """
    if one == other:
        return True
    if min(len(one), len(other)) < LONG_ENOUGH or abs(len(one) - len(other)) > 1 or any(c.isdigit() for c in one):
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])
