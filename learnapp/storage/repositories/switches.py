"""What institutions and sections have switched on and off, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.features import Change

MOST_CHANGES = 2_000
_ALL = text("SELECT feature, section_id, value, share FROM feature_switch WHERE tenant_id = :tenant")
_SET = text("""
INSERT INTO feature_switch (tenant_id, switch_id, feature, section_id, value, share)
VALUES (:tenant, :switch, :feature, :section, :value, :share)
ON CONFLICT (tenant_id, feature, section_id) DO UPDATE SET value = EXCLUDED.value, share = EXCLUDED.share
""")
_CLEAR = text("""
DELETE FROM feature_switch
 WHERE tenant_id = :tenant AND feature = :feature AND section_id IS NOT DISTINCT FROM cast(:section AS uuid)
""")
_NOTE = text("""
INSERT INTO feature_change (tenant_id, change_id, feature, section_id, value, share, changed_by, changed_at)
VALUES (:tenant, :change, :feature, :section, :value, :share, :by, :now)
""")
_CHANGES = text("""
SELECT section_id, value, share, changed_at FROM
  (SELECT section_id, value, share, changed_at, change_id FROM feature_change
    WHERE tenant_id = :tenant AND feature = :feature ORDER BY changed_at DESC, change_id DESC LIMIT :most) latest
 ORDER BY changed_at, change_id
""")
_SECTIONS = text("""
SELECT section_id, title FROM section WHERE tenant_id = :tenant AND status = 'active' ORDER BY title, section_id
""")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an institution has chosen.

    Attributes:
        values: (feature, section) → on or off; no section: the institution's own choice.
        shares: Feature → per cent of the sections that have it.
    """

    values: dict[tuple[str, UUID | None], bool] = field(default_factory=dict)
    shares: dict[str, int] = field(default_factory=dict)


async def switches(session: AsyncSession, tenant: UUID) -> Chosen:
    """Return everything that an institution has chosen."""
    rows = list(await session.execute(_ALL, {"tenant": tenant}))
    return Chosen(
        {(row.feature, row.section_id): row.value for row in rows},
        {row.feature: row.share for row in rows if row.section_id is None and row.share},
    )


async def set_switch(
    session: AsyncSession,
    tenant: UUID,
    switch: UUID,
    *,
    feature: str,
    section: UUID | None,
    value: bool,
    share: int = 0,
) -> None:
    """Note a choice in the place of the one before.

    Args:
        session: The open transaction.
        tenant: The institution.
        switch: Id of a new row.
        feature: Key of the feature.
        section: The section; None for the institution.
        value: On or off.
        share: Per cent of the sections that have it although it is off for the institution.
    """
    values = {"tenant": tenant, "switch": switch, "feature": feature, "section": section, "value": value}
    await session.execute(_SET, {**values, "share": share})


async def clear_switch(session: AsyncSession, tenant: UUID, feature: str, section: UUID | None) -> None:
    """Forget a choice."""
    await session.execute(_CLEAR, {"tenant": tenant, "feature": feature, "section": section})


async def note_change(
    session: AsyncSession, tenant: UUID, change: UUID, feature: str, chosen: Change, by: UUID
) -> None:
    """Keep what was chosen, when and by whom."""
    values = {"tenant": tenant, "change": change, "feature": feature, "section": chosen.section, "by": by}
    await session.execute(_NOTE, {**values, "value": chosen.value, "share": chosen.share, "now": chosen.at})


async def changes(session: AsyncSession, tenant: UUID, feature: str) -> list[Change]:
    """Return what was chosen for a feature, oldest first; of very many the latest."""
    found = await session.execute(_CHANGES, {"tenant": tenant, "feature": feature, "most": MOST_CHANGES})
    return [Change(*row) for row in found]


async def sections(session: AsyncSession, tenant: UUID) -> list[tuple[UUID, str]]:
    """Return (id, title) of every active section, by title."""
    return [(row.section_id, row.title) for row in await session.execute(_SECTIONS, {"tenant": tenant})]
