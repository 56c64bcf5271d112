"""Changing what is assigned: another day, other students, another sentence; what was done since then counts on."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import ConflictError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import current, notices, trail
from learnapp.services.assignment_views import AssignmentChange, ChangeForm
from learnapp.services.assignments import MOST, MOST_WORDS, full, section_of, thing_of
from learnapp.services.calendar import calendar_of
from learnapp.services.classroom import require_open
from learnapp.services.due_days import checked_day
from learnapp.services.teacher_words import words_of
from learnapp.storage.repositories import assessments as assessment_rows
from learnapp.storage.repositories import assignments as rows
from learnapp.storage.repositories import notices as notice_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.assignments import AssignmentRow

_GONE = "There is no such assignment any more. Reload the page."


async def form_of(actor: Actor, section_id: UUID, assignment_id: UUID) -> ChangeForm:
    """Return an assignment as it is, for the form in which it is changed; days and times where the actor is.

    Raises:
        ForbiddenError: The actor may not assign in the class.
        NotFoundError: The class has no such assignment.
    """
    await trail.authorise(actor, "write", "assignment", section_id=section_id)
    _, snapshot = await section_of(actor, section_id)
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        one = await rows.one(tx.session, tenant, section_id, assignment_id)
        if one is None:
            raise NotFoundError(_GONE)
        here = await _takers(tx.session, tenant, one)
        zone = (await calendar_of(tx.session, tenant, actor.person_id)).zone
    due = one.due_at.astimezone(ZoneInfo(zone)) if one.due_at is not None else None
    return ChangeForm(
        str(assignment_id), thing_of(one, snapshot)[1], due.date().isoformat() if due else "",
        due.strftime("%H:%M") if due else "", one.words, one.everyone,
        [] if one.everyone else [str(student) for student in here],
    )  # fmt: skip


async def change(actor: Actor, section_id: UUID, assignment_id: UUID, wanted: AssignmentChange) -> None:
    """Give an assignment another day, other students or another sentence.

    Answers count on from when it was assigned. Whom it is new for is told so; the others are told of a new day, and are
    reminded of it again.

    Raises:
        BlockedError: The sentence breaks the rules of conduct.
        ConflictError: The test closes before that day, some of the students do not take it, or the same is assigned,
            or the class has too much already or is closed.
        ForbiddenError: The actor may not assign in the class.
        InvalidInputError: The day has passed or is too far away.
        NotFoundError: The class has no such assignment or no such student.
    """
    await trail.authorise(actor, "write", "assignment", section_id=section_id)
    section, snapshot = await section_of(actor, section_id)
    require_open(section)
    now, tenant = current().clock.now(), actor.tenant_id
    words = await asyncio.to_thread(words_of, wanted.words, MOST_WORDS, "nothing was changed")
    students = tuple(dict.fromkeys(wanted.students))
    async with current().db.transaction(tenant) as tx:
        await rows.lock(tx.session, tenant, section_id)
        one = await rows.one(tx.session, tenant, section_id, assignment_id)
        if one is None:
            raise NotFoundError(_GONE)
        due = one.due_at if _same_minute(one.due_at, wanted.due_at) else wanted.due_at
        moved = due != one.due_at
        if moved and due is not None:
            checked_day(due, now)
        over = one.due_at is not None and one.due_at < now
        if over and moved and await rows.count_open(tx.session, tenant, section_id, now) >= MOST:
            raise full()
        enrolled = await section_rows.student_ids(tx.session, tenant, section_id)
        if not set(students) <= set(enrolled):
            raise NotFoundError("One of these students is not in this class. Choose them from the list again.")
        students = await _of_test(tx.session, tenant, one, due, students)
        if await rows.same(
            tx.session, tenant, section_id, content=one.content_id, kc=one.kc_id, answers=one.answers,
            test=one.assessment_id, due=due, students=students, beside=assignment_id,
        ):  # fmt: skip
            raise ConflictError("The same is assigned already. Choose another day, or withdraw that one first.")
        before = set(await _takers(tx.session, tenant, one))
        await rows.change(tx.session, tenant, assignment_id, due=due, words=words, students=students)
        after = set(students or enrolled)
        title = thing_of(one, snapshot)[1][:200]
        await _tell(tx.session, actor, one, title, before, after, moved=moved)
        detail = {"section": str(section_id), "students": len(students), "moved": moved}
        await trail.audit(
            actor, "assignment.change", "assignment", object_id=assignment_id, detail=detail, session=tx.session
        )


def _same_minute(one: datetime | None, other: datetime | None) -> bool:
    """Return whether a form, which knows no seconds, shows both alike."""
    if one is None or other is None:
        return one is other
    return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)


async def _takers(session: AsyncSession, tenant: UUID, one: AssignmentRow) -> list[UUID]:
    """Return the students of the class whom an assignment is for."""
    enrolled = await section_rows.student_ids(session, tenant, one.section_id)
    if one.everyone:
        return enrolled
    chosen = set(await rows.chosen(session, tenant, one.assignment_id))
    return [student for student in enrolled if student in chosen]


async def _of_test(
    session: AsyncSession, tenant: UUID, one: AssignmentRow, due: datetime | None, students: tuple[UUID, ...]
) -> tuple[UUID, ...]:
    """Return for whom it is from now on: of a test only who takes it.

    Raises:
        ConflictError: The test closes before that day, or some of the students do not take it.
    """
    made = await assessment_rows.one(session, tenant, one.assessment_id) if one.assessment_id is not None else None
    if made is None:
        return students
    if made.closes_at is not None and due is not None and due != one.due_at and made.closes_at <= due:
        raise ConflictError("The test closes before it is due. Choose an earlier day, or let the test close later.")
    if made.everyone:
        return students
    takers = await assessment_rows.takers(session, tenant, made.assessment_id)
    if not set(students) <= set(takers):
        raise ConflictError("Some of these students do not take this test. Choose only students who do.")
    return students or tuple(takers)


async def _tell(
    session: AsyncSession, actor: Actor, one: AssignmentRow, title: str, before: Collection[UUID],
    after: Collection[UUID], *, moved: bool,
) -> None:  # fmt: skip
    tenant, about = actor.tenant_id, one.assignment_id
    if moved:
        # Of the old day nobody is told any more, and tomorrow's reminder comes again.
        await notice_rows.forget_about(session, tenant, about)
    else:
        await notice_rows.forget_with(session, tenant, about, [each for each in before if each not in after])
    new = [each for each in after if each not in before]
    stays = [each for each in after if each in before]
    for people, state in ((new, {}), (stays if moved else [], {"state": "moved"})):
        await notices.tell(
            session, tenant, "assignment", people, about=about, section=one.section_id, by=actor.person_id,
            arguments={"title": title, **state}, merge=f"assignment:{about}",
        )  # fmt: skip
