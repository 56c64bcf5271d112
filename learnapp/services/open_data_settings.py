"""Endpoints that are told of events, as an administrator sets them up and an auditor reads them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.integrations.outbound import check_base, hosts, origin_of
from learnapp.security.access import Actor
from learnapp.services import current, open_data, people, trail
from learnapp.services.sign_on import production
from learnapp.storage.repositories import open_data as rows
from learnapp.storage.repositories.open_data import EndpointRow

MOST_ENDPOINTS = 4
GONE = "There is no such endpoint any more. Reload the page."
_ADDRESS = (
    "Copy the whole address from the receiver's own page. It begins with https://. A server in your own network has to"
    " be named in OPEN_DATA_HOSTS first."
)


@dataclass(frozen=True, slots=True)
class EndpointDraft:
    """What an administrator types of an endpoint; an empty secret leaves the one that is kept."""

    kind: str
    url: str
    username: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class EndpointView:
    """One endpoint; its secret is never shown again.

    Attributes:
        waiting: Events that it has not taken yet.
        refused: Events that it will not take.
    """

    row: EndpointRow
    has_secret: bool
    waiting: int
    refused: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The endpoints, and our own door for statements.

    Attributes:
        door: Address of our own record store.
        profile: Address of our profile.
    """

    endpoints: list[EndpointView]
    door: str
    profile: str


async def overview(actor: Actor) -> Overview:
    """Return how open data is set up for the actor's institution.

    Raises:
        ForbiddenError: The actor is neither admin nor auditor.
    """
    await trail.authorise(actor, "read", "open_data")
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.endpoints(tx.session, actor.tenant_id)
        counted = await rows.counts(tx.session, actor.tenant_id) if found else {}
    views = [
        EndpointView(one, one.secret_enc is not None, *counted.get(one.endpoint_id, (0, 0))) for one in found
    ]  # fmt: skip
    return Overview(views, f"{open_data.base()}/xapi", f"{open_data.base()}/xapi/profile")


async def add(actor: Actor, draft: EndpointDraft) -> UUID:
    """Add an endpoint; it is off until it is switched on.

    Raises:
        ConflictError: There are too many.
        ForbiddenError: The actor may not change this.
        InvalidInputError: Something typed is not acceptable.
    """
    await trail.authorise(actor, "update", "open_data")
    values, secret = _checked(draft)
    endpoint, tenant = uuid7(), actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        if len(await rows.endpoints(tx.session, tenant)) >= MOST_ENDPOINTS:
            raise ConflictError(f"There are {MOST_ENDPOINTS} endpoints already. Remove one first.")
        key = await people.tenant_key(tx.session, tenant)
        sealed = key.seal(f"{open_data.SECRET}/{endpoint}", secret.encode()) if secret else None
        await rows.add_endpoint(
            tx.session, tenant, endpoint, {**values, "kind": draft.kind, "secret_enc": sealed}, current().clock.now()
        )
        await trail.audit(
            actor, "open_data.add", "open_data", object_id=endpoint, session=tx.session,
            detail={"host": _host(values["url"]), "kind": draft.kind},
        )  # fmt: skip
    return endpoint


async def change(actor: Actor, endpoint: UUID, draft: EndpointDraft) -> None:
    """Change address and credentials; a secret is never taken along to another server.

    Raises:
        ForbiddenError: The actor may not change this.
        InvalidInputError: Something typed is not acceptable.
        NotFoundError: There is no such endpoint.
    """
    await trail.authorise(actor, "update", "open_data")
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        before = await _one(tx.session, tenant, endpoint)
        values, secret = _checked(EndpointDraft(before.kind, draft.url, draft.username, draft.secret))
        moved = origin_of(before.url) != origin_of(values["url"])
        changes: dict[str, object] = {**values, "last_problem": "", "failures": 0, "next_at": None}
        if secret:
            key = await people.tenant_key(tx.session, tenant)
            changes["secret_enc"] = key.seal(f"{open_data.SECRET}/{endpoint}", secret.encode())
        elif moved:
            changes["secret_enc"] = None
        await rows.change_endpoint(tx.session, tenant, endpoint, changes)
        await trail.audit(
            actor, "open_data.change", "open_data", object_id=endpoint, session=tx.session,
            detail={"host": _host(values["url"]), "moved": moved, "key": bool(secret)},
        )  # fmt: skip


async def switch(actor: Actor, endpoint: UUID, *, on: bool) -> None:
    """Begin to tell an endpoint of events, or stop; what waits goes on waiting.

    Raises:
        ForbiddenError: The actor may not change this.
        NotFoundError: There is no such endpoint.
    """
    await trail.authorise(actor, "update", "open_data")
    async with current().db.transaction(actor.tenant_id) as tx:
        changes = {"enabled": on, "failures": 0, "next_at": None}
        if not await rows.change_endpoint(tx.session, actor.tenant_id, endpoint, changes):
            raise NotFoundError(GONE)
        action = "open_data.on" if on else "open_data.off"
        await trail.audit(actor, action, "open_data", object_id=endpoint, session=tx.session)


async def again(actor: Actor, endpoint: UUID) -> None:
    """Send what was refused once more, and do not wait any longer.

    Raises:
        ForbiddenError: The actor may not change this.
        NotFoundError: There is no such endpoint.
    """
    await trail.authorise(actor, "update", "open_data")
    async with current().db.transaction(actor.tenant_id) as tx:
        changes = {"last_problem": "", "failures": 0, "next_at": None}
        if not await rows.change_endpoint(tx.session, actor.tenant_id, endpoint, changes):
            raise NotFoundError(GONE)
        await rows.again(tx.session, actor.tenant_id, endpoint)
        await trail.audit(actor, "open_data.again", "open_data", object_id=endpoint, session=tx.session)


async def remove(actor: Actor, endpoint: UUID) -> None:
    """Remove an endpoint, its secret, and what waits for it.

    Raises:
        ForbiddenError: The actor may not change this.
        NotFoundError: There is no such endpoint.
    """
    await trail.authorise(actor, "update", "open_data")
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.remove_endpoint(tx.session, actor.tenant_id, endpoint):
            raise NotFoundError(GONE)
        await trail.audit(actor, "open_data.remove", "open_data", object_id=endpoint, session=tx.session)


async def _one(session: AsyncSession, tenant: UUID, endpoint: UUID) -> EndpointRow:
    found = next((one for one in await rows.endpoints(session, tenant) if one.endpoint_id == endpoint), None)
    if found is None:
        raise NotFoundError(GONE)
    return found


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _checked(draft: EndpointDraft) -> tuple[dict[str, str], str]:
    """Return what may be stored, and the secret.

    Raises:
        InvalidInputError: Something typed is not acceptable.
    """
    if draft.kind not in open_data.KINDS:
        raise InvalidInputError("An endpoint is an xAPI record store or a Caliper endpoint. Choose one of them.")
    username, secret = draft.username.strip(), draft.secret.strip()
    if any(len(one) > 1_000 or not one.isascii() or not one.isprintable() or " " in one for one in (username, secret)):
        raise InvalidInputError("Copy key and secret as they are on the receiver's page, without spaces.")
    if ":" in username:
        raise InvalidInputError("A key or user name for Basic authorisation has no colon in it. Copy it once more.")
    return {"url": _address(draft.url, draft.kind), "username": username}, secret


def _address(typed: str, kind: str) -> str:
    """Return an address that may be called; of a record store without `/statements`.

    Raises:
        InvalidInputError: It may not.
    """
    text = typed.strip()
    if kind == "xapi":
        text = text.rstrip("/").removesuffix("/statements")
    try:
        return check_base(text, near=hosts(current().settings.open_data_hosts), loopback=not production())
    except InvalidInputError as error:
        raise InvalidInputError(_ADDRESS) from error
