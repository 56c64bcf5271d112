"""A class and its learning management system: the roster, the grades, and what does not get through."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.core.paging import bounded
from learnapp.security.access import Actor
from learnapp.services import lms_class
from learnapp.services.lms_class import PAGE, ColumnView, CourseView, LmsClassView, RosterView, StuckView
from learnapp.state.base import AppState, parse_id
from learnapp.state.instructor.classes import place

__all__ = ["PAGE", "ClassLmsState", "ColumnView", "CourseView", "LmsClassView", "RosterView", "StuckView"]
_LONG = 40


class ClassLmsState(AppState):
    """One class, its courses in the LMS, and a page of the scores that do not get through."""

    lms_class_ready: bool = False
    section_id: str = ""
    view: LmsClassView = LmsClassView()

    async def _fill(self, actor: Actor, offset: int = 0) -> None:
        self.view = await lms_class.view(actor, parse_id(self.section_id), offset=offset)
        self.lms_class_ready = True

    @rx.event
    async def load(self) -> None:
        """Show how the class stands."""
        actor = await self._enter("instructor", "admin")
        if self._still_open() and self.lms_class_ready:
            return
        self.lms_class_ready = False
        self.section_id = str(place(self, 1))
        await self._fill(actor)

    @rx.event
    async def look_again(self) -> None:
        """Show how it stands now."""
        actor = await self._actor("instructor", "admin")
        await self._fill(actor, self.view.offset)

    @rx.event
    async def turn(self, by: int) -> None:
        """Turn the page of what does not get through."""
        actor = await self._actor("instructor", "admin")
        step = 1 if by > 0 else -1
        await self._fill(actor, bounded(self.view.offset + step * PAGE, PAGE)[0])

    @rx.event
    async def choose(self, form: dict[str, Any]) -> Any:
        """Choose what the class uses of the course that the form names."""
        actor = await self._actor("instructor", "admin")
        names = ("follows", "tests", "assignments", "progress")
        wanted = {name: bool(form.get(name)) for name in names}
        mark = str(form.get("mark", ""))[:_LONG]
        await lms_class.choose(actor, parse_id(self.section_id), mark, **wanted)
        await self._fill(actor)
        return AppState.thank("class-lms-saved")

    @rx.event
    async def read_roster(self, mark: str) -> Any:
        """Read the roster now."""
        actor = await self._actor("instructor", "admin")
        await lms_class.read_roster(actor, parse_id(self.section_id), str(mark)[:_LONG])
        await self._fill(actor, self.view.offset)
        return AppState.thank("class-lms-roster-asked")

    @rx.event
    async def send_again(self, item: str, student: str) -> Any:
        """Try to pass on one grade anew."""
        actor = await self._actor("instructor", "admin")
        await lms_class.send_again(actor, parse_id(self.section_id), parse_id(item), parse_id(student))
        await self._fill(actor, self.view.offset)
        return AppState.thank("class-lms-sending")

    @rx.event
    async def send_all(self) -> Any:
        """Try to pass on all that do not get through."""
        actor = await self._actor("instructor", "admin")
        await lms_class.send_again(actor, parse_id(self.section_id))
        await self._fill(actor)
        return AppState.thank("class-lms-sending")

    @rx.event
    async def by_hand(self, item: str, student: str) -> Any:
        """Note that a grade was entered in the LMS by hand."""
        actor = await self._actor("instructor", "admin")
        await lms_class.entered_by_hand(actor, parse_id(self.section_id), parse_id(item), parse_id(student))
        await self._fill(actor, self.view.offset)
        return AppState.thank("class-lms-noted")
