"""Which standards a text serves: codes of the Common Core and the NGSS, by how alike the words are.

The codes come with descriptions in our own words (`standards.tsv`). Likeness is the cosine of TF-IDF weights over
words, pairs of words and parts of words; signs of mathematics count as the words that they stand for. English only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_TEXT = 20_000
# What a formula is about is said by its signs; the words on the right are those of the descriptions.
_SIGNS = (
    (re.compile(r"\\d?frac|\b\d+/\d+\b"), " fraction "),
    (re.compile(r"\\sqrt"), " square root "),
    (re.compile(r"\\(?:leq?|geq?)\b|[<>≤≥]"), " inequality "),
    (re.compile(r"="), " equation "),
    (re.compile(r"%"), " percent "),
    (re.compile(r"\\(?:cdot|times)\b"), " multiply "),
    (re.compile(r"\\div\b|÷"), " divide "),
    (re.compile(r"\bf\(\w\)"), " function notation "),
    (re.compile(r"\^\{?\d"), " exponent "),
    (re.compile(r"\blog|\\log|\\ln\b"), " logarithm "),
)
# Plain words of texts for young readers, and those of the field.
_WORDS = {
    "top": "numerator", "tops": "numerator", "bottom": "denominator", "bottoms": "denominator", "letter": "variable",
    "letters": "variable", "bracket": "bracket", "parenthesis": "bracket", "parentheses": "bracket",
    "unknown": "variable", "unknowns": "variable", "minus": "negative", "zero": "zero", "chance": "probability",
    "average": "mean", "line": "line", "lines": "line", "collect": "combine", "collecting": "combine",
    "equal": "equivalent", "steep": "slope", "gradient": "slope",
}  # fmt: skip
_PARTS = 0.5
_TOKEN = re.compile(r"[^\W\d_]{2,}")
_LATEX = re.compile(r"\\[A-Za-z]+")
_ENDINGS = (
    ("ies", "y"), ("ing", ""), ("ions", "ion"), ("ers", "er"), ("sses", "ss"), ("es", "e"), ("ed", ""), ("s", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standard:
    """A code, and in our own words what it asks for."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """A standard that a text may serve; `score` is a cosine, 0 to 1."""

    code: str
    text: str
    score: float


class _Index:
    """The descriptions as vectors, built once in each process."""

    def __init__(self, known: Sequence[Standard]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.known = list(known)
        self.place = {one.code: number for number, one in enumerate(self.known)}
        self._words = TfidfVectorizer(analyzer=_terms, sublinear_tf=True)
        self._parts = TfidfVectorizer(analyzer=_parts, sublinear_tf=True)
        texts = [one.text for one in self.known]
        self._rows = _joined(self._words.fit_transform(texts), self._parts.fit_transform(texts))

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return (texts, standards) cosines."""
        cut = [text[:MAX_TEXT] for text in texts]
        found = _joined(self._words.transform(cut), self._parts.transform(cut))
        return np.asarray((found @ self._rows.T).todense(), np.float64)


def _joined(words: Any, parts: Any) -> Any:
    """Return both side by side, each row of length 1: parts of words count half as much as words."""
    from scipy.sparse import hstack
    from sklearn.preprocessing import normalize

    return normalize(hstack([words, _PARTS * parts], format="csr"))


@cache
def standards() -> tuple[Standard, ...]:
    """Return every standard that is known, in the order of the file."""
    lines = files("learnapp.knowledge").joinpath("standards.tsv").read_text("utf-8").splitlines()
    pairs = (line.split("\t", 1) for line in lines if line and not line.startswith("#"))
    return tuple(Standard(code, text) for code, text in pairs)


class Database:
    """The standards by their codes, for sentences that refer to them (`verification.sources.Standards`)."""

    def description(self, code: str) -> str | None:
        """Return in our own words what a standard asks for; None where the code is not known."""
        return _by_code().get(code.strip().upper())


@cache
def _by_code() -> dict[str, str]:
    return {one.code.upper(): one.text for one in standards()}


def written(code: str) -> str:
    """Return a code as the database writes it; "" where it has no such code."""
    wanted = code.strip().upper()
    return next((one.code for one in standards() if one.code.upper() == wanted), "") if wanted else ""


def look_up(words: str, size: int = 10) -> list[Match]:
    """Return standards by the beginning of their code or by words of their description, the most alike first.

    Args:
        words: Such as `6.EE` or "ratios of whole numbers".
        size: The most that are returned.

    Returns:
        Those that were found by their code have the score 0.
    """
    wanted = words.strip().upper()
    by_code = [one for one in standards() if wanted and one.code.upper().startswith(wanted)]
    if by_code:
        return [Match(one.code, one.text, 0.0) for one in by_code[:size]]
    return suggest(words, size) if wanted else []


@cache
def _index() -> _Index:
    return _Index(standards())


def said(text: str) -> list[str]:
    """Return the words of a text in the terms of the descriptions: signs as words, endings cut."""
    for pattern, word in _SIGNS:
        text = pattern.sub(word, text)
    plain = _LATEX.sub(" ", text).casefold()
    return [_stem(_WORDS.get(word, word)) for word in _TOKEN.findall(plain)]


def _stem(word: str) -> str:
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: len(word) - len(ending)] + instead
    return word


def _terms(text: str) -> list[str]:
    words = said(text)
    return words + [f"{first} {second}" for first, second in zip(words, words[1:], strict=False)]


def _parts(text: str) -> list[str]:
    return [f"_{word}_"[place : place + 4] for word in said(text) for place in range(max(1, len(word) - 1))]


def known(code: str | None) -> bool:
    """Return whether a code is in the database."""
    return bool(code) and code in _index().place


def score(text: str, code: str) -> float | None:
    """Return how well a text serves a standard, 0 to 1: its likeness, as a share of that to the most alike standard.

    None: the code is not known, or the text says nothing.
    """
    return judged(text, code, 0)[0]


def judged(text: str, code: str, size: int = 5) -> tuple[float | None, list[Match]]:
    """Return `score` and `suggest` of a text at once, for half the work of both."""
    index = _index()
    row = index.scores([text])[0]
    place, best = index.place.get(code), float(row.max())
    share = float(row[place]) / best if place is not None and best > 0 else None
    return share, _best(index, row, size)


def suggest(text: str, size: int = 5) -> list[Match]:
    """Return the standards whose descriptions are most like a text, the most alike first."""
    return ranked([text], size)[0]


def ranked(texts: Sequence[str], size: int = 5) -> list[list[Match]]:
    """Return for each text the standards that are most like it."""
    index = _index()
    return [_best(index, row, size) for row in index.scores(texts)]


def _best(index: _Index, row: NDArray[np.float64], size: int) -> list[Match]:
    places = np.argsort(-row, kind="stable")[:size]
    return [Match(index.known[one].code, index.known[one].text, float(row[one])) for one in places if row[one] > 0]
