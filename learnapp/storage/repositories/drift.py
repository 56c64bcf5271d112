"""How well models serve: their errors, what they read, what came of what they recommended, and alarms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# What the model had expected stands first among the features of the candidate, in the decision before the answer.
_ANSWERED = """
SELECT e.received_at, e.event_id, d.model, d.expected, e.correct
  FROM learning_event e
 CROSS JOIN LATERAL (
    SELECT last.served ->> 'model' AS model, cast(c -> 'features' ->> 0 AS float) AS expected
      FROM (SELECT served, candidates FROM decision
             WHERE tenant_id = :tenant AND student_id = e.student_id AND created_at < e.received_at
               AND created_at >= e.received_at - interval '1 day'
             ORDER BY created_at DESC LIMIT 1) last,
           jsonb_array_elements(CASE jsonb_typeof(last.candidates) WHEN 'array' THEN last.candidates ELSE '[]' END) c
     WHERE c ->> 'content_id' = cast(e.object_id AS text)) d
 WHERE e.tenant_id = :tenant AND e.received_at >= :since AND e.received_at < :until AND e.verb = 'answered'
   AND e.correct IS NOT NULL AND coalesce(cast(e.result ->> 'moved' AS boolean), false) AND d.expected IS NOT NULL
"""
_ANSWERS = text(_ANSWERED + " ORDER BY e.received_at, e.event_id LIMIT :size")
_LATEST = text(_ANSWERED + " AND d.model = :model ORDER BY e.received_at DESC, e.event_id DESC LIMIT :size")
_READ = text("""
SELECT c -> 'features' AS features, cast(c ->> 'score' AS float) AS score
  FROM (SELECT candidates, approved FROM decision
         WHERE tenant_id = :tenant AND created_at >= :since AND created_at < :until AND served ->> 'model' = :model
           AND jsonb_typeof(candidates) = 'array'
         ORDER BY created_at DESC LIMIT :size) d, jsonb_array_elements(d.candidates) c
 WHERE d.approved ? (c ->> 'content_id')
""")
_WATCH_COLUMNS = (
    "model, answers, errors, learnt_until, spread, online, seen, total, excess, since_seen, since_errors, since_at, "
    "looked_at"
)
_WATCHES = text(f"SELECT {_WATCH_COLUMNS} FROM drift_watch WHERE tenant_id = :tenant ORDER BY model")  # noqa: S608
_SET_WATCH = text("""
INSERT INTO drift_watch (tenant_id, model, answers, errors, learnt_until, spread, online, seen, total, excess,
                         since_seen, since_errors, since_at, looked_at)
VALUES (:tenant, :model, :answers, :errors, :learnt_until, cast(:spread AS jsonb), cast(:online AS jsonb), :seen,
        :total, :excess, :since_seen, :since_errors, :since_at, :looked_at)
ON CONFLICT (tenant_id, model) DO UPDATE SET
  answers = excluded.answers, errors = excluded.errors, learnt_until = excluded.learnt_until,
  spread = excluded.spread, online = excluded.online, seen = excluded.seen, total = excluded.total,
  excess = excluded.excess, since_seen = excluded.since_seen, since_errors = excluded.since_errors,
  since_at = excluded.since_at, looked_at = excluded.looked_at
""")
_ADD_DAY = text("""
INSERT INTO drift_day AS d (tenant_id, model, day, answers, errors, shown, opened, completed, dismissed, moved,
                            computed_at)
VALUES (:tenant, :model, :day, :answers, :errors, 0, 0, 0, 0, '{}', :now)
ON CONFLICT (tenant_id, model, day) DO UPDATE SET
  answers = d.answers + excluded.answers, errors = d.errors + excluded.errors, computed_at = excluded.computed_at
""")
_SET_ONLINE = text("""
INSERT INTO drift_day (tenant_id, model, day, answers, errors, shown, opened, completed, dismissed, moved, computed_at)
VALUES (:tenant, :model, :day, 0, 0, :shown, :opened, :completed, :dismissed, '{}', :now)
ON CONFLICT (tenant_id, model, day) DO UPDATE SET
  shown = excluded.shown, opened = excluded.opened, completed = excluded.completed, dismissed = excluded.dismissed,
  computed_at = excluded.computed_at
""")
_SET_MOVED = text("""
INSERT INTO drift_day (tenant_id, model, day, answers, errors, shown, opened, completed, dismissed, moved, computed_at)
VALUES (:tenant, :model, :day, 0, 0, 0, 0, 0, 0, cast(:moved AS jsonb), :now)
ON CONFLICT (tenant_id, model, day) DO UPDATE SET moved = excluded.moved, computed_at = excluded.computed_at
""")
_DAYS = text("""
SELECT model, day, answers, errors, shown, opened, completed, dismissed, moved, computed_at FROM drift_day
 WHERE tenant_id = :tenant AND day >= :first ORDER BY model, day
""")
_ADD_ALARM = text("""
INSERT INTO drift_alarm (tenant_id, alarm_id, model, kind, subject, since, noticed_at, was, now_is, amount)
VALUES (:tenant, :alarm, :model, :kind, :subject, :since, :noticed, :was, :now_is, :amount)
""")
_ALARM_COLUMNS = "alarm_id, model, kind, subject, since, noticed_at, was, now_is, amount, run_id"
_ALARMS = text(
    f"SELECT {_ALARM_COLUMNS} FROM drift_alarm WHERE tenant_id = :tenant AND noticed_at >= :since"  # noqa: S608
    " ORDER BY noticed_at DESC, alarm_id LIMIT :size"
)
_OPENED = text("UPDATE drift_alarm SET run_id = :run WHERE tenant_id = :tenant AND alarm_id = :alarm")


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer to something that a model had recommended; `wrong`: it had expected the other outcome."""

    at: datetime
    model: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class Online:
    """What came of the recommendations of a model on one day."""

    model: str
    shown: int = 0
    opened: int = 0
    completed: int = 0
    dismissed: int = 0


@dataclass(frozen=True, slots=True)
class WatchRow:
    """One model that is watched; see `storage.models.drift.DriftWatch`."""

    model: str
    answers: int
    errors: int
    learnt_until: datetime | None
    spread: dict[str, Any]
    online: dict[str, Any]
    seen: int
    total: float
    excess: float
    since_seen: int
    since_errors: int
    since_at: datetime | None
    looked_at: datetime


@dataclass(frozen=True, slots=True)
class DriftDayRow:
    """One model on one day; see `storage.models.drift.DriftDay`."""

    model: str
    day: date
    answers: int
    errors: int
    shown: int
    opened: int
    completed: int
    dismissed: int
    moved: dict[str, float] = field(default_factory=dict)
    computed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """One alarm; see `storage.models.drift.DriftAlarm`."""

    alarm_id: UUID
    model: str
    kind: str
    subject: str
    since: datetime
    noticed_at: datetime
    was: float
    now_is: float
    amount: float
    run_id: UUID | None = None


async def answers(session: AsyncSession, tenant: UUID, since: datetime, until: datetime, size: int) -> list[Answered]:
    """Return the first answers of a time to what had been recommended, oldest first, at most `size`."""
    found = await session.execute(_ANSWERS, {"tenant": tenant, "since": since, "until": until, "size": size})
    return [Answered(row.received_at, row.model, (row.expected >= 0.5) != row.correct) for row in found]


async def latest_answers(
    session: AsyncSession, tenant: UUID, model: str, since: datetime, until: datetime, size: int
) -> list[Answered]:
    """Return the latest `size` first answers of a time to what one model had recommended, oldest first."""
    values = {"tenant": tenant, "model": model, "since": since, "until": until, "size": size}
    found = [*(await session.execute(_LATEST, values))]
    return [Answered(row.received_at, row.model, (row.expected >= 0.5) != row.correct) for row in reversed(found)]


async def read_by(
    session: AsyncSession, tenant: UUID, model: str, since: datetime, until: datetime, size: int
) -> list[tuple[list[float], float]]:
    """Return (features, score) of what a model has recommended in its latest `size` decisions of a time."""
    values = {"tenant": tenant, "model": model, "since": since, "until": until, "size": size}
    return [(list(row.features), float(row.score)) for row in await session.execute(_READ, values)]


async def watches(session: AsyncSession, tenant: UUID) -> list[WatchRow]:
    """Return the models that are watched."""
    return [WatchRow(*row) for row in await session.execute(_WATCHES, {"tenant": tenant})]


async def set_watch(session: AsyncSession, tenant: UUID, row: WatchRow) -> None:
    """Keep where the watch of a model has come to."""
    await session.execute(
        _SET_WATCH,
        {
            "tenant": tenant, "model": row.model, "answers": row.answers, "errors": row.errors,
            "learnt_until": row.learnt_until, "spread": orjson.dumps(row.spread).decode(),
            "online": orjson.dumps(row.online).decode(), "seen": row.seen, "total": row.total, "excess": row.excess,
            "since_seen": row.since_seen, "since_errors": row.since_errors, "since_at": row.since_at,
            "looked_at": row.looked_at,
        },
    )  # fmt: skip


async def add_answers(
    session: AsyncSession, tenant: UUID, model: str, day: date, tally: tuple[int, int], now: datetime
) -> None:
    """Add (answers, errors) to a model's day."""
    values = {"tenant": tenant, "model": model, "day": day, "answers": tally[0], "errors": tally[1], "now": now}
    await session.execute(_ADD_DAY, values)


async def set_online(session: AsyncSession, tenant: UUID, day: date, row: Online, now: datetime) -> None:
    """Keep what came of a model's recommendations on a day."""
    await session.execute(
        _SET_ONLINE,
        {
            "tenant": tenant, "model": row.model, "day": day, "shown": row.shown, "opened": row.opened,
            "completed": row.completed, "dismissed": row.dismissed, "now": now,
        },
    )  # fmt: skip


async def set_moved(
    session: AsyncSession, tenant: UUID, day: date, model: str, moved: dict[str, float], now: datetime
) -> None:
    """Keep how the numbers that a model reads have moved by a day."""
    values = {"tenant": tenant, "model": model, "day": day, "moved": orjson.dumps(moved).decode(), "now": now}
    await session.execute(_SET_MOVED, values)


async def days(session: AsyncSession, tenant: UUID, first: date) -> list[DriftDayRow]:
    """Return the days of every model since `first`, oldest first."""
    return [DriftDayRow(*row) for row in await session.execute(_DAYS, {"tenant": tenant, "first": first})]


async def add_alarm(session: AsyncSession, tenant: UUID, row: AlarmRow) -> None:
    """Add an alarm."""
    await session.execute(
        _ADD_ALARM,
        {
            "tenant": tenant, "alarm": row.alarm_id, "model": row.model, "kind": row.kind, "subject": row.subject,
            "since": row.since, "noticed": row.noticed_at, "was": row.was, "now_is": row.now_is, "amount": row.amount,
        },
    )  # fmt: skip


async def alarms(session: AsyncSession, tenant: UUID, since: datetime, size: int) -> Sequence[AlarmRow]:
    """Return the latest alarms since a moment, newest first."""
    found = await session.execute(_ALARMS, {"tenant": tenant, "since": since, "size": size})
    return [AlarmRow(*row) for row in found]


async def opened(session: AsyncSession, tenant: UUID, alarm: UUID, run: UUID) -> None:
    """Note which training an alarm has opened."""
    await session.execute(_OPENED, {"tenant": tenant, "alarm": alarm, "run": run})
