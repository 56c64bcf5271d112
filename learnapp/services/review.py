"""The one review queue: what the agents, the importer and the students want a person to look at."""

from __future__ import annotations

from uuid import UUID

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.security.access import Actor
from learnapp.services import current, trail
from learnapp.storage.repositories import review as rows
from learnapp.storage.repositories.review import ReviewRow

STATUSES = ("open", "approved", "rejected")
_MAX_NOTE = 500


def _sections(actor: Actor) -> list[UUID] | None:
    """Admins see the whole queue, instructors what belongs to their sections."""
    return None if "admin" in actor.roles else sorted(actor.taught or ())


async def list_reviews(
    actor: Actor, *, status: str = "open", kind: str = "", offset: int = 0, size: int = 25
) -> Page[ReviewRow]:
    """Return a page of the queue, newest first.

    Raises:
        ForbiddenError: The actor reviews nothing.
        InvalidInputError: No such status.
    """
    await _authorise(actor, "read")
    if status not in STATUSES:
        raise InvalidInputError("An entry is open, approved or rejected. Choose one of these.")
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        found, total = await rows.list_reviews(
            tx.session,
            actor.tenant_id,
            status=status,
            kind=kind[:40],
            sections=_sections(actor),
            offset=offset,
            size=size,
        )
    return Page(found, total, offset, size)


async def decide(actor: Actor, review_id: UUID, *, approve: bool, note: str = "") -> None:
    """Close an entry. A held post is shown when approved and stays hidden when rejected.

    Raises:
        ConflictError: Somebody else has decided it.
        ForbiddenError: The actor may not.
        NotFoundError: No such entry here.
    """
    await _authorise(actor, "decide")
    services = current()
    status = "approved" if approve else "rejected"
    async with services.db.transaction(actor.tenant_id) as tx:
        found = await rows.locked(tx.session, actor.tenant_id, review_id)
        if found is None or not _visible(actor, found):
            raise NotFoundError("There is no such entry. Reload the queue.")
        if found.status != "open":
            raise ConflictError("Somebody else has decided this already. Reload the queue.")
        await rows.decide(
            tx.session,
            actor.tenant_id,
            review_id,
            status=status,
            by=actor.person_id,
            note=note.strip()[:_MAX_NOTE],
            now=services.clock.now(),
        )
        if found.kind == "discussion" and found.subject_id is not None:
            await rows.set_post_status(
                tx.session, actor.tenant_id, found.subject_id, "visible" if approve else "hidden"
            )
        await trail.audit(
            actor, f"review.{status}", "review_item", object_id=review_id, detail={"kind": found.kind},
            session=tx.session,
        )  # fmt: skip


async def _authorise(actor: Actor, action: str) -> None:
    """Ask the policy; an instructor is asked about the first of the sections taught."""
    if "admin" in actor.roles or not actor.taught:
        await trail.authorise(actor, action, "review_item")
    else:
        await trail.authorise(actor, action, "review_item", section_id=min(actor.taught))


def _visible(actor: Actor, row: ReviewRow) -> bool:
    sections = _sections(actor)
    return sections is None or row.evidence.get("section_id") in {str(section) for section in sections}
