"""The language models of an institution, as its admin sets them up and its auditor reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import language_model_check, language_model_settings
from learnapp.services.language_model_settings import Overview, ProviderDraft, ProviderView
from learnapp.services.language_models import MOST_USED
from learnapp.state.base import AppState, parse_id
from learnapp.state.trial_steps import TrialStep, shown

WARNED_AT = round(MOST_USED * 100)
_STATES = {"closed": "good", "open": "bad", "half": "warn"}
_FIELDS = ("name", "base_url", "key", "model", "small_model", "price_in", "price_out")


@dataclass(frozen=True)
class ProviderCard:
    """One provider, without its key."""

    id: str = ""
    place: int = 1
    name: str = ""
    base_url: str = ""
    model: str = ""
    small_model: str = ""
    price_in: float = 0.0
    price_out: float = 0.0
    has_key: bool = False
    tried: str = ""
    state: str = "closed"
    tone: str = "good"
    problem: str = ""
    first: bool = False
    last: bool = False


@dataclass(frozen=True)
class UseLine:
    """What was used for one purpose with one provider; money in the currency."""

    purpose: str
    provider: str
    kind: str
    asked: int
    tokens_in: int
    tokens_out: int
    cost: float


@dataclass(frozen=True)
class Spending:
    """The budget and what was spent of it; money in the currency, `most_cost` below zero for no limit."""

    currency: str = "USD"
    tokens: int = 0
    most_tokens: int = 0
    share: int = 0
    cost: float = 0.0
    most_cost: float = -1.0
    ends: str = ""
    month: float = 0.0
    each: float = 0.0
    students: int = 0


class LanguageModelState(AppState):
    """The chain, its budget, and what was used."""

    cards: list[ProviderCard] = []
    spending: Spending = Spending()
    uses: list[UseLine] = []
    llm_on: bool = False
    llm_ready: bool = False
    trying: str = ""
    tried: str = ""
    """The provider whose trial is shown."""
    steps: list[TrialStep] = []
    removing: str = ""

    async def _fill(self, actor: Actor) -> None:
        found = await language_model_settings.overview(actor)
        last = len(found.providers)
        self.cards = [_card(one, place, last) for place, one in enumerate(found.providers, 1)]
        self.spending, self.uses = _spending(found), _uses(found)
        self.llm_on, self.removing, self.llm_ready = found.on, "", True

    @rx.event
    async def load(self) -> None:
        """Read how language models are set up."""
        actor = await self._enter("admin", "auditor")
        self.trying, self.tried, self.steps = "", "", []
        await self._fill(actor)

    def _draft(self, form: dict[str, Any]) -> ProviderDraft:
        return ProviderDraft(*(str(form.get(name, ""))[:2_000] for name in _FIELDS))

    @rx.event
    async def add(self, form: dict[str, Any]) -> Any:
        """Add a provider."""
        actor = await self._actor("admin")
        await language_model_settings.add(actor, self._draft(form))
        self.taken += 1
        await self._fill(actor)
        return AppState.thank("institution-saved")

    @rx.event
    async def change(self, form: dict[str, Any]) -> Any:
        """Change a provider."""
        actor = await self._actor("admin")
        await language_model_settings.change(actor, parse_id(form.get("provider", "")), self._draft(form))
        await self._fill(actor)
        return AppState.thank("institution-saved")

    @rx.event
    async def move(self, provider_id: str, step: int) -> None:
        """Move a provider up or down the chain."""
        actor = await self._actor("admin")
        await language_model_settings.move(actor, parse_id(provider_id), up=step < 0)
        await self._fill(actor)

    @rx.event
    async def remove(self, provider_id: str) -> None:
        """Remove a provider, at the second press."""
        actor = await self._actor("admin")
        if self.removing != provider_id:
            self.removing = provider_id[:64]
            return
        await language_model_settings.remove(actor, parse_id(provider_id))
        await self._fill(actor)

    @rx.event(background=True)
    async def try_out(self, provider_id: str) -> None:
        """Ask a provider one small question, and show where it fails; the page stays usable meanwhile."""
        async with self:
            actor, wanted = await self._actor("admin"), parse_id(provider_id)
            self.trying, self.tried, self.steps = str(wanted), "", []
        try:
            found = await language_model_check.try_out(actor, wanted)
        finally:
            async with self:
                self.trying = ""
        async with self:
            self.steps = shown(found)
            self.tried = str(wanted)
            await self._fill(actor)

    @rx.event
    async def set_budget(self, form: dict[str, Any]) -> Any:
        """Choose what an hour may cost."""
        actor = await self._actor("admin")
        typed = (str(form.get(name, ""))[:40] for name in ("currency", "budget_tokens", "budget_cost"))
        await language_model_settings.set_budget(actor, *typed)
        await self._fill(actor)
        return AppState.thank("institution-saved")


def _card(one: ProviderView, place: int, last: int) -> ProviderCard:
    row = one.row
    return ProviderCard(
        str(row.provider_id), place, row.name, row.base_url, row.model, row.small_model, row.price_in, row.price_out,
        one.has_key, row.tried_at.isoformat() if row.tried_at else "", one.state, _STATES[one.state],
        row.last_problem, place == 1, place == last,
    )  # fmt: skip


def _money(millionths: int | None) -> float:
    return -1.0 if millionths is None else round(millionths / 1_000_000, 4)


def _spending(found: Overview) -> Spending:
    budget, (tokens, cost) = found.budget, found.hour
    month = sum(one.cost for one in found.month)
    return Spending(
        budget.currency, tokens, budget.tokens, min(round(100 * tokens / max(budget.tokens, 1)), 100), _money(cost),
        _money(budget.cost), found.ends.isoformat(), _money(month), _money(month // max(found.students, 1)),
        found.students,
    )  # fmt: skip


def _uses(found: Overview) -> list[UseLine]:
    names = {one.row.provider_id: one.row.name for one in found.providers}
    lines = []
    for one in found.month:
        kind = "" if one.provider_id in names else "llm-from-memory" if one.provider_id.int == 0 else "llm-gone"
        lines.append(
            UseLine(
                one.purpose, names.get(one.provider_id, ""), kind, one.asked, one.tokens_in, one.tokens_out,
                _money(one.cost),
            )
        )  # fmt: skip
    return lines
