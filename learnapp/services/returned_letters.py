"""Mail that came back, told by a signed door or found in a mailbox: hard ones switch the address off."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from learnapp.core.errors import InvalidInputError, LearnAppError, NotSignedInError
from learnapp.integrations import returned_mail
from learnapp.integrations.returned_mail import Returned
from learnapp.security.webhooks import WRONG, verified
from learnapp.services import current, delivery_messages, delivery_work, notices, people, sessions
from learnapp.services.mailing import SEALED
from learnapp.storage.repositories import deliveries as rows
from learnapp.storage.repositories import delivery_setup as setup_rows
from learnapp.storage.repositories import invitations as invitation_rows
from learnapp.storage.repositories.notice_sources import Source

RATE = "600/minute"
MOST_SOFT, SOFT_DAYS = 5, timedelta(days=30)
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


async def _secret(tenant: UUID) -> str:
    if tenant not in {one.tenant_id for one in await current().db.directory.tenants()}:
        raise NotSignedInError(WRONG)
    try:
        async with current().db.transaction(tenant) as tx:
            row = (await setup_rows.channels(tx.session, tenant)).get("bounces")
            key = await people.tenant_key(tx.session, tenant)
    except LearnAppError as error:
        raise NotSignedInError(WRONG) from error
    if row is None:
        raise NotSignedInError(WRONG)
    return key.open(f"{SEALED}/bounces", row.secret_enc).decode()


async def hear(tenant: UUID, headers: Mapping[str, str], kind: str, body: bytes) -> bool:
    """Take what a mail service tells; return whether a letter of ours is known to have come back.

    What is told twice changes nothing the second time.

    Args:
        tenant: The institution.
        headers: The signature among them; see `security.webhooks`.
        kind: `application/json` for `{"message_id": "…", "status": "5.1.1"}`; anything else is the message that the
            other server has sent (RFC 3464).
        body: What it says.

    Raises:
        InvalidInputError: It is signed rightly and says nothing that is understood.
        NotSignedInError: There is no such institution, or it is not signed rightly; which of both is not told.
        RateLimitedError: Too many in a moment.
    """
    await sessions.limiter().hit(RATE, "bounces", str(tenant))
    verified([await _secret(tenant)], headers, body)
    told = _from_json(body) if kind == "application/json" else returned_mail.read(body)
    if told is None:
        raise InvalidInputError("This is no delivery status notification. Send the message as it came back.")
    return await take(tenant, told)


def _from_json(body: bytes) -> Returned:
    try:
        said = json.loads(body)
        message_id, status = str(said["message_id"]).strip("<>"), str(said["status"])
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInputError('Send {"message_id": "…", "status": "5.1.1"}.') from error
    if not _STATUS.fullmatch(status):
        raise InvalidInputError("The status is like 5.1.1 (RFC 3463). Correct it and send again.")
    return Returned(message_id, status.startswith("5.") and status != "5.2.2", status)


async def take(tenant: UUID, told: Returned) -> bool:
    """Note that a letter came back; a hard one switches the address off, and its person and the admins are told.

    So do soft ones on `MOST_SOFT` different days within `SOFT_DAYS`: by then nobody empties that mailbox any more.
    Of an invitation it is noted in the list of those who were invited: whoever was, is nobody here yet.

    Args:
        tenant: The institution.
        told: What is known; a letter that is not of our making leads nowhere.
    """
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        key = await people.tenant_key(tx.session, tenant)
        message = delivery_messages.returned(key, told)
        if message is None:
            return False
        if await invitation_rows.went_in(tx.session, tenant, message):
            # Hard or soft: this letter was given up, and no other one follows by itself.
            if await invitation_rows.returned(tx.session, tenant, message, now):
                await notices.tell(
                    tx.session, tenant, "delivery", Source.ADMINS, arguments={"state": "invitation"},
                    merge="returned-invitation",
                )  # fmt: skip
            return True
        if told.hard:
            person = await rows.bounced(tx.session, tenant, message, now)
        else:
            whose, days = await rows.bounced_softly(tx.session, tenant, message, now, now - SOFT_DAYS)
            person = whose if days >= MOST_SOFT else None
    if person is not None:
        await delivery_work.returned(tenant, person)
    return person is not None or not told.hard
