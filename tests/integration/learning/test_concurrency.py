"""Many at once: one event twenty times, twenty events of one student, two processes that do not know each other."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from psycopg.errors import NotNullViolation
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError
from learnapp.engine.event import EventAnswer
from learnapp.services import learning, practice, set_current
from learnapp.services.learning import record_batch, record_event
from learnapp.services.practice_views import AnswerView
from learnapp.services.recompute import rebuild_state
from learnapp.storage.db import Database
from learnapp.storage.embedded import Urls
from learnapp.storage.repositories.learning import KC_COLUMNS, kc_state_from_row
from tests.integration.learning.conftest import Classroom, build_services


class NoLock:
    """Stands for a second process: the first one's locks are not its own."""

    async def __aenter__(self) -> None:
        """Take nothing."""

    async def __aexit__(self, *_: object) -> None:
        """Give nothing back."""


@pytest.fixture
def other_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every event come as if from a process of its own."""

    class Unlocked(dict[tuple[UUID, UUID], NoLock]):
        def setdefault(self, *_: object) -> NoLock:
            return NoLock()

    monkeypatch.setattr(learning, "_locks", Unlocked())


async def test_twenty_times_the_same_event_at_once_is_stored_once(classroom: Classroom, other_processes: None) -> None:
    event, actor = classroom.event(response="7"), classroom.actor()
    answers = await asyncio.gather(*(record_event(event, actor) for _ in range(20)))
    assert sum(not answer.duplicate for answer in answers) == 1
    assert len({answer.decision_id for answer in answers}) == 1
    for table in ("event_receipt", "learning_event", "kc_state", "decision"):
        assert await classroom.count(table) == 1
    assert await classroom.rows("SELECT student_seq FROM learner_state") == [(1,)]


async def test_what_was_shown_is_answered_once_however_often_it_is_sent(
    classroom: Classroom, other_processes: None
) -> None:
    alice, section, item = classroom.actor(), classroom.school.section_id, classroom.course.practice[0][0]
    shown = uuid7()

    async def send(said: str, milliseconds: int) -> AnswerView:
        classroom.clock.at += timedelta(milliseconds=milliseconds)
        return await practice.answer(alice, section, item, "s1", said, duration_ms=milliseconds, showing=shown)

    first, again = await asyncio.gather(send("8", 4_000), send("8", 4_300))
    assert first == again and first.outcome == "wrong"
    for table in ("event_receipt", "learning_event", "decision"):
        assert await classroom.count(table) == 1
    with pytest.raises(ConflictError):
        await send("7", 5_000)
    assert await classroom.rows("SELECT attempts FROM kc_state") == [(1,)]
    # What another student sees at the same moment is a showing of their own.
    with pytest.raises(ConflictError):
        await practice.answer(classroom.actor("bob"), section, item, "s1", "8", showing=shown)
    await practice.answer(classroom.actor("bob"), section, item, "s1", "8", showing=uuid7())
    assert await classroom.count("learning_event") == 2


async def test_different_events_of_one_student_at_once_all_count_in_some_order(classroom: Classroom) -> None:
    items = [item for items in classroom.course.practice for item in items]
    answers = await asyncio.gather(
        *(record_event(classroom.event(content=item, response="7"), classroom.actor()) for item in items)
    )
    assert sorted(answer.student_seq or 0 for answer in answers) == list(range(1, len(items) + 1))
    assert await classroom.rows("SELECT student_seq FROM learner_state") == [(len(items),)]
    assert sum(row[0] for row in await classroom.rows("SELECT attempts FROM kc_state")) == len(items)


async def test_two_processes_that_meet_on_one_student_lose_nothing(classroom: Classroom, other_processes: None) -> None:
    first, second = classroom.course.practice[0][:2]
    answers = await asyncio.gather(
        record_event(classroom.event(content=first, response="7"), classroom.actor()),
        record_event(classroom.event(content=second, response="8"), classroom.actor()),
    )
    assert sorted(answer.student_seq or 0 for answer in answers) == [1, 2]
    assert await classroom.rows("SELECT attempts, correct FROM kc_state") == [(2, 1)]


async def test_a_stale_version_is_refused_by_the_database_itself(classroom: Classroom) -> None:
    await record_event(classroom.event(response="7"), classroom.actor())
    with pytest.raises(NotNullViolation):
        async with classroom.services.db.raw(classroom.school.tenant_id) as conn:
            await conn.execute(
                "INSERT INTO learner_state AS l (tenant_id, student_id, course_id, student_seq, theta, theta_variance,"
                " features, recent_content, resume, last_answer, updated_at) SELECT tenant_id, student_id, course_id,"
                " 5, 0, 1, '{}', '{}', '{}', '{}', now() FROM learner_state"
                " ON CONFLICT (tenant_id, student_id, course_id) DO UPDATE SET student_seq ="
                " CASE WHEN l.student_seq = EXCLUDED.student_seq - 1 THEN EXCLUDED.student_seq END"
            )
    assert await classroom.rows("SELECT student_seq FROM learner_state") == [(1,)]


async def test_replay_by_sequence_rebuilds_the_very_same_state(classroom: Classroom) -> None:
    answers = ["7", "12", "8", "7", "nonsense", "7", "7", "7", "12", "7"]
    items = [item for items in classroom.course.practice[:2] for item in items]
    for item, response in zip(items, answers, strict=True):
        await record_event(classroom.event(content=item, response=response), classroom.actor())
    alice = classroom.school["alice"].person_id
    rebuilt = await rebuild_state(classroom.school.tenant_id, alice, classroom.school.section_id)
    (learner,) = await classroom.rows("SELECT student_seq, theta, theta_variance FROM learner_state")
    assert (rebuilt.student_seq, rebuilt.theta, rebuilt.theta_variance) == learner
    stored = await classroom.rows(f"SELECT {KC_COLUMNS} FROM kc_state")  # noqa: S608 - a constant
    assert {row[0]: kc_state_from_row(row) for row in stored} == rebuilt.kcs
    assert len(stored) == 2

    async with classroom.services.db.raw(classroom.school.tenant_id) as conn:
        await conn.execute("UPDATE kc_state SET p_mastered = 0.01, attempts = 99")
    await rebuild_state(classroom.school.tenant_id, alice, classroom.school.section_id, write=True)
    again = await classroom.rows("SELECT kc_id, attempts, p_mastered FROM kc_state")
    assert {row[0]: row[1:] for row in again} == {
        kc_id: (state.attempts, state.p_mastered) for kc_id, state in rebuilt.kcs.items()
    }


async def test_a_pool_smaller_than_the_crowd_answers_everyone(classroom: Classroom, postgres: Urls) -> None:
    """Loading a course takes a second connection: a crowd at a cold start must not block itself."""
    small = Database(postgres.app, pool_size=2, pool_max=4)
    await small.open()
    try:
        set_current(build_services(small))
        events = [classroom.event(event_id=uuid7(), response="7") for _ in range(30)]
        results = await asyncio.gather(*(record_batch([event], classroom.client()) for event in events))
        assert all(isinstance(result[0], EventAnswer) for result in results)
    finally:
        set_current(classroom.services)
        await small.close()
