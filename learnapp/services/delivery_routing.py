"""From what people were told to the outbox: by which ways each notice goes out, and when."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.services import current, mailing
from learnapp.services.delivery_kinds import CHANNELS, always
from learnapp.services.delivery_people import reachable
from learnapp.services.notice_kinds import KINDS
from learnapp.storage.repositories import deliveries as rows
from learnapp.storage.repositories import delivery_setup as setup_rows
from learnapp.storage.repositories.deliveries import Planned

AT_ONCE = 500
FRESH = timedelta(days=2)
"""What is older when it is looked at is not sent: the worker was away, and the page has it."""


async def ways_of(session: AsyncSession, tenant: UUID) -> list[str]:
    """Return by which ways an institution can reach its people."""
    found = await setup_rows.channels(session, tenant)
    mail = await mailing.route_of(session, tenant) is not None
    known = bool(mailing.origin())
    return [one for one in CHANNELS if (mail if one == "mail" else known and one in found)]


async def route(tenant: UUID) -> int:
    """Decide for notices that nobody has looked at; return how many there were.

    It may be killed anywhere, and run twice at once: a notice is looked at in the transaction that puts it into the
    outbox, and lies there once for each person and way.
    """
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        fresh = await rows.take_unrouted(tx.session, tenant, now, AT_ONCE)
        told = [one for one in fresh if one.kind in KINDS and one.created_at > now - FRESH]
        ways = await ways_of(tx.session, tenant) if told else []
        if not ways:
            return len(fresh)
        known = await reachable(tx.session, tenant, {one.person_id for one in told})
        planned: list[Planned] = []
        for one in told:
            person = known.get(one.person_id)
            if person is None:
                continue
            for way in ways:
                mode = person.mode(one.kind, way)
                if mode == "off":
                    continue
                why = person.hindered(one.kind, way)
                if why == "no_address":
                    # Nobody has asked for it there: that is no failure to look at.
                    continue
                due = person.due(mode, now, urgent=always(one.kind, way))
                state = "dropped" if why else "waiting"
                planned.append(
                    Planned(one.person_id, one.notice_id, way, one.kind, mode, due, one.created_at, state, why)
                )
        await rows.plan(tx.session, tenant, planned, now)
    return len(fresh)
