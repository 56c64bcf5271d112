"""What experiments count: who was reached by which arm, what they did then, and what could be said on which day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Part(StrEnum):
    """What is counted of a student: guards of the first days, outcomes of all of their days."""

    GUARDS = "guards"
    OUTCOMES = "outcomes"


_REACHED = text("""
INSERT INTO experiment_student (tenant_id, experiment_id, student_id, section_id, arm, first_at)
SELECT DISTINCT ON (d.student_id) d.tenant_id, :experiment, d.student_id, e.section_id,
       split_part(d.policy_version, :mark, 2), d.created_at
  FROM decision d
  JOIN learning_event e ON e.tenant_id = d.tenant_id AND e.student_id = d.student_id
       AND e.received_at = d.created_at AND e.event_id = d.event_id
 WHERE d.tenant_id = :tenant AND d.created_at >= :since AND d.created_at < :until
   AND strpos(d.policy_version, :mark) > 0
 ORDER BY d.student_id, d.created_at
ON CONFLICT DO NOTHING
""")
_TIMES = text("""
UPDATE experiment_arm a SET decisions = a.decisions + n.decisions, slow = a.slow + n.slow
  FROM (SELECT split_part(policy_version, :mark, 2) AS arm, count(*) AS decisions,
               count(*) FILTER (WHERE cast(served ->> 'ms' AS float) > :limit) AS slow
          FROM decision
         WHERE tenant_id = :tenant AND created_at >= :since AND created_at < :until
           AND strpos(policy_version, :mark) > 0
         GROUP BY 1) n
 WHERE a.tenant_id = :tenant AND a.experiment_id = :experiment AND a.arm = n.arm
""")
_COUNTED = text("""
UPDATE experiment SET counted_until = :until WHERE tenant_id = :tenant AND experiment_id = :experiment
""")
_WAITING = {
    part: text(
        "SELECT student_id, first_at FROM experiment_student WHERE tenant_id = :tenant"  # noqa: S608 - constants
        f" AND experiment_id = :experiment AND {part} IS NULL AND first_at <= :before"
        " ORDER BY first_at, student_id LIMIT :size"
    )
    for part in Part
}
_NOTE = {
    part: text(
        f"UPDATE experiment_student SET {part} = cast(:found AS jsonb) WHERE tenant_id = :tenant"  # noqa: S608
        " AND experiment_id = :experiment AND student_id = :student"
    )
    for part in Part
}
_EVENTS = text("""
SELECT e.student_id, e.received_at, e.verb, e.object_id, e.correct, e.result -> 'mastery' AS mastery,
       e.result ->> 'duration_ms' AS ms
  FROM learning_event e
  JOIN unnest(cast(:students AS uuid[]), cast(:firsts AS timestamptz[]), cast(:lasts AS timestamptz[]))
       AS w (student_id, first_at, last_at) ON w.student_id = e.student_id
 WHERE e.tenant_id = :tenant AND e.student_id = ANY(:students) AND e.received_at >= :first AND e.received_at < :last
   AND e.received_at >= w.first_at AND e.received_at < w.last_at
   AND e.verb NOT IN ('item_voided', 'item_restored', 'recalculated')
 ORDER BY e.student_id, e.received_at, e.student_seq
""")
_SHOWN = text("""
SELECT d.student_id, sum(jsonb_array_length(d.approved)) AS shown
  FROM decision d
  JOIN unnest(cast(:students AS uuid[]), cast(:firsts AS timestamptz[]), cast(:lasts AS timestamptz[]))
       AS w (student_id, first_at, last_at) ON w.student_id = d.student_id
 WHERE d.tenant_id = :tenant AND d.student_id = ANY(:students) AND d.created_at >= :first AND d.created_at < :last
   AND d.created_at >= w.first_at AND d.created_at < w.last_at AND jsonb_typeof(d.approved) = 'array'
 GROUP BY d.student_id
""")
_MOMENTS = {
    part: text(
        "SELECT arm, metric, count(*) AS n, avg(v) AS mean, coalesce(var_samp(v), 0) AS variance FROM ("  # noqa: S608
        "SELECT s.arm, m.key AS metric, CASE WHEN :sections THEN s.section_id ELSE s.student_id END AS unit,"
        f" avg(cast(m.value AS float)) AS v FROM experiment_student s, jsonb_each_text(s.{part}) AS m"
        " WHERE s.tenant_id = :tenant AND s.experiment_id = :experiment GROUP BY 1, 2, 3) each GROUP BY 1, 2"
    )
    for part in Part
}
_UNITS = text("""
SELECT arm, count(DISTINCT CASE WHEN :sections THEN section_id ELSE student_id END) AS units,
       count(*) AS students, count(outcomes) AS counted
  FROM experiment_student
 WHERE tenant_id = :tenant AND experiment_id = :experiment
   AND (cast(:until AS timestamptz) IS NULL OR first_at < :until)
 GROUP BY arm
""")
_SET_DAY = text("""
INSERT INTO experiment_day (tenant_id, experiment_id, day, arm, metric, units, mean, difference, low, high, e, p,
                            computed_at)
VALUES (:tenant, :experiment, :day, :arm, :metric, :units, :mean, :difference, :low, :high, :e, :p, :now)
ON CONFLICT (tenant_id, experiment_id, day, arm, metric) DO UPDATE SET
  units = excluded.units, mean = excluded.mean, difference = excluded.difference, low = excluded.low,
  high = excluded.high, e = excluded.e, p = excluded.p, computed_at = excluded.computed_at
""")
_DAYS = text("""
SELECT day, arm, metric, units, mean, difference, low, high, e, p, computed_at FROM experiment_day
 WHERE tenant_id = :tenant AND experiment_id = :experiment ORDER BY day, arm, metric
""")


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a student, as the log has it."""

    student_id: UUID
    at: datetime
    verb: str
    content: UUID | None
    correct: bool | None
    mastery: dict[str, list[float]]
    minutes: float


@dataclass(frozen=True, slots=True)
class Figure:
    """Moments of one figure of one arm, over units."""

    arm: str
    metric: str
    n: int
    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class Reach:
    """How many an arm has reached: units, students, and students whose days are over."""

    units: int = 0
    students: int = 0
    counted: int = 0


@dataclass(frozen=True, slots=True)
class DayRow:
    """What could be said of one figure of one arm on one day; None where it was too early."""

    day: date
    arm: str
    metric: str
    units: int
    mean: float | None
    difference: float | None
    low: float | None
    high: float | None
    e: float | None
    p: float | None
    computed_at: datetime


async def note_reached(
    session: AsyncSession, tenant: UUID, experiment: UUID, mark: str, since: datetime, until: datetime, limit: float
) -> None:
    """Note who was reached for the first time, and how often and how slowly each arm has chosen.

    Args:
        session: The open transaction.
        tenant: The institution.
        experiment: The experiment.
        mark: What its decisions have in their policy version before the arm's name.
        since: From this moment on.
        until: Before this moment; the next call begins there.
        limit: Milliseconds that a choice may take.
    """
    values = {"tenant": tenant, "experiment": experiment, "mark": mark, "since": since, "until": until}
    await session.execute(_REACHED, values)
    await session.execute(_TIMES, {**values, "limit": limit})
    await session.execute(_COUNTED, values)


async def waiting(
    session: AsyncSession, tenant: UUID, experiment: UUID, part: Part, before: datetime, size: int
) -> list[tuple[UUID, datetime]]:
    """Return (student, first choice) of those who began before a moment and are not counted yet."""
    values = {"tenant": tenant, "experiment": experiment, "before": before, "size": size}
    return [(row.student_id, row.first_at) for row in await session.execute(_WAITING[part], values)]


async def events_of(
    session: AsyncSession, tenant: UUID, windows: Sequence[tuple[UUID, datetime, datetime]]
) -> tuple[list[Told], dict[UUID, int]]:
    """Return what students did in windows of their own, oldest first, and how much was recommended to each."""
    if not windows:
        return [], {}
    students, firsts, lasts = (list(each) for each in zip(*windows, strict=True))
    values = {"tenant": tenant, "students": students, "firsts": firsts, "lasts": lasts}
    values |= {"first": min(each[1] for each in windows), "last": max(each[2] for each in windows)}
    told = [
        Told(
            row.student_id, row.received_at, row.verb, row.object_id, row.correct, row.mastery or {},
            float(row.ms or 0.0) / 60_000.0,
        )
        for row in await session.execute(_EVENTS, values)
    ]  # fmt: skip
    shown = {row.student_id: int(row.shown) for row in await session.execute(_SHOWN, values)}
    return told, shown


async def note(
    session: AsyncSession, tenant: UUID, experiment: UUID, part: Part, found: Mapping[UUID, Mapping[str, float]]
) -> None:
    """Keep what was counted of students."""
    rows = [
        {"tenant": tenant, "experiment": experiment, "student": student, "found": orjson.dumps(dict(figures)).decode()}
        for student, figures in found.items()
    ]
    if rows:
        await session.execute(_NOTE[part], rows)


async def figures(session: AsyncSession, tenant: UUID, experiment: UUID, part: Part, *, sections: bool) -> list[Figure]:
    """Return the moments of every figure of every arm; with `sections` a section's mean is one unit."""
    values = {"tenant": tenant, "experiment": experiment, "sections": sections}
    found = await session.execute(_MOMENTS[part], values)
    return [Figure(row.arm, row.metric, int(row.n), float(row.mean), float(row.variance)) for row in found]


async def reach(
    session: AsyncSession, tenant: UUID, experiment: UUID, *, sections: bool, until: datetime | None = None
) -> dict[str, Reach]:
    """Return how many each arm has reached, before a moment."""
    values = {"tenant": tenant, "experiment": experiment, "sections": sections, "until": until}
    found = await session.execute(_UNITS, values)
    return {row.arm: Reach(int(row.units), int(row.students), int(row.counted)) for row in found}


async def set_days(session: AsyncSession, tenant: UUID, experiment: UUID, rows: Sequence[DayRow]) -> None:
    """Keep what could be said on a day, in the place of what was said earlier that day."""
    values: list[dict[str, Any]] = [
        {
            "tenant": tenant, "experiment": experiment, "day": each.day, "arm": each.arm, "metric": each.metric,
            "units": each.units, "mean": each.mean, "difference": each.difference, "low": each.low, "high": each.high,
            "e": each.e, "p": each.p, "now": each.computed_at,
        }
        for each in rows
    ]  # fmt: skip
    if values:
        await session.execute(_SET_DAY, values)


async def days(session: AsyncSession, tenant: UUID, experiment: UUID) -> list[DayRow]:
    """Return what could be said on every day, oldest first."""
    found = await session.execute(_DAYS, {"tenant": tenant, "experiment": experiment})
    return [DayRow(*row) for row in found]
