"""Consent: who has one and on which basis, who practises without, and a whole section in one act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.services import consents, sections
from learnapp.services.consents import ConsentChange
from learnapp.state.base import AppState, parse_id

PAGE = 25


@dataclass(frozen=True)
class ConsentRow:
    """One student of the list."""

    id: str
    name: str
    stored: bool
    basis: str
    since: str
    reason: str
    waiting: bool = False


@dataclass(frozen=True)
class SectionChoice:
    """A section to choose."""

    id: str
    title: str


class ConsentsState(AppState):
    """The list of consents."""

    lines: list[ConsentRow] = []
    choices: list[SectionChoice] = []
    section: str = ""
    section_title: str = ""
    missing: bool = False
    total: int = 0
    offset: int = 0
    students: int = 0
    without: int = 0
    waiting: int = 0
    may_change: bool = False
    changed: str = ""
    done: int = 0
    already: int = 0
    unfit: int = 0
    objected: int = 0
    loaded: bool = False

    async def _fill(self) -> None:
        actor = await self._enter("admin", "auditor")
        chosen = parse_id(self.section) if self.section else None
        found = await consents.consent_list(
            actor, section_id=chosen, missing=self.missing, offset=self.offset, size=PAGE
        )
        self.lines = [
            ConsentRow(
                str(line.person_id), line.name, line.allowed, line.basis,
                line.since.isoformat() if line.since else "", line.reason, line.waiting,
            )
            for line in found.page.rows
        ]  # fmt: skip
        self.total, self.offset = found.page.total, found.page.offset
        self.students, self.without, self.waiting = found.students, found.missing, found.waiting
        self.section_title = next((one.title for one in self.choices if one.id == self.section), "")
        self.may_change, self.loaded = "admin" in actor.roles, True

    @rx.event
    async def load(self) -> None:
        """Show everybody, or the section that the address names."""
        actor = await self._enter("admin", "auditor")
        found = await sections.list_sections(actor, size=200)
        self.choices = [SectionChoice(str(row.section_id), f"{row.title} {row.term}".strip()) for row in found.rows]
        self.section = str(self.router.url.query_parameters.get("section", ""))[:64]
        self.missing, self.offset, self.changed = False, 0, ""
        await self._fill()

    @rx.event
    async def choose_section(self, section_id: str) -> None:
        """Show one section, or everybody."""
        self.section, self.offset, self.changed = str(section_id)[:64], 0, ""
        await self._fill()

    @rx.event
    async def show_missing(self, missing: bool) -> None:
        """Show only those without consent, or all."""
        self.missing, self.offset = bool(missing), 0
        await self._fill()

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill()

    @rx.event
    async def give(self, form: dict[str, Any]) -> None:
        """Record a basis for the whole section."""
        actor = await self._actor("admin")
        basis, note = str(form.get("basis", ""))[:40], str(form.get("note", ""))[:400]
        self._say("given", await consents.give_to_section(actor, parse_id(self.section), basis, note=note))
        await self._fill()

    @rx.event
    async def withdraw(self, form: dict[str, Any]) -> None:
        """Withdraw a basis from the whole section."""
        actor = await self._actor("admin")
        basis = str(form.get("basis", ""))[:40]
        self._say("withdrawn", await consents.withdraw_from_section(actor, parse_id(self.section), basis))
        await self._fill()

    def _say(self, what: str, change: ConsentChange) -> None:
        self.taken += 1
        self.changed, self.done, self.already = what, change.done, change.already
        self.unfit, self.objected = change.unfit, change.objected

    @rx.event
    async def download(self) -> Any:
        """Download the list, all pages of it."""
        actor = await self._actor("admin", "auditor")
        chosen = parse_id(self.section) if self.section else None
        data = await consents.consents_csv(actor, section_id=chosen, missing=self.missing)
        return rx.download(data=data, filename="consents.csv")
