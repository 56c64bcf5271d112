"""Endpoints that are told of events, what waits for them, and the names under which students are known there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.storage.changes import change_row

_COLUMNS = (
    "endpoint_id, kind, url, username, secret_enc, enabled, sent, sent_at, last_problem, problem_at, failures, next_at"
)
_ENDPOINTS = text(
    f"SELECT {_COLUMNS} FROM open_data_endpoint WHERE tenant_id = :tenant"  # noqa: S608 - constants
    " ORDER BY made_at, endpoint_id LIMIT 50"
)
_ADD = text("""
INSERT INTO open_data_endpoint (tenant_id, endpoint_id, kind, url, username, secret_enc, enabled, made_at)
VALUES (:tenant, :endpoint, :kind, :url, :username, :secret_enc, :enabled, :now)
""")
_CHANGEABLE = frozenset("url username secret_enc enabled last_problem problem_at failures next_at".split())
_COUNTS = text("""
SELECT endpoint_id, count(*) FILTER (WHERE problem = ''), count(*) FILTER (WHERE problem <> '')
  FROM open_data_out WHERE tenant_id = :tenant GROUP BY endpoint_id
""")
_DUE = text(f"""
SELECT {_COLUMNS} FROM open_data_endpoint p WHERE p.tenant_id = :tenant AND p.enabled
   AND (p.next_at IS NULL OR p.next_at <= :now)
   AND EXISTS (SELECT 1 FROM open_data_out o
                WHERE o.tenant_id = :tenant AND o.endpoint_id = p.endpoint_id AND o.problem = '')
 ORDER BY p.made_at, p.endpoint_id
""")  # noqa: S608 - constants
_WAITING = text("""
SELECT o.event_id, o.student_id, e.verb, e.occurred_at, o.received_at, e.section_id, e.course_id, s.title, c.title,
       e.object_id, k.title, k.kind, c.language, e.step_id, e.kc_ids, e.correct, e.result::text,
       a.assessment_id, a.title, t.attempt_id, t.number, t.started_at, t.submitted_at
  FROM open_data_out o
  LEFT JOIN learning_event e ON e.tenant_id = o.tenant_id AND e.received_at = o.received_at AND e.event_id = o.event_id
  LEFT JOIN section s ON s.tenant_id = o.tenant_id AND s.section_id = e.section_id
  LEFT JOIN course c ON c.tenant_id = s.course_tenant_id AND c.course_id = e.course_id
  LEFT JOIN content k ON k.tenant_id = s.course_tenant_id AND k.content_id = e.object_id
       AND k.version = e.object_version
  LEFT JOIN attempt t ON t.tenant_id = o.tenant_id AND t.student_id = o.student_id
       AND t.attempt_id = cast(e.result ->> 'attempt' AS uuid)
  LEFT JOIN assessment a ON a.tenant_id = o.tenant_id AND a.assessment_id = t.assessment_id
 WHERE o.tenant_id = :tenant AND o.endpoint_id = :endpoint AND o.problem = ''
 ORDER BY o.received_at, o.event_id LIMIT :size
""")
_TOPICS = text("""
SELECT kc_id, name FROM kc WHERE tenant_id IN (:tenant, :library) AND kc_id = ANY(cast(:kcs AS uuid[]))
""")
_NAME = text("""
INSERT INTO xapi_account (tenant_id, student_id, name)
SELECT :tenant, n.student, n.name FROM unnest(cast(:students AS uuid[]), cast(:names AS uuid[])) n (student, name)
  JOIN person p ON p.tenant_id = :tenant AND p.person_id = n.student AND p.status <> 'erased'
ON CONFLICT (tenant_id, student_id) DO NOTHING
""")
_NAMES = text("""
SELECT student_id, name FROM xapi_account WHERE tenant_id = :tenant AND student_id = ANY(cast(:students AS uuid[]))
""")
_KNOWN = text("""
SELECT name, student_id FROM xapi_account WHERE tenant_id = :tenant AND name = ANY(cast(:names AS uuid[]))
""")
_GONE = text("""
DELETE FROM open_data_out WHERE tenant_id = :tenant AND endpoint_id = :endpoint
   AND event_id = ANY(cast(:events AS uuid[]))
""")
_WENT = text("""
UPDATE open_data_endpoint SET sent = sent + :count, sent_at = :now, last_problem = '', failures = 0, next_at = NULL
 WHERE tenant_id = :tenant AND endpoint_id = :endpoint
""")
_REFUSED = text("""
UPDATE open_data_out SET problem = :problem WHERE tenant_id = :tenant AND endpoint_id = :endpoint
   AND event_id = ANY(cast(:events AS uuid[]))
""")
_AGAIN = text("""
UPDATE open_data_out SET problem = '' WHERE tenant_id = :tenant AND endpoint_id = :endpoint AND problem <> ''
""")
_OF_STUDENT = text("""
SELECT p.url, p.kind, e.verb, o.received_at FROM open_data_out o
  JOIN open_data_endpoint p USING (tenant_id, endpoint_id)
  LEFT JOIN learning_event e ON e.tenant_id = o.tenant_id AND e.received_at = o.received_at AND e.event_id = o.event_id
 WHERE o.tenant_id = :tenant AND o.student_id = :student ORDER BY o.received_at, o.event_id LIMIT :size
""")


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """One endpoint as stored; the secret is sealed by the institution's key."""

    endpoint_id: UUID
    kind: str
    url: str
    username: str
    secret_enc: bytes | None
    enabled: bool
    sent: int
    sent_at: datetime | None
    last_problem: str
    problem_at: datetime | None
    failures: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class SatRow:
    """The test and the attempt at it that an event belongs to."""

    assessment_id: UUID
    title: str
    attempt_id: UUID
    number: int
    started_at: datetime
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """An event that waits; `verb` is None when it is not in the log any more, `sat` where it belongs to no test."""

    event_id: UUID
    student_id: UUID
    verb: str | None
    occurred_at: datetime
    received_at: datetime
    section_id: UUID
    course_id: UUID
    section: str | None
    course: str | None
    object_id: UUID | None
    title: str | None
    kind: str | None
    language: str | None
    step_id: str | None
    kc_ids: list[UUID]
    correct: bool | None
    result: dict[str, Any]
    sat: SatRow | None = None


async def endpoints(session: AsyncSession, tenant: UUID) -> list[EndpointRow]:
    """Return an institution's endpoints, the oldest first."""
    return [EndpointRow(*row) for row in await session.execute(_ENDPOINTS, {"tenant": tenant})]


async def add_endpoint(
    session: AsyncSession, tenant: UUID, endpoint: UUID, values: dict[str, Any], now: datetime
) -> None:
    """Add an endpoint.

    Args:
        session: The transaction.
        tenant: The institution.
        endpoint: The new one's id.
        values: kind, url, username, secret_enc and enabled.
        now: The moment.
    """
    empty = {"kind": "xapi", "url": "", "username": "", "secret_enc": None, "enabled": False}
    given = {name: values.get(name, usual) for name, usual in empty.items()}
    await session.execute(_ADD, {**given, "tenant": tenant, "endpoint": endpoint, "now": now})


async def change_endpoint(session: AsyncSession, tenant: UUID, endpoint: UUID, changes: dict[str, Any]) -> bool:
    """Change some columns of an endpoint; return whether there is such a one.

    Raises:
        ValueError: A name is no column that may change.
    """
    return await change_row(session, "open_data_endpoint", "endpoint_id", tenant, endpoint, changes, _CHANGEABLE)


async def remove_endpoint(session: AsyncSession, tenant: UUID, endpoint: UUID) -> bool:
    """Remove an endpoint and what waits for it."""
    values = {"tenant": tenant, "endpoint": endpoint}
    await session.execute(
        text("DELETE FROM open_data_out WHERE tenant_id = :tenant AND endpoint_id = :endpoint"), values
    )
    found = await session.execute(
        text("DELETE FROM open_data_endpoint WHERE tenant_id = :tenant AND endpoint_id = :endpoint RETURNING 1"), values
    )
    return found.first() is not None


async def counts(session: AsyncSession, tenant: UUID) -> dict[UUID, tuple[int, int]]:
    """Return how many events wait for each endpoint, and how many it has refused for good."""
    return {row[0]: (int(row[1]), int(row[2])) for row in await session.execute(_COUNTS, {"tenant": tenant})}


async def due(session: AsyncSession, tenant: UUID, now: datetime) -> list[EndpointRow]:
    """Return the endpoints for which something waits and that may be called now."""
    return [EndpointRow(*row) for row in await session.execute(_DUE, {"tenant": tenant, "now": now})]


async def waiting(session: AsyncSession, tenant: UUID, endpoint: UUID, size: int) -> list[WaitingRow]:
    """Return what waits for an endpoint, the oldest first."""
    found = await session.execute(_WAITING, {"tenant": tenant, "endpoint": endpoint, "size": size})
    return [
        WaitingRow(*[*row[:16], json.loads(row[16]) if row[16] else {}, SatRow(*row[17:]) if row[17] else None])
        for row in found
    ]


async def topics(session: AsyncSession, tenant: UUID, kcs: Sequence[UUID]) -> dict[UUID, str]:
    """Return the names of topics."""
    if not kcs:
        return {}
    values = {"tenant": tenant, "library": LIBRARY_TENANT, "kcs": list(kcs)}
    return {row[0]: row[1] for row in await session.execute(_TOPICS, values)}


async def accounts(session: AsyncSession, tenant: UUID, students: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return the names under which others know students; who has none is given one, but nobody who was erased."""
    wanted = sorted(set(students))
    if not wanted:
        return {}
    names = [uuid4() for _ in wanted]
    await session.execute(_NAME, {"tenant": tenant, "students": wanted, "names": names})
    found = await session.execute(_NAMES, {"tenant": tenant, "students": wanted})
    return {row[0]: row[1] for row in found}


async def account_of(session: AsyncSession, tenant: UUID, student: UUID) -> UUID | None:
    """Return the name under which others know a student, None when they know none."""
    found = await session.execute(_NAMES, {"tenant": tenant, "students": [student]})
    row = found.one_or_none()
    return row[1] if row is not None else None


async def students_of(session: AsyncSession, tenant: UUID, names: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return who is behind names that we gave out."""
    return {row[0]: row[1] for row in await session.execute(_KNOWN, {"tenant": tenant, "names": list(names)})}


async def went(session: AsyncSession, tenant: UUID, endpoint: UUID, events: Sequence[UUID], now: datetime) -> None:
    """Note that an endpoint has taken events."""
    values = {"tenant": tenant, "endpoint": endpoint}
    await session.execute(_GONE, {**values, "events": list(events)})
    await session.execute(_WENT, {**values, "count": len(events), "now": now})


async def drop(session: AsyncSession, tenant: UUID, endpoint: UUID, events: Sequence[UUID]) -> None:
    """Forget that events wait, because there is nothing to be told of them any more."""
    await session.execute(_GONE, {"tenant": tenant, "endpoint": endpoint, "events": list(events)})


async def refused(session: AsyncSession, tenant: UUID, endpoint: UUID, events: Sequence[UUID], problem: str) -> None:
    """Note that an endpoint does not take events, and will not when they come again."""
    await session.execute(
        _REFUSED, {"tenant": tenant, "endpoint": endpoint, "events": list(events), "problem": problem}
    )


async def again(session: AsyncSession, tenant: UUID, endpoint: UUID) -> None:
    """Let what was refused be sent once more."""
    await session.execute(_AGAIN, {"tenant": tenant, "endpoint": endpoint})


async def of_student(session: AsyncSession, tenant: UUID, student: UUID, size: int) -> list[tuple[Any, ...]]:
    """Return (address, kind, verb, received) of what waits of a student."""
    found = await session.execute(_OF_STUDENT, {"tenant": tenant, "student": student, "size": size})
    return [tuple(row) for row in found]


async def forget_waiting(session: AsyncSession, tenant: UUID, students: Sequence[UUID]) -> None:
    """Forget what waits of students: nobody is told of it any more."""
    await session.execute(
        text("DELETE FROM open_data_out WHERE tenant_id = :tenant AND student_id = ANY(cast(:students AS uuid[]))"),
        {"tenant": tenant, "students": list(students)},
    )


async def forget_account(session: AsyncSession, tenant: UUID, student: UUID) -> None:
    """Forget under which name others know a student: what they have leads to nobody from now on."""
    await session.execute(
        text("DELETE FROM xapi_account WHERE tenant_id = :tenant AND student_id = :student"),
        {"tenant": tenant, "student": student},
    )
