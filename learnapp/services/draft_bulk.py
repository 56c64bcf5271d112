"""What is done with several items of an own course at once, each in its draft; one that cannot is left, and said."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import current, draft_forms, drafts
from learnapp.services.own_courses import desk
from learnapp.services.reviewers import NotCertifiedError
from learnapp.storage.repositories import drafts as rows
from learnapp.storage.repositories.drafts import DraftRow

CHANGED, HELD, GENERATED, NOT_WAITING, NO_DRAFT = "changed", "held", "generated", "not-waiting", "no-draft"
"""Why a draft is left: it changed since it was seen, the checks hold it, a language model wrote of it, and so on."""


TOPIC_CHANGES = ("only", "also", "not")


@dataclass(frozen=True, slots=True)
class Left:
    """A draft or item with which nothing was done.

    Attributes:
        one: Its id, as it was chosen.
        why: One of the causes above; "": `error` says it.
        error: What kept it.
    """

    one: UUID
    why: str = ""
    error: InvalidInputError | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What was done with those chosen: with how many, and with which not."""

    done: int
    left: tuple[Left, ...] = ()


async def approve(actor: Actor, course_id: UUID, seen: Mapping[UUID, str]) -> Done:
    """Approve drafts that wait and that nothing speaks against, each as it was seen.

    Args:
        actor: An admin.
        course_id: The course.
        seen: Draft -> ISO time of its last change that was seen.

    Raises:
        ForbiddenError: The actor may not approve.
        InvalidInputError: None was chosen, or too many.
    """
    chosen = drafts.bounded(list(seen))
    now, done, left = current().clock.now(), 0, list[Left]()
    async with current().db.transaction(actor.tenant_id) as tx:
        await desk(tx, actor, course_id, "decide")
        found = {one.draft_id: one for one in await rows.chosen(tx.session, actor.tenant_id, course_id, chosen)}
        for one in chosen:
            why = _against(found.get(one), seen[one])
            if not why:
                try:
                    decided = await drafts.decide_one(tx, actor, found[one], approve=True, words="", now=now)
                    why = "" if decided else NOT_WAITING
                except NotCertifiedError:
                    why = GENERATED
            if why:
                left.append(Left(one, why))
            else:
                done += 1
    return Done(done, tuple(left))


def _against(draft: DraftRow | None, seen: str) -> str:
    """Return what keeps a draft from being approved with others, "" for nothing."""
    if draft is None:
        return NO_DRAFT
    if draft.changed_at.isoformat() != seen:
        return CHANGED
    if draft.state != "review":
        return NOT_WAITING
    return HELD if draft.held else ""


async def submit(actor: Actor, course_id: UUID, seen: Mapping[UUID, str]) -> Done:
    """Hand drafts in, each as it was seen; one that is not ready keeps none of the others.

    Args:
        actor: Who may edit the course.
        course_id: The course.
        seen: As in `approve`.

    Raises:
        ForbiddenError: The actor may not edit the course.
        InvalidInputError: None was chosen, or too many.
    """
    done, left = 0, list[Left]()
    for one in drafts.bounded(list(seen)):
        try:
            if await drafts.submit(actor, course_id, [one], seen=seen[one]):
                done += 1
            else:
                left.append(Left(one, NO_DRAFT))
        except ConflictError:
            left.append(Left(one, CHANGED))
        except InvalidInputError as error:
            left.append(Left(one, error=error))
    return Done(done, tuple(left))


async def change_many(
    actor: Actor, course_id: UUID, items: Sequence[UUID], *, topic: UUID | None = None, how: str = "only",
    min_age: int | None = -1,
) -> Done:  # fmt: skip
    """Change the topics or the youngest age of several items, each in its draft.

    Args:
        actor: Who may edit the course.
        course_id: The course.
        items: The items.
        topic: A topic; None: theirs stay as they are.
        how: One of `TOPIC_CHANGES`: it is their only topic from now on, one more, or none of theirs any more.
        min_age: In years; None: for everybody, -1: as it is.

    Returns:
        How many drafts were written.

    Raises:
        ForbiddenError: The actor may not edit the course.
        InvalidInputError: Nothing was chosen, or there is no such way.
        NotFoundError: No such topic.
    """
    chosen = drafts.bounded(items)
    form: dict[str, Any] = {}
    if how not in TOPIC_CHANGES:
        raise InvalidInputError("There is no such way to change topics. Choose one of the list.")
    if min_age != -1:
        form["min_age"] = "" if min_age is None else str(min_age)
    if not form and topic is None:
        raise InvalidInputError("Choose what is to change: a topic or an age.")
    async with current().db.transaction(actor.tenant_id) as tx:
        here = await desk(tx, actor, course_id, "write")
        found = [(one, *await drafts.item_of(tx, actor.tenant_id, course_id, one)) for one in chosen]
    topics = drafts.topics_of(await drafts.course_of(actor, here))
    if topic is not None and str(topic) not in topics:
        raise NotFoundError("This course has no such topic. Choose one of the list.")
    done, left = 0, list[Left]()
    for content_id, document, version, draft in found:
        try:
            whole = form if topic is None else form | _topics(document.kc_ids, str(topic), how)
            changed = await asyncio.to_thread(draft_forms.applied, document, whole, topics)
            if changed != document:
                await drafts.write(actor, here, content_id, changed, version, draft)
                done += 1
        except ConflictError:
            left.append(Left(content_id, CHANGED))
        except InvalidInputError as error:
            left.append(Left(content_id, error=error))
    return Done(done, tuple(left))


def _topics(there: Sequence[str], topic: str, how: str) -> dict[str, Any]:
    """Return the topics of an item as its form says them; the first one says where it stands."""
    if how == "only":
        return {f"kc-{topic}": True}
    found = {f"kc-{kc}": True for kc in there if how == "also" or kc != topic}
    if how == "also":
        return found | {f"kc-{topic}": True}
    # The form refuses an item without any.
    return found or {f"kc-{topic}": False}
