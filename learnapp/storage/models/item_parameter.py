"""What an institution's own answers say about the items that it uses."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment


class ItemParameter(SQLModel, table=True):
    """2PL parameters of one version of an item, for one institution; the item itself may be the library's."""

    __tablename__ = "item_parameter"
    __table_args__ = (
        Index("item_parameter_course", "tenant_id", "course_id"),
        CheckConstraint("a > 0 AND se_a >= 0 AND se_b >= 0", name="item_parameter_range"),
        CheckConstraint("source IN ('author', 'prior', 'fitted')", name="item_parameter_source"),
    )

    tenant_id: UUID = Field(primary_key=True)
    content_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    course_id: UUID
    b: float
    a: float
    se_b: float
    se_a: float
    answers: int
    students: int
    source: str
    level: float
    flags: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    fitted_at: datetime = moment()
    model_version: str


class ItemFit(SQLModel, table=True):
    """The last time that the items of a course were estimated for an institution, and what came of it."""

    __tablename__ = "item_fit"

    tenant_id: UUID = Field(primary_key=True)
    course_id: UUID = Field(primary_key=True)
    fitted_at: datetime = moment()
    full_at: datetime = moment()
    seen_until: datetime = moment()
    outcome: str
    students: int
    answers: int
    log_loss: float | None = None
    author_log_loss: float | None = None
    model_version: str
