"""A week of a student: what was stored, on the day on which it happened where the student is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from learnapp.core.errors import ForbiddenError
from learnapp.engine.event import Verb
from learnapp.services import discussion, goals, trajectory, week
from learnapp.services.learning import record_event
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.test_goals import answer, live_in

MONDAY = date(2026, 3, 2)


async def test_nothing_done_is_said_so(classroom: Classroom) -> None:
    seen = await week.read(classroom.actor())
    assert (seen.first, seen.last, seen.ago, seen.nothing, seen.earlier) == (
        "2026-03-02", "2026-03-08", 0, True, False,
    )  # fmt: skip
    assert [day.ahead for day in seen.days] == [False, *[True] * 6]


async def test_a_week_says_what_was_done_on_each_day(classroom: Classroom) -> None:
    alice, course = classroom.actor(), classroom.course
    await goals.add(alice, "topic", MONDAY + timedelta(days=5), kc_id=course.kcs[0])
    await answer(classroom, 5, 1)
    classroom.clock.at += timedelta(days=1)
    await record_event(classroom.event(Verb.READ, course.readings[1], progress=1.0), alice)
    await discussion.post(alice, classroom.school.section_id, "Why is it 7?", course.practice[0][0])
    await discussion.post(classroom.actor("bob"), classroom.school.section_id, "What Bob says.")
    seen = await week.read(alice)
    first, second = seen.days[:2]
    assert (first.answers, first.right, first.minutes, first.topics) == (6, 5, 6, ["Unit fractions"])
    assert (second.answers, second.texts, second.topics) == (0, ["Read: Equal fractions"], [])
    assert (seen.answers, seen.right, seen.minutes, seen.nothing) == (6, 5, 6, False)
    assert [(one.text, one.title) for one in seen.posts] == [("Why is it 7?", "Unit fractions 0")]
    assert [(one.kind, one.topic, one.date) for one in seen.reached] == [("topic", "Unit fractions", "2026-03-02")]
    with pytest.raises(ForbiddenError):
        await week.read(classroom.actor("carol"))


async def test_topics_say_from_where_to_where_they_moved(classroom: Classroom) -> None:
    alice, kc = classroom.actor(), classroom.course.kcs[0]
    await answer(classroom, 2, 1)
    before = (await trajectory.curve(alice, kc)).value[-1]
    (new,) = (await week.read(alice)).moves
    assert (new.topic, new.direction, new.was, new.after) == ("Unit fractions", "new", "unknown", before)
    classroom.clock.at = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
    await goals.add(alice, "topic", MONDAY + timedelta(days=20), kc_id=kc)
    await answer(classroom, 5)
    after = (await trajectory.curve(alice, kc)).value[-1]
    (rose,) = (await week.read(alice)).moves
    assert (rose.direction, rose.before, rose.after, rose.now) == ("up", before, after, "mastered")
    assert rose.was in ("learning", "almost")
    assert [one.date for one in (await week.read(alice)).reached] == ["2026-03-10"]
    # The week before still says what it said.
    assert (await week.read(alice, MONDAY)).moves == [new]
    assert (await week.read(alice, MONDAY)).reached == []
    classroom.clock.at = datetime(2026, 3, 17, 12, 0, tzinfo=UTC)
    await answer(classroom, 0, 4)
    (fell,) = (await week.read(alice)).moves
    assert (fell.direction, fell.was, fell.before) == ("down", "mastered", after)


@pytest.mark.parametrize(
    ("zone", "day", "ago"), [("UTC", 0, 0), ("America/Los_Angeles", 6, 1), ("Pacific/Auckland", 0, 0)]
)
async def test_an_answer_just_after_midnight_belongs_to_the_day_where_the_student_is(
    classroom: Classroom, zone: str, day: int, ago: int
) -> None:
    await live_in(classroom, zone)
    classroom.clock.at = datetime(2026, 3, 9, 0, 30, tzinfo=UTC)
    await answer(classroom, 1)
    classroom.clock.at = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
    alice = classroom.actor()
    seen = [await week.read(alice), await week.read(alice, MONDAY)]
    assert [one.answers for one in seen[ago].days] == [int(number == day) for number in range(7)]
    assert seen[1 - ago].answers == 0
    assert seen[0].earlier is bool(ago)


async def test_a_day_to_come_gives_this_week_and_no_other_students_work_is_in_it(classroom: Classroom) -> None:
    await answer(classroom, 2)
    other = await new_classroom(classroom.services)
    for who in (classroom.actor("bob"), other.actor("alice")):
        assert (await week.read(who)).nothing
    seen = await week.read(classroom.actor(), MONDAY + timedelta(days=70))
    assert (seen.ago, seen.answers) == (0, 2)
