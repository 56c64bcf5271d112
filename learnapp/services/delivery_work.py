"""The worker's round: what waits in the outbox goes out, at most once; a service that is away is waited for."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.services import (
    current,
    delivery_routing,
    mailing,
    message_templates,
    notice_board,
    notices,
    people,
    rounds,
    sessions,
    unsubscribing,
)
from learnapp.services.delivery_kinds import MOST_A_DAY, always
from learnapp.services.delivery_messages import Message
from learnapp.services.delivery_people import Reachable, reachable
from learnapp.services.delivery_send import Carrier, Outcome, hand_over
from learnapp.services.mailing import SEALED, origin
from learnapp.services.message_templates import Template
from learnapp.services.notice_board import PartView
from learnapp.services.school_calendar import local_today, school_on
from learnapp.storage.repositories import deliveries as rows
from learnapp.storage.repositories import delivery_setup as setup_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.deliveries import Claimed
from learnapp.storage.repositories.notice_sources import Source

PEOPLE_AT_ONCE, ROUNDS, WORK_S = 20, 50, 10.0
"""The last: seconds after which an institution's next way has its turn, and then the next institution."""
MOST_ATTEMPTS = 6
STALE, PATIENCE, KEPT = timedelta(days=7), timedelta(minutes=10), timedelta(days=90)
_DAY = timedelta(days=1)
TOLD_AFTER = 3
"""Failures in a row of a whole way after which administrators are told."""


async def work() -> None:
    """Send what is due in every institution."""
    await rounds.each_institution("deliveries", deliver)


async def deliver(tenant: UUID, *, seconds: float = WORK_S) -> None:
    """Decide for what is new in one institution, and send what is due.

    Args:
        tenant: The institution.
        seconds: After so long each way stops between two messages; the next round goes on.
    """
    await delivery_routing.route(tenant)
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        await rows.interrupted(tx.session, tenant, now - PATIENCE, now)
        ways = await delivery_routing.ways_of(tx.session, tenant)
        known = await setup_rows.channels(tx.session, tenant)
    for way in ways:
        row = known.get(way)
        if row is not None and row.retry_at is not None and row.retry_at > now:
            continue
        until = time.monotonic() + seconds
        for _ in range(ROUNDS):
            if time.monotonic() >= until or not await _some(tenant, way, until):
                break


async def prune() -> int:
    """Delete every institution's deliveries of more than 90 days ago; return how many."""
    return sum(await rounds.each_institution("old deliveries", _prune))


async def _prune(tenant: UUID) -> int:
    async with current().db.transaction(tenant) as tx:
        return await rows.prune(tx.session, tenant, current().clock.now() - KEPT)


@dataclass(frozen=True)
class _Round:
    """What all messages of a round share."""

    tenant: UUID
    carrier: Carrier
    school: str
    templates: dict[tuple[str, str], Template]
    people: dict[UUID, Reachable]
    today: dict[UUID, int]
    school_day: bool
    now: datetime


async def _some(tenant: UUID, way: str, until: float) -> bool:
    """Send what is due for some people; False when there is nothing more, the way is away, or the time is over."""
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        claimed = await rows.claim(tx.session, tenant, way, now, PEOPLE_AT_ONCE)
        if not claimed:
            return False
        ids = list({one.person_id for one in claimed})
        institution = await section_rows.institution(tx.session, tenant)
        key = await people.tenant_key(tx.session, tenant)
        channel = (await setup_rows.channels(tx.session, tenant)).get(way)
        route = await mailing.route_of(tx.session, tenant)
        secret = key.open(f"{SEALED}/{way}", channel.secret_enc).decode() if channel and way != "mail" else ""
        contact = f"mailto:{route.sender}" if route else origin()
        here = _Round(
            tenant, Carrier(way, key, route if way == "mail" else None, secret, contact),
            institution.name if institution else "", await message_templates.of_institution(tx.session, tenant),
            await reachable(tx.session, tenant, ids),
            await rows.sent_since(tx.session, tenant, way, ids, now - _DAY),
            await school_on(tx.session, tenant, await local_today(tx.session, tenant)), now,
        )  # fmt: skip
    in_order = sorted(claimed, key=lambda one: (one.person_id, one.mode != "once", one.created_at, one.delivery_id))
    messages = [list(group) for _, group in groupby(in_order, _bundle)]
    for at, group in enumerate(messages):
        try:
            goes_on = await _one(here, group)
        except BaseException:
            # What was not begun is sent by the next round; what was, nobody sends a second time.
            await _wait(here, [one for rest in messages[at + 1 :] for one in rest], "", here.now, free=True)
            raise
        over = time.monotonic() >= until
        if not goes_on or over:
            rest = [one for later in messages[at + 1 :] for one in later]
            await _wait(here, rest, "" if goes_on else "away", here.now, free=True)
            return False
    return True


def _bundle(one: Claimed) -> tuple[UUID, str]:
    """Return what goes out together: a person's digest; each other notice by itself."""
    return one.person_id, "digest" if one.mode != "once" else str(one.delivery_id)


async def _wait(
    here: _Round, some: Sequence[Claimed], reason: str, due: datetime, *, free: bool, mode: str = ""
) -> None:  # fmt: skip
    async with current().db.transaction(here.tenant) as tx:
        for kept in {one.mode for one in some}:
            ids = [one.delivery_id for one in some if one.mode == kept]
            await rows.later(tx.session, here.tenant, ids, reason, due, mode or kept, here.now, free=free)


async def _settle(
    here: _Round, some: Sequence[Claimed], state: str, reason: str = "", message: UUID | None = None
) -> None:  # fmt: skip
    if some:
        async with current().db.transaction(here.tenant) as tx:
            ids = [one.delivery_id for one in some]
            await rows.settle(tx.session, here.tenant, ids, state, reason, message, here.now)


async def _one(here: _Round, group: list[Claimed]) -> bool:
    """Send one message, or decide why not; False when the whole way is away."""
    way, person = here.carrier.channel, here.people.get(group[0].person_id)
    if person is None:
        await _settle(here, group, "dropped", "gone")
        return True
    wanted = [one for one in group if not await _unwanted(here, person, one)]
    if not wanted or await _postponed(here, person, wanted):
        return True
    actor = await sessions.actor_for_person(here.tenant, person.person_id)
    parts = await notice_board.parts_of(actor, [one.notice_id for one in wanted]) if actor is not None else {}
    await _settle(here, [one for one in wanted if one.notice_id not in parts], "dropped", "closed")
    seen = [one for one in wanted if one.notice_id in parts and _seen(one, parts[one.notice_id], way)]
    await _settle(here, seen, "dropped", "read")
    left = [one for one in wanted if one.notice_id in parts and one not in seen]
    if not left:
        return True
    newest = [parts[one.notice_id] for one in reversed(left)]
    message = Message(
        person, here.school, newest, digest=len(left) > 1 or left[0].mode != "once",
        safety=always(left[0].kind, way), templates=here.templates,
    )  # fmt: skip
    message_id = uuid7()
    return await _conclude(here, person, left, await hand_over(here.carrier, message, message_id), message_id)


def _seen(one: Claimed, part: PartView, way: str) -> bool:
    return not part.fresh and not always(one.kind, way)


async def _unwanted(here: _Round, person: Reachable, one: Claimed) -> bool:
    """Drop what cannot be sent any more, or is not wanted any more."""
    way = here.carrier.channel
    why = "off" if person.mode(one.kind, way) == "off" else person.hindered(one.kind, way)
    if not why and one.mode == "once" and one.created_at < here.now - STALE:
        why = "stale"
    if why:
        await _settle(here, [one], "dropped", why)
    return bool(why)


async def _postponed(here: _Round, person: Reachable, wanted: list[Claimed]) -> bool:
    """Let it wait for the end of quiet hours, a day of school, or the next digest."""
    way, digest = here.carrier.channel, wanted[0].mode != "once"
    if any(always(one.kind, way) for one in wanted):
        return False
    if person.habit.school_days and not here.school_day:
        # One digest of the first day of school, not all letters of the holidays, nor none because they are old.
        await _wait(here, wanted, "no_school", person.due("daily", here.now), free=True, mode="daily")
        return True
    loud = here.now if digest else person.due("once", here.now)
    if loud > here.now:
        await _wait(here, wanted, "quiet", loud, free=True)
        return True
    sent = here.today.get(person.person_id, 0)
    if sent >= MOST_A_DAY[way] and not digest:
        await _wait(here, wanted, "many", person.due("daily", here.now), free=True, mode="daily")
        return True
    here.today[person.person_id] = sent + 1
    return False


async def _conclude(
    here: _Round, person: Reachable, left: list[Claimed], found: Outcome, message_id: UUID
) -> bool:  # fmt: skip
    way, tenant = here.carrier.channel, here.tenant
    async with current().db.transaction(tenant) as tx:
        for address in found.gone:
            await setup_rows.forget_addresses(tx.session, tenant, person.person_id, way, address)
        if found.state == "sent":
            await setup_rows.works(tx.session, tenant, way)
    if found.state == "sent":
        await _settle(here, left, "sent", "", message_id)
    elif found.state == "away":
        await _wait(here, left, "away", here.now, free=True)
        await _away(here, found.reason)
        return False
    elif found.state == "later" and left[0].attempts < MOST_ATTEMPTS:
        wait = max(timedelta(minutes=2 ** (2 * left[0].attempts)), min(timedelta(seconds=found.wait), _DAY))
        await _wait(here, left, found.reason, here.now + wait, free=False)
    else:
        await _settle(here, left, "failed", found.reason)
        if found.state == "refused":
            await returned(tenant, person.person_id)
    return True


async def _away(here: _Round, reason: str) -> None:
    """Note that a whole way is away, and tell administrators when it stays so."""
    way, tenant = here.carrier.channel, here.tenant
    async with current().db.transaction(tenant) as tx:
        before = (await setup_rows.channels(tx.session, tenant)).get(way)
        pause = min(30 * 2 ** (before.failures if before else 0), 900)
        failures = await setup_rows.away(tx.session, tenant, way, reason, here.now + timedelta(seconds=pause), here.now)
        if failures >= TOLD_AFTER and await setup_rows.told_of(tx.session, tenant, way, here.now):
            await notices.tell(
                tx.session, tenant, "delivery", Source.ADMINS, arguments={"state": f"away-{way}"}, merge=f"away:{way}"
            )


async def returned(tenant: UUID, person: UUID) -> None:
    """Switch an address off to which nothing can be delivered; its person and the administrators are told."""
    async with current().db.transaction(tenant) as tx:
        if await unsubscribing.stop_mail(tx.session, tenant, person, "bounced"):
            await notices.tell(tx.session, tenant, "address", [person], arguments={"state": "bounced"}, merge="address")
            await notices.tell(
                tx.session, tenant, "delivery", Source.ADMINS, arguments={"state": "bounced"}, merge="bounced"
            )
