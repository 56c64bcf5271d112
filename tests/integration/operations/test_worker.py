"""The real worker, a process of its own: figures of the day from the outbox, and what has had its time is removed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio
from uuid_utils.compat import uuid7

from learnapp.core.clock import SystemClock
from learnapp.engine.event import Verb
from learnapp.services import set_current, withdrawals
from learnapp.services.learning import record_event
from learnapp.storage.db import Database
from learnapp.storage.embedded import Urls
from tests.conftest import NewServer
from tests.factories import MASTER_KEY
from tests.integration.learning.conftest import Classroom, build_services, new_classroom

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Workshop:
    """A classroom in a database of its own, so that no other test's jobs are done here."""

    classroom: Classroom
    urls: Urls
    folder: Path

    def start_worker(self) -> subprocess.Popen[bytes]:
        environment = os.environ | {
            "ENVIRONMENT": "test", "DATA_DIR": str(self.folder), "MASTER_KEY": MASTER_KEY,
            "DATABASE_URL": self.urls.app, "MIGRATION_DATABASE_URL": self.urls.owner,
        }  # fmt: skip
        with (self.folder / "worker.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "learnapp.cli", "worker"],
                cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            )  # fmt: skip

    async def jobs(self) -> list[tuple[str, str]]:
        found = await self.classroom.rows("SELECT task_name, status::text FROM procrastinate_jobs")
        return [(task, status) for task, status in found]

    def sessions(self) -> list[bytes]:
        """The sessions that the table holds; only a superuser may look into it."""
        address = self.urls.superuser.replace("@/postgres?", "@/learnapp?")
        with psycopg.connect(address) as conn:
            return [bytes(row[0]) for row in conn.execute("SELECT token_hash FROM directory.session").fetchall()]

    async def until(self, what: str, true: Callable[[], Awaitable[bool]], seconds: float = 45.0) -> None:
        end = time.monotonic() + seconds
        while not await true():
            if time.monotonic() > end:
                log = (self.folder / "worker.log").read_text(encoding="utf-8")
                pytest.fail(f"not within {seconds} s: {what}\n{log[-2000:]}")
            await asyncio.sleep(0.1)


@pytest_asyncio.fixture(loop_scope="session")
async def workshop(new_server: NewServer) -> AsyncIterator[Workshop]:
    server = new_server()
    urls = await asyncio.to_thread(server.start)
    database = Database(urls.app, pool_size=1, pool_max=5)
    await database.open()
    services = build_services(database)
    services.clock = SystemClock()
    set_current(services)
    try:
        yield Workshop(await new_classroom(services), urls, server.data_dir)
    finally:
        set_current(None)
        await database.close()
        await asyncio.to_thread(server.stop)


async def test_the_worker_counts_the_day_and_removes_what_has_had_its_time(workshop: Workshop) -> None:
    classroom = workshop.classroom
    services, school, items = classroom.services, classroom.school, classroom.course.practice[0]
    bob = school["bob"].person_id
    for event, actor in (
        (classroom.event(content=items[0], response="7"), classroom.actor()),
        (classroom.event(Verb.HINT_REQUESTED, items[1], hint_index=0), classroom.actor()),
        (classroom.event(content=items[1], response="7"), classroom.actor()),
        (classroom.event(content=items[0], response="8", student_id=bob), classroom.actor("bob")),
    ):
        assert (await record_event(event, actor)).stored
    assert await workshop.jobs() == [("activity", "todo")]
    assert await classroom.count("section_day") == 0

    now = services.clock.now()
    old, young = uuid7(), uuid7()
    for event_id, age in ((old, timedelta(days=41)), (young, timedelta(days=39))):
        await classroom.rows(
            "INSERT INTO event_receipt (tenant_id, event_id, body_hash, answer, received_at) "
            "VALUES (%s, %s, 'x', '{}', %s) RETURNING 1",
            school.tenant_id, event_id, now - age,
        )  # fmt: skip
    alice, directory = school["alice"].person_id, services.db.directory
    await directory.create_session(b"ended", school.tenant_id, alice, timedelta(seconds=-1))
    await directory.create_session(b"alive", school.tenant_id, alice, timedelta(hours=1))
    assert set(workshop.sessions()) == {b"ended", b"alive"}

    worker = workshop.start_worker()
    try:
        await workshop.until("the job is done", lambda: _is([], workshop.jobs()))
        figures = await classroom.rows("SELECT section_id, events, answers, correct, students, hints FROM section_day")
        assert figures == [(school.section_id, 4, 3, 2, 2, 1)]

        async def removed() -> bool:
            left = {row[0] for row in await classroom.rows("SELECT event_id FROM event_receipt")}
            return old not in left and workshop.sessions() == [b"alive"]

        await workshop.until("old receipts and ended sessions are removed", removed)
        receipts = await classroom.rows("SELECT event_id FROM event_receipt")
        assert (young,) in receipts and len(receipts) == 5
        worker.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(worker.wait, 20) == 0, "SIGTERM is no failure"
    finally:
        worker.kill()
        worker.wait()


async def test_the_worker_calculates_a_large_class_again_after_a_void(workshop: Workshop) -> None:
    names = tuple(f"pupil{number}" for number in range(withdrawals.AT_ONCE + 2))
    large = await new_classroom(workshop.classroom.services, students=names)
    section, carol = large.school.section_id, large.actor("carol")
    broken, fine = large.course.practice[0][:2]
    for name in names:
        for item, response in ((broken, "12"), (fine, "7")):
            event = large.event(content=item, response=response, student_id=large.school[name].person_id)
            assert (await record_event(event, large.actor(name))).stored
    await withdrawals.void(carol, section, broken, "The key says 12.")
    view = await withdrawals.withdrawal(carol, section, broken)
    assert (view.busy, view.done, view.affected) == (True, 0, len(names))

    worker = workshop.start_worker()
    try:

        async def done() -> bool:
            return not (await withdrawals.withdrawal(carol, section, broken)).busy

        await workshop.until("everybody is calculated again", done)
        # The last thing that the job does; the job for the events of today may have come first.
        await workshop.until("the day is counted again", lambda: _some(large, len(names)))
        states = await large.rows("SELECT DISTINCT attempts, correct FROM kc_state")
        ran = await large.rows("SELECT DISTINCT features ->> 'answers', features ->> 'streak' FROM learner_state")
        seen = await large.rows("SELECT DISTINCT jsonb_array_length(recent), wrong_streak FROM presence")
        assert (states, ran, seen) == ([(1, 1)], [("1.0", "1.0")], [(1, 0)])
        ((told,),) = await large.rows("SELECT count(*) FROM learning_event WHERE verb = 'item_voided'")
        assert told == len(names)
        assert len(await withdrawals.notices(large.actor(names[-1]))) == 1
    finally:
        worker.kill()
        worker.wait()


async def _some(classroom: Classroom, answers: int) -> bool:
    return bool(await classroom.rows("SELECT 1 FROM section_day WHERE answers = %s", answers))


async def _is(wanted: object, found: Awaitable[object]) -> bool:
    return await found == wanted
