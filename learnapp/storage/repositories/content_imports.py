"""The log of content imports: progress, where to go on, and the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

Conn = AsyncConnection[TupleRow]

_COLUMNS = "import_id, kind, source_name, status, started_at, finished_at, done, total, report, cursor, requested_by"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import.

    Attributes:
        status: waiting, running, stopping, stopped, interrupted, done or failed.
        done, total: Problems (or items) of the source.
        cursor: Private to the importer: where to go on, and where the package lies.
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
    requested_by: UUID | None


async def begin(
    conn: Conn,
    tenant: UUID,
    import_id: UUID,
    kind: str,
    source: str,
    now: datetime,
    requested_by: UUID | None,
    *,
    status: str = "running",
    cursor: dict[str, Any] | None = None,
) -> None:
    """Write down that an import has begun, or waits for the worker."""
    await conn.execute(
        "INSERT INTO content_import (tenant_id, import_id, kind, source_name, status, started_at, done, total, report,"
        " cursor, requested_by) VALUES (%s, %s, %s, %s, %s, %s, 0, 0, '{}', %s, %s)",
        (tenant, import_id, kind, source, status, now, Jsonb(cursor or {}), requested_by),
    )


async def begin_again(conn: Conn, tenant: UUID, import_id: UUID, total: int) -> None:
    """Write down that an import goes on; one that was asked to stop meanwhile keeps that wish."""
    await conn.execute(
        "UPDATE content_import SET status = CASE WHEN status = 'stopping' THEN status ELSE 'running' END, total = %s"
        " WHERE tenant_id = %s AND import_id = %s",
        (total, tenant, import_id),
    )


async def find(conn: Conn, tenant: UUID, import_id: UUID) -> ImportRow | None:
    """Return one import."""
    cursor = await conn.execute(
        f"SELECT {_COLUMNS} FROM content_import WHERE tenant_id = %s AND import_id = %s",  # noqa: S608 - own columns
        (tenant, import_id),
    )
    row = await cursor.fetchone()
    return ImportRow(*row) if row else None


async def queue_again(conn: Conn, tenant: UUID, import_id: UUID, package: str) -> None:
    """Let an import wait for the worker again, with its package at this place."""
    await conn.execute(
        "UPDATE content_import SET status = 'waiting', cursor = cursor || jsonb_build_object('package', %s::text)"
        " WHERE tenant_id = %s AND import_id = %s",
        (package, tenant, import_id),
    )


async def ask_to_stop(conn: Conn, tenant: UUID, import_id: UUID) -> bool:
    """Ask a waiting or running import to stop after its present batch; False when none such is there."""
    cursor = await conn.execute(
        "UPDATE content_import SET status = 'stopping' WHERE tenant_id = %s AND import_id = %s"
        " AND status IN ('waiting', 'running', 'stopping', 'interrupted') RETURNING 1",
        (tenant, import_id),
    )
    return await cursor.fetchone() is not None


async def set_failed(
    conn: Conn, tenant: UUID, import_id: UUID, code: str, message: str, report: dict[str, Any], now: datetime
) -> None:
    """Write down that an import cannot be read, and why.

    Args:
        conn: Within the tenant.
        tenant: Whose it is.
        import_id: The import.
        code: Of the error.
        message: Its English sentence.
        report: What had been passed over until then, and why.
        now: The moment.
    """
    await conn.execute(
        "UPDATE content_import SET status = 'failed', report = %s, finished_at = %s"
        " WHERE tenant_id = %s AND import_id = %s",
        (Jsonb({**report, "error": code, "message": message[:500]}), now, tenant, import_id),
    )


async def unfinished(conn: Conn, tenant: UUID, kind: str, fingerprint: str) -> ImportRow | None:
    """Return the newest import of the very same source that did not come to its end."""
    cursor = await conn.execute(
        f"SELECT {_COLUMNS} FROM content_import WHERE tenant_id = %s AND kind = %s"  # noqa: S608 - our own columns
        " AND cursor ->> 'fingerprint' = %s AND status IN ('waiting', 'running', 'stopping', 'stopped', 'interrupted')"
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
) -> str:
    """Write progress; it commits together with the rows that it counts.

    Returns:
        The status now: `stopping` instead of `running` when somebody has asked for that.
    """
    found = await conn.execute(
        "UPDATE content_import SET status = CASE WHEN status = 'stopping' AND %(status)s = 'running' THEN status"
        " ELSE %(status)s END, done = %(done)s, total = %(total)s, report = %(report)s, cursor = %(cursor)s,"
        " finished_at = %(finished)s WHERE tenant_id = %(tenant)s AND import_id = %(import)s RETURNING status",
        {
            "status": status, "done": done, "total": total, "report": Jsonb(report), "cursor": Jsonb(cursor),
            "finished": finished_at, "tenant": tenant, "import": import_id,
        },
    )  # fmt: skip
    row = await found.fetchone()
    return str(row[0]) if row else status


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


async def written_here(conn: Conn, tenant: UUID, courses: Sequence[UUID]) -> dict[tuple[UUID, str], frozenset[str]]:
    """Return what authors of the institution have written in some courses that are imported.

    Returns:
        (content, checksum of what an author has published) -> the checksums of all versions of that content. What has
        been moved or taken out since bears the author's checksum still.
    """
    cursor = await conn.execute(
        "SELECT written.content_id, written.checksum, array_agg(DISTINCT older.checksum) FROM content_draft draft"
        " JOIN content written USING (tenant_id, content_id, version)"
        " JOIN content older ON older.tenant_id = draft.tenant_id AND older.content_id = draft.content_id"
        " WHERE draft.tenant_id = %s AND draft.course_id = ANY(%s) AND draft.state = 'published'"
        " GROUP BY written.content_id, written.checksum",
        (tenant, list(courses)),
    )
    return {(row[0], row[1]): frozenset(row[2]) for row in await cursor.fetchall()}
