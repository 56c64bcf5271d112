"""A course was copied in the LMS, and a link in it opens a test: this class gets a copy of the test, as a draft."""

from __future__ import annotations

from uuid import UUID

from learnapp.core.errors import LearnAppError
from learnapp.integrations.lti.errors import LaunchRefusedError
from learnapp.services import assessment_copies, current, lti_tickets, sessions, trail
from learnapp.services.lti_entering import enter
from learnapp.services.lti_login import failed, place_of, require_on
from learnapp.services.lti_questions import COPY, Entered
from learnapp.services.lti_tickets import Ticket
from learnapp.storage.repositories import lti_links as rows


async def copy(ticket: str) -> Entered:
    """Copy the test that a launch names into the class, and open the copy.

    Args:
        ticket: Of `Copying`.

    Raises:
        LaunchFailedError: The ticket has expired or was used, or the teacher may not read the test.
    """
    opened = await lti_tickets.open_ticket(ticket, COPY)
    if opened is None:
        raise await failed(LaunchRefusedError("lti_state"), None, None)
    row, institution = opened.row, opened.institution
    place = place_of(row, institution, opened.said)
    try:
        require_on(row)
        if not await opened.take():
            raise LaunchRefusedError("lti_state")
        await _copy(opened)
        return await enter(opened.said, row, institution, place)
    except LearnAppError as refused:
        raise await failed(refused, (institution.tenant_id, row), place) from refused


async def _copy(opened: Ticket) -> None:
    tenant, section, source = opened.institution.tenant_id, UUID(opened.more["section"]), UUID(opened.more["test"])
    actor = await sessions.actor_for_person(tenant, UUID(opened.more["person"]))
    if actor is None:
        raise LaunchRefusedError("lti_suspended")
    copied = await assessment_copies.copied(actor, source, section)
    async with current().db.transaction(tenant) as tx:
        if not await rows.put_copied_test(tx.session, tenant, section, source, copied):
            raise LaunchRefusedError("lti_state")
        await trail.audit(
            actor, "assessment.copy", "assessment", object_id=copied,
            detail={"section": str(section), "source": str(source)}, session=tx.session,
        )  # fmt: skip
