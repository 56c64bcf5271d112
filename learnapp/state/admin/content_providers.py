"""Content providers of an institution: set up, tried, read, and what waits from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.integrations.content_packages.reasons import explain
from learnapp.integrations.content_providers.pages import QUERY
from learnapp.integrations.content_providers.records import Record
from learnapp.security.access import Actor
from learnapp.services import content_providers, media, provider_check, provider_publishing, provider_sync
from learnapp.services.author_views import CheckLine
from learnapp.services.content_checks import ItemReport, lines_of
from learnapp.services.content_providers import PAGE, PATHS, ProviderDraft, ProviderView
from learnapp.state.base import AppState, origin_of, parse_id
from learnapp.state.trial_steps import TrialStep, shown
from learnapp.storage.repositories.provider_items import ItemRow
from learnapp.storage.repositories.providers import RunRow

__all__ = [
    "USUAL_QUERY", "CheckLine", "ContentProvidersState", "CourseChoice", "HeldItem", "NoteLine", "ProviderCard",
    "RunLine", "TrialItem", "TrialStep",
]  # fmt: skip
USUAL_QUERY = QUERY
_RUNS = {"waiting": "busy", "running": "busy", "done": "good", "failed": "bad"}
_SHOWN = 3_000


@dataclass(frozen=True)
class NoteLine:
    """What a reading left out, why, and the first places."""

    text: str
    times: int
    places: str


@dataclass(frozen=True)
class RunLine:
    """One reading of a provider."""

    id: str = ""
    cause: str = "now"
    status: str = "done"
    tone: str = "good"
    whole: bool = False
    same: bool = False
    problem: str = ""
    at: str = ""
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    refused: int = 0
    notes: list[NoteLine] = field(default_factory=list)


@dataclass(frozen=True)
class ProviderCard:
    """One provider, without its secrets."""

    id: str = ""
    name: str = ""
    kind: str = "rest"
    address: str = ""
    paging: str = "page"
    query: str = ""
    licence: str = ""
    attribution: str = ""
    language: str = "en"
    course: str = ""
    daily: bool = True
    mapping: dict[str, str] = field(default_factory=dict)
    has_key: bool = False
    tried: str = ""
    problem: str = ""
    tone: str = "idle"
    state: str = "untried"
    held: int = 0
    approved: int = 0
    failing: int = 0
    failing_since: str = ""
    copied: str = ""
    hook: str = ""
    busy: bool = False
    runs: list[RunLine] = field(default_factory=list)


@dataclass(frozen=True)
class TrialItem:
    """An item as it was understood."""

    title: str
    kind: str
    code: str
    licence: str


@dataclass(frozen=True)
class HeldItem:
    """An item that waits for a decision, as it would be shown."""

    id: str
    title: str
    kind: str
    code: str
    licence: str
    shown: bool
    stale: bool
    tone: str
    body: str
    more: bool
    film: str
    captions: str
    poster: str
    checks: list[CheckLine] = field(default_factory=list)


@dataclass(frozen=True)
class CourseChoice:
    """A course that items can go into."""

    id: str
    title: str


class ContentProvidersState(AppState):
    """The providers, and what waits from the one that is open."""

    providers: list[ProviderCard] = []
    provider_courses: list[CourseChoice] = []
    providers_ready: bool = False
    trying: str = ""
    tried: str = ""
    """The provider whose trial is shown."""
    steps: list[TrialStep] = []
    trial_items: list[TrialItem] = []
    removing: str = ""
    open_provider: str = ""
    """The provider whose items are shown."""
    open_name: str = ""
    held: list[HeldItem] = []
    held_total: int = 0
    held_offset: int = 0
    hook_secret: str = ""
    """Shown once, after it was made."""
    hook_name: str = ""
    hook_url: str = ""

    async def _fill(self, actor: Actor) -> None:
        found = await content_providers.overview(actor)
        self.providers = [_card(one, self.locale, origin_of(self)) for one in found.providers]
        self.provider_courses = [CourseChoice(*one) for one in found.courses]
        self.removing, self.providers_ready = "", True

    @rx.event
    async def load(self) -> None:
        """Read how providers are set up."""
        actor = await self._enter("admin", "auditor")
        self.trying, self.tried, self.steps, self.trial_items = "", "", [], []
        self.hook_secret, self.open_provider, self.held = "", "", []
        await self._fill(actor)

    @rx.event
    async def refresh(self) -> None:
        """Look again how readings are getting on."""
        await self._fill(await self._actor("admin", "auditor"))

    def _draft(self, form: dict[str, Any]) -> ProviderDraft:
        def said(name: str, most: int = 1_000) -> str:
            return str(form.get(name, ""))[:most]

        return ProviderDraft(
            said("name"), said("kind", 20), said("address"), said("key", 2_000), said("paging", 20),
            said("query", 20_000), said("licence"), said("attribution"), said("language", 10), said("course", 64),
            form.get("daily") in ("yes", "on", True), {name: said(f"at_{name}", 400) for name in PATHS},
        )  # fmt: skip

    @rx.event
    async def add(self, form: dict[str, Any]) -> Any:
        """Add a provider, and show once what signs its webhooks."""
        actor = await self._actor("admin")
        draft = self._draft(form)
        provider_id, secret = await content_providers.add(actor, draft)
        self.taken += 1
        await self._fill(actor)
        self._show_secret(provider_id, secret)
        return AppState.thank("institution-saved")

    @rx.event
    async def change(self, form: dict[str, Any]) -> Any:
        """Change a provider."""
        actor = await self._actor("admin")
        await content_providers.change(actor, parse_id(form.get("provider", "")), self._draft(form))
        # A key that was typed does not stay in the page.
        self.taken += 1
        # What a trial found was of the provider as it was.
        self.tried, self.steps, self.trial_items = "", [], []
        await self._fill(actor)
        return AppState.thank("institution-saved")

    @rx.event
    async def remove(self, provider_id: str) -> None:
        """Remove a provider, at the second press."""
        actor = await self._actor("admin")
        if self.removing != provider_id:
            self.removing = provider_id[:64]
            return
        await content_providers.remove(actor, parse_id(provider_id))
        if self.open_provider == provider_id:
            self.open_provider, self.held = "", []
        await self._fill(actor)

    @rx.event
    async def renew(self, provider_id: str) -> None:
        """Make a new secret for webhooks, and show it once."""
        actor, wanted = await self._actor("admin"), parse_id(provider_id)
        self._show_secret(wanted, await content_providers.renew_secret(actor, wanted))

    def _show_secret(self, provider_id: UUID, secret: str) -> None:
        card = next((one for one in self.providers if one.id == str(provider_id)), ProviderCard())
        self.hook_secret, self.hook_name, self.hook_url = secret, card.name, card.hook

    @rx.event
    async def put_away(self) -> None:
        """Take the secret off the page."""
        await self._enter("admin", "auditor")
        self.hook_secret = self.hook_name = self.hook_url = ""

    @rx.event(background=True)
    async def try_out(self, provider_id: str) -> None:
        """Read a provider's first pages and show where it fails; the page stays usable meanwhile."""
        async with self:
            actor, wanted = await self._actor("admin"), parse_id(provider_id)
            self.trying, self.tried, self.steps, self.trial_items = str(wanted), "", [], []
        try:
            found = await provider_check.try_out(actor, wanted)
        finally:
            async with self:
                self.trying = ""
        async with self:
            self.steps = shown(found.steps)
            self.trial_items = [_tried(one) for one in found.items]
            self.tried = str(wanted)
            await self._fill(actor)

    @rx.event
    async def sync(self, provider_id: str) -> Any:
        """Let the worker read a provider now."""
        actor = await self._actor("admin")
        await provider_sync.start(actor, parse_id(provider_id))
        await self._fill(actor)
        return AppState.thank("shelf-sync-begun")

    async def _fill_held(self, actor: Actor) -> None:
        wanted = parse_id(self.open_provider)
        found = await content_providers.items(actor, wanted, offset=self.held_offset, size=PAGE)
        if not found and self.held_offset:
            self.held_offset = 0
            found = await content_providers.items(actor, wanted, size=PAGE)
        self.held = [_held(one, actor.tenant_id, actor.locale) for one in found]
        card = next((one for one in self.providers if one.id == self.open_provider), ProviderCard())
        self.held_total, self.open_name = card.held, card.name

    @rx.event
    async def show_held(self, provider_id: str) -> None:
        """Show what waits from a provider."""
        actor = await self._actor("admin", "auditor")
        self.open_provider, self.held_offset = str(parse_id(provider_id)), 0
        await self._fill_held(actor)

    @rx.event
    async def turn_held(self, step: int) -> None:
        """Turn the pages of what waits."""
        actor = await self._actor("admin", "auditor")
        last = max(self.held_total - 1, 0) // PAGE * PAGE
        self.held_offset = min(max(self.held_offset + (PAGE if step > 0 else -PAGE), 0), last)
        await self._fill_held(actor)

    @rx.event
    async def approve(self, item_id: str) -> Any:
        """Let an item into its course; "" all of the page that nothing speaks against."""
        return await self._decide(item_id, approve=True)

    @rx.event
    async def turn_down(self, item_id: str) -> Any:
        """Leave an item out."""
        return await self._decide(item_id, approve=False)

    async def _decide(self, item_id: str, *, approve: bool) -> Any:
        actor, provider = await self._actor("admin"), parse_id(self.open_provider)
        chosen = [item_id[:200]] if item_id else [one.id for one in self.held if one.tone == "good"]
        if approve:
            await provider_publishing.approve(actor, provider, chosen)
        else:
            await provider_publishing.turn_down(actor, provider, chosen)
        await self._fill(actor)
        await self._fill_held(actor)
        return AppState.thank("shelf-approved" if approve else "shelf-turned-down")


def _card(one: ProviderView, locale: str, origin: str) -> ProviderCard:
    row, failing = one.row, one.failing
    state = "problem" if row.last_problem else "well" if row.tried_at or row.full_at else "untried"
    return ProviderCard(
        id=str(row.provider_id),
        name=row.name,
        kind=row.kind,
        address=row.address,
        paging=row.paging,
        query=row.query,
        licence=row.licence,
        attribution=row.attribution,
        language=row.language,
        course=str(row.course_id) if row.course_id else "",
        daily=row.daily,
        mapping={name: row.mapping.get(name, "") for name in PATHS},
        has_key=row.key_enc is not None,
        tried=row.tried_at.isoformat() if row.tried_at else "",
        problem=row.last_problem,
        tone={"problem": "bad", "well": "good"}.get(state, "idle"),
        state=state,
        held=one.counts.get("held", 0),
        approved=one.counts.get("approved", 0),
        failing=failing[0] if failing else 0,
        failing_since=failing[1].isoformat() if failing else "",
        copied=failing[2].isoformat() if failing and failing[2] else "",
        hook=origin + one.hook,
        busy=any(run.status in ("waiting", "running") for run in one.runs),
        runs=[_run(run, locale) for run in one.runs],
    )


def _run(run: RunRow, locale: str) -> RunLine:
    report: Mapping[str, Any] = run.report
    places = report.get("examples", {})
    notes = [
        NoteLine(explain(code, locale), int(times), ", ".join(str(one) for one in places.get(code, ())[:5]))
        for code, times in sorted(report.get("notes", {}).items(), key=lambda part: -part[1])
    ]
    return RunLine(
        str(run.run_id), run.cause, run.status, _RUNS[run.status], run.whole, bool(report.get("same")), run.problem,
        (run.finished_at or run.started_at).isoformat(),
        *(int(report.get(name, 0)) for name in provider_sync.COUNTS), notes,
    )  # fmt: skip


def _tried(one: Record) -> TrialItem:
    return TrialItem(one.title, one.kind, one.code, one.licence)


def _held(one: ItemRow, tenant: UUID, locale: str) -> HeldItem:
    waiting = one.waiting or {}
    body = str(waiting.get("body", ""))
    film = waiting.get("public", {}).get("film") or {}
    captions = next(iter(dict(film.get("captions", {})).values()), "")
    facts = {name: value for name, value in one.report.items() if name in ItemReport.__dataclass_fields__}
    checks = lines_of(ItemReport(**facts), locale) if facts else []
    return HeldItem(
        id=one.item_id,
        title=one.title,
        kind=one.kind,
        code=one.code,
        licence=one.licence,
        shown=one.shown,
        stale=bool(one.report.get("stale")),
        tone="warn" if one.report.get("held") else "good",
        body=media.with_pictures(body[:_SHOWN], tenant),
        more=len(body) > _SHOWN,
        film=media.address(tenant, film["video"]) if film.get("video") else "",
        captions=media.address(tenant, captions) if captions else "",
        poster=media.address(tenant, film["poster"]) if film.get("poster") else "",
        checks=checks,
    )
