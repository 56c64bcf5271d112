"""Which standards a text serves, and what a code stands for: Common Core mathematics and the NGSS, all grades.

The codes come with descriptions in our own words, in English and Spanish (`standards.tsv`). Likeness is the cosine of
TF-IDF weights over words, pairs of words and parts of words, to the descriptions in the language of the text; signs of
mathematics count as the words that they stand for (`standard_words`). A part with a letter is read with the standard
that it belongs to, and a long description is not at a disadvantage to a short one for having more words that a text
lacks (pivoted length: Singhal, Buckley and Mitra, SIGIR 1996).

Complete by grade: the Common Core State Standards for Mathematics (2010) with the parts that they letter, 385 standards
from K to high school and 124 parts, and the 208 performance expectations of the Next Generation Science Standards
(2013). Of the Common Core's literacy in history, grades 6 to 8.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from learnapp.knowledge.standard_words import parts, terms
from learnapp.knowledge.words import is_spanish

MAX_TEXT = 20_000
MAX_CODE = 80
"""Characters of a code that are read; an address of a standard is shorter."""
Grades = tuple[int, int]
"""First and last grade, 0 (kindergarten) to 12."""
_PARTS = 0.8
_WHOLE = 0.5
_LENGTH = 0.15
_COMMON = 0.2
_GRADE = frozenset("K12345678")
_BANDS: dict[str, Grades] = {"K": (0, 0), "K-2": (0, 2), "3-5": (3, 5), "MS": (6, 8), "HS": (9, 12)}
_NUMBERED = re.compile(r"(?P<band>K-2|3-5|MS|HS|K|[1-8])[-.]|RH\.(?P<first>\d+)-(?P<last>\d+)")
_PREFIX = re.compile(
    r"^(?:HTTPS?://)?(?:WWW\.)?(?:THE)?(?:CORESTANDARDS\.ORG/|NEXTGENSCIENCE\.ORG/PE/)?"
    r"(?:CCSS|NGSS)?[\s.:/-]*(?:(?:MATH|ELA-LITERACY)[\s.:/-]+)?(?:(?:CONTENT|PE)[\s.:/-]+)?"
)
_PART = re.compile(r"(?<=\d)[a-e]$")
_LETTERED = re.compile(r"(?<=\d)\.(?=[A-E]$)")
_CLUSTER = re.compile(r"\.[A-D](?=\.\d+[A-E]?$)")
_CATEGORY = re.compile(r"^HS\.?(?=[AFGNS]\.)")


@dataclass(frozen=True, slots=True)
class Standard:
    """A code, and in our own words what it asks for, in English and in Spanish."""

    code: str
    text: str
    spanish: str

    def said(self, language: str) -> str:
        """Return the description for a reader of a language; English for those of others than Spanish."""
        return self.spanish if is_spanish(language) else self.text

    @property
    def grades(self) -> Grades:
        """The grades that it is for."""
        found = _NUMBERED.match(self.code)
        if found is None:
            # Categories of high school: HSA-REI.B.4.
            return _BANDS["HS"]
        if band := found["band"]:
            return _BANDS[band] if band in _BANDS else (int(band), int(band))
        return int(found["first"]), int(found["last"])

    def serves(self, grades: Grades | None) -> bool:
        """Whether it is for one of the grades; None: for any."""
        first, last = self.grades
        return grades is None or (first <= grades[1] and grades[0] <= last)


@dataclass(frozen=True, slots=True)
class Match:
    """A standard that a text may serve; `score` is how alike they are, 0 to 1."""

    code: str
    text: str
    score: float


class _Index:
    """The descriptions in one language as vectors, built once in each process."""

    def __init__(self, known: Sequence[Standard], language: str) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.known = list(known)
        self.language = language
        self.place = {one.code: number for number, one in enumerate(self.known)}
        self._words = TfidfVectorizer(analyzer=partial(terms, language=language), sublinear_tf=True)
        self._parts = TfidfVectorizer(analyzer=partial(parts, language=language), sublinear_tf=True)
        texts = [one.said(language) for one in self.known]
        words = self._words.fit_transform(texts)
        self._rows = self._with_wholes(_joined(words, self._parts.fit_transform(texts)))
        sizes = np.asarray(words.getnnz(axis=1), np.float64)
        self._lengths: NDArray[np.float64] = (sizes / sizes.max()) ** _LENGTH

    def _with_wholes(self, rows: Any) -> Any:
        """Return the rows, those of parts with letters together with that of the standard that they belong to."""
        from scipy.sparse import csr_matrix, identity
        from sklearn.preprocessing import normalize

        wholes = [(number, self.place[_PART.sub("", one.code)]) for number, one in enumerate(self.known)]
        places = [(number, whole) for number, whole in wholes if number != whole]
        shape = (len(self.known), len(self.known))
        of = csr_matrix((np.full(len(places), _WHOLE), tuple(zip(*places, strict=True))), shape=shape)
        return normalize((identity(len(self.known), format="csr") + of) @ rows)

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return (texts, standards) likenesses, 0 to 1."""
        cut = [text[:MAX_TEXT] for text in texts]
        found = _joined(self._words.transform(cut), self._parts.transform(cut))
        likeness: NDArray[np.float64] = np.asarray((found @ self._rows.T).todense(), np.float64)
        return likeness * self._lengths


def _joined(words: Any, parts: Any) -> Any:
    """Return both side by side, each row of length 1; words count more than parts of words."""
    from scipy.sparse import hstack
    from sklearn.preprocessing import normalize

    return normalize(hstack([words, _PARTS * parts], format="csr"))


@cache
def standards() -> tuple[Standard, ...]:
    """Return every standard that is known, in the order of the file."""
    lines = files("learnapp.knowledge").joinpath("standards.tsv").read_text("utf-8").splitlines()
    return tuple(Standard(*line.split("\t")) for line in lines if line and not line.startswith("#"))


class Database:
    """The standards by their codes, for sentences that refer to them (`verification.sources.Standards`)."""

    def description(self, code: str, language: str = "en") -> str | None:
        """Return in our own words what a standard asks for; None where the code is not known."""
        found = find(code)
        return found.said(language) if found is not None else None


def find(code: str | None) -> Standard | None:
    """Return the standard of a code as people and files write it, None where there is none.

    `6.EE.B.7`, `6.EE.7`, `CCSS.MATH.CONTENT.6.EE.B.7`, `A-SSE.1a` and `HSA.SSE.A.1.a` are all read; with the letter
    of a cluster that is not the standard's own a code is not known.
    """
    return _by_key().get(_key(code)) if code else None


def _key(code: str) -> str:
    """Return a code without what tells publishers' and files' ways of writing it apart."""
    plain = _PREFIX.sub("", code[:MAX_CODE].strip().upper(), count=1)
    dotted = re.sub(r"[^A-Z0-9]+", ".", plain).strip(".")
    return _CATEGORY.sub("", _LETTERED.sub("", dotted))


@cache
def _by_key() -> dict[str, Standard]:
    return {key: one for one in standards() for key in _keys(one)}


def _keys(one: Standard) -> set[str]:
    """Return the ways to write a code: with the letter of its cluster and without."""
    full = _key(one.code)
    return {full, _CLUSTER.sub("", full)}


@cache
def _index(language: str) -> _Index:
    return built(language)


def built(language: str) -> _Index:
    """Return a new index of the descriptions in `en` or `es`; some tenths of a second."""
    return _Index(standards(), language)


def _spoken(language: str) -> _Index:
    """Return the index for texts in a language; the English one for others than Spanish."""
    return _index("es" if is_spanish(language) else "en")


def known(code: str | None) -> bool:
    """Return whether a code is in the database."""
    return find(code) is not None


def score(text: str, code: str, language: str = "en") -> float | None:
    """Return how well a text serves a standard, 0 to 1: its likeness, as a share of that to the most alike standard.

    None: the code is not known, or the text says nothing.
    """
    return judged(text, code, 0, language)[0]


def judged(text: str, code: str, size: int = 5, language: str = "en") -> tuple[float | None, list[Match]]:
    """Return `score` and `suggest` of a text at once, for half the work of both."""
    index = _spoken(language)
    row = index.scores([text])[0]
    wanted, best = find(code), float(row.max())
    share = float(row[index.place[wanted.code]]) / best if wanted is not None and best > 0 else None
    return share, _best(index, row, size)


def suggest(text: str, size: int = 5, language: str = "en") -> list[Match]:
    """Return the standards whose descriptions are most like a text, the most alike first."""
    return ranked([text], size, language)[0]


def ranked(texts: Sequence[str], size: int = 5, language: str = "en") -> list[list[Match]]:
    """Return for each text the standards that are most like it."""
    index = _spoken(language)
    return [_best(index, row, size) for row in index.scores(texts)]


def written(code: str) -> str:
    """Return a code as the database writes it; "" where it has no such code."""
    found = find(code)
    return found.code if found is not None else ""


def look_up(words: str, size: int | None = 10, language: str = "en", grades: Grades | None = None) -> list[Match]:
    """Return the standards that somebody looks for by the beginning of a code, or by words, the best first.

    Args:
        words: A code, whole or begun (`3.NF`, `a-sse`, `MS-PS1`), or words of what is asked for.
        size: The most that are returned; None: all.
        language: Of the reader; words of the other language are understood where none are found in it.
        grades: Only those for one of these grades.

    Returns:
        Described in the reader's language. Those that were found by their code have the score 0.
    """
    asked = words.strip()[:MAX_TEXT]
    other = "en" if is_spanish(language) else "es"
    found = [(one, 0.0) for one in _begun(_key(asked))] or _alike(asked, language) or _alike(asked, other)
    return [Match(one.code, one.said(language), score) for one, score in found if one.serves(grades)][:size]


def _begun(key: str) -> list[Standard]:
    """Return the standards whose codes have a begun code in them: `3`, `NF` and `3.NF.A` in 3.NF.A.1."""
    if len(key) < 2:
        return [one for one in standards() if key and _key(one.code).startswith(f"{key}.") and key in _GRADE]
    return [one for one in standards() if any(f".{key}" in f".{each}" for each in _keys(one))]


def _alike(text: str, language: str) -> list[tuple[Standard, float]]:
    """Return the standards that have words in common with a text, the most alike first, and how alike they are."""
    index = _spoken(language)
    asked = set(terms(text, language)) - _common(index.language)
    if not asked:
        return []
    scores, said = index.scores([text])[0], _words_of(index.language)
    places = np.argsort(-scores, kind="stable")
    return [(index.known[one], float(scores[one])) for one in places if not asked.isdisjoint(said[one])]


@cache
def _words_of(language: str) -> list[frozenset[str]]:
    return [frozenset(terms(one.said(language), language)) for one in standards()]


@cache
def _common(language: str) -> frozenset[str]:
    """Return the words that so many descriptions have that nobody looks for one by them: "and", "of"."""
    of = Counter(term for words in _words_of(language) for term in words)
    return frozenset(term for term, times in of.items() if times > _COMMON * len(standards()))


def _best(index: _Index, row: NDArray[np.float64], size: int) -> list[Match]:
    places = np.argsort(-row, kind="stable")[:size]
    best = (index.known[one] for one in places if row[one] > 0)
    return [Match(one.code, one.said(index.language), float(row[index.place[one.code]])) for one in best]
