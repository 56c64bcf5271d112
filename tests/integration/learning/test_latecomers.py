"""Who missed a test takes it later than the others, and nobody else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.services import (
    accommodations,
    assessment_results,
    assessments,
    attempt_records,
    attempt_results,
    attempts,
    child_tests,
    latecomers,
    own_tests,
    privacy,
)
from learnapp.services.assessment_views import AssessmentDraft, StudentResult
from learnapp.state.assessing import AssessmentState
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.opened import do, opened

WHY = "She was ill."


async def _closed(classroom: Classroom, **rules: Any) -> UUID:
    """Carol gives a test of two questions that closes in an hour, and the hour is over."""
    carol = classroom.actor("carol")
    made = await assessments.create(carol, classroom.school.section_id, "Fractions", "fixed")
    closes = classroom.clock.at + timedelta(hours=1)
    usual: dict[str, Any] = {"title": "Fractions", "shuffled": False, "minutes": 20, "closes_at": closes}
    await assessments.change(carol, made, AssessmentDraft(**(usual | rules)))
    await assessments.put_items(carol, made, classroom.course.practice[0][:2])
    await assessments.give(carol, made)
    classroom.clock.at += timedelta(hours=2)
    return made


async def _let_in(classroom: Classroom, made: UUID, who: str = "alice", hours: float = 24, why: str = WHY) -> None:
    until = classroom.clock.at + timedelta(hours=hours)
    await latecomers.let_in(classroom.actor("carol"), made, classroom.school[who].person_id, until, why)


async def _line(classroom: Classroom, made: UUID, who: str) -> StudentResult:
    found = await assessment_results.class_results(classroom.actor("carol"), made)
    return next(one for one in found.students if one.student_id == str(classroom.school[who].person_id))


async def test_who_missed_it_takes_it_with_the_time_that_everybody_had(classroom: Classroom) -> None:
    made = await _closed(classroom)
    for who in ("alice", "bob"):
        with pytest.raises(ConflictError, match="closed"):
            await attempts.begin(classroom.actor(who), made)
    await _let_in(classroom, made)
    assert [one.state for one in (await own_tests.listed(classroom.actor())).rows] == ["open"]
    assert (await own_tests.listed(classroom.actor("bob"))).rows == []
    with pytest.raises(ConflictError, match="closed"):
        await attempts.begin(classroom.actor("bob"), made)
    attempt = UUID(await attempts.begin(classroom.actor(), made))
    assert (await attempts.view(classroom.actor(), attempt)).left_s == 20 * 60
    await attempts.save(classroom.actor(), attempt, 1, "s1", "7")
    # Nobody's clock but this attempt's own ends it, and then it ends by itself.
    classroom.clock.at += timedelta(minutes=19)
    await attempt_records.work_in(classroom.school.tenant_id)
    assert (await _line(classroom, made, "alice")).state == "running"
    classroom.clock.at += timedelta(minutes=5)
    await attempt_records.work_in(classroom.school.tenant_id)
    done = await _line(classroom, made, "alice")
    assert (done.state, done.ended_by, done.tries) == ("shown", "time", 1)


async def test_the_later_closing_ends_it_for_them_too(classroom: Classroom) -> None:
    made = await _closed(classroom)
    await _let_in(classroom, made, hours=0.25)
    attempt = UUID(await attempts.begin(classroom.actor(), made))
    assert (await attempts.view(classroom.actor(), attempt)).left_s == 15 * 60
    await _let_in(classroom, made, "bob", hours=1)
    classroom.clock.at += timedelta(hours=2)
    with pytest.raises(ConflictError, match="closed"):
        await attempts.begin(classroom.actor("bob"), made)


async def test_more_time_and_breaks_stay_theirs(classroom: Classroom) -> None:
    alice = classroom.school["alice"].person_id
    await accommodations.accommodate(
        classroom.actor("carol"), classroom.school.section_id, alice, percent=150, breaks=1, break_minutes=5
    )
    made = await _closed(classroom)
    await _let_in(classroom, made)
    attempt = UUID(await attempts.begin(classroom.actor(), made))
    assert (await attempts.view(classroom.actor(), attempt)).left_s == (30 + 5) * 60


async def test_nobody_sees_the_key_while_somebody_may_still_begin(classroom: Classroom) -> None:
    carol, bob = classroom.actor("carol"), classroom.actor("bob")
    made = await assessments.create(carol, classroom.school.section_id, "Fractions", "fixed")
    closes = classroom.clock.at + timedelta(hours=1)
    rules = AssessmentDraft(title="Fractions", minutes=20, attempts=2, closes_at=closes, shown="closed")
    await assessments.change(carol, made, rules)
    await assessments.put_items(carol, made, classroom.course.practice[0][:2])
    await assessments.give(carol, made)
    theirs = UUID(await attempts.begin(bob, made))
    await attempts.submit(bob, theirs)
    until = closes + timedelta(hours=23)
    await latecomers.let_in(carol, made, classroom.school["alice"].person_id, until, WHY)

    async def shown(attempt: UUID, who: str) -> bool:
        await attempt_records.work_in(classroom.school.tenant_id)
        return (await attempt_results.result_view(classroom.actor(who), attempt)).shown

    classroom.clock.at += timedelta(hours=2)
    assert not await shown(theirs, "bob"), "Alice has not begun"
    first = UUID(await attempts.begin(classroom.actor(), made))
    assert not await shown(theirs, "bob"), "Alice has not handed in"
    await attempts.submit(classroom.actor(), first)
    assert not await shown(first, "alice"), "she may take it once more"
    assert not await shown(theirs, "bob")
    second = UUID(await attempts.begin(classroom.actor(), made))
    await attempts.submit(classroom.actor(), second)
    assert await shown(theirs, "bob") and await shown(first, "alice")


async def test_results_wait_for_nobody_who_never_came(classroom: Classroom) -> None:
    made = await _closed(classroom, shown="closed")
    await _let_in(classroom, made, hours=1)
    await _let_in(classroom, made, "bob", hours=24)
    attempt = UUID(await attempts.begin(classroom.actor(), made))
    await attempts.submit(classroom.actor(), attempt)
    await attempt_records.work_in(classroom.school.tenant_id)
    assert not (await attempt_results.result_view(classroom.actor(), attempt)).shown
    classroom.clock.at += timedelta(hours=25)
    await attempt_records.work_in(classroom.school.tenant_id)
    assert (await _line(classroom, made, "alice")).state == "shown"
    assert (await attempt_results.result_view(classroom.actor(), attempt)).shown


async def test_the_reason_is_kept_for_who_teaches_sealed_and_goes_with_the_student(classroom: Classroom) -> None:
    made, alice = await _closed(classroom), classroom.school["alice"].person_id
    await _let_in(classroom, made, why=f"  {WHY} \x00")
    line = await _line(classroom, made, "alice")
    assert line.why == WHY and line.late and (await _line(classroom, made, "bob")).late == ""
    assert await classroom.rows("SELECT position('ill' IN reason_enc) FROM assessment_latecomer") == [(0,)]
    noted = await classroom.rows("SELECT subject_id, detail::text FROM audit_entry WHERE action = 'assessment.later'")
    assert [row[0] for row in noted] == [alice] and "ill" not in noted[0][1]
    (told,) = (await child_tests.to_take_home(classroom.actor())).help
    assert (told[4], told[6]) == ("Fractions", WHY)
    await privacy.erase_person(classroom.actor("adam"), alice)
    assert await classroom.count("assessment_latecomer") == 0


async def test_only_who_teaches_lets_in_and_only_who_may_take_it(classroom: Classroom) -> None:
    made, until = await _closed(classroom), classroom.clock.at + timedelta(days=1)
    alice, other = classroom.school["alice"].person_id, await new_classroom(classroom.services)
    for stranger in (classroom.actor(), classroom.actor("bob"), other.actor("carol")):
        with pytest.raises((ForbiddenError, NotFoundError)):
            await latecomers.let_in(stranger, made, alice, until, WHY)
        with pytest.raises((ForbiddenError, NotFoundError)):
            await latecomers.call_off(stranger, made, alice)
    for student in (other.school["alice"].person_id, classroom.school["carol"].person_id):
        with pytest.raises(NotFoundError):
            await latecomers.let_in(classroom.actor("carol"), made, student, until, WHY)
    assert await classroom.count("assessment_latecomer") == 0


async def test_what_makes_no_sense_is_said(classroom: Classroom) -> None:
    made, carol = await _closed(classroom), classroom.actor("carol")
    alice, now = classroom.school["alice"].person_id, classroom.clock.at
    for until, why in (
        (None, WHY), (now, WHY), (now + timedelta(days=400), WHY), (now + timedelta(days=1), " "),
        (now + timedelta(days=1), "x" * (latecomers.MOST_REASON + 1)),
    ):  # fmt: skip
        with pytest.raises(InvalidInputError):
            await latecomers.let_in(carol, made, alice, until, why)
    await _let_in(classroom, made)
    await attempts.begin(classroom.actor(), made)
    with pytest.raises(ConflictError, match="begun"):
        await _let_in(classroom, made, hours=48)
    endless = await _closed(classroom, closes_at=None)
    with pytest.raises(ConflictError):
        await _let_in(classroom, endless)


async def test_the_page_lets_in_and_takes_it_back(classroom: Classroom) -> None:
    made, alice = await _closed(classroom), str(classroom.school["alice"].person_id)
    page = await opened(classroom, "carol", AssessmentState, f"/teach/assessments/{made}")
    await do(page, "choose_late", alice)
    day = (classroom.clock.at + timedelta(days=2)).date().isoformat()
    await do(page, "let_in", {"until": day, "until_clock": "16:00", "why": WHY})
    line = next(one for one in page.results.students if one.student_id == alice)
    assert line.late.startswith(day) and line.why == WHY and page.late_of.student_id == ""
    told = await classroom.rows("SELECT kind FROM notice WHERE person_id = %s", UUID(alice))
    assert ("assessment",) in told
    await do(page, "choose_late", alice)
    await do(page, "call_off")
    with pytest.raises(ConflictError, match="closed"):
        await attempts.begin(classroom.actor(), made)
    assert replace(line, late="", why="") == next(one for one in page.results.students if one.student_id == alice)
