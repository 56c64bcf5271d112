"""The one place that lends connections, sets the tenant and commits."""

from __future__ import annotations

import select
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout, TooManyRequests
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool
from sqlalchemy.util import await_only

from learnapp.core.errors import InvalidInputError, UnavailableError
from learnapp.storage import restore_mark
from learnapp.storage.batch import Batch, Connection, begin, begin_reading, opening
from learnapp.storage.directory import Directory

_AWAY = "The database does not answer right now. Nothing was lost; try again in a few seconds."
_BUSY = "The server is very busy right now. Try again in a few seconds."
_UNREADABLE = "The text has a character that cannot be stored. Remove it and try again."
_TOO_POWERFUL = "DATABASE_URL must name the app role: this one is an owner, a superuser or may bypass row security."
_SET_TENANT = "SELECT set_config('app.tenant_id', %s, true)"
# Also what a role may become by SET ROLE counts.
_SEES_TOO_MUCH = """
SELECT EXISTS (SELECT 1 FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND pg_has_role(current_user, oid, 'MEMBER'))
    OR EXISTS (SELECT 1 FROM pg_class WHERE relnamespace IN ('public'::regnamespace, to_regnamespace('directory'))
                  AND relkind IN ('r', 'p') AND pg_has_role(current_user, relowner, 'MEMBER'))
"""


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction of one tenant."""

    tenant_id: UUID
    session: AsyncSession


class _Connection(Connection):
    """A pooled connection. SQLAlchemy greets each loan with the same notice handler: one of it is enough."""

    _greeted: bool = False

    def add_notice_handler(self, callback: Any) -> None:
        if not self._greeted:
            self._greeted = True
            super().add_notice_handler(callback)


class _BatchScope:
    """The transaction around a batch, as a class: a generator for each layer would cost as much as a statement."""

    __slots__ = ("_batch", "_begin", "_conn", "_pool")

    def __init__(self, pool: AsyncConnectionPool[_Connection], begin: Callable[[_Connection], Batch]) -> None:
        self._pool, self._begin = pool, begin

    async def __aenter__(self) -> Batch:
        with _explained():
            self._conn = conn = await self._pool.getconn()
            try:
                if not conn.autocommit:
                    await conn.set_autocommit(True)
            except BaseException:
                await self._pool.putconn(conn)
                raise
        self._batch = self._begin(conn)
        return self._batch

    async def __aexit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        with _explained():
            try:
                if error is not None:
                    raise error
                await self._batch.commit()
            except BaseException:
                # A broken connection cannot roll back; the server has done it then.
                with suppress(psycopg.Error):
                    await self._batch.rollback()
                raise
            finally:
                await self._pool.putconn(self._conn)


def newest_schema() -> str:
    """Return the schema that this release needs: the number that the last migration's file begins with.

    Alembic says the same, but takes a third of a second to load, and every start asks.
    """
    return max(path.name.split("_")[0] for path in _MIGRATIONS.glob("[0-9]*.py"))


_MIGRATIONS = Path(__file__).resolve().parents[2] / "alembic" / "versions"
_LINE = {"connect_timeout": 10, "keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 3,
         "tcp_user_timeout": 20_000}  # fmt: skip
"""A server that has gone without a word is noticed within half a minute, and not after the two hours of the system."""


class Database:
    """Connections of the app role: one pool, lent raw to the event path and through SQLAlchemy to the rest.

    Args:
        url: `postgresql://…` as the app role.
        pool_size: Connections at rest.
        pool_max: Connections at most.
        timeout: Seconds to wait for a connection before saying that the server is busy.
    """

    def __init__(self, url: str, *, pool_size: int = 8, pool_max: int = 24, timeout: float = 5.0) -> None:
        self.url = url
        self._pool: AsyncConnectionPool[_Connection] = AsyncConnectionPool(
            url,
            connection_class=_Connection,
            min_size=min(pool_size, pool_max),
            max_size=pool_max,
            timeout=timeout,
            max_waiting=4000,
            reconnect_timeout=timeout,
            open=False,
            # SQLAlchemy gives a loan back by closing it.
            close_returns=True,
            # psycopg deallocates what is prepared after a rollback, that of batches too: it prepares none itself.
            kwargs={"autocommit": True, "prepare_threshold": None} | _LINE,
            check=_still_there,
        )
        self._engine: AsyncEngine = create_async_engine(
            "postgresql+psycopg://",
            poolclass=NullPool,
            async_creator=self._lend,
            use_native_hstore=False,
            # What a statement was sent with may be about a student, and errors are logged.
            hide_parameters=True,
        )
        self.directory = Directory(self._pool)

    async def _lend(self) -> _Connection:
        connection = await self._pool.getconn()
        await connection.set_autocommit(False)
        return connection

    @asynccontextmanager
    async def _connection(self, timeout: float | None = None) -> AsyncIterator[_Connection]:
        """Lend a connection in autocommit mode, whoever had it before.

        A `reset` of the pool would do the same, but in a task of its own at each return.
        """
        async with self._pool.connection(timeout) as conn:
            if not conn.autocommit:
                await conn.set_autocommit(True)
            yield conn

    async def open(self) -> None:
        """Open the pool and check that the role cannot see across tenants.

        Raises:
            UnavailableError: The database is away, or the role is too powerful.
        """
        with _explained():
            await self._pool.open(wait=True, timeout=15)
            async with self._connection() as conn:
                row = await (await conn.execute(_SEES_TOO_MUCH)).fetchone()
        if row is None or row[0]:
            await self.close()
            raise UnavailableError(_TOO_POWERFUL)

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()
        await self._pool.close()

    @asynccontextmanager
    async def transaction(self, tenant_id: UUID) -> AsyncIterator[Transaction]:
        """Open one transaction of one tenant; commit at the end, roll back on any error.

        It is always a transaction of its own: what must survive the caller's rollback (the audit entry of a
        denial) is written in a second one.

        Raises:
            UnavailableError: The database is away or every connection is in use.
        """
        with _explained():
            async with AsyncSession(self._engine, expire_on_commit=False, info={"tenant": str(tenant_id)}) as session:
                async with session.begin():
                    yield Transaction(tenant_id, session)

    @asynccontextmanager
    async def raw(
        self, tenant_id: UUID, *, durable: bool = True, pipelined: bool = True
    ) -> AsyncIterator[AsyncConnection[TupleRow]]:
        """Open one psycopg transaction of one tenant whose statements travel together.

        `BEGIN` and the tenant wait for the caller's first fetch, `COMMIT` travels with the last writes: a load
        and a store cross the network twice in all.

        Args:
            tenant_id: The tenant.
            durable: False for rows that may be lost in a power cut (video ticks): the commit does not wait.
            pipelined: False for COPY, which cannot travel in a pipeline.

        Raises:
            UnavailableError: The database is away or every connection is in use.
        """
        with _explained():
            async with self._connection() as conn:
                try:
                    async with conn.pipeline() if pipelined else nullcontext():
                        await conn.execute("BEGIN")
                        await conn.execute(_SET_TENANT, (str(tenant_id),))
                        if not durable:
                            await conn.execute("SET LOCAL synchronous_commit = off")
                        yield conn
                        await conn.execute("COMMIT")
                except BaseException:
                    # A broken connection cannot roll back; the server has done it then.
                    with suppress(psycopg.Error):
                        await conn.rollback()
                    raise

    def batch(self, tenant_id: UUID, *, durable: bool = True) -> AbstractAsyncContextManager[Batch]:
        """Open one transaction of one tenant whose statements travel in batches: the path of a learning event.

        Args:
            tenant_id: The tenant.
            durable: False for rows that may be lost in a power cut (video ticks): the commit does not wait.

        Raises:
            UnavailableError: The database is away or every connection is in use.
        """
        return _BatchScope(self._pool, partial(begin, tenant_id=tenant_id, durable=durable))

    def reading(self, tenant_id: UUID) -> AbstractAsyncContextManager[Batch]:
        """Open one transaction of one tenant for reading: whatever is asked first crosses the network once, and is all.

        Args:
            tenant_id: The tenant.

        Raises:
            UnavailableError: The database is away or every connection is in use.
        """
        return _BatchScope(self._pool, partial(begin_reading, tenant_id=tenant_id))

    @asynccontextmanager
    async def exclusive(self, what: str, tenant_id: UUID) -> AsyncIterator[bool]:
        """Hold a tenant's only place for something that takes long; yield False when another process has it.

        The place is the connection's: it is free again at once when this process dies.

        Args:
            what: Name of the place.
            tenant_id: The tenant.

        Raises:
            UnavailableError: The database is away or every connection is in use.
        """
        place = (what, str(tenant_id))
        with _explained():
            async with self._connection() as conn:
                row = await (
                    await conn.execute("SELECT pg_try_advisory_lock(hashtext(%s), hashtext(%s))", place)
                ).fetchone()
                mine = bool(row and row[0])
                try:
                    yield mine
                finally:
                    if mine:
                        # A broken connection has given its place back already.
                        with suppress(psycopg.Error):
                            await conn.execute("SELECT pg_advisory_unlock(hashtext(%s), hashtext(%s))", place)

    async def schema(self) -> str:
        """Return the schema that the database stands at, "" for none.

        Raises:
            UnavailableError: It is away.
        """
        with _explained():
            async with self._connection() as conn:
                made = await (await conn.execute("SELECT to_regclass('public.alembic_version')")).fetchone()
                if made is None or made[0] is None:
                    return ""
                row = await (await conn.execute("SELECT version_num FROM alembic_version")).fetchone()
        return str(row[0]) if row is not None else ""

    async def restore_mark(self) -> str | None:
        """Return which backup is being brought into the database; None: it is used as usual.

        Raises:
            UnavailableError: It is away.
        """
        with _explained():
            async with self._connection() as conn:
                row = await (await conn.execute(restore_mark.READ)).fetchone()
        return str(row[0]) if row is not None else None

    async def clock(self) -> float:
        """Return what time it is at the server, seconds since 1970.

        Raises:
            UnavailableError: It is away.
        """
        with _explained():
            async with self._connection() as conn:
                row = await (await conn.execute("SELECT extract(epoch FROM clock_timestamp())::float8")).fetchone()
        return float(row[0]) if row is not None else 0.0

    async def health(self) -> dict[str, float]:
        """Return the pool's own figures, by psycopg_pool's names.

        Raises:
            UnavailableError: It does not answer within two seconds.
        """
        with _explained():
            async with self._connection(timeout=2) as conn:
                await conn.execute("SELECT 1")
        return {key: float(value) for key, value in self._pool.get_stats().items()}


@event.listens_for(Session, "after_begin")
def _set_tenant(session: Session, _transaction: Any, connection: Any) -> None:
    tenant = session.info.get("tenant")
    if tenant is not None:
        # `BEGIN` goes along: psycopg would wait for it by itself, and SQLAlchemy wraps each statement anew.
        driver: _Connection = connection.connection.driver_connection
        await_only(driver.exchange(opening(driver, tenant)))


async def _still_there(connection: AsyncConnection[Any]) -> None:
    """Notice a server that has gone without asking it: only then is an idle socket readable."""
    poll = select.poll()
    poll.register(connection.pgconn.socket, select.POLLIN)
    if poll.poll(0):
        await AsyncConnectionPool.check_connection(connection)


@contextmanager
def _explained() -> Iterator[None]:
    """Turn an absent or exhausted database, or text that no database takes, into the error that people meet."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise InvalidInputError(_UNREADABLE) from error
    except (psycopg.Error, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(cause, (PoolTimeout, TooManyRequests)):
            raise UnavailableError(_BUSY, detail={"retry_after": 5}) from error
        if _is_away(cause):
            raise UnavailableError(_AWAY, detail={"retry_after": 5}) from error
        if _is_unreadable(cause):
            raise InvalidInputError(_UNREADABLE) from error
        raise


def _is_unreadable(cause: BaseException | None) -> bool:
    """Whether a text had NUL, which psycopg refuses to send and Postgres to read from JSON."""
    unreadable = (psycopg.errors.UntranslatableCharacter, psycopg.errors.CharacterNotInRepertoire)
    return isinstance(cause, unreadable) or (isinstance(cause, psycopg.DataError) and "NUL (0x00)" in str(cause))


def _is_away(cause: BaseException | None) -> bool:
    if isinstance(cause, PoolClosed):
        return True
    if not isinstance(cause, psycopg.OperationalError) or isinstance(cause, psycopg.errors.PipelineAborted):
        return False
    # Class 08 connection, 53 resources, 57P operator intervention (PostgreSQL manual, appendix A).
    state = cause.sqlstate
    return state is None or state[:2] in {"08", "53"} or state.startswith("57P")
