"""One version of a course, ready to be searched: lexical and dense candidates, ordered by what is known of topics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from learnapp.core import telemetry
from learnapp.core.errors import UnavailableError
from learnapp.knowledge import lexical
from learnapp.knowledge.embeddings import Basis, Embedder, Hide, Vectors, embed_words
from learnapp.knowledge.evidence import Evidence, overlap
from learnapp.knowledge.facts import Facts, centres
from learnapp.knowledge.fusion import fuse
from learnapp.knowledge.lexical import Floats, Lexical
from learnapp.knowledge.passages import KINDS
from learnapp.knowledge.reranker import FEATURES, Reranker
from learnapp.knowledge.words import said, said_terms

Nearest = Callable[[Vectors, int], tuple[NDArray[np.int64], NDArray[np.float32]]]
"""`nearest(vector, n)` returns numbers and cosines of the nearest passages, best first."""

POOL, CANDIDATES, TOP = 160, 60, 5
_AT_HAND, _NEEDED = 1.5, 0.6
"""What a passage gains that is about the KC at hand, or about one that it needs: in units of the order's spread."""
_LEVEL = 0.15
"""What it loses per logit between its difficulty and the student's ability."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where the student is.

    Attributes:
        kc_ids: The KCs of the item at hand.
        prerequisites: KC ids that these need and that are not mastered.
        ability: On the logit scale; None: unknown.
        kinds: Kinds of passages that may be found.
        contents: The only contents that may be found; None: all.
        hidden: Contents of which nothing may be found, such as those of a running test.
        language: Only passages in this language; "": any.
    """

    kc_ids: frozenset[UUID] = frozenset()
    prerequisites: frozenset[UUID] = frozenset()
    ability: float | None = None
    kinds: frozenset[str] = frozenset(KINDS)
    contents: frozenset[UUID] | None = None
    hidden: frozenset[UUID] = frozenset()
    language: str = ""


ANYWHERE = Context()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found: its number in the index, and why it stands where it stands."""

    number: int
    score: float
    features: Floats = field(repr=False, compare=False)


class CourseIndex:
    """Finds passages of one course version.

    Args:
        facts: What is known of the passages.
        words: Their postings.
        vectors: (n, d) their vectors, of length one; half precision is enough.
        embedder: What made the vectors; texts of queries go through it as well.
        nearest: The nearest passages to a vector; None: every vector is compared.
        reranker: Orders the candidates; None: they stay as they were fused.
    """

    def __init__(
        self,
        facts: Facts,
        words: Lexical,
        vectors: NDArray[Any],
        embedder: Embedder | None,
        nearest: Nearest | None,
        reranker: Reranker | None,
    ) -> None:
        self.facts, self.words, self.vectors = facts, words, vectors
        self._embedder, self._nearest, self._reranker = embedder, nearest, reranker
        self.outdated = self.told = False
        """Whether the service answers with vectors of another length now, and whether that was passed on."""
        self._kc_place = {kc: place for place, kc in enumerate(facts.kc_list)}
        self._content_place = {content: place for place, content in enumerate(facts.content_list)}
        self._centres = centres(facts, vectors)

    @property
    def size(self) -> int:
        """How many passages there are."""
        return self.words.size

    def vector(self, text: str) -> Vectors | None:
        """Return the (d,) vector of a text from the index's own basis; None where a service outside would be asked."""
        return self._of_basis(self._embedder, text) if isinstance(self._embedder, Basis) else None

    def _of_basis(self, basis: Basis, text: str) -> Vectors:
        return np.asarray(embed_words(basis, [said(text, self.facts.language_list)])[0], np.float32)

    def search(self, question: str, context: Context = ANYWHERE, top: int = TOP, hide: Hide | None = None) -> list[Hit]:
        """Return the best passages for a question in a context, best first; CPU work of some milliseconds.

        Args:
            question: What was asked; a long text works as well.
            context: Where the student is, and what may be found.
            top: How many.
            hide: Leaves of a text what a service outside may be asked with; None: none is asked, and the words alone
                find what they find.
        """
        found = self.candidates(question, context, hide)
        if found is None:
            return []
        numbers, features = found
        if self._reranker is not None:
            scores = self._reranker.scores(features)
        else:
            scores = features[:, FEATURES.index("fused")] * 60
        scores = scores + self._fits(numbers, context, float(scores.std()) or 1.0)
        best = np.argsort(-scores, kind="stable")[:top]
        return [Hit(int(numbers[one]), float(scores[one]), features[one]) for one in best]

    def candidates(
        self, question: str, context: Context, hide: Hide | None = None
    ) -> tuple[NDArray[np.int64], Floats] | None:
        """Return (numbers, features) of what may answer; None when nothing has a word of the question."""
        if not self.size:
            return None
        query = self.words.numbers(said_terms(question, self.facts.language_list))
        scores = self.words.scores(query)
        allowed = self._allowed(context)
        near, cosines, vector = self._dense(question, hide)
        pool = _best(scores, POOL)
        pool = pool[scores[pool] > 0]
        everything = np.unique(np.concatenate([pool, near]))
        if not len(everything):
            return None
        evidence = Evidence(self.facts, self.vectors, everything, scores, vector, pool, near)
        lexical_best = pool[allowed[pool]] if allowed is not None else pool
        if allowed is not None and len(lexical_best) < CANDIDATES:
            masked = np.where(allowed, scores, 0)
            lexical_best = _best(masked, CANDIDATES)
            lexical_best = lexical_best[masked[lexical_best] > 0]
        dense_best = near[allowed[near]] if allowed is not None else near
        related = self._related(evidence, scores, allowed)
        numbers = np.unique(
            np.concatenate([lexical_best[:CANDIDATES], dense_best[:CANDIDATES], related]).astype(np.int64)
        )
        if not len(numbers):
            return None
        fused = fuse([lexical_best[:CANDIDATES], dense_best[:CANDIDATES]], 2 * CANDIDATES)
        return numbers, self._features(numbers, query, scores, vector, evidence, fused)

    def _dense(self, question: str, hide: Hide | None) -> tuple[NDArray[np.int64], Floats, Vectors | None]:
        none = np.zeros(0, np.int64), np.zeros(0, np.float32), None
        if self._embedder is None or not self.vectors.shape[1]:
            return none
        try:
            made = self._embedder
            if isinstance(made, Basis):
                vector = self._of_basis(made, question)
            elif hide is not None:
                vector = made.question(question, hide)
            else:
                return none
        except UnavailableError:
            # The words alone find most of it.
            telemetry.fallbacks.labels("retrieval", "words").inc()
            return none
        if not vector.any():
            return none
        if vector.shape[0] != self.vectors.shape[1]:
            # Until the course is indexed anew, by words.
            self.outdated = True
            return none
        if self._nearest is not None:
            near, cosines = self._nearest(vector, POOL)
        else:
            # Not `@`: its threads would wait for each other, and for everything else that this machine does.
            similar = np.einsum("ij,j->i", self.vectors, vector)
            near = _best(similar, POOL)
            cosines = similar[near]
        return near, cosines, vector

    def _allowed(self, context: Context) -> NDArray[np.bool_] | None:
        facts = self.facts
        rules: list[NDArray[np.bool_]] = []
        if context.kinds != ANYWHERE.kinds:
            rules.append(np.fromiter((kind in context.kinds for kind in KINDS), bool, len(KINDS))[facts.kinds])
        if context.contents is not None or context.hidden:
            may = np.full(len(facts.content_list), context.contents is None)
            for one in context.contents or ():
                if one in self._content_place:
                    may[self._content_place[one]] = True
            for one in context.hidden:
                if one in self._content_place:
                    may[self._content_place[one]] = False
            rules.append(may[facts.contents])
        if context.language:
            spoken = np.fromiter((one == context.language for one in facts.language_list), bool)
            rules.append(spoken[facts.languages])
        return np.logical_and.reduce(rules) if rules else None

    def _related(self, evidence: Evidence, scores: Floats, allowed: NDArray[np.bool_] | None) -> NDArray[np.int64]:
        """Return passages of the lessons that the others speak for, with the most words of the question."""
        lessons = evidence.best_lessons(3)
        if not len(lessons):
            return np.zeros(0, np.int64)
        inside = np.isin(self.facts.lessons, lessons)
        if allowed is not None:
            inside &= allowed
        where = np.flatnonzero(inside)
        best = where[_best(scores[where], CANDIDATES)]
        return best[scores[best] > 0]

    def _features(
        self,
        numbers: NDArray[np.int64],
        query: lexical.Ints,
        scores: Floats,
        vector: Vectors | None,
        evidence: Evidence,
        fused: NDArray[np.int64],
    ) -> Floats:
        rows = np.zeros((len(numbers), len(FEATURES)), np.float32)
        words = scores[numbers]
        rows[:, 0] = words / max(float(self.words.idf[query].sum()), 1e-6)
        rows[:, 1] = words / max(float(words.max()), 1e-6)
        if vector is not None:
            cosine = np.asarray(self.vectors[numbers], np.float32) @ vector
            rows[:, 2] = cosine
            rows[:, 3] = cosine - cosine.max()
        place = {int(number): rank for rank, number in enumerate(fused)}
        rows[:, 4] = [1 / (60 + place.get(int(number), 300)) for number in numbers]
        rows[:, 5:10] = evidence.of_kcs(numbers)
        rows[:, 10:15] = evidence.of_lessons(numbers)
        if vector is not None and len(self._centres):
            near = np.append(self._centres @ vector, np.float32(-1))
            own = near[self.facts.kcs[numbers]].max(axis=1)
            rows[:, 15] = np.where(own > -1, own, 0)
            rows[:, 16] = rows[:, 15] - near.max()
        rows[:, 17:26] = overlap(self.words, numbers, query)
        return rows

    def _fits(self, numbers: NDArray[np.int64], context: Context, spread: float) -> Floats:
        gain = np.zeros(len(numbers), np.float32)
        for wanted, weight in ((context.prerequisites, _NEEDED), (context.kc_ids, _AT_HAND)):
            places = [self._kc_place[kc] for kc in wanted if kc in self._kc_place]
            if places:
                about = np.isin(self.facts.kcs[numbers], places).any(axis=1)
                gain[about] = weight * spread
        if context.ability is not None:
            gain -= _LEVEL * spread * np.abs(self.facts.levels[numbers] - context.ability)
        return gain


def _best(scores: Floats, size: int) -> NDArray[np.int64]:
    """Return the places of the highest scores, best first; equal ones in the order of their places."""
    if len(scores) > size:
        found = np.argpartition(-scores, size - 1)[:size]
        found.sort()
    else:
        found = np.arange(len(scores))
    return found[np.argsort(-scores[found], kind="stable")].astype(np.int64)
