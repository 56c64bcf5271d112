"""Means, medians and ratios of students with their 95 % intervals, and how they differ, without drawing anybody.

`engine.intervals` draws students again and again, which takes long for a thousand of them; what a page shows at once
is worked out here in closed form. The student is the unit everywhere: what one does resembles what they did before.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from learnapp.engine.intervals import Difference, Estimate, t95

Floats = NDArray[np.float64]
_Z95 = 1.959963984540054


def mean(values: Sequence[float]) -> Estimate | None:
    """Return the mean of one value of each student, with Student's t interval; None without any."""
    x = np.asarray(values, dtype=np.float64)
    if not len(x):
        return None
    value = float(x.mean())
    half = _half(x)
    return Estimate(value, value - half, value + half, len(x), len(x))


def _half(x: Floats) -> float:
    """Return half the width of the t interval of a mean; endless where one value cannot say how much they differ."""
    return t95(len(x) - 1) * float(x.std(ddof=1)) / math.sqrt(len(x)) if len(x) > 1 else math.inf


def middle(values: Sequence[float]) -> Estimate | None:
    """Return the median of one value of each student, between two of them; None without any.

    The interval needs no shape of the distribution: by the binomial law the median lies between these two ranks in at
    least 95 of 100 samples (Conover, 1999, "Practical nonparametric statistics", 3.2).
    """
    x = np.sort(np.asarray(values, dtype=np.float64))
    n = len(x)
    if not n:
        return None
    value = float(np.median(x))
    rank = _rank(n)
    low, high = (float(x[rank]), float(x[n - 1 - rank])) if rank >= 0 else (float(x[0]), float(x[-1]))
    return Estimate(value, min(low, value), max(high, value), n, n)


def _rank(n: int) -> int:
    """Return the largest rank k, from 0, with P(fewer than k + 1 of n lie below the median) <= 2.5 %; -1: none."""
    if n > 200:
        # The normal law is near enough, and its tail errs by less than one rank.
        return int(math.floor((n - _Z95 * math.sqrt(n)) / 2.0)) - 1
    chance, total, rank = 0.5**n, 0.0, -1
    for k in range(n):
        total += chance
        if total > 0.025:
            break
        rank = k
        chance *= (n - k) / (k + 1)
    return rank


def middle_change(now: Sequence[float], before: Sequence[float]) -> Difference | None:
    """Return the median change of the same students, in the same order; None without any."""
    found = middle([a - b for a, b in zip(now, before, strict=True)])
    return Difference(found.value, found.low, found.high) if found is not None else None


def mean_change(now: Sequence[float], before: Sequence[float]) -> Difference | None:
    """Return the mean change of the same students, in the same order; None without any."""
    found = mean([a - b for a, b in zip(now, before, strict=True)])
    return Difference(found.value, found.low, found.high) if found is not None else None


def ratio_change(now: Sequence[tuple[int, int]], before: Sequence[tuple[int, int]]) -> Difference | None:
    """Return how much larger one share is than another of the same students; None where either has no tries.

    Taylor linearisation of the difference of two ratios with students as clusters (Woodruff, 1971, "A simple method for
    approximating the variance of a complicated estimate").

    Args:
        now: (successes, tries) of each student.
        before: The same students, in the same order.
    """
    a, b = (np.asarray(one, dtype=np.float64).reshape(-1, 2) for one in (now, before))
    n = len(a)
    if n != len(b) or n < 2 or not a[:, 1].sum() or not b[:, 1].sum():
        return None
    first, second = _linear(a), _linear(b)
    value = float(a[:, 0].sum() / a[:, 1].sum() - b[:, 0].sum() / b[:, 1].sum())
    half = _half(first - second)
    return Difference(value, max(-1.0, value - half), min(1.0, value + half))


def _linear(tallies: Floats) -> Floats:
    """Return what each student adds to the error of a ratio of sums."""
    ratio = tallies[:, 0].sum() / tallies[:, 1].sum()
    found: Floats = (tallies[:, 0] - ratio * tallies[:, 1]) / tallies[:, 1].mean()
    return found


def mean_apart(one: Sequence[float], other: Sequence[float]) -> Difference | None:
    """Return how much larger one mean is than another of other students; None with fewer than two in either.

    Welch (1947), "The generalization of 'Student's' problem when several different population variances are involved".
    """
    a, b = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    if len(a) < 2 or len(b) < 2:
        return None
    va, vb = float(a.var(ddof=1)) / len(a), float(b.var(ddof=1)) / len(b)
    value = float(a.mean() - b.mean())
    if va + vb == 0.0:
        return Difference(value, value, value)
    freedom = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    half = t95(max(1, int(freedom))) * math.sqrt(va + vb)
    return Difference(value, value - half, value + half)


def percentiles(values: Sequence[float], shares: Sequence[float]) -> list[float]:
    """Return the values below which these shares of the students lie, straight between two of them; [] without any."""
    if not len(values):
        return []
    return [float(one) for one in np.quantile(np.asarray(values, dtype=np.float64), shares)]
