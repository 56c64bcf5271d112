"""A course of more topics than a page holds: nothing is lost, and what speaks of the whole course counts all of it."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

import pytest_asyncio

from learnapp.services import Services, pupil
from learnapp.services import classroom as board_service
from learnapp.services.learning import record_event
from learnapp.state.instructor.classes import TOPICS as COLUMNS
from learnapp.state.instructor.classes import HeatMapState
from learnapp.state.instructor.pupil import PupilState
from learnapp.state.student.today import TOPICS, ProgressState
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.opened import do, opened

NAMES = tuple(f"Topic {place:02}" for place in range(65))


@pytest_asyncio.fixture(loop_scope="session")
async def long(services: Services) -> Classroom:
    """A classroom whose course has 65 topics; Alice has answered one item of the first and one of the 50th."""
    made = await new_classroom(services, NAMES)
    for place in (0, 49):
        await record_event(made.event(content=made.course.practice[place][0], step_id="s1", response="7"), made.actor())
    return made


async def _names(page: Any) -> list[str]:
    """Turn the pages from the first to the last; return the topics in the order in which they come."""
    while page.kcs_offset:
        await do(page, "turn_topics", -1)
    found: list[str] = []
    while True:
        found += [kc if isinstance(kc, str) else kc.name for kc in page.kcs]
        if page.kcs_offset + len(page.kcs) >= page.kcs_total:
            return found
        await do(page, "turn_topics", 1)


def _sheet(document: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(document.lstrip("\ufeff"))))


async def test_a_student_turns_the_pages_of_their_topics(long: Classroom) -> None:
    page = await opened(long, "alice", ProgressState, "/progress")
    assert (len(page.kcs), page.kcs_total, page.kcs_offset) == (TOPICS, len(NAMES), 0)
    async with long.services.db.raw(long.school.tenant_id) as conn:
        await conn.execute("UPDATE kc_state SET p_mastered = 0.97, mastered_at = last_at")
    await do(page, "load")
    assert page.mastered == 2, "a mastered topic counts on whichever page it stands"
    await do(page, "show_evidence", page.kcs[0].kc_id)
    assert page.open_kc and page.total == 1
    await do(page, "turn_topics", 1)
    assert (page.open_kc, page.total, page.mastered, page.kcs_total) == ("", 0, 2, len(NAMES))
    assert await _names(page) == list(NAMES)
    last = page.kcs_offset
    await do(page, "turn_topics", 1)
    assert page.kcs and page.kcs_offset == last, "there is nothing behind the last page"
    await do(page, "load")
    assert page.kcs_offset == 0


async def test_an_instructor_comes_to_the_page_with_the_topic_of_the_last_answer(long: Classroom) -> None:
    section, alice = long.school.section_id, long.school["alice"].person_id
    page = await opened(long, "carol", PupilState, f"/teach/{section}/students/{alice}")
    worked_on = str(long.course.kcs[49])
    assert (page.open_kc, page.total, page.kcs_total) == (worked_on, 1, len(NAMES))
    assert worked_on in {kc.kc_id for kc in page.kcs} and page.kcs_offset == TOPICS
    await do(page, "turn_topics", -1)
    assert (page.open_kc, page.kcs_offset) == ("", 0)
    assert await _names(page) == list(NAMES)
    lines = _sheet(await pupil.student_csv(long.actor("carol"), section, alice))
    assert [line[1] for line in lines if line[0] == "topic"] == list(NAMES), "a download holds every page"


async def test_the_heat_map_turns_its_topics_and_its_download_has_them_all(long: Classroom) -> None:
    section = long.school.section_id
    page = await opened(long, "carol", HeatMapState, f"/teach/{section}/heatmap")
    assert (len(page.kcs), page.kcs_total, page.total) == (COLUMNS, len(NAMES), 2)
    assert all(len(row.cells) == COLUMNS for row in page.heat)
    before = page.standing
    assert await _names(page) == list(NAMES)
    assert all(len(row.cells) == len(page.kcs) == len(NAMES) % COLUMNS for row in page.heat)
    assert page.standing == before, "what stands out is said of the whole course"
    last = page.kcs_offset
    await do(page, "turn_topics", 1)
    assert page.kcs and page.kcs_offset == last
    assert _sheet(await board_service.heatmap_csv(long.actor("carol"), section))[0] == ["student", *NAMES]


async def test_a_place_behind_the_end_shows_the_last_page(long: Classroom) -> None:
    """A course or class may have shrunk while its page was open: that is no course without topics."""
    carol, section = long.actor("carol"), long.school.section_id
    _, topics, page = await board_service.heatmap(carol, section, offset=75, size=1, first_kc=600, kcs=20)
    assert (topics.offset, topics.rows) == (60, list(NAMES[60:]))
    assert (page.offset, len(page.rows)) == (1, 1)
    assert UUID(page.rows[0].student_id) in {long.school[name].person_id for name in ("alice", "bob")}
