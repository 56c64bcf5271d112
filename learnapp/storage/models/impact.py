"""What a teacher assumes that an act of the system is worth."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment


class ImpactAssumption(SQLModel, table=True):
    """Minutes that one act of a kind would take a teacher, as one person sees it for one class."""

    __tablename__ = "impact_assumption"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.person_id"]),
        CheckConstraint("low >= 0 AND low <= usual AND usual <= high", name="impact_assumption_range"),
    )

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    low: float
    usual: float
    high: float
    changed_at: datetime = moment()
