"""Every feature as a table: one row for each first attempt, with what the fold knows just before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import polars as pl

from learnapp.engine.history import Book
from learnapp.engine.kc import CourseSnapshot
from learnapp.ml.feature_declarations import KC_NAMES, STUDENT_NAMES
from learnapp.ml.feature_fold import FeatureFold, FigureHistory, Logged, VoidSpan, log_order


def training_frame(
    students: Mapping[UUID, Sequence[Logged]],
    snapshot: CourseSnapshot,
    book: Book,
    *,
    voids: Sequence[VoidSpan] = (),
    figures: Mapping[UUID, FigureHistory] | None = None,
) -> pl.DataFrame:
    """Return one row for each first attempt of a course, with what was known just before it.

    Args:
        students: The log of each student, all courses, in any order.
        snapshot: The course.
        book: What the answers are about.
        voids: As for `FeatureFold`.
        figures: By section.

    Returns:
        Columns student_id, event_id, at, student_seq, content_id, kc_id, correct, and every name of `STUDENT_NAMES` and
        `KC_NAMES`, float64 with nan where nothing was known.
    """
    names = (*STUDENT_NAMES, *KC_NAMES)
    columns: dict[str, list[Any]] = {
        name: [] for name in ("student_id", "event_id", "at", "student_seq", "content_id", "kc_id", "correct", *names)
    }
    history = figures or {}
    for student_id, rows in students.items():
        fold = FeatureFold(student_id, book, voids)
        for one in log_order(rows):
            past = one.past
            if past is not None and past.first and past.kc_ids and one.course_id == snapshot.course_id:
                known = history.get(one.section_id)
                values = fold.values(snapshot, one.at, known.at(one.at) if known else {})
                values |= fold.kc(snapshot, past.kc_ids[0], one.at)
                for name, value in (
                    ("student_id", str(student_id)), ("event_id", str(one.event_id)), ("at", one.at),
                    ("student_seq", one.student_seq), ("content_id", str(past.content_id)),
                    ("kc_id", str(past.kc_ids[0])), ("correct", past.correct),
                ):  # fmt: skip
                    columns[name].append(value)
                for name in names:
                    columns[name].append(values[name])
            fold.take(one)
    kinds = {name: pl.Float64() for name in names} | {"at": pl.Datetime("us", "UTC"), "student_seq": pl.Int64()}
    strings = {name: pl.String() for name in ("student_id", "event_id", "content_id", "kc_id")}
    return pl.DataFrame(columns, schema_overrides={**kinds, **strings, "correct": pl.Boolean()})
