"""What teachers rule about topics, and the prerequisites that an institution or a class has changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import DOCUMENT, moment


class PathRule(SQLModel, table=True):
    """A rule about a topic, for a class or for one of its students; what was taken back stays as a record."""

    __tablename__ = "path_rule"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
        CheckConstraint("kind IN ('pin', 'leave_out', 'before', 'deadline', 'known', 'again')", name="path_rule_kind"),
        CheckConstraint("(kind = 'before') = (later_kc_id IS NOT NULL)", name="path_rule_order"),
        CheckConstraint("(kind = 'deadline') = (due_at IS NOT NULL)", name="path_rule_deadline"),
        CheckConstraint("kind NOT IN ('known', 'again') OR student_id IS NOT NULL", name="path_rule_override"),
        Index("path_rule_standing", "tenant_id", "section_id", "made_at", postgresql_where=text("removed_at IS NULL")),
    )

    tenant_id: UUID = Field(primary_key=True)
    rule_id: UUID = Field(primary_key=True)
    section_id: UUID
    student_id: UUID | None = Field(None, description="NULL: the whole class")
    kind: str
    kc_id: UUID
    later_kc_id: UUID | None = Field(None, description="of 'before': the topic that comes after kc_id")
    due_at: datetime | None = moment(nullable=True)
    words: str
    made_by: UUID
    made_at: datetime = moment()
    removed_by: UUID | None = None
    removed_at: datetime | None = moment(nullable=True)


class CourseGraph(SQLModel, table=True):
    """A version of the prerequisites of a course, for an institution or for one of its classes; never changed."""

    __tablename__ = "course_graph"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
        Index(
            "course_graph_number", "tenant_id", "course_id",
            text("coalesce(section_id, '00000000-0000-0000-0000-000000000000'::uuid)"), "number", unique=True,
        ),
    )  # fmt: skip

    tenant_id: UUID = Field(primary_key=True)
    graph_id: UUID = Field(primary_key=True)
    course_id: UUID
    section_id: UUID | None = Field(None, description="NULL: the whole institution")
    number: int
    changes: dict[str, Any] = Field(
        sa_type=DOCUMENT,
        description="pairs (topic, what it needs) that the author's course has not, and that it has and are taken away",
    )
    words: str
    made_by: UUID
    made_at: datetime = moment()
