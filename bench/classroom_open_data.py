"""Open data: statements in at our record store, and events out to one that fails while the worker is killed."""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import time
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson
import psycopg

from bench.report import ROOT, Figure
from bench.server import Server, own_server, short_folder
from learnapp import bootstrap
from learnapp.core.config import Settings
from learnapp.engine.event import EventContext, EventResult, LearningEvent, Verb
from learnapp.integrations.open_data.told import Place, Told, derived_id
from learnapp.integrations.xapi.statements import statement
from learnapp.services import api_clients, learning, open_data_settings
from learnapp.services.open_data_settings import EndpointDraft
from learnapp.storage.embedded import EmbeddedPostgres
from learnapp.storage.migrate import upgrade
from learnapp.workers import supervisor
from tests.factories import MASTER_KEY, School, build_school
from tests.integration.learning.conftest import Course, build_course
from tests.lrs import KEY, SECRET, Lrs, lrs

BATCH, CLIENTS = 50, 4
_PLACE = Place("https://tool.example", "tool", "Tool")
_FAILING = 0.3


def figures(small: bool) -> list[Figure]:
    """Measure both; `small` for a small part of it."""
    return [*_statements_in(40 if small else 1_000), *asyncio.run(_statements_out(200 if small else 4_000))]


# --- in --------------------------------------------------------------------------------------------------


def _body(numbers: Any) -> bytes:
    """Return a batch of statements as a tool sends them, all of them new."""
    now, made = datetime.now(UTC), []
    for number in (next(numbers) for _ in range(BATCH)):
        told = Told(
            uuid4(), UUID(int=number % 500), list(Verb)[number % len(Verb)], now, now, UUID(int=1), UUID(int=2),
            "Mathematics 7a", "Mathematics 7", UUID(int=number % 300), "Adding fractions", "practice", "en", "s1",
            ((UUID(int=3), "Unit fractions"),), True, {"response": "7", "duration_ms": 20_000},
        )  # fmt: skip
        made.append({**statement(told, _PLACE), "id": str(uuid4())})
    return orjson.dumps(made)


async def _client(server: Server) -> tuple[str, str]:
    services = await bootstrap.build(server.settings())
    try:
        found = await api_clients.create_api_client_as_system("riverside", "bench", ["statements:write"])
    finally:
        await bootstrap.close(services)
    return str(found[0]), found[1]


def _statements_in(batches: int) -> list[Figure]:
    bodies = [_body(numbers) for numbers in [count()] for _ in range(batches)]
    with own_server() as server:
        server.start()
        server.settle()
        name, secret = asyncio.run(_client(server))
        taken, seconds, waits = asyncio.run(_load(server.url, (name, secret), bodies))
        with httpx.Client(base_url=server.url, auth=(name, secret), timeout=30) as http:
            version = {"X-Experience-API-Version": "1.0.3", "Content-Type": "application/json"}
            again = http.post("/xapi/statements", content=bodies[0], headers=version).status_code
            worse = orjson.loads(_body(count()))
            worse[-1]["actor"] = {"name": "nobody"}
            bad = http.post("/xapi/statements", content=orjson.dumps(worse), headers=version).status_code
        with psycopg.connect(server.owner()) as conn:
            conn.execute("SELECT set_config('app.tenant_id', tenant_id::text, false) FROM directory.tenants()"
                         " WHERE slug = 'riverside'")  # fmt: skip
            row = conn.execute("SELECT count(*) FROM xapi_statement").fetchone()
    stored = row[0] if row else 0
    wrong = (taken != stored) + (again != 200) + (bad != 400)
    return [
        Figure(
            "statements in at our record store, batches of 50", stored / seconds, "/s", 1_000.0, higher_is_better=True,
            note=f"durable; {CLIENTS} tools at once, {stored:,} statements of {len(bodies[0]) // BATCH:,} bytes",
        ),
        Figure(
            "a batch of 50 statements, p95", statistics.quantiles(waits, n=20)[-1] * 1000, "ms", runs=len(waits),
            note=f"median {statistics.median(waits) * 1000:.0f} ms",
        ),
        Figure(
            "statements in: rules broken", float(wrong), "", 0, 0,
            note="all are there, a bad batch is refused whole, the same again is taken",
        ),
    ]  # fmt: skip


async def _load(url: str, auth: tuple[str, str], bodies: list[bytes]) -> tuple[int, float, list[float]]:
    """Send batches as fast as they are taken; returns statements taken, seconds, and the wait for each batch."""
    waiting, waits, taken = list(bodies), list[float](), 0
    headers = {"X-Experience-API-Version": "1.0.3", "Content-Type": "application/json"}
    async with httpx.AsyncClient(base_url=url, auth=auth, headers=headers, timeout=30) as http:

        async def tool() -> None:
            nonlocal taken
            while waiting:
                body, began = waiting.pop(), time.perf_counter()
                answer = await http.post("/xapi/statements", content=body)
                waits.append(time.perf_counter() - began)
                taken += BATCH * (answer.status_code == 200)

        began = time.perf_counter()
        await asyncio.gather(*(tool() for _ in range(CLIENTS)))
        return taken, time.perf_counter() - began, waits


# --- out -------------------------------------------------------------------------------------------------


async def _statements_out(events: int) -> list[Figure]:
    with short_folder() as folder, lrs() as store:
        server = EmbeddedPostgres(folder / "pg")
        urls = server.start()
        try:
            upgrade(urls.owner)
            settings = Settings(
                _env_file=None, data_dir=folder / "data", database_url=urls.app, migration_database_url=urls.owner,
                master_key=MASTER_KEY, demo=False, environment="test",
            )  # fmt: skip
            services = await bootstrap.build(settings)
            try:
                made = await _events(services, store, events)
                seconds, kills = await _sent(settings, folder, store, events)
            finally:
                await bootstrap.close(services)
        finally:
            server.stop()
    wanted = {str(derived_id(one)) for one in made}
    lost, doubled = len(wanted - set(store.statements)), len(set(store.statements) - wanted) + len(store.differing)
    note = f"of {len(wanted):,}; {store.calls:,} calls, {store.failed / max(store.calls, 1):.0%} of them fail"
    return [
        Figure("statements out: lost", float(lost), "", 0, 0, note=f"{note}; the worker is killed {kills} times"),
        Figure("statements out: doubled", float(doubled), "", 0, 0, note=f"{store.again:,} came again, as the same"),
        Figure("statements out: until the last one is there", seconds, "s"),
    ]  # fmt: skip


async def _events(services: Any, store: Lrs, events: int) -> list[UUID]:
    """Let a school's students study while a record store that fails is told of it; returns the ids of the events."""
    names = tuple(f"student{number}" for number in range(20))
    school: School = await build_school(
        services.db, "busy", "university", students=names, birth_date=date(2004, 5, 17)
    )  # fmt: skip
    course: Course = await build_course(services.db, school.tenant_id)
    async with services.db.raw(school.tenant_id) as conn:
        await conn.execute("UPDATE section SET course_id = %s, course_tenant_id = tenant_id", (course.course_id,))
    admin = school.actor("adam")
    endpoint = await open_data_settings.add(admin, EndpointDraft("xapi", store.url, KEY, SECRET))
    await open_data_settings.switch(admin, endpoint, on=True)
    store.failing = _FAILING
    made: list[UUID] = []

    async def study(name: str, share: int) -> None:
        for number in range(share):
            answering = number % 2 == 0
            event = LearningEvent(
                event_id=uuid4(), student_id=school[name].person_id,
                verb=Verb.ANSWERED if answering else Verb.SESSION_STARTED,
                object_id=course.practice[number % 4][number % 5] if answering else None,
                occurred_at=datetime.now(UTC), result=EventResult(response="7") if answering else EventResult(),
                context=EventContext(section_id=school.section_id),
            )  # fmt: skip
            answer = await learning.record_event(event, school.actor(name))
            if answer.stored:
                made.append(event.event_id)

    await asyncio.gather(*(study(name, events // len(names)) for name in names))
    return made


async def _sent(settings: Settings, folder: Path, store: Lrs, events: int) -> tuple[float, int]:
    """Let a worker send, kill it twice on its way, and wait until nothing waits; returns seconds and kills."""
    began, kills = time.perf_counter(), 0
    marks = [events // 4, events // 2]
    worker = _worker(settings, folder)
    try:
        while time.perf_counter() - began < 600:
            await asyncio.sleep(0.02)
            if marks and len(store.statements) >= marks[0]:
                marks.pop(0)
                worker.kill()
                worker.wait()
                kills += 1
                worker = _worker(settings, folder)
            if not marks and _waiting(settings) == 0:
                break
            if not marks:
                await asyncio.sleep(0.3)
    finally:
        worker.kill()
        worker.wait()
    return time.perf_counter() - began, kills


def _worker(settings: Settings, folder: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "DATABASE_URL": settings.database_url or "", "MIGRATION_DATABASE_URL": settings.migration_database_url or "",
        "DATA_DIR": str(settings.data_dir), "MASTER_KEY": MASTER_KEY, "ENVIRONMENT": "test", "DEMO": "false",
    }  # fmt: skip
    with (folder / "worker.log").open("ab") as out:
        return subprocess.Popen(
            supervisor.worker_command(), cwd=ROOT, env=environment, stdout=out, stderr=out, stdin=subprocess.DEVNULL
        )


def _waiting(settings: Settings) -> int:
    with psycopg.connect(settings.migration_database_url or "") as conn:
        conn.execute("SELECT set_config('app.tenant_id', tenant_id::text, false) FROM directory.tenants()"
                     " WHERE slug LIKE 'busy-%'")  # fmt: skip
        row = conn.execute("SELECT count(*) FROM open_data_out").fetchone()
    return int(row[0]) if row else 0
