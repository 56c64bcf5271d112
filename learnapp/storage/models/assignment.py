"""What an instructor assigns and pins."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment


class Assignment(SQLModel, table=True):
    """A topic, content or test that a class, or some of its students, are to do; withdrawn ones stay as a record."""

    __tablename__ = "assignment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["tenant_id", "assessment_id"],
            ["assessment.tenant_id", "assessment.assessment_id"],
            name="assignment_assessment",
            ondelete="CASCADE",
        ),
        CheckConstraint("num_nonnulls(content_id, kc_id, assessment_id) = 1", name="assignment_of_one_thing"),
        CheckConstraint("answers >= 0 AND (answers = 0 OR kc_id IS NOT NULL)", name="assignment_answers"),
        Index(
            "assignment_standing", "tenant_id", "section_id", "made_at", postgresql_where=text("withdrawn_at IS NULL")
        ),
    )

    tenant_id: UUID = Field(primary_key=True)
    assignment_id: UUID = Field(primary_key=True)
    section_id: UUID
    content_id: UUID | None = None
    kc_id: UUID | None = None
    answers: int = Field(
        0,
        description="of a topic: answers until it is done; 0: it is to be mastered",
        sa_column_kwargs={"server_default": "0"},
    )
    steps: int = Field(0, description="steps of an exercise", sa_column_kwargs={"server_default": "0"})
    everyone: bool
    due_at: datetime | None = moment(nullable=True)
    words: str = Field("", sa_column_kwargs={"server_default": ""})
    made_by: UUID
    made_at: datetime = moment()
    withdrawn_by: UUID | None = None
    withdrawn_at: datetime | None = moment(nullable=True)
    assessment_id: UUID | None = None


class AssignmentStudent(SQLModel, table=True):
    """One of the students whom an assignment is for, where it is not for everyone."""

    __tablename__ = "assignment_student"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "assignment_id"], ["assignment.tenant_id", "assignment.assignment_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
    )

    tenant_id: UUID = Field(primary_key=True)
    assignment_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)


class PinnedContent(SQLModel, table=True):
    """A content at the top of a class's path; `place` orders them."""

    __tablename__ = "pinned_content"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
    )

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    content_id: UUID = Field(primary_key=True)
    place: int
    pinned_by: UUID
    pinned_at: datetime = moment()
