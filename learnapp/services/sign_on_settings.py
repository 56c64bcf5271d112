"""How an institution's people sign in, as its admin sets it up: providers, what their claims mean, domains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.integrations.oidc import addresses
from learnapp.integrations.oidc.claims import Mapping
from learnapp.integrations.oidc.provider import discover, keys_of
from learnapp.security.access import Actor
from learnapp.services import current, people, sessions, trail
from learnapp.services.people import clean_name
from learnapp.services.sign_on import SECRET, production
from learnapp.storage.repositories import sign_on as rows
from learnapp.storage.repositories.sign_on import DomainRow, ProviderRow

MOST_PROVIDERS = 10
TRIAL_LASTS = timedelta(hours=1)
_GONE = "There is no such provider any more. Reload the page."


@dataclass(frozen=True, slots=True)
class ProviderView:
    """One provider with its domains; its secret is never shown again."""

    row: ProviderRow
    mapping: Mapping
    has_secret: bool
    domains: tuple[DomainRow, ...]
    may_try: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """What an admin types of a provider."""

    name: str
    issuer: str
    client_id: str
    secret: str = ""


async def providers(actor: Actor) -> list[ProviderView]:
    """Return every provider of the actor's institution.

    Raises:
        ForbiddenError: The actor may not see how people sign in.
    """
    await trail.authorise(actor, "read", "sign_on")
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.providers(tx.session, actor.tenant_id)
        listed = await rows.domains(tx.session, actor.tenant_id)
    oldest = current().clock.now() - TRIAL_LASTS
    return [
        ProviderView(
            one, Mapping.of(one.mapping), one.secret_enc is not None,
            tuple(each for each in listed if each.provider_id == one.provider_id),
            one.trial_by == actor.person_id and one.trial_at is not None and one.trial_at > oldest,
        )
        for one in found
    ]  # fmt: skip


async def school_of(actor: Actor) -> str:
    """Return the slug under which the actor's institution is addressed.

    Raises:
        ForbiddenError: The actor may not see how people sign in.
    """
    await trail.authorise(actor, "read", "sign_on")
    return await current().db.directory.slug_of(actor.tenant_id)


def _checked(draft: Draft) -> Draft:
    name, issuer = clean_name(draft.name), draft.issuer.strip()
    # What many copy is the address of the document itself.
    issuer = issuer.removesuffix("/.well-known/openid-configuration")
    client = draft.client_id.strip()
    addresses.check(issuer, production=production())
    if not client or len(client) > 300 or not client.isprintable() or len(draft.secret) > 1000:
        raise InvalidInputError("Copy the client id from the provider's page for this application.")
    return Draft(name, issuer, client, draft.secret.strip())


async def add_provider(actor: Actor, draft: Draft) -> UUID:
    """Enter a provider that answers; nobody signs in by it until it is switched on.

    Raises:
        AddressRefusedError: Its address is not fetched from here.
        ConflictError: There are too many.
        ForbiddenError: The actor may not change how people sign in.
        InvalidInputError: Something else typed is not acceptable.
        ProviderAwayError: It does not answer as a provider does; `detail['why']` says what it does.
    """
    await trail.authorise(actor, "update", "sign_on")
    draft = _checked(draft)
    await _answers(draft.issuer)
    provider_id, now = uuid7(), current().clock.now()
    async with current().db.transaction(actor.tenant_id) as tx:
        if len(await rows.providers(tx.session, actor.tenant_id)) >= MOST_PROVIDERS:
            raise ConflictError(f"There are {MOST_PROVIDERS} providers already. Remove one first.")
        key = await people.tenant_key(tx.session, actor.tenant_id)
        await rows.add_provider(
            tx.session, actor.tenant_id, provider_id, name=draft.name, issuer=draft.issuer,
            client_id=draft.client_id, by=actor.person_id, now=now,
            secret_enc=key.seal(f"{SECRET}/{provider_id}", draft.secret.encode()) if draft.secret else None,
        )  # fmt: skip
        await trail.audit(actor, "sign_on.add", "sign_on", object_id=provider_id, session=tx.session)
    return provider_id


async def _answers(issuer: str) -> None:
    provider = await discover(issuer, production=production(), fresh=True)
    await keys_of(provider, production=production())


async def change_provider(actor: Actor, provider_id: UUID, draft: Draft) -> None:
    """Change what a provider is called, or where it is; an empty secret leaves the one that is kept.

    With another issuer nobody is who they were: links are by the issuer's own ids, so they stop to count.

    Raises:
        AddressRefusedError: Its address is not fetched from here.
        ConflictError: It would move, and is the only way in.
        ForbiddenError: The actor may not change how people sign in.
        InvalidInputError: Something else typed is not acceptable.
        NotFoundError: There is no such provider.
        ProviderAwayError: It does not answer as a provider does.
    """
    await trail.authorise(actor, "update", "sign_on")
    draft = _checked(draft)
    before = await provider_of(actor, provider_id, "oidc")
    await _answers(draft.issuer)
    values: dict[str, Any] = {"name": draft.name, "issuer": draft.issuer, "client_id": draft.client_id}
    moved = (before.issuer, before.client_id) != (draft.issuer, draft.client_id)
    if moved:
        # Until it has been tried again, nobody is sent there.
        await not_the_last(actor, provider_id)
        values |= {"enabled": False, "proved_at": None, "trial_enc": None, "trial_by": None, "trial_at": None}
    async with current().db.transaction(actor.tenant_id) as tx:
        if draft.secret:
            key = await people.tenant_key(tx.session, actor.tenant_id)
            values["secret_enc"] = key.seal(f"{SECRET}/{provider_id}", draft.secret.encode())
        await rows.change_provider(tx.session, actor.tenant_id, provider_id, values)
        await trail.audit(
            actor, "sign_on.change", "sign_on", object_id=provider_id, session=tx.session,
            detail={"moved": moved, "secret": bool(draft.secret)},
        )  # fmt: skip


async def set_switches(
    actor: Actor, provider_id: UUID, *, enabled: bool, new_accounts: bool, link_by_email: bool, admin_roles: bool
) -> None:
    """Choose what a provider may do.

    Args:
        actor: An admin.
        provider_id: The provider.
        enabled: It is offered to people.
        new_accounts: Whoever it lets in and has no account gets one.
        link_by_email: An account is found by its address too, where provider and domain both prove it.
        admin_roles: Its claims may make admins and auditors, and open the accounts of those.

    Raises:
        ConflictError: It has not been tried yet, or is the only way in.
        ForbiddenError: The actor may not change how people sign in.
        NotFoundError: There is no such provider.
    """
    await trail.authorise(actor, "update", "sign_on")
    before = await provider_of(actor, provider_id)
    if enabled and before.proved_at is None:
        raise ConflictError("Try this provider with your own account first. Then it can be switched on.")
    if not enabled:
        await not_the_last(actor, provider_id)
    values = {
        "enabled": enabled, "new_accounts": new_accounts, "link_by_email": link_by_email, "admin_roles": admin_roles,
    }  # fmt: skip
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.change_provider(tx.session, actor.tenant_id, provider_id, values)
        await trail.audit(
            actor, "sign_on.switch", "sign_on", object_id=provider_id, detail=dict(values), session=tx.session
        )


async def remove_provider(actor: Actor, provider_id: UUID) -> None:
    """Remove a provider, its domains and everybody's link to it; sessions that began there end.

    Raises:
        ConflictError: It is the only way in.
        ForbiddenError: The actor may not change how people sign in.
        NotFoundError: There is no such provider.
    """
    await trail.authorise(actor, "update", "sign_on")
    await provider_of(actor, provider_id)
    await not_the_last(actor, provider_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        for one in await rows.domains(tx.session, actor.tenant_id):
            if one.provider_id == provider_id:
                await rows.remove_domain(tx.session, actor.tenant_id, one.domain)
        await rows.remove_provider(tx.session, actor.tenant_id, provider_id)
        await trail.audit(actor, "sign_on.remove", "sign_on", object_id=provider_id, session=tx.session)
    for person in await current().db.directory.revoke_provider_sessions(actor.tenant_id, provider_id):
        sessions.forget_person(person)


async def not_the_last(actor: Actor, provider_id: UUID) -> None:
    """Refuse to take the only way in away.

    Raises:
        ConflictError: Passwords are not taken, and no other provider is switched on.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        rule = await rows.rule(tx.session, actor.tenant_id)
        others = [
            one for one in await rows.providers(tx.session, actor.tenant_id)
            if one.enabled and one.provider_id != provider_id
        ]  # fmt: skip
    if rule.enforced and not others:
        raise ConflictError("Everybody has to sign in by this provider. Allow passwords again first.")


async def provider_of(actor: Actor, provider_id: UUID, kind: str = "") -> ProviderRow:
    """Return a provider of the actor's institution, of one kind when that matters; the caller has asked the policy.

    Raises:
        NotFoundError: There is no such provider.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.provider(tx.session, actor.tenant_id, provider_id)
    if found is None or kind not in ("", found.kind):
        raise NotFoundError(_GONE)
    return found
