"""Exports: what an institution takes out, each time that it was made, and the files."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKeyConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import document, moment


class ExportPlan(SQLModel, table=True):
    """What is taken out, in which form and how often.

    Attributes:
        kind: data, or research: de-identified, and released by a second person.
        incremental: After the first time only what was stored or changed since.
        names: With names and addresses of people.
        settings: Of research: k.
        mark: Transactions below this one are in what was taken out last; None before the first time.
    """

    __tablename__ = "export_plan"
    __table_args__ = (
        CheckConstraint("kind IN ('data', 'research')", name="export_plan_kind"),
        CheckConstraint("format IN ('csv', 'parquet')", name="export_plan_format"),
        CheckConstraint("schedule IN ('once', 'daily', 'weekly')", name="export_plan_schedule"),
    )

    tenant_id: UUID = Field(primary_key=True)
    plan_id: UUID = Field(primary_key=True)
    kind: str
    datasets: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    format: str
    incremental: bool
    names: bool
    schedule: str
    settings: dict[str, Any] = document()
    mark: int | None = Field(None, sa_type=BigInteger)
    marked_at: datetime | None = moment(nullable=True)
    next_at: datetime | None = moment(nullable=True)
    made_by: UUID | None = None
    made_at: datetime = moment()


class ExportRun(SQLModel, table=True):
    """One time that a plan was carried out.

    Attributes:
        dataset: The one that it is at.
        since, since_at: Only what transactions from this one on have written; None for everything.
        horizon: What transactions from this one on write belongs to the next time.
        cursor: Where to go on: number of the dataset, of its part, and the last key.
        secret_enc: Key of a research export's ids, while it is made; gone afterwards.
        released_by: Who let a research export out.
    """

    __tablename__ = "export_run"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "plan_id"], ["export_plan.tenant_id", "export_plan.plan_id"], ondelete="CASCADE"
        ),
        CheckConstraint(
            "status IN ('waiting', 'running', 'stopping', 'stopped', 'interrupted', 'ready', 'done', 'failed',"
            " 'discarded')",
            name="export_run_status",
        ),
        Index("export_run_started", "tenant_id", "started_at"),
        Index(
            "export_run_live", "tenant_id", "plan_id", unique=True,
            postgresql_where=text("status IN ('waiting', 'running', 'stopping')"),
        ),
    )  # fmt: skip

    tenant_id: UUID = Field(primary_key=True)
    run_id: UUID = Field(primary_key=True)
    plan_id: UUID
    status: str
    dataset: str = Field("", sa_column_kwargs={"server_default": ""})
    parts: int = Field(0, sa_column_kwargs={"server_default": "0"})
    rows: int = Field(0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    since: int | None = Field(None, sa_type=BigInteger)
    since_at: datetime | None = moment(nullable=True)
    horizon: int | None = Field(None, sa_type=BigInteger)
    cursor: dict[str, Any] = document()
    report: dict[str, Any] = document()
    error: str = Field("", sa_column_kwargs={"server_default": ""})
    message: str = Field("", sa_column_kwargs={"server_default": ""})
    secret_enc: bytes | None = None
    started_at: datetime = moment()
    beat_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)
    requested_by: UUID | None = None
    released_by: UUID | None = None
    released_at: datetime | None = moment(nullable=True)
    expires_at: datetime | None = moment(nullable=True)
    pruned_at: datetime | None = moment(nullable=True)


class ExportFile(SQLModel, table=True):
    """A file of an export; it lies in the store until the export is pruned."""

    __tablename__ = "export_file"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "run_id"], ["export_run.tenant_id", "export_run.run_id"], ondelete="CASCADE"
        ),
    )

    tenant_id: UUID = Field(primary_key=True)
    run_id: UUID = Field(primary_key=True)
    name: str = Field(primary_key=True)
    dataset: str
    rows: int = Field(sa_type=BigInteger)
    bytes: int = Field(sa_type=BigInteger)
    sha256: str
    made_at: datetime = moment()
