"""How sure a figure of a class is: shares and medians of students whose answers resemble each other.

Answers of one student are no independent tries, so the student is the unit: shares count as many tries as independent
ones would be worth, and everything else draws whole students again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from learnapp.engine.item_statistics import wilson

DRAWS = 1000
_TAILS = (2.5, 97.5)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval: low <= value <= high.

    Attributes:
        n: Tries, topics or weeks that it rests on.
        students: How many students they are of.
    """

    value: float
    low: float
    high: float
    n: int
    students: int


@dataclass(frozen=True, slots=True)
class Difference:
    """How much larger a figure is than another one, with its 95 % interval."""

    value: float
    low: float
    high: float


def share(tallies: Sequence[tuple[int, int]]) -> Estimate | None:
    """Return the share of successes of all students together; None without any try.

    Wilson's (1927) score interval with the effective number of tries: as many as independent tries would be worth, by
    the design effect of students as clusters (Rao & Scott, 1992, "A simple method for the analysis of clustered binary
    data"), and with Student's t, for that effect is itself estimated from few students (Korn & Graubard, 1998). Where
    everybody is alike, so that no effect can be measured, each student counts as one try.

    Args:
        tallies: (successes, tries) of each student; who has not tried counts for nothing.
    """
    tried = [(right, of) for right, of in tallies if of > 0]
    n, right = sum(of for _, of in tried), sum(one for one, _ in tried)
    if not n:
        return None
    p, m = right / n, len(tried)
    if m < 2 or p in (0.0, 1.0):
        low, high = wilson(p * m, m)
    else:
        spread = m / (m - 1) * sum((one - of * p) ** 2 for one, of in tried)
        effective = n / max(1.0, spread / (n * p * (1.0 - p)))
        low, high = wilson(p * effective, effective, t95(m - 1))
    return Estimate(p, min(low, p), max(high, p), n, m)


_FEW = {1: 12.7062, 2: 4.3027, 3: 3.1824}
"""Where the expansion is too small."""


def t95(freedom: int) -> float:
    """Return the two-sided 95 % quantile of Student's t, to 0.01 (Abramowitz & Stegun, 26.7.5; table 26.10 below 4)."""
    if freedom in _FEW:
        return _FEW[freedom]
    z, v = 1.959963984540054, float(freedom)
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )


def newcombe(one: Estimate, other: Estimate) -> Difference:
    """Return how much larger one share is than another.

    Newcombe (1998), "Interval estimation for the difference between independent proportions", method 10: the intervals
    of both shares, squared and added. Where the same students stand behind both, it is rather too wide than too narrow.
    """
    d = one.value - other.value
    low = math.hypot(one.value - one.low, other.high - other.value)
    high = math.hypot(one.high - one.value, other.value - other.low)
    return Difference(d, max(-1.0, d - low), min(1.0, d + high))


def drawn(students: int, rng: np.random.Generator, draws: int = DRAWS) -> Floats:
    """Return how often each student is drawn when as many are drawn again and again, shape (draws, students).

    Efron (1979), "Bootstrap methods: another look at the jackknife", with students as clusters (Field & Welsh, 2007,
    "Bootstrapping clustered data").
    """
    return rng.multinomial(students, np.full(students, 1.0 / students), size=draws).astype(np.float64)


def paired(
    one: Sequence[tuple[int, int]], other: Sequence[tuple[int, int]], rng: np.random.Generator
) -> Difference | None:
    """Return how much larger one share is than another of the same students; None where either has no tries.

    Args:
        one: (successes, tries) of each student.
        other: The same students, in the same order.
        rng: Draws students.
    """
    a, b = np.asarray(one, dtype=np.float64).reshape(-1, 2), np.asarray(other, dtype=np.float64).reshape(-1, 2)
    if len(a) != len(b) or not a[:, 1].sum() or not b[:, 1].sum():
        return None
    weights = drawn(len(a), rng)
    with np.errstate(invalid="ignore", divide="ignore"):
        draws = (weights @ a[:, 0]) / (weights @ a[:, 1]) - (weights @ b[:, 0]) / (weights @ b[:, 1])
    return _difference(a[:, 0].sum() / a[:, 1].sum() - b[:, 0].sum() / b[:, 1].sum(), draws)


def median(values: Sequence[Sequence[int]], rng: np.random.Generator) -> Estimate | None:
    """Return the median of all students' values, with the percentile interval of drawing students again.

    Args:
        values: The values of each student; some may have none.
        rng: Draws students.
    """
    known = [each for each in values if each]
    if not known:
        return None
    flat, owner = _flat(known)
    found = _medians(drawn(len(known), rng), flat, owner)
    value = float(np.median(flat))
    low, high = _inner(found)
    return Estimate(value, min(low, value), max(high, value), len(flat), len(known))


def median_difference(
    one: Sequence[Sequence[int]], other: Sequence[Sequence[int]], rng: np.random.Generator
) -> Difference | None:
    """Return how much larger one median is than another of the same students; None where either has no values.

    The arguments are those of `median`; both hold the same students in the same order.
    """
    if len(one) != len(other) or not any(one) or not any(other):
        return None
    weights = drawn(len(one), rng)
    a, b = _flat(one), _flat(other)
    draws = _medians(weights, *a) - _medians(weights, *b)
    return _difference(float(np.median(a[0])) - float(np.median(b[0])), draws)


def _flat(values: Sequence[Sequence[int]]) -> tuple[Floats, NDArray[np.int64]]:
    """Return all values and whose each of them is, by value."""
    flat = np.concatenate([np.asarray(each, dtype=np.float64) for each in values])
    owner = np.repeat(np.arange(len(values)), [len(each) for each in values])
    order = np.argsort(flat, kind="stable")
    return flat[order], owner[order]


def _medians(weights: Floats, flat: Floats, owner: NDArray[np.int64]) -> Floats:
    """Return the median under each line of weights; NaN where nobody who was drawn has a value."""
    found = np.full(len(weights), np.nan)
    # In parts: a thousand draws of a year of a large course would fill the memory.
    for start in range(0, len(weights), 100):
        reached = np.cumsum(weights[start : start + 100, owner], axis=1)
        total = reached[:, -1:]
        below, above = (2 * reached >= total).argmax(axis=1), (2 * reached > total).argmax(axis=1)
        middle = (flat[below] + flat[above]) / 2
        found[start : start + 100] = np.where(total[:, 0] > 0, middle, np.nan)
    return found


def _inner(draws: Floats) -> tuple[float, float]:
    known = draws[np.isfinite(draws)]
    low, high = np.percentile(known, _TAILS)
    return float(low), float(high)


def _difference(value: float, draws: Floats) -> Difference | None:
    if not np.isfinite(draws).any():
        return None
    low, high = _inner(draws)
    return Difference(float(value), min(low, float(value)), max(high, float(value)))
