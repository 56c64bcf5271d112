"""Handing one message to the service that carries it, and what is to be concluded when it does not take it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

from learnapp.integrations import notify, web_push
from learnapp.integrations.mail import MailAwayError, MailRefusedError
from learnapp.integrations.notify import NotifyAwayError
from learnapp.integrations.web_push import PushAwayError, PushGoneError, PushRefusedError
from learnapp.security.crypto import TenantKey
from learnapp.services import delivery_messages, mailing, unsubscribing
from learnapp.services.delivery_messages import Message
from learnapp.services.delivery_people import address_of
from learnapp.services.mailing import Route, origin
from learnapp.services.sign_on import production


@dataclass(frozen=True)
class Carrier:
    """One way as it is used now: where letters leave, or what the institution has typed of a service."""

    channel: str
    key: TenantKey
    route: Route | None = None
    secret: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of handing a message over.

    Attributes:
        state: `sent`; `refused` (this address, for good); `later` (this message, again); `away` (the whole way).
        reason: Code.
        gone: Addresses that lead nowhere any more.
        wait: Seconds that the service asks for before it is tried again.
    """

    state: str
    reason: str = ""
    gone: tuple[UUID, ...] = ()
    wait: float = 0.0


async def hand_over(carrier: Carrier, message: Message, message_id: UUID) -> Outcome:
    """Hand a message to its service; what the service says becomes an outcome, never an error."""
    if carrier.channel == "mail":
        return await _by_mail(carrier, message, message_id)
    if carrier.channel == "web_push":
        return await _by_web_push(carrier, message)
    return await _by_service(carrier, message)


async def _by_mail(carrier: Carrier, message: Message, message_id: UUID) -> Outcome:
    route, person = carrier.route, message.person
    if route is None:
        return Outcome("away", "address")
    letter = mailing.letter_of(
        route, message.school, person.mail, message.letter(), person.locale,
        message_id=delivery_messages.mail_id(carrier.key, message_id, route.sender),
        unsubscribe="" if message.safety else unsubscribing.link(carrier.key, person.person_id),
        ways=f"{origin()}/account#notices",
        envelope=delivery_messages.return_path(carrier.key, message_id, route),
    )  # fmt: skip
    try:
        await mailing.send(route, letter)
    except MailRefusedError as error:
        return Outcome("refused" if error.step == "recipient" else "rejected", error.step)
    except MailAwayError as error:
        return Outcome("away" if error.whole else "later", error.step)
    return Outcome("sent")


async def _by_service(carrier: Carrier, message: Message) -> Outcome:
    title, text, address = message.short()
    body = f"{text}\n{address}" if carrier.channel == "push" else f"{title}: {text} {address}"
    head = title if carrier.channel == "push" else ""
    reason = "recipient"
    for each in message.person.addresses.get(carrier.channel, ()):
        to = address_of(message.person, each)
        try:
            await asyncio.to_thread(
                notify.send, carrier.channel, carrier.secret, to, head, body, loopback=not production()
            )
        except NotifyAwayError as error:
            reason = error.step
            continue
        return Outcome("sent")
    return Outcome("rejected" if reason == "recipient" else "away", reason)


async def _by_web_push(carrier: Carrier, message: Message) -> Outcome:
    title, text, address = message.short()
    data = {"title": title, "body": text, "url": address}
    reached, refused, gone, waits = False, False, list[UUID](), list[float]()
    for each in message.person.addresses.get("web_push", ()):
        to = web_push.subscription(address_of(message.person, each))
        try:
            await asyncio.to_thread(web_push.send, to, carrier.secret, carrier.contact, data, loopback=not production())
            reached = True
        except PushGoneError:
            gone.append(each.address_id)
        except PushRefusedError:
            refused = True
        except PushAwayError as error:
            waits.append(error.wait)
    if reached:
        return Outcome("sent", gone=tuple(gone))
    if waits:
        return Outcome("later", "service", tuple(gone), max(waits))
    return Outcome("rejected", "service" if refused else "recipient", tuple(gone))
