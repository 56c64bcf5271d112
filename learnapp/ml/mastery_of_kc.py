"""P(mastered) of a KC from the chances on its items, made so that a right answer never lowers it.

A KC's typical items are its items at evenly spaced ranks of difficulty. The mean chance c on them, taken as if the
student had met none of them and had not just answered something else, is turned into P(mastered) by what knowledge
tracing says of the two, c = P (1 - SLIP) + (1 - P) GUESS (Corbett & Anderson, 1994), solved for P.

Trees give no promise about what an answer does to such a mean. `after` gives it: what is published after a right
answer is never below, after a wrong one never above, what was published before.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from learnapp.core.errors import InvalidInputError
from learnapp.ml.answers import Floats, Ints
from learnapp.ml.encodings import Encodings
from learnapp.ml.learner_track import LearnerTrack

GUESS, SLIP = 0.2, 0.1
TYPICAL = 9
"""So many items stand for a KC at most."""
NO_ITEM = int(np.iinfo(np.int64).min)
"""An item that no training has seen: it is judged by its topic and the student alone."""


class Predictor(Protocol):
    """What gives the chances."""

    @property
    def encodings(self) -> Encodings:
        """What it knows of items and KCs."""

    def candidates(
        self, track: LearnerTrack, item: Ints, kc: Ints, now: float = float("nan"), *, fresh: bool = False
    ) -> Floats:
        """Return chances, shape (n,)."""


def mastered(chance: Floats) -> Floats:
    """Return P(mastered) for mean chances of a right answer, rising with them from 0 to 1; any shape."""
    return np.clip((chance - GUESS) / (1.0 - SLIP - GUESS), 0.0, 1.0)


class MasteryOfKc:
    """P(mastered) under one predictor; made once for each version, it never changes."""

    def __init__(self, predictor: Predictor) -> None:
        """Choose the typical items of each KC."""
        self._predictor = predictor
        encodings = predictor.encodings
        self._typical: dict[int, Ints] = {}
        order = np.lexsort((encodings.items, encodings.difficulty, encodings.home))
        home = encodings.home[order]
        for place, kc in enumerate(encodings.kcs):
            mine = order[np.searchsorted(home, place) : np.searchsorted(home, place, side="right")]
            count = min(len(mine), TYPICAL)
            ranks = ((np.arange(count) + 0.5) / max(count, 1) * len(mine)).astype(np.int64)
            self._typical[int(kc)] = encodings.items[mine[ranks]].astype(np.int64)

    def chances(self, track: LearnerTrack, kcs: Ints, now: float = float("nan")) -> Floats:
        """Return a student's mean chance on the typical items of KCs; shape (k,).

        Args:
            track: The student.
            kcs: Shape (k,), ids of the source; one that training has not seen is judged by the student alone.
            now: Seconds since the student's start.
        """
        none = np.array([NO_ITEM])
        items = [found if len(found := self._typical.get(int(kc), none)) else none for kc in kcs]
        if not items:
            return np.zeros(0)
        counts = np.array([len(one) for one in items])
        chance = self._predictor.candidates(track, np.concatenate(items), np.repeat(kcs, counts), now, fresh=True)
        return np.asarray(np.add.reduceat(chance, np.cumsum(counts) - counts) / counts)

    def now(self, track: LearnerTrack, kcs: Ints, now: float = float("nan")) -> Floats:
        """Return P(mastered) of KCs as the student stands, whatever was published before; shape (k,)."""
        return mastered(self.chances(track, kcs, now))

    def after(
        self, track: LearnerTrack, kc: int, correct: bool, before: float | None, now: float = float("nan")
    ) -> float:
        """Return the P(mastered) to publish after an answer: none that teaching could not explain.

        Args:
            track: The student, the answer taken in.
            kc: The KC of the answer.
            correct: Its result.
            before: What was published of this KC until now; None for nothing.
            now: Seconds since the student's start.

        Raises:
            InvalidInputError: `before` is no probability.
        """
        found = float(self.now(track, np.array([kc]), now)[0])
        if before is None:
            return found
        if not 0.0 <= before <= 1.0:
            raise InvalidInputError("P(mastered) lies from 0 to 1. Rebuild the student's state.")
        return max(found, before) if correct else min(found, before)
