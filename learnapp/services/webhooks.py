"""Webhooks: programs of others that are told when something has happened, as an administrator sets them up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import httpx2
import orjson
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.breaker import Breaker, Breakers
from learnapp.core.days import DAY, begin_of
from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.integrations import outbound_async
from learnapp.integrations.open_data import wire
from learnapp.integrations.open_data.wire import Said
from learnapp.integrations.outbound import check_allowed, hosts, origin_of
from learnapp.security.access import Actor
from learnapp.security.crypto import TenantKey
from learnapp.security.webhooks import new_secret, signed
from learnapp.services import current, people, sessions, trail
from learnapp.services.school_calendar import zone_of
from learnapp.services.sign_on import production
from learnapp.storage.repositories import webhooks as rows
from learnapp.storage.repositories.webhooks import EndpointRow, MessageRow

KINDS = (
    "enrolment.changed", "mastery.reached", "assignment.done", "assessment.results_shown", "intervention.sent",
    "import.finished", "export.finished",
)  # fmt: skip
"""What can be told. Who makes something happen calls `tell`, or the table itself tells (see the migration)."""
TEST = "test"
SECRET = "webhook-secret"  # noqa: S105 - the purpose under which secrets are sealed
MOST_ENDPOINTS = 10
KEPT = timedelta(days=30)
"""How long a message is kept, whatever has become of it."""
OVERLAP = timedelta(days=1)
"""How long the old secret goes on signing beside a new one."""
GONE = "There is no such receiver any more. Reload the page."
_TRIALS = "30/minute"
_ADDRESS = (
    "Copy the whole address from the receiver. It begins with https://. A server in your own network has to be named in"
    " OPEN_DATA_HOSTS first."
)


@dataclass(frozen=True, slots=True)
class EndpointView:
    """One receiver; its secret is shown only when it was made."""

    row: EndpointRow
    waiting: int
    failed: int


async def tell(
    session: AsyncSession, tenant: UUID, kind: str, about: Mapping[str, str], *, person: UUID | None = None,
    once: str = "",
) -> None:  # fmt: skip
    """Tell whoever wants to know that something has happened, in the transaction in which it happens.

    Args:
        session: The transaction; without its commit nobody is told.
        tenant: The institution.
        kind: One of `KINDS`.
        about: Ids and codes; never names, addresses or what somebody wrote.
        person: Whose data it is about: the message goes when they are erased.
        once: Nobody is told twice under this mark.
    """
    await rows.tell(session, tenant, kind, about, person=person, once=once)


def http() -> httpx2.AsyncClient:
    """Return the connections to receivers, which look at whom they reach."""
    services = current()
    found: httpx2.AsyncClient | None = services.extras.get("webhook_http")
    if found is None:
        found = outbound_async.client(loopback=not production(), near=hosts(services.settings.open_data_hosts))
        services.extras["webhook_http"] = found
    return found


def breaker(url: str) -> Breaker:
    """Return the breaker of a receiver's server in this process."""
    found: Breakers = current().extras.setdefault("webhook_breakers", Breakers())
    return found.of(origin_of(url))


async def overview(actor: Actor) -> list[EndpointView]:
    """Return the receivers of the actor's institution.

    Raises:
        ForbiddenError: The actor is neither admin nor auditor.
    """
    await trail.authorise(actor, "read", "webhook")
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.endpoints(tx.session, actor.tenant_id)
        counted = await rows.counts(tx.session, actor.tenant_id) if found else {}
    return [EndpointView(one, *counted.get(one.endpoint_id, (0, 0))) for one in found]


async def add(actor: Actor, url: str, kinds: tuple[str, ...]) -> tuple[UUID, str]:
    """Add a receiver, which is off until it is switched on; return its id and its secret, which is shown once.

    Raises:
        ConflictError: There are too many.
        ForbiddenError: The actor may not change this.
        InvalidInputError: The address may not be called, or nothing is chosen.
    """
    await trail.authorise(actor, "update", "webhook")
    address, wanted = _address(url), _kinds(kinds)
    endpoint, tenant, secret = uuid7(), actor.tenant_id, new_secret()
    async with current().db.transaction(tenant) as tx:
        if len(await rows.endpoints(tx.session, tenant)) >= MOST_ENDPOINTS:
            raise ConflictError(f"There are {MOST_ENDPOINTS} receivers already. Remove one first.")
        sealed = await _sealed(tx.session, tenant, endpoint, secret)
        await rows.add_endpoint(tx.session, tenant, endpoint, address, wanted, sealed, current().clock.now())
        await trail.audit(
            actor, "webhook.add", "webhook", object_id=endpoint, session=tx.session,
            detail={"host": urlsplit(address).hostname, "kinds": wanted},
        )  # fmt: skip
    return endpoint, secret


async def change(actor: Actor, endpoint: UUID, url: str, kinds: tuple[str, ...]) -> str:
    """Change address and kinds; another server gets a secret of its own, which is returned, "" for the same server.

    Raises:
        ForbiddenError: The actor may not change this.
        InvalidInputError: The address may not be called, or nothing is chosen.
        NotFoundError: There is no such receiver.
    """
    await trail.authorise(actor, "update", "webhook")
    address, wanted, tenant = _address(url), _kinds(kinds), actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        before = await _one(tx.session, tenant, endpoint)
        moved = origin_of(before.url) != origin_of(address)
        secret = new_secret() if moved else ""
        changes: dict[str, object] = {"url": address, "kinds": wanted, "next_at": None, "failures": 0}
        if moved:
            changes |= {
                "secret_enc": await _sealed(tx.session, tenant, endpoint, secret), "old_secret_enc": None,
                "old_until": None, "last_problem": "", "failing_since": None,
            }  # fmt: skip
        await rows.change_endpoint(tx.session, tenant, endpoint, changes)
        await trail.audit(
            actor, "webhook.change", "webhook", object_id=endpoint, session=tx.session,
            detail={"host": urlsplit(address).hostname, "kinds": wanted, "moved": moved},
        )  # fmt: skip
    return secret


async def rotate(actor: Actor, endpoint: UUID) -> str:
    """Give a receiver a new secret, shown once; for a day messages are signed with both.

    Raises:
        ForbiddenError: The actor may not change this.
        NotFoundError: There is no such receiver.
    """
    await trail.authorise(actor, "update", "webhook")
    tenant, secret = actor.tenant_id, new_secret()
    async with current().db.transaction(tenant) as tx:
        before = await _one(tx.session, tenant, endpoint)
        changes = {
            "secret_enc": await _sealed(tx.session, tenant, endpoint, secret), "old_secret_enc": before.secret_enc,
            "old_until": current().clock.now() + OVERLAP,
        }  # fmt: skip
        await rows.change_endpoint(tx.session, tenant, endpoint, changes)
        await trail.audit(actor, "webhook.rotate", "webhook", object_id=endpoint, session=tx.session)
    return secret


async def switch(actor: Actor, endpoint: UUID, *, on: bool) -> None:
    """Begin to tell a receiver, or stop; what waits goes on waiting.

    For one that we switched off messages are kept meanwhile; when an administrator does it, none are, and from when to
    when is noted.

    Raises:
        ForbiddenError: The actor may not change this.
        NotFoundError: There is no such receiver.
    """
    await trail.authorise(actor, "update", "webhook")
    now = current().clock.now()
    async with current().db.transaction(actor.tenant_id) as tx:
        before = await _one(tx.session, actor.tenant_id, endpoint)
        changes: dict[str, object] = {"enabled": on, "failures": 0, "next_at": None, "given_up_at": None}
        if on:
            changes |= {"failing_since": None, **_quiet(before, now)}
        elif before.enabled or before.given_up_at is not None:
            changes |= {"quiet_since": now, "quiet_until": None}
        await rows.change_endpoint(tx.session, actor.tenant_id, endpoint, changes)
        action = "webhook.on" if on else "webhook.off"
        await trail.audit(actor, action, "webhook", object_id=endpoint, session=tx.session)


def _quiet(before: EndpointRow, now: datetime) -> dict[str, object]:
    """Return from when to when nothing was kept, for a receiver that is switched on again."""
    if before.quiet_since is not None and before.quiet_until is None:
        return {"quiet_until": now}
    if before.given_up_at is not None and before.given_up_at < now - KEPT:
        return {"quiet_since": before.given_up_at, "quiet_until": now - KEPT}
    return {}


async def remove(actor: Actor, endpoint: UUID) -> None:
    """Remove a receiver with its secret and its messages.

    Raises:
        ForbiddenError: The actor may not change this.
        NotFoundError: There is no such receiver.
    """
    await trail.authorise(actor, "update", "webhook")
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.remove_endpoint(tx.session, actor.tenant_id, endpoint):
            raise NotFoundError(GONE)
        await trail.audit(actor, "webhook.remove", "webhook", object_id=endpoint, session=tx.session)


async def log(
    actor: Actor, endpoint: UUID, *, state: str = "", offset: int = 0, size: int = 20
) -> Page[MessageRow]:  # fmt: skip
    """Return a page of a receiver's messages, the newest first.

    Raises:
        ForbiddenError: The actor is neither admin nor auditor.
        NotFoundError: There is no such receiver.
    """
    await trail.authorise(actor, "read", "webhook")
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        await _one(tx.session, actor.tenant_id, endpoint)
        wanted = state if state in ("waiting", "sent", "failed") else ""
        found, total = await rows.log(tx.session, actor.tenant_id, endpoint, wanted, offset, size)
    return Page(found, total, offset, size)


async def replay(
    actor: Actor, endpoint: UUID, *, message: UUID | None = None, since: datetime | None = None,
    until: datetime | None = None,
) -> int:  # fmt: skip
    """Send one message once more, under the same id, or all of a time; return how many.

    Raises:
        ForbiddenError: The actor may not change this.
        InvalidInputError: Neither a message nor a time is named.
        NotFoundError: There is no such receiver or message.
    """
    await trail.authorise(actor, "update", "webhook")
    if message is None and since is None:
        raise InvalidInputError("Choose a message, or the day from which messages are sent again.")
    async with current().db.transaction(actor.tenant_id) as tx:
        await _one(tx.session, actor.tenant_id, endpoint)
        count = await rows.again(
            tx.session, actor.tenant_id, endpoint, message=message, since=since, until=until
        )  # fmt: skip
        if message is not None and not count:
            raise NotFoundError("This message waits already, or is not kept any more. Reload the page.")
        await rows.change_endpoint(tx.session, actor.tenant_id, endpoint, {"next_at": None, "failures": 0})
        await trail.audit(
            actor, "webhook.replay", "webhook", object_id=endpoint, session=tx.session, detail={"messages": count}
        )  # fmt: skip
    return count


async def replay_days(actor: Actor, endpoint: UUID, since: date, until: date | None = None) -> int:
    """Send all messages of some days once more, which are those of the institution; return how many.

    Args:
        actor: An administrator.
        endpoint: The receiver.
        since: First day.
        until: Last day; None for all that came after.

    Raises:
        ForbiddenError: The actor may not change this.
        NotFoundError: There is no such receiver.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        zone = await zone_of(tx.session, actor.tenant_id)
    end = begin_of(until + DAY, zone) if until is not None else None
    return await replay(actor, endpoint, since=begin_of(since, zone), until=end)


async def try_out(actor: Actor, endpoint: UUID) -> Said:
    """Send one trial message, about nothing, and return what came of it.

    Raises:
        ForbiddenError: The actor may not change this.
        NotFoundError: There is no such receiver.
        RateLimitedError: Too many trials in a moment.
    """
    await trail.authorise(actor, "update", "webhook")
    tenant = actor.tenant_id
    await sessions.limiter().hit(_TRIALS, "webhook-trial", tenant.hex)
    async with current().db.transaction(tenant) as tx:
        row = await _one(tx.session, tenant, endpoint)
        key = await people.tenant_key(tx.session, tenant)
    now = current().clock.now()
    said = await call(row, key, MessageRow(endpoint, uuid4(), TEST, {}, "", 0, "", 0, now, None, None))
    if not said.problem:
        breaker(row.url).good()
    async with current().db.transaction(tenant) as tx:
        changes: dict[str, object] = {"last_problem": said.problem, "problem_at": now if said.problem else None}
        if not said.problem:
            changes |= {"failures": 0, "failing_since": None, "next_at": None}
        await rows.change_endpoint(tx.session, tenant, endpoint, changes)
        await trail.audit(
            actor, "webhook.try", "webhook", object_id=endpoint, session=tx.session, detail={"failed": said.problem}
        )  # fmt: skip
    return said


def body_of(message: MessageRow) -> bytes:
    """Return a message as it is sent, as Standard Webhooks recommends it."""
    at = message.happened_at.isoformat().replace("+00:00", "Z")
    return orjson.dumps({"type": message.kind, "timestamp": at, "data": message.about})


async def call(row: EndpointRow, key: TenantKey, message: MessageRow) -> Said:
    """Send one message to a receiver, signed with each of its secrets that is good now."""
    now, body = current().clock.now(), body_of(message)
    sealed = [row.secret_enc]
    if row.old_secret_enc is not None and row.old_until is not None and row.old_until > now:
        sealed.append(row.old_secret_enc)
    opened = [key.open(f"{SECRET}/{row.endpoint_id}", one).decode() for one in sealed]
    headers = signed(opened, f"msg_{message.message_id.hex}", now, body)
    return await wire.send(http(), row.url, headers, body)


async def _sealed(session: AsyncSession, tenant: UUID, endpoint: UUID, secret: str) -> bytes:
    key = await people.tenant_key(session, tenant)
    return key.seal(f"{SECRET}/{endpoint}", secret.encode())


async def _one(session: AsyncSession, tenant: UUID, endpoint: UUID) -> EndpointRow:
    found = await rows.endpoint(session, tenant, endpoint)
    if found is None:
        raise NotFoundError(GONE)
    return found


def _kinds(wanted: tuple[str, ...]) -> list[str]:
    if not wanted or set(wanted) - set(KINDS):
        raise InvalidInputError("Choose at least one of the things that the page lists.", detail={"field": "kinds"})
    return [one for one in KINDS if one in wanted]


def _address(typed: str) -> str:
    try:
        return check_allowed(typed, near=hosts(current().settings.open_data_hosts), loopback=not production())
    except InvalidInputError as error:
        raise InvalidInputError(_ADDRESS, detail={"field": "url"}) from error
