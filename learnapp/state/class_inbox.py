"""The inbox of a class: what was noticed about its students, and what who teaches it decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.core.i18n import translate
from learnapp.core.paging import bounded
from learnapp.security.access import Actor
from learnapp.services import intervention_by_hand, intervention_inbox, intervention_reading
from learnapp.services.intervention_inbox import SNOOZES
from learnapp.services.intervention_views import (
    PAGE,
    TABS,
    ColleagueView,
    HelpLine,
    InboxLine,
    InboxView,
    LeftView,
    ProofLine,
    PupilView,
    SignView,
)
from learnapp.state.base import AppState, parse_id
from learnapp.state.instructor.classes import place

__all__ = [
    "PAGE", "SNOOZES", "TABS", "ClassInboxState", "ColleagueView", "HelpLine", "InboxLine", "InboxView", "LeftView",
    "ProofLine", "PupilView", "SignView",
]  # fmt: skip
_LONG = 600


class ClassInboxState(AppState):
    """The inbox of one class."""

    inbox_ready: bool = False
    section_id: str = ""
    view: InboxView = InboxView()
    tab: str = "waiting"
    trigger: str = ""
    mine: bool = False
    offset: int = 0
    chosen: list[str] = []
    proof_of: str = ""
    proof: list[ProofLine] = []
    editing: str = ""
    choices: list[str] = []
    hand_open: bool = False
    pupils: list[PupilView] = []
    hand_home: bool = False
    left: list[LeftView] = []

    @rx.var
    def any_undo(self) -> bool:
        """Whether something that is chosen can be taken back."""
        return any(one.undo for one in self.view.rows if one.id in self.chosen)

    async def _read(self, actor: Actor) -> None:
        self.view = await intervention_inbox.inbox(
            actor, parse_id(self.section_id), tab=self.tab, trigger=self.trigger, mine=self.mine, offset=self.offset
        )
        self.offset = self.view.offset
        shown = {one.id for one in self.view.rows}
        self.chosen = [one for one in self.chosen if one in shown]
        self.inbox_ready = True

    async def _fill(self, actor: Actor) -> None:
        await self._read(actor)
        self.proof_of, self.proof, self.editing, self.choices, self.left = "", [], "", [], []

    def _section(self) -> UUID:
        return parse_id(self.section_id)

    @rx.event
    async def load(self) -> None:
        """Show what waits."""
        actor = await self._enter("instructor", "admin")
        if self._still_open() and self.inbox_ready:
            await self._read(actor)
            return
        self.inbox_ready, self.section_id = False, ""
        self.section_id = str(place(self, 1))
        self.tab, self.trigger, self.mine, self.offset = "waiting", "", False, 0
        self.chosen, self.hand_open, self.pupils = [], False, []
        await self._fill(actor)

    @rx.event
    async def show(self, tab: str) -> None:
        """Show another part of the inbox."""
        actor = await self._actor("instructor", "admin")
        self.tab, self.offset, self.chosen = (tab if tab in TABS else "waiting"), 0, []
        await self._fill(actor)

    @rx.event
    async def narrow(self, trigger: str) -> None:
        """Show only what was noticed in one way."""
        actor = await self._actor("instructor", "admin")
        self.trigger, self.offset, self.chosen = trigger[:40], 0, []
        await self._fill(actor)

    @rx.event
    async def only_mine(self, mine: bool) -> None:
        """Show only what is handed to the reader, or all."""
        actor = await self._actor("instructor", "admin")
        self.mine, self.offset, self.chosen = bool(mine), 0, []
        await self._fill(actor)

    @rx.event
    async def turn(self, step: int) -> None:
        """Show the lines before or after these."""
        actor = await self._actor("instructor", "admin")
        self.offset = bounded(max(0, self.offset + (PAGE if step > 0 else -PAGE)), PAGE)[0]
        await self._fill(actor)

    @rx.event
    async def choose(self, intervention_id: str) -> None:
        """Choose a line, or leave it out again."""
        await self._actor("instructor", "admin")
        one = str(parse_id(intervention_id))
        self.chosen = [other for other in self.chosen if other != one] if one in self.chosen else [*self.chosen, one]

    @rx.event
    async def choose_all(self) -> None:
        """Choose every line of the page, or none."""
        await self._actor("instructor", "admin")
        shown = [one.id for one in self.view.rows]
        self.chosen = [] if len(self.chosen) == len(shown) else shown

    async def _act(self, ids: list[str], action: str, **more: Any) -> Any:
        actor = await self._actor("instructor", "admin")
        if action == "approve":
            more["seen"] = {parse_id(one.id): (one.help, one.words) for one in self.view.rows}
        made = await intervention_inbox.act_on_each(
            actor, self._section(), [parse_id(one) for one in ids], action, **more
        )
        self.chosen = []
        await self._fill(actor)
        self.left = made.left
        self._notify(translate(self.locale, f"inbox-done-{action}", count=made.done))

    @rx.event
    async def approve(self, intervention_id: str) -> Any:
        """Let it go out, or take it on."""
        return await self._act([intervention_id], "approve")

    @rx.event
    async def dismiss(self, intervention_id: str) -> Any:
        """Close it."""
        return await self._act([intervention_id], "dismiss")

    @rx.event
    async def finish(self, intervention_id: str) -> Any:
        """Say that it is done."""
        return await self._act([intervention_id], "finish")

    @rx.event
    async def snooze(self, intervention_id: str, days: str) -> Any:
        """Look at it again later."""
        if days:
            return await self._act([intervention_id], "snooze", days=_number(days))
        return None

    @rx.event
    async def assign(self, intervention_id: str, person: str) -> Any:
        """Hand it to a colleague, or to nobody any more."""
        return await self._act([intervention_id], "assign", person=parse_id(person) if person else None)

    @rx.event
    async def act_all(self, action: str) -> Any:
        """Decide alike about all that are chosen."""
        await self._actor("instructor", "admin")
        if action not in ("approve", "dismiss"):
            raise InvalidInputError("Choose what to do with them.")
        return await self._act(list(self.chosen), action)

    @rx.event
    async def snooze_all(self, days: str) -> Any:
        """Look at all that are chosen again later."""
        if days:
            return await self._act(list(self.chosen), "snooze", days=_number(days))
        return None

    @rx.event
    async def assign_all(self, person: str) -> Any:
        """Hand all that are chosen to a colleague, or to nobody any more."""
        if person:
            whom = None if person == "nobody" else parse_id(person)
            return await self._act(list(self.chosen), "assign", person=whom)
        return None

    async def _undo(self, ids: list[str]) -> None:
        actor = await self._actor("instructor", "admin")
        seen = {parse_id(one.id): one.state for one in self.view.rows}
        done = await intervention_inbox.undo(actor, self._section(), [parse_id(one) for one in ids], seen=seen)
        self.chosen = []
        await self._fill(actor)
        self._notify(translate(self.locale, "inbox-done-undo", count=done))

    @rx.event
    async def undo(self, intervention_id: str) -> None:
        """Take the last decision back."""
        await self._undo([intervention_id])

    @rx.event
    async def undo_all(self) -> None:
        """Take the last decisions about all that are chosen back."""
        await self._undo(list(self.chosen))

    @rx.event
    async def evidence(self, intervention_id: str) -> None:
        """Show what one rests on, or close it."""
        actor = await self._actor("instructor", "admin")
        wanted = str(parse_id(intervention_id))
        if self.proof_of == wanted:
            self.proof_of, self.proof = "", []
            return
        self.proof = await intervention_reading.proof(actor, self._section(), parse_id(wanted))
        self.proof_of = wanted

    @rx.event
    async def begin_edit(self, intervention_id: str) -> None:
        """Open the form for another help or a sentence, or close it."""
        actor = await self._actor("instructor", "admin")
        wanted = str(parse_id(intervention_id))
        if self.editing == wanted:
            self.editing, self.choices = "", []
            return
        self.choices = await intervention_reading.choices(actor, self._section(), parse_id(wanted))
        self.editing = wanted

    @rx.event
    async def edit(self, form: dict[str, Any]) -> Any:
        """Keep another help and a sentence."""
        actor = await self._actor("instructor", "admin")
        await intervention_inbox.edit(
            actor, self._section(), parse_id(self.editing), help_=str(form.get("help", ""))[:40],
            words=str(form.get("words", ""))[:_LONG],
        )  # fmt: skip
        await self._fill(actor)
        return AppState.thank("inbox-edited")

    @rx.event
    async def open_hand(self) -> None:
        """Open the form for sending something by hand, or close it."""
        actor = await self._actor("instructor", "admin")
        self.hand_open = not self.hand_open
        self.pupils = await intervention_by_hand.pupils(actor, self._section()) if self.hand_open else []
        self.hand_home = bool(self.pupils) and self.pupils[0].home

    @rx.event
    async def choose_pupil(self, student_id: str) -> None:
        """Show what can be sent to a student."""
        await self._actor("instructor", "admin")
        self.hand_home = any(one.home for one in self.pupils if one.id == student_id)

    @rx.event
    async def send_by_hand(self, form: dict[str, Any]) -> Any:
        """Offer help, or write home, without anything that was noticed."""
        actor = await self._actor("instructor", "admin")
        await intervention_by_hand.send(
            actor, self._section(), parse_id(form.get("student", "")), help_=str(form.get("help", ""))[:40],
            words=str(form.get("words", ""))[:_LONG],
        )  # fmt: skip
        self.taken += 1
        self.hand_open, self.tab, self.offset = False, "out", 0
        await self._fill(actor)
        return AppState.thank("inbox-sent-by-hand")

    @rx.event
    async def bring_back(self, help_: str) -> Any:
        """Let a retired kind of help go out again."""
        actor = await self._actor("instructor", "admin")
        await intervention_reading.bring_back(actor, self._section(), help_[:40])
        await self._fill(actor)
        return AppState.thank("inbox-help-back")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
