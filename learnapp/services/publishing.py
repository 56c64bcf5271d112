"""Approved drafts become a new version of their course: nothing of earlier versions changes, no answer is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from learnapp.core.errors import ConflictError, InvalidInputError
from learnapp.security.access import Actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import content_import, current, draft_ready, retrieval_index, trail
from learnapp.services.draft_documents import content_row, from_json
from learnapp.services.own_courses import desk
from learnapp.storage.repositories import authoring as rows
from learnapp.storage.repositories import content as content_rows
from learnapp.storage.repositories import import_reviews


@dataclass(frozen=True, slots=True)
class Published:
    """What was published: the version, how many items changed with it, and the classes that went over."""

    version: int
    items: int
    classes: tuple[UUID, ...]


async def publish(actor: Actor, course_id: UUID, *, move: bool = True, shared_too: bool = False) -> Published:
    """Publish every approved draft of a course as one new version.

    Args:
        actor: An admin.
        course_id: A course of the institution.
        move: Active classes that study it go over at once; otherwise an admin moves them later.
        shared_too: So do those that study the shared course of which this is a copy.

    Raises:
        ConflictError: An import is running, or an item was changed by one since its draft was begun.
        ForbiddenError: The actor may not publish.
        InvalidInputError: Nothing is approved.
        NotFoundError: The institution has no such course.
    """
    services, tenant = current(), actor.tenant_id
    async with services.db.transaction(tenant) as tx:
        await desk(tx, actor, course_id, "decide")
    async with content_import.alone(tenant), services.db.raw(tenant, pipelined=False) as conn:
        found = await rows.approved(conn, tenant, course_id)
        if not found:
            raise InvalidInputError("Nothing is approved yet. Approve what is to be published first.")
        for _, _, base, newest, raw in found:
            if base != newest:
                title = str(raw["title"])[:60]
                raise ConflictError(
                    f"“{title}” was changed by an import since its draft was begun. Throw the draft away, or write it"
                    " anew over the item as it is now."
                )
        published = await content_rows.last_published(conn, tenant, [course_id])
        now = services.clock.now()
        # Younger than every published version, or the change would slip into an old one.
        now = now if published is None else max(now, published + timedelta(microseconds=1))
        lines = []
        for _, content_id, _, newest, raw in found:
            document = from_json(raw)
            if document.status != "retired":
                # What was held or in review was approved in this form.
                document = replace(document, status="published")
            draft_ready.check(document)
            # A person has approved it: the evaluator, which serves nothing below its limit, follows them.
            lines.append(content_row(document, tenant, content_id, newest + 1, course_id, 1.0, now))
        await content_rows.add_items(conn, lines)
        await import_reviews.settle_items(conn, tenant, [one[1] for one in found], actor.person_id, now)
        await rows.mark_published(conn, tenant, [one[0] for one in found], [one[3] + 1 for one in found])
        version, _ = await content_rows.publish(conn, tenant, course_id, "", now)
        owners = [tenant, LIBRARY_TENANT] if shared_too else [tenant]
        moved = await rows.move_classes(conn, tenant, course_id, owners, version) if move else []
        await retrieval_index.ask_for(conn, tenant, course_id)
    await trail.audit(
        actor, "course.publish", "course", object_id=course_id,
        detail={"version": version, "items": len(found), "classes": len(moved)},
    )  # fmt: skip
    return Published(version, len(found), tuple(moved))
