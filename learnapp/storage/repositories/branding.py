"""How an institution looks: its name, its accent, its logo."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_NAME = text("UPDATE institution SET name = :name WHERE tenant_id = :tenant RETURNING 1")
_ACCENT = text("UPDATE institution SET accent_color = :accent WHERE tenant_id = :tenant RETURNING 1")
_FINGERPRINT = text("SELECT fingerprint FROM institution_logo WHERE tenant_id = :tenant")
_IMAGE = text("SELECT image FROM institution_logo WHERE tenant_id = :tenant AND fingerprint = :fingerprint")
_SET_LOGO = text("""
INSERT INTO institution_logo (tenant_id, fingerprint, image, changed_at) VALUES (:tenant, :fingerprint, :image, :now)
ON CONFLICT (tenant_id) DO UPDATE SET fingerprint = EXCLUDED.fingerprint, image = EXCLUDED.image,
       changed_at = EXCLUDED.changed_at
""")
_REMOVE_LOGO = text("DELETE FROM institution_logo WHERE tenant_id = :tenant RETURNING 1")


async def set_name(session: AsyncSession, tenant: UUID, name: str) -> bool:
    """Change the name that is shown; False when there is no such institution."""
    return (await session.execute(_NAME, {"tenant": tenant, "name": name})).one_or_none() is not None


async def set_accent(session: AsyncSession, tenant: UUID, accent: str) -> bool:
    """Change the accent; False when there is no such institution."""
    return (await session.execute(_ACCENT, {"tenant": tenant, "accent": accent})).one_or_none() is not None


async def logo_fingerprint(session: AsyncSession, tenant: UUID) -> str:
    """Return the fingerprint of the logo, "" where there is none."""
    found: str | None = (await session.execute(_FINGERPRINT, {"tenant": tenant})).scalar_one_or_none()
    return found or ""


async def logo(session: AsyncSession, tenant: UUID, fingerprint: str) -> bytes | None:
    """Return the logo with this fingerprint."""
    found = (await session.execute(_IMAGE, {"tenant": tenant, "fingerprint": fingerprint})).scalar_one_or_none()
    return bytes(found) if found is not None else None


async def set_logo(session: AsyncSession, tenant: UUID, fingerprint: str, image: bytes, now: datetime) -> None:
    """Put the logo in the place of the one before."""
    await session.execute(_SET_LOGO, {"tenant": tenant, "fingerprint": fingerprint, "image": image, "now": now})


async def remove_logo(session: AsyncSession, tenant: UUID) -> bool:
    """Remove the logo; False when there is none."""
    return (await session.execute(_REMOVE_LOGO, {"tenant": tenant})).one_or_none() is not None
