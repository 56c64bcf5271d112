"""Who has gone quiet: school days without work, held against how often the same student used to work.

How often somebody works is itself known from some days only, so the chance of a silence is that of the predictive
distribution of a beta-binomial (Gelman et al., 2013, "Bayesian data analysis", 2.1). Days resemble each other (an
illness is one reason for many, and so is a full week elsewhere), so each counts for much less than one. As every day
is looked at, a silence has to be unlikely enough for a whole term of looks: how sure it is that somebody has stopped
is a logistic of the logarithm of that chance, fitted on simulated students (`bench/struggles_fit.py`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from learnapp.engine.struggle_weights import SILENT_BEFORE, SILENT_EACH

LEAST_BEFORE, MOST_BEFORE = 10, 40
"""School days before the silence that it is held against."""
LEAST_QUIET = 3
"""School days without work below which nothing is said."""
TOLD = 0.5
"""How sure it has to be that somebody has stopped."""
MOST_CONFIDENCE = 0.9
WORTH = 0.12
"""What a day says, beside one that is independent of its neighbours; chosen on the classes of the tuning."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A silence that is unusual for a student.

    Attributes:
        days: School days without work, to the last one.
        usual: Share of the school days before on which they worked, in per cent.
        chance: That so many would pass, or more, had nothing changed.
        confidence: How sure it is that somebody has stopped, 0 to 1.
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
    found = chance_of(worked)
    if found is None:
        return None
    quiet, chance = found
    sure = 1.0 / (1.0 + math.exp(-(SILENT_BEFORE - SILENT_EACH * math.log(chance))))
    if sure < TOLD:
        return None
    before = _before(worked, quiet)
    return Silence(quiet, round(100 * sum(before) / len(before)), chance, min(sure, MOST_CONFIDENCE))


def chance_of(worked: Sequence[bool]) -> tuple[int, float] | None:
    """Return the school days without work at the end, and the chance that so many, or more, would pass.

    None where there are too few of them, or too few before.
    """
    quiet = next((back for back, one in enumerate(reversed(worked)) if one), len(worked))
    before = _before(worked, quiet)
    if quiet < LEAST_QUIET or len(before) < LEAST_BEFORE:
        return None
    there, away = WORTH * sum(before) + 1.0, WORTH * (len(before) - sum(before)) + 1.0
    chance = 1.0
    for day in range(quiet):
        away_so_far = away + WORTH * day
        chance *= away_so_far / (there + away_so_far)
    return quiet, chance


def _before(worked: Sequence[bool], quiet: int) -> list[bool]:
    return list(worked[: len(worked) - quiet])[-MOST_BEFORE:]
