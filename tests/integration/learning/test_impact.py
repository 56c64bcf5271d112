"""What the system did for a class and how the class does: counted right, stated with its interval, never more."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.time_saved import ASSUMED, Assumption
from learnapp.services import (
    Services,
    checkups,
    discussion,
    impact,
    operations,
    privacy,
    rollups,
    school_calendar,
    withdrawals,
)
from learnapp.services.impact_views import ActView, FigureView, ImpactView
from learnapp.services.learning import record_event
from tests.integration.learning.conftest import Classroom, new_classroom

NAMES = tuple(f"pupil{number:02}" for number in range(12))


@pytest_asyncio.fixture(loop_scope="session")
async def large(services: Services) -> Classroom:
    """A class of twelve, large enough for figures about a class."""
    return await new_classroom(services, students=NAMES)


async def do(here: Classroom, who: str, verb: Verb, item: UUID | None = None, **more: Any) -> None:
    here.clock.at += timedelta(seconds=20)
    event = here.event(verb, item, student_id=here.school[who].person_id, **more)
    assert (await record_event(event, here.actor(who))).stored


async def say(here: Classroom, who: str, item: UUID, response: str = "7") -> None:
    await do(here, who, Verb.ANSWERED, item, response=response)


async def look(here: Classroom, period: str = "month", who: str = "carol") -> ImpactView:
    await operations.activity(here.school.tenant_id, here.clock.at - timedelta(days=90))
    return await impact.impact(here.actor(who), here.school.section_id, period)


def act(view: ImpactView, kind: str) -> ActView:
    return next(one for one in view.acts if one.kind == kind)


def figure(view: ImpactView, key: str) -> FigureView:
    return next(one for one in view.figures if one.key == key)


async def test_what_the_system_did_is_counted_and_worth_a_range(classroom: Classroom) -> None:
    items = classroom.course.practice[0]
    await do(classroom, "alice", Verb.HINT_REQUESTED, items[0], step_id="s1", hint_index=0)
    for item, response in ((items[0], "7"), (items[1], "12"), (items[2], "7")):
        await say(classroom, "alice", item, response)
    await do(classroom, "bob", Verb.READ, classroom.course.readings[0], progress=1.0)
    await do(classroom, "bob", Verb.EXPLANATION_OPENED, classroom.course.readings[0])
    await do(classroom, "bob", Verb.FORUM_POSTED, text="Why is a half larger than a third?")
    # Looked at by a person, so nothing was saved.
    await discussion.set_rules(classroom.actor("carol"), classroom.school.section_id, "held", under_13=False)
    await do(classroom, "bob", Verb.FORUM_POSTED, text="And is a quarter smaller?")
    view = await look(classroom)
    assert {one.kind: one.count for one in view.acts} == {
        "answers": 3, "hints": 1, "explanations": 1, "materials": 1, "posts": 1, "checkups": 0,
    }  # fmt: skip
    # 0.3 + 0.2 + 0.5 + 0 + 0.2 = 1.2 and 1.5 + 1 + 2 + 1 + 1 = 6.5 minutes, rounded outwards.
    assert (view.time.now.unit, view.time.now.low, view.time.now.high) == ("minutes", 1, 7)
    assert view.time.any and view.time.way == "more" and view.time.uncounted == 0
    assert act(view, "answers").worth.low == 0 and act(view, "answers").worth.high == 2
    # Two students say nothing about a class, whatever they did.
    assert [one.key for one in view.figures if one.known] == []
    assert {one.change for one in view.figures} <= {"none", "few"}


async def test_a_check_up_is_an_act_of_its_class(classroom: Classroom) -> None:
    alice = classroom.actor("alice")
    for item in classroom.course.practice[0][:3]:
        await say(classroom, "alice", item)
    begun = await checkups.begin(alice, classroom.course.kcs[0], "more")
    async with classroom.services.db.raw(classroom.school.tenant_id) as conn:
        await conn.execute("UPDATE checkup SET finished_at = %s", (classroom.clock.at,))
    assert begun
    assert act(await look(classroom), "checkups").count == 1


async def test_periods_and_what_they_are_compared_with(classroom: Classroom) -> None:
    # The clock stands at Monday 2 March 2026.
    classroom.clock.at = datetime.fromisoformat("2026-03-18T10:00:00+00:00")
    await say(classroom, "alice", classroom.course.practice[0][0])
    week, month = await look(classroom, "week"), await look(classroom, "month")
    assert (week.first, week.last, week.before_first, week.before_last) == (
        "2026-03-16", "2026-03-18", "2026-03-09", "2026-03-11",
    )  # fmt: skip
    assert (month.first, month.last, month.before_first, month.before_last) == (
        "2026-02-19", "2026-03-18", "2026-01-22", "2026-02-18",
    )  # fmt: skip
    assert [one.first for one in week.weeks] == ["2026-03-16"] and week.weeks[0].students == 1
    whole = await look(classroom, "all")
    assert (whole.first, whole.last, whole.before_first, whole.time.way) == ("2026-03-18", "2026-03-18", "", "")
    none = await look(classroom, "term")
    assert (none.first, none.figures, none.time.any) == ("", [], False)
    adam = classroom.actor("adam")
    await school_calendar.save_term(adam, None, "Spring", date(2026, 3, 9), date(2026, 6, 30))
    alone = await look(classroom, "term")
    assert (alone.first, alone.last, alone.before_first) == ("2026-03-09", "2026-03-18", "")
    await school_calendar.save_term(adam, None, "Winter", date(2025, 11, 3), date(2026, 2, 27))
    term = await look(classroom, "term")
    assert (term.before_first, term.before_last) == ("2025-11-03", "2025-11-12")
    with pytest.raises(InvalidInputError):
        await look(classroom, "decade")


async def test_the_evening_of_the_west_belongs_to_today(classroom: Classroom) -> None:
    async with classroom.services.db.raw(classroom.school.tenant_id) as conn:
        await conn.execute("UPDATE institution SET time_zone = 'America/Los_Angeles'")
    classroom.clock.at = datetime.fromisoformat("2026-03-19T03:00:00+00:00")
    await say(classroom, "alice", classroom.course.practice[0][0])
    assert act(await look(classroom, "week"), "answers").count == 1


async def test_outcomes_are_those_of_the_log(large: Classroom) -> None:
    first, second = large.course.practice[:2]
    # Before: everybody masters the first topic with four right answers on different days; half of them miss another.
    start = large.clock.at
    for number, who in enumerate(NAMES):
        large.clock.at = start
        if number % 2:
            await say(large, who, second[4], "12")
        for item in first[:4]:
            large.clock.at += timedelta(days=1)
            await say(large, who, item)
    states = await large.rows("SELECT count(*) FROM kc_state WHERE mastered_at IS NOT NULL")
    assert states == [(len(NAMES),)]
    # Five weeks later: ten of them are asked again, and seven still know it; one opens what is recommended.
    later = start + timedelta(days=40)
    for number, who in enumerate(NAMES[:10]):
        large.clock.at = later + timedelta(minutes=number)
        await say(large, who, first[4], "7" if number < 7 else "12")
    await do(large, NAMES[0], Verb.RECOMMENDATION_OPENED, second[0])
    view = await look(large, "month")
    start_share, end_share = figure(view, "mastered_start"), figure(view, "mastered_end")
    # One of four topics, each student.
    assert (start_share.value, end_share.value, start_share.students) == (25, 25, 12)
    assert start_share.low < 25 < start_share.high
    gained = figure(view, "gained")
    assert (gained.value, gained.was, gained.change) == (0, 25, "down") and gained.by_high < 0
    tried = figure(view, "first_try")
    assert (tried.value, tried.n, tried.students) == (70, 10, 10)
    assert tried.low < 45 and 85 < tried.high <= 100
    # 12 x 4 right of 54: 89 %. The two ranges overlap widely, so nothing is claimed.
    assert (tried.was, tried.change) == (89, "early") and tried.by_low < 0 < tried.by_high
    kept = figure(view, "kept")
    assert (kept.value, kept.n, kept.was_known, kept.change) == (70, 10, False, "few")
    needed = figure(view, "needed")
    assert not needed.known and needed.was_known and needed.change == "few"
    assert needed.was_low <= needed.was <= needed.was_high and needed.was == pytest.approx(4, abs=1)
    active = figure(view, "active")
    assert active.students == 12 and active.n == 12 * len(view.weeks)
    assert [one.students for one in view.weeks if one.students] == [10]
    # One student, one recommendation.
    assert not figure(view, "followed").known
    whole = await look(large, "all")
    assert {one.change for one in whole.figures} == {"none"}
    assert figure(whole, "needed").known and figure(whole, "mastered_start").value == 0


async def test_what_is_void_counts_in_no_outcome(large: Classroom) -> None:
    broken, fine = large.course.practice[0][:2]
    for who in NAMES:
        await say(large, who, broken, "12")
        await say(large, who, fine)
    assert figure(await look(large), "first_try").value == 50
    await withdrawals.void(large.actor("carol"), large.school.section_id, broken, "The key is wrong.")
    assert figure(await look(large), "first_try").value == 100
    await withdrawals.restore(large.actor("carol"), large.school.section_id, broken)
    assert figure(await look(large), "first_try").value == 50


async def test_one_student_fewer_than_enough_is_not_enough(large: Classroom) -> None:
    for who in NAMES[: THRESHOLDS.min_students - 1]:
        await say(large, who, large.course.practice[0][0])
    assert not figure(await look(large), "first_try").known
    await say(large, NAMES[-1], large.course.practice[0][0])
    found = figure(await look(large), "first_try")
    # All of them right: still no certainty.
    assert found.known and found.value == 100 and found.low < 80


async def test_an_assumption_is_changed_for_one_class_by_one_teacher_and_taken_back(classroom: Classroom) -> None:
    carol, adam, section = classroom.actor("carol"), classroom.actor("adam"), classroom.school.section_id
    await say(classroom, "alice", classroom.course.practice[0][0])
    await impact.assume(carol, section, "answers", Assumption(60, 90, 120))
    mine = act(await look(classroom), "answers")
    assert (mine.low, mine.usual, mine.high, mine.own) == (60, 90, 120, True)
    assert (await look(classroom)).time.now.unit == "hours"
    assert not act(await look(classroom, who="adam"), "answers").own
    await impact.assume(adam, section, "answers", Assumption(0, 0, 0))
    assert act(await look(classroom), "answers").low == 60
    await impact.unassume(carol, section, "answers")
    assert act(await look(classroom), "answers").low == ASSUMED["answers"].low
    audited = await classroom.rows("SELECT detail FROM audit_entry WHERE action = 'class_impact.update' ORDER BY seq")
    assert [row[0]["kind"] for row in audited] == ["answers"] * 3 and "low" not in audited[-1][0]
    for wrong in (Assumption(2, 1, 3), Assumption(-1, 1, 3), Assumption(0, 1, 999), Assumption(float("nan"), 1, 2)):
        with pytest.raises(InvalidInputError):
            await impact.assume(carol, section, "answers", wrong)
    with pytest.raises(InvalidInputError):
        await impact.assume(carol, section, "coffee", Assumption(0, 1, 2))


async def test_only_who_teaches_the_class_sees_and_changes_it(classroom: Classroom) -> None:
    section = classroom.school.section_id
    other = await new_classroom(classroom.services)
    for who in (classroom.actor("alice"), other.actor("carol"), other.actor("adam")):
        for attempt in (
            impact.impact(who, section),
            impact.impact_csv(who, section),
            impact.assume(who, section, "answers", Assumption(0, 1, 2)),
        ):
            with pytest.raises((ForbiddenError, NotFoundError)):
                await attempt
    assert await classroom.rows("SELECT 1 FROM impact_assumption") == []


async def test_the_table_says_what_the_page_says(large: Classroom) -> None:
    for who in NAMES:
        await say(large, who, large.course.practice[0][0])
    view = await look(large)
    found = list(csv.DictReader(io.StringIO((await impact.impact_csv(
        large.actor("carol"), large.school.section_id, "month"
    )).removeprefix("\ufeff"))))  # fmt: skip
    rows = {row["figure"]: row for row in found}
    assert rows["acts: answers"]["value"] == "12"
    assert (rows["time saved"]["low"], rows["time saved"]["high"]) == (str(view.time.now.low), str(view.time.now.high))
    assert float(rows["first_try"]["value"]) == 100 and float(rows["first_try"]["low"]) < 100
    assert rows["needed"]["value"] == "" and rows["needed"]["change"] == "few"
    ((audited,),) = await large.rows("SELECT count(*) FROM audit_entry WHERE action = 'class_export.read'")
    assert audited == 1


async def test_days_from_before_this_was_counted_are_counted_by_the_worker(classroom: Classroom) -> None:
    await do(classroom, "bob", Verb.EXPLANATION_OPENED, classroom.course.readings[0])
    await look(classroom)
    async with classroom.services.db.raw(classroom.school.tenant_id) as conn:
        await conn.execute("UPDATE section_day SET explanations = NULL, materials = NULL")
        await conn.execute(
            "INSERT INTO section_day (tenant_id, section_id, day, events, answers, correct, students, hints,"
            " computed_at) SELECT tenant_id, section_id, day - 1, 1, 1, 1, 1, 0, computed_at FROM section_day"
        )
    section = classroom.school.section_id
    view = await impact.impact(classroom.actor("carol"), section)
    assert view.time.uncounted == 2
    await rollups.catch_up()
    view = await impact.impact(classroom.actor("carol"), section)
    # Whose events are gone keeps what was counted then.
    assert (view.time.uncounted, act(view, "explanations").count, act(view, "answers").count) == (0, 1, 1)


async def test_a_class_without_a_course_shows_what_was_done(classroom: Classroom) -> None:
    await say(classroom, "alice", classroom.course.practice[0][0])
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(text("UPDATE section SET course_id = section_id"))
    view = await look(classroom)
    assert view.topics == 0 and act(view, "answers").count == 1
    assert "mastered_end" not in [one.key for one in view.figures]
    with pytest.raises(NotFoundError):
        await impact.impact(classroom.actor("adam"), uuid7())


async def test_who_says_no_is_in_no_share(large: Classroom) -> None:
    for who in NAMES:
        await say(large, who, large.course.practice[0][0])
    assert (await look(large)).students == 12
    gone = large.school[NAMES[0]].person_id
    await large.rows("UPDATE consent SET withdrawn_at = %s WHERE student_id = %s RETURNING 1", large.clock.at, gone)
    view = await look(large)
    active = next(one for one in view.figures if one.key == "active")
    assert view.students == 11 and active.students == 11


async def test_what_an_erased_teacher_assumed_is_gone(classroom: Classroom) -> None:
    await impact.assume(classroom.actor("carol"), classroom.school.section_id, "hints", Assumption(1, 2, 3))
    await privacy.erase_person(classroom.actor("adam"), classroom.school["carol"].person_id)
    assert await classroom.rows("SELECT 1 FROM impact_assumption") == []
