"""Statements that travel together: one flush and one wait for all of them, whatever their number.

psycopg's own pipeline waits on the event loop once for each statement; on the path of a learning event that costs more
than the statements. This is libpq's pipeline mode (PostgreSQL manual, "Pipeline Mode") under psycopg's connection,
results and errors: nothing here parses the protocol.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import AsyncConnection, generators
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format, TransactionStatus
from psycopg.rows import TupleRow

_PLACEHOLDER = re.compile(r"\{(\w+):(\w+)\}")
_NAMED = re.compile(r"(?<!:):(\w+)")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_FAILED = {ExecStatus.FATAL_ERROR, ExecStatus.PIPELINE_ABORTED, ExecStatus.BAD_RESPONSE}


def _time(value: datetime) -> bytes:
    since = value - _EPOCH
    return struct.pack("!q", (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds)


def _uuids(values: Sequence[UUID]) -> bytes:
    if not values:
        return struct.pack("!iii", 0, 0, 2950)
    return struct.pack("!iiiii", 1, 0, 2950, len(values), 1) + b"".join(
        b"\x00\x00\x00\x10" + value.bytes for value in values
    )


# Type name in a placeholder -> oid and binary form (pg_type.dat; the *_send functions of the server).
_TYPES: dict[str, tuple[int, Callable[[Any], bytes]]] = {
    "uuid": (2950, lambda value: value.bytes),
    "uuids": (2951, _uuids),
    "text": (25, str.encode),
    "bytes": (17, bytes),
    "int": (23, struct.Struct("!i").pack),
    "float": (701, struct.Struct("!d").pack),
    "bool": (16, struct.Struct("!?").pack),
    "time": (1184, _time),
}


class Statement:
    """One SQL statement with typed placeholders: `{student:uuid}`; the same name twice is one parameter.

    Types: uuid, uuids, text, bytes, int, float, bool, time (with time zone). JSON travels as text with `::jsonb`.
    """

    __slots__ = ("_formats", "_oids", "_parameters", "name", "sql")

    _made = 0

    def __init__(self, sql: str) -> None:
        places: dict[str, int] = {}
        kinds: list[str] = []

        def place(found: re.Match[str]) -> str:
            if found[1] not in places:
                places[found[1]] = len(places) + 1
                kinds.append(found[2])
            return f"${places[found[1]]}"

        self.sql = _PLACEHOLDER.sub(place, sql).encode()
        Statement._made += 1
        self.name = f"learnapp_{Statement._made}".encode()
        self._oids = tuple(_TYPES[kind][0] for kind in kinds)
        self._parameters = tuple((name, _TYPES[kind][1]) for name, kind in zip(places, kinds, strict=True))
        self._formats = (Format.BINARY,) * len(kinds)

    @classmethod
    def of(cls, sql: str, **types: str) -> Statement:
        """Return the statement of SQL with `:names`, as SQLAlchemy takes it: one text for both ways.

        Args:
            sql: The text.
            types: The type of each name.
        """
        return cls(_NAMED.sub(lambda found: f"{{{found[1]}:{types[found[1]]}}}", sql))

    def encode(self, values: Mapping[str, Any]) -> list[bytes | None]:
        """Return the parameters in their binary form.

        Raises:
            psycopg.DataError: A text holds a NUL character, which Postgres cannot store.
        """
        return [None if (value := values[name]) is None else encode(value) for name, encode in self._parameters]

    def prepare(self, pgconn: psycopg.pq.abc.PGconn, name: bytes) -> None:
        """Queue the statement's preparation under a name."""
        pgconn.send_prepare(name, self.sql, self._oids)

    def send(self, pgconn: psycopg.pq.abc.PGconn, name: bytes, parameters: Sequence[bytes | None]) -> None:
        """Queue one execution of what was prepared under a name."""
        pgconn.send_query_prepared(name, parameters, self._formats, Format.BINARY)


_BEGIN, _COMMIT, _ROLLBACK = Statement("BEGIN"), Statement("COMMIT"), Statement("ROLLBACK")
_BEGIN_READING = Statement("BEGIN READ ONLY")
_SET_TENANT = Statement("SELECT set_config('app.tenant_id', {tenant:text}, true)")
_NOT_DURABLE = Statement("SET LOCAL synchronous_commit = off")


class Connection(AsyncConnection[TupleRow]):
    """A connection that remembers which statements it has prepared, and under which generation of names."""

    _generation: int = 0
    _known: set[bytes]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._known = set()

    async def rollback(self) -> None:
        """Roll back. psycopg may deallocate every prepared statement with it, so ours get new names."""
        if self.pgconn.transaction_status != TransactionStatus.IDLE:
            self._forget()
        await super().rollback()

    def _deallocate(self, name: bytes | None) -> Generator[Any, Any, None]:
        """Deallocate one statement of psycopg's, or with None every one of the session: after a DROP, for example."""
        if name is None:
            self._forget()
        return super()._deallocate(name)

    def _forget(self) -> None:
        """Prepare every statement anew, under new names."""
        self._known.clear()
        self._generation += 1

    def travel(
        self, statements: Sequence[tuple[Statement, list[bytes | None]]]
    ) -> Generator[Any, Any, list[psycopg.pq.abc.PGresult]]:
        """Send statements in one pipeline and return their results; for `wait`.

        Raises:
            psycopg.Error: The first statement that failed.
        """
        pgconn = self.pgconn
        results: list[psycopg.pq.abc.PGresult] = []
        failed: psycopg.pq.abc.PGresult | None = None
        pgconn.enter_pipeline_mode()
        try:
            # The name of what is prepared, or None for an execution, in the order of the answers.
            expected: list[bytes | None] = []
            for statement, parameters in statements:
                name = b"%s_%d" % (statement.name, self._generation)
                if name not in self._known and name not in expected:
                    statement.prepare(pgconn, name)
                    expected.append(name)
                statement.send(pgconn, name, parameters)
                expected.append(None)
            pgconn.pipeline_sync()
            yield from generators.send(pgconn)
            for prepared in expected:
                for result in (yield from generators.fetch_many(pgconn)):
                    if result.status in _FAILED:
                        failed = failed or result
                    elif prepared is not None:
                        self._known.add(prepared)
                    else:
                        results.append(result)
            yield from generators.fetch_many(pgconn)
        finally:
            # A connection that broke on the way cannot leave the mode; the pool throws it away.
            with suppress(psycopg.Error):
                pgconn.exit_pipeline_mode()
        if failed is not None:
            raise error_from_result(failed)
        return results

    async def exchange(self, statements: Sequence[tuple[Statement, list[bytes | None]]]) -> list[list[tuple[Any, ...]]]:
        """Send statements in one pipeline; return the rows of each.

        Raises:
            psycopg.Error: The first statement that failed.
        """
        async with self.lock:
            results = await self.wait(self.travel(statements))
        rows: list[list[tuple[Any, ...]]] = []
        for result in results:
            if not result.ntuples:
                rows.append([])
                continue
            reader = Transformer(self)
            reader.set_pgresult(result, set_loaders=True, format=Format.BINARY)
            rows.append(reader.load_rows(0, result.ntuples, tuple))
        return rows


class Batch:
    """One transaction whose statements are gathered and travel together.

    `BEGIN` and the tenant go with the first exchange, `COMMIT` with the last.

    Args:
        conn: An idle connection in autocommit mode.
        single: The first exchange is the last one too, so that all of it crosses the network once.
    """

    def __init__(self, conn: Connection, *, single: bool = False) -> None:
        self._conn = conn
        self._single = single
        self._waiting: list[tuple[Statement, list[bytes | None]]] = []
        self._over = False

    def add(self, statement: Statement, **values: Any) -> None:
        """Gather a statement."""
        self._waiting.append((statement, statement.encode(values)))

    async def commit(self) -> list[list[tuple[Any, ...]]]:
        """Send what was gathered together with `COMMIT`; nothing can follow. Return the rows of each statement."""
        if self._over:
            return []
        self._over = True
        self.add(_COMMIT)
        return await self._travel()

    async def rollback(self) -> None:
        """Undo what was sent and forget what was gathered."""
        self._over = True
        self._waiting.clear()
        if self._conn.pgconn.transaction_status != TransactionStatus.IDLE:
            self.add(_ROLLBACK)
            await self._travel()

    async def exchange(self) -> list[list[tuple[Any, ...]]]:
        """Send what was gathered; return the rows of each statement.

        Raises:
            psycopg.Error: The first statement that failed; the transaction is over.
            RuntimeError: The transaction was for one exchange and has had it.
        """
        if not self._single:
            return await self._travel()
        if self._over:
            raise RuntimeError("a reading is one exchange: ask for everything at once, or open a batch")
        return (await self.commit())[:-1]

    async def _travel(self) -> list[list[tuple[Any, ...]]]:
        statements, self._waiting = self._waiting, []
        return await self._conn.exchange(statements)


def opening(conn: Connection, tenant: str) -> list[tuple[Statement, list[bytes | None]]]:
    """Return the statements with which a transaction of one tenant begins, or one within it."""
    begins = conn.pgconn.transaction_status == TransactionStatus.IDLE
    return [*([(_BEGIN, [])] if begins else []), (_SET_TENANT, _SET_TENANT.encode({"tenant": tenant}))]


def begin(conn: Connection, tenant_id: UUID, *, durable: bool) -> Batch:
    """Return a transaction of one tenant on a connection in autocommit mode; nothing is sent yet.

    Args:
        conn: An idle connection.
        tenant_id: The tenant.
        durable: False for rows that may be lost in a power cut (video ticks): the commit does not wait.
    """
    batch = Batch(conn)
    batch.add(_BEGIN)
    batch.add(_SET_TENANT, tenant=str(tenant_id))
    if not durable:
        batch.add(_NOT_DURABLE)
    return batch


def begin_reading(conn: Connection, tenant_id: UUID) -> Batch:
    """Return a transaction of one tenant that can only read, and ends with its first exchange."""
    batch = Batch(conn, single=True)
    batch.add(_BEGIN_READING)
    batch.add(_SET_TENANT, tenant=str(tenant_id))
    return batch
