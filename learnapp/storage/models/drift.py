"""Drift: how well each model has served on each day, and when that changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from learnapp.storage.models.columns import document, moment


class DriftWatch(SQLModel, table=True):
    """One model that is watched.

    Attributes:
        answers: Answers that the baseline was learnt from; `errors` of them were predicted wrongly.
        learnt_until: The answers of the baseline lie before this; None: it is still being learnt.
        spread: Feature -> edges and shares of the bins of the baseline, for the stability index.
        online: Click-through and completion of the baseline as counts.
        seen: Answers since the watch began anew; `total` and `excess` are the detector's sum and its share of an alarm.
        since_seen, since_errors, since_at: The answers since that sum left 0 for the last time.
        looked_at: Answers up to here have been looked at.
    """

    __tablename__ = "drift_watch"

    tenant_id: UUID = Field(primary_key=True)
    model: str = Field(primary_key=True)
    answers: int = 0
    errors: int = 0
    learnt_until: datetime | None = moment(nullable=True)
    spread: dict[str, Any] = document()
    online: dict[str, Any] = document()
    seen: int = 0
    total: float = 0.0
    excess: float = 0.0
    since_seen: int = 0
    since_errors: int = 0
    since_at: datetime | None = moment(nullable=True)
    looked_at: datetime = moment()


class DriftDay(SQLModel, table=True):
    """What a model did on one day (UTC).

    Attributes:
        answers: Answers to what it had recommended; `errors` of them were predicted wrongly.
        shown: Recommendations that were shown; opened, completed, dismissed of them.
        moved: Feature -> population stability index of the last days against the baseline.
    """

    __tablename__ = "drift_day"

    tenant_id: UUID = Field(primary_key=True)
    model: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    answers: int = 0
    errors: int = 0
    shown: int = 0
    opened: int = 0
    completed: int = 0
    dismissed: int = 0
    moved: dict[str, Any] = document()
    computed_at: datetime = moment()


class DriftAlarm(SQLModel, table=True):
    """Something has changed by more than a tenth.

    Attributes:
        kind: errors (our detector), adwin, feature, score, click or completion.
        subject: The feature, "" for the others.
        since: When it probably began.
        was, now_is: The figure before and after.
        amount: How much it has changed: a part of 1, or the stability index.
        run_id: The training that it has opened, None for none yet.
    """

    __tablename__ = "drift_alarm"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('errors', 'adwin', 'feature', 'score', 'click', 'completion')", name="drift_alarm_kind"
        ),
        Index("drift_alarm_noticed", "tenant_id", "model", "noticed_at"),
    )

    tenant_id: UUID = Field(primary_key=True)
    alarm_id: UUID = Field(primary_key=True)
    model: str
    kind: str
    subject: str = ""
    since: datetime = moment()
    noticed_at: datetime = moment()
    was: float
    now_is: float
    amount: float
    run_id: UUID | None = None
