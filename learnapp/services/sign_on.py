"""Signing in at an institution's own provider: what is offered, the way there, the way back."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from learnapp.core.errors import ConflictError, ForbiddenError, LearnAppError, NotFoundError, NotSignedInError
from learnapp.integrations.oidc import flow
from learnapp.integrations.oidc.domains import read_domain
from learnapp.integrations.oidc.errors import AnswerRefusedError, refused
from learnapp.integrations.oidc.flow import Client, Proof
from learnapp.integrations.oidc.provider import discover
from learnapp.security.access import Actor, system_actor
from learnapp.security.tokens import new_session_token, token_hash
from learnapp.services import current, people, sessions, sign_on_people, steps, trail
from learnapp.services.sessions import ATTEMPTS_PER_ADDRESS, SignedIn
from learnapp.storage.repositories import sign_on as rows
from learnapp.storage.repositories.sign_on import ProviderRow

KIND = "provider"
LASTS = timedelta(minutes=15)
CALLBACK = "/auth/oidc/callback"
PURPOSES = ("sign_in", "link", "trial")
MOST_CLAIMS = 20_000
SECRET, TRIAL = "client-secret", "trial-claims"  # noqa: S105 - kinds of sealed values
GONE = "This sign-in is not offered any more. Go back to the sign-in page."


class CancelledError(ForbiddenError):
    """Somebody turned back at the provider, or it would not let them through."""

    code = "sign_on_cancelled"


class LinkedElsewhereError(ConflictError):
    """The identity at the provider belongs to another account here, or this account has another identity."""

    code = "sign_on_linked"


@dataclass(frozen=True)
class Offer:
    """A way in that the sign-in page shows.

    Attributes:
        name: What the institution calls it.
        school: Slug of the institution.
        enforced: Passwords are for the named administrators only.
    """

    provider_id: str = ""
    name: str = ""
    school: str = ""
    enforced: bool = False


@dataclass(frozen=True, slots=True)
class Departure:
    """Where the browser goes, and what it keeps in a cookie until it is back."""

    url: str
    token: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who has come back, and where they go on.

    Attributes:
        signed_in: A new session; None when somebody has linked an account or tried the provider.
    """

    purpose: str
    next_path: str
    signed_in: SignedIn | None = None


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
    return Offer(str(row.provider_id), row.name, await slug_of(tenant), rule.enforced)


async def offers_of(slug: str) -> list[Offer]:
    """Return the ways in of one institution, for the address that it gives to its people."""
    tenant = await current().db.directory.find_tenant(slug)
    if tenant is None:
        return []
    async with current().db.transaction(tenant.tenant_id) as tx:
        found = await rows.providers(tx.session, tenant.tenant_id)
        rule = await rows.rule(tx.session, tenant.tenant_id)
    return [Offer(str(one.provider_id), one.name, slug, rule.enforced) for one in found if one.enabled]


async def slug_of(tenant_id: UUID) -> str:
    """Return the slug of an institution."""
    return next((one.slug for one in await current().db.directory.tenants() if one.tenant_id == tenant_id), "")


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
    services = current()
    key = services.keyring.lookup("address", address).hex()
    await sessions.limiter().hit(services.settings.rate_limit_sign_in, "sign-on", key, times=ATTEMPTS_PER_ADDRESS)
    tenant = await services.db.directory.find_tenant(school)
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
        "person": str(signed_in.person_id) if signed_in is not None else "",
    }  # fmt: skip
    try:
        provider = await discover(row.issuer, production=production())
        url = flow.there(
            provider, await client_of(tenant.tenant_id, row, origin), proof, production=production(),
            again=purpose == "link",
        )  # fmt: skip
    except LearnAppError as error:
        await _note(tenant.tenant_id, row, error)
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
    step = await steps.take(query.get("state"), KIND)
    if step is None:
        raise refused("state")
    payload, tenant = step.payload, step.tenant_id
    row = await provider_row(tenant, UUID(str(payload["provider"])))
    if row is None:
        raise refused("no_provider")
    try:
        arrival = await _arrive(tenant, row, provider_id, payload, query, browser, signed_in)
    except LearnAppError as error:
        await _note(tenant, row, error)
        error.detail["purpose"] = str(payload["purpose"])
        raise
    if row.last_problem:
        async with current().db.transaction(tenant) as tx:
            await rows.change_provider(tx.session, tenant, row.provider_id, {"last_problem": ""})
    return arrival


async def _arrive(
    tenant: UUID,
    row: ProviderRow,
    provider_id: UUID,
    payload: dict[str, Any],
    query: AnyMapping[str, str],
    browser: str | None,
    signed_in: Actor | None,
) -> Arrival:
    if not hmac.compare_digest(token_hash(browser or "").hex(), str(payload["browser"])):
        raise refused("browser")
    if row.provider_id != provider_id:
        raise refused("other_provider")
    provider = await discover(row.issuer, production=production())
    named = query.get("iss")
    if named != provider.issuer and (named is not None or provider.names_itself):
        raise refused("iss")
    if "error" in query:
        raise CancelledError("The sign-in was stopped at your school's page. Start again, or ask your administrator.")
    purpose = str(payload["purpose"])
    if not row.enabled and purpose != "trial":
        raise refused("no_provider")
    if purpose != "sign_in" and (
        signed_in is None or signed_in.tenant_id != tenant or str(signed_in.person_id) != payload["person"]
    ):
        raise refused("other_person")
    proof = Proof("", str(payload["nonce"]), str(payload["verifier"]))
    client = await client_of(tenant, row, str(payload["origin"]))
    claims = await flow.back(provider, client, query.get("code", ""), proof, production=production())
    if purpose == "trial" and signed_in is not None:
        await _keep_trial(signed_in, row, claims)
        return Arrival(purpose, str(payload["next"]))
    if purpose == "link" and signed_in is not None:
        await _link(signed_in, row, claims)
        return Arrival(purpose, str(payload["next"]))
    return Arrival(purpose, str(payload["next"]), await _enter(tenant, row, claims))


async def _enter(tenant: UUID, row: ProviderRow, claims: dict[str, Any]) -> SignedIn:
    try:
        async with current().db.transaction(tenant) as tx:
            found = await sign_on_people.find_or_make(tx.session, tenant, row, claims)
            begun = await sessions.open_session(
                tx.session, tenant, found.person_id, must_change=False, via="provider", provider=row.provider_id
            )
    except IntegrityError as error:
        # Two tabs at once: the account is there now.
        raise ConflictError("Somebody signed in with this at the same time. Try again.") from error
    return replace(begun, theme=found.theme)


async def _link(actor: Actor, row: ProviderRow, claims: dict[str, Any]) -> None:
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        subject = await sign_on_people.subject_of(tx.session, tenant, row.issuer, str(claims["sub"]))
        known = await rows.identity(tx.session, tenant, row.provider_id, subject)
        mine = {one.provider_id for one in await rows.identities_of(tx.session, tenant, actor.person_id)}
        if known is not None and known.person_id == actor.person_id:
            return
        if known is not None or row.provider_id in mine:
            raise LinkedElsewhereError(
                "This sign-in belongs to another account, or yours has another one. Ask your administrator."
            )
        await rows.add_identity(tx.session, tenant, row.provider_id, subject, actor.person_id, "self", now)
        await trail.audit(
            actor, "sign_on.link", "person", object_id=actor.person_id, subject_id=actor.person_id,
            detail={"provider": str(row.provider_id), "how": "self"}, session=tx.session,
        )  # fmt: skip


async def _keep_trial(actor: Actor, row: ProviderRow, claims: dict[str, Any]) -> None:
    """Keep the claims about the admin themselves, sealed, to be looked at on their page."""
    text = json.dumps(claims, default=str)
    if len(text) > MOST_CLAIMS:
        raise refused("too_large")
    now = current().clock.now()
    async with current().db.transaction(actor.tenant_id) as tx:
        key = await people.tenant_key(tx.session, actor.tenant_id)
        values = {
            "trial_enc": key.seal(f"{TRIAL}/{row.provider_id}", text.encode()), "trial_by": actor.person_id,
            "trial_at": now, "proved_at": now,
        }  # fmt: skip
        await rows.change_provider(tx.session, actor.tenant_id, row.provider_id, values)
        await trail.audit(actor, "sign_on.try", "sign_on", object_id=row.provider_id, session=tx.session)


async def provider_row(tenant_id: UUID, provider_id: UUID) -> ProviderRow | None:
    """Return a provider of an institution."""
    async with current().db.transaction(tenant_id) as tx:
        return await rows.provider(tx.session, tenant_id, provider_id)


async def _note(tenant: UUID, row: ProviderRow, error: LearnAppError) -> None:
    """Tell the trail, and the admin's page, why somebody was not let in; never what the provider said of them."""
    why = str(error.detail.get("why", error.code))[:60]
    async with current().db.transaction(tenant) as tx:
        if not isinstance(error, AnswerRefusedError) or why not in ("browser", "other_provider"):
            # Those two say something about the browser, not about the provider.
            await rows.change_provider(tx.session, tenant, row.provider_id, {"last_problem": why})
        await trail.audit(
            system_actor(tenant), "sign_on.sign_in", "sign_on", object_id=row.provider_id, outcome="denied",
            detail={"why": why}, session=tx.session,
        )  # fmt: skip
