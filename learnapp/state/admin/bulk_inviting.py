"""Inviting many by their addresses: look at the list, invite, send again, withdraw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError, TooLargeError
from learnapp.services import bulk_invitations, invitations, mailing, sections
from learnapp.state.base import AppState, origin_of, parse_id

PAGE = 25
_MOST_TYPED = 200_000


@dataclass(frozen=True)
class PlaceChoice:
    """An open class."""

    id: str
    title: str


@dataclass(frozen=True)
class ListLine:
    """One line of the list that was looked at."""

    number: int
    email: str
    role: str
    section: str
    state: str


@dataclass(frozen=True)
class PersonalLine:
    """One invitation by address; moments are ISO texts, "" for not; `returned` when its letter came back."""

    id: str
    email: str
    role: str
    section: str
    state: str
    sent: str
    until: str
    returned: str


class BulkInvitingState(AppState):
    """The list, what it says, and the invitations by address."""

    places: list[PlaceChoice] = []
    bulk_lines: list[ListLine] = []
    bulk_good: int = 0
    bulk_bad: int = 0
    bulk_checked: bool = False
    bulk_mail: bool = False
    bulk_done: int = 0
    bulk_links: bool = False
    personal: list[PersonalLine] = []
    personal_total: int = 0
    personal_offset: int = 0
    bulk_ready: bool = False
    _typed: str = ""
    _role: str = "student"
    _section: str = ""
    _days: int = invitations.DAYS
    _attest: bool = False
    _csv: str = ""

    async def _fill(self) -> None:
        actor = await self._enter("admin")
        page = await bulk_invitations.list_personal(actor, offset=self.personal_offset, size=PAGE)
        self.personal = [
            PersonalLine(
                str(one.invitation_id), one.email, one.role, one.section, one.state,
                one.sent_at.isoformat() if one.sent_at else "", one.expires_at.isoformat(),
                one.returned_at.isoformat() if one.returned_at else "",
            )
            for one in page.rows
        ]  # fmt: skip
        self.personal_total, self.personal_offset, self.bulk_ready = page.total, page.offset, True
        self.bulk_mail = await mailing.possible(actor.tenant_id)

    def _forget(self) -> None:
        self.bulk_lines, self.bulk_checked, self.bulk_good, self.bulk_bad = [], False, 0, 0
        self.bulk_done, self.bulk_links, self._csv = 0, False, ""

    @rx.event
    async def load(self) -> None:
        """Show the classes to choose from, and who was invited."""
        actor = await self._enter("admin")
        self._forget()
        self.personal_offset = 0
        found = await sections.list_sections(actor, size=200)
        self.places = [
            PlaceChoice(str(one.section_id), f"{one.title} {one.term}".strip())
            for one in found.rows
            if one.status == "active"
        ]
        await self._fill()

    @rx.event
    async def upload(self, files: list[rx.UploadFile]) -> Any:
        """Put the lines of a chosen file into the form."""
        await self._actor("admin")
        for file in files[:1]:
            data = await file.read()
            if len(data) > _MOST_TYPED:
                raise TooLargeError("The list is too long. Split it and invite the parts.")
            return rx.set_value("bulk-text", data.decode("utf-8-sig", errors="replace"))
        return None

    @rx.event
    async def check(self, form: dict[str, Any]) -> None:
        """Look at a list; nobody is invited yet."""
        actor = await self._actor("admin")
        self._forget()
        self._typed = str(form.get("text", ""))[:_MOST_TYPED]
        self._role, self._section = str(form.get("role", ""))[:20], str(form.get("section", ""))[:40]
        days = str(form.get("days") or invitations.DAYS).strip()[:4]
        if not days.isascii() or not days.isdecimal():
            raise InvalidInputError("Write a whole number.")
        self._days, self._attest = int(days), bool(form.get("attest"))
        found = await bulk_invitations.look(actor, self._typed, role=self._role, section_id=parse_id(self._section))
        self.bulk_good = sum(one.state == "ready" for one in found)
        self.bulk_bad = len(found) - self.bulk_good
        # What needs a look comes first.
        found.sort(key=lambda one: (one.state == "ready", one.number))
        self.bulk_lines = [ListLine(one.number, one.email, one.role, one.section, one.state) for one in found[:200]]
        self.bulk_checked = True

    @rx.event
    async def invite(self) -> None:
        """Invite everybody whose line is ready."""
        actor = await self._actor("admin")
        done = await bulk_invitations.invite(
            actor, self._typed, role=self._role, section_id=parse_id(self._section), days=self._days,
            attest=self._attest,
        )  # fmt: skip
        self._show(done)
        self.bulk_checked, self.bulk_lines, self._typed = False, [], ""
        self.taken += 1
        self.personal_offset = 0
        await self._fill()

    def _show(self, done: bulk_invitations.Invited) -> None:
        self.bulk_done, self.bulk_links = done.count, bool(done.links)
        self._csv = bulk_invitations.links_csv(done.links, origin_of(self), self.locale) if done.links else ""

    @rx.event
    async def download(self) -> Any:
        """Download the links that were just made."""
        await self._actor("admin")
        return rx.download(data=self._csv, filename="invitation-links.csv") if self._csv else None

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.personal_offset = max(0, self.personal_offset + (PAGE if step > 0 else -PAGE))
        await self._fill()

    @rx.event
    async def again(self, invitation_id: str) -> None:
        """Give somebody a new link; the old one works no longer."""
        self._show(await bulk_invitations.resend(await self._actor("admin"), parse_id(invitation_id)))
        await self._fill()

    @rx.event
    async def withdraw(self, invitation_id: str) -> Any:
        """End somebody's link."""
        await invitations.revoke(await self._actor("admin"), parse_id(invitation_id))
        await self._fill()
        return AppState.thank("bulk-withdrawn")
