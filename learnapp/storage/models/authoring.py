"""Drafts of items and of the structure: what an institution writes over its own courses before it is published."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import DOCUMENT, moment


class ContentDraft(SQLModel, table=True):
    """A change of one item, from the first word to its publication; published ones stay as the record of it."""

    __tablename__ = "content_draft"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "course_id"], ["course.tenant_id", "course.course_id"]),
        CheckConstraint("state IN ('draft', 'review', 'approved', 'published')", name="content_draft_state"),
        CheckConstraint("(state = 'published') = (version IS NOT NULL)", name="content_draft_version"),
        Index(
            "content_draft_open", "tenant_id", "course_id", "content_id", unique=True,
            postgresql_where=text("state <> 'published'"),
        ),
        Index("content_draft_content", "tenant_id", "content_id", "version"),
    )  # fmt: skip

    tenant_id: UUID = Field(primary_key=True)
    draft_id: UUID = Field(primary_key=True)
    course_id: UUID
    content_id: UUID
    base_version: int = Field(description="version of the item that is changed; 0: a new item")
    document: dict[str, Any] = Field(sa_type=DOCUMENT, nullable=False, description="the item as it is to be")
    state: str
    report: dict[str, Any] = Field(
        default_factory=dict, sa_type=DOCUMENT, nullable=False, sa_column_kwargs={"server_default": "{}"}
    )
    held: bool = Field(False, description="what the checks found keeps it from being approved with others")
    words: str = Field("", description="why it was sent back or approved")
    made_by: UUID | None = None
    changed_at: datetime = moment()
    decided_by: UUID | None = None
    decided_at: datetime | None = moment(nullable=True)
    version: int | None = Field(None, description="of the item, once it is published")
    generated: dict[str, Any] = Field(
        default_factory=dict,
        sa_type=DOCUMENT,
        nullable=False,
        sa_column_kwargs={"server_default": "{}"},
        description="what of it a language model wrote; empty: nothing",
    )


class CourseStructure(SQLModel, table=True):
    """A change of a course's lessons and topics; a published one says what they were in the versions before it."""

    __tablename__ = "course_structure"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "course_id"], ["course.tenant_id", "course.course_id"]),
        CheckConstraint("state IN ('draft', 'review', 'approved', 'published')", name="course_structure_state"),
        CheckConstraint("(state = 'published') = (version IS NOT NULL)", name="course_structure_version"),
        Index(
            "course_structure_open", "tenant_id", "course_id", unique=True,
            postgresql_where=text("state <> 'published'"),
        ),
        Index("course_structure_course", "tenant_id", "course_id", "version"),
    )  # fmt: skip

    tenant_id: UUID = Field(primary_key=True)
    structure_id: UUID = Field(primary_key=True)
    course_id: UUID
    before: dict[str, Any] = Field(sa_type=DOCUMENT, nullable=False, description="the structure when it was begun")
    document: dict[str, Any] = Field(sa_type=DOCUMENT, nullable=False, description="the structure as it is to be")
    state: str
    words: str = Field("", description="why it was sent back or approved")
    made_by: UUID | None = None
    changed_at: datetime = moment()
    decided_by: UUID | None = None
    decided_at: datetime | None = moment(nullable=True)
    version: int | None = Field(None, description="of the course, once it is published")
