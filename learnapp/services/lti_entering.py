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
from learnapp.services import content, current, lti_people, lti_services, lti_things, lti_tickets, people, sessions
from learnapp.services.lti_login import Place, failed, place_of, require_on
from learnapp.services.lti_people import Chosen, Door
from learnapp.services.lti_things import TestElsewhereError, Thing
from learnapp.services.lti_tickets import Ticket
from learnapp.services.sessions import SignedIn
from learnapp.storage.directory import LtiLanding
from learnapp.storage.repositories import attempts as attempt_rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import lti as rows
from learnapp.storage.repositories import lti_links as link_rows
from learnapp.storage.repositories.identity import SealedPerson
from learnapp.storage.repositories.lti import ContextRow, RegistrationRow
from learnapp.storage.repositories.lti_links import LinkRow
from learnapp.storage.repositories.sections import Institution

LANDING_LASTS, TICKET_LASTS = timedelta(seconds=60), timedelta(minutes=10)
FORM_LASTS = timedelta(hours=1)
"""A teacher may look through a whole course before she has chosen."""
LINK, CONNECT, PICK, COPY = "link", "connect", "pick", "copy"
_MOST_COURSES = 200


@dataclass(frozen=True, slots=True)
class Choosing:
    """Somebody new has the e-mail address of an account.

    Attributes:
        ticket: What comes back with their choice.
        email: The address, which their own LMS has told.
    """

    ticket: str
    email: str
    place: Place


@dataclass(frozen=True, slots=True)
class Arrived:
    """Somebody is signed in.

    Attributes:
        code: Opens a session in a new window, once, for a minute.
    """

    signed_in: SignedIn
    code: str
    place: Place


@dataclass(frozen=True, slots=True)
class Connecting:
    """A course of the LMS stands for no class yet, and its teacher says for which.

    Attributes:
        ticket: What comes back with the choice.
        title: What the LMS calls the course.
        classes: (id, title) of the classes that she teaches.
        courses: (`tenant/course`, title) of what a new class may study.
        suggested: Which of them is likely.
        copied_from: The class of the course that this one is a copy of, "" for none.
    """

    ticket: str
    title: str
    classes: list[tuple[str, str]]
    courses: list[tuple[str, str]]
    suggested: str
    copied_from: str
    place: Place


@dataclass(frozen=True, slots=True)
class Picking:
    """A teacher chooses what the LMS is to link to.

    Attributes:
        ticket: What comes back with the choice.
    """

    ticket: str
    place: Place


@dataclass(frozen=True, slots=True)
class Copying:
    """A copied link opens a test of another class: its teacher says whether this class gets a copy.

    Attributes:
        ticket: What comes back with the choice.
    """

    ticket: str
    place: Place


Entered = Arrived | Choosing | Connecting | Picking | Copying


@dataclass(frozen=True, slots=True)
class Answers:
    """What has been asked and answered meanwhile.

    Attributes:
        account: The account whose password was given, to be connected.
        new: They have chosen a new account.
        choice: Id of the class, or another word for a new one; None: not asked yet.
        course: Of the new class.
        title: Of the new class.
    """

    account: UUID | None = None
    new: bool = False
    choice: str | None = None
    course: str = ""
    title: str = ""

    @property
    def chosen(self) -> Chosen | None:
        """The answer about the class."""
        if self.choice is None:
            return None
        tenant, _, course = self.course.partition("/")
        try:
            section = UUID(self.choice) if self.choice not in ("", "new") else None
            return Chosen(section, (UUID(tenant), UUID(course)) if course else None, self.title)
        except ValueError as error:
            raise LaunchRefusedError("lti_not_your_class") from error


@dataclass
class _In:
    """Who came in, and where."""

    door: Door
    person: SealedPerson
    section: UUID | None = None
    waits: bool = False
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
    context = None
    async with services.db.transaction(tenant) as tx:
        await rows.launched(tx.session, tenant, row.registration_id, now)
        if said.context_id:
            # Seen even where the launch does not go on: an admin connects it then.
            context = await rows.see_context(
                tx.session, tenant, row.registration_id, said.deployment_id, said.context_id,
                said.context_title or row.name, now,
            )  # fmt: skip
    try:
        async with services.db.transaction(tenant) as tx:
            door = Door(await people.tenant_key(tx.session, tenant), institution, row)
            found = await _come(tx.session, door, said, context, given, place, now)
    except IntegrityError as error:
        # The same person launched twice at the same moment: the other one has made the account.
        raise LaunchRefusedError("lti_state") from error
    if isinstance(found, Connecting):
        # What somebody who teaches here may read: they do not have an account yet, or it is about to be connected.
        teacher = Actor(tenant, row.registration_id, roles=frozenset({"instructor"}))
        courses = await content.list_courses(teacher, size=_MOST_COURSES)
        return replace(found, courses=[(f"{one.tenant_id}/{one.course_id}", one.title) for one in courses.rows])
    if not isinstance(found, _In):
        return found
    sessions.forget_person(found.person.person_id)
    if said.message == claims.DEEP_REQUEST:
        more = {"person": str(found.person.person_id), "section": str(found.section)}
        return Picking(await lti_tickets.issue(door, said, PICK, FORM_LASTS, **more), place)
    return await _land(found, said, place)


async def _come(
    session: AsyncSession,
    door: Door,
    said: Launch,
    context: ContextRow | None,
    given: Answers,
    place: Place,
    now: datetime,
) -> _In | Choosing | Connecting:
    tenant, role = door.tenant.tenant_id, said.role or ""
    person = await lti_people.find(session, door, said)
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
    else:
        await rows.person_launched(session, tenant, door.lookup(said), now)
    found = _In(door, person, section)
    if section is not None:
        found.waits = await lti_people.enrol(session, door, person, section, role, now)
        await lti_services.noted(session, door, said, section, person.person_id, now)
    if said.message != claims.DEEP_REQUEST:
        found.signed_in = await sessions.open_session(
            session, tenant, person.person_id, must_change=person.must_change_password, via="lti"
        )
    return found


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
    signed_in = await sessions.open_session(
        session, door.tenant.tenant_id, person.person_id, must_change=person.must_change_password, via="lti"
    )
    return _In(door, person, None, signed_in=signed_in)


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


# --- where it leads --------------------------------------------------------------------------------------


async def _land(found: _In, said: Launch, place: Place) -> Entered:
    """Return where a session lands; without a page to show, it ends again."""
    services, tenant, signed_in = current(), found.door.tenant.tenant_id, found.signed_in
    if signed_in is None:
        raise LaunchRefusedError("lti_state")
    try:
        target = await _target(found, said)
    except TestElsewhereError as elsewhere:
        await services.db.directory.revoke_session(token_hash(signed_in.token))
        if said.role != "instructor":
            raise
        more = {
            "person": str(found.person.person_id), "section": str(found.section), "test": str(elsewhere.test),
        }  # fmt: skip
        return Copying(await lti_tickets.issue(found.door, said, COPY, FORM_LASTS, **more), place)
    except LearnAppError:
        await services.db.directory.revoke_session(token_hash(signed_in.token))
        raise
    code = secrets.token_urlsafe(32)
    landing = LtiLanding(tenant, found.person.person_id, token_hash(signed_in.token), target)
    await services.db.directory.put_lti_landing(token_hash(code), landing, LANDING_LASTS)
    return Arrived(signed_in, code, place)


async def _target(found: _In, said: Launch) -> str:
    """Return the page that a launch opens: what its link names, or where one begins."""
    section, role = found.section, said.role or ""
    if section is None:
        return "/family" if role == "mentor" else "/"
    if said.message == claims.REVIEW_REQUEST:
        return await _reviewed(found, said, section)
    thing = await _thing(found.door, said)
    if thing is None:
        return f"/teach/{section}" if role == "instructor" else "/today"
    if found.waits:
        # Nothing opens before somebody has consented: the page says who.
        return "/today"
    return await lti_things.address(found.door.tenant.tenant_id, found.person.person_id, section, thing, role)


async def _thing(door: Door, said: Launch) -> Thing | None:
    """Return what a link opens: as it says, or as the link said that it is a copy of."""
    tenant, registration = door.tenant.tenant_id, door.registration.registration_id
    thing, link = lti_things.named(said.custom), said.resource_link_id
    before = lti_things.history(said.custom, "link_history")
    if not link or (thing is None and not before and said.message == claims.RESOURCE_LAUNCH):
        return thing
    async with current().db.transaction(tenant) as tx:
        if thing is not None:
            row = LinkRow(registration, said.deployment_id, link, said.context_id, thing.kind, thing.id)
            await link_rows.put(tx.session, tenant, row, current().clock.now())
            return thing
        known = await link_rows.find(tx.session, tenant, registration, said.deployment_id, [link, *before])
    return Thing(*known) if known else None


async def _reviewed(found: _In, said: Launch, section: UUID) -> str:
    """Return the page of somebody's work: the policy decides there who may read it (submission review 1.0)."""
    tenant = found.door.tenant.tenant_id
    whose = replace(said, subject=said.for_user)
    async with current().db.transaction(tenant) as tx:
        student = await rows.person_of(tx.session, tenant, found.door.lookup(whose))
        standing = await rows.standing_in(tx.session, tenant, section, student) if student else ("", "")
    if standing[0] != "student" or student is None:
        raise LaunchRefusedError("lti_review_nobody")
    thing = await _thing(found.door, said)
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
