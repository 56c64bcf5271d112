"""People, their roles, sections and enrolments. Names and addresses are ciphertext."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, UniqueConstraint, func
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import TIMESTAMP, document, moment


def _person_key(column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", column], ["person.tenant_id", "person.person_id"])


class Person(SQLModel, table=True):
    """Somebody of one institution."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("tenant_id", "email_lookup", name="person_email"),)

    tenant_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    email_lookup: bytes | None = None
    email_enc: bytes | None = None
    name_enc: bytes | None = None
    birth_date_enc: bytes | None = None
    password_hash: str | None = None
    must_change_password: bool = False
    password_until: datetime | None = moment(nullable=True)
    locale: str = "en"
    theme: str = "system"
    text_size: str = "normal"
    spacing: str = "normal"
    motion: str = "device"
    time_zone: str = Field("", description="IANA name; empty: the device's")
    status: str = Field("active", description="active, suspended or erased")
    created_at: datetime = moment()
    last_seen_at: datetime | None = moment(nullable=True)
    study_section_id: UUID | None = Field(None, description="The class whose pages a student of several looks at")


class PersonKey(SQLModel, table=True):
    """A person's data key, wrapped by the institution's; destroying it erases what it encrypts."""

    __tablename__ = "person_key"

    tenant_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    wrapped_key: bytes


class RoleGrant(SQLModel, table=True):
    """A role within the institution."""

    __tablename__ = "role_grant"
    __table_args__ = (_person_key("person_id"),)

    tenant_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    role: str = Field(primary_key=True)
    granted_at: datetime = moment()
    granted_by: UUID | None = None


class GuardianLink(SQLModel, table=True):
    """Who is whose guardian."""

    __tablename__ = "guardian_link"
    __table_args__ = (_person_key("guardian_id"), _person_key("student_id"))

    tenant_id: UUID = Field(primary_key=True)
    guardian_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    linked_at: datetime | None = Field(
        default=None, sa_type=TIMESTAMP, nullable=True, sa_column_kwargs={"server_default": func.now()}
    )


class Section(SQLModel, table=True):
    """A class: people who study one course version together; a new one may have none yet."""

    __tablename__ = "section"

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    title: str
    term: str = ""
    course_tenant_id: UUID | None = None
    course_id: UUID | None = None
    course_version: int | None = 1
    status: str = "active"
    created_at: datetime = moment()
    discussion: str = Field("open", description="open, held or off")
    discussion_under_13: bool = False
    reviews_per_day: int | None = Field(None, sa_type=SmallInteger)


class Enrolment(SQLModel, table=True):
    """A person in a section, as student, instructor or assistant."""

    __tablename__ = "enrolment"
    __table_args__ = (
        _person_key("person_id"),
        ForeignKeyConstraint(["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"]),
        Index("enrolment_person", "tenant_id", "person_id"),
    )

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    role: str = "student"
    status: str = "active"
    enrolled_at: datetime = moment()
    may_change: bool = Field(
        False,
        sa_column_kwargs={"server_default": "false"},
        description="Whether the teacher lets an assistant change grades, tests and rules",
    )


class SupportAccess(SQLModel, table=True):
    """An operator's wish to look into the institution for a while, and what an admin has said to it."""

    __tablename__ = "support_access"
    __table_args__ = (
        _person_key("operator_id"),
        CheckConstraint("status IN ('asked', 'open', 'refused', 'ended')", name="support_access_status"),
        CheckConstraint("hours BETWEEN 1 AND 24", name="support_access_hours"),
        Index("support_access_operator", "tenant_id", "operator_id", "asked_at"),
    )

    tenant_id: UUID = Field(primary_key=True)
    support_id: UUID = Field(primary_key=True)
    operator_id: UUID
    reason: str
    hours: int = Field(sa_type=SmallInteger)
    asked_at: datetime = moment()
    status: str = Field(description="asked, open, refused or ended")
    decided_by: UUID | None = None
    decided_at: datetime | None = moment(nullable=True)
    expires_at: datetime | None = moment(nullable=True)


class RosterImport(SQLModel, table=True):
    """One import of a OneRoster package: looked at first, then done."""

    __tablename__ = "roster_import"
    __table_args__ = (Index("roster_import_started", "tenant_id", "started_at"),)

    tenant_id: UUID = Field(primary_key=True)
    import_id: UUID = Field(primary_key=True)
    source_name: str
    status: str = Field(description="waiting, reading, ready, queued, running, stopping, stopped, done or failed")
    attest: bool = Field(False, sa_column_kwargs={"server_default": "false"})
    course: dict[str, Any] = document()
    requested_by: UUID
    started_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)
    done: int = Field(0, sa_column_kwargs={"server_default": "0"})
    total: int = Field(0, sa_column_kwargs={"server_default": "0"})
    preview: dict[str, Any] = document()
    report: dict[str, Any] = document()
    cursor: dict[str, Any] = document()


class RosterLink(SQLModel, table=True):
    """What a `sourcedId` of the institution's OneRoster files stands for here."""

    __tablename__ = "roster_link"
    __table_args__ = (
        CheckConstraint("kind IN ('class', 'user', 'enrollment', 'guardian')", name="roster_link_kind"),
        Index("roster_link_object", "tenant_id", "object_id"),
    )

    tenant_id: UUID = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    sourced_id: str = Field(primary_key=True)
    object_id: UUID = Field(description="section or person")
    other_id: UUID | None = Field(None, description="the person of an enrolment, the student of a guardian")
    role: str = Field("", sa_column_kwargs={"server_default": ""})
    mark: bytes = Field(description="SHA-256 of what the file said last, so that nothing new costs nothing")
    made: bool = Field(False, sa_column_kwargs={"server_default": "false"})
    active: bool = Field(True, sa_column_kwargs={"server_default": "true"})
    seen_in: UUID = Field(description="the import that saw it last")
