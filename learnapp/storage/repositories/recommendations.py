"""Decisions and what followed them: read for training by students, counted for the watch by days.

Both go along indexes that begin with the institution: the primary keys by time for a day, the students' for a page of
students. Outcomes are worked out from the log whenever they are needed; there is no second truth to keep and erase.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.days import DAY, begin_of, day_of
from learnapp.security.tenancy import LIBRARY_TENANT

_STUDENTS = text("""
SELECT DISTINCT student_id FROM decision
 WHERE tenant_id = :tenant AND created_at >= :since AND created_at < :until ORDER BY 1
""")
_DECISIONS = text("""
SELECT decision_id, student_id, event_id, created_at, policy_version || '/' || coalesce(served ->> 'model', ''),
       candidates, approved, propensity
  FROM decision
 WHERE tenant_id = :tenant AND student_id = ANY(:students) AND created_at >= :since AND created_at < :until
 ORDER BY student_id, created_at LIMIT :most
""")
_EVENTS = text("""
SELECT event_id, student_id, received_at, verb, object_id, kc_ids, result ->> 'decision_id', step_id,
       CASE WHEN result ? 'hint_index' THEN NULL ELSE correct END, (result ->> 'duration_ms')::int,
       (result ->> 'progress')::float8, result -> 'mastery'
  FROM learning_event
 WHERE tenant_id = :tenant AND student_id = ANY(:students) AND received_at >= :since AND received_at < :until
   AND verb NOT IN ('item_voided', 'item_restored', 'recalculated', 'video_progressed', 'recommendation_shown')
 ORDER BY student_id, received_at
""")
_STEPS = text("""
SELECT content_id, max(jsonb_array_length(body_public -> 'steps')) FROM content
 WHERE tenant_id IN (:tenant, :library) AND content_id = ANY(:contents)
   AND jsonb_typeof(body_public -> 'steps') = 'array' GROUP BY content_id
""")
MOVED = timedelta(weeks=13)
"""So much of the past is counted again when an institution's time zone has changed: what the pages show of it."""
_FORGET_DAYS = tuple(
    text(f"DELETE FROM {table} WHERE tenant_id = :tenant AND day >= :since")  # noqa: S608 - constants
    for table in ("recommendation_day", "mission_student_day")
)
_LAST_DAY = text("SELECT max(day) FROM recommendation_day WHERE tenant_id = :tenant")
_NEXT_DECISION = text("SELECT min(created_at) FROM decision WHERE tenant_id = :tenant AND created_at >= :start")
# A thing that stood again and again on one day counts once for each student; what was done before it was shown, or
# more than a day later, does not count at all. Scaffolds inside a hint are no steps of the item.
_COUNT_DAY = text("""
WITH shown AS (
  SELECT d.student_id, a.content_id::uuid AS content_id,
         d.policy_version || '/' || coalesce(d.served ->> 'model', '') AS policy, min(d.created_at) AS since
    FROM decision d CROSS JOIN LATERAL jsonb_array_elements_text(d.approved) AS a (content_id)
   WHERE d.tenant_id = :tenant AND d.created_at >= :start AND d.created_at < :until
   GROUP BY 1, 2, 3
), acts AS (
  SELECT student_id, object_id, received_at, verb, step_id, correct AND NOT result ? 'hint_index' AS solved,
         coalesce((result ->> 'progress')::float8, CASE WHEN verb = 'read' THEN 1 ELSE 0 END) AS progress
    FROM learning_event
   WHERE tenant_id = :tenant AND received_at >= :start AND received_at < :closed AND object_id IS NOT NULL
     AND verb NOT IN ('item_voided', 'item_restored', 'recalculated', 'recommendation_shown')
), steps AS (
  SELECT content_id, max(jsonb_array_length(body_public -> 'steps')) AS steps FROM content
   WHERE tenant_id IN (:tenant, :library) AND content_id IN (SELECT content_id FROM shown)
     AND jsonb_typeof(body_public -> 'steps') = 'array'
   GROUP BY content_id
), done AS (
  SELECT s.policy, s.student_id, s.content_id,
         count(*) FILTER (WHERE a.verb <> 'recommendation_dismissed') > 0 AS opened,
         count(*) FILTER (WHERE a.verb = 'recommendation_dismissed') > 0 AS dismissed,
         count(*) FILTER (WHERE a.verb IN ('recommendation_completed', 'video_completed')
                             OR (a.verb = 'read' AND a.progress >= 0.9)
                             OR (a.verb = 'simulation_interacted' AND a.progress >= 1)) > 0
           OR count(DISTINCT a.step_id) FILTER (WHERE a.solved) >= greatest(coalesce(max(t.steps), 1), 1) AS completed
    FROM shown s
    LEFT JOIN acts a ON a.student_id = s.student_id AND a.object_id = s.content_id AND a.received_at > s.since
          AND a.received_at <= s.since + interval '1 day'
    LEFT JOIN steps t ON t.content_id = s.content_id
   GROUP BY 1, 2, 3
), people AS (
  INSERT INTO mission_student_day (tenant_id, day, student_id, shown, opened, completed)
  SELECT :tenant, :day, student_id, count(*), count(*) FILTER (WHERE opened),
         count(*) FILTER (WHERE opened AND completed)
    FROM done GROUP BY student_id
  ON CONFLICT (tenant_id, day, student_id) DO UPDATE SET
    shown = EXCLUDED.shown, opened = EXCLUDED.opened, completed = EXCLUDED.completed
)
INSERT INTO recommendation_day (tenant_id, day, policy_version, shown, opened, completed, dismissed, computed_at)
SELECT :tenant, :day, policy, count(*), count(*) FILTER (WHERE opened), count(*) FILTER (WHERE opened AND completed),
       count(*) FILTER (WHERE dismissed), :now
  FROM done GROUP BY policy
ON CONFLICT (tenant_id, day, policy_version) DO UPDATE SET
  shown = EXCLUDED.shown, opened = EXCLUDED.opened, completed = EXCLUDED.completed, dismissed = EXCLUDED.dismissed,
  computed_at = EXCLUDED.computed_at
""")
_DAYS = text("""
SELECT day, policy_version, shown, opened, completed, dismissed FROM recommendation_day
 WHERE tenant_id = :tenant AND day >= :first AND day <= :last ORDER BY day, policy_version
""")


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision as it is stored."""

    decision_id: UUID
    student_id: UUID
    event_id: UUID
    at: datetime
    policy: str
    candidates: list[dict[str, Any]]
    approved: list[str]
    propensity: dict[str, float]


@dataclass(frozen=True, slots=True)
class ActRow:
    """One event as far as it says what came of a recommendation; `correct` is of an item's own step."""

    event_id: UUID
    student_id: UUID
    at: datetime
    verb: str
    object_id: UUID | None
    kc_ids: list[UUID]
    decision_id: str | None
    step_id: str | None
    correct: bool | None
    duration_ms: int | None
    progress: float | None
    mastery: dict[str, list[float]] | None


@dataclass(frozen=True, slots=True)
class RecommendationDay:
    """How one policy's recommendations of one day fared: different things for different students, within a day."""

    day: date
    policy_version: str
    shown: int
    opened: int
    completed: int
    dismissed: int


async def students(session: AsyncSession, tenant: UUID, since: datetime, until: datetime) -> list[UUID]:
    """Return who was recommended something in a time."""
    found = await session.execute(_STUDENTS, {"tenant": tenant, "since": since, "until": until})
    return list(found.scalars())


async def decisions(
    session: AsyncSession, tenant: UUID, chosen: Sequence[UUID], since: datetime, until: datetime, most: int
) -> list[DecisionRow]:
    """Return the decisions about some students, at most `most`."""
    values = {"tenant": tenant, "students": list(chosen), "since": since, "until": until, "most": most}
    return [DecisionRow(*row) for row in await session.execute(_DECISIONS, values)]


async def acts(
    session: AsyncSession, tenant: UUID, chosen: Sequence[UUID], since: datetime, until: datetime
) -> list[ActRow]:
    """Return what some students did, each in order."""
    values = {"tenant": tenant, "students": list(chosen), "since": since, "until": until}
    return [ActRow(*row) for row in await session.execute(_EVENTS, values)]


async def steps(session: AsyncSession, tenant: UUID, contents: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many steps each practice item has, of those that the institution may see."""
    found = await session.execute(_STEPS, {"tenant": tenant, "library": LIBRARY_TENANT, "contents": list(contents)})
    return {row[0]: int(row[1]) for row in found}


async def last_day(session: AsyncSession, tenant: UUID) -> date | None:
    """Return the last day that is counted, None where there is none yet."""
    found = (await session.execute(_LAST_DAY, {"tenant": tenant})).scalar_one()
    return found if isinstance(found, date) else None


async def forget_days(session: AsyncSession, tenant: UUID, since: date) -> None:
    """Delete the days from one on: they are counted again, by another time zone."""
    for statement in _FORGET_DAYS:
        await session.execute(statement, {"tenant": tenant, "since": since})


async def day_with_decisions(session: AsyncSession, tenant: UUID, first: date, zone: str) -> date | None:
    """Return the next day of a zone, from `first` on, on which something was recommended; None where there is none."""
    values = {"tenant": tenant, "start": begin_of(first, zone)}
    found = (await session.execute(_NEXT_DECISION, values)).scalar_one()
    return day_of(found, zone) if isinstance(found, datetime) else None


async def count_day(session: AsyncSession, tenant: UUID, day: date, zone: str, now: datetime) -> None:
    """Count a day of a zone from the log, by policies and students; again changes only what has changed in the log."""
    start, until = begin_of(day, zone), begin_of(day + DAY, zone)
    values = {"tenant": tenant, "day": day, "now": now, "start": start, "until": until, "library": LIBRARY_TENANT}
    await session.execute(_COUNT_DAY, values | {"closed": until + timedelta(days=1)})


async def days(session: AsyncSession, tenant: UUID, first: date, last: date) -> list[RecommendationDay]:
    """Return the counted days from one to another, both included."""
    found = await session.execute(_DAYS, {"tenant": tenant, "first": first, "last": last})
    return [RecommendationDay(*row) for row in found]
