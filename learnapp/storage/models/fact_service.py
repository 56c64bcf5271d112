"""Services outside that an institution lets be asked for facts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment


class FactService(SQLModel, table=True):
    """One service; its key is sealed under the institution's. `is_on`: it may be asked."""

    __tablename__ = "fact_service"

    tenant_id: UUID = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    base_url: str
    key_enc: bytes | None = None
    is_on: bool = False
    last_problem: str = ""
    tried_at: datetime | None = moment(nullable=True)
