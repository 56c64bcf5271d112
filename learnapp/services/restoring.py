"""What a restored system is told before anybody signs in: who was erased since, and that it was restored."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from learnapp.security.access import system_actor
from learnapp.services import current, erased_list, rounds, sealing, trail


async def finish(made_at: str) -> tuple[int, dict[UUID, str]]:
    """Erase again who was erased, note the restoring in every trail, seal it, and check every trail.

    Args:
        made_at: When the backup was begun.

    Returns:
        How many were erased again, and what is wrong with a trail, by institution.
    """
    again = await erased_list.erase_again()
    wrong: dict[UUID, str] = {}
    checked = await rounds.each_institution("restoring", partial(_note, made_at, wrong), library=True)
    for tenant in await current().db.directory.tenants():
        if tenant.tenant_id not in checked:
            wrong[tenant.tenant_id] = "the trail could not be checked; the log says why"
    await erased_list.work()
    return again, wrong


async def _note(made_at: str, wrong: dict[UUID, str], tenant_id: UUID) -> UUID:
    await trail.audit(system_actor(tenant_id), "backup.load", "backup", detail={"made_at": made_at})
    await sealing.seal_pending(tenant_id)
    report = await sealing.verify(tenant_id)
    if not report.sound:
        wrong[tenant_id] = report.summary()
    return tenant_id
