"""Receivers of webhooks, and the messages for them: what waits, and what became of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.changes import change_row
from learnapp.storage.repositories.assignment_left import FOR_STUDENT, LEFT

_COLUMNS = (
    "endpoint_id, url, kinds, secret_enc, old_secret_enc, old_until, enabled, sent, sent_at, last_problem, problem_at,"
    " failures, failing_since, next_at, given_up_at, quiet_since, quiet_until"
)
_MESSAGE = (
    "endpoint_id, message_id, kind, about, state, attempts, problem, status, happened_at, due_at, tried_at, person_id"
)
_ENDPOINTS = text(
    f"SELECT {_COLUMNS} FROM webhook_endpoint WHERE tenant_id = :tenant"  # noqa: S608 - constants
    " ORDER BY made_at, endpoint_id LIMIT 50"
)
_ADD = text("""
INSERT INTO webhook_endpoint (tenant_id, endpoint_id, url, kinds, secret_enc, enabled, made_at)
VALUES (:tenant, :endpoint, :url, cast(:kinds AS text[]), :secret, false, :now)
""")
_CHANGEABLE = frozenset(
    "url kinds secret_enc old_secret_enc old_until enabled last_problem problem_at failures failing_since next_at"
    " given_up_at quiet_since quiet_until".split()
)
_COUNTS = text("""
SELECT endpoint_id, count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'failed')
  FROM webhook_delivery WHERE tenant_id = :tenant GROUP BY endpoint_id
""")
_DUE = text(f"""
SELECT {_COLUMNS} FROM webhook_endpoint p WHERE p.tenant_id = :tenant AND p.enabled
   AND (p.next_at IS NULL OR p.next_at <= :now)
   AND EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.tenant_id = :tenant AND d.endpoint_id = p.endpoint_id
                  AND d.state = 'waiting' AND (d.due_at IS NULL OR d.due_at <= :now))
 ORDER BY p.made_at, p.endpoint_id
""")  # noqa: S608 - constants
_WAITING = text(f"""
SELECT {_MESSAGE} FROM webhook_delivery
 WHERE tenant_id = :tenant AND endpoint_id = :endpoint AND state = 'waiting' AND (due_at IS NULL OR due_at <= :now)
 ORDER BY happened_at, message_id LIMIT :size
""")  # noqa: S608 - constants
_TELL = text("SELECT webhook_tell(:tenant, :kind, cast(:about AS jsonb), cast(:person AS uuid), :once)")
_SENT = text("""
UPDATE webhook_delivery SET state = 'sent', attempts = attempts + 1, problem = '', status = :status, tried_at = :now,
       due_at = NULL
 WHERE tenant_id = :tenant AND endpoint_id = :endpoint AND message_id = :message
   AND (state = 'waiting' OR problem = 'consent')
""")
_WENT = text("""
UPDATE webhook_endpoint SET sent = sent + :count, sent_at = :now, last_problem = '', failures = 0,
       failing_since = NULL, next_at = NULL
 WHERE tenant_id = :tenant AND endpoint_id = :endpoint
""")
_FAILED = text("""
UPDATE webhook_delivery SET state = :state, attempts = attempts + 1, problem = :problem, status = :status,
       tried_at = :now, due_at = :due
 WHERE tenant_id = :tenant AND endpoint_id = :endpoint AND message_id = :message AND state = 'waiting'
""")
_LOG = text(f"""
SELECT {_MESSAGE}, count(*) OVER () FROM webhook_delivery
 WHERE tenant_id = :tenant AND endpoint_id = :endpoint AND (:state = '' OR state = :state)
 ORDER BY happened_at DESC, message_id DESC OFFSET :offset LIMIT :size
""")  # noqa: S608 - constants
_AGAIN = text("""
UPDATE webhook_delivery SET state = 'waiting', due_at = NULL, attempts = 0, problem = ''
 WHERE tenant_id = :tenant AND endpoint_id = :endpoint AND state <> 'waiting'
   AND (cast(:message AS uuid) IS NULL OR message_id = :message)
   AND (cast(:since AS timestamptz) IS NULL OR happened_at >= :since)
   AND (cast(:until AS timestamptz) IS NULL OR happened_at < :until)
RETURNING 1
""")
# An enrolment is no learning: see `services.consent_backlog`.
_WITHHOLD = text("""
UPDATE webhook_delivery SET state = 'failed', problem = 'consent', due_at = NULL
 WHERE tenant_id = :tenant AND person_id = ANY(cast(:people AS uuid[])) AND state = 'waiting'
   AND kind <> 'enrolment.changed'
""")
# That an assignment is done was told is known by this row alone: without it, it would be told again.
_OLD = text("""
DELETE FROM webhook_delivery d WHERE d.tenant_id = :tenant AND d.happened_at < :before
   AND NOT (d.kind = 'assignment.done' AND EXISTS (
         SELECT 1 FROM assignment a JOIN section s ON s.tenant_id = a.tenant_id AND s.section_id = a.section_id
          WHERE a.tenant_id = d.tenant_id AND a.assignment_id::text = split_part(d.once, '/', 2)
            AND a.withdrawn_at IS NULL AND s.status = 'active'))
RETURNING 1
""")
MOST_DONE = 500
_LISTENED = text("""
SELECT EXISTS (SELECT 1 FROM webhook_endpoint WHERE tenant_id = :tenant AND (enabled OR given_up_at IS NOT NULL)
                  AND :kind = ANY(kinds))
""")
_DONE = text(f"""
SELECT a.assignment_id, a.section_id, e.person_id FROM assignment a
  JOIN enrolment e ON e.tenant_id = a.tenant_id AND e.section_id = a.section_id AND e.role = 'student'
       AND e.status = 'active'
  JOIN presence p ON p.tenant_id = a.tenant_id AND p.section_id = a.section_id AND p.student_id = e.person_id
       AND p.last_event_at >= :since
 WHERE a.tenant_id = :tenant AND a.withdrawn_at IS NULL
   AND {FOR_STUDENT.format(student="e.person_id")}
   AND NOT EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.tenant_id = a.tenant_id
                      AND d.once = 'assignment.done/' || a.assignment_id || '/' || e.person_id)
   AND {LEFT.format(student="e.person_id")} = 0
 LIMIT {MOST_DONE}
""")  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """A receiver as stored; its secrets are sealed by the institution's key."""

    endpoint_id: UUID
    url: str
    kinds: list[str]
    secret_enc: bytes
    old_secret_enc: bytes | None
    old_until: datetime | None
    enabled: bool
    sent: int
    sent_at: datetime | None
    last_problem: str
    problem_at: datetime | None
    failures: int
    failing_since: datetime | None
    next_at: datetime | None
    given_up_at: datetime | None
    quiet_since: datetime | None = None
    quiet_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message for one receiver."""

    endpoint_id: UUID
    message_id: UUID
    kind: str
    about: dict[str, Any]
    state: str
    attempts: int
    problem: str
    status: int
    happened_at: datetime
    due_at: datetime | None
    tried_at: datetime | None
    person_id: UUID | None = None


async def endpoints(session: AsyncSession, tenant: UUID) -> list[EndpointRow]:
    """Return an institution's receivers, the oldest first."""
    return [EndpointRow(*row) for row in await session.execute(_ENDPOINTS, {"tenant": tenant})]


async def endpoint(session: AsyncSession, tenant: UUID, endpoint_id: UUID) -> EndpointRow | None:
    """Return one receiver."""
    return next((one for one in await endpoints(session, tenant) if one.endpoint_id == endpoint_id), None)


async def add_endpoint(
    session: AsyncSession, tenant: UUID, endpoint: UUID, url: str, kinds: Sequence[str], secret: bytes, now: datetime
) -> None:
    """Add a receiver; it is off."""
    values = {"tenant": tenant, "endpoint": endpoint, "url": url, "kinds": list(kinds), "secret": secret, "now": now}
    await session.execute(_ADD, values)


async def change_endpoint(session: AsyncSession, tenant: UUID, endpoint: UUID, changes: dict[str, Any]) -> bool:
    """Change some columns of a receiver; return whether there is such a one.

    Raises:
        ValueError: A name is no column that may change.
    """
    return await change_row(session, "webhook_endpoint", "endpoint_id", tenant, endpoint, changes, _CHANGEABLE)


async def remove_endpoint(session: AsyncSession, tenant: UUID, endpoint: UUID) -> bool:
    """Remove a receiver with its messages."""
    found = await session.execute(
        text("DELETE FROM webhook_endpoint WHERE tenant_id = :tenant AND endpoint_id = :endpoint RETURNING 1"),
        {"tenant": tenant, "endpoint": endpoint},
    )
    return found.first() is not None


async def counts(session: AsyncSession, tenant: UUID) -> dict[UUID, tuple[int, int]]:
    """Return how many messages wait for each receiver, and how many were given up."""
    return {row[0]: (int(row[1]), int(row[2])) for row in await session.execute(_COUNTS, {"tenant": tenant})}


async def tell(
    session: AsyncSession, tenant: UUID, kind: str, about: Mapping[str, str], *, person: UUID | None = None,
    once: str = "",
) -> None:  # fmt: skip
    """Write a message for every receiver of a kind into the outbox, in the caller's transaction.

    Args:
        session: The transaction.
        tenant: The institution.
        kind: What has happened.
        about: Ids and codes.
        person: Whose data it is about.
        once: It is told only once under this mark.
    """
    values = {"tenant": tenant, "kind": kind, "about": Jsonb(dict(about)), "person": person, "once": once}
    await session.execute(_TELL, values)


async def due(session: AsyncSession, tenant: UUID, now: datetime) -> list[EndpointRow]:
    """Return the receivers for which something waits and that may be called now."""
    return [EndpointRow(*row) for row in await session.execute(_DUE, {"tenant": tenant, "now": now})]


async def waiting(session: AsyncSession, tenant: UUID, endpoint: UUID, now: datetime, size: int) -> list[MessageRow]:
    """Return what is to be sent to a receiver now, the oldest first."""
    values = {"tenant": tenant, "endpoint": endpoint, "now": now, "size": size}
    return [MessageRow(*row) for row in await session.execute(_WAITING, values)]


async def sent(
    session: AsyncSession, tenant: UUID, endpoint: UUID, message: UUID, now: datetime, *, status: int
) -> None:
    """Note that a receiver has taken a message."""
    values = {"tenant": tenant, "endpoint": endpoint, "message": message, "now": now, "status": status}
    await session.execute(_SENT, values)


async def went(session: AsyncSession, tenant: UUID, endpoint: UUID, count: int, now: datetime) -> None:
    """Note that a receiver takes messages."""
    await session.execute(_WENT, {"tenant": tenant, "endpoint": endpoint, "count": count, "now": now})


async def failed(
    session: AsyncSession, tenant: UUID, endpoint: UUID, message: UUID, now: datetime, *, problem: str, status: int,
    due: datetime | None,
) -> None:  # fmt: skip
    """Note that a message was not taken; without `due` it is given up."""
    await session.execute(
        _FAILED,
        {
            "tenant": tenant, "endpoint": endpoint, "message": message, "now": now, "problem": problem,
            "status": status, "due": due, "state": "failed" if due is None else "waiting",
        },
    )  # fmt: skip


async def log(
    session: AsyncSession, tenant: UUID, endpoint: UUID, state: str, offset: int, size: int
) -> tuple[list[MessageRow], int]:
    """Return messages for a receiver, the newest first, and how many there are; "" for those of every state."""
    values = {"tenant": tenant, "endpoint": endpoint, "state": state, "offset": offset, "size": size}
    found = (await session.execute(_LOG, values)).all()
    return [MessageRow(*row[:-1]) for row in found], int(found[0][-1]) if found else 0


async def again(
    session: AsyncSession, tenant: UUID, endpoint: UUID, *, message: UUID | None = None, since: datetime | None = None,
    until: datetime | None = None,
) -> int:  # fmt: skip
    """Let messages be sent once more: one, or all of a time; return how many."""
    values = {"tenant": tenant, "endpoint": endpoint, "message": message, "since": since, "until": until}
    return len((await session.execute(_AGAIN, values)).all())


async def withhold(session: AsyncSession, tenant: UUID, people: Sequence[UUID]) -> None:
    """Give up what waits of the learning of these students."""
    await session.execute(_WITHHOLD, {"tenant": tenant, "people": list(people)})


async def forget_old(session: AsyncSession, tenant: UUID, before: datetime) -> int:
    """Forget messages of before a moment; return how many."""
    return len((await session.execute(_OLD, {"tenant": tenant, "before": before})).all())


async def listened(session: AsyncSession, tenant: UUID, kind: str) -> bool:
    """Return whether anybody is to be told of a kind."""
    return bool((await session.execute(_LISTENED, {"tenant": tenant, "kind": kind})).scalar_one())


async def done_assignments(session: AsyncSession, tenant: UUID, since: datetime) -> list[tuple[UUID, UUID, UUID]]:
    """Return (assignment, class, student) that are done and were not told, of students who were there since then."""
    return [tuple(row) for row in await session.execute(_DONE, {"tenant": tenant, "since": since})]
