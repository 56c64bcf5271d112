"""Items that a class no longer gets, and attempts that no longer count."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import DOCUMENT, moment


class WithdrawnItem(SQLModel, table=True):
    """An item that is no longer offered to one class; `voided`: answers to it do not count either."""

    __tablename__ = "withdrawn_item"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
    )

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    content_id: UUID = Field(primary_key=True)
    reason: str
    voided: bool = Field(False, sa_column_kwargs={"server_default": text("false")})
    flagged_by: UUID
    flagged_at: datetime = moment()


class ItemVoid(SQLModel, table=True):
    """One decision that attempts on an item do not count in a class; undone ones stay as a record."""

    __tablename__ = "item_void"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
        Index(
            "item_void_standing", "tenant_id", "section_id", "content_id", unique=True,
            postgresql_where=text("undone_at IS NULL"),
        ),
    )  # fmt: skip

    tenant_id: UUID = Field(primary_key=True)
    void_id: UUID = Field(primary_key=True)
    section_id: UUID
    content_id: UUID
    title: str
    reason: str
    since: datetime | None = moment(nullable=True)
    made_by: UUID
    made_at: datetime = moment()
    undone_by: UUID | None = None
    undone_at: datetime | None = moment(nullable=True)


class ItemVoidEffect(SQLModel, table=True):
    """What a void (or its undoing) changes for one student; without `done_at` it is still to be calculated."""

    __tablename__ = "item_void_effect"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "void_id"], ["item_void.tenant_id", "item_void.void_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
        Index(
            "item_void_effect_student", "tenant_id", "student_id", postgresql_where=text("dismissed_at IS NULL")
        ),
    )  # fmt: skip

    tenant_id: UUID = Field(primary_key=True)
    void_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    changes: list[Any] = Field(
        default_factory=list, sa_type=DOCUMENT, nullable=False, sa_column_kwargs={"server_default": "[]"}
    )
    done_at: datetime | None = moment(nullable=True)
    dismissed_at: datetime | None = moment(nullable=True)
