"""What a student's own pages read, and the draft that they write. Raw psycopg, tenant set by the caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from learnapp.storage.batch import Batch, Statement
from learnapp.storage.repositories.learning import Conn

_SECTIONS = Statement("""
SELECT s.section_id, s.title, s.course_tenant_id, s.course_id, s.course_version
  FROM enrolment e JOIN section s ON s.tenant_id = e.tenant_id AND s.section_id = e.section_id
  JOIN person p ON p.tenant_id = e.tenant_id AND p.person_id = e.person_id
 WHERE e.tenant_id = {tenant:uuid} AND e.person_id = {student:uuid} AND e.role = 'student' AND e.status = 'active'
   AND s.status = 'active' AND s.course_id IS NOT NULL
 ORDER BY (s.section_id = p.study_section_id) IS TRUE DESC, s.title, s.section_id LIMIT 50
""")
_EVENTS = """
SELECT event_id, verb, object_id, step_id, correct, result::text, received_at, EXISTS (
         SELECT 1 FROM item_void v
          WHERE v.tenant_id = e.tenant_id AND v.section_id = e.section_id AND v.content_id = e.object_id
            AND v.undone_at IS NULL AND (v.since IS NULL OR e.received_at >= v.since))
  FROM learning_event e
 WHERE tenant_id = %s AND student_id = %s AND course_id = %s
   AND (%s::uuid IS NULL OR %s = ANY(kc_ids)) AND (%s::bool IS FALSE OR correct IS NOT NULL)
 ORDER BY received_at DESC, event_id DESC LIMIT %s OFFSET %s
"""
_COUNT = """
SELECT count(*) FROM learning_event
 WHERE tenant_id = %s AND student_id = %s AND course_id = %s AND %s = ANY(kc_ids) AND correct IS NOT NULL
"""
_TRAJECTORY = """
SELECT event_id, received_at, correct, (result -> 'mastery' -> %(kc)s::text)::text
  FROM learning_event
 WHERE tenant_id = %(tenant)s AND student_id = %(student)s AND course_id = %(course)s
   AND jsonb_typeof(result -> 'mastery' -> %(kc)s::text) = 'array'
 ORDER BY received_at DESC, event_id DESC LIMIT %(limit)s OFFSET %(offset)s
"""
_DAYS = """
SELECT (received_at AT TIME ZONE %s)::date AS day, count(*) FILTER (WHERE correct), count(*) FILTER (WHERE NOT correct)
  FROM learning_event
 WHERE tenant_id = %s AND student_id = %s AND course_id = %s AND correct IS NOT NULL AND received_at >= %s
 GROUP BY 1 ORDER BY 1
"""
_DRAFT = """
INSERT INTO item_progress (tenant_id, student_id, content_id, version, state, updated_at)
VALUES (%(tenant)s, %(student)s, %(content)s, %(version)s,
        jsonb_build_object('draft', jsonb_build_object(%(step)s::text, %(text)s::text)), %(at)s)
ON CONFLICT (tenant_id, student_id, content_id) DO UPDATE SET updated_at = EXCLUDED.updated_at,
  state = item_progress.state || jsonb_build_object('draft',
          CASE WHEN jsonb_typeof(item_progress.state -> 'draft') = 'object' THEN item_progress.state -> 'draft'
               ELSE '{}'::jsonb END || jsonb_build_object(%(step)s::text, %(text)s::text))
"""


@dataclass(frozen=True, slots=True)
class StudySection:
    """A section in which the student studies, and its course."""

    section_id: UUID
    title: str
    course: tuple[UUID, UUID, int]


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """One stored event as a student may see it; `voided`: it does not count in the number."""

    event_id: UUID
    verb: str
    object_id: UUID | None
    step_id: str | None
    correct: bool | None
    result: dict[str, Any]
    received_at: datetime
    voided: bool = False


async def sections_of(batch: Batch, tenant: UUID, student: UUID) -> list[StudySection]:
    """Return the active sections in which a person studies: the one they have chosen first, then by title."""
    batch.add(_SECTIONS, tenant=tenant, student=student)
    *_, found = await batch.exchange()
    return [StudySection(row[0], row[1], (row[2], row[3], row[4])) for row in found]


async def events_of(
    conn: Conn,
    tenant: UUID,
    student: UUID,
    course: UUID,
    *,
    kc: UUID | None = None,
    graded: bool = False,
    size: int = 20,
    offset: int = 0,
) -> list[SeenEvent]:
    """Return a student's events of a course, newest first.

    Args:
        conn: Connection with the tenant set.
        tenant: The institution.
        student: The student.
        course: The course.
        kc: Only events about this KC.
        graded: Only graded answers.
        size: At most so many.
        offset: Skip so many.
    """
    cursor = await conn.execute(_EVENTS, (tenant, student, course, kc, kc, graded, size, offset))
    return [
        SeenEvent(row[0], row[1], row[2], row[3], row[4], orjson.loads(row[5]), row[6], row[7])
        for row in await cursor.fetchall()
    ]


async def count_answers(conn: Conn, tenant: UUID, student: UUID, course: UUID, kc: UUID) -> int:
    """Return how many graded answers of a student are about a KC."""
    row = await (await conn.execute(_COUNT, (tenant, student, course, kc))).fetchone()
    return int(row[0]) if row else 0


@dataclass(frozen=True, slots=True)
class TrajectoryPoint:
    """P(mastered) of one KC and its interval right after an answer that moved it."""

    event_id: UUID
    at: datetime
    correct: bool | None
    p: float
    low: float
    high: float


async def trajectory(
    conn: Conn, tenant: UUID, student: UUID, course: UUID, kc: UUID, *, offset: int = 0, limit: int = 100
) -> list[TrajectoryPoint]:
    """Return what a student was told of one KC after each answer that moved it, newest first."""
    wanted = {
        "tenant": tenant, "student": student, "course": course, "kc": str(kc), "limit": limit, "offset": offset,
    }  # fmt: skip
    cursor = await conn.execute(_TRAJECTORY, wanted)
    return [
        TrajectoryPoint(row[0], row[1], row[2], *(float(one) for one in orjson.loads(row[3])[:3]))
        for row in await cursor.fetchall()
    ]


async def answers_by_day(
    conn: Conn, tenant: UUID, student: UUID, course: UUID, zone: str, since: datetime
) -> list[tuple[str, int, int]]:
    """Return (ISO day in the institution's time zone, right, wrong) for days with answers."""
    cursor = await conn.execute(_DAYS, (zone, tenant, student, course, since))
    return [(row[0].isoformat(), row[1], row[2]) for row in await cursor.fetchall()]


async def save_draft(
    conn: Conn, tenant: UUID, student: UUID, content: UUID, version: int, step: str, text: str, at: datetime
) -> None:
    """Keep what a student has typed but not sent; an empty text removes nothing but the words."""
    await conn.execute(
        _DRAFT,
        {
            "tenant": tenant,
            "student": student,
            "content": content,
            "version": version,
            "step": step,
            "text": text,
            "at": at,
        },
    )
