"""Answers to items whose parameters we know: each student sees some of them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import numpy as np
import polars as pl

from learnapp.ml.answers import Floats, Ints, from_frame
from learnapp.ml.difficulty_estimator import ItemDataset
from learnapp.ml.difficulty_prior import ItemFacts


@dataclass(frozen=True, slots=True)
class World:
    """True parameters and the answers that they lead to, in no order of meaning."""

    b: Floats
    a: Floats
    ability: Floats
    student: Ints
    item: Ints
    correct: Floats

    def dataset(self, facts: tuple[ItemFacts, ...]) -> ItemDataset:
        order = np.argsort(self.student, kind="stable")
        columns = {"student": self.student, "item": self.item, "kc": self.item, "correct": self.correct}
        frame = pl.DataFrame({"order": np.arange(len(order)), **{k: v[order] for k, v in columns.items()}})
        return ItemDataset(from_frame(frame), facts)


def world(
    students: int, items: int, each: int, seed: int, *, b: Floats | None = None, a: Floats | None = None
) -> World:
    """Return answers of students of standard normal ability, each to `each` items drawn at random."""
    rng = np.random.default_rng(seed)
    b = rng.normal(0.0, 1.0, items) if b is None else b
    a = np.exp(rng.normal(0.0, 0.3, items)) if a is None else a
    ability = rng.normal(0.0, 1.0, students)
    student = np.repeat(np.arange(students), each)
    item = np.concatenate([rng.choice(items, each, replace=False) for _ in range(students)])
    chance = 1.0 / (1.0 + np.exp(-a[item] * (ability[student] - b[item])))
    return World(b, a, ability, student, item, (rng.random(len(item)) < chance).astype(np.float64))


def facts(items: int, **more: object) -> tuple[ItemFacts, ...]:
    """Return items of which nothing is known but that they are there."""
    return tuple(ItemFacts(UUID(int=place + 1), 1, **more) for place in range(items))  # type: ignore[arg-type]
