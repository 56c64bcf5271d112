"""People, their roles, sections and enrolments. Names and addresses are ciphertext."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, SmallInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment


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
    """A person in a section, as student or instructor."""

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
