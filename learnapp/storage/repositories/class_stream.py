"""What happened in a class, as live displays read it: the log itself is what they go on from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# Whole transactions only (see `export_reading`): what is told up to one moment is never added to later.
_NEWS = text("""
WITH now AS (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon)
SELECT n.horizon, e.received_at, e.student_id, e.verb, e.correct, e.result -> 'hint_index' IS NOT NULL
  FROM now n LEFT JOIN LATERAL (
    SELECT b.received_at, b.student_id, b.verb, b.correct, b.result FROM learning_event b
     WHERE b.tenant_id = :tenant AND b.section_id = :section AND b.received_at >= :from
       AND ((b.xmin::text::bigint - :since) & 4294967295) < 2147483648
       AND ((b.xmin::text::bigint - n.horizon) & 4294967295) >= 2147483648
     ORDER BY b.received_at LIMIT :size) e ON TRUE
""")
_HORIZON = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")


@dataclass(frozen=True, slots=True)
class Happened:
    """One event; `hint`: it was an answer to the smaller question of a hint."""

    at: datetime
    student_id: UUID
    verb: str
    correct: bool | None
    hint: bool


async def horizon(session: AsyncSession, tenant: UUID) -> int:
    """Return the oldest transaction that has not ended."""
    del tenant
    return int((await session.execute(_HORIZON)).scalar_one())


async def news(
    session: AsyncSession, tenant: UUID, section: UUID, since: int, begun: datetime, size: int
) -> tuple[int, list[Happened]]:
    """Return what transactions from `since` on have written of a class, and from which one to ask next.

    Args:
        session: The transaction.
        tenant: The institution.
        section: The class.
        since: Where the reader stands.
        begun: Nothing received before that.
        size: So many events at most.
    """
    values = {"tenant": tenant, "section": section, "since": since, "from": begun, "size": size}
    found = (await session.execute(_NEWS, values)).all()
    return int(found[0][0]), [Happened(*row[1:]) for row in found if row[1] is not None]
