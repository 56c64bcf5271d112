"""What a student's answers in a class say of each topic: whether it was known, is being learned, or stays unknown.

A topic is known or not, is learned at some try, and shows through slips and guesses (knowledge tracing: Corbett &
Anderson, 1994). None of its figures is taken for granted: how often the student slips, how fast they learn and how
much they bring with them are the student's own and are learned over all their topics; how well guessing goes is the
topic's own; and a topic may be one that is not learned at all, the sooner where something that it rests on is unknown.
All of it is a grid of possibilities that every answer weighs anew (Bayes), so what it says is a chance with what is
unsure in it.
"""

from __future__ import annotations

from itertools import product
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SLIPS, LEARNS, BROUGHT = (0.06, 0.15, 0.28), (0.15, 0.32, 0.55), (0.35, 0.6, 0.8)
"""Of the student: slips, chance to learn a topic at a try, share of topics that are known before the first one."""
GUESSES = (0.08, 0.2, 0.36)
"""Of the topic: right answers of somebody who does not know it."""
STUCK_LEARNS, STUCK_BROUGHT = 0.015, 0.03
"""The same of a topic that is not learned."""
STUCK = 0.03
"""Share of topics that are not learned although all that they rest on is known."""

_OWN = list(product(SLIPS, LEARNS, BROUGHT))
_GRID = np.array([(*own, guess) for own in _OWN for guess in GUESSES])
_SLIP, _LEARN, _BROUGHT, _GUESS = (_GRID[:, n] for n in range(4))
_STUDENTS = len(_OWN)


_SIZE = len(GUESSES)


def _by_student(likely: Floats) -> Floats:
    """Return the sum over what is the topic's own."""
    found: Floats = likely.reshape(_STUDENTS, _SIZE).sum(axis=1)
    return found


class Topic:
    """One topic: how likely the answers were, for each possibility, with it unknown and known now.

    Attributes:
        unknown, known: Of a topic that is learned.
        stuck, stuck_known: Of one that is not.
        learned_way, stuck_way: Their sums, by possibility of the student.
        tries: Weight of the answers.
    """

    __slots__ = ("known", "learned_way", "stuck", "stuck_known", "stuck_way", "tries", "unknown")

    def __init__(self) -> None:
        first = np.full(len(_GRID), 1.0 / _SIZE)
        self.known: Floats = first * _BROUGHT
        self.unknown: Floats = first - self.known
        self.stuck_known: Floats = first * STUCK_BROUGHT
        self.stuck: Floats = first - self.stuck_known
        self.learned_way: Floats = np.ones(_STUDENTS)
        self.stuck_way: Floats = np.ones(_STUDENTS)
        self.tries = 0.0

    def take(self, right: bool, weight: float) -> None:
        """Weigh an answer; `weight` 0 to 1 says how much it shows."""
        shows = (1.0 - _SLIP if right else _SLIP) ** weight
        luck = (_GUESS if right else 1.0 - _GUESS) ** weight
        unknown = self.unknown * luck
        learned = unknown * _LEARN
        self.known, self.unknown = self.known * shows + learned, unknown - learned
        stuck = self.stuck * luck
        learned = stuck * STUCK_LEARNS
        self.stuck_known, self.stuck = self.stuck_known * shows + learned, stuck - learned
        self.learned_way = _by_student(self.known + self.unknown)
        self.stuck_way = _by_student(self.stuck + self.stuck_known)
        self.tries += weight

    def never(self, own: Floats, stuck: float, of: int) -> float:
        """Return the chance that nothing is learned at so many tries, with those that there were, 0 to 1.

        Args:
            own: How likely each possibility of the student is, by the other topics.
            stuck: Chance that the topic is one that is not learned, before any answer.
            of: How many tries.
        """
        ahead = max(0.0, of - self.tries)
        learned = _by_student(self.unknown * (1.0 - _LEARN) ** ahead)
        not_learned = _by_student(self.stuck) * (1.0 - STUCK_LEARNS) ** ahead
        there = (1.0 - stuck) * self.learned_way + stuck * self.stuck_way
        return float(own @ ((1.0 - stuck) * learned + stuck * not_learned)) / float(own @ there)

    def ways(self, own: Floats) -> tuple[float, float]:
        """Return how likely the answers were if it is learned, and if it is not."""
        return float(own @ self.learned_way), float(own @ self.stuck_way)


class Knowing:
    """What is known of one student.

    Attributes:
        topics: Those that were tried.
    """

    def __init__(self) -> None:
        self.topics: dict[UUID, Topic] = {}
        self._logs: dict[UUID, Floats] = {}
        self._all: Floats = np.zeros(_STUDENTS)

    def topic(self, kc: UUID) -> Topic:
        """Return a topic; one that was never tried as it begins."""
        return self.topics.get(kc) or Topic()

    def own(self, but: UUID) -> Floats:
        """Return how likely each possibility of the student is, by all topics but one."""
        logs = self._all - self._logs[but] if but in self._logs else self._all
        likely: Floats = np.exp(logs - logs.max())
        return likely / float(likely.sum())

    def take(self, kc: UUID, right: bool, weight: float) -> None:
        """Weigh an answer."""
        topic = self.topics.setdefault(kc, Topic())
        topic.take(right, weight)
        mine = np.log((1.0 - STUCK) * topic.learned_way + STUCK * topic.stuck_way + 1e-300)
        self._all = self._all - self._logs.get(kc, 0.0) + mine
        self._logs[kc] = mine

    def unknown(self, kc: UUID) -> float:
        """Return the chance that a topic is not known now, 0 to 1."""
        return self.topic(kc).never(self.own(kc), STUCK, 0)
