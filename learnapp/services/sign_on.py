"""Signing in at an institution's own provider: what is offered, the way there, the way back."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from learnapp.core.errors import LearnAppError, NotFoundError, NotSignedInError
from learnapp.integrations.oidc import flow
from learnapp.integrations.oidc.domains import read_domain
from learnapp.integrations.oidc.errors import refused
from learnapp.integrations.oidc.flow import Client, Proof
from learnapp.integrations.oidc.provider import discover
from learnapp.integrations.saml import flow as saml_flow
from learnapp.security.access import Actor
from learnapp.security.tokens import new_session_token, token_hash
from learnapp.services import current, people, saml_parties, steps, trail
from learnapp.services.saml_parties import in_thread
from learnapp.services.sign_on_arrival import (
    GONE,
    KIND,
    LASTS,
    Arrival,
    Underway,
    cancelled,
    count,
    note,
    provider_row,
    settle,
    told,
    underway,
)
from learnapp.storage.repositories import sign_on as rows
from learnapp.storage.repositories.sign_on import ProviderRow

CALLBACK = "/auth/oidc/callback"
PURPOSES = ("sign_in", "link", "trial")
SECRET = "client-secret"  # noqa: S105 - a kind of sealed values


@dataclass(frozen=True)
class Offer:
    """A way in that the sign-in page shows.

    Attributes:
        name: What the institution calls it.
        school: Slug of the institution.
        enforced: Passwords are for the named administrators only.
        leave: By SAML: the token by which the session at the provider is ended too.
    """

    provider_id: str = ""
    name: str = ""
    school: str = ""
    enforced: bool = False
    leave: str = ""
    kind: str = "oidc"


@dataclass(frozen=True, slots=True)
class Departure:
    """Where the browser goes, and what it keeps in a cookie until it is back."""

    url: str
    token: str


def production() -> bool:
    """Return whether only public addresses are fetched."""
    return bool(current().settings.environment == "production")


async def offer_for(email: str) -> Offer:
    """Return the way in for an address, by its domain alone: who has an account is not asked.

    Args:
        email: As far as it has been typed.

    Returns:
        The offer; an empty one when the domain is nobody's.
    """
    domain = read_domain(email.rpartition("@")[2]) if "@" in email else None
    tenant = await current().db.directory.sign_in_domain(domain) if domain else None
    if tenant is None:
        return Offer()
    async with current().db.transaction(tenant) as tx:
        mine = next((one for one in await rows.domains(tx.session, tenant) if one.domain == domain), None)
        row = await rows.provider(tx.session, tenant, mine.provider_id) if mine is not None else None
        rule = await rows.rule(tx.session, tenant)
    if row is None or not row.enabled:
        return Offer()
    return Offer(str(row.provider_id), row.name, await current().db.directory.slug_of(tenant), rule.enforced)


async def offers_of(slug: str) -> list[Offer]:
    """Return the ways in of one institution, for the address that it gives to its people."""
    tenant = await current().db.directory.find_tenant(slug)
    if tenant is None:
        return []
    async with current().db.transaction(tenant.tenant_id) as tx:
        found = await rows.providers(tx.session, tenant.tenant_id)
        rule = await rows.rule(tx.session, tenant.tenant_id)
    return [Offer(str(one.provider_id), one.name, slug, rule.enforced, kind=one.kind) for one in found if one.enabled]


async def client_of(tenant_id: UUID, row: ProviderRow, origin: str) -> Client:
    """Return what we are at a provider, its secret opened."""
    secret = None
    if row.secret_enc is not None:
        async with current().db.transaction(tenant_id) as tx:
            key = await people.tenant_key(tx.session, tenant_id)
        secret = key.open(f"{SECRET}/{row.provider_id}", row.secret_enc).decode()
    return Client(row.client_id, secret, f"{origin.rstrip('/')}{CALLBACK}/{row.provider_id}")


async def begin(
    school: str,
    provider_id: UUID,
    *,
    origin: str,
    address: str,
    next_path: str = "/",
    purpose: str = "sign_in",
    signed_in: Actor | None = None,
) -> Departure:
    """Send a browser to a provider.

    Args:
        school: Slug of the institution.
        provider_id: One of its providers.
        origin: Under which address the browser knows us.
        address: Network address of the browser.
        next_path: A path of ours for afterwards.
        purpose: sign_in, link (an account that is signed in) or trial (an admin tries the provider).
        signed_in: Who links or tries.

    Raises:
        ForbiddenError: A trial by somebody who may not change how people sign in.
        NotFoundError: There is no such offer.
        NotSignedInError: Linking needs an account to link.
        ProviderAwayError: The provider does not answer.
        RateLimitedError: Too often from this address.
    """
    await count(address)
    tenant = await current().db.directory.find_tenant(school)
    if tenant is None or purpose not in PURPOSES:
        raise NotFoundError(GONE)
    if purpose != "sign_in":
        if signed_in is None:
            raise NotSignedInError("Sign in to go on.")
        if signed_in.tenant_id != tenant.tenant_id:
            raise NotFoundError(GONE)
        await (
            trail.authorise(signed_in, "update", "sign_on")
            if purpose == "trial"
            else trail.authorise(signed_in, "update", "profile", student_id=signed_in.person_id)
        )
    row = await provider_row(tenant.tenant_id, provider_id)
    if row is None or (not row.enabled and purpose != "trial"):
        raise NotFoundError(GONE)
    proof = Proof(new_session_token(), new_session_token(), new_session_token())
    browser = new_session_token()
    payload = {
        "provider": str(provider_id), "browser": token_hash(browser).hex(), "nonce": proof.nonce,
        "verifier": proof.verifier, "origin": origin, "next": next_path, "purpose": purpose,
        "person": str(signed_in.person_id) if signed_in is not None else "", "school": school,
    }  # fmt: skip
    try:
        if row.kind == "saml":
            us, there = await saml_parties.parties(tenant.tenant_id, school, row, origin)
            url, payload["request"] = await in_thread(saml_flow.there, us, there, proof.state, again=purpose == "link")
        else:
            provider = await discover(row.issuer, production=production())
            url = flow.there(
                provider, await client_of(tenant.tenant_id, row, origin), proof, production=production(),
                again=purpose == "link",
            )  # fmt: skip
    except LearnAppError as error:
        await note(tenant.tenant_id, row, error)
        raise
    await steps.put(tenant.tenant_id, KIND, payload, LASTS, token=proof.state)
    return Departure(url, browser)


async def come_back(
    provider_id: UUID, query: AnyMapping[str, str], browser: str | None, signed_in: Actor | None
) -> Arrival:
    """Take in a browser that comes back from a provider.

    Args:
        provider_id: From our address under which it came back.
        query: code, state, iss, error.
        browser: Of the cookie that was set when it left.
        signed_in: Who has a session in this browser.

    Raises:
        AnswerRefusedError: The answer proves nothing: not begun here, by this browser, or just now; or forged.
        CancelledError: The provider says no.
        LinkedElsewhereError: The identity is another account's.
        NoAccountError: Nobody here is that.
        ProviderAwayError: The provider does not answer.
        SuspendedError: The account is suspended.
    """
    way = await underway(query.get("state"), KIND)
    if way is None:
        raise refused("state")
    async with told(way):
        way.require_browser(browser)
        if way.row.provider_id != provider_id:
            raise refused("other_provider")
        return await settle(way, await _claims(way, query, signed_in), signed_in)


async def _claims(way: Underway, query: AnyMapping[str, str], signed_in: Actor | None) -> dict[str, Any]:
    provider = await discover(way.row.issuer, production=production())
    named = query.get("iss")
    if named != provider.issuer and (named is not None or provider.names_itself):
        raise refused("iss")
    if "error" in query:
        raise cancelled()
    way.require_wanted(signed_in)
    proof = Proof("", str(way.payload["nonce"]), str(way.payload["verifier"]))
    client = await client_of(way.tenant, way.row, str(way.payload["origin"]))
    return await flow.back(provider, client, query.get("code", ""), proof, production=production())
