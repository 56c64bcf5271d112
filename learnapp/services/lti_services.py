"""What a course of an LMS offers, as launches tell it, and who calls its services for us."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import requests
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.integrations.lti import claims
from learnapp.integrations.lti.launch import Launch
from learnapp.integrations.lti.services import Client
from learnapp.integrations.outbound import OutboundSession
from learnapp.services import current, lms, lms_keys
from learnapp.services.lti_people import Door
from learnapp.services.lti_things import Thing
from learnapp.storage.repositories import lti as rows
from learnapp.storage.repositories import lti_grades as grade_rows
from learnapp.storage.repositories import lti_links as link_rows
from learnapp.storage.repositories import lti_services as service_rows
from learnapp.storage.repositories.lti import RegistrationRow
from learnapp.storage.repositories.lti_services import LmsCourse

MOST_ROSTER_BYTES, WHOLE_ROSTER_S = 32_000_000, 60.0
"""Some platforms give a roster in one piece, however large it is."""
_MOST_CLIENTS = 200


async def noted(
    session: AsyncSession, door: Door, said: Launch, section: UUID, person: UUID, thing: Thing | None, now: datetime
) -> None:  # fmt: skip
    """Note what a launch says of roster and gradebook, and of the column that belongs to its link.

    Args:
        session: The launch's transaction.
        door: Through which it came.
        said: The launch.
        section: The class that the course stands for.
        person: Who launched.
        thing: What the link opens.
        now: This moment.
    """
    tenant = door.tenant.tenant_id
    if not (said.memberships_url or said.line_items_url or said.line_item_url):
        return
    course = LmsCourse(door.registration.registration_id, said.deployment_id, said.context_id)
    await service_rows.see_services(
        session,
        tenant,
        course,
        said.memberships_url,
        said.line_items_url,
        said.scopes,
        now,
        whole=said.message == claims.RESOURCE_LAUNCH,
    )
    if said.line_item_url:
        kind, about = await _graded(session, tenant, section, thing)
        await grade_rows.see_item(session, tenant, course, section, said.line_item_url, kind, about, now)
    # What could not be passed on because nobody knew who they are in the LMS can be now.
    await grade_rows.known_now(session, tenant, person, now)


async def _graded(session: AsyncSession, tenant: UUID, section: UUID, thing: Thing | None) -> tuple[str, UUID]:
    """Return what the column of a link is about: what it opens in this class, or else the course of the class."""
    if thing is None or thing.id is None:
        return "course", section
    if thing.kind == "test":
        # A link that was copied along with its course names the test of the class that it comes from.
        return "assessment", await link_rows.copied_test(session, tenant, section, thing.id) or thing.id
    return thing.kind, thing.id


async def client_for(tenant_id: UUID, registration_id: UUID) -> tuple[Client, RegistrationRow]:
    """Return what calls a platform's services; the same one while key and addresses are the same.

    Raises:
        NotFoundError: No such platform here any more, or no key.
    """
    async with current().db.transaction(tenant_id) as tx:
        row = await lms.registration(tx.session, tenant_id, registration_id)
        keys = await rows.keys(tx.session, tenant_id, current().clock.now())
    kept: dict[tuple[UUID, UUID], tuple[object, Client]] = current().extras.setdefault("lti_clients", {})
    platform = lms.platform_of(row)
    mark = (platform, next((key.kid for key in keys if key.replaced_at is None), ""))
    found = kept.get((tenant_id, registration_id))
    if found is None or found[0] != mark:
        private, public = await lms_keys.signing_key(tenant_id)
        if len(kept) >= _MOST_CLIENTS:
            kept.clear()
        found = kept[tenant_id, registration_id] = (mark, Client(platform, private, public, _session))
    return found[1], row


def _session() -> requests.Session:
    return OutboundSession(loopback=lms.loopback(), most_bytes=MOST_ROSTER_BYTES, whole_s=WHOLE_ROSTER_S)
