"""Rosters in OneRoster form: send a package, look at what it would do, do it, stop it, read its report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.core.i18n import translate
from learnapp.services import content, oneroster
from learnapp.services.oneroster import MOST_MB, RosterImportRow
from learnapp.services.oneroster_report import KINDS, OUTCOMES
from learnapp.state.admin.importing import percent, tone
from learnapp.state.base import AppState, parse_id

__all__ = ["MOST_MB", "Course", "KindLine", "OneRosterState", "RefusedLine", "RosterLine"]
PAGE = 10
SHOWN = 50


@dataclass(frozen=True)
class Course:
    """A course that new classes may study: `tenant/course` and its title."""

    value: str
    title: str


@dataclass(frozen=True)
class KindLine:
    """What a package does with one kind of thing."""

    kind: str
    made: int
    changed: int
    unchanged: int
    ended: int
    refused: int


@dataclass(frozen=True)
class RefusedLine:
    """A line that cannot be used, with what to do."""

    file: str
    line: int
    text: str


@dataclass(frozen=True)
class RosterLine:
    """One import, as the list shows it."""

    id: str
    source: str
    status: str
    tone: str
    started: str
    done: int
    total: int
    percent: int
    error: str
    live: bool
    can_run: bool


def roster_line(row: RosterImportRow) -> RosterLine:
    """Return an import for the list."""
    live = row.status in oneroster.LIVE
    return RosterLine(
        str(row.import_id), row.source_name, row.status, tone(row.status), row.started_at.isoformat(),
        row.done, row.total, percent(row.status, row.done, row.total),
        str(row.report.get("error", "")), live, row.status in ("ready", "stopped", "interrupted"),
    )  # fmt: skip


class OneRosterState(AppState):
    """The imports of the institution and the one that is looked at."""

    roster_courses: list[Course] = []
    roster_course: str = ""
    roster_attest: bool = False
    rosters: list[RosterLine] = []
    roster_total: int = 0
    roster_offset: int = 0
    roster_busy: bool = False
    roster_shown: str = ""
    roster_status: str = ""
    roster_source: str = ""
    roster_delta: bool = False
    roster_many: bool = False
    roster_meant: bool = False
    roster_namesakes: list[str] = []
    roster_namesakes_in_all: int = 0
    roster_adopt: bool = False
    roster_message: str = ""
    roster_kinds: list[KindLine] = []
    roster_refused: list[RefusedLine] = []
    roster_more: int = 0
    roster_ready: bool = False

    @rx.var
    def roster_address(self) -> str:
        """Where a package is sent, with what was chosen."""
        attest = "1" if self.roster_attest else "0"
        return f"/api/v1/roster/packages?attest={attest}&course={self.roster_course}"

    async def _fill(self) -> None:
        actor = await self._enter("admin")
        page = await oneroster.list_imports(actor, offset=self.roster_offset, size=PAGE)
        self.rosters = [roster_line(row) for row in page.rows]
        self.roster_total, self.roster_offset = page.total, page.offset
        self.roster_busy = any(row.live for row in self.rosters)
        chosen = next((row for row in page.rows if str(row.import_id) == self.roster_shown), None)
        if chosen is None and page.rows and not self.roster_shown:
            chosen = page.rows[0]
        if chosen is not None:
            self._show(chosen)
        self.roster_ready = True

    def _show(self, row: RosterImportRow) -> None:
        done = bool(row.report.get("counts")) and row.status not in ("ready", "queued")
        document = row.report if done else row.preview
        counts = document.get("counts", {})
        self.roster_shown, self.roster_status = str(row.import_id), row.status
        self.roster_source = str(row.preview.get("source", ""))
        self.roster_delta = "delta" in row.preview.get("modes", {}).values()
        self.roster_many = oneroster.many_end(row) and row.status in ("ready", "stopped", "interrupted")
        ready = row.status == "ready"
        self.roster_namesakes = [str(title) for title in row.preview.get("namesakes", [])] if ready else []
        self.roster_namesakes_in_all = int(row.preview.get("namesakes_in_all", 0))
        self.roster_message = str(row.report.get("message", "")) if self.locale == "en" else ""
        self.roster_kinds = [
            KindLine(kind, *(int(counts[kind].get(name, 0)) for name in OUTCOMES)) for kind in KINDS if kind in counts
        ]
        lines = document.get("lines", [])
        self.roster_refused = [
            RefusedLine(f"{file}.csv", int(line), translate(self.locale, f"oneroster-why-{code}"))
            for file, line, code in lines[:SHOWN]
        ]
        self.roster_more = max(0, sum(int(n) for n in document.get("why", {}).values()) - len(self.roster_refused))

    @rx.event
    async def load(self) -> None:
        """Show the newest import and the courses to choose from."""
        actor = await self._enter("admin")
        self.roster_offset, self.roster_shown, self.roster_meant, self.roster_adopt = 0, "", False, False
        found = await content.list_courses(actor, size=100)
        self.roster_courses = [Course(f"{row.tenant_id}/{row.course_id}", row.title) for row in found.rows]
        await self._fill()

    @rx.event
    async def choose_course(self, value: str) -> None:
        """Note which course new classes study."""
        await self._actor("admin")
        self.roster_course = value if value in {one.value for one in self.roster_courses} else ""

    @rx.event
    async def choose_attest(self, value: bool) -> None:
        """Note whether the institution states that it holds the consents."""
        await self._actor("admin")
        self.roster_attest = bool(value)

    @rx.event
    async def choose_meant(self, value: bool) -> None:
        """Note that so much is meant to end."""
        await self._actor("admin")
        self.roster_meant = bool(value)

    @rx.event
    async def choose_adopt(self, value: bool) -> None:
        """Note whether new classes go on in those of the same title."""
        await self._actor("admin")
        self.roster_adopt = bool(value)

    @rx.event
    async def sent(self, import_id: str) -> None:
        """Show the import of a package that has arrived."""
        await self._actor("admin")
        self.roster_shown, self.roster_offset = str(parse_id(import_id)), 0
        self.roster_meant = self.roster_adopt = False
        await self._fill()

    @rx.event
    async def refresh(self) -> None:
        """Show how far it is."""
        await self._fill()

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.roster_offset = max(0, self.roster_offset + (PAGE if step > 0 else -PAGE))
        await self._fill()

    @rx.event
    async def show(self, import_id: str) -> None:
        """Look at another import."""
        row = await oneroster.find(await self._actor("admin"), parse_id(import_id))
        self.roster_meant = self.roster_adopt = False
        self._show(row)

    @rx.event
    async def run(self, import_id: str) -> None:
        """Do what was looked at, or go on."""
        actor = await self._actor("admin")
        await oneroster.run(actor, parse_id(import_id), ends_meant=self.roster_meant, adopt=self.roster_adopt)
        self.roster_shown, self.roster_meant, self.roster_adopt = str(parse_id(import_id)), False, False
        await self._fill()

    @rx.event
    async def stop(self, import_id: str) -> None:
        """Ask an import to stop."""
        await oneroster.stop(await self._actor("admin"), parse_id(import_id))
        await self._fill()

    @rx.event
    async def download(self, import_id: str) -> Any:
        """Download every line that was refused, with what to do."""
        data = await oneroster.report_csv(await self._actor("admin"), parse_id(import_id), self.locale)
        return rx.download(data=data, filename="oneroster-report.csv")
