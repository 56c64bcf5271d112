"""Who has gone quiet: school days without work, held against how often the same student used to work.

How often somebody works is itself known from some days only, so the chance of a silence is that of the predictive
distribution of a beta-binomial (Gelman et al., 2013, "Bayesian data analysis", 2.1). Days resemble each other (an
illness is one reason for many), so each counts for less than one. As every day is looked at, a silence has to be
unlikely enough for a whole term of looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEAST_BEFORE, MOST_BEFORE = 10, 40
"""School days before the silence that it is held against."""
LEAST_QUIET = 3
"""School days without work below which nothing is said."""
CHANCE = 0.01 / 60
"""A silence is told where it was less likely than this: one student in a hundred wrongly in sixty school days, as
far as days are independent (Bonferroni)."""
MOST_CONFIDENCE = 0.9
WORTH = 0.6
"""What a day says, beside one that is independent of its neighbours."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A silence that is unusual for a student.

    Attributes:
        days: School days without work, to the last one.
        usual: Share of the school days before on which they worked, in per cent.
        chance: That so many would pass, or more, had nothing changed.
        confidence: How sure it is that something has changed, 0 to 1.
    """

    days: int
    usual: int
    chance: float
    confidence: float


def silence(worked: Sequence[bool]) -> Silence | None:
    """Return an unusual silence at the end of some school days; None where there is none.

    Args:
        worked: Whether the student worked on each school day since they joined, oldest first.
    """
    quiet = next((back for back, one in enumerate(reversed(worked)) if one), len(worked))
    before = list(worked[: len(worked) - quiet])[-MOST_BEFORE:]
    if quiet < LEAST_QUIET or len(before) < LEAST_BEFORE:
        return None
    there, away = WORTH * sum(before) + 1.0, WORTH * (len(before) - sum(before)) + 1.0
    chance = 1.0
    for day in range(quiet):
        away_so_far = away + WORTH * day
        chance *= away_so_far / (there + away_so_far)
    if chance > CHANCE:
        return None
    sure = MOST_CONFIDENCE * (1.0 - chance / (2.0 * CHANCE))
    return Silence(quiet, round(100 * sum(before) / len(before)), chance, sure)
