"""The guided way to a class that runs; what is done is read from the database at every step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import content, first_steps, sections
from learnapp.state.admin.people import RosterState
from learnapp.state.base import AppState, origin_of, parse_id
from learnapp.state.inviting import InvitingState

LESSONS_SHOWN = 6


@dataclass(frozen=True)
class Offer:
    """A course to choose; `value` is `tenant/course`."""

    value: str = ""
    title: str = ""
    subject: str = ""
    description: str = ""
    language: str = "en"
    level: str = ""
    lessons: str = ""
    count: int = 0
    contents: int = 0
    hours: int = 0
    shared: bool = True


@dataclass(frozen=True)
class Assigned:
    """What is assigned to the class: title, ISO moment or "" for no day."""

    title: str = ""
    due: str = ""


class SetupState(AppState):
    """Where the admin stands. `chosen` is the class: an id, "new", or "" for whichever needs it most."""

    set_up: bool = False
    chosen: str = ""
    section_id: str = ""
    class_title: str = ""
    course: str = ""
    students: int = 0
    waiting: int = 0
    teachers: int = 0
    open_links: int = 0
    i_teach: bool = False
    topic: str = ""
    assigned: list[Assigned] = []
    done: list[str] = []
    step: str = "class"
    again: str = ""
    sign_in_at: str = ""
    offers: list[Offer] = []
    total: int = 0
    offset: int = 0

    async def _fill(self) -> Actor:
        actor = await self._enter("admin")
        another = self.chosen == "new"
        section = None if another or not self.chosen else parse_id(self.chosen)
        found = await first_steps.setup(actor, section, another=another)
        self.section_id, self.class_title = str(found.section_id or ""), found.title
        self.chosen = "new" if another else self.section_id
        self.course, self.topic, self.i_teach = found.course, found.topic, found.i_teach
        self.students, self.waiting, self.teachers = found.students, found.waiting, found.teachers
        self.open_links, self.sign_in_at = found.links, f"{origin_of(self)}/sign-in"
        self.assigned = [Assigned(title, due.isoformat() if due else "") for title, due in found.assigned]
        self.done, self.step, self.set_up = list(found.done), found.step, True
        if self.section_id:
            inviting, roster = await self.get_state(InvitingState), await self.get_state(RosterState)
            inviting._look_at(self.section_id)  # noqa: SLF001 - our own state
            roster.into_section = self.section_id
        if "course" in (self.step, self.again):
            await self._show_offers(actor)
        return actor

    async def _show_offers(self, actor: Actor) -> None:
        page = await first_steps.offers(actor, offset=self.offset)
        self.offers = [
            Offer(
                f"{one.tenant_id}/{one.course_id}", one.title, one.subject, one.description, one.language, one.level,
                " · ".join(one.lessons[:LESSONS_SHOWN]), len(one.lessons), one.items,
                max(1, round(one.minutes / 60)) if one.minutes else 0, one.shared,
            )
            for one in page.rows
        ]  # fmt: skip
        self.total, self.offset = page.total, page.offset

    @rx.event
    async def load(self) -> None:
        """Show the class of the address, or whichever needs it most."""
        await self._enter("admin")
        self.chosen = str(self.router.url.query_parameters.get("class", ""))[:64]
        self.again, self.offset = "", 0
        await self._fill()

    @rx.event
    async def stay(self, step: str) -> None:
        """Look again at what is done, and leave this step open."""
        self.again = str(step)[:20]
        await self._fill()

    @rx.event
    async def open_again(self, step: str) -> None:
        """Open a step that is done, or close it."""
        self.again = "" if self.again == step else str(step)[:20]
        await self._fill()

    @rx.event
    async def begin_another(self) -> None:
        """Begin with another class."""
        await self._actor("admin")
        self.chosen, self.again, self.offset = "new", "", 0
        await self._fill()

    @rx.event
    async def add_class(self, form: dict[str, Any]) -> None:
        """Open a class; its course comes next."""
        actor = await self._actor("admin")
        section_id = await sections.create_section(actor, title=str(form.get("title", ""))[:200], term="")
        self.chosen = str(section_id)
        self.taken += 1
        await self._fill()

    @rx.event
    async def turn(self, step: int) -> None:
        """Show the courses before or after these."""
        self.offset = max(0, self.offset + (first_steps.OFFERS if step > 0 else -first_steps.OFFERS))
        await self._fill()

    @rx.event
    async def choose_course(self, value: str) -> None:
        """Give a course to the class."""
        actor = await self._actor("admin")
        tenant, _, course = str(value).partition("/")
        await content.adopt(actor, parse_id(tenant), parse_id(course), section_id=parse_id(self.section_id))
        self.again = ""
        await self._fill()

    @rx.event
    async def teach(self) -> None:
        """Teach the class oneself."""
        await first_steps.teach_myself(await self._actor("admin"), parse_id(self.section_id))
        await self._fill()

    @rx.event
    async def assign(self) -> None:
        """Assign the first topic, due in a week."""
        await first_steps.assign_first(await self._actor("admin"), parse_id(self.section_id))
        self.again = ""
        await self._fill()
