"""Taking somebody out of a class: gone from its lists, with their work kept, and undone by enrolling them again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.services import (
    assessment_results,
    assessments,
    assignments,
    attempts,
    class_board,
    identity,
    roster_reading,
    sections,
    trail,
)
from learnapp.services.assessment_views import AssessmentDraft
from learnapp.services.assignments import AssignmentDraft
from learnapp.services.learning import record_event
from tests.integration.learning.conftest import NOW, Classroom, new_classroom


async def names(classroom: Classroom) -> list[str]:
    found = await roster_reading.members(classroom.actor("carol"), classroom.school.section_id)
    return sorted(one.name for one in found.rows)


async def a_test(classroom: Classroom) -> UUID:
    carol = classroom.actor("carol")
    made = await assessments.create(carol, classroom.school.section_id, "Fractions", "fixed")
    await assessments.change(carol, made, AssessmentDraft(title="Fractions", shuffled=False))
    await assessments.put_items(carol, made, classroom.course.practice[0][:2])
    await assessments.give(carol, made)
    return made


async def test_who_is_taken_out_is_in_no_list_and_their_work_is_kept(classroom: Classroom) -> None:
    carol, adam, section = classroom.actor("carol"), classroom.actor("adam"), classroom.school.section_id
    bob = classroom.school["bob"].person_id
    made = await a_test(classroom)
    draft = AssignmentDraft(content_id=classroom.course.video, due_at=NOW + timedelta(days=4))
    await assignments.assign(carol, section, draft)
    event = classroom.event(step_id="s1", response="7", student_id=bob)
    await record_event(event, classroom.actor("bob"))
    before = await names(classroom)
    await sections.unenrol(adam, section, bob)
    assert await names(classroom) == [one for one in before if one != "Bob"]
    assert [row.name for row in (await class_board.board(carol, section)).page.rows] == ["Alice"]
    (view,) = (await assignments.for_class(carol, section)).rows
    assert [one.name for one in view.waiting] == ["Alice"]
    assert [one.name for one in (await assessment_results.class_results(carol, made)).students] == ["Alice"]
    assert await attempts.own(classroom.actor("bob")) == []
    left = await identity.actor_for_person(classroom.school.tenant_id, bob)
    assert left is not None and section not in left.sections
    kept = await classroom.rows("SELECT count(*) FROM learning_event WHERE student_id = %s AND verb = 'answered'", bob)
    assert kept[0][0] == 1
    entry = (await trail.audit_search(adam, action="section.unenrol")).rows[0]
    assert (str(entry.object_id), str(entry.subject_id)) == (str(section), str(bob))
    # Undone: everything is as it was.
    await sections.enrol(adam, section, [bob], "student")
    assert await names(classroom) == before
    assert {one.name for one in (await assignments.for_class(carol, section)).rows[0].waiting} == {"Alice", "Bob"}


async def test_a_teacher_can_be_taken_out_and_leads_it_no_longer(classroom: Classroom) -> None:
    section, carol = classroom.school.section_id, classroom.school["carol"].person_id
    await sections.unenrol(classroom.actor("adam"), section, carol)
    left = await identity.actor_for_person(classroom.school.tenant_id, carol)
    assert left is not None and section not in left.led
    with pytest.raises(ForbiddenError):
        await class_board.board(left, section)


async def test_only_who_manages_the_class_takes_somebody_out(classroom: Classroom) -> None:
    section, bob = classroom.school.section_id, classroom.school["bob"].person_id
    mallory = (await new_classroom(classroom.services)).actor("adam")
    assert sections.may_manage(classroom.actor("adam"), section)
    for who in ("alice", "bob", "carol"):
        assert not sections.may_manage(classroom.actor(who), section)
        with pytest.raises(ForbiddenError):
            await sections.unenrol(classroom.actor(who), section, bob)
    with pytest.raises(NotFoundError):
        await sections.unenrol(mallory, section, bob)
    assert "Bob" in await names(classroom)


async def test_every_open_section_can_be_found_to_enrol_into(classroom: Classroom) -> None:
    adam = classroom.actor("adam")
    made = [await sections.create_section(adam, title=f"Science {n:02}", term="Autumn") for n in range(60)]
    assert len(await sections.open_sections(adam)) == sections.CHOICES
    (found,) = await sections.open_sections(adam, "science 59")
    assert found.section_id == made[59]
    assert len(await sections.open_sections(adam, " autumn ", size=100)) == 60
    assert await sections.open_sections(adam, "100%") == [], "a sign of a pattern is a sign like any other"
    await sections.close_section(adam, made[59])
    assert await sections.open_sections(adam, "science 59") == []
    for who in (classroom.actor("carol"), classroom.actor("alice")):
        with pytest.raises(ForbiddenError):
            await sections.open_sections(who, "science")
    mallory = (await new_classroom(classroom.services)).actor("adam")
    assert await sections.open_sections(mallory, "science") == []


async def test_a_section_gets_another_title_and_term(classroom: Classroom) -> None:
    adam, section = classroom.actor("adam"), classroom.school.section_id
    await sections.rename_section(adam, section, "  Mathematics 7b ", "Autumn")
    (row,) = (await sections.list_sections(classroom.actor("alice"))).rows
    assert (row.title, row.term) == ("Mathematics 7b", "Autumn")
    assert (await trail.audit_search(adam, action="section.rename")).total == 1
    with pytest.raises(InvalidInputError):
        await sections.rename_section(adam, section, "  ", "")
    mallory = (await new_classroom(classroom.services)).actor("adam")
    for who, error in ((classroom.actor("carol"), ForbiddenError), (mallory, NotFoundError)):
        with pytest.raises(error):
            await sections.rename_section(who, section, "Taken over", "")
