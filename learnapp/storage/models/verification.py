"""What people have decided about sentences that a language model wrote, and who may decide."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment, uuids


class TextRuling(SQLModel, table=True):
    """A decision about a sentence that was checked with certain passages; the last one counts.

    The sentence is a model's, without personal data; `digest` is made of it and of the passages.
    """

    __tablename__ = "text_ruling"

    tenant_id: UUID = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    sentence: str
    passage_ids: list[UUID] = uuids()
    sound: bool
    corrects: str | None = Field(None, description="digest of the sentence that this one was written in place of")
    review_id: UUID
    decided_by: UUID
    decided_at: datetime = moment()


class CertifiedReviewer(SQLModel, table=True):
    """Somebody on the staff whom an admin lets decide about generated text."""

    __tablename__ = "certified_reviewer"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"]),)

    tenant_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    certified_by: UUID
    certified_at: datetime = moment()
