"""How people can be reached: an institution's ways and letters, people's addresses, choices and habits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_CHANNEL = "channel, secret_enc, sender, shown, problem, failures, retry_at, told_at, tried_at"
_CHANNELS = text(f"SELECT {_CHANNEL} FROM delivery_channel WHERE tenant_id = :tenant ORDER BY channel")  # noqa: S608
_SET_CHANNEL = text("""
INSERT INTO delivery_channel (tenant_id, channel, secret_enc, sender, shown, changed_at)
VALUES (:tenant, :channel, :secret, :sender, :shown, :now)
ON CONFLICT (tenant_id, channel) DO UPDATE SET secret_enc = excluded.secret_enc, sender = excluded.sender,
  shown = excluded.shown, changed_at = excluded.changed_at, problem = '', failures = 0, retry_at = NULL,
  told_at = NULL, tried_at = NULL
""")
_REMOVE = text("DELETE FROM delivery_channel WHERE tenant_id = :tenant AND channel = :channel RETURNING 1")
_WELL = text("""
UPDATE delivery_channel SET problem = '', failures = 0, retry_at = NULL, told_at = NULL,
       tried_at = coalesce(cast(:tried AS timestamptz), tried_at)
 WHERE tenant_id = :tenant AND channel = :channel AND (problem <> '' OR cast(:tried AS timestamptz) IS NOT NULL)
""")
# Where letters leave by the operator's server there is no row of the institution's own yet: this one has no secret.
_AWAY = text("""
INSERT INTO delivery_channel AS c (tenant_id, channel, secret_enc, problem, failures, retry_at, changed_at)
VALUES (:tenant, :channel, '', :problem, 1, :retry, :now)
ON CONFLICT (tenant_id, channel) DO UPDATE SET problem = excluded.problem, failures = c.failures + 1,
  retry_at = excluded.retry_at
RETURNING failures
""")
_TOLD = text("""
UPDATE delivery_channel SET told_at = :now
 WHERE tenant_id = :tenant AND channel = :channel AND told_at IS NULL RETURNING 1
""")
_TEMPLATES = text("SELECT form, locale, subject, body FROM delivery_template WHERE tenant_id = :tenant")
_SET_TEMPLATE = text("""
INSERT INTO delivery_template (tenant_id, form, locale, subject, body, changed_at)
VALUES (:tenant, :form, :locale, :subject, :body, :now)
ON CONFLICT (tenant_id, form, locale) DO UPDATE SET subject = excluded.subject, body = excluded.body,
  changed_at = excluded.changed_at
""")
_RESET = text("""
DELETE FROM delivery_template WHERE tenant_id = :tenant AND form = :form AND locale = :locale RETURNING 1
""")
_ADDRESS = "address_id, person_id, channel, sealed, lookup, code_hash, code_until, tries, stopped, confirmed_at"
_ADDRESSES = text(f"""
SELECT {_ADDRESS} FROM delivery_address WHERE tenant_id = :tenant AND person_id = ANY(cast(:people AS uuid[]))
 ORDER BY changed_at, address_id
""")  # noqa: S608 - constants
_SET_ADDRESS = text("""
INSERT INTO delivery_address (tenant_id, address_id, person_id, channel, sealed, lookup, code_hash, code_until, stopped,
                              confirmed_at, changed_at)
VALUES (:tenant, :address, :person, :channel, :sealed, :lookup, :code_hash, :code_until, :stopped, :confirmed, :now)
ON CONFLICT (tenant_id, person_id, channel, lookup) DO UPDATE SET sealed = excluded.sealed,
  code_hash = excluded.code_hash, code_until = excluded.code_until, tries = 0, stopped = excluded.stopped,
  confirmed_at = excluded.confirmed_at, changed_at = excluded.changed_at
""")
_TRY = text("""
UPDATE delivery_address SET tries = tries + 1
 WHERE tenant_id = :tenant AND person_id = :person AND channel = :channel AND code_hash IS NOT NULL
   AND code_until > :now AND tries < :most
RETURNING address_id, code_hash
""")
_CONFIRM = text("""
UPDATE delivery_address SET confirmed_at = :now, code_hash = NULL, code_until = NULL, changed_at = :now
 WHERE tenant_id = :tenant AND address_id = :address
""")
_FORGET = text("""
DELETE FROM delivery_address WHERE tenant_id = :tenant AND person_id = :person AND channel = :channel
   AND (cast(:address AS uuid) IS NULL OR address_id = :address)
""")
_FORGET_ALL = text("DELETE FROM delivery_address WHERE tenant_id = :tenant AND channel = :channel")
_SEALED = text("""
SELECT a.address_id, a.person_id, a.channel, a.sealed, a.lookup, k.wrapped_key
  FROM delivery_address a JOIN person_key k ON k.tenant_id = a.tenant_id AND k.person_id = a.person_id
 WHERE a.tenant_id = :tenant AND a.address_id > :after AND a.sealed IS NOT NULL
 ORDER BY a.address_id LIMIT :size FOR UPDATE OF a
""")
# What was noted under the present key is the newer of two.
_REKEY_TWICE = text("""
DELETE FROM delivery_address o WHERE o.tenant_id = :tenant AND o.person_id = :person AND o.channel = :channel
   AND o.lookup = ANY(cast(:before AS bytea[])) AND EXISTS (SELECT 1 FROM delivery_address n
        WHERE n.tenant_id = o.tenant_id AND n.person_id = o.person_id AND n.channel = o.channel AND n.lookup = :lookup)
""")
_REKEY = text("""
UPDATE delivery_address SET lookup = :lookup WHERE tenant_id = :tenant AND person_id = :person AND channel = :channel
   AND lookup = ANY(cast(:before AS bytea[])) RETURNING 1
""")
_CHOICES = text("""
SELECT person_id, kind, channel, mode FROM delivery_choice
 WHERE tenant_id = :tenant AND person_id = ANY(cast(:people AS uuid[]))
""")
_CHOOSE = text("""
INSERT INTO delivery_choice (tenant_id, person_id, kind, channel, mode)
VALUES (:tenant, :person, :kind, :channel, :mode)
ON CONFLICT (tenant_id, person_id, kind, channel) DO UPDATE SET mode = excluded.mode
""")
_HABITS = text("""
SELECT person_id, digest_hour, school_days FROM delivery_habit
 WHERE tenant_id = :tenant AND person_id = ANY(cast(:people AS uuid[]))
""")
_SET_HABIT = text("""
INSERT INTO delivery_habit (tenant_id, person_id, digest_hour, school_days) VALUES (:tenant, :person, :hour, :days)
ON CONFLICT (tenant_id, person_id) DO UPDATE SET digest_hour = excluded.digest_hour,
  school_days = excluded.school_days
""")
_QUIETS = text("""
SELECT person_id, quiet, first_hour, last_hour FROM notice_quiet
 WHERE tenant_id = :tenant AND person_id = ANY(cast(:people AS uuid[]))
""")


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One way of an institution; its secret is sealed by the institution's key, empty for the operator's server."""

    channel: str
    secret_enc: bytes
    sender: str
    shown: str
    problem: str
    failures: int
    retry_at: datetime | None
    told_at: datetime | None
    tried_at: datetime | None


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A letter in an institution's own words."""

    form: str
    locale: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class AddressRow:
    """Where a person is reached; `sealed` by the person's key."""

    address_id: UUID
    person_id: UUID
    channel: str
    sealed: bytes | None
    lookup: bytes
    code_hash: bytes | None
    code_until: datetime | None
    tries: int
    stopped: str
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptAddress:
    """An address that is kept sealed, with what opens it and the keyed hash of it."""

    address_id: UUID
    person_id: UUID
    channel: str
    sealed: bytes
    lookup: bytes
    person_key: bytes


@dataclass(frozen=True, slots=True)
class NewAddress:
    """What is to be known of an address; see `models.deliveries.DeliveryAddress`."""

    address_id: UUID
    channel: str
    lookup: bytes
    sealed: bytes | None = None
    code_hash: bytes | None = None
    code_until: datetime | None = None
    stopped: str = ""
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Habit:
    """When a person wants their digest, and whether only on days of school."""

    digest_hour: int = 7
    school_days: bool = False


async def kept_addresses(session: AsyncSession, tenant: UUID, after: UUID, size: int) -> list[KeptAddress]:
    """Return the next sealed addresses after an id, locked."""
    rows = await session.execute(_SEALED, {"tenant": tenant, "after": after, "size": size})
    return [KeptAddress(*row) for row in rows]


async def rekey(
    session: AsyncSession, tenant: UUID, person: UUID, channel: str, before: Sequence[bytes], lookup: bytes
) -> int:
    """Keep under another keyed hash what is known of a person's address; return of how many rows that changed."""
    values = {"tenant": tenant, "person": person, "channel": channel, "before": list(before), "lookup": lookup}
    await session.execute(_REKEY_TWICE, values)
    return len((await session.execute(_REKEY, values)).all())


async def channels(session: AsyncSession, tenant: UUID) -> dict[str, ChannelRow]:
    """Return an institution's ways by name."""
    return {row[0]: ChannelRow(*row) for row in await session.execute(_CHANNELS, {"tenant": tenant})}


async def set_channel(
    session: AsyncSession, tenant: UUID, channel: str, secret: bytes, sender: str, shown: str, now: datetime
) -> None:
    """Set a way up, or anew."""
    values = {"tenant": tenant, "channel": channel, "secret": secret, "sender": sender, "shown": shown, "now": now}
    await session.execute(_SET_CHANNEL, values)


async def remove_channel(session: AsyncSession, tenant: UUID, channel: str) -> bool:
    """Give a way up; its secret is destroyed. False when there was none."""
    return (await session.execute(_REMOVE, {"tenant": tenant, "channel": channel})).first() is not None


async def works(session: AsyncSession, tenant: UUID, channel: str, tried: datetime | None = None) -> None:
    """Note that a way works again; with a moment, that a trial went well then."""
    await session.execute(_WELL, {"tenant": tenant, "channel": channel, "tried": tried})


async def away(
    session: AsyncSession, tenant: UUID, channel: str, problem: str, retry: datetime, now: datetime
) -> int:  # fmt: skip
    """Note that a way does not work, and when it is tried again; return how often in a row."""
    values = {"tenant": tenant, "channel": channel, "problem": problem, "retry": retry, "now": now}
    row = (await session.execute(_AWAY, values)).first()
    return int(row[0]) if row else 0


async def told_of(session: AsyncSession, tenant: UUID, channel: str, now: datetime) -> bool:
    """Note that administrators are told that a way does not work; False when they were."""
    values = {"tenant": tenant, "channel": channel, "now": now}
    return (await session.execute(_TOLD, values)).first() is not None


async def templates(session: AsyncSession, tenant: UUID) -> list[TemplateRow]:
    """Return an institution's own letters."""
    return [TemplateRow(*row) for row in await session.execute(_TEMPLATES, {"tenant": tenant})]


async def set_template(
    session: AsyncSession, tenant: UUID, form: str, locale: str, subject: str, body: str, now: datetime
) -> None:
    """Keep a letter in an institution's own words."""
    values = {"tenant": tenant, "form": form, "locale": locale, "subject": subject, "body": body, "now": now}
    await session.execute(_SET_TEMPLATE, values)


async def reset_template(session: AsyncSession, tenant: UUID, form: str, locale: str) -> bool:
    """Go back to the usual words; False when they were."""
    values = {"tenant": tenant, "form": form, "locale": locale}
    return (await session.execute(_RESET, values)).first() is not None


async def addresses(session: AsyncSession, tenant: UUID, people: Sequence[UUID]) -> list[AddressRow]:
    """Return where people are reached, oldest first."""
    found = await session.execute(_ADDRESSES, {"tenant": tenant, "people": list(people)})
    return [AddressRow(*row) for row in found]


async def set_address(session: AsyncSession, tenant: UUID, person: UUID, new: NewAddress, now: datetime) -> None:
    """Keep an address of a person; the same one again takes the place of what was known of it."""
    await session.execute(
        _SET_ADDRESS,
        {
            "tenant": tenant, "address": new.address_id, "person": person, "channel": new.channel,
            "sealed": new.sealed, "lookup": new.lookup, "code_hash": new.code_hash, "code_until": new.code_until,
            "stopped": new.stopped, "confirmed": new.confirmed_at, "now": now,
        },
    )  # fmt: skip


async def try_code(
    session: AsyncSession, tenant: UUID, person: UUID, channel: str, now: datetime, most: int
) -> list[tuple[UUID, bytes]]:
    """Count one try at the codes of a person's new addresses; return (address, hash) of those still open."""
    values = {"tenant": tenant, "person": person, "channel": channel, "now": now, "most": most}
    return [(row[0], row[1]) for row in await session.execute(_TRY, values)]


async def confirm(session: AsyncSession, tenant: UUID, address: UUID, now: datetime) -> None:
    """Note that an address is a person's own."""
    await session.execute(_CONFIRM, {"tenant": tenant, "address": address, "now": now})


async def forget_addresses(
    session: AsyncSession, tenant: UUID, person: UUID, channel: str, address: UUID | None = None
) -> None:
    """Forget a person's addresses of one way, or one of them."""
    values = {"tenant": tenant, "person": person, "channel": channel, "address": address}
    await session.execute(_FORGET, values)


async def forget_everybodys(session: AsyncSession, tenant: UUID, channel: str) -> None:
    """Forget everybody's addresses of one way."""
    await session.execute(_FORGET_ALL, {"tenant": tenant, "channel": channel})


async def choices(session: AsyncSession, tenant: UUID, people: Sequence[UUID]) -> dict[tuple[UUID, str, str], str]:
    """Return what people have chosen, by (person, kind, way)."""
    found = await session.execute(_CHOICES, {"tenant": tenant, "people": list(people)})
    return {(row[0], row[1], row[2]): row[3] for row in found}


async def choose(session: AsyncSession, tenant: UUID, person: UUID, kind: str, channel: str, mode: str) -> None:
    """Note a choice."""
    values = {"tenant": tenant, "person": person, "kind": kind, "channel": channel, "mode": mode}
    await session.execute(_CHOOSE, values)


async def habits(session: AsyncSession, tenant: UUID, people: Sequence[UUID]) -> dict[UUID, Habit]:
    """Return the habits of those who have chosen some."""
    found = await session.execute(_HABITS, {"tenant": tenant, "people": list(people)})
    return {row[0]: Habit(row[1], row[2]) for row in found}


async def set_habit(session: AsyncSession, tenant: UUID, person: UUID, hour: int, *, days: bool) -> None:
    """Keep a person's habit."""
    values = {"tenant": tenant, "person": person, "hour": hour % 24, "days": days}
    await session.execute(_SET_HABIT, values)


async def quiet_hours(session: AsyncSession, tenant: UUID, people: Sequence[UUID]) -> dict[UUID, tuple[bool, int, int]]:
    """Return (whether, first, last hour) of those who have chosen quiet hours, or none."""
    found = await session.execute(_QUIETS, {"tenant": tenant, "people": list(people)})
    return {row[0]: (row[1], row[2], row[3]) for row in found}
