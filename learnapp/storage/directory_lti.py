"""What is asked of the directory on the way of a launch: statements that each connection prepares once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout, TooManyRequests

from learnapp.core.errors import UnavailableError
from learnapp.storage.batch import Connection, Statement

AWAY = (PoolTimeout, TooManyRequests, psycopg.OperationalError)


def unavailable() -> UnavailableError:
    """Return what people meet while the database is away or has no connection left."""
    return UnavailableError(
        "The database does not answer right now. Try again in a few seconds.", detail={"retry_after": 5}
    )


@dataclass(frozen=True, slots=True)
class LtiPlace:
    """A registration that an issuer and a client lead to."""

    tenant_id: UUID
    registration_id: UUID


@dataclass(frozen=True, slots=True)
class LtiLogin:
    """A launch that was begun and has not come back yet.

    Attributes:
        nonce_hash: SHA-256 of what the token must carry.
        proof_hash: SHA-256 of what only the browser has that began it.
        asked: What the platform sent at the beginning.
    """

    nonce_hash: bytes
    proof_hash: bytes
    tenant_id: UUID
    registration_id: UUID
    asked: dict[str, str]


@dataclass(frozen=True, slots=True)
class LtiLanding:
    """Where a launch that has succeeded goes on."""

    tenant_id: UUID
    person_id: UUID
    session_hash: bytes
    target: str


_FIND_LTI = Statement(
    "SELECT tenant_id, registration_id FROM directory.find_lti({issuer:text}, {client:text}, {deployment:text})"
)
_PUT_LTI_LOGIN = Statement(
    "SELECT directory.put_lti_login({state:bytes}, {nonce:bytes}, {proof:bytes}, {tenant:uuid}, {registration:uuid},"
    " {asked:text}::jsonb, make_interval(secs => {lasts:float}))"
)
_FIND_LTI_LOGIN = Statement(
    "SELECT nonce_hash, proof_hash, tenant_id, registration_id, asked FROM directory.find_lti_login({state:bytes})"
)
TAKE_LTI_LOGIN = Statement("SELECT directory.take_lti_login({state:bytes})")
_FIND_LTI_LANDING = Statement(
    "SELECT tenant_id, person_id, session_hash, target FROM directory.find_lti_landing({code:bytes})"
)
_TAKE_LTI_LANDING = Statement("SELECT directory.take_lti_landing({code:bytes})")
PUT_LTI_LANDING = Statement(
    "SELECT directory.put_lti_landing({code:bytes}, {tenant:uuid}, {person:uuid}, {session:bytes}, {target:text},"
    " make_interval(secs => {lasts:float}))"
)


class LtiDirectory:
    """Wrappers of the functions about launches, and how a function is asked in one round trip.

    Args:
        pool: Of connections of the app role.
    """

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def ask(self, statement: Statement, **values: Any) -> list[tuple[Any, ...]]:
        """Run one statement as a transaction of its own; return its rows.

        Raises:
            UnavailableError: The database is away or every connection is in use.
        """
        try:
            conn: Connection = await self._pool.getconn()
            try:
                if not conn.autocommit:
                    await conn.set_autocommit(True)
                return (await conn.exchange([(statement, statement.encode(values))]))[0]
            finally:
                await self._pool.putconn(conn)
        except AWAY as error:
            raise unavailable() from error

    async def find_lti(self, issuer: str, client_id: str = "", deployment: str = "") -> list[LtiPlace]:
        """Return the registrations of an issuer, of one client and with one deployment where these are given."""
        rows = await self.ask(_FIND_LTI, issuer=issuer, client=client_id, deployment=deployment)
        return [LtiPlace(*row) for row in rows]

    async def put_lti_login(self, state_hash: bytes, login: LtiLogin, lasts: timedelta) -> None:
        """Remember a launch that begins."""
        await self.ask(
            _PUT_LTI_LOGIN, state=state_hash, nonce=login.nonce_hash, proof=login.proof_hash, tenant=login.tenant_id,
            registration=login.registration_id, asked=orjson.dumps(login.asked).decode(), lasts=lasts.total_seconds(),
        )  # fmt: skip

    async def find_lti_login(self, state_hash: bytes) -> LtiLogin | None:
        """Return a launch that was begun, without using it up."""
        rows = await self.ask(_FIND_LTI_LOGIN, state=state_hash)
        return LtiLogin(*rows[0]) if rows else None

    async def take_lti_login(self, state_hash: bytes) -> bool:
        """Use a launch up; False when it was, or has expired."""
        return bool((await self.ask(TAKE_LTI_LOGIN, state=state_hash))[0][0])

    async def put_lti_landing(self, code_hash: bytes, landing: LtiLanding, lasts: timedelta) -> None:
        """Remember where a launch goes on."""
        await self.ask(PUT_LTI_LANDING, **landing_values(code_hash, landing, lasts))

    async def find_lti_landing(self, code_hash: bytes) -> LtiLanding | None:
        """Return where a code leads, without using it up."""
        rows = await self.ask(_FIND_LTI_LANDING, code=code_hash)
        return LtiLanding(*rows[0]) if rows else None

    async def take_lti_landing(self, code_hash: bytes) -> bool:
        """Use a code up; False when it was, or has expired."""
        return bool((await self.ask(_TAKE_LTI_LANDING, code=code_hash))[0][0])


def landing_values(code_hash: bytes, landing: LtiLanding, lasts: timedelta) -> dict[str, Any]:
    """Return what `PUT_LTI_LANDING` takes."""
    return {
        "code": code_hash, "tenant": landing.tenant_id, "person": landing.person_id, "session": landing.session_hash,
        "target": landing.target, "lasts": lasts.total_seconds(),
    }  # fmt: skip
