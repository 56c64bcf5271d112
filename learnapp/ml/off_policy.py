"""What another policy would have been worth, from decisions that were logged with their chances.

Each shown item has a reward of its own. A policy is worth the mean reward of what it shows; with a prediction q of
each candidate's reward, the probability pi with which the policy shows it and the probability p with which it was
shown then, the doubly robust estimate of one decision is

    (1 / n) sum_i pi_i (q_i + min(1 / p_i, CLIP) shown_i (r_i - q_i)),    n = sum_i pi_i

(Dudik, Langford & Li, 2011; item by item as in the item model of Li et al., 2018, which holds where an item's reward
does not hang on what stands beside it). Weights are clipped (Bottou et al., 2013): what that costs in truth, q has to
supply. Decisions of one student belong together: the interval is that of a mean over clusters (Liang & Zeger, 1986).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from learnapp.ml.answers import Floats, Ints, Mask
from learnapp.ml.recommendation_log import RecommendationLog

CLIP = 40.0
_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean reward with its 95 % interval.

    Attributes:
        effective: Effective sample size of the weighted rewards (Kish, 1965).
        decisions, students: What it rests on.
    """

    value: float
    low: float
    high: float
    effective: float
    decisions: int
    students: int


def usable(log: RecommendationLog) -> Mask:
    """Return which decisions say with which chance each candidate was shown; shape (D,)."""
    known = np.isfinite(log.chance)
    complete = np.ones(len(log), dtype=np.bool_)
    np.logical_and.at(complete, log.decision, known & (~log.shown | (log.chance > 0)))
    return complete & ~log.steered


def decided(log: RecommendationLog, policy: Floats, expected: Floats, reward: Floats) -> Floats:
    """Return the doubly robust estimate of each decision's mean reward; shape (D,), nan where nothing is shown.

    Args:
        log: The decisions.
        policy: Shape (R,), with which probability the policy shows each candidate.
        expected: Shape (R,), the predicted reward of each.
        reward: Shape (R,), what it was; read where the candidate was shown.
    """
    weight = np.zeros(len(reward))
    seen = log.shown & (log.chance > 0)
    weight[seen] = np.minimum(1.0 / log.chance[seen], CLIP)
    gap = np.where(seen, np.nan_to_num(reward) - expected, 0.0)
    worth = np.bincount(log.decision, policy * (expected + weight * gap), minlength=len(log))
    places = np.bincount(log.decision, policy, minlength=len(log))
    return np.asarray(np.where(places > 0, worth / np.maximum(places, 1e-12), np.nan))


def estimate(log: RecommendationLog, value: Floats, policy: Floats) -> Estimate:
    """Return the mean of `decided`, or of a difference of two, over all usable decisions.

    Args:
        log: The decisions.
        value: Shape (D,).
        policy: Shape (R,), the policy whose weights count for the effective sample size.
    """
    kept = usable(log) & np.isfinite(value)
    rows = kept[log.decision] & log.shown & (log.chance > 0) & (policy > 0)
    weight = policy[rows] * np.minimum(1.0 / log.chance[rows], CLIP)
    effective = float(weight.sum() ** 2 / (weight**2).sum()) if rows.any() else 0.0
    return clustered(value[kept], log.student[kept], effective)


def clustered(values: Floats, group: Ints, effective: float | None = None) -> Estimate:
    """Return the mean of values of which those of one group belong together; shapes (n,)."""
    _, place = np.unique(group, return_inverse=True)
    groups = int(place.max()) + 1 if len(place) else 0
    size = float(len(values)) if effective is None else effective
    if groups < 2:
        nan = float("nan")
        return Estimate(float(values.mean()) if len(values) else nan, nan, nan, size, len(values), groups)
    mean = float(values.mean())
    sums = np.bincount(place, values - mean)
    error = float(np.sqrt((sums**2).sum() * groups / (groups - 1)) / len(values))
    reach = float(stats.t.ppf(0.5 + _CONFIDENCE / 2, groups - 1)) * error
    return Estimate(mean, mean - reach, mean + reach, size, len(values), groups)
