"""Announcements as an admin writes, changes and withdraws them."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import announcements, sections
from learnapp.services.announcements import AnnouncementView
from learnapp.state.admin.calendar import parse_day
from learnapp.state.admin.sections import CourseChoice as Choice
from learnapp.state.base import AppState, parse_id

__all__ = ["FAMILIES", "GROUPS", "AnnouncementView", "AnnouncingState", "Choice"]
PAGE = 8
GROUPS = ("all", "students", "instructors", "guardians")
FAMILIES = "families:"
"""Begins the value of the families of a class in the form; the class itself is its id alone."""


class AnnouncingState(AppState):
    """The announcements, and the one that is being changed."""

    announcements: list[AnnouncementView] = []
    announcements_total: int = 0
    announcements_offset: int = 0
    sections: list[Choice] = []
    rewriting: AnnouncementView = AnnouncementView()

    async def _fill(self, actor: Actor) -> None:
        found = await announcements.list_announcements(actor, offset=self.announcements_offset, size=PAGE)
        self.announcements, self.announcements_total = found.rows, found.total
        self.announcements_offset = found.offset

    @rx.event
    async def load(self) -> None:
        """Show the announcements, and the sections that one can be for."""
        actor = await self._enter("admin", "auditor")
        self.announcements_offset = 0
        self.rewriting = AnnouncementView()
        page = await sections.list_sections(actor, size=200)
        self.sections = [Choice(str(row.section_id), row.title) for row in page.rows if row.status == "active"]
        await self._fill(actor)

    @rx.event
    async def turn(self, step: int) -> None:
        """Show newer or older ones."""
        actor = await self._actor("admin", "auditor")
        self.announcements_offset = max(0, self.announcements_offset + (PAGE if step > 0 else -PAGE))
        await self._fill(actor)

    @rx.event
    async def change(self, announcement_id: str) -> None:
        """Take an announcement into the form; none: a new one."""
        await self._actor("admin")
        self.rewriting = next((one for one in self.announcements if one.id == announcement_id), AnnouncementView())

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Announce what is in the form, or change the announcement that is in it."""
        actor = await self._actor("admin")
        audience = str(form.get("audience", "all"))
        grouped, families = audience in GROUPS, audience.startswith(FAMILIES)
        await announcements.save(
            actor,
            parse_id(self.rewriting.id) if self.rewriting.id else None,
            str(form.get("text", "")),
            audience=audience if grouped else "families" if families else "section",
            section_id=None if grouped else parse_id(audience.removeprefix(FAMILIES)),
            first=parse_day(form.get("first", "")),
            last=parse_day(form.get("last", "")),
            urgent=bool(form.get("urgent")),
        )
        self.rewriting = AnnouncementView()
        self.taken += 1
        await self._fill(actor)
        return AppState.thank("institution-saved")

    @rx.event
    async def withdraw(self, announcement_id: str) -> None:
        """Withdraw an announcement."""
        actor = await self._actor("admin")
        await announcements.withdraw(actor, parse_id(announcement_id))
        self.rewriting = AnnouncementView()
        await self._fill(actor)
