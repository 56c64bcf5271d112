"""Variety in a list: what is like something that was taken already is worth less (Carbonell & Goldstein, 1998)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np

from learnapp.ml.answers import Floats, Ints

Groups = Sequence[tuple[Sequence[Hashable], float]]


def varied(values: Floats, groups: Groups, top: int) -> tuple[Ints, Floats]:
    """Return the order in which to take the best `top`, and what each was worth when it was taken.

    Args:
        values: Shape (n,).
        groups: Ways of being alike: the group of each of the n, and what each one taken of it costs the others.
        top: How many.
    """
    left = list(range(len(values)))
    worth = values.tolist()
    taken: list[Counter[Hashable]] = [Counter() for _ in groups]
    order: list[int] = []
    gained: list[float] = []

    def now(place: int) -> float:
        return float(
            worth[place] - sum(cost * count[of[place]] for (of, cost), count in zip(groups, taken, strict=True))
        )

    for _ in range(min(top, len(left))):
        best = max(left, key=now)
        order.append(best)
        gained.append(now(best))
        left.remove(best)
        for (of, _cost), count in zip(groups, taken, strict=True):
            count[of[best]] += 1
    return np.array(order, dtype=np.int64), np.array(gained, dtype=np.float64)
