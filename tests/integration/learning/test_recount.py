"""Every figure of a class's dashboard and of a family's report is what the raw log says, counted in another way."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from learnapp.engine.event import Verb
from learnapp.security.access import Actor
from learnapp.services import Services, analytics, report_facts, rollups, school_zone, withdrawals
from learnapp.services.analytics_views import Asked
from learnapp.services.learning import record_event
from tests.integration.learning import recounting
from tests.integration.learning.conftest import Classroom, new_classroom

NAMES = tuple(f"pupil{number:02}" for number in range(14))
WHO_LEAVES, WHO_SAYS_NO = NAMES[0], NAMES[1]


async def compare(services: Services, tenant: UUID, teacher: Actor, section: UUID, asked: Asked) -> set[str]:
    """Hold a class's dashboard, its list of students and their reports to the log; return which figures it states."""
    view = await analytics.class_analytics(teacher, section, asked)
    first, last = date.fromisoformat(view.days.first), date.fromisoformat(view.days.last)
    async with services.db.transaction(tenant) as tx:
        here = await analytics.section_of(tx.session, tenant, section)
    course = await analytics.course_of(here)
    assert course is not None
    async with services.db.raw(tenant) as conn:
        zone = (await (await conn.execute("SELECT time_zone FROM institution")).fetchall())[0][0]
        log = await recounting.log_of(conn, section, zone)
    assert view.students == len(log.students)
    told = {one.key: one for one in view.figures if one.known}
    counted = recounting.figures(log, course, first, last, zone)
    for key, one in told.items():
        digits = 1 if one.unit == "topics" else 0
        assert one.value == pytest.approx(counted[key], abs=0.5 * 10**-digits + 1e-9), key
    assert {day.day: (day.students, day.answers, day.tries, day.alone, day.minutes) for day in view.trend} == (
        recounting.trend(log, first, last)
    )
    assert {one.hour: one.answers for one in view.hours if one.answers} == recounting.hours(log, first, last)
    topics = recounting.topics(log, first, last)
    for line in view.lines:
        assert (line.answers, line.tries, line.minutes) == topics.get(UUID(line.topic_id), (0, 0, 0)), line.name
    page = await analytics.class_students(teacher, section, asked, size=100)
    assert {one.student_id for one in page.rows} == {str(one) for one in log.students}
    for row in page.rows:
        who = UUID(row.student_id)
        assert (row.minutes, row.answers, row.days) == recounting.student(log, who, first, last), row.name
        own = Actor(tenant, who, "person", frozenset({"student"}), frozenset({section}))
        facts, told_of = await report_facts.gather(own, section, first, last), recounting.report(log, who, first, last)
        assert (facts.answers_in_all, facts.right_in_all) == (told_of["answers"], told_of["right"])
        by_name = {course.kcs[kc].name: counts for kc, counts in told_of["topics"].items() if kc in course.kcs}
        assert {one.name: (one.answers, one.right) for one in facts.practised} == by_name
        weeks = {one.monday: (one.days, one.minutes, one.answers) for one in facts.weeks}
        assert {week: said for week, said in weeks.items() if any(said)} == told_of["weeks"]
    return set(told)


async def _event(here: Classroom, chance: random.Random, who: str) -> None:
    """Do something of what students do."""
    items = [item for some in here.course.practice[:3] for item in some]
    draw, item = chance.random(), chance.choice(items)
    more = {"student_id": here.school[who].person_id}
    if draw < 0.1:
        event = here.event(Verb.SESSION_STARTED, **more)
    elif draw < 0.6:
        event = here.event(
            Verb.ANSWERED, item, step_id="s1", response=chance.choice(("7", "7", "12", "what?")),
            duration_ms=chance.choice((20_000, 95_500, 2_000_000)), **more,
        )  # fmt: skip
    elif draw < 0.75:
        event = here.event(Verb.HINT_REQUESTED, item, step_id="s1", hint_index=0, **more)
    elif draw < 0.85:
        reading = chance.choice(here.course.readings)
        event = here.event(Verb.READ, reading, progress=chance.choice((0.3, 1.0)), duration_ms=60_000, **more)
    else:
        event = here.event(
            Verb.VIDEO_PROGRESSED, here.course.video, progress=0.3, state={"from": 0.0, "to": 42.5}, **more
        )
    await record_event(event, here.actor(who))


async def test_figures_of_a_class_and_of_reports_are_those_of_the_log(services: Services) -> None:
    here, chance = await new_classroom(services, students=NAMES), random.Random(77)  # noqa: S311 - the same each time
    tenant, section = here.school.tenant_id, here.school.section_id
    # Half an hour off, with clocks that go back by half an hour within these weeks: 5 April 2026.
    await school_zone.set_zone(here.actor("adam"), "Australia/Lord_Howe")
    begin = here.clock.at
    for _ in range(240):
        here.clock.at += timedelta(minutes=chance.choice((3, 40, 400, 800)))
        await _event(here, chance, chance.choice(NAMES[:13]))
    await withdrawals.void(here.actor("carol"), section, here.course.practice[0][1], "The key is wrong.", None)
    await withdrawals.void(
        here.actor("carol"), section, here.course.practice[1][2], "Since then.", (begin + timedelta(days=10)).date()
    )
    for _ in range(60):
        here.clock.at += timedelta(minutes=chance.choice((3, 40)))
        await _event(here, chance, chance.choice(NAMES[:13]))
    async with services.db.raw(tenant) as conn:
        left, no = (here.school[one].person_id for one in (WHO_LEAVES, WHO_SAYS_NO))
        await conn.execute("UPDATE enrolment SET status = 'ended' WHERE person_id = %s", (left,))
        await conn.execute("UPDATE consent SET withdrawn_at = %s WHERE student_id = %s", (here.clock.at, no))
    carol = replace(here.actor("carol"), taught=frozenset({section}))
    async with services.db.raw(tenant) as conn:
        await conn.execute("DELETE FROM procrastinate_jobs WHERE args ->> 'tenant_id' = %s", (str(tenant),))
    for count in (rollups.bring_up(tenant, begin), rollups.bring_up(tenant, begin), rollups.rebuild(tenant)):
        await count
    month = await compare(services, tenant, carol, section, Asked("month"))
    assert {"engaged", "minutes", "first_try", "mastered", "velocity", "finished"} <= month
    for asked in (Asked("week"), Asked("custom", "2026-04-03", "2026-04-08")):
        await compare(services, tenant, carol, section, asked)
