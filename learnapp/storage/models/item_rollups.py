"""What a class did with each thing that it works on: counted from the log, never a source.

A row is settled, or `open`: what is settled is added to once for each stretch of the log, up to
`ItemRollup.settled_to`; what is open is everything after that, calculated whole at each count. The figure is their sum.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKeyConstraint, Index, SmallInteger, Text, text
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import INTEGERS, moment

_TEXTS = ARRAY(Text())


def _count() -> Any:
    return Field(0, sa_column_kwargs={"server_default": "0"})


class ItemDay(SQLModel, table=True):
    """First tries at one item on one day, those right without a hint, and how many took how long."""

    __tablename__ = "item_day"

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    content_id: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True)
    open: bool = Field(primary_key=True)
    tries: int = _count()
    alone: int = _count()
    spent: list[int] = Field(
        default_factory=list, sa_type=INTEGERS, nullable=False, sa_column_kwargs={"server_default": "{}"}
    )


class ItemStudent(SQLModel, table=True):
    """What one student did with one thing: answers, first tries, hints; when it was begun and what is finished of it.

    `whole`: it was read or watched to its end. `solved`: its steps that were answered rightly, in the order of names.
    These two and `started_at` are in an open row together with what the settled one has of them.
    """

    __tablename__ = "item_student"
    __table_args__ = (
        Index("item_student_started", "tenant_id", "section_id", "started_at"),
        Index("item_student_open", "tenant_id", "section_id", postgresql_where=text("open")),
    )

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    content_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    open: bool = Field(primary_key=True)
    answers: int = _count()
    tries: int = _count()
    alone: int = _count()
    hints: int = _count()
    started_at: datetime = moment()
    whole: bool = Field(False, sa_column_kwargs={"server_default": "false"})
    solved: list[str] = Field(
        default_factory=list, sa_type=_TEXTS, nullable=False, sa_column_kwargs={"server_default": "{}"}
    )


class ItemAnswer(SQLModel, table=True):
    """How often one answer was given to an item, by nobody in particular; `digest` is that of all that tells it apart.

    `response` is JSON text, None where it is too long to list or each student has numbers of their own: answers to
    those are told apart by `version` and the place of the `misconception` in its key.
    """

    __tablename__ = "item_answer"

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    content_id: UUID = Field(primary_key=True)
    digest: UUID = Field(primary_key=True)
    open: bool = Field(primary_key=True)
    version: int | None = None
    step_id: str | None = None
    response: str | None = None
    misconception: int | None = Field(None, sa_type=SmallInteger)
    correct: bool
    times: int = _count()


class ItemRollup(SQLModel, table=True):
    """Up to when what a section did is settled: each event before is in the settled rows, once."""

    __tablename__ = "item_rollup"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"]),)

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    settled_to: datetime = moment()
