"""Courses, what is imported, and how an import goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.core.i18n import translate
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import content, content_jobs, import_places, sections
from learnapp.services.content_jobs import LIVE, ImportRow
from learnapp.state.admin.import_held import HeldState
from learnapp.state.admin.importing import percent, tone
from learnapp.state.base import AppState, parse_id

PAGE = 25
IMPORTS_PAGE = 10


@dataclass(frozen=True)
class CourseRow:
    """One course, the institution's own or the library's; `value` is `tenant/course`."""

    value: str
    title: str
    shared: bool
    language: str
    lessons: int
    exercises: int
    held: int
    version: int
    license: str


@dataclass(frozen=True)
class SectionChoice:
    """A section that may go over to a course."""

    id: str
    title: str


@dataclass(frozen=True)
class ImportLine:
    """One import and how far it is; `percent` is -1 while the total is not known."""

    id: str
    kind: str
    source: str
    status: str
    tone: str
    done: int
    total: int
    percent: int
    started: str
    error: str
    live: bool
    resumable: bool


@dataclass(frozen=True)
class PackageLine:
    """A package in the data folder; megabytes as text, "" for a folder."""

    name: str
    size: str


@dataclass(frozen=True)
class CountLine:
    """A named figure of a report."""

    name: str
    count: int


@dataclass(frozen=True)
class NoteLine:
    """What was not read, why, how often and where."""

    code: str
    text: str
    held: bool
    refused: bool
    times: int
    places: str


def _size(size: int) -> str:
    return "" if not size else f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{max(1, round(size / 1e3))} kB"


def import_line(row: ImportRow) -> ImportLine:
    """Return an import as the pages show it."""
    live = row.status in LIVE
    return ImportLine(
        id=str(row.import_id),
        kind=row.kind,
        source=row.source_name,
        status=row.status,
        tone=tone(row.status),
        done=row.done,
        total=row.total,
        percent=percent(row.status, row.done, row.total),
        started=row.started_at.isoformat(),
        error=str(row.report.get("error", "")),
        live=live,
        resumable=row.status in ("stopped", "interrupted") and bool(row.cursor.get("package")),
    )


class ContentState(AppState):
    """The courses that the institution can use."""

    courses: list[CourseRow] = []
    sections: list[SectionChoice] = []
    total: int = 0
    offset: int = 0
    text: str = ""
    loaded: bool = False

    async def _fill(self) -> None:
        actor = await self._enter("admin")
        page = await content.list_courses(actor, text=self.text, offset=self.offset, size=PAGE)
        self.courses = [
            CourseRow(
                f"{c.tenant_id}/{c.course_id}", c.title, c.tenant_id == LIBRARY_TENANT, c.language, c.lessons, c.items,
                c.in_review, c.version, c.license,
            )
            for c in page.rows
        ]  # fmt: skip
        self.total, self.offset, self.loaded = page.total, page.offset, True

    @rx.event
    async def load(self) -> None:
        """Show the first page, and the sections that may study one of the courses."""
        self.offset, self.text = 0, ""
        await self._fill()
        found = await sections.list_sections(await self._actor("admin"), size=200)
        self.sections = [SectionChoice(str(s.section_id), f"{s.title} {s.term}".strip()) for s in found.rows]

    @rx.event
    async def search(self, form: dict[str, Any]) -> None:
        """Search by title or subject."""
        self.text, self.offset = str(form.get("text", ""))[:100], 0
        await self._fill()

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill()

    @rx.event
    async def adopt(self, form: dict[str, Any]) -> None:
        """Let a section study the newest version of a course."""
        actor = await self._actor("admin")
        tenant, _, course = str(form.get("course", "")).partition("/")
        await content.adopt(actor, parse_id(tenant), parse_id(course), section_id=parse_id(form.get("section", "")))
        self._notify(translate(self.locale, "course-adopted"))

    @rx.event
    async def download(self) -> Any:
        """Download the courses that the search finds as CSV."""
        data = await content.courses_csv(await self._actor("admin"), text=self.text)
        return rx.download(data=data, filename="courses.csv")


class ImportsState(AppState):
    """What is being brought in, and what was."""

    imports: list[ImportLine] = []
    packages: list[PackageLine] = []
    imports_total: int = 0
    imports_offset: int = 0
    running: bool = False
    most_package: int = 0
    most_film: int = 0
    most_file: int = 0

    async def _fill(self) -> None:
        actor = await self._enter("admin")
        page = await content_jobs.list_imports(actor, offset=self.imports_offset, size=IMPORTS_PAGE)
        self.imports = [import_line(row) for row in page.rows]
        self.imports_total, self.imports_offset = page.total, page.offset
        self.running = any(line.live for line in self.imports)

    @rx.event
    async def load(self) -> None:
        """Show the newest imports, the operator's packages, and how large what is brought in may be."""
        self.imports_offset = 0
        await self._fill()
        most = import_places.limits()
        self.most_package, self.most_film, self.most_file = most.package, most.film, most.file
        found = await content_jobs.list_packages(await self._actor("admin"))
        self.packages = [PackageLine(p.name, _size(p.size)) for p in found]

    @rx.event
    async def refresh(self) -> Any:
        """Show how far it is; the page asks every two seconds while something runs."""
        before = self.running
        await self._fill()
        return ContentState.load if before and not self.running else None

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.imports_offset = max(0, self.imports_offset + (IMPORTS_PAGE if step > 0 else -IMPORTS_PAGE))
        await self._fill()

    @rx.event
    async def started(self, import_id: str) -> None:
        """Show an import that an upload has just started."""
        await self._actor("admin")
        self.imports_offset = 0
        await self._fill()

    @rx.event
    async def start(self, name: str) -> None:
        """Import a package of the data folder."""
        await content_jobs.start_package(await self._actor("admin"), str(name)[:255])
        self.imports_offset = 0
        await self._fill()

    @rx.event
    async def stop(self, import_id: str) -> None:
        """Stop an import after its present batch."""
        await content_jobs.stop(await self._actor("admin"), parse_id(import_id))
        await self._fill()

    @rx.event
    async def resume(self, import_id: str) -> None:
        """Let an import go on where it stopped."""
        await content_jobs.resume(await self._actor("admin"), parse_id(import_id))
        await self._fill()

    @rx.event
    async def download(self) -> Any:
        """Download the list of imports as CSV."""
        return rx.download(data=await content_jobs.imports_csv(await self._actor("admin")), filename="imports.csv")


class ReportState(AppState):
    """The report of one import."""

    report_ready: bool = False
    report_id: str = ""
    report: ImportLine = ImportLine("", "", "", "", "busy", 0, 0, 0, "", "", False, False)
    found: list[CountLine] = []
    rows_written: list[CountLine] = []
    notes: list[NoteLine] = []
    notes_total: int = 0
    notes_offset: int = 0
    held_total: int = 0

    async def _fill(self) -> None:
        actor = await self._enter("admin")
        row = await content_jobs.find_import(actor, parse_id(self.report_id))
        self.report = import_line(row)
        self.found = [
            CountLine(self._word(f"import-found-{name}", name.replace("_", " ")), int(count))
            for name, count in sorted(row.report.get("found", {}).items())
        ]
        self.rows_written = [
            CountLine(translate(self.locale, f"import-rows-{name}"), int(row.report.get(name, 0)))
            for name in ("added", "changed", "unchanged", "retired")
        ]
        notes = content_jobs.notes_of(row, self.locale)
        self.notes_total = len(notes)
        self.held_total = sum(note.times for note in notes if note.held)
        self.notes_offset = min(self.notes_offset, max(0, self.notes_total - 1) // PAGE * PAGE)
        # Of what failed as a whole each place counts: all of them have to be put right.
        most = None if row.status == "failed" else 3
        self.notes = [
            NoteLine(note.code, note.text, note.held, note.refused, note.times, ", ".join(note.places[:most]))
            for note in notes[self.notes_offset : self.notes_offset + PAGE]
        ]
        self.report_ready = True

    def _word(self, key: str, otherwise: str) -> str:
        word = translate(self.locale, key)
        return otherwise if word == key else word

    @rx.event
    async def load(self) -> None:
        """Show the report that the address names."""
        await self._enter("admin")
        self.report_id = self.router.url.path.rstrip("/").rpartition("/")[2][:64]
        self.notes_offset, self.report_ready = 0, False
        await self._fill()

    @rx.event
    async def refresh(self) -> Any:
        """Ask again; the page does so every two seconds while the import runs."""
        await self._fill()
        return HeldState.load_held if not self.report.live else None

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.notes_offset = max(0, self.notes_offset + (PAGE if step > 0 else -PAGE))
        await self._fill()

    @rx.event
    async def download(self) -> Any:
        """Download the report as CSV."""
        actor = await self._actor("admin")
        data = await content_jobs.report_csv(actor, parse_id(self.report_id), self.locale)
        return rx.download(data=data, filename="import-report.csv")
