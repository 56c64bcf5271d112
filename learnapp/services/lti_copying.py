"""A course was copied in the LMS, and a link in it opens a test: this class gets a copy of the test, as a draft."""

from __future__ import annotations

from uuid import UUID

from learnapp.core.errors import LearnAppError
from learnapp.integrations.lti.errors import LaunchRefusedError
from learnapp.services import assessments, current, lti_tickets, sessions, trail
from learnapp.services.assessment_views import AssessmentDraft
from learnapp.services.lti_entering import enter
from learnapp.services.lti_login import failed, place_of, require_on
from learnapp.services.lti_questions import COPY, Entered
from learnapp.services.lti_tickets import Ticket
from learnapp.storage.repositories import assessments as assessment_rows
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
    made = await assessments.made_for(actor, source)
    async with current().db.transaction(tenant) as tx:
        items = await assessment_rows.items(tx.session, tenant, source)
        topics = await assessment_rows.topics(tx.session, tenant, source)
    copied = await assessments.create(actor, section, made.title, made.kind)
    # Moments of last year make no sense in this one, and results after closing need one: the teacher sets them.
    await assessments.change(
        actor,
        copied,
        AssessmentDraft(
            title=made.title,
            kind=made.kind,
            minutes=made.minutes,
            attempts=made.attempts,
            most_items=made.most_items,
            target_se=made.target_se,
            cut=round(100 * made.cut) if made.cut else 0,
            shuffled=made.shuffled,
            shown="submitted" if made.shown == "closed" else made.shown,
        ),
    )
    if made.kind == "fixed":
        await assessments.put_items(actor, copied, items)
    else:
        await assessments.put_topics(actor, copied, topics)
    async with current().db.transaction(tenant) as tx:
        if not await rows.put_copied_test(tx.session, tenant, section, source, copied):
            raise LaunchRefusedError("lti_state")
        await trail.audit(
            actor, "assessment.copy", "assessment", object_id=copied,
            detail={"section": str(section), "source": str(source)}, session=tx.session,
        )  # fmt: skip
