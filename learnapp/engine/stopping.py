"""When an adaptive test ends: precise enough, sure enough about the cut, long enough, or nothing left to ask."""

from __future__ import annotations

import math
from enum import StrEnum

import numpy as np

from learnapp.core.errors import InvalidInputError
from learnapp.engine.ability import Ability, Floats


class Stop(StrEnum):
    """Why a test has ended."""

    PRECISE = "precise"
    CLASSIFIED = "classified"
    LENGTH = "length"
    EXHAUSTED = "exhausted"


class Verdict(StrEnum):
    """Which side of the cut a student is on."""

    MASTERED = "mastered"
    NOT_YET = "not_yet"
    UNSURE = "unsure"


def by_interval(ability: Ability, cut: float, z: float = 1.645) -> Verdict:
    """Return the verdict when the whole interval around the ability lies on one side of the cut.

    Kingsbury & Weiss (1983), "A comparison of IRT-based adaptive mastery testing and a sequential mastery testing
    procedure": adaptive mastery testing.

    Args:
        ability: Of the answers so far.
        cut: Ability from which a student has mastered it, logits.
        z: Half width in standard errors; 1.645 errs once in twenty on each side.
    """
    if ability.theta - z * ability.se >= cut:
        return Verdict.MASTERED
    if ability.theta + z * ability.se < cut:
        return Verdict.NOT_YET
    return Verdict.UNSURE


def by_ratio(
    discrimination: Floats,
    difficulty: Floats,
    scores: Floats,
    cut: float,
    *,
    indifference: float = 0.3,
    error: float = 0.05,
) -> Verdict:
    """Return the verdict of the sequential probability ratio test between cut - indifference and cut + indifference.

    Wald (1947); for item response theory: Reckase (1983) and Eggen (1999), "Item selection in adaptive testing with the
    sequential probability ratio test". Usually ends sooner than `by_interval`, and needs no prior.

    Args:
        discrimination: a of each answered item, shape (n,), within bounds.
        difficulty: b.
        scores: 0 to 1.
        cut: Ability from which a student has mastered it, logits.
        indifference: How far to each side of the cut a wrong verdict does no harm.
        error: Chance of a wrong verdict outside of it, on each side; above 0 and below one half.

    Raises:
        InvalidInputError: `error` or `indifference` is out of range.
    """
    if not 0.0 < error < 0.5 or not indifference > 0.0:
        raise InvalidInputError("The chance of a wrong verdict lies between 0 and 0.5, the indifference above 0.")
    above = discrimination * (cut + indifference - difficulty)
    below = discrimination * (cut - indifference - difficulty)
    ratio = float((scores * (above - below) - np.logaddexp(0.0, above) + np.logaddexp(0.0, below)).sum())
    limit = math.log((1.0 - error) / error)
    return Verdict.MASTERED if ratio >= limit else Verdict.NOT_YET if ratio <= -limit else Verdict.UNSURE
