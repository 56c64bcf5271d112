"""Mail that came back to the mailbox of whoever runs the server: read by the worker, and taken to its institution."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

from learnapp.core import logging as logs
from learnapp.core.errors import LearnAppError, UnavailableError
from learnapp.integrations import returned_mail
from learnapp.integrations.bounce_mailbox import BounceMailbox, opened
from learnapp.integrations.returned_mail import MOST_BYTES, Returned
from learnapp.services import current, delivery_messages, returned_letters

AT_A_TIME = 100
"""Messages of one round; what else is there waits for the next one."""
_log = logs.get("learnapp.bounces")


async def work() -> int:
    """Read what has come back; returns how many letters of ours that were.

    Raises:
        UnavailableError: The mailbox is away; it is tried again.
    """
    url = current().settings.bounce_imap_url
    if url is None:
        return 0
    # IMAP blocks, and taking a report does not: what is read is settled in a second visit, after it was taken.
    found = await asyncio.to_thread(_read, url.get_secret_value())
    if not found:
        return 0
    tenants = [one.tenant_id for one in await current().db.directory.tenants()]
    understood = [uid for uid, told in found if told is not None and await _taken(told, tenants)]
    others = [uid for uid, _ in found if uid not in understood]
    await asyncio.to_thread(_settle, url.get_secret_value(), understood, others)
    if others:
        _log.info("mail in the mailbox for returned letters was not understood", count=len(others))
    return len(understood)


async def _taken(told: Returned, tenants: Sequence[UUID]) -> bool:
    for tenant in delivery_messages.institutions_of(told, tenants):
        try:
            if await returned_letters.take(tenant, told):
                return True
        except UnavailableError:
            raise
        except LearnAppError as error:
            # Anybody may name an institution that has no key, or none any more.
            _log.info("a returned letter was not taken", code=error.code)
    return False


def _read(url: str) -> list[tuple[str, Returned | None]]:
    with opened(url) as box:
        return [(uid, _report(box, uid)) for uid in box.waiting(AT_A_TIME)]


def _report(box: BounceMailbox, uid: str) -> Returned | None:
    raw = box.read(uid, MOST_BYTES)
    try:
        return returned_mail.read(raw) if raw is not None else None
    except Exception as error:  # noqa: BLE001 - anybody may write to this mailbox, and one message must not close it
        _log.warning("a message broke what reads it", error=type(error).__name__)
        return None


def _settle(url: str, understood: Sequence[str], others: Sequence[str]) -> None:
    with opened(url) as box:
        box.settle(understood, others)
