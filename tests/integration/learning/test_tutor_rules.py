"""The tutor by hours, and who reads what is said to it: never more people than the student was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import text

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, LearnAppError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import tutor, tutor_past, tutor_reading, tutor_rules, who_sees
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.history import study_history

WHY, URGENT = "Why did the Civil War start?", "I want to kill myself"


@pytest_asyncio.fixture(loop_scope="session")
async def course(classroom: Classroom, tmp_path: Path) -> UUID:
    return await study_history(classroom, tmp_path)


def _teacher(classroom: Classroom) -> Actor:
    return replace(classroom.actor("carol"), taught=frozenset({classroom.school.section_id}))


async def _mallory(classroom: Classroom) -> Actor:
    elsewhere = await new_classroom(classroom.services)
    return replace(elsewhere.actor("carol"), taught=frozenset({elsewhere.school.section_id}))


async def test_a_class_does_without_the_tutor_in_its_hours_and_students_read_when_it_is_back(
    classroom: Classroom, course: UUID
) -> None:
    alice, carol, section = classroom.actor(), _teacher(classroom), classroom.school.section_id
    assert f"{classroom.clock.at:%a %H:%M}" == "Mon 12:00"
    await tutor_rules.add_hours(carol, section, weekday="0", day="", begins="11:30", ends="12:30")
    await tutor_rules.add_hours(carol, section, weekday="0", day="", begins="12:30", ends="13:00")
    assert (await tutor.standing(alice)).back_at == "2026-03-02T13:00:00+00:00"
    assert (await tutor_rules.hours(carol, section)).back_at == "2026-03-02T13:00:00+00:00"
    with pytest.raises(tutor.TutorClosedError, match="back at 13:00"):
        await tutor.ask(alice, WHY)
    assert (await tutor.ask(alice, URGENT)).turn.kind == "urgent", "whatever it is closed for, this is answered"
    classroom.clock.at += timedelta(hours=1)
    assert (await tutor.standing(alice)).back_at == "" and (await tutor.ask(alice, WHY)).turn.kind == "answer"
    first, *_ = (await tutor_rules.hours(carol, section)).rows
    await tutor_rules.remove_hours(carol, section, UUID(first.id))
    assert len((await tutor_rules.hours(carol, section)).rows) == 1
    acts = [row[0] for row in await classroom.rows("SELECT action FROM audit_entry WHERE object_type = 'tutor_hours'")]
    assert sorted(acts) == ["tutor_hours.add", "tutor_hours.add", "tutor_hours.remove"]


async def test_a_student_elsewhere_reads_by_their_own_clock_when_it_is_back(classroom: Classroom, course: UUID) -> None:
    alice, section = classroom.actor(), classroom.school.section_id
    await tutor_rules.add_hours(_teacher(classroom), section, weekday="0", day="", begins="11:30", ends="12:30")
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(
            text("UPDATE person SET time_zone = 'America/New_York' WHERE person_id = :p"), {"p": alice.person_id}
        )
    with pytest.raises(tutor.TutorClosedError, match="back at 07:30"):
        await tutor.ask(alice, WHY)
    assert (await tutor.standing(alice)).back_at == "2026-03-02T12:30:00+00:00", "the hours are the school's"


async def test_hours_of_one_day_end_with_it_and_nonsense_is_refused(classroom: Classroom, course: UUID) -> None:
    carol, section = _teacher(classroom), classroom.school.section_id
    await tutor_rules.add_hours(carol, section, weekday="9", day="2026-03-04", begins="09:00", ends="10:00")
    (one,) = (await tutor_rules.hours(carol, section)).rows
    assert (one.weekday, one.day, one.begins, one.ends) == (2, "2026-03-04", "09:00", "10:00")
    for weekday, day, begins, ends in (
        ("0", "", "10:00", "10:00"), ("7", "", "09:00", "10:00"), ("", "", "09:00", "10:00"), ("0", "", "x", "10:00"),
        ("0", "2026-03-01", "09:00", "10:00"), ("0", "2026-13-01", "09:00", "10:00"),
    ):  # fmt: skip
        with pytest.raises(InvalidInputError):
            await tutor_rules.add_hours(carol, section, weekday=weekday, day=day, begins=begins, ends=ends)
    classroom.clock.at += timedelta(days=3)
    assert (await tutor_rules.hours(carol, section)).rows == []
    for minute in range(tutor_rules.MOST_PAUSES):
        await tutor_rules.add_hours(carol, section, weekday="5", day="", begins=f"09:{minute:02}", ends="10:00")
    with pytest.raises(ConflictError):
        await tutor_rules.add_hours(carol, section, weekday="6", day="", begins="09:00", ends="10:00")


async def test_teachers_read_what_the_school_lets_them_and_never_what_was_said_before(
    classroom: Classroom, course: UUID
) -> None:
    alice, carol, section = classroom.actor(), _teacher(classroom), classroom.school.section_id
    before = await tutor.ask(alice, WHY, told="section")
    await tutor_rules.set_institution(classroom.actor("adam"), "section", deletable=True)
    assert (await tutor.standing(alice)).readers == "section"
    await tutor.ask(alice, "Who was Dred Scott?")  # the page still said that nobody reads it
    seen = await tutor.ask(alice, "What was the Missouri Compromise?", told="section")
    page = await tutor_reading.talks(carol, section, alice.person_id)
    assert [one.first for one in page.rows] == ["What was the Missouri Compromise?"]
    assert await tutor_reading.read(carol, section, alice.person_id, UUID(seen.conversation_id)) == [
        replace(seen.turn, mark="")
    ]
    with pytest.raises(NotFoundError):
        await tutor_reading.read(carol, section, alice.person_id, UUID(before.conversation_id))
    read = await classroom.rows(
        "SELECT actor_id, subject_id FROM audit_entry WHERE action = 'tutor_conversation.read' AND object_id = %s",
        seen.conversation_id,
    )
    assert read == [(carol.person_id, alice.person_id)]
    told = {one.role: one.things for one in (await who_sees.who_sees(alice, alice.person_id)).page.rows}
    assert "tutor_conversation" in told["instructor"] and "tutor_conversation" not in told["admin"]
    await tutor_rules.set_institution(classroom.actor("adam"), "nobody", deletable=True)
    assert (await tutor_reading.talks(carol, section, alice.person_id)).rows == []
    told = {one.role: one.things for one in (await who_sees.who_sees(alice, alice.person_id)).page.rows}
    assert "tutor_conversation" not in told["instructor"]


async def test_where_only_worrying_talks_are_read_a_calm_one_is_not(classroom: Classroom, course: UUID) -> None:
    alice, carol, section = classroom.actor(), _teacher(classroom), classroom.school.section_id
    await tutor_rules.set_institution(classroom.actor("adam"), "worry", deletable=False)
    calm = await tutor.ask(alice, WHY, told="worry")
    assert (await tutor_reading.talks(carol, section, alice.person_id)).total == 0
    worrying = await tutor.ask(alice, URGENT, told="worry")
    assert "can read this conversation" in worrying.turn.lines[0].text
    (shown,) = (await tutor_reading.talks(carol, section, alice.person_id)).rows
    assert (shown.conversation_id, shown.first) == (worrying.conversation_id, URGENT)
    with pytest.raises(ForbiddenError, match="keeps"):
        await tutor_past.remove(alice, UUID(calm.conversation_id))
    home = await tutor_past.take_home(alice)
    assert WHY in home and URGENT in home and home.count("student") == 2


async def test_others_read_and_set_nothing(classroom: Classroom, course: UUID) -> None:
    alice, section = classroom.actor(), classroom.school.section_id
    await tutor_rules.set_institution(classroom.actor("adam"), "section", deletable=True)
    got = await tutor.ask(alice, WHY, told="section")
    talk = UUID(got.conversation_id)
    mallory = await _mallory(classroom)
    claims = replace(mallory, taught=frozenset({section}), sections=frozenset({section}))
    other = replace(classroom.actor("carol"), taught=frozenset())
    for who in (mallory, claims, other, classroom.actor("bob"), classroom.actor("adam")):
        with pytest.raises(LearnAppError):
            await tutor_reading.talks(who, section, alice.person_id)
        with pytest.raises(LearnAppError):
            await tutor_reading.read(who, section, alice.person_id, talk)
    for who in (mallory, claims, other, classroom.actor("bob")):
        with pytest.raises(LearnAppError):
            await tutor_rules.add_hours(who, section, weekday="0", day="", begins="09:00", ends="10:00")
        with pytest.raises(LearnAppError):
            await tutor_rules.set_institution(who, "nobody", deletable=False)
    assert await classroom.count("tutor_pause") == 0
    assert await tutor_past.take_home(classroom.actor("bob")) == "\ufefftime,conversation,who,text\r\n"
