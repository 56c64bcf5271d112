"""Domains of e-mail addresses that lead to a provider; they count once the institution has proved them its own."""

from __future__ import annotations

from secrets import token_hex
from uuid import UUID

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.integrations.oidc import domains
from learnapp.security.access import Actor
from learnapp.services import current, sessions, trail
from learnapp.services.sign_on_settings import provider_of
from learnapp.storage.repositories import sign_on as rows
from learnapp.storage.repositories.sign_on import DomainRow

MOST_DOMAINS = 100


class DomainTakenError(ConflictError):
    """Another institution has proved this domain to be its own."""

    code = "sign_on_domain_taken"


class ProofMissingError(ConflictError):
    """The name service of the domain does not say what it should."""

    code = "sign_on_proof_missing"


async def add_domain(actor: Actor, provider_id: UUID, text: str) -> DomainRow:
    """Note a domain of e-mail addresses; it counts once the institution has proved that it is its own.

    Raises:
        ConflictError: There are too many.
        ForbiddenError: The actor may not change how people sign in.
        InvalidInputError: It is no domain.
        NotFoundError: There is no such provider.
    """
    await trail.authorise(actor, "update", "sign_on")
    domain = domains.read_domain(text)
    if domain is None:
        raise InvalidInputError("This is no domain. Write what stands after the @ in your addresses: school.org.")
    await provider_of(actor, provider_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        if len(await rows.domains(tx.session, actor.tenant_id)) >= MOST_DOMAINS:
            raise ConflictError(f"There are {MOST_DOMAINS} domains already. Remove one first.")
        await rows.add_domain(tx.session, actor.tenant_id, domain, provider_id, f"learnapp-domain={token_hex(16)}")
        await trail.audit(actor, "sign_on.domain", "sign_on", object_id=provider_id, session=tx.session)
        found = await rows.domains(tx.session, actor.tenant_id)
    return next(one for one in found if one.domain == domain)


async def prove_domain(actor: Actor, domain: str) -> None:
    """Look whether the domain's name service says what only its owner could make it say; then it counts.

    Raises:
        DomainTakenError: Another institution has proved it.
        ForbiddenError: The actor may not change how people sign in.
        NotFoundError: It has not been noted.
        ProofMissingError: It does not say so (yet).
        ProviderAwayError: The name service does not answer.
        RateLimitedError: Too often.
    """
    await trail.authorise(actor, "update", "sign_on")
    services = current()
    await sessions.limiter().hit("30/minute", "domain-proof", actor.tenant_id.hex)
    async with services.db.transaction(actor.tenant_id) as tx:
        found = {one.domain: one for one in await rows.domains(tx.session, actor.tenant_id)}
    if domain not in found:
        raise NotFoundError("There is no such domain any more. Reload the page.")
    said = await domains.words_at(domain, services.settings.dns_servers)
    if found[domain].proof not in [one.strip() for one in said]:
        raise ProofMissingError(
            "The domain does not say so yet. Add the TXT record and try again; it can take an hour to be seen."
        )
    async with services.db.transaction(actor.tenant_id) as tx:
        if not await rows.prove_domain(tx.session, actor.tenant_id, domain, services.clock.now()):
            raise DomainTakenError("Another institution on this server uses this domain. Ask whoever runs the server.")
        await trail.audit(
            actor, "sign_on.domain_proved", "sign_on", object_id=found[domain].provider_id, session=tx.session
        )


async def remove_domain(actor: Actor, domain: str) -> None:
    """Give a domain up.

    Raises:
        ForbiddenError: The actor may not change how people sign in.
        NotFoundError: It is not there.
    """
    await trail.authorise(actor, "update", "sign_on")
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.remove_domain(tx.session, actor.tenant_id, domain):
            raise NotFoundError("There is no such domain any more. Reload the page.")
        await trail.audit(actor, "sign_on.domain_removed", "sign_on", session=tx.session)
