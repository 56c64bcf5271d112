"""A text while it is being written: as students would see it, with what the checks say of it; nothing is kept."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from uuid import UUID

from learnapp.security.access import Actor
from learnapp.services import content_checks, draft_preview
from learnapp.services.author_items import checks_of
from learnapp.services.author_views import CheckLine
from learnapp.services.draft_forms import MOST_BODY
from learnapp.services.media import with_pictures


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A text with its pictures at addresses that work for some hours, and what was found in the whole item."""

    body: str = ""
    checks: list[CheckLine] = field(default_factory=list)


async def look(actor: Actor, course_id: UUID, content_id: UUID, text: str) -> WrittenText:
    """Return the text of an item as it is typed.

    Args:
        actor: Who may edit the course.
        course_id: The course.
        content_id: The item, none that is made from a template.
        text: What stands in the field; what is longer than can be saved is left out.

    Raises:
        ForbiddenError: The actor may not edit the course.
        NotFoundError: No such course or item.
    """
    snapshot, document, _, grades = await draft_preview.written(actor, course_id, content_id, {})
    document = replace(document, body=text[:MOST_BODY].strip())
    report = await asyncio.to_thread(content_checks.report, document, content_id, snapshot, grades)
    return WrittenText(with_pictures(document.body, actor.tenant_id), checks_of(report, snapshot, actor.locale))
