"""Conversations with the tutor; what was said is sealed under the student's own key."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import document, moment


class TutorConversation(SQLModel, table=True):
    """A student's conversation; `content_id` is the content beside which it was begun."""

    __tablename__ = "tutor_conversation"
    __table_args__ = (
        Index("tutor_conversation_student", "tenant_id", "student_id", "last_at"),
        Index("tutor_conversation_section", "tenant_id", "section_id", "student_id"),
        ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
        ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
    )

    tenant_id: UUID = Field(primary_key=True)
    conversation_id: UUID = Field(primary_key=True)
    student_id: UUID
    section_id: UUID
    content_id: UUID | None = None
    begun_at: datetime = moment()
    last_at: datetime = moment()


class TutorMessage(SQLModel, table=True):
    """What was said at one place.

    Attributes:
        detail: The passages that it cites, ids only.
        readers: Who could read it when it was said, as its student was told: `nobody` else, `worry`, `section`.
    """

    __tablename__ = "tutor_message"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "conversation_id"],
            ["tutor_conversation.tenant_id", "tutor_conversation.conversation_id"],
            ondelete="CASCADE",
        ),
    )

    tenant_id: UUID = Field(primary_key=True)
    conversation_id: UUID = Field(primary_key=True)
    place: int = Field(primary_key=True)
    speaker: str
    text_enc: bytes
    detail: dict[str, Any] = document()
    at: datetime = moment()
    readers: str = Field("nobody", sa_column_kwargs={"server_default": "nobody"})


class TutorPause(SQLModel, table=True):
    """Hours in which a class does without the tutor, each week on a weekday (0: Monday) or on one day only."""

    __tablename__ = "tutor_pause"
    __table_args__ = (
        Index("tutor_pause_section", "tenant_id", "section_id"),
        ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
    )

    tenant_id: UUID = Field(primary_key=True)
    pause_id: UUID = Field(primary_key=True)
    section_id: UUID
    weekday: int
    only_on: date | None = None
    begins: time
    ends: time


class TutorPolicy(SQLModel, table=True):
    """Who of an institution may read what students say to the tutor, and whether they may delete it."""

    __tablename__ = "tutor_policy"

    tenant_id: UUID = Field(primary_key=True)
    readers: str
    deletable: bool
