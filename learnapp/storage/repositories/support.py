"""What operators have asked to look at, and what was said to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class SupportRow:
    """One wish; `expires_at` is None until an admin has agreed."""

    support_id: UUID
    operator_id: UUID
    reason: str
    hours: int
    asked_at: datetime
    status: str
    decided_by: UUID | None
    decided_at: datetime | None
    expires_at: datetime | None


_COLUMNS = "support_id, operator_id, reason, hours, asked_at, status, decided_by, decided_at, expires_at"
_DECIDE = text(f"""
UPDATE support_access SET status = CASE WHEN :allow THEN 'open' ELSE 'refused' END, decided_by = :by, decided_at = :now,
       expires_at = CASE WHEN :allow THEN CAST(:now AS timestamptz) + make_interval(hours => hours) END
 WHERE tenant_id = :tenant AND support_id = :support AND status = 'asked' RETURNING {_COLUMNS}
""")  # noqa: S608 - constants of this module
_WHOSE = "tenant_id = :tenant AND (CAST(:operator AS uuid) IS NULL OR operator_id = :operator)"


async def ask(
    session: AsyncSession, tenant: UUID, support_id: UUID, operator: UUID, reason: str, hours: int, now: datetime
) -> None:
    """Insert a wish."""
    await session.execute(
        text(
            "INSERT INTO support_access (tenant_id, support_id, operator_id, reason, hours, asked_at, status) "
            "VALUES (:tenant, :support, :operator, :reason, :hours, :now, 'asked')"
        ),
        {"tenant": tenant, "support": support_id, "operator": operator, "reason": reason, "hours": hours, "now": now},
    )


async def standing(session: AsyncSession, tenant: UUID, operator: UUID, now: datetime) -> int:
    """Return how many wishes of an operator wait or are open."""
    found = await session.execute(
        text(
            "SELECT count(*) FROM support_access WHERE tenant_id = :tenant AND operator_id = :operator "
            "AND (status = 'asked' OR status = 'open' AND expires_at > :now)"
        ),
        {"tenant": tenant, "operator": operator, "now": now},
    )
    return int(found.scalar_one())


async def is_open(session: AsyncSession, tenant: UUID, operator: UUID) -> bool:
    """Return whether an admin lets this operator look at this moment, by the database's clock as for an actor."""
    found = await session.execute(
        text(
            "SELECT 1 FROM support_access WHERE tenant_id = :tenant AND operator_id = :operator "
            "AND status = 'open' AND expires_at > now()"
        ),
        {"tenant": tenant, "operator": operator},
    )
    return found.first() is not None


async def list_wishes(
    session: AsyncSession, tenant: UUID, operator: UUID | None, *, offset: int, size: int
) -> tuple[list[SupportRow], int]:
    """Return a page of wishes, newest first, of one operator or of all, and how many there are."""
    wanted = {"tenant": tenant, "operator": operator}
    total = await session.execute(text(f"SELECT count(*) FROM support_access WHERE {_WHOSE}"), wanted)  # noqa: S608
    found = await session.execute(
        text(
            f"SELECT {_COLUMNS} FROM support_access WHERE {_WHOSE} "  # noqa: S608 - constants of this module
            "ORDER BY asked_at DESC, support_id LIMIT :size OFFSET :offset"
        ),
        {**wanted, "size": size, "offset": offset},
    )
    return [SupportRow(*row) for row in found], int(total.scalar_one())


async def decide(
    session: AsyncSession, tenant: UUID, support_id: UUID, by: UUID, *, allow: bool, now: datetime
) -> SupportRow | None:
    """Open a wish for the hours that were asked for, or refuse it; None when it does not wait any more."""
    found = await session.execute(
        _DECIDE, {"tenant": tenant, "support": support_id, "by": by, "allow": allow, "now": now}
    )
    row = found.first()
    return SupportRow(*row) if row else None


async def end(session: AsyncSession, tenant: UUID, support_id: UUID, now: datetime) -> UUID | None:
    """End an open one before its time; return whose it was."""
    found = await session.execute(
        text(
            "UPDATE support_access SET status = 'ended', expires_at = least(expires_at, CAST(:now AS timestamptz)) "
            "WHERE tenant_id = :tenant AND support_id = :support AND status = 'open' RETURNING operator_id"
        ),
        {"tenant": tenant, "support": support_id, "now": now},
    )
    return found.scalar_one_or_none()
