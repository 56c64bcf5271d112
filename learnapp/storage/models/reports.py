"""Reports for families, with what teachers add to them; and views of figures that people keep."""

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


class SavedView(SQLModel, table=True):
    """A choice of days, of a class or (without one) of the institution, that somebody keeps under a name.

    Attributes:
        shared: Whether colleagues who may see these figures see it too.
        period: One of `analytics_periods.PERIODS`; the days are for `custom` alone.
        other_first, other_last: Days that it is compared with; None: as long a time before.
        course, term: Of the institution: of which classes; "" for all.
    """

    __tablename__ = "saved_view"
    __table_args__ = (
        _section(),
        ForeignKeyConstraint(["tenant_id", "owner_id"], ["person.tenant_id", "person.person_id"]),
        Index("saved_view_section", "tenant_id", "section_id", "owner_id"),
    )

    tenant_id: UUID = Field(primary_key=True)
    view_id: UUID = Field(primary_key=True)
    section_id: UUID | None = None
    owner_id: UUID
    name: str
    shared: bool
    period: str
    first_day: date | None = None
    last_day: date | None = None
    other_first: date | None = None
    other_last: date | None = None
    course: str
    term: str
    made_at: datetime = moment()


class ViewLetter(SQLModel, table=True):
    """Somebody wants to be told of a view regularly; `told_on` is the last day on which they were."""

    __tablename__ = "view_letter"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "view_id"], ["saved_view.tenant_id", "saved_view.view_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"]),
        CheckConstraint("every IN ('day', 'week')", name="view_letter_every"),
        Index("view_letter_person", "tenant_id", "person_id"),
    )

    tenant_id: UUID = Field(primary_key=True)
    view_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    every: str = Field(description="day or week")
    told_on: date | None = None
