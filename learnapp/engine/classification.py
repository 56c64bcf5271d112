"""On which side of a line somebody is: the line from a share of all questions, the verdict, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from learnapp.core.errors import InvalidInputError
from learnapp.engine.ability import GRID, LOG_NORMAL, Floats, log_posterior, logits, normalised
from learnapp.engine.stopping import Verdict, by_ratio

FARTHEST = 4.0
"""A line lies within so many logits of the middle (`adaptive_rules.Rules.cut`)."""
_HALVINGS = 50


def expected_share(discrimination: Floats, difficulty: Floats, ability: float) -> float:
    """Return which share of n 2PL items somebody would get right: the test characteristic curve, 0 to 1.

    Lord (1980), "Applications of item response theory to practical testing problems", chapter 4.

    Args:
        discrimination: a, shape (n,), n at least 1.
        difficulty: b.
        ability: Logits.
    """
    return float((1.0 / (1.0 + np.exp(-discrimination * (ability - difficulty)))).mean())


def ability_at(discrimination: Floats, difficulty: Floats, share: float) -> float:
    """Return the ability at which somebody would get this share of the items right, within `FARTHEST` logits.

    Args:
        discrimination: a above 0, shape (n,).
        difficulty: b.
        share: Above 0 and below 1. One that nobody within reach would have gives the nearer end.

    Raises:
        InvalidInputError: The share is out of range, or there are no items.
    """
    if not 0.0 < share < 1.0:
        raise InvalidInputError("A line lies between 0 and 100 per cent. Choose another one.")
    if not len(discrimination):
        raise InvalidInputError("Without questions there is no line. Choose topics that have some.")
    low, high = -FARTHEST, FARTHEST
    if expected_share(discrimination, difficulty, low) >= share:
        return low
    if expected_share(discrimination, difficulty, high) <= share:
        return high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        if expected_share(discrimination, difficulty, middle) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


@dataclass(frozen=True, slots=True)
class Classified:
    """What the answers of a test say about a line.

    Attributes:
        verdict: The side that the sequential probability ratio test speaks for; UNSURE where it does not yet.
        above: How likely the ability is on the line or above it, 0 to 1, under N(0, 1): who comes.
    """

    verdict: Verdict
    above: float

    @property
    def sure(self) -> float:
        """How likely the verdict is right; of an unsure one, how likely the likelier side is."""
        if self.verdict is Verdict.UNSURE:
            return max(self.above, 1.0 - self.above)
        return self.above if self.verdict is Verdict.MASTERED else 1.0 - self.above


def classified(
    discrimination: Floats, difficulty: Floats, scores: Floats, line: float, least: int = 1
) -> Classified:  # fmt: skip
    """Return what answers say about a line.

    Args:
        discrimination: a of each answered item, shape (n,), within bounds.
        difficulty: b.
        scores: 0 to 1.
        line: Logits.
        least: Fewer answers than this are no verdict, as no test ends before.
    """
    density = normalised(log_posterior(logits(discrimination, difficulty), scores, LOG_NORMAL))
    # Each point of the grid stands for the abilities around it; the line cuts through one of them.
    step = float(GRID[1] - GRID[0])
    part = np.clip((GRID + step / 2.0 - line) / step, 0.0, 1.0)
    above = min(max(float(density @ part), 0.0), 1.0)
    verdict = by_ratio(discrimination, difficulty, scores, line) if len(scores) >= least else Verdict.UNSURE
    return Classified(verdict, above)
