"""Passages of courses and the state of their indexes. The library's rows are readable by everyone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment, uuids


class PassageRow(SQLModel, table=True):
    """A passage of a course, from the course version `since` on and before `until`."""

    __tablename__ = "passage"

    tenant_id: UUID = Field(primary_key=True)
    course_id: UUID = Field(primary_key=True)
    passage_id: UUID = Field(primary_key=True)
    since: int = Field(primary_key=True)
    until: int | None = None
    content_id: UUID
    lesson_id: UUID
    kind: str
    place: str
    title: str
    text: str
    kc_ids: list[UUID] = uuids()
    level: float
    language: str
    license: str
    attribution: str


class RetrievalIndex(SQLModel, table=True):
    """The index of one course version; only one that is ready is searched."""

    __tablename__ = "retrieval_index"

    tenant_id: UUID = Field(primary_key=True)
    course_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    status: str
    embedder: str
    passages: int
    added: int
    gone: int
    started_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)
