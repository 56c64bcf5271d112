"""An assignment that gets another day, other students or another sentence goes on, and who should know is told."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from learnapp.core.errors import BlockedError, ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.services import assignment_changes, assignments, notice_board, notice_morning
from learnapp.services.assignment_views import AssignmentChange, AssignmentDraft
from learnapp.services.learning import record_event
from tests.integration.learning.conftest import NOW, Classroom, new_classroom

FRIDAY = NOW + timedelta(days=4)


async def assign(classroom: Classroom, **draft: object) -> UUID:
    given = AssignmentDraft(**{"due_at": FRIDAY, **draft})  # type: ignore[arg-type]
    return await assignments.assign(classroom.actor("carol"), classroom.school.section_id, given)


async def change(classroom: Classroom, made: UUID, who: str = "carol", **wanted: object) -> None:
    asked = AssignmentChange(**{"due_at": FRIDAY, **wanted})  # type: ignore[arg-type]
    await assignment_changes.change(classroom.actor(who), classroom.school.section_id, made, asked)


async def told(classroom: Classroom, who: str) -> list[str]:
    found = await notice_board.read(classroom.actor(who))
    return [one.notice.key for day in found.days for one in day.notices]


async def test_a_later_day_keeps_what_was_counted_and_is_told(classroom: Classroom) -> None:
    made = await assign(classroom, kc_id=classroom.course.kcs[0], answers=3)
    for item in classroom.course.practice[0][:2]:
        classroom.clock.at += timedelta(minutes=1)
        await record_event(classroom.event(content=item, step_id="s1", response="7"), classroom.actor("alice"))
    classroom.clock.at = FRIDAY + timedelta(hours=1)
    (mine,) = await assignments.for_student(classroom.actor("alice"))
    assert (mine.state, mine.left) == ("late", 1)
    await change(classroom, made, due_at=FRIDAY + timedelta(days=7), words="Take your time.")
    (mine,) = await assignments.for_student(classroom.actor("alice"))
    assert (mine.state, mine.left, mine.words) == ("open", 1, "Take your time.")
    assert await told(classroom, "alice") == ["notice-assignment-moved"]
    (view,) = (await assignments.for_class(classroom.actor("carol"), classroom.school.section_id)).rows
    assert (view.id, view.over) == (str(made), False)
    entries = await classroom.rows("SELECT action FROM audit_entry WHERE object_type = 'assignment' ORDER BY seq")
    assert [row[0] for row in entries] == ["assignment.assign", "assignment.change"]


async def test_the_reminder_comes_again_for_the_new_day(classroom: Classroom) -> None:
    made = await assign(classroom, content_id=classroom.course.video)
    classroom.clock.at = FRIDAY - timedelta(days=1)
    await notice_morning.morning(classroom.school.tenant_id)
    assert await told(classroom, "bob") == ["notice-assignment_due"]
    await change(classroom, made, due_at=FRIDAY + timedelta(days=7))
    assert await told(classroom, "bob") == ["notice-assignment-moved"]
    classroom.clock.at = FRIDAY + timedelta(days=6)
    await notice_morning.morning(classroom.school.tenant_id)
    assert await told(classroom, "bob") == ["notice-assignment_due"]


async def test_other_students_get_it_and_whoever_had_it_is_rid_of_it(classroom: Classroom) -> None:
    alice, bob = classroom.school["alice"].person_id, classroom.school["bob"].person_id
    made = await assign(classroom, content_id=classroom.course.video, students=(alice,))
    await change(classroom, made, students=(bob,))
    assert await assignments.for_student(classroom.actor("alice")) == []
    assert [one.id for one in await assignments.for_student(classroom.actor("bob"))] == [str(made)]
    assert await told(classroom, "alice") == [] and await told(classroom, "bob") == ["notice-assignment"]
    form = await assignment_changes.form_of(classroom.actor("carol"), classroom.school.section_id, made)
    assert (form.everyone, form.students, form.due) == (False, [str(bob)], FRIDAY.date().isoformat())
    await change(classroom, made)
    assert len(await assignments.for_student(classroom.actor("alice"))) == 1
    assert await told(classroom, "bob") == ["notice-assignment"], "nothing is new for Bob"


async def test_a_sentence_can_be_put_right_when_the_day_is_over(classroom: Classroom) -> None:
    due = FRIDAY + timedelta(seconds=30)
    made = await assign(classroom, content_id=classroom.course.video, due_at=due)
    classroom.clock.at = FRIDAY + timedelta(days=1)
    await change(classroom, made, due_at=FRIDAY, words="Bring it along.")
    (view,) = (await assignments.for_class(classroom.actor("carol"), classroom.school.section_id)).rows
    assert (view.words, view.due, view.over) == ("Bring it along.", due.isoformat(), True)


async def test_what_makes_no_sense_is_refused_and_nothing_changes(classroom: Classroom) -> None:
    made = await assign(classroom, content_id=classroom.course.video)
    twin = await assign(classroom, content_id=classroom.course.video, due_at=FRIDAY + timedelta(days=1))
    for wanted, error in (
        ({"due_at": NOW - timedelta(hours=1)}, InvalidInputError),
        ({"due_at": NOW + timedelta(days=800)}, InvalidInputError),
        ({"words": "x" * 201}, InvalidInputError),
        ({"words": "You are all worthless idiots, kill yourself"}, BlockedError),
        ({"students": (uuid7(),)}, NotFoundError),
        ({"students": (classroom.school["carol"].person_id,)}, NotFoundError),
        ({"due_at": FRIDAY + timedelta(days=1)}, ConflictError),
    ):
        with pytest.raises(error):
            await change(classroom, made, **wanted)
    await assignments.withdraw(classroom.actor("carol"), classroom.school.section_id, twin)
    with pytest.raises(NotFoundError):
        await change(classroom, twin, due_at=FRIDAY + timedelta(days=2))
    (view,) = (await assignments.for_class(classroom.actor("carol"), classroom.school.section_id)).rows
    assert (view.id, view.due, view.words, view.everyone) == (str(made), FRIDAY.isoformat(), "", True)


async def test_students_and_other_teachers_change_nothing(classroom: Classroom) -> None:
    made, section = await assign(classroom, content_id=classroom.course.video), classroom.school.section_id
    other = await new_classroom(classroom.services)
    wanted = AssignmentChange(due_at=FRIDAY + timedelta(days=1))
    for who in (classroom.actor("alice"), other.actor("alice"), other.actor("carol"), other.actor("adam")):
        for act in (
            assignment_changes.change(who, section, made, wanted),
            assignment_changes.form_of(who, section, made),
        ):
            with pytest.raises((ForbiddenError, NotFoundError)):
                await act
    assert (await assignments.for_student(classroom.actor("alice")))[0].due == FRIDAY.isoformat()
