"""The one place that opens connections, sets the tenant and commits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout, TooManyRequests
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolFull
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from learnapp.core.errors import UnavailableError
from learnapp.storage.directory import Directory

_AWAY = "The database does not answer right now. Nothing was lost; try again in a few seconds."
_BUSY = "The server is very busy right now. Try again in a few seconds."
_SET_TENANT = "SELECT set_config('app.tenant_id', %s, true)"


def _away(message: str = _AWAY) -> UnavailableError:
    return UnavailableError(message, detail={"retry_after": 5})


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open transaction of one tenant."""

    tenant_id: UUID
    session: AsyncSession


class Database:
    """Connections of the app role: an SQLAlchemy engine for most things, a psycopg pool for the event path.

    Args:
        url: `postgresql://…` as the app role.
        pool_size: Connections at rest.
        pool_max: Connections at most.
        timeout: Seconds to wait for a connection before saying that the server is busy.
    """

    def __init__(self, url: str, *, pool_size: int = 8, pool_max: int = 24, timeout: float = 5.0) -> None:
        self.url = url
        self._engine: AsyncEngine = create_async_engine(
            url.replace("postgresql://", "postgresql+psycopg://", 1),
            pool_size=max(2, pool_size // 2),
            max_overflow=max(2, pool_max // 2),
            pool_timeout=timeout,
            pool_pre_ping=True,
        )
        self._pool: AsyncConnectionPool[AsyncConnection[TupleRow]] = AsyncConnectionPool(
            url,
            min_size=max(2, pool_size // 2),
            max_size=max(2, pool_max // 2),
            timeout=timeout,
            max_waiting=4000,
            open=False,
            kwargs={"autocommit": True, "prepare_threshold": 2},
            check=None,
        )
        self.directory = Directory(self._pool)

    async def open(self) -> None:
        """Open the pool and check that the role cannot see across tenants.

        Raises:
            UnavailableError: The database is away, or the role is too powerful.
        """
        try:
            await self._pool.open(wait=True, timeout=15)
        except PoolTimeout as error:
            raise _away() from error
        async with self._pool.connection() as conn:
            cursor = await conn.execute(
                "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n"
                " ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"
                " AND pg_has_role(current_user, c.relowner, 'MEMBER')) FROM pg_roles WHERE rolname = current_user"
            )
            row = await cursor.fetchone()
        if row is None or row[0]:
            await self.close()
            raise UnavailableError(
                "DATABASE_URL must name the app role: this one is an owner, a superuser or may bypass row security."
            )

    async def close(self) -> None:
        """Close every connection."""
        await self._pool.close()
        await self._engine.dispose()

    @asynccontextmanager
    async def transaction(self, tenant_id: UUID) -> AsyncIterator[Transaction]:
        """Open one transaction of one tenant; commit at the end, roll back on any error.

        Raises:
            UnavailableError: The database is away or every connection is in use.
        """
        try:
            async with AsyncSession(self._engine, expire_on_commit=False) as session:

                @event.listens_for(session.sync_session, "after_begin")
                def _set_tenant(_session: Any, _transaction: Any, connection: Any) -> None:
                    connection.execute(
                        text("SELECT set_config('app.tenant_id', :tenant, true)"), {"tenant": str(tenant_id)}
                    )

                async with session.begin():
                    yield Transaction(tenant_id, session)
        except PoolFull as error:
            raise _away(_BUSY) from error
        except (OperationalError, InterfaceError) as error:
            raise _away() from error
        except DBAPIError as error:
            if error.connection_invalidated:
                raise _away() from error
            raise

    @asynccontextmanager
    async def raw(
        self, tenant_id: UUID, *, durable: bool = True, pipelined: bool = True
    ) -> AsyncIterator[AsyncConnection[TupleRow]]:
        """Open one psycopg transaction of one tenant whose statements travel together.

        `BEGIN`, the tenant and the caller's first statements are sent in one pipeline: wrap reads in
        `async with conn.pipeline()` or use the cursor as it comes, and the network is crossed once for all of them.

        Args:
            tenant_id: The tenant.
            durable: False for rows that may be lost in a power cut (video ticks): the commit does not wait.
            pipelined: False for COPY, which cannot travel in a pipeline.

        Raises:
            UnavailableError: The database is away or every connection is in use.
        """
        try:
            async with self._pool.connection() as conn:
                try:
                    async with conn.pipeline() if pipelined else nullcontext():
                        await conn.execute("BEGIN")
                        await conn.execute(_SET_TENANT, (str(tenant_id),))
                        if not durable:
                            await conn.execute("SET LOCAL synchronous_commit = off")
                        yield conn
                        await conn.execute("COMMIT")
                except BaseException:
                    await conn.rollback()
                    raise
        except (PoolTimeout, TooManyRequests) as error:
            raise _away(_BUSY) from error
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            raise _away() from error

    async def health(self) -> dict[str, float]:
        """Return seconds to answer and the pool's own figures.

        Raises:
            UnavailableError: It does not answer.
        """
        try:
            async with self._pool.connection(timeout=2) as conn:
                await conn.execute("SELECT 1")
        except (PoolTimeout, TooManyRequests, psycopg.Error) as error:
            raise _away() from error
        return {key: float(value) for key, value in self._pool.get_stats().items()}
