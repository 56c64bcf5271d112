"""Items in use that the checks would hold today: content that came in by an import, or before there were checks."""

from __future__ import annotations

import asyncio
from uuid import UUID

from learnapp.engine.kc import CourseSnapshot
from learnapp.security.access import Actor
from learnapp.services import content_checks, current, drafts
from learnapp.services.author_views import WeakItem
from learnapp.services.own_courses import desk

MOST_LOOKED_AT, MOST_SHOWN = 3_000, 25


async def look(actor: Actor, course_id: UUID) -> tuple[list[WeakItem], int, int]:
    """Check every item of a course; seconds for a large one, outside the event loop.

    Returns:
        The weakest ones, how many would be held, and how many were looked at.

    Raises:
        ForbiddenError: The actor may not edit the course.
        NotFoundError: The institution has no such course.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        here = await desk(tx, actor, course_id, "read")
    snapshot = await drafts.course_of(actor, here)
    found, looked = await asyncio.to_thread(_weak, snapshot, here.course.grade_band)
    return found[:MOST_SHOWN], len(found), looked


def _weak(snapshot: CourseSnapshot, grades: str) -> tuple[list[WeakItem], int]:
    found, looked = [], 0
    for item in list(snapshot.content.values())[:MOST_LOOKED_AT]:
        looked += 1
        report = content_checks.of_item(item, snapshot, grades, suggest=False)
        if report.held:
            names = [snapshot.kcs[kc].name for kc in item.kc_ids if kc in snapshot.kcs]
            quality = -1 if report.quality is None else round(100 * report.quality)
            found.append(WeakItem(str(item.content_id), item.title, ", ".join(names), quality, list(report.held)))
    return sorted(found, key=lambda one: (-len(one.reasons), one.quality, one.title)), looked
