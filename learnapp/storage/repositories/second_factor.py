"""The second step of signing in: a sealed secret, the last code that was taken, hashes of recovery codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class FactorRow:
    """Somebody's second step.

    Attributes:
        codes_left: Recovery codes that have not been used.
    """

    secret_enc: bytes
    last_step: int
    made_at: datetime
    confirmed_at: datetime | None
    codes_left: int


async def factor(session: AsyncSession, tenant: UUID, person_id: UUID) -> FactorRow | None:
    """Return a person's second step, confirmed or not."""
    row = (
        await session.execute(
            text(
                "SELECT f.secret_enc, f.last_step, f.made_at, f.confirmed_at, (SELECT count(*) FROM recovery_code c"
                " WHERE c.tenant_id = f.tenant_id AND c.person_id = f.person_id AND c.used_at IS NULL)"
                " FROM second_factor f WHERE f.tenant_id = :tenant AND f.person_id = :person"
            ),
            {"tenant": tenant, "person": person_id},
        )
    ).one_or_none()
    return FactorRow(*row) if row is not None else None


async def begin_factor(session: AsyncSession, tenant: UUID, person_id: UUID, secret_enc: bytes, now: datetime) -> bool:
    """Keep a new secret until a code confirms it; False when a confirmed one is there."""
    found = await session.execute(
        text(
            "INSERT INTO second_factor AS f (tenant_id, person_id, secret_enc, made_at)"
            " VALUES (:tenant, :person, :secret, :now) ON CONFLICT (tenant_id, person_id) DO UPDATE SET"
            " secret_enc = excluded.secret_enc, made_at = excluded.made_at, last_step = 0"
            " WHERE f.confirmed_at IS NULL RETURNING 1"
        ),
        {"tenant": tenant, "person": person_id, "secret": secret_enc, "now": now},
    )
    return found.first() is not None


async def confirm_factor(session: AsyncSession, tenant: UUID, person_id: UUID, now: datetime) -> bool:
    """Let a secret count from now on."""
    found = await session.execute(
        text(
            "UPDATE second_factor SET confirmed_at = :now"
            " WHERE tenant_id = :tenant AND person_id = :person AND confirmed_at IS NULL RETURNING 1"
        ),
        {"tenant": tenant, "person": person_id, "now": now},
    )
    return found.first() is not None


async def use_step(session: AsyncSession, tenant: UUID, person_id: UUID, step: int) -> bool:
    """Note the time step of a code; False when this one, or a later one, was taken already."""
    found = await session.execute(
        text(
            "UPDATE second_factor SET last_step = :step"
            " WHERE tenant_id = :tenant AND person_id = :person AND last_step < :step RETURNING 1"
        ),
        {"tenant": tenant, "person": person_id, "step": step},
    )
    return found.first() is not None


async def remove_factor(session: AsyncSession, tenant: UUID, person_id: UUID) -> bool:
    """Forget a person's secret and codes."""
    wanted = {"tenant": tenant, "person": person_id}
    await session.execute(text("DELETE FROM recovery_code WHERE tenant_id = :tenant AND person_id = :person"), wanted)
    found = await session.execute(
        text("DELETE FROM second_factor WHERE tenant_id = :tenant AND person_id = :person RETURNING 1"), wanted
    )
    return found.first() is not None


async def put_codes(session: AsyncSession, tenant: UUID, person_id: UUID, hashes: Sequence[bytes]) -> None:
    """Put new recovery codes in the place of all before."""
    await session.execute(
        text("DELETE FROM recovery_code WHERE tenant_id = :tenant AND person_id = :person"),
        {"tenant": tenant, "person": person_id},
    )
    if hashes:
        await session.execute(
            text("INSERT INTO recovery_code (tenant_id, person_id, code_hash) VALUES (:tenant, :person, :hash)"),
            [{"tenant": tenant, "person": person_id, "hash": one} for one in hashes],
        )


async def use_code(session: AsyncSession, tenant: UUID, person_id: UUID, code_hash: bytes, now: datetime) -> bool:
    """Use a recovery code up; False when it is none or was used."""
    found = await session.execute(
        text(
            "UPDATE recovery_code SET used_at = :now WHERE tenant_id = :tenant AND person_id = :person"
            " AND code_hash = :hash AND used_at IS NULL RETURNING 1"
        ),
        {"tenant": tenant, "person": person_id, "hash": code_hash, "now": now},
    )
    return found.first() is not None


async def confirmed(session: AsyncSession, tenant: UUID, people: Sequence[UUID]) -> set[UUID]:
    """Return who of these people has a second step that counts."""
    found = await session.execute(
        text(
            "SELECT person_id FROM second_factor WHERE tenant_id = :tenant AND person_id = ANY(:people)"
            " AND confirmed_at IS NOT NULL"
        ),
        {"tenant": tenant, "people": list(people)},
    )
    return set(found.scalars())
