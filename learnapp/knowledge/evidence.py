"""What speaks for a passage besides itself: others of its topics and lesson, and words shared with a question."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from learnapp.knowledge import lexical
from learnapp.knowledge.embeddings import Vectors
from learnapp.knowledge.facts import Facts
from learnapp.knowledge.lexical import Floats, Lexical


class Evidence:
    """What the best passages of all kinds say about topics and lessons, leaving out a candidate's own content."""

    def __init__(
        self,
        facts: Facts,
        vectors: NDArray[Any],
        everything: NDArray[np.int64],
        scores: Floats,
        vector: Vectors | None,
        pool: NDArray[np.int64],
        near: NDArray[np.int64],
    ) -> None:
        self._facts = facts
        best = max(float(scores[everything].max()), 1e-6)
        self._words = scores[everything] / best
        self._cosine = (
            np.asarray(vectors[everything], np.float32) @ vector
            if vector is not None
            else np.zeros(len(everything), np.float32)
        )
        place = np.zeros(len(everything), np.float32)
        for ranking in (pool, near):
            at = np.searchsorted(everything, ranking)
            place[at] += 1 / (60 + np.arange(len(ranking), dtype=np.float32))
        self._mass = place / max(float(place.sum()), 1e-6)
        self._content = facts.contents[everything]
        self._kcs = facts.kcs[everything]
        self._lessons = facts.lessons[everything]

    def best_lessons(self, most: int) -> NDArray[np.int32]:
        """Return the lessons with the most evidence."""
        strong = np.argsort(-self._words, kind="stable")[:40]
        lessons, where = np.unique(self._lessons[strong], return_inverse=True)
        total = np.bincount(where, weights=self._words[strong] + self._mass[strong])
        return lessons[np.argsort(-total, kind="stable")[:most]]

    def of_kcs(self, numbers: NDArray[np.int64]) -> Floats:
        """Return (rows, 5) evidence for the KCs of each candidate."""
        own = self._facts.kcs[numbers]
        topics, where = np.unique(own, return_inverse=True)
        has = np.zeros((len(numbers), len(topics)), np.float32)
        np.put_along_axis(has, where.reshape(own.shape), 1, axis=1)
        theirs = np.zeros((len(self._kcs), len(topics)), np.float32)
        for column in self._kcs.T:
            at = np.minimum(np.searchsorted(topics, column), len(topics) - 1)
            theirs[np.arange(len(column)), at] += topics[at] == column
        named = topics >= 0
        return self._of(numbers, has[:, named] @ theirs[:, named].T > 0)

    def of_lessons(self, numbers: NDArray[np.int64]) -> Floats:
        """Return (rows, 5) evidence for the lesson of each candidate."""
        return self._of(numbers, self._facts.lessons[numbers][:, None] == self._lessons[None, :])

    def _of(self, numbers: NDArray[np.int64], same: NDArray[np.bool_]) -> Floats:
        about = same & (self._content[None, :] != self._facts.contents[numbers][:, None])
        words = np.where(about, self._words, 0)
        rows = np.zeros((len(numbers), 5), np.float32)
        rows[:, 0] = words.max(axis=1)
        three = min(3, words.shape[1])
        rows[:, 1] = -np.partition(-words, three - 1, axis=1)[:, :three].sum(axis=1) / 3
        rows[:, 2] = np.where(about.any(axis=1), np.where(about, self._cosine, -1).max(axis=1), 0)
        rows[:, 3] = (about * self._mass).sum(axis=1)
        rows[:, 4] = rows[:, 0] - rows[:, 0].max()
        return rows


def overlap(words: Lexical, numbers: NDArray[np.int64], query: lexical.Ints) -> Floats:
    """Return (rows, 9): which shares of a passage and of the question the other one has."""
    starts, ends = words.doc_start[numbers], words.doc_start[numbers + 1]
    lengths = ends - starts
    flat = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths) + np.arange(lengths.sum())
    said = words.doc_terms[flat]
    row = np.repeat(np.arange(len(numbers)), lengths)
    common = query[np.minimum(np.searchsorted(query, said), max(len(query) - 1, 0))] == said if len(query) else (
        np.zeros(len(said), bool)
    )  # fmt: skip
    idf, numeric, paired = words.idf[said], words.numeric[said], words.paired[said]

    def total(which: NDArray[np.bool_], weights: Floats | None = None) -> NDArray[np.float64]:
        each = None if weights is None else weights[which]
        return np.bincount(row[which], weights=each, minlength=len(numbers)).astype(np.float64)

    single = ~paired
    of_query = {
        "words": float(words.idf[query][~words.paired[query]].sum()),
        "numbers": int(words.numeric[query].sum()),
        "pairs": int(words.paired[query].sum()),
    }
    shared, own = total(common & single, idf), total(single, idf)
    numbers_shared, numbers_own = total(common & numeric), total(numeric)
    pairs_shared, pairs_own = total(common & paired), total(paired)
    return np.stack(
        [
            shared / np.maximum(own, 1e-6),
            shared / max(of_query["words"], 1e-6),
            np.where(numbers_own > 0, numbers_shared / np.maximum(numbers_own, 1), -1),
            numbers_shared / of_query["numbers"] if of_query["numbers"] else np.full(len(numbers), -1.0),
            pairs_shared / np.maximum(pairs_own, 1),
            pairs_shared / max(of_query["pairs"], 1),
            np.log1p(total(single)),
            np.full(len(numbers), np.log1p(len(query))),
            numbers_own,
        ],
        axis=1,
    ).astype(np.float32)
