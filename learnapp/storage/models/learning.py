"""Events, receipts, decisions, and what is believed of each learner."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, SmallInteger, Text, text
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import INTEGERS, document, moment, uuids

_BY_MONTH = {"postgresql_partition_by": "RANGE (received_at)"}


def _count() -> Any:
    return Field(0, sa_column_kwargs={"server_default": "0"})


class LearnerStateRow(SQLModel, table=True):
    """A student in one course; `student_seq` is the version under which writes are checked.

    `running` is JSON (see engine.running), `folded` the last event that it holds without a gap. `more_reviews` were
    asked for on one day.
    """

    __tablename__ = "learner_state"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),)

    tenant_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    course_id: UUID = Field(primary_key=True)
    student_seq: int = 0
    theta: float = 0.0
    theta_variance: float = 1.0
    features: dict[str, Any] = document()
    running: str = Field("{}", sa_type=Text, sa_column_kwargs={"server_default": "{}"})
    folded: int = Field(0, sa_column_kwargs={"server_default": "0"})
    recent_content: list[UUID] = uuids()
    resume: dict[str, Any] = document()
    last_answer: dict[str, Any] = document()
    updated_at: datetime = moment()
    more_reviews: int = Field(0, sa_type=SmallInteger, sa_column_kwargs={"server_default": "0"})
    more_reviews_on: date | None = None


class LearnerTrackRow(SQLModel, table=True):
    """What a trained model keeps of a student over all courses (see ml.learner_track), and how far it goes.

    `state` None: it is to be built again from the log. `attempts` are those at all topics when it was kept.
    """

    __tablename__ = "learner_track"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),)

    tenant_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    state: bytes | None = None
    attempts: int
    since: datetime = moment()
    updated_at: datetime = moment()


class KcStateRow(SQLModel, table=True):
    """Sufficient statistics of one student and KC, and the published P(mastered)."""

    __tablename__ = "kc_state"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
        Index("kc_state_kc", "tenant_id", "kc_id"),
    )

    tenant_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    kc_id: UUID = Field(primary_key=True)
    attempts: int = 0
    correct: int = 0
    hints: int = 0
    p_bkt: float = 0.1
    p_mastered: float = 0.1
    low: float = 0.0
    high: float = 1.0
    stability: float | None = None
    fsrs_difficulty: float | None = None
    due_at: datetime | None = moment(nullable=True)
    last_at: datetime | None = moment(nullable=True)
    mastered_at: datetime | None = moment(nullable=True)
    recent: dict[str, Any] = document()
    placed: float | None = Field(None, description="P(known) from which a placement let it begin")
    updated_at: datetime = moment()


class ItemProgress(SQLModel, table=True):
    """Where a student stands within one item: resuming reads this, on any device."""

    __tablename__ = "item_progress"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),)

    tenant_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    content_id: UUID = Field(primary_key=True)
    version: int = 1
    state: dict[str, Any] = document()
    updated_at: datetime = moment()


class Checkup(SQLModel, table=True):
    """A short test that a student asked for; probabilities 0 to 1."""

    __tablename__ = "checkup"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "student_id"], ["person.tenant_id", "person.person_id"]),
        ForeignKeyConstraint(["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"]),
        Index("checkup_student", "tenant_id", "student_id", "started_at"),
        Index("checkup_section", "tenant_id", "section_id", "finished_at"),
    )

    tenant_id: UUID = Field(primary_key=True)
    checkup_id: UUID = Field(primary_key=True)
    student_id: UUID
    section_id: UUID
    course_id: UUID
    kc_id: UUID
    claim: str = Field(description="more or less")
    items: list[UUID] = uuids()
    started_at: datetime = moment()
    p_before: float
    finished_at: datetime | None = moment(nullable=True)
    right_count: int | None = None
    p_after: float | None = None
    low: float | None = None
    high: float | None = None


class EventReceipt(SQLModel, table=True):
    """The first answer to each event id. Not partitioned: the id alone must be unique."""

    __tablename__ = "event_receipt"

    tenant_id: UUID = Field(primary_key=True)
    event_id: UUID = Field(primary_key=True)
    body_hash: bytes
    answer: dict[str, Any] = document()
    received_at: datetime = moment()


class LearningEventRow(SQLModel, table=True):
    """One stored event, partitioned by the month in which the server received it."""

    __tablename__ = "learning_event"
    __table_args__ = (
        Index("learning_event_student", "tenant_id", "student_id", "received_at"),
        Index("learning_event_section", "tenant_id", "section_id", "received_at"),
        Index("learning_event_received", "received_at", postgresql_using="brin"),
        _BY_MONTH,
    )

    tenant_id: UUID = Field(primary_key=True)
    received_at: datetime = moment(primary_key=True)
    event_id: UUID = Field(primary_key=True)
    student_id: UUID
    section_id: UUID
    course_id: UUID
    student_seq: int
    verb: str
    object_id: UUID | None = None
    object_version: int | None = None
    step_id: str | None = None
    kc_ids: list[UUID] = uuids()
    correct: bool | None = None
    result: dict[str, Any] = document()
    occurred_at: datetime = moment()
    asserted: bool = False


class Decision(SQLModel, table=True):
    """What was recommended and what else stood to choose, for learning and experiments later."""

    __tablename__ = "decision"
    __table_args__ = (
        Index("decision_student", "tenant_id", "student_id", "created_at"),
        {"postgresql_partition_by": "RANGE (created_at)"},
    )

    tenant_id: UUID = Field(primary_key=True)
    created_at: datetime = moment(primary_key=True)
    decision_id: UUID = Field(primary_key=True)
    student_id: UUID
    course_id: UUID
    event_id: UUID
    candidates: dict[str, Any] = document()
    approved: dict[str, Any] = document()
    propensity: dict[str, Any] = document()
    policy_version: str
    features_version: str
    served: dict[str, Any] = document()


class Presence(SQLModel, table=True):
    """The last sign of life of a student in a section; the class board reads it."""

    __tablename__ = "presence"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"]),)

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    last_event_at: datetime = moment()
    last_verb: str
    content_id: UUID | None = None
    content_title: str = ""
    kc_id: UUID | None = None
    recent: dict[str, Any] = document()
    wrong_streak: int = 0
    hint_streak: int = 0


class SectionDay(SQLModel, table=True):
    """What a section did on one day (UTC); kept by a job, so that pages need not read the event log.

    Days from before `explanations` and `materials` were counted have none until the worker has come round to them.
    """

    __tablename__ = "section_day"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "section_id"], ["section.tenant_id", "section.section_id"]),
        Index("section_day_uncounted", "tenant_id", "day", postgresql_where=text("explanations IS NULL")),
    )

    tenant_id: UUID = Field(primary_key=True)
    section_id: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True)
    events: int = 0
    answers: int = 0
    correct: int = 0
    students: int = 0
    hints: int = 0
    computed_at: datetime = moment()
    explanations: int | None = None
    materials: int | None = None
    tries: int = _count()
    alone: int = _count()
    opened: int = _count()
    dismissed: int = _count()
    completed: int = _count()
    ms: int = Field(0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    spent: list[int] = Field(
        default_factory=list, sa_type=INTEGERS, nullable=False, sa_column_kwargs={"server_default": "{}"}
    )
