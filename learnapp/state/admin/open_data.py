"""Who is told of events elsewhere, as an admin sets it up and an auditor reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import open_data_settings, open_data_trial, xapi_arrivals
from learnapp.services.open_data_settings import EndpointDraft, EndpointView
from learnapp.services.xapi_arrivals import Arrival
from learnapp.state.base import AppState, parse_id
from learnapp.state.trial_steps import TrialStep, shown

PAGE = 20
_FIELDS = ("kind", "url", "username", "secret")


@dataclass(frozen=True)
class EndpointCard:
    """One endpoint, without its secret."""

    id: str = ""
    kind: str = "xapi"
    url: str = ""
    username: str = ""
    has_secret: bool = False
    on: bool = False
    tone: str = "idle"
    state: str = "off"
    waiting: int = 0
    sent: int = 0
    refused: int = 0
    sent_at: str = ""
    problem: str = ""
    problem_at: str = ""


@dataclass(frozen=True)
class ArrivalLine:
    """One statement that came in; nothing of what it says of whom."""

    at: str = ""
    tool: str = ""
    verb: str = ""
    host: str = ""
    state: str = ""
    tone: str = ""
    reason: str = ""


class OpenDataState(AppState):
    """Endpoints, what waits for them, and our own door."""

    cards: list[EndpointCard] = []
    door: str = ""
    profile: str = ""
    open_data_ready: bool = False
    trying: str = ""
    tried: str = ""
    """The endpoint whose trial is shown."""
    steps: list[TrialStep] = []
    removing: str = ""
    arrived: dict[str, int] = {}
    """State -> statements of the last seven days."""
    arrived_capped: bool = False
    arrivals: list[ArrivalLine] = []
    arrivals_total: int = 0
    arrivals_offset: int = 0
    arrivals_state: str = ""

    async def _fill(self, actor: Actor) -> None:
        found = await open_data_settings.overview(actor)
        self.cards = [_card(one) for one in found.endpoints]
        self.door, self.profile = found.door, found.profile
        self.removing, self.open_data_ready = "", True
        await self._fill_arrivals(actor)

    async def _fill_arrivals(self, actor: Actor) -> None:
        found = await xapi_arrivals.arrivals(
            actor, state=self.arrivals_state, offset=self.arrivals_offset, size=PAGE
        )  # fmt: skip
        self.arrived, self.arrived_capped = found.counts, found.capped
        self.arrivals = [_arrival(one) for one in found.rows]
        self.arrivals_total, self.arrivals_offset = found.total, found.offset

    @rx.event
    async def load(self) -> None:
        """Read how open data is set up."""
        actor = await self._enter("admin", "auditor")
        self.trying, self.tried, self.steps = "", "", []
        self.arrivals_state, self.arrivals_offset = "", 0
        await self._fill(actor)

    @rx.event
    async def look_again(self) -> None:
        """Read again what waits and what was sent."""
        await self._fill(await self._actor("admin", "auditor"))

    @rx.event
    async def sift(self, state: str) -> None:
        """List only statements of which one thing became."""
        actor = await self._actor("admin", "auditor")
        self.arrivals_state, self.arrivals_offset = str(state)[:10], 0
        await self._fill_arrivals(actor)

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on in the list of statements."""
        actor = await self._actor("admin", "auditor")
        self.arrivals_offset = max(0, self.arrivals_offset + (PAGE if step > 0 else -PAGE))
        await self._fill_arrivals(actor)

    def _draft(self, form: dict[str, Any]) -> EndpointDraft:
        return EndpointDraft(*(str(form.get(name, ""))[:2_000] for name in _FIELDS))

    @rx.event
    async def add(self, form: dict[str, Any]) -> Any:
        """Add an endpoint."""
        actor = await self._actor("admin")
        await open_data_settings.add(actor, self._draft(form))
        self.taken += 1
        await self._fill(actor)
        return AppState.thank("institution-saved")

    @rx.event
    async def change(self, form: dict[str, Any]) -> Any:
        """Change an endpoint."""
        actor = await self._actor("admin")
        await open_data_settings.change(actor, parse_id(form.get("endpoint", "")), self._draft(form))
        await self._fill(actor)
        return AppState.thank("institution-saved")

    @rx.event
    async def switch(self, endpoint: str, on: bool) -> None:
        """Begin to tell an endpoint of events, or stop."""
        actor = await self._actor("admin")
        await open_data_settings.switch(actor, parse_id(endpoint), on=on)
        await self._fill(actor)

    @rx.event
    async def again(self, endpoint: str) -> Any:
        """Send what was refused once more."""
        actor = await self._actor("admin")
        await open_data_settings.again(actor, parse_id(endpoint))
        await self._fill(actor)
        return AppState.thank("od-again-done")

    @rx.event
    async def remove(self, endpoint: str) -> None:
        """Remove an endpoint, at the second press."""
        actor = await self._actor("admin")
        if self.removing != endpoint:
            self.removing = endpoint[:64]
            return
        await open_data_settings.remove(actor, parse_id(endpoint))
        await self._fill(actor)

    @rx.event(background=True)
    async def try_out(self, endpoint: str) -> None:
        """Send a trial, and show where it fails; the page stays usable meanwhile."""
        async with self:
            actor, wanted = await self._actor("admin"), parse_id(endpoint)
            self.trying, self.tried, self.steps = str(wanted), "", []
        try:
            found = await open_data_trial.try_out(actor, wanted)
        finally:
            async with self:
                self.trying = ""
        async with self:
            self.steps = shown(found)
            self.tried = str(wanted)
            await self._fill(actor)


def _arrival(one: Arrival) -> ArrivalLine:
    tone = {"event": "good", "none": "idle", "refused": "bad", "new": "busy"}[one.state]
    return ArrivalLine(one.at.isoformat(), one.tool, one.verb, one.host, one.state, tone, one.reason)


def _card(one: EndpointView) -> EndpointCard:
    row = one.row
    state = "off" if not row.enabled else "problem" if row.last_problem or one.refused else "on"
    return EndpointCard(
        str(row.endpoint_id), row.kind, row.url, row.username, one.has_secret, row.enabled,
        {"off": "idle", "on": "good", "problem": "bad"}[state], state, one.waiting, row.sent, one.refused,
        row.sent_at.isoformat() if row.sent_at else "", row.last_problem,
        row.problem_at.isoformat() if row.problem_at else "",
    )  # fmt: skip
