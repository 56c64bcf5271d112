"""Somebody on the way in: what the server has to remember until they are back, single-use and for minutes only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.security.crypto import TenantKey
from learnapp.security.tokens import is_session_token, new_session_token, token_hash
from learnapp.services import current
from learnapp.storage.directory import SignInStep
from learnapp.storage.repositories import sections as section_rows

_KIND = "sign-in-step"


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        payload: As it was put in.
    """

    tenant_id: UUID
    payload: dict[str, Any]


async def _key(tenant_id: UUID) -> TenantKey:
    async with current().db.transaction(tenant_id) as tx:
        wrapped = await section_rows.tenant_key(tx.session, tenant_id)
    if wrapped is None:
        raise NotFoundError("This institution has not been set up. Ask the operator to create it.")
    found: TenantKey = current().keyring.tenant(tenant_id, wrapped)
    return found


async def put(tenant_id: UUID, kind: str, payload: dict[str, Any], lasts: timedelta, *, token: str = "") -> str:
    """Remember a step and return the token that finds it again; only its hash is stored.

    Args:
        tenant_id: The institution.
        kind: provider or second.
        payload: What to remember, sealed by the institution's key.
        lasts: How long.
        token: A token that is known already: the step takes the place of the one that was taken by it.
    """
    token = token or new_session_token()
    digest = token_hash(token)
    sealed = (await _key(tenant_id)).seal(f"{_KIND}/{digest.hex()}", json.dumps(payload).encode())
    await current().db.directory.put_sign_in_step(digest, kind, tenant_id, sealed, lasts)
    return token


async def _opened(token: str, found: SignInStep | None) -> Step | None:
    if found is None:
        return None
    key = await _key(found.tenant_id)
    return Step(found.tenant_id, json.loads(key.open(f"{_KIND}/{token_hash(token).hex()}", found.payload)))


async def find(token: str | None, kind: str) -> Step | None:
    """Return the step of a token, None when it is unknown, of another kind or too old."""
    if not token or not is_session_token(token):
        return None
    return await _opened(token, await current().db.directory.find_sign_in_step(token_hash(token), kind))


async def take(token: str | None, kind: str) -> Step | None:
    """Return the step of a token and forget it: whoever comes second gets None."""
    if not token or not is_session_token(token):
        return None
    return await _opened(token, await current().db.directory.take_sign_in_step(token_hash(token), kind))
