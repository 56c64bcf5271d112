"""What the answers of a class say about an item: classical test theory, and when it is too few answers to say it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from learnapp.engine.mastery import THRESHOLDS

MIN_STUDENTS = THRESHOLDS.min_students
"""Fewer students than this: no discrimination, and nothing is called broken for its share of right answers."""
LOW_SHARE = 0.15
MANY_REPORTS = 3
CLEAR = 0.2
"""From this discrimination on an item tells well apart (Ebel & Frisbie, 1991, "Essentials of Educational
Measurement": below .20 an item is poor)."""
_Z95 = 1.959963984540054
TIMES = (10.0, 20.0, 30.0, 60.0, 120.0, 300.0)
"""Seconds at which the bins of the time distribution meet; the last bin is open."""
SPENT = (
    2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 14.0, 17.0, 20.0, 23.0, 26.0, 30.0, 35.0, 40.0, 45.0, 50.0, 60.0, 70.0,
    80.0, 100.0, 120.0, 150.0, 180.0, 240.0, 300.0, 420.0, 600.0,
)  # fmt: skip
"""Seconds at which the bins meet in which the times of first tries are kept: those of `TIMES` are among them. A median
straight within a bin is usually less than a tenth off, and never further than its bin is wide."""


def wilson(right: float, n: float, z: float = _Z95) -> tuple[float, float]:
    """Return the score interval of a share, 0 to 1; (0, 1) without any try.

    Wilson (1927), "Probable inference, the law of succession, and statistical inference": unlike p -+ z se it holds
    what it promises for few tries and for shares near 0 and 1.

    Args:
        right: Successes, at most `n`.
        n: Tries; a fraction where some of them are worth less than one.
        z: Quantile of the normal distribution; 95 % by default.
    """
    if n <= 0:
        return 0.0, 1.0
    p, z2 = min(max(right / n, 0.0), 1.0), z * z
    centre = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def binned(counts: Sequence[int]) -> list[int]:
    """Return the bins of `TIMES` from those of `SPENT`; nothing is nothing."""
    found = [0] * (len(TIMES) + 1)
    for count, low in zip(counts, (0.0, *SPENT), strict=False):
        found[sum(edge <= low for edge in TIMES)] += count
    return found


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


def reading(value: float | None, students: int) -> str:
    """Return what a discrimination means: `few` (students), `alike` (all of them), `backwards`, `blurred`, `clear`."""
    if value is None:
        return "few" if students < MIN_STUDENTS else "alike"
    return "backwards" if value < 0 else "blurred" if value < CLEAR else "clear"
