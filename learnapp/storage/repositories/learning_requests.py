"""What students have asked to learn, and the way there as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.batch import Batch, Statement

# The request that stands for one student in one class, as one JSON text; `q` holds their ids.
REQUESTED = """
(SELECT jsonb_build_array(x.request_id, x.kind, x.about_id, x.title, x.targets, x.first_path, x.path, x.gap_id,
                          x.gap_for_id, x.rules, x.due_at, x.minutes_a_day, x.pace, x.created_at)::text
   FROM learning_request x
  WHERE x.tenant_id = q.tenant_id AND x.student_id = q.student_id AND x.section_id = q.section_id
    AND x.status = 'active')
"""
_NOTE = Statement("""
UPDATE learning_request SET path = {path:uuids}, gap_id = {gap:uuid}, gap_for_id = {gap_for:uuid},
       status = {status:text}, closed_at = {closed:time}
 WHERE tenant_id = {tenant:uuid} AND student_id = {student:uuid} AND request_id = {request:uuid} AND status = 'active'
""")
_COLUMNS = """r.request_id, r.kind, r.about_id, r.title, r.targets, r.first_path, r.path, r.gap_id, r.gap_for_id,
       r.rules, r.due_at, r.minutes_a_day, r.pace, r.created_at, r.status, r.closed_at"""
_ACTIVE = text(f"""
SELECT {_COLUMNS} FROM learning_request r
 WHERE r.tenant_id = :tenant AND r.student_id = :student AND r.section_id = :section AND r.status = 'active'
""")  # noqa: S608 - constants
_REACHED = text(f"""
SELECT {_COLUMNS} FROM learning_request r
 WHERE r.tenant_id = :tenant AND r.student_id = :student AND r.section_id = :section AND r.status = 'reached'
   AND r.closed_at >= :since
 ORDER BY r.closed_at DESC LIMIT 1
""")  # noqa: S608 - constants
_ALL = text(f"""
SELECT {_COLUMNS} FROM learning_request r WHERE r.tenant_id = :tenant AND r.student_id = :student ORDER BY r.created_at
""")  # noqa: S608 - constants
_ADD = text("""
INSERT INTO learning_request (tenant_id, request_id, student_id, section_id, course_id, kind, about_id, title, targets,
                              first_path, path, gap_id, gap_for_id, rules, due_at, minutes_a_day, pace, status,
                              created_at)
VALUES (:tenant, :request, :student, :section, :course, :kind, :about, :title, cast(:targets AS uuid[]),
        cast(:path AS uuid[]), cast(:path AS uuid[]), :gap, :gap_for, cast(:rules AS jsonb), :due, :minutes, :pace,
        'active', :now)
""")
_RENEW = text("""
UPDATE learning_request SET path = cast(:path AS uuid[]), gap_id = :gap, gap_for_id = :gap_for,
       rules = cast(:rules AS jsonb), due_at = :due, minutes_a_day = :minutes, pace = :pace
 WHERE tenant_id = :tenant AND student_id = :student AND request_id = :request AND status = 'active' RETURNING 1
""")
_CLOSE = text("""
UPDATE learning_request SET status = :status, closed_at = :now
 WHERE tenant_id = :tenant AND student_id = :student AND request_id = :request AND status = 'active' RETURNING 1
""")
# What was recommended before somebody asked for something else does not stand any more.
_ANEW = text("""
UPDATE learner_state SET last_answer = last_answer - 'next' - 'at'
 WHERE tenant_id = :tenant AND student_id = :student AND course_id = :course
""")


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as stored.

    Attributes:
        kind: topics, test or assignment; the last two are `about` something that has a `title`.
        first_path: The way when it was made; `path`: what is still to learn.
        rules: See `engine.request.rules_to_json`.
        pace: Where `minutes_a_day` comes from: own, usual or chosen.
        status: active, reached or dropped.
    """

    request_id: UUID
    kind: str
    about: UUID | None
    title: str
    targets: tuple[UUID, ...]
    first_path: tuple[UUID, ...]
    path: tuple[UUID, ...]
    gap: UUID | None
    gap_for: UUID | None
    rules: dict[str, Any]
    due_at: datetime | None
    minutes_a_day: float
    pace: str
    created_at: datetime
    status: str = "active"
    closed_at: datetime | None = None


def _id(found: str | None) -> UUID | None:
    return UUID(found) if found else None


def _ids(found: Sequence[Any]) -> tuple[UUID, ...]:
    return tuple(one if isinstance(one, UUID) else UUID(one) for one in found)


def request_of(found: str | None) -> RequestRow | None:
    """Return the request in the text of `REQUESTED`."""
    if not found:
        return None
    one, kind, about, title, targets, first, path, gap, gap_for, rules, due, minutes, pace, made = orjson.loads(found)
    return RequestRow(
        UUID(one), kind, _id(about), title, _ids(targets), _ids(first), _ids(path), _id(gap), _id(gap_for), rules,
        datetime.fromisoformat(due) if due else None, float(minutes), pace, datetime.fromisoformat(made),
    )  # fmt: skip


def _row(row: Any) -> RequestRow:
    return RequestRow(row[0], row[1], row[2], row[3], _ids(row[4]), _ids(row[5]), _ids(row[6]), *row[7:])


def note(
    batch: Batch,
    tenant: UUID,
    student: UUID,
    request: UUID,
    path: Sequence[UUID],
    gap: tuple[UUID | None, UUID | None],
    reached: datetime | None,
) -> None:
    """Gather the write of a way that an event has changed; a request that was dropped meanwhile stays so."""
    batch.add(
        _NOTE, tenant=tenant, student=student, request=request, path=list(path), gap=gap[0], gap_for=gap[1],
        status="reached" if reached is not None else "active", closed=reached,
    )  # fmt: skip


async def active(session: AsyncSession, tenant: UUID, student: UUID, section: UUID) -> RequestRow | None:
    """Return what a student works towards in a class."""
    values = {"tenant": tenant, "student": student, "section": section}
    row = (await session.execute(_ACTIVE, values)).one_or_none()
    return _row(row) if row else None


async def reached(
    session: AsyncSession, tenant: UUID, student: UUID, section: UUID, since: datetime
) -> RequestRow | None:
    """Return what a student has reached last in a class, since a moment."""
    values = {"tenant": tenant, "student": student, "section": section, "since": since}
    row = (await session.execute(_REACHED, values)).one_or_none()
    return _row(row) if row else None


async def all_of(session: AsyncSession, tenant: UUID, student: UUID) -> list[RequestRow]:
    """Return everything that a student has ever asked for, oldest first."""
    return [_row(row) for row in await session.execute(_ALL, {"tenant": tenant, "student": student})]


async def add(session: AsyncSession, tenant: UUID, student: UUID, section: UUID, course: UUID, row: RequestRow) -> None:
    """Add a request that stands from now on.

    Raises:
        sqlalchemy.exc.IntegrityError: Another one stands in this class.
    """
    values = {
        "tenant": tenant, "student": student, "section": section, "course": course, "request": row.request_id,
        "kind": row.kind, "about": row.about, "title": row.title, "targets": list(row.targets), "path": list(row.path),
        "gap": row.gap, "gap_for": row.gap_for, "rules": orjson.dumps(row.rules).decode(), "due": row.due_at,
        "minutes": row.minutes_a_day, "pace": row.pace, "now": row.created_at,
    }  # fmt: skip
    await session.execute(_ADD, values)


async def renew(session: AsyncSession, tenant: UUID, student: UUID, row: RequestRow) -> bool:
    """Write the way, the pace and the day of a request as they are now; False when it stands no longer."""
    values = {
        "tenant": tenant, "student": student, "request": row.request_id, "path": list(row.path), "gap": row.gap,
        "gap_for": row.gap_for, "rules": orjson.dumps(row.rules).decode(), "due": row.due_at,
        "minutes": row.minutes_a_day, "pace": row.pace,
    }  # fmt: skip
    return (await session.execute(_RENEW, values)).one_or_none() is not None


async def close(session: AsyncSession, tenant: UUID, student: UUID, request: UUID, status: str, now: datetime) -> bool:
    """Close a request as reached or dropped; False when the student has no such one that stands."""
    values = {"tenant": tenant, "student": student, "request": request, "status": status, "now": now}
    return (await session.execute(_CLOSE, values)).one_or_none() is not None


async def recommend_anew(session: AsyncSession, tenant: UUID, student: UUID, course: UUID) -> None:
    """Let the next visit recommend anew instead of repeating what was recommended before."""
    await session.execute(_ANEW, {"tenant": tenant, "student": student, "course": course})
