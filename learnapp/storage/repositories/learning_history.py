"""What a section studies, and receipts that nobody needs any more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from learnapp.storage.repositories.learning import Conn


async def course_of_section(conn: Conn, tenant: UUID, section: UUID) -> tuple[UUID, UUID, int] | None:
    """Return (tenant, course, version) that a section studies."""
    cursor = await conn.execute(
        "SELECT course_tenant_id, course_id, course_version FROM section WHERE tenant_id = %s AND section_id = %s",
        (tenant, section),
    )
    row = await cursor.fetchone()
    return (row[0], row[1], row[2]) if row and row[1] is not None else None


async def prune_receipts(conn: Conn, tenant: UUID, before: datetime) -> int:
    """Delete receipts that no admissible event can repeat any more; return how many."""
    cursor = await conn.execute("DELETE FROM event_receipt WHERE tenant_id = %s AND received_at < %s", (tenant, before))
    return cursor.rowcount
