"""Transactions: what is kept, what is not, and what a caller sees when the database is busy or away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from learnapp.core.errors import UnavailableError
from learnapp.storage.bulk import copy_into
from learnapp.storage.db import Database
from learnapp.storage.embedded import EmbeddedPostgres, Urls
from learnapp.storage.outbox import enqueue
from tests.conftest import NewServer
from tests.factories import NOON, School, build_school

_RENAME = "UPDATE section SET title = %s"
_TITLE = "SELECT title FROM section"


async def _title(db: Database, school: School) -> str:
    async with db.raw(school.tenant_id) as conn:
        row = await (await conn.execute(_TITLE)).fetchone()
    return str(row[0]) if row else ""


async def _jobs(db: Database, school: School) -> int:
    async with db.raw(school.tenant_id) as conn:
        wanted = "SELECT count(*) FROM procrastinate_jobs WHERE args->>'tenant_id' = %s"
        row = await (await conn.execute(wanted, (str(school.tenant_id),))).fetchone()
    return int(row[0]) if row else 0


async def test_a_transaction_is_kept_whole_or_not_at_all(db: Database, riverside: School) -> None:
    async with db.transaction(riverside.tenant_id) as tx:
        await tx.session.execute(text("UPDATE section SET title = 'Kept'"))
    with pytest.raises(LookupError):
        async with db.transaction(riverside.tenant_id) as tx:
            await tx.session.execute(text("UPDATE section SET title = 'Lost'"))
            raise LookupError
    assert await _title(db, riverside) == "Kept"


async def test_a_raw_transaction_is_kept_whole_or_not_at_all(db: Database, riverside: School) -> None:
    async with db.raw(riverside.tenant_id) as conn:
        await conn.execute(_RENAME, ("Kept",))
    with pytest.raises(LookupError):
        async with db.raw(riverside.tenant_id) as conn:
            await conn.execute(_RENAME, ("Lost",))
            raise LookupError
    with pytest.raises(psycopg.errors.UndefinedColumn):
        async with db.raw(riverside.tenant_id) as conn:
            await conn.execute(_RENAME, ("Lost",))
            await conn.execute("UPDATE section SET no_such_column = 1")
    async with db.raw(riverside.tenant_id, durable=False) as conn:
        await conn.execute("UPDATE section SET term = 'Autumn'")
    assert await _title(db, riverside) == "Kept"


async def test_row_and_job_are_kept_or_lost_together(db: Database, riverside: School) -> None:
    with pytest.raises(LookupError):
        async with db.raw(riverside.tenant_id) as conn:
            await conn.execute(_RENAME, ("Lost",))
            await enqueue(conn, "rollup", riverside.tenant_id, event_id=uuid7())
            raise LookupError
    assert await _jobs(db, riverside) == 0
    async with db.raw(riverside.tenant_id) as conn:
        await enqueue(conn, "rollup", riverside.tenant_id, event_id=uuid7())
    assert await _jobs(db, riverside) == 1


async def test_a_cancelled_transaction_leaves_a_usable_connection_and_no_row(db: Database, riverside: School) -> None:
    async def slow() -> None:
        async with db.raw(riverside.tenant_id) as conn:
            await conn.execute(_RENAME, ("Lost",))
            await (await conn.execute("SELECT pg_sleep(30)")).fetchone()

    task = asyncio.create_task(slow())
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await _title(db, riverside) == "Mathematics 7"


async def test_ordinary_errors_keep_their_names(db: Database, riverside: School) -> None:
    with pytest.raises(IntegrityError):
        async with db.transaction(riverside.tenant_id) as tx:
            await tx.session.execute(
                text("INSERT INTO section SELECT * FROM section WHERE tenant_id = :t"), {"t": riverside.tenant_id}
            )
    with pytest.raises(psycopg.errors.SerializationFailure):
        async with db.raw(riverside.tenant_id) as conn:
            await conn.execute("DO $$ BEGIN RAISE EXCEPTION 'moved on' USING ERRCODE = '40001'; END $$")


class _Wire:
    """Stands between client and server and counts how often the client speaks after having listened."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._listening = False
        self.turns = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream, downstream = await asyncio.open_unix_connection(self._server)

        async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, client: bool) -> None:
            while chunk := await source.read(65536):
                if client and self._listening:
                    self.turns += 1
                self._listening = not client
                sink.write(chunk)
                await sink.drain()
            sink.close()

        await asyncio.gather(pump(reader, downstream, client=True), pump(upstream, writer, client=False))


async def test_load_and_store_cross_the_network_twice(
    postgres: Urls, postgres_server: EmbeddedPostgres, short_folder: Path, riverside: School
) -> None:
    folder = short_folder / "wire"
    folder.mkdir()
    wire = _Wire(str(postgres_server.data_dir / "socket" / ".s.PGSQL.5432"))
    proxy = await asyncio.start_unix_server(wire.serve, folder / ".s.PGSQL.5432")
    database = Database(f"{postgres.app}&host={folder}", pool_size=1, pool_max=1)
    await database.open()
    try:
        for _ in range(4):  # the first ones prepare their statements
            wire.turns = 0
            async with database.raw(riverside.tenant_id) as conn:
                loaded = [await conn.execute(_TITLE) for _ in range(3)]
                rows = [await cursor.fetchone() for cursor in loaded]
                for _ in range(5):
                    await conn.execute(_RENAME, ("Stored",))
            assert len(rows) == 3
            assert wire.turns == 2
    finally:
        await database.close()
        proxy.close()
        await proxy.wait_closed()


async def test_an_exhausted_pool_says_when_to_come_back(postgres: Urls, riverside: School) -> None:
    database = Database(postgres.app, pool_size=1, pool_max=1, timeout=0.3)
    await database.open()
    try:
        async with database.raw(riverside.tenant_id):
            with pytest.raises(UnavailableError, match="busy") as refused:
                await _title(database, riverside)
            assert refused.value.detail["retry_after"]
            with pytest.raises(UnavailableError, match="busy"):
                async with database.transaction(riverside.tenant_id) as tx:
                    await tx.session.execute(text(_TITLE))
        assert await _title(database, riverside) == "Mathematics 7"
    finally:
        await database.close()


async def test_many_at_once_queue_for_few_connections(postgres: Urls, riverside: School) -> None:
    database = Database(postgres.app, pool_size=1, pool_max=3)
    await database.open()
    try:
        titles = await asyncio.gather(*(_title(database, riverside) for _ in range(200)))
        assert titles == ["Mathematics 7"] * 200
        assert (await database.health())["pool_size"] <= 3
    finally:
        await database.close()


async def test_bulk_load_obeys_the_wall_and_reports_what_it_did(db: Database, riverside: School) -> None:
    tenant, first, second = riverside.tenant_id, uuid7(), uuid7()
    columns = ("tenant_id", "course_id", "slug", "title", "created_at")
    key = ("tenant_id", "course_id")
    async with db.raw(tenant, pipelined=False) as conn:
        rows = [(tenant, first, "one", "One", NOON), (tenant, second, "two", "Two", NOON)]
        assert await copy_into(conn, "course", columns, rows) == 2
        again = [(tenant, first, "one", "Changed", NOON)]
        assert await copy_into(conn, "course", columns, again, key=key) == 0
        assert await copy_into(conn, "course", columns, again, key=key, update=("title",)) == 1
    async with db.raw(tenant) as conn:
        cursor = await conn.execute("SELECT title FROM course WHERE tenant_id = %s ORDER BY slug", (tenant,))
        titles = await cursor.fetchall()
    assert titles == [("Changed",), ("Two",)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with db.raw(tenant, pipelined=False) as conn:
            await copy_into(conn, "course", columns, [(uuid7(), uuid7(), "foreign", "Foreign", NOON)])


@pytest_asyncio.fixture(loop_scope="session")
async def own_server(new_server: NewServer) -> AsyncIterator[EmbeddedPostgres]:
    server = new_server()
    server.start()
    yield server
    if not server.owned:
        server.start()
    server.stop()


async def test_the_database_stopped_and_started_in_the_middle(own_server: EmbeddedPostgres) -> None:
    database = Database(own_server.urls().app, pool_size=2, pool_max=4, timeout=1.0)
    await database.open()
    try:
        school = await build_school(database, "restart", "k12")
        with pytest.raises(UnavailableError):
            async with database.raw(school.tenant_id) as conn:
                await conn.execute(_RENAME, ("Half-written",))
                await asyncio.to_thread(own_server.stop)
        with pytest.raises(UnavailableError) as away:
            await _title(database, school)
        assert "retry_after" in away.value.detail
        with pytest.raises(UnavailableError):
            async with database.transaction(school.tenant_id) as tx:
                await tx.session.execute(text(_TITLE))
        with pytest.raises(UnavailableError):
            await database.directory.tenants()
        await asyncio.to_thread(own_server.start)
        began = time.monotonic()
        while True:
            try:
                assert await _title(database, school) == "Mathematics 7"
                break
            except UnavailableError:
                assert time.monotonic() - began < 10, "it does not find the database again"
        async with database.transaction(school.tenant_id) as tx:
            assert (await tx.session.execute(text(_TITLE))).scalar_one() == "Mathematics 7"
    finally:
        await database.close()


async def test_a_quick_restart_is_not_noticed(own_server: EmbeddedPostgres) -> None:
    database = Database(own_server.urls().app, pool_size=3, pool_max=4)
    await database.open()
    try:
        school = await build_school(database, "blink", "k12")
        await asyncio.to_thread(own_server.stop)
        await asyncio.to_thread(own_server.start)
        for _ in range(6):
            assert await _title(database, school) == "Mathematics 7"
            async with database.transaction(school.tenant_id) as tx:
                assert (await tx.session.execute(text(_TITLE))).scalar_one() == "Mathematics 7"
    finally:
        await database.close()
