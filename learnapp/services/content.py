"""Courses and content: bring them in, list and search them, adopt them, report what is broken."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.core.table_words import cell, heads
from learnapp.integrations.content_packages.course_files import DEMO_COURSE, HISTORY_COURSE, read_course
from learnapp.security.access import Actor, system_actor
from learnapp.security.spreadsheet import write_csv
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import (
    content_import,
    content_packages,
    course_giving,
    current,
    notices,
    retrieval_index,
    trail,
)
from learnapp.services.content_import import ImportReport, Progress
from learnapp.services.course_store import CourseStore, build_snapshot
from learnapp.storage.repositories import content as rows
from learnapp.storage.repositories import content_reports as reports
from learnapp.storage.repositories.content import ContentCard, CourseCard

__all__ = [
    "DEMO_COURSE",
    "HISTORY_COURSE",
    "AdoptedCourse",
    "ContentCard",
    "CourseCard",
    "CourseStore",
    "ImportReport",
    "adopt",
    "build_snapshot",
    "courses_csv",
    "import_course",
    "import_oatutor",
    "list_courses",
    "load_demo_course",
    "report_broken",
    "search_content",
    "set_content_status",
]

_BATCH = 400
_MAX_REPORT = 1000


async def import_oatutor(
    path: str | Path,
    tenant: UUID = LIBRARY_TENANT,
    *,
    progress: Progress | None = None,
    actor: Actor | None = None,
    batch: int = _BATCH,
) -> ImportReport:
    """Import OATutor's content repository (a tar archive or a folder).

    Args:
        path: The archive or folder.
        tenant: Who gets it; the library by default.
        progress: Called as `progress(problems done, problems in all)`.
        actor: Who asks; None: the system itself (the terminal).
        batch: Problems per transaction.

    Returns:
        The report; it is stored with the import as well.

    Raises:
        NotFoundError: No such file.
        InvalidInputError: The archive is broken or is no OATutor package.
        TooLargeError: It unpacks to far more than a course needs.
        ForbiddenError: The actor may not import content.
        ConflictError: Another import into this institution is running.
    """
    place = Path(path)
    who = await _importer(actor, tenant)
    async with content_import.alone(tenant):
        source = await asyncio.to_thread(content_packages.oatutor_source, place, place.name)
        found = await content_import.run(
            source, tenant, progress=progress, requested_by=actor.person_id if actor else None, batch=batch
        )
    await content_import.note(who, found)
    return found


async def import_course(
    path: str | Path, tenant: UUID = LIBRARY_TENANT, *, progress: Progress | None = None, actor: Actor | None = None
) -> ImportReport:
    """Import a course of any format that is known; the arguments and errors are those of `import_oatutor`."""
    place = Path(path)
    who = await _importer(actor, tenant)
    async with content_import.alone(tenant):
        kind = await asyncio.to_thread(content_packages.kind_of, place)
        source = await asyncio.to_thread(content_packages.open_package, kind, place, place.name)
        found = await content_import.run(
            source, tenant, progress=progress, requested_by=actor.person_id if actor else None, batch=_BATCH
        )
    await content_import.note(who, found)
    return found


async def load_demo_course(tenant: UUID = LIBRARY_TENANT, *, folder: Path = DEMO_COURSE) -> tuple[UUID, int]:
    """Bring in the course that ships with the app; returns its id and published version. Again: nothing changes."""
    pack = await asyncio.to_thread(read_course, folder)
    # People have looked at every item of it before it was shipped.
    source = replace(content_packages.course_source(pack, pack.course.slug), judged=False)
    report = await content_import.run(source, tenant, progress=None, requested_by=None, batch=_BATCH)
    return pack.course.course_id, report.courses[pack.course.title]


async def _importer(actor: Actor | None, tenant: UUID) -> Actor:
    if actor is None:
        return system_actor(tenant)
    await trail.authorise(actor, "import", "content", owner_tenant=tenant)
    return actor


async def list_courses(actor: Actor, *, text: str = "", offset: int = 0, size: int = 50) -> Page[CourseCard]:
    """Return published courses: the institution's own and the shared library's."""
    await trail.authorise(actor, "read", "content")
    offset, size = bounded(offset, size)
    async with current().db.raw(actor.tenant_id) as conn:
        found, total = await rows.list_courses(
            conn, _readable(actor), text=text.strip()[:100], offset=offset, size=size
        )
    return Page(found, total, offset, size)


async def courses_csv(actor: Actor, *, text: str = "") -> str:
    """Return the courses that a search finds as CSV.

    Raises:
        ForbiddenError: The actor may not read content.
    """
    lines: list[tuple[object, ...]] = []
    while True:
        page = await list_courses(actor, text=text, offset=len(lines), size=200)
        for card in page.rows:
            owner = cell(actor.locale, "library" if card.tenant_id == LIBRARY_TENANT else "own")
            published = card.published_at.isoformat()
            counts = (card.lessons, card.items, card.in_review)
            lines.append(
                (card.title, owner, card.subject, card.language, *counts, card.version, published, card.license)
            )
        if not page.has_next or not page.rows:
            break
    await trail.audit(actor, "content.export", "course", detail={"rows": len(lines)})
    names = ("title", "owner", "subject", "language", "lessons", "items", "items in review")
    return write_csv(heads(actor.locale, *names, "version", "published", "licence"), lines)


async def search_content(
    actor: Actor,
    *,
    text: str = "",
    course_id: UUID | None = None,
    status: str = "",
    kind: str = "",
    offset: int = 0,
    size: int = 50,
) -> Page[ContentCard]:
    """Return items of the institution and the library for an admin, without answer keys.

    Args:
        actor: An admin.
        text: Part of the title, the text or the source's own name.
        course_id: Only of this course.
        status: published, review, held or retired; empty: all.
        kind: practice or reading; empty: all.
        offset: Rows before the page.
        size: Rows on the page, at most 200.
    """
    await trail.authorise(actor, "update", "content")
    offset, size = bounded(offset, size)
    async with current().db.raw(actor.tenant_id) as conn:
        found, total = await rows.search_content(
            conn, _readable(actor), text=text.strip()[:100], course=course_id, status=status, kind=kind,
            offset=offset, size=size,
        )  # fmt: skip
    return Page(found, total, offset, size)


def _readable(actor: Actor) -> list[UUID]:
    return list({actor.tenant_id, LIBRARY_TENANT})


@dataclass(frozen=True, slots=True)
class AdoptedCourse:
    """A course version that an institution uses by reference; nothing is copied."""

    tenant_id: UUID
    course_id: UUID
    version: int
    title: str


async def adopt(
    actor: Actor, course_tenant: UUID, course_id: UUID, version: int | None = None, *, section_id: UUID | None = None
) -> AdoptedCourse:
    """Check that a course version can be used here, and let a section study it when one is given.

    Args:
        actor: An admin, or who `services.course_giving` lets give the course to the section.
        course_tenant: The own institution or the library.
        course_id: The course.
        version: None: the newest one.
        section_id: A section of the institution that goes over to this version.

    Raises:
        ForbiddenError: The actor may not give it.
        NotFoundError: No such published version, or no such section.
        InvalidInputError: The course's prerequisites run in a circle.
    """
    await course_giving.require(actor, course_tenant, course_id, section_id)
    services = current()
    snapshot = await services.courses.get(course_tenant, course_id, version, reader=actor.tenant_id)
    adopted = AdoptedCourse(course_tenant, course_id, snapshot.version, snapshot.title)
    if section_id is not None:
        async with services.db.raw(actor.tenant_id) as conn:
            moved = await reports.set_section_course(
                conn, actor.tenant_id, section_id, course_tenant, course_id, snapshot.version
            )
        if not moved:
            raise NotFoundError("There is no such section. Go back to the list and choose again.")
    where = {} if section_id is None else {"section": str(section_id)}
    detail = {"version": snapshot.version, **where}
    await trail.audit(actor, "course.adopt", "course", object_id=course_id, detail=detail)
    return adopted


async def report_broken(actor: Actor, content_id: UUID, text: str, *, section_id: UUID) -> UUID:
    """Put "this item is broken" into the review queue; several reports on one item become one entry.

    Args:
        actor: The student.
        content_id: The item, of a course that the section studies.
        text: What is wrong, in the student's words; at most 1,000 characters are kept, personal data is taken out.
        section_id: The section in which the student met it.

    Returns:
        The id of the entry in the review queue.

    Raises:
        InvalidInputError: Nothing was written.
        NotFoundError: The section's course has no such item.
    """
    await trail.authorise(actor, "write", "content_report", section_id=section_id, student_id=actor.person_id)
    # A character that no database keeps must not lose the report.
    text = " ".join(text.replace("\x00", "").encode("utf-8", "ignore").decode().split())[:_MAX_REPORT]
    if not text:
        raise InvalidInputError("Write one sentence about what is wrong, then send it.")
    services = current()
    async with services.db.raw(actor.tenant_id) as conn:
        course = await reports.course_of_section(conn, actor.tenant_id, section_id)
    if course is None:
        raise NotFoundError("There is no such section. Go back to your courses.")
    snapshot = await services.courses.get(*course, reader=actor.tenant_id)
    item = snapshot.content.get(content_id)
    if item is None:
        raise NotFoundError("This course has no such item. Go back to the list.")
    clean = await asyncio.to_thread(_without_personal_data, text)
    async with services.db.raw(actor.tenant_id) as conn:
        entry = await reports.add_report(
            conn, actor.tenant_id, uuid7(), content_id=content_id, content_version=item.version, title=item.title,
            text=clean, by=actor.person_id, section_id=section_id, now=services.clock.now(),
        )  # fmt: skip
        told = await notices.tell_of_broken(conn, actor.tenant_id, entry, section_id, by=actor.person_id)
    notices.ring(actor.tenant_id, told)
    return entry


def _without_personal_data(text: str) -> str:
    # Imported on use: building the recognisers takes longer than starting the rest of this module.
    from learnapp.security.pii import redact

    return redact(text)[0]


async def set_content_status(actor: Actor, content_id: UUID, status: str) -> int:
    """Publish, hold back or retire one item of the institution: a new version of the item and of its course.

    Returns:
        The course version that has the change.

    Raises:
        InvalidInputError: No such status.
        NotFoundError: The institution itself owns no such item.
    """
    await trail.authorise(actor, "update", "content")
    if status not in ("published", "review", "retired"):
        raise InvalidInputError("An item is published, in review or retired. Choose one of these.")
    services = current()
    tenant, now = actor.tenant_id, services.clock.now()
    async with services.db.raw(tenant, pipelined=False) as conn:
        course = await reports.course_of_content(conn, tenant, content_id)
        if course is None:
            raise NotFoundError("Your institution has no such item. Shared items are changed by the library.")
        # Younger than every published version, or the change would slip into an old one.
        published = await rows.last_published(conn, tenant, [course])
        now = now if published is None else max(now, published + timedelta(microseconds=1))
        await rows.set_status(conn, tenant, [content_id], status, now)
        version, _ = await rows.publish(conn, tenant, course, "", now)
        await retrieval_index.ask_for(conn, tenant, course)
    await trail.audit(actor, f"content.{status}", "content", object_id=content_id)
    return version
