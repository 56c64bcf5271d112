"""A checked launch that goes on with a form of ours: sealed, for one purpose, for a while, and once.

It needs no cookie: it works in a frame in which a browser keeps none.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from learnapp.core.errors import LearnAppError, UnavailableError
from learnapp.integrations.lti.deep_linking import Wish
from learnapp.integrations.lti.launch import Launch
from learnapp.security.tokens import token_hash
from learnapp.services import current, people
from learnapp.services.lti_login import load
from learnapp.services.lti_people import Door
from learnapp.storage.directory_lti import LtiLogin, LtiPlace
from learnapp.storage.repositories.lti import RegistrationRow
from learnapp.storage.repositories.sections import Institution

_SEALED = "lti-ticket"
MOST = 48_000


@dataclass(frozen=True, slots=True)
class Ticket:
    """An opened ticket.

    Attributes:
        more: What its page needs besides the launch.
    """

    said: Launch
    row: RegistrationRow
    institution: Institution
    more: dict[str, Any]
    once: bytes

    async def valid(self) -> bool:
        """Return whether it has neither expired nor been used."""
        return await current().db.directory.find_lti_login(self.once) is not None

    async def take(self) -> bool:
        """Use it; False when it has expired or was used."""
        return await current().db.directory.take_lti_login(self.once)


async def issue(door: Door, said: Launch, purpose: str, lasts: timedelta, **more: str) -> str:
    """Return a new ticket.

    Args:
        door: Through which the launch has come.
        said: The launch.
        purpose: What it may be used for.
        lasts: For how long.
        more: What its page needs besides.
    """
    once, tenant = secrets.token_urlsafe(32), door.tenant.tenant_id
    body = {
        "launch": asdict(said), "registration": str(door.registration.registration_id), "once": once,
        "purpose": purpose, "more": more,
    }  # fmt: skip
    login = LtiLogin(b"", b"", tenant, door.registration.registration_id, {})
    await current().db.directory.put_lti_login(token_hash(once), login, lasts)
    sealed = door.tenant.seal(_SEALED, json.dumps(body).encode())
    return f"{tenant.hex}.{base64.urlsafe_b64encode(sealed).decode()}"


async def open_ticket(ticket: str, purpose: str) -> Ticket | None:
    """Return what is in a ticket of ours for this purpose, None for anything else."""
    tenant_hex, _, sealed = ticket[:MOST].partition(".")
    try:
        tenant = UUID(hex=tenant_hex)
        async with current().db.transaction(tenant) as tx:
            key = await people.tenant_key(tx.session, tenant)
        body = json.loads(key.open(_SEALED, base64.urlsafe_b64decode(sealed)))
        if body["purpose"] != purpose:
            return None
        row, institution = await load(LtiPlace(tenant, UUID(body["registration"])))
    except (ValueError, binascii.Error, LearnAppError) as error:
        if isinstance(error, UnavailableError) and error.detail:
            raise
        return None
    launch = body["launch"]
    wish = launch.pop("wish")
    said = Launch(**launch, wish=Wish(**_lists(wish)) if wish else None)
    return Ticket(said, row, institution, body["more"], token_hash(body["once"]))


def _lists(wish: dict[str, Any]) -> dict[str, Any]:
    return {**wish, "types": tuple(wish["types"]), "targets": tuple(wish["targets"])}
