"""What was said to the tutor: taken home by its student and their guardian, deleted on the page, and who reads it."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
import reflex as rx
from sqlalchemy import text

from learnapp.core.errors import NotFoundError
from learnapp.services import family_export, sessions, tutor, tutor_past, tutor_reading, tutor_rules
from learnapp.state.student.tutor import TutorPageState, TutorState
from tests.integration.learning.conftest import Classroom
from tests.integration.learning.history import study_history
from tests.integration.learning.test_family import grace
from tests.integration.learning.test_same_page import BUILT, _join
from tests.integration.security.browser import browser, call

WHY, CASE = "Why did the Civil War start?", "What was the Dred Scott case about?"


@pytest_asyncio.fixture(loop_scope="session")
async def course(classroom: Classroom, tmp_path: Path) -> UUID:
    return await study_history(classroom, tmp_path)


async def _window(classroom: Classroom) -> rx.State:
    session = await sessions.start_session(classroom.school.tenant_id, classroom.school["alice"].person_id)
    return browser(session.token, "/tutor")


async def _ask(page: Any, said: str) -> None:
    await call(TutorState.event_handlers["ask"], page, {"form": {"question": said}})


async def test_everything_that_was_said_goes_home_with_student_and_guardian(classroom: Classroom, course: UUID) -> None:
    alice = classroom.actor()
    turns = [(await tutor.ask(alice, said)).turn for said in (WHY, CASE)]
    package = zipfile.ZipFile(io.BytesIO(await family_export.record_zip(await grace(classroom), alice.person_id)))
    for table in (await tutor_past.take_home(alice), package.read("tutor.csv").decode()):
        _, *rows = csv.reader(io.StringIO(table.removeprefix("\ufeff")))
        assert [who for _, _, who, _ in rows] == ["student", "tutor"] * 2
        assert [said for _, _, who, said in rows if who == "student"] == [WHY, CASE]
        told = [said for _, _, who, said in rows if who == "tutor"]
        assert all(turn.lines[-1].text in said for said, turn in zip(told, turns, strict=True))


async def test_without_a_course_the_page_still_says_who_reads_and_whether_it_can_be_deleted(
    classroom: Classroom, course: UUID
) -> None:
    await tutor_rules.set_institution(classroom.actor("adam"), "section", deletable=False)
    await tutor.ask(classroom.actor(), WHY, told="section")
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(text("UPDATE section SET course_id = NULL, course_tenant_id = NULL"))
    root = await _window(classroom)
    page: Any = await root.get_state(TutorPageState)
    await call(TutorPageState.event_handlers["load"], page, {})
    asking: Any = await root.get_state(TutorState)
    assert not page.offered and [one.first for one in page.past] == [WHY]
    assert (asking.readers, page.deletable) == ("section", False)


async def test_a_conversation_that_is_deleted_leaves_the_page_and_the_next_question_begins_another(
    classroom: Classroom, course: UUID
) -> None:
    root = await _window(classroom)
    page: Any = await root.get_state(TutorPageState)
    asking: Any = await root.get_state(TutorState)
    await call(TutorPageState.event_handlers["load"], page, {})
    await _ask(asking, WHY)
    await call(TutorPageState.event_handlers["turn"], page, {"step": -1})
    (own,) = page.past
    for _ in range(2):
        assert len(asking.turns) == 1
        await call(TutorPageState.event_handlers["delete"], page, {"conversation_id": own.conversation_id})
    assert (page.past, asking.turns, await classroom.count("tutor_message")) == ([], [], 0)
    await _ask(asking, CASE)
    assert len(asking.turns) == 1 and await classroom.count("tutor_conversation") == 1


async def test_where_it_was_deleted_elsewhere_a_second_press_asks_anew(classroom: Classroom, course: UUID) -> None:
    asking: Any = await (await _window(classroom)).get_state(TutorState)
    await _ask(asking, WHY)
    ((conversation,),) = await classroom.rows("SELECT conversation_id FROM tutor_conversation")
    await tutor_past.remove(classroom.actor(), conversation)
    with pytest.raises(NotFoundError):
        await _ask(asking, CASE)
    await _ask(asking, CASE)
    assert [one.asked for one in asking.turns] == [WHY, CASE] and await classroom.count("tutor_message") == 2


async def test_of_each_conversation_its_student_reads_whether_who_teaches_them_may_read_it(
    classroom: Classroom, course: UUID
) -> None:
    alice, adam = classroom.actor(), classroom.actor("adam")

    async def seen() -> list[tuple[str, bool]]:
        return [(one.first, one.seen) for one in (await tutor_past.conversations(alice)).rows]

    async def ask(said: str, told: str) -> None:
        await tutor.ask(alice, said, told=told)
        classroom.clock.at += timedelta(minutes=1)

    await ask(WHY, "nobody")
    await tutor_rules.set_institution(adam, "worry", deletable=True)
    await ask(CASE, "worry")
    await ask("I want to kill myself", "worry")
    assert await seen() == [("I want to kill myself", True), (CASE, False), (WHY, False)]
    await tutor_rules.set_institution(adam, "section", deletable=True)
    await ask("What was cotton?", "section")
    assert [one for _, one in await seen()] == [True, True, False, False]
    carol = replace(classroom.actor("carol"), taught=frozenset({classroom.school.section_id}))
    talks = await tutor_reading.talks(carol, classroom.school.section_id, alice.person_id)
    assert [one.first for one in talks.rows] == [said for said, open_ in await seen() if open_], "she reads just these"
    await tutor_rules.set_institution(adam, "nobody", deletable=True)
    assert not any(one for _, one in await seen())


async def test_a_lost_connection_takes_no_conversation_off_the_page(classroom: Classroom, course: UUID) -> None:
    root = await _window(classroom)
    asking: Any = await root.get_state(TutorState)
    await _join(root, [asking], BUILT)
    await _ask(asking, WHY)
    await _join(root, [asking], {})
    assert [one.asked for one in asking.turns] == [WHY]
    await _ask(asking, "Why?")
    assert await classroom.count("tutor_conversation") == 1, "and it goes on"
    await _join(root, [asking], BUILT)
    assert asking.turns == [], "a window that is opened anew begins another one"


async def test_an_answer_that_never_comes_blocks_no_question_for_ever(classroom: Classroom, course: UUID) -> None:
    asking: Any = await (await _window(classroom)).get_state(TutorState)
    asking._wait_for(WHY)  # noqa: SLF001 - as the process that was at it has left it
    await _ask(asking, CASE)
    assert asking.turns == []
    asking._asked_at -= 121  # noqa: SLF001 - two minutes later
    await _ask(asking, CASE)
    assert [one.asked for one in asking.turns] == [CASE]
