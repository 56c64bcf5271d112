"""The tutor in a class: hours without it, and what of a student's talks with it may be read."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.core.paging import bounded
from learnapp.security.access import Actor
from learnapp.services import tutor_reading, tutor_rules
from learnapp.services.tutor_reading import PAGE, TalksView
from learnapp.services.tutor_rules import HoursView, PauseView
from learnapp.services.tutor_views import ConversationView, TurnView
from learnapp.state.base import AppState, parse_id
from learnapp.state.instructor.classes import place

__all__ = ["PAGE", "ClassTutorState", "ConversationView", "HoursView", "PauseView", "TalksState", "TalksView"]
_LONG = 20


class ClassTutorState(AppState):
    """The hours of a class."""

    tutor_hours_ready: bool = False
    section_id: str = ""
    view: HoursView = HoursView()

    async def _fill(self, actor: Actor) -> None:
        self.view = await tutor_rules.hours(actor, parse_id(self.section_id))
        self.tutor_hours_ready = True

    @rx.event
    async def load(self) -> None:
        """Show the hours."""
        actor = await self._enter("instructor", "admin")
        if self._still_open() and self.tutor_hours_ready:
            await self._fill(actor)
            return
        self.tutor_hours_ready = False
        self.section_id = str(place(self, 1))
        await self._fill(actor)

    @rx.event
    async def add(self, form: dict[str, Any]) -> Any:
        """Add the hours of the form."""
        actor = await self._actor("instructor", "admin")
        said = {name: str(form.get(name, ""))[:_LONG] for name in ("weekday", "day", "begins", "ends")}
        await tutor_rules.add_hours(actor, parse_id(self.section_id), **said)
        await self._fill(actor)
        self.taken += 1
        return AppState.thank("tutor-hours-saved")

    @rx.event
    async def remove(self, pause_id: str) -> Any:
        """Take hours away."""
        actor = await self._actor("instructor", "admin")
        await tutor_rules.remove_hours(actor, parse_id(self.section_id), parse_id(pause_id))
        await self._fill(actor)
        return AppState.thank("tutor-hours-removed")


class TalksState(AppState):
    """A student's talks with the tutor, as far as their teacher may read them."""

    talks_ready: bool = False
    section_id: str = ""
    student_id: str = ""
    view: TalksView = TalksView()
    reading: str = ""
    read_turns: list[TurnView] = []

    async def _fill(self, actor: Actor, offset: int = 0) -> None:
        self.view = await tutor_reading.talks(
            actor, parse_id(self.section_id), parse_id(self.student_id), offset=offset
        )
        self.reading, self.read_turns = "", []
        self.talks_ready = True

    @rx.event
    async def load(self) -> None:
        """Show the latest talks."""
        actor = await self._enter("instructor")
        self.talks_ready = False
        self.section_id, self.student_id = str(place(self, 1)), str(place(self, 3))
        await self._fill(actor)

    @rx.event
    async def turn(self, step: int) -> None:
        """Show newer or older talks."""
        actor = await self._actor("instructor")
        offset = self.view.offset + (PAGE if step > 0 else -PAGE)
        await self._fill(actor, bounded(max(0, offset), PAGE)[0])

    @rx.event
    async def show(self, conversation_id: str) -> None:
        """Read a talk, which the trail notes, or close it."""
        actor = await self._actor("instructor")
        wanted = parse_id(conversation_id)
        if self.reading == str(wanted):
            self.reading, self.read_turns = "", []
            return
        self.read_turns = await tutor_reading.read(actor, parse_id(self.section_id), parse_id(self.student_id), wanted)
        self.reading = str(wanted)
