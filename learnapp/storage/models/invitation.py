"""Invitation links."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment


class Invitation(SQLModel, table=True):
    """A link by which people join a section; its code is in the directory, and only as a keyed hash."""

    __tablename__ = "invitation"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
        CheckConstraint("role IN ('student', 'instructor', 'assistant')", name="invitation_role"),
        CheckConstraint("uses BETWEEN 0 AND max_uses AND max_uses > 0", name="invitation_uses"),
        Index("invitation_section", "tenant_id", "section_id", "created_at"),
        Index("invitation_batch", "tenant_id", "batch_id"),
    )

    tenant_id: UUID = Field(primary_key=True)
    invitation_id: UUID = Field(primary_key=True)
    section_id: UUID
    role: str
    attested: bool = Field(description="the institution's contract covers who joins, but for children under 13")
    max_uses: int
    uses: int = Field(0, sa_column_kwargs={"server_default": "0"})
    created_at: datetime = moment()
    created_by: UUID
    expires_at: datetime = moment()
    revoked_at: datetime | None = moment(nullable=True)
    revoked_by: UUID | None = None
    email_enc: bytes | None = Field(None, description="the one address that it is for, sealed by the institution's key")
    email_lookup: bytes | None = None
    batch_id: UUID | None = Field(None, description="the list that it came from")
    sent_at: datetime | None = moment(nullable=True)
    message_id: UUID | None = Field(None, description="the last letter that it went out in")
    returned_at: datetime | None = moment(nullable=True)
