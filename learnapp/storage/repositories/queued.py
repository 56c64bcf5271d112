"""What waits in the queue of jobs, or is at work: an import or a training without a job was interrupted.

Jobs that another one does along with its own are taken out again.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow


async def with_job(conn: AsyncConnection[TupleRow], tenant: UUID, task: str, key: str) -> set[UUID]:
    """Return the things of a tenant that have a job in the queue or at work.

    Args:
        conn: The connection.
        tenant: The institution.
        task: Name of the job.
        key: Its argument that names the thing.
    """
    found = await conn.execute(
        "SELECT args ->> %s FROM procrastinate_jobs WHERE task_name = %s AND status IN ('todo', 'doing')"
        " AND args ->> 'tenant_id' = %s",
        (key, task, str(tenant)),
    )
    return {UUID(row[0]) for row in await found.fetchall()}


async def due_since(
    conn: AsyncConnection[TupleRow], tenant: UUID, task: str, now: datetime
) -> tuple[datetime | None, list[int]]:
    """Return since when a tenant's jobs of this name that are due have waited to look (`since`), and their numbers."""
    found = await conn.execute(
        "SELECT min((args ->> 'since')::timestamptz), coalesce(array_agg(id), '{}') FROM procrastinate_jobs"
        " WHERE task_name = %s AND status = 'todo' AND args ->> 'tenant_id' = %s AND scheduled_at <= %s",
        (task, str(tenant), now),
    )
    row = await found.fetchone()
    return (row[0], row[1]) if row else (None, [])


async def take_out(conn: AsyncConnection[TupleRow], tenant: UUID, jobs: list[int]) -> None:
    """Take jobs of a tenant out of the queue that nobody has begun: what they were to do is done."""
    await conn.execute(
        "SELECT procrastinate_cancel_job_v1(id, false, true) FROM procrastinate_jobs"
        " WHERE id = ANY(%s::bigint[]) AND args ->> 'tenant_id' = %s",
        (jobs, str(tenant)),
    )
