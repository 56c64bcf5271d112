"""How each institution of the server stands, for who runs it: counts and times only, nothing of anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from learnapp.core.paging import Page, page_of
from learnapp.security.access import Actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import current, trail
from learnapp.storage.repositories import operations as rows

ACTIVE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class InstitutionHealth:
    """One institution.

    Attributes:
        active: Students who have done something in the last seven days.
        sealed_at: When its trail was sealed last; None: never.
        unsealed: Entries of the trail that wait for their seal.
    """

    slug: str
    name: str
    kind: str
    status: str
    active: int
    sealed_at: datetime | None
    unsealed: int


async def list_institutions(actor: Actor, *, offset: int = 0, size: int = 25) -> Page[InstitutionHealth]:
    """Return a page of the institutions of this server, by name.

    Raises:
        ForbiddenError: The actor does not run the server.
    """
    await trail.authorise(actor, "read", "institution_health", student_id=actor.person_id)
    services = current()
    known = [one for one in await services.db.directory.tenants() if one.tenant_id != LIBRARY_TENANT]
    page = page_of(sorted(known, key=lambda one: (one.name.casefold(), one.slug)), offset, size)
    since = services.clock.now() - ACTIVE
    found = []
    for one in page.rows:
        async with services.db.transaction(one.tenant_id) as tx:
            active = await rows.active_students(tx.session, one.tenant_id, since)
            sealed = await rows.last_sealed(tx.session, one.tenant_id)
            waiting = await rows.unsealed_entries(tx.session, one.tenant_id)
        found.append(InstitutionHealth(one.slug, one.name, one.kind, one.status, active, sealed, waiting))
    return Page(found, page.total, page.offset, page.size)
