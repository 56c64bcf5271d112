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
    # Groups last while sums are written: each lands in one piece of memory.
    gram, side = np.empty((count, count, groups)), np.empty((count, groups))
    for i in range(count):
        side[i] = sums(group, columns[i] * y, groups)
        for j in range(i, count):
            gram[i, j] = gram[j, i] = sums(group, columns[i] * columns[j], groups)
    gram[np.arange(count), np.arange(count)] += ridge
    first = np.ascontiguousarray(gram.reshape(count * count, groups).T).reshape(groups, count, count)
    return np.asarray(np.linalg.solve(first, side.T[:, :, None])[:, :, 0])
