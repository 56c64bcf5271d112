"""Webhooks of content providers: a message is taken once, and answered at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from learnapp.core.errors import ConflictError, InvalidInputError, NotSignedInError
from learnapp.security.webhooks import WRONG, verified
from learnapp.services import content_providers, current, people, provider_sync, sessions
from learnapp.storage.repositories import providers as rows

MOST_BYTES = 100_000
RATE = "120/minute"
MOST_ID = 200


async def receive(place: str, headers: Mapping[str, str], body: bytes) -> int:
    """Take a message and let the worker read the items that it names; return how many those are.

    Args:
        place: The last part of the address: institution and provider.
        headers: webhook-id, webhook-timestamp and webhook-signature among them.
        body: As it came.

    Raises:
        ConflictError: This message was taken before.
        InvalidInputError: It is signed, but says nothing that can be read.
        NotSignedInError: There is no such provider, or the signature is not right; which of both is not told.
        RateLimitedError: Too many in a moment.
    """
    tenant, provider_id = _ids(place)
    await sessions.limiter().hit(RATE, "content-hook", place[:64])
    async with current().db.transaction(tenant) as tx:
        row = await rows.find(tx.session, tenant, provider_id)
        key = await people.tenant_key(tx.session, tenant) if row is not None else None
    if row is None or key is None:
        raise NotSignedInError(WRONG)
    message = verified(content_providers.hook_secrets(key, row, current().clock.now()), headers, body)
    named = _named(body)
    async with current().db.transaction(tenant) as tx:
        if not await rows.take_message(tx.session, tenant, provider_id, message[:MOST_ID], current().clock.now()):
            raise ConflictError("This message was taken before. Send each message once, with an id of its own.")
        # By GraphQL one item cannot be asked for in a way that all servers know: what has changed is read instead.
        wanted = named if row.kind == "rest" else None
        if wanted is not None or await rows.live_run(tx.session, tenant, provider_id) is None:
            await provider_sync.begin(tx.session, tenant, row, "webhook", named=wanted)
    return len(named)


def _ids(place: str) -> tuple[UUID, UUID]:
    try:
        if len(place) != 64:
            raise ValueError(place)
        return UUID(place[:32]), UUID(place[32:])
    except ValueError as error:
        raise NotSignedInError(WRONG) from error


def _named(body: bytes) -> list[str]:
    """Return the ids that a message names: `data.ids`, `data.id`, or those of `data.items`."""
    try:
        document: Any = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidInputError("The message is no JSON. Send what has changed as JSON.") from error
    data = document.get("data") if isinstance(document, dict) else None
    found: list[Any] = []
    if isinstance(data, dict):
        found = data["ids"] if isinstance(data.get("ids"), list) else [data["id"]] if "id" in data else []
        if isinstance(data.get("items"), list):
            found = [*found, *(one.get("id") for one in data["items"] if isinstance(one, dict))]
    named = list(dict.fromkeys(str(one) for one in found if isinstance(one, str | int) and str(one).strip()))
    if not named or len(named) > provider_sync.MOST_NAMED or any(len(one) > MOST_ID for one in named):
        raise InvalidInputError(f'Name the items in "data": {{"ids": […]}}, at most {provider_sync.MOST_NAMED}.')
    return named
