"""How somebody signs in: their sessions, their second step, the providers that they are connected to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.core.errors import ForbiddenError
from learnapp.security.access import Actor
from learnapp.services import own_sessions, second_step, sign_on_links
from learnapp.state.base import AppState, parse_id
from learnapp.state.sign_in_steps import SetUpView


@dataclass(frozen=True)
class SessionLine:
    """One session."""

    id: str
    browser: str
    system: str
    via: str
    since: str
    seen: str
    own: bool


@dataclass(frozen=True)
class LinkLine:
    """One provider; `how` is "" where the account is not connected."""

    id: str
    name: str
    how: str
    href: str


class OwnSecurityState(AppState):
    """The part of the own account about signing in."""

    own_sessions: list[SessionLine] = []
    own_links: list[LinkLine] = []
    just_connected: bool = False
    may_factor: bool = False
    factor_on: bool = False
    factor_needed: bool = False
    factor_since: str = ""
    codes_left: int = 0
    set_up: SetUpView = SetUpView()
    new_codes: list[str] = []

    def _of_account(self) -> bool:
        return True

    async def _fill(self, actor: Actor) -> None:
        self.own_sessions = [
            SessionLine(
                str(one.session_id), one.browser, one.system, one.via, one.created_at.isoformat(),
                one.last_seen_at.isoformat(), one.own,
            )
            for one in await own_sessions.own(actor)
        ]  # fmt: skip
        self.own_links = [
            LinkLine(
                one.provider_id, one.name, how,
                f"/auth/sign-on/start?school={one.school}&provider={one.provider_id}&purpose=link",
            )
            for one, how in await sign_on_links.links_of(actor)
        ]  # fmt: skip
        view = await second_step.standing(actor)
        self.may_factor, self.factor_on, self.factor_needed = view.may or view.on, view.on, view.needed
        self.factor_since = view.since.isoformat() if view.since else ""
        self.codes_left = view.codes_left

    @rx.event
    async def load(self) -> None:
        """Show how the reader signs in; nothing where somebody has no role yet."""
        actor = await self._enter()
        self.set_up, self.new_codes = SetUpView(), []
        self.just_connected = "connected" in self.router.url.query_parameters
        try:
            await self._fill(actor)
        except ForbiddenError:
            self.own_sessions, self.own_links, self.may_factor = [], [], False

    @rx.event
    async def end(self, session_id: str) -> None:
        """End one session."""
        actor = await self._actor()
        await own_sessions.revoke(actor, parse_id(session_id))
        await self._fill(actor)

    @rx.event
    async def end_others(self) -> Any:
        """End every session but this one."""
        actor = await self._actor()
        await own_sessions.revoke_others(actor)
        await self._fill(actor)
        return AppState.thank("sessions-ended")

    @rx.event
    async def disconnect(self, provider_id: str) -> None:
        """Take the link to a provider away."""
        actor = await self._actor()
        await sign_on_links.unlink(actor, parse_id(provider_id))
        await self._fill(actor)

    @rx.event
    async def begin_factor(self) -> None:
        """Show what the app is given."""
        made = await second_step.begin(await self._actor())
        self.set_up, self.new_codes = SetUpView(made.secret, made.picture), []

    @rx.event
    async def confirm_factor(self, form: dict[str, Any]) -> None:
        """Take the first code of the app."""
        actor = await self._actor()
        self.new_codes = await second_step.confirm(actor, str(form.get("code", ""))[:40])
        self.set_up = SetUpView()
        self.taken += 1
        await self._fill(actor)

    @rx.event
    async def renew_codes(self, form: dict[str, Any]) -> None:
        """Make new recovery codes."""
        actor = await self._actor()
        self.new_codes = await second_step.new_codes(actor, str(form.get("code", ""))[:40])
        self.taken += 1
        await self._fill(actor)

    @rx.event
    async def factor_off(self, form: dict[str, Any]) -> Any:
        """Ask for the password alone again."""
        actor = await self._actor()
        await second_step.turn_off(actor, str(form.get("code", ""))[:40])
        self.new_codes = []
        self.taken += 1
        await self._fill(actor)
        return AppState.thank("factor-is-off")

    @rx.event
    async def put_codes_away(self) -> None:
        """Stop showing the recovery codes."""
        await self._actor()
        self.new_codes = []
