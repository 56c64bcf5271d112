"""What somebody has typed over a draft that somebody else has saved meanwhile: what saving it would change in that."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from learnapp.security.access import Actor
from learnapp.services import current, draft_forms, drafts
from learnapp.services.author_views import ChangeView
from learnapp.services.item_versions import changes
from learnapp.services.own_courses import desk


@dataclass(frozen=True, slots=True)
class Conflict:
    """What stands against a form.

    Attributes:
        seen: ISO time of the last change of the draft as it is now, "" where there is none.
        changes: What saving the form would change in it; empty: both have written the same.
    """

    seen: str
    changes: list[ChangeView]


async def against(actor: Actor, course_id: UUID, content_id: UUID, form: Mapping[str, Any]) -> Conflict:
    """Compare a form with the draft as it is now; nothing is stored.

    Args:
        actor: Who may edit the course.
        course_id: The course.
        content_id: The item.
        form: The fields of `services.draft_forms`, as they were typed.

    Raises:
        ForbiddenError: The actor may not edit the course.
        InvalidInputError: A field cannot be taken.
        NotFoundError: No such course or item.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        here = await desk(tx, actor, course_id, "write")
        document, _, draft = await drafts.item_of(tx, actor.tenant_id, course_id, content_id)
    snapshot = await drafts.course_of(actor, here)
    mine = await asyncio.to_thread(draft_forms.applied, document, form, drafts.topics_of(snapshot))
    names = {str(kc): one.name for kc, one in snapshot.kcs.items()}
    found = await asyncio.to_thread(changes, document, mine, names)
    return Conflict(draft.changed_at.isoformat() if draft is not None else "", found)
