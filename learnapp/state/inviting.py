"""Invitation links of a class: make one, see who uses them, end one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.services import assistants, invitations
from learnapp.state.base import AppState, origin_of, parse_id
from learnapp.state.class_list import ClassListState

PAGE = invitations.PAGE


@dataclass(frozen=True)
class HelperRow:
    """A teaching assistant of the class."""

    id: str = ""
    name: str = ""
    may_change: bool = False
    since: str = ""


@dataclass(frozen=True)
class LinkRow:
    """One link, without its code."""

    id: str = ""
    role: str = "student"
    attested: bool = False
    uses: int = 0
    most: int = 0
    made: str = ""
    until: str = ""
    by: str = ""
    state: str = "open"


class InvitingState(ClassListState, AppState):
    """The links of one class, and the one that was just made; and who is in it."""

    invite_section: str = ""
    invite_title: str = ""
    links: list[LinkRow] = []
    total: int = 0
    offset: int = 0
    waiting: int = 0
    may_staff: bool = False
    shown_link: str = ""
    shown_role: str = ""
    shown_until: str = ""
    shown_uses: int = 0
    listed: bool = False
    helpers: list[HelperRow] = []

    def _look_at(self, section_id: str) -> None:
        """Turn to a class; a link that was just made stays in sight as long as it is the same class."""
        if self.invite_section != section_id:
            self.shown_link = self.shown_role = self.shown_until = ""
            self.invite_section, self.offset = section_id, 0
            self._turn_to_class()

    def _class(self) -> UUID:
        return parse_id(self.invite_section)

    async def _changed(self) -> None:
        await self._fill()

    async def _fill(self) -> None:
        actor = await self._enter("admin", "instructor")
        found = await invitations.of_section(actor, parse_id(self.invite_section), offset=self.offset)
        self.invite_title, self.waiting, self.may_staff = found.section, found.waiting, found.may_staff
        self.links = [
            LinkRow(
                str(one.invitation_id), one.role, one.attested, one.uses, one.max_uses, one.created_at.isoformat(),
                one.expires_at.isoformat(), one.by, one.state,
            )
            for one in found.page.rows
        ]  # fmt: skip
        self.total, self.offset, self.listed = found.page.total, found.page.offset, True
        helping = await assistants.of_section(actor, parse_id(self.invite_section))
        self.helpers = [
            HelperRow(str(one.person_id), one.name, one.may_change, one.since.isoformat()) for one in helping.people
        ]
        await self._fill_members(actor)

    @rx.event
    async def load(self) -> None:
        """Show the links of the class in the address."""
        await self._enter("admin", "instructor")
        parts = self.router.url.path.strip("/").split("/")
        self._look_at(str(parse_id(parts[1] if len(parts) > 1 else "")))
        await self._fill()

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill()

    @rx.event
    async def make(self, form: dict[str, Any]) -> None:
        """Make a link and show it, this once."""
        actor = await self._actor("admin", "instructor")
        section_id, role = parse_id(self.invite_section), str(form.get("role", "student"))[:20]
        days, uses = _number(form.get("days"), invitations.DAYS), _number(form.get("uses"), 0)
        attest = bool(form.get("attest"))
        made = await invitations.make(actor, section_id, role, days=days, uses=uses, attest=attest)
        self.shown_link, self.shown_role = f"{origin_of(self)}/join/{made.code}", role
        self.shown_until, self.shown_uses = made.expires_at.isoformat(), uses or invitations.USES[role]
        self.taken += 1
        self.offset = 0
        await self._fill()

    @rx.event
    async def trust(self, person_id: str, may: bool) -> Any:
        """Let an assistant change things in the class, or not."""
        actor = await self._actor("admin", "instructor")
        await assistants.trust(actor, parse_id(self.invite_section), parse_id(person_id), may_change=bool(may))
        await self._fill()
        return AppState.thank("assistants-saved")

    @rx.event
    async def revoke(self, invitation_id: str) -> None:
        """End a link."""
        actor = await self._actor("admin", "instructor")
        revoked: UUID = parse_id(invitation_id)
        await invitations.revoke(actor, revoked)
        self.shown_link = ""
        await self._fill()


def _number(text: object, usual: int) -> int:
    """Return a number of a form, what is usual where nothing was typed.

    Raises:
        InvalidInputError: It is none.
    """
    typed = str(text or "").strip()
    if not typed:
        return usual
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 6:
        raise InvalidInputError("Write a whole number.")
    return int(typed)
