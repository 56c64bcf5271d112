"""The outbox of what goes out to people by mail, text message and push: planned, claimed, sent, failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# Two workers at once take different ones.
_UNROUTED = text("""
UPDATE notice SET routed_at = :now
 WHERE (tenant_id, notice_id) IN (
   SELECT tenant_id, notice_id FROM notice WHERE tenant_id = :tenant AND routed_at IS NULL
    ORDER BY created_at LIMIT :size FOR UPDATE SKIP LOCKED)
RETURNING notice_id, person_id, kind, created_at
""")
_PLAN = text("""
INSERT INTO delivery (tenant_id, delivery_id, person_id, notice_id, channel, kind, mode, state, reason, due_at,
                      created_at, changed_at)
SELECT :tenant, gen_random_uuid(), p.person_id, p.notice_id, p.channel, p.kind, p.mode, p.state, p.reason, p.due_at,
       p.told_at, :now
  FROM unnest(cast(:people AS uuid[]), cast(:notices AS uuid[]), cast(:channels AS text[]), cast(:kinds AS text[]),
              cast(:modes AS text[]), cast(:states AS text[]), cast(:reasons AS text[]), cast(:dues AS timestamptz[]),
              cast(:told AS timestamptz[]))
       AS p(person_id, notice_id, channel, kind, mode, state, reason, due_at, told_at)
ON CONFLICT (tenant_id, person_id, notice_id, channel) DO NOTHING
""")
_CLAIM = text("""
UPDATE delivery d SET state = 'sending', attempts = attempts + 1, changed_at = :now
 WHERE (d.tenant_id, d.delivery_id) IN (
   SELECT w.tenant_id, w.delivery_id FROM delivery w
    WHERE w.tenant_id = :tenant AND w.channel = :channel AND w.state = 'waiting' AND w.due_at <= :now
      AND w.person_id IN (
        SELECT person_id FROM delivery WHERE tenant_id = :tenant AND channel = :channel AND state = 'waiting'
           AND due_at <= :now ORDER BY due_at LIMIT :size)
    ORDER BY w.person_id, w.due_at LIMIT 500 FOR UPDATE SKIP LOCKED)
RETURNING delivery_id, person_id, notice_id, kind, mode, attempts, created_at
""")
_SETTLE = text("""
UPDATE delivery SET state = :state, reason = :reason, message_id = cast(:message AS uuid), changed_at = :now
 WHERE tenant_id = :tenant AND delivery_id = ANY(cast(:deliveries AS uuid[]))
""")
_LATER = text("""
UPDATE delivery SET state = 'waiting', reason = :reason, due_at = :due, mode = :mode, changed_at = :now,
       attempts = attempts - cast(:free AS integer)
 WHERE tenant_id = :tenant AND delivery_id = ANY(cast(:deliveries AS uuid[]))
""")
# Whether these went out nobody knows: they are not sent a second time.
_INTERRUPTED = text("""
UPDATE delivery SET state = 'failed', reason = 'interrupted', changed_at = :now
 WHERE tenant_id = :tenant AND state = 'sending' AND changed_at < :before RETURNING 1
""")
_SENT_SINCE = text("""
SELECT person_id, count(DISTINCT message_id) FROM delivery
 WHERE tenant_id = :tenant AND channel = :channel AND state = 'sent' AND changed_at > :since
   AND person_id = ANY(cast(:people AS uuid[])) GROUP BY person_id
""")
_AGAIN = text("""
UPDATE delivery SET state = 'waiting', reason = '', attempts = 0, due_at = :now, changed_at = :now
 WHERE tenant_id = :tenant AND state = 'failed' AND delivery_id = :delivery RETURNING 1
""")
_DROP = text("""
UPDATE delivery SET state = 'dropped', reason = :reason, changed_at = :now
 WHERE tenant_id = :tenant AND person_id = :person AND channel = :channel AND state = 'waiting'
""")
_BOUNCED = text("""
UPDATE delivery SET state = 'failed', reason = 'bounced', changed_at = :now
 WHERE tenant_id = :tenant AND message_id = :message AND channel = 'mail' RETURNING person_id
""")
# One that was noted keeps its moment: the same report again is not another day.
_SOFTLY = text("""
UPDATE delivery SET reason = 'soft', changed_at = CASE WHEN reason = 'soft' THEN changed_at ELSE :now END
 WHERE tenant_id = :tenant AND message_id = :message AND channel = 'mail' AND state = 'sent' RETURNING person_id
""")
_FORGET_SOFT = text("""
UPDATE delivery SET reason = '' WHERE tenant_id = :tenant AND person_id = :person AND channel = 'mail'
   AND state = 'sent' AND reason = 'soft'
""")
_SOFT_DAYS = text("""
SELECT count(DISTINCT cast(changed_at AT TIME ZONE 'UTC' AS date)) FROM delivery
 WHERE tenant_id = :tenant AND person_id = :person AND channel = 'mail' AND state = 'sent' AND reason = 'soft'
   AND changed_at > :since
""")
_DAYS = text("""
SELECT channel, cast(created_at AT TIME ZONE :zone AS date) AS day, state, count(*) FROM delivery
 WHERE tenant_id = :tenant AND created_at >= :since GROUP BY 1, 2, 3 ORDER BY 2 DESC, 1, 3
""")
_WHY = text("""
SELECT channel, state, reason, count(*), max(changed_at) FROM delivery
 WHERE tenant_id = :tenant AND created_at >= :since AND state IN ('failed', 'dropped', 'waiting') AND reason <> ''
 GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT 50
""")
_COLUMNS = "delivery_id, person_id, channel, kind, mode, state, reason, attempts, due_at, created_at, changed_at"
_FAILED = text(f"""
SELECT {_COLUMNS}, count(*) OVER () FROM delivery WHERE tenant_id = :tenant AND state = 'failed'
 ORDER BY changed_at DESC, delivery_id LIMIT :size OFFSET :offset
""")  # noqa: S608 - constants
_OF_PERSON = text(f"""
SELECT {_COLUMNS}, count(*) OVER () FROM delivery WHERE tenant_id = :tenant AND person_id = :person
 ORDER BY created_at DESC, delivery_id LIMIT :size OFFSET :offset
""")  # noqa: S608 - constants
_PRUNE = text("DELETE FROM delivery WHERE tenant_id = :tenant AND created_at < :before RETURNING 1")


@dataclass(frozen=True, slots=True)
class Unrouted:
    """A notice of which is to be decided by which ways it goes out."""

    notice_id: UUID
    person_id: UUID
    kind: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Planned:
    """A notice on its way, or dropped at once with the reason; `told_at` is when it was told."""

    person_id: UUID
    notice_id: UUID
    channel: str
    kind: str
    mode: str
    due_at: datetime
    told_at: datetime
    state: str = "waiting"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One delivery that this worker is sending now; `attempts` counts this one."""

    delivery_id: UUID
    person_id: UUID
    notice_id: UUID
    kind: str
    mode: str
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery as its log shows it."""

    delivery_id: UUID
    person_id: UUID
    channel: str
    kind: str
    mode: str
    state: str
    reason: str
    attempts: int
    due_at: datetime
    created_at: datetime
    changed_at: datetime


async def take_unrouted(session: AsyncSession, tenant: UUID, now: datetime, size: int) -> list[Unrouted]:
    """Return notices that nobody has looked at yet, oldest first; with the commit they are looked at."""
    found = await session.execute(_UNROUTED, {"tenant": tenant, "now": now, "size": size})
    return sorted((Unrouted(*row) for row in found), key=lambda one: one.created_at)


async def plan(session: AsyncSession, tenant: UUID, planned: Sequence[Planned], now: datetime) -> None:
    """Put notices into the outbox; what is there already stays as it is."""
    values = {
        "people": [one.person_id for one in planned], "notices": [one.notice_id for one in planned],
        "channels": [one.channel for one in planned], "kinds": [one.kind for one in planned],
        "modes": [one.mode for one in planned], "states": [one.state for one in planned],
        "reasons": [one.reason for one in planned], "dues": [one.due_at for one in planned],
        "told": [one.told_at for one in planned],
    }  # fmt: skip
    if planned:
        await session.execute(_PLAN, {**values, "tenant": tenant, "now": now})


async def claim(session: AsyncSession, tenant: UUID, channel: str, now: datetime, size: int) -> list[Claimed]:
    """Take what is due for some people; after the commit nobody else sends it.

    Args:
        session: The transaction.
        tenant: The institution.
        channel: The way.
        now: The moment.
        size: For at most so many people; what is due for one of them comes together.
    """
    found = await session.execute(_CLAIM, {"tenant": tenant, "channel": channel, "now": now, "size": size})
    return sorted((Claimed(*row) for row in found), key=lambda one: (one.person_id, one.created_at))


async def settle(
    session: AsyncSession, tenant: UUID, deliveries: Sequence[UUID], state: str, reason: str, message: UUID | None,
    now: datetime,
) -> None:  # fmt: skip
    """Note how deliveries ended: sent, dropped or failed."""
    await session.execute(
        _SETTLE,
        {"tenant": tenant, "deliveries": list(deliveries), "state": state, "reason": reason, "message": message,
         "now": now},
    )  # fmt: skip


async def later(
    session: AsyncSession, tenant: UUID, deliveries: Sequence[UUID], reason: str, due: datetime, mode: str,
    now: datetime, *, free: bool,
) -> None:  # fmt: skip
    """Let deliveries wait until a moment; `free`: this was no attempt of theirs."""
    await session.execute(
        _LATER,
        {"tenant": tenant, "deliveries": list(deliveries), "reason": reason, "due": due, "mode": mode, "now": now,
         "free": int(free)},
    )  # fmt: skip


async def interrupted(session: AsyncSession, tenant: UUID, before: datetime, now: datetime) -> int:
    """Note that a worker was killed while it sent; return for how many deliveries."""
    found = await session.execute(_INTERRUPTED, {"tenant": tenant, "before": before, "now": now})
    return len(found.all())


async def sent_since(
    session: AsyncSession, tenant: UUID, channel: str, people: Sequence[UUID], since: datetime
) -> dict[UUID, int]:
    """Return how many messages people got by one way since a moment."""
    values = {"tenant": tenant, "channel": channel, "people": list(people), "since": since}
    return {row[0]: int(row[1]) for row in await session.execute(_SENT_SINCE, values)}


async def again(session: AsyncSession, tenant: UUID, delivery: UUID, now: datetime) -> bool:
    """Let a failed delivery be tried once more."""
    values = {"tenant": tenant, "delivery": delivery, "now": now}
    return (await session.execute(_AGAIN, values)).first() is not None


async def drop_waiting(
    session: AsyncSession, tenant: UUID, person: UUID, channel: str, reason: str, now: datetime
) -> None:
    """Drop what waits for a person on one way."""
    values = {"tenant": tenant, "person": person, "channel": channel, "reason": reason, "now": now}
    await session.execute(_DROP, values)


async def bounced(session: AsyncSession, tenant: UUID, message: UUID, now: datetime) -> UUID | None:
    """Note that a letter came back; return to whom it had gone, None when there is no such letter."""
    row = (await session.execute(_BOUNCED, {"tenant": tenant, "message": message, "now": now})).first()
    return row[0] if row else None


async def bounced_softly(
    session: AsyncSession, tenant: UUID, message: UUID, now: datetime, since: datetime
) -> tuple[UUID | None, int]:
    """Note that a letter could not be delivered for now; return to whom it had gone, and on how many days that was so.

    Args:
        session: The transaction.
        tenant: The institution.
        message: The letter.
        now: The moment.
        since: Days from then on count.
    """
    row = (await session.execute(_SOFTLY, {"tenant": tenant, "message": message, "now": now})).first()
    if row is None:
        return None, 0
    counted = await session.execute(_SOFT_DAYS, {"tenant": tenant, "person": row[0], "since": since})
    return row[0], int(counted.scalar_one())


async def forget_soft(session: AsyncSession, tenant: UUID, person: UUID) -> None:
    """Let letters to a person that could not be delivered for now count no more."""
    await session.execute(_FORGET_SOFT, {"tenant": tenant, "person": person})


async def days(session: AsyncSession, tenant: UUID, since: datetime, zone: str) -> list[tuple[str, date, str, int]]:
    """Return (way, day, state, how many) since a moment, newest day first."""
    found = await session.execute(_DAYS, {"tenant": tenant, "since": since, "zone": zone})
    return [(row[0], row[1], row[2], int(row[3])) for row in found]


async def reasons(
    session: AsyncSession, tenant: UUID, since: datetime
) -> list[tuple[str, str, str, int, datetime]]:  # fmt: skip
    """Return (way, state, reason, how many, last time) of what was not sent since a moment, most frequent first."""
    found = await session.execute(_WHY, {"tenant": tenant, "since": since})
    return [(row[0], row[1], row[2], int(row[3]), row[4]) for row in found]


async def failed(session: AsyncSession, tenant: UUID, *, offset: int, size: int) -> tuple[list[DeliveryRow], int]:
    """Return a page of what has failed, newest first, and how much that is."""
    found = (await session.execute(_FAILED, {"tenant": tenant, "offset": offset, "size": size})).all()
    return [DeliveryRow(*row[:-1]) for row in found], int(found[0][-1]) if found else 0


async def of_person(
    session: AsyncSession, tenant: UUID, person: UUID, *, offset: int, size: int
) -> tuple[list[DeliveryRow], int]:
    """Return a page of what was sent to a person, newest first, and how much that is."""
    values = {"tenant": tenant, "person": person, "offset": offset, "size": size}
    found = (await session.execute(_OF_PERSON, values)).all()
    return [DeliveryRow(*row[:-1]) for row in found], int(found[0][-1]) if found else 0


async def prune(session: AsyncSession, tenant: UUID, before: datetime) -> int:
    """Delete deliveries of before a moment; return how many."""
    return len((await session.execute(_PRUNE, {"tenant": tenant, "before": before})).all())
