"""What a recalculation of a student's mastery reads and writes: everything under the lock of the learner's rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from learnapp.engine.history import PastAnswer, PastEvent, PastPlacement, Void
from learnapp.engine.kc import KCState, LearnerState
from learnapp.engine.trace import Trace
from learnapp.storage.batch import Batch, Statement
from learnapp.storage.repositories.features import ACTS, PAST_EVENT, past_event
from learnapp.storage.repositories.learning import Conn, kc_state_from_row
from learnapp.storage.repositories.learning_store import upsert_kc

# First, as in the event path: two that take the same rows in another order would wait for each other.
_PRESENCE = Statement("""
SELECT section_id, recent::text, wrong_streak, hint_streak FROM presence
 WHERE tenant_id = {tenant:uuid} AND student_id = {student:uuid} ORDER BY section_id FOR UPDATE
""")
# An event of the student that is under way waits at these rows; when it goes on, its `student_seq` is taken, so it
# looks again and builds on what was written here.
_LOCK = Statement("""
SELECT course_id, student_seq, theta, theta_variance, features::text FROM learner_state
 WHERE tenant_id = {tenant:uuid} AND student_id = {student:uuid} ORDER BY course_id FOR UPDATE
""")
_ANSWERS = Statement("""
SELECT event_id, course_id, section_id, student_seq, object_id, coalesce(object_version, 0), kc_ids, correct,
       coalesce((result ->> 'partial')::float8, 0), coalesce((result ->> 'hints')::int, 0), received_at,
       (result -> 'item' ->> 0)::float8, (result -> 'item' ->> 1)::float8, (result ->> 'memory')::int
  FROM learning_event
 WHERE tenant_id = {tenant:uuid} AND student_id = {student:uuid} AND object_id IS NOT NULL AND correct IS NOT NULL
   AND (result -> 'moved' = 'true'::jsonb OR result -> 'voided' = 'true'::jsonb)
 ORDER BY course_id, student_seq
""")
_EVENTS = Statement(
    f"SELECT {PAST_EVENT} FROM learning_event"  # noqa: S608 - a constant
    " WHERE tenant_id = {tenant:uuid} AND student_id = {student:uuid} AND " + ACTS + " ORDER BY course_id, student_seq"
)
_STATES = Statement("""
SELECT kc_id, attempts, correct, hints, p_bkt, p_mastered, low, high, stability, fsrs_difficulty, due_at, last_at,
       mastered_at, recent::text, placed
  FROM kc_state WHERE tenant_id = {tenant:uuid} AND student_id = {student:uuid}
""")
_PLACED = Statement("""
SELECT course_id, section_id, student_seq, received_at, result ->> 'placed' FROM learning_event
 WHERE tenant_id = {tenant:uuid} AND student_id = {student:uuid} AND verb = 'quiz_completed'
   AND result -> 'placed' IS NOT NULL ORDER BY course_id, student_seq
""")
_VOIDS = Statement("""
SELECT v.section_id, v.content_id, v.since, v.undone_at IS NULL, v.made_at FROM item_void v
 WHERE v.tenant_id = {tenant:uuid} AND EXISTS (
   SELECT 1 FROM learning_event e WHERE e.tenant_id = v.tenant_id AND e.student_id = {student:uuid}
      AND e.section_id = v.section_id)
""")
_WAITS = Statement("""
SELECT 1 FROM item_void_effect
 WHERE tenant_id = {tenant:uuid} AND void_id = {void:uuid} AND student_id = {student:uuid} AND done_at IS NULL
""")
_ABILITY = Statement("""
UPDATE learner_state SET theta = {theta:float}, theta_variance = {variance:float}, student_seq = {seq:int},
       features = {features:text}::jsonb, running = {running:text}, folded = {folded:int},
       last_answer = last_answer - 'at', updated_at = {at:time}
 WHERE tenant_id = {tenant:uuid} AND student_id = {student:uuid} AND course_id = {course:uuid}
""")
_FEATURES = Statement("""
UPDATE learner_state SET features = {features:text}::jsonb, running = {running:text}, folded = {folded:int}
 WHERE tenant_id = {tenant:uuid} AND student_id = {student:uuid} AND course_id = {course:uuid}
""")
_TRACE = Statement("""
UPDATE presence SET recent = {recent:text}::jsonb, wrong_streak = {wrong:int}, hint_streak = {hinted:int}
 WHERE tenant_id = {tenant:uuid} AND section_id = {section:uuid} AND student_id = {student:uuid}
""")
_MASTERED = Statement("""
UPDATE kc_state SET mastered_at = {mastered_at:time}
 WHERE tenant_id = {tenant:uuid} AND student_id = {student:uuid} AND kc_id = {kc:uuid}
""")
_FORGET = Statement("""
DELETE FROM kc_state WHERE tenant_id = {tenant:uuid} AND student_id = {student:uuid} AND kc_id = ANY({kcs:uuids})
""")
_EVENT = Statement("""
INSERT INTO learning_event (tenant_id, received_at, event_id, student_id, section_id, course_id, student_seq, verb,
                            object_id, kc_ids, result, occurred_at, asserted)
VALUES ({tenant:uuid}, {at:time}, {event:uuid}, {student:uuid}, {section:uuid}, {course:uuid}, {seq:int}, {verb:text},
        {item:uuid}, {kcs:uuids}, {result:text}::jsonb, {at:time}, false)
""")
_DONE = Statement("""
UPDATE item_void_effect SET done_at = {at:time}, changes = {changes:text}::jsonb
 WHERE tenant_id = {tenant:uuid} AND void_id = {void:uuid} AND student_id = {student:uuid}
""")


@dataclass(slots=True)
class Record:
    """Everything that is calculated of a student from the log, and what is stored of it.

    Attributes:
        courses: Course -> (student_seq, theta, its variance), locked.
        answers: By course and `student_seq`.
        placements: What let topics begin elsewhere than usual, likewise.
        events: Every event, likewise.
        features: Course -> running features.
        traces: Section -> what its board knows.
        states: KC states of all courses.
        voids: What does not count now.
        first_void: When the first void was made that ever concerned the student.
        waits: Whether the void in question is still to be worked into these states.
    """

    courses: dict[UUID, tuple[int, float, float]]
    answers: list[PastAnswer]
    placements: list[PastPlacement]
    events: list[PastEvent]
    features: dict[UUID, dict[str, float]]
    traces: dict[UUID, Trace]
    states: dict[UUID, KCState]
    voids: list[Void]
    first_void: datetime | None
    waits: bool


async def answers_of(batch: Batch, tenant: UUID, student: UUID) -> tuple[list[PastAnswer], list[PastPlacement]]:
    """Return a student's answers that count, or would without a void, and placements, without a lock."""
    for statement in (_ANSWERS, _PLACED):
        batch.add(statement, tenant=tenant, student=student)
    *_, found, placed = await batch.exchange()
    return [_answer(row) for row in found], [_placement(row) for row in placed]


async def locked(batch: Batch, tenant: UUID, student: UUID, void: UUID | None = None) -> Record:
    """Lock a student's rows until the transaction ends, and return what is known then."""
    for statement in (_PRESENCE, _LOCK, _ANSWERS, _PLACED, _EVENTS, _STATES, _VOIDS):
        batch.add(statement, tenant=tenant, student=student)
    batch.add(_WAITS, tenant=tenant, student=student, void=void)
    *_, seen, courses, answers, placed, events, states, voids, waits = await batch.exchange()
    return Record(
        {row[0]: (row[1], row[2], row[3]) for row in courses},
        [_answer(row) for row in answers],
        [_placement(row) for row in placed],
        [past_event(row) for row in events],
        {row[0]: orjson.loads(row[4]) for row in courses},
        {row[0]: Trace(tuple(orjson.loads(row[1]) or ()), row[2], row[3]) for row in seen},
        {row[0]: kc_state_from_row(row) for row in states},
        [Void(row[0], row[1], row[2]) for row in voids if row[3]],
        min((row[4] for row in voids), default=None),
        bool(waits),
    )


def _answer(row: tuple[Any, ...]) -> PastAnswer:
    item = (row[11], row[12]) if row[11] is not None and row[12] is not None else None
    return PastAnswer(*(*row[:6], tuple(row[6]), *row[7:11], item, row[13]))


def _placement(row: tuple[Any, ...]) -> PastPlacement:
    placed = {UUID(kc): float(p) for kc, p in orjson.loads(row[4]).items()}
    return PastPlacement(*[*row[:4], placed])


def write_ability(batch: Batch, tenant: UUID, learner: LearnerState, at: datetime) -> None:
    """Gather the write of a student's ability and features in a course; what was recommended is worked out afresh."""
    batch.add(
        _ABILITY, tenant=tenant, student=learner.student_id, course=learner.course_id, seq=learner.student_seq,
        theta=learner.theta, variance=learner.theta_variance, features=orjson.dumps(learner.features).decode(),
        running=orjson.dumps(learner.running).decode(), folded=learner.running.get("n", 0), at=at,
    )  # fmt: skip


def write_features(
    batch: Batch, tenant: UUID, student: UUID, course: UUID, features: Mapping[str, float], running: Mapping[str, Any]
) -> None:
    """Gather the write of a student's features in a course, and of nothing else."""
    batch.add(
        _FEATURES, tenant=tenant, student=student, course=course, features=orjson.dumps(features).decode(),
        running=orjson.dumps(running).decode(), folded=running.get("n", 0),
    )  # fmt: skip


def write_trace(batch: Batch, tenant: UUID, student: UUID, section: UUID, trace: Trace) -> None:
    """Gather the write of what a class board knows of a student; when they were there last stays as it is."""
    batch.add(
        _TRACE, tenant=tenant, section=section, student=student, recent=orjson.dumps(trace.recent).decode(),
        wrong=trace.wrong_streak, hinted=trace.hint_streak,
    )  # fmt: skip


def write_states(
    batch: Batch, tenant: UUID, student: UUID, states: Iterable[KCState], gone: Sequence[UUID], at: datetime
) -> None:
    """Gather the replacement of KC states by others, and the removal of those that nothing is left of."""
    for state in states:
        upsert_kc(batch, tenant, student, state, at)
        batch.add(_MASTERED, tenant=tenant, student=student, kc=state.kc_id, mastered_at=state.mastered_at)
    if gone:
        batch.add(_FORGET, tenant=tenant, student=student, kcs=list(gone))


def add_event(
    batch: Batch,
    tenant: UUID,
    event: UUID,
    *,
    student: UUID,
    section: UUID,
    course: UUID,
    seq: int,
    verb: str,
    item: UUID | None,
    kcs: Sequence[UUID],
    result: dict[str, Any],
    at: datetime,
) -> None:
    """Gather the compensating event: it moves nothing by itself, but says what was calculated again, and why."""
    batch.add(
        _EVENT, tenant=tenant, event=event, student=student, section=section, course=course, seq=seq, verb=verb,
        item=item, kcs=list(kcs), result=orjson.dumps(result).decode(), at=at,
    )  # fmt: skip


def note_done(
    batch: Batch, tenant: UUID, void: UUID, student: UUID, changes: list[dict[str, Any]], at: datetime
) -> None:
    """Gather the note of what a void has changed for a student."""
    batch.add(_DONE, tenant=tenant, void=void, student=student, changes=orjson.dumps(changes).decode(), at=at)


async def sections_of(conn: Conn, tenant: UUID, sections: Sequence[UUID]) -> dict[UUID, tuple[UUID, UUID, int]]:
    """Return (course's tenant, course, version) of sections that study a course."""
    cursor = await conn.execute(
        "SELECT section_id, course_tenant_id, course_id, course_version FROM section"
        " WHERE tenant_id = %s AND section_id = ANY(%s) AND course_id IS NOT NULL",
        (tenant, list(sections)),
    )
    return {row[0]: (row[1], row[2], row[3]) for row in await cursor.fetchall()}


async def versions_of(conn: Conn, tenants: Sequence[UUID], items: Sequence[UUID]) -> list[tuple[Any, ...]]:
    """Return every version of items, as `content.read_course` returns its content."""
    cursor = await conn.execute(
        "SELECT content_id, version, kind, title, body, lesson_id, position, kc_ids, minutes, body_public::text,"
        " answer_key::text, discrimination, difficulty, quality, min_age, language, license, attribution, source"
        " FROM content WHERE tenant_id = ANY(%s) AND content_id = ANY(%s)",
        (list(tenants), list(items)),
    )
    return await cursor.fetchall()


async def kcs_of(conn: Conn, tenants: Sequence[UUID], kcs: Sequence[UUID]) -> list[tuple[Any, ...]]:
    """Return KCs, as `content.read_course` returns them."""
    cursor = await conn.execute(
        "SELECT kc_id, slug, name, description, standard, p_init, p_transit, p_slip, p_guess FROM kc"
        " WHERE tenant_id = ANY(%s) AND kc_id = ANY(%s)",
        (list(tenants), list(kcs)),
    )
    return await cursor.fetchall()
