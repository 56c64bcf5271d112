"""What a teacher pins to the top of a class's path: a few contents, in an order, seen by all its students."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.agents.guardrail import suits
from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import current, trail
from learnapp.services.assignments import section_of
from learnapp.services.learner_facts import facts_of
from learnapp.services.progress import study
from learnapp.storage.repositories import assignments as assignment_rows
from learnapp.storage.repositories import pins as rows
from learnapp.storage.repositories import withdrawals as withdrawal_rows

MOST = 5


@dataclass(frozen=True)
class PinView:
    """A pinned content as who teaches sees it.

    Attributes:
        kind: Of the content, `gone` when the course has it no longer; then there is no title.
        withdrawn: The class no longer gets it, so students do not see it.
    """

    id: str = ""
    kind: str = "practice"
    title: str = ""
    withdrawn: bool = False


@dataclass(frozen=True)
class OwnPin:
    """A pinned content as a student sees it."""

    id: str = ""
    kind: str = "practice"
    title: str = ""
    minutes: int = 1
    done: bool = False


async def _lock(session: AsyncSession, tenant: UUID, section_id: UUID) -> None:
    if not await assignment_rows.lock(session, tenant, section_id):
        raise NotFoundError("There is no such class. Go back to your own classes.")


async def _audit(session: AsyncSession, actor: Actor, verb: str, section_id: UUID, content_id: UUID) -> None:
    await trail.audit(
        actor, f"pinned_content.{verb}", "pinned_content", object_id=content_id, detail={"section": str(section_id)},
        session=session,
    )  # fmt: skip


async def pin(actor: Actor, section_id: UUID, content_id: UUID) -> None:
    """Pin a content to the top of a class's path, behind what is pinned already.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        content_id: A content of its course.

    Raises:
        ConflictError: It is pinned already, there are enough pins, or the class does not get this content.
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such class, or its course has no such content.
    """
    await trail.authorise(actor, "write", "pinned_content", section_id=section_id)
    _, snapshot = await section_of(actor, section_id)
    if snapshot is None or content_id not in snapshot.content:
        raise NotFoundError("The course of this class has no such thing. Choose one from the list.")
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        await _lock(tx.session, tenant, section_id)
        if content_id in {one.content_id for one in await withdrawal_rows.withdrawn(tx.session, tenant, section_id)}:
            raise ConflictError("This class does not get this content any more. Offer it again first.")
        standing = await rows.pinned(tx.session, tenant, section_id)
        if content_id in standing:
            raise ConflictError("This is pinned already. You can move it up or down.")
        if len(standing) >= MOST:
            raise ConflictError(f"{MOST} things are pinned, and more would hide each other. Unpin one of them first.")
        await rows.add(tx.session, tenant, section_id, content_id, actor.person_id, now)
        await _audit(tx.session, actor, "pin", section_id, content_id)


async def unpin(actor: Actor, section_id: UUID, content_id: UUID) -> None:
    """Take a pin away.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: It is not pinned there.
    """
    await trail.authorise(actor, "write", "pinned_content", section_id=section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.remove(tx.session, actor.tenant_id, section_id, content_id):
            raise NotFoundError("This is not pinned any more. Reload the page.")
        await _audit(tx.session, actor, "unpin", section_id, content_id)


async def move(actor: Actor, section_id: UUID, content_id: UUID, by: int) -> None:
    """Move a pin one place up or down; at the end of the list nothing happens.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        content_id: What is pinned.
        by: -1 for up, 1 for down.

    Raises:
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: Another step than one up or down.
        NotFoundError: It is not pinned there.
    """
    await trail.authorise(actor, "write", "pinned_content", section_id=section_id)
    if by not in (-1, 1):
        raise InvalidInputError("A pin moves one place up or down. Reload the page and try again.")
    async with current().db.transaction(actor.tenant_id) as tx:
        await _lock(tx.session, actor.tenant_id, section_id)
        standing = list(await rows.pinned(tx.session, actor.tenant_id, section_id))
        if content_id not in standing:
            raise NotFoundError("This is not pinned any more. Reload the page.")
        here = standing.index(content_id)
        if not 0 <= here + by < len(standing):
            return
        standing[here], standing[here + by] = standing[here + by], standing[here]
        await rows.order(tx.session, actor.tenant_id, section_id, standing)
        await _audit(tx.session, actor, "update", section_id, content_id)


async def for_class(actor: Actor, section_id: UUID) -> list[PinView]:
    """Return what is pinned in a class, the first one first.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "read", "pinned_content", section_id=section_id)
    _, snapshot = await section_of(actor, section_id)
    known = snapshot.content if snapshot is not None else {}
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.pinned(tx.session, actor.tenant_id, section_id)
        gone = {one.content_id for one in await withdrawal_rows.withdrawn(tx.session, actor.tenant_id, section_id)}
    return [
        PinView(str(one), known[one].kind.value, known[one].title, one in gone)
        if one in known
        else PinView(str(one), "gone")
        for one in found
    ]


async def for_student(actor: Actor, section_id: UUID | None = None) -> list[OwnPin]:
    """Return what is pinned for the actor in the class they look at, as far as they may have it.

    Args:
        actor: A student.
        section_id: One of their classes; None for the one that they have chosen.

    Raises:
        ForbiddenError: The actor is no student.
        NotFoundError: They study in no such class.
    """
    await trail.authorise(actor, "read", "pinned_content", student_id=actor.person_id)
    here = await study(actor, section_id)
    section, content = here.section.section_id, here.snapshot.content
    age = facts_of(
        current().keyring, actor.tenant_id, actor.person_id, here.loaded, current().clock.now()
    ).age  # fmt: skip
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.pinned(tx.session, actor.tenant_id, section)
        shown = [
            one for one in found if one in content and one not in here.loaded.withdrawn and suits(content[one], age)
        ]
        steps, moments = [len(content[one].steps) for one in shown], [found[one] for one in shown]
        done = await rows.done(tx.session, actor.tenant_id, actor.person_id, shown, steps, moments)
    return [
        OwnPin(
            str(one), content[one].kind.value, content[one].title, max(1, round(content[one].minutes)), one in done
        )
        for one in shown
    ]  # fmt: skip
