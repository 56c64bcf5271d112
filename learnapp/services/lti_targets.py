"""Where a launch leads: to what its link opens, to the work that it reviews, or to where one begins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.integrations.lti import claims
from learnapp.integrations.lti.errors import LaunchRefusedError
from learnapp.integrations.lti.launch import Launch
from learnapp.services import current, lti_things
from learnapp.services.lti_people import Door
from learnapp.services.lti_things import Thing
from learnapp.storage.repositories import attempts as attempt_rows
from learnapp.storage.repositories import lti_contexts as context_rows
from learnapp.storage.repositories import lti_identities as identity_rows
from learnapp.storage.repositories import lti_links as link_rows
from learnapp.storage.repositories.identity import SealedPerson
from learnapp.storage.repositories.lti_links import LinkRow


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has come in, and where.

    Attributes:
        section: Their class; None for who comes as a guardian, or from outside of a course.
        waits: Whether somebody has to consent first.
        thing: What the link opens, None where it names nothing.
    """

    door: Door
    person: SealedPerson
    section: UUID | None = None
    waits: bool = False
    thing: Thing | None = None


async def target(found: Standing, said: Launch) -> str:
    """Return the page that a launch opens: what its link names, or where one begins.

    Raises:
        LaunchRefusedError: The class does not have it, or they may not see it.
        TestElsewhereError: It is a test of another class of this institution.
    """
    section, role = found.section, said.role or ""
    if section is None:
        return "/family" if role == "mentor" else "/"
    if said.message == claims.REVIEW_REQUEST:
        return await _reviewed(found, said, section)
    beginning = begins(found, said)
    if beginning is not None or found.thing is None:
        return beginning or "/"
    return await lti_things.address(found.door.tenant.tenant_id, found.person.person_id, section, found.thing, role)


def begins(found: Standing, said: Launch) -> str | None:
    """Return the page where somebody begins in their class; None where their link opens something else.

    Args:
        found: Who has come into a class.
        said: Their launch, which is no review of somebody's work.
    """
    if found.thing is None:
        return f"/teach/{found.section}" if said.role == "instructor" else "/today"
    # Nothing opens before somebody has consented: the page says who.
    return "/today" if found.waits else None


async def linked(session: AsyncSession, door: Door, said: Launch, now: datetime) -> Thing | None:
    """Return what a link opens: as it says, or as the link said that it is a copy of.

    Args:
        session: The launch's transaction.
        door: Through which the launch has come.
        said: The launch.
        now: This moment.
    """
    tenant, registration = door.tenant.tenant_id, door.registration.registration_id
    thing, link = lti_things.named(said.custom), said.resource_link_id
    before = lti_things.history(said.custom, "link_history")
    if not link or (thing is None and not before and said.message == claims.RESOURCE_LAUNCH):
        return thing
    if thing is not None:
        row = LinkRow(registration, said.deployment_id, link, said.context_id, thing.kind, thing.id)
        await link_rows.put(session, tenant, row, now)
        return thing
    known = await link_rows.find(session, tenant, registration, said.deployment_id, [link, *before])
    return Thing(*known) if known else None


async def _reviewed(found: Standing, said: Launch, section: UUID) -> str:
    """Return the page of somebody's work: the policy decides there who may read it (submission review 1.0)."""
    tenant = found.door.tenant.tenant_id
    whose = replace(said, subject=said.for_user)
    async with current().db.transaction(tenant) as tx:
        student = await identity_rows.person_of(tx.session, tenant, found.door.lookup(whose))
        standing = await context_rows.standing_in(tx.session, tenant, section, student) if student else ("", "")
    if standing[0] != "student" or student is None:
        raise LaunchRefusedError("lti_review_nobody")
    thing = found.thing
    if said.role != "instructor":
        if student != found.person.person_id:
            raise LaunchRefusedError("lti_role")
        own = thing is not None and thing.kind in ("test", "content")
        return await lti_things.address(tenant, student, section, thing, "student") if own and thing else "/progress"
    if thing is not None and thing.kind == "test":
        test = await lti_things.address(tenant, student, section, thing, "instructor")
        async with current().db.transaction(tenant) as tx:
            tried = await attempt_rows.of_assessment(tx.session, tenant, UUID(test.rsplit("/", 1)[-1]))
        mine = [one.attempt_id for one in tried if one.student_id == student and one.submitted_at is not None]
        return f"{test}?attempt={mine[-1]}" if mine else test
    return f"/teach/{section}/students/{student}"
