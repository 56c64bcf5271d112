"""Somebody comes in by a checked launch: who they are here, in which class, and what their link opens."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import LearnAppError
from learnapp.integrations.lti import claims
from learnapp.integrations.lti.errors import LaunchRefusedError
from learnapp.integrations.lti.launch import Launch
from learnapp.integrations.outbound import origin_of
from learnapp.security.access import Actor
from learnapp.security.tokens import token_hash
from learnapp.services import (
    content,
    current,
    lti_people,
    lti_services,
    lti_targets,
    lti_things,
    lti_tickets,
    people,
    sessions,
)
from learnapp.services.lti_login import Place, failed, place_of, require_on
from learnapp.services.lti_people import Door
from learnapp.services.lti_questions import (
    CONNECT,
    COPY,
    FORM_LASTS,
    LINK,
    PICK,
    TICKET_LASTS,
    Answers,
    Arrived,
    Choosing,
    Connecting,
    Copying,
    Entered,
    Picking,
)
from learnapp.services.lti_targets import Standing
from learnapp.services.lti_things import TestElsewhereError
from learnapp.services.lti_tickets import Ticket
from learnapp.services.sessions import SignedIn
from learnapp.storage.directory_lti import LtiLanding
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import lti as rows
from learnapp.storage.repositories import lti_contexts as context_rows
from learnapp.storage.repositories import lti_links as link_rows
from learnapp.storage.repositories.identity import SealedPerson
from learnapp.storage.repositories.lti import RegistrationRow
from learnapp.storage.repositories.lti_contexts import ContextRow
from learnapp.storage.repositories.sections import Institution

LANDING_LASTS = timedelta(seconds=60)
SEEN_EVERY = timedelta(minutes=1)
_MOST_COURSES = 200


@dataclass(frozen=True, slots=True)
class _In:
    """Who came in, and where; a session only where a page of theirs comes next."""

    at: Standing
    signed_in: SignedIn | None = None


async def again(opened: Ticket, answers: Answers) -> Entered:
    """Go on with a launch whose question is answered; the ticket counts once.

    Raises:
        LaunchFailedError: It has expired or was used, or does not go on.
    """
    row, institution = opened.row, opened.institution
    place = place_of(row, institution, opened.said)
    try:
        require_on(row)
        if not await opened.take():
            raise LaunchRefusedError("lti_state")
        return await enter(opened.said, row, institution, place, answers)
    except LearnAppError as refused:
        raise await failed(refused, (institution.tenant_id, row), place) from refused


async def enter(
    said: Launch, row: RegistrationRow, institution: Institution, place: Place, answers: Answers | None = None
) -> Entered:
    """Let somebody in, in the class that they launch from.

    Args:
        said: The checked launch.
        row: The platform.
        institution: Its institution.
        place: Where pages are shown.
        answers: What they have been asked meanwhile.

    Raises:
        LearnAppError: They do not come in.
    """
    services, given = current(), answers or Answers()
    now, tenant = services.clock.now(), institution.tenant_id
    if said.role is None or (said.message == claims.DEEP_REQUEST and said.role != "instructor"):
        raise LaunchRefusedError("lti_role")
    if said.wish is not None:
        if origin_of(said.wish.return_url) != row.site:
            raise LaunchRefusedError("lti_return")
        if not said.wish.kind:
            raise LaunchRefusedError("lti_types")
    try:
        async with services.db.transaction(tenant) as tx:
            context = await _seen(tx.session, tenant, row, said, now)
            door = Door(await people.tenant_key(tx.session, tenant), institution, row)
            found = await _come(tx.session, door, said, context, given, place, now)
    except IntegrityError as error:
        # The same person launched twice at the same moment: the other one has made the account.
        raise LaunchRefusedError("lti_state") from error
    except LearnAppError:
        # Seen even where the launch does not go on: an admin connects it then.
        async with services.db.transaction(tenant) as tx:
            await _seen(tx.session, tenant, row, said, now)
        raise
    if isinstance(found, Connecting):
        # What somebody who teaches here may read: they do not have an account yet, or it is about to be connected.
        teacher = Actor(tenant, row.registration_id, roles=frozenset({"instructor"}))
        courses = await content.list_courses(teacher, size=_MOST_COURSES)
        return replace(found, courses=[(f"{one.tenant_id}/{one.course_id}", one.title) for one in courses.rows])
    if not isinstance(found, _In):
        return found
    sessions.forget_person(found.at.person.person_id)
    if said.message == claims.DEEP_REQUEST:
        more = {"person": str(found.at.person.person_id), "section": str(found.at.section)}
        return Picking(await lti_tickets.issue(door, said, PICK, FORM_LASTS, **more), place)
    return await land(found.at, found.signed_in, said, place)


async def _seen(
    session: AsyncSession, tenant: UUID, row: RegistrationRow, said: Launch, now: datetime
) -> ContextRow | None:
    """Note the launch at the platform, once a minute, and the course that it came from; returns that one."""
    if row.last_launch_at is None or now - row.last_launch_at > SEEN_EVERY:
        await rows.launched(session, tenant, row.registration_id, now)
    if not said.context_id:
        return None
    return await context_rows.see_context(
        session, tenant, row.registration_id, said.deployment_id, said.context_id, said.context_title or row.name, now
    )


async def _come(
    session: AsyncSession,
    door: Door,
    said: Launch,
    context: ContextRow | None,
    given: Answers,
    place: Place,
    now: datetime,
) -> _In | Choosing | Connecting:
    role = said.role or ""
    person = await lti_people.find(session, door, said, now)
    if role == "mentor":
        return await _mentor(session, door, said, person, given, place, now)
    if context is None and (person is None or said.message != claims.RESOURCE_LAUNCH):
        raise LaunchRefusedError("lti_context")
    if person is None and given.account is None and not given.new:
        namesake = await lti_people.namesake(session, door, said)
        # Where no class is to be had, nobody is asked for a password first.
        if namesake is not None and (context is None or context.section_id is not None or role == "instructor"):
            email = people.reveal(current().keyring, namesake).email
            return Choosing(await lti_tickets.issue(door, said, LINK, TICKET_LASTS), email, place)
    known = person.person_id if person is not None else given.account
    section = None
    if context is not None:
        section = await lti_people.class_of(session, door, said, context, known, given.chosen, now)
        if section is None:
            return await _connecting(session, door, said, known, given, place)
    if person is None:
        person = await _new(session, door, said, given.account, now)
    waits, thing = False, None
    if section is not None:
        waits = await lti_people.enrol(session, door, person, section, role, now)
        thing = await lti_targets.linked(session, door, said, now)
        await lti_services.noted(session, door, said, section, person.person_id, thing, now)
    at = Standing(door, person, section, waits, thing)
    return _In(at) if said.message == claims.DEEP_REQUEST else _In(at, await _session(session, at, role))


async def _session(session: AsyncSession, at: Standing, role: str) -> SignedIn:
    person = at.person
    return await sessions.open_session(
        session,
        at.door.tenant.tenant_id,
        person.person_id,
        must_change=person.must_change_password,
        via="lti",
        studies=at.section if role == "student" else None,
    )


async def _mentor(
    session: AsyncSession, door: Door, said: Launch, person: SealedPerson | None, given: Answers, place: Place,
    now: datetime,
) -> _In | Choosing:  # fmt: skip
    """Let in who is a guardian here already: an LMS makes nobody one, and says of nobody whose parent they are."""
    if said.message != claims.RESOURCE_LAUNCH or given.new:
        raise LaunchRefusedError("lti_mentor")
    if person is None and given.account is None:
        namesake = await lti_people.namesake(session, door, said)
        if namesake is None or "guardian" not in namesake.roles:
            raise LaunchRefusedError("lti_mentor")
        email = people.reveal(current().keyring, namesake).email
        return Choosing(await lti_tickets.issue(door, said, LINK, TICKET_LASTS), email, place)
    if person is None:
        person = await _new(session, door, said, given.account, now)
    if "guardian" not in person.roles:
        raise LaunchRefusedError("lti_mentor")
    at = Standing(door, person)
    return _In(at, await _session(session, at, "mentor"))


async def _new(session: AsyncSession, door: Door, said: Launch, account: UUID | None, now: datetime) -> SealedPerson:
    if account is None:
        account = await lti_people.create(session, door, said, said.role or "", now)
    else:
        await lti_people.identify(session, door, said, account, now)
    person = await people_rows.person(session, door.tenant.tenant_id, account)
    if person is None:
        raise LaunchRefusedError("lti_suspended")
    lti_people.require_usable(person)
    return person


async def _connecting(
    session: AsyncSession, door: Door, said: Launch, known: UUID | None, given: Answers, place: Place
) -> Connecting:
    tenant, registration = door.tenant.tenant_id, door.registration
    own = await lti_people.taught(session, tenant, known)
    before = lti_things.history(said.custom, "context_history")
    copied = await link_rows.copied_from(
        session, tenant, registration.registration_id, said.deployment_id, before
    ) if before else None  # fmt: skip
    usual = (registration.course_tenant_id, registration.course_id)
    suggested = (copied[1], copied[2]) if copied else usual
    more = {"account": str(given.account or ""), "new": "yes" if given.new else ""}
    return Connecting(
        ticket=await lti_tickets.issue(door, said, CONNECT, FORM_LASTS, **more),
        title=said.context_title or registration.name,
        classes=[(str(one.section_id), one.title) for one in own],
        courses=[],
        suggested=f"{suggested[0]}/{suggested[1]}" if suggested[1] else "",
        copied_from=copied[0] if copied else "",
        place=place,
    )


async def land(at: Standing, signed_in: SignedIn | None, said: Launch, place: Place) -> Entered:
    """Return where a session lands; without a page to show, it ends again."""
    services = current()
    if signed_in is None:
        raise LaunchRefusedError("lti_state")
    try:
        target = await lti_targets.target(at, said)
    except TestElsewhereError as elsewhere:
        await services.db.directory.revoke_session(token_hash(signed_in.token))
        if said.role != "instructor":
            raise
        more = {
            "person": str(at.person.person_id), "section": str(at.section), "test": str(elsewhere.test),
        }  # fmt: skip
        return Copying(await lti_tickets.issue(at.door, said, COPY, FORM_LASTS, **more), place)
    except LearnAppError:
        await services.db.directory.revoke_session(token_hash(signed_in.token))
        raise
    code = secrets.token_urlsafe(32)
    landing = LtiLanding(at.door.tenant.tenant_id, at.person.person_id, token_hash(signed_in.token), target)
    await services.db.directory.put_lti_landing(token_hash(code), landing, LANDING_LASTS)
    return Arrived(signed_in, code, place)
