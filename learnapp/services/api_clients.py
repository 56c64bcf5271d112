"""API clients: programs of other systems that an institution lets in, each with its scopes, secrets and last use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.paging import Page, page_of
from learnapp.integrations import token_endpoint
from learnapp.integrations.token_endpoint import Judged
from learnapp.security.access import SCOPES, Actor, system_actor
from learnapp.security.tokens import new_access_token, new_client_secret, token_hash
from learnapp.services import current, sessions, trail
from learnapp.services.people import clean_name
from learnapp.storage.directory import ApiSecret

OFFERED = (
    "roster:read", "records:read", "events:write", "assert_results", "statements:write", "statements:read",
    "events:read", "exports:read", "exports:write",
)  # fmt: skip
"""Scopes that open an address of the API; the others of the policy wait for theirs."""
MOST_SECRETS = 2
MOST_CLIENTS = 50
MOST_DAYS = 730
TOKEN_SECONDS = 900
"""A bearer token lives this long."""
OVERLAP = timedelta(days=7)
"""How long the old secret goes on working beside a new one."""


@dataclass(frozen=True, slots=True)
class SecretView:
    """One secret, without it.

    Attributes:
        mark: The first characters of its hash: tells two secrets of a client apart.
    """

    mark: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClientView:
    """A client, without its secrets.

    Attributes:
        state: active, off, or expired: none of its secrets works any more.
    """

    client_id: UUID
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None
    state: str = "active"
    secrets: tuple[SecretView, ...] = ()


async def create_api_client(actor: Actor, name: str, scopes: list[str], *, days: int | None = None) -> tuple[UUID, str]:
    """Make a client; returns its id and the secret, which is shown once.

    Args:
        actor: An admin, or the system.
        name: What it is called in the list and in the answer to who can see a student.
        scopes: What it may do.
        days: After how many days the secret ends; None for never.

    Raises:
        ConflictError: The institution has too many clients.
        InvalidInputError: The name is not acceptable, a scope is unknown, or the days are out of range.
    """
    await trail.authorise(actor, "create", "api_client")
    wanted = sorted(set(scopes))
    if not wanted or not set(wanted) <= SCOPES:
        raise InvalidInputError(f"Choose one or more of these scopes: {', '.join(sorted(SCOPES))}.")
    client_id, secret, name = uuid7(), new_client_secret(), clean_name(name)
    ends = _ends(days)
    directory = current().db.directory
    known = {row.client_id for row in await directory.list_api_secrets(actor.tenant_id)}
    if len(known) >= MOST_CLIENTS and actor.kind != "system":
        raise ConflictError(f"There are {MOST_CLIENTS} API clients. Remove one that is not used any more first.")
    await directory.put_api_client(token_hash(secret), actor.tenant_id, client_id, name, wanted)
    if ends is not None:
        await directory.expire_api_secret(token_hash(secret), ends)
    await trail.audit(actor, "api_client.create", "api_client", object_id=client_id, detail={"scopes": wanted})
    return client_id, secret


def _ends(days: int | None) -> datetime | None:
    if days is None:
        return None
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInputError(f"A secret ends after 1 to {MOST_DAYS} days. Choose a number between them.")
    return current().clock.now() + timedelta(days=days)


async def create_api_client_as_system(slug: str, name: str, scopes: list[str]) -> tuple[UUID, str]:
    """Make a client from the command line; see `create_api_client`.

    Raises:
        NotFoundError: No institution has that slug.
    """
    tenant = await current().db.directory.find_tenant(slug)
    if tenant is None:
        raise NotFoundError(f"There is no institution with the slug {slug}. `learnapp seed` makes the demo's.")
    return await create_api_client(system_actor(tenant.tenant_id), name, scopes)


def _mark(row: ApiSecret) -> str:
    return row.secret_hash.hex()[:8]


async def list_api_clients(actor: Actor, *, offset: int = 0, size: int = 50) -> Page[ClientView]:
    """Return a page of the institution's clients, by name.

    Raises:
        ForbiddenError: The actor is neither admin nor auditor.
    """
    await trail.authorise(actor, "read", "api_client")
    now = current().clock.now()
    clients: dict[UUID, list[ApiSecret]] = {}
    for row in await current().db.directory.list_api_secrets(actor.tenant_id):
        clients.setdefault(row.client_id, []).append(row)
    views = sorted(
        (_view(rows, now) for rows in clients.values()), key=lambda one: (one.name.casefold(), one.client_id)
    )
    return page_of(views, offset, size)


def _view(rows: list[ApiSecret], now: datetime) -> ClientView:
    used = [row.last_used_at for row in rows if row.last_used_at is not None]
    live = any(row.expires_at is None or row.expires_at > now for row in rows)
    state = "off" if rows[0].disabled_at is not None else "active" if live else "expired"
    secrets = tuple(SecretView(_mark(row), row.created_at, row.last_used_at, row.expires_at) for row in rows)
    first = rows[0]
    return ClientView(
        first.client_id, first.name, first.scopes, first.created_at, max(used, default=None), state, secrets
    )


async def _secrets(actor: Actor, client_id: UUID) -> list[ApiSecret]:
    rows = await current().db.directory.list_api_secrets(actor.tenant_id)
    found = [row for row in rows if row.client_id == client_id]
    if not found:
        raise NotFoundError("There is no such API client. Reload the list.")
    return found


async def rotate(actor: Actor, client_id: UUID, *, days: int | None = None) -> str:
    """Give a client a second secret, shown once; the old one works for another seven days, or until it is removed.

    Raises:
        ConflictError: It has two secrets already.
        ForbiddenError: The actor may not.
        InvalidInputError: The days are out of range.
        NotFoundError: No such client here.
    """
    await trail.authorise(actor, "update", "api_client")
    found, ends = await _secrets(actor, client_id), _ends(days)
    if len(found) >= MOST_SECRETS:
        raise ConflictError("This client has two secrets already. Remove the one that is not used any more first.")
    secret, directory = new_client_secret(), current().db.directory
    await directory.put_api_secret(token_hash(secret), actor.tenant_id, client_id, ends)
    over = current().clock.now() + OVERLAP
    for row in found:
        if row.expires_at is None or row.expires_at > over:
            await directory.expire_api_secret(row.secret_hash, over)
    sessions.forget_person(client_id)
    await trail.audit(actor, "api_client.rotate", "api_client", object_id=client_id)
    return secret


async def remove_secret(actor: Actor, client_id: UUID, mark: str) -> None:
    """Take one of a client's two secrets back at once.

    Raises:
        ConflictError: It is the only one: remove the client instead, or give it another one first.
        ForbiddenError: The actor may not.
        NotFoundError: No such client or secret here.
    """
    await trail.authorise(actor, "update", "api_client")
    found = await _secrets(actor, client_id)
    gone = next((row for row in found if _mark(row) == mark), None)
    if gone is None:
        raise NotFoundError("There is no such secret any more. Reload the list.")
    if len(found) == 1:
        raise ConflictError("This is the client's only secret. Give it another one first, or remove the client.")
    await current().db.directory.revoke_api_secret(actor.tenant_id, client_id, gone.secret_hash)
    sessions.forget_person(client_id)
    await trail.audit(actor, "api_client.remove", "api_client", object_id=client_id, detail={"secret": mark})


async def switch(actor: Actor, client_id: UUID, *, on: bool) -> None:
    """Switch a client off at once, with all its secrets and tokens, or on again.

    Raises:
        ForbiddenError: The actor may not.
        NotFoundError: No such client here.
    """
    await trail.authorise(actor, "update", "api_client")
    await _secrets(actor, client_id)
    await current().db.directory.disable_api_client(actor.tenant_id, client_id, off=not on)
    sessions.forget_person(client_id)
    await trail.audit(actor, "api_client.on" if on else "api_client.off", "api_client", object_id=client_id)


async def revoke_api_client(actor: Actor, client_id: UUID) -> None:
    """Remove a client at once and for ever.

    Raises:
        NotFoundError: No such client here.
    """
    await trail.authorise(actor, "revoke", "api_client")
    await _secrets(actor, client_id)
    await current().db.directory.revoke_api_client(actor.tenant_id, client_id)
    sessions.forget_person(client_id)
    await trail.audit(actor, "api_client.revoke", "api_client", object_id=client_id)


async def give_token(headers: Mapping[str, str], form: Mapping[str, str]) -> Judged:
    """Answer a token request (RFC 6749, section 4.4); the token lives for 15 minutes and no longer than its secret.

    Args:
        headers: Of the request, names in small letters.
        form: Its fields.
    """
    client_id = token_endpoint.client_of(headers, form)
    directory = current().db.directory
    # Who a secret belongs to is asked of the directory by its hash; the id must be that client's.
    known: dict[str, tuple[str, ...]] = {}
    for secret in token_endpoint.secrets_of(headers, form):
        client = await directory.find_api_client(token_hash(secret))
        if client is not None and str(client.client_id) == client_id:
            known[secret] = tuple(sorted(client.scopes))
    token = new_access_token()
    judged = token_endpoint.judge(
        headers, form, client_id=client_id, knows=known.__contains__, scopes=next(iter(known.values()), ()),
        token=token, seconds=TOKEN_SECONDS,
    )  # fmt: skip
    if judged.status == 200:
        lasts = timedelta(seconds=TOKEN_SECONDS)
        await directory.put_api_token(token_hash(token), token_hash(judged.secret), list(judged.scopes), lasts)
    return judged
