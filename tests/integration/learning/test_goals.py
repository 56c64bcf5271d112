"""A student's goals: true to what is stored, kept once reached, nobody else's business but to look."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.engine.mastery import THRESHOLDS
from learnapp.services import goals, privacy, progress
from learnapp.services.goal_progress import GoalView
from learnapp.services.learning import record_event
from learnapp.storage.repositories import identity as people_rows
from tests.integration.learning.conftest import Classroom, new_classroom

TODAY = date(2026, 3, 2)
"""The Monday on which the classroom's clock stands still."""
LATER = TODAY + timedelta(days=10)


async def answer(classroom: Classroom, right: int, wrong: int = 0, *, kc: int = 0, ms: int = 60_000) -> None:
    """Alice answers about one topic, a minute for each answer."""
    for number in range(right + wrong):
        item = classroom.course.practice[kc][number % 5]
        said = "7" if number < right else "8"
        event = classroom.event(content=item, step_id="s1", response=said, duration_ms=ms)
        await record_event(event, classroom.actor())
        classroom.clock.at += timedelta(minutes=1)


async def only(classroom: Classroom, who: str = "alice") -> GoalView:
    (found,) = (await goals.read(classroom.actor(who))).open
    return found


async def live_in(classroom: Classroom, zone: str, who: str = "alice") -> None:
    tenant, person = classroom.school.tenant_id, classroom.school[who].person_id
    async with classroom.services.db.transaction(tenant) as tx:
        await people_rows.update_person(tx.session, tenant, person, {"time_zone": zone})


async def test_a_topic_is_as_far_as_its_stored_estimate_and_reached_once_it_is_mastered(classroom: Classroom) -> None:
    alice, kc = classroom.actor(), classroom.course.kcs[0]
    await goals.add(alice, "topic", LATER, kc_id=kc)
    new = await only(classroom)
    assert (new.topic, new.enough, new.left, new.status) == ("Unit fractions", False, 10, "open")
    await answer(classroom, 2, 1)
    started = await only(classroom)
    _, kcs = await progress.path_view(alice)
    told = next(one for one in kcs if one.kc_id == str(kc))
    assert (started.done, started.low, started.high, started.band) == (told.value, told.low, told.high, told.band)
    assert started.done < THRESHOLDS.mastered_at * 100 and started.reached == ""
    await answer(classroom, 5)
    read = await goals.read(alice)
    assert (read.open, read.total) == ([], 1)
    assert (read.closed[0].status, read.closed[0].reached) == ("reached", "2026-03-02")
    # It stays reached on that day, whatever comes later.
    classroom.clock.at += timedelta(days=200)
    later = await goals.read(alice)
    assert (later.closed[0].status, later.closed[0].reached) == ("reached", "2026-03-02")
    assert str(kc) in {one.id for one in later.topics}, "what has faded can be a goal again"


async def test_a_mastered_topic_is_no_goal_and_a_missed_day_is_overdue(classroom: Classroom) -> None:
    alice = classroom.actor()
    await answer(classroom, 5)
    assert str(classroom.course.kcs[0]) not in {one.id for one in (await goals.read(alice)).topics}
    with pytest.raises(ConflictError):
        await goals.add(alice, "topic", LATER, kc_id=classroom.course.kcs[0])
    await goals.add(alice, "topic", TODAY, kc_id=classroom.course.kcs[1])
    assert (await only(classroom)).status == "open"
    classroom.clock.at += timedelta(days=2)
    missed = await only(classroom)
    assert (missed.status, missed.left) == ("overdue", -2)
    await goals.move(alice, UUID(missed.id), LATER)
    assert (await only(classroom)).status == "open"


async def test_practice_counts_by_week_and_each_week_that_was_enough_is_kept(classroom: Classroom) -> None:
    alice = classroom.actor()
    await goals.add(alice, "answers", TODAY + timedelta(days=13), target=3)
    await goals.add(alice, "minutes", TODAY + timedelta(days=13), target=30)
    await answer(classroom, 2, ms=7_200_000)
    await record_event(classroom.event(Verb.READ, classroom.course.readings[1], progress=1.0), alice)
    by_kind = {one.kind: one for one in (await goals.read(alice)).open}
    assert (by_kind["answers"].done, by_kind["answers"].part, by_kind["answers"].this_week) == (2, 66, False)
    # A page that stayed open for two hours is a quarter of an hour of practice; a text without a time is none.
    assert (by_kind["minutes"].done, by_kind["minutes"].this_week) == (30, True)
    await answer(classroom, 1)
    by_kind = {one.kind: one for one in (await goals.read(alice)).open}
    assert (by_kind["answers"].this_week, by_kind["answers"].reached) == (True, "2026-03-02")
    assert (by_kind["answers"].weeks_reached, by_kind["answers"].weeks) == (1, 2)
    classroom.clock.at = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
    assert {one.done for one in (await goals.read(alice)).open} == {0}, "a new week begins"
    classroom.clock.at = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)
    over = await goals.read(alice)
    assert over.open == []
    assert {(one.kind, one.status, one.weeks_reached) for one in over.closed} == {
        ("answers", "ended", 1),
        ("minutes", "ended", 1),
    }


async def test_a_week_begins_at_the_students_own_midnight(classroom: Classroom) -> None:
    alice = classroom.actor()
    await live_in(classroom, "America/Los_Angeles")
    classroom.clock.at = datetime(2026, 3, 9, 6, 30, tzinfo=UTC)  # Sunday evening in Los Angeles
    await goals.add(alice, "answers", TODAY + timedelta(days=13), target=10)
    await answer(classroom, 2)
    assert (await only(classroom)).done == 2
    classroom.clock.at = datetime(2026, 3, 9, 7, 30, tzinfo=UTC)  # Monday there: summer time has begun on Sunday
    assert (await only(classroom)).done == 0
    await answer(classroom, 1)
    assert (await only(classroom)).done == 1


async def test_a_goal_is_ticked_off_or_dropped_once(classroom: Classroom) -> None:
    alice = classroom.actor()
    first = await goals.add(alice, "answers", LATER, target=5)
    second = await goals.add(alice, "minutes", LATER, target=5)
    await goals.tick_off(alice, first)
    await goals.drop(alice, second)
    read = await goals.read(alice)
    assert (read.open, [(one.status, one.closed) for one in read.closed]) == ([], [("done", "2026-03-02")])
    for act in (goals.tick_off(alice, first), goals.drop(alice, second), goals.move(alice, first, LATER)):
        with pytest.raises(NotFoundError):
            await act


async def test_bad_input_says_what_is_wrong(classroom: Classroom) -> None:
    alice, kc = classroom.actor(), classroom.course.kcs[0]
    for kind, due, kc_id, target in (
        ("topic", TODAY - timedelta(days=1), kc, 0),
        ("topic", TODAY + timedelta(days=400), kc, 0),
        ("topic", LATER, None, 0),
        ("answers", LATER, None, 0),
        ("answers", LATER, None, -3),
        ("answers", LATER, None, 501),
        ("minutes", LATER, None, 10**9),
        ("wishes", LATER, None, 5),
    ):
        with pytest.raises(InvalidInputError):
            await goals.add(alice, kind, due, kc_id=kc_id, target=target)
    with pytest.raises(NotFoundError):
        await goals.add(alice, "topic", LATER, kc_id=uuid7())
    mine = await goals.add(alice, "topic", LATER, kc_id=kc)
    with pytest.raises(ConflictError):
        await goals.add(alice, "topic", LATER, kc_id=kc)
    for due in (TODAY - timedelta(days=1), TODAY + timedelta(days=400)):
        with pytest.raises(InvalidInputError):
            await goals.move(alice, mine, due)
    assert len((await goals.read(alice)).open) == 1


async def test_there_are_twenty_open_goals_at_most(services: object) -> None:
    classroom = await new_classroom(services, names=[f"Topic {n}" for n in range(21)])  # type: ignore[arg-type]
    alice = classroom.actor()
    for kc in classroom.course.kcs[:20]:
        await goals.add(alice, "topic", LATER, kc_id=kc)
    with pytest.raises(ConflictError):
        await goals.add(alice, "topic", LATER, kc_id=classroom.course.kcs[20])
    await goals.drop(alice, UUID((await goals.read(alice)).open[0].id))
    await goals.add(alice, "topic", LATER, kc_id=classroom.course.kcs[20])


async def test_another_student_and_another_school_neither_see_nor_touch_a_goal(classroom: Classroom) -> None:
    mine = await goals.add(classroom.actor(), "topic", LATER, kc_id=classroom.course.kcs[0])
    other = await new_classroom(classroom.services)
    for who in (classroom.actor("bob"), other.actor("alice")):
        assert (await goals.read(who)).open == []
        for act in (goals.move(who, mine, TODAY), goals.tick_off(who, mine), goals.drop(who, mine)):
            with pytest.raises(NotFoundError):
                await act
    for who in (classroom.actor("bob"), classroom.actor("adam"), other.actor("carol")):
        with pytest.raises((ForbiddenError, NotFoundError)):
            await goals.goals_of(who, classroom.school["alice"].person_id, other.school.section_id)
    assert (await only(classroom)).due == LATER.isoformat()


async def test_teachers_and_guardians_look_and_the_trail_knows(services: object) -> None:
    classroom = await new_classroom(services)  # type: ignore[arg-type]
    alice = classroom.school["alice"].person_id
    await goals.add(classroom.actor(), "topic", LATER, kc_id=classroom.course.kcs[0])
    await answer(classroom, 5)
    carol = classroom.actor("carol")
    (seen,) = await goals.goals_of(carol, alice, classroom.school.section_id)
    assert (seen.topic, seen.status) == ("Unit fractions", "open"), "looking changes nothing"
    with pytest.raises(ForbiddenError):
        await goals.goals_of(carol, alice)
    with pytest.raises(NotFoundError):
        await goals.goals_of(carol, uuid7(), classroom.school.section_id)
    for act in (goals.add(carol, "answers", LATER, target=5), goals.drop(carol, UUID(seen.id))):
        with pytest.raises(ForbiddenError):
            await act
    trail = await classroom.rows("SELECT detail ->> 'what' FROM audit_entry WHERE action = 'record.read'")
    assert trail == [("goals",)]
    guardian = type(carol)(carol.tenant_id, uuid7(), roles=frozenset({"guardian"}), students=frozenset({alice}))
    assert [one.topic for one in await goals.goals_of(guardian, alice)] == ["Unit fractions"]
    with pytest.raises(ForbiddenError):
        await goals.goals_of(guardian, classroom.school["bob"].person_id)


async def test_without_consent_nothing_is_kept(classroom: Classroom) -> None:
    alice = classroom.actor()
    await goals.add(alice, "topic", LATER, kc_id=classroom.course.kcs[0])
    await answer(classroom, 5)
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(text("UPDATE consent SET withdrawn_at = granted_at"))
    with pytest.raises(ForbiddenError, match="Nothing of yours may be stored"):
        await goals.add(alice, "answers", LATER, target=5)
    read = await goals.read(alice)
    assert (read.stored, [one.status for one in read.open]) == (False, ["open"])
    assert await classroom.count("student_goal_reached") == 0


async def test_whoever_is_erased_leaves_no_goal(classroom: Classroom) -> None:
    alice, bob = classroom.actor(), classroom.actor("bob")
    await goals.add(alice, "topic", LATER, kc_id=classroom.course.kcs[0])
    await goals.add(bob, "answers", LATER, target=5)
    await answer(classroom, 5)
    await goals.read(alice)
    assert await classroom.count("student_goal_reached") == 1
    await privacy.erase_person(classroom.actor("adam"), alice.person_id)
    assert (await classroom.count("student_goal"), await classroom.count("student_goal_reached")) == (1, 0)
