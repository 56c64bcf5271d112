"""The one way by which a letter leaves: the institution's own mail server, or the operator's where it has none."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from html import escape
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.i18n import translate
from learnapp.integrations import mail
from learnapp.integrations.mail import Letter
from learnapp.security.letters import Rendered, framed
from learnapp.services import current, people
from learnapp.services.sign_on import production
from learnapp.storage.repositories import delivery_setup as rows

SEALED = "delivery"
"""Under this, with the way's name, what an institution has typed is sealed by its key."""


@dataclass(frozen=True, slots=True)
class Route:
    """A mail server; `own` when the institution has set it up, so that only public ones are called."""

    url: str
    sender: str
    own: bool


def origin() -> str:
    """Return the address that links in a message begin with, "" when nobody knows it."""
    settings = current().settings
    if settings.public_url:
        return settings.public_url.rstrip("/")
    return "" if production() else f"http://{settings.host}:{settings.port}"


async def route_of(session: AsyncSession, tenant: UUID) -> Route | None:
    """Return how an institution's letters leave; None when no mail is set up, or nobody knows where links lead."""
    settings = current().settings
    if not origin():
        return None
    own = (await rows.channels(session, tenant)).get("mail")
    if own is not None and own.secret_enc:
        key = await people.tenant_key(session, tenant)
        return Route(key.open(f"{SEALED}/mail", own.secret_enc).decode(), own.sender, True)
    if settings.smtp_url is None or not settings.mail_from:
        return None
    return Route(settings.smtp_url.get_secret_value(), settings.mail_from, False)


async def possible(tenant: UUID) -> bool:
    """Return whether letters of an institution can leave."""
    async with current().db.transaction(tenant) as tx:
        return await route_of(tx.session, tenant) is not None


async def send(route: Route, letter: Letter) -> None:
    """Send one letter.

    Raises:
        MailRefusedError: The server refuses it for good.
        MailAwayError: Try again later.
    """
    near = not production()
    await asyncio.to_thread(mail.send, route.url, letter, public=route.own, loopback=near)


def letter_of(
    route: Route, school: str, to: str, words: Rendered, locale: str, *, message_id: str = "", unsubscribe: str = "",
    ways: str = "", envelope: str = "",
) -> Letter:  # fmt: skip
    """Return a letter in its frame.

    Args:
        route: How it leaves.
        school: Name that it comes from.
        to: Address.
        words: What it says.
        locale: Language of the frame.
        message_id: By which it is known when it comes back.
        unsubscribe: Signed address under which no more letters are asked for, "" where there is none.
        ways: Address of the page on which the reader chooses what comes, "" for none.
        envelope: Address to which it goes back where it cannot be delivered; "": to the sender.
    """
    text, footer = words.text, ""
    if ways:
        said = translate(locale, "letter-why", school=school)
        text += f"\n\n-- \n{said}\n{ways}"
        footer = f'{escape(said)} <a href="{escape(ways)}">{escape(translate(locale, "letter-choose"))}</a>'
    headers: tuple[tuple[str, str], ...] = ()
    if unsubscribe:
        said = translate(locale, "letter-unsubscribe")
        text += f"\n{said}: {unsubscribe}"
        footer += f' · <a href="{escape(unsubscribe)}">{escape(said)}</a>'
        # RFC 8058: one press in the reader's own mail program, without a visit.
        headers = (("List-Unsubscribe", f"<{unsubscribe}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    html = framed(words.html, footer, locale)
    return Letter(route.sender, school, to, words.subject, text, html, message_id, headers, envelope)
