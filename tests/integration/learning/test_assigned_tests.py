"""A test for some students only, and a test that is assigned for a day like everything else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.services import (
    assessment_results,
    assessments,
    assignment_choices,
    assignments,
    attempts,
    notice_morning,
    progress,
)
from learnapp.services.assessment_views import AssessmentDraft
from learnapp.services.assignments import AssignmentDraft
from tests.integration.learning.conftest import NOW, Classroom, new_classroom

FRIDAY = NOW + timedelta(days=4)


async def draft(classroom: Classroom, title: str = "Fractions", **rules: Any) -> UUID:
    """Carol makes a test of two questions."""
    carol = classroom.actor("carol")
    made = await assessments.create(carol, classroom.school.section_id, title, "fixed")
    await assessments.change(carol, made, AssessmentDraft(title=title, shuffled=False, **rules))
    await assessments.put_items(carol, made, classroom.course.practice[0][:2])
    return made


async def given(classroom: Classroom, *students: str, title: str = "Fractions", **rules: Any) -> UUID:
    made = await draft(classroom, title, **rules)
    chosen = [classroom.school[one].person_id for one in students]
    await assessments.give(classroom.actor("carol"), made, chosen)
    return made


async def assign(classroom: Classroom, made: UUID, *students: str, who: str = "carol", **more: Any) -> UUID:
    chosen = tuple(classroom.school[one].person_id for one in students)
    wanted = AssignmentDraft(**{"assessment_id": made, "students": chosen, "due_at": FRIDAY, **more})
    return await assignments.assign(classroom.actor(who), classroom.school.section_id, wanted)


async def told(classroom: Classroom, who: str) -> list[str]:
    rows = await classroom.rows(
        "SELECT kind FROM notice WHERE person_id = %s ORDER BY created_at", classroom.school[who].person_id
    )
    return [row[0] for row in rows]


async def test_a_test_for_some_students_is_there_for_them_alone(classroom: Classroom) -> None:
    made = await given(classroom, "alice")
    (mine,) = await attempts.own(classroom.actor("alice"))
    assert mine.id == str(made)
    assert await attempts.own(classroom.actor("bob")) == []
    for look in (attempts.begin, attempts.intro):
        with pytest.raises(NotFoundError, match="no such test"):
            await look(classroom.actor("bob"), made)
    assert await told(classroom, "alice") == ["assessment"] and await told(classroom, "bob") == []
    view = await assessments.made_view(classroom.actor("carol"), made)
    found = await assessment_results.class_results(classroom.actor("carol"), made)
    assert not view.everyone and [one.name for one in found.students] == ["Alice"]
    await attempts.begin(classroom.actor("alice"), made)
    with pytest.raises(ConflictError, match="given already"):
        await assessments.give(classroom.actor("carol"), made)


async def test_only_students_of_the_class_can_be_chosen(classroom: Classroom) -> None:
    made = await draft(classroom)
    other = await new_classroom(classroom.services)
    for stranger in (classroom.school["carol"].person_id, other.school["alice"].person_id):
        with pytest.raises(NotFoundError, match="not in this class"):
            await assessments.give(classroom.actor("carol"), made, [stranger])
    assert await attempts.own(classroom.actor("alice")) == []
    with pytest.raises(NotFoundError):
        await assessments.give(other.actor("carol"), made, [other.school["alice"].person_id])


async def test_an_assigned_test_is_done_when_it_is_handed_in(classroom: Classroom) -> None:
    made = await given(classroom, shown="released")
    await assign(classroom, made, words="No calculator.")
    (view,) = (await assignments.for_class(classroom.actor("carol"), classroom.school.section_id)).rows
    assert (view.kind, view.title, view.done, view.of) == ("test", "Fractions", 0, 2)
    (mine,) = await assignments.for_student(classroom.actor("alice"))
    assert (mine.kind, mine.title, mine.state, mine.days) == ("test", "Fractions", "open", 4)
    assert mine.href == f"/quiz/{made}" and mine.words == "No calculator."
    assert (await progress.today(classroom.actor("alice"))).cards, "the next three are made as always"
    attempt = UUID(await attempts.begin(classroom.actor("alice"), made))
    await attempts.save(classroom.actor("alice"), attempt, 1, "s1", "7")
    assert [one.state for one in await assignments.for_student(classroom.actor("alice"))] == ["open"]
    await attempts.submit(classroom.actor("alice"), attempt)
    assert [one.state for one in await assignments.for_student(classroom.actor("alice"))] == ["done"], "not yet shown"
    (view,) = (await assignments.for_class(classroom.actor("carol"), classroom.school.section_id)).rows
    assert (view.done, [one.name for one in view.waiting]) == (1, ["Bob"])
    # Taken away, it is nobody's work any more.
    await assessments.withdraw(classroom.actor("carol"), made)
    assert await assignments.for_student(classroom.actor("bob")) == []
    (view,) = (await assignments.for_class(classroom.actor("carol"), classroom.school.section_id)).rows
    assert view.title == ""


async def test_a_test_of_some_is_assigned_to_them_alone(classroom: Classroom) -> None:
    made = await given(classroom, "alice")
    with pytest.raises(ConflictError, match="do not take this test"):
        await assign(classroom, made, "bob")
    await assign(classroom, made)
    assert [one.title for one in await assignments.for_student(classroom.actor("alice"))] == ["Fractions"]
    assert await assignments.for_student(classroom.actor("bob")) == []
    with pytest.raises(ConflictError, match="The same is assigned"):
        await assign(classroom, made, "alice")


async def test_a_draft_is_given_to_whom_it_is_assigned_and_they_are_told_once(classroom: Classroom) -> None:
    made = await draft(classroom)
    with pytest.raises(NotFoundError, match="not in this class"):
        await assign(classroom, made, "carol")
    assert await attempts.own(classroom.actor("alice")) == [], "what is refused gives nothing"
    await assign(classroom, made, "alice")
    (mine,) = await assignments.for_student(classroom.actor("alice"))
    assert (mine.title, mine.state, mine.href) == ("Fractions", "open", f"/quiz/{made}")
    assert await attempts.begin(classroom.actor("alice"), made)
    assert await told(classroom, "alice") == ["assignment"] and await told(classroom, "bob") == []
    assert await attempts.own(classroom.actor("bob")) == []
    view = await assessments.made_view(classroom.actor("carol"), made)
    assert (view.everyone, view.card.state) == (False, "open")
    with pytest.raises(ConflictError, match="given already"):
        await assessments.give(classroom.actor("carol"), made)
    whole = await draft(classroom, "For all")
    await assign(classroom, whole)
    assert [one.title for one in await attempts.own(classroom.actor("bob"))] == ["For all"]


async def test_what_makes_no_sense_is_refused_in_words(classroom: Classroom) -> None:
    unready = await assessments.create(classroom.actor("carol"), classroom.school.section_id, "Later", "fixed")
    with pytest.raises(ConflictError, match="asks nothing yet"):
        await assign(classroom, unready)
    with pytest.raises(InvalidInputError, match="one test"):
        await assign(classroom, unready, kc_id=classroom.course.kcs[0])
    closing = await given(classroom, title="Soon over", closes_at=NOW + timedelta(days=1))
    with pytest.raises(ConflictError, match="closes before it is due"):
        await assign(classroom, closing)
    assert await assign(classroom, closing, due_at=NOW + timedelta(hours=20))
    other = await new_classroom(classroom.services)
    with pytest.raises(NotFoundError, match="no such test"):
        await assign(other, closing)
    for who in ("alice", "mallory"):
        with pytest.raises(ForbiddenError):
            if who == "alice":
                await assign(classroom, closing, who="alice")
            else:
                await assignments.assign(
                    other.actor("carol"), classroom.school.section_id, AssignmentDraft(assessment_id=closing)
                )


async def test_tests_stand_first_among_what_can_be_assigned(classroom: Classroom) -> None:
    made = await given(classroom)
    later = await draft(classroom, "A draft")
    carol, section = classroom.actor("carol"), classroom.school.section_id
    things = await assignment_choices.things(carol, section)
    assert [(one.kind, one.id, one.draft) for one in things.rows[:3]] == [
        ("test", str(made), False), ("test", str(later), True), ("topic", str(classroom.course.kcs[0]), False),
    ]  # fmt: skip
    assert (await assignment_choices.thing(carol, section, made)).title == "Fractions"
    topic = classroom.course.kcs[0]
    assert all(one.kind != "test" for one in (await assignment_choices.things(carol, section, topic=topic)).rows)


async def test_what_is_due_tomorrow_is_told_of_tests_too(classroom: Classroom) -> None:
    made = await given(classroom)
    await assign(classroom, made)
    classroom.clock.at = FRIDAY - timedelta(hours=20)
    await notice_morning.work()
    assert "assignment_due" in await told(classroom, "alice")
