"""What a student sees of the own numbers: how each came about, and the class that the pages follow."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.errors import ForbiddenError, NotFoundError
from learnapp.services import learning, practice, progress, sessions, trajectory
from learnapp.state.student.goals import GoalCardState, GoalsState
from learnapp.state.student.notes import NotesState
from learnapp.state.student.plan import PlanState
from learnapp.state.student.today import PathState, ProgressState, TodayState
from learnapp.state.student.week import WeekState
from learnapp.storage.repositories import sections as section_rows
from tests.integration.learning.conftest import Classroom, Course, build_course
from tests.integration.security.browser import browser, call


async def _answer(classroom: Classroom, *responses: str) -> None:
    """Alice answers one item after the other on the first topic, a minute apart."""
    for place, response in enumerate(responses):
        await learning.record_event(
            classroom.event(content=classroom.course.practice[0][place], step_id="s1", response=response),
            classroom.actor(),
        )
        classroom.clock.at += timedelta(minutes=1)


async def _second_class(classroom: Classroom) -> tuple[UUID, Course]:
    """Alice joins another class with another course; its title comes after the first one's."""
    other, section = await build_course(classroom.services.db, classroom.school.tenant_id, "z7"), uuid7()
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await section_rows.add_section(
            tx.session, classroom.school.tenant_id, section, title="Zoology", term="",
            course=(classroom.school.tenant_id, other.course_id, 1), now=classroom.clock.now(),
        )  # fmt: skip
        await section_rows.enrol(
            tx.session, classroom.school.tenant_id, [(section, classroom.school["alice"].person_id, "student")],
            classroom.clock.now(),
        )  # fmt: skip
    return section, other


async def test_the_curve_is_what_was_said_after_each_answer(classroom: Classroom) -> None:
    kc, alice = classroom.course.kcs[0], classroom.actor()
    assert (await trajectory.curve(alice, kc)).value == []
    told = []
    for place, response in enumerate(("7", "7", "8", "7")):
        event = classroom.event(content=classroom.course.practice[0][place], step_id="s1", response=response)
        answer = await learning.record_event(event, alice)
        told += [progress.percent(change.after) for change in answer.mastery if change.kc_id == kc]
        classroom.clock.at += timedelta(minutes=1)
    curve = await trajectory.curve(alice, kc)
    assert curve.value == told and len(told) == 4
    assert curve.at == sorted(curve.at)
    assert all(low <= value <= high for low, value, high in zip(curve.low, curve.value, curve.high, strict=True))
    assert curve.value[2] < curve.value[1], "a wrong answer goes down"
    assert (await trajectory.curve(alice, classroom.course.kcs[1])).value == []
    with pytest.raises(NotFoundError):
        await trajectory.curve(alice, uuid7())


async def test_the_answers_behind_a_number_are_paged_and_say_where_they_left_it(classroom: Classroom) -> None:
    await _answer(classroom, "7", "8", "7", "7", "7")
    kc, alice = classroom.course.kcs[0], classroom.actor()
    first = await trajectory.evidence_page(alice, kc, size=2)
    last = await trajectory.evidence_page(alice, kc, size=2, offset=4)
    assert (first.total, len(first.rows), len(last.rows)) == (5, 2, 1)
    curve = await trajectory.curve(alice, kc)
    assert [one.after for one in first.rows] == [curve.value[-1], curve.value[-2]]
    assert last.rows[0].after == curve.value[0]
    every = (await trajectory.evidence_page(alice, kc)).rows[::-1]
    assert [(one.at, one.after, one.low, one.high) for one in every] == list(
        zip(curve.at, curve.value, curve.low, curve.high, strict=True)
    ), "the list says all that the picture shows: when, the estimate and its interval"
    assert all(one.low <= one.after <= one.high and one.low < one.high for one in every)


async def test_nobody_elses_curve(classroom: Classroom) -> None:
    await _answer(classroom, "7", "7")
    assert (await trajectory.curve(classroom.actor("bob"), classroom.course.kcs[0])).value == []
    with pytest.raises(ForbiddenError):
        await trajectory.curve(classroom.actor("carol"), classroom.course.kcs[0])


async def test_an_earned_mastery_that_grew_weaker_says_so(classroom: Classroom) -> None:
    await _answer(classroom, "7", "7", "7", "7")
    kc = classroom.course.kcs[0]
    tenant, alice = classroom.school.tenant_id, classroom.actor()

    async def stands(p: float) -> progress.KcView:
        async with classroom.services.db.transaction(tenant) as tx:
            await tx.session.execute(
                text(
                    "UPDATE kc_state SET p_mastered = :p, mastered_at = last_at WHERE tenant_id = :t AND kc_id = :k "
                    "AND student_id = :s"
                ),
                {"p": p, "t": tenant, "k": kc, "s": alice.person_id},
            )
        _, views = await progress.path_view(alice)
        return next(view for view in views if view.kc_id == str(kc))

    strong, weak, fading = await stands(0.95), await stands(0.7), await stands(0.4)
    assert (strong.band, strong.weaker) == ("mastered", False)
    assert (weak.band, weak.weaker) == ("mastered", True)
    assert (fading.band, fading.weaker) == ("fading", False)


async def test_all_pages_follow_the_class_that_was_chosen(classroom: Classroom) -> None:
    section, other = await _second_class(classroom)
    alice = dataclasses.replace(
        classroom.actor(), sections=frozenset({classroom.school.section_id, section}), taught=frozenset()
    )
    assert (await progress.today(alice)).section_id == str(classroom.school.section_id)
    await progress.choose_section(alice, section)
    assert [one.section_id for one in await progress.sections(alice)] == [section, classroom.school.section_id]
    assert (await progress.today(alice)).section == "Zoology"
    title, kcs = await progress.path_view(alice)
    assert title == "Zoology" and {kc.kc_id for kc in kcs} == {str(kc) for kc in other.kcs}
    assert (await trajectory.evidence_page(alice, other.kcs[0])).total == 0
    # Work of the other class still opens, in its own class.
    opened = await practice.open_content(alice, classroom.course.practice[0][0])
    assert opened.section_id == str(classroom.school.section_id)

    await progress.choose_section(alice, classroom.school.section_id)
    assert (await progress.today(alice)).section_id == str(classroom.school.section_id)


async def test_a_class_that_is_not_theirs_cannot_be_chosen_and_a_closed_one_is_left(classroom: Classroom) -> None:
    section, _ = await _second_class(classroom)
    with pytest.raises(NotFoundError):
        await progress.choose_section(classroom.actor("bob"), section)
    alice = dataclasses.replace(
        classroom.actor(), sections=frozenset({classroom.school.section_id, section}), taught=frozenset()
    )
    await progress.choose_section(alice, section)
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await section_rows.set_section_status(tx.session, classroom.school.tenant_id, section, "closed")
    assert [one.section_id for one in await progress.sections(alice)] == [classroom.school.section_id]
    assert (await progress.study(alice)).section.section_id == classroom.school.section_id


async def _opened(classroom: Classroom, path: str, state: Any) -> Any:
    """Return the state of a page that Alice has just opened."""
    person = classroom.school["alice"].person_id
    token = (await sessions.start_session(classroom.school.tenant_id, person)).token
    page = await browser(token, path).get_state(state)
    await call(type(page).event_handlers["load"], page, {})
    return page


@pytest.mark.parametrize(
    ("change", "no_course", "waits"),
    [
        ("UPDATE enrolment SET status = 'waiting' WHERE person_id = :alice", False, ["Mathematics 7"]),
        ("UPDATE enrolment SET status = 'ended' WHERE person_id = :alice", False, []),
        ("UPDATE section SET course_tenant_id = NULL, course_id = NULL, course_version = NULL", True, []),
    ],
    ids=["waits for consent", "in no class", "class without a course"],
)
async def test_without_a_running_class_every_page_opens_and_says_what_is_missing(
    classroom: Classroom, change: str, no_course: bool, waits: list[str]
) -> None:
    tenant, alice = classroom.school.tenant_id, classroom.school["alice"].person_id
    async with classroom.services.db.transaction(tenant) as tx:
        await tx.session.execute(text(change), {"alice": alice} if ":alice" in change else {})
    for path, state in (
        ("/today", TodayState),
        ("/path", PathState),
        ("/progress", ProgressState),
        ("/plan", PlanState),
    ):
        page = await _opened(classroom, path, state)
        assert (page.no_class, page.no_course, page.waits_in) == (True, no_course, waits), path
    for path, other, ready in (
        ("/goals", GoalsState, "goals_ready"), ("/notes", NotesState, "notes_ready"),
        ("/week", WeekState, "week_ready"), ("/today", GoalCardState, "card_ready"),
    ):  # fmt: skip
        assert getattr(await _opened(classroom, path, other), ready), path


async def test_the_pages_fill_once_the_class_runs(classroom: Classroom) -> None:
    tenant, alice = classroom.school.tenant_id, classroom.school["alice"].person_id
    waits = text("UPDATE enrolment SET status = :status WHERE person_id = :alice")
    async with classroom.services.db.transaction(tenant) as tx:
        await tx.session.execute(waits, {"status": "waiting", "alice": alice})
    for path, state, ready in (
        ("/path", PathState, "path_ready"), ("/progress", ProgressState, "progress_ready"),
        ("/plan", PlanState, "plan_ready"),
    ):  # fmt: skip
        page = await _opened(classroom, path, state)
        assert page.no_class and not getattr(page, ready)
        async with classroom.services.db.transaction(tenant) as tx:
            await tx.session.execute(waits, {"status": "active", "alice": alice})
        await call(type(page).event_handlers["load"], page, {})
        assert (page.no_class, getattr(page, ready)) == (False, True), path
        async with classroom.services.db.transaction(tenant) as tx:
            await tx.session.execute(waits, {"status": "waiting", "alice": alice})


async def test_a_page_acts_on_the_class_that_it_shows_whatever_another_device_has_chosen(
    classroom: Classroom,
) -> None:
    alice = classroom.actor()
    other, _ = await _second_class(classroom)
    await progress.choose_section(alice, classroom.school.section_id)
    session = await sessions.start_session(classroom.school.tenant_id, alice.person_id)
    plan: Any = await browser(session.token, "/plan").get_state(PlanState)
    shown: Any = await browser(session.token, "/progress").get_state(ProgressState)
    today: Any = await browser(session.token, "/today").get_state(TodayState)
    for page in (plan, shown, today):
        await call(type(page).load, page, {})
    # The tablet looks at Zoology meanwhile.
    await progress.choose_section(alice, other)

    await call(ProgressState.turn_topics, shown, {"step": 1})
    assert {one.kc_id for one in shown.kcs} == {str(one) for one in classroom.course.kcs}
    await call(ProgressState.show_evidence, shown, {"kc_id": str(classroom.course.kcs[0])})
    assert shown.open_kc == str(classroom.course.kcs[0])
    topic = next(one for one in plan.topics if str(classroom.course.kcs[1]) in one.key)
    await call(PlanState.say, plan, {"form": {"thing": topic.key}})
    assert plan.has and plan.understood
    assert (await classroom.rows("SELECT section_id FROM learning_request")) == [(classroom.school.section_id,)]
    await call(TodayState.dismiss, today, {"content_id": today.cards[0].content_id})
    noted = "SELECT DISTINCT section_id FROM learning_event WHERE verb = 'recommendation_dismissed'"
    assert await classroom.rows(noted) == [(classroom.school.section_id,)]
