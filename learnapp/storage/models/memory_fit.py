"""Weights of memory that an institution has fitted to its own reviews."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Float
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment


class MemoryFit(SQLModel, table=True):
    """One fit and what came of it; rows are never changed, for the log names the version that moved a memory.

    `gain` is how much less surprised held-out students' answers were, nats an answer, with its 95 % interval.
    """

    __tablename__ = "memory_fit"
    __table_args__ = (
        CheckConstraint("outcome IN ('served', 'few', 'no_better')", name="memory_fit_outcome"),
        CheckConstraint("(outcome = 'served') = (weights IS NOT NULL)", name="memory_fit_weights"),
    )

    tenant_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    fitted_at: datetime = moment()
    outcome: str
    students: int
    reviews: int
    weights: list[float] | None = Field(None, sa_column=Column(ARRAY(Float), nullable=True))
    gain: float | None = None
    gain_low: float | None = None
    gain_high: float | None = None
    log_loss: float | None = None
    model_version: str
