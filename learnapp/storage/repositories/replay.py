"""What a replay asks of the database: how far each student is, and a digest of every state."""

from __future__ import annotations

import hashlib
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

Conn = AsyncConnection[TupleRow]

_DONE = "SELECT student_id, student_seq FROM learner_state WHERE tenant_id = %s"
_COUNT = "SELECT count(*), count(DISTINCT event_id) FROM learning_event WHERE tenant_id = %s"
_STATES = """
SELECT l.student_id::text, l.student_seq, l.theta, l.theta_variance, k.kc_id::text, k.attempts, k.correct, k.p_bkt,
       k.p_mastered, k.low, k.high, k.stability, k.last_at
  FROM learner_state l LEFT JOIN kc_state k ON k.tenant_id = l.tenant_id AND k.student_id = l.student_id
 WHERE l.tenant_id = %s ORDER BY 1, 5
"""


async def done(conn: Conn, tenant: UUID) -> dict[UUID, int]:
    """Return how many events of each student are stored."""
    rows = await (await conn.execute(_DONE, (tenant,))).fetchall()
    return {row[0]: row[1] for row in rows}


async def counted(conn: Conn, tenant: UUID) -> tuple[int, int]:
    """Return how many events are stored, and how many different ones."""
    row = await (await conn.execute(_COUNT, (tenant,))).fetchone()
    return (row[0], row[1]) if row else (0, 0)


async def digest(conn: Conn, tenant: UUID) -> str:
    """Return a digest of every learner's ability and mastery, the same for the same states."""
    rows = await (await conn.execute(_STATES, (tenant,))).fetchall()
    return hashlib.sha256("\n".join(map(repr, rows)).encode()).hexdigest()[:16]
