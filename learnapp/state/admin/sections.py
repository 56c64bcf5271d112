"""Sections: open, close, enrol; and the courses they may study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.services import content, people, people_exports, sections
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
    """A course that a section may study: `tenant/course` and its title."""

    value: str
    title: str


class SectionsState(AppState):
    """The list of sections."""

    sections: list[SectionRow] = []
    courses: list[CourseChoice] = []
    total: int = 0
    offset: int = 0
    loaded: bool = False

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
        self.courses = [CourseChoice(f"{row.tenant_id}/{row.course_id}", row.title) for row in found.rows]

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

    @rx.event
    async def close(self, section_id: str, reopen: bool) -> None:
        """Close a section, or open it again."""
        await sections.close_section(await self._actor("admin"), parse_id(section_id), reopen=bool(reopen))
        await self._fill()

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
