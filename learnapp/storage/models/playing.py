"""What a player has stored with us for a student's next visit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment


class PlayerState(SQLModel, table=True):
    """Where a student stands in an H5P or SCORM task, sealed under the student's own key."""

    __tablename__ = "player_state"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),)

    tenant_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    content_id: UUID = Field(primary_key=True)
    state_enc: bytes
    updated_at: datetime = moment()
