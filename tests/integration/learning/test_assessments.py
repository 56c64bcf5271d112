"""Tests of a class: made, given, taken with a clock that the server holds, told to the log when results are shown."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.services import (
    accommodations,
    assessment_results,
    assessments,
    attempt_records,
    attempt_results,
    attempts,
    child_tests,
    exposure_work,
    learning,
    practice,
    progress,
    recompute,
    withdrawals,
)
from learnapp.services.assessment_views import AssessmentDraft, SittingView
from learnapp.storage.repositories import tutor as tutor_rows
from tests.integration.learning.conftest import Classroom

RIGHT, WRONG = "7", "12"


async def given(classroom: Classroom, kind: str = "fixed", **rules: Any) -> UUID:
    """Carol makes a test of five questions of two topics and gives it."""
    carol, section = classroom.actor("carol"), classroom.school.section_id
    made = await assessments.create(carol, section, "Fractions", kind)
    draft = {"title": "Fractions", "minutes": 20, "shuffled": False, "most_items": 6, **rules}
    await assessments.change(carol, made, AssessmentDraft(**draft))
    if kind == "fixed":
        items = [*classroom.course.practice[0][:3], *classroom.course.practice[1][:2]]
        await assessments.put_items(carol, made, items)
    elif kind == "mastery_check":
        await assessments.put_topics(carol, made, [(kc, 2) for kc in classroom.course.kcs[:3]])
    await assessments.give(carol, made)
    return made


async def _say(classroom: Classroom, attempt: UUID, number: int, said: str, who: str = "alice") -> None:
    classroom.clock.at += timedelta(seconds=30)
    await attempts.save(classroom.actor(who), attempt, number, "s1", said, 30_000)


async def sit(classroom: Classroom, made: UUID, *said: str, who: str = "alice") -> UUID:
    """Begin, and answer the first questions in turn."""
    attempt = UUID(await attempts.begin(classroom.actor(who), made))
    for number, one in enumerate(said, 1):
        await _say(classroom, attempt, number, one, who)
    return attempt


async def _answered(classroom: Classroom) -> int:
    rows = await classroom.rows("SELECT count(*) FROM learning_event WHERE verb = 'answered'")
    return int(rows[0][0])


async def test_made_taken_and_told_when_it_is_handed_in(classroom: Classroom) -> None:
    made = await given(classroom)
    (found,) = await attempts.own(classroom.actor())
    assert (found.state, found.minutes, found.left) == ("open", 20, 1)
    attempt = await sit(classroom, made, RIGHT, WRONG, RIGHT)
    assert await attempts.begin(classroom.actor(), made) == str(attempt), "the attempt that runs goes on"
    view = await attempts.view(classroom.actor(), attempt, 2)
    assert (view.number, view.count, view.open_numbers, view.left_s) == (2, 5, [4, 5], 20 * 60 - 90)
    assert view.content.steps[0].draft == WRONG and view.content.steps[0].hints_total == 0
    # Changed on the way back: the last answer counts.
    await _say(classroom, attempt, 2, RIGHT)
    assert await _answered(classroom) == 0, "nothing is told before it is handed in"
    await attempts.submit(classroom.actor(), attempt)
    await attempts.submit(classroom.actor(), attempt)
    await attempt_records.record(classroom.school.tenant_id, attempt)
    assert await _answered(classroom) == 3
    result = await attempt_results.result_view(classroom.actor(), attempt)
    assert result.shown and (result.share, result.of) == (60, 5) and result.low < 60 < result.high
    assert [one.outcome for one in result.questions] == ["right", "right", "right", "open", "open"]
    by_name = {one.name: one for one in result.topics}
    assert by_name["Unit fractions"].share == 100 and by_name["Unit fractions"].enough
    assert not by_name["Equal fractions"].enough, "too few answers to say anything"
    rows = await classroom.rows(
        "SELECT result ->> 'moved', result ->> 'attempt' FROM learning_event WHERE verb = 'answered'"
    )
    assert {(row[0], row[1]) for row in rows} == {("true", str(attempt))}
    # The log alone rebuilds what the test has moved.
    here = await progress.study(classroom.actor())
    rebuilt = await recompute.rebuild_state(
        classroom.school.tenant_id, classroom.school["alice"].person_id, classroom.school.section_id
    )
    assert here.states[classroom.course.kcs[0]].attempts == 3
    assert rebuilt.kcs[classroom.course.kcs[0]].p_mastered == here.states[classroom.course.kcs[0]].p_mastered
    with pytest.raises(ConflictError, match="no attempt left"):
        await attempts.begin(classroom.actor(), made)


async def test_no_key_grade_hint_or_solution_reaches_the_student_before_results_are_shown(classroom: Classroom) -> None:
    item = classroom.course.practice[0][0]
    # Practised before: the page of the question would show its solution.
    await learning.record_event(classroom.event(content=item, step_id="s1", response=RIGHT), classroom.actor())
    before = await _answered(classroom)
    made = await given(classroom, shown="released")
    attempt = await sit(classroom, made, RIGHT, WRONG)
    views: list[Any] = [await attempts.view(classroom.actor(), attempt, number) for number in (1, 2)]
    with pytest.raises(ForbiddenError, match="part of a test"):
        await practice.open_content(classroom.actor(), item)
    for verb, more in ((Verb.ANSWERED, {"response": RIGHT}), (Verb.HINT_REQUESTED, {"hint_index": 0})):
        with pytest.raises(ForbiddenError, match="part of a test"):
            await learning.record_event(classroom.event(verb, item, step_id="s1", **more), classroom.actor())
    today = await progress.today(classroom.actor())
    under_test = {str(one) for one in [*classroom.course.practice[0][:3], *classroom.course.practice[1][:2]]}
    assert not under_test & {one.content_id for one in today.cards}
    await attempts.submit(classroom.actor(), attempt)
    waiting = await attempt_results.result_view(classroom.actor(), attempt)
    assert not waiting.shown and waiting.share == 0 and not waiting.questions and not waiting.topics
    with pytest.raises(ForbiddenError, match="part of a test"):
        await practice.open_content(classroom.actor(), item)
    said = repr([*views, waiting])
    for secret in ("3 + 4 = 7", "3 times 4", "Count them", "It is 7", "right'", "wrong'"):
        assert secret not in said
    assert await _answered(classroom) == before
    # The teacher sees it before the students do; then it is released.
    found = await assessment_results.class_results(classroom.actor("carol"), made)
    assert [one.share for one in found.students if one.attempt_id] == [20] and not found.shown
    await assessment_results.release(classroom.actor("carol"), made)
    shown = await attempt_results.result_view(classroom.actor(), attempt)
    assert shown.shown and shown.share == 20 and shown.questions[1].steps[0].right == "3 + 4 = 7"
    assert await _answered(classroom) == before + 2
    assert (await practice.open_content(classroom.actor(), item)).content_id == str(item)
    with pytest.raises(ConflictError):
        await assessment_results.release(classroom.actor("carol"), made)


async def test_the_servers_clock_decides_and_late_answers_have_an_outcome(classroom: Classroom) -> None:
    made = await given(classroom)
    attempt = await sit(classroom, made, RIGHT)
    started = classroom.clock.at
    classroom.clock.at = started + timedelta(minutes=19, seconds=33)
    await attempts.save(classroom.actor(), attempt, 2, "s1", RIGHT)  # within the moment that is forgiven
    classroom.clock.at = started + timedelta(minutes=25)
    with pytest.raises(ConflictError):
        await attempts.save(classroom.actor(), attempt, 3, "s1", RIGHT)
    result = await attempt_results.result_view(classroom.actor(), attempt)
    assert result.ended_by == "time" and result.share == 40
    # A clock that goes back gives nobody more time than the whole.
    second = await sit(classroom, made, who="bob")
    classroom.clock.at -= timedelta(hours=3)
    assert (await attempts.view(classroom.actor("bob"), second)).left_s == 20 * 60


async def test_who_never_comes_back_is_handed_in_by_the_worker(classroom: Classroom) -> None:
    made = await given(classroom)
    attempt = await sit(classroom, made, RIGHT, RIGHT)
    await attempt_records.work_in(classroom.school.tenant_id)
    assert (await attempts.view(classroom.actor(), attempt)).state == "running"
    classroom.clock.at += timedelta(minutes=21)
    await attempt_records.work_in(classroom.school.tenant_id)
    await attempt_records.work_in(classroom.school.tenant_id)
    assert await _answered(classroom) == 2
    rows = await classroom.rows("SELECT ended_by, recorded_at IS NOT NULL FROM attempt")
    assert [tuple(row) for row in rows] == [("time", True)]


async def test_results_after_the_end_come_at_the_end(classroom: Classroom) -> None:
    closes = classroom.clock.at + timedelta(hours=2)
    made = await given(classroom, shown="closed", closes_at=closes)
    attempt = await sit(classroom, made, RIGHT)
    await attempts.submit(classroom.actor(), attempt)
    assert not (await attempt_results.result_view(classroom.actor(), attempt)).shown
    assert await _answered(classroom) == 0
    classroom.clock.at = closes
    await attempt_records.work_in(classroom.school.tenant_id)
    assert (await attempt_results.result_view(classroom.actor(), attempt)).shown and await _answered(classroom) == 1
    with pytest.raises(ConflictError, match="closed"):
        await attempts.begin(classroom.actor("bob"), made)


async def test_more_time_and_breaks_are_private_and_stop_the_clock(classroom: Classroom) -> None:
    carol, alice = classroom.actor("carol"), classroom.school["alice"].person_id
    section = classroom.school.section_id
    await accommodations.accommodate(carol, section, alice, percent=150, breaks=1, break_minutes=5)
    made = await given(classroom)
    assert (await attempts.own(classroom.actor()))[0].minutes == 30
    assert (await attempts.own(classroom.actor("bob")))[0].minutes == 20
    attempt = await sit(classroom, made, RIGHT)
    await attempts.pause(classroom.actor(), attempt, on=True)
    paused = await attempts.view(classroom.actor(), attempt)
    assert paused.state == "paused" and not paused.content.content_id, "a break is no time to think"
    with pytest.raises(ConflictError, match="break"):
        await _say(classroom, attempt, 2, RIGHT)
    classroom.clock.at += timedelta(minutes=4)
    await attempts.pause(classroom.actor(), attempt, on=False)
    assert (await attempts.view(classroom.actor(), attempt)).left_s == 30 * 60 - 30
    with pytest.raises(ConflictError, match="No break"):
        await attempts.pause(classroom.actor(), attempt, on=True)
    for who in ("alice", "bob"):
        with pytest.raises(ForbiddenError):
            await accommodations.accommodations(classroom.actor(who), section)
    found = await accommodations.accommodations(carol, section, size=1)
    assert (found.total, found.given, [one.name for one in found.rows]) == (2, 1, ["Alice"])
    assert [one.name for one in (await accommodations.accommodations(carol, section, offset=1, size=1)).rows] == ["Bob"]
    assert [one.name for one in (await accommodations.accommodations(carol, section, text=" bo ")).rows] == ["Bob"]
    assert (await accommodations.accommodations(carol, section, text="%' OR")).total == 0
    only = await accommodations.accommodations(carol, section, only=True)
    assert [(one.name, one.percent, one.breaks) for one in only.rows] == [("Alice", 150, 1)]
    for wrong in ({"percent": 90}, {"percent": 900}, {"breaks": 2}, {"breaks": 9, "break_minutes": 5}):
        with pytest.raises(InvalidInputError):
            values = {"percent": 100, "breaks": 0, "break_minutes": 0, **wrong}
            await accommodations.accommodate(carol, section, alice, **values)
    await accommodations.accommodate(carol, section, alice, percent=100, breaks=0, break_minutes=0)
    assert await classroom.count("accommodation") == 0


async def test_a_break_says_what_is_left_of_it_and_ends_by_itself(classroom: Classroom) -> None:
    alice = classroom.actor()
    await accommodations.accommodate(
        classroom.actor("carol"), classroom.school.section_id, alice.person_id, percent=100, breaks=1, break_minutes=5
    )
    made = await given(classroom)
    attempt = await sit(classroom, made, RIGHT)
    await attempts.pause(alice, attempt, on=True)
    classroom.clock.at += timedelta(minutes=3, milliseconds=500)
    paused = await attempts.view(alice, attempt)
    assert (paused.state, paused.break_left_s, paused.left_s) == ("paused", 120, 20 * 60 - 30)
    rows = await classroom.rows("SELECT deadline_at - started_at FROM attempt")
    assert rows[0][0] == timedelta(minutes=25), "who never ends the break has the whole of it"
    classroom.clock.at += timedelta(minutes=2)
    after = await attempts.view(alice, attempt)
    assert (after.state, after.break_left_s, after.breaks) == ("running", 0, 0) and after.content.content_id
    assert after.left_s == 20 * 60 - 30, "the clock has run on only since the break was over"
    classroom.clock.at += timedelta(minutes=1)
    assert (await attempts.view(alice, attempt)).left_s == 20 * 60 - 90


async def test_more_time_goes_on_beyond_closing_and_everything_waits_for_it(classroom: Classroom) -> None:
    carol, tenant = classroom.actor("carol"), classroom.school.tenant_id
    alice = classroom.school["alice"].person_id
    await accommodations.accommodate(
        carol, classroom.school.section_id, alice, percent=150, breaks=0, break_minutes=0
    )  # fmt: skip
    begun = classroom.clock.at
    closes = begun + timedelta(minutes=10)
    made = await given(classroom, shown="closed", closes_at=closes)
    mine = await attempts.intro(classroom.actor(), made)
    his = await attempts.intro(classroom.actor("bob"), made)
    assert (mine.minutes, mine.beyond, mine.until_closing) == (30, True, False)
    assert (his.minutes, his.beyond, his.until_closing) == (10, False, True), "the minutes that there really are"
    attempt = await sit(classroom, made, RIGHT)
    other = await sit(classroom, made, RIGHT, who="bob")
    assert (await attempts.view(classroom.actor("bob"), other)).left_s == 10 * 60 - 60
    classroom.clock.at = closes + timedelta(minutes=1)
    await attempt_records.work_in(tenant)
    # The others are handed in and wait; nobody may begin; the one with more time goes on.
    rows = await classroom.rows("SELECT ended_by FROM attempt ORDER BY submitted_at NULLS LAST")
    assert [row[0] for row in rows] == ["time", ""]
    waiting = await attempt_results.result_view(classroom.actor("bob"), other)
    assert not waiting.shown and waiting.shown_at == "" and not waiting.questions
    assert (await attempts.own(classroom.actor()))[0].state == "running"
    assert (await attempts.view(classroom.actor(), attempt)).left_s == 30 * 60 - 11 * 60
    await _say(classroom, attempt, 2, RIGHT)
    async with classroom.services.db.transaction(tenant) as tx:
        assert await tutor_rows.testing(tx.session, tenant, alice, classroom.clock.at), "no tutor in a test"
    assert await _answered(classroom) == 0
    classroom.clock.at = begun + timedelta(minutes=31)
    await attempt_records.work_in(tenant)
    await attempt_records.work_in(tenant)
    assert await _answered(classroom) == 3
    for who, which, share in (("alice", attempt, 40), ("bob", other, 20)):
        shown = await attempt_results.result_view(classroom.actor(who), which)
        assert shown.shown and shown.ended_by == "time" and shown.share == share
    rows = await classroom.rows("SELECT submitted_at FROM attempt WHERE attempt_id = %s", attempt)
    assert rows[0][0] == begun + timedelta(minutes=30)


async def test_a_question_withdrawn_in_mid_test_is_skipped_and_counts_for_nobody(classroom: Classroom) -> None:
    made = await given(classroom)
    attempt = await sit(classroom, made, WRONG, RIGHT)
    await withdrawals.flag(
        classroom.actor("carol"), classroom.school.section_id, classroom.course.practice[0][0], "Typo"
    )
    view = await attempts.view(classroom.actor(), attempt)
    assert view.gone == 1 and [one.number for one in view.places] == [2, 3, 4, 5]
    with pytest.raises(NotFoundError):
        await _say(classroom, attempt, 1, RIGHT)
    await attempts.submit(classroom.actor(), attempt)
    result = await attempt_results.result_view(classroom.actor(), attempt)
    assert (result.share, result.of, result.gone) == (25, 4, 1)
    # Voided later: it is taken out of what was told, too.
    await withdrawals.void(
        classroom.actor("carol"), classroom.school.section_id, classroom.course.practice[0][1], "Wrong key", None
    )
    result = await attempt_results.result_view(classroom.actor(), attempt)
    assert (result.share, result.of, result.gone) == (0, 3, 2)
    here = await progress.study(classroom.actor())
    assert here.states[classroom.course.kcs[0]].attempts <= 1


async def test_a_clock_that_goes_back_takes_no_time_and_loses_no_answer(classroom: Classroom) -> None:
    made = await given(classroom)
    attempt = await sit(classroom, made, RIGHT, RIGHT)
    classroom.clock.at -= timedelta(hours=3)
    view = await attempts.view(classroom.actor(), attempt)
    assert view.state == "running" and view.left_s == 20 * 60, "never more than the limit"
    await _say(classroom, attempt, 3, RIGHT)
    await attempts.submit(classroom.actor(), attempt)
    result = await attempt_results.result_view(classroom.actor(), attempt)
    assert result.shown and (result.share, result.of) == (60, 5)
    assert await _answered(classroom) == 3, "what was said in what is the future now is told as said now"
    rows = await classroom.rows("SELECT submitted_at >= started_at FROM attempt")
    assert rows[0][0], "handed in no sooner than it began"


@pytest.mark.parametrize("kind", ["adaptive", "placement", "mastery_check"])
async def test_the_open_question_is_withdrawn_in_mid_test_where_nobody_goes_back(
    classroom: Classroom, kind: str
) -> None:
    made = await given(classroom, kind, minutes=0)
    alice = classroom.actor()
    attempt = UUID(await attempts.begin(alice, made))
    view = await attempts.view(alice, attempt)
    await _say(classroom, attempt, view.number, RIGHT)
    assert await attempts.go_on(alice, attempt, view.number)
    view = await attempts.view(alice, attempt)
    gone = UUID(view.content.content_id)
    await withdrawals.flag(classroom.actor("carol"), classroom.school.section_id, gone, "Typo")
    with pytest.raises(NotFoundError, match="not part of the test"):
        await _say(classroom, attempt, view.number, RIGHT)
    # Whether the page was reloaded or the student just goes on: another question comes, and this one never again.
    assert await attempts.go_on(alice, attempt, view.number)
    seen = []
    for _ in range(6):
        view = await attempts.view(alice, attempt)
        if view.state != "running" or not view.count:
            break
        seen.append(UUID(view.content.content_id))
        await _say(classroom, attempt, view.number, RIGHT)
        if not await attempts.go_on(alice, attempt, view.number):
            break
    assert seen and gone not in seen
    result = await attempt_results.result_view(alice, attempt)
    assert result.shown and result.gone == 1 and all(one.outcome != "wrong" for one in result.questions if not one.gone)


@pytest.mark.parametrize("kind", ["adaptive", "placement", "mastery_check"])
async def test_topics_without_questions_are_named_and_stop_nothing(classroom: Classroom, kind: str) -> None:
    for item in classroom.course.practice[1]:
        await withdrawals.flag(classroom.actor("carol"), classroom.school.section_id, item, "Typo")
    made = await given(classroom, kind, minutes=0)
    view = await assessments.made_view(classroom.actor("carol"), made)
    assert ("few_items" in view.warnings) == (kind == "mastery_check") and "no_items" not in view.warnings
    attempt = UUID(await attempts.begin(classroom.actor(), made))
    while True:
        shown = await attempts.view(classroom.actor(), attempt)
        assert UUID(shown.content.content_id) not in classroom.course.practice[1]
        await _say(classroom, attempt, shown.number, RIGHT)
        if not await attempts.go_on(classroom.actor(), attempt, shown.number):
            break
    result = await attempt_results.result_view(classroom.actor(), attempt)
    assert result.shown and result.of
    if kind == "placement":
        said = {one.name: one for one in result.placed}
        assert not said["Equal fractions"].asked, "inferred only"
    # A class of which nothing is left to ask cannot begin.
    for shelf in classroom.course.practice:
        for item in shelf:
            if shelf is not classroom.course.practice[1]:
                await withdrawals.flag(classroom.actor("carol"), classroom.school.section_id, item, "Typo")
    with pytest.raises(ConflictError, match="Nothing is left to ask"):
        await attempts.begin(classroom.actor("bob"), made)


async def test_a_half_made_answer_is_kept_for_any_device_and_counts_for_nothing(classroom: Classroom) -> None:
    item = classroom.course.practice[0][0]
    step = {"id": "s1", "prompt": "Match", "answer_kind": "matching", "kc_ids": [str(classroom.course.kcs[0])],
            "rows": ["1/2", "1/4"], "choices": ["half", "quarter"], "hints": []}  # fmt: skip
    key = {"steps": {"s1": {"accepted": ["half", "quarter"], "tolerance": 0, "solution": "", "misconceptions": []}}}
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(
            text("UPDATE content SET body_public = cast(:public AS jsonb), answer_key = cast(:key AS jsonb)"
                 " WHERE content_id = :item"),
            {"public": json.dumps({"steps": [step]}), "key": json.dumps(key), "item": item},
        )  # fmt: skip
    made, alice = await given(classroom), classroom.actor()
    attempt = UUID(await attempts.begin(alice, made))
    await attempts.keep_half(alice, attempt, 1, "s1", ["half\x00", ""])
    again = await attempts.view(alice, attempt, 1)
    assert again.content.steps[0].draft == "half | " and 1 in again.open_numbers
    assert await classroom.count("attempt_answer") == 0
    with pytest.raises(InvalidInputError, match="Shorten"):
        await attempts.keep_half(alice, attempt, 1, "s1", ["x" * 600, ""])
    with pytest.raises(NotFoundError):
        await attempts.keep_half(classroom.actor("bob"), attempt, 1, "s1", ["half", ""])
    with pytest.raises(NotFoundError, match="no such step"):
        await attempts.keep_half(alice, attempt, 1, "s9", ["half", ""])
    await attempts.save(alice, attempt, 1, "s1", ["half", "quarter"])
    whole = await attempts.view(alice, attempt, 1)
    assert whole.content.steps[0].draft == "half | quarter" and 1 not in whole.open_numbers
    rows = await classroom.rows("SELECT drafts::text FROM attempt_item WHERE attempt_id = %s AND place = 1", attempt)
    assert rows[0][0] == "{}"
    await attempts.submit(alice, attempt)
    with pytest.raises(ConflictError, match="handed in"):
        await attempts.keep_half(alice, attempt, 2, "s1", ["7", ""])
    assert (await attempt_results.result_view(alice, attempt)).share == 20


async def test_two_devices_and_double_sending_do_no_harm(classroom: Classroom) -> None:
    made = await given(classroom)
    alice = classroom.actor()
    both = await asyncio.gather(attempts.begin(alice, made), attempts.begin(alice, made))
    assert both[0] == both[1] and await classroom.count("attempt") == 1
    attempt = UUID(both[0])
    await asyncio.gather(*(attempts.save(alice, attempt, 1, "s1", RIGHT) for _ in range(3)))
    assert await classroom.count("attempt_answer") == 1
    await asyncio.gather(*(attempts.submit(alice, attempt) for _ in range(3)))
    assert await _answered(classroom) == 1
    with pytest.raises(ConflictError, match="handed in"):
        await attempts.save(alice, attempt, 2, "s1", RIGHT)


async def test_a_check_draws_from_each_topic_and_nobody_goes_back(classroom: Classroom) -> None:
    made = await given(classroom, "mastery_check")
    alice = classroom.actor()
    attempt = UUID(await attempts.begin(alice, made))
    view = await attempts.view(alice, attempt)
    assert view.count == 6 and not view.goes_back and not view.places
    await _say(classroom, attempt, 1, RIGHT)
    assert await attempts.go_on(alice, attempt, 1)
    assert (await attempts.view(alice, attempt, 1)).number == 2
    with pytest.raises(ConflictError, match="gone on"):
        await _say(classroom, attempt, 1, WRONG)
    for number in range(2, 6):
        assert await attempts.go_on(alice, attempt, number)
    assert not await attempts.go_on(alice, attempt, 6), "after the last question it is handed in"
    result = await attempt_results.result_view(alice, attempt)
    assert result.shown and result.of == 6 and len(result.topics) == 3


@pytest.mark.parametrize("kind", ["adaptive", "placement"])
async def test_a_test_that_chooses_goes_on_and_ends_by_itself(classroom: Classroom, kind: str) -> None:
    made = await given(classroom, kind, target_se=0.6 if kind == "adaptive" else None, minutes=0)
    alice = classroom.actor()
    attempt = UUID(await attempts.begin(alice, made))
    seen: list[str] = []
    for _ in range(10):
        view: SittingView = await attempts.view(alice, attempt)
        seen.append(view.content.content_id)
        again = await attempts.view(alice, attempt)
        assert again.content.content_id == view.content.content_id, "the same answers, the same question"
        await _say(classroom, attempt, view.number, RIGHT)
        if not await attempts.go_on(alice, attempt, view.number):
            break
    assert len(set(seen)) == len(seen) <= 6
    result = await attempt_results.result_view(alice, attempt)
    assert result.shown and result.of == len(seen)
    assert 90 <= result.share <= 100 and result.low <= result.share <= result.high


async def test_of_an_adaptive_test_teachers_see_what_students_see(classroom: Classroom) -> None:
    carol = classroom.actor("carol")
    made = await given(classroom, "adaptive", minutes=0, attempts=2, most_items=12)

    async def sit(who: str, wrong: int, hard: float) -> UUID:
        """Hand in a whole attempt whose questions have turned out to be so hard."""
        attempt = UUID(await attempts.begin(classroom.actor(who), made))
        for number in range(1, 13):
            await _say(classroom, attempt, number, WRONG if number <= wrong else RIGHT, who)
            more = await attempts.go_on(classroom.actor(who), attempt, number)
            assert more == (number < 12)
        async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
            await tx.session.execute(
                text("UPDATE attempt_item SET difficulty = :hard WHERE attempt_id = :attempt"),
                {"hard": hard, "attempt": attempt},
            )
        return attempt

    await sit("alice", 3, -3.0)
    better = await sit("alice", 6, 2.0)
    await sit("bob", 9, 0.0)
    found = await assessment_results.class_results(carol, made)
    lines = {one.name: one for one in found.students}
    assert lines["Alice"].attempt_id == str(better), "half of hard questions is more than most of easy ones"
    seen = {}
    for who in ("alice", "bob"):
        mine = await attempt_results.result_view(classroom.actor(who), UUID(lines[who.title()].attempt_id))
        assert lines[who.title()].share == mine.share and mine.share != round(100 * (6 if who == "alice" else 3) / 12)
        seen[who.title()] = {one.name: one.share for one in mine.topics if one.enough}
    header, *rows = list(csv.reader(io.StringIO((await assessment_results.results_csv(carol, made)).lstrip("\ufeff"))))
    for row in rows:
        cells = dict(zip(header[8:], row[8:], strict=True))
        assert {name: int(cell) for name, cell in cells.items() if cell} == seen[row[0]]
    assert any(seen.values())
    for topic in found.topics:
        told = [shares[topic.name] for shares in seen.values() if topic.name in shares]
        assert not told or abs(topic.share - sum(told) / len(told)) <= 1


@pytest.mark.parametrize(("said", "verdict", "passed"), [(RIGHT, "mastered", "yes"), (WRONG, "not_yet", "no")])
async def test_a_test_ends_at_its_line_and_says_how_sure_that_is(
    classroom: Classroom, said: str, verdict: str, passed: str
) -> None:
    carol, alice = classroom.actor("carol"), classroom.actor()
    made = await given(classroom, "adaptive", minutes=0, most_items=20, cut=60, target_se=None)
    exact = await given(classroom, "adaptive", minutes=0, most_items=20, cut=60, target_se=0.3)
    assert (await attempts.intro(alice, made)).line == 60 and (await attempts.intro(alice, exact)).line == 0
    await exposure_work.work_in(classroom.school.tenant_id)

    async def sit(test: UUID, who: str, most: int) -> UUID:
        attempt = UUID(await attempts.begin(classroom.actor(who), test))
        for _ in range(most):
            view = await attempts.view(classroom.actor(who), attempt)
            await _say(classroom, attempt, view.number, said, who)
            if not await attempts.go_on(classroom.actor(who), attempt, view.number):
                break
        return attempt

    attempt = await sit(made, "alice", 20)
    result = await attempt_results.result_view(alice, attempt)
    assert 5 <= result.of < 20, "it has ended before the most questions"
    assert (result.verdict, result.passed, result.above) == (verdict, passed, verdict == "mastered")
    assert 80 <= result.sure <= 99
    other = await attempt_results.result_view(alice, await sit(exact, "alice", 20))
    assert (other.verdict, other.sure) == ("", 0) and other.of > result.of, "one that measures goes on"
    # Who stops before it is clear is not told a verdict, only what is likelier.
    early = await sit(made, "bob", 2)
    await attempts.submit(classroom.actor("bob"), early)
    unsure = await attempt_results.result_view(classroom.actor("bob"), early)
    assert (unsure.verdict, unsure.passed) == ("unsure", "") and 50 <= unsure.sure < result.sure
    # The teacher sees the very same.
    lines = {one.name: one for one in (await assessment_results.class_results(carol, made)).students}
    assert (lines["Alice"].verdict, lines["Alice"].sure) == (verdict, result.sure)
    assert (lines["Bob"].verdict, lines["Bob"].sure, lines["Bob"].above) == ("unsure", unsure.sure, unsure.above)
    assert (await assessment_results.student_result(carol, attempt)).verdict == verdict
    assert f",{verdict},{result.sure}," in await assessment_results.results_csv(carol, made)
    assert (await child_tests.of_child(alice))[-1].passed == passed


async def test_a_line_that_no_question_can_show_is_said_to_who_makes_the_test(classroom: Classroom) -> None:
    carol = classroom.actor("carol")
    made = await assessments.create(carol, classroom.school.section_id, "Passed?", "adaptive")
    draft = AssessmentDraft("Passed?", most_items=10, cut=60)
    await assessments.change(carol, made, draft)
    assert (await assessments.made_view(carol, made)).warnings == []
    await assessments.change(carol, made, replace(draft, cut=99))
    assert (await assessments.made_view(carol, made)).warnings == ["line_far"]
    with pytest.raises(InvalidInputError, match="below 100"):
        await assessments.change(carol, made, replace(draft, cut=100))


async def test_a_placement_is_where_topics_begin_that_were_never_answered(classroom: Classroom) -> None:
    alice, kcs = classroom.actor(), classroom.course.kcs
    tenant, section = classroom.school.tenant_id, classroom.school.section_id
    # One wrong answer to the last topic long before: what was answered is never overridden.
    practised = classroom.event(content=classroom.course.practice[3][0], step_id="s1", response=WRONG)
    await learning.record_event(practised, alice)
    before = (await progress.study(alice)).states[kcs[3]].p_mastered
    made = await given(classroom, "placement", minutes=0, most_items=1, shown="released")
    attempt = UUID(await attempts.begin(alice, made))
    view = await attempts.view(alice, attempt)
    await _say(classroom, attempt, view.number, RIGHT)
    assert not await attempts.go_on(alice, attempt, view.number)
    assert set((await progress.study(alice)).states) == {kcs[3]}, "nothing begins before results are shown"
    await assessment_results.release(classroom.actor("carol"), made)
    here = await progress.study(alice)
    (asked,) = (kc for kc in kcs[:3] if here.states[kc].attempts)
    inferred = [kc for kc in kcs[:3] if kc != asked]
    assert all(here.states[kc].placed is not None and not here.states[kc].attempts for kc in inferred)
    assert here.states[kcs[3]].placed is None and here.states[kcs[3]].p_mastered <= before + 1e-9
    _, topics = await progress.path_view(alice)
    said = {one.kc_id: one for one in topics}
    assert all(said[str(kc)].inferred and said[str(kc)].band == "unknown" for kc in inferred)
    assert said[str(asked)].inferred == "" and said[str(kcs[3])].inferred == ""
    # The log alone gives the same, also after something was answered on top of it, and without what is void.
    answered = classroom.event(
        content=classroom.course.practice[kcs.index(inferred[0])][0], step_id="s1", response=RIGHT
    )
    await learning.record_event(answered, alice)
    here = await progress.study(alice)
    rebuilt = await recompute.rebuild_state(tenant, alice.person_id, section, write=True)
    assert rebuilt.kcs.keys() == here.states.keys()
    again = (await progress.study(alice)).states
    for kc, state in here.states.items():
        assert recompute.same(rebuilt.kcs[kc], state) and recompute.same(again[kc], state)
    # Without what was answered since it is again where the placement has put it.
    item = classroom.course.practice[kcs.index(inferred[0])][0]
    await withdrawals.void(classroom.actor("carol"), section, item, "Wrong key", None)
    left = (await progress.study(alice)).states[inferred[0]]
    assert left.attempts == 0 and left.placed == here.states[inferred[0]].placed
    # Who hands in without an answer has told nothing.
    bob = classroom.actor("bob")
    empty = UUID(await attempts.begin(bob, made))
    await attempts.submit(bob, empty)
    await attempt_records.finish(tenant, empty)
    assert not (await progress.study(bob)).states


async def test_a_bank_that_is_too_small_is_said_to_who_makes_the_test(classroom: Classroom) -> None:
    carol = classroom.actor("carol")
    made = await assessments.create(carol, classroom.school.section_id, "Where are we?", "adaptive")
    await assessments.change(carol, made, AssessmentDraft("Where are we?", most_items=10, target_se=0.3))
    view = await assessments.made_view(carol, made)
    assert view.warnings == ["bank_small"] and view.expected_se > 30
    empty = await assessments.create(carol, classroom.school.section_id, "Nothing", "fixed")
    assert (await assessments.made_view(carol, empty)).warnings == ["no_items"]
    with pytest.raises(ConflictError, match="asks nothing"):
        await assessments.give(carol, empty)


async def test_reopening_goes_on_before_results_and_gives_another_attempt_after_them(classroom: Classroom) -> None:
    made = await given(classroom, shown="released")
    carol = classroom.actor("carol")
    attempt = await sit(classroom, made, RIGHT)
    with pytest.raises(ConflictError, match="still runs"):
        await assessment_results.reopen(carol, attempt, 10)
    await attempts.submit(classroom.actor(), attempt)
    classroom.clock.at += timedelta(hours=3)
    assert await assessment_results.reopen(carol, attempt, 10) == "reopened"
    await _say(classroom, attempt, 2, RIGHT)
    await attempts.submit(classroom.actor(), attempt)
    await assessment_results.release(carol, made)
    assert await assessment_results.reopen(carol, attempt, 10) == "once_more"
    again = UUID(await attempts.begin(classroom.actor(), made))
    assert again != attempt
    for number in range(1, 6):
        await _say(classroom, again, number, RIGHT)
    await attempts.submit(classroom.actor(), again)
    found = await assessment_results.class_results(carol, made)
    (mine,) = [one for one in found.students if one.attempt_id]
    assert (mine.share, mine.tries) == (100, 2), "the better attempt counts"
    assert {one.students for one in found.questions} == {1} and found.done == 1
    table = await assessment_results.results_csv(carol, made)
    assert "Unit fractions" in table and ",100," in table


async def test_no_attempt_is_promised_that_cannot_be_begun(classroom: Classroom) -> None:
    carol, closes = classroom.actor("carol"), classroom.clock.at + timedelta(hours=1)
    made = await given(classroom, closes_at=closes)
    attempt = await sit(classroom, made, RIGHT)
    await attempts.submit(classroom.actor(), attempt)
    classroom.clock.at = closes + timedelta(minutes=1)
    with pytest.raises(ConflictError, match="later moment"):
        await assessment_results.reopen(carol, attempt, 10)
    assert (await attempts.own(classroom.actor()))[0].left == 0, "nothing was given"
    # As the message says: a later moment, then the attempt, and it can be begun.
    later = AssessmentDraft("Fractions", closes_at=closes + timedelta(days=1))
    await assessments.change(carol, made, later)
    assert await assessment_results.reopen(carol, attempt, 10) == "once_more"
    assert UUID(await attempts.begin(classroom.actor(), made)) != attempt


async def test_who_may_make_take_and_see_it(classroom: Classroom) -> None:
    made = await given(classroom)
    attempt = await sit(classroom, made, RIGHT)
    bob, alice = classroom.actor("bob"), classroom.actor()
    for do in (attempts.view, attempts.submit, attempt_results.result_view):
        with pytest.raises(NotFoundError):
            await do(bob, attempt)
    with pytest.raises((ForbiddenError, NotFoundError)):
        await attempts.save(bob, attempt, 1, "s1", RIGHT)
    section = classroom.school.section_id
    for refused in (
        assessments.create(alice, section, "Mine", "fixed"), assessments.made_view(alice, made),
        assessment_results.class_results(alice, made), assessment_results.student_result(alice, attempt),
        assessments.listed(alice), assessment_results.reopen(alice, attempt, 5),
    ):  # fmt: skip
        with pytest.raises(ForbiddenError):
            await refused
    with pytest.raises(NotFoundError):
        await attempts.begin(alice, uuid4())
    assert (await assessments.listed(classroom.actor("carol"), section)).rows[0].begun == 1


async def test_what_makes_no_sense_is_refused(classroom: Classroom) -> None:
    carol, section, now = classroom.actor("carol"), classroom.school.section_id, classroom.clock.at
    made = await assessments.create(carol, section, "Fractions", "fixed")
    good = AssessmentDraft("Fractions")
    for wrong in (
        {"title": " "}, {"title": "x" * 200}, {"minutes": -1}, {"minutes": 10_000}, {"attempts": 0}, {"cut": 101},
        {"shown": "never"}, {"shown": "closed"}, {"closes_at": now - timedelta(days=1)}, {"target_se": 9.0},
        {"opens_at": now + timedelta(days=2), "closes_at": now + timedelta(days=1)},
        {"closes_at": now + timedelta(days=900)},
    ):  # fmt: skip
        with pytest.raises(InvalidInputError):
            await assessments.change(carol, made, replace(good, **wrong))
    item = classroom.course.practice[0][0]
    with pytest.raises(InvalidInputError):
        await assessments.put_items(carol, made, [item, item])
    for strange in (uuid4(), classroom.course.readings[0]):
        with pytest.raises(NotFoundError):
            await assessments.put_items(carol, made, [strange])
    with pytest.raises(InvalidInputError):
        await assessments.create(carol, section, "Fractions", "oral")
    live = await given(classroom)
    with pytest.raises(ConflictError, match="given already"):
        await assessments.put_items(carol, live, [item])
    with pytest.raises(ConflictError):
        await assessments.give(carol, live)
    attempt = await sit(classroom, live)
    for number, step in ((9, "s1"), (1, "s9"), (-1, "s1")):
        with pytest.raises(NotFoundError):
            await attempts.save(classroom.actor(), attempt, number, step, RIGHT)
    with pytest.raises(InvalidInputError):
        await attempts.save(classroom.actor(), attempt, 1, "s1", ["x" * 900])


async def test_without_consent_nobody_takes_a_test_in_vain(classroom: Classroom) -> None:
    made = await given(classroom)
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(
            text("DELETE FROM consent WHERE tenant_id = :t AND student_id = :s"),
            {"t": classroom.school.tenant_id, "s": classroom.school["alice"].person_id},
        )
    with pytest.raises(ForbiddenError, match="not kept"):
        await attempts.begin(classroom.actor(), made)


async def test_a_test_is_taken_away_and_what_was_answered_stays(classroom: Classroom) -> None:
    made = await given(classroom, shown="released")
    attempt = await sit(classroom, made, RIGHT)
    await assessments.withdraw(classroom.actor("carol"), made)
    assert await attempts.own(classroom.actor()) == []
    await attempt_records.work_in(classroom.school.tenant_id)
    assert await _answered(classroom) == 1
    assert (await attempt_results.result_view(classroom.actor(), attempt)).ended_by == "teacher"
