"""Time with a text or a simulation: told by the page, believed as far as it is plausible, counted in minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from learnapp.engine.event import Verb
from learnapp.services import goals, practice, week
from learnapp.services.learning import record_event
from learnapp.services.recompute import rebuild_state
from tests.integration.learning.conftest import Classroom
from tests.integration.learning.test_goals import answer
from tests.integration.learning.test_item_voids import states
from tests.integration.learning.test_week import MONDAY

_KEPT = "SELECT verb, (result ->> 'duration_ms')::int FROM learning_event WHERE verb IN ({}) ORDER BY student_seq"
TOLD = _KEPT.format("'read', 'simulation_interacted'")


async def test_minutes_of_reading_count_for_the_week_and_for_a_goal(classroom: Classroom) -> None:
    alice, course, section = classroom.actor(), classroom.course, classroom.school.section_id
    await goals.add(alice, "minutes", MONDAY + timedelta(days=5), target=10)
    await practice.finish_reading(alice, section, course.readings[0], 4 * 60_000)
    await practice.tried_out(alice, section, course.simulation, ["slope=2"], 150_000)
    seen = await week.read(alice)
    assert (seen.minutes, seen.days[0].minutes, seen.days[0].answers) == (6, 6, 0)
    (goal,) = (await goals.next_due(alice)).open
    assert goal.done == 6
    await answer(classroom, 2)
    assert (await week.read(alice)).minutes == 8


@pytest.mark.parametrize("claimed", [24 * 3_600_000, 7 * 60_000, 3 * 60_000])
async def test_more_than_is_plausible_for_a_text_of_two_minutes_is_not_believed(
    classroom: Classroom, claimed: int
) -> None:
    alice, course = classroom.actor(), classroom.course
    for verb, thing in ((Verb.READ, course.readings[0]), (Verb.SIMULATION_INTERACTED, course.simulation)):
        await record_event(classroom.event(verb, thing, progress=1.0, duration_ms=claimed), alice)
    counted = min(claimed, 6 * 60_000)
    assert await classroom.rows(TOLD) == [("read", counted), ("simulation_interacted", counted)]


async def test_an_answer_keeps_its_time_and_a_glance_is_no_reading(classroom: Classroom) -> None:
    alice, course, section = classroom.actor(), classroom.course, classroom.school.section_id
    await practice.finish_reading(alice, section, course.readings[0], 400)
    await record_event(classroom.event(response="7", duration_ms=3_600_000), alice)
    assert await classroom.rows(_KEPT.format("'read', 'answered'")) == [("read", None), ("answered", 3_600_000)]
    assert (await week.read(alice)).minutes == 15


async def test_replay_rebuilds_the_same_state_with_times_of_reading_in_the_log(classroom: Classroom) -> None:
    alice, course, section = classroom.actor(), classroom.course, classroom.school.section_id
    await answer(classroom, 3, 1)
    await practice.finish_reading(alice, section, course.readings[1], 90_000)
    await answer(classroom, 2)
    before = await states(classroom)
    await rebuild_state(classroom.school.tenant_id, alice.person_id, section, write=True)
    assert await states(classroom) == before
