"""The keys with which an institution signs towards its learning management systems: made anew, published, opened."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import NotFoundError
from learnapp.integrations.lti.keys import KeyPair, new_key_pair, public_jwk
from learnapp.security.access import Actor
from learnapp.services import current, trail
from learnapp.services.people import tenant_key
from learnapp.storage.repositories import lti as rows
from learnapp.storage.repositories.lti import KeyRow

KEY_LASTS = timedelta(days=30)
"""How long a replaced key stays published: platforms keep what they have read for some days."""
SEALED = "lti-key"
"""What the institution's key seals private keys as."""


async def keep(session: AsyncSession, tenant: UUID, pair: KeyPair, now: datetime) -> None:
    """Keep a new pair, the private key sealed; it signs from now on."""
    sealed = (await tenant_key(session, tenant)).seal(SEALED, pair.private_pem)
    await rows.add_key(session, tenant, KeyRow(pair.kid, pair.public_pem, sealed, now, None))


async def rotate(actor: Actor) -> None:
    """Let a new key pair sign from now on; the old one stays published for `KEY_LASTS`.

    Raises:
        ForbiddenError: The actor is no admin.
    """
    await trail.authorise(actor, "update", "lms")
    services = current()
    pair = await asyncio.to_thread(new_key_pair)
    async with services.db.transaction(actor.tenant_id) as tx:
        await keep(tx.session, actor.tenant_id, pair, services.clock.now())
        await trail.audit(actor, "lms.rotate", "lms", detail={"kid": pair.kid}, session=tx.session)


async def published_keys(slug: str) -> list[dict[str, object]]:
    """Return an institution's public keys as JSON Web Keys (RFC 7517): they are for everybody.

    Raises:
        NotFoundError: No such institution.
    """
    services = current()
    tenant = await services.db.directory.find_tenant(slug) if slug.isprintable() else None
    if tenant is None or tenant.kind == "library":
        raise NotFoundError("There is no such institution.")
    async with services.db.transaction(tenant.tenant_id) as tx:
        found = await rows.keys(tx.session, tenant.tenant_id, services.clock.now() - KEY_LASTS)
    return [dict(public_jwk(key.public_pem)) for key in found]


async def signing_key(tenant_id: UUID) -> tuple[str, str]:
    """Return private and public PEM of the key that signs.

    Raises:
        NotFoundError: There is none yet.
    """
    services = current()
    async with services.db.transaction(tenant_id) as tx:
        found = await rows.keys(tx.session, tenant_id, services.clock.now())
        key = next((one for one in found if one.replaced_at is None), None)
        if key is None:
            raise NotFoundError("There is no signing key yet. Make one on the page of learning management systems.")
        opener = await tenant_key(tx.session, tenant_id)
    return opener.open(SEALED, key.private_sealed).decode(), key.public_pem
