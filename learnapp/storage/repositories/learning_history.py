"""Stored events read back: replay, rebuilt states, receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from learnapp.engine.kc import LearnerState
from learnapp.storage.repositories.learning import KC_UPSERT, Conn, outcomes_to_json

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


async def write_states(conn: Conn, tenant: UUID, learner: LearnerState, at: datetime) -> None:
    """Replace the mastery of one learner by rebuilt values; raises when the learner moved on meanwhile."""
    cursor = conn.cursor(binary=True)
    await cursor.execute(
        "UPDATE learner_state SET theta = %s, theta_variance = %s, updated_at = %s, "
        "student_seq = CASE WHEN student_seq = %s THEN student_seq END "
        "WHERE tenant_id = %s AND student_id = %s AND course_id = %s",
        (
            learner.theta,
            learner.theta_variance,
            at,
            learner.student_seq,
            tenant,
            learner.student_id,
            learner.course_id,
        ),
    )
    for k in learner.kcs.values():
        counts = (k.attempts, k.correct, k.hints, k.p_bkt, k.p_mastered, k.low, k.high, k.stability)
        times = (k.fsrs_difficulty, k.due_at, k.last_at, k.mastered_at)
        values = (tenant, learner.student_id, k.kc_id, *counts, *times, outcomes_to_json(k.recent), at)
        await cursor.execute(KC_UPSERT, values)


async def prune_receipts(conn: Conn, tenant: UUID, before: datetime) -> int:
    """Delete receipts that no admissible event can repeat any more; return how many."""
    cursor = await conn.execute("DELETE FROM event_receipt WHERE tenant_id = %s AND received_at < %s", (tenant, before))
    return cursor.rowcount
