"""Courses, lessons, knowledge components and content. The library's rows are readable by everyone."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import document, moment, uuids


class Course(SQLModel, table=True):
    """A course."""

    __tablename__ = "course"
    __table_args__ = (UniqueConstraint("tenant_id", "slug", name="course_slug"),)

    tenant_id: UUID = Field(primary_key=True)
    course_id: UUID = Field(primary_key=True)
    slug: str
    title: str
    subject: str = ""
    description: str = ""
    language: str = "en"
    grade_band: str = ""
    source: str = ""
    license: str = ""
    attribution: str = ""
    created_at: datetime = moment()
    begun_by: UUID | None = Field(None, description="who began to write it here; None: it was brought in")


class CourseVersion(SQLModel, table=True):
    """A published state of a course; snapshots are kept by it."""

    __tablename__ = "course_version"

    tenant_id: UUID = Field(primary_key=True)
    course_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    published_at: datetime = moment()
    checksum: str = ""
    status: str = "published"


class Lesson(SQLModel, table=True):
    """A lesson of a course."""

    __tablename__ = "lesson"
    __table_args__ = (Index("lesson_course", "tenant_id", "course_id"),)

    tenant_id: UUID = Field(primary_key=True)
    lesson_id: UUID = Field(primary_key=True)
    course_id: UUID
    title: str
    position: int = 0
    objectives: dict[str, Any] = document()
    kc_ids: list[UUID] = uuids()


class KnowledgeComponent(SQLModel, table=True):
    """A knowledge component with its BKT parameters."""

    __tablename__ = "kc"
    __table_args__ = (UniqueConstraint("tenant_id", "slug", name="kc_slug"),)

    tenant_id: UUID = Field(primary_key=True)
    kc_id: UUID = Field(primary_key=True)
    slug: str
    name: str
    description: str = ""
    standard: str | None = None
    p_init: float = 0.1
    p_transit: float = 0.1
    p_slip: float = 0.1
    p_guess: float = 0.2


class KcPrerequisite(SQLModel, table=True):
    """`kc_id` needs `requires_kc_id` first, in this course."""

    __tablename__ = "kc_prerequisite"

    tenant_id: UUID = Field(primary_key=True)
    course_id: UUID = Field(primary_key=True)
    kc_id: UUID = Field(primary_key=True)
    requires_kc_id: UUID = Field(primary_key=True)


class ContentRow(SQLModel, table=True):
    """One version of a practice item, reading, video or simulation. `answer_key` never leaves the server."""

    __tablename__ = "content"
    __table_args__ = (
        Index("content_course", "tenant_id", "course_id"),
        UniqueConstraint("tenant_id", "course_id", "source_ref", "version", name="content_source_ref"),
    )

    tenant_id: UUID = Field(primary_key=True)
    content_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    course_id: UUID
    lesson_id: UUID
    kind: str
    title: str
    body: str = ""
    body_public: dict[str, Any] = document()
    answer_key: dict[str, Any] = document()
    kc_ids: list[UUID] = uuids()
    position: int = 0
    minutes: float = 2.0
    discrimination: float = 1.0
    difficulty: float = 0.0
    quality: float = 1.0
    min_age: int | None = None
    language: str = "en"
    license: str = ""
    attribution: str = ""
    source: str = ""
    source_ref: str
    checksum: str = ""
    status: str = Field("published", description="published, review, held (the state before it stays) or retired")
    created_at: datetime = moment()


class ContentImport(SQLModel, table=True):
    """One import: its progress, where to resume, and its report."""

    __tablename__ = "content_import"

    tenant_id: UUID = Field(primary_key=True)
    import_id: UUID = Field(primary_key=True)
    kind: str
    source_name: str
    status: str = Field("running", description="waiting, running, stopping, stopped, interrupted, done or failed")
    started_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)
    done: int = 0
    total: int = 0
    report: dict[str, Any] = document()
    cursor: dict[str, Any] = document()
    requested_by: UUID | None = None
