"""Trained models: their versions, which of them serves, how they were trained and how they do since."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import document, moment


class ModelVersion(SQLModel, table=True):
    """One trained model with its files; it never changes. The library's are readable by everybody."""

    __tablename__ = "model_version"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "major", "minor", "patch", name="model_version_number"),
        Index("model_version_kind", "tenant_id", "kind", "created_at"),
    )

    tenant_id: UUID = Field(primary_key=True)
    version_id: UUID = Field(primary_key=True)
    kind: str
    major: int
    minor: int
    patch: int
    made_of: dict[str, Any] = document()
    git_sha: str
    data_fingerprint: str
    metrics: dict[str, Any] = document()
    card: dict[str, Any] = document()
    held_out: bytes = Field(description="Keyed numbers of the students kept apart, 8 bytes each, little endian")
    artefact: bytes
    artefact_sha: str
    run_id: UUID | None = None
    created_at: datetime = moment()
    created_by: UUID | None = None


class ModelStage(SQLModel, table=True):
    """One change of what serves: the latest row of a kind and stage says what stands there. Rows stay."""

    __tablename__ = "model_stage"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "version_id"], ["model_version.tenant_id", "model_version.version_id"]),
        Index("model_stage_kind", "tenant_id", "kind", "at"),
        Index("model_stage_version", "tenant_id", "version_id", "at"),
    )

    tenant_id: UUID = Field(primary_key=True)
    change_id: UUID = Field(primary_key=True)
    kind: str
    stage: str = Field(description="shadow, canary or production")
    act: str = Field(description="put, promote, rollback or clear")
    version_id: UUID | None = None
    share: float = 0.0
    gates: dict[str, Any] = document()
    why: str = ""
    at: datetime = moment()
    by: UUID


class TrainingRun(SQLModel, table=True):
    """One training: where it is, where to go on, and what came of it."""

    __tablename__ = "training_run"
    __table_args__ = (
        Index("training_run_kind", "tenant_id", "kind", "started_at"),
        Index(
            "training_run_alone", "tenant_id", "kind", unique=True,
            postgresql_where=text("status IN ('waiting', 'running', 'stopping')"),
        ),
    )  # fmt: skip

    tenant_id: UUID = Field(primary_key=True)
    run_id: UUID = Field(primary_key=True)
    kind: str
    status: str = Field(description="waiting, running, stopping, stopped, interrupted, done or failed")
    step: str = "gather"
    done: int = 0
    reason: str = Field("asked", description="asked, nightly or drift")
    seed: int = 0
    checkpoint: dict[str, Any] = document()
    report: dict[str, Any] = document()
    error: str = ""
    message: str = ""
    version_id: UUID | None = None
    started_at: datetime = moment()
    beat_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)
    requested_by: UUID | None = None


class ModelWatch(SQLModel, table=True):
    """What a version said about one day's answers, whether it served or stood in the shadow: sums over answers."""

    __tablename__ = "model_watch"

    tenant_id: UUID = Field(primary_key=True)
    version_id: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True)
    answers: int
    students: int
    right_sum: float
    chance_sum: float
    loss_sum: float
    auc: float | None = None
    computed_at: datetime = moment()
