"""Which topic of its course an item practises, by its words: to notice an item that is filed under another one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from learnapp.engine.kc import Content, CourseSnapshot
from learnapp.knowledge.words import terms

MOST_ITEMS = 4_000
"""Items of a course that speak for its topics; further ones add little."""
LEAST_TERMS = 4
_PART = 64
"""So many items are compared with all topics at once."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """How well an item fits the topic that it is filed under.

    Attributes:
        share: Its likeness to that topic, as a share of the likeness to the most alike one, 0 to 1.
        rank: Place of that topic among all, from 1.
        best: The most alike topic.
    """

    share: float
    rank: int
    best: UUID


def words_of(item: Content) -> str:
    """Return what an item says of its topic: title, text, questions, choices, hints; no keys."""
    parts = [item.title, item.body]
    for step in item.steps:
        parts += [step.prompt, *step.choices, *(hint.text for hint in step.hints)]
    return "\n".join(parts)


class Topics:
    """What the contents of each topic of a course say, as one vector each; CPU work, meant for a thread.

    Args:
        names: Topic -> its name and description.
        items: The contents that speak for them.
    """

    def __init__(self, names: Mapping[UUID, str], items: Iterable[Content]) -> None:
        from scipy.sparse import csr_matrix
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._kcs = list(names)
        place = {kc: number for number, kc in enumerate(self._kcs)}
        kept = [item for item in items if any(kc in place for kc in item.kc_ids)][:MOST_ITEMS]
        texts = [names[kc] for kc in self._kcs] + [words_of(item) for item in kept]
        self._vectorizer = TfidfVectorizer(analyzer=terms, sublinear_tf=True, min_df=1, max_features=60_000)
        found = self._vectorizer.fit_transform(texts) if any(map(terms, texts)) else None
        self._items: dict[UUID, int] = {}
        self._said: dict[UUID, int] = {}
        self._own: dict[UUID, list[int]] = {}
        if found is None:
            self._rows: Any = None
            return
        self._rows = found
        # The name of a topic counts as much as four of its items.
        weights = [(number, number, 4.0) for number in range(len(self._kcs))]
        for number, item in enumerate(kept, len(self._kcs)):
            self._items[item.content_id] = number
            self._said[item.content_id] = hash(texts[number])
            self._own[item.content_id] = [place[kc] for kc in item.kc_ids if kc in place]
            weights += [(spot, number, 1.0) for spot in self._own[item.content_id]]
        spots, numbers, values = zip(*weights, strict=True)
        self._sums = csr_matrix((values, (spots, numbers)), shape=(len(self._kcs), found.shape[0])) @ found
        self._squares = np.asarray(self._sums.multiply(self._sums).sum(axis=1)).ravel()

    def aligned(self, item: Content) -> Aligned | None:
        """Return how well an item fits its topics; it does not speak for itself. None: too few words to say."""
        return self.aligned_all([item])[0]

    def aligned_all(self, items: Sequence[Content]) -> list[Aligned | None]:
        """Return the same as `aligned` of each item, with less work; nothing of it is kept."""
        found: list[Aligned | None] = []
        for first in range(0, len(items), _PART):
            part = items[first : first + _PART]
            said = [words_of(item) for item in part]
            products = self._of_known([self._speaks(*one) for one in zip(part, said, strict=True)])
            found += [self._aligned(*one, products) for one in zip(part, said, strict=True)]
        return found

    def _speaks(self, item: Content, said: str) -> int | None:
        """Return the row of an item that is as it was when the topics were read: it has its vector already."""
        number = self._items.get(item.content_id)
        return number if number is not None and self._said[item.content_id] == hash(said) else None

    def _of_known(self, numbers: Sequence[int | None]) -> dict[int, NDArray[np.float64]]:
        """Return row -> its products with the topics' sums."""
        rows = sorted({number for number in numbers if number is not None})
        if not rows:
            return {}
        return dict(zip(rows, np.ascontiguousarray((self._sums @ self._rows[rows].T).toarray().T), strict=True))

    def _aligned(self, item: Content, said: str, products: Mapping[int, NDArray[np.float64]]) -> Aligned | None:
        own = [number for number, kc in enumerate(self._kcs) if kc in item.kc_ids]
        if self._rows is None or not own or len(set(terms(said))) < LEAST_TERMS or len(self._kcs) < 2:
            return None
        number, known = self._items.get(item.content_id), self._speaks(item, said)
        vector = self._rows[known] if known is not None else self._vectorizer.transform([said])
        dots = products[known] if known is not None else _dots(self._sums, vector)
        squares = self._squares
        if number is not None:
            # |s - b|² = |s|² - 2 s·b + |b|², so that the sums need not be copied.
            before, mine = self._rows[number], self._own[item.content_id]
            likes = dots[mine] if known is not None else _dots(self._sums[mine], before)
            dots, squares = dots.copy(), squares.copy()
            dots[mine] -= float((before @ vector.T).sum())
            squares[mine] += float(before.multiply(before).sum()) - 2 * likes
        lengths = np.sqrt(np.maximum(squares, 0.0))
        likeness = np.divide(dots, lengths, out=np.zeros(len(lengths)), where=lengths > 1e-9)
        best, fits = int(likeness.argmax()), float(likeness[own].max())
        top = float(likeness[best])
        if top <= 0:
            return None
        return Aligned(max(0.0, fits / top), 1 + int((likeness > fits + 1e-12).sum()), self._kcs[best])


def _dots(rows: Any, vector: Any) -> NDArray[np.float64]:
    return np.asarray((rows @ vector.T).todense(), np.float64).ravel()


def topics_of(course: CourseSnapshot) -> Topics:
    """Return what the topics of a course say."""
    return Topics({kc.kc_id: f"{kc.name} {kc.description}" for kc in course.kcs.values()}, course.content.values())
