"""The log of content imports: progress, where to go on, and the report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

Conn = AsyncConnection[TupleRow]

_COLUMNS = "import_id, kind, source_name, status, started_at, finished_at, done, total, report, cursor"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import.

    Attributes:
        status: running, interrupted, done or failed.
        done, total: Problems (or items) of the source.
        cursor: Private to the importer: where to go on.
    """

    import_id: UUID
    kind: str
    source_name: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    done: int
    total: int
    report: dict[str, Any]
    cursor: dict[str, Any]


async def begin(
    conn: Conn, tenant: UUID, import_id: UUID, kind: str, source: str, now: datetime, requested_by: UUID | None
) -> None:
    """Write down that an import has begun."""
    await conn.execute(
        "INSERT INTO content_import (tenant_id, import_id, kind, source_name, status, started_at, done, total, report,"
        " cursor, requested_by) VALUES (%s, %s, %s, %s, 'running', %s, 0, 0, '{}', '{}', %s)",
        (tenant, import_id, kind, source, now, requested_by),
    )


async def unfinished(conn: Conn, tenant: UUID, kind: str, fingerprint: str) -> ImportRow | None:
    """Return the newest import of the very same source that did not come to its end."""
    cursor = await conn.execute(
        f"SELECT {_COLUMNS} FROM content_import WHERE tenant_id = %s AND kind = %s"  # noqa: S608 - our own columns
        " AND cursor ->> 'fingerprint' = %s AND status IN ('running', 'interrupted')"
        " ORDER BY started_at DESC LIMIT 1",
        (tenant, kind, fingerprint),
    )
    row = await cursor.fetchone()
    return ImportRow(*row) if row else None


async def save(
    conn: Conn,
    tenant: UUID,
    import_id: UUID,
    *,
    status: str,
    done: int,
    total: int,
    report: dict[str, Any],
    cursor: dict[str, Any],
    finished_at: datetime | None = None,
) -> None:
    """Write progress; it commits together with the rows that it counts."""
    await conn.execute(
        "UPDATE content_import SET status = %s, done = %s, total = %s, report = %s, cursor = %s, finished_at = %s"
        " WHERE tenant_id = %s AND import_id = %s",
        (status, done, total, Jsonb(report), Jsonb(cursor), finished_at, tenant, import_id),
    )


async def set_import_status(conn: Conn, tenant: UUID, import_id: UUID, status: str) -> None:
    """Change the status alone; what was counted stays."""
    await conn.execute(
        "UPDATE content_import SET status = %s WHERE tenant_id = %s AND import_id = %s", (status, tenant, import_id)
    )


async def list_imports(conn: Conn, tenant: UUID, offset: int, size: int) -> tuple[list[ImportRow], int]:
    """Return imports, newest first, and how many there are."""
    cursor = await conn.execute("SELECT count(*) FROM content_import WHERE tenant_id = %s", (tenant,))
    total = await cursor.fetchone()
    cursor = await conn.execute(
        f"SELECT {_COLUMNS} FROM content_import WHERE tenant_id = %s"  # noqa: S608 - our own columns
        " ORDER BY started_at DESC OFFSET %s LIMIT %s",
        (tenant, offset, size),
    )
    return [ImportRow(*row) for row in await cursor.fetchall()], int(total[0]) if total else 0
