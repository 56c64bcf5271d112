"""What waits to be told to others, of students whose data may not be stored any more: it stays here."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.days import day_of
from learnapp.security.consent import covers
from learnapp.services import current, people
from learnapp.storage.repositories import consent as consent_rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import open_data as open_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import webhooks as webhook_rows
from learnapp.storage.repositories.rollup_days import DEFAULT_ZONE


async def uncovered(session: AsyncSession, tenant: UUID, students: Iterable[UUID]) -> list[UUID]:
    """Return those of these students whose data may not be stored now; whoever is unknown or erased is one of them."""
    wanted = sorted(set(students))
    institution = await section_rows.institution(session, tenant) if wanted else None
    if institution is None:
        return wanted
    found = await people_rows.people_by_id(session, tenant, wanted)
    recorded = await consent_rows.consents_of(session, tenant, wanted)
    today = day_of(current().clock.now(), institution.time_zone or DEFAULT_ZONE)
    return [
        one
        for one in wanted
        if one not in found
        or found[one].status == "erased"
        or not covers(
            [row.as_consent() for row in recorded[one]],
            birth_date=people.reveal(current().keyring, found[one], birth_date=True).birth_date,
            institution_kind=institution.kind,
            today=today,
        ).allowed
    ]


async def keep_here(session: AsyncSession, tenant: UUID, students: Iterable[UUID]) -> list[UUID]:
    """Look which of these students have no sufficient consent, and let nothing that waits of them leave; return whom.

    Statements and envelopes are forgotten; a webhook stays in its log, as one that is given up for this reason. That
    somebody is in a class is no learning of theirs: who is told of enrolments goes on being told when they end.
    """
    found = await uncovered(session, tenant, students)
    if found:
        await open_rows.forget_waiting(session, tenant, found)
        await webhook_rows.withhold(session, tenant, found)
    return found
