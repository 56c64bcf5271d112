"""Broken items: a class no longer gets them, their attempts no longer count, and both can be taken back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.engine.history import Book
from learnapp.engine.kc import CourseSnapshot
from learnapp.security import access
from learnapp.security.access import Actor
from learnapp.services import classroom, current, people, rollups, trail
from learnapp.services.item_views import NoticeView, VoidView, WithdrawalView
from learnapp.services.notices import ring_after, tell
from learnapp.services.progress import percent, sections
from learnapp.services.recompute import recompute
from learnapp.storage.repositories import item_analysis as analysis_rows
from learnapp.storage.repositories import notices as notice_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import withdrawals as rows
from learnapp.storage.repositories.notice_sources import Source
from learnapp.storage.repositories.withdrawals import Notice, VoidRow

MAX_REASON = 500
AT_ONCE = 30
"""So many students are calculated while the instructor waits; the worker does the others."""
LATER = timedelta(seconds=15)
"""The worker looks once more after this long: answers that were under way when a void was made are stored by then."""
_PART = 50


async def course_of(actor: Actor, section_id: UUID) -> tuple[str, CourseSnapshot]:
    """Return a section's title and what it studies. The caller has asked the policy.

    Raises:
        NotFoundError: No such section here, or it studies no course.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await section_rows.sections_by_id(tx.session, actor.tenant_id, [section_id])
    if not found:
        raise NotFoundError("There is no such class. Go back to your own classes.")
    snapshot = await classroom.course_of(found[0].course_tenant_id, found[0].course_id, found[0].course_version)
    if snapshot is None:
        raise NotFoundError("This class studies no course yet. Choose one for it first.")
    return found[0].title, snapshot


def _reason(text: str) -> str:
    text = " ".join(text.replace("\x00", "").encode("utf-8", "ignore").decode().split())
    if not text:
        raise InvalidInputError("Say what is wrong with this question, then send it.")
    if len(text) > MAX_REASON:
        raise InvalidInputError(f"The reason is longer than {MAX_REASON} characters. Shorten it.")
    return text


async def _title(actor: Actor, section_id: UUID, item_id: UUID) -> str:
    _, snapshot = await course_of(actor, section_id)
    if item_id not in snapshot.content:
        raise NotFoundError("The course of this class has no such question. Choose one from the list.")
    return snapshot.content[item_id].title


async def flag(actor: Actor, section_id: UUID, item_id: UUID, reason: str) -> None:
    """Offer an item no longer to a class, from the next event on; the admins see it in the review queue.

    Raises:
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: No reason was given, or too long a one.
        NotFoundError: The class has no such item.
    """
    await trail.authorise(actor, "withdraw", "class_item", section_id=section_id)
    reason = _reason(reason)
    title, now = await _title(actor, section_id, item_id), current().clock.now()
    async with current().db.transaction(actor.tenant_id) as tx:
        known = {one.content_id: one for one in await rows.withdrawn(tx.session, actor.tenant_id, section_id)}
        voided = item_id in known and known[item_id].voided
        await _withdraw(tx.session, actor, section_id, item_id, title, reason, now, voided=voided)
        await _audit(tx.session, actor, "withdraw", section_id, item_id)


async def _withdraw(
    session: Any, actor: Actor, section_id: UUID, item_id: UUID, title: str, reason: str, now: datetime, *, voided: bool
) -> None:
    place = {"section": section_id, "item": item_id}
    await rows.flag(session, actor.tenant_id, **place, reason=reason, voided=voided, by=actor.person_id, now=now)
    await rows.tell_admins(
        session, actor.tenant_id, uuid7(), **place, title=title, reason=reason, by=actor.person_id, now=now
    )
    about: dict[str, Any] = {"about": item_id, "by": actor.person_id, "arguments": {"title": title[:200]}}
    await tell(session, actor.tenant_id, "flagged", Source.ADMINS, **about, merge=f"flagged:{item_id}")
    if not voided:
        await tell(
            session, actor.tenant_id, "withdrawn", Source.ANSWERED, **about, section=section_id,
            once=f"withdrawn:{section_id}:{item_id}", merge=f"item:{section_id}:{item_id}",
        )  # fmt: skip


async def _audit(session: Any, actor: Actor, verb: str, section_id: UUID, item_id: UUID, **detail: str) -> None:
    await trail.audit(
        actor, f"class_item.{verb}", "class_item", object_id=item_id,
        detail={"section": str(section_id), **detail}, session=session,
    )  # fmt: skip


async def offer_again(actor: Actor, section_id: UUID, item_id: UUID) -> None:
    """Offer a withdrawn item to the class again.

    Raises:
        ConflictError: Its attempts are void; that is to be undone first.
        ForbiddenError: The actor does not teach the class.
    """
    await trail.authorise(actor, "withdraw", "class_item", section_id=section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.unflag(tx.session, actor.tenant_id, section_id, item_id):
            raise ConflictError("This question is in use, or its answers do not count. Let them count first.")
        await _audit(tx.session, actor, "offer", section_id, item_id)


async def void(actor: Actor, section_id: UUID, item_id: UUID, reason: str, since: date | None = None) -> None:
    """Let attempts on an item not count in a class, calculate the mastery of its students again, and tell them.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        item_id: The item; it is also withdrawn.
        reason: What is wrong with it.
        since: Only attempts from this day on, in the institution's time zone; None: all.

    Raises:
        ConflictError: Its attempts are void already.
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: No reason, or a day that has not come yet.
        NotFoundError: The class has no such item.
    """
    await trail.authorise(actor, "void", "class_item", section_id=section_id)
    reason = _reason(reason)
    title, now = await _title(actor, section_id, item_id), current().clock.now()
    async with current().db.transaction(actor.tenant_id) as tx:
        zone = await analysis_rows.time_zone(tx.session, actor.tenant_id)
        moment = datetime.combine(since, time.min, ZoneInfo(zone)) if since is not None else None
        if moment is not None and moment > now:
            raise InvalidInputError("This day has not come yet. Choose today or a day before, or leave it empty.")
        made = VoidRow(
            uuid7(), section_id, item_id, title[:200], reason, moment, actor.person_id, now, None, None
        )  # fmt: skip
        if not await rows.add_void(tx.session, actor.tenant_id, made):
            raise ConflictError("The answers to this question do not count already. Reload the page.")
        await _withdraw(tx.session, actor, section_id, item_id, title, reason, now, voided=True)
        await _begin(tx.session, actor.tenant_id, made, now)
        await _audit(tx.session, actor, "void", section_id, item_id, void=str(made.void_id))
    await _at_once(actor.tenant_id, made)


async def restore(actor: Actor, section_id: UUID, item_id: UUID) -> None:
    """Let attempts on an item count again, also those made meanwhile; the item stays withdrawn.

    Raises:
        ConflictError: They count.
        ForbiddenError: The actor does not teach the class.
    """
    await trail.authorise(actor, "void", "class_item", section_id=section_id)
    now = current().clock.now()
    async with current().db.transaction(actor.tenant_id) as tx:
        undone = await rows.undo_void(tx.session, actor.tenant_id, section_id, item_id, actor.person_id, now)
        found = await rows.void_by_id(tx.session, actor.tenant_id, undone) if undone is not None else None
        if found is None:
            raise ConflictError("The answers to this question count. Reload the page.")
        place = {"section": section_id, "item": item_id}
        await rows.flag(
            tx.session, actor.tenant_id, **place, reason="", voided=False, by=actor.person_id, now=now
        )  # fmt: skip
        await _begin(tx.session, actor.tenant_id, found, now)
        await _audit(tx.session, actor, "restore", section_id, item_id, void=str(found.void_id))
    await _at_once(actor.tenant_id, found)


async def _begin(session: Any, tenant_id: UUID, made: VoidRow, now: datetime) -> None:
    """Note who is concerned, and ask the worker: at once for a large class, and once more a moment later."""
    await rows.add_affected(session, tenant_id, made, now)
    await _tell(session, tenant_id, made, undone=made.undone_at is not None)
    _, affected = await rows.progress(session, tenant_id, made.void_id)
    if affected > AT_ONCE:
        await rows.enqueue(session, tenant_id, [made.void_id], now)
    await rows.enqueue(session, tenant_id, [made.void_id], now + LATER)


async def _tell(session: Any, tenant_id: UUID, made: VoidRow, *, undone: bool) -> None:
    """Tell everybody concerned, each once; an older notice about the same question that is unread gives way."""
    state = "again" if undone else "voided"
    await tell(
        session, tenant_id, "voided", Source.VOIDED, about=made.void_id, section=made.section_id,
        arguments={"title": made.title[:200], "state": state}, once=f"void:{made.void_id}:{state}",
        merge=f"item:{made.section_id}:{made.content_id}",
    )  # fmt: skip


async def _at_once(tenant_id: UUID, made: VoidRow) -> None:
    async with current().db.transaction(tenant_id) as tx:
        _, affected = await rows.progress(tx.session, tenant_id, made.void_id)
    if affected <= AT_ONCE:
        await _calculate(tenant_id, made)


async def _calculate(tenant_id: UUID, made: VoidRow) -> None:
    book = Book()
    while True:
        async with current().db.transaction(tenant_id) as tx:
            students = await rows.waiting(tx.session, tenant_id, made.void_id, _PART)
        for student in students:
            # One transaction each: stopped anywhere, the next run goes on with the others.
            await recompute(tenant_id, student, book, made)
        if not students:
            break
    await _count_days(tenant_id, made)


async def _count_days(tenant_id: UUID, made: VoidRow) -> None:
    """Count the days again on which the attempts were made, each in a transaction of its own."""
    async with current().db.transaction(tenant_id) as tx:
        moments = await rows.moments_of(tx.session, tenant_id, made)
    await rollups.recount(tenant_id, made.section_id, moments)


async def work(tenant_id: UUID, void_id: UUID) -> None:
    """Calculate everybody again whom a void concerns and who is not done; called by the job, as often as needed."""
    async with current().db.transaction(tenant_id) as tx:
        made = await rows.void_by_id(tx.session, tenant_id, void_id)
        if made is None:
            return
        await rows.add_affected(tx.session, tenant_id, made, (made.undone_at or made.made_at) + LATER)
        await _tell(tx.session, tenant_id, made, undone=made.undone_at is not None)
    await _calculate(tenant_id, made)


async def withdrawal(actor: Actor, section_id: UUID, item_id: UUID) -> WithdrawalView:
    """Return whether an item is offered to a class, why not, and what was voided and undone.

    Raises:
        ForbiddenError: The actor does not teach the class.
    """
    await trail.authorise(actor, "read", "class_item", section_id=section_id)
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        known = {one.content_id: one for one in await rows.withdrawn(tx.session, tenant, section_id)}
        voids = await rows.voids_of(tx.session, tenant, section_id, item_id)
        done, affected = await rows.progress(tx.session, tenant, voids[0].void_id) if voids else (0, 0)
    flagged = known.get(item_id)
    who = {one for void in voids for one in (void.made_by, void.undone_by) if one is not None}
    names = await people.names(tenant, who | ({flagged.flagged_by} if flagged else set()))
    barred = flagged is not None and flagged.flagged_by.int == 0
    return WithdrawalView(
        state="" if flagged is None else "barred" if barred else "voided" if flagged.voided else "flagged",
        reason=flagged.reason if flagged else "",
        by=names.get(flagged.flagged_by, "") if flagged else "",
        at=flagged.flagged_at.isoformat() if flagged else "",
        done=done,
        affected=affected,
        busy=done < affected,
        past=[
            VoidView(
                one.reason,
                one.since.isoformat() if one.since else "",
                one.made_at.isoformat(),
                names.get(one.made_by, ""),
                one.undone_at.isoformat() if one.undone_at else "",
                names.get(one.undone_by, "") if one.undone_by else "",
            )
            for one in voids
        ],
    )


async def notices(actor: Actor, section_id: UUID | None = None) -> list[NoticeView]:
    """Return what a student has not put away yet of items that no longer count, or count again.

    Raises:
        ForbiddenError: The actor is no student.
    """
    access.require(actor, "read", "student_record", student_id=actor.person_id)
    own = await sections(actor)
    here = next((one for one in own if section_id is None or one.section_id == section_id), None)
    if here is None:
        return []
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.notices(tx.session, actor.tenant_id, actor.person_id, here.section_id)
    if not found:
        return []
    snapshot = await current().courses.get(*here.course)
    return [_notice(one, snapshot) for one in found]


def _notice(one: Notice, snapshot: CourseSnapshot) -> NoticeView:
    told = [change for change in one.changes if change.get("enough") and UUID(change["kc"]) in snapshot.kcs]
    if not told:
        return NoticeView(str(one.void_id), one.title, one.undone)
    most = max(told, key=lambda change: abs(change["after"] - change["before"]))
    before, after = percent(most["before"]), percent(most["after"])
    topic = snapshot.kcs[UUID(most["kc"])].name
    kind = "same" if before == after else "moved"
    return NoticeView(str(one.void_id), one.title, one.undone, kind, topic, before, after)


async def dismiss(actor: Actor, void_id: UUID) -> None:
    """Put a notice away, on every device.

    Raises:
        ForbiddenError: The actor is no student.
    """
    access.require(actor, "read", "student_record", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        now = current().clock.now()
        await rows.dismiss(tx.session, actor.tenant_id, void_id, actor.person_id, now)
        await notice_rows.read_about(tx.session, actor.tenant_id, actor.person_id, "voided", void_id, now)
        ring_after(tx.session, actor.tenant_id, [actor.person_id])
