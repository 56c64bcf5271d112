"""Logged decisions as a table for training and back: numbers instead of students, one row for each candidate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import numpy as np
import polars as pl

from learnapp.engine.selector import FEATURES
from learnapp.ml.answers import Ints
from learnapp.ml.known_features import READS
from learnapp.ml.recommendation_log import RecommendationLog

_PLAIN = ("kc", "purpose", "score", "chance", "place", "opened", "dismissed", "finished", "gain", "minutes", "kept")
_WHOLE = ("kc", "purpose", "place")
_COLUMNS = tuple(f"x_{name}" for name in FEATURES)
_KNOWN = tuple(f"k_{name}" for name in READS)


def frame_of(log: RecommendationLog, people: Mapping[UUID, tuple[int, str]]) -> pl.DataFrame:
    """Return decisions as a table.

    Args:
        log: The decisions.
        people: Student -> the number that stands for them, and their band of birth years.
    """
    numbers = np.array([people[one][0] for one in log.students], dtype=np.int64)
    bands = np.array([people[one][1] for one in log.students], dtype=object)
    contents = np.array([one.hex for one in log.contents], dtype=object)
    who = log.student[log.decision]
    policies = np.array(log.policy, dtype=object)
    return pl.DataFrame({
        "student": numbers[who], "order": log.decision.astype(np.int64),
        "band": pl.Series(bands[who].tolist(), dtype=pl.String),
        "policy": pl.Series(policies[log.decision].tolist(), dtype=pl.String),
        "steered": log.steered[log.decision],
        "content": pl.Series(contents[log.content].tolist(), dtype=pl.String),
        **{name: getattr(log, name) for name in _PLAIN},
        **{name: log.features[:, place] for place, name in enumerate(_COLUMNS)},
        **{name: log.known[:, place] for place, name in enumerate(_KNOWN)},
    })  # fmt: skip


def log_of(frame: pl.DataFrame) -> RecommendationLog:
    """Return the decisions of a table; the id of a student is their number there."""
    frame = frame.sort("student", "order", maintain_order=True)
    number, student = np.unique(frame["student"].to_numpy(), return_inverse=True)
    order = frame["order"].to_numpy()
    begins = np.ones(len(order), dtype=np.bool_)
    begins[1:] = (np.diff(order) != 0) | (np.diff(student) != 0)
    first = np.flatnonzero(begins)
    named = frame["content"].to_list()
    place = {one: where for where, one in enumerate(sorted(set(named)))}
    values: dict[str, Any] = {
        name: frame[name].to_numpy().astype(np.int64 if name in _WHOLE else np.float64) for name in _PLAIN
    }
    return RecommendationLog(
        students=tuple(UUID(int=int(one)) for one in number),
        student=student[first].astype(np.int64),
        policy=tuple(frame["policy"].gather(first).to_list()),
        steered=frame["steered"].to_numpy()[first].astype(np.bool_),
        decision=np.cumsum(begins) - 1,
        contents=tuple(UUID(hex=one) for one in place),
        content=np.array([place[one] for one in named], dtype=np.int64),
        features=np.column_stack([frame[name].to_numpy() for name in _COLUMNS]).astype(np.float64),
        known=np.column_stack([frame[name].to_numpy() for name in _KNOWN]).astype(np.float64),
        **values,
    )


def student_numbers(log: RecommendationLog) -> Ints:
    """Return the numbers of the students of a log that was made by `log_of`; shape (S,)."""
    return np.array([one.int for one in log.students], dtype=np.int64)
