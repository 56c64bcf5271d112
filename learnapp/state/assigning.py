"""What is assigned to a class and pinned to the top of its path, and the form in which more is chosen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.security.access import Actor
from learnapp.services import assignment_changes, assignment_choices, assignments, pins
from learnapp.services.assignment_choices import THINGS, ThingView
from learnapp.services.assignment_views import (
    AssignmentChange,
    AssignmentDraft,
    AssignmentView,
    ChangeForm,
    WaitingView,
)
from learnapp.services.assignments import MOST_ANSWERS, MOST_WORDS, PAGE
from learnapp.services.item_views import TopicChoice
from learnapp.services.pins import PinView
from learnapp.state.base import AppState, parse_id
from learnapp.state.choosing_students import WhomState
from learnapp.state.finding import FindingState
from learnapp.state.instructor.classes import place

__all__ = [
    "MOST_ANSWERS",
    "MOST_WORDS",
    "AssigningState",
    "AssignmentView",
    "PinView",
    "ThingView",
    "TopicChoice",
    "WaitingView",
]


def _number(text: object) -> int:
    """Return the number in a form's field.

    Raises:
        InvalidInputError: It is none.
    """
    try:
        return int(str(text).strip()[:12])
    except ValueError as error:
        raise InvalidInputError("Write after how many answers it is done, as a whole number.") from error


class AssigningState(WhomState, FindingState, AppState):
    """The assignments and pins of a class."""

    assigning_ready: bool = False
    section: str = ""
    section_id: str = ""
    class_closed: bool = False
    assigned: list[AssignmentView] = []
    total: int = 0
    offset: int = 0
    confirming: str = ""
    """The assignment that is about to be withdrawn."""
    pinned: list[PinView] = []
    picking: bool = False
    """Whether the course's list is open, to choose from."""
    things: list[ThingView] = []
    chosen: ThingView = ThingView()
    """What the form assigns; without an id there is no form."""
    changing: ChangeForm = ChangeForm()
    """The assignment that the form changes; without an id there is no form."""
    until: str = "mastered"
    day_off: bool = False
    """Whether the day in the form is one without school."""

    def _class(self) -> UUID:
        return parse_id(self.section_id)

    async def _fill(self, actor: Actor) -> None:
        found = await assignments.for_class(actor, self._class(), offset=self.offset)
        if not found.rows and found.total:
            # The last page has become empty meanwhile.
            self.offset = (found.total - 1) // PAGE * PAGE
            found = await assignments.for_class(actor, self._class(), offset=self.offset)
        self.section, self.assigned = found.section, found.rows
        self.total, self.offset, self.class_closed = found.total, found.offset, found.closed
        self.pinned = await pins.for_class(actor, self._class())
        self.assigning_ready = True

    def _page_size(self) -> int:
        return THINGS

    async def _find(self, actor: Actor) -> None:
        found = await assignment_choices.things(
            actor, self._class(), topic=self._only_topic(), text=self.query, offset=self.found_offset
        )
        self.things, self.topics = found.rows, found.topics
        self.found_total, self.found_offset = found.total, found.offset

    async def _open_form(self, actor: Actor, thing_id: str) -> None:
        self.chosen = await assignment_choices.thing(actor, self._class(), parse_id(thing_id))
        self.until = "mastered"
        self._nobody_chosen()
        self.picking = self.day_off = False
        self.changing = ChangeForm()

    @rx.event
    async def load(self) -> None:
        """Show what is assigned; an address that names a thing opens the form for it."""
        actor = await self._enter("instructor", "admin")
        if self._still_open() and self.assigning_ready:
            await self._fill(actor)
            return
        self.assigning_ready, self.section_id = False, ""
        self.section_id = str(place(self, 1))
        self.offset, self.confirming, self.picking, self.chosen = 0, "", False, ThingView()
        self.changing = ChangeForm()
        await self._fill(actor)
        asked = self.router.url.query_parameters
        wanted = str(asked.get("content", "") or asked.get("topic", "") or asked.get("test", ""))
        if wanted:
            await self._open_form(actor, wanted)

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page of assignments back or on."""
        actor = await self._actor("instructor", "admin")
        self.offset, self.confirming = max(0, self.offset + (PAGE if step > 0 else -PAGE)), ""
        await self._fill(actor)

    @rx.event
    async def pick(self) -> None:
        """Open the course's list, or close it."""
        actor = await self._actor("instructor", "admin")
        self.picking, self.chosen, self.changing = not self.picking, ThingView(), ChangeForm()
        if self.picking:
            self._find_anew()
            await self._find(actor)

    @rx.event
    async def choose(self, thing_id: str) -> None:
        """Open the form for one thing."""
        await self._open_form(await self._actor("instructor", "admin"), thing_id)

    @rx.event
    async def close(self) -> None:
        """Put the form away."""
        await self._actor("instructor", "admin")
        self.chosen, self.changing = ThingView(), ChangeForm()

    @rx.event
    async def open_change(self, assignment_id: str) -> None:
        """Open the form in which an assignment is changed."""
        actor = await self._actor("instructor", "admin")
        self.changing = await assignment_changes.form_of(actor, self._class(), parse_id(assignment_id))
        self.chosen, self.confirming, self.picking, self.day_off = ThingView(), "", False, False
        self.whom, self.picked = "everyone" if self.changing.everyone else "some", self.changing.students
        self.students_offset = 0
        if self.whom == "some":
            await self._students(actor)

    @rx.event
    async def change(self, form: dict[str, Any]) -> Any:
        """Change the assignment whose form is open."""
        actor = await self._actor("instructor", "admin")
        wanted = AssignmentChange(
            students=self._chosen_students(),
            due_at=await assignments.due_moment(actor, str(form.get("due", "")), str(form.get("clock", ""))),
            words=str(form.get("words", "")),
        )
        await assignment_changes.change(actor, self._class(), parse_id(self.changing.id), wanted)
        self.changing = ChangeForm()
        await self._fill(actor)
        return AppState.thank("assign-changed")

    @rx.event
    async def choose_until(self, until: str) -> None:
        """Choose when a topic is done."""
        await self._actor("instructor", "admin")
        if until in ("mastered", "answers"):
            self.until = until

    @rx.event
    async def look_at_day(self, day: str) -> None:
        """Warn of a day without school before anything is assigned for it."""
        actor = await self._actor("instructor", "admin")
        try:
            self.day_off = await assignments.without_school(actor, day)
        except InvalidInputError:
            self.day_off = False  # half typed; sending the form says what is wrong

    @rx.event
    async def assign(self, form: dict[str, Any]) -> Any:
        """Assign what the form is about."""
        actor = await self._actor("instructor", "admin")
        thing, topic, test = parse_id(self.chosen.id), self.chosen.kind == "topic", self.chosen.kind == "test"
        draft = AssignmentDraft(
            content_id=None if topic or test else thing,
            kc_id=thing if topic else None,
            assessment_id=thing if test else None,
            students=self._chosen_students(),
            due_at=await assignments.due_moment(actor, str(form.get("due", "")), str(form.get("clock", ""))),
            words=str(form.get("words", "")),
            answers=_number(form.get("answers", "")) if topic and self.until == "answers" else 0,
        )
        await assignments.assign(actor, self._class(), draft)
        self.chosen, self.offset = ThingView(), 0
        await self._fill(actor)
        return AppState.thank("assign-done")

    @rx.event
    async def ask_withdraw(self, assignment_id: str) -> None:
        """Ask once more before an assignment is withdrawn, or put the question away."""
        await self._actor("instructor", "admin")
        self.confirming = "" if self.confirming == assignment_id else assignment_id[:64]

    @rx.event
    async def withdraw(self) -> Any:
        """Withdraw the assignment about which was asked."""
        actor = await self._actor("instructor", "admin")
        await assignments.withdraw(actor, self._class(), parse_id(self.confirming))
        self.confirming = ""
        await self._fill(actor)
        return AppState.thank("assign-withdrawn")

    @rx.event
    async def pin(self, content_id: str) -> Any:
        """Pin a content to the top of the path."""
        actor = await self._actor("instructor", "admin")
        await pins.pin(actor, self._class(), parse_id(content_id))
        self.pinned = await pins.for_class(actor, self._class())
        return AppState.thank("pin-done")

    @rx.event
    async def unpin(self, content_id: str) -> Any:
        """Take a pin away."""
        actor = await self._actor("instructor", "admin")
        await pins.unpin(actor, self._class(), parse_id(content_id))
        self.pinned = await pins.for_class(actor, self._class())
        return AppState.thank("pin-gone")

    @rx.event
    async def move_pin(self, content_id: str, by: int) -> None:
        """Move a pin one place up or down."""
        actor = await self._actor("instructor", "admin")
        await pins.move(actor, self._class(), parse_id(content_id), 1 if by > 0 else -1)
        self.pinned = await pins.for_class(actor, self._class())
