"""Consent, the audit trail and its seals, the review queue, and discussion."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Identity, Index, text
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import document, moment


class Consent(SQLModel, table=True):
    """On what basis a student's data may be stored; withdrawn, never deleted."""

    __tablename__ = "consent"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
        Index("consent_student", "tenant_id", "student_id"),
    )

    tenant_id: UUID = Field(primary_key=True)
    consent_id: UUID = Field(primary_key=True)
    student_id: UUID
    basis: str = Field(description="institution_contract, school_under_13 or guardian")
    purpose: str = "learning"
    granted_by: UUID | None = None
    granted_at: datetime = moment()
    withdrawn_at: datetime | None = moment(nullable=True)
    note: str = ""


class AuditEntry(SQLModel, table=True):
    """An access to a record, a denial or an administrative act. Triggers refuse UPDATE and DELETE."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("audit_entry_seq", "tenant_id", "seq", unique=True),
        Index("audit_entry_subject", "tenant_id", "subject_id", "at"),
    )

    tenant_id: UUID = Field(primary_key=True)
    audit_id: UUID = Field(primary_key=True)
    seq: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), nullable=False))
    at: datetime = moment()
    actor_id: UUID
    actor_kind: str
    action: str
    subject_id: UUID | None = None
    object_type: str = ""
    object_id: str | None = None
    outcome: str = Field("ok", description="ok, denied or error")
    request_id: str = ""
    detail: dict[str, Any] = document()


class AuditSeal(SQLModel, table=True):
    """A Merkle root over consecutive audit entries, chained to the one before."""

    __tablename__ = "audit_seal"

    tenant_id: UUID = Field(primary_key=True)
    seal_no: int = Field(primary_key=True)
    first_seq: int = Field(sa_type=BigInteger)
    last_seq: int = Field(sa_type=BigInteger)
    entries: int
    root: bytes
    previous: bytes
    sealed_at: datetime = moment()


class ReviewItem(SQLModel, table=True):
    """Something that a person must look at."""

    __tablename__ = "review_item"
    __table_args__ = (
        Index(
            "review_item_dedupe",
            "tenant_id",
            "dedupe_key",
            unique=True,
            postgresql_where=text("status = 'open'"),
        ),
        Index("review_item_status", "tenant_id", "status", "created_at"),
        Index("review_item_at_risk", "tenant_id", "subject_id", postgresql_where=text("kind = 'at_risk'")),
    )

    tenant_id: UUID = Field(primary_key=True)
    review_id: UUID = Field(primary_key=True)
    kind: str
    subject_type: str
    subject_id: UUID | None = None
    title: str
    reason_code: str
    evidence: dict[str, Any] = document()
    confidence: float | None = None
    status: str = Field("open", description="open, approved or rejected")
    created_at: datetime = moment()
    created_by: UUID | None = None
    decided_at: datetime | None = moment(nullable=True)
    decided_by: UUID | None = None
    note: str = ""
    dedupe_key: str


class DiscussionPost(SQLModel, table=True):
    """A post or reply; its text is ciphertext under the author's key."""

    __tablename__ = "discussion_post"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "author_id"], ["person.tenant_id", "person.person_id"]),
        ForeignKeyConstraint(["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"]),
        Index("discussion_post_section", "tenant_id", "section_id", "created_at"),
        Index("discussion_post_parent", "tenant_id", "parent_id", "created_at"),
    )

    tenant_id: UUID = Field(primary_key=True)
    post_id: UUID = Field(primary_key=True)
    section_id: UUID
    content_id: UUID | None = None
    parent_id: UUID | None = None
    author_id: UUID
    text_enc: bytes
    status: str = Field("visible", description="visible, held, hidden or removed (by its author)")
    created_at: datetime = moment()
    edited_at: datetime | None = moment(nullable=True)


class DiscussionHelpful(SQLModel, table=True):
    """Somebody was helped by a post."""

    __tablename__ = "discussion_helpful"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "post_id"], ["discussion_post.tenant_id", "discussion_post.post_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"]),
    )

    tenant_id: UUID = Field(primary_key=True)
    post_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    marked_at: datetime = moment()
