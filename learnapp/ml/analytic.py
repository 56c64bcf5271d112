"""The analytic model on logged answers: what it would have said before each of them, by the code that serves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import polars as pl

from learnapp.engine import mastery
from learnapp.engine.kc import KC, BktParameters, Content, ContentKind, CourseSnapshot, LearnerState
from learnapp.engine.selector import expected_success
from learnapp.ml.answers import Floats

NAME = mastery.MODEL
_START = datetime(2000, 1, 1, tzinfo=UTC)
"""Only the time between answers matters to it."""
_NOWHERE = UUID(int=0)
_NEUTRAL = {
    "difficulty": 0.0, "discrimination": 1.0, "p_init": 0.1, "p_transit": 0.1, "p_slip": 0.1, "p_guess": 0.2,
    "partial": 0.0,
}  # fmt: skip


def chances(frame: pl.DataFrame) -> Floats:
    """Return for each answer the chance that the analytic model gives before it; shape (len(frame),).

    Args:
        frame: Answers by student and time, with the parameters of their items and KCs (`cleaning.RAW`).
    """
    known = frame.with_columns(
        *(pl.col(name).fill_nan(None).fill_null(value) for name, value in _NEUTRAL.items()),
        pl.col("hints").fill_null(0),
    )
    course = _course(known)
    found = np.empty(len(known))
    learner = LearnerState(_NOWHERE, _NOWHERE)
    before: int | None = None
    for place, row in enumerate(known.iter_rows(named=True)):
        if row["student"] != before:
            before, learner = row["student"], LearnerState(_NOWHERE, _NOWHERE)
        item, kc = _item(row), UUID(int=row["kc"])
        found[place] = expected_success(course, learner, item, kc)
        right = row["correct"] > 0
        seen = mastery.observe(
            learner, course, item, (kc,), correct=right, partial=0.0 if right else row["partial"], hints=row["hints"],
            now=_START + timedelta(seconds=row["seconds"]), event_id=_NOWHERE, leans=False,
        )  # fmt: skip
        learner.theta, learner.theta_variance = seen.theta, seen.variance
        learner.kcs.update(seen.states)
    return found


def _topics(frame: pl.DataFrame) -> Iterator[KC]:
    for row in frame.unique("kc", maintain_order=True).iter_rows(named=True):
        parameters = BktParameters(row["p_init"], row["p_transit"], row["p_slip"], row["p_guess"])
        yield KC(UUID(int=row["kc"]), str(row["kc"]), "", bkt=parameters)


def _course(frame: pl.DataFrame) -> CourseSnapshot:
    kcs = {one.kc_id: one for one in _topics(frame)}
    return CourseSnapshot(_NOWHERE, _NOWHERE, 1, "", "", "", (), kcs, {}, {}, {}, tuple(kcs))


def _item(row: dict[str, Any]) -> Content:
    kc = UUID(int=row["kc"])
    return Content(
        UUID(int=row["item"]), 1, ContentKind.PRACTICE, "", "", _NOWHERE, 0, (kc,),
        discrimination=row["discrimination"], difficulty=row["difficulty"],
    )  # fmt: skip
