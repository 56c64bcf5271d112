"""Exports: plans, each time that one was carried out, and the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

Conn = AsyncConnection[TupleRow]
LIVE = ("waiting", "running", "stopping")
_PLAN = (
    "plan_id, kind, datasets, format, incremental, names, schedule, settings, mark, marked_at, next_at, made_by,"
    " made_at"
)
_RUN = (
    "run_id, plan_id, status, dataset, parts, rows, since, since_at, horizon, cursor, report, error, message,"
    " secret_enc, started_at, beat_at, finished_at, requested_by, released_by, released_at, expires_at, pruned_at"
)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as stored; see `storage.models.exports`."""

    plan_id: UUID
    kind: str
    datasets: list[str]
    format: str
    incremental: bool
    names: bool
    schedule: str
    settings: dict[str, Any]
    mark: int | None
    marked_at: datetime | None
    next_at: datetime | None
    made_by: UUID | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class RunRow:
    """One time that a plan was carried out, as stored."""

    run_id: UUID
    plan_id: UUID
    status: str
    dataset: str
    parts: int
    rows: int
    since: int | None
    since_at: datetime | None
    horizon: int | None
    cursor: dict[str, Any]
    report: dict[str, Any]
    error: str
    message: str
    secret_enc: bytes | None
    started_at: datetime
    beat_at: datetime
    finished_at: datetime | None
    requested_by: UUID | None
    released_by: UUID | None
    released_at: datetime | None
    expires_at: datetime | None
    pruned_at: datetime | None


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as stored."""

    name: str
    dataset: str
    rows: int
    bytes: int
    sha256: str
    made_at: datetime


async def add_plan(conn: Conn, tenant: UUID, plan: PlanRow) -> None:
    """Write down a plan."""
    await conn.execute(
        f"INSERT INTO export_plan (tenant_id, {_PLAN}) VALUES (%s{', %s' * 13})",  # noqa: S608 - own columns
        (
            tenant, plan.plan_id, plan.kind, plan.datasets, plan.format, plan.incremental, plan.names, plan.schedule,
            Jsonb(plan.settings), plan.mark, plan.marked_at, plan.next_at, plan.made_by, plan.made_at,
        ),
    )  # fmt: skip


async def plans(conn: Conn, tenant: UUID, offset: int, size: int) -> tuple[list[PlanRow], int]:
    """Return plans, the newest first, and how many there are."""
    total = await (await conn.execute("SELECT count(*) FROM export_plan WHERE tenant_id = %s", (tenant,))).fetchone()
    cursor = await conn.execute(
        f"SELECT {_PLAN} FROM export_plan WHERE tenant_id = %s"  # noqa: S608 - own columns
        " ORDER BY made_at DESC, plan_id DESC OFFSET %s LIMIT %s",
        (tenant, offset, size),
    )
    return [PlanRow(*row) for row in await cursor.fetchall()], int(total[0]) if total else 0


async def plan(conn: Conn, tenant: UUID, plan_id: UUID) -> PlanRow | None:
    """Return one plan."""
    cursor = await conn.execute(
        f"SELECT {_PLAN} FROM export_plan WHERE tenant_id = %s AND plan_id = %s",  # noqa: S608 - own columns
        (tenant, plan_id),
    )
    row = await cursor.fetchone()
    return PlanRow(*row) if row else None


async def due(conn: Conn, tenant: UUID, now: datetime) -> list[PlanRow]:
    """Return the plans whose time has come."""
    cursor = await conn.execute(
        f"SELECT {_PLAN} FROM export_plan WHERE tenant_id = %s AND next_at <= %s ORDER BY next_at",  # noqa: S608
        (tenant, now),
    )
    return [PlanRow(*row) for row in await cursor.fetchall()]


async def set_next(conn: Conn, tenant: UUID, plan_id: UUID, next_at: datetime | None) -> None:
    """Say when a plan is carried out next by itself; None for never again."""
    await conn.execute(
        "UPDATE export_plan SET next_at = %s WHERE tenant_id = %s AND plan_id = %s", (next_at, tenant, plan_id)
    )


async def set_mark(conn: Conn, tenant: UUID, plan_id: UUID, mark: int, at: datetime) -> None:
    """Note up to which transaction a plan has taken everything out."""
    await conn.execute(
        "UPDATE export_plan SET mark = %s, marked_at = %s WHERE tenant_id = %s AND plan_id = %s",
        (mark, at, tenant, plan_id),
    )


async def planner(conn: Conn, tenant: UUID, plan_id: UUID) -> UUID | None:
    """Return who has made a plan, if that is an administrator still."""
    cursor = await conn.execute(
        "SELECT p.made_by FROM export_plan p WHERE p.tenant_id = %s AND p.plan_id = %s AND EXISTS (SELECT 1"
        " FROM role_grant g WHERE g.tenant_id = p.tenant_id AND g.person_id = p.made_by AND g.role = 'admin')",
        (tenant, plan_id),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def plans_alive(conn: Conn, tenant: UUID) -> int:
    """Return how many plans come round by themselves or are being carried out."""
    cursor = await conn.execute(
        "SELECT count(*) FROM export_plan p WHERE p.tenant_id = %s AND (p.next_at IS NOT NULL OR EXISTS ("
        "SELECT 1 FROM export_run r WHERE r.tenant_id = p.tenant_id AND r.plan_id = p.plan_id AND r.status = ANY(%s)))",
        (tenant, list(LIVE)),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def begin(
    conn: Conn,
    tenant: UUID,
    run_id: UUID,
    plan: PlanRow,
    now: datetime,
    *,
    by: UUID | None,
    since: int | None,
    secret: bytes | None,
) -> None:
    """Write down that an export waits; the database refuses a second one of the plan."""
    await conn.execute(
        "INSERT INTO export_run (tenant_id, run_id, plan_id, status, since, since_at, secret_enc, started_at, beat_at,"
        " requested_by) VALUES (%s, %s, %s, 'waiting', %s, %s, %s, %s, %s, %s)",
        (
            tenant, run_id, plan.plan_id, since, plan.marked_at if since is not None else None, secret, now, now, by,
        ),
    )  # fmt: skip


async def run(conn: Conn, tenant: UUID, run_id: UUID) -> RunRow | None:
    """Return one export."""
    cursor = await conn.execute(
        f"SELECT {_RUN} FROM export_run WHERE tenant_id = %s AND run_id = %s",  # noqa: S608 - own columns
        (tenant, run_id),
    )
    row = await cursor.fetchone()
    return RunRow(*row) if row else None


async def runs(
    conn: Conn, tenant: UUID, offset: int, size: int, statuses: Sequence[str] | None = None
) -> tuple[list[RunRow], int]:
    """Return exports, the newest first, and how many there are; None for those of every status."""
    wanted = "tenant_id = %(tenant)s AND (%(statuses)s::text[] IS NULL OR status = ANY(%(statuses)s))"
    values = {
        "tenant": tenant, "statuses": list(statuses) if statuses is not None else None, "offset": offset, "size": size,
    }  # fmt: skip
    total = await (await conn.execute(f"SELECT count(*) FROM export_run WHERE {wanted}", values)).fetchone()  # noqa: S608
    cursor = await conn.execute(
        f"SELECT {_RUN} FROM export_run WHERE {wanted}"  # noqa: S608 - own columns
        " ORDER BY started_at DESC, run_id DESC OFFSET %(offset)s LIMIT %(size)s",
        values,
    )
    return [RunRow(*row) for row in await cursor.fetchall()], int(total[0]) if total else 0


async def files(conn: Conn, tenant: UUID, runs: Sequence[UUID]) -> dict[UUID, list[FileRow]]:
    """Return the files of exports, by name."""
    cursor = await conn.execute(
        "SELECT run_id, name, dataset, rows, bytes, sha256, made_at FROM export_file"
        " WHERE tenant_id = %s AND run_id = ANY(%s) ORDER BY run_id, name",
        (tenant, list(runs)),
    )
    found: dict[UUID, list[FileRow]] = {one: [] for one in runs}
    for row in await cursor.fetchall():
        found[row[0]].append(FileRow(*row[1:]))
    return found


async def put_file(conn: Conn, tenant: UUID, run_id: UUID, file: FileRow) -> None:
    """Note a file that lies in the store; once more after a part was written again."""
    await conn.execute(
        "INSERT INTO export_file (tenant_id, run_id, name, dataset, rows, bytes, sha256, made_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (tenant_id, run_id, name) DO UPDATE SET"
        " rows = EXCLUDED.rows, bytes = EXCLUDED.bytes, sha256 = EXCLUDED.sha256, made_at = EXCLUDED.made_at",
        (tenant, run_id, file.name, file.dataset, file.rows, file.bytes, file.sha256, file.made_at),
    )


async def forget_parts(conn: Conn, tenant: UUID, run_id: UUID) -> None:
    """Begin an export anew: no file of it is noted, and it goes on at the beginning."""
    await conn.execute("DELETE FROM export_file WHERE tenant_id = %s AND run_id = %s", (tenant, run_id))
    await conn.execute(
        "UPDATE export_run SET parts = 0, rows = 0, cursor = '{}' WHERE tenant_id = %s AND run_id = %s",
        (tenant, run_id),
    )


async def go_on(conn: Conn, tenant: UUID, run_id: UUID, now: datetime, horizon: int) -> RunRow | None:
    """Note that a worker has taken an export up; its horizon stays that of the first time. None: it is not to run."""
    cursor = await conn.execute(
        "UPDATE export_run SET status = 'running', beat_at = %s, horizon = coalesce(horizon, %s)"  # noqa: S608
        " WHERE tenant_id = %s AND run_id = %s AND status IN ('waiting', 'running', 'interrupted')"
        f" RETURNING {_RUN}",
        (now, horizon, tenant, run_id),
    )
    row = await cursor.fetchone()
    return RunRow(*row) if row else None


async def advance(
    conn: Conn, tenant: UUID, run_id: UUID, now: datetime, *, dataset: str, rows: int, cursor: Mapping[str, Any]
) -> str:
    """Note a part that is done, with where to go on; return the status: `stopping` when somebody has asked for that."""
    found = await conn.execute(
        "UPDATE export_run SET dataset = %s, parts = parts + 1, rows = rows + %s, cursor = %s, beat_at = %s"
        " WHERE tenant_id = %s AND run_id = %s RETURNING status",
        (dataset, rows, Jsonb(dict(cursor)), now, tenant, run_id),
    )
    row = await found.fetchone()
    return str(row[0]) if row else "stopping"


async def set_status(conn: Conn, tenant: UUID, run_id: UUID, status: str, now: datetime) -> None:
    """Change the status alone, with a sign of life."""
    await conn.execute(
        "UPDATE export_run SET status = %s, beat_at = %s WHERE tenant_id = %s AND run_id = %s",
        (status, now, tenant, run_id),
    )


async def withdrawn_since(conn: Conn, tenant: UUID, since: datetime) -> bool:
    """Return whether a consent of the institution has ended since then."""
    found = await conn.execute(
        "SELECT EXISTS (SELECT 1 FROM consent WHERE tenant_id = %s AND withdrawn_at >= %s)", (tenant, since)
    )
    row = await found.fetchone()
    return bool(row and row[0])


async def ask_to_stop(conn: Conn, tenant: UUID, run_id: UUID) -> bool:
    """Ask an export that waits or runs to stop; False when none such is there."""
    cursor = await conn.execute(
        "UPDATE export_run SET status = 'stopping' WHERE tenant_id = %s AND run_id = %s"
        " AND status IN ('waiting', 'running', 'stopping', 'interrupted') RETURNING 1",
        (tenant, run_id),
    )
    return await cursor.fetchone() is not None


async def queue_again(conn: Conn, tenant: UUID, run_id: UUID, now: datetime) -> bool:
    """Let a stopped or interrupted export wait for the worker again; False when none such is there, or its files go."""
    cursor = await conn.execute(
        "UPDATE export_run SET status = 'waiting', beat_at = %s WHERE tenant_id = %s AND run_id = %s"
        " AND status IN ('stopped', 'interrupted', 'running', 'stopping', 'waiting')"
        " AND expires_at IS NULL AND pruned_at IS NULL RETURNING 1",
        (now, tenant, run_id),
    )
    return await cursor.fetchone() is not None


async def may_stay(conn: Conn, tenant: UUID, run_id: UUID) -> bool:
    """Return whether an export that is being made may be given out; erasures wait for the end of the transaction."""
    cursor = await conn.execute(
        "SELECT expires_at IS NULL FROM export_run WHERE tenant_id = %s AND run_id = %s FOR UPDATE", (tenant, run_id)
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def finish(
    conn: Conn,
    tenant: UUID,
    run_id: UUID,
    status: str,
    now: datetime,
    *,
    report: Mapping[str, Any] | None = None,
    error: str = "",
    message: str = "",
    expires_at: datetime | None = None,
) -> None:
    """Write down how an export ended; the key of its ids goes. Files that are to go sooner still do."""
    await conn.execute(
        "UPDATE export_run SET status = %s, finished_at = %s, beat_at = %s, report = coalesce(%s, report), error = %s,"
        " message = %s, expires_at = least(expires_at, %s), secret_enc = NULL WHERE tenant_id = %s AND run_id = %s",
        (
            status, now, now, Jsonb(dict(report)) if report is not None else None, error, message[:500], expires_at,
            tenant, run_id,
        ),
    )  # fmt: skip


async def release(conn: Conn, tenant: UUID, run_id: UUID, by: UUID, now: datetime, expires_at: datetime) -> bool:
    """Let a research export out; False when none waits for that."""
    cursor = await conn.execute(
        "UPDATE export_run SET status = 'done', released_by = %s, released_at = %s, expires_at = %s"
        " WHERE tenant_id = %s AND run_id = %s AND status = 'ready' RETURNING 1",
        (by, now, expires_at, tenant, run_id),
    )
    return await cursor.fetchone() is not None


async def over(conn: Conn, tenant: UUID, now: datetime, silent_since: datetime) -> list[UUID]:
    """Return the exports whose files are to go: their time is over, or they were left half made before a moment."""
    cursor = await conn.execute(
        "SELECT run_id FROM export_run WHERE tenant_id = %s AND pruned_at IS NULL AND status <> ALL(%s)"
        " AND (expires_at <= %s OR (expires_at IS NULL AND beat_at <= %s)) ORDER BY beat_at LIMIT 200",
        (tenant, list(LIVE), now, silent_since),
    )
    return [row[0] for row in await cursor.fetchall()]


async def pruned(conn: Conn, tenant: UUID, run_id: UUID, now: datetime) -> None:
    """Note that an export's files are gone."""
    await conn.execute(
        "UPDATE export_run SET pruned_at = %s WHERE tenant_id = %s AND run_id = %s", (now, tenant, run_id)
    )
    await conn.execute("DELETE FROM export_file WHERE tenant_id = %s AND run_id = %s", (tenant, run_id))
