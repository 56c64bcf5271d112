"""The instructor's view of a class: live, the student's own numbers, and nobody else's class."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from learnapp.core.errors import ForbiddenError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.engine.mastery import THRESHOLDS
from learnapp.services import class_board, operations, person_detail, privacy, progress, pupil
from learnapp.services import classroom as board_service
from learnapp.services.class_board import BoardRow
from learnapp.services.learning import record_event
from learnapp.storage.repositories import sections as section_rows
from tests.integration.learning.conftest import Classroom, new_classroom


def _of(found: class_board.Board, classroom: Classroom, name: str) -> BoardRow:
    return next(row for row in found.page.rows if row.student_id == str(classroom.school[name].person_id))


async def test_the_board_follows_the_events_of_the_class(classroom: Classroom) -> None:
    carol, section = classroom.actor("carol"), classroom.school.section_id
    before = await class_board.board(carol, section)
    assert {row.state for row in before.page.rows} == {"absent"}
    assert [one.kind for one in before.standouts] == ["nobody"]

    await record_event(classroom.event(response="7"), classroom.actor())
    found = await class_board.board(carol, section)
    alice = _of(found, classroom, "alice")
    assert (alice.state, alice.recent) == ("active", ["right"])
    assert found.page.rows[0] == alice, "who is at work stands before who is not here"
    assert [one.kind for one in found.standouts] == ["calm"]

    for item in classroom.course.practice[0][1:4]:
        await record_event(classroom.event(content=item, response="3"), classroom.actor())
    found = await class_board.board(carol, section)
    alice = _of(found, classroom, "alice")
    assert (alice.state, found.counts["stuck"]) == ("stuck", 1)
    assert [(one.kind, one.topic, one.count) for one in found.standouts] == [("topic", alice.topic, 1)]
    assert alice.topic

    classroom.clock.at += timedelta(seconds=THRESHOLDS.idle_seconds + 60)
    found = await class_board.board(carol, section)
    assert _of(found, classroom, "alice").state == "stuck", "who gives up after wrong answers needs help all the more"
    classroom.clock.at += timedelta(hours=3)
    found = await class_board.board(carol, section)
    alice = _of(found, classroom, "alice")
    assert (alice.state, alice.ago, alice.ago_count) == ("away", "hours", 3)
    assert [one.kind for one in found.standouts] == ["quiet"]


async def test_who_pauses_is_idle_and_then_away(classroom: Classroom) -> None:
    carol, section = classroom.actor("carol"), classroom.school.section_id
    await record_event(classroom.event(response="7"), classroom.actor())
    for seconds, state in ((60, "active"), (THRESHOLDS.idle_seconds, "idle"), (THRESHOLDS.away_seconds, "away")):
        classroom.clock.at += timedelta(seconds=seconds)
        assert _of(await class_board.board(carol, section), classroom, "alice").state == state


async def test_hint_after_hint_without_a_right_answer_is_being_stuck(classroom: Classroom) -> None:
    carol, section = classroom.actor("carol"), classroom.school.section_id
    first, second = classroom.course.practice[0][:2]
    asked = [(item, index) for item in (first, second) for index in (0, 2)]
    assert len(asked) == THRESHOLDS.hint_streak
    for item, index in asked:
        await record_event(classroom.event(Verb.HINT_REQUESTED, item, hint_index=index), classroom.actor())
    found = await class_board.board(carol, section)
    assert _of(found, classroom, "alice").state == "stuck"
    assert [(one.kind, one.count) for one in found.standouts] == [("hints", 1)]
    third = classroom.course.practice[0][2]
    await record_event(classroom.event(content=third, response="7"), classroom.actor())
    found = await class_board.board(carol, section)
    assert _of(found, classroom, "alice").state == "active"
    assert [one.kind for one in found.standouts] == ["calm"]


async def test_rows_keep_their_places_while_people_answer(classroom: Classroom) -> None:
    carol, section = classroom.actor("carol"), classroom.school.section_id
    for name in ("alice", "bob", "alice"):
        event = classroom.event(response="7", student_id=classroom.school[name].person_id)
        await record_event(event, classroom.actor(name))
        classroom.clock.at += timedelta(seconds=5)
        shown = [row.name for row in (await class_board.board(carol, section)).page.rows]
        assert shown == sorted(shown)


async def test_a_name_on_the_board_follows_the_person(classroom: Classroom) -> None:
    carol, section, alice = classroom.actor("carol"), classroom.school.section_id, classroom.school["alice"].person_id
    adam = classroom.actor("adam")
    assert _of(await class_board.board(carol, section), classroom, "alice").name == "Alice"
    await person_detail.rename(adam, alice, "Alicia")
    assert _of(await class_board.board(carol, section), classroom, "alice").name == "Alicia"
    await privacy.erase_person(adam, alice)
    rows = (await class_board.board(carol, section)).page.rows
    assert "Alicia" not in {row.name for row in rows}, "an erased name is not answered from memory"


async def test_wrong_answers_on_different_topics_do_not_add_up_to_being_stuck(classroom: Classroom) -> None:
    first, second = classroom.course.practice[0], classroom.course.practice[1]
    for item in (first[0], first[1], second[0]):
        await record_event(classroom.event(content=item, response="3"), classroom.actor())
    found = await class_board.board(classroom.actor("carol"), classroom.school.section_id)
    assert _of(found, classroom, "alice").state == "active"


async def test_the_board_comes_in_pages_and_counts_everybody(classroom: Classroom) -> None:
    await record_event(classroom.event(response="7"), classroom.actor())
    carol, section = classroom.actor("carol"), classroom.school.section_id
    pages = [await class_board.board(carol, section, offset=offset, size=1) for offset in (0, 1)]
    assert [len(found.page.rows) for found in pages] == [1, 1]
    assert [found.page.total for found in pages] == [2, 2]
    assert pages[0].page.rows[0].state == "active" and pages[1].page.rows[0].state == "absent"
    assert pages[0].counts == pages[1].counts
    behind = await class_board.board(carol, section, offset=75, size=1)
    assert (behind.page.offset, len(behind.page.rows)) == (1, 1), "a class that shrank shows its last page"
    assert sum(pages[0].counts.values()) == 2


async def test_two_weeks_of_a_class_have_every_day(classroom: Classroom) -> None:
    carol, section, school = classroom.actor("carol"), classroom.school.section_id, classroom.school
    for response in ("7", "3"):
        await record_event(classroom.event(response=response), classroom.actor())
    await operations.activity(school.tenant_id, classroom.services.clock.now() - timedelta(minutes=1))
    days = await class_board.activity(carol, section)
    assert len(days) == 14
    assert (days[-1].answers, days[-1].right, days[-1].students) == (2, 1, 1)
    assert sum(day.answers for day in days) == 2


async def test_what_stands_out_in_the_mastery_of_a_class(classroom: Classroom) -> None:
    carol, section = classroom.actor("carol"), classroom.school.section_id
    assert await board_service.outlook(carol, section) == []
    for item in classroom.course.practice[0][:4]:
        await record_event(classroom.event(content=item, response="3"), classroom.actor())
    found = await board_service.outlook(carol, section)
    assert [(one.kind, one.count, one.of) for one in found] == [("hardest", 1, 2)]


async def test_instructor_and_student_see_the_same_numbers(classroom: Classroom) -> None:
    for item in classroom.course.practice[0][:4]:
        await record_event(classroom.event(content=item, response="7"), classroom.actor())
    carol, section, alice = classroom.actor("carol"), classroom.school.section_id, classroom.school["alice"].person_id
    _, own = await progress.path_view(classroom.actor(), section)
    seen = await pupil.student(carol, section, alice)
    assert seen.kcs == own
    _, kcs, page = await board_service.heatmap(carol, section)
    row = next(row for row in page.rows if row.student_id == str(alice))
    by_name = {kc.name: kc for kc in own}
    for name, cell in zip(kcs.rows, row.cells, strict=True):
        assert cell.band == by_name[name].band
        if by_name[name].enough:
            assert cell.value == by_name[name].value
    answered = next(kc for kc in own if kc.answers)
    assert (await pupil.evidence(carol, section, alice, UUID(answered.kc_id))).total == 4


async def test_a_long_course_is_looked_through_page_by_page(classroom: Classroom) -> None:
    await record_event(classroom.event(response="7"), classroom.actor())
    carol, section = classroom.actor("carol"), classroom.school.section_id
    _, whole, everybody = await board_service.heatmap(carol, section)
    names: list[str] = []
    cells: list[list[object]] = [[] for _ in everybody.rows]
    for first in range(0, whole.total, 2):
        _, part, page = await board_service.heatmap(carol, section, first_kc=first, kcs=2)
        assert (part.total, part.offset, len(part.rows) <= 2) == (whole.total, first, True)
        names += part.rows
        for so_far, row in zip(cells, page.rows, strict=True):
            so_far += row.cells
    assert names == whole.rows and len(names) > 2
    assert cells == [row.cells for row in everybody.rows]


async def test_a_look_at_a_student_is_in_the_audit_trail(classroom: Classroom) -> None:
    await record_event(classroom.event(response="7"), classroom.actor())
    alice = classroom.school["alice"].person_id
    await pupil.student(classroom.actor("carol"), classroom.school.section_id, alice)
    found = await classroom.rows("SELECT actor_id, subject_id FROM audit_entry WHERE action = 'record.read'")
    assert (classroom.school["carol"].person_id, alice) in {tuple(row) for row in found}


@pytest.mark.parametrize("name", ["alice", "bob"])
async def test_a_student_cannot_open_the_board(classroom: Classroom, name: str) -> None:
    with pytest.raises(ForbiddenError):
        await class_board.board(classroom.actor(name), classroom.school.section_id)
    with pytest.raises(ForbiddenError):
        await pupil.student(classroom.actor(name), classroom.school.section_id, classroom.school["carol"].person_id)


async def test_another_schools_instructor_sees_nothing(classroom: Classroom) -> None:
    await record_event(classroom.event(response="7"), classroom.actor())
    other = await new_classroom(classroom.services)
    stranger, section = other.actor("carol"), classroom.school.section_id
    for look in (
        class_board.board(stranger, section),
        class_board.activity(stranger, section),
        board_service.outlook(stranger, section),
        board_service.heatmap(stranger, section),
        pupil.student(stranger, section, classroom.school["alice"].person_id),
        # The own section, the other school's student.
        pupil.student(stranger, other.school.section_id, classroom.school["alice"].person_id),
    ):
        with pytest.raises((ForbiddenError, NotFoundError)):
            await look


async def test_downloads_hold_everybody_and_no_formula(classroom: Classroom) -> None:
    await record_event(classroom.event(response="7"), classroom.actor())
    carol, section = classroom.actor("carol"), classroom.school.section_id
    for text in (await class_board.board_csv(carol, section), await board_service.heatmap_csv(carol, section)):
        lines = text.strip().splitlines()
        assert len(lines) == 1 + 2
        assert not any(cell.startswith(("=", "+", "@")) for line in lines for cell in line.split(","))
    found = await classroom.rows("SELECT detail ->> 'what' FROM audit_entry WHERE action = 'class_export.read'")
    assert sorted(row[0] for row in found) == ["board", "heat map"], "a download is never hidden behind a look before"


async def test_the_curve_is_what_the_student_was_told(classroom: Classroom) -> None:
    told = []
    for item, response in zip(classroom.course.practice[0][:4], ("7", "3", "7", "7"), strict=True):
        answer = await record_event(classroom.event(content=item, response=response), classroom.actor())
        told += [round(100 * change.after) for change in answer.mastery]
    carol, section, alice = classroom.actor("carol"), classroom.school.section_id, classroom.school["alice"].person_id
    seen = await pupil.student(carol, section, alice)
    curve = await pupil.curve(carol, section, alice, UUID(seen.latest_kc))
    assert curve.value == [min(99, max(1, value)) for value in told]
    assert all(low <= value <= high for low, value, high in zip(curve.low, curve.value, curve.high, strict=True))
    pages = [
        await pupil.evidence(carol, section, alice, UUID(seen.latest_kc), offset=offset, size=3) for offset in (0, 3)
    ]
    assert [len(page.rows) for page in pages] == [3, 1]
    assert [row.outcome for page in pages for row in page.rows] == ["right", "right", "wrong", "right"]


async def test_a_students_download_holds_topics_and_answers_and_is_audited(classroom: Classroom) -> None:
    for item in classroom.course.practice[0][:3]:
        await record_event(classroom.event(content=item, response="7"), classroom.actor())
    carol, section, alice = classroom.actor("carol"), classroom.school.section_id, classroom.school["alice"].person_id
    lines = (await pupil.student_csv(carol, section, alice)).strip().splitlines()
    assert sum(line.startswith("answer,") for line in lines) == 3
    assert sum(line.startswith("topic,") for line in lines) == len(
        (await progress.path_view(classroom.actor(), section))[1]
    )
    found = await classroom.rows("SELECT subject_id FROM audit_entry WHERE action = 'class_export.read'")
    assert [row[0] for row in found] == [alice]
    other = await new_classroom(classroom.services)
    for stranger in (classroom.actor("bob"), other.actor("carol")):
        with pytest.raises((ForbiddenError, NotFoundError)):
            await pupil.student_csv(stranger, section, alice)


async def test_a_class_whose_course_is_gone_says_so_everywhere(classroom: Classroom) -> None:
    carol, section, alice = classroom.actor("carol"), classroom.school.section_id, classroom.school["alice"].person_id
    async with classroom.services.db.raw(classroom.school.tenant_id) as conn:
        await conn.execute("UPDATE section SET course_id = %s", (uuid7(),))
    found = await class_board.board(carol, section)
    assert [one.kind for one in found.standouts] == ["course"] and found.page.total == 2
    title, kcs, page = await board_service.heatmap(carol, section)
    assert (title, kcs.rows, page.rows) == (found.section, [], [])
    assert await board_service.outlook(carol, section) == []
    seen = await pupil.student(carol, section, alice)
    assert (seen.name, seen.section, seen.kcs) == ("Alice", title, [])


async def test_a_class_without_students_says_so(classroom: Classroom) -> None:
    carol, school = classroom.actor("carol"), classroom.school
    async with classroom.services.db.transaction(school.tenant_id) as tx:
        for name in ("alice", "bob"):
            await section_rows.unenrol(tx.session, school.tenant_id, school.section_id, school[name].person_id)
    found = await class_board.board(carol, school.section_id, offset=25)
    assert ([one.kind for one in found.standouts], found.page.offset) == (["empty"], 0)
    assert (await board_service.heatmap(carol, school.section_id))[2].total == 0
