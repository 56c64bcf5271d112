"""The engine's running ability for many students at once: what chance the engine would have given to each answer."""

from __future__ import annotations

import numpy as np

from learnapp.engine import irt
from learnapp.ml.answers import AnswerLog, Floats

_NODES, _MASS = np.polynomial.hermite_e.hermegauss(15)
_MASS = _MASS / _MASS.sum()


def running_chances(log: AnswerLog, difficulty: Floats, discrimination: Floats) -> Floats:
    """Return for each answer the 2PL chance before it was known, abilities moving as `engine.irt.update` moves them.

    Args:
        log: The answers.
        difficulty: Shape (N,): b of the item of each answer.
        discrimination: Shape (N,): a of the item of each answer.
    """
    found = np.empty(len(log))
    a = np.clip(discrimination, 0.05, 4.0)
    b = np.clip(difficulty, -6.0, 6.0)
    length = log.length()
    # Who has many answers comes first, so that those who still answer are always the first ones.
    order = np.argsort(-length, kind="stable")
    start, length = log.start[order], length[order]
    theta, variance = np.zeros(len(order)), np.ones(len(order))
    for place in range(int(length[0]) if len(length) else 0):
        here = int(np.searchsorted(-length, -place, side="left"))
        rows = start[:here] + place
        mean, spread = theta[:here], np.clip(variance[:here] + irt.DRIFT, irt.MIN_VARIANCE, irt.MAX_VARIANCE)
        found[rows] = 1.0 / (1.0 + np.exp(-a[rows] * (mean - b[rows])))
        x = a[rows][:, None] * (mean[:, None] + np.sqrt(spread)[:, None] * _NODES - b[rows][:, None])
        mass = _MASS / (1.0 + np.exp(np.where(log.correct[rows][:, None] > 0, -x, x)))
        total = mass.sum(axis=1)
        first, second = mass @ _NODES / total, mass @ _NODES**2 / total
        theta[:here] = np.clip(mean + np.sqrt(spread) * first, -irt.THETA_LIMIT, irt.THETA_LIMIT)
        variance[:here] = np.clip(spread * (second - first * first), irt.MIN_VARIANCE, irt.MAX_VARIANCE)
    return found
