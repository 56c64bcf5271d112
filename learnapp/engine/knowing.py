"""What a student's answers in a class say of each topic: whether it was known, is being learned, or stays unknown.

A topic is known or not, is learned at some try, and shows through slips and guesses (knowledge tracing: Corbett &
Anderson, 1994). None of its figures is taken for granted: how often the student slips, how fast they learn and how
much they bring with them are the student's own and are learned over all their topics; how well guessing goes is the
topic's own; and a topic may be one that is not learned at all, the sooner where something that it rests on is unknown.
All of it is a grid of possibilities that every answer weighs anew (Bayes), so what it says is a chance with what is
unsure in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
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
_SLIP, _LEARN, _BROUGHT = (np.array(each) for each in zip(*_OWN, strict=True))
_GUESS = np.array(GUESSES)
_STUDENTS, _SIZE = len(_OWN), len(GUESSES)
_ALIKE = np.ones(_STUDENTS)
# Known and unknown of a topic that is learned, then of one that is not.
_FIRST = np.stack([_BROUGHT, 1.0 - _BROUGHT, STUCK_BROUGHT * _ALIKE, (1.0 - STUCK_BROUGHT) * _ALIKE])
_BEGIN = np.repeat(_FIRST[:, :, None], _SIZE, axis=2) / _SIZE
_LEARNED, _NEVER = 0, 1
_LEAST = 1e-300


@lru_cache(maxsize=64)
def _steps(right: bool, weight: float) -> tuple[Floats, Floats]:
    """Return what an answer makes of each of the four states, and what of the unknown ones becomes known."""
    shows = ((1.0 - _SLIP if right else _SLIP) ** weight)[:, None]
    luck = ((_GUESS if right else 1.0 - _GUESS) ** weight)[None, :]
    learn, stuck = _LEARN[:, None], STUCK_LEARNS * _ALIKE[:, None]
    stays = np.stack(np.broadcast_arrays(shows, luck * (1.0 - learn), shows, luck * (1.0 - stuck)))
    return stays, np.stack([luck * learn, luck * stuck])


@dataclass(frozen=True, slots=True)
class Reading:
    """What all answers so far say of all topics together.

    Attributes:
        unknown: Topic -> chance that it is not known now, 0 to 1.
        ways: Topic -> how likely its answers were if it is learned, and if it is not.
    """

    unknown: dict[UUID, float]
    ways: dict[UUID, tuple[float, float]]


class Knowing:
    """What is known of one student.

    All topics are rows of the same arrays: an answer moves one row, a reading looks at all of them at once.

    Attributes:
        rows: Topic that was tried -> its row.
        tries: Of each row, weight of its answers.
    """

    def __init__(self) -> None:
        self.rows: dict[UUID, int] = {}
        self.tries: list[float] = []
        self._states: Floats = np.empty((8, 4, _STUDENTS, _SIZE))
        self._ways: Floats = np.empty((8, 2, _STUDENTS))
        self._logs: Floats = np.empty((8, _STUDENTS))
        self._all: Floats = np.zeros(_STUDENTS)

    def _begin(self, kc: UUID) -> int:
        row = self.rows[kc] = len(self.rows)
        if row == len(self._states):
            self._states, self._ways, self._logs = (
                np.concatenate([each, np.empty_like(each)]) for each in (self._states, self._ways, self._logs)
            )
        self._states[row], self._logs[row] = _BEGIN, 0.0
        self.tries.append(0.0)
        return row

    def take(self, kc: UUID, right: bool, weight: float) -> None:
        """Weigh an answer; `weight` 0 to 1 says how much it shows."""
        row = self.rows[kc] if kc in self.rows else self._begin(kc)
        stays, goes = _steps(right, weight)
        was = self._states[row]
        now = was * stays
        now[::2] += was[1::2] * goes
        self._states[row] = now
        ways = self._ways[row] = now.reshape(2, 2, _STUDENTS, _SIZE).sum(axis=(1, 3))
        mine = np.log((1.0 - STUCK) * ways[_LEARNED] + STUCK * ways[_NEVER] + _LEAST)
        self._all = self._all - self._logs[row] + mine
        self._logs[row] = mine
        self.tries[row] += weight

    def _owns(self) -> Floats:
        """Return of each topic how likely each possibility of the student is, by all others."""
        logs = self._all - self._logs[: len(self.rows)]
        likely: Floats = np.exp(logs - logs.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        return likely

    def read(self) -> Reading:
        """Return what all answers so far say of all topics."""
        n = len(self.rows)
        own, ways = self._owns(), self._ways[:n]
        learned, never = np.einsum("ns,nws->wn", own, ways)
        not_known, not_got = np.einsum("ns,nws->wn", own, self._states[:n, 1::2].sum(axis=3))
        unknown = ((1.0 - STUCK) * not_known + STUCK * not_got) / ((1.0 - STUCK) * learned + STUCK * never)
        return Reading(
            dict(zip(self.rows, unknown.tolist(), strict=True)),
            dict(zip(self.rows, zip(learned.tolist(), never.tolist(), strict=True), strict=True)),
        )

    def never(self, lacks: Sequence[float], of: int) -> list[float]:
        """Return of each topic the chance that nothing is learned at so many tries, with those that there were, 0 to 1.

        Args:
            lacks: Of each topic, by its row: chance that something is missing without which it is not learned.
            of: How many tries.
        """
        n = len(self.rows)
        ahead = np.maximum(0.0, of - np.array(self.tries))[:, None]
        stuck = 1.0 - (1.0 - STUCK) * (1.0 - np.array(lacks)[:, None])
        ways, unlearned, own = self._ways[:n], self._states[:n, 1::2].sum(axis=3), self._owns()
        not_yet = (1.0 - stuck) * unlearned[:, _LEARNED] * (1.0 - _LEARN) ** ahead
        not_yet += stuck * unlearned[:, _NEVER] * (1.0 - STUCK_LEARNS) ** ahead
        there = (1.0 - stuck) * ways[:, _LEARNED] + stuck * ways[:, _NEVER]
        found: list[float] = ((own * not_yet).sum(axis=1) / (own * there).sum(axis=1)).tolist()
        return found
