"""What the answers of a class say about an item: classical test theory, and when it is too few answers to say it."""

from __future__ import annotations

import math
from collections.abc import Sequence

MIN_STUDENTS = 10
"""Fewer students than this: no discrimination, and nothing is called broken for its share of right answers."""
LOW_SHARE = 0.15
MANY_REPORTS = 3
CLEAR = 0.2
"""From this discrimination on an item tells well apart (Ebel & Frisbie, 1991, "Essentials of Educational
Measurement": below .20 an item is poor)."""
_Z95 = 1.959963984540054
_TIMES = (10.0, 20.0, 30.0, 60.0, 120.0, 300.0)


def wilson(right: int, n: int, z: float = _Z95) -> tuple[float, float]:
    """Return the score interval of a share, 0 to 1; (0, 1) without any try.

    Wilson (1927), "Probable inference, the law of succession, and statistical inference": unlike p -+ z se it holds
    what it promises for few tries and for shares near 0 and 1.

    Args:
        right: Successes, at most `n`.
        n: Tries.
        z: Quantile of the normal distribution; 95 % by default.
    """
    if n <= 0:
        return 0.0, 1.0
    p, z2 = min(max(right / n, 0.0), 1.0), z * z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def discrimination(item: Sequence[float], rest: Sequence[float]) -> float | None:
    """Return the corrected item-rest correlation, -1 to 1; None with too few students or where all are alike.

    The item itself is left out of the rest, or it would correlate with itself (Henrysson, 1963, "Correction of
    item-total correlations in item analysis"). For an item that is right or wrong this is the point-biserial.

    Args:
        item: Each student's share right on the item.
        rest: Their share right on everything else, in the same order.
    """
    n = len(item)
    if n != len(rest) or n < MIN_STUDENTS:
        return None
    mean_x, mean_y = math.fsum(item) / n, math.fsum(rest) / n
    sxx = math.fsum((x - mean_x) ** 2 for x in item)
    syy = math.fsum((y - mean_y) ** 2 for y in rest)
    if sxx <= 1e-12 or syy <= 1e-12:
        return None
    sxy = math.fsum((x - mean_x) * (y - mean_y) for x, y in zip(item, rest, strict=True))
    return min(max(sxy / math.sqrt(sxx * syy), -1.0), 1.0)


def suspicions(*, students: int, share: float, value: float | None, reports: int) -> list[str]:
    """Return why an item looks broken, the gravest first: `backwards`, `hardly_right`, `reported`; usually nothing.

    Args:
        students: Who have answered it.
        share: Of first tries that were right, 0 to 1.
        value: Discrimination, None when unknown.
        reports: Students of the class who have reported it.
    """
    found = []
    if value is not None and value < 0 and students >= MIN_STUDENTS:
        found.append("backwards")
    if students >= MIN_STUDENTS and share < LOW_SHARE:
        found.append("hardly_right")
    if reports >= MANY_REPORTS:
        found.append("reported")
    return found


def reading(value: float | None) -> str:
    """Return what a discrimination means: `few`, `backwards`, `blurred` or `clear`."""
    if value is None:
        return "few"
    return "backwards" if value < 0 else "blurred" if value < CLEAR else "clear"


def time_bins() -> tuple[tuple[float, float], ...]:
    """Return the bins of the time distribution in seconds; the last one is open (infinite)."""
    return tuple(zip((0.0, *_TIMES), (*_TIMES, math.inf), strict=True))
