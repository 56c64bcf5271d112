"""An approved structure becomes that of the next version of its course; contents go along, answers stay."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.services import current
from learnapp.services.draft_documents import ItemDocument
from learnapp.services.structure_documents import Structure, from_json, placed
from learnapp.storage.repositories import content as content_rows
from learnapp.storage.repositories import published_structures as published
from learnapp.storage.repositories import structures as rows
from learnapp.storage.repositories.structures import Facts, StructureRow

_OVERTAKEN = (
    "The lessons or topics were changed by an import since this change of them was begun. Throw the change away, or"
    " write it anew over the course as it is now."
)


class Frame:
    """The structures between which a publication goes.

    Args:
        live: As it is.
        drafted: As contents were written for: with the open draft, whatever its state.
        row: The approved draft; None: the structure stays.
    """

    def __init__(self, live: Structure, drafted: Structure, row: StructureRow | None) -> None:
        self.row = row
        self._drafted = drafted
        self._next = from_json(row.document) if row is not None else live
        self._topics = {one.id for one in self._next.topics}
        self._lessons = {one.id for one in self._next.lessons}

    def settled(self, document: ItemDocument) -> str | None:
        """Return the lesson of an approved item in the next version; None: its lesson leaves the course.

        Raises:
            ConflictError: It belongs to a topic or a lesson that the next version does not have.
        """
        lesson = placed(document.lesson_id, document.kc_ids, self._drafted, self._next)
        goes = lesson is None and self.row is not None
        if not goes and (lesson not in self._lessons or not set(document.kc_ids) <= self._topics):
            raise ConflictError(
                f"“{document.title[:60]}” belongs to a topic that is not in the course yet. Approve the change of its"
                " lessons and topics too, or give it another topic."
            )
        return lesson

    @property
    def mark(self) -> str:
        """What tells the next version from every other one with the same contents."""
        return str(self.row.structure_id) if self.row is not None else ""


async def frame_of(tenant: UUID, course_id: UUID) -> Frame:
    """Return the structures of a course; whoever asks holds its place for imports, so that they stay.

    Raises:
        ConflictError: It was changed by an import since the approved draft was begun.
        NotFoundError: There is no such course.
    """
    async with current().db.transaction(tenant) as tx:
        raw = await rows.frame(tx.session, tenant, course_id)
        row = await rows.open_draft(tx.session, tenant, course_id)
    if raw is None:
        raise NotFoundError("Your institution has no such course. Go back to the list.")
    live = from_json(raw)
    approved = row if row is not None and row.state == "approved" else None
    if approved is not None and from_json(approved.before).taught != live.taught:
        raise ConflictError(_OVERTAKEN)
    return Frame(live, from_json(row.document) if row is not None else live, approved)


async def apply(
    conn: AsyncConnection[TupleRow], tenant: UUID, row: StructureRow, written: set[UUID], by: UUID, now: datetime
) -> int:  # fmt: skip
    """Write the approved structure, and let contents and open drafts follow it.

    Args:
        conn: The transaction of the publication.
        tenant: The institution.
        row: The approved draft.
        written: Contents that get a new version from an approved draft of their own.
        by: Who publishes.
        now: When the new versions of contents are made.

    Returns:
        How many contents were moved or taken out.

    Raises:
        ConflictError: Somebody has changed the draft since it was read.
    """
    course_id = row.course_id
    locked = await published.approved(conn, tenant, course_id)
    if locked is None or locked.changed_at != row.changed_at:
        raise ConflictError("Somebody has changed the lessons or topics meanwhile. Reload the page.")
    before, after = from_json(row.before), from_json(row.document)
    facts = Facts(
        after.title, after.subject, after.description, after.language, after.grade_band, after.license,
        after.attribution,
    )  # fmt: skip
    await published.apply(
        conn, tenant, course_id, facts, row.document["lessons"], row.document["topics"], after.needs
    )  # fmt: skip
    moved: dict[UUID, UUID] = {}
    out: list[UUID] = []
    for content_id, lesson, topics in await published.published_places(conn, tenant, course_id):
        if content_id in written:
            continue
        place = placed(str(lesson), map(str, topics), before, after)
        if place is None:
            out.append(content_id)
        elif place != str(lesson):
            moved[content_id] = UUID(place)
    if moved:
        await published.move_items(conn, tenant, moved, now)
    if out:
        await content_rows.set_status(conn, tenant, out, "retired", now)
    await published.follow(conn, tenant, moved)
    left = [
        draft
        for draft, content_id, lesson, topics in await published.open_drafts(conn, tenant, course_id)
        if content_id not in written and placed(lesson, topics, after, after) is None
    ]
    if left:
        await published.drop_drafts(conn, tenant, left, by, now)
    return len(moved) + len(out)


async def check_needs(conn: AsyncConnection[TupleRow], tenant: UUID, row: StructureRow) -> None:
    """Refuse a structure by which a topic would never open; the contents of the next version are written already.

    Raises:
        InvalidInputError: It lets a topic need one for which nothing is approved that students could practise.
    """
    before, after = from_json(row.before), from_json(row.document)
    fresh = sorted(set(after.needs) - set(before.needs))
    if not fresh:
        return
    there = {str(one) for one in await published.practised(conn, tenant, row.course_id)}
    names = {one.id: one.name for one in after.topics}
    for topic, needed in fresh:
        if topic in names and needed in names and needed not in there:
            raise InvalidInputError(
                f"No task for “{names[needed]}” is approved, so “{names[topic]}”, which needs it, would stay closed."
                " Approve one first, or take the prerequisite away."
            )
