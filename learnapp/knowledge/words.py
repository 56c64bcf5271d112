"""A text as the words that a search compares: letters folded, numbers and signs of mathematics kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from threading import Lock
from typing import Any

_TOKEN = re.compile(r"\\[a-z]+|[^\W\d_]+|\d+(?:[.,]\d+)*|[+\-*/=<>^]")
_SPACING = frozenset({"\\left", "\\right", "\\text", "\\dfrac", "\\quad", "\\displaystyle", "\\mathrm"})
MAX_TEXT = 20_000
"""Characters of a text that are read; what is longer is no passage."""


def words(text: str, language: str = "") -> list[str]:
    """Return the words, numbers, signs and LaTeX commands of a text, in order.

    Signs count because in "3x - 5 = 7" they are what tells one task from the next.

    Args:
        text: The text.
        language: Of a Spanish text (`es`, `es-MX`) the stems of the words are returned; of others the words.
    """
    # Folded after taking apart, too: letters of formulas such as ℝ have no small form and become R.
    folded = unicodedata.normalize("NFKD", text[:MAX_TEXT].casefold()).casefold()
    plain = folded
    if not folded.isascii():
        # A text has few different characters, and most have no mark among them.
        plain = folded.translate({ord(one): None for one in set(folded) if unicodedata.combining(one)})
    found = [word for word in _TOKEN.findall(plain) if word not in _SPACING]
    return [_spanish(word) for word in found] if is_spanish(language) else found


def is_spanish(language: str) -> bool:
    """Whether a language is a kind of Spanish."""
    return language[:2].lower() == "es"


# A stemmer keeps the word that it is at.
_one_at_a_time = Lock()


@cache
def _stemmer() -> Any:
    # Imported on use: most processes never meet Spanish.
    import snowballstemmer

    return snowballstemmer.stemmer("spanish")


@lru_cache(maxsize=65_536)
def _spanish(word: str) -> str:
    """Return the stem of a Spanish word without accents, so that it is the same with and without them."""
    if len(word) < 4 or not word.isalpha():
        return word
    with _one_at_a_time:
        stem = str(_stemmer().stemWord(f"{word[:-3]}z" if word.endswith("ces") else word))
    return stem[:-1] if len(stem) > 4 and stem[-1] in "aeo" else stem


def terms(text: str, language: str = "") -> list[str]:
    """Return the words of a text and its pairs of neighbouring words, which tell apart what single words cannot."""
    found = words(text, language)
    return found + [f"{first} {second}" for first, second in zip(found, found[1:], strict=False)]


def said(question: str, languages: Iterable[str]) -> list[str]:
    """Return the words of a question to passages in some languages, each word as each of them has it."""
    plain = words(question)
    if not any(map(is_spanish, languages)):
        return plain
    stems = words(question, "es")
    return plain + [stem for stem, word in zip(stems, plain, strict=True) if stem != word]


def said_terms(question: str, languages: Iterable[str]) -> list[str]:
    """Return the terms of a question to passages in some languages."""
    found = terms(question)
    return found + terms(question, "es") if any(map(is_spanish, languages)) else found


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
