"""What a student plans and notes down: goals, when they were reached, private notes."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment


class StudentGoal(SQLModel, table=True):
    """A goal that a student has set: a topic to master by a day, or so much practice in each week until a day."""

    __tablename__ = "student_goal"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
        Index("student_goal_student", "tenant_id", "student_id", "status", "due_on"),
    )

    tenant_id: UUID = Field(primary_key=True)
    goal_id: UUID = Field(primary_key=True)
    student_id: UUID
    kind: str = Field(description="topic, answers or minutes; the last two in each week")
    kc_id: UUID | None = None
    target: int = Field(0, description="Answers or minutes in a week; 0 for a topic")
    due_on: date
    status: str = Field("open", description="open, reached, done (ticked off), ended (its weeks are over) or dropped")
    created_at: datetime = moment()
    closed_at: datetime | None = moment(nullable=True)


class StudentGoalReached(SQLModel, table=True):
    """A goal was reached: a topic once, practice in every week in which it was enough."""

    __tablename__ = "student_goal_reached"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "goal_id"], ["student_goal.tenant_id", "student_goal.goal_id"], ondelete="CASCADE"
        ),
    )

    tenant_id: UUID = Field(primary_key=True)
    goal_id: UUID = Field(primary_key=True)
    week_of: date = Field(primary_key=True, description="The Monday of that week")
    reached_on: date


class StudentNote(SQLModel, table=True):
    """A student's private note on one content, sealed under the student's own key."""

    __tablename__ = "student_note"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),)

    tenant_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    content_id: UUID = Field(primary_key=True)
    text_enc: bytes
    updated_at: datetime = moment()
