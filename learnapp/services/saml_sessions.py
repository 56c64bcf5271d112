"""Which session here is which one at a provider of SAML: kept from sign-in on, so that one can end the other."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.integrations.saml.flow import Name
from learnapp.security.crypto import TenantKey
from learnapp.security.tokens import token_hash
from learnapp.services import current, people
from learnapp.services.sessions import SignedIn
from learnapp.storage.repositories import saml as rows
from learnapp.storage.repositories.saml import SamlSessionRow

SEALED = "saml-name"


def marks(key: TenantKey, provider_id: UUID, name: Name) -> tuple[bytes, bytes]:
    """Return the keyed hashes by which a name and its session are found again."""
    return (
        key.lookup("saml-name", provider_id.hex, name.value),
        key.lookup("saml-session", provider_id.hex, name.value, name.session),
    )


async def keep(session: AsyncSession, tenant: UUID, provider_id: UUID, begun: SignedIn, name: Name) -> None:
    """Note which session at the provider a new one belongs to, in the transaction that begins it."""
    services = current()
    key, now, digest = await people.tenant_key(session, tenant), services.clock.now(), token_hash(begun.token)
    by_name, by_session = marks(key, provider_id, name)
    sealed = key.seal(f"{SEALED}/{digest.hex()}", json.dumps(asdict(name)).encode())
    oldest = now - timedelta(days=services.settings.session_days)
    row = SamlSessionRow(digest, provider_id, begun.person_id, sealed)
    await rows.begin(session, tenant, row, name_mark=by_name, index_mark=by_session, now=now, oldest=oldest)


async def take(tenant: UUID, session_hash: bytes) -> Name | None:
    """Return who somebody is at the provider, as their session here ends; None when it did not begin by SAML."""
    async with current().db.transaction(tenant) as tx:
        found = await rows.take(tx.session, tenant, session_hash)
        if found is None:
            return None
        key = await people.tenant_key(tx.session, tenant)
    return Name(**json.loads(key.open(f"{SEALED}/{session_hash.hex()}", found.name_enc)))
