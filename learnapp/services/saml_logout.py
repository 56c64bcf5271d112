"""Single Logout: the session here and the one at a provider of SAML end together, whichever ends first."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from urllib.parse import parse_qs
from uuid import UUID

from learnapp.core.errors import LearnAppError, NotFoundError
from learnapp.integrations.oidc.errors import refused
from learnapp.integrations.saml import logout
from learnapp.integrations.saml.flow import SKEW, Name
from learnapp.security.access import Actor
from learnapp.services import current, people, saml_parties, saml_sessions, sessions, steps, trail
from learnapp.services.saml_parties import in_thread
from learnapp.services.sign_on_arrival import GONE, count, note
from learnapp.storage.repositories import saml as rows
from learnapp.storage.repositories.sign_on import ProviderRow

LEAVING = "leaving"
LASTS = timedelta(minutes=15)


async def leaving(tenant: UUID, row: ProviderRow, session_hash: bytes) -> str:
    """Return the token by which somebody may end their session at the provider too, as the one here ends; "" for none.

    Args:
        tenant: The institution.
        row: The provider at which the session began.
        session_hash: Of that session.
    """
    name = await saml_sessions.take(tenant, session_hash)
    if name is None or not (row.saml or {}).get("sign_off"):
        return ""
    return await steps.put(tenant, LEAVING, {"provider": str(row.provider_id), "name": asdict(name)}, LASTS)


async def leave(school: str, provider_id: UUID, token: str, origin: str) -> str:
    """Return where a browser ends its session at the provider.

    Raises:
        NotFoundError: There is no such provider, no such place, or the token was used.
    """
    step = await steps.take(token, LEAVING)
    tenant, row = await saml_parties.found(school, provider_id)
    if step is None or (step.tenant_id, step.payload["provider"]) != (tenant, str(provider_id)):
        raise NotFoundError(GONE)
    us, provider = await saml_parties.parties(tenant, school, row, origin)
    url = await in_thread(logout.leave, us, provider, Name(**step.payload["name"]), "signed-out")
    if url is None:
        raise NotFoundError(GONE)
    return url


async def end_by_provider(school: str, provider_id: UUID, query: str, *, origin: str, address: str) -> str | None:
    """Do what a provider says about the end of a session.

    Args:
        school: Slug, of our address.
        provider_id: Of the same address.
        query: As it was sent.
        origin: Under which address the browser knows us.
        address: Network address of the browser.

    Returns:
        Where the browser carries our answer; None when it was the provider's answer to us.

    Raises:
        AnswerRefusedError: It is not the provider's word, not for us, too old, or was used.
        NotFoundError: There is no such provider.
        RateLimitedError: Too often from this address.
    """
    await count(address)
    tenant, row = await saml_parties.found(school, provider_id)
    us, provider = await saml_parties.parties(tenant, school, row, origin)
    try:
        if "SAMLRequest" not in parse_qs(query[:400_000], max_num_fields=20):
            await in_thread(logout.answered, us, provider, query)
            return None
        wish, relay = await in_thread(logout.asked, us, provider, query)
        await _end(tenant, row, wish)
    except LearnAppError as error:
        await note(tenant, row, error)
        raise
    if not provider.sign_off:
        return None
    return await in_thread(logout.answer, us, provider, wish.request_id, relay)


async def _end(tenant: UUID, row: ProviderRow, wish: logout.Wish) -> None:
    directory, now = current().db.directory, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        key = await people.tenant_key(tx.session, tenant)
        used = key.lookup("saml-logout", row.provider_id.hex, wish.request_id)
        if not await rows.see(tx.session, tenant, row.provider_id, used, now, now + 2 * SKEW):
            raise refused("saml_replayed")
        by_name, by_session = saml_sessions.marks(key, row.provider_id, wish.name)
        ended = await rows.end(
            tx.session, tenant, row.provider_id, by_name, by_session if wish.name.session else None
        )  # fmt: skip
        for one in ended:
            await trail.audit(
                Actor(tenant, one.person_id), "sign_on.sign_off", "session", subject_id=one.person_id,
                detail={"provider": str(row.provider_id)}, session=tx.session,
            )  # fmt: skip
    for one in ended:
        await directory.revoke_session(one.session_hash)
        sessions.forget_session(one.session_hash)
