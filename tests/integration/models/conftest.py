"""A school whose students have answered enough to learn from, and the services wired as the app wires them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import numpy as np
import pytest_asyncio
from psycopg.types.json import Jsonb
from uuid_utils.compat import uuid7

from learnapp.ml.datasets import keyed_number
from learnapp.security.access import Actor
from learnapp.services import training_data
from learnapp.storage.db import Database
from learnapp.storage.repositories import sections as section_rows
from learnapp.workers import jobs
from tests.factories import School, build_school, keyring

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ITEMS = 30
_INSERT = """
INSERT INTO learning_event (tenant_id, received_at, event_id, student_id, section_id, course_id, student_seq, verb,
                            object_id, object_version, step_id, kc_ids, correct, result, occurred_at, asserted)
VALUES (%s, %s, %s, %s, %s, %s, %s, 'answered', %s, 1, 's1', %s, %s, %s, %s, false)
"""


@dataclass
class Worked:
    """A school and what its students have answered."""

    school: School
    items: list[UUID]
    kcs: list[UUID]

    @property
    def tenant(self) -> UUID:
        return self.school.tenant_id

    @property
    def admin(self) -> Actor:
        return self.school.actor("adam")


async def answer(
    db: Database, worked: Worked, students: list[UUID], each: int, *, seed: int = 1, start: datetime = START
) -> None:
    """Let students answer `each` questions: who is able is right more often, and some questions are hard.

    Their story goes by the order of their numbers in a dataset, which are drawn anew with each school: so the same
    stories are kept apart, and a seed gives the same models every time.
    """
    rng, school = np.random.default_rng(seed), worked.school
    async with db.transaction(worked.tenant) as tx:
        wrapped = await section_rows.tenant_key(tx.session, worked.tenant)
    assert wrapped is not None
    key = keyring().tenant(worked.tenant, wrapped).derived(training_data.PURPOSE)
    students = sorted(students, key=lambda student: keyed_number(key, student))
    rows = []
    for place, student in enumerate(students):
        ability, at = rng.normal(0, 1.6), start + timedelta(hours=place % 7)
        for number in range(each):
            item = int(rng.integers(len(worked.items)))
            at += timedelta(seconds=float(rng.exponential(40)) + 4)
            right = bool(rng.random() < 1 / (1 + np.exp(-(ability - (item - ITEMS / 2) / 4))))
            result = {"moved": True, "hints": 0, "partial": 0.0, "duration_ms": 9000}
            rows.append(
                (
                    worked.tenant, at, uuid7(), student, school.section_id, school.course[1], number + 1,
                    worked.items[item], [worked.kcs[item % len(worked.kcs)]], right, Jsonb(result), at,
                )
            )  # fmt: skip
    async with db.raw(worked.tenant, pipelined=False) as conn, conn.cursor() as cursor:
        await cursor.executemany(_INSERT, rows)


async def build_worked(db: Database, students: int, each: int, slug: str = "oakfield") -> Worked:
    """Build a university whose students have answered."""
    names = tuple(f"student{number}" for number in range(students))
    school = await build_school(db, slug, "university", students=names, birth_date=date(2004, 5, 17))
    made = Worked(school, [UUID(int=100 + n) for n in range(ITEMS)], [UUID(int=200 + n) for n in range(5)])
    if each:
        await answer(db, made, [school[name].person_id for name in names], each)
    return made


# Of a file, not of the session: each file begins without the schools that were there before.
@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def big(db: Database) -> Worked:
    """A school with enough answers for every gate to be decided; tests leave its log as it is."""
    return await build_worked(db, 110, 40)


@pytest_asyncio.fixture(loop_scope="session")
async def small(db: Database) -> Worked:
    """A fresh school with enough to learn from and too little to judge by."""
    return await build_worked(db, 8, 20, "elmfield")


async def work_off() -> None:
    """Let a real worker do what is in the queue."""
    queue = jobs.build_queue()
    async with queue.open_async():
        await queue.run_worker_async(
            queues=["training"], wait=False, install_signal_handlers=False, delete_jobs="successful"
        )
