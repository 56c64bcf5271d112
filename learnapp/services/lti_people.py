"""Who comes by a launch: found by issuer, deployment and subject, connected by a password, or new; and which class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import InvalidInputError
from learnapp.core.i18n import known_locale, translate
from learnapp.integrations.lti.errors import LaunchRefusedError
from learnapp.integrations.lti.launch import Launch
from learnapp.security.access import Actor
from learnapp.security.consent import BASES
from learnapp.security.crypto import PersonKey, TenantKey, normalise_email
from learnapp.services import current, people, trail
from learnapp.services.admitting import Given, admit
from learnapp.services.people import clean_name, reveal
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import lti_contexts as context_rows
from learnapp.storage.repositories import lti_identities as identity_rows
from learnapp.storage.repositories import lti_links as link_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.identity import SealedPerson
from learnapp.storage.repositories.lti import RegistrationRow
from learnapp.storage.repositories.lti_contexts import ContextRow
from learnapp.storage.repositories.lti_identities import NewIdentity
from learnapp.storage.repositories.lti_links import TaughtRow
from learnapp.storage.repositories.sections import Institution

_SUBJECT = "lti-subject"
_RUNS = frozenset({"admin", "auditor", "operator"})
MOST_CLASSES = 100
STATED = ("institution_contract", "school_under_13")
"""What an institution states for the students of an LMS: it speaks for the parents of its pupils, never as one."""


@dataclass(frozen=True, slots=True)
class Door:
    """Through which somebody comes.

    Attributes:
        tenant: The institution's key.
    """

    tenant: TenantKey
    institution: Institution
    registration: RegistrationRow

    def lookup(self, launch: Launch) -> bytes:
        """Return by what a platform's user is found: two platforms that both say "4" mean two people."""
        return self.tenant.lookup(_SUBJECT, launch.issuer, launch.deployment_id, launch.subject)


async def find(session: AsyncSession, door: Door, launch: Launch, now: datetime) -> SealedPerson | None:
    """Return who launches, None for somebody who has never come this way; the launch is noted.

    Raises:
        LaunchRefusedError: `lti_suspended`: they may not come in.
    """
    row = await people_rows.person_launched(session, door.tenant.tenant_id, door.lookup(launch), now)
    if row is not None:
        require_usable(row)
    return row


def usable(row: SealedPerson) -> bool:
    """Return whether a platform may sign somebody in."""
    return row.status == "active" and not _RUNS & set(row.roles)


def require_usable(row: SealedPerson) -> None:
    """Refuse whom no platform may sign in.

    Raises:
        LaunchRefusedError: Suspended, or somebody who runs the institution: who runs its LMS would have their rights.
    """
    if row.status != "active":
        raise LaunchRefusedError("lti_suspended")
    if _RUNS & set(row.roles):
        raise LaunchRefusedError("lti_runs_school")


async def namesake(session: AsyncSession, door: Door, launch: Launch) -> SealedPerson | None:
    """Return the account with the same e-mail address that somebody could sign in to with a password.

    The address is what the platform says, and proves nothing: it only makes us ask for the password.
    """
    return (await namesakes(session, door, [launch])).get(door.lookup(launch))


async def namesakes(session: AsyncSession, door: Door, launches: Sequence[Launch]) -> dict[bytes, SealedPerson]:
    """Return such accounts of several people at once, by their lookup."""
    keyring = current().keyring
    wanted: dict[bytes, list[bytes]] = {}
    for launch in launches:
        email = _email(launch)
        for each in keyring.email_lookups(email) if email else ():
            wanted.setdefault(each, []).append(door.lookup(launch))
    if not wanted:
        return {}
    found = await people_rows.people_by_lookup(session, door.tenant.tenant_id, list(wanted))
    same: dict[bytes, SealedPerson] = {}
    for row in found:
        if row.status == "active" and row.password_hash and not _RUNS & set(row.roles):
            for each in keyring.email_lookups(reveal(keyring, row).email):
                same |= dict.fromkeys(wanted.get(each, ()), row)
    return same


def _email(launch: Launch) -> str:
    try:
        return normalise_email(launch.email)
    except InvalidInputError:
        return ""


async def create(session: AsyncSession, door: Door, launch: Launch, role: str, now: datetime) -> UUID:
    """Make an account and note who it is on the platform; returns the person's id."""
    (person,) = await create_all(session, door, [(launch, role)], now)
    return person


async def create_all(
    session: AsyncSession, door: Door, coming: Sequence[tuple[Launch, str]], now: datetime, by: Actor | None = None
) -> list[UUID]:
    """Make accounts and note who they are on the platform; returns the ids in the same order.

    The address is kept to be shown, but nobody is found or signed in by it: the platform has not proved it.

    Args:
        session: The transaction.
        door: Through which they come.
        coming: What the platform says of each, and the role.
        now: This moment.
        by: Who reads them from a roster; None: each comes by themselves.
    """
    tenant = door.tenant.tenant_id
    made: list[UUID] = []
    people_here: list[dict[str, object]] = []
    known: list[NewIdentity] = []
    for launch, role in coming:
        person = uuid7()
        key, wrapped = door.tenant.new_person_key(person)
        locale = known_locale(launch.locale or door.institution.locale)
        email = _email(launch)
        people_here.append({
            "tenant": tenant, "person": person, "email_lookup": None,
            "email_enc": key.encrypt("email", email) if email else None,
            "name_enc": key.encrypt("name", _name(launch, role, locale, person)), "birth_date_enc": None,
            "password_hash": None, "must_change": False, "locale": locale, "now": now, "wrapped_key": wrapped,
        })  # fmt: skip
        known.append(_identity(door, launch, person, key))
        made.append(person)
    await people_rows.add_people(session, people_here)
    await identity_rows.add_identities(session, tenant, known, now)
    registration = door.registration.registration_id
    for role in dict.fromkeys(role for _, role in coming):
        mine = [person for person, (_, one) in zip(made, coming, strict=True) if one == role]
        alone = [(Actor(tenant, one, roles=frozenset({role})), [one]) for one in mine]
        for actor, some in [(by, mine)] if by is not None else alone:
            detail = {"roles": [role], "lms": str(registration)}
            own = [(one, one) for one in some]
            await trail.audit_each(actor, "person.create", "person", own, detail=detail, session=session)
            identified = [(registration, one) for one in some]
            await trail.audit_each(actor, "lms.identify", "lms", identified, session=session)
    return made


def _name(launch: Launch, role: str, locale: str, person: UUID) -> str:
    try:
        return clean_name(launch.name)
    except InvalidInputError:
        return translate(locale, "lti-nameless", role=translate(locale, f"role-{role}"), mark=person.hex[-4:].upper())


async def identify(session: AsyncSession, door: Door, launch: Launch, person: UUID, now: datetime) -> None:
    """Note who a platform's user is here."""
    tenant = door.tenant.tenant_id
    row = await people_rows.person(session, tenant, person)
    key = people.open_key(current().keyring, row) if row is not None else None
    if key is None:
        raise LaunchRefusedError("lti_suspended")
    await identity_rows.add_identities(session, tenant, [_identity(door, launch, person, key)], now)
    await trail.audit(
        Actor(tenant, person), "lms.identify", "lms", object_id=door.registration.registration_id,
        subject_id=person, session=session,
    )  # fmt: skip


def _identity(door: Door, launch: Launch, person: UUID, key: PersonKey) -> NewIdentity:
    return NewIdentity(
        door.lookup(launch), person, launch.issuer, launch.deployment_id, key.encrypt("lti_subject", launch.subject)
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a teacher has chosen for a course of the platform that stands for no class yet.

    Attributes:
        section_id: One of her classes; None: a new one.
        course: (tenant, course) that the new class studies.
        title: Of the new class.
    """

    section_id: UUID | None = None
    course: tuple[UUID, UUID] | None = None
    title: str = ""


async def class_of(
    session: AsyncSession,
    door: Door,
    launch: Launch,
    context: ContextRow,
    person: UUID | None,
    chosen: Chosen | None,
    now: datetime,
) -> UUID | None:
    """Return the class that a course of the platform stands for; None when its teacher has to be asked first.

    Args:
        session: The caller's transaction.
        door: Through which the launch has come.
        launch: The launch.
        context: The course of the platform.
        person: Who launches, None for somebody new.
        chosen: The teacher's answer.
        now: This moment.

    Raises:
        LaunchRefusedError: There is none, and who launches may not choose one; or it is closed.
    """
    tenant, registration = door.tenant.tenant_id, door.registration
    if context.section_id is not None:
        if context.section_status != "active":
            raise LaunchRefusedError("lti_class_closed")
        return context.section_id
    if launch.role != "instructor":
        raise LaunchRefusedError("lti_not_ready")
    own = {row.section_id for row in await taught(session, tenant, person)}
    if chosen is None:
        if registration.course_tenant_id is None or registration.course_id is None or own:
            return None
        # The admin has said what classes study that launches begin, and she has no other class: nothing to ask.
        chosen = Chosen(None, (registration.course_tenant_id, registration.course_id), launch.context_title)
    if chosen.section_id is not None:
        if chosen.section_id not in own:
            raise LaunchRefusedError("lti_not_your_class")
        section, made = chosen.section_id, False
    else:
        section, made = await _begin_class(session, tenant, chosen, registration.name, now), True
    where = (context.registration_id, context.deployment_id, context.context_id)
    if not await context_rows.connect(session, tenant, *where, section, over=False):
        # Two who teach it came at the same moment: the other one's class is the class.
        raise LaunchRefusedError("lti_state")
    await trail.audit(
        Actor(tenant, person or registration.created_by), "section.create" if made else "lms.connect",
        "section" if made else "lms", object_id=section if made else registration.registration_id,
        detail={"lms": str(registration.registration_id), "section": str(section)}, session=session,
    )  # fmt: skip
    return section


async def taught(session: AsyncSession, tenant: UUID, person: UUID | None) -> list[TaughtRow]:
    """Return the open classes that somebody teaches, none for somebody new."""
    return await link_rows.taught(session, tenant, person, MOST_CLASSES) if person is not None else []


async def _begin_class(session: AsyncSession, tenant: UUID, chosen: Chosen, name: str, now: datetime) -> UUID:
    course = None
    if chosen.course is not None:
        version = await section_rows.course_version(session, *chosen.course)
        if version is not None:
            course = (*chosen.course, version)
    try:
        title = clean_name(chosen.title[:120])
    except InvalidInputError:
        title = clean_name(name)
    section = uuid7()
    await section_rows.add_section(session, tenant, section, title=title, term="", course=course, now=now)
    return section


async def enrol(
    session: AsyncSession, door: Door, person: SealedPerson, section: UUID, role: str, now: datetime
) -> bool:
    """Let somebody be in a class what they are in the platform's course; return whether they wait for consent."""
    tenant, registration = door.tenant.tenant_id, door.registration
    if role not in person.roles:
        await people_rows.grant_roles(session, tenant, [(person.person_id, role)], registration.created_by, now)
    was, status = await context_rows.standing_in(session, tenant, section, person.person_id)
    if was == role and status in ("active", "waiting"):
        return status == "waiting"
    waits = False
    actor = Actor(tenant, person.person_id, roles=frozenset({role}))
    proof = {"lms": str(registration.registration_id)}
    if role == "student":
        bases = tuple(basis for basis in BASES if basis in STATED) if registration.attested else ()
        given = Given(bases, registration.created_by, registration.name)
        born = reveal(current().keyring, person, birth_date=True).birth_date
        waits = await admit(session, actor, door.institution, section, born, given, proof, now)
    else:
        await section_rows.enrol(session, tenant, [(section, person.person_id, role)], now)
    await trail.audit(
        actor, "section.enrol", "section", object_id=section, subject_id=person.person_id,
        detail={"role": role, "waits": waits, **proof}, session=session,
    )  # fmt: skip
    return waits
