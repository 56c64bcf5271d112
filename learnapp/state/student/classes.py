"""The class that a student looks at: every page of theirs follows the choice."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from learnapp.security.access import Actor
from learnapp.services import joining, progress, sections
from learnapp.state.base import AppState, parse_id


@dataclass(frozen=True)
class ClassChoice:
    """One of the student's classes."""

    id: str = ""
    title: str = ""


class StudentState(AppState):
    """What every page of a student knows: their classes and the one that is looked at."""

    classes: list[ClassChoice] = []
    current_class: str = ""
    printed: str = ""
    """Today's ISO date where the student is, for the head of a printed page."""
    no_class: bool = False
    """No class runs: nothing of a course can be shown."""
    no_course: bool = False
    """There is a class, but nobody has said yet what it studies."""
    closed: bool = False
    """All their classes are closed: a year is over, or a course."""
    waits_in: list[str] = []
    """Classes that may begin once somebody has consented."""

    async def _enter_class(self) -> Actor:
        """Return who is here, with their classes filled in; the chosen one comes first from the service."""
        actor = await self._enter("student")
        await self._show_classes(actor)
        return actor

    async def _show_classes(self, actor: Actor) -> None:
        found = await progress.sections(actor)
        self.current_class = str(found[0].section_id) if found else ""
        self.classes = sorted(
            (ClassChoice(str(one.section_id), one.title) for one in found), key=lambda one: (one.title, one.id)
        )
        self.no_class = not found
        mine = (await sections.list_sections(actor)).rows if self.no_class else []
        self.closed = bool(mine) and all(one.status == "closed" for one in mine)
        self.no_course = bool(mine) and not self.closed
        self.waits_in = await joining.waiting_for(actor)

    def _own_class(self) -> UUID | None:
        """Return the class that this page shows: another tab or device may have chosen another one meanwhile."""
        return parse_id(self.current_class) if self.current_class else None

    async def _choose_class(self, section_id: str) -> Actor:
        actor = await self._actor("student")
        await progress.choose_section(actor, parse_id(section_id))
        await self._show_classes(actor)
        return actor
