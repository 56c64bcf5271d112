"""What a research export holds: students without who they are, weeks without dates, answers without words."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from uuid import UUID

import polars as pl

from learnapp.core.days import day_of
from learnapp.integrations.exports.datasets import Dataset, Field

_F = Field
_STUDENT = _F("student", "code", word="research-student")
RESEARCH: dict[str, Dataset] = {
    one.name: one
    for one in (
        Dataset(
            "research_students", ("student",),
            (
                _STUDENT, _F("birth_years", "code"), _F("language", "code", word="research-language"),
                _F("subject", "code"), _F("activity", "code"), _F("school_kind", "code"), _F("school_size", "code"),
            ),
        ),
        Dataset(
            "research_answers", ("student", "order"),
            (
                _STUDENT, _F("order", "count"), _F("week", "count"), _F("content_id", "id", word="research-content"),
                _F("topic_id", "id"), _F("correct", "yes"), _F("partial", "share"), _F("hints", "count"),
                _F("seconds", "count", "s"),
            ),
        ),
        Dataset(
            "research_topics", ("student", "topic_id"),
            (
                _STUDENT, _F("topic_id", "id"), _F("answers", "count"), _F("right", "count"),
                _F("mastery", "share", word="research-mastery"), _F("mastered", "yes"),
            ),
        ),
    )
}  # fmt: skip
LADDER: dict[str, tuple[str, ...]] = {
    "birth_years": ("birth_2", "birth_4"), "language": ("language_1",), "subject": ("course_1", "subject_1"),
    "activity": ("activity_5", "activity_2"),
}  # fmt: skip
"""What might point to somebody from outside, with its columns, the finest first."""
ROUND_S, MOST_S = 5, 600
_BANDS = ((20, "1–20"), (100, "21–100"), (500, "101–500"), (2_000, "501–2000"))
_SIZES = ((500, "under 500"), (2_000, "500–1999"), (10_000, "2000–9999"))


def research_id(secret: bytes, student: UUID) -> str:
    """Return the name of a student in one export: without its key, which is destroyed, it leads to nobody."""
    return hmac.new(secret, student.bytes, hashlib.sha256).hexdigest()[:20]


def wider(band: str) -> str:
    """Return four birth years for two."""
    if not band[:4].isdecimal():
        return band
    first = int(band[:4]) // 4 * 4
    return f"{first}–{first + 3}"


def activity(answers: int) -> tuple[str, str]:
    """Return how much a student did, in five bands and in two."""
    fine = next((name for most, name in _BANDS if answers <= most), "over 2000")
    return fine, "1–100" if answers <= _BANDS[1][0] else "over 100"


def size_of(students: int) -> str:
    """Return how large an institution is."""
    return next((name for below, name in _SIZES if students < below), "10000 and more")


def outcome(right: int, answers: int) -> str:
    """Return how well somebody did, in thirds of their answers."""
    return ("low", "middle", "high")[min(2, 3 * right // max(answers, 1))]


def week(at: datetime, first: datetime, zone: str) -> int:
    """Return the week of somebody's own work by the days of a time zone (IANA name), from 1: no date is left of it."""
    return (day_of(at, zone) - day_of(first, zone)).days // 7 + 1


def seconds(ms: int | None) -> int | None:
    """Return how long it took, rounded, and cut where somebody went away."""
    return None if ms is None else min(int(ms / 1000 / ROUND_S + 0.5) * ROUND_S, MOST_S)


def frequent(pairs: pl.DataFrame, column: str, k: int) -> set[str]:
    """Return what at least k students share.

    Args:
        pairs: One line for each student and thing, columns `student` and `column`.
        column: The things.
        k: So many students.
    """
    counted = pairs.drop_nulls(column).group_by(column).agg(pl.col("student").n_unique().alias("n"))
    return set(counted.filter(pl.col("n") >= k)[column].to_list())
