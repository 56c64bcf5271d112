"""What the answers of a class say about its items; aggregated by the database, for a term of a class is long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# A first try is an answer that moved mastery, or would have if its item had not been voided meanwhile.
_FIRST = "(e.result -> 'moved' = 'true'::jsonb OR e.result -> 'voided' = 'true'::jsonb)"
_ALONE = "e.correct AND coalesce((e.result ->> 'hints')::int, 0) = 0"
# Corrected item-rest correlation: an item is compared with everything else that a student did, without itself
# (Henrysson, 1963, "Correction of item-total correlations in item analysis").
_ITEMS = text(f"""
WITH tries AS (
  SELECT e.object_id AS item, e.student_id AS student, e.verb, e.correct IS NOT NULL AS judged,
         e.correct IS NOT NULL AND {_FIRST} AS first, e.correct IS NOT NULL AND {_FIRST} AND {_ALONE} AS alone,
         CASE WHEN e.correct IS NOT NULL AND {_FIRST} THEN (e.result ->> 'duration_ms')::float8 END AS ms
    FROM learning_event e
   WHERE e.tenant_id = :tenant AND e.section_id = :section AND e.verb IN ('answered', 'hint_requested')
     AND e.object_id IS NOT NULL
), per AS (
  SELECT item, student, count(*) FILTER (WHERE judged) AS answers, count(*) FILTER (WHERE first) AS n,
         count(*) FILTER (WHERE alone) AS r, count(*) FILTER (WHERE verb = 'hint_requested') AS hints
    FROM tries GROUP BY item, student
), totals AS (
  SELECT student, sum(n)::float8 AS n, sum(r)::float8 AS r FROM per GROUP BY student
), pairs AS (
  SELECT p.*, p.r / nullif(p.n, 0)::float8 AS mine, (t.r - p.r) / nullif(t.n - p.n, 0) AS rest
    FROM per p JOIN totals t USING (student)
), times AS (
  SELECT item, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) / 1000.0 AS seconds
    FROM tries WHERE ms IS NOT NULL GROUP BY item
)
SELECT p.item, sum(p.answers)::int, count(*) FILTER (WHERE p.answers > 0), sum(p.n)::int, sum(p.r)::int,
       sum(p.hints)::int, CASE WHEN regr_count(p.mine, p.rest) >= :least THEN corr(p.mine, p.rest) END,
       max(t.seconds)
  FROM pairs p LEFT JOIN times t USING (item)
 GROUP BY p.item HAVING sum(p.answers) > 0
""")  # noqa: S608 - constants
_REPORTS = """
  FROM review_item r CROSS JOIN LATERAL jsonb_each(coalesce(r.evidence -> 'reports', '{}'::jsonb)) AS said
 WHERE r.tenant_id = :tenant AND r.kind = 'broken_item' AND r.subject_id IS NOT NULL
   AND said.value ->> 'section_id' = cast(:section AS text)
"""
_REPORTED = text(f"SELECT r.subject_id, count(DISTINCT said.key) {_REPORTS} GROUP BY r.subject_id")  # noqa: S608
_SAID = text(f"""
SELECT said.value ->> 'text', said.value ->> 'at' {_REPORTS} AND r.subject_id = :item
 ORDER BY said.value ->> 'at' DESC LIMIT 50
""")  # noqa: S608 - constants
_OF_ITEM = """
  FROM learning_event e
 WHERE e.tenant_id = :tenant AND e.section_id = :section AND e.object_id = :item AND e.verb = 'answered'
   AND e.correct IS NOT NULL
"""
_GIVEN = text(f"""
SELECT e.step_id, (e.result -> 'response')::text, e.correct, count(*)::int, count(DISTINCT e.student_id)::int
{_OF_ITEM} AND e.result -> 'hint_index' IS NULL
 GROUP BY 1, 2, 3 ORDER BY 4 DESC, 2 LIMIT :size
""")  # noqa: S608 - constants
_TASKS = text(f"""
SELECT e.student_id, e.object_version, (e.result ->> 'variant')::int, e.step_id, (e.result -> 'response')::text,
       count(*)::int
{_OF_ITEM} AND NOT e.correct AND e.result -> 'hint_index' IS NULL AND e.result -> 'variant' IS NOT NULL
 GROUP BY 1, 2, 3, 4, 5 ORDER BY max(e.received_at) DESC LIMIT :size
""")  # noqa: S608 - constants
_TIMES = text(f"""
SELECT width_bucket((e.result ->> 'duration_ms')::float8 / 1000.0, cast(:bounds AS float8[])), count(*)::int
{_OF_ITEM} AND {_FIRST} AND e.result -> 'duration_ms' IS NOT NULL GROUP BY 1
""")  # noqa: S608 - constants
_DAYS = text(f"""
SELECT (e.received_at AT TIME ZONE i.time_zone)::date, count(*)::int, count(*) FILTER (WHERE {_ALONE})::int
  FROM learning_event e JOIN institution i ON i.tenant_id = e.tenant_id
 WHERE e.tenant_id = :tenant AND e.section_id = :section AND e.object_id = :item AND e.verb = 'answered'
   AND e.correct IS NOT NULL AND {_FIRST} AND e.received_at >= :since
 GROUP BY 1 ORDER BY 1
""")  # noqa: S608 - constants
_ZONE = text("SELECT time_zone FROM institution WHERE tenant_id = :tenant")


@dataclass(frozen=True, slots=True)
class ItemTally:
    """What a class did with one item.

    Attributes:
        answers: Graded answers, every try.
        students: Who gave them.
        tries, right: First tries, and those that were right without a hint.
        hints: Hints that were opened.
        discrimination: -1 to 1; None with too few students, or where all of them are alike.
        seconds: Median time of a first try; None when it is not known.
    """

    content_id: UUID
    answers: int
    students: int
    tries: int
    right: int
    hints: int
    discrimination: float | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer as it was given, JSON text, and how often."""

    step_id: str | None
    response: str | None
    correct: bool
    times: int
    students: int


@dataclass(frozen=True, slots=True)
class WrongTask:
    """A wrong answer to a student's own task of a template."""

    student_id: UUID
    version: int | None
    variant: int
    step_id: str | None
    response: str | None
    times: int


async def items(session: AsyncSession, tenant: UUID, section: UUID, least: int) -> list[ItemTally]:
    """Return every item that was answered in a section.

    Args:
        session: The open transaction.
        tenant: The institution.
        section: The section.
        least: Students from which a discrimination is stated.
    """
    found = await session.execute(_ITEMS, {"tenant": tenant, "section": section, "least": least})
    return [ItemTally(*row) for row in found]


async def reported(session: AsyncSession, tenant: UUID, section: UUID) -> dict[UUID, int]:
    """Return how many students of a section have reported each item."""
    found = await session.execute(_REPORTED, {"tenant": tenant, "section": section})
    return {row[0]: int(row[1]) for row in found}


async def reports(session: AsyncSession, tenant: UUID, section: UUID, item: UUID) -> list[tuple[str, str]]:
    """Return what students of a section have reported about an item and when, the latest first."""
    found = await session.execute(_SAID, {"tenant": tenant, "section": section, "item": item})
    return [(str(row[0] or ""), str(row[1] or "")) for row in found]


async def given(session: AsyncSession, tenant: UUID, section: UUID, item: UUID, size: int) -> list[GivenAnswer]:
    """Return the most frequent answers to an item, all tries."""
    values = {"tenant": tenant, "section": section, "item": item, "size": size}
    return [GivenAnswer(*row) for row in await session.execute(_GIVEN, values)]


async def wrong_tasks(session: AsyncSession, tenant: UUID, section: UUID, item: UUID, size: int) -> list[WrongTask]:
    """Return wrong answers to tasks of a template, the latest first."""
    values = {"tenant": tenant, "section": section, "item": item, "size": size}
    return [WrongTask(*row) for row in await session.execute(_TASKS, values)]


async def times(
    session: AsyncSession, tenant: UUID, section: UUID, item: UUID, bounds: Sequence[float]
) -> dict[int, int]:
    """Return how many first tries fall between the bounds (seconds): 0 is below the first of them."""
    values: dict[str, Any] = {"tenant": tenant, "section": section, "item": item, "bounds": list(bounds)}
    return {int(row[0]): int(row[1]) for row in await session.execute(_TIMES, values)}


async def days(
    session: AsyncSession, tenant: UUID, section: UUID, item: UUID, since: datetime
) -> list[tuple[str, int, int]]:
    """Return (ISO day of the institution, first tries, right ones) of the days with first tries."""
    values = {"tenant": tenant, "section": section, "item": item, "since": since}
    return [(row[0].isoformat(), row[1], row[2]) for row in await session.execute(_DAYS, values)]


async def time_zone(session: AsyncSession, tenant: UUID) -> str:
    """Return the institution's time zone."""
    return str((await session.execute(_ZONE, {"tenant": tenant})).scalar_one_or_none() or "UTC")
