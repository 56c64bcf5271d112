"""One answer of a student, with what it was given to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

Conn = AsyncConnection[TupleRow]


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer, and the version of the item that was asked; None where that is not known."""

    section_id: UUID
    content_id: UUID
    version: int | None
    step_id: str | None
    correct: bool | None
    result: dict[str, Any]
    received_at: datetime


async def answer(conn: Conn, tenant: UUID, student: UUID, event: UUID) -> GivenAnswer | None:
    """Return an answer of this student; None when there is no such one."""
    cursor = await conn.execute(
        "SELECT section_id, object_id, object_version, step_id, correct, result::text, received_at FROM learning_event"
        " WHERE tenant_id = %s AND student_id = %s AND event_id = %s AND verb = 'answered' AND object_id IS NOT NULL",
        (tenant, student, event),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    return GivenAnswer(row[0], row[1], row[2], row[3], row[4], orjson.loads(row[5]), row[6])
