"""What a trained model keeps of each student; it is read and written with an answer, and built again from the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from learnapp.storage.batch import Batch, Statement

Conn = AsyncConnection[TupleRow]

_TRACK = Statement(
    "SELECT state, attempts, since FROM learner_track WHERE tenant_id = {tenant:uuid} AND student_id = {student:uuid}"
)
_PUT = Statement("""
INSERT INTO learner_track (tenant_id, student_id, state, attempts, since, updated_at)
VALUES ({tenant:uuid}, {student:uuid}, {state:bytes}, {attempts:int}, {since:time}, {at:time})
ON CONFLICT (tenant_id, student_id) DO UPDATE SET
  state = EXCLUDED.state, attempts = EXCLUDED.attempts, since = EXCLUDED.since, updated_at = EXCLUDED.updated_at
""")
_SPOIL = Statement(
    "UPDATE learner_track SET state = NULL WHERE tenant_id = {tenant:uuid} AND student_id = {student:uuid}"
)
_REPLACE = """
INSERT INTO learner_track (tenant_id, student_id, state, attempts, since, updated_at)
SELECT tenant_id, person_id, %(state)s, %(attempts)s, %(since)s, %(at)s FROM person
 WHERE tenant_id = %(tenant)s AND person_id = %(student)s AND status = 'active'
ON CONFLICT (tenant_id, student_id) DO UPDATE SET
  state = EXCLUDED.state, attempts = EXCLUDED.attempts, since = EXCLUDED.since, updated_at = EXCLUDED.updated_at
"""
_ATTEMPTS = "coalesce((SELECT sum(k.attempts) FROM kc_state k WHERE k.tenant_id = {0}.tenant_id"
_ATTEMPTS += " AND k.student_id = {0}.student_id), 0)::int"
_STANDING = f"""
SELECT s.student_id, substring(t.state FROM 1 FOR %(mark)s), t.attempts, {_ATTEMPTS.format("s")}
  FROM (SELECT DISTINCT tenant_id, student_id FROM learner_state
         WHERE tenant_id = %(tenant)s AND updated_at >= %(since)s
           AND (%(after)s::uuid IS NULL OR student_id > %(after)s)
         ORDER BY student_id LIMIT %(size)s) s
  LEFT JOIN learner_track t ON t.tenant_id = s.tenant_id AND t.student_id = s.student_id
 ORDER BY s.student_id
"""  # noqa: S608 - constants
_SUM = "SELECT coalesce(sum(attempts), 0)::int FROM kc_state WHERE tenant_id = %s AND student_id = %s"


class Track(NamedTuple):
    """What is kept of one student.

    Attributes:
        state: See `ml.learner_track`; None: it is to be built again.
        attempts: Of all topics together when it was kept. It lacks an answer where there are more by now.
        since: When the first answer was given: times are counted from there.
    """

    state: bytes | None
    attempts: int
    since: datetime


class Standing(NamedTuple):
    """How far the track of a student is.

    Attributes:
        mark: Which model it belongs to; None: there is none.
        kept: `Track.attempts`; None: there is none.
        attempts: What there are now.
    """

    student_id: UUID
    mark: bytes | None
    kept: int | None
    attempts: int


def ask(batch: Batch, tenant: UUID, student: UUID) -> None:
    """Gather the question for a student's track."""
    batch.add(_TRACK, tenant=tenant, student=student)


def track_of(found: Sequence[tuple[Any, ...]]) -> Track | None:
    """Return the track in what `ask` has found."""
    return Track(*found[0]) if found else None


def put(batch: Batch, tenant: UUID, student: UUID, track: Track, at: datetime) -> None:
    """Gather the write of a student's track."""
    batch.add(
        _PUT, tenant=tenant, student=student, state=track.state, attempts=track.attempts, since=track.since, at=at
    )  # fmt: skip


def spoil(batch: Batch, tenant: UUID, student: UUID) -> None:
    """Gather the note that a student's track is to be built again, because the answers behind it have changed."""
    batch.add(_SPOIL, tenant=tenant, student=student)


async def replace(
    conn: Conn, tenant: UUID, student: UUID, state: bytes, counted: int, since: datetime, at: datetime
) -> None:
    """Keep a track that was built from the log; nothing is kept of who is no longer active.

    Args:
        conn: The connection.
        tenant: The institution.
        student: Whose it is.
        state: See `ml.learner_track`.
        counted: The attempts at all topics that it holds.
        since: When the first answer was given.
        at: Now.
    """
    values = {"tenant": tenant, "student": student, "state": state, "attempts": counted, "since": since, "at": at}
    await conn.execute(_REPLACE, values)


async def attempts(conn: Conn, tenant: UUID, student: UUID) -> int:
    """Return the attempts of a student at all topics together."""
    row = await (await conn.execute(_SUM, (tenant, student))).fetchone()
    return int(row[0]) if row is not None else 0


async def standing(
    conn: Conn, tenant: UUID, since: datetime, mark: int, size: int, after: UUID | None = None
) -> list[Standing]:
    """Return how far the tracks of students are, by their ids.

    Args:
        conn: The connection.
        tenant: The institution.
        since: Only who did something since then.
        mark: How many bytes say which model a track belongs to.
        size: At most so many.
        after: Only ids behind this one.
    """
    found = await conn.execute(
        _STANDING, {"tenant": tenant, "since": since, "mark": mark, "size": size, "after": after}
    )
    return [Standing(*row) for row in await found.fetchall()]
