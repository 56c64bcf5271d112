"""The answers of an institution as models learn from them, read in parts: a log may be larger than memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

Conn = AsyncConnection[TupleRow]
_PART = 20_000
# First tries only, as mastery moves by them; what is voided comes along, so that it can be counted.
_COUNTS = """
  FROM learning_event e
 WHERE e.tenant_id = %(tenant)s AND e.verb = 'answered' AND e.correct IS NOT NULL AND e.object_id IS NOT NULL
   AND (e.result -> 'moved' = 'true'::jsonb OR e.result -> 'voided' = 'true'::jsonb)
   AND e.result -> 'hint_index' IS NULL
"""
_ANSWERS = f"""
SELECT latest.student_id, latest.course_id, latest.object_id, coalesce(latest.object_version, 0),
       coalesce(latest.step_id, ''), latest.kc_ids[1], latest.correct, latest.received_at, latest.occurred_at,
       (latest.result ->> 'duration_ms')::float8, coalesce((latest.result ->> 'hints')::int, 0),
       coalesce((latest.result ->> 'partial')::float8, 0),
       v.void_id IS NOT NULL OR latest.result -> 'voided' = 'true'::jsonb
  FROM (SELECT e.* {_COUNTS} AND (%(students)s::uuid[] IS NULL OR e.student_id = ANY(%(students)s))
         ORDER BY e.received_at DESC LIMIT %(most)s) latest
  LEFT JOIN item_void v ON v.tenant_id = latest.tenant_id AND v.section_id = latest.section_id
        AND v.content_id = latest.object_id AND v.undone_at IS NULL
        AND (v.since IS NULL OR latest.received_at >= v.since)
 ORDER BY latest.received_at, latest.student_id, latest.student_seq
"""  # noqa: S608 - constants


class Answered(NamedTuple):
    """One first try; see `learning_event`."""

    student_id: UUID
    course_id: UUID
    object_id: UUID
    object_version: int
    step_id: str
    kc_id: UUID | None
    correct: bool
    received_at: datetime
    occurred_at: datetime
    duration_ms: float | None
    hints: int
    partial: float
    voided: bool


async def answers(
    conn: Conn, tenant: UUID, most: int, students: Sequence[UUID] | None = None
) -> AsyncIterator[list[Answered]]:
    """Yield the newest answers of an institution in parts, the oldest of them first.

    Args:
        conn: The open transaction, not pipelined.
        tenant: The institution.
        most: So many at most.
        students: Only theirs; None for everybody's.
    """
    async with conn.cursor(name="training_answers") as cursor:
        cursor.itersize = _PART
        wanted = None if students is None else list(students)
        await cursor.execute(_ANSWERS, {"tenant": tenant, "most": most, "students": wanted})
        while part := await cursor.fetchmany(_PART):
            yield [Answered(*row) for row in part]


async def count_answers(conn: Conn, tenant: UUID, since: datetime | None = None) -> int:
    """Return how many answers there are to learn from, of all time or since a moment."""
    cursor = await conn.execute(
        f"SELECT count(*) {_COUNTS} AND (%(since)s::timestamptz IS NULL OR e.received_at >= %(since)s)",  # noqa: S608
        {"tenant": tenant, "since": since},
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def active_since(conn: Conn, tenant: UUID, since: datetime) -> list[UUID]:
    """Return the students who have answered something since a moment."""
    cursor = await conn.execute(
        f"SELECT DISTINCT e.student_id {_COUNTS} AND e.received_at >= %(since)s ORDER BY 1",  # noqa: S608 - constants
        {"tenant": tenant, "since": since},
    )
    return [row[0] for row in await cursor.fetchall()]


async def item_parameters(
    conn: Conn, tenants: Sequence[UUID], items: Sequence[UUID]
) -> dict[tuple[UUID, int], tuple[float, float]]:
    """Return (item, version) -> (difficulty, discrimination)."""
    cursor = await conn.execute(
        "SELECT content_id, version, difficulty, discrimination FROM content"
        " WHERE tenant_id = ANY(%s) AND content_id = ANY(%s)",
        (list(tenants), list(items)),
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in await cursor.fetchall()}


async def kc_parameters(
    conn: Conn, tenants: Sequence[UUID], kcs: Sequence[UUID]
) -> dict[UUID, tuple[float, float, float, float]]:
    """Return KC -> (p_init, p_transit, p_slip, p_guess)."""
    cursor = await conn.execute(
        "SELECT kc_id, p_init, p_transit, p_slip, p_guess FROM kc WHERE tenant_id = ANY(%s) AND kc_id = ANY(%s)",
        (list(tenants), list(kcs)),
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in await cursor.fetchall()}


async def subjects(conn: Conn, tenants: Sequence[UUID], courses: Sequence[UUID]) -> dict[UUID, str]:
    """Return course -> its subject, or its slug where it names none."""
    cursor = await conn.execute(
        "SELECT course_id, coalesce(nullif(subject, ''), slug) FROM course"
        " WHERE tenant_id = ANY(%s) AND course_id = ANY(%s)",
        (list(tenants), list(courses)),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}
