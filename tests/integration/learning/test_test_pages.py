"""The pages of tests as a browser drives them: what comes twice or too late does no harm, and nothing is lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from learnapp.core.errors import ConflictError, ForbiddenError, NotFoundError
from learnapp.services import assessment_copies, assessments, attempts, notice_board, withdrawals
from learnapp.services.assessment_views import AssessmentDraft
from learnapp.state.assessing import AssessmentState
from learnapp.state.assessment_list import AssessmentsState
from learnapp.state.student.learn import LearnState
from learnapp.state.student.quiz import QuizState
from learnapp.state.student.results import ResultsState
from learnapp.state.student.today import TodayState
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.opened import do, opened

RIGHT = "7"


async def _fixed(classroom: Classroom, title: str = "Fractions", items: int = 2, **rules: Any) -> UUID:
    """Carol gives a test of some questions of the first topic."""
    carol = classroom.actor("carol")
    made = await assessments.create(carol, classroom.school.section_id, title, "fixed")
    await assessments.change(carol, made, AssessmentDraft(title=title, shuffled=False, **rules))
    await assessments.put_items(carol, made, classroom.course.practice[0][:items])
    await assessments.give(carol, made)
    return made


async def _check(classroom: Classroom) -> UUID:
    """Carol gives a check of four questions, in which nobody goes back."""
    carol = classroom.actor("carol")
    made = await assessments.create(carol, classroom.school.section_id, "Fractions", "mastery_check")
    await assessments.change(carol, made, AssessmentDraft(title="Fractions"))
    await assessments.put_topics(carol, made, [(kc, 2) for kc in classroom.course.kcs[:2]])
    await assessments.give(carol, made)
    return made


@pytest.mark.parametrize("press", ["answer", "skip"])
async def test_a_second_press_neither_answers_nor_leaves_the_next_question(classroom: Classroom, press: str) -> None:
    attempt = UUID(await attempts.begin(classroom.actor(), await _check(classroom)))
    page = await opened(classroom, "alice", QuizState, f"/quiz/{attempt}")
    assert page.sitting.number == 1
    key = page.open_key
    sent: Any = {"key": key, "answer": RIGHT} if press == "answer" else key
    await do(page, press, sent)
    await do(page, press, sent)
    # What was typed and left late is not for the question that is open now either.
    await do(page, "keep_draft", RIGHT, key)
    assert page.sitting.number == 2 and page.open_key != key
    rows = await classroom.rows("SELECT place FROM attempt_answer ORDER BY place")
    assert [row[0] for row in rows] == ([1] if press == "answer" else [])
    rows = await classroom.rows("SELECT place FROM attempt_item WHERE closed")
    assert [row[0] for row in rows] == [1]
    await do(page, "answer", {"key": page.open_key, "answer": RIGHT})
    assert page.sitting.number == 3, "the next one is answered once it was there to read"


async def test_two_presses_open_one_hint(classroom: Classroom) -> None:
    page = await opened(classroom, "alice", LearnState, f"/learn/{classroom.course.practice[0][0]}")
    assert page.step.hints_total > 1
    for _ in range(2):
        await do(page, "show_hint", page.open_key, 0)
    assert len(page.step.hints) == 1
    rows = await classroom.rows("SELECT count(*) FROM learning_event WHERE verb = 'hint_requested'")
    assert rows[0][0] == 1
    await do(page, "show_hint", page.open_key, 1)
    assert len(page.step.hints) == 2


async def test_every_test_is_found_and_opens_however_many_there_are(classroom: Classroom) -> None:
    made = []
    for number in range(22):
        classroom.clock.at += timedelta(minutes=1)
        made.append(await _fixed(classroom, f"Test {number}", items=1))
    # The first one is begun: it stands before all others, and its page opens as those of all do.
    attempt = await attempts.begin(classroom.actor(), made[0])
    today = await opened(classroom, "alice", TodayState, "/today")
    assert (today.tests_total, today.tests[0].href_id, today.tests[1].id) == (22, attempt, str(made[21]))
    found = [one.id for one in today.tests]
    while len(found) < today.tests_total:
        await do(today, "turn_tests", 1)
        found += [one.id for one in today.tests]
    assert found == [str(one) for one in [made[0], *reversed(made[1:])]]
    last = today.tests_offset
    await do(today, "turn_tests", 1)
    assert today.tests and today.tests_offset == last, "there is nothing behind the last page"
    for one in made[1:]:
        page = await opened(classroom, "alice", QuizState, f"/quiz/{one}")
        assert (page.phase, page.intro.id, page.intro.state) == ("intro", str(one), "open")
    assert len(await attempts.own(classroom.actor())) == 22, "what can be asked for misses none"


@pytest.mark.parametrize("kind", ["adaptive", "placement"])
async def test_a_given_test_that_chooses_its_questions_can_still_be_changed(classroom: Classroom, kind: str) -> None:
    carol = classroom.actor("carol")
    made = await assessments.create(carol, classroom.school.section_id, "Where are we?", kind)
    exact = 0.6 if kind == "adaptive" else None
    await assessments.change(carol, made, AssessmentDraft("Where are we?", most_items=6, target_se=exact, cut=60))
    await assessments.put_topics(carol, made, [(kc, 0) for kc in classroom.course.kcs[:2]])
    await assessments.give(carol, made)
    await attempts.begin(classroom.actor(), made)
    page = await opened(classroom, "carol", AssessmentState, f"/teach/assessments/{made}")
    form = {"title": "Where we are", "closes": "2026-03-09", "closes_clock": "10:00", "shown": "released"}
    await do(page, "save", form)
    view = await assessments.made_view(carol, made)
    assert (view.card.title, view.closes_day, view.closes_clock, view.shown) == tuple(form.values())
    assert (view.most_items, view.target_se, view.cut) == (6, round(100 * (exact or 0)), 60), "the rest stays as it was"


async def test_limits_of_a_given_test_change_until_somebody_begins(classroom: Classroom) -> None:
    carol, made = classroom.actor("carol"), await _fixed(classroom, minutes=20)
    page = await opened(classroom, "carol", AssessmentState, f"/teach/assessments/{made}")
    assert page.made.card.begun == 0
    form = {"title": "Fractions", "shown": "submitted", "minutes": "45", "attempts": "2", "cut": "50"}
    form |= {"opens": "2026-03-01", "opens_clock": "08:00"}
    await do(page, "save", form)
    view = await assessments.made_view(carol, made)
    assert (view.card.minutes, view.attempts, view.cut, view.opens_day) == (45, 2, 50, "2026-03-01")
    # Alice begins while the form is still open on Carol's screen.
    attempt = UUID(await attempts.begin(classroom.actor(), made))
    with pytest.raises(ConflictError, match="begun meanwhile"):
        await do(page, "save", form | {"minutes": "10", "title": "Cut short"})
    assert (await attempts.view(classroom.actor(), attempt)).left_s == 45 * 60
    await do(page, "load")
    await do(page, "save", {"title": "Fractions, part 1", "shown": "released"})
    view = await assessments.made_view(carol, made)
    assert (view.card.title, view.shown, view.card.minutes, view.attempts) == ("Fractions, part 1", "released", 45, 2)


async def test_rules_that_somebody_else_has_saved_meanwhile_are_seen_before_they_are_replaced(
    classroom: Classroom,
) -> None:
    carol, made = classroom.actor("carol"), await _fixed(classroom, minutes=20)
    one = await opened(classroom, "carol", AssessmentState, f"/teach/assessments/{made}")
    other = await opened(classroom, "carol", AssessmentState, f"/teach/assessments/{made}")
    stands = one.rules_key
    form = {"title": "Fractions", "minutes": "20", "attempts": "1", "shown": "submitted"}
    await do(other, "save", form | {"minutes": "45", "shown": "released"})
    await do(one, "save", form | {"title": "Fractions, part 1"})
    view = await assessments.made_view(carol, made)
    assert (view.card.title, view.card.minutes, view.shown) == ("Fractions", 45, "released"), "nothing is lost"
    assert any(line.endswith(": 45") for line in one.theirs) and len(one.theirs) == 3
    assert one.rules_key == stands, "the form stays, with what was typed"
    # Who has seen theirs, and saves once more, means it.
    await do(one, "save", form | {"title": "Fractions, part 1"})
    view = await assessments.made_view(carol, made)
    assert (view.card.title, view.card.minutes) == ("Fractions, part 1", 20) and one.theirs == []
    # The same twice is no contradiction.
    await do(other, "save", form | {"title": "Fractions, part 1"})
    assert other.theirs == []


async def test_a_list_that_changes_beside_the_form_does_not_count_as_having_seen_its_rules(
    classroom: Classroom,
) -> None:
    carol = classroom.actor("carol")
    made = await assessments.create(carol, classroom.school.section_id, "Fractions", "fixed")
    page = await opened(classroom, "carol", AssessmentState, f"/teach/assessments/{made}")
    await assessments.change(carol, made, AssessmentDraft("Fractions", minutes=45))
    await do(page, "add", str(classroom.course.practice[0][0]))
    await do(page, "save", {"title": "Fractions", "minutes": "10", "attempts": "1", "shown": "submitted"})
    assert (await assessments.made_view(carol, made)).card.minutes == 45
    assert any(line.endswith(": 45") for line in page.theirs)


async def test_a_test_is_begun_with_the_limits_that_hold_at_that_moment(classroom: Classroom) -> None:
    carol, made = classroom.actor("carol"), await _fixed(classroom, minutes=20)
    for minutes in range(30, 40):
        change = assessments.change(carol, made, AssessmentDraft("Fractions", minutes=minutes), limits=True)
        await asyncio.gather(change, attempts.begin(classroom.actor(), made), return_exceptions=True)
    rows = await classroom.rows(
        "SELECT a.minutes, extract(epoch FROM t.deadline_at - t.started_at) / 60 FROM attempt t JOIN assessment a"
        " ON a.assessment_id = t.assessment_id"
    )
    assert len(rows) == 1 and rows[0][0] == rows[0][1]


async def test_a_test_is_duplicated_as_a_draft(classroom: Classroom) -> None:
    closes = classroom.clock.at + timedelta(days=1)
    made = await _fixed(classroom, minutes=20, attempts=3, cut=60, closes_at=closes, shown="closed")
    await withdrawals.flag(
        classroom.actor("carol"), classroom.school.section_id, classroom.course.practice[0][1], "A mistake."
    )
    page = await opened(classroom, "carol", AssessmentState, f"/teach/assessments/{made}")
    await do(page, "duplicate")
    listed = await assessments.listed(classroom.actor("carol"), classroom.school.section_id)
    assert [(one.title, one.state) for one in listed.rows] == [("Fractions", "draft"), ("Fractions", "open")]
    copy = await assessments.made_view(classroom.actor("carol"), UUID(listed.rows[0].id))
    assert (copy.card.minutes, copy.attempts, copy.cut, copy.closes_day) == (20, 3, 60, "")
    assert copy.shown == "released", "results that waited for the end are not shown at once"
    assert [one.id for one in copy.questions] == [str(classroom.course.practice[0][0])], "the other one is withdrawn"
    with pytest.raises(ForbiddenError):
        await assessment_copies.duplicate(classroom.actor(), made)


async def test_a_test_that_was_taken_away_is_given_back(classroom: Classroom) -> None:
    carol, made = classroom.actor("carol"), await _fixed(classroom)
    await assessments.withdraw(carol, made)
    assert await attempts.own(classroom.actor()) == []
    for stranger in (classroom.actor(), (await new_classroom(classroom.services)).actor("carol")):
        with pytest.raises((ForbiddenError, NotFoundError)):
            await assessment_copies.give_back(stranger, made)
    page = await opened(classroom, "carol", AssessmentsState, "/teach/assessments")
    assert page.total == 0
    await do(page, "show_taken_away")
    assert [(one.id, one.state) for one in page.cards] == [(str(made), "withdrawn")]
    await do(page, "give_back", page.cards[0].id)
    assert [one.id for one in await attempts.own(classroom.actor())] == [str(made)]
    assert await attempts.begin(classroom.actor(), made)
    with pytest.raises(NotFoundError):
        await assessment_copies.give_back(carol, made)


async def test_what_two_teachers_put_into_a_test_is_all_in_it(classroom: Classroom) -> None:
    carol, items = classroom.actor("carol"), classroom.course.practice[0]
    made = await assessments.create(carol, classroom.school.section_id, "Fractions", "fixed")
    pages = [await opened(classroom, who, AssessmentState, f"/teach/assessments/{made}") for who in ("carol", "adam")]
    assert await do(pages[0], "add", str(items[0])) is None
    # Adam's page is older than that: his question comes behind hers, and he is told.
    assert await do(pages[1], "add", str(items[1])) is not None
    assert await do(pages[0], "add", str(items[2])) is not None
    wanted = [str(one) for one in items[:3]]
    assert [one.id for one in pages[0].made.questions] == wanted
    assert await do(pages[1], "remove", wanted[0]) is not None
    assert [one.id for one in pages[1].made.questions] == wanted[1:]
    with pytest.raises(assessments.ChangedMeanwhileError):
        await assessments.put_items(carol, made, items[:1], items[:3])
    assert len((await assessments.made_view(carol, made)).questions) == 2, "what is refused stores nothing"


async def test_what_two_teachers_say_of_topics_is_all_said(classroom: Classroom) -> None:
    carol, kcs = classroom.actor("carol"), classroom.course.kcs
    made = await assessments.create(carol, classroom.school.section_id, "Fractions", "mastery_check")
    await assessments.put_topics(carol, made, [(kc, 2) for kc in kcs[:2]])
    pages = [await opened(classroom, who, AssessmentState, f"/teach/assessments/{made}") for who in ("carol", "adam")]
    assert await do(pages[0], "set_quota", str(kcs[0]), "4") is None
    assert await do(pages[1], "set_quota", str(kcs[1]), "1") is not None
    assert [one.quota for one in pages[1].made.topics] == [4, 1]


async def test_a_student_finds_all_results_however_long_ago_and_a_notice_leads_to_its_test(
    classroom: Classroom,
) -> None:
    closes = classroom.clock.at + timedelta(days=1)
    old = await _fixed(classroom, "Long ago", closes_at=closes)
    first = UUID(await attempts.begin(classroom.actor(), old))
    await attempts.submit(classroom.actor(), first)
    gone = await _fixed(classroom, "Taken away", items=1)
    await attempts.submit(classroom.actor(), UUID(await attempts.begin(classroom.actor(), gone)))
    await assessments.withdraw(classroom.actor("carol"), gone)
    classroom.clock.at += timedelta(days=60)
    assert await attempts.own(classroom.actor()) == []
    for number in range(10):
        classroom.clock.at += timedelta(minutes=1)
        made = await _fixed(classroom, f"Test {number}", items=1, shown="released")
        await attempts.submit(classroom.actor(), UUID(await attempts.begin(classroom.actor(), made)))
    page = await opened(classroom, "alice", ResultsState, "/results")
    assert (page.total, page.results[0].title, page.results[0].shown) == (12, "Test 9", False)
    assert len(page.results) == 10
    await do(page, "turn", 1)
    assert [(one.title, one.shown) for one in page.results][-1] == ("Long ago", True)
    assert {one.title for one in page.results} == {"Long ago", "Taken away"}
    bobs = await opened(classroom, "bob", ResultsState, "/results")
    assert (bobs.results_ready, bobs.total) == (True, 0)
    board = await notice_board.read(classroom.actor())
    places = {part.notice.href for day in board.days for part in day.notices}
    assert f"/quiz/{made}" in places
    quiz = await opened(classroom, "alice", QuizState, f"/quiz/{old}")
    assert (quiz.phase, quiz.result.attempt_id) == ("result", str(first))
