"""Reciprocal-rank fusion (Cormack, Clarke & Büttcher, SIGIR 2009): rankings that share no scale become one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

K = 60
"""The paper's constant."""


def fuse(rankings: Sequence[NDArray[np.int64]], size: int) -> NDArray[np.int64]:
    """Return the numbers that stand in any of the rankings, best first, at most `size`.

    Args:
        rankings: Numbers of passages, best first; each ranking has a number at most once.
        size: How many to return.
    """
    numbers, where = np.unique(np.concatenate(rankings), return_inverse=True)
    score = np.zeros(len(numbers))
    first = 0
    for ranking in rankings:
        place = where[first : first + len(ranking)]
        score[place] += 1 / (K + 1 + np.arange(len(ranking)))
        first += len(ranking)
    return np.asarray(numbers[np.argsort(-score, kind="stable")[:size]], np.int64)
