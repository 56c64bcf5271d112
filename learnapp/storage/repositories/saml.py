"""What has been used of SAML messages, and which session here is which one at the provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class SamlSessionRow:
    """One session that began at a provider."""

    session_hash: bytes
    provider_id: UUID
    person_id: UUID
    name_enc: bytes


async def see(
    session: AsyncSession, tenant: UUID, provider_id: UUID, mark: bytes, now: datetime, expires_at: datetime
) -> bool:
    """Note that a message has been used; False when it was already. What has expired is forgotten on the way."""
    wanted = {"tenant": tenant, "provider": provider_id, "mark": mark, "now": now, "until": expires_at}
    await session.execute(text("DELETE FROM saml_seen WHERE tenant_id = :tenant AND expires_at < :now"), wanted)
    found = await session.execute(
        text(
            "INSERT INTO saml_seen (tenant_id, provider_id, mark, expires_at)"
            " VALUES (:tenant, :provider, :mark, :until) ON CONFLICT DO NOTHING RETURNING 1"
        ),
        wanted,
    )
    return found.first() is not None


async def begin(
    session: AsyncSession,
    tenant: UUID,
    row: SamlSessionRow,
    *,
    name_mark: bytes,
    index_mark: bytes,
    now: datetime,
    oldest: datetime,
) -> None:
    """Note a session; those that began before `oldest` are forgotten on the way."""
    await session.execute(
        text("DELETE FROM saml_session WHERE tenant_id = :tenant AND begun_at < :oldest"),
        {"tenant": tenant, "oldest": oldest},
    )
    await session.execute(
        text(
            "INSERT INTO saml_session (tenant_id, session_hash, provider_id, person_id, name_mark, index_mark,"
            " name_enc, begun_at) VALUES (:tenant, :hash, :provider, :person, :name, :index, :sealed, :now)"
        ),
        {
            "tenant": tenant, "hash": row.session_hash, "provider": row.provider_id, "person": row.person_id,
            "name": name_mark, "index": index_mark, "sealed": row.name_enc, "now": now,
        },
    )  # fmt: skip


async def take(session: AsyncSession, tenant: UUID, session_hash: bytes) -> SamlSessionRow | None:
    """Return which session at the provider this one is, and forget it."""
    found = await session.execute(
        text(
            "DELETE FROM saml_session WHERE tenant_id = :tenant AND session_hash = :hash"
            " RETURNING session_hash, provider_id, person_id, name_enc"
        ),
        {"tenant": tenant, "hash": session_hash},
    )
    row = found.one_or_none()
    return SamlSessionRow(*row) if row is not None else None


async def end(
    session: AsyncSession, tenant: UUID, provider_id: UUID, name_mark: bytes, index_mark: bytes | None
) -> list[SamlSessionRow]:
    """Forget the sessions of a name, or the one of its index; return them, to be ended."""
    found = await session.execute(
        text(
            "DELETE FROM saml_session WHERE tenant_id = :tenant AND provider_id = :provider AND name_mark = :name"
            " AND (CAST(:index AS bytea) IS NULL OR index_mark = :index)"
            " RETURNING session_hash, provider_id, person_id, name_enc"
        ),
        {"tenant": tenant, "provider": provider_id, "name": name_mark, "index": index_mark},
    )
    return [SamlSessionRow(*row) for row in found]
