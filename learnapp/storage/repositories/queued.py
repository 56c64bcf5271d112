"""What waits in the queue of jobs, or is at work: an import or a training without a job was interrupted."""

from __future__ import annotations

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
