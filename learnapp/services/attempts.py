"""Taking a test: begin, answer, go on, go back where one may, take a break, hand in.

The server's clock decides. Every change holds the attempt's row, so two devices never mix; what comes twice is
harmless. An answer is judged when it comes and kept here alone: it goes through `record_event`, and into what practice
knows, when the results may be seen (`services.attempt_records`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.core.paging import MAX_PAGE_SIZE
from learnapp.engine.time_limit import Break, TimeLeft
from learnapp.security import consent
from learnapp.security.access import Actor
from learnapp.services import (
    adaptive_tests,
    attempt_records,
    course_graphs,
    current,
    item_parameters,
    latecomers,
    own_tests,
    trail,
)
from learnapp.services.assessment_views import OwnTest, SittingView
from learnapp.services.attempt_items import askable, first_items, served
from learnapp.services.attempt_reading import Sat, clock, pauses, sat, with_pauses
from learnapp.services.attempt_views import BETWEEN, sitting_view
from learnapp.services.learner_facts import facts_of
from learnapp.services.practice import MAX_DRAFT, response_of, step_of
from learnapp.services.progress import Study, study
from learnapp.storage.repositories import assessments as made_rows
from learnapp.storage.repositories import attempts as rows
from learnapp.storage.repositories import exposure as exposure_rows
from learnapp.storage.repositories import withdrawals as withdrawal_rows
from learnapp.storage.repositories.assessments import AssessmentRow
from learnapp.storage.repositories.attempts import AttemptRow, ServedItem

_OVER = "The time of this test is over. What you had answered until then is handed in."


async def _may(actor: Actor) -> None:
    await trail.authorise(actor, "write", "attempt", student_id=actor.person_id)


async def own(actor: Actor, section_id: UUID | None = None) -> list[OwnTest]:
    """Return as many tests of the class that a student looks at as a page can hold: what can be taken comes first.

    Raises:
        ForbiddenError: The actor is no student.
    """
    return (await own_tests.listed(actor, section_id, size=MAX_PAGE_SIZE)).rows


async def intro(actor: Actor, assessment_id: UUID) -> OwnTest:
    """Return a test before it is begun: how long it takes, how often it may be taken.

    Raises:
        ForbiddenError: The actor is no student.
        NotFoundError: None of the student's classes has it.
    """
    made, here = await _given(actor, assessment_id)
    tenant, student, now = actor.tenant_id, actor.person_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        mine = await rows.of_student(tx.session, tenant, student, [assessment_id])
        extra = (await made_rows.accommodated(tx.session, tenant, made.section_id)).get(student, (1.0, 0, 0))
        (made,) = await latecomers.for_student(tx.session, tenant, student, [made])
    return own_tests.view(made, mine, here.section.title, extra, now)


async def _given(actor: Actor, assessment_id: UUID) -> tuple[AssessmentRow, Study]:
    await _may(actor)
    async with current().db.transaction(actor.tenant_id) as tx:
        made = await made_rows.one(tx.session, actor.tenant_id, assessment_id)
        takes = made is not None and (
            made.everyone or actor.person_id in await made_rows.takers(tx.session, actor.tenant_id, assessment_id)
        )
    if made is None or not takes or made.given_at is None or made.withdrawn_at is not None:
        raise NotFoundError("There is no such test. Go back to Today.")
    return made, await study(actor, made.section_id)


async def begin(actor: Actor, assessment_id: UUID) -> str:
    """Begin an attempt, or go on with the one that runs; return its id.

    Raises:
        ConflictError: It is not open now, no attempt is left, or there is nothing to ask.
        ForbiddenError: The actor is no student, or nothing may be stored of them.
        NotFoundError: None of the student's classes has it.
    """
    made, here = await _given(actor, assessment_id)
    try:
        return await _begin(actor, made, here)
    except IntegrityError:
        # Begun on another device at the same moment: go on with that one.
        return await _begin(actor, made, here)


async def _begin(actor: Actor, made: AssessmentRow, here: Study) -> str:
    assessment_id = made.assessment_id
    services = current()
    tenant, student, now = actor.tenant_id, actor.person_id, services.clock.now()
    facts = facts_of(services.keyring, tenant, student, here.loaded, now)
    allowed = consent.covers(
        facts.consents, birth_date=facts.birth_date, institution_kind=facts.institution_kind, today=facts.today
    )
    if not allowed.allowed:
        raise ForbiddenError("Your answers are not kept, so you cannot take a test here. Ask your school.")
    snapshot = await course_graphs.view(tenant, await item_parameters.course(tenant, here.base), here.loaded.graph)
    attempt = uuid7()
    async with services.db.transaction(tenant) as tx:
        # Its limits may change until the first one begins: this attempt gets those that hold now, and keeps them.
        made = await made_rows.held(tx.session, tenant, assessment_id, change=False) or made
        if made.withdrawn_at is not None:
            raise NotFoundError("There is no such test. Go back to Today.")
        mine = await rows.of_student(tx.session, tenant, student, [assessment_id])
        running = next((a for a in mine if a.submitted_at is None and not clock(a, made, now).over), None)
        if running is not None:
            return str(running.attempt_id)
        (as_mine,) = await latecomers.for_student(tx.session, tenant, student, [made])
        _open_now(as_mine, mine, now)
        factor, breaks, minutes = (await made_rows.accommodated(tx.session, tenant, made.section_id)).get(
            student, (1.0, 0, 0)
        )
        row = AttemptRow(attempt, assessment_id, student, len(mine) + 1, now, None, factor, breaks, minutes)
        row = replace(row, deadline_at=clock(row, made, now).deadline)
        row = latecomers.begun_late(row, made, as_mine)
        gone = {one.content_id for one in await withdrawal_rows.withdrawn(tx.session, tenant, made.section_id)}
        known = askable(snapshot, gone, facts.age)
        topics = await made_rows.topics(tx.session, tenant, assessment_id)
        if made.kind in adaptive_tests.KINDS:
            spared = await exposure_rows.one(tx.session, tenant, assessment_id)
            first = adaptive_tests.first(made, topics, known, snapshot, attempt, spared)
        else:
            items = await made_rows.items(tx.session, tenant, assessment_id)
            first = first_items(made, items, topics, known, attempt)
        await rows.add(tx.session, tenant, row)
        await rows.add_items(tx.session, tenant, attempt, served(first, attempt))
    await attempt_records.note_begun(actor, made, attempt)
    return str(attempt)


def _open_now(made: AssessmentRow, mine: list[AttemptRow], now: datetime) -> None:
    if made.opens_at is not None and now < made.opens_at:
        raise ConflictError("This test has not opened yet. Come back when it opens.")
    if made.closes_at is not None and now >= made.closes_at:
        raise ConflictError("This test has closed. Ask your teacher.")
    if len(mine) >= made.attempts + sum(one.once_more for one in mine):
        raise ConflictError("You have no attempt left in this test. Ask your teacher for another one.")


async def _mine(actor: Actor, attempt_id: UUID) -> Sat:
    """Return an attempt of the actor's own; one whose time has run out is handed in first.

    Raises:
        NotFoundError: It is none of the student's.
    """
    await _may(actor)
    found = await sat(actor.tenant_id, attempt_id)
    if found.row.student_id != actor.person_id:
        raise NotFoundError("There is no such test. Go back to Today.")
    now = current().clock.now()
    if found.row.submitted_at is None and (
        found.made.withdrawn_at is not None or clock(found.row, found.made, now).over
    ):
        await attempt_records.finish(actor.tenant_id, attempt_id)
        found = await sat(actor.tenant_id, attempt_id)
    return found


async def view(actor: Actor, attempt_id: UUID, number: int = 0) -> SittingView:
    """Return an attempt with one of its questions.

    Args:
        actor: Its student.
        attempt_id: The attempt.
        number: The question from 1, where one may choose; 0: the first one that is open.

    Raises:
        NotFoundError: It is none of the student's.
    """
    found = await _mine(actor, attempt_id)
    now = current().clock.now()
    shown = sitting_view(found, clock(found.row, found.made, now), number)
    if shown.state == "running" and shown.count:
        async with current().db.transaction(actor.tenant_id) as tx:
            place = next((one for one in found.items if one.place == shown.number), None)
            if place is not None and place.shown_at is None:
                await rows.mark(
                    tx.session, actor.tenant_id, attempt_id, place.place, shown_at=now, flagged=place.flagged
                )
    return shown


@asynccontextmanager
async def _running(actor: Actor, found: Sat) -> AsyncIterator[tuple[AsyncSession, AttemptRow, TimeLeft]]:
    """Hold an attempt that runs and has not been handed in meanwhile.

    Raises:
        ConflictError: It is handed in, or its time is over.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        row = await rows.locked(tx.session, actor.tenant_id, found.row.attempt_id)
        if row is None or row.submitted_at is not None:
            raise ConflictError("This test is handed in already. Reload the page to see where you are.")
        left = clock(row, found.made, current().clock.now())
        if left.over:
            raise ConflictError(_OVER)
        yield tx.session, row, left


async def save(
    actor: Actor, attempt_id: UUID, number: int, step_id: str, response: str | list[str], spent_ms: int = 0
) -> None:
    """Keep an answer in place of the one before; nothing is said of how it is judged.

    Raises:
        ConflictError: The test is handed in or over, a break lasts, or the question cannot be changed any more.
        InvalidInputError: The answer cannot be read.
        NotFoundError: It is none of the student's, or has no such question.
    """
    found = await _mine(actor, attempt_id)
    one = next((each for each in found.items if each.place == number), None)
    if one is None or not found.counts(one):
        raise NotFoundError("This question is not part of the test any more. Go on with the next one.")
    step = step_of(found.tasks[number], step_id)
    said = response_of(response).response or ""
    grade = await current().loop.judge(step, said)
    async with _running(actor, found) as (session, _, left):
        _may_change(one, left)
        await rows.save_answer(
            session, actor.tenant_id, attempt_id, number, step_id, response=said, correct=grade.correct,
            partial=grade.partial, spent_ms=max(0, min(spent_ms, 86_400_000)), now=current().clock.now(),
        )  # fmt: skip


async def keep_half(actor: Actor, attempt_id: UUID, number: int, step_id: str, parts: Sequence[str]) -> None:
    """Keep an answer in parts that is not whole yet, for any device; it is judged and counts only when it is whole.

    Raises:
        ConflictError: The test is handed in or over, a break lasts, or the question cannot be changed any more.
        InvalidInputError: It is too long.
        NotFoundError: It is none of the student's, or has no such question.
    """
    found = await _mine(actor, attempt_id)
    one = next((each for each in found.items if each.place == number), None)
    if one is None or not found.counts(one):
        raise NotFoundError("This question is not part of the test any more. Go on with the next one.")
    step = step_of(found.tasks[number], step_id)
    said = BETWEEN.join(part.replace("\x00", "").encode("utf-8", "ignore").decode() for part in parts)
    if len(said) > MAX_DRAFT:
        raise InvalidInputError(f"This is longer than {MAX_DRAFT} characters. Shorten it.")
    async with _running(actor, found) as (session, _, left):
        _may_change(one, left)
        await rows.save_draft(session, actor.tenant_id, attempt_id, number, step.step_id, said)


def _may_change(one: ServedItem, left: TimeLeft) -> None:
    if left.on_break:
        raise ConflictError("You are on a break. End it to go on.")
    if one.closed:
        raise ConflictError("You have gone on from this question. It cannot be changed any more.")


async def flag(actor: Actor, attempt_id: UUID, number: int, *, on: bool) -> None:
    """Mark a question to come back to, where one can go back.

    Raises:
        ConflictError: The test is handed in or over.
        NotFoundError: It is none of the student's, or has no such question.
    """
    found = await _mine(actor, attempt_id)
    if found.made.kind != "fixed" or all(one.place != number for one in found.items):
        raise NotFoundError("This question cannot be marked. Go on with the next one.")
    async with _running(actor, found) as (session, _, _):
        await rows.mark(session, actor.tenant_id, attempt_id, number, flagged=on)


async def go_on(actor: Actor, attempt_id: UUID, number: int) -> bool:
    """Leave a question for the next one, where one cannot go back; False when there is none and the test is handed in.

    Raises:
        ConflictError: The test is handed in or over, or a break lasts.
        NotFoundError: It is none of the student's.
    """
    found = await _mine(actor, attempt_id)
    if found.made.kind == "fixed":
        return True
    more = await adaptive_tests.next_item(actor, found) if found.made.kind in adaptive_tests.KINDS else None
    async with _running(actor, found) as (session, _, left):
        if left.on_break:
            raise ConflictError("You are on a break. End it to go on.")
        await rows.mark(session, actor.tenant_id, attempt_id, number, closed=True)
        # Looked at again under the lock: another device may have gone on already.
        items = (await rows.items(session, actor.tenant_id, [attempt_id]))[attempt_id]
        if any(one.place > number and one.content_id not in found.gone for one in items):
            return True
        if more is not None:
            first = max(one.place for one in items) + 1
            await rows.add_items(session, actor.tenant_id, attempt_id, served([more], attempt_id, first))
            return True
    await submit(actor, attempt_id)
    return False


async def pause(actor: Actor, attempt_id: UUID, *, on: bool) -> None:
    """Begin or end a break: the clock stands still for as long as was agreed.

    Raises:
        ConflictError: The test is handed in or over, or no break is left.
        NotFoundError: It is none of the student's.
    """
    found = await _mine(actor, attempt_id)
    async with _running(actor, found) as (session, row, left):
        now, taken = current().clock.now(), pauses(row)
        if on == left.on_break:
            return
        if on and not left.breaks_left:
            raise ConflictError("No break is left in this test. Go on, or ask your teacher.")
        taken = [*taken, Break(now)] if on else [*taken[:-1], Break(taken[-1].began_at, now)]
        row = replace(row, pauses=with_pauses(taken))
        after = clock(row, found.made, now)
        # Nobody has to come back for the whole break to count.
        until = after.deadline + (after.break_left or timedelta(0)) if after.deadline is not None else None
        await rows.put(session, actor.tenant_id, replace(row, deadline_at=until))


async def submit(actor: Actor, attempt_id: UUID) -> None:
    """Hand an attempt in; a second time changes nothing.

    Raises:
        NotFoundError: It is none of the student's.
    """
    found = await _mine(actor, attempt_id)
    if found.row.submitted_at is None:
        await attempt_records.finish(actor.tenant_id, attempt_id, by="student")
