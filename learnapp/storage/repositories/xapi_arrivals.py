"""Statements that have come in lately, as the page of administrators counts and lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

MOST_COUNTED = 100_000
"""Statements that are looked at for a page: a tool may send a thousand in a second."""
_LATELY = (
    "SELECT stored, statement_id, client_id, verb, activity, state, reason FROM xapi_statement"
    " WHERE tenant_id = :tenant AND stored >= :since ORDER BY stored DESC, statement_id DESC LIMIT :most"
)
_ARRIVED = text(f"SELECT state, count(*) FROM ({_LATELY}) s GROUP BY state")  # noqa: S608 - constants
_LATEST = text(
    f"SELECT * FROM ({_LATELY}) s WHERE (:state = '' OR state = :state)"  # noqa: S608 - constants
    " ORDER BY stored DESC, statement_id DESC OFFSET :offset LIMIT :size"
)


@dataclass(frozen=True, slots=True)
class Came:
    """A statement as the page of administrators lists it: nothing that it says of whom."""

    stored: datetime
    statement_id: UUID
    client_id: UUID
    verb: str
    activity: str | None
    state: str
    reason: str


async def arrived(session: AsyncSession, tenant: UUID, since: datetime) -> dict[str, int]:
    """Return how many statements of each state have come since a moment, of the latest `MOST_COUNTED`."""
    values = {"tenant": tenant, "since": since, "most": MOST_COUNTED}
    return {row[0]: int(row[1]) for row in await session.execute(_ARRIVED, values)}


async def latest(
    session: AsyncSession, tenant: UUID, since: datetime, state: str, offset: int, size: int
) -> list[Came]:
    """Return statements that have come since a moment, the newest first, without what they say of whom.

    Args:
        session: The transaction.
        tenant: The institution.
        since: The moment.
        state: Only those of this one; "" for all.
        offset: So many are left out.
        size: So many at most.
    """
    values = {"tenant": tenant, "since": since, "state": state, "offset": offset, "size": size, "most": MOST_COUNTED}
    return [Came(*row) for row in await session.execute(_LATEST, values)]
