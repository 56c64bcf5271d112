"""Experiments: what is tried with whom, who was drawn into which arm, and what came of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, text
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import DOCUMENT, document, moment


def _of_experiment() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["tenant_id", "experiment_id"], ["experiment.tenant_id", "experiment.experiment_id"], ondelete="CASCADE"
    )


class Experiment(SQLModel, table=True):
    """One question that is answered by trying; never deleted, one runs at a time.

    Attributes:
        share: So many per cent of the students or sections are in it.
        metric: The figure that it is about; `effect` is the smallest difference worth finding.
        days: So many days are counted of each student.
        planned_units: Units of two arms at the planned end, as they were expected at the start.
        salt: Key of the draw.
        counted_until: Decisions up to here have been counted.
    """

    __tablename__ = "experiment"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'running', 'stopped', 'concluded')", name="experiment_status"),
        CheckConstraint("unit IN ('student', 'section')", name="experiment_unit"),
        CheckConstraint("varies IN ('model', 'weights')", name="experiment_varies"),
        CheckConstraint("share BETWEEN 1 AND 100 AND days BETWEEN 2 AND 28 AND effect > 0", name="experiment_size"),
        Index("experiment_running", "tenant_id", unique=True, postgresql_where=text("status = 'running'")),
    )

    tenant_id: UUID = Field(primary_key=True)
    experiment_id: UUID = Field(primary_key=True)
    name: str
    question: str
    varies: str = Field(description="model or weights")
    unit: str = Field(description="student or section")
    share: int = Field(sa_type=SmallInteger)
    metric: str
    effect: float
    days: int = Field(sa_type=SmallInteger)
    planned_end: date
    planned_units: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    status: str = Field(description="draft, running, stopped or concluded")
    salt: bytes
    created_at: datetime = moment()
    created_by: UUID
    started_at: datetime | None = moment(nullable=True)
    stopped_at: datetime | None = moment(nullable=True)
    concluded_at: datetime | None = moment(nullable=True)
    counted_until: datetime | None = moment(nullable=True)
    conclusion: str = Field(default="", sa_column_kwargs={"server_default": ""})


class ExperimentArm(SQLModel, table=True):
    """One way of choosing that is tried.

    Attributes:
        place: 0 is the arm "as now", the last one is the control by chance.
        policy: `model`, `weights`, `exploration` or `chance`; empty: as now.
        decisions: How often it has chosen; `slow` of them took longer than an answer may.
        stopped_for: The guard that has stopped it, or "person".
    """

    __tablename__ = "experiment_arm"
    __table_args__ = (_of_experiment(), CheckConstraint("share BETWEEN 1 AND 98", name="experiment_arm_share"))

    tenant_id: UUID = Field(primary_key=True)
    experiment_id: UUID = Field(primary_key=True)
    arm: str = Field(primary_key=True)
    place: int = Field(sa_type=SmallInteger)
    share: int = Field(sa_type=SmallInteger)
    policy: dict[str, Any] = document()
    decisions: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    slow: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    stopped_at: datetime | None = moment(nullable=True)
    stopped_for: str = Field(default="", sa_column_kwargs={"server_default": ""})


class ExperimentStudent(SQLModel, table=True):
    """Somebody for whom an arm has chosen; counted when their days are over.

    Attributes:
        guards: Figures of their first two days, None until these are over; `outcomes` of all of their days.
    """

    __tablename__ = "experiment_student"
    __table_args__ = (
        _of_experiment(),
        ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
        Index(
            "experiment_student_waiting",
            "tenant_id",
            "experiment_id",
            "first_at",
            postgresql_where=text("outcomes IS NULL"),
        ),
    )

    tenant_id: UUID = Field(primary_key=True)
    experiment_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    section_id: UUID
    arm: str
    first_at: datetime = moment()
    guards: dict[str, Any] | None = Field(default=None, sa_type=DOCUMENT, nullable=True)
    outcomes: dict[str, Any] | None = Field(default=None, sa_type=DOCUMENT, nullable=True)


class ExperimentDay(SQLModel, table=True):
    """What could be said of one figure of one arm on one day; the differences are to the arm "as now"."""

    __tablename__ = "experiment_day"
    __table_args__ = (_of_experiment(),)

    tenant_id: UUID = Field(primary_key=True)
    experiment_id: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True)
    arm: str = Field(primary_key=True)
    metric: str = Field(primary_key=True)
    units: int
    mean: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    e: float | None = None
    p: float | None = None
    computed_at: datetime = moment()


class ExperimentOptOut(SQLModel, table=True):
    """A student with whom nothing is to be tried."""

    __tablename__ = "experiment_opt_out"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),)

    tenant_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    by: UUID
    at: datetime = moment()
