"""What comes after signing in at a provider: signing out there too, and linking an account that is here already."""

from __future__ import annotations

from uuid import UUID

from learnapp.core.errors import ConflictError, NotFoundError
from learnapp.integrations.oidc import flow
from learnapp.integrations.oidc.flow import Client
from learnapp.integrations.oidc.provider import discover
from learnapp.security.access import Actor
from learnapp.security.tokens import token_hash
from learnapp.services import current, saml_logout, trail
from learnapp.services.sign_on import Offer, production
from learnapp.services.sign_on_arrival import GONE, provider_row
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sign_on as rows


async def provider_of_session(token: str | None) -> Offer:
    """Return at which provider a session began, before it is ended; an empty offer for a password's."""
    found = await current().db.directory.session_provider(token_hash(token)) if token else None
    if found is None:
        return Offer()
    row = await provider_row(*found)
    if row is None or token is None:
        return Offer()
    leave = await saml_logout.leaving(found[0], row, token_hash(token)) if row.kind == "saml" else ""
    return Offer(str(row.provider_id), row.name, await current().db.directory.slug_of(found[0]), leave=leave)


async def farewell(school: str, provider_id: UUID, origin: str, leave: str = "") -> str:
    """Return where a browser ends its session at the provider too.

    Args:
        school: Slug of the institution.
        provider_id: One of its providers.
        origin: Under which address the browser knows us.
        leave: By SAML: the token from when the session here ended.

    Raises:
        NotFoundError: There is no such provider, or it has no such place.
        ProviderAwayError: It does not answer.
    """
    tenant = await current().db.directory.find_tenant(school)
    row = await provider_row(tenant.tenant_id, provider_id) if tenant is not None else None
    if tenant is None or row is None:
        raise NotFoundError(GONE)
    if row.kind == "saml":
        return await saml_logout.leave(school, provider_id, leave, origin)
    provider = await discover(row.issuer, production=production())
    who = Client(row.client_id, None, "")
    url = flow.farewell(provider, who, f"{origin.rstrip('/')}/sign-in")
    if url is None:
        raise NotFoundError("Your school's sign-in has no page for signing out. Close the browser instead.")
    return url


async def links_of(actor: Actor) -> list[tuple[Offer, str]]:
    """Return the providers of the actor's institution, each with how the actor is linked to it ("" for not).

    Raises:
        ForbiddenError: The actor is no person with pages.
    """
    await trail.authorise(actor, "read", "profile", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.providers(tx.session, actor.tenant_id)
        mine = {
            one.provider_id: one.how for one in await rows.identities_of(tx.session, actor.tenant_id, actor.person_id)
        }
    school = await current().db.directory.slug_of(actor.tenant_id) if found else ""
    return [
        (Offer(str(one.provider_id), one.name, school), mine.get(one.provider_id, "")) for one in found if one.enabled
    ]


async def unlink(actor: Actor, provider_id: UUID) -> None:
    """Take the actor's own link to a provider away.

    Raises:
        ConflictError: It is the only way in that the actor has.
        NotFoundError: There is none.
    """
    await trail.authorise(actor, "update", "profile", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        row = await people_rows.person(tx.session, actor.tenant_id, actor.person_id)
        rule = await rows.rule(tx.session, actor.tenant_id)
        others = [
            one for one in await rows.identities_of(tx.session, actor.tenant_id, actor.person_id)
            if one.provider_id != provider_id
        ]  # fmt: skip
        if not others and (row is None or row.password_hash is None or rule.enforced):
            raise ConflictError("This is your only way in. Ask an administrator for a password first.")
        if not await rows.remove_identity(tx.session, actor.tenant_id, provider_id, actor.person_id):
            raise NotFoundError("This is not connected any more. Reload the page.")
        await trail.audit(
            actor, "sign_on.unlink", "person", object_id=actor.person_id, subject_id=actor.person_id,
            detail={"provider": str(provider_id)}, session=tx.session,
        )  # fmt: skip
