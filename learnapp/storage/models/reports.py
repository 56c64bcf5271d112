"""Reports for families: what teachers add to them, and those of whole classes that are being made."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment


def _section() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
    )


def _student() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"])


class ReportNote(SQLModel, table=True):
    """What a teacher adds to a student's reports of a class, under the student's key."""

    __tablename__ = "report_note"
    __table_args__ = (_section(), _student(), Index("report_note_student", "tenant_id", "student_id"))

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    text_enc: bytes
    written_by: UUID
    written_at: datetime = moment()


class ReportBatch(SQLModel, table=True):
    """The reports of a whole class, made by a job student by student; gone after some days.

    Attributes:
        locale: Of all of them; "": each in its family's language.
        beat_at: The last sign of life of whoever makes them.
    """

    __tablename__ = "report_batch"
    __table_args__ = (
        _section(),
        Index("report_batch_section", "tenant_id", "section_id", "asked_at"),
        CheckConstraint("status IN ('waiting', 'running', 'stopped', 'done')", name="report_batch_status"),
    )

    tenant_id: UUID = Field(primary_key=True)
    batch_id: UUID = Field(primary_key=True)
    section_id: UUID
    first_day: date
    last_day: date
    locale: str
    status: str
    done: int
    total: int
    asked_by: UUID | None = None
    asked_at: datetime = moment()
    beat_at: datetime = moment()


class ReportSheet(SQLModel, table=True):
    """One student's report within a batch: its words under the student's key, None until it is made."""

    __tablename__ = "report_sheet"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "batch_id"], ["report_batch.tenant_id", "report_batch.batch_id"], ondelete="CASCADE"
        ),
        _student(),
        Index("report_sheet_student", "tenant_id", "student_id"),
    )

    tenant_id: UUID = Field(primary_key=True)
    batch_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    body_enc: bytes | None = None
