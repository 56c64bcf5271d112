"""Courses that an institution edits: its own ones, and copies of shared ones that it makes its own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

from learnapp.core.errors import ConflictError, LearnAppError, NotFoundError
from learnapp.core.paging import bounded
from learnapp.security import access
from learnapp.security.access import Actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import content_import, current, retrieval_index, trail
from learnapp.services.author_views import AuthorCourseView, CoursesView, SharedCourseView
from learnapp.storage.db import Transaction
from learnapp.storage.repositories import authoring as rows
from learnapp.storage.repositories import content as content_rows
from learnapp.storage.repositories.authoring import AuthorCourse

PAGE = 25
_MOST_SHARED = 50


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody edits.

    Attributes:
        section_id: The class through which a teacher may; None for an admin.
        may_decide: They approve and publish.
    """

    course: AuthorCourse
    section_id: UUID | None
    may_decide: bool


async def desk(tx: Transaction, actor: Actor, course_id: UUID, action: str) -> Desk:
    """Return a course to work on, if the actor may.

    Args:
        tx: The open transaction.
        actor: An admin, who teaches a class that studies the course, or the teacher who has begun it.
        course_id: A course of the institution itself.
        action: read, write or decide.

    Raises:
        ForbiddenError: The policy does not give it.
        NotFoundError: The institution has no such course.
    """
    found, _ = await rows.own_courses(
        tx.session, actor.tenant_id, everything=True, sections=[], unpublished=True, course=course_id
    )
    near = sorted(found[0].sections & actor.led) if found else []
    place = next((one for one in near if access.allow(actor, action, "course_draft", section_id=one).allowed), None)
    if place is None and found and found[0].begun_by == actor.person_id:
        await trail.authorise(actor, action, "course_draft", student_id=actor.person_id)
    else:
        await trail.authorise(actor, action, "course_draft", section_id=place or next(iter(near), None))
    if not found:
        raise NotFoundError("Your institution has no such course. Go back to the list.")
    may = access.allow(actor, "decide", "course_draft", section_id=place).allowed
    return Desk(found[0], place, may)


async def courses(actor: Actor, *, offset: int = 0, size: int = PAGE) -> CoursesView:
    """Return the courses that one may edit: all own ones for an admin, for a teacher those of their classes and theirs.

    Raises:
        ForbiddenError: The actor edits nothing.
    """
    whole = access.allow(actor, "read", "course_draft").allowed
    led = sorted(actor.led)
    if not whole:
        await trail.authorise(actor, "read", "course_draft", student_id=actor.person_id)
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        found, total = await rows.own_courses(
            tx.session, actor.tenant_id, everything=whole, sections=led, person=actor.person_id, unpublished=True,
            offset=offset, size=size,
        )  # fmt: skip
        copies = access.allow(actor, "import", "content").allowed
        shared = await rows.shared_courses(tx.session, actor.tenant_id, LIBRARY_TENANT, _MOST_SHARED) if copies else []
    return CoursesView(
        [course_view(one) for one in found],
        total,
        offset,
        [SharedCourseView(str(one[0]), *one[1:]) for one in shared],
    )


def course_view(one: AuthorCourse) -> AuthorCourseView:
    """Return a course as its authors see it."""
    states = (one.drafts.get(state, 0) for state in ("draft", "review", "approved"))
    return AuthorCourseView(
        str(one.course_id), one.title, one.language, one.version, one.items, one.classes, *states
    )  # fmt: skip


async def make_own(actor: Actor, course_id: UUID) -> int:
    """Copy the newest version of a shared course, so that it can be edited; returns the version of the copy.

    Items, topics and lessons keep their ids: what students have answered goes on to count when their class goes over.

    Raises:
        ConflictError: The institution has a copy, a course or a topic of this name, or an import is running.
        ForbiddenError: The actor may not bring content in.
        NotFoundError: There is no such shared course.
    """
    await trail.authorise(actor, "import", "content")
    services, tenant = current(), actor.tenant_id
    shared = await services.courses.get(LIBRARY_TENANT, course_id, reader=tenant)
    async with content_import.alone(tenant):
        now = services.clock.now()
        async with services.db.raw(tenant, pipelined=False) as conn:
            if not await rows.copy_course(conn, tenant, LIBRARY_TENANT, course_id, now):
                raise ConflictError("Your institution has a course of this name already. Edit that one.")
            version, _ = await content_rows.publish(conn, tenant, course_id, f"copy of {shared.version}", now)
            files = await rows.media_of(conn, tenant, course_id)
            await retrieval_index.ask_for(conn, tenant, course_id)
        await asyncio.to_thread(_copy_media, tenant, files)
    await trail.audit(actor, "course.copy", "course", object_id=course_id, detail={"version": shared.version})
    return version


def _copy_media(tenant: UUID, names: list[str]) -> None:
    """Copy files from the library; one that the library has lost is lost in both."""
    media = current().media
    for name in names:
        try:
            media.keep(tenant, name, media.find(LIBRARY_TENANT, name))
        except LearnAppError:
            continue
