"""The instructor's view of a class: live, the student's own numbers, and nobody else's class."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from learnapp.core.errors import ForbiddenError, NotFoundError
from learnapp.services import classroom as board_service
from learnapp.services import progress
from learnapp.services.learning import record_event
from tests.integration.learning.conftest import Classroom, new_classroom


async def test_the_board_follows_the_events_of_the_class(classroom: Classroom) -> None:
    carol, section = classroom.actor("carol"), classroom.school.section_id
    _, before = await board_service.board(carol, section)
    assert {row.state for row in before} == {"away"}

    await record_event(classroom.event(response="7"), classroom.actor())
    _, found = await board_service.board(carol, section)
    alice = next(row for row in found if row.student_id == str(classroom.school["alice"].person_id))
    assert (alice.state, alice.recent) == ("active", ["right"])
    assert found[0] == alice, "who is at work stands before who is not here"

    for item in classroom.course.practice[0][1:4]:
        await record_event(classroom.event(content=item, response="3"), classroom.actor())
    _, found = await board_service.board(carol, section)
    assert found[0].state == "stuck" and board_service.counts(found)["stuck"] == 1

    classroom.clock.at += timedelta(hours=3)
    _, found = await board_service.board(carol, section)
    alice = next(row for row in found if row.student_id == str(classroom.school["alice"].person_id))
    assert (alice.state, alice.ago, alice.ago_count) == ("idle", "hours", 3)


async def test_instructor_and_student_see_the_same_numbers(classroom: Classroom) -> None:
    for item in classroom.course.practice[0][:4]:
        await record_event(classroom.event(content=item, response="7"), classroom.actor())
    carol, section, alice = classroom.actor("carol"), classroom.school.section_id, classroom.school["alice"].person_id
    _, own = await progress.path_view(classroom.actor(), section)
    seen = await board_service.student(carol, section, alice)
    assert seen.kcs == own
    _, kcs, page = await board_service.heatmap(carol, section)
    row = next(row for row in page.rows if row.student_id == str(alice))
    by_name = {kc.name: kc for kc in own}
    for name, cell in zip(kcs, row.cells, strict=True):
        assert cell.band == by_name[name].band
        if by_name[name].enough:
            assert cell.value == by_name[name].value
    answered = next(kc for kc in own if kc.answers)
    assert len(await board_service.student_evidence(carol, section, alice, UUID(answered.kc_id))) == 4


async def test_a_look_at_a_student_is_in_the_audit_trail(classroom: Classroom) -> None:
    await record_event(classroom.event(response="7"), classroom.actor())
    alice = classroom.school["alice"].person_id
    await board_service.student(classroom.actor("carol"), classroom.school.section_id, alice)
    found = await classroom.rows("SELECT actor_id, subject_id FROM audit_entry WHERE action = 'record.read'")
    assert (classroom.school["carol"].person_id, alice) in {tuple(row) for row in found}


@pytest.mark.parametrize("name", ["alice", "bob"])
async def test_a_student_cannot_open_the_board(classroom: Classroom, name: str) -> None:
    with pytest.raises(ForbiddenError):
        await board_service.board(classroom.actor(name), classroom.school.section_id)
    with pytest.raises(ForbiddenError):
        await board_service.student(
            classroom.actor(name), classroom.school.section_id, classroom.school["carol"].person_id
        )


async def test_another_schools_instructor_sees_nothing(classroom: Classroom) -> None:
    await record_event(classroom.event(response="7"), classroom.actor())
    other = await new_classroom(classroom.services)
    stranger, section = other.actor("carol"), classroom.school.section_id
    for look in (
        board_service.board(stranger, section),
        board_service.heatmap(stranger, section),
        board_service.student(stranger, section, classroom.school["alice"].person_id),
        # The own section, the other school's student.
        board_service.student(stranger, other.school.section_id, classroom.school["alice"].person_id),
    ):
        with pytest.raises((ForbiddenError, NotFoundError)):
            await look


async def test_downloads_hold_everybody_and_no_formula(classroom: Classroom) -> None:
    await record_event(classroom.event(response="7"), classroom.actor())
    carol, section = classroom.actor("carol"), classroom.school.section_id
    for text in (await board_service.board_csv(carol, section), await board_service.heatmap_csv(carol, section)):
        lines = text.strip().splitlines()
        assert len(lines) == 1 + 2
        assert not any(cell.startswith(("=", "+", "@")) for line in lines for cell in line.split(","))
    found = await classroom.rows("SELECT detail ->> 'what' FROM audit_entry WHERE action = 'class_export.read'")
    assert sorted(row[0] for row in found) == ["board", "heat map"], "a download is never hidden behind a look before"
