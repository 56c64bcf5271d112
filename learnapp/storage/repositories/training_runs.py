"""The log of trainings: progress, where to go on, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

Conn = AsyncConnection[TupleRow]
LIVE = ("waiting", "running", "stopping")
_COLUMNS = (
    "run_id, kind, status, step, done, reason, seed, checkpoint, report, error, message, version_id, started_at,"
    " beat_at, finished_at, requested_by"
)


@dataclass(frozen=True, slots=True)
class RunRow:
    """One training.

    Attributes:
        status: waiting, running, stopping, stopped, interrupted, done or failed.
        step, done: The step it is at, and how many are done.
        checkpoint: Private to the training: what is done already, and where it lies.
        beat_at: Its last sign of life.
    """

    run_id: UUID
    kind: str
    status: str
    step: str
    done: int
    reason: str
    seed: int
    checkpoint: dict[str, Any]
    report: dict[str, Any]
    error: str
    message: str
    version_id: UUID | None
    started_at: datetime
    beat_at: datetime
    finished_at: datetime | None
    requested_by: UUID | None


async def begin(
    conn: Conn, tenant: UUID, run_id: UUID, kind: str, now: datetime, *, reason: str, seed: int, by: UUID | None
) -> None:
    """Write down that a training waits; the database refuses a second one of the kind."""
    await conn.execute(
        "INSERT INTO training_run (tenant_id, run_id, kind, status, reason, seed, started_at, beat_at, requested_by)"
        " VALUES (%s, %s, %s, 'waiting', %s, %s, %s, %s, %s)",
        (tenant, run_id, kind, reason, seed, now, now, by),
    )


async def find(conn: Conn, tenant: UUID, run_id: UUID) -> RunRow | None:
    """Return one training."""
    cursor = await conn.execute(
        f"SELECT {_COLUMNS} FROM training_run WHERE tenant_id = %s AND run_id = %s",  # noqa: S608 - own columns
        (tenant, run_id),
    )
    row = await cursor.fetchone()
    return RunRow(*row) if row else None


async def live(conn: Conn, tenant: UUID, kind: str) -> RunRow | None:
    """Return the training of a kind that waits or runs."""
    cursor = await conn.execute(
        f"SELECT {_COLUMNS} FROM training_run WHERE tenant_id = %s AND kind = %s"  # noqa: S608 - own columns
        " AND status IN ('waiting', 'running', 'stopping')",
        (tenant, kind),
    )
    row = await cursor.fetchone()
    return RunRow(*row) if row else None


async def all_live(conn: Conn, tenant: UUID) -> list[RunRow]:
    """Return every training of a tenant that waits or runs."""
    cursor = await conn.execute(
        f"SELECT {_COLUMNS} FROM training_run WHERE tenant_id = %s"  # noqa: S608 - own columns
        " AND status IN ('waiting', 'running', 'stopping')",
        (tenant,),
    )
    return [RunRow(*row) for row in await cursor.fetchall()]


async def list_runs(conn: Conn, tenant: UUID, kind: str, offset: int, size: int) -> tuple[list[RunRow], int]:
    """Return trainings of a kind ("" for all), newest first, and how many there are."""
    wanted = "tenant_id = %(tenant)s AND (%(kind)s::text = '' OR kind = %(kind)s)"
    values = {"tenant": tenant, "kind": kind, "offset": offset, "size": size}
    cursor = await conn.execute(f"SELECT count(*) FROM training_run WHERE {wanted}", values)  # noqa: S608
    total = await cursor.fetchone()
    cursor = await conn.execute(
        f"SELECT {_COLUMNS} FROM training_run WHERE {wanted}"  # noqa: S608 - own columns
        " ORDER BY started_at DESC, run_id DESC OFFSET %(offset)s LIMIT %(size)s",
        values,
    )
    return [RunRow(*row) for row in await cursor.fetchall()], int(total[0]) if total else 0


async def set_run_status(conn: Conn, tenant: UUID, run_id: UUID, status: str, now: datetime) -> None:
    """Change the status alone, with a sign of life."""
    await conn.execute(
        "UPDATE training_run SET status = %s, beat_at = %s WHERE tenant_id = %s AND run_id = %s",
        (status, now, tenant, run_id),
    )


async def ask_to_stop(conn: Conn, tenant: UUID, run_id: UUID) -> bool:
    """Ask a training that waits or runs to stop; False when none such is there."""
    cursor = await conn.execute(
        "UPDATE training_run SET status = 'stopping' WHERE tenant_id = %s AND run_id = %s"
        " AND status IN ('waiting', 'running', 'stopping') RETURNING 1",
        (tenant, run_id),
    )
    return await cursor.fetchone() is not None


async def beat(
    conn: Conn, tenant: UUID, run_id: UUID, step: str, done: int, now: datetime, checkpoint: dict[str, Any] | None
) -> str:
    """Write a sign of life with the step it is at; return the status: `stopping` when somebody has asked for that."""
    cursor = await conn.execute(
        "UPDATE training_run SET status = CASE WHEN status = 'stopping' THEN status ELSE 'running' END, step = %s,"
        " done = %s, beat_at = %s, checkpoint = coalesce(%s, checkpoint)"
        " WHERE tenant_id = %s AND run_id = %s RETURNING status",
        (step, done, now, None if checkpoint is None else Jsonb(checkpoint), tenant, run_id),
    )
    row = await cursor.fetchone()
    return str(row[0]) if row else "stopping"


async def finish(
    conn: Conn,
    tenant: UUID,
    run_id: UUID,
    *,
    status: str,
    now: datetime,
    report: dict[str, Any] | None = None,
    version_id: UUID | None = None,
    error: str = "",
    message: str = "",
) -> None:
    """Write down how a training ended: done with its report, or failed with the code and the sentence of its error."""
    await conn.execute(
        "UPDATE training_run SET status = %s, finished_at = %s, beat_at = %s, report = %s, version_id = %s, error = %s,"
        " message = %s, done = CASE WHEN %s = 'done' THEN 5 ELSE done END WHERE tenant_id = %s AND run_id = %s",
        (status, now, now, Jsonb(report or {}), version_id, error, message[:500], status, tenant, run_id),
    )
