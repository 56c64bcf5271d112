"""What the answers of a class say about its items: from what is counted of them (`item_rollups`), never the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.engine.item_statistics import SPENT

_ADDED = ", ".join(f"sum(spent[{place}])" for place in range(1, len(SPENT) + 2))
# Corrected item-rest correlation: an item is compared with everything else that a student did, without itself
# (Henrysson, 1963, "Correction of item-total correlations in item analysis").
_ITEMS = text(f"""
WITH opened AS MATERIALIZED (
  SELECT content_id, student_id, answers, tries, alone, hints FROM item_student
   WHERE tenant_id = :tenant AND section_id = :section AND open
), per AS NOT MATERIALIZED (
  SELECT s.content_id AS item, s.student_id AS student, s.answers + coalesce(o.answers, 0) AS answers,
         s.tries + coalesce(o.tries, 0) AS n, s.alone + coalesce(o.alone, 0) AS r,
         s.hints + coalesce(o.hints, 0) AS hints
    FROM item_student s LEFT JOIN opened o USING (content_id, student_id)
   WHERE s.tenant_id = :tenant AND s.section_id = :section AND NOT s.open
   UNION ALL
  SELECT content_id, student_id, answers, tries, alone, hints FROM opened o
   WHERE NOT EXISTS (
     SELECT 1 FROM item_student s
      WHERE s.tenant_id = :tenant AND s.section_id = :section AND s.content_id = o.content_id
        AND s.student_id = o.student_id AND NOT s.open)
), totals AS (
  SELECT student, sum(n)::float8 AS n, sum(r)::float8 AS r FROM per GROUP BY student
), pairs AS (
  SELECT p.item, p.answers, p.n, p.r, p.hints, p.r / nullif(p.n, 0)::float8 AS mine,
         (t.r - p.r) / nullif(t.n - p.n, 0) AS rest
    FROM per p JOIN totals t USING (student)
   WHERE cast(:item AS uuid) IS NULL OR p.item = :item
), times AS (
  SELECT content_id AS item, ARRAY[{_ADDED}]::int[] AS spent
    FROM item_day
   WHERE tenant_id = :tenant AND section_id = :section AND (cast(:item AS uuid) IS NULL OR content_id = :item)
   GROUP BY content_id
)
SELECT p.item, sum(p.answers)::int, count(*) FILTER (WHERE p.answers > 0), sum(p.n)::int, sum(p.r)::int,
       sum(p.hints)::int, CASE WHEN regr_count(p.mine, p.rest) >= :least THEN corr(p.mine, p.rest) END,
       coalesce(t.spent, '{{}}')
  FROM pairs p LEFT JOIN times t USING (item)
 GROUP BY p.item, t.spent HAVING sum(p.answers) > 0
""")  # noqa: S608 - constants
_REPORTS = """
  FROM review_item r CROSS JOIN LATERAL jsonb_each(coalesce(r.evidence -> 'reports', '{}'::jsonb)) AS whose
 CROSS JOIN LATERAL jsonb_path_query(whose.value, '$[*]') AS said
 WHERE r.tenant_id = :tenant AND r.kind = 'broken_item' AND r.subject_id IS NOT NULL
   AND said ->> 'section_id' = cast(:section AS text)
"""
_REPORTED = text(f"SELECT r.subject_id, count(DISTINCT whose.key) {_REPORTS} GROUP BY r.subject_id")  # noqa: S608
_SAID = text(f"""
SELECT said ->> 'text', said ->> 'at' {_REPORTS} AND r.subject_id = :item ORDER BY said ->> 'at' DESC LIMIT 50
""")  # noqa: S608 - constants
_OF_ITEM = "tenant_id = :tenant AND section_id = :section AND content_id = :item"
_GIVEN = text(f"""
SELECT step_id, response, correct, sum(times)::int FROM item_answer WHERE {_OF_ITEM} AND version IS NULL
 GROUP BY 1, 2, 3 ORDER BY 4 DESC, 2 LIMIT :size
""")  # noqa: S608 - constants
_SHOWN = text(f"""
SELECT step_id, coalesce(misconception, -1), sum(times)::int FROM item_answer
 WHERE {_OF_ITEM} AND version = :version AND NOT correct GROUP BY 1, 2
""")  # noqa: S608 - constants
_DAYS = text(f"""
SELECT day, sum(tries)::int, sum(alone)::int FROM item_day WHERE {_OF_ITEM} AND day >= :since GROUP BY 1 ORDER BY 1
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
        spent: How many first tries took how long, in the bins of `item_statistics.SPENT`; () when it is not known.
    """

    content_id: UUID
    answers: int
    students: int
    tries: int
    right: int
    hints: int
    discrimination: float | None
    spent: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer as it was given, JSON text, and how often; None is any answer that was too long to keep."""

    step_id: str | None
    response: str | None
    correct: bool
    times: int


@dataclass(frozen=True, slots=True)
class ShownMistake:
    """How often wrong answers to a step of a template showed one of its misconceptions; `place` -1: none of them."""

    step_id: str | None
    place: int
    times: int


async def items(
    session: AsyncSession, tenant: UUID, section: UUID, least: int, item: UUID | None = None
) -> list[ItemTally]:
    """Return every item that was answered in a section.

    Args:
        session: The open transaction.
        tenant: The institution.
        section: The section.
        least: Students from which a discrimination is stated.
        item: Only this one.
    """
    found = await session.execute(_ITEMS, {"tenant": tenant, "section": section, "least": least, "item": item})
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


async def mistakes(session: AsyncSession, tenant: UUID, section: UUID, item: UUID, version: int) -> list[ShownMistake]:
    """Return which misconceptions the wrong answers to one version of a template showed."""
    values = {"tenant": tenant, "section": section, "item": item, "version": version}
    return [ShownMistake(*row) for row in await session.execute(_SHOWN, values)]


async def days(
    session: AsyncSession, tenant: UUID, section: UUID, item: UUID, since: date
) -> list[tuple[str, int, int]]:
    """Return (ISO day of UTC, first tries, right ones) of the days with first tries."""
    values = {"tenant": tenant, "section": section, "item": item, "since": since}
    return [(row[0].isoformat(), row[1], row[2]) for row in await session.execute(_DAYS, values)]


async def time_zone(session: AsyncSession, tenant: UUID) -> str:
    """Return the institution's time zone."""
    return str((await session.execute(_ZONE, {"tenant": tenant})).scalar_one_or_none() or "UTC")
