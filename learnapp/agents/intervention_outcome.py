"""Whether a kind of help helps: what went out held against what chance held back, and what follows from it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from learnapp.engine.item_statistics import wilson

NEXT, GOOD = 5, 3
"""A student is well again who gets so many of the next so many answers right without hints."""
LEAST_SENT, LEAST_HELD = 60, 20
"""Judged ones of each part below which nothing is decided."""
WORTH = 0.05
"""A kind of help that adds less than this is not worth the students' attention."""
_Z = 2.807
"""99.5 %: the figures are looked at every day, and one look in twenty would be wrong by chance."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a kind of help.

    Attributes:
        verdict: `helps`, `retire`, or `open` while nobody can say.
        sent, held: Students who were well again, of those judged, as (well, of).
        difference, low, high: How much larger the share is with the help; 0 and (-1, 1) without both parts.
    """

    verdict: str
    sent: tuple[int, int]
    held: tuple[int, int]
    difference: float
    low: float
    high: float


def difference(sent: tuple[int, int], held: tuple[int, int], z: float = _Z) -> tuple[float, float, float]:
    """Return how much larger the first share is, with its interval.

    Newcombe (1998), "Interval estimation for the difference between independent proportions", method 10: from the
    score intervals of both shares. Without any try on a side nothing is known: (0, -1, 1).
    """
    if not sent[1] or not held[1]:
        return 0.0, -1.0, 1.0
    p, q = sent[0] / sent[1], held[0] / held[1]
    low, high = wilson(sent[0], sent[1], z)
    less, more = wilson(held[0], held[1], z)
    d = p - q
    return d, d - math.hypot(p - low, more - q), d + math.hypot(high - p, q - less)


def judge(sent: tuple[int, int], held: tuple[int, int]) -> Verdict:
    """Return what the figures of a kind of help say.

    It helps when the whole interval is above nothing. It is retired when the whole interval is below what would be
    worth having, or below nothing.
    """
    d, low, high = difference(sent, held)
    known = sent[1] >= LEAST_SENT and held[1] >= LEAST_HELD
    verdict = "open"
    if known and low > 0.0:
        verdict = "helps"
    elif known and high < WORTH:
        verdict = "retire"
    return Verdict(verdict, sent, held, d, max(low, -1.0), min(high, 1.0))
