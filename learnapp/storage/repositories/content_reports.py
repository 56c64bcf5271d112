"""Students' reports on broken items, and which course a section studies."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

Conn = AsyncConnection[TupleRow]
MOST_OF_ONE = 50
"""Things that one student can report of one item while its entry is open; the latest stay."""
# A student's reports are a list: each thing that they report of an item stands by itself, the same one once.
_REPORT = f"""
INSERT INTO review_item (tenant_id, review_id, kind, subject_type, subject_id, title, reason_code, evidence,
                         status, created_at, created_by, note, dedupe_key)
VALUES (%(tenant)s, %(review)s, 'broken_item', 'content', %(content)s, %(title)s, 'reported-by-student',
        jsonb_build_object('version', %(version)s::int, 'reports',
                           jsonb_build_object(%(by)s::text, jsonb_build_array(%(report)s::jsonb))),
        'open', %(now)s, %(by)s, '', %(dedupe)s)
ON CONFLICT (tenant_id, dedupe_key) WHERE status = 'open' DO UPDATE SET evidence = jsonb_set(
  review_item.evidence, '{{reports}}',
  coalesce(review_item.evidence -> 'reports', '{{}}'::jsonb) || jsonb_build_object(%(by)s::text, (
    SELECT jsonb_agg(kept.one ORDER BY kept.place) FROM (
      SELECT each.one, each.place FROM (
        SELECT DISTINCT ON (said.one -> 'text', said.one -> 'section_id') said.one, said.place
          FROM jsonb_array_elements(
                 coalesce(jsonb_path_query_array(review_item.evidence -> 'reports' -> %(by)s::text, '$[*]'),
                          '[]'::jsonb) || %(report)s::jsonb) WITH ORDINALITY AS said (one, place)
         ORDER BY said.one -> 'text', said.one -> 'section_id', said.place) each
       ORDER BY each.place DESC LIMIT {MOST_OF_ONE}) kept)))
RETURNING review_id
"""  # noqa: S608 - constants


async def course_of_section(conn: Conn, tenant: UUID, section: UUID) -> tuple[UUID, UUID, int] | None:
    """Return (course's tenant, course, version) of a section; None when it studies no course yet."""
    cursor = await conn.execute(
        "SELECT course_tenant_id, course_id, course_version FROM section"
        " WHERE tenant_id = %s AND section_id = %s AND course_id IS NOT NULL",
        (tenant, section),
    )
    row = await cursor.fetchone()
    return (row[0], row[1], row[2]) if row else None


async def set_section_course(
    conn: Conn, tenant: UUID, section: UUID, course_tenant: UUID, course: UUID, version: int
) -> bool:
    """Let a section study a course version; False when there is no such section."""
    cursor = await conn.execute(
        "UPDATE section SET course_tenant_id = %s, course_id = %s, course_version = %s"
        " WHERE tenant_id = %s AND section_id = %s RETURNING 1",
        (course_tenant, course, version, tenant, section),
    )
    return await cursor.fetchone() is not None


async def course_of_content(conn: Conn, tenant: UUID, content: UUID) -> UUID | None:
    """Return the course of an item that this tenant owns."""
    cursor = await conn.execute(
        "SELECT course_id FROM content WHERE tenant_id = %s AND content_id = %s LIMIT 1", (tenant, content)
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def add_report(
    conn: Conn,
    tenant: UUID,
    review_id: UUID,
    *,
    content_id: UUID,
    content_version: int,
    title: str,
    text: str,
    by: UUID,
    section_id: UUID,
    now: datetime,
) -> UUID:
    """Add a report to the open review entry of an item, or open one; what a student has said there is not added again.

    Returns:
        The id of the entry.
    """
    cursor = await conn.execute(
        _REPORT,
        {
            "tenant": tenant,
            "review": review_id,
            "content": content_id,
            "version": content_version,
            "title": title[:200],
            "report": Jsonb({"text": text, "at": now.isoformat(), "section_id": str(section_id)}),
            "by": by,
            "now": now,
            "dedupe": f"broken_item:{content_id}",
        },
    )
    row = await cursor.fetchone()
    return UUID(str(row[0])) if row else review_id
