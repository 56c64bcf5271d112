"""A test once more: a copy of it as a draft, and one that was taken away and is given back."""

from __future__ import annotations

from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.security.access import Actor
from learnapp.services import assessments, current, notices, trail
from learnapp.services.assessment_views import AssessmentDraft
from learnapp.services.withdrawals import course_of
from learnapp.storage.repositories import assessments as rows


async def copied(actor: Actor, source: UUID, section_id: UUID) -> UUID:
    """Copy a test into a class, as a draft; return the id of the copy.

    Raises:
        ForbiddenError: The actor does not teach both classes.
        NotFoundError: No such test or class here, or the class studies no course.
    """
    made = await assessments.made_for(actor, source)
    known = await assessments.askable_in(actor, section_id)
    _, snapshot = await course_of(actor, section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        items = await rows.items(tx.session, actor.tenant_id, source)
        topics = await rows.topics(tx.session, actor.tenant_id, source)
    copy = await assessments.create(actor, section_id, made.title, made.kind)
    # Moments of last time make no sense next time, and results after closing need one: until the teacher sets it, they
    # are shown when the teacher says so, and never sooner than they were meant to be.
    await assessments.change(
        actor,
        copy,
        AssessmentDraft(
            title=made.title,
            kind=made.kind,
            minutes=made.minutes,
            attempts=made.attempts,
            most_items=made.most_items,
            target_se=made.target_se,
            cut=round(100 * made.cut) if made.cut else 0,
            shuffled=made.shuffled,
            shown="released" if made.shown == "closed" else made.shown,
        ),
    )
    if made.kind == "fixed":
        # What the class does not get, or no longer, cannot be asked.
        await assessments.put_items(actor, copy, [one for one in items if one in known])
    else:
        await assessments.put_topics(actor, copy, [(kc, quota) for kc, quota in topics if kc in snapshot.kcs])
    return copy


async def duplicate(actor: Actor, assessment_id: UUID) -> UUID:
    """Copy a test within its class, as a draft; return the id of the copy.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such test here.
    """
    made = await assessments.made_for(actor, assessment_id, "write")
    copy = await copied(actor, assessment_id, made.section_id)
    await trail.audit(
        actor, "assessment.copy", "assessment", object_id=copy,
        detail={"section": str(made.section_id), "source": str(assessment_id)},
    )  # fmt: skip
    return copy


async def give_back(actor: Actor, assessment_id: UUID) -> None:
    """Give back a test that was taken away. What was handed in with it stays handed in; who takes it is told.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: Nothing of that id was taken away here.
    """
    await trail.authorise(actor, "read", "assessment_list", student_id=actor.person_id)
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        made = await rows.one(tx.session, tenant, assessment_id)
    if made is None or made.withdrawn_at is None:
        raise NotFoundError("There is no such test among those that were taken away. Reload the page.")
    await trail.authorise(actor, "write", "assessment", section_id=made.section_id)
    async with current().db.transaction(tenant) as tx:
        if not await rows.give_back(tx.session, tenant, assessment_id):
            raise NotFoundError("There is no such test among those that were taken away. Reload the page.")
        whom = await rows.takers(tx.session, tenant, assessment_id) if made.given_at is not None else []
        if whom and (made.closes_at is None or made.closes_at > now):
            await notices.tell(
                tx.session, tenant, "assessment", whom, about=assessment_id, section=made.section_id,
                by=actor.person_id, arguments={"title": made.title[:200]}, merge=f"assessment:{assessment_id}",
            )  # fmt: skip
        await trail.audit(
            actor, "assessment.give_back", "assessment", object_id=assessment_id,
            detail={"section": str(made.section_id), "kind": made.kind, "students": len(whom)}, session=tx.session,
        )  # fmt: skip
