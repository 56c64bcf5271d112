"""Approved drafts become a new version of their course: nothing of earlier versions changes, no answer is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from learnapp.core.errors import ConflictError, InvalidInputError
from learnapp.security.access import Actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import content_import, current, draft_ready, retrieval_index, structure_publishing, trail
from learnapp.services.draft_documents import content_row, from_json
from learnapp.services.own_courses import desk
from learnapp.services.structure_publishing import Frame
from learnapp.storage.repositories import authoring as rows
from learnapp.storage.repositories import content as content_rows
from learnapp.storage.repositories import import_reviews
from learnapp.storage.repositories import published_structures as structure_rows


@dataclass(frozen=True, slots=True)
class Published:
    """What was published.

    Attributes:
        version: Of the course.
        items: Items that changed by drafts of their own.
        classes: Those that went over.
        structure: Lessons or topics changed.
        moved: Contents that were moved to another lesson or taken out with theirs.
    """

    version: int
    items: int
    classes: tuple[UUID, ...]
    structure: bool = False
    moved: int = 0


async def publish(actor: Actor, course_id: UUID, *, move: bool = True, shared_too: bool = False) -> Published:
    """Publish every approved draft of a course, of items and of its structure, as one new version.

    Args:
        actor: An admin.
        course_id: A course of the institution.
        move: Active classes that study it go over at once; otherwise an admin moves them later.
        shared_too: So do those that study the shared course of which this is a copy.

    Raises:
        ConflictError: An import is running, something was changed by one since its draft was begun, or an item
            belongs to a topic that is not approved.
        ForbiddenError: The actor may not publish.
        InvalidInputError: Nothing is approved, or a topic would need one that nobody could master.
        NotFoundError: The institution has no such course.
    """
    services, tenant = current(), actor.tenant_id
    async with services.db.transaction(tenant) as tx:
        await desk(tx, actor, course_id, "decide")
    async with content_import.alone(tenant):
        frame = await structure_publishing.frame_of(tenant, course_id)
        done = await _published(actor, course_id, frame, [tenant, LIBRARY_TENANT] if shared_too else [tenant], move)
    await trail.audit(
        actor, "course.publish", "course", object_id=course_id,
        detail={"version": done.version, "items": done.items, "classes": len(done.classes),
                "structure": done.structure},
    )  # fmt: skip
    return done


async def _published(actor: Actor, course_id: UUID, frame: Frame, owners: list[UUID], move: bool) -> Published:
    services, tenant = current(), actor.tenant_id
    async with services.db.raw(tenant, pipelined=False) as conn:
        found = await rows.approved(conn, tenant, course_id)
        if not found and frame.row is None:
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
        lines, written = [], dict[UUID, tuple[UUID, int]]()
        for draft_id, content_id, _, newest, raw in found:
            document = from_json(raw)
            lesson = frame.settled(document) if document.status != "retired" else None
            if lesson is not None:
                # What was held or in review was approved in this form.
                document = replace(document, status="published", lesson_id=lesson)
            elif newest:
                document = replace(document, status="retired")
            else:
                # It leaves with its lesson before anybody has seen it.
                continue
            draft_ready.check(document)
            # A person has approved it: the evaluator, which serves nothing below its limit, follows them.
            lines.append(content_row(document, tenant, content_id, newest + 1, course_id, 1.0, now))
            written[content_id] = draft_id, newest + 1
        moves = 0
        if frame.row is not None:
            moves = await structure_publishing.apply(conn, tenant, frame.row, set(written), actor.person_id, now)
        await content_rows.add_items(conn, lines)
        if frame.row is not None:
            await structure_publishing.check_needs(conn, tenant, frame.row)
        await import_reviews.settle_items(conn, tenant, list(written), actor.person_id, now)
        drafts, versions = [one[0] for one in written.values()], [one[1] for one in written.values()]
        await rows.mark_published(conn, tenant, drafts, versions)
        version, _ = await content_rows.publish(conn, tenant, course_id, frame.mark, now)
        if frame.row is not None:
            await structure_rows.mark_published(conn, tenant, frame.row.structure_id, version)
        moved = await rows.move_classes(conn, tenant, course_id, owners, version) if move else []
        await retrieval_index.ask_for(conn, tenant, course_id)
    return Published(version, len(written), tuple(moved), frame.row is not None, moves)
