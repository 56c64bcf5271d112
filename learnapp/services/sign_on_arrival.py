"""Somebody has come back from the institution's provider with a proof: what then happens, whatever the protocol."""

from __future__ import annotations

import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from learnapp.core.errors import ConflictError, ForbiddenError, LearnAppError
from learnapp.integrations.oidc.errors import AnswerRefusedError, refused
from learnapp.integrations.saml.flow import Name
from learnapp.security.access import Actor, system_actor
from learnapp.security.tokens import token_hash
from learnapp.services import current, people, saml_sessions, sessions, sign_on_people, steps, trail
from learnapp.services.sessions import ATTEMPTS_PER_ADDRESS, SignedIn
from learnapp.storage.repositories import sign_on as rows
from learnapp.storage.repositories.sign_on import ProviderRow

KIND = "provider"
"""Kind of a step between the way there and the way back."""
LASTS = timedelta(minutes=15)
MOST_CLAIMS = 20_000
TRIAL = "trial-claims"
GONE = "This sign-in is not offered any more. Go back to the sign-in page."


class CancelledError(ForbiddenError):
    """Somebody turned back at the provider, or it would not let them through."""

    code = "sign_on_cancelled"


class LinkedElsewhereError(ConflictError):
    """The identity at the provider belongs to another account here, or this account has another identity."""

    code = "sign_on_linked"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who has come back, and where they go on.

    Attributes:
        signed_in: A new session; None when somebody has linked an account or tried the provider.
    """

    purpose: str
    next_path: str
    provider_id: UUID
    signed_in: SignedIn | None = None


@dataclass(frozen=True, slots=True)
class Underway:
    """Somebody between the way there and its end.

    Attributes:
        row: The provider.
        payload: What was remembered when the browser left.
    """

    tenant: UUID
    row: ProviderRow
    payload: dict[str, Any]

    @property
    def purpose(self) -> str:
        """sign_in, link or trial."""
        return str(self.payload["purpose"])

    def require_browser(self, browser: str | None) -> None:
        """Refuse an answer that another browser has asked for.

        Args:
            browser: Of the cookie that was set when it left.

        Raises:
            AnswerRefusedError: It is another one.
        """
        if not hmac.compare_digest(token_hash(browser or "").hex(), str(self.payload["browser"])):
            raise refused("browser")

    def require_wanted(self, signed_in: Actor | None) -> None:
        """Refuse what is not offered any more, or was begun by somebody else in this browser.

        Raises:
            AnswerRefusedError: It is one of those.
        """
        if not self.row.enabled and self.purpose != "trial":
            raise refused("no_provider")
        if self.purpose != "sign_in" and (
            signed_in is None
            or signed_in.tenant_id != self.tenant
            or str(signed_in.person_id) != self.payload["person"]
        ):
            raise refused("other_person")


async def underway(token: str | None, kind: str) -> Underway | None:
    """Return who is on the way by a token, which is used up by that; None for a token of nobody.

    Raises:
        AnswerRefusedError: Their provider is not there any more.
    """
    step = await steps.take(token, kind)
    if step is None:
        return None
    row = await provider_row(step.tenant_id, UUID(str(step.payload["provider"])))
    if row is None:
        raise refused("no_provider")
    return Underway(step.tenant_id, row, step.payload)


@asynccontextmanager
async def told(way: Underway) -> AsyncIterator[None]:
    """Tell what goes wrong in the block: see `note`; the error itself learns which page it leads back to."""
    try:
        yield
    except LearnAppError as error:
        await note(way.tenant, way.row, error)
        error.detail["purpose"] = way.purpose
        raise


def cancelled() -> CancelledError:
    """Return the error of somebody who was not let through at the provider."""
    return CancelledError("The sign-in was stopped at your school's page. Start again, or ask your administrator.")


async def count(address: str) -> None:
    """Count an attempt of a network address, by whichever protocol.

    Raises:
        RateLimitedError: Too often.
    """
    services = current()
    key = services.keyring.lookup("address", address).hex()
    await sessions.limiter().hit(services.settings.rate_limit_sign_in, "sign-on", key, times=ATTEMPTS_PER_ADDRESS)


async def settle(way: Underway, claims: dict[str, Any], signed_in: Actor | None, name: Name | None = None) -> Arrival:
    """Do with proved claims what somebody has come for: sign in, connect an account, or try the provider.

    Args:
        way: Who it is that has come back, from where.
        claims: What the provider says, with its own id for the person as `sub`.
        signed_in: Who has a session in this browser.
        name: By SAML: who somebody is there, for the end of the session.

    Raises:
        ConflictError: Somebody did the same at the same moment.
        LinkedElsewhereError: The identity is another account's.
        NoAccountError: Nobody here is that.
        SuspendedError: The account is suspended.
    """
    row, begun = way.row, None
    if way.purpose == "trial" and signed_in is not None:
        await _keep_trial(signed_in, row, claims)
    elif way.purpose == "link" and signed_in is not None:
        await _link(signed_in, row, claims)
    else:
        begun = await _enter(way.tenant, row, claims, name)
    if row.last_problem:
        async with current().db.transaction(way.tenant) as tx:
            await rows.change_provider(tx.session, way.tenant, row.provider_id, {"last_problem": ""})
    return Arrival(way.purpose, str(way.payload["next"]), row.provider_id, begun)


async def _enter(tenant: UUID, row: ProviderRow, claims: dict[str, Any], name: Name | None) -> SignedIn:
    try:
        async with current().db.transaction(tenant) as tx:
            found = await sign_on_people.find_or_make(tx.session, tenant, row, claims)
            begun = await sessions.open_session(
                tx.session, tenant, found.person_id, must_change=False, via="provider", provider=row.provider_id
            )
            if name is not None:
                await saml_sessions.keep(tx.session, tenant, row.provider_id, begun, name)
    except IntegrityError as error:
        # Two tabs at once: the account is there now.
        raise ConflictError("Somebody signed in with this at the same time. Try again.") from error
    return replace(begun, theme=found.theme)


async def _link(actor: Actor, row: ProviderRow, claims: dict[str, Any]) -> None:
    tenant, now = actor.tenant_id, current().clock.now()
    sign_on_people.read_ours(row, claims)
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


async def note(tenant: UUID, row: ProviderRow, error: LearnAppError) -> None:
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
