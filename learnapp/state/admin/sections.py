"""Sections: open, close, enrol; and the courses they may study."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.security.access import Actor
from learnapp.services import content, people, people_exports, sections, sections_anew
from learnapp.state.base import AppState, parse_id

PAGE = 25


@dataclass(frozen=True)
class SectionRow:
    """One section."""

    id: str
    title: str
    term: str
    status: str
    students: int
    instructors: int


@dataclass(frozen=True)
class CourseChoice:
    """Something to choose: a course that a section may study, as `tenant/course`, or a section, and its title."""

    value: str
    title: str


class SectionsState(AppState):
    """The list of sections."""

    sections: list[SectionRow] = []
    courses: list[CourseChoice] = []
    total: int = 0
    offset: int = 0
    loaded: bool = False
    choices: list[CourseChoice] = []
    """Open sections into which somebody is enrolled, found by words."""
    renaming: str = ""
    """The section that gets another title."""
    beginning: str = ""
    """The section from which another one is begun."""
    closing: str = ""
    """About which section is asked whether it is closed."""

    async def _fill(self) -> None:
        actor = await self._enter("admin", "auditor")
        page = await sections.list_sections(actor, offset=self.offset, size=PAGE)
        self.sections = [
            SectionRow(str(row.section_id), row.title, row.term, row.status, row.students, row.instructors)
            for row in page.rows
        ]
        self.total, self.offset, self.loaded = page.total, page.offset, True

    @rx.event
    async def load(self) -> None:
        """Show the first page and the courses to choose from."""
        self.offset = 0
        await self._fill()
        found = await content.list_courses(await self._actor("admin", "auditor"), size=100)
        if "admin" in self.roles:
            await self._choose_from(await self._actor("admin"))
        self.courses = [CourseChoice(f"{row.tenant_id}/{row.course_id}", row.title) for row in found.rows]

    async def _choose_from(self, actor: Actor, words: str = "") -> None:
        found = await sections.open_sections(actor, words)
        often = Counter(row.title for row in found)
        self.choices = [
            CourseChoice(
                str(row.section_id), f"{row.title} ({row.term})" if often[row.title] > 1 and row.term else row.title
            )
            for row in found
        ]

    @rx.event
    async def find_choice(self, words: str) -> None:
        """Offer the open sections with these words, wherever they stand in the list."""
        await self._choose_from(await self._actor("admin"), words)

    @rx.event
    async def ask_rename(self, section_id: str) -> None:
        """Open the form in which a section gets another title, or put it away."""
        await self._actor("admin")
        self.renaming = "" if self.renaming == section_id else section_id[:64]
        self.closing = self.beginning = ""

    @rx.event
    async def rename(self, form: dict[str, Any]) -> Any:
        """Give the section whose form is open another title and term."""
        actor = await self._actor("admin")
        await sections.rename_section(
            actor, parse_id(self.renaming), str(form.get("title", ""))[:200], str(form.get("term", ""))[:60]
        )
        self.renaming = ""
        await self._fill()
        await self._choose_from(actor)
        return AppState.thank("section-renamed")

    @rx.event
    async def ask_anew(self, section_id: str) -> None:
        """Open the form in which a section is begun anew, or put it away."""
        await self._actor("admin")
        self.beginning = "" if self.beginning == section_id else section_id[:64]
        self.closing = self.renaming = ""

    @rx.event
    async def begin_anew(self, form: dict[str, Any]) -> Any:
        """Begin a section from the one whose form is open."""
        actor = await self._actor("admin")
        title, term = str(form.get("title", ""))[:200], str(form.get("term", ""))[:60]
        same = bool(form.get("teachers"))
        await sections_anew.begin_anew(actor, parse_id(self.beginning), title, term, same_teachers=same)
        self.beginning = ""
        await self._fill()
        await self._choose_from(actor)
        return AppState.thank("section-begun")

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill()

    @rx.event
    async def download(self) -> Any:
        """Download every section."""
        data = await people_exports.sections_csv(await self._actor("admin", "auditor"))
        return rx.download(data=data, filename="sections.csv")

    @rx.event
    async def download_enrolments(self) -> Any:
        """Download who is in which section."""
        data = await people_exports.enrolments_csv(await self._actor("admin", "auditor"))
        return rx.download(data=data, filename="enrolments.csv")

    @rx.event
    async def add(self, form: dict[str, Any]) -> None:
        """Open a section."""
        actor = await self._actor("admin")
        tenant, _, course = str(form.get("course", "")).partition("/")
        await sections.create_section(
            actor,
            title=str(form.get("title", ""))[:200],
            term=str(form.get("term", ""))[:60],
            course_tenant_id=parse_id(tenant),
            course_id=parse_id(course),
        )
        self.taken += 1
        await self._fill()
        await self._choose_from(actor)

    @rx.event
    async def ask_close(self, section_id: str) -> None:
        """Ask once whether a section is closed, or put the question away."""
        await self._actor("admin")
        self.closing = "" if self.closing == section_id else section_id[:64]

    @rx.event
    async def close(self, section_id: str, reopen: bool) -> None:
        """Close a section, or open it again."""
        actor = await self._actor("admin")
        await sections.close_section(actor, parse_id(section_id), reopen=bool(reopen))
        self.closing = ""
        await self._fill()
        await self._choose_from(actor)

    @rx.event
    async def enrol(self, form: dict[str, Any]) -> None:
        """Enrol one person, found by the e-mail address."""
        actor = await self._actor("admin")
        email = str(form.get("email", "")).strip()[:254]
        found = await people.list_people(actor, query=email, size=2)
        if not email or len(found.rows) != 1:
            raise InvalidInputError("Write the whole e-mail address of somebody who is in your list of people.")
        held = found.rows[0].roles
        role = str(form.get("as", ""))[:20] or next(
            (one for one in ("instructor", "student") if one in held), "assistant"
        )
        await sections.enrol(actor, parse_id(form.get("section", "")), [found.rows[0].person_id], role)
        self.taken += 1
        await self._fill()
        await self._choose_from(actor)
