"""What an institution sets up: terms, days off, announcements, its logo, and what is switched on."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, SmallInteger
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment


def _in_section() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"])


class Term(SQLModel, table=True):
    """A part of the school year; terms of one institution never overlap."""

    __tablename__ = "term"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="term_days"),
        Index("term_first", "tenant_id", "first_day"),
    )

    tenant_id: UUID = Field(primary_key=True)
    term_id: UUID = Field(primary_key=True)
    name: str
    first_day: date
    last_day: date


class DayOff(SQLModel, table=True):
    """A day, or several in a row, without school."""

    __tablename__ = "day_off"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="day_off_days"),
        Index("day_off_last", "tenant_id", "last_day"),
    )

    tenant_id: UUID = Field(primary_key=True)
    day_off_id: UUID = Field(primary_key=True)
    label: str
    first_day: date
    last_day: date


class Announcement(SQLModel, table=True):
    """A note of the institution to its people, shown from its first day to its last; withdrawn, never deleted."""

    __tablename__ = "announcement"
    __table_args__ = (
        _in_section(),
        CheckConstraint("first_day <= last_day", name="announcement_days"),
        CheckConstraint(
            "audience IN ('all', 'students', 'instructors', 'guardians', 'section', 'families')"
            " AND (audience IN ('section', 'families')) = (section_id IS NOT NULL)",
            name="announcement_audience",
        ),
        Index("announcement_last", "tenant_id", "last_day"),
    )

    tenant_id: UUID = Field(primary_key=True)
    announcement_id: UUID = Field(primary_key=True)
    text: str
    audience: str = Field(description="all, students, instructors or section")
    section_id: UUID | None = None
    first_day: date
    last_day: date
    created_at: datetime = moment()
    created_by: UUID
    withdrawn_at: datetime | None = moment(nullable=True)


class AnnouncementDismissal(SQLModel, table=True):
    """Somebody has read an announcement and put it away."""

    __tablename__ = "announcement_dismissal"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "announcement_id"],
            ["announcement.tenant_id", "announcement.announcement_id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"]),
    )

    tenant_id: UUID = Field(primary_key=True)
    announcement_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    dismissed_at: datetime = moment()


class InstitutionLogo(SQLModel, table=True):
    """The institution's picture for the header: a PNG of our own making."""

    __tablename__ = "institution_logo"

    tenant_id: UUID = Field(primary_key=True)
    fingerprint: str
    image: bytes
    changed_at: datetime = moment()


class FeatureSwitch(SQLModel, table=True):
    """Whether a feature is on, for the institution (no section) or for one section.

    Attributes:
        share: Of a feature in trial that is off for the institution: so many per cent of the sections have it.
    """

    __tablename__ = "feature_switch"
    __table_args__ = (
        _in_section(),
        Index(
            "feature_switch_place",
            "tenant_id",
            "feature",
            "section_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint(
            "share BETWEEN 0 AND 99 AND (share = 0 OR (section_id IS NULL AND NOT value))",
            name="feature_switch_share",
        ),
    )

    tenant_id: UUID = Field(primary_key=True)
    switch_id: UUID = Field(primary_key=True)
    feature: str
    section_id: UUID | None = None
    value: bool
    share: int = Field(default=0, sa_type=SmallInteger, sa_column_kwargs={"server_default": "0"})


class FeatureChange(SQLModel, table=True):
    """What was chosen for a feature when; rows are added, never changed.

    Attributes:
        section_id: None: for the institution.
        value: On or off; None: the section is as the institution again.
    """

    __tablename__ = "feature_change"
    __table_args__ = (_in_section(), Index("feature_change_feature", "tenant_id", "feature", "changed_at"))

    tenant_id: UUID = Field(primary_key=True)
    change_id: UUID = Field(primary_key=True)
    feature: str
    section_id: UUID | None = None
    value: bool | None = None
    share: int = Field(default=0, sa_type=SmallInteger, sa_column_kwargs={"server_default": "0"})
    changed_by: UUID
    changed_at: datetime = moment()
