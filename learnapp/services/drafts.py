"""Drafts of items: begun, written, handed in, approved or sent back, thrown away; nothing of them reaches a student."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.engine.kc import CourseSnapshot
from learnapp.security.access import Actor
from learnapp.services import (
    begun_once,
    content_checks,
    current,
    draft_forms,
    draft_ready,
    reviewers,
    structure_overlay,
    trail,
)
from learnapp.services.content_checks import ItemReport
from learnapp.services.draft_documents import ItemDocument, from_json, from_row
from learnapp.services.own_courses import Desk, desk
from learnapp.storage.db import Transaction
from learnapp.storage.repositories import authoring as item_rows
from learnapp.storage.repositories import drafts as rows
from learnapp.storage.repositories.drafts import DraftRow

MOST_CHOSEN, MOST_WORDS = 100, 500
_CHANGED = "Somebody has changed this item since you opened it. Reload the page, then write your change again."
_UNSEEN = "Somebody has changed this draft since you opened it. Reload the page and look at it first."
_NO_DRAFT = "There is no draft of this item any more. Reload the page."


async def course_of(actor: Actor, here: Desk) -> CourseSnapshot:
    """Return an own course as its drafts have it, of which the desk says that the actor may work on it."""
    return await structure_overlay.drafted(actor.tenant_id, here)


async def item_of(
    tx: Transaction, tenant: UUID, course: UUID, content_id: UUID
) -> tuple[ItemDocument, int, DraftRow | None]:
    """Return an item as its open draft has it, else as it is, with its newest version (0: not in the course yet).

    Raises:
        NotFoundError: The course has no such item.
    """
    draft = await rows.of_item(tx.session, tenant, course, content_id)
    found = await item_rows.item(tx.session, tenant, course, content_id)
    version = int(found[1]) if found is not None else 0
    if draft is not None:
        return from_json(draft.document), version, draft
    if found is None:
        raise NotFoundError("This course has no such item. Go back to the list.")
    return from_row(found[2:]), version, None


async def save(actor: Actor, course_id: UUID, content_id: UUID, form: Mapping[str, Any], *, seen: str = "") -> UUID:
    """Write the form of an item into its draft; the first change begins one.

    Args:
        actor: Who may edit the course.
        course_id: The course.
        content_id: The item.
        form: The fields of `services.draft_forms`.
        seen: ISO time of the last change of the draft that the writer has seen, "" where they saw none.

    Returns:
        The draft.

    Raises:
        ConflictError: Somebody has changed the draft since.
        ForbiddenError: The actor may not edit the course.
        InvalidInputError: A field cannot be taken.
        NotFoundError: No such course or item.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        here = await desk(tx, actor, course_id, "write")
        document, version, draft = await item_of(tx, actor.tenant_id, course_id, content_id)
    if (draft.changed_at.isoformat() if draft is not None else "") != seen:
        raise ConflictError(_CHANGED)
    snapshot = await course_of(actor, here)
    changed = await asyncio.to_thread(draft_forms.applied, document, form, topics_of(snapshot))
    return await write(actor, here, content_id, changed, version, draft)


def topics_of(snapshot: CourseSnapshot) -> dict[str, str]:
    """Return the topics of a course with the first lesson that teaches each, in the order of the lessons."""
    found: dict[str, str] = {}
    for lesson in snapshot.lessons:
        for kc in lesson.kc_ids:
            found.setdefault(str(kc), str(lesson.lesson_id))
    first = str(snapshot.lessons[0].lesson_id) if snapshot.lessons else ""
    return {**found, **{str(kc): first for kc in snapshot.kcs if str(kc) not in found}}


async def write(
    actor: Actor, here: Desk, content_id: UUID, changed: ItemDocument, version: int, draft: DraftRow | None,
    generated: Mapping[str, Any] | None = None,
) -> UUID:  # fmt: skip
    """Write a document into the draft of an item, if nobody was faster.

    Args:
        actor: Who writes.
        here: The desk, by which they may.
        content_id: The item.
        changed: As it is to be.
        version: Of the item that is changed; 0: a new one.
        draft: The open draft as it was read, None for none.
        generated: What of it a language model wrote; None: as it was.

    Raises:
        ConflictError: Somebody was faster.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        return await _write(tx, actor, here, content_id, changed, version, draft, generated)


async def _write(
    tx: Transaction, actor: Actor, here: Desk, content_id: UUID, changed: ItemDocument, version: int,
    draft: DraftRow | None, generated: Mapping[str, Any] | None = None,
) -> UUID:  # fmt: skip
    tenant, now = actor.tenant_id, current().clock.now()
    if draft is None:
        draft_id = uuid7()
        done = await rows.put(
            tx.session, tenant, draft_id, here.course.course_id, content_id, base=version,
            document=changed.as_json(), by=actor.person_id, now=now,
        )  # fmt: skip
    else:
        draft_id = draft.draft_id
        done = await rows.change(
            tx.session, tenant, draft_id, document=changed.as_json(), report={}, by=actor.person_id,
            seen=draft.changed_at, now=_after(now, draft.changed_at),
        )  # fmt: skip
        await rows.withdraw(tx.session, tenant, draft_id, actor.person_id, now)
    if not done:
        raise ConflictError(_CHANGED)
    if generated is not None:
        await rows.mark(tx.session, tenant, draft_id, generated)
    await trail.audit(
        actor, "draft.write", "content", object_id=content_id, session=tx.session,
        detail={"course": str(here.course.course_id), **({"generated": True} if generated else {})},
    )  # fmt: skip
    return draft_id


def _after(now: datetime, before: datetime) -> datetime:
    """Return a time that differs from the one before, also when the clock stands still."""
    return now if now > before else before + timedelta(microseconds=1)


async def add(
    actor: Actor, course_id: UUID, topic: UUID, title: str, kind: str = "numeric", *, lesson: UUID | None = None
) -> UUID:
    """Begin a new item with one step; returns its id. Arguments and errors as in `begin`; `kind` is one of answer."""

    def made(snapshot: CourseSnapshot, title: str, content_id: UUID) -> ItemDocument:
        if kind not in draft_forms.WRITTEN:
            raise InvalidInputError("There is no such kind of answer. Choose one of the list.")
        return new_document(snapshot, topic, title, kind, content_id)

    return await begin(actor, course_id, topic, title, made, lesson=lesson)


Make = Callable[[CourseSnapshot, str, UUID], ItemDocument]
"""Gives the first document of something new, of the course, its title and its id."""


async def begin(
    actor: Actor, course_id: UUID, topic: UUID, title: str, make: Make, *, lesson: UUID | None = None
) -> UUID:
    """Begin something new as a draft; returns its id. A second press gives what the first one has begun.

    Args:
        actor: Who may edit the course.
        course_id: The course.
        topic: What it teaches or practises.
        title: Its title.
        make: Makes its document.
        lesson: Where it stands; None: in the first lesson that teaches the topic.

    Raises:
        ForbiddenError: The actor may not edit the course.
        InvalidInputError: There is no title, or `make` refuses.
        NotFoundError: The course has no such topic or lesson.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        here = await desk(tx, actor, course_id, "write")
    snapshot = await course_of(actor, here)
    title = " ".join(title.split())[: draft_forms.MOST_TITLE]
    if not title:
        raise InvalidInputError("Give it a title.")
    if topic not in snapshot.kcs or (lesson is not None and lesson not in snapshot.objectives):
        raise NotFoundError("This course has no such lesson or topic. Choose one of the list.")
    content_id = uuid7()
    document = await asyncio.to_thread(make, snapshot, title, content_id)
    place = document.lesson_id if lesson is None else str(lesson)
    # The first of its topic stands under the licence of the course.
    document = replace(document, lesson_id=place, license=document.license or here.course.license)
    async with current().db.transaction(actor.tenant_id) as tx:
        if (before := await begun_once.item(tx, actor.person_id, course_id, document)) is not None:
            return before
        await _write(tx, actor, here, content_id, document, 0, None)
    return content_id


def new_document(snapshot: CourseSnapshot, topic: UUID, title: str, kind: str, content_id: UUID) -> ItemDocument:
    """Return a new item of a topic with one step that asks nothing yet."""
    beside = next((snapshot.content[one] for one in reversed(snapshot.by_kc.get(topic, ()))), None)
    step = {"id": "a", "prompt": "", "answer_kind": kind, "choices": [], "kc_ids": [str(topic)], "hints": []}
    return ItemDocument(
        kind="practice", title=title, body="", public={"steps": [step]},
        key={"steps": {"a": {"accepted": [], "tolerance": 0.0, "solution": "", "misconceptions": []}}, "hints": {}},
        kc_ids=[str(topic)], lesson_id=topics_of(snapshot)[str(topic)],
        position=beside.position if beside else 0, minutes=2.0, difficulty=0.0, discrimination=1.0, min_age=None,
        language=snapshot.language, license=beside.license if beside else "", attribution="", source="own",
        source_ref=f"own/{content_id}",
    )  # fmt: skip


async def discard(actor: Actor, course_id: UUID, content_id: UUID, *, seen: str = "") -> None:
    """Throw the open draft of an item away; the item stays as it is published.

    Args:
        actor: Who may edit the course.
        course_id: The course.
        content_id: The item.
        seen: ISO time of the last change that was looked at; "": whatever it is now.

    Raises:
        ConflictError: Somebody has changed it since: what they have written was not seen.
        ForbiddenError: The actor may not edit the course.
        NotFoundError: There is no open draft.
    """
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        await desk(tx, actor, course_id, "write")
        draft = await rows.of_item(tx.session, tenant, course_id, content_id)
        # Locked, so that nobody changes it any more.
        found = await rows.chosen(tx.session, tenant, course_id, [draft.draft_id]) if draft is not None else []
        if not found:
            raise NotFoundError(_NO_DRAFT)
        if seen and found[0].changed_at.isoformat() != seen:
            raise ConflictError(
                "Somebody has changed this draft since you opened it. Reload the page and look at it first."
            )
        await rows.remove(tx.session, tenant, found[0].draft_id, actor.person_id, now)
        await trail.audit(actor, "draft.discard", "content", object_id=content_id, session=tx.session)


async def set_retired(actor: Actor, course_id: UUID, content_id: UUID, retired: bool) -> UUID:
    """Let a draft take the item out of the course, or bring it back, with the next version; returns the draft."""
    async with current().db.transaction(actor.tenant_id) as tx:
        here = await desk(tx, actor, course_id, "write")
        document, version, draft = await item_of(tx, actor.tenant_id, course_id, content_id)
    changed = replace(document, status="retired" if retired else "published")
    return await write(actor, here, content_id, changed, version, draft)


async def submit(actor: Actor, course_id: UUID, drafts: Sequence[UUID], *, seen: str = "") -> int:
    """Hand drafts in: each is checked, and what falls below a limit waits in the review queue by itself.

    Returns how many were handed in.

    Raises:
        ConflictError: Somebody has changed one since `seen`; without it one that changes meanwhile is left out.
        ForbiddenError: The actor may not edit the course.
        InvalidInputError: None was chosen, too many, or one cannot be asked as it is.
    """
    chosen = bounded(drafts)
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        here = await desk(tx, actor, course_id, "write")
        found = [one for one in await rows.chosen(tx.session, tenant, course_id, chosen) if one.state == "draft"]
    _unchanged(found, seen)
    snapshot = await course_of(actor, here)
    reports = await asyncio.to_thread(_checked, found, snapshot, here.course.grade_band)
    done = 0
    async with current().db.transaction(tenant) as tx:
        for draft, report in reports:
            # What a language model wrote is always looked at singly.
            held = [*report.held, *(["draft-held-generated"] if draft.generated else [])]
            at = draft.changed_at
            if not await rows.submit(tx.session, tenant, draft.draft_id, report.as_json(), bool(held), at):
                if seen:
                    raise ConflictError(_CHANGED)
                continue
            done += 1
            if held:
                causes = {"causes": held, "course": str(course_id), "content": str(draft.content_id)}
                await rows.hold(
                    tx.session, tenant, uuid7(), draft.draft_id, title=str(draft.document["title"]),
                    reason=held[0], evidence=causes, confidence=report.quality, by=actor.person_id, now=now,
                )  # fmt: skip
        detail = {"course": str(course_id), "drafts": done}
        await trail.audit(actor, "draft.submit", "course", object_id=course_id, session=tx.session, detail=detail)
    return done


def _unchanged(found: Sequence[DraftRow], seen: str) -> None:
    if seen and any(one.changed_at.isoformat() != seen for one in found):
        raise ConflictError(_CHANGED)


def _checked(found: Sequence[DraftRow], snapshot: CourseSnapshot, grades: str) -> list[tuple[DraftRow, ItemReport]]:
    checked = []
    for draft in found:
        document = from_json(draft.document)
        draft_ready.check(document, first=True)
        checked.append((draft, content_checks.report(document, draft.content_id, snapshot, grades)))
    return checked


def bounded(drafts: Sequence[UUID]) -> list[UUID]:
    """Return what was chosen, each once.

    Raises:
        InvalidInputError: Nothing, or too much.
    """
    chosen = list(dict.fromkeys(drafts))
    if not chosen:
        raise InvalidInputError("Choose at least one row.")
    if len(chosen) > MOST_CHOSEN:
        raise InvalidInputError(f"Choose at most {MOST_CHOSEN} rows at once.")
    return chosen


async def decide(
    actor: Actor, course_id: UUID, draft_id: UUID, *, approve: bool, words: str = "", seen: str = ""
) -> None:  # fmt: skip
    """Approve a draft that waits, also one that the checks hold, or send it back; many at once are `draft_bulk`'s.

    Args:
        actor: An admin, who has looked at it.
        course_id: The course.
        draft_id: The draft.
        approve: The decision.
        words: Why, for its author.
        seen: ISO time of the last change that was looked at; "": whatever it is now.

    Raises:
        ConflictError: Somebody has changed it since, or it waits no more.
        ForbiddenError: The actor may not approve.
        NotCertifiedError: A language model wrote something of it, and the actor is not certified for that.
        NotFoundError: There is no such course or draft.
    """
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        await desk(tx, actor, course_id, "decide")
        _unchanged(found := await rows.chosen(tx.session, tenant, course_id, [draft_id]), seen)
        if not found:
            raise NotFoundError(_NO_DRAFT)
        if not await decide_one(tx, actor, found[0], approve=approve, words=words, now=now):
            raise ConflictError("Somebody else has decided this already. Reload the page.")


async def decide_one(
    tx: Transaction, actor: Actor, draft: DraftRow, *, approve: bool, words: str, now: datetime
) -> bool:
    """Decide one draft in the transaction of the caller, which has asked the policy; False: it waits no more.

    Raises:
        NotCertifiedError: A language model wrote something of it, and the actor is not certified for that.
    """
    if approve and draft.generated:
        await reviewers.require(tx.session, actor.tenant_id, actor.person_id)
    words = " ".join(words.split())[:MOST_WORDS]
    done = await rows.decide(
        tx.session, actor.tenant_id, draft.draft_id, approve=approve, words=words, by=actor.person_id, now=now
    )
    if done:
        await trail.audit(
            actor, "draft.approve" if approve else "draft.return", "content", object_id=draft.content_id,
            session=tx.session, detail={"own": draft.made_by == actor.person_id, "held": draft.held},
        )  # fmt: skip
    return done
