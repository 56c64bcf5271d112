"""Addresses at which platforms register by themselves: made, listed, used once, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class InvitedRow:
    """One address, without its token: that is stored nowhere."""

    invitation_id: UUID
    name: str
    course_tenant_id: UUID | None
    course_id: UUID | None
    attested: bool
    created_at: datetime
    created_by: UUID
    expires_at: datetime


_COLUMNS = "invitation_id, name, course_tenant_id, course_id, attested, created_at, created_by, expires_at"
_OPEN = f"SELECT {_COLUMNS} FROM lti_invitation WHERE tenant_id = :tenant AND used_at IS NULL AND expires_at > :now"  # noqa: S608 - constants of this module


async def add(session: AsyncSession, tenant: UUID, token_hash: bytes, row: InvitedRow) -> None:
    """Insert an address, and forget those that have run out for long."""
    await session.execute(
        text(
            "DELETE FROM lti_invitation"
            " WHERE tenant_id = :tenant AND expires_at < cast(:now AS timestamptz) - interval '30 days'"
        ),
        {"tenant": tenant, "now": row.created_at},
    )
    await session.execute(
        text(
            f"INSERT INTO lti_invitation (tenant_id, token_hash, {_COLUMNS}) VALUES (:tenant, :token, :invitation,"  # noqa: S608 - constants of this module
            " :name, :course_tenant, :course, :attested, :now, :by, :expires)"
        ),
        {
            "tenant": tenant, "token": token_hash, "invitation": row.invitation_id, "name": row.name,
            "course_tenant": row.course_tenant_id, "course": row.course_id, "attested": row.attested,
            "now": row.created_at, "by": row.created_by, "expires": row.expires_at,
        },
    )  # fmt: skip


async def open_ones(session: AsyncSession, tenant: UUID, now: datetime, size: int) -> list[InvitedRow]:
    """Return the addresses that work, the newest first."""
    found = await session.execute(
        text(_OPEN + " ORDER BY created_at DESC, invitation_id LIMIT :size"),
        {"tenant": tenant, "now": now, "size": size},
    )
    return [InvitedRow(*row) for row in found]


async def find(session: AsyncSession, tenant: UUID, token_hash: bytes, now: datetime) -> InvitedRow | None:
    """Return the address with this token, when it works."""
    values = {"tenant": tenant, "token": token_hash, "now": now}
    found = (await session.execute(text(_OPEN + " AND token_hash = :token"), values)).first()
    return InvitedRow(*found) if found else None


async def use(session: AsyncSession, tenant: UUID, invitation: UUID, now: datetime | None) -> bool:
    """Use an address up, or with None let it work again because nothing came of it; False when somebody was first."""
    found = await session.execute(
        text(
            "UPDATE lti_invitation SET used_at = cast(:now AS timestamptz) WHERE tenant_id = :tenant"
            " AND invitation_id = :invitation AND (used_at IS NULL OR cast(:now AS timestamptz) IS NULL) RETURNING 1"
        ),
        {"tenant": tenant, "invitation": invitation, "now": now},
    )
    return found.first() is not None


async def remove(session: AsyncSession, tenant: UUID, invitation: UUID) -> bool:
    """Take an address back; return whether it was there."""
    found = await session.execute(
        text("DELETE FROM lti_invitation WHERE tenant_id = :tenant AND invitation_id = :invitation RETURNING 1"),
        {"tenant": tenant, "invitation": invitation},
    )
    return found.first() is not None
