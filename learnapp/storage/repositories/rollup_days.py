# ruff: noqa: S608 - statements are put together from constants
"""Which days rollups count: the zone that they are counted by, and where its days begin, as statements take them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.days import begin_of, days_between

DEFAULT_ZONE = "UTC"
"""Of an institution that has named none."""
HERE = f"coalesce(nullif(i.time_zone, ''), '{DEFAULT_ZONE}')"
"""SQL for the time zone of an institution `i`."""
BEGINS = "cast(:begins AS timestamptz[])"
_ZONES = text(f"""
SELECT coalesce(r.zone, {HERE}), {HERE} FROM institution i LEFT JOIN rollup_rebuild r ON r.tenant_id = i.tenant_id
 WHERE i.tenant_id = :tenant
""")
MOVING = f"""EXISTS (SELECT 1 FROM institution i JOIN rollup_rebuild r ON r.tenant_id = i.tenant_id
                WHERE i.tenant_id = :tenant AND (r.zone <> {HERE} OR (r.moves AND r.finished_at IS NULL)))"""
"""SQL for whether some days may still be those of another time zone than the institution's."""


def borders(start: datetime, until: datetime, zone: str) -> dict[str, object]:
    """Return the days of a span and when each begins, as `day_bucket` takes them."""
    days = days_between(start, until, zone)
    return {"days": days, "begins": [begin_of(day, zone) for day in days]}


def day_bucket(column: str) -> str:
    """Return SQL for the day that holds a moment of the span that `borders` was asked for."""
    return f"(cast(:days AS date[]))[width_bucket({column}, {BEGINS})]"


@dataclass(frozen=True, slots=True)
class Zones:
    """IANA names: the zone whose days are counted, and the institution's, which a rebuild has yet to follow."""

    counted: str
    wanted: str


async def zones(session: AsyncSession, tenant: UUID) -> Zones:
    """Return the time zone whose days are counted; the institution's own until it was ever counted again."""
    row = (await session.execute(_ZONES, {"tenant": tenant})).one_or_none()
    return Zones(*row) if row is not None else Zones(DEFAULT_ZONE, DEFAULT_ZONE)


async def moving(session: AsyncSession, tenant: UUID) -> bool:
    """Return whether some days may still be those of another time zone than the institution's."""
    return bool((await session.execute(text(f"SELECT {MOVING}"), {"tenant": tenant})).scalar_one())
