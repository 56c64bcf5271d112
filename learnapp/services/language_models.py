"""Language models of an institution: who is asked, at whose cost, and when that ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import UnavailableError
from learnapp.knowledge.llm.chain import DEADLINE_S, Spent, lasting
from learnapp.knowledge.llm.gateway import Answer, Gateway
from learnapp.knowledge.llm.providers import Completion, Prompt, Provider
from learnapp.security.crypto import TenantKey
from learnapp.services import current, notices, people, switches
from learnapp.services.sessions import limiter
from learnapp.storage.repositories import language_models as rows
from learnapp.storage.repositories.language_models import BudgetRow, ProviderRow
from learnapp.storage.repositories.notice_sources import Source

KEY = "language-model"
"""Purpose under which keys of providers are sealed, with their id."""
USUAL = BudgetRow("USD", 300_000, None)
"""The budget of who has chosen none."""
MOST_USED = 0.8
"""Share of a budget from which on administrators are told."""
KEPT_SECONDS, _MOST_KEPT = 15.0, 2_000
_REMEMBERED = UUID(int=0)
_kept: dict[UUID, tuple[float, tuple[Provider, ...]]] = {}
_changes: dict[UUID, int] = {}

T = TypeVar("T")


class BudgetSpentError(UnavailableError):
    """The institution has spent what it wanted to spend in this hour."""

    code = "language_model_budget"


def hour_of(now: datetime) -> datetime:
    """Return the beginning of an hour."""
    return now.replace(minute=0, second=0, microsecond=0)


def provider_of(row: ProviderRow, key: TenantKey) -> Provider:
    """Return a stored provider as the gateway needs it, with its key."""
    secret = key.open(f"{KEY}/{row.provider_id}", row.key_enc).decode() if row.key_enc is not None else ""
    return Provider(
        row.provider_id, row.name, row.base_url, secret, row.model, row.small_model, row.price_in, row.price_out
    )


async def chain_of(tenant: UUID) -> tuple[Provider, ...]:
    """Return an institution's providers in order: from memory, where they were read a moment ago."""
    kept = _kept.get(tenant)
    if kept is not None and time.monotonic() - kept[0] < KEPT_SECONDS:
        return kept[1]
    before = _changes.get(tenant, 0)
    async with current().db.transaction(tenant) as tx:
        found = await rows.providers(tx.session, tenant)
        key = await people.tenant_key(tx.session, tenant) if found else None
    chain = tuple(provider_of(row, key) for row in found) if key is not None else ()
    if _changes.get(tenant, 0) == before:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[tenant] = (time.monotonic(), chain)
    return chain


def forget(tenant: UUID) -> None:
    """Read an institution's chain anew."""
    _changes[tenant] = _changes.get(tenant, 0) + 1
    _kept.pop(tenant, None)


async def helps(tenant: UUID, section: UUID) -> bool:
    """Return whether a language model helps the tutor in a class: switched on, and somebody to ask."""
    return await switches.enabled(tenant, "tutor_model", section) and bool(await chain_of(tenant))


@dataclass(slots=True)
class Account:
    """An institution's account; every change is a transaction of its own, so that no lock waits for a model.

    What is set aside in one hour is settled in that hour, also when the answer comes in the next one.
    """

    tenant: UUID
    _hour: datetime | None = None

    async def reserve(self, tokens: int, cost: int) -> None:
        """Set tokens and cost aside.

        Raises:
            BudgetSpentError: The budget of the hour is used up.
            RateLimitedError: Too much is asked in a moment.
        """
        services, tenant = current(), self.tenant
        await limiter().hit(services.settings.rate_limit_language_model, "language-model", str(tenant))
        hour = hour_of(services.clock.now())
        async with services.db.transaction(tenant) as tx:
            budget = await rows.budget(tx.session, tenant) or USUAL
            got = await rows.reserve(
                tx.session, tenant, hour, tokens=tokens, cost=cost, most_tokens=budget.tokens, most_cost=budget.cost
            )
            if not got:
                await _tell(tx.session, tenant, hour, "used")
        if got and self._hour is None:
            self._hour = hour
        if not got:
            raise BudgetSpentError("Your school's budget for language models is used up until the hour ends.")

    async def settle(
        self, reserved: tuple[int, int], spent: Sequence[Spent], purpose: str, *, cached: bool = False
    ) -> None:
        """Put what was spent in the place of what was set aside; tell administrators when most of it is used."""
        services, tenant = current(), self.tenant
        now = services.clock.now()
        hour, day, self._hour = self._hour or hour_of(now), now.date(), None
        tokens = sum(one.tokens_in + one.tokens_out for one in spent)
        cost = sum(one.provider.cost(one.tokens_in, one.tokens_out) for one in spent)
        async with services.db.transaction(tenant) as tx:
            if cached:
                await rows.note_use(tx.session, tenant, day, purpose, _REMEMBERED, tokens_in=0, tokens_out=0, cost=0)
                return
            for one in spent:
                await rows.note_use(
                    tx.session, tenant, day, purpose, one.provider.provider_id, tokens_in=one.tokens_in,
                    tokens_out=one.tokens_out, cost=one.provider.cost(one.tokens_in, one.tokens_out),
                )  # fmt: skip
            if spent:
                await rows.well(tx.session, tenant, [one.provider.provider_id for one in spent])
            used = await rows.settle(tx.session, tenant, hour, tokens=tokens - reserved[0], cost=cost - reserved[1])
            budget = await rows.budget(tx.session, tenant) or USUAL
            if used[0] >= MOST_USED * budget.tokens or (budget.cost and used[1] >= MOST_USED * budget.cost):
                await _tell(tx.session, tenant, hour, "most")

    async def note(self, faults: Sequence[tuple[Provider, str]]) -> None:
        """Write down what is wrong with providers and does not pass by itself."""
        found = {provider.provider_id: why for provider, why in faults if lasting(why)}
        if not found:
            return
        async with current().db.transaction(self.tenant) as tx:
            for provider_id, why in found.items():
                await rows.change_provider(tx.session, self.tenant, provider_id, {"last_problem": why})


async def _tell(session: AsyncSession, tenant: UUID, hour: datetime, state: Literal["most", "used"]) -> None:
    if await rows.tell(session, tenant, hour, 1 if state == "most" else 2):
        await notices.tell(
            session, tenant, "model_budget", Source.ADMINS, arguments={"state": state}, merge="model_budget",
            once=f"model-budget:{hour.isoformat()}:{state}",
        )  # fmt: skip


async def ask(
    tenant: UUID, prompt: Prompt, names: Iterable[str], parse: Callable[[Completion, Callable[[str], str]], T],
    *, deadline_s: float = DEADLINE_S,
) -> Answer[T]:  # fmt: skip
    """Ask an institution's language models; the caller has seen to it that they may be asked.

    Args:
        tenant: The institution.
        prompt: What is asked.
        names: Names that must not leave the process.
        parse: Reads the answer.
        deadline_s: Seconds for everything.

    Raises:
        UnavailableError: No model answers, or the budget is used up.
        RateLimitedError: Too much is asked in a moment.
    """
    gateway: Gateway = current().gateway
    return await gateway.ask(
        tenant, await chain_of(tenant), prompt, names, parse, Account(tenant), deadline_s=deadline_s
    )
