"""Statements that travel together: what comes back, what a failure undoes, what survives a rollback."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest

from learnapp.core.errors import InvalidInputError, UnavailableError
from learnapp.storage.batch import Statement
from learnapp.storage.db import Database
from tests.factories import School

ECHO = Statement(
    "SELECT {id:uuid}, {ids:uuids}, {word:text}, {seal:bytes}, {number:int}, {share:float}, {yes:bool}, {at:time},"
    " {id:uuid}"
)
HERE = Statement("SELECT current_setting('app.tenant_id', true)")
ADD = Statement(
    "INSERT INTO event_receipt (tenant_id, event_id, body_hash, answer, received_at)"
    " VALUES ({tenant:uuid}, {event:uuid}, {hash:bytes}, {answer:text}::jsonb, {at:time})"
)
COUNT = Statement("SELECT count(*) FROM event_receipt WHERE event_id = {event:uuid}")
NOW = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)


async def test_every_type_comes_back_as_it_was_sent(db: Database, riverside: School) -> None:
    sent = {
        "id": uuid4(),
        "ids": [uuid4(), uuid4()],
        "word": "Größe ½ 'quoted' {not:mine}",
        "seal": b"\x00\xff",
        "number": -7,
        "share": 0.1,
        "yes": True,
        "at": NOW - timedelta(days=20_000, microseconds=1),
    }
    async with db.batch(riverside.tenant_id) as batch:
        batch.add(ECHO, **sent)
        batch.add(ECHO, **dict.fromkeys(sent) | {"ids": []})
        batch.add(HERE)
        *_, full, empty, here = await batch.exchange()
    assert full == [(*sent.values(), sent["id"])]
    assert empty == [(None, [], *[None] * 7)]
    assert here == [(str(riverside.tenant_id),)]


async def test_a_failure_undoes_everything_and_the_connection_serves_on(db: Database, riverside: School) -> None:
    event = uuid4()
    row = {"tenant": riverside.tenant_id, "event": event, "hash": b"x", "answer": "{}", "at": NOW}
    for _ in range(3):
        with pytest.raises(psycopg.errors.UniqueViolation):
            async with db.batch(riverside.tenant_id) as batch:
                batch.add(ADD, **row)
                batch.add(ADD, **row)
        with pytest.raises(ZeroDivisionError):
            async with db.batch(riverside.tenant_id) as batch:
                batch.add(ADD, **row)
                await batch.exchange()
                raise ZeroDivisionError
    async with db.batch(riverside.tenant_id) as batch:
        batch.add(COUNT, event=event)
        *_, counted = await batch.exchange()
    assert counted == [(0,)]


async def test_a_rollback_elsewhere_on_the_connection_does_not_lose_the_statements(
    riverside: School, db: Database
) -> None:
    narrow = Database(db.url, pool_size=1, pool_max=1)
    await narrow.open()
    try:
        for _ in range(4):
            async with narrow.batch(riverside.tenant_id) as batch:
                batch.add(HERE)
                assert (await batch.exchange())[-1] == [(str(riverside.tenant_id),)]
            with pytest.raises(psycopg.errors.DivisionByZero):
                async with narrow.raw(riverside.tenant_id) as conn:
                    for _ in range(4):
                        await (await conn.execute("SELECT 1 WHERE %s = 'x'", ("x",))).fetchone()
                    await (await conn.execute("SELECT 1/0")).fetchone()
    finally:
        await narrow.close()


async def test_a_dropped_table_on_the_connection_does_not_lose_the_statements(riverside: School, db: Database) -> None:
    """Bulk loads drop their staging table; psycopg then deallocates every prepared statement of the session."""
    narrow = Database(db.url, pool_size=1, pool_max=1)
    await narrow.open()
    try:
        for _ in range(3):
            async with narrow.batch(riverside.tenant_id) as batch:
                batch.add(HERE)
                assert (await batch.exchange())[-1] == [(str(riverside.tenant_id),)]
            async with narrow.raw(riverside.tenant_id, pipelined=False) as conn:
                for _ in range(4):
                    await (await conn.execute("SELECT 1 WHERE %s = 'x'", ("x",))).fetchone()
                await conn.execute("CREATE TEMPORARY TABLE staging ON COMMIT DROP AS SELECT 1 AS one")
                await conn.execute("DROP TABLE staging")
    finally:
        await narrow.close()


async def test_text_that_no_database_takes_is_explained(db: Database, riverside: School) -> None:
    for word in ("a\x00b", "\ud800"):
        with pytest.raises(InvalidInputError, match="cannot be stored"):
            async with db.batch(riverside.tenant_id) as batch:
                batch.add(ECHO, **dict.fromkeys(("id", "ids", "seal", "number", "share", "yes", "at")), word=word)
                await batch.exchange()


async def test_an_absent_database_is_explained(riverside: School, db: Database) -> None:
    gone = Database(db.url, pool_size=1, pool_max=1, timeout=0.5)
    await gone.open()
    await gone.close()
    with pytest.raises(UnavailableError):
        async with gone.batch(riverside.tenant_id) as batch:
            batch.add(HERE)


async def test_a_reading_is_one_exchange_that_sees_its_tenant_and_writes_nothing(
    db: Database, riverside: School
) -> None:
    async with db.reading(riverside.tenant_id) as batch:
        batch.add(HERE)
        *_, here = await batch.exchange()
        # It is over already: what came now would run without a tenant.
        with pytest.raises(RuntimeError, match="one exchange"):
            await batch.exchange()
    assert here == [(str(riverside.tenant_id),)]
    event = uuid4()
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        async with db.reading(riverside.tenant_id) as batch:
            batch.add(ADD, tenant=riverside.tenant_id, event=event, hash=b"x", answer="{}", at=NOW)
            await batch.exchange()
    async with db.reading(riverside.tenant_id) as batch:
        batch.add(COUNT, event=event)
        *_, count = await batch.exchange()
    assert count == [(0,)]
