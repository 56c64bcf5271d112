"""Conversations with the tutor; what was said is sealed under the student's own key."""

from __future__ import annotations

from datetime import datetime
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
    """What was said at one place; `detail` names the passages that it cites, ids only."""

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
