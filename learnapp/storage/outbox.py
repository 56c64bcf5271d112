"""Jobs enqueued on the caller's own connection: a rollback removes row and job together."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

ENQUEUE = (
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(%s::varchar, %s::varchar, 0, %s::text, NULL, %s::jsonb, NULL)"
    "::procrastinate_job_to_defer_v1])"
)


async def enqueue(
    conn: AsyncConnection[TupleRow],
    task: str,
    tenant_id: UUID,
    *,
    queue: str = "default",
    lock: str | None = None,
    **ids: Any,
) -> None:
    """Enqueue a job in the caller's transaction.

    Args:
        conn: The open transaction.
        task: Registered name of the task.
        tenant_id: The job sets this tenant before it reads anything.
        queue: Name of the queue.
        lock: Jobs with the same one are done one after the other; None: beside each other.
        ids: Ids only, never personal data: the queue stands outside row security.
    """
    arguments = {"tenant_id": str(tenant_id), **{key: str(value) for key, value in ids.items()}}
    await conn.execute(ENQUEUE, (queue, task, lock, json.dumps(arguments)))
