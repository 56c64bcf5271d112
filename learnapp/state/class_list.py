"""Who is in a class, and taking somebody out of it: asked once, and undone by enrolling them again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import roster_reading, sections
from learnapp.state.base import AppState, parse_id

PEOPLE = 25


@dataclass(frozen=True)
class MemberRow:
    """Somebody in the class, and as what."""

    id: str = ""
    name: str = ""
    role: str = "student"
    since: str = ""


class ClassListState(AppState, mixin=True):
    """The people of one class."""

    members: list[MemberRow] = []
    members_total: int = 0
    members_offset: int = 0
    may_manage: bool = False
    leaving: MemberRow = MemberRow()
    """About whom is asked whether they are taken out."""
    left: MemberRow = MemberRow()
    """Who was taken out just now."""

    def _class(self) -> UUID:
        """Return the class whose people these are."""
        raise NotImplementedError

    async def _changed(self) -> None:
        """Show the page as it is after somebody has gone or come back."""
        raise NotImplementedError

    def _turn_to_class(self) -> None:
        self.members_offset, self.leaving, self.left = 0, MemberRow(), MemberRow()

    async def _fill_members(self, actor: Actor) -> None:
        found = await roster_reading.members(actor, self._class(), offset=self.members_offset, size=PEOPLE)
        self.members = [MemberRow(str(one.person_id), one.name, one.role, one.since.isoformat()) for one in found.rows]
        self.members_total, self.members_offset = found.total, found.offset
        self.may_manage = sections.may_manage(actor, self._class())

    @rx.event
    async def turn_members(self, step: int) -> None:
        """Go one page of people back or on."""
        actor = await self._actor("admin", "instructor")
        self.members_offset = max(0, self.members_offset + (PEOPLE if step > 0 else -PEOPLE))
        self.leaving = MemberRow()
        await self._fill_members(actor)

    @rx.event
    async def ask_leave(self, person_id: str) -> None:
        """Ask once whether somebody is taken out, or put the question away."""
        await self._actor("admin", "instructor")
        asked = next((one for one in self.members if one.id == person_id), MemberRow())
        self.leaving = MemberRow() if self.leaving.id == asked.id else asked

    @rx.event
    async def take_out(self) -> None:
        """Take out of the class about whom was asked."""
        actor = await self._actor("admin", "instructor")
        one = self.leaving
        await sections.unenrol(actor, self._class(), parse_id(one.id))
        self.leaving, self.left = MemberRow(), one
        await self._changed()

    @rx.event
    async def put_back(self) -> Any:
        """Enrol again who was taken out just now."""
        actor = await self._actor("admin", "instructor")
        await sections.enrol(actor, self._class(), [parse_id(self.left.id)], self.left.role)
        self.left = MemberRow()
        await self._changed()
        return AppState.thank("members-back")
