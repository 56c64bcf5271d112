"""Answers of students whose abilities we know."""

from __future__ import annotations

import numpy as np
import polars as pl

from learnapp.ml.answers import AnswerLog, from_frame


def simulated(students: int = 120, items: int = 60, kcs: int = 5, seed: int = 3, *, times: bool = True) -> AnswerLog:
    """Return the answers of students of a Rasch model who learn a little with each answer."""
    rng = np.random.default_rng(seed)
    ability, difficulty = rng.normal(0, 1.2, students), rng.normal(0, 1.2, items)
    rows: dict[str, list[float]] = {name: [] for name in ("order", "student", "item", "kc", "correct", "seconds")}
    for student in range(students):
        clock = 0.0
        for step in range(int(rng.integers(5, 40))):
            item = int(rng.integers(items))
            chance = 1 / (1 + np.exp(-(ability[student] + 0.02 * step - difficulty[item])))
            clock += float(rng.exponential(40.0))
            values = (
                len(rows["order"]),
                1000 + 7 * student,
                500 + 3 * item,
                10 + item % kcs,
                rng.random() < chance,
                clock,
            )
            for name, value in zip(rows, values, strict=True):
                rows[name].append(float(value))
    frame = pl.DataFrame(rows)
    return from_frame(frame if times else frame.drop("seconds"))
