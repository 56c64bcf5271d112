"""What people are told, what they have chosen to be told, and when it is quiet."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, text
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import DOCUMENT, moment


def _of_person() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"])


class Notice(SQLModel, table=True):
    """Something that a person was told: ids, a kind and small words; names are looked up when it is read."""

    __tablename__ = "notice"
    __table_args__ = (
        _of_person(),
        CheckConstraint("mode IN ('', 'once', 'daily')", name="notice_mode"),
        Index("notice_person", "tenant_id", "person_id", "created_at"),
        Index("notice_created", "tenant_id", "created_at"),
        Index("notice_unrouted", "tenant_id", "created_at", postgresql_where=text("routed_at IS NULL")),
        Index("notice_about", "tenant_id", "about_id", postgresql_where=text("about_id IS NOT NULL")),
        Index("notice_summary", "tenant_id", "summary_id", postgresql_where=text("summary_id IS NOT NULL")),
        Index(
            "notice_waiting",
            "tenant_id",
            "person_id",
            postgresql_where=text("mode <> 'once' AND read_at IS NULL AND summary_id IS NULL"),
        ),
        Index(
            "notice_once",
            "tenant_id",
            "person_id",
            "once_key",
            unique=True,
            postgresql_where=text("once_key IS NOT NULL"),
        ),
        Index(
            "notice_merge",
            "tenant_id",
            "person_id",
            "merge_key",
            unique=True,
            postgresql_where=text("merge_key IS NOT NULL AND read_at IS NULL AND summary_id IS NULL"),
        ),
    )

    tenant_id: UUID = Field(primary_key=True)
    notice_id: UUID = Field(primary_key=True)
    person_id: UUID
    kind: str
    about_id: UUID | None = None
    section_id: UUID | None = None
    student_id: UUID | None = None
    actor_id: UUID | None = None
    arguments: dict[str, Any] = Field(sa_type=DOCUMENT, default_factory=dict)
    mode: str
    once_key: str | None = None
    merge_key: str | None = None
    summary_id: UUID | None = None
    created_at: datetime = moment()
    read_at: datetime | None = moment(nullable=True)
    routed_at: datetime | None = moment(nullable=True)
    """When it was decided by which ways it goes out; None: not yet."""


class NoticeChoice(SQLModel, table=True):
    """How a person wants one kind: at once, in the daily summary, or not at all."""

    __tablename__ = "notice_choice"
    __table_args__ = (
        _of_person(),
        CheckConstraint("mode IN ('once', 'daily', 'off')", name="notice_choice_mode"),
    )

    tenant_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    mode: str


class NoticeQuiet(SQLModel, table=True):
    """A person's quiet hours, full hours of their own clocks."""

    __tablename__ = "notice_quiet"
    __table_args__ = (
        _of_person(),
        CheckConstraint("first_hour BETWEEN 0 AND 23 AND last_hour BETWEEN 0 AND 23", name="notice_quiet_hours"),
    )

    tenant_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    quiet: bool
    first_hour: int = Field(sa_type=SmallInteger)
    last_hour: int = Field(sa_type=SmallInteger)
