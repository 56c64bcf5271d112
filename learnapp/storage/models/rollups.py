"""What students, sections and topics did by the minute, the hour and the day: counted from the log, never a source.

A day of a section is `learning.SectionDay`. Days are those of `RollupRebuild.zone`; minutes and hours are moments,
named by their beginning, and hours are counted from the beginning of their day.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, SmallInteger
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import INTEGERS, moment


def _count() -> Any:
    return Field(0, sa_column_kwargs={"server_default": "0"})


def _ms() -> Any:
    return Field(0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})


class _OfTopic(SQLModel):
    """Answers and hints that count, first tries, those that were right without a hint, and milliseconds."""

    answers: int = _count()
    correct: int = _count()
    tries: int = _count()
    alone: int = _count()
    hints: int = _count()
    ms: int = _ms()


class _OfStudent(_OfTopic):
    """The same with every event, what was read or watched, and recommendations."""

    events: int = _count()
    materials: int = _count()
    opened: int = _count()
    dismissed: int = _count()
    completed: int = _count()


class _OfSection(_OfStudent):
    """The same of everybody; `spent` says how many answers took how long (`engine.spent`)."""

    explanations: int = _count()
    students: int = _count()
    spent: list[int] = Field(
        default_factory=list, sa_type=INTEGERS, nullable=False, sa_column_kwargs={"server_default": "{}"}
    )


class _StudentMoment(_OfStudent):
    """What one student did from one moment on: one minute or one hour, each a table of its own."""

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    at: datetime = moment(primary_key=True)
    student_id: UUID = Field(primary_key=True)


class StudentMinute(_StudentMoment, table=True):
    """What one student did in one minute; kept for some days (`ROLLUP_MINUTE_DAYS`)."""

    __tablename__ = "student_minute"


class StudentHour(_StudentMoment, table=True):
    """What one student did in one hour; kept for some months (`ROLLUP_HOUR_DAYS`)."""

    __tablename__ = "student_hour"


class StudentDay(_OfStudent, table=True):
    """What one student did on one day."""

    __tablename__ = "student_day"
    __table_args__ = (Index("student_day_student", "tenant_id", "student_id", "day"),)

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)


class _SectionMoment(_OfSection):
    """What a section did from one moment on: one minute or one hour, each a table of its own."""

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    at: datetime = moment(primary_key=True)


class SectionMinute(_SectionMoment, table=True):
    """What a section did in one minute."""

    __tablename__ = "section_minute"


class SectionHour(_SectionMoment, table=True):
    """What a section did in one hour."""

    __tablename__ = "section_hour"


class _TopicMoment(_OfTopic):
    """What a section did on one topic from one moment on: one minute or one hour, each a table of its own."""

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    at: datetime = moment(primary_key=True)
    kc_id: UUID = Field(primary_key=True)


class TopicMinute(_TopicMoment, table=True):
    """What a section did on one topic in one minute."""

    __tablename__ = "topic_minute"


class TopicHour(_TopicMoment, table=True):
    """What a section did on one topic in one hour."""

    __tablename__ = "topic_hour"


class TopicDay(_OfTopic, table=True):
    """What a section did on one topic on one day."""

    __tablename__ = "topic_day"

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True)
    kc_id: UUID = Field(primary_key=True)


class RollupSection(SQLModel, table=True):
    """How far a section is counted: everything before `counted_to`, its minutes without a gap since `whole_since`."""

    __tablename__ = "rollup_section"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"]),)

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    whole_since: datetime = moment()
    counted_to: datetime = moment()


class RollupRebuild(SQLModel, table=True):
    """The last time that an institution was counted again from its log; `next_day` is where it goes on.

    `zone` is the time zone whose days are counted; `moves`: what was counted before may be of another's and goes.
    """

    __tablename__ = "rollup_rebuild"

    tenant_id: UUID = Field(primary_key=True)
    version: int = Field(sa_type=SmallInteger)
    zone: str = Field("UTC", sa_column_kwargs={"server_default": "UTC"})
    moves: bool = Field(False, sa_column_kwargs={"server_default": "false"})
    first_day: date
    next_day: date
    last_day: date
    started_at: datetime = moment()
    changed_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)
