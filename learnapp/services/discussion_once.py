"""What counts once in a discussion: the same words pressed twice, and a post that its moderator has decided about."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.security.access import Actor
from learnapp.services import current, notices, people, trail
from learnapp.storage.repositories import discussion as rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories.discussion import PostRow

_ONE_PRESS = timedelta(seconds=10)
"""The same words of the same person at the same place within this time are one press too many."""


async def written_before(
    actor: Actor, section_id: UUID, text: str, content_id: UUID | None, parent: UUID | None
) -> PostRow | None:
    """Return the post that the actor has written a moment ago, word for word and at the same place."""
    services = current()
    since = services.clock.now() - _ONE_PRESS
    async with services.db.transaction(actor.tenant_id) as tx:
        found = await rows.just_written(
            tx.session, actor.tenant_id, section_id, actor.person_id, content=content_id, parent=parent, since=since
        )
        if not found:
            return None
        own = (await people_rows.people_by_id(tx.session, actor.tenant_id, [actor.person_id])).get(actor.person_id)
    key = people.open_key(services.keyring, own) if own is not None else None
    return next((one for one in found if key is not None and key.decrypt("post", one.text_enc) == text), None)


async def settle(session: AsyncSession, actor: Actor, section_id: UUID, post_id: UUID, *, shown: bool) -> None:
    """Decide what waits in the review queue about a post as its moderator has just decided: once is enough."""
    decision = "approved" if shown else "rejected"
    closed = await rows.settle(
        session, actor.tenant_id, post_id, decision=decision, by=actor.person_id, now=current().clock.now()
    )
    for entry, reports in closed:
        await notices.tell_of_decision(
            session, actor.tenant_id, entry, "discussion", reports, approved=shown, title="", student=None,
            by=actor.person_id,
        )  # fmt: skip
        await trail.audit(
            actor, f"review.{decision}", "review_item", object_id=entry,
            detail={"kind": "discussion", "section": str(section_id)}, session=session,
        )  # fmt: skip
