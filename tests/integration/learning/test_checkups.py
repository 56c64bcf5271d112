"""I disagree: a short check-up, what it has shown, and whose it is."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.services import assessments, attempts, checkups, learning, practice, withdrawals
from learnapp.services.checkups import CheckupView
from tests.integration.learning.conftest import Classroom


async def _work(classroom: Classroom, shown: CheckupView, *answers: str) -> CheckupView:
    """Alice answers the open tasks one after the other."""
    for said in answers:
        classroom.clock.at += timedelta(minutes=1)
        await practice.answer(classroom.actor(), classroom.school.section_id, UUID(shown.next_id), "s1", said)
        shown = await checkups.view(classroom.actor(), UUID(shown.checkup_id))
    return shown


async def _begun(classroom: Classroom, claim: str = "more") -> CheckupView:
    kc = classroom.course.kcs[0]
    return await checkups.view(classroom.actor(), UUID(await checkups.begin(classroom.actor(), kc, claim)))


async def test_who_knows_more_shows_it_and_sees_the_number_rise(classroom: Classroom) -> None:
    shown = await _begun(classroom)
    assert len(shown.tasks) == 4 and not shown.done and shown.next_id == shown.tasks[0].content_id
    # Called again on the same day, it goes on with the same one.
    assert await checkups.begin(classroom.actor(), classroom.course.kcs[0], "more") == shown.checkup_id
    shown = await _work(classroom, shown, "7", "7", "7", "7")
    assert shown.done and shown.right == 4 and shown.after > shown.before and shown.moved == "up"
    assert shown.low <= shown.after <= shown.high
    (kept,) = await checkups.latest(classroom.actor())
    assert (kept.checkup_id, kept.after, kept.moved) == (shown.checkup_id, shown.after, "up")
    # What it has shown stays, whatever is practised afterwards.
    classroom.clock.at += timedelta(minutes=1)
    later = classroom.event(content=classroom.course.practice[0][0], step_id="s1", response="8")
    await learning.record_event(later, classroom.actor())
    assert (await checkups.view(classroom.actor(), UUID(shown.checkup_id))).after == shown.after


async def test_only_the_first_try_without_a_hint_counts(classroom: Classroom) -> None:
    shown = await _begun(classroom, "less")
    first = UUID(shown.next_id)
    await practice.answer(classroom.actor(), classroom.school.section_id, first, "s1", "12")
    classroom.clock.at += timedelta(minutes=1)
    await practice.answer(classroom.actor(), classroom.school.section_id, first, "s1", "7")
    shown = await checkups.view(classroom.actor(), UUID(shown.checkup_id))
    assert shown.tasks[0].outcome == "wrong"
    hint = classroom.event(Verb.HINT_REQUESTED, UUID(shown.next_id), step_id="s1", hint_index=0)
    await learning.record_event(hint, classroom.actor())
    shown = await _work(classroom, shown, "7", "7", "7")
    assert [task.outcome for task in shown.tasks] == ["wrong", "wrong", "right", "right"] and shown.right == 2


async def test_it_brings_what_was_not_just_seen(classroom: Classroom) -> None:
    seen = classroom.course.practice[0][2]
    event = classroom.event(content=seen, step_id="s1", response="7")
    await learning.record_event(event, classroom.actor())
    shown = await _begun(classroom)
    assert str(seen) not in [task.content_id for task in shown.tasks] and len(shown.tasks) == 4


async def test_it_is_the_students_own_and_asks_for_something_that_is_there(classroom: Classroom) -> None:
    shown = await _begun(classroom)
    with pytest.raises(NotFoundError):
        await checkups.view(classroom.actor("bob"), UUID(shown.checkup_id))
    with pytest.raises((ForbiddenError, NotFoundError)):
        await checkups.view(classroom.actor("carol"), UUID(shown.checkup_id))
    with pytest.raises(NotFoundError):
        await checkups.begin(classroom.actor(), uuid4(), "more")
    with pytest.raises(InvalidInputError):
        await checkups.begin(classroom.actor(), classroom.course.kcs[0], "drop table")


async def test_without_consent_it_says_that_it_could_not_change_anything(classroom: Classroom) -> None:
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(
            text("DELETE FROM consent WHERE tenant_id = :t AND student_id = :s"),
            {"t": classroom.school.tenant_id, "s": classroom.school["alice"].person_id},
        )
    with pytest.raises(ForbiddenError, match="not kept"):
        await checkups.begin(classroom.actor(), classroom.course.kcs[0], "more")
    assert await classroom.count("checkup") == 0


async def test_it_asks_nothing_that_is_withdrawn_under_test_or_for_older_students(classroom: Classroom) -> None:
    flagged, tested, older, *good = classroom.course.practice[0]
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(text("UPDATE content SET min_age = 40 WHERE content_id = :item"), {"item": older})
    carol, section = classroom.actor("carol"), classroom.school.section_id
    await withdrawals.flag(carol, section, flagged, "Typo")
    made = await assessments.create(carol, section, "Fractions", "fixed")
    await assessments.put_items(carol, made, [tested])
    await assessments.give(carol, made)
    await attempts.begin(classroom.actor(), made)
    shown = await _begun(classroom)
    assert {task.content_id for task in shown.tasks} == {str(one) for one in good}
    # Withdrawn in the middle: it is left out, and the check-up comes to an end without it.
    await withdrawals.flag(carol, section, UUID(shown.next_id), "Typo")
    shown = await checkups.view(classroom.actor(), UUID(shown.checkup_id))
    assert len(shown.tasks) == len(good) - 1 and shown.next_id
    shown = await _work(classroom, shown, *["7"] * (len(good) - 1))
    assert shown.done and shown.right == len(good) - 1
    # Where nothing is left, it says so instead of beginning with what must not be asked.
    for one in good:
        if str(one) in {task.content_id for task in shown.tasks}:
            await withdrawals.flag(carol, section, one, "Typo")
    with pytest.raises(InvalidInputError, match="no task left"):
        await checkups.begin(classroom.actor(), classroom.course.kcs[0], "more")
