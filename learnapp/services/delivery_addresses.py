"""Where a person is reached: their e-mail again, a number that a code has shown to be theirs, a browser."""

from __future__ import annotations

import asyncio
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.integrations import notify, web_push
from learnapp.security.access import Actor
from learnapp.security.letters import Words
from learnapp.security.tokens import token_hash
from learnapp.services import current, message_templates, people, sessions, trail
from learnapp.services.delivery_people import Reachable, address_of, reachable
from learnapp.services.mailing import SEALED
from learnapp.services.sign_on import production
from learnapp.storage.repositories import deliveries as outbox_rows
from learnapp.storage.repositories import delivery_setup as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.delivery_setup import AddressRow, NewAddress

CODE_LIVES, MOST_TRIES, MOST_ADDRESSES = timedelta(minutes=15), 5, 10
RATE = "5/hour"
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_NAME = re.compile(r"[A-Za-z0-9_-]{6,64}")


@dataclass(frozen=True)
class OwnAddress:
    """An address as its person sees it; a browser is shown by the host of its service."""

    id: str = ""
    shown: str = ""
    confirmed: bool = True


def own_addresses(one: Reachable, stored: list[AddressRow], way: str) -> list[OwnAddress]:
    """Return a person's addresses of one way, not mail."""
    found = []
    for row in stored:
        if row.channel == way and row.sealed is not None:
            text = address_of(one, row)
            if way == "web_push":
                text = web_push.subscription(text).endpoint.split("/")[2]
            found.append(OwnAddress(str(row.address_id), text, row.confirmed_at is not None))
    return found


async def _own(session: AsyncSession, actor: Actor) -> Reachable:
    """Return the actor as deliveries see them.

    Raises:
        ForbiddenError: They may not be written to: a guardian has to agree first.
        NotFoundError: They have left.
    """
    one = (await reachable(session, actor.tenant_id, [actor.person_id])).get(actor.person_id)
    if one is None:
        raise NotFoundError("There is no such person any more. Sign in again.")
    if not one.allowed:
        raise ForbiddenError("A parent or guardian has to agree first. Ask them to open their page about you.")
    return one


async def add(actor: Actor, channel: str, typed: str) -> None:
    """Keep a number or name, and send a code to it that shows it is the actor's own.

    Args:
        actor: Whose.
        channel: `sms` or `push`.
        typed: Number with its country (+…), or the name that the push service knows them by.

    Raises:
        ForbiddenError: The actor is no person with pages, or may not be written to.
        InvalidInputError: It is no number, or no name.
        NotFoundError: The institution has not set this way up.
        NotifyAwayError: The service did not take the code.
        RateLimitedError: Too many codes.
    """
    await trail.authorise(actor, "update", "notice", student_id=actor.person_id)
    text = re.sub(r"[\s().-]", "", typed) if channel == "sms" else typed.strip()
    if channel not in notify.SERVICES or not (_NUMBER if channel == "sms" else _NAME).fullmatch(text):
        raise InvalidInputError("Write the number with its country, like +1 555 010 9999, or the name without spaces.")
    services, tenant = current(), actor.tenant_id
    await sessions.limiter().hit(RATE, "delivery-code", actor.person_id.hex)
    code = f"{secrets.randbelow(1_000_000):06}"
    now = services.clock.now()
    async with services.db.transaction(tenant) as tx:
        one = await _own(tx.session, actor)
        way = (await rows.channels(tx.session, tenant)).get(channel)
        if way is None:
            raise NotFoundError("Your school does not offer this way. Choose another.")
        key = await people.tenant_key(tx.session, tenant)
        institution = await section_rows.institution(tx.session, tenant)
        templates = await message_templates.of_institution(tx.session, tenant)
        await rows.forget_addresses(tx.session, tenant, actor.person_id, channel)
        new = NewAddress(
            uuid7(), channel, services.keyring.lookup(f"delivery/{channel}", text),
            one.key.encrypt(f"address/{channel}", text), token_hash(code), now + CODE_LIVES,
        )  # fmt: skip
        await rows.set_address(tx.session, tenant, actor.person_id, new, now)
    values = {"school": Words(institution.name if institution else ""), "code": Words(code)}
    said = message_templates.written(templates, "code", one.locale, values)
    secret = key.open(f"{SEALED}/{channel}", way.secret_enc).decode()
    await asyncio.to_thread(notify.send, channel, secret, text, said.subject, said.text, loopback=not production())


async def confirm(actor: Actor, channel: str, code: str) -> None:
    """Show by the code that a number is the actor's own.

    Raises:
        ForbiddenError: The actor is no person with pages.
        InvalidInputError: It is another code, an old one, or it was tried too often.
    """
    await trail.authorise(actor, "update", "notice", student_id=actor.person_id)
    given, now = token_hash("".join(code.split())), current().clock.now()
    async with current().db.transaction(actor.tenant_id) as tx:
        open_ones = await rows.try_code(tx.session, actor.tenant_id, actor.person_id, channel, now, MOST_TRIES)
        right = [address for address, kept in open_ones if hmac.compare_digest(bytes(kept), given)]
        for address in right:
            await rows.confirm(tx.session, actor.tenant_id, address, now)
    if not right:
        raise InvalidInputError("This is not the code. Type the newest one, or have another one sent.")


async def remove(actor: Actor, channel: str, address_id: UUID) -> None:
    """Forget a number, name or browser of the actor's.

    Raises:
        ForbiddenError: The actor is no person with pages.
    """
    await trail.authorise(actor, "update", "notice", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.forget_addresses(tx.session, actor.tenant_id, actor.person_id, channel, address_id)


async def resume_mail(actor: Actor) -> None:
    """Switch the actor's e-mail on again, after they had said no to it or it had come back.

    Raises:
        ForbiddenError: The actor is no person with pages.
    """
    await trail.authorise(actor, "update", "notice", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.forget_addresses(tx.session, actor.tenant_id, actor.person_id, "mail")
        # The days of before say nothing of a mailbox that its owner has looked after since.
        await outbox_rows.forget_soft(tx.session, actor.tenant_id, actor.person_id)


async def subscribe(actor: Actor, endpoint: object, p256dh: object, auth: object) -> None:
    """Keep a browser that the actor lets show notifications.

    Raises:
        ConflictError: There are too many browsers already.
        ForbiddenError: The actor is no person with pages, or may not be written to.
        InvalidInputError: The browser has sent something else.
        NotFoundError: The institution has not switched this on.
    """
    await trail.authorise(actor, "update", "notice", student_id=actor.person_id)
    browser = web_push.check(endpoint, p256dh, auth, loopback=not production())
    services, tenant = current(), actor.tenant_id
    now = services.clock.now()
    async with services.db.transaction(tenant) as tx:
        one = await _own(tx.session, actor)
        if "web_push" not in await rows.channels(tx.session, tenant):
            raise NotFoundError("Your school does not offer this way. Choose another.")
        if len(one.addresses.get("web_push", ())) >= MOST_ADDRESSES:
            raise ConflictError(f"There are {MOST_ADDRESSES} browsers already. Remove one first.")
        new = NewAddress(
            uuid7(), "web_push", services.keyring.lookup("delivery/web_push", browser.endpoint),
            one.key.encrypt("address/web_push", browser.packed()), confirmed_at=now,
        )  # fmt: skip
        await rows.set_address(tx.session, tenant, actor.person_id, new, now)
