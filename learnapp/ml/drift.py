"""Drift: do a model's errors rise, and do the numbers that it reads look as they did when it was learnt?

Errors are watched by two detectors. The first is ours: a one-sided CUSUM of log likelihood ratios (Page, 1954,
"Continuous inspection schemes"), which among rules with the same rate of false alarms notices a known change soonest
(Lorden, 1971; Moustakides, 1986). It only looks for a rise, and its rate of false alarms is chosen, not found out. The
second is ADWIN (Bifet & Gavaldà, 2007) from river, which needs no baseline and sees what the first was not made for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEARN = 10_000
"""Answers from which the usual rate of errors is learnt before the watch begins."""
ODDS = 1.41
"""The rise that is looked for: the odds of an error times so much, for example from 25 to 32 %."""
EVERY = 1_500_000.0
"""Answers between two false alarms if the usual rate were known exactly; that it is learnt costs some of it."""
CAUTION = 1.0
"""The usual rate is taken so many standard errors above its estimate: one that is too low would cry wolf for ever."""
MUCH = 0.10
"""Drift of more than a tenth opens a new training."""
BINS = 10
LEAST = 500
_TINY = 1e-4
_Z_YEAR = 4.0
_OVERSHOOT = 0.583


@dataclass(frozen=True, slots=True)
class Baseline:
    """How often a model is usually wrong.

    Attributes:
        n: Answers that it was learnt from.
        errors: How many of them were predicted wrongly.
    """

    n: int
    errors: int

    @property
    def rate(self) -> float:
        """The rate that is taken for the usual one: the estimate with a little caution, 0 to 1."""
        estimate = (self.errors + 0.5) / (self.n + 1.0)
        return min(0.99, estimate + CAUTION * math.sqrt(estimate * (1.0 - estimate) / (self.n + 1.0)))


@dataclass(frozen=True, slots=True)
class Rise:
    """The errors have risen.

    Attributes:
        at: Number of the answer at which it was noticed, from 0.
        since: Number of the answer after which it probably began: where the CUSUM left 0 for the last time.
        was: Rate before, 0 to 1.
        now: Rate since then.
    """

    at: int
    since: int
    was: float
    now: float

    @property
    def amount(self) -> float:
        """How much more it is, as a part of what it was."""
        return self.now / self.was - 1.0 if self.was > 0.0 else math.inf


def _steps(rate: float) -> tuple[float, float]:
    """Return what a right and a wrong prediction add: log likelihood ratios of the raised rate to the usual one."""
    odds = ODDS * rate / (1.0 - rate)
    raised = odds / (1.0 + odds)
    return math.log((1.0 - raised) / (1.0 - rate)), math.log(raised / rate)


@lru_cache(maxsize=1024)
def threshold(rate: float, every: float = EVERY) -> float:
    """Return how high the sum has to climb so that false alarms come `every` answers at a usual rate of errors.

    Siegmund (1985), "Sequential analysis", corrected diffusion: with b = h + 2 * 0.583 * s the mean time to a false
    alarm is (exp(b) - 1 - b) / d, where -d is the mean and s the standard deviation of a step without drift.

    Args:
        rate: Usual rate of errors, 0 to 1.
        every: Answers between false alarms.
    """
    right, wrong = _steps(rate)
    drift = -((1.0 - rate) * right + rate * wrong)
    spread = math.sqrt((1.0 - rate) * rate) * (wrong - right)
    low, high = 0.0, 60.0
    for _ in range(60):
        middle = (low + high) / 2.0
        if (math.expm1(middle) - middle) / drift < every:
            low = middle
        else:
            high = middle
    return max(0.5, high - 2.0 * _OVERSHOOT * spread)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a watch has come to.

    Attributes:
        total: The sum.
        seen: Answers.
        since_seen, since_errors: Of them since the sum left 0 for the last time.
    """

    total: float = 0.0
    seen: int = 0
    since_seen: int = 0
    since_errors: int = 0


class RiseWatch:
    """Watches a stream of right and wrong predictions for a rise of the errors.

    Args:
        baseline: How often the model is usually wrong.
        every: Answers between false alarms if the usual rate were known.
        stands: Where an earlier watch with the same baseline had come to.
    """

    def __init__(self, baseline: Baseline, every: float = EVERY, stands: Standing | None = None) -> None:
        self.baseline = baseline
        # Rounded outwards, so that the thresholds of many baselines are worked out once.
        rate = min(0.99, max(0.001, math.ceil(baseline.rate * 10_000) / 10_000))
        self._right, self._wrong = _steps(rate)
        self._high = threshold(rate, every)
        before = stands or Standing()
        self._sum, self.seen = before.total, before.seen
        self._since, self._errors = before.seen - before.since_seen, before.since_errors

    @property
    def stands(self) -> Standing:
        """What to keep so that the watch goes on in another process."""
        return Standing(self._sum, self.seen, self.seen - self._since, self._errors)

    @property
    def level(self) -> float:
        """How far it is on the way to an alarm, 0 to 1."""
        return min(1.0, self._sum / self._high)

    def update(self, wrong: bool) -> Rise | None:
        """Take in one answer; return the rise when it is noticed, after which the watch begins anew."""
        self.seen += 1
        self._sum += self._wrong if wrong else self._right
        if self._sum <= 0.0:
            self._sum, self._since, self._errors = 0.0, self.seen, 0
            return None
        self._errors += wrong
        if self._sum < self._high:
            return None
        was = (self.baseline.errors + 0.5) / (self.baseline.n + 1.0)
        found = Rise(self.seen - 1, self._since, was, self._errors / (self.seen - self._since))
        self._sum, self._since, self._errors = 0.0, self.seen, 0
        return found

    def first(self, wrong: NDArray[np.bool_]) -> int | None:
        """Return the number of the answer at which a whole stream would first be noticed, from 0; nothing is kept.

        The sum that never falls below 0 is the distance of the running sum from its smallest value so far.
        """
        steps = np.where(wrong, self._wrong, self._right)
        walk = np.concatenate(([0.0], np.cumsum(steps)))
        reached = np.flatnonzero(walk - np.minimum.accumulate(walk) >= self._high)
        return int(reached[0]) - 1 if len(reached) else None


class SecondWatch:
    """ADWIN over the same stream; only a rise counts.

    Args:
        delta: Its confidence parameter.
    """

    def __init__(self, delta: float = 0.002) -> None:
        self._delta = delta
        # River loads much (a second, 80 MB), which only those need who watch.
        self._adwin: Any = import_module("river.drift").ADWIN(delta=delta)
        self._seen = 0

    def update(self, wrong: bool) -> Rise | None:
        """Take in one answer; return the rise when ADWIN drops its older answers because fewer of them were wrong."""
        before, width = float(self._adwin.estimation), float(self._adwin.width)
        self._seen += 1
        self._adwin.update(float(wrong))
        if not self._adwin.drift_detected:
            return None
        now, left = float(self._adwin.estimation), float(self._adwin.width)
        dropped = width + 1.0 - left
        was = (before * width + wrong - now * left) / dropped if dropped > 0 else before
        return Rise(self._seen - 1, self._seen - int(left), was, now) if now > was else None


@dataclass(frozen=True, slots=True)
class Spread:
    """How a number was spread when it was learnt.

    Attributes:
        edges: Between the bins, ascending.
        shares: Of each bin, one more than the edges.
    """

    edges: tuple[float, ...]
    shares: tuple[float, ...]


def spread_of(values: Sequence[float] | Floats) -> Spread | None:
    """Return the spread of a number in bins of equal mass; None for too few values. What is not finite is left out."""
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    if len(known) < LEAST:
        return None
    edges = np.unique(np.quantile(known, np.arange(1, BINS) / BINS))
    counts = np.bincount(np.searchsorted(edges, known, side="left"), minlength=len(edges) + 1)
    return Spread(tuple(edges.tolist()), tuple((counts / len(known)).tolist()))


def stability(spread: Spread, values: Sequence[float] | Floats) -> float | None:
    """Return the population stability index of newer values; None for too few.

    The sum over bins of (q - p) * log(q / p), symmetric Kullback-Leibler divergence (Kullback, 1959; Siddiqi, 2006, for
    its use): below 0.1 nothing to speak of, above 0.25 another population.
    """
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    if len(known) < LEAST:
        return None
    counts = np.bincount(np.searchsorted(spread.edges, known, side="left"), minlength=len(spread.shares))
    p = np.maximum(np.asarray(spread.shares), _TINY)
    q = np.maximum(counts / len(known), _TINY)
    return float(np.sum((q - p) * np.log(q / p)))


def in_words(index: float) -> str:
    """Return `steady`, `moved` or `changed` for a stability index."""
    return "steady" if index < MUCH else "moved" if index < 0.25 else "changed"


def fallen(was: tuple[int, int], now: tuple[int, int]) -> float | None:
    """Return by how much a share has fallen, a part of what it was; None when it has not, surely, by a tenth.

    The difference to nine tenths of what it was, in standard errors; with 4 of them a year of daily looks gives a false
    alarm in two of a hundred models.

    Args:
        was: (times, tries) of the baseline.
        now: The same of the last days.
    """
    if min(was[1], now[1]) < LEAST:
        return None
    p, q = was[0] / was[1], now[0] / now[1]
    error = math.sqrt((1.0 - MUCH) ** 2 * p * (1.0 - p) / was[1] + q * (1.0 - q) / now[1])
    if p == 0.0 or error == 0.0 or ((1.0 - MUCH) * p - q) / error < _Z_YEAR:
        return None
    return 1.0 - q / p


def rises(wrong: Iterable[bool], watch: RiseWatch | SecondWatch) -> list[Rise]:
    """Return every rise that a detector notices in a stream."""
    return [found for each in wrong if (found := watch.update(bool(each))) is not None]


def columns(rows: Sequence[Sequence[float]], names: Sequence[str]) -> Mapping[str, Floats]:
    """Return feature -> its values, from rows in the order of the names."""
    matrix = np.asarray(rows, dtype=np.float64).reshape(len(rows), -1)
    return {name: matrix[:, place] for place, name in enumerate(names) if place < matrix.shape[1]}
