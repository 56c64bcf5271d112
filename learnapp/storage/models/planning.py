"""What a student plans and notes down: goals, when they were reached, what they ask to learn, private notes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import document, moment, uuids


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


class LearningRequest(SQLModel, table=True):
    """What a student has asked to learn, and the way there as it stands; what they typed is kept nowhere."""

    __tablename__ = "learning_request"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
        ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
        Index(
            "learning_request_active", "tenant_id", "student_id", "section_id", unique=True,
            postgresql_where=text("status = 'active'"),
        ),
        Index("learning_request_student", "tenant_id", "student_id", "created_at"),
    )  # fmt: skip

    tenant_id: UUID = Field(primary_key=True)
    request_id: UUID = Field(primary_key=True)
    student_id: UUID
    section_id: UUID
    course_id: UUID
    kind: str = Field(description="topics, test or assignment")
    about_id: UUID | None = Field(None, description="The test or assignment")
    title: str = Field(description="Of the test or assignment; empty for topics, whose names the course has")
    targets: list[UUID] = uuids()
    first_path: list[UUID] = uuids()
    path: list[UUID] = uuids()
    gap_id: UUID | None = Field(None, description="A prerequisite whose lack explains the errors on `gap_for_id`")
    gap_for_id: UUID | None = None
    rules: dict[str, Any] = document()
    due_at: datetime | None = moment(nullable=True)
    minutes_a_day: float
    pace: str = Field(description="Where the minutes come from: own practice, usual (a default) or chosen")
    status: str = Field(description="active, reached or dropped")
    created_at: datetime = moment()
    closed_at: datetime | None = moment(nullable=True)
