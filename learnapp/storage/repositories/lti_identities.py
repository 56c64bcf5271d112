"""Who people of the institution are on platforms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """Who somebody is on a platform, as far as it can be read without a key."""

    person_id: UUID
    issuer: str
    linked_at: datetime
    last_launch_at: datetime


@dataclass(frozen=True, slots=True)
class NewIdentity:
    """Who a platform's user is here; the subject is encrypted by the person's own key."""

    subject_lookup: bytes
    person_id: UUID
    issuer: str
    deployment_id: str
    subject_enc: bytes


async def person_of(session: AsyncSession, tenant: UUID, subject_lookup: bytes) -> UUID | None:
    """Return who a platform's user is here."""
    found = await session.execute(
        text("SELECT person_id FROM lti_identity WHERE tenant_id = :tenant AND subject_lookup = :lookup"),
        {"tenant": tenant, "lookup": subject_lookup},
    )
    person: UUID | None = found.scalar_one_or_none()
    return person


async def add_identities(session: AsyncSession, tenant: UUID, new: Sequence[NewIdentity], now: datetime) -> None:
    """Note who platforms' users are here."""
    if new:
        await session.execute(
            text(
                "INSERT INTO lti_identity (tenant_id, subject_lookup, person_id, issuer, deployment_id, subject_enc,"
                " linked_at, last_launch_at) SELECT :tenant, n.*, :now, :now FROM unnest(cast(:lookups AS bytea[]),"
                " cast(:people AS uuid[]), cast(:issuers AS text[]), cast(:deployments AS text[]),"
                " cast(:subjects AS bytea[])) n"
            ),
            {
                "tenant": tenant, "now": now, "lookups": [one.subject_lookup for one in new],
                "people": [one.person_id for one in new], "issuers": [one.issuer for one in new],
                "deployments": [one.deployment_id for one in new], "subjects": [one.subject_enc for one in new],
            },
        )  # fmt: skip


async def identities(session: AsyncSession, tenant: UUID, person: UUID) -> list[IdentityRow]:
    """Return on which platforms somebody is known; a person has a handful at most."""
    rows = await session.execute(
        text(
            "SELECT person_id, issuer, linked_at, last_launch_at FROM lti_identity"
            " WHERE tenant_id = :tenant AND person_id = :person ORDER BY linked_at LIMIT 100"
        ),
        {"tenant": tenant, "person": person},
    )
    return [IdentityRow(*row) for row in rows]


async def remove_identities(session: AsyncSession, tenant: UUID, person: UUID, issuer: str) -> int:
    """Forget who somebody is on a platform; return in how many of its deployments they were known."""
    gone = await session.execute(
        text(
            "DELETE FROM lti_identity WHERE tenant_id = :tenant AND person_id = :person AND issuer = :issuer"
            " RETURNING 1"
        ),
        {"tenant": tenant, "person": person, "issuer": issuer},
    )
    return len(gone.all())
