"""The chain of language models and its budget, as an administrator sets them up and an auditor reads them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.integrations.outbound import check_base, hosts, origin_of
from learnapp.security.access import Actor
from learnapp.services import current, language_models, people, switches, trail
from learnapp.services.language_models import KEY, USUAL, hour_of
from learnapp.services.people import clean_name
from learnapp.services.sign_on import production
from learnapp.storage.repositories import language_models as rows
from learnapp.storage.repositories.language_models import BudgetRow, ProviderRow, UseRow

MOST_PROVIDERS = 6
LEAST_TOKENS, MOST_TOKENS, MOST_COST, MOST_PRICE = 5_000, 100_000_000, 10_000.0, 1_000.0
_CURRENCY = re.compile(r"[A-Z]{3}")
_GONE = "There is no such provider any more. Reload the page."


@dataclass(frozen=True, slots=True)
class ProviderDraft:
    """What an administrator types of a provider; an empty key leaves the one that is kept."""

    name: str
    base_url: str
    key: str
    model: str
    small_model: str = ""
    price_in: str = "0"
    price_out: str = "0"


@dataclass(frozen=True, slots=True)
class ProviderView:
    """One provider; its key is never shown again.

    Attributes:
        state: Of its breaker in this process: closed, open or half.
    """

    row: ProviderRow
    has_key: bool
    state: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The chain, its budget, and what was used.

    Attributes:
        on: Whether the switch is on for the institution.
        hour: Tokens and cost (millionths) of this hour, with what is set aside.
        month: What was used since the first of the month.
        students: Who are enrolled.
        ends: When the hour ends.
    """

    providers: list[ProviderView]
    budget: BudgetRow
    on: bool
    hour: tuple[int, int]
    month: list[UseRow]
    students: int
    ends: datetime


async def overview(actor: Actor) -> Overview:
    """Return how language models are set up for the actor's institution.

    Raises:
        ForbiddenError: The actor is neither admin nor auditor.
    """
    await trail.authorise(actor, "read", "language_model")
    services, tenant = current(), actor.tenant_id
    now = services.clock.now()
    hour = hour_of(now)
    async with services.db.transaction(tenant) as tx:
        found = await rows.providers(tx.session, tenant)
        key = await people.tenant_key(tx.session, tenant) if found else None
        budget = await rows.budget(tx.session, tenant) or USUAL
        used = await rows.hour_of(tx.session, tenant, hour)
        month = await rows.use_since(tx.session, tenant, now.date().replace(day=1))
        students = await rows.students(tx.session, tenant)
    chain = services.gateway.chain
    views = [
        ProviderView(row, row.key_enc is not None, chain.state(language_models.provider_of(row, key)))
        for row in found
        if key is not None
    ]
    on = await switches.enabled(tenant, "tutor_model")
    return Overview(views, budget, on, used, month, students, hour + timedelta(hours=1))


async def add(actor: Actor, draft: ProviderDraft) -> UUID:
    """Add a provider at the end of the chain.

    Raises:
        ConflictError: There are too many.
        ForbiddenError: The actor may not change this.
        InvalidInputError: Something typed is not acceptable.
    """
    await trail.authorise(actor, "update", "language_model")
    values = _checked(draft)
    provider_id, tenant = uuid7(), actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        if len(await rows.providers(tx.session, tenant)) >= MOST_PROVIDERS:
            raise ConflictError(f"There are {MOST_PROVIDERS} providers already. Remove one first.")
        key = await people.tenant_key(tx.session, tenant)
        sealed = key.seal(f"{KEY}/{provider_id}", draft.key.strip().encode()) if draft.key.strip() else None
        await rows.add_provider(tx.session, tenant, provider_id, {**values, "key_enc": sealed}, current().clock.now())
        await trail.audit(
            actor, "language_model.add", "language_model", object_id=provider_id, session=tx.session,
            detail={"host": urlsplit(str(values["base_url"])).hostname or ""},
        )  # fmt: skip
    language_models.forget(tenant)
    return provider_id


async def change(actor: Actor, provider_id: UUID, draft: ProviderDraft) -> None:
    """Change a provider; a key is never taken along to another server.

    Raises:
        ForbiddenError: The actor may not change this.
        InvalidInputError: Something typed is not acceptable.
        NotFoundError: There is no such provider.
    """
    await trail.authorise(actor, "update", "language_model")
    values, tenant = _checked(draft), actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        before = next((one for one in await rows.providers(tx.session, tenant) if one.provider_id == provider_id), None)
        if before is None:
            raise NotFoundError(_GONE)
        moved = origin_of(before.base_url) != origin_of(str(values["base_url"]))
        values |= {"last_problem": ""}
        if draft.key.strip():
            key = await people.tenant_key(tx.session, tenant)
            values["key_enc"] = key.seal(f"{KEY}/{provider_id}", draft.key.strip().encode())
        elif moved:
            values["key_enc"] = None
        if moved or before.model != values["model"]:
            values["tried_at"] = None
        await rows.change_provider(tx.session, tenant, provider_id, values)
        await trail.audit(
            actor, "language_model.change", "language_model", object_id=provider_id, session=tx.session,
            detail={"moved": moved, "key": bool(draft.key.strip()),
                    "host": urlsplit(str(values["base_url"])).hostname or ""},
        )  # fmt: skip
    language_models.forget(tenant)


async def move(actor: Actor, provider_id: UUID, *, up: bool) -> None:
    """Move a provider one place up or down the chain; at its end it stays.

    Raises:
        ForbiddenError: The actor may not change this.
        NotFoundError: There is no such provider.
    """
    await trail.authorise(actor, "update", "language_model")
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        ids = [one.provider_id for one in await rows.providers(tx.session, tenant)]
        if provider_id not in ids:
            raise NotFoundError(_GONE)
        at = ids.index(provider_id)
        to = max(at - 1, 0) if up else min(at + 1, len(ids) - 1)
        ids.insert(to, ids.pop(at))
        await rows.order(tx.session, tenant, ids)
        await trail.audit(
            actor, "language_model.move", "language_model", object_id=provider_id, session=tx.session,
            detail={"place": to + 1},
        )  # fmt: skip
    language_models.forget(tenant)


async def remove(actor: Actor, provider_id: UUID) -> None:
    """Take a provider out of the chain; its key is destroyed.

    Raises:
        ForbiddenError: The actor may not change this.
        NotFoundError: There is no such provider.
    """
    await trail.authorise(actor, "update", "language_model")
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        if not await rows.remove_provider(tx.session, tenant, provider_id):
            raise NotFoundError(_GONE)
        await trail.audit(actor, "language_model.remove", "language_model", object_id=provider_id, session=tx.session)
    language_models.forget(tenant)


async def set_budget(actor: Actor, currency: str, tokens: str, cost: str) -> None:
    """Choose what may be spent in an hour.

    Args:
        actor: An admin.
        currency: Three letters, in which the providers' prices are.
        tokens: Whole number.
        cost: In the currency; "" for no limit.

    Raises:
        ForbiddenError: The actor may not change this.
        InvalidInputError: Something typed is not acceptable.
    """
    await trail.authorise(actor, "update", "language_model")
    code = currency.strip().upper()
    if not _CURRENCY.fullmatch(code):
        raise InvalidInputError("Write the currency of the prices as three letters, for example USD or EUR.")
    plain = tokens.strip().replace(" ", "").replace(",", "").replace(".", "")
    amount = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 12 else 0
    if not LEAST_TOKENS <= amount <= MOST_TOKENS:
        raise InvalidInputError(f"Tokens of an hour are a whole number from {LEAST_TOKENS} to {MOST_TOKENS}.")
    limit = round(_number(cost, MOST_COST) * 1_000_000) if cost.strip() else None
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.set_budget(tx.session, actor.tenant_id, code, amount, limit)
        await trail.audit(
            actor, "language_model.budget", "language_model", session=tx.session,
            detail={"tokens": amount, "cost": limit, "currency": code},
        )  # fmt: skip


def _number(typed: str, most: float) -> float:
    try:
        value = float(typed.strip().replace(",", "."))
    except ValueError:
        value = math.nan
    if not 0 <= value <= most:
        raise InvalidInputError(f"Prices and limits are numbers from 0 to {most:g}, for example 2.50.")
    return value


def _checked(draft: ProviderDraft) -> dict[str, object]:
    name = clean_name(draft.name)
    models = (draft.model.strip(), draft.small_model.strip())
    if not models[0] or any(len(one) > 200 or not one.isprintable() or " " in one for one in models):
        raise InvalidInputError("Copy the name of the model from the provider's own list, for example gpt-4.1-mini.")
    key = draft.key.strip()
    if len(key) > 1_000 or not key.isascii() or not key.isprintable() or " " in key:
        raise InvalidInputError("Copy the whole key from the provider's page, without spaces.")
    return {
        "name": name, "base_url": checked_address(draft.base_url), "model": models[0], "small_model": models[1],
        "price_in": _number(draft.price_in or "0", MOST_PRICE),
        "price_out": _number(draft.price_out or "0", MOST_PRICE),
    }  # fmt: skip


def checked_address(typed: str) -> str:
    """Return a base address that may be called.

    Raises:
        InvalidInputError: It may not.
    """
    text = typed.strip().rstrip("/").removesuffix("/chat/completions")
    try:
        return check_base(text, near=hosts(current().settings.language_model_hosts), loopback=not production())
    except InvalidInputError as error:
        raise InvalidInputError(
            "Copy the provider's base address. It begins with https:// and mostly ends in /v1. A server in your own"
            " network has to be named in LANGUAGE_MODEL_HOSTS first."
        ) from error
