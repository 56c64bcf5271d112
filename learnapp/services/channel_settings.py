"""The ways by which an institution reaches its people, as its administrator sets them up; secrets are never shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.integrations import mail, notify, web_push
from learnapp.security.access import Actor
from learnapp.security.crypto import normalise_email
from learnapp.security.webhooks import new_secret
from learnapp.services import current, mailing, people, trail
from learnapp.services.delivery_kinds import CHANNELS
from learnapp.services.mailing import SEALED
from learnapp.services.sign_on import production
from learnapp.storage.repositories import delivery_setup as rows

_PORTS = frozenset({25, 465, 587, 2525})


@dataclass(frozen=True)
class ChannelView:
    """One way.

    Attributes:
        state: `own` (set up here), `operator` (mail of whoever runs the server) or `none`.
        shown: Host, or the name of the service.
        problem: Code of what is wrong now, "" while it works; `retry` is when it is tried again, as an ISO moment.
        tried: When a trial went well.
    """

    channel: str = ""
    state: str = "none"
    sender: str = ""
    shown: str = ""
    problem: str = ""
    retry: str = ""
    tried: str = ""


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment is not None else ""


async def overview(actor: Actor) -> tuple[list[ChannelView], bool]:
    """Return the ways of the actor's institution, and whether returned mail can be told.

    Raises:
        ForbiddenError: The actor is neither admin nor auditor.
    """
    await trail.authorise(actor, "read", "delivery")
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.channels(tx.session, actor.tenant_id)
        route = await mailing.route_of(tx.session, actor.tenant_id)
    views = []
    for way in CHANNELS:
        row = found.get(way)
        own = row is not None and bool(row.secret_enc)
        state = "own" if own else "operator" if way == "mail" and route is not None else "none"
        sender = route.sender if way == "mail" and route is not None else ""
        views.append(
            ChannelView(
                way, state, sender, row.shown if row else "", row.problem if row else "",
                _iso(row.retry_at) if row else "", _iso(row.tried_at) if row else "",
            )
        )  # fmt: skip
    return views, "bounces" in found


async def set_mail(actor: Actor, *, host: str, port: str, user: str, password: str, sender: str, tls: str) -> None:
    """Set the institution's own mail server up.

    Args:
        actor: An admin.
        host: Name of the server.
        port: 25, 465, 587 or 2525.
        user: "" for a server that asks for none.
        password: As typed; kept sealed.
        sender: Address that letters come from.
        tls: `smtps` for TLS from the first byte, `smtp` for STARTTLS.

    Raises:
        ForbiddenError: The actor may not.
        InvalidInputError: Something typed is not acceptable.
    """
    await trail.authorise(actor, "update", "delivery")
    name, number = host.strip().lower(), port.strip()
    here = not production()
    if tls not in ("smtp", "smtps") or not number.isascii() or not number.isdigit() or not 0 < int(number) < 65_536:
        raise InvalidInputError("The port is a number, mostly 465 or 587. Copy it from the provider's page.")
    if int(number) not in _PORTS and not here:
        raise InvalidInputError("Mail servers listen on 465, 587, 2525 or 25. Choose one of these ports.")
    if not name or len(name) > 200 or not all(sign.isalnum() or sign in ".-" for sign in name):
        raise InvalidInputError("The server is a name like smtp.school.org. Copy it from the provider's page.")
    address = normalise_email(sender)
    access = f"{mail.quoted(user.strip())}:{mail.quoted(password)}@" if user.strip() else ""
    url = f"{tls}://{access}{name}:{number}"
    await _keep(actor, "mail", url, address, mail.host_of(url))


async def set_service(actor: Actor, channel: str, url: str) -> None:
    """Set text messages or push up, by the address of a service in Apprise.

    Raises:
        ForbiddenError: The actor may not.
        InvalidInputError: It is none of the services on offer.
        NotFoundError: There is no such way.
    """
    await trail.authorise(actor, "update", "delivery")
    if channel not in notify.SERVICES:
        raise NotFoundError("There is no such way. Reload the page.")
    service = notify.check(channel, url.strip(), loopback=not production())
    await _keep(actor, channel, url.strip(), "", service)


async def set_web_push(actor: Actor) -> None:
    """Let people's browsers show notifications: makes the institution's keys.

    Browsers that were subscribed for the keys before are forgotten: no service takes anything for them any more.

    Raises:
        ForbiddenError: The actor may not.
    """
    await trail.authorise(actor, "update", "delivery")
    private, public = web_push.new_keys()
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.forget_everybodys(tx.session, actor.tenant_id, "web_push")
    await _keep(actor, "web_push", private, public, "")


async def new_bounce_secret(actor: Actor) -> str:
    """Return a new secret with which a mail service signs what it tells of returned mail; it is shown once.

    Raises:
        ForbiddenError: The actor may not.
    """
    await trail.authorise(actor, "update", "delivery")
    secret = new_secret()
    await _keep(actor, "bounces", secret, "", "")
    return secret


async def remove(actor: Actor, channel: str) -> None:
    """Give a way up; what was typed is destroyed.

    Raises:
        ForbiddenError: The actor may not.
        NotFoundError: It is not set up.
    """
    await trail.authorise(actor, "update", "delivery")
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.remove_channel(tx.session, actor.tenant_id, channel):
            raise NotFoundError("This way is not set up. Reload the page.")
        await trail.audit(
            actor, "delivery.channel_off", "delivery", session=tx.session, detail={"channel": channel[:20]}
        )


async def _keep(actor: Actor, channel: str, secret: str, sender: str, shown: str) -> None:
    async with current().db.transaction(actor.tenant_id) as tx:
        key = await people.tenant_key(tx.session, actor.tenant_id)
        sealed = key.seal(f"{SEALED}/{channel}", secret.encode())
        await rows.set_channel(tx.session, actor.tenant_id, channel, sealed, sender, shown, current().clock.now())
        await trail.audit(
            actor, "delivery.channel", "delivery", session=tx.session, detail={"channel": channel}
        )  # fmt: skip
