"""Content providers as an administrator sets them up and an auditor reads them; their secrets are never shown again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.i18n import LOCALES
from learnapp.core.paging import bounded
from learnapp.integrations.content_providers.pages import Source
from learnapp.integrations.content_providers.records import FIELDS
from learnapp.integrations.content_providers.wire import Wire
from learnapp.integrations.outbound import origin_of
from learnapp.security.access import Actor
from learnapp.security.crypto import TenantKey
from learnapp.security.webhooks import new_secret
from learnapp.services import current, people, trail, webhooks
from learnapp.services.people import clean_name
from learnapp.storage.repositories import authoring as course_rows
from learnapp.storage.repositories import licences as licence_rows
from learnapp.storage.repositories import provider_items as item_rows
from learnapp.storage.repositories import providers as rows
from learnapp.storage.repositories.provider_items import ItemRow
from learnapp.storage.repositories.providers import ProviderRow, RunRow

KEY, HOOK = "content-provider", "content-provider-hook"
MOST_PROVIDERS, MOST_QUERY, MOST_PATH, SHOWN_RUNS, PAGE = 20, 8_000, 120, 5, 20
KINDS, PAGINGS = ("rest", "graphql"), ("page", "cursor", "link")
PATHS = ("items", "next", *FIELDS)
"""What of an answer can be said to stand elsewhere than usual."""
GONE = "There is no such provider any more. Reload the page."


@dataclass(frozen=True, slots=True)
class ProviderDraft:
    """What an administrator types of a provider; an empty key leaves the one that is kept.

    Attributes:
        mapping: Of `PATHS`; an empty path is looked for where it usually stands.
        course: Where approved items go; "" for a course of the provider's own.
    """

    name: str
    kind: str
    address: str
    key: str = ""
    paging: str = "page"
    query: str = ""
    licence: str = ""
    attribution: str = ""
    language: str = "en"
    course: str = ""
    daily: bool = True
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProviderView:
    """One provider.

    Attributes:
        state: Of the breaker of its server in this process: closed, open or half.
        counts: Its items by state.
        failing: Files that their origin does not give now, since when, and when the newest copy was made; None: none.
        hook: Path that its webhooks are sent to.
    """

    row: ProviderRow
    state: str
    counts: Mapping[str, int]
    runs: list[RunRow]
    failing: tuple[int, datetime, datetime | None] | None
    hook: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The providers, and (id, title) of the courses that items can go into."""

    providers: list[ProviderView]
    courses: list[tuple[str, str]]


def wire() -> Wire:
    """Return what asks servers of providers."""
    found: Wire = current().origins
    return found


def source_of(row: ProviderRow, key: TenantKey) -> Source:
    """Return a stored provider as it is spoken to, with its key."""
    secret = key.open(f"{KEY}/{row.provider_id}", row.key_enc).decode() if row.key_enc is not None else ""
    return Source(row.kind, row.address, secret, row.paging, row.query, row.mapping)


def hook_path(tenant: UUID, provider_id: UUID) -> str:
    """Return where a provider sends its webhooks."""
    return f"/hooks/content/{tenant.hex}{provider_id.hex}"


async def overview(actor: Actor) -> Overview:
    """Return the providers of the actor's institution.

    Raises:
        ForbiddenError: The actor is neither admin nor auditor.
    """
    await trail.authorise(actor, "read", "content_provider")
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        found = await rows.providers(tx.session, tenant)
        counts = await item_rows.counts(tx.session, tenant) if found else {}
        runs = await rows.newest_runs(tx.session, tenant, SHOWN_RUNS) if found else []
        failing = await rows.failing_media(tx.session, tenant) if found else {}
        courses, _ = await course_rows.own_courses(tx.session, tenant, everything=True, sections=[], size=200)
    views = [
        ProviderView(
            one, wire().state(one.address), counts.get(one.provider_id, {}),
            [run for run in runs if run.provider_id == one.provider_id], failing.get(one.provider_id),
            hook_path(tenant, one.provider_id),
        )
        for one in found
    ]  # fmt: skip
    return Overview(views, [(str(one.course_id), one.title) for one in courses])


async def add(actor: Actor, draft: ProviderDraft) -> tuple[UUID, str]:
    """Add a provider; return its id and the secret that signs its webhooks, which is never shown again.

    Raises:
        ConflictError: There are too many.
        ForbiddenError: The actor may not change this.
        InvalidInputError: Something typed is not acceptable.
    """
    await trail.authorise(actor, "update", "content_provider")
    provider_id, tenant, secret = uuid7(), actor.tenant_id, new_secret()
    async with current().db.transaction(tenant) as tx:
        values = _checked(draft) | {"course_id": await _course(tx.session, tenant, draft.course)}
        if len(await rows.providers(tx.session, tenant)) >= MOST_PROVIDERS:
            raise ConflictError(f"There are {MOST_PROVIDERS} providers already. Remove one first.")
        key = await people.tenant_key(tx.session, tenant)
        values |= {
            "key_enc": key.seal(f"{KEY}/{provider_id}", draft.key.strip().encode()) if draft.key.strip() else None,
            "hook_enc": key.seal(f"{HOOK}/{provider_id}", secret.encode()),
        }
        await rows.add(tx.session, tenant, provider_id, values, current().clock.now())
        await trail.audit(
            actor, "content_provider.add", "content_provider", object_id=provider_id, session=tx.session,
            detail={"host": urlsplit(str(values["address"])).hostname or "", "kind": draft.kind},
        )  # fmt: skip
    return provider_id, secret


async def change(actor: Actor, provider_id: UUID, draft: ProviderDraft) -> None:
    """Change a provider; its key is never taken along to another server, and everything is read anew.

    Raises:
        ForbiddenError: The actor may not change this.
        InvalidInputError: Something typed is not acceptable.
        NotFoundError: There is no such provider.
    """
    await trail.authorise(actor, "update", "content_provider")
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        before = await rows.find(tx.session, tenant, provider_id)
        if before is None:
            raise NotFoundError(GONE)
        values = _checked(draft) | {"course_id": await _course(tx.session, tenant, draft.course)}
        moved = origin_of(before.address) != origin_of(str(values["address"]))
        if draft.key.strip():
            key = await people.tenant_key(tx.session, tenant)
            values["key_enc"] = key.seal(f"{KEY}/{provider_id}", draft.key.strip().encode())
        elif moved:
            values["key_enc"] = None
        values |= {"last_problem": "", "etag": "", "since": None, "full_at": None}
        values |= {"tried_at": None} if moved else {}
        await rows.change(tx.session, tenant, provider_id, values)
        await trail.audit(
            actor, "content_provider.change", "content_provider", object_id=provider_id, session=tx.session,
            detail={"moved": moved, "key": bool(draft.key.strip()),
                    "host": urlsplit(str(values["address"])).hostname or ""},
        )  # fmt: skip


def hook_secrets(key: TenantKey, row: ProviderRow, now: datetime) -> list[str]:
    """Return the secrets that sign a provider's webhooks now: the newest, and the one before while it still holds."""
    newest, *before = key.open(f"{HOOK}/{row.provider_id}", row.hook_enc).decode().split("\n")
    return [newest, before[0]] if before and datetime.fromisoformat(before[1]) > now else [newest]


async def renew_secret(actor: Actor, provider_id: UUID) -> str:
    """Make a new secret for webhooks, which is never shown again; the old one holds beside it for `webhooks.OVERLAP`.

    Raises:
        ForbiddenError: The actor may not change this.
        NotFoundError: There is no such provider.
    """
    await trail.authorise(actor, "update", "content_provider")
    tenant, secret = actor.tenant_id, new_secret()
    async with current().db.transaction(tenant) as tx:
        key, now = await people.tenant_key(tx.session, tenant), current().clock.now()
        row = await rows.find(tx.session, tenant, provider_id)
        if row is None:
            raise NotFoundError(GONE)
        before = hook_secrets(key, row, now)[0]
        # Sealed together: the new secret, the one before, and until when that holds.
        both = "\n".join((secret, before, (now + webhooks.OVERLAP).isoformat()))
        sealed = key.seal(f"{HOOK}/{provider_id}", both.encode())
        if not await rows.change(tx.session, tenant, provider_id, {"hook_enc": sealed}):
            raise NotFoundError(GONE)
        await trail.audit(
            actor, "content_provider.rotate", "content_provider", object_id=provider_id, session=tx.session
        )
    return secret


async def remove(actor: Actor, provider_id: UUID) -> None:
    """Remove a provider with its secrets, its readings and what waits; what was approved stays in its course.

    How much its licences were used stays as counts by month.

    Raises:
        ForbiddenError: The actor may not change this.
        NotFoundError: There is no such provider.
    """
    await trail.authorise(actor, "update", "content_provider")
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        # Who has paid by use needs the counts after the contract, too.
        await licence_rows.keep_past(tx.session, tenant, provider_id, current().clock.now())
        if not await rows.remove(tx.session, tenant, provider_id):
            raise NotFoundError(GONE)
        await trail.audit(
            actor, "content_provider.remove", "content_provider", object_id=provider_id, session=tx.session
        )


async def items(
    actor: Actor, provider_id: UUID, state: str = "held", *, offset: int = 0, size: int = PAGE
) -> list[ItemRow]:
    """Return a provider's items of a state, by title.

    Raises:
        ForbiddenError: The actor is neither admin nor auditor.
    """
    await trail.authorise(actor, "read", "content_provider")
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        return await item_rows.of_state(tx.session, actor.tenant_id, provider_id, state, offset, size)


async def _course(session: AsyncSession, tenant: UUID, chosen: str) -> UUID | None:
    if not chosen:
        return None
    try:
        course = UUID(chosen)
    except ValueError as error:
        raise InvalidInputError("Choose a course of the list.") from error
    found, _ = await course_rows.own_courses(session, tenant, everything=True, sections=[], course=course)
    if not found:
        raise InvalidInputError("Your institution has no such course. Choose one of the list.")
    return course


def _checked(draft: ProviderDraft) -> dict[str, object]:
    key, query = draft.key.strip(), draft.query.strip()
    if draft.kind not in KINDS or draft.paging not in PAGINGS or draft.language not in LOCALES:
        raise InvalidInputError("Choose the kind, the pages and the language from the lists.")
    if len(key) > 1_000 or not key.isascii() or not key.isprintable() or " " in key:
        raise InvalidInputError("Copy the whole key from the provider's page, without spaces.")
    if len(query) > MOST_QUERY or (query and "pageInfo" not in query):
        raise InvalidInputError(
            "A query has to ask for pageInfo { hasNextPage endCursor }, or only its first page is read."
        )
    mapping = {}
    for name in PATHS:
        path = "".join(draft.mapping.get(name, "").split())
        if len(path) > MOST_PATH or not path.isprintable():
            raise InvalidInputError("A place is a few names with dots between them, for example attributes.title.")
        if path:
            mapping[name] = path
    return {
        "name": clean_name(draft.name), "kind": draft.kind, "address": _address(draft.address), "paging": draft.paging,
        "query": query, "mapping": mapping, "licence": _line(draft.licence, 120),
        "attribution": _line(draft.attribution, 200), "language": draft.language, "daily": bool(draft.daily),
    }  # fmt: skip


def _line(text: str, most: int) -> str:
    return " ".join(text.replace("\x00", "").split())[:most]


def _address(typed: str) -> str:
    try:
        return wire().address(typed)
    except InvalidInputError as error:
        raise InvalidInputError(
            "Copy the address of the provider's list of items. It begins with https://. A server in your own network"
            " has to be named in CONTENT_PROVIDER_HOSTS first."
        ) from error
