"""What institutions and sections have switched on and off."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_ALL = text("SELECT feature, section_id, value FROM feature_switch WHERE tenant_id = :tenant")
_SET = text("""
INSERT INTO feature_switch (tenant_id, switch_id, feature, section_id, value)
VALUES (:tenant, :switch, :feature, :section, :value)
ON CONFLICT (tenant_id, feature, section_id) DO UPDATE SET value = EXCLUDED.value
""")
_CLEAR = text("""
DELETE FROM feature_switch
 WHERE tenant_id = :tenant AND feature = :feature AND section_id IS NOT DISTINCT FROM cast(:section AS uuid)
""")


async def switches(session: AsyncSession, tenant: UUID) -> dict[tuple[str, UUID | None], bool]:
    """Return (feature, section) → value; no section: the institution's own choice."""
    rows = await session.execute(_ALL, {"tenant": tenant})
    return {(row.feature, row.section_id): row.value for row in rows}


async def set_switch(
    session: AsyncSession, tenant: UUID, switch: UUID, *, feature: str, section: UUID | None, value: bool
) -> None:
    """Note a choice in the place of the one before.

    Args:
        session: The open transaction.
        tenant: The institution.
        switch: Id of a new row.
        feature: Key of the feature.
        section: The section; None for the institution.
        value: On or off.
    """
    values = {"tenant": tenant, "switch": switch, "feature": feature, "section": section, "value": value}
    await session.execute(_SET, values)


async def clear_switch(session: AsyncSession, tenant: UUID, feature: str, section: UUID | None) -> None:
    """Forget a choice."""
    await session.execute(_CLEAR, {"tenant": tenant, "feature": feature, "section": section})
