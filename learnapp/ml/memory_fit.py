"""Weights of memory (FSRS-6) fitted to an institution's own reviews, and whether they foretell better than the usual.

Few weights are free, and all are held near the usual ones (maximum a posteriori): how long a first success lasts, how
much a success adds, how much a long pause adds to that, and what is left after a lapse. The ones that no answer here
can tell apart (ratings that are never given, difficulty) and the curve of forgetting itself stay as they are. What is
maximised is the log likelihood of right and wrong answers after a day or more, each with the chance of recall that the
state before it gives. Ye, Su & Cao (2022); formulas as in py-fsrs 6, over all histories at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from learnapp.core.errors import InvalidInputError
from learnapp.engine.retention import DECAY, USUAL_WEIGHTS, Weights, rating_of, sane_weights

VERSION = "memory-map@1"
LEAST_STUDENTS, LEAST_REVIEWS = 50, 1_000
MARGIN = 0.002
"""Nats an answer by which held-out answers must be less surprising, at the lower end of the interval."""
LONGEST = 60
"""Answers of one student to one topic; later ones say little more."""
_FOLDS, _DRAWS = 5, 1_000
_SPREADS = np.array([0.7, 0.35, 0.35, 0.5])
"""Standard deviations of the prior: log of first stability, w8, log of w10, log of w11."""
_FLOOR, _EDGE = 0.001, 1e-6
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Answered(NamedTuple):
    """One answer of a student to a topic."""

    student: UUID
    topic: UUID
    at: datetime
    correct: bool
    hints: int


@dataclass(frozen=True, slots=True)
class Histories:
    """Answers from the first success on, one row a student and topic; shape (rows, steps).

    Attributes:
        student: Of each row, 0 to students - 1; shape (rows,).
        days: Whole days since the answer before.
        rating: 1 again, 2 hard, 3 good; 0 behind the end.
    """

    student: Ints
    days: Ints
    rating: Ints
    students: int

    @property
    def counted(self) -> NDArray[np.bool_]:
        """Which answers say something of memory: those a day or more after the one before."""
        told: NDArray[np.bool_] = (self.rating > 0) & (self.days >= 1)
        told[:, 0] = False
        return told

    def of(self, rows: NDArray[np.bool_]) -> Histories:
        """Return some of the rows; students keep their numbers."""
        return Histories(self.student[rows], self.days[rows], self.rating[rows], self.students)


@dataclass(frozen=True, slots=True)
class MemoryFitted:
    """What came of a fit.

    Attributes:
        outcome: served, few (answers) or no_better (than the usual weights).
        reviews: Answers a day or more after the one before.
        gain: Log loss of the usual weights minus that of fitted ones, on students who were held out; its 95 % interval.
        log_loss: Of the fitted ones there.
    """

    outcome: str
    students: int
    reviews: int
    weights: Weights | None = None
    gain: float | None = None
    low: float | None = None
    high: float | None = None
    log_loss: float | None = None


def histories(answers: Iterable[Answered]) -> Histories:
    """Return answers as rows; what comes before the first success is left out, for nothing was known yet.

    Args:
        answers: Those of a student and topic together and in their order.
    """
    people: dict[UUID, int] = {}
    student: list[int] = []
    lines: list[list[tuple[int, int]]] = []
    before: tuple[UUID, UUID] | None = None
    last: datetime | None = None
    for one in answers:
        if (one.student, one.topic) != before:
            before, last = (one.student, one.topic), None
        rating = int(rating_of(correct=one.correct, hints=one.hints))
        if last is None:
            if not one.correct:
                continue
            student.append(people.setdefault(one.student, len(people)))
            lines.append([(0, rating)])
        elif len(lines[-1]) < LONGEST:
            lines[-1].append((max(0, (one.at - last).days), rating))
        last = one.at if last is None else max(last, one.at)
    steps = max(map(len, lines), default=1)
    days = np.zeros((len(lines), steps), dtype=np.int64)
    ratings = np.zeros((len(lines), steps), dtype=np.int64)
    for row, line in enumerate(lines):
        days[row, : len(line)], ratings[row, : len(line)] = zip(*line, strict=True)
    return Histories(np.array(student, dtype=np.int64), days, ratings, len(people))


def recalled(seen: Histories, weights: Weights) -> Floats:
    """Return the chance of recall before each answer, by the state that the answers before it lead to.

    Args:
        seen: The answers.
        weights: Of FSRS-6.

    Returns:
        Shape (rows, steps); 1 where nothing is to be recalled.
    """
    w = np.asarray(weights)
    decay = -w[DECAY]
    factor = 0.9 ** (1.0 / decay) - 1.0
    easy = w[4] - np.exp(w[5] * 3) + 1.0
    first = np.maximum(seen.rating[:, 0], 1)
    stability = np.maximum(w[first - 1], _FLOOR)
    difficulty = np.clip(w[4] - np.exp(w[5] * (first - 1)) + 1.0, 1.0, 10.0)
    chance = np.ones(seen.rating.shape)
    for step in range(1, seen.rating.shape[1]):
        rating, days = seen.rating[:, step], seen.days[:, step]
        r = (1.0 + factor * days / stability) ** decay
        chance[:, step] = r
        again = rating == 1
        grown = np.exp(w[17] * (rating - 3 + w[18])) * stability ** -w[19]
        short = stability * np.where(again, grown, np.maximum(grown, 1.0))
        lapse = np.minimum(
            w[11] * difficulty ** -w[12] * ((stability + 1.0) ** w[13] - 1.0) * np.exp((1.0 - r) * w[14]),
            stability / np.exp(w[17] * w[18]),
        )
        hard = np.where(rating == 2, w[15], 1.0)
        gained = stability * (
            1.0 + np.exp(w[8]) * (11.0 - difficulty) * stability ** -w[9] * (np.exp((1.0 - r) * w[10]) - 1.0) * hard
        )
        after = np.where(days < 1, short, np.where(again, lapse, gained))
        moved = difficulty + (10.0 - difficulty) * -(w[6] * (rating - 3)) / 9.0
        live = rating > 0
        stability = np.where(live, np.maximum(after, _FLOOR), stability)
        difficulty = np.where(live, np.clip(w[7] * easy + (1.0 - w[7]) * moved, 1.0, 10.0), difficulty)
    return chance


def _losses(seen: Histories, weights: Weights) -> tuple[Floats, Floats]:
    """Return the log loss summed over each student's answers, and how many they are; shape (students,)."""
    told = seen.counted
    chance = np.clip(recalled(seen, weights)[told], _EDGE, 1.0 - _EDGE)
    loss = -np.where(seen.rating[told] > 1, np.log(chance), np.log1p(-chance))
    who = np.broadcast_to(seen.student[:, None], told.shape)[told]
    total: Floats = np.bincount(who, loss, minlength=seen.students).astype(np.float64)
    return total, np.bincount(who, minlength=seen.students).astype(np.float64)


def weights_at(free: Floats) -> Weights:
    """Return all weights for the free ones; zeros are the usual weights."""
    w = list(USUAL_WEIGHTS)
    for place in range(4):
        w[place] *= float(np.exp(free[0]))
    w[8] += float(free[1])
    w[10] *= float(np.exp(free[2]))
    w[11] *= float(np.exp(free[3]))
    return tuple(w)


def fitted(seen: Histories) -> Weights:
    """Return the weights under which the answers are least surprising, held near the usual ones; CPU work.

    Raises:
        InvalidInputError: The fit ran out of the weights' bounds.
    """

    def surprise(free: Floats) -> float:
        total, _ = _losses(seen, weights_at(free))
        return float(total.sum() + 0.5 * np.square(free / _SPREADS).sum())

    # Three standard deviations of the prior are within the bounds of every weight.
    bounds = [(-3.0 * spread, 3.0 * spread) for spread in _SPREADS]
    found = minimize(surprise, np.zeros(len(_SPREADS)), method="L-BFGS-B", bounds=bounds, options={"maxiter": 60})
    return sane_weights(weights_at(found.x))


def judged(seen: Histories, seed: int = 0) -> MemoryFitted:
    """Fit, and say whether what is fitted foretells the answers of held-out students better than the usual; CPU work.

    Every student is held out once. The interval is drawn over students, for a student's answers hang together.

    Args:
        seen: The answers.
        seed: Of who is held out together, and of the draws.
    """
    reviews = int(seen.counted.sum())
    told = int(np.unique(np.broadcast_to(seen.student[:, None], seen.rating.shape)[seen.counted]).size)
    if told < LEAST_STUDENTS or reviews < LEAST_REVIEWS:
        return MemoryFitted("few", told, reviews)
    rng = np.random.default_rng(seed)
    fold = rng.permutation(seen.students) % _FOLDS
    own, usual, counts = np.zeros(seen.students), np.zeros(seen.students), np.zeros(seen.students)
    try:
        for turn in range(_FOLDS):
            out = fold[seen.student] == turn
            held = seen.of(out)
            mine, size = _losses(held, fitted(seen.of(~out)))
            own += mine
            counts += size
            usual += _losses(held, USUAL_WEIGHTS)[0]
        weights = fitted(seen)
    except InvalidInputError:
        return MemoryFitted("no_better", told, reviews)
    gain = float((usual - own).sum() / counts.sum())
    drawn = rng.integers(0, seen.students, size=(_DRAWS, seen.students))
    gains = (usual - own)[drawn].sum(axis=1) / np.maximum(counts[drawn].sum(axis=1), 1.0)
    low, high = (float(one) for one in np.quantile(gains, (0.025, 0.975)))
    better = low > MARGIN
    return MemoryFitted(
        "served" if better else "no_better", told, reviews, weights if better else None, gain, low, high,
        float(own.sum() / counts.sum()),
    )  # fmt: skip
