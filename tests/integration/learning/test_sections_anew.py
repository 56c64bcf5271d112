"""A class begun anew: course, pins, rules, tests and assignments go with it; students, days and work stay behind."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.services import (
    assessments,
    assignments,
    identity,
    path_rules,
    pins,
    roster_reading,
    sections,
    sections_anew,
    trail,
)  # fmt: skip
from learnapp.services.assessment_views import AssessmentDraft
from learnapp.services.assignments import AssignmentDraft
from learnapp.services.path_rules import RuleDraft
from tests.integration.learning.conftest import NOW, Classroom, new_classroom

FRIDAY = NOW + timedelta(days=4)


async def a_year(classroom: Classroom) -> None:
    """Carol gives her class two tests, assigns, pins and rules."""
    carol, section, course = classroom.actor("carol"), classroom.school.section_id, classroom.course
    alice = classroom.school["alice"].person_id
    fixed = await assessments.create(carol, section, "Fractions", "fixed")
    await assessments.change(
        carol, fixed, AssessmentDraft(title="Fractions", shuffled=False, minutes=30, closes_at=FRIDAY, shown="closed")
    )
    await assessments.put_items(carol, fixed, course.practice[0][:2])
    await assessments.give(carol, fixed)
    drawn = await assessments.create(carol, section, "Where you stand", "mastery_check")
    await assessments.put_topics(carol, drawn, [(course.kcs[1], 3)])
    gone = await assessments.create(carol, section, "A mistake", "fixed")
    await assessments.withdraw(carol, gone)
    for draft in (
        AssignmentDraft(content_id=course.video, due_at=FRIDAY, words="Watch it twice."),
        AssignmentDraft(content_id=course.video, due_at=FRIDAY + timedelta(days=7)),
        AssignmentDraft(kc_id=course.kcs[0], answers=5),
        AssignmentDraft(content_id=course.readings[0], students=(alice,)),
        AssignmentDraft(assessment_id=fixed, due_at=FRIDAY - timedelta(hours=1)),
    ):
        await assignments.assign(carol, section, draft)
    await pins.pin(carol, section, course.readings[2])
    await pins.pin(carol, section, course.readings[1])
    await path_rules.add(carol, section, RuleDraft("pin", course.kcs[2], "It helps with the rest."))
    await path_rules.add(carol, section, RuleDraft("pin", course.kcs[1], "For Alice alone.", student_id=alice))
    await path_rules.add(carol, section, RuleDraft("deadline", course.kcs[3], "Before the fair.", due_at=FRIDAY))


async def test_the_next_year_begins_with_everything_but_students_and_days(classroom: Classroom) -> None:
    adam, old, course = classroom.actor("adam"), classroom.school.section_id, classroom.course
    await a_year(classroom)
    await sections.close_section(adam, old)
    new = await sections_anew.begin_anew(adam, old, " Mathematics 7, 2027 ", "Spring 2027", same_teachers=True)
    (row,) = await sections.open_sections(adam, "2027")
    assert (row.section_id, row.title, row.term) == (new, "Mathematics 7, 2027", "Spring 2027")
    assert (row.course_id, row.students, row.instructors) == (course.course_id, 0, 1)
    carol = await identity.actor_for_person(classroom.school.tenant_id, classroom.school["carol"].person_id)
    assert carol is not None and new in carol.led
    assert [(one.role, one.name) for one in (await roster_reading.members(carol, new)).rows] == [
        ("instructor", "Carol")
    ]
    tests = {one.title: one for one in (await assessments.listed(carol, new)).rows}
    assert {title: one.state for title, one in tests.items()} == {"Fractions": "draft", "Where you stand": "draft"}
    made = await assessments.made_view(carol, UUID(tests["Fractions"].id))
    assert [one.id for one in made.questions] == [str(one) for one in course.practice[0][:2]]
    assert made.shown == "released", "without a day on which it closes its results would wait for ever"
    drawn = await assessments.made_view(carol, UUID(tests["Where you stand"].id))
    assert [one.id for one in drawn.topics] == [str(course.kcs[1])]
    given = (await assignments.for_class(carol, new)).rows
    assert [(one.thing_id, one.answers, one.due, one.words) for one in given] == [
        (str(course.video), 0, "", "Watch it twice."), (str(course.kcs[0]), 5, "", "")
    ]  # fmt: skip
    assert [one.id for one in await pins.for_class(carol, new)] == [str(course.readings[2]), str(course.readings[1])]
    rules = await classroom.rows("SELECT kind, kc_id, words FROM path_rule WHERE section_id = %s", new)
    assert rules == [("pin", course.kcs[2], "It helps with the rest.")]
    # A student who comes in gets what is assigned, and the old class is as it was.
    bob = classroom.school["bob"].person_id
    await sections.enrol(adam, new, [bob])
    came = await identity.actor_for_person(classroom.school.tenant_id, bob)
    assert came is not None
    assert {one.thing_id for one in await assignments.for_student(came, new)} == {str(course.video), str(course.kcs[0])}
    assert (await assignments.for_class(carol, old)).total == 5
    assert (await trail.audit_search(adam, action="section.copy")).total == 1


async def test_other_teachers_and_a_class_without_a_course(classroom: Classroom) -> None:
    adam = classroom.actor("adam")
    bare = await sections.create_section(adam, title="Chess", term="")
    new = await sections_anew.begin_anew(adam, bare, "Chess again", "", same_teachers=False)
    (row,) = await sections.open_sections(adam, "chess again")
    assert (row.section_id, row.course_id, row.instructors) == (new, None, 0)


async def test_only_an_admin_of_the_school_begins_a_class_anew(classroom: Classroom) -> None:
    section = classroom.school.section_id
    mallory = (await new_classroom(classroom.services)).actor("adam")
    sections_before = await classroom.count("section")
    for who, old, title, error in (
        (classroom.actor("carol"), section, "Mine", ForbiddenError),
        (classroom.actor("alice"), section, "Mine", ForbiddenError),
        (mallory, section, "Mine", NotFoundError),
        (classroom.actor("adam"), uuid7(), "Nobody's", NotFoundError),
        (classroom.actor("adam"), section, "  ", InvalidInputError),
    ):
        with pytest.raises(error):
            await sections_anew.begin_anew(who, old, title, "", same_teachers=True)
    assert await classroom.count("section") == sections_before
