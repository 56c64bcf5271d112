"""The structure of own courses: begun from nothing, changed in a draft, handed in, approved, thrown away.

Lessons and topics go the way of items (decision 58): what is written is a draft, seen by no student, that an
administrator approves; `services.publishing` makes a version of the course of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.engine.kc import ContentKind
from learnapp.integrations.content_packages.foreign.course import slug_of
from learnapp.security.access import Actor
from learnapp.services import begun_once, current, structure_edits, trail
from learnapp.services.drafts import MOST_WORDS
from learnapp.services.own_courses import Desk, desk
from learnapp.services.structure_documents import Structure, TopicPart, from_json, placed
from learnapp.storage.db import Transaction
from learnapp.storage.repositories import drafts as item_drafts
from learnapp.storage.repositories import structures as rows
from learnapp.storage.repositories.structures import ContentLine, Facts, StructureRow

CHANGED = "Somebody has changed the lessons or topics since you opened this page. Reload it, then change them again."
_NO_DRAFT = "There is no such change any more. Reload the page."


@dataclass(frozen=True, slots=True)
class Written:
    """The structure of a course as its open draft has it.

    Attributes:
        before: As it was when the draft was begun, or is without one.
        contents: With their drafts, each in the lesson that it has in the draft; those that leave the course are not
            among them.
    """

    here: Desk
    row: StructureRow | None
    before: Structure
    now: Structure
    contents: tuple[ContentLine, ...]


async def written(tx: Transaction, here: Desk) -> Written:
    """Return what is written of a course's structure, of which the desk says that somebody may work on it.

    Raises:
        NotFoundError: The course was deleted meanwhile.
    """
    tenant, course_id = tx.tenant_id, here.course.course_id
    row = await rows.open_draft(tx.session, tenant, course_id)
    raw = row.before if row is not None else await rows.frame(tx.session, tenant, course_id)
    if raw is None:
        raise NotFoundError("Your institution has no such course. Go back to the list.")
    before = from_json(raw)
    now = from_json(row.document) if row is not None else before
    lines = await rows.contents(tx.session, tenant, course_id)
    placed_now = ((one, placed(one.lesson, one.topics, before, now)) for one in lines)
    contents = tuple(replace(one, lesson=lesson) for one, lesson in placed_now if lesson is not None)
    return Written(here, row, before, now, contents)


async def create(actor: Actor, form: Mapping[str, Any]) -> UUID:
    """Begin a course of which nothing is there yet; its structure is a draft. A second press gives the same course.

    Args:
        actor: A teacher or an admin.
        form: title, subject, description, language, grade_from, grade_to, license, attribution.

    Returns:
        The course.

    Raises:
        ForbiddenError: The actor may not begin courses.
        InvalidInputError: A field cannot be taken.
    """
    await trail.authorise(actor, "create", "course_draft", student_id=actor.person_id)
    facts = Facts(**structure_edits.facts(form), language=structure_edits.language(form))
    course_id, tenant, now = uuid7(), actor.tenant_id, current().clock.now()
    structure = Structure(**asdict(facts))
    async with current().db.transaction(tenant) as tx:
        if (before := await begun_once.course(tx, actor.person_id, facts)) is not None:
            return before
        slug = f"{slug_of(structure.title)}-{course_id.hex[-8:]}"
        await rows.begin_course(tx.session, tenant, course_id, slug, facts, actor.person_id, now)
        await rows.put(
            tx.session, tenant, uuid7(), course_id, before=structure.as_json(), document=structure.as_json(),
            by=actor.person_id, now=now,
        )  # fmt: skip
        await trail.audit(actor, "course.begin", "course", object_id=course_id, session=tx.session)
    return course_id


async def delete(actor: Actor, course_id: UUID) -> None:
    """Delete a course of which nothing was ever published, with all its drafts.

    Raises:
        ConflictError: A version of it is published.
        ForbiddenError: The actor may not edit the course.
        NotFoundError: The institution has no such course.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        here = await desk(tx, actor, course_id, "write")
        if here.course.version:
            raise ConflictError("This course was published, so it stays. Take its lessons out instead.")
        for line in await rows.contents(tx.session, actor.tenant_id, course_id):
            draft = await item_drafts.of_item(tx.session, actor.tenant_id, course_id, line.content_id)
            if draft is not None:
                await item_drafts.withdraw(
                    tx.session, actor.tenant_id, draft.draft_id, actor.person_id, current().clock.now()
                )
        await rows.forget_course(tx.session, actor.tenant_id, course_id)
        await trail.audit(actor, "course.delete", "course", object_id=course_id, session=tx.session)


Change = Callable[[Written], Structure]


async def edit(actor: Actor, course_id: UUID, change: Change, *, seen: str) -> None:
    """Change the structure in its draft; the first change begins one.

    Args:
        actor: Who may edit the course.
        course_id: The course.
        change: Gives the structure as it is to be, of what is written.
        seen: ISO time of the last change that the writer has seen, "" where they saw no draft.

    Raises:
        ConflictError: Somebody was faster, or it cannot be done; the message says why.
        ForbiddenError: The actor may not edit the course.
        InvalidInputError: It cannot be so.
        NotFoundError: No such course, lesson or topic.
    """
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        found = await written(tx, await desk(tx, actor, course_id, "write"))
        row = found.row
        if (row.changed_at.isoformat() if row is not None else "") != seen:
            raise ConflictError(CHANGED)
        after = change(found)
        if after == found.now:
            return
        if row is None:
            done = await rows.put(
                tx.session, tenant, uuid7(), course_id, before=found.before.as_json(), document=after.as_json(),
                by=actor.person_id, now=now,
            )  # fmt: skip
        else:
            done = await rows.change(
                tx.session, tenant, row.structure_id, document=after.as_json(), by=actor.person_id,
                seen=row.changed_at, now=_after(now, row.changed_at),
            )  # fmt: skip
        if not done:
            raise ConflictError(CHANGED)
        await _follow(tx, course_id, found.now, after)
        await trail.audit(actor, "structure.write", "course", object_id=course_id, session=tx.session)


def _after(now: datetime, before: datetime) -> datetime:
    """Return a time that differs from the one before, also when the clock stands still."""
    return now if now > before else before + timedelta(microseconds=1)


async def _follow(tx: Transaction, course_id: UUID, was: Structure, now: Structure) -> None:
    """Let the drafts of contents stand in the lessons that their topics have now."""
    places = {}
    for line in await rows.contents(tx.session, tx.tenant_id, course_id):
        lesson = placed(line.lesson, line.topics, was, now) if line.state else None
        if lesson is not None and lesson != line.lesson:
            places[line.content_id] = lesson
    if places:
        await rows.place_drafts(tx.session, tx.tenant_id, course_id, places)


async def add_lesson(actor: Actor, course_id: UUID, title: str, *, seen: str) -> str:
    """Add a lesson at the end; returns its id. Errors as in `edit`."""
    lesson = str(uuid7())
    await edit(actor, course_id, lambda one: structure_edits.add_lesson(one.now, lesson, title), seen=seen)
    return lesson


async def remove_lesson(actor: Actor, course_id: UUID, lesson: str, to: str, *, seen: str) -> None:
    """Take a lesson away, its topics and contents to another one or, with "", out of the course. Errors: `edit`."""

    def change(found: Written) -> Structure:
        used: dict[str, list[str]] = {}
        for line in found.contents:
            for topic in line.topics:
                used.setdefault(topic, []).append(line.lesson)
        contents = sum(line.lesson == lesson for line in found.contents)
        return structure_edits.remove_lesson(found.now, lesson, to, used=used, contents=contents)

    await edit(actor, course_id, change, seen=seen)


async def add_topic(actor: Actor, course_id: UUID, lesson: str, name: str, description: str, *, seen: str) -> str:
    """Add a topic to a lesson; returns its id. Errors as in `edit`."""
    kc_id = uuid7()
    topic = TopicPart(str(kc_id), f"{slug_of(name)}-{kc_id.hex[-8:]}", name, description)
    await edit(actor, course_id, lambda one: structure_edits.add_topic(one.now, lesson, topic), seen=seen)
    return topic.id


async def remove_topic(actor: Actor, course_id: UUID, topic: str, *, seen: str) -> None:
    """Take a topic away that no content has. Errors as in `edit`."""
    await edit(
        actor,
        course_id,
        lambda one: structure_edits.remove_topic(one.now, topic, having(one.contents, topic)),
        seen=seen,
    )


async def add_need(actor: Actor, course_id: UUID, topic: str, needed: str, *, seen: str) -> None:
    """Let a topic need another one first. Errors as in `edit`."""

    def change(found: Written) -> Structure:
        practised = {kc for line in found.contents if line.kind == ContentKind.PRACTICE for kc in line.topics}
        return structure_edits.add_need(found.now, topic, needed, practised)

    await edit(actor, course_id, change, seen=seen)


def having(contents: Sequence[ContentLine], topic: str) -> int:
    """Return how many contents have a topic."""
    return sum(topic in one.topics for one in contents)


async def _open(tx: Transaction, course_id: UUID, seen: str) -> StructureRow:
    row = await rows.open_draft(tx.session, tx.tenant_id, course_id)
    if row is None:
        raise NotFoundError(_NO_DRAFT)
    if row.changed_at.isoformat() != seen:
        raise ConflictError(CHANGED)
    return row


async def submit(actor: Actor, course_id: UUID, *, seen: str) -> None:
    """Hand the draft of a structure in.

    Raises:
        ConflictError: Somebody has changed it since, or it was handed in already.
        ForbiddenError: The actor may not edit the course.
        InvalidInputError: A course without a lesson or without a topic teaches nothing.
        NotFoundError: There is no draft.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        await desk(tx, actor, course_id, "write")
        row = await _open(tx, course_id, seen)
        structure = from_json(row.document)
        if not structure.lessons:
            raise InvalidInputError("This course has no lesson yet. Add one first.")
        if not any(one.topics for one in structure.lessons):
            raise InvalidInputError("No lesson of this course has a topic yet. Add one first.")
        if not await rows.submit(tx.session, actor.tenant_id, row.structure_id, row.changed_at):
            raise ConflictError(CHANGED)
        await trail.audit(actor, "structure.submit", "course", object_id=course_id, session=tx.session)


async def decide(actor: Actor, course_id: UUID, *, approve: bool, words: str = "", seen: str) -> None:
    """Approve the structure that waits, or send it back.

    Raises:
        ConflictError: Somebody has changed it since, or it waits no more.
        ForbiddenError: The actor may not approve.
        NotFoundError: There is no draft.
    """
    words = " ".join(words.split())[:MOST_WORDS]
    async with current().db.transaction(actor.tenant_id) as tx:
        await desk(tx, actor, course_id, "decide")
        row = await _open(tx, course_id, seen)
        done = await rows.decide(
            tx.session, actor.tenant_id, row.structure_id, approve=approve, words=words, by=actor.person_id,
            seen=row.changed_at, now=current().clock.now(),
        )  # fmt: skip
        if not done:
            raise ConflictError(CHANGED)
        await trail.audit(
            actor, "structure.approve" if approve else "structure.return", "course", object_id=course_id,
            session=tx.session, detail={"own": row.made_by == actor.person_id},
        )  # fmt: skip


async def discard(actor: Actor, course_id: UUID, *, seen: str) -> None:
    """Throw the draft of a structure away; the course stays as it is published.

    Raises:
        ConflictError: Contents are written for topics that only the draft has, nothing is published to go back to, or
            somebody has changed it since.
        ForbiddenError: The actor may not edit the course.
        NotFoundError: There is no draft.
    """
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        found = await written(tx, await desk(tx, actor, course_id, "write"))
        row = await _open(tx, course_id, seen)
        if not found.here.course.version:
            raise ConflictError("Nothing of this course is published yet. Delete the course instead.")
        live = {one.id for one in found.before.topics}
        lines = await rows.contents(tx.session, tenant, course_id)
        lost = [one for one in lines if one.state and not set(one.topics) <= live]
        if lost:
            raise ConflictError(
                f"Contents are written for topics that only this change has: {len(lost)}, such as"
                f" “{lost[0].title[:60]}”. Give them another topic or throw their drafts away first."
            )
        await _follow(tx, course_id, found.now, found.before)
        if not await rows.remove(tx.session, tenant, row.structure_id, row.changed_at):
            raise ConflictError(CHANGED)
        await trail.audit(actor, "structure.discard", "course", object_id=course_id, session=tx.session)
