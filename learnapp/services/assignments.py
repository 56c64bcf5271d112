"""What a teacher assigns: to a class or to some of its students; done is what the log says is done."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.agents.guardrail import suits
from learnapp.agents.ports import Facts
from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.paging import bounded
from learnapp.engine.kc import CourseSnapshot
from learnapp.security.access import Actor
from learnapp.services import assessments, classroom, current, notices, people, trail
from learnapp.services.assignment_views import (
    AssignmentDraft,
    AssignmentView,
    ClassAssignments,
    OwnAssignment,
    WaitingView,
)
from learnapp.services.calendar import calendar_of
from learnapp.services.due_days import checked_day, due_moment, no_school, without_school
from learnapp.services.learner_facts import facts_of
from learnapp.services.progress import Study, study
from learnapp.services.teacher_words import words_of
from learnapp.storage.repositories import assessments as assessment_rows
from learnapp.storage.repositories import assignments as rows
from learnapp.storage.repositories import notices as notice_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import withdrawals as withdrawal_rows
from learnapp.storage.repositories.assignments import AssignmentRow
from learnapp.storage.repositories.sections import Section

MOST, MOST_WORDS, MOST_ANSWERS, PAGE, NAMED = 50, 200, 100, 10, 12
MOST_SHOWN = 2 * MOST
"""A student sees what a class can have at a time, and as much that is over."""
SHOWN_AFTER = timedelta(days=30)
"""So long a student still sees what is late."""
DONE_FOR = timedelta(days=7)
"""So long what is done stays in sight where there is no due day."""

__all__ = [
    "AssignmentDraft", "AssignmentView", "ClassAssignments", "OwnAssignment", "assign", "due_moment", "for_class",
    "for_content", "for_student", "withdraw", "without_school",
]  # fmt: skip


async def section_of(actor: Actor, section_id: UUID) -> tuple[Section, CourseSnapshot | None]:
    """Return a class and what it studies. The caller has asked the policy.

    Raises:
        NotFoundError: No such class here.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await section_rows.sections_by_id(tx.session, actor.tenant_id, [section_id])
    if not found:
        raise NotFoundError("There is no such class. Go back to your own classes.")
    one = found[0]
    return one, await classroom.course_of(one.course_tenant_id, one.course_id, one.course_version)


def _checked(draft: AssignmentDraft, snapshot: CourseSnapshot | None, now: datetime) -> CourseSnapshot:
    """Return the course that a draft is about; raise what is wrong with the draft."""
    if [draft.content_id, draft.kc_id, draft.assessment_id].count(None) != 2:
        raise InvalidInputError("Choose one topic, one content or one test to assign.")
    if snapshot is None or (
        draft.assessment_id is None and draft.content_id not in snapshot.content and draft.kc_id not in snapshot.kcs
    ):
        raise NotFoundError("The course of this class has no such thing. Choose one from the list.")
    if not 0 <= draft.answers <= MOST_ANSWERS or (draft.answers and draft.kc_id is None):
        raise InvalidInputError(f"Choose a number of answers from 1 to {MOST_ANSWERS} for a topic.")
    if draft.due_at is not None:
        checked_day(draft.due_at, now)
    return snapshot


def full() -> ConflictError:
    """Return what is said to whoever wants one more than a class can have at a time; what is over does not count."""
    return ConflictError(f"This class has {MOST} assignments that are not over. Withdraw one of them first.")


async def assign(actor: Actor, section_id: UUID, draft: AssignmentDraft) -> UUID:
    """Assign a topic, a content or a test to a class or to some of its students; return the assignment's id.

    A test that only some students take is assigned to them alone. A test that is still a draft is given with it, to
    those to whom it is assigned.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        draft: What, for whom, until when.

    Raises:
        BlockedError: The sentence breaks the rules of conduct.
        ConflictError: The same is assigned already, or the class is closed, has too much or does not get this.
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: Something of the draft makes no sense.
        NotFoundError: No such class, no such thing in its course, or no such student in it.
    """
    await trail.authorise(actor, "write", "assignment", section_id=section_id)
    section, snapshot = await section_of(actor, section_id)
    classroom.require_open(section)
    now, tenant = current().clock.now(), actor.tenant_id
    snapshot = _checked(draft, snapshot, now)
    words = await asyncio.to_thread(words_of, draft.words, MOST_WORDS, "nothing was assigned")
    students = tuple(dict.fromkeys(draft.students))
    content = snapshot.content.get(draft.content_id) if draft.content_id is not None else None
    title = content.title if content is not None else snapshot.kcs[draft.kc_id].name if draft.kc_id else ""
    assignment_id = uuid7()
    if draft.assessment_id is not None:
        await _give_ready(actor, section_id, draft.assessment_id)
    async with current().db.transaction(tenant) as tx:
        if not await rows.lock(tx.session, tenant, section_id):
            raise NotFoundError("There is no such class. Go back to your own classes.")
        if draft.assessment_id is not None:
            title, students = await _test(tx.session, actor, section_id, draft, students, now)
        enrolled = await section_rows.student_ids(tx.session, tenant, section_id) if students else []
        if not set(students) <= set(enrolled):
            raise NotFoundError("One of these students is not in this class. Choose them from the list again.")
        gone = {one.content_id for one in await withdrawal_rows.withdrawn(tx.session, tenant, section_id)}
        if draft.content_id in gone:
            raise ConflictError("This class does not get this content any more. Offer it again first.")
        if await rows.count_open(tx.session, tenant, section_id, now) >= MOST:
            raise full()
        if await rows.same(
            tx.session, tenant, section_id, content=draft.content_id, kc=draft.kc_id, answers=draft.answers,
            test=draft.assessment_id, due=draft.due_at, students=students,
        ):  # fmt: skip
            raise ConflictError("The same is assigned already. Choose another day, or withdraw that one first.")
        await rows.add(
            tx.session, tenant, assignment_id, section=section_id, content=draft.content_id, kc=draft.kc_id,
            answers=draft.answers, steps=len(content.steps) if content is not None else 0, students=students,
            due=draft.due_at, words=words, by=actor.person_id, now=now, test=draft.assessment_id,
        )  # fmt: skip
        whom = students or await section_rows.student_ids(tx.session, tenant, section_id)
        await notices.tell(
            tx.session, tenant, "assignment", whom, about=assignment_id, section=section_id, by=actor.person_id,
            arguments={"title": title[:200]}, merge=f"assignment:{assignment_id}",
        )  # fmt: skip
        thing = str(draft.content_id or draft.kc_id or draft.assessment_id)
        detail = {"section": str(section_id), "thing": thing, "students": len(students)}
        await trail.audit(
            actor, "assignment.assign", "assignment", object_id=assignment_id, detail=detail, session=tx.session
        )
    return assignment_id


async def _give_ready(actor: Actor, section_id: UUID, assessment_id: UUID) -> None:
    """Raise where a test of the class is a draft that cannot be given as it is."""
    async with current().db.transaction(actor.tenant_id) as tx:
        made = await assessment_rows.one(tx.session, actor.tenant_id, assessment_id)
    if made is not None and made.section_id == section_id and made.given_at is None and made.withdrawn_at is None:
        await assessments.ready(actor, assessment_id)


async def _test(
    session: AsyncSession,
    actor: Actor,
    section_id: UUID,
    draft: AssignmentDraft,
    students: tuple[UUID, ...],
    now: datetime,
) -> tuple[str, tuple[UUID, ...]]:
    """Return the title of a test that is to be assigned, and for whom: only who takes it can be asked to.

    A draft is given to them.

    Raises:
        ConflictError: It has closed, or closes before it is due; or some of the students do not take it.
        NotFoundError: The class has no such test.
    """
    assert draft.assessment_id is not None  # noqa: S101 - asked before
    tenant = actor.tenant_id
    made = await assessment_rows.one(session, tenant, draft.assessment_id)
    if made is None or made.section_id != section_id or made.withdrawn_at is not None:
        raise NotFoundError("This class has no such test. Choose one from the list.")
    if made.closes_at is not None and made.closes_at <= (draft.due_at or now):
        raise ConflictError("The test closes before it is due. Choose an earlier day, or let the test close later.")
    if made.given_at is None:
        await assessments.give_ready(session, actor, made, students)
        return made.title, students
    if made.everyone:
        return made.title, students
    takers = await assessment_rows.takers(session, tenant, made.assessment_id)
    if not set(students) <= set(takers):
        raise ConflictError("Some of these students do not take this test. Choose only students who do.")
    return made.title, students or tuple(takers)


async def withdraw(actor: Actor, section_id: UUID, assignment_id: UUID) -> None:
    """Take an assignment back; what the students have done stays theirs.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: The class has no such assignment.
    """
    await trail.authorise(actor, "write", "assignment", section_id=section_id)
    now = current().clock.now()
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.withdraw(tx.session, actor.tenant_id, section_id, assignment_id, actor.person_id, now):
            raise NotFoundError("There is no such assignment any more. Reload the page.")
        await notice_rows.forget_about(tx.session, actor.tenant_id, assignment_id)
        await trail.audit(
            actor, "assignment.withdraw", "assignment", object_id=assignment_id,
            detail={"section": str(section_id)}, session=tx.session,
        )  # fmt: skip


async def for_class(actor: Actor, section_id: UUID, *, offset: int = 0, size: int = PAGE) -> ClassAssignments:
    """Return what is assigned to a class, with who is done: the next due first, what is over last.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        offset: Assignments before the page.
        size: Assignments on it.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "read", "assignment", section_id=section_id)
    section, snapshot = await section_of(actor, section_id)
    offset, size = bounded(offset, size)
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        found, total = await rows.standing(tx.session, tenant, section_id, now, offset, size)
        left = await rows.left_of(tx.session, tenant, section_id, [one.assignment_id for one in found])
        gone = {one.content_id for one in await withdrawal_rows.withdrawn(tx.session, tenant, section_id)}
        await trail.disclosed(
            actor, {student for _, student, _ in left}, "assignments", section_id=section_id, session=tx.session
        )
        zone = (await calendar_of(tx.session, tenant, actor.person_id)).zone
    names = await people.names(tenant, {student for _, student, missing in left if missing})
    views = []
    for one in found:
        mine = [(student, missing) for assignment, student, missing in left if assignment == one.assignment_id]
        late = [WaitingView(str(student), names.get(student, "")) for student, missing in mine if missing]
        kind, title = thing_of(one, snapshot)
        views.append(
            AssignmentView(
                id=str(one.assignment_id),
                kind=kind,
                thing_id=str(one.content_id or one.kc_id or one.assessment_id),
                title=title,
                answers=one.answers,
                due=one.due_at.isoformat() if one.due_at else "",
                over=one.due_at is not None and one.due_at < now,
                day_off=await no_school(tenant, one.due_at, zone),
                words=one.words,
                everyone=one.everyone,
                done=len(mine) - len(late),
                of=len(mine),
                waiting=late[:NAMED],
                more=max(0, len(late) - NAMED),
                withdrawn=one.content_id in gone,
            )
        )
    return ClassAssignments(section.title, views, total, offset, closed=section.status != "active")


def thing_of(one: AssignmentRow, snapshot: CourseSnapshot | None) -> tuple[str, str]:
    """Return the kind and the title of what is assigned; no title when the course, or the class, has it no longer."""
    if one.assessment_id is not None:
        return "test", one.test or ""
    if one.kc_id is not None:
        return "topic", snapshot.kcs[one.kc_id].name if snapshot is not None and one.kc_id in snapshot.kcs else ""
    if snapshot is None or one.content_id not in snapshot.content:
        return "gone", ""
    content = snapshot.content[one.content_id]
    return content.kind.value, content.title


async def for_student(actor: Actor, section_id: UUID | None = None, *, most: int = MOST_SHOWN) -> list[OwnAssignment]:
    """Return what is assigned to the actor in the class they look at: what is still to do first, the next due first.

    Args:
        actor: A student.
        section_id: One of their classes; None for the one that they have chosen.
        most: So many at most.

    Raises:
        ForbiddenError: The actor is no student.
        NotFoundError: They study in no such class.
    """
    await trail.authorise(actor, "read", "assignment", student_id=actor.person_id)
    return await in_class(actor, await study(actor, section_id), most=most)


async def in_class(actor: Actor, here: Study, *, most: int = MOST_SHOWN) -> list[OwnAssignment]:
    """Return the same as `for_student` of a class that was looked up already. The caller has asked the policy."""
    return sorted(await _standing(actor, here, most), key=lambda view: view.state == "done")


async def for_content(actor: Actor, content_id: UUID) -> OwnAssignment | None:
    """Return the assignment that a student works on with a content: of itself before one of its topic, None for none.

    Raises:
        ForbiddenError: The actor is no student.
        NotFoundError: None of their courses has it.
    """
    await trail.authorise(actor, "read", "assignment", student_id=actor.person_id)
    here = await study(actor, None, content_id)
    topics = {str(kc) for kc in here.snapshot.content[content_id].kc_ids}
    views = await _standing(actor, here, MOST_SHOWN)
    itself = [view for view in views if view.thing_id == str(content_id)]
    of_topic = [view for view in views if view.thing_id in topics and view.state != "done"]
    return next(iter(sorted(itself, key=lambda view: view.state == "done") + of_topic), None)


async def _standing(actor: Actor, here: Study, most: int) -> list[OwnAssignment]:
    now = current().clock.now()
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.of_student(
            tx.session, actor.tenant_id, actor.person_id, [here.section.section_id], now - SHOWN_AFTER, most
        )
    facts = facts_of(current().keyring, actor.tenant_id, actor.person_id, here.loaded, now)
    return [_own(one, left, here, facts, now) for one, left in found if _in_sight(one, left, here, now)]


def _in_sight(one: AssignmentRow, left: int, here: Study, now: datetime) -> bool:
    """Return whether a student is shown an assignment: something of their course, done lately or not done."""
    if one.content_id in here.loaded.withdrawn or not thing_of(one, here.snapshot)[1]:
        return False
    return left > 0 or (now <= one.due_at if one.due_at else now - one.made_at <= DONE_FOR)


def _own(one: AssignmentRow, left: int, here: Study, facts: Facts, now: datetime) -> OwnAssignment:
    kind, title = thing_of(one, here.snapshot)
    late = one.due_at is not None and one.due_at < now
    zone = ZoneInfo(facts.zone)
    return OwnAssignment(
        id=str(one.assignment_id),
        kind=kind,
        thing_id=str(one.content_id or one.kc_id or one.assessment_id),
        title=title,
        section=here.section.title,
        href=_start(one, here, facts.age),
        answers=one.answers,
        left=left if one.answers else 0,
        due=one.due_at.isoformat() if one.due_at else "",
        days=(one.due_at.astimezone(zone).date() - now.astimezone(zone).date()).days if one.due_at else 0,
        state="done" if not left else "late" if late else "open",
        words=one.words,
    )


def _start(one: AssignmentRow, here: Study, age: int | None) -> str:
    """Return what opens: the test, the content, or something of the topic that suits and was not done lately."""
    if one.assessment_id is not None:
        return f"/quiz/{one.assessment_id}"
    ids = here.snapshot.by_kc.get(one.kc_id, ()) if one.kc_id is not None else [one.content_id]
    known = [each for each in ids if each in here.snapshot.content and each not in here.loaded.withdrawn]
    allowed = [each for each in known if each is not None and suits(here.snapshot.content[each], age)]
    recent = here.loaded.learner.recent_content if here.loaded.learner else []
    fresh = [each for each in allowed if each not in recent]
    return f"/learn/{(fresh or allowed)[0]}" if allowed else ""
