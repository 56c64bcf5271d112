"""Ability from the answers of one test: the posterior on a fixed grid, its mean and its standard deviation.

Expected a posteriori (Bock & Mislevy, 1982): always finite, whatever the answers. `irt` follows a student over months,
answer by answer; a test asks what its own answers say, in whatever order they came.

The prior of what is told is a normal density in the middle and flat beyond. Under N(0, 1) alone a student at 2 is told
1.8 after a test with a standard error of .3, for the prior pulls by theta se^2; where the prior is flat nothing pulls.
See decision 37.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

GRID: Floats = np.linspace(-5.0, 5.0, 81)
"""Abilities at which the posterior is kept, logits: eight points to a logit, exact for every spread above .1."""
FLAT_FROM = 1.5
"""Beyond this ability, to both sides, the prior of what is told is flat."""
Z80 = 1.2815515655446004


class Ability(NamedTuple):
    """What a test says about a student: mean and standard deviation of the posterior, logits."""

    theta: float
    se: float

    @property
    def low(self) -> float:
        """Lower end of the 80 % interval."""
        return self.theta - Z80 * self.se

    @property
    def high(self) -> float:
        """Upper end of the 80 % interval."""
        return self.theta + Z80 * self.se


def log_prior(flat_from: float) -> Floats:
    """Return the logarithm of a prior on the grid, N(0, 1) up to an ability and flat beyond, shape (G,)."""
    raised = -0.5 * np.minimum(np.abs(GRID), flat_from) ** 2
    prior: Floats = raised - np.log(np.exp(raised).sum())
    return prior


LOG_PRIOR: Floats = log_prior(FLAT_FROM)
"""What an ability is told under."""
LOG_NORMAL: Floats = log_prior(np.inf)
"""Who comes: what items are chosen under, and when a test ends."""
TOLD = 1.02
"""By so much the error under N(0, 1) must be below a target for what is told to have that error over all students: what
is told errs by a fortieth more, and most tests end a little below their target."""


def logits(discrimination: Floats, difficulty: Floats) -> Floats:
    """Return a (theta - b) of n items at every ability of the grid, shape (n, G)."""
    x: Floats = discrimination[:, None] * (GRID - difficulty[:, None])
    return x


def log_posterior(x: Floats, scores: Floats, prior: Floats = LOG_PRIOR) -> Floats:
    """Return the logarithm of the posterior, up to a constant, shape (G,).

    Args:
        x: From `logits`, one row for each answer.
        scores: 0 (wrong) to 1 (right), shape (n,); between: partial credit as a mixture of the log likelihoods, as in
            `irt.update`.
        prior: Logarithm of the prior, shape (G,).
    """
    found: Floats = prior + scores @ x - np.logaddexp(0.0, x).sum(axis=0)
    return found


def normalised(log_density: Floats) -> Floats:
    """Return densities that sum to 1 along the last axis."""
    raised: Floats = np.exp(log_density - log_density.max(axis=-1, keepdims=True))
    raised /= raised.sum(axis=-1, keepdims=True)
    return raised


def moments(density: Floats) -> tuple[Floats, Floats]:
    """Return mean and standard deviation along the last axis of densities on the grid, each of shape (...,)."""
    mean = density @ GRID
    spread = np.maximum(density @ GRID**2 - mean**2, 1e-12)
    return mean, np.sqrt(spread)


def estimate(discrimination: Floats, difficulty: Floats, scores: Floats, prior: Floats = LOG_PRIOR) -> Ability:
    """Return the ability that answers to 2PL items speak for; without answers the prior's.

    Args:
        discrimination: a of each answered item, shape (n,), within the bounds of `irt.sane_item`.
        difficulty: b.
        scores: 0 to 1.
        prior: Logarithm of the prior on the grid.
    """
    mean, se = moments(normalised(log_posterior(logits(discrimination, difficulty), scores, prior)))
    return Ability(float(mean), float(se))
