"""What a search finds of courses. The database writes these rows itself, whenever content is written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import SmallInteger, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel


class SearchEntry(SQLModel, table=True):
    """A course, lesson, topic or published content as a search knows it: what readers see, never keys or hints."""

    __tablename__ = "search_entry"

    tenant_id: UUID = Field(primary_key=True)
    entry_id: UUID = Field(primary_key=True)
    kind: str
    course_id: UUID | None = None
    lesson_id: UUID | None = None
    title: str
    body: str
    vector: Any = Field(sa_type=TSVECTOR, nullable=False)


class SearchWord(SQLModel, table=True):
    """One word of an entry; its weight is higher where it stands in the title."""

    __tablename__ = "search_word"

    tenant_id: UUID = Field(primary_key=True)
    word: str = Field(sa_type=Text(collation="C"), primary_key=True)
    entry_id: UUID = Field(primary_key=True)
    weight: int = Field(sa_type=SmallInteger, primary_key=True)
