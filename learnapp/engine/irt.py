"""Item response theory, two-parameter logistic: one ability per student and course, updated answer by answer.

P(right) = 1 / (1 + exp(-a (theta - b))) (Birnbaum, 1968). The update is the expected a posteriori mean and variance
under a Gaussian prior (Bock & Mislevy, 1982), integrated on a fixed grid, so a single answer can never send theta
away. A little variance is added per answer, because students learn (the Kalman view of Elo ratings: Glickman, 1999).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

THETA_LIMIT = 6.0
MIN_VARIANCE, MAX_VARIANCE = 0.02, 4.0
DRIFT = 0.004
_MIN_A, _MAX_A = 0.05, 4.0
_MAX_B = 6.0

# Gauss-Hermite, 15 points: exact for polynomials to degree 29, ample for a logistic times a Gaussian.
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(15)
_POINTS = tuple(zip(_NODES.tolist(), (_WEIGHTS / _WEIGHTS.sum()).tolist(), strict=True))


def sane_item(discrimination: float, difficulty: float) -> tuple[float, float]:
    """Return (a, b) within usable bounds; what is not a number becomes the neutral item (1, 0)."""
    a = discrimination if math.isfinite(discrimination) else 1.0
    b = difficulty if math.isfinite(difficulty) else 0.0
    return min(max(a, _MIN_A), _MAX_A), min(max(b, -_MAX_B), _MAX_B)


def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x)) without overflow."""
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-min(x, 700.0)))
    e = math.exp(max(x, -700.0))
    return e / (1.0 + e)


def logit(p: float) -> float:
    """Return log(p / (1 - p)) for p clipped to [1e-6, 1 - 1e-6]."""
    p = min(max(p, 1e-6), 1.0 - 1e-6)
    return math.log(p / (1.0 - p))


def p_correct(theta: float, discrimination: float, difficulty: float) -> float:
    """Return the 2PL chance of a right answer."""
    a, b = sane_item(discrimination, difficulty)
    return logistic(a * (theta - b))


def p_correct_many(
    theta: float, discrimination: NDArray[np.float64], difficulty: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the 2PL chances for n items at once; arrays of shape (n,)."""
    x = np.clip(discrimination, _MIN_A, _MAX_A) * (theta - np.clip(difficulty, -_MAX_B, _MAX_B))
    chances: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-x))
    return chances


def information(theta: float, discrimination: float, difficulty: float) -> float:
    """Return the Fisher information of one item at theta: a^2 P (1 - P)."""
    a, _ = sane_item(discrimination, difficulty)
    p = p_correct(theta, discrimination, difficulty)
    return a * a * p * (1.0 - p)


def standard_error(theta: float, items: list[tuple[float, float]]) -> float:
    """Return 1 / sqrt(information) of a set of (discrimination, difficulty), with a standard normal prior."""
    return 1.0 / math.sqrt(1.0 + sum(information(theta, a, b) for a, b in items))


def update(
    theta: float, variance: float, *, discrimination: float, difficulty: float, score: float, weight: float = 1.0
) -> tuple[float, float]:
    """Return (theta, variance) after one answer; always finite, and theta never moves against the score.

    Args:
        theta: Ability before, logits.
        variance: Its variance before.
        discrimination: Item's a.
        difficulty: Item's b.
        score: 0 (wrong) to 1 (right); between: partial credit, as a mixture of the log likelihoods.
        weight: 0 to 1, how much the answer counts (hinted ones count less).
    """
    theta = min(max(theta, -THETA_LIMIT), THETA_LIMIT) if math.isfinite(theta) else 0.0
    variance = variance if math.isfinite(variance) else 1.0
    variance = min(max(variance + DRIFT, MIN_VARIANCE), MAX_VARIANCE)
    score = min(max(score, 0.0), 1.0)
    a, b = sane_item(discrimination, difficulty)
    sd = math.sqrt(variance)
    total = first = second = 0.0
    for node, node_weight in _POINTS:
        x = a * (theta + sd * node - b)
        # score * log P + (1 - score) * log(1 - P), written so that neither end overflows
        log_likelihood = score * x - (x + math.log1p(math.exp(-x)) if x > 0 else math.log1p(math.exp(x)))
        mass = node_weight * math.exp(weight * log_likelihood)
        total += mass
        first += mass * node
        second += mass * node * node
    mean = first / total
    spread = second / total - mean * mean
    moved = theta + sd * mean
    return min(max(moved, -THETA_LIMIT), THETA_LIMIT), min(max(variance * spread, MIN_VARIANCE), MAX_VARIANCE)
