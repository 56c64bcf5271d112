"""What was noticed about students, what was offered to them, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import DOCUMENT, document, moment


class Intervention(SQLModel, table=True):
    """Something that may help one student in one class, with what speaks for it.

    `drawn` says which part chance gave an automatic one: sent or held back; '' where a person decided. `before` is
    what the last decision changed, for taking it back.
    """

    __tablename__ = "intervention"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
        CheckConstraint(
            "trigger IN ('wheel_spinning', 'prerequisite_gap', 'gaming', 'hint_abuse', 'sudden_drop', 'inactive',"
            " 'at_risk', 'teacher')",
            name="intervention_trigger",
        ),
        CheckConstraint(
            "help IN ('hint', 'explanation', 'prerequisite', 'easier', 'peer', 'teacher', 'home')",
            name="intervention_help",
        ),
        CheckConstraint(
            "state IN ('waiting', 'due', 'sent', 'seen', 'held', 'taken', 'done', 'declined', 'cleared', 'dismissed')",
            name="intervention_state",
        ),
        CheckConstraint("drawn IN ('', 'sent', 'held')", name="intervention_drawn"),
        Index(
            "intervention_open", "tenant_id", "section_id", "student_id", "trigger",
            text("coalesce(kc_id, '00000000-0000-0000-0000-000000000000'::uuid)"), unique=True,
            postgresql_where=text(
                "trigger <> 'teacher' AND state IN ('waiting', 'due', 'sent', 'seen', 'held', 'taken')"
            ),
        ),
        Index("intervention_section", "tenant_id", "section_id", "created_at"),
        Index("intervention_student", "tenant_id", "student_id", "created_at"),
        Index("intervention_due", "tenant_id", "due_at", postgresql_where=text("state = 'due'")),
        Index(
            "intervention_unjudged", "tenant_id", "sent_at",
            postgresql_where=text("judged_at IS NULL AND sent_at IS NOT NULL"),
        ),
        Index(
            "intervention_review", "tenant_id", "review_id", unique=True,
            postgresql_where=text("review_id IS NOT NULL"),
        ),
    )  # fmt: skip

    tenant_id: UUID = Field(primary_key=True)
    intervention_id: UUID = Field(primary_key=True)
    section_id: UUID
    student_id: UUID
    trigger: str
    help: str
    state: str
    confidence: float | None = None
    kc_id: UUID | None = None
    content_id: UUID | None = Field(None, description="where the offer leads")
    evidence: dict[str, Any] = Field(sa_type=DOCUMENT, description="events, figures")
    words: str = Field("", sa_column_kwargs={"server_default": ""})
    by_hand: bool = Field(False, sa_column_kwargs={"server_default": text("false")})
    drawn: str = Field("", sa_column_kwargs={"server_default": ""})
    review_id: UUID | None = Field(None, description="the entry of the review queue that it goes with")
    assigned_to: UUID | None = None
    decided_by: UUID | None = None
    before: dict[str, Any] | None = Field(None, sa_type=DOCUMENT)
    helped: bool | None = None
    note: str = Field("", sa_column_kwargs={"server_default": ""})
    created_at: datetime = moment()
    changed_at: datetime = moment()
    snoozed_until: datetime | None = moment(nullable=True)
    due_at: datetime | None = moment(nullable=True)
    sent_at: datetime | None = moment(nullable=True)
    seen_at: datetime | None = moment(nullable=True)
    followed_at: datetime | None = moment(nullable=True)
    decided_at: datetime | None = moment(nullable=True)
    ended_at: datetime | None = moment(nullable=True)
    judged_at: datetime | None = moment(nullable=True)


class InterventionHelp(SQLModel, table=True):
    """Whether a kind of help still goes out by itself in an institution, and the figures by which that was decided."""

    __tablename__ = "intervention_help"

    tenant_id: UUID = Field(primary_key=True)
    help: str = Field(primary_key=True)
    retired: bool = Field(False, sa_column_kwargs={"server_default": text("false")})
    figures: dict[str, Any] = document()
    changed_by: UUID | None = Field(None, description="NULL: the figures decided")
    counted_since: datetime | None = moment(nullable=True)
    changed_at: datetime = moment()
