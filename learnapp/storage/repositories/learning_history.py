"""Stored events read back: replay, rebuilt states, receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from learnapp.engine.kc import LearnerState
from learnapp.storage.batch import Batch, Statement
from learnapp.storage.repositories.learning import Conn
from learnapp.storage.repositories.learning_store import upsert_kc

HISTORY_PAGE = 1000
_HISTORY = """
SELECT event_id, verb, object_id, object_version, step_id, kc_ids, correct, result::text, received_at, student_seq
  FROM learning_event WHERE tenant_id = %s AND student_id = %s AND course_id = %s AND student_seq > %s
 ORDER BY student_seq LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class PastEvent:
    """One stored event, as replay reads it."""

    event_id: UUID
    verb: str
    object_id: UUID | None
    object_version: int | None
    step_id: str | None
    kc_ids: list[UUID]
    correct: bool | None
    result: dict[str, Any]
    received_at: datetime
    student_seq: int


async def history(conn: Conn, tenant: UUID, student: UUID, course: UUID, after: int, size: int) -> list[PastEvent]:
    """Return the next `size` events of a student in a course, by `student_seq`."""
    cursor = await conn.execute(_HISTORY, (tenant, student, course, after, size))
    return [PastEvent(*[*row[:7], orjson.loads(row[7]), *row[8:]]) for row in await cursor.fetchall()]


async def course_of_section(conn: Conn, tenant: UUID, section: UUID) -> tuple[UUID, UUID, int] | None:
    """Return (tenant, course, version) that a section studies."""
    cursor = await conn.execute(
        "SELECT course_tenant_id, course_id, course_version FROM section WHERE tenant_id = %s AND section_id = %s",
        (tenant, section),
    )
    row = await cursor.fetchone()
    return (row[0], row[1], row[2]) if row and row[1] is not None else None


_REBUILT = Statement("""
UPDATE learner_state SET theta = {theta:float}, theta_variance = {theta_variance:float}, updated_at = {at:time},
       student_seq = CASE WHEN student_seq = {seq:int} THEN student_seq END
 WHERE tenant_id = {tenant:uuid} AND student_id = {student:uuid} AND course_id = {course:uuid}
""")


async def write_states(batch: Batch, tenant: UUID, learner: LearnerState, at: datetime) -> None:
    """Replace the mastery of one learner by rebuilt values; raises when the learner moved on meanwhile."""
    batch.add(
        _REBUILT,
        theta=learner.theta,
        theta_variance=learner.theta_variance,
        at=at,
        seq=learner.student_seq,
        tenant=tenant,
        student=learner.student_id,
        course=learner.course_id,
    )
    for state in learner.kcs.values():
        upsert_kc(batch, tenant, learner.student_id, state, at)
    await batch.commit()


async def prune_receipts(conn: Conn, tenant: UUID, before: datetime) -> int:
    """Delete receipts that no admissible event can repeat any more; return how many."""
    cursor = await conn.execute("DELETE FROM event_receipt WHERE tenant_id = %s AND received_at < %s", (tenant, before))
    return cursor.rowcount
