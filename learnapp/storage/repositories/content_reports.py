"""Students' reports on broken items, and which course a section studies."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

Conn = AsyncConnection[TupleRow]


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
    """Add a report to the open review entry of an item, or open one; a student has one report per entry.

    Returns:
        The id of the entry.
    """
    report = {str(by): {"text": text, "at": now.isoformat(), "section_id": str(section_id)}}
    cursor = await conn.execute(
        "INSERT INTO review_item (tenant_id, review_id, kind, subject_type, subject_id, title, reason_code, evidence,"
        " status, created_at, created_by, note, dedupe_key)"
        " VALUES (%(tenant)s, %(review)s, 'broken_item', 'content', %(content)s, %(title)s, 'reported-by-student',"
        " %(evidence)s, 'open', %(now)s, %(by)s, '', %(dedupe)s)"
        " ON CONFLICT (tenant_id, dedupe_key) WHERE status = 'open' DO UPDATE SET evidence ="
        " jsonb_set(review_item.evidence, '{reports}',"
        " coalesce(review_item.evidence -> 'reports', '{}'::jsonb) || %(report)s)"
        " RETURNING review_id",
        {
            "tenant": tenant,
            "review": review_id,
            "content": content_id,
            "title": title[:200],
            "evidence": Jsonb({"version": content_version, "reports": report}),
            "report": Jsonb(report),
            "by": by,
            "now": now,
            "dedupe": f"broken_item:{content_id}",
        },
    )
    row = await cursor.fetchone()
    return UUID(str(row[0])) if row else review_id
