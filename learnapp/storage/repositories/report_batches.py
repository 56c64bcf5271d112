"""Reports of a whole class: what is asked for, how far it is, and each student's words under their key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

Conn = AsyncConnection[TupleRow]
_COLUMNS = "batch_id, section_id, first_day, last_day, locale, status, done, total, asked_by, asked_at, beat_at"
_ADD = f"""
INSERT INTO report_batch (tenant_id, {_COLUMNS})
VALUES (%s, %s, %s, %s, %s, %s, 'waiting', 0, %s, %s, %s, %s)
"""  # noqa: S608 - constants
_ADD_SHEETS = """
INSERT INTO report_sheet (tenant_id, batch_id, student_id) SELECT %s, %s, unnest(%s::uuid[])
"""
_LIVE = "status IN ('waiting', 'running')"
_BESIDE = f"""
SELECT 1 FROM report_batch WHERE tenant_id = %s AND section_id = %s AND batch_id <> %s AND {_LIVE}
"""  # noqa: S608 - constants
# Two who ask at once: the row of the class is what they queue for.
_LOCK = "SELECT 1 FROM section WHERE tenant_id = %s AND section_id = %s FOR NO KEY UPDATE"
_MISSING = """
SELECT student_id FROM report_sheet WHERE tenant_id = %s AND batch_id = %s AND body_enc IS NULL ORDER BY student_id
"""
_PUT = "UPDATE report_sheet SET body_enc = %s WHERE tenant_id = %s AND batch_id = %s AND student_id = %s"
_DROP = "DELETE FROM report_sheet WHERE tenant_id = %s AND batch_id = %s AND student_id = %s"
_COUNT = f"""
UPDATE report_batch b SET status = 'running', beat_at = %s, done = (
         SELECT count(*) FROM report_sheet s
          WHERE s.tenant_id = b.tenant_id AND s.batch_id = b.batch_id AND s.body_enc IS NOT NULL),
       total = (SELECT count(*) FROM report_sheet s WHERE s.tenant_id = b.tenant_id AND s.batch_id = b.batch_id)
 WHERE tenant_id = %s AND batch_id = %s AND {_LIVE} RETURNING 1
"""  # noqa: S608 - constants
_SHEETS = """
SELECT student_id, body_enc FROM report_sheet
 WHERE tenant_id = %s AND batch_id = %s AND body_enc IS NOT NULL ORDER BY student_id
"""


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One batch; see the table."""

    batch_id: UUID
    section_id: UUID
    first: date
    last: date
    locale: str
    status: str
    done: int
    total: int
    asked_by: UUID | None
    asked_at: datetime
    beat_at: datetime


async def add(conn: Conn, tenant: UUID, row: BatchRow, students: Sequence[UUID]) -> bool:
    """Add a batch with a sheet for each student; False when one of the class is being made already."""
    if await beside(conn, tenant, row.section_id, row.batch_id):
        return False
    await conn.execute(
        _ADD,
        (
            tenant, row.batch_id, row.section_id, row.first, row.last, row.locale, row.total, row.asked_by,
            row.asked_at, row.beat_at,
        ),
    )  # fmt: skip
    await conn.execute(_ADD_SHEETS, (tenant, row.batch_id, list(students)))
    return True


async def beside(conn: Conn, tenant: UUID, section: UUID, batch: UUID) -> bool:
    """Return whether another batch of a class is being made; who asks at once waits for the end of the transaction."""
    await conn.execute(_LOCK, (tenant, section))
    found = await conn.execute(_BESIDE, (tenant, section, batch))
    return await found.fetchone() is not None


async def find(conn: Conn, tenant: UUID, batch: UUID) -> BatchRow | None:
    """Return a batch."""
    query = f"SELECT {_COLUMNS} FROM report_batch WHERE tenant_id = %s AND batch_id = %s"  # noqa: S608 - constants
    row = await (await conn.execute(query, (tenant, batch))).fetchone()
    return BatchRow(*row) if row else None


async def of_section(conn: Conn, tenant: UUID, section: UUID, offset: int, size: int) -> tuple[list[BatchRow], int]:
    """Return a page of a class's batches, the newest first, and how many there are."""
    query = (
        f"SELECT {_COLUMNS} FROM report_batch WHERE tenant_id = %s AND section_id = %s"  # noqa: S608 - constants
        " ORDER BY asked_at DESC, batch_id LIMIT %s OFFSET %s"
    )
    found = await (await conn.execute(query, (tenant, section, size, offset))).fetchall()
    count = "SELECT count(*) FROM report_batch WHERE tenant_id = %s AND section_id = %s"
    total = await (await conn.execute(count, (tenant, section))).fetchone()
    return [BatchRow(*row) for row in found], int(total[0]) if total else 0


async def missing(conn: Conn, tenant: UUID, batch: UUID) -> list[UUID]:
    """Return whose report is not made yet."""
    return [row[0] for row in await (await conn.execute(_MISSING, (tenant, batch))).fetchall()]


async def put(conn: Conn, tenant: UUID, batch: UUID, student: UUID, sealed: bytes | None, now: datetime) -> bool:
    """Keep one student's words, None for a student who is not there any more; False when nobody waits for it now."""
    if sealed is None:
        await conn.execute(_DROP, (tenant, batch, student))
    else:
        await conn.execute(_PUT, (sealed, tenant, batch, student))
    return await (await conn.execute(_COUNT, (now, tenant, batch))).fetchone() is not None


async def set_status(conn: Conn, tenant: UUID, batch: UUID, status: str, now: datetime, *, of: Sequence[str]) -> bool:
    """Change how a batch stands, where it stands as one of `of`; return whether it did."""
    query = (
        "UPDATE report_batch SET status = %s, beat_at = %s"
        " WHERE tenant_id = %s AND batch_id = %s AND status = ANY(%s) RETURNING 1"
    )
    return await (await conn.execute(query, (status, now, tenant, batch, list(of)))).fetchone() is not None


async def sheets(conn: Conn, tenant: UUID, batch: UUID) -> list[tuple[UUID, bytes]]:
    """Return (student, sealed words) of a batch."""
    return [(row[0], row[1]) for row in await (await conn.execute(_SHEETS, (tenant, batch))).fetchall()]


async def remove_old(conn: Conn, tenant: UUID, before: datetime) -> int:
    """Remove the batches that were asked for before a moment; return how many."""
    gone = "DELETE FROM report_batch WHERE tenant_id = %s AND asked_at < %s RETURNING 1"
    return len(await (await conn.execute(gone, (tenant, before))).fetchall())
