"""What is done with several items of an own course at once, each in its draft."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import current, draft_forms, drafts
from learnapp.services.own_courses import desk


async def change_many(
    actor: Actor, course_id: UUID, items: Sequence[UUID], *, topic: UUID | None = None, min_age: int | None = -1
) -> int:
    """Set the topic or the youngest age of several items, each in its draft.

    Args:
        actor: Who may edit the course.
        course_id: The course.
        items: The items.
        topic: Their only topic from now on; None: as it is.
        min_age: In years; None: for everybody, -1: as it is.

    Returns:
        How many drafts were written.

    Raises:
        ForbiddenError: The actor may not edit the course.
        InvalidInputError: Nothing was chosen, or the age is none.
        NotFoundError: No such topic.
    """
    chosen = drafts.bounded(items)
    form: dict[str, Any] = {}
    if topic is not None:
        form[f"kc-{topic}"] = True
    if min_age != -1:
        form["min_age"] = "" if min_age is None else str(min_age)
    if not form:
        raise InvalidInputError("Choose what is to change: a topic or an age.")
    async with current().db.transaction(actor.tenant_id) as tx:
        here = await desk(tx, actor, course_id, "write")
        found = [(one, *await drafts.item_of(tx, actor.tenant_id, course_id, one)) for one in chosen]
    topics = drafts.topics_of(await drafts.course_of(actor, here))
    if topic is not None and str(topic) not in topics:
        raise NotFoundError("This course has no such topic. Choose one of the list.")
    done = 0
    for content_id, document, version, draft in found:
        changed = await asyncio.to_thread(draft_forms.applied, document, form, topics)
        if changed != document:
            await drafts.write(actor, here, content_id, changed, version, draft)
            done += 1
    return done
