"""A day is the day of the school: homework of Monday evening in California is of Monday, wherever UTC is by then."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from learnapp.core.days import begin_of, day_of
from learnapp.core.errors import ForbiddenError, InvalidInputError
from learnapp.engine.event import Verb
from learnapp.services import (
    analytics,
    analytics_cohorts,
    analytics_institution,
    class_board,
    impact,
    item_analysis,
    mission,
    mission_figures,
    notice_board,
    notice_morning,
    recommendations,
    rollups,
    school_zone,
    trail,
    withdrawals,
)  # fmt: skip
from learnapp.services.analytics_views import Asked
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.test_rollups import counted_again, do, kept_now, stored, study, wiped

CALIFORNIA, INDIA = "America/Los_Angeles", "Asia/Kolkata"


async def lives_in(here: Classroom, zone: str) -> None:
    await here.rows("UPDATE institution SET time_zone = %s RETURNING 1", zone)


def at(zone: str, *moment: int) -> datetime:
    return datetime(*moment, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[arg-type, misc]


async def answer(here: Classroom, moment: datetime, who: str = "alice", place: int = 0) -> None:
    here.clock.at = moment
    await do(here, who, Verb.ANSWERED, here.course.practice[0][place], response="7", duration_ms=30_000)
    await rollups.bring_up(here.school.tenant_id, moment)


async def days_of(here: Classroom) -> dict[str, int]:
    """The days that have anything on them, as the three places keep them."""
    found = await here.rows("SELECT day, answers FROM section_day ORDER BY day")
    for table in ("student_day", "topic_day"):
        other = await here.rows(f"SELECT day, sum(answers)::int FROM {table} GROUP BY day ORDER BY day")  # noqa: S608
        assert other == found
    items = await here.rows("SELECT day, sum(tries)::int FROM item_day GROUP BY day ORDER BY day")
    assert [day for day, _ in items] == [day for day, _ in found]
    return {day.isoformat(): answers for day, answers in found}


async def test_homework_of_monday_evening_is_of_monday(classroom: Classroom) -> None:
    await lives_in(classroom, CALIFORNIA)
    # 17:30 on a Monday there: a Tuesday in UTC.
    await answer(classroom, at(CALIFORNIA, 2026, 3, 2, 17, 30))
    carol, section = classroom.actor("carol"), classroom.school.section_id
    seen = await analytics.class_analytics(carol, section, Asked("week"))
    assert [(one.day, one.answers) for one in seen.trend if one.answers] == [("2026-03-02", 1)]
    assert (seen.days.last, seen.fresh.state, seen.fresh.moving) == ("2026-03-02", "live", False)
    assert [one.hour for one in seen.hours if one.answers] == [17]
    board = await class_board.activity(carol, section)
    assert (board[-1].day, board[-1].answers, len(board)) == ("2026-03-02", 1, class_board.ACTIVITY_DAYS)
    item = await item_analysis.item(carol, section, classroom.course.practice[0][0])
    assert [(one.day, one.tries) for one in item.days] == [("2026-03-02", 1)]
    worth = await impact.impact(carol, section, "week")
    assert (worth.first, worth.last) == ("2026-03-02", "2026-03-02")
    assert {one.kind: one.count for one in worth.acts}["answers"] == 1
    # Sunday evening is of the week before, and was not this week's yet.
    assert (await class_board.activity(carol, section))[-2].answers == 0
    assert await days_of(classroom) == {"2026-03-02": 1}


async def test_a_week_begins_on_monday_morning_there(classroom: Classroom) -> None:
    await lives_in(classroom, CALIFORNIA)
    await answer(classroom, at(CALIFORNIA, 2026, 3, 1, 18, 0))
    await answer(classroom, at(CALIFORNIA, 2026, 3, 2, 8, 0), place=1)
    carol, section = classroom.actor("carol"), classroom.school.section_id
    worth = await impact.impact(carol, section, "week")
    assert {one.kind: (one.count, one.before) for one in worth.acts}["answers"] == (1, 0)
    classroom.clock.at = at(CALIFORNIA, 2026, 3, 8, 23, 30)
    assert (await impact.impact(carol, section, "week")).first == "2026-03-02"


@pytest.mark.parametrize(
    ("zone", "moments", "days"),
    [
        # A quarter of an hour on each side of a midnight that is half past six in UTC.
        (INDIA, [(2026, 3, 2, 23, 45), (2026, 3, 3, 0, 15)], {"2026-03-02": 1, "2026-03-03": 1}),
        # Clocks go forward: the day has 23 hours, and its last one is its own.
        (CALIFORNIA, [(2026, 3, 8, 0, 10), (2026, 3, 8, 23, 50), (2026, 3, 9, 0, 10)],
         {"2026-03-08": 2, "2026-03-09": 1}),
        # And back: 25 hours.
        (CALIFORNIA, [(2026, 11, 1, 0, 10), (2026, 11, 1, 23, 50), (2026, 11, 2, 0, 10)],
         {"2026-11-01": 2, "2026-11-02": 1}),
        # Half an hour back in the night, and a midnight that there is not.
        ("Australia/Lord_Howe", [(2026, 4, 5, 0, 10), (2026, 4, 5, 23, 50), (2026, 4, 6, 0, 10)],
         {"2026-04-05": 2, "2026-04-06": 1}),
        ("America/Havana", [(2026, 3, 7, 23, 50), (2026, 3, 8, 1, 10)], {"2026-03-07": 1, "2026-03-08": 1}),
    ],
)  # fmt: skip
async def test_days_of_half_hours_and_of_changed_clocks(
    classroom: Classroom, zone: str, moments: list[Any], days: dict[str, int]
) -> None:
    await lives_in(classroom, zone)
    for place, moment in enumerate(moments):
        await answer(classroom, at(zone, *moment), place=place)
    # Settled is what is some minutes old.
    classroom.clock.at += timedelta(hours=1)
    await rollups.bring_up(classroom.school.tenant_id, classroom.clock.at)
    assert await days_of(classroom) == days
    kept = await kept_now(classroom)
    assert await counted_again(classroom) == kept
    # Where hours are all that is kept, they add up to the same days.
    classroom.clock.at += timedelta(days=10)
    await counted_again(classroom)
    assert await days_of(classroom) == days and await classroom.count("section_minute") == 0
    classroom.clock.at += timedelta(days=400)
    await counted_again(classroom)
    assert await days_of(classroom) == days and await classroom.count("section_hour") == 0


def test_days_follow_each_other_without_a_gap() -> None:
    for zone in (CALIFORNIA, INDIA, "Australia/Lord_Howe", "America/Havana", "Africa/Cairo", "Pacific/Chatham", "UTC"):
        lengths = set()
        for number in range(366):
            day = date(2026, 1, 1) + timedelta(days=number)
            begin, end = begin_of(day, zone), begin_of(day + timedelta(days=1), zone)
            lengths.add((end - begin) / timedelta(hours=1))
            assert day_of(begin, zone) == day and day_of(end - timedelta(seconds=1), zone) == day
        assert lengths <= {23.0, 23.5, 24.0, 24.5, 25.0} and (zone in (INDIA, "UTC")) == (lengths == {24.0})


@pytest.mark.parametrize("zone", [CALIFORNIA, INDIA, "Pacific/Chatham"])
async def test_jobs_in_any_order_give_what_a_rebuild_gives_wherever_the_school_is(
    classroom: Classroom, zone: str
) -> None:
    await lives_in(classroom, zone)
    # Into the week in which clocks change in California.
    classroom.clock.at = at(zone, 2026, 3, 6, 20, 0)
    chance, tenant = random.Random(zone), classroom.school.tenant_id  # noqa: S311 - a repeatable story
    waiting: list[Any] = []
    for _ in range(5):
        waiting += await study(classroom, chance, 12)
        chance.shuffle(waiting)
        waiting = waiting[: len(waiting) // 2]
        for since in [*waiting[:3], *waiting[:1]]:
            await rollups.bring_up(tenant, since)
    await rollups.bring_up(tenant, classroom.clock.at)
    kept = await kept_now(classroom)
    assert len(kept["section_day"]) > 2 and await counted_again(classroom) == kept
    carol, section = classroom.actor("carol"), classroom.school.section_id
    ((broken,),) = await classroom.rows(
        "SELECT object_id FROM learning_event WHERE verb = 'answered' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    )
    await withdrawals.void(carol, section, broken, "The key is wrong.")
    voided = await stored(classroom)
    assert voided != kept and await counted_again(classroom) == voided


@pytest.mark.parametrize(("before", "after"), [("UTC", CALIFORNIA), (INDIA, "UTC"), (CALIFORNIA, INDIA)])
async def test_a_new_time_zone_moves_every_day_and_the_page_says_so_until_then(
    classroom: Classroom, before: str, after: str
) -> None:
    tenant, carol, section = classroom.school.tenant_id, classroom.actor("carol"), classroom.school.section_id
    await lives_in(classroom, before)
    await study(classroom, random.Random(13), 40)  # noqa: S311 - a repeatable story
    await rollups.bring_up(tenant, classroom.clock.at)
    await rollups.rebuild(tenant)
    old = await kept_now(classroom)
    await lives_in(classroom, after)
    assert (await analytics.class_analytics(carol, section, Asked("month"))).fresh.moving

    def stop(how_far: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await rollups.rebuild(tenant, say=stop)
    # It was stopped: what happens now is counted by the new days, and the page still says that some are not.
    await do(classroom, "alice", Verb.ANSWERED, classroom.course.practice[2][0], response="7")
    await rollups.bring_up(tenant, classroom.clock.at)
    today = day_of(classroom.clock.at, after)
    found = await classroom.rows("SELECT answers FROM section_day WHERE day = %s", today)
    ((logged,),) = await classroom.rows(
        "SELECT count(*)::int FROM learning_event WHERE verb = 'answered' AND received_at >= %s", begin_of(today, after)
    )
    assert found == [(logged,)]
    assert (await analytics.class_analytics(carol, section, Asked("month"))).fresh.moving
    # Who works on it a moment ago is let be; where nobody has for a while, the worker goes on.
    assert await rollups.move_in(tenant) is False
    classroom.clock.at += timedelta(minutes=15)
    assert await rollups.move_in(tenant) is True and await rollups.move_in(tenant) is False
    assert not (await analytics.class_analytics(carol, section, Asked("month"))).fresh.moving
    moved = await kept_now(classroom)
    assert moved["student_day"] != old["student_day"]
    await wiped(classroom)
    await rollups.rebuild(tenant)
    assert await stored(classroom) == moved
    assert await rollups.catch_up_in(tenant) is False


async def test_an_admin_moves_the_days_and_every_page_of_figures_says_so(classroom: Classroom) -> None:
    tenant, adam, section = classroom.school.tenant_id, classroom.actor("adam"), classroom.school.section_id
    # Half past eight on Monday evening in California.
    await answer(classroom, datetime(2026, 3, 3, 4, 30, tzinfo=UTC))
    await rollups.rebuild(tenant)
    assert await days_of(classroom) == {"2026-03-03": 1}
    assert (await school_zone.zone(adam)).name == "UTC" and not await mission.days_moving(adam)
    assert (await school_zone.set_zone(adam, f" {CALIFORNIA} ")).moving and await mission.days_moving(adam)
    assert (await analytics_institution.institution_analytics(adam, Asked("week"))).fresh.moving
    assert (await impact.impact(classroom.actor("carol"), section, "week")).moving
    # Whoever has erred goes back, and nothing was moved.
    assert not (await school_zone.set_zone(adam, "UTC")).moving and not await mission.days_moving(adam)
    await school_zone.set_zone(adam, CALIFORNIA)
    assert await rollups.move_in(tenant) is True
    assert not (await school_zone.zone(adam)).moving and not await mission.days_moving(adam)
    assert await days_of(classroom) == {"2026-03-02": 1}
    told = (await trail.audit_search(adam, action="institution.update")).rows
    assert [(one.detail["before"], one.detail["time_zone"]) for one in told] == [
        ("UTC", CALIFORNIA), (CALIFORNIA, "UTC"), ("UTC", CALIFORNIA)
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["", "California", "../../etc/passwd", "/etc/localtime", "UTC\x00", "x" * 5000])
async def test_what_is_no_time_zone_is_refused_and_the_days_stay(classroom: Classroom, name: str) -> None:
    adam = classroom.actor("adam")
    with pytest.raises(InvalidInputError, match="IANA name, like Europe/Madrid"):
        await school_zone.set_zone(adam, name)
    assert (await school_zone.zone(adam)).name == "UTC"


@pytest.mark.parametrize("who", ["alice", "carol"])
async def test_nobody_but_an_admin_moves_the_days(classroom: Classroom, who: str) -> None:
    with pytest.raises(ForbiddenError):
        await school_zone.set_zone(classroom.actor(who), CALIFORNIA)
    with pytest.raises(ForbiddenError):
        await school_zone.zone(classroom.actor(who))
    assert (await school_zone.zone(classroom.actor("adam"))).name == "UTC"


async def test_an_admin_of_another_school_moves_only_the_days_there(classroom: Classroom) -> None:
    mallory = (await new_classroom(classroom.services)).actor("adam")
    assert (await school_zone.set_zone(mallory, INDIA)).name == INDIA
    assert (await school_zone.zone(classroom.actor("adam"))).name == "UTC"


async def test_what_is_older_than_the_log_stays_when_days_move(classroom: Classroom) -> None:
    tenant, section = classroom.school.tenant_id, classroom.school.section_id
    await answer(classroom, datetime(2026, 3, 2, 18, 40, tzinfo=UTC))
    await rollups.rebuild(tenant)
    await classroom.rows(
        "INSERT INTO section_day (tenant_id, section_id, day, events, answers, correct, students, hints, computed_at)"
        " VALUES (%s, %s, '2026-02-01', 5, 5, 5, 1, 0, now()) RETURNING 1", tenant, section,
    )  # fmt: skip
    await lives_in(classroom, INDIA)
    assert await rollups.move_in(tenant) is True
    found = await classroom.rows("SELECT day, answers FROM section_day ORDER BY day")
    assert found == [(date(2026, 2, 1), 5), (date(2026, 3, 3), 1)]
    assert await classroom.rows("SELECT day FROM student_day") == [(date(2026, 3, 3),)]
    assert (await classroom.rows("SELECT count(*) FROM section_hour"))[0][0] == 1


async def test_suggestions_and_figures_of_weeks_go_by_the_same_days(classroom: Classroom) -> None:
    await lives_in(classroom, CALIFORNIA)
    tenant = classroom.school.tenant_id
    # Sunday evening there is a Monday of UTC: it belongs to the week before, for suggestions as for answers.
    await answer(classroom, at(CALIFORNIA, 2026, 3, 1, 18, 0))
    classroom.clock.at += timedelta(days=3)
    assert await recommendations.count_days_of(tenant) == 1
    days = await classroom.rows("SELECT day FROM recommendation_day")
    assert days == [(date(2026, 3, 1),)] and await classroom.rows("SELECT day FROM mission_student_day") == days
    await mission_figures.count(tenant)
    found = await classroom.rows("SELECT first_day, base FROM mission_figure WHERE metric = 'ctr' AND span = 'week'")
    assert {first: base for first, base in found if base} == {date(2026, 2, 23): 3}
    # In another zone they are counted again by its days.
    await lives_in(classroom, "UTC")
    await rollups.rebuild(tenant)
    assert await recommendations.count_days_of(tenant) == 1
    assert await classroom.rows("SELECT day FROM recommendation_day") == [(date(2026, 3, 2),)]


async def test_teachers_hear_of_the_week_that_their_pages_show(classroom: Classroom) -> None:
    await lives_in(classroom, CALIFORNIA)
    await answer(classroom, at(CALIFORNIA, 2026, 3, 1, 18, 0))
    await answer(classroom, at(CALIFORNIA, 2026, 3, 4, 18, 0), place=1)
    await answer(classroom, at(CALIFORNIA, 2026, 3, 8, 21, 0), place=2)
    # Carol is on a journey in India, where Monday morning comes before the school's Sunday is over.
    carol = classroom.actor("carol")
    await classroom.rows("UPDATE person SET time_zone = %s WHERE person_id = %s RETURNING 1", INDIA, carol.person_id)

    async def told() -> list[int]:
        await notice_morning.morning(classroom.school.tenant_id)
        found = [one.notice for day in (await notice_board.read(carol)).days for one in day.notices]
        return [one.count for one in found if one.key == "notice-class_week"]

    classroom.clock.at = at(INDIA, 2026, 3, 9, 8, 0)
    assert await told() == []
    classroom.clock.at = at(CALIFORNIA, 2026, 3, 9, 0, 10)
    assert await told() == [2]
    classroom.clock.at += timedelta(hours=1)
    assert await told() == [2]


async def test_who_joined_on_sunday_evening_is_of_the_week_before(classroom: Classroom) -> None:
    await lives_in(classroom, CALIFORNIA)
    for who, moment in (("alice", (2026, 3, 1, 20, 0)), ("bob", (2026, 3, 2, 8, 0))):
        await classroom.rows(
            "UPDATE enrolment SET enrolled_at = %s WHERE person_id = %s RETURNING 1",
            at(CALIFORNIA, *moment), classroom.school[who].person_id,
        )  # fmt: skip
    classroom.clock.at = at(CALIFORNIA, 2026, 3, 3, 9, 0)
    carol, section = classroom.actor("carol"), classroom.school.section_id
    found = await analytics_cohorts.cohorts(carol, section, Asked("month"), by="joined")
    assert [one.name for one in found.cohorts][:2] == ["2026-02-23", "2026-03-02"]
