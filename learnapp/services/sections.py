"""Sections of an institution and who is in them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.security import access
from learnapp.security.access import Actor
from learnapp.services import current, sessions, trail
from learnapp.services.people import clean_name
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.sections import Section

CHOICES = 50
"""So many sections are offered at a time where one is chosen."""


async def list_sections(actor: Actor, *, offset: int = 0, size: int = 50) -> Page[Section]:
    """Return the sections the actor may see: all for admins and auditors, otherwise the own ones."""
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        if actor.kind == "system" or actor.roles & {"admin", "auditor"}:
            rows, total = await section_rows.list_sections(tx.session, actor.tenant_id, offset, size)
            return Page(rows, total, offset, size)
        rows = await section_rows.sections_by_id(tx.session, actor.tenant_id, sorted(actor.sections))
    return Page(rows[offset : offset + size], len(rows), offset, size)


async def create_section(
    actor: Actor,
    *,
    title: str,
    term: str,
    course_tenant_id: UUID | None = None,
    course_id: UUID | None = None,
    course_version: int | None = None,
) -> UUID:
    """Open a section that studies a course (the newest published version unless one is given), or none yet.

    Raises:
        InvalidInputError: The title is not acceptable.
        NotFoundError: No published version of that course is visible here.
    """
    await trail.authorise(actor, "create", "section")
    title, term = clean_name(title), term.strip()[:60]
    section_id = uuid7()
    services = current()
    async with services.db.transaction(actor.tenant_id) as tx:
        course: tuple[UUID, UUID, int] | None = None
        if course_tenant_id is not None and course_id is not None:
            newest = await section_rows.course_version(tx.session, course_tenant_id, course_id)
            version = course_version or newest
            if newest is None or version is None or not 1 <= version <= newest:
                raise NotFoundError("There is no published version of this course here. Choose a course from the list.")
            course = (course_tenant_id, course_id, version)
        await section_rows.add_section(
            tx.session,
            actor.tenant_id,
            section_id,
            title=title,
            term=term,
            course=course,
            now=services.clock.now(),
        )
        await trail.audit(actor, "section.create", "section", object_id=section_id, session=tx.session)
    return section_id


async def open_sections(actor: Actor, words: str = "", *, size: int = CHOICES) -> list[Section]:
    """Return the first open sections whose title or term has these words, to choose one of.

    Raises:
        ForbiddenError: The actor does not manage the sections of the institution.
    """
    await trail.authorise(actor, "update", "section")
    async with current().db.transaction(actor.tenant_id) as tx:
        return await section_rows.open_sections(tx.session, actor.tenant_id, words.strip()[:120], size)


async def rename_section(actor: Actor, section_id: UUID, title: str, term: str) -> None:
    """Give a section another title and term.

    Raises:
        ForbiddenError: The policy does not let the actor manage that section.
        InvalidInputError: The title is not acceptable.
        NotFoundError: No such section here.
    """
    await trail.authorise(actor, "update", "section", section_id=section_id)
    title, term = clean_name(title), term.strip()[:60]
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await section_rows.rename_section(tx.session, actor.tenant_id, section_id, title, term):
            raise NotFoundError("There is no such section. Go back to the list and choose again.")
        await trail.audit(actor, "section.rename", "section", object_id=section_id, session=tx.session)


async def close_section(actor: Actor, section_id: UUID, *, reopen: bool = False) -> None:
    """Close a section (its records stay) or open it again."""
    await trail.authorise(actor, "update", "section")
    status = "active" if reopen else "closed"
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await section_rows.set_section_status(tx.session, actor.tenant_id, section_id, status):
            raise NotFoundError("There is no such section. Go back to the list and choose again.")
        await trail.audit(actor, f"section.{status}", "section", object_id=section_id, session=tx.session)


async def enrol(actor: Actor, section_id: UUID, person_ids: Sequence[UUID], role: str = "student") -> int:
    """Enrol people of the institution in a section; returns how many.

    Raises:
        InvalidInputError: The role is none of student, instructor and assistant, or a person does not hold it.
        NotFoundError: No such section or person here.
    """
    await trail.authorise(actor, "update", "section", section_id=section_id)
    if role not in ("student", "instructor", "assistant"):
        raise InvalidInputError("People join a section as student, as instructor or as assistant.")
    services = current()
    async with services.db.transaction(actor.tenant_id) as tx:
        if not await section_rows.sections_by_id(tx.session, actor.tenant_id, [section_id]):
            raise NotFoundError("There is no such section. Go back to the list and choose again.")
        found = await people_rows.people_by_id(tx.session, actor.tenant_id, person_ids)
        for person_id in person_ids:
            if person_id not in found or found[person_id].status == "erased":
                raise NotFoundError("There is no such person in your institution. Choose people from the list.")
            if role not in found[person_id].roles:
                raise InvalidInputError(f"This person does not have the role {role}. Give them that role first.")
        await section_rows.enrol(
            tx.session, actor.tenant_id, [(section_id, person, role) for person in found], services.clock.now()
        )
        for person_id in found:
            await trail.audit(
                actor, "section.enrol", "section", object_id=section_id, subject_id=person_id,
                detail={"role": role}, session=tx.session,
            )  # fmt: skip
    for person_id in found:
        sessions.forget_person(person_id)
    return len(found)


async def unenrol(actor: Actor, section_id: UUID, person_id: UUID) -> None:
    """End an enrolment; what was learned stays, and enrolling them again undoes it.

    Raises:
        ForbiddenError: The policy does not let the actor manage who is in that section.
        NotFoundError: The person is not in that section.
    """
    await trail.authorise(actor, "update", "section", section_id=section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await section_rows.unenrol(tx.session, actor.tenant_id, section_id, person_id):
            raise NotFoundError("This person is not in that section. Reload the list.")
        await trail.audit(
            actor, "section.unenrol", "section", object_id=section_id, subject_id=person_id, session=tx.session
        )
    sessions.forget_person(person_id)


def may_manage(actor: Actor, section_id: UUID) -> bool:
    """Return whether the policy lets the actor say who is in a section."""
    return access.allow(actor, "update", "section", section_id=section_id).allowed


async def student_ids(actor: Actor, section_id: UUID) -> list[UUID]:
    """Return the active students of a section, in the order in which they joined.

    Raises:
        ForbiddenError: The actor may not read the roster of that section.
    """
    await trail.authorise(actor, "read", "roster", section_id=section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        return await section_rows.student_ids(tx.session, actor.tenant_id, section_id)
