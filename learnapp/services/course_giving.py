"""Who gives a course to a class: administrators, and teachers to their own ones where the institution lets them.

The policy gives teachers this in the classes that they teach; whether it holds there an administrator switches.
"""

from __future__ import annotations

from uuid import UUID

from learnapp.core.errors import ForbiddenError
from learnapp.security import access
from learnapp.security.access import Actor
from learnapp.services import current, sections, switches, trail
from learnapp.services.own_courses import desk
from learnapp.storage.repositories import sections as rows
from learnapp.storage.repositories.sections import Section

SWITCH = "teachers_give_courses"


async def require(actor: Actor, course_tenant: UUID, course_id: UUID, section_id: UUID | None) -> None:
    """Refuse who may not let a class study a course; `section_id` None: who may not look whether one could.

    Raises:
        ForbiddenError: A teacher of another class, or of a course that they do not write; or the institution leaves
            this to administrators.
    """
    if section_id is None or access.allow(actor, "update", "section").allowed:
        await trail.authorise(actor, "update", "section")
        return
    await trail.authorise(actor, "update", "class_course", section_id=section_id)
    if course_tenant != actor.tenant_id or not await switches.enabled(actor.tenant_id, SWITCH, section_id):
        await trail.audit(
            actor, "class_course.update", "class_course", object_id=section_id, outcome="denied",
            detail={"rule": SWITCH},
        )  # fmt: skip
        raise ForbiddenError("In your school administrators give this course to classes. Ask one of them.")
    async with current().db.transaction(actor.tenant_id) as tx:
        await desk(tx, actor, course_id, "write")


async def classes(actor: Actor) -> list[Section]:
    """Return open classes to which the actor may give courses of the institution; none where they may not."""
    if access.allow(actor, "update", "section").allowed:
        return await sections.open_sections(actor)
    near = [one for one in actor.led if access.allow(actor, "update", "class_course", section_id=one).allowed]
    given = [one for one in near if await switches.enabled(actor.tenant_id, SWITCH, one)]
    if not given:
        return []
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.sections_by_id(tx.session, actor.tenant_id, given)
    return [one for one in found if one.status == "active"]
