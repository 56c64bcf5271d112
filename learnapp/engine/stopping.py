"""When an adaptive test ends: precise enough, sure enough about the cut, long enough, or nothing left to ask."""

from __future__ import annotations

import math
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from learnapp.core.errors import InvalidInputError
from learnapp.engine.ability import Ability, Floats

Z_CUT = 1.645
"""Half width of the interval around a cut in standard errors: errs once in twenty on each side."""
INDIFFERENCE, ERROR = 0.3, 0.05

Sides = NDArray[np.int8]
"""1: on the cut or above it, -1: below it, 0: not sure."""


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


VERDICTS = {1: Verdict.MASTERED, -1: Verdict.NOT_YET, 0: Verdict.UNSURE}


def sides_by_interval(theta: Floats, se: Floats, cut: float, z: float = Z_CUT) -> Sides:
    """Return on which side of the cut the whole intervals theta -+ z se lie, shape of `theta`."""
    return (theta - z * se >= cut).astype(np.int8) - (theta + z * se < cut).astype(np.int8)


def by_interval(ability: Ability, cut: float, z: float = Z_CUT) -> Verdict:
    """Return the verdict when the whole interval around the ability lies on one side of the cut.

    Kingsbury & Weiss (1983), "A comparison of IRT-based adaptive mastery testing and a sequential mastery testing
    procedure": adaptive mastery testing.

    Args:
        ability: Of the answers so far.
        cut: Ability from which a student has mastered it, logits.
        z: Half width in standard errors.
    """
    return VERDICTS[int(sides_by_interval(np.array([ability.theta]), np.array([ability.se]), cut, z)[0])]


def ratio_terms(
    discrimination: Floats, difficulty: Floats, cut: float, indifference: float = INDIFFERENCE
) -> tuple[Floats, Floats]:
    """Return (gain, cost) of n items, so that an answer adds score * gain - cost to the log likelihood ratio."""
    above = discrimination * (cut + indifference - difficulty)
    below = discrimination * (cut - indifference - difficulty)
    return above - below, np.logaddexp(0.0, above) - np.logaddexp(0.0, below)


def sides_by_ratio(ratio: Floats, error: float = ERROR) -> Sides:
    """Return the sides that log likelihood ratios speak for, shape of `ratio`."""
    limit = math.log((1.0 - error) / error)
    return (ratio >= limit).astype(np.int8) - (ratio <= -limit).astype(np.int8)


def by_ratio(
    discrimination: Floats,
    difficulty: Floats,
    scores: Floats,
    cut: float,
    *,
    indifference: float = INDIFFERENCE,
    error: float = ERROR,
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
    gain, cost = ratio_terms(discrimination, difficulty, cut, indifference)
    return VERDICTS[int(sides_by_ratio(np.array([(scores * gain - cost).sum()]), error)[0])]
