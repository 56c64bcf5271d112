"""What a model's chances are worth on students that it has not seen, with intervals whose unit is the student.

Answers of one student go together, so whole students are drawn anew for an interval (cluster bootstrap: Efron &
Tibshirani, 1993, "An introduction to the bootstrap"; Field & Welsh, 2007). Two models are compared on the very same
draws, which takes out what is hard or easy about the students drawn.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from learnapp.ml.answers import Floats, Ints
from learnapp.ml.limits import LIMITS
from learnapp.ml.measures import BINS, quality

_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Judged:
    """What a model said before each of n outcomes of students that it has not seen.

    Attributes:
        student: Shape (n,), whose outcome it is; numbered from 0.
        truth: Shape (n,), 0 or 1.
        chance: Shape (n,), from 0 to 1.
        groups: Name of a way to divide the outcomes (grade, subject, difficulty) -> shape (n,), names of groups.
    """

    student: Ints
    truth: Floats
    chance: Floats
    groups: dict[str, list[str]] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many outcomes there are."""
        return len(self.truth)

    @property
    def students(self) -> int:
        """How many students they are of."""
        return len(np.unique(self.student))

    @property
    def enough(self) -> bool:
        """Whether anything can be said of them."""
        return (
            self.students >= LIMITS.least_students
            and len(self) >= LIMITS.least_answers
            and 0.0 < float(self.truth.mean()) < 1.0
        )


@dataclass(frozen=True, slots=True)
class Range:
    """A figure with the interval in which it lies."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One group of outcomes.

    Attributes:
        gap: Mean chance minus share of right ones, beyond that of all outcomes; None: too few to say.
    """

    dimension: str
    group: str
    answers: int
    students: int
    auc: float | None
    gap: Range | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured.

    Attributes:
        ece_noise: The calibration error that a model with perfect chances would show, on average.
        ece_high: What such a model would stay below 95 times of 100.
        curve: Mean chance, share of right ones and count of each bin.
    """

    answers: int
    students: int
    right: float
    auc: float | None
    log_loss: float
    accuracy: float
    ece: float
    ece_noise: float
    ece_high: float
    curve: tuple[tuple[float, float, int], ...] = ()
    groups: tuple[GroupFigures, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as a plain document."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How much better one model is than another on the same outcomes; above 0 is better.

    Attributes:
        auc: Difference of the areas under the ROC curve.
        log_loss: How much lower the log loss is.
        seen_before: Outcomes of students that the other model may have been trained on, which favours it.
    """

    auc: Range
    log_loss: Range
    answers: int
    students: int
    seen_before: int = 0

    @property
    def better(self) -> bool:
        """Whether it is better beyond noise in one of the two and not worse beyond noise in the other."""
        gains = (self.auc, self.log_loss)
        return any(gain.low > 0 for gain in gains) and not any(gain.high < 0 for gain in gains)

    @property
    def worse(self) -> bool:
        """Whether it is worse beyond noise."""
        return not self.better and any(gain.high < 0 for gain in (self.auc, self.log_loss))


def figures(judged: Judged, seed: int = 0) -> Figures:
    """Return what can be said of chances; without any outcome everything is 0 and there is no AUC."""
    if not len(judged):
        return Figures(0, 0, 0.0, None, 0.0, 0.0, 0.0, 0.0, 0.0)
    whole = quality(judged.truth, judged.chance)
    return Figures(
        len(judged), judged.students, float(judged.truth.mean()), whole.auc, whole.log_loss, whole.accuracy, whole.ece,
        *_noise(judged, seed), _curve(judged), _groups(judged, seed),
    )  # fmt: skip


def _bins(judged: Judged) -> list[Ints]:
    order = np.argsort(judged.chance, kind="stable")
    return [part for part in np.array_split(order, BINS) if len(part)]


def _noise(judged: Judged, seed: int) -> tuple[float, float]:
    """Return the mean of the calibration errors that a perfect model with these chances shows, and a high one."""
    rng, parts = np.random.default_rng(seed), _bins(judged)
    errors = np.zeros(LIMITS.resamples // 2)
    for place in range(len(errors)):
        off = (rng.random(len(judged)) < judged.chance) - judged.chance
        errors[place] = sum(abs(float(off[part].sum())) for part in parts) / len(judged)
    return float(errors.mean()), float(np.quantile(errors, LIMITS.confidence))


def _curve(judged: Judged) -> tuple[tuple[float, float, int], ...]:
    parts = _bins(judged)
    return tuple(
        (float(judged.chance[part].mean()), float(judged.truth[part].mean()), len(part)) for part in parts
    )  # fmt: skip


def _groups(judged: Judged, seed: int) -> tuple[GroupFigures, ...]:
    found = []
    for dimension, names in judged.groups.items():
        labels = np.array(names)
        for group in sorted(set(names)):
            rows = labels == group
            own = Judged(judged.student[rows], judged.truth[rows], judged.chance[rows])
            enough = own.students >= LIMITS.group_students and len(own) >= LIMITS.group_answers
            measured = quality(own.truth, own.chance)
            found.append(
                GroupFigures(
                    dimension, group, len(own), own.students, measured.auc if enough else None,
                    _gap(judged, rows, seed) if enough else None,
                )
            )  # fmt: skip
    return tuple(found)


def _gap(judged: Judged, rows: Any, seed: int) -> Range:
    off = judged.chance - judged.truth
    numbers, count = _numbered(judged.student)
    sums = [np.bincount(numbers, weights=part, minlength=count) for part in (off, off * rows)]
    sizes = [np.bincount(numbers, minlength=count), np.bincount(numbers, weights=rows, minlength=count)]
    draws = _draws(count, seed)

    def gap(weights: Floats) -> Floats:
        whole = weights @ sums[0] / np.maximum(weights @ sizes[0], _LEAST)
        return np.asarray(weights @ sums[1] / np.maximum(weights @ sizes[1], _LEAST) - whole)

    return _range(float(gap(np.ones((1, count)))[0]), gap(draws))


def compared(new: Judged, old: Judged, *, seed: int = 0, seen_before: int = 0) -> Comparison:
    """Return how much better `new` is than `old`, both judged on the same outcomes in the same order.

    Args:
        new: The model that may take the other's place.
        old: The one that stands.
        seed: Of the draws.
        seen_before: Outcomes whose students the old one may have seen.
    """
    numbers, count = _numbered(new.student)
    draws = _draws(count, seed)
    losses = [np.bincount(numbers, weights=_losses(one), minlength=count) for one in (old, new)]
    sizes = np.bincount(numbers, minlength=count).astype(np.float64)
    gain = (losses[0] - losses[1]) / 1.0
    loss = _range(float(gain.sum() / sizes.sum()), draws @ gain / np.maximum(draws @ sizes, _LEAST))
    areas = [_Area(one) for one in (old, new)]
    drawn = np.array([areas[1].of(row[numbers]) - areas[0].of(row[numbers]) for row in draws])
    ones = np.ones(len(new))
    auc = _range(areas[1].of(ones) - areas[0].of(ones), drawn)
    return Comparison(auc, loss, len(new), count, seen_before)


def _numbered(student: Ints) -> tuple[Ints, int]:
    known, numbers = np.unique(student, return_inverse=True)
    return numbers.astype(np.int64), len(known)


def _draws(count: int, seed: int) -> Floats:
    """Return how often each student is drawn; shape (resamples, count)."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(count, np.full(count, 1.0 / count), size=LIMITS.resamples).astype(np.float64)


def _range(value: float, drawn: Floats) -> Range:
    tail = 50.0 * (1.0 - LIMITS.confidence)
    low, high = np.percentile(drawn, [tail, 100.0 - tail])
    return Range(value, float(low), float(high))


def _losses(judged: Judged) -> Floats:
    safe = np.clip(judged.chance, _LEAST, 1.0 - _LEAST)
    return np.asarray(-np.where(judged.truth > 0, np.log(safe), np.log1p(-safe)))


class _Area:
    """The area under the ROC curve for many weightings of the same outcomes, sorted once.

    Equal chances count half (Hanley & McNeil, 1982).
    """

    def __init__(self, judged: Judged) -> None:
        self._order = np.argsort(judged.chance, kind="stable")
        chance = judged.chance[self._order]
        self._truth = judged.truth[self._order]
        self._starts = np.flatnonzero(np.append(True, chance[1:] != chance[:-1]))

    def of(self, weights: Floats) -> float:
        """Return the area under these weights, shape (n,); 0.5 where one of the two outcomes has none."""
        weighed = weights[self._order]
        right = np.add.reduceat(weighed * self._truth, self._starts)
        wrong = np.add.reduceat(weighed * (1.0 - self._truth), self._starts)
        below = np.cumsum(wrong) - 0.5 * wrong
        pairs = right.sum() * wrong.sum()
        return float((right * below).sum() / pairs) if pairs > 0 else 0.5
