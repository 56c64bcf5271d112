"""Back from a provider of SAML: the answer is proved at once, and used in the browser that had asked for it.

The provider lets the browser post the answer from its own site, so that no cookie of ours comes along. What it proves
waits under a token for the next request, which is our own, and does bring them.
"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words

from learnapp.integrations.oidc.claims import Mapping, find
from learnapp.integrations.oidc.errors import AnswerRefusedError, refused
from learnapp.integrations.saml import flow, metadata
from learnapp.integrations.saml.flow import Name, Proved
from learnapp.security.access import Actor
from learnapp.services import current, people, saml_parties, saml_settings, steps
from learnapp.services.saml_parties import in_thread
from learnapp.services.sign_on_arrival import (
    KIND,
    Arrival,
    Underway,
    cancelled,
    count,
    note,
    settle,
    told,
    underway,
)
from learnapp.storage.repositories import saml as rows
from learnapp.storage.repositories.sign_on import ProviderRow

PROVED = "proved"
"""Kind of a step between the provider's answer and its use."""
PROVED_LASTS = timedelta(minutes=2)


async def take_in(school: str, provider_id: UUID, fields: AnyMapping[str, str], *, address: str) -> str:
    """Return the token under which a provider's answer waits for the browser that had asked.

    Args:
        school: Slug, of our address to which it was posted.
        provider_id: Of the same address.
        fields: SAMLResponse, RelayState.
        address: Network address of the browser; answers to nothing count against it.

    Raises:
        AnswerRefusedError: It answers nothing that was asked here, or proves nothing.
        CancelledError: The provider says no.
        NotFoundError: There is no such provider.
        RateLimitedError: Too many answers to nothing from this address.
    """
    way = await underway(fields.get("RelayState"), KIND)
    if way is None:
        await count(address)
        unasked = refused("state")
        await note(*await saml_parties.found(school, provider_id), unasked)
        raise unasked
    tenant, row = way.tenant, way.row
    if row.kind != "saml":
        raise refused("no_provider")
    async with told(way):
        if (row.provider_id, way.payload["school"]) != (provider_id, school):
            raise refused("other_provider")
        proved = await _prove(way, fields.get("SAMLResponse", ""))
        claims = _claims(row, proved)
        async with current().db.transaction(tenant) as tx:
            key = await people.tenant_key(tx.session, tenant)
            mark = key.lookup("saml-assertion", row.provider_id.hex, proved.assertion_id)
            now = current().clock.now()
            if not await rows.see(tx.session, tenant, row.provider_id, mark, now, proved.until):
                raise refused("saml_replayed")
    return await steps.put(tenant, PROVED, {**way.payload, "claims": claims, "name": asdict(proved.name)}, PROVED_LASTS)


async def _prove(way: Underway, message: str) -> Proved:
    request = str(way.payload["request"])
    us, provider = await saml_parties.parties(
        way.tenant, str(way.payload["school"]), way.row, str(way.payload["origin"])
    )
    try:
        try:
            return await in_thread(flow.back, us, provider, message, request)
        except AnswerRefusedError as error:
            # A provider that has changed its key has said so in its metadata.
            if error.detail.get("why") != "saml_signature":
                raise
            renewed = await saml_settings.renewed(way.tenant, way.row)
            if renewed is None:
                raise
            return await in_thread(flow.back, us, renewed, message, request)
    except AnswerRefusedError as error:
        if error.detail.get("why") == "sign_on_cancelled":
            raise cancelled() from error
        raise


def _claims(row: ProviderRow, proved: Proved) -> dict[str, Any]:
    """Return the attributes as claims, with who somebody is as `sub`.

    An address is verified where the provider names people by it, which they cannot change themselves, or says so.
    """
    mapping = Mapping.of(row.mapping)
    subject: Any = find(proved.claims, mapping.subject) if mapping.subject else proved.name.value
    if not mapping.subject and proved.name.kind == Words.NAMEID_TRANSIENT:
        raise refused("saml_transient")
    if not isinstance(subject, str) or not subject.strip():
        raise refused("saml_subject")
    claims = {name: value for name, value in proved.claims.items() if name not in ("sub", "email_verified")}
    email = find(claims, mapping.email)
    named = proved.name.kind == Words.NAMEID_EMAIL_ADDRESS and isinstance(email, str)
    if named and email.strip().casefold() == proved.name.value.casefold():
        claims |= {"email": email, "email_verified": True}
    else:
        claims["email_verified"] = proved.claims.get("email_verified") == "true"
    return {**claims, "sub": subject.strip(), "NameID": proved.name.value}


async def finish(token: str | None, browser: str | None, signed_in: Actor | None) -> Arrival:
    """Use a proved answer in the browser that had asked for it.

    Args:
        token: From `take_in`.
        browser: Of the cookie that was set when it left.
        signed_in: Who has a session in this browser.

    Raises:
        AnswerRefusedError: It was used, is too old, or another browser had asked.
        LinkedElsewhereError: The identity is another account's.
        NoAccountError: Nobody here is that.
        SuspendedError: The account is suspended.
    """
    way = await underway(token, PROVED)
    if way is None:
        raise refused("state")
    async with told(way):
        way.require_browser(browser)
        way.require_wanted(signed_in)
        return await settle(way, way.payload["claims"], signed_in, Name(**way.payload["name"]))


async def our_metadata(school: str, provider_id: UUID, origin: str) -> str:
    """Return our metadata for a provider; it is for everybody.

    Raises:
        NotFoundError: There is no such provider.
    """
    tenant, row = await saml_parties.found(school, provider_id)
    us, provider = await saml_parties.parties(tenant, school, row, origin)
    kept = _documents.get(us.base)
    if kept is None or kept[0] != row.certificate:
        if len(_documents) >= _MOST_DOCUMENTS:
            _documents.clear()
        made = await in_thread(metadata.ours, us, provider, current().clock.now())
        _documents[us.base] = kept = (row.certificate, made)
    return kept[1]


_MOST_DOCUMENTS = 500
_documents: dict[str, tuple[str, str]] = {}
