"""The time zone of an institution: whose midnight its days begin with, and what follows when it is another one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.security.access import Actor
from learnapp.services import current, trail
from learnapp.services.onboarding import check_time_zone
from learnapp.services.school_calendar import zone_of
from learnapp.storage.repositories import rollup_days
from learnapp.storage.repositories import rollups as rollup_rows
from learnapp.storage.repositories import school_calendar as rows
from learnapp.storage.repositories.rollup_days import DEFAULT_ZONE

__all__ = ["DEFAULT_ZONE", "ZoneView", "set_zone", "zone"]


@dataclass(frozen=True)
class ZoneView:
    """The time zone of an institution.

    Attributes:
        name: IANA name.
        now: The time, as an ISO moment: it tells which clock is meant.
        moving: Some days of figures are still those of the zone before.
    """

    name: str = ""
    now: str = ""
    moving: bool = False


async def zone(actor: Actor) -> ZoneView:
    """Return the institution's time zone.

    Raises:
        ForbiddenError: The actor may not see how the institution is set up.
        NotFoundError: The institution has not been set up.
    """
    await trail.authorise(actor, "read", "institution")
    async with current().db.transaction(actor.tenant_id) as tx:
        return await _view(tx.session, actor.tenant_id)


async def set_zone(actor: Actor, name: str) -> ZoneView:
    """Choose another time zone: the worker counts all days again by its midnights, moments stay what they are.

    Args:
        actor: An admin.
        name: IANA name.

    Raises:
        ForbiddenError: The actor may not change how the institution is set up.
        InvalidInputError: There is no such time zone.
        NotFoundError: The institution has not been set up.
    """
    await trail.authorise(actor, "update", "institution")
    name = name.strip()
    check_time_zone(name)
    async with current().db.transaction(actor.tenant_id) as tx:
        # Whoever counts asks for the zone under this lock: no count begins by one and ends by another.
        await rollup_rows.lock(tx.session, actor.tenant_id)
        before = await zone_of(tx.session, actor.tenant_id)
        if name != before:
            await rows.set_zone(tx.session, actor.tenant_id, name)
            await trail.audit(
                actor, "institution.update", "institution", object_id=actor.tenant_id, session=tx.session,
                detail={"time_zone": name, "before": before},
            )  # fmt: skip
        return await _view(tx.session, actor.tenant_id)


async def _view(session: AsyncSession, tenant: UUID) -> ZoneView:
    now = current().clock.now().isoformat()
    return ZoneView(await zone_of(session, tenant), now, await rollup_days.moving(session, tenant))
