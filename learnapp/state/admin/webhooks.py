"""Programs that are told when something happens, as an admin sets them up and an auditor reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.core.i18n import translate
from learnapp.security.access import Actor
from learnapp.services import webhooks
from learnapp.services.webhooks import KINDS, EndpointView
from learnapp.state.base import AppState, parse_id
from learnapp.storage.repositories.webhooks import MessageRow

PAGE = 20


@dataclass(frozen=True)
class HookCard:
    """One receiver, without its secret."""

    id: str = ""
    url: str = ""
    kinds: list[str] = field(default_factory=list)
    on: bool = False
    state: str = "off"
    tone: str = "idle"
    waiting: int = 0
    sent: int = 0
    failed: int = 0
    sent_at: str = ""
    problem: str = ""
    problem_at: str = ""
    both_until: str = ""
    given_up_at: str = ""
    quiet_since: str = ""
    quiet_until: str = ""


@dataclass(frozen=True)
class HookLine:
    """One message of the log; `kind` as a key of the catalogue."""

    id: str = ""
    kind: str = ""
    state: str = ""
    tone: str = ""
    at: str = ""
    attempts: int = 0
    status: int = 0
    problem: str = ""
    about: str = ""
    due: str = ""


class WebhooksState(AppState):
    """Receivers and the log of one of them."""

    hooks: list[HookCard] = []
    hooks_ready: bool = False
    hook_secret: str = ""
    """A new secret, shown this once."""
    hook_secret_of: str = ""
    trying: str = ""
    tried: str = ""
    tried_problem: str = ""
    removing: str = ""
    shown: str = ""
    """The receiver whose log is shown."""
    log_state: str = ""
    log: list[HookLine] = []
    log_total: int = 0
    log_offset: int = 0

    async def _fill(self, actor: Actor) -> None:
        self.hooks = [_card(one) for one in await webhooks.overview(actor)]
        self.removing, self.hooks_ready = "", True
        if self.shown and any(one.id == self.shown for one in self.hooks):
            page = await webhooks.log(
                actor, parse_id(self.shown), state=self.log_state, offset=self.log_offset, size=PAGE
            )  # fmt: skip
            self.log, self.log_total, self.log_offset = [_line(one) for one in page.rows], page.total, page.offset
        else:
            self.shown, self.log, self.log_total = "", [], 0

    @rx.event
    async def load(self) -> None:
        """Read who is told."""
        actor = await self._enter("admin", "auditor")
        self.hook_secret, self.tried, self.trying, self.shown = "", "", "", ""
        await self._fill(actor)

    @rx.event
    async def look_again(self) -> None:
        """Read again what waits and what was sent."""
        await self._fill(await self._actor("admin", "auditor"))

    @rx.event
    async def add(self, form: dict[str, Any]) -> None:
        """Add a receiver and show its secret, this once."""
        actor = await self._actor("admin")
        _, self.hook_secret = await webhooks.add(actor, str(form.get("url", ""))[:600], _kinds(form))
        self.hook_secret_of = str(form.get("url", ""))[:600]
        self.taken += 1
        await self._fill(actor)

    @rx.event
    async def change(self, form: dict[str, Any]) -> Any:
        """Change a receiver."""
        actor, url = await self._actor("admin"), str(form.get("url", ""))[:600]
        self.hook_secret = await webhooks.change(actor, parse_id(form.get("endpoint", "")), url, _kinds(form))
        self.hook_secret_of = url
        await self._fill(actor)
        return AppState.thank("institution-saved")

    @rx.event
    async def rotate(self, endpoint: str) -> None:
        """Give a receiver a new secret and show it, this once."""
        actor, wanted = await self._actor("admin"), parse_id(endpoint)
        self.hook_secret = await webhooks.rotate(actor, wanted)
        await self._fill(actor)
        self.hook_secret_of = next((one.url for one in self.hooks if one.id == str(wanted)), "")

    @rx.event
    async def put_away(self) -> None:
        """Hide the secret."""
        await self._actor("admin")
        self.hook_secret = ""

    @rx.event
    async def switch(self, endpoint: str, on: bool) -> None:
        """Begin to tell a receiver, or stop."""
        actor = await self._actor("admin")
        await webhooks.switch(actor, parse_id(endpoint), on=bool(on))
        await self._fill(actor)

    @rx.event
    async def remove(self, endpoint: str) -> None:
        """Remove a receiver, at the second press."""
        actor = await self._actor("admin")
        if self.removing != endpoint:
            self.removing = endpoint[:64]
            return
        await webhooks.remove(actor, parse_id(endpoint))
        await self._fill(actor)

    @rx.event(background=True)
    async def try_out(self, endpoint: str) -> None:
        """Send a trial and show what came of it; the page stays usable meanwhile."""
        async with self:
            actor, wanted = await self._actor("admin"), parse_id(endpoint)
            self.trying, self.tried = str(wanted), ""
        try:
            said = await webhooks.try_out(actor, wanted)
        finally:
            async with self:
                self.trying = ""
        async with self:
            self.tried, self.tried_problem = str(wanted), said.problem
            await self._fill(actor)

    @rx.event
    async def show(self, endpoint: str) -> None:
        """Show the log of a receiver, or hide it."""
        actor, wanted = await self._actor("admin", "auditor"), str(parse_id(endpoint))
        self.shown, self.log_offset, self.log_state = ("" if self.shown == wanted else wanted), 0, ""
        await self._fill(actor)

    @rx.event
    async def sift(self, state: str) -> None:
        """Show only messages of a state."""
        actor = await self._actor("admin", "auditor")
        self.log_state, self.log_offset = str(state)[:10], 0
        await self._fill(actor)

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on in the log."""
        actor = await self._actor("admin", "auditor")
        self.log_offset = max(0, self.log_offset + (PAGE if step > 0 else -PAGE))
        await self._fill(actor)

    @rx.event
    async def replay(self, endpoint: str, message: str) -> None:
        """Send one message once more."""
        actor = await self._actor("admin")
        wanted = parse_id(endpoint)
        count = await webhooks.replay(actor, wanted, message=parse_id(message))
        await self._fill(actor)
        self._say_replayed(str(wanted), count)

    @rx.event
    async def replay_days(self, form: dict[str, Any]) -> None:
        """Send all messages of some days once more."""
        actor = await self._actor("admin")
        since, until, wanted = _day(form.get("since")), _day(form.get("until")), parse_id(form.get("endpoint", ""))
        if since is None:
            raise InvalidInputError("Choose a day.")
        count = await webhooks.replay_days(actor, wanted, since, until)
        await self._fill(actor)
        self._say_replayed(str(wanted), count)

    def _say_replayed(self, endpoint: str, count: int) -> None:
        on = any(one.on for one in self.hooks if one.id == endpoint)
        key = "wh-replayed-none" if not count else "wh-replayed" if on else "wh-replayed-off"
        self._notify(translate(self.locale, key, messages=count), kind="success" if count else "error")


def _day(typed: object) -> date | None:
    text = str(typed or "").strip()[:10]
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInputError("Choose a day.") from error


def _kinds(form: dict[str, Any]) -> tuple[str, ...]:
    return tuple(kind for kind in KINDS if form.get(f"kind-{kind}"))


def _key(kind: str) -> str:
    return "wh-kind-" + kind.replace(".", "-").replace("_", "-")


def _card(one: EndpointView) -> HookCard:
    row = one.row
    state = "off" if not row.enabled else "problem" if row.last_problem else "on"
    return HookCard(
        str(row.endpoint_id), row.url, list(row.kinds), row.enabled, state,
        {"off": "idle", "on": "good", "problem": "bad"}[state], one.waiting, row.sent, one.failed,
        row.sent_at.isoformat() if row.sent_at else "", row.last_problem,
        row.problem_at.isoformat() if row.problem_at else "", row.old_until.isoformat() if row.old_until else "",
        *(at.isoformat() if at else "" for at in (row.given_up_at, row.quiet_since, row.quiet_until)),
    )  # fmt: skip


def _line(one: MessageRow) -> HookLine:
    return HookLine(
        str(one.message_id), _key(one.kind), one.state, {"waiting": "busy", "sent": "good", "failed": "bad"}[one.state],
        one.happened_at.isoformat(), one.attempts, one.status, one.problem,
        " · ".join(f"{name}: {value}" for name, value in one.about.items())[:400],
        one.due_at.isoformat() if one.due_at else "",
    )  # fmt: skip
