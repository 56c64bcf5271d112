"""Sums and small regressions within groups of rows."""

from __future__ import annotations

import numpy as np

from learnapp.ml.answers import Floats, Ints


def sums(keys: Ints, weights: Floats | None, size: int) -> Floats:
    """Return the sum of the weights (1 each for None) of each key from 0 to size - 1; shape (size,)."""
    return np.bincount(keys, weights=weights, minlength=size).astype(np.float64)


def ridge_by_group(x: Floats, y: Floats, group: Ints, groups: int, ridge: float) -> Floats:
    """Return the ridge regression of y on x, through 0, within each group.

    Args:
        x: Shape (N, F).
        y: Shape (N,).
        group: Shape (N,), from 0 to groups - 1.
        groups: How many groups there are.
        ridge: Added to the sum of squares of each column.

    Returns:
        Shape (groups, F).
    """
    columns = np.ascontiguousarray(x.T)
    count = len(columns)
    gram, side = np.empty((groups, count, count)), np.empty((groups, count))
    for i in range(count):
        side[:, i] = sums(group, columns[i] * y, groups)
        for j in range(i, count):
            gram[:, i, j] = gram[:, j, i] = sums(group, columns[i] * columns[j], groups)
    gram += ridge * np.eye(count)
    return np.asarray(np.linalg.solve(gram, side[:, :, None])[:, :, 0])
