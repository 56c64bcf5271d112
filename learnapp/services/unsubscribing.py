"""Saying no to mail by the link of a letter: signed, without signing in, in one press (RFC 8058)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import LearnAppError, NotFoundError
from learnapp.security.access import system_actor
from learnapp.security.crypto import TenantKey
from learnapp.services import current, people, trail
from learnapp.services.delivery_people import mail_lookup, reachable
from learnapp.services.mailing import origin
from learnapp.storage.repositories import deliveries as outbox_rows
from learnapp.storage.repositories import delivery_setup as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.delivery_setup import NewAddress

_PURPOSE, _MAC = "unsubscribe", 20
_GONE = "This link does not belong to anybody here. Choose on your account page what you are told."


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose link it is; no name, for whoever has the letter may open it.

    Attributes:
        stopped: Whether mail is switched off already.
    """

    tenant_id: UUID
    person_id: UUID
    locale: str
    school: str
    stopped: bool


def _mac(key: TenantKey, person: UUID) -> bytes:
    return hmac.new(key.derived(_PURPOSE), person.bytes, hashlib.sha256).digest()[:_MAC]


def link(key: TenantKey, person: UUID) -> str:
    """Return the address under which a person says no to mail."""
    token = base64.urlsafe_b64encode(key.tenant_id.bytes + person.bytes + _mac(key, person)).decode().rstrip("=")
    return f"{origin()}/unsubscribe?t={token}"


async def _person(token: str) -> tuple[UUID, UUID]:
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)) if len(token) < 100 else b""
    except (binascii.Error, ValueError) as error:
        raise NotFoundError(_GONE) from error
    if len(raw) != 32 + _MAC:
        raise NotFoundError(_GONE)
    tenant, person = UUID(bytes=raw[:16]), UUID(bytes=raw[16:32])
    if tenant not in {one.tenant_id for one in await current().db.directory.tenants()}:
        raise NotFoundError(_GONE)
    async with current().db.transaction(tenant) as tx:
        try:
            key = await people.tenant_key(tx.session, tenant)
        except LearnAppError as error:
            raise NotFoundError(_GONE) from error
    if not hmac.compare_digest(_mac(key, person), raw[32:]):
        raise NotFoundError(_GONE)
    return tenant, person


async def look(token: str) -> Reader:
    """Return whose link it is; looking changes nothing, for mail programs look by themselves.

    Raises:
        NotFoundError: It is none of ours, or its person has left.
    """
    tenant, person = await _person(token)
    async with current().db.transaction(tenant) as tx:
        one = (await reachable(tx.session, tenant, [person])).get(person)
        institution = await section_rows.institution(tx.session, tenant)
    if one is None or institution is None:
        raise NotFoundError(_GONE)
    return Reader(tenant, person, one.locale, institution.name, bool(one.mail_stopped))


async def stop(token: str) -> Reader:
    """Send a person no more mail, but for what is about the safety of their account.

    Raises:
        NotFoundError: It is none of ours, or its person has left.
    """
    reader = await look(token)
    if not reader.stopped:
        async with current().db.transaction(reader.tenant_id) as tx:
            await stop_mail(tx.session, reader.tenant_id, reader.person_id, "unsubscribed")
            await trail.audit(
                system_actor(reader.tenant_id), "delivery.unsubscribe", "delivery", subject_id=reader.person_id,
                session=tx.session,
            )  # fmt: skip
    return reader


async def stop_mail(session: AsyncSession, tenant: UUID, person: UUID, why: str) -> bool:
    """Switch a person's present address off: `unsubscribed` or `bounced`; False when they have none."""
    one = (await reachable(session, tenant, [person])).get(person)
    if one is None or not one.mail:
        return False
    now = current().clock.now()
    stopped = NewAddress(uuid7(), "mail", mail_lookup(one.mail), stopped=why)
    await rows.set_address(session, tenant, person, stopped, now)
    await outbox_rows.drop_waiting(session, tenant, person, "mail", why, now)
    return True
