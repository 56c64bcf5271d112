"""What became of recommendations, day by day."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment


class RecommendationDay(SQLModel, table=True):
    """How a policy's recommendations of one day (UTC) fared within a day; a thing counts once for each student."""

    __tablename__ = "recommendation_day"

    tenant_id: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True)
    policy_version: str = Field(primary_key=True, description="policy and model that chose, for example a@1/b@2")
    shown: int = 0
    opened: int = 0
    completed: int = 0
    dismissed: int = 0
    computed_at: datetime = moment()
