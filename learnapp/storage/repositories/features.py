"""What features are counted from and kept in: the log as it is folded, figures of classes, and what is behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from learnapp.engine.event import Verb
from learnapp.engine.history import PastEvent
from learnapp.engine.kc import LearnerState
from learnapp.storage.repositories.learning import KC_COLUMNS, kc_state_from_row

Conn = AsyncConnection[TupleRow]

PAST_EVENT = (
    "course_id, section_id, student_seq, verb, object_id, correct, (result ->> 'duration_ms')::int, received_at,"
    " kc_ids, (result -> 'moved' = 'true'::jsonb OR result -> 'voided' = 'true'::jsonb) IS TRUE,"
    " coalesce(result ->> 'device', 'unknown'), (result ->> 'hour')::int, result ->> 'kind',"
    " (result ->> 'difficulty')::float8, coalesce(result -> 'state' ->> 'explanation', ''),"
    " coalesce((result ->> 'watched_s')::float8, 0)"
)
"""Columns of `learning_event` that make a `PastEvent`."""
ACTS = "verb NOT IN ('item_voided', 'item_restored', 'recalculated')"
"""Condition that leaves out the compensating events: nobody did them."""
_PARTS = 16

_LEARNER = (
    "l.student_id, l.course_id, l.student_seq, l.theta, l.theta_variance, l.features::text, l.running, s.section_id"
)
_OF_CLASSES = (
    " FROM section s JOIN enrolment e ON e.tenant_id = s.tenant_id AND e.section_id = s.section_id"
    " JOIN learner_state l ON l.tenant_id = e.tenant_id AND l.student_id = e.person_id AND l.course_id = s.course_id"
    " WHERE s.tenant_id = %(tenant)s AND s.status = 'active' AND e.role = 'student' AND e.status = 'active'"
)
_CLASS = f"SELECT {_LEARNER}{_OF_CLASSES} AND s.section_id = %(section)s LIMIT 2000"  # noqa: S608 - constants
_LATEST = (
    f"SELECT * FROM (SELECT DISTINCT ON (l.student_id, l.course_id) {_LEARNER}, l.updated_at"  # noqa: S608 - constants
    f"{_OF_CLASSES} ORDER BY l.student_id, l.course_id, s.section_id) one ORDER BY updated_at DESC LIMIT %(size)s"
)
_KCS = f"SELECT student_id, {KC_COLUMNS} FROM kc_state WHERE tenant_id = %s AND student_id = ANY(%s)"  # noqa: S608
_TO_COUNT = """
SELECT s.section_id, s.course_tenant_id, s.course_id, s.course_version FROM section s
  JOIN (SELECT section_id, max(last_event_at) AS at FROM presence WHERE tenant_id = %(tenant)s GROUP BY 1) p
    ON p.section_id = s.section_id
  LEFT JOIN (SELECT scope_id, max(computed_at) AS at FROM feature_figures WHERE tenant_id = %(tenant)s GROUP BY 1) f
    ON f.scope_id = s.section_id
 WHERE s.tenant_id = %(tenant)s AND s.status = 'active' AND s.course_id IS NOT NULL
   AND (f.at IS NULL OR (p.at >= f.at AND f.at <= %(before)s))
 ORDER BY f.at NULLS FIRST, s.section_id
"""
_WITH_NEWS = """
SELECT count(DISTINCT p.section_id) FROM presence p JOIN section s
    ON s.tenant_id = p.tenant_id AND s.section_id = p.section_id AND s.status = 'active' AND s.course_id IS NOT NULL
 WHERE p.tenant_id = %s AND p.last_event_at >= %s
"""
_NEWEST = """
SELECT valid_from, computed_at, students, figures::text FROM feature_figures
 WHERE tenant_id = %s AND scope_id = %s ORDER BY valid_from DESC LIMIT %s
"""
_HISTORY = """
SELECT scope_id, valid_from, students, figures::text FROM feature_figures
 WHERE tenant_id = %s AND scope_id = ANY(%s) ORDER BY valid_from
"""
_PUT = """
INSERT INTO feature_figures (tenant_id, scope_id, valid_from, computed_at, students, figures)
VALUES (%s, %s, %s, %s, %s, %s::jsonb)
ON CONFLICT (tenant_id, scope_id, valid_from) DO NOTHING
"""
_PRUNE = "DELETE FROM feature_figures WHERE tenant_id = %s AND (valid_from < %s OR (scope_id = %s AND valid_from < %s))"
_BEHIND = """
SELECT student_id, min(updated_at) FROM learner_state
 WHERE tenant_id = %(tenant)s AND (%(since)s::timestamptz IS NULL OR updated_at >= %(since)s)
   AND folded <> student_seq
 GROUP BY 1 ORDER BY 2 LIMIT %(size)s
"""
_STANDING = """
SELECT (SELECT count(*) FROM learner_state WHERE tenant_id = %(tenant)s AND updated_at >= %(since)s
           AND folded <> student_seq),
       (SELECT min(updated_at) FROM learner_state WHERE tenant_id = %(tenant)s AND updated_at >= %(since)s
           AND folded <> student_seq),
       (SELECT max(computed_at) FROM feature_figures WHERE tenant_id = %(tenant)s AND scope_id = %(tenant)s),
       (SELECT min(p.last_event_at) FROM presence p JOIN section s
            ON s.tenant_id = p.tenant_id AND s.section_id = p.section_id AND s.status = 'active'
           AND s.course_id IS NOT NULL
         WHERE p.tenant_id = %(tenant)s AND p.last_event_at > coalesce(
           (SELECT max(computed_at) FROM feature_figures WHERE tenant_id = %(tenant)s AND scope_id = %(tenant)s),
           '-infinity'))
"""
_ALARM = """
INSERT INTO review_item (tenant_id, created_at, review_id, kind, subject_type, subject_id, title, reason_code,
                         evidence, confidence, dedupe_key, status, note)
VALUES (%s, %s, %s, 'system', 'feature_store', NULL, %s, 'review-features-late', %s::jsonb, NULL, 'features-late',
        'open', '')
ON CONFLICT (tenant_id, dedupe_key) WHERE status = 'open' DO NOTHING
"""
_LOG = (
    f"SELECT {PAST_EVENT}, event_id, student_id, coalesce(object_version, 0),"  # noqa: S608 - constants
    " coalesce((result ->> 'partial')::float8, 0), coalesce((result ->> 'hints')::int, 0), asserted,"
    " (result -> 'item' ->> 0)::float8, (result -> 'item' ->> 1)::float8, (result ->> 'memory')::int,"
    " result ->> 'placed'"
    " FROM learning_event WHERE tenant_id = %s AND student_id = ANY(%s) ORDER BY student_id, course_id, student_seq"
)
_STUDENTS = "SELECT student_id FROM learner_state WHERE tenant_id = %s AND course_id = %s ORDER BY 1"
_VOIDS = "SELECT section_id, content_id, since, made_at, undone_at FROM item_void WHERE tenant_id = %s"


@dataclass(frozen=True, slots=True)
class FiguresRow:
    """Figures of a section, or of all students of the institution, and when they hold from."""

    valid_from: datetime
    computed_at: datetime
    students: int
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far features are behind the log.

    Attributes:
        behind: Rows that miss an event of theirs.
        oldest: When the first of them was written.
        counted_at: When the figures of the institution were counted last.
        news_since: The first sign of life since then, None for none.
    """

    behind: int
    oldest: datetime | None
    counted_at: datetime | None
    news_since: datetime | None


def past_event(row: Sequence[Any]) -> PastEvent:
    """Return the event of a row with `PAST_EVENT`."""
    (course, section, seq, verb, content, correct, duration, at, kcs, *more) = row[:_PARTS]
    return PastEvent(course, section, seq, Verb(verb), content, correct, duration, at, tuple(kcs), *more)


async def log_of(conn: Conn, tenant: UUID, students: Sequence[UUID]) -> list[tuple[Any, ...]]:
    """Return the log of students: the columns of `PAST_EVENT`, then event, student, version, partial, hints, asserted.

    And what an answer was measured with where that was not the usual: discrimination and difficulty of the item, the
    version of the weights of memory; and of a placement where it let topics begin, as JSON.
    """
    return list(await (await conn.execute(_LOG, (tenant, list(students)))).fetchall())


async def students_of(conn: Conn, tenant: UUID, course: UUID) -> list[UUID]:
    """Return who has done something in a course, in the order of their ids."""
    found = await (await conn.execute(_STUDENTS, (tenant, course))).fetchall()
    return [row[0] for row in found]


async def voids(conn: Conn, tenant: UUID) -> list[tuple[UUID, UUID, datetime | None, datetime, datetime | None]]:
    """Return every void: section, item, since when attempts do not count, when it was made, when undone."""
    return [
        (row[0], row[1], row[2], row[3], row[4]) for row in await (await conn.execute(_VOIDS, (tenant,))).fetchall()
    ]


def _learner(row: Sequence[Any]) -> tuple[LearnerState, UUID]:
    learner = LearnerState(row[0], row[1], row[2], row[3], row[4])
    learner.features, learner.running = orjson.loads(row[5]), orjson.loads(row[6])
    return learner, row[7]


async def learners_of_class(conn: Conn, tenant: UUID, section: UUID) -> list[LearnerState]:
    """Return the students of a section in its course, without their KC states."""
    found = await (await conn.execute(_CLASS, {"tenant": tenant, "section": section})).fetchall()
    return [_learner(row)[0] for row in found]


async def latest_learners(conn: Conn, tenant: UUID, size: int) -> list[tuple[LearnerState, UUID]]:
    """Return the students who were active last with a section of theirs, each with the KC states."""
    found = await (await conn.execute(_LATEST, {"tenant": tenant, "size": size})).fetchall()
    learners = [_learner(row) for row in found]
    states: dict[UUID, dict[UUID, Any]] = {one.student_id: {} for one, _ in learners}
    for row in await (await conn.execute(_KCS, (tenant, list(states)))).fetchall():
        states[row[0]][row[1]] = kc_state_from_row(row[1:])
    for learner, _ in learners:
        learner.kcs = states[learner.student_id]
    return learners


async def sections_to_count(conn: Conn, tenant: UUID, before: datetime) -> list[tuple[UUID, tuple[UUID, UUID, int]]]:
    """Return sections with news, of which the last figures are from before a moment, with what they study."""
    found = await (await conn.execute(_TO_COUNT, {"tenant": tenant, "before": before})).fetchall()
    return [(row[0], (row[1], row[2], row[3])) for row in found]


async def classes_with_news(conn: Conn, tenant: UUID, since: datetime) -> int:
    """Return in how many classes somebody has done something since a moment."""
    row = await (await conn.execute(_WITH_NEWS, (tenant, since))).fetchone()
    return int(row[0]) if row is not None else 0


async def newest_figures(conn: Conn, tenant: UUID, scope: UUID, size: int = 2) -> list[FiguresRow]:
    """Return the newest figures of a section or of the institution, latest first."""
    found = await (await conn.execute(_NEWEST, (tenant, scope, size))).fetchall()
    return [FiguresRow(row[0], row[1], row[2], orjson.loads(row[3])) for row in found]


async def figures_history(
    conn: Conn, tenant: UUID, scopes: Sequence[UUID]
) -> list[tuple[UUID, datetime, int, dict[str, Any]]]:
    """Return all figures of some sections with the moment from which they held, oldest first."""
    found = await (await conn.execute(_HISTORY, (tenant, list(scopes)))).fetchall()
    return [(row[0], row[1], row[2], orjson.loads(row[3])) for row in found]


async def put_figures(
    conn: Conn,
    tenant: UUID,
    scope: UUID,
    valid_from: datetime,
    now: datetime,
    students: int,
    figures: Mapping[str, Any],
) -> None:
    """Keep figures; what was kept for the same moment stays."""
    await conn.execute(_PUT, (tenant, scope, valid_from, now, students, orjson.dumps(figures).decode()))


async def prune_figures(conn: Conn, tenant: UUID, before: datetime, own_before: datetime) -> int:
    """Delete old figures: of sections, and of the institution, of which only the newest are of use."""
    return (await conn.execute(_PRUNE, (tenant, before, tenant, own_before))).rowcount


async def behind(conn: Conn, tenant: UUID, since: datetime | None, size: int) -> list[UUID]:
    """Return students whose features miss an event, longest first.

    Args:
        conn: The connection.
        tenant: The institution.
        since: Only rows written since then; None for all of them.
        size: At most so many.
    """
    found = await (await conn.execute(_BEHIND, {"tenant": tenant, "since": since, "size": size})).fetchall()
    return [row[0] for row in found]


async def standing(conn: Conn, tenant: UUID, since: datetime) -> Standing:
    """Return how far features are behind the log, looking at what was written since a moment."""
    row = await (await conn.execute(_STANDING, {"tenant": tenant, "since": since})).fetchone()
    return Standing(*row) if row is not None else Standing(0, None, None, None)


async def alarm(conn: Conn, tenant: UUID, review: UUID, now: datetime, title: str, evidence: Mapping[str, Any]) -> None:
    """Put a line into the review queue; one that is open already is enough."""
    await conn.execute(_ALARM, (tenant, now, review, title, orjson.dumps(evidence).decode()))
