"""A provider of SAML as an admin sets it up: its metadata by address or as a file, read again when its key changes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, LearnAppError
from learnapp.integrations.oidc.claims import Mapping
from learnapp.integrations.saml import metadata, party
from learnapp.integrations.saml.party import IdentityProvider
from learnapp.security.access import Actor, system_actor
from learnapp.services import current, people, trail
from learnapp.services.people import clean_name
from learnapp.services.saml_parties import KEY, in_thread
from learnapp.services.sign_on import production
from learnapp.services.sign_on_settings import MOST_PROVIDERS, not_the_last, provider_of
from learnapp.storage.repositories import sign_on as rows
from learnapp.storage.repositories.sign_on import ProviderRow

LEAST_BETWEEN = timedelta(minutes=10)
"""A signature that does not hold makes us read the metadata again, but not more often than this."""
USUAL = Mapping(name="displayName", email="mail")
"""What most providers call these (eduPerson, inetOrgPerson)."""


@dataclass(frozen=True, slots=True)
class SamlDraft:
    """What an admin types of a provider of SAML.

    Attributes:
        address: Of its metadata; "" when the document itself is pasted.
        document: Its metadata.
    """

    name: str
    address: str = ""
    document: str = ""


async def _read(draft: SamlDraft, now: datetime) -> dict[str, Any]:
    """Return what is kept of the metadata that a draft names.

    Raises:
        MetadataError: It is none that can be used.
        ProviderAwayError: Nothing is at the address.
    """
    near, address = not production(), draft.address.strip()
    if address:
        document = await asyncio.to_thread(metadata.fetch, address, loopback=near)
    elif draft.document.strip():
        if len(draft.document) > metadata.MOST_BYTES:
            raise metadata.unusable("metadata_size")
        document = draft.document.encode()
    else:
        raise metadata.unusable("metadata_nothing")
    found = await in_thread(metadata.read, document, loopback=near)
    return {**found.stored(), "metadata_url": address, "read_at": now.isoformat()}


async def add_saml(actor: Actor, draft: SamlDraft) -> UUID:
    """Enter a provider of SAML with a key of ours towards it; nobody signs in by it until it is switched on.

    Raises:
        ConflictError: There are too many.
        ForbiddenError: The actor may not change how people sign in.
        InvalidInputError: The name is not acceptable, or the metadata (MetadataError).
        ProviderAwayError: Nothing is at the address of the metadata.
    """
    await trail.authorise(actor, "update", "sign_on")
    services = current()
    name, now, provider_id = clean_name(draft.name), services.clock.now(), uuid7()
    kept = await _read(draft, now)
    keys = await in_thread(party.new_keys, f"learnapp {provider_id}", now)
    async with services.db.transaction(actor.tenant_id) as tx:
        if len(await rows.providers(tx.session, actor.tenant_id)) >= MOST_PROVIDERS:
            raise ConflictError(f"There are {MOST_PROVIDERS} providers already. Remove one first.")
        key = await people.tenant_key(tx.session, actor.tenant_id)
        await rows.add_provider(
            tx.session, actor.tenant_id, provider_id, name=name, issuer=str(kept["entity_id"]), client_id="",
            secret_enc=None, by=actor.person_id, now=now, saml=kept, certificate=keys.certificate_pem,
            key_enc=key.seal(f"{KEY}/{provider_id}", keys.private_pem.encode()), mapping=USUAL.stored(),
        )  # fmt: skip
        await trail.audit(
            actor, "sign_on.add", "sign_on", object_id=provider_id, detail={"kind": "saml"}, session=tx.session
        )
    return provider_id


async def change_saml(actor: Actor, provider_id: UUID, draft: SamlDraft) -> None:
    """Read the metadata of a provider anew, or from elsewhere; a draft without any only renames it.

    With another entity id nobody is who they were, and until it has been tried again nobody is sent there.

    Raises:
        ConflictError: It would be another provider, and is the only way in.
        ForbiddenError: The actor may not change how people sign in.
        InvalidInputError: The name is not acceptable, or the metadata (MetadataError).
        NotFoundError: There is no such provider.
        ProviderAwayError: Nothing is at the address of the metadata.
    """
    await trail.authorise(actor, "update", "sign_on")
    before, now = await provider_of(actor, provider_id, "saml"), current().clock.now()
    values: dict[str, Any] = {"name": clean_name(draft.name)}
    moved = False
    if draft.address.strip() or draft.document.strip():
        kept = await _read(draft, now)
        values |= {"saml": kept, "issuer": kept["entity_id"]}
        moved = before.issuer != kept["entity_id"]
    if moved:
        await not_the_last(actor, provider_id)
        values |= {"enabled": False, "proved_at": None, "trial_enc": None, "trial_by": None, "trial_at": None}
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.change_provider(tx.session, actor.tenant_id, provider_id, values)
        await trail.audit(
            actor, "sign_on.change", "sign_on", object_id=provider_id, session=tx.session,
            detail={"moved": moved, "metadata": "saml" in values},
        )  # fmt: skip


async def renewed(tenant: UUID, row: ProviderRow) -> IdentityProvider | None:
    """Return a provider as its metadata at its address says now; None when that was just read, or cannot be.

    Whose name is another one by now is not taken: that is for an admin to decide.
    """
    now, kept = current().clock.now(), row.saml or {}
    address, read_at = str(kept.get("metadata_url") or ""), str(kept.get("read_at") or "")
    if not address or (read_at and now - datetime.fromisoformat(read_at) < LEAST_BETWEEN):
        return None
    try:
        fresh = await _read(SamlDraft("", address), now)
    except LearnAppError:
        fresh = kept
    if fresh.get("entity_id") != row.issuer:
        fresh = kept
    async with current().db.transaction(tenant) as tx:
        values = {"saml": {**fresh, "read_at": now.isoformat()}}
        await rows.change_provider(tx.session, tenant, row.provider_id, values)
        if fresh is not kept:
            await trail.audit(
                system_actor(tenant), "sign_on.change", "sign_on", object_id=row.provider_id, session=tx.session,
                detail={"moved": False, "metadata": True},
            )  # fmt: skip
    return IdentityProvider.of(fresh) if fresh is not kept else None
