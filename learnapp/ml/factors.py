"""Latent factors of items and KCs: which results go together beyond ability and difficulty.

Alternating ridge regression (Koren, Bell & Volinsky, 2009) in three floors: an item's factors are shrunk to those of
its KC, and these to zero. So a new item takes part with the factors of its KC.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from learnapp.ml.answers import Floats, Ints
from learnapp.ml.groups import ridge_by_group

FACTORS = 8
_ROUNDS, _LEAST_SPREAD = 6, 0.02
_STUDENT_RIDGE, _KC_RIDGE, _ITEM_RIDGE = 4.0, 8.0, 8.0


@dataclass(frozen=True, slots=True)
class Factors:
    """What was fitted, scaled so that the factors of the students have unit variance.

    Attributes:
        item: Shape (I, FACTORS).
        kc: Shape (K + 1, FACTORS); the last row, of an unknown KC, is 0.
    """

    item: Floats
    kc: Floats


def fit_factors(student: Ints, item: Ints, kc: Ints, home: Ints, residual: Floats, sizes: tuple[int, int]) -> Factors:
    """Return the factors that explain residuals.

    Args:
        student: Shape (N,).
        item: Shape (N,).
        kc: Shape (N,).
        home: Shape (I,), the KC of each item.
        residual: Shape (N,), result less chance.
        sizes: How many students and KCs there are.
    """
    students, kcs = sizes
    items = len(home)
    whole = np.random.default_rng(1).normal(0.0, 0.3, (items, FACTORS))
    of_kc = np.zeros((kcs + 1, FACTORS))
    for _ in range(_ROUNDS):
        mine = ridge_by_group(whole[item], residual, student, students, _STUDENT_RIDGE)
        mine /= np.maximum(mine.std(axis=0), _LEAST_SPREAD)
        x = mine[student]
        of_kc = ridge_by_group(x, residual, kc, kcs + 1, _KC_RIDGE)
        rest = residual - np.einsum("ni,ni->n", x, of_kc[home[item]])
        whole = of_kc[home] + ridge_by_group(x, rest, item, items, _ITEM_RIDGE)
    return Factors(whole, of_kc)
