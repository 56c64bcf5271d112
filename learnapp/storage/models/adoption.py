"""What somebody has been shown once, and what people say about the product."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment


class SeenMark(SQLModel, table=True):
    """Somebody has seen something that is shown once."""

    __tablename__ = "seen_mark"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"]),)

    tenant_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    mark: str = Field(primary_key=True)
    seen_at: datetime = moment()


class Feedback(SQLModel, table=True):
    """What somebody says about a page, without saying who."""

    __tablename__ = "feedback"
    __table_args__ = (Index("feedback_latest", "tenant_id", "created_at"),)

    tenant_id: UUID = Field(primary_key=True)
    feedback_id: UUID = Field(primary_key=True)
    role: str
    page: str
    score: int | None = Field(None, description="0 to 10: would they recommend it")
    said: str
    created_at: datetime = moment()
