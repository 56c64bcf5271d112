"""The one declaration of what exports hold: it makes the files, and the data dictionary beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

Kind = Literal["id", "person", "text", "code", "number", "count", "share", "moment", "yes", "ids"]
"""`id` and `person` are UUIDs, a person's a pseudonym; `ids` several, with spaces between them; `share` is from 0 to 1;
`code` is one of a few words of ours; `text` was written by staff."""
POLARS: dict[str, pl.DataType] = {
    "id": pl.String(), "person": pl.String(), "text": pl.String(), "code": pl.String(), "ids": pl.String(),
    "number": pl.Float64(), "share": pl.Float64(), "count": pl.Int64(), "yes": pl.Boolean(),
    "moment": pl.Datetime("us", "UTC"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One column.

    Attributes:
        unit: "" where there is none, else a code: ms, s, logit, days.
        word: Key of what it means, `export-column-WORD`; the name with hyphens where nothing else is said.
        named: Only in exports with names.
    """

    name: str
    kind: Kind
    unit: str = ""
    word: str = ""
    named: bool = False

    @property
    def meaning(self) -> str:
        """Key of the catalogue that says what it means."""
        return f"export-column-{self.word or self.name.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class Dataset:
    """One table.

    Attributes:
        key: Columns that tell its lines apart.
        log: Lines are written once and never change: each is in one export of a plan only. Of the others a changed line
            comes again, and the newer one counts.
    """

    name: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    log: bool = False

    def columns(self, *, names: bool) -> tuple[Field, ...]:
        """Return the columns of an export with or without names of people."""
        return tuple(one for one in self.fields if names or not one.named)

    @property
    def title(self) -> str:
        """Key of the catalogue with what it is called."""
        return f"export-data-{self.name.replace('_', '-')}"


_F = Field
_STUDENT = _F("student", "person")
_SECTION, _COURSE = _F("class_id", "id"), _F("course_id", "id")
_EVENT = (_F("event_id", "id"), _STUDENT, _SECTION, _COURSE)
_DATASETS = (
    Dataset(
        "events", ("event_id",),
        (
            *_EVENT, _F("sequence", "count"), _F("verb", "code"), _F("content_id", "id"),
            _F("content_version", "count"), _F("step", "code"), _F("topic_ids", "ids"), _F("correct", "yes"),
            _F("asserted", "yes"), _F("voided", "yes"), _F("duration", "count", "ms"), _F("progress", "share"),
            _F("position", "number", "s"), _F("hint", "count"), _F("decision_id", "id"), _F("occurred_at", "moment"),
            _F("received_at", "moment"),
        ),
        log=True,
    ),
    Dataset(
        "answers", ("event_id",),
        (
            *_EVENT, _F("content_id", "id"), _F("content_version", "count"), _F("step", "code"),
            _F("topic_ids", "ids"), _F("correct", "yes"), _F("partial", "share"), _F("hints", "count"),
            _F("duration", "count", "ms"), _F("response", "text"), _F("voided", "yes"), _F("occurred_at", "moment"),
            _F("received_at", "moment"),
        ),
        log=True,
    ),
    Dataset(
        "voided_answers", ("void_id", "event_id"),
        (
            _F("void_id", "id"), *_EVENT, _F("content_id", "id"), _F("voided", "yes", word="voided-now"),
            _F("voided_at", "moment"), _F("restored_at", "moment"), _F("received_at", "moment"),
        ),
    ),
    Dataset(
        "topic_states", ("student", "topic_id"),
        (
            _STUDENT, _F("topic_id", "id"), _F("topic", "text"), _F("answers", "count"), _F("right", "count"),
            _F("hints", "count", word="hints-used"), _F("mastery", "share"), _F("mastery_low", "share"),
            _F("mastery_high", "share"), _F("stability", "number", "days"), _F("due_at", "moment"),
            _F("last_at", "moment"), _F("mastered_at", "moment"), _F("updated_at", "moment"),
        ),
    ),
    Dataset(
        "people", ("person",),
        (
            _F("person", "person"), _F("roles", "code"), _F("status", "code", word="person-status"),
            _F("language", "code"), _F("created_at", "moment"), _F("name", "text", named=True),
            _F("email", "text", named=True),
        ),
    ),
    Dataset(
        "classes", ("class_id",),
        (
            _SECTION, _F("title", "text", word="class-title"), _F("term", "text"),
            _F("status", "code", word="class-status"), _COURSE, _F("course", "text"), _F("created_at", "moment"),
        ),
    ),
    Dataset(
        "enrolments", ("class_id", "person"),
        (
            _SECTION, _F("person", "person"), _F("role", "code"), _F("status", "code", word="enrolment-status"),
            _F("enrolled_at", "moment"),
        ),
    ),
    Dataset(
        "assignments", ("assignment_id",),
        (
            _F("assignment_id", "id"), _SECTION, _F("content_id", "id"), _F("topic_id", "id"),
            _F("assessment_id", "id"), _F("answers", "count", word="answers-asked"), _F("everyone", "yes"),
            _F("due_at", "moment", word="assignment-due"), _F("made_by", "person"), _F("made_at", "moment"),
            _F("withdrawn_at", "moment"),
        ),
    ),
    Dataset(
        "assessments", ("assessment_id",),
        (
            _F("assessment_id", "id"), _SECTION, _COURSE, _F("title", "text", word="assessment-title"),
            _F("kind", "code", word="assessment-kind"), _F("minutes", "count"), _F("attempts", "count"),
            _F("opens_at", "moment"), _F("closes_at", "moment"), _F("made_by", "person"), _F("made_at", "moment"),
            _F("given_at", "moment"), _F("released_at", "moment"), _F("withdrawn_at", "moment"),
        ),
    ),
    Dataset(
        "attempts", ("attempt_id",),
        (
            _F("attempt_id", "id"), _F("assessment_id", "id"), _STUDENT, _F("number", "count", word="attempt-number"),
            _F("started_at", "moment"), _F("submitted_at", "moment"), _F("ended_by", "code"),
            _F("shown_at", "moment"), _F("items", "count"), _F("answers", "count", word="answers-in-attempt"),
            _F("right", "count", word="right-in-attempt"),
        ),
    ),
    Dataset(
        "recommendations", ("decision_id",),
        (
            _F("decision_id", "id"), _STUDENT, _COURSE, _F("event_id", "id", word="decided-after"),
            _F("candidates", "count"), _F("approved", "ids"), _F("policy", "code"), _F("features", "code"),
            _F("decided_at", "moment"),
        ),
        log=True,
    ),
    Dataset(
        "discussion", ("post_id",),
        (
            _F("post_id", "id"), _SECTION, _F("person", "person", word="author"), _F("parent_id", "id"),
            _F("content_id", "id", word="post-content"), _F("status", "code", word="post-status"),
            _F("helpful", "count"), _F("created_at", "moment", word="posted-at"),
        ),
    ),
)  # fmt: skip
DATASETS: dict[str, Dataset] = {one.name: one for one in _DATASETS}
