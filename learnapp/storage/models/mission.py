"""What an institution measures itself by: counted by the worker, so that the page reads a few rows."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import moment


class MissionStudentDay(SQLModel, table=True):
    """What one student did with what was suggested to them on one day, within a day; see RecommendationDay."""

    __tablename__ = "mission_student_day"

    tenant_id: UUID = Field(primary_key=True)
    day: date = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    shown: int
    opened: int
    completed: int


class MissionTopic(SQLModel, table=True):
    """What it took a student to master a topic for the first time.

    Attributes:
        answers: Graded answers about it until then; `suggested` of them to what had been suggested within a day before.
        minutes: On these answers, each a quarter of an hour at most.
        arm: Of the experiment in which the student was: "chance" where chance alone chose, "rules" in any other arm, ""
            in none.
    """

    __tablename__ = "mission_topic"
    __table_args__ = (Index("mission_topic_time", "tenant_id", "mastered_at"),)

    tenant_id: UUID = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    kc_id: UUID = Field(primary_key=True)
    mastered_at: datetime = moment()
    answers: int
    suggested: int
    minutes: float
    arm: str


class MissionFigure(SQLModel, table=True):
    """One figure with its interval, of one week or of the last weeks together.

    Attributes:
        metric: ctr, completion, pace, nps or hallucination; or reported: sentences that students hold to be wrong, of
            which `base` are decided and `hits` were wrong.
        span: week, or recent for all weeks that are looked at.
        value: None with too little to say; `low` to `high` is its 95 % interval.
        hits: Of `base` so many.
        units: Students, answers or sentences that the interval rests on; `others` those of the baseline.
        way: Of pace: `drawn` by lot in an experiment, or `seen` without one; else "".
    """

    __tablename__ = "mission_figure"
    __table_args__ = (CheckConstraint("span IN ('week', 'recent')", name="mission_figure_span"),)

    tenant_id: UUID = Field(primary_key=True)
    metric: str = Field(primary_key=True)
    first_day: date = Field(primary_key=True)
    span: str = Field(primary_key=True)
    last_day: date
    value: float | None = None
    low: float | None = None
    high: float | None = None
    hits: int
    base: int
    units: int
    others: int
    way: str
    computed_at: datetime = moment()
