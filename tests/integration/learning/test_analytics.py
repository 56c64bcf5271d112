"""Dashboards: answered from rollups alone, stated with intervals, honest about what is too little and what is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError, UnavailableError
from learnapp.engine.event import Verb
from learnapp.services import Services, analytics, analytics_cohorts, analytics_institution, rollups, set_current
from learnapp.services.analytics_views import Asked, ClassAnalytics, FigureView
from learnapp.services.learning import record_event
from learnapp.storage.db import Database
from tests.conftest import free_port
from tests.integration.learning.conftest import Classroom, new_classroom

NAMES = tuple(f"pupil{number:02}" for number in range(12))
MONTH = Asked("month")


@pytest_asyncio.fixture(loop_scope="session")
async def large(services: Services) -> Classroom:
    """A class of twelve, large enough for figures about a class."""
    return await new_classroom(services, students=NAMES)


async def do(here: Classroom, who: str, verb: Verb, item: UUID | None = None, **more: Any) -> None:
    here.clock.at += timedelta(seconds=20)
    event = here.event(verb, item, student_id=here.school[who].person_id, **more)
    assert (await record_event(event, here.actor(who))).stored


async def counted(here: Classroom, since: datetime) -> None:
    """Do what the outbox's job does, and take it from the queue."""
    await rollups.bring_up(here.school.tenant_id, since)
    async with here.services.db.raw(here.school.tenant_id) as conn:
        tenant = str(here.school.tenant_id)
        await conn.execute("DELETE FROM procrastinate_jobs WHERE args ->> 'tenant_id' = %s", (tenant,))


async def look(here: Classroom, asked: Asked = MONTH, who: str = "carol") -> ClassAnalytics:
    return await analytics.class_analytics(here.actor(who), here.school.section_id, asked)


def figure(view: ClassAnalytics, key: str) -> FigureView:
    return next(one for one in view.figures if one.key == key)


async def worked(here: Classroom) -> None:
    """Five weeks ago half of the first tries are right, now all are, and two students are not there any more."""
    start, items = here.clock.at, [item for some in here.course.practice[:2] for item in some]
    await joined(here, NAMES, start - timedelta(days=60))
    for who in NAMES:
        for place, item in enumerate(items[:4]):
            await do(here, who, Verb.ANSWERED, item, response="7" if place % 2 else "12", duration_ms=60_000)
    await counted(here, start)
    here.clock.at = start + timedelta(days=35)
    again = here.clock.at
    for who in NAMES[:10]:
        for item in items[4:8]:
            await do(here, who, Verb.ANSWERED, item, response="7", duration_ms=120_000)
    await counted(here, again)


async def test_figures_are_those_of_the_log_with_their_intervals_and_changes(large: Classroom) -> None:
    await worked(large)
    view = await look(large)
    assert (view.students, view.topics, view.fresh.state) == (12, 4, "live")
    tried, engaged, minutes = (figure(view, key) for key in ("first_try", "engaged", "minutes"))
    assert (tried.known, tried.value, tried.was, tried.change) == (True, 100, 50, "up")
    assert tried.students == 10 and tried.low < 100
    # Ten of twelve in one week of four; before, all of them in one of four.
    assert (engaged.value, engaged.was) == (round(100 * 10 / 48), 25)
    assert (minutes.value, minutes.was) == (2, 1)
    # The two clearest changes are said, and who was not there.
    told = [one.key for one in view.outs]
    assert "away" in told and sum(key.endswith("-up") for key in told) == 2
    away = next(one for one in view.outs if one.key == "away")
    assert (away.count, away.of) == (2, 12)
    days = next(one for one in view.spreads if one.key == "days")
    assert days.known and [one.students for one in days.bins[:2]] == [2, 10]
    assert sum(day.answers for day in view.trend) == 40 and max(day.students for day in view.trend) == 10
    assert view.answer_seconds[0] == pytest.approx(120, abs=60) and sum(hour.answers for hour in view.hours) == 40
    page = await analytics.class_students(large.actor("carol"), large.school.section_id, MONTH, size=5)
    assert (page.total, len(page.rows), page.rows[0].minutes, page.rows[0].answers_before) == (12, 5, 8, 4)


async def test_what_was_begun_is_told_with_how_much_of_it_is_finished(large: Classroom) -> None:
    start, text = large.clock.at, large.course.readings[0]
    first, second = large.course.practice[0][:2]
    for place, who in enumerate(NAMES):
        # Everybody solves one question and fails at another; three read a text to its end, seven its beginning.
        await do(large, who, Verb.ANSWERED, first, response="7")
        await do(large, who, Verb.ANSWERED, second, response="12")
        if place < 10:
            await do(large, who, Verb.READ, text, progress=1.0 if place < 3 else 0.2)
    large.clock.at += timedelta(hours=1)
    await counted(large, start)
    view = await look(large)
    whole = figure(view, "finished")
    assert (whole.known, whole.value, whole.students, whole.change) == (True, round(100 * 15 / 34), 12, "longer")
    assert whole.low < whole.value < whole.high and not whole.was_known
    lines = [(one.content_id, one.begun, one.finished, one.share) for one in view.contents]
    assert lines == [(str(second), 12, 0, 0), (str(text), 10, 3, 30), (str(first), 12, 12, 100)]
    # What is finished later counts for the days in which it was begun, settled or not.
    large.clock.at += timedelta(days=2)
    for who in NAMES:
        await do(large, who, Verb.ANSWERED, second, response="7")
    await counted(large, large.clock.at - timedelta(minutes=5))
    later = await look(large)
    assert figure(later, "finished").value == round(100 * 27 / 34)
    none = await look(large, Asked("custom", "2026-03-04", "2026-03-05"))
    assert none.contents == [] and not figure(none, "finished").known


async def test_of_a_small_class_nothing_is_stated(classroom: Classroom) -> None:
    start = classroom.clock.at
    await do(classroom, "alice", Verb.ANSWERED, classroom.course.practice[0][0], response="7")
    await counted(classroom, start)
    view = await look(classroom)
    assert [one.key for one in view.figures if one.known] == [] and [one.key for one in view.outs] == ["few"]
    assert not any(one.known for one in view.spreads) and not any(one.known for one in view.lines)
    adam = classroom.actor("adam")
    school = await analytics_institution.institution_analytics(adam, MONTH)
    assert school.few and school.figures == [] and school.trend == [] and school.lines[0].few
    assert school.lines[0].answers == 0 and school.courses[0].few


async def joined(here: Classroom, who: tuple[str, ...], at: datetime) -> None:
    for one in who:
        await here.rows(
            "UPDATE enrolment SET enrolled_at = %s WHERE person_id = %s RETURNING 1", at, here.school[one].person_id
        )


async def test_who_came_later_is_no_change_of_the_class_and_is_compared_by_their_own_weeks(services: Services) -> None:
    old, new = tuple(f"old{one:02}" for one in range(10)), tuple(f"new{one:02}" for one in range(10))
    here = await new_classroom(services, students=(*old, *new))
    start, items = here.clock.at, here.course.practice[0]
    moment = start + timedelta(days=34)
    await joined(here, old, start - timedelta(days=30))
    await joined(here, new, moment)
    for who in old:
        await do(here, who, Verb.ANSWERED, items[0], response="7", duration_ms=120_000)
    await counted(here, start)
    here.clock.at = moment + timedelta(hours=1)
    for who in (*old, *new):
        await do(here, who, Verb.ANSWERED, items[1], response="7", duration_ms=120_000)
    await counted(here, moment)
    view = await look(here)
    # The ten who were there before work as they did: in one week of four, half a minute a week.
    for key in ("engaged", "minutes"):
        one = figure(view, key)
        assert one.was_known and one.change not in ("up", "down") and one.students == 20, key
    assert figure(view, "engaged").was == 25 and figure(view, "minutes").was == round(2 / 4)
    # Nor could they have been there earlier for the school.
    adam = here.actor("adam")
    line = (await analytics_institution.institution_analytics(adam, MONTH)).lines[0]
    assert (line.there, line.there_before) == (round(100 * 20 / (28 * 10 + 10)), round(100 * 10 / (28 * 10)))
    cohorts = await analytics_cohorts.cohorts(here.actor("carol"), here.school.section_id, MONTH, by="joined")
    first, second = ({one.key: one for one in group.figures} for group in cohorts.cohorts)
    assert (first["engaged"].value, second["engaged"].value) == (25, 100), "one week of four, and of one"
    assert (first["minutes_mean"].value, second["minutes_mean"].value) == (2 / 4, 2)
    await joined(here, old, start)
    # Of days before they came nothing is said of them: ten are enough, and nobody of them was away.
    past = await look(here, Asked("custom", "2026-03-01", "2026-03-07"))
    assert figure(past, "engaged").students == 10 and figure(past, "engaged").value == 100
    assert [one.key for one in past.outs] == ["steady"]
    # Where nobody was there before, nothing is compared.
    await joined(here, old, moment)
    fresh = await look(here, Asked("week"))
    assert not figure(fresh, "engaged").was_known and figure(fresh, "engaged").change == "few"
    line = (await analytics_institution.institution_analytics(adam, Asked("week"))).lines[0]
    assert (line.there, line.there_before) == (100, -1)
    nobody = (
        await analytics_institution.institution_analytics(adam, Asked("custom", "2026-02-01", "2026-02-07"))
    ).lines[0]
    assert (nobody.there, nobody.minutes) == (-1, 0)


async def test_weeks_are_those_that_a_student_was_there_for_in_both_periods(services: Services) -> None:
    names = tuple(f"pupil{one:02}" for one in range(10))
    here = await new_classroom(services, students=names)
    items = [item for some in here.course.practice for item in some]
    # They came in the last eight days of the period before, and have worked a minute in each week from then on.
    start = here.clock.at
    await joined(here, names, start)
    for week in range(6):
        here.clock.at = start + timedelta(days=7 * week)
        for who in names:
            await do(here, who, Verb.ANSWERED, items[week], response="7", duration_ms=60_000)
        await counted(here, here.clock.at)
    here.clock.at = start + timedelta(days=35, hours=1)
    view = await look(here)
    one, minutes = figure(view, "engaged"), figure(view, "minutes")
    assert (one.value, one.was, one.change) == (100, 100, "level"), "nothing has changed but the calendar"
    assert (minutes.value, minutes.was) == (1, 1)
    # Whoever came too late for a week of it is compared with nothing.
    await joined(here, names, start + timedelta(days=9))
    await here.rows("DELETE FROM student_day WHERE day < %s RETURNING 1", (start + timedelta(days=7)).date())
    assert figure(await look(here), "engaged").change == "few"
    # Whoever left, and came back this week, was there in the weeks before as well.
    await joined(here, names, start + timedelta(days=35))
    view = await look(here)
    assert figure(view, "engaged").value == 100 and figure(view, "minutes").value == 1
    cohorts = await analytics_cohorts.cohorts(here.actor("carol"), here.school.section_id, MONTH, by="joined")
    (group,) = cohorts.cohorts
    told = {one.key: one.value for one in group.figures}
    assert (told["engaged"], told["minutes_mean"]) == (100, 1)


async def test_who_has_taken_consent_back_does_not_appear(large: Classroom) -> None:
    await worked(large)
    gone = large.school[NAMES[0]].person_id
    async with large.services.db.raw(large.school.tenant_id) as conn:
        await conn.execute("UPDATE consent SET withdrawn_at = now() WHERE student_id = %s", (gone,))
    view = await look(large)
    assert view.students == 11 and figure(view, "first_try").students < 11
    page = await analytics.class_students(large.actor("carol"), large.school.section_id, MONTH)
    assert str(gone) not in [one.student_id for one in page.rows]
    # Nor in what the school's figures are shares of.
    school = await analytics_institution.institution_analytics(large.actor("adam"), MONTH)
    assert (school.students, school.lines[0].students) == (11, 11)
    assert school.lines[0].there == round(100 * 10 / (11 * 28))


async def test_the_page_says_when_counting_is_behind_and_shows_whole_days(large: Classroom) -> None:
    await worked(large)
    assert (await look(large)).fresh.state == "live"
    large.clock.at += timedelta(days=1)
    await do(large, NAMES[0], Verb.ANSWERED, large.course.practice[2][0], response="7")
    # The job is not late yet.
    assert (await look(large)).fresh.state == "live"
    large.clock.at += timedelta(minutes=10)
    late = await look(large)
    assert late.fresh.state == "daily" and late.fresh.minutes > 0
    assert late.days.last < large.clock.at.date().isoformat()
    await counted(large, large.clock.at - timedelta(minutes=11))
    assert (await look(large)).fresh.state == "live"


async def test_when_nothing_can_be_read_the_last_good_state_is_shown(large: Classroom) -> None:
    await worked(large)
    good = await look(large)
    large.clock.at += timedelta(minutes=30)
    away = Database(f"postgresql://learnapp_app@127.0.0.1:{free_port()}/learnapp", pool_size=1, timeout=0.2)
    set_current(replace(large.services, db=away))
    try:
        kept = await look(large)
        with pytest.raises(UnavailableError):
            await look(large, Asked("week"))
    finally:
        set_current(large.services)
        await away.close()
    assert (kept.fresh.state, kept.fresh.minutes) == ("cached", 30)
    assert (kept.figures, kept.trend, kept.lines) == (good.figures, good.trend, good.lines)


async def test_groups_beside_each_other_are_compared_only_where_there_are_enough(large: Classroom) -> None:
    await worked(large)
    carol, section = large.actor("carol"), large.school.section_id
    joined = await analytics_cohorts.cohorts(carol, section, MONTH, by="joined")
    assert [(one.key, one.students, one.few) for one in joined.cohorts] == [("joined", 12, False)]
    work = await analytics_cohorts.cohorts(carol, section, MONTH, by="work")
    # Everybody worked as long before: nobody worked less than the middle.
    assert [(one.key, one.students) for one in work.cohorts] == [("more", 12)]
    tried = next(one for one in work.cohorts[0].figures if one.key == "first_try")
    assert tried.known and tried.change == "none"
    assert (await analytics_cohorts.cohorts(carol, section, MONTH, by="section")).others == []
    with pytest.raises(InvalidInputError):
        await analytics_cohorts.cohorts(carol, section, MONTH, by="name")


async def test_only_who_teaches_the_class_and_admins_see_it(classroom: Classroom) -> None:
    section, other = classroom.school.section_id, await new_classroom(classroom.services)
    for who in (classroom.actor("alice"), other.actor("carol")):
        for act in (
            analytics.class_analytics(who, section, MONTH),
            analytics.class_students(who, section, MONTH),
            analytics_cohorts.cohorts(who, section, MONTH),
        ):
            with pytest.raises((ForbiddenError, NotFoundError)):
                await act
    for who in (classroom.actor("alice"), classroom.actor("carol")):
        with pytest.raises(ForbiddenError):
            await analytics_institution.institution_analytics(who, MONTH)
    with pytest.raises(NotFoundError):
        await analytics.class_analytics(other.actor("adam"), section, MONTH)
    for asked in (Asked("decade"), Asked("custom", "2026-03-02", ""), Asked("custom", "2026-03-02", "2026-03-01")):
        with pytest.raises(InvalidInputError):
            await look(classroom, asked)


async def test_days_of_ones_own_are_compared_with_as_many_before(classroom: Classroom) -> None:
    view = await look(classroom, Asked("custom", "2026-02-10", "2026-02-19"))
    assert (view.days.before_first, view.days.before_last) == ("2026-01-31", "2026-02-09")
    none = await look(classroom, Asked("term"))
    assert (none.days.first, none.figures) == ("", [])
    assert date.fromisoformat((await look(classroom, Asked("week"))).days.first) == date(2026, 2, 24)


async def test_where_hours_are_not_kept_for_all_of_a_period_the_page_says_since_when(classroom: Classroom) -> None:
    start = classroom.clock.at
    await do(classroom, "alice", Verb.ANSWERED, classroom.course.practice[0][0], response="7")
    await counted(classroom, start)
    whole = await look(classroom, Asked("custom", "2026-01-01", "2026-03-02"))
    assert whole.hours_since == "" and sum(one.answers for one in whole.hours) == 1
    longer = await look(classroom, Asked("custom", "2025-04-01", "2026-03-02"))
    assert date.fromisoformat(longer.hours_since) == start.date() - timedelta(days=180)
