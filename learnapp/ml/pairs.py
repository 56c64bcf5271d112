"""What follows upon what: how a question goes after certain other questions and their results.

All tables are looked up by a pair of places; a pair that is not there says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from learnapp.ml.answers import Floats, Ints
from learnapp.ml.groups import ridge_by_group, sums

NEAR = 16
"""So many answers back a question's neighbours are looked at."""
_PARTNERS = 10
_NEAR_RIDGE, _LEAST_TOGETHER = 2.0, 3


@dataclass(frozen=True, slots=True)
class Lookup:
    """Sorted keys with a value and a count each.

    Attributes:
        keys: Shape (n,), rising.
        values: Shape (n,).
        counts: Shape (n,).
    """

    keys: Ints
    values: Floats
    counts: Floats

    def of(self, wanted: Ints) -> tuple[Floats, Floats]:
        """Return values and counts of keys, of the same shape; 0 for a key that is not there."""
        if not len(self.keys):
            return np.zeros(wanted.shape), np.zeros(wanted.shape)
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        known = self.keys[place] == wanted
        return np.where(known, self.values[place], 0.0), np.where(known, self.counts[place], 0.0)


def fit_after(place: Ints, before: Ints, correct: Floats, above: Floats, size: int, prior: float) -> Lookup:
    """Return how much better than usual a question goes right after another one and its result.

    Args:
        place: Shape (N,), how many answers of the same student come before.
        before: Shape (N,), the questions, from 0 to size - 1.
        correct: Shape (N,), their results.
        above: Shape (N,), how far each result is above what was to be expected.
        size: How many questions there are.
        prior: So many answers that went as usual are added to each pair.
    """
    rows = np.flatnonzero(place > 0)
    keys, spot = np.unique(after_keys(before[rows - 1], correct[rows - 1], before[rows], size), return_inverse=True)
    counts = sums(spot, None, len(keys))
    return Lookup(keys, sums(spot, above[rows], len(keys)) / (counts + prior), np.log1p(counts))


def after_keys(before: Ints, correct: Floats, now: Ints, size: int) -> Ints:
    """Return the keys of a question after another one and its result."""
    return (before * 2 + correct.astype(np.int64)) * np.int64(size) + now


def after(table: Lookup, last: Ints, correct: Floats, now: Ints, size: int) -> tuple[Floats, Floats]:
    """Return values and counts by `fit_after`; a place below 0 or from `size` on is not known."""
    usable = (last >= 0) & (last < size) & (now < size)
    value, count = table.of(after_keys(np.where(usable, last, 0), correct, np.where(usable, now, 0), size))
    return np.where(usable, value, 0.0), np.where(usable, count, 0.0)


def fit_near(place: Ints, item: Ints, residual: Floats, size: int) -> Lookup:
    """Return how an item's residual follows from those of the items up to NEAR answers before.

    Each item has up to _PARTNERS others that tell most about it by themselves; their slopes are those of one ridge
    regression, in which a partner that was not answered counts as 0.

    Args:
        place: Shape (N,), how many answers of the same student come before.
        item: Shape (N,), from 0 to size - 1.
        residual: Shape (N,), result less chance.
        size: How many items there are.

    Returns:
        Slopes, by pairs that have met at least three times.
    """
    lags = [np.flatnonzero(place >= lag) for lag in range(1, NEAR + 1)]
    row, back = np.concatenate(lags), np.repeat(np.arange(1, NEAR + 1), [len(rows) for rows in lags])
    keys, spot = np.unique(item[row - back] * np.int64(size) + item[row], return_inverse=True)
    counts, earlier = sums(spot, None, len(keys)), residual[row - back]
    both = sums(spot, earlier * residual[row], len(keys))
    told = both**2 / (sums(spot, earlier**2, len(keys)) + _NEAR_RIDGE)
    rank = _ranks(keys % size, np.where(counts >= _LEAST_TOGETHER, told, 0.0))
    kept = np.flatnonzero((rank >= 0) & (rank < _PARTNERS))
    # An item without a partner has no regression to fit, and most have none.
    led, home = np.unique(keys[kept] % size, return_inverse=True)
    group = np.full(size, -1, dtype=np.int64)
    group[led] = np.arange(len(led))
    mine = np.flatnonzero(np.isin(np.arange(len(keys)), kept)[spot])
    x = np.zeros((len(item), _PARTNERS))
    x[row[mine], rank[spot[mine]]] = earlier[mine]
    rows = np.flatnonzero(group[item] >= 0)
    slopes = ridge_by_group(x[rows], residual[rows], group[item[rows]], len(led), _NEAR_RIDGE)
    return Lookup(keys[kept], slopes[home, rank[kept]], np.log1p(counts[kept]))


def _ranks(group: Ints, value: Floats) -> Ints:
    """Return the place of each value among those of its group, the largest first; -1 for one that is not above 0."""
    asked = np.flatnonzero(value > 0)
    order = np.lexsort((-value[asked], group[asked]))
    sorted_group = group[asked][order]
    rank = np.full(len(group), -1, dtype=np.int64)
    rank[asked[order]] = np.arange(len(asked)) - np.searchsorted(sorted_group, sorted_group)
    return rank


def near(table: Lookup, before: Ints, now: Ints, size: int) -> Floats:
    """Return the slopes from each of the last answers to a question; shape (n, NEAR), 0 where nothing is known.

    Args:
        table: By `fit_near`.
        before: Shape (n, NEAR) or (1, NEAR), the last items, the latest first; below 0 where there were fewer.
        now: Shape (n,).
        size: How many items there are.
    """
    usable = (before >= 0) & (before < size) & (now < size)[:, None]
    value, _ = table.of(np.where(usable, before * np.int64(size) + now[:, None], -1))
    return value


def last_of(item: Ints, place: Ints) -> Ints:
    """Return for each answer the NEAR items before it, the latest first; shape (N, NEAR), -1 where there were fewer."""
    found = np.full((len(item), NEAR), -1, dtype=np.int64)
    for lag in range(1, NEAR + 1):
        rows = np.flatnonzero(place >= lag)
        found[rows, lag - 1] = item[rows - lag]
    return found
