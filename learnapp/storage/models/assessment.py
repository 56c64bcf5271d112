"""Assessments: what a teacher makes, who gets more time, and each student's attempts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import document, moment


def _of(table: str, column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.{column}"], ondelete="CASCADE")


def _person() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"])


def _number(description: str, default: int = 0) -> Any:
    return Field(default, description=description, sa_column_kwargs={"server_default": str(default)})


def _no(description: str) -> Any:
    return Field(False, description=description, sa_column_kwargs={"server_default": "false"})


class Assessment(SQLModel, table=True):
    """A test of a class. It is a draft until it is given; then what it asks stays as it is."""

    __tablename__ = "assessment"
    __table_args__ = (
        _of("section", "section_id"),
        CheckConstraint("kind IN ('fixed', 'mastery_check', 'adaptive', 'placement')", name="assessment_kind"),
        CheckConstraint("shown IN ('submitted', 'closed', 'released')", name="assessment_shown"),
        Index("assessment_section", "tenant_id", "section_id", "made_at"),
    )

    tenant_id: UUID = Field(primary_key=True)
    assessment_id: UUID = Field(primary_key=True)
    section_id: UUID
    course_id: UUID
    title: str
    kind: str = Field(description="fixed, mastery_check, adaptive or placement")
    minutes: int = _number("0: no limit")
    attempts: int = _number("how often a student may take it", 1)
    most_items: int = _number("of adaptive ones: so many items at most")
    target_se: float | None = Field(
        None, description="of adaptive ones: the standard error at which it stops; none: at its cut"
    )
    cut: float | None = Field(None, description="share of all questions from which it counts as passed")
    opens_at: datetime | None = moment(nullable=True)
    closes_at: datetime | None = moment(nullable=True)
    shuffled: bool
    shown: str = Field(description="when results are shown: submitted, closed or released")
    made_by: UUID
    made_at: datetime = moment()
    given_at: datetime | None = moment(nullable=True)
    released_at: datetime | None = moment(nullable=True)
    withdrawn_at: datetime | None = moment(nullable=True)
    everyone: bool = Field(True, sa_column_kwargs={"server_default": "true"})


class AssessmentStudent(SQLModel, table=True):
    """One of the students who take a test, where not the whole class does."""

    __tablename__ = "assessment_student"
    __table_args__ = (_of("assessment", "assessment_id"), _person())

    tenant_id: UUID = Field(primary_key=True)
    assessment_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)


class ExposureCalibration(SQLModel, table=True):
    """How an adaptive test spares its items, worked out for its bank as it was then."""

    __tablename__ = "exposure_calibration"
    __table_args__ = (_of("assessment", "assessment_id"),)

    tenant_id: UUID = Field(primary_key=True)
    assessment_id: UUID = Field(primary_key=True)
    bank: str = Field(description="fingerprint of the items, their parameters and the rules")
    control: dict[str, Any] = document()
    top_exposure: float = Field(description="largest share of simulated tests that asked one item")
    mean_length: float
    items: int
    calibrated_at: datetime = moment()


class AssessmentItem(SQLModel, table=True):
    """An item of a fixed assessment."""

    __tablename__ = "assessment_item"
    __table_args__ = (_of("assessment", "assessment_id"),)

    tenant_id: UUID = Field(primary_key=True)
    assessment_id: UUID = Field(primary_key=True)
    place: int = Field(primary_key=True)
    content_id: UUID


class AssessmentTopic(SQLModel, table=True):
    """A topic of an assessment that draws its items, and how many it draws of it (0: as many as come)."""

    __tablename__ = "assessment_topic"
    __table_args__ = (_of("assessment", "assessment_id"),)

    tenant_id: UUID = Field(primary_key=True)
    assessment_id: UUID = Field(primary_key=True)
    place: int = Field(primary_key=True)
    kc_id: UUID
    quota: int = _number("items of this topic")


class Accommodation(SQLModel, table=True):
    """More time, and breaks, for one student in every test of a class; nobody else learns of it."""

    __tablename__ = "accommodation"
    __table_args__ = (_of("section", "section_id"), _person())

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    factor: float = Field(description="1.5: half as much time again")
    breaks: int = _number("how many breaks may be taken in a test")
    break_minutes: int = _number("the clock stands still for at most this long in each")
    made_by: UUID
    made_at: datetime = moment()


class AssessmentLatecomer(SQLModel, table=True):
    """One student for whom a test closes later than for the others; why is sealed under the student's key."""

    __tablename__ = "assessment_latecomer"
    __table_args__ = (
        _of("assessment", "assessment_id"),
        _person(),
        Index("assessment_latecomer_student", "tenant_id", "student_id"),
    )

    tenant_id: UUID = Field(primary_key=True)
    assessment_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    closes_at: datetime = moment()
    reason_enc: bytes
    made_by: UUID
    made_at: datetime = moment()


class Attempt(SQLModel, table=True):
    """One student's attempt; its deadline is the server's. `recorded_at`: its answers are in the log, results shown."""

    __tablename__ = "attempt"
    __table_args__ = (
        _of("assessment", "assessment_id"),
        _person(),
        CheckConstraint("ended_by IN ('', 'student', 'time', 'teacher')", name="attempt_ended_by"),
        Index("attempt_number", "tenant_id", "assessment_id", "student_id", "number", unique=True),
        Index("attempt_unrecorded", "tenant_id", "student_id", postgresql_where=text("recorded_at IS NULL")),
    )

    tenant_id: UUID = Field(primary_key=True)
    attempt_id: UUID = Field(primary_key=True)
    assessment_id: UUID
    student_id: UUID
    number: int
    started_at: datetime = moment()
    deadline_at: datetime | None = moment(nullable=True)
    factor: float
    breaks: int = _number("how many breaks may be taken")
    break_minutes: int = _number("the clock stands still for at most this long in each")
    pauses: dict[str, Any] = document()
    submitted_at: datetime | None = moment(nullable=True)
    ended_by: str = Field("", sa_column_kwargs={"server_default": ""})
    recorded_at: datetime | None = moment(nullable=True)
    once_more: bool = _no("the teacher has given another attempt after this one")
    reopened_until: datetime | None = moment(nullable=True)


class AttemptItem(SQLModel, table=True):
    """An item of an attempt, at the version and with the parameters that it was served with."""

    __tablename__ = "attempt_item"
    __table_args__ = (_of("attempt", "attempt_id"), Index("attempt_item_content", "tenant_id", "content_id"))

    tenant_id: UUID = Field(primary_key=True)
    attempt_id: UUID = Field(primary_key=True)
    place: int = Field(primary_key=True)
    content_id: UUID
    version: int
    variant: int | None = Field(None, description="which task of a template")
    discrimination: float
    difficulty: float
    shown_at: datetime | None = moment(nullable=True)
    flagged: bool = _no("the student wants to come back to it")
    closed: bool = _no("the student has gone on where nobody can go back")
    drafts: dict[str, Any] = document()


class AttemptAnswer(SQLModel, table=True):
    """The last answer to a step in an attempt. How it is judged stays on the server until results are shown."""

    __tablename__ = "attempt_answer"
    __table_args__ = (_of("attempt", "attempt_id"),)

    tenant_id: UUID = Field(primary_key=True)
    attempt_id: UUID = Field(primary_key=True)
    place: int = Field(primary_key=True)
    step_id: str = Field(primary_key=True)
    response: dict[str, Any] = document()
    correct: bool | None = None
    partial: float
    spent_ms: int = _number("time on it, milliseconds")
    saved_at: datetime = moment()
