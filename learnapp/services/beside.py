"""What a teacher has said of the content that a student opens: an assignment, rules about its topics."""

from __future__ import annotations

from uuid import UUID

from learnapp.security.access import Actor
from learnapp.services import assignments, current, path_rules, trail
from learnapp.services.assignment_views import OwnAssignment
from learnapp.services.assignments import SHOWN_AFTER
from learnapp.services.topic_views import KcView
from learnapp.storage.repositories import glance


async def of_content(actor: Actor, content_id: UUID) -> tuple[OwnAssignment | None, list[KcView]]:
    """Return the assignment that a student works on with a content, and its topics about which something is ruled.

    Raises:
        ForbiddenError: The actor is no student.
        NotFoundError: None of their courses has it, though something is assigned or ruled.
    """
    await trail.authorise(actor, "read", "assignment", student_id=actor.person_id)
    since = current().clock.now() - SHOWN_AFTER
    async with current().db.reading(actor.tenant_id) as batch:
        # Mostly nothing is, and every page of a content asks.
        assigned, ruled = await glance.any_beside(
            batch, actor.tenant_id, sorted(actor.sections), actor.person_id, since
        )
    return (
        await assignments.for_content(actor, content_id) if assigned else None,
        await path_rules.for_content(actor, content_id) if ruled else [],
    )
