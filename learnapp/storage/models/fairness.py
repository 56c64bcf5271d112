"""How evenly the releases of models treat groups."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import document, moment


class FairnessReport(SQLModel, table=True):
    """One report of one release; rows are added, never changed. It holds counts and gaps of groups, nobody's data."""

    __tablename__ = "fairness_report"
    __table_args__ = (Index("fairness_report_kind", "tenant_id", "kind", "created_at"),)

    tenant_id: UUID = Field(primary_key=True)
    report_id: UUID = Field(primary_key=True)
    kind: str
    version: str
    created_at: datetime = moment()
    document: dict[str, Any] = document()
