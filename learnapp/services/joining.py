"""Joining a section by an invitation link: somebody new, or somebody who is at the institution already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    LearnAppError,
    NotFoundError,
    NotSignedInError,
)
from learnapp.core.i18n import known_locale
from learnapp.security.access import Actor
from learnapp.security.consent import age_on
from learnapp.security.crypto import normalise_email
from learnapp.security.passwords import check_policy
from learnapp.security.tokens import read_invitation_code
from learnapp.services import current, invitations, people, sessions, trail
from learnapp.services.admitting import Given, admit
from learnapp.services.people import NewPerson, clean_name, reveal, sealed_row, tenant_key
from learnapp.services.sessions import ATTEMPTS_PER_ADDRESS, SignedIn
from learnapp.services.sign_in import sign_in
from learnapp.services.sign_in_gate import SignOnEnforcedError
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import invitations as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import sign_on as sign_on_rows
from learnapp.storage.repositories.invitations import InvitationRow
from learnapp.storage.repositories.sections import Institution

MOST_AGE = 120
_CLOSED = "This link does not work any more, or was not copied whole. Ask who gave it to you for a new one."


class InvitationClosedError(NotFoundError):
    """The code is wrong, expired, used up or revoked; which one is not said."""

    code = "invitation_closed"


class InvitationElsewhereError(ForbiddenError):
    """The signed-in reader belongs to another institution."""

    code = "invitation_elsewhere"


class InvitationForOtherError(ForbiddenError):
    """The link is for another address than that of who opens it."""

    code = "invitation_for_other"


class OtherRoleError(ConflictError):
    """The link makes people something that this person is not here."""

    code = "invitation_other_role"


class BirthDateError(InvalidInputError):
    """A pupil has to give a birth date that can be one."""

    code = "birth_date"


@dataclass(frozen=True, slots=True)
class Invited:
    """What a link that works says to whoever opens it.

    Attributes:
        school: Name of the institution.
        role: What one becomes: student or instructor.
        birth_date: Whether a newcomer has to give it.
    """

    tenant_id: UUID
    school: str
    slug: str
    locale: str
    section_id: UUID
    section: str
    role: str
    birth_date: bool


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody new tells of themselves, as typed."""

    name: str
    email: str
    password: str
    birth_date: str = ""
    locale: str = ""
    """Language in which they have read the page; "": that of the school."""


@dataclass(frozen=True, slots=True)
class _Link:
    row: InvitationRow
    institution: Institution

    @property
    def tenant(self) -> UUID:
        return self.institution.tenant_id

    def invited(self) -> Invited:
        row, home = self.row, self.institution
        needs = row.role == "student" and home.kind != "university"
        return Invited(
            home.tenant_id, home.name, home.slug, home.locale, row.section_id, row.section, row.role, needs
        )  # fmt: skip


async def look(code: str, *, address: str) -> Invited:
    """Return what a link says.

    Args:
        code: As typed or opened.
        address: Network address of the browser; codes that do not work count against it.

    Raises:
        InvitationClosedError: It does not work; all reasons look the same.
        RateLimitedError: Too many codes that do not work from this address.
    """
    return (await _link(code, address)).invited()


async def _link(code: str, address: str) -> _Link:
    services = current()
    limit = services.settings.rate_limit_sign_in
    key = ("invitation", services.keyring.lookup("address", address[:64]).hex())
    await sessions.limiter().hit(limit, *key, times=ATTEMPTS_PER_ADDRESS)
    plain = read_invitation_code(code)
    for digest in services.keyring.lookups(invitations.KIND, plain) if plain else ():
        place = await services.db.directory.find_invitation(digest)
        if place is None:
            continue
        async with services.db.transaction(place.tenant_id) as tx:
            row = await rows.one(tx.session, place.tenant_id, place.invitation_id, services.clock.now())
            institution = await section_rows.institution(tx.session, place.tenant_id)
        if row is not None and row.open and institution is not None:
            await sessions.limiter().hit(limit, *key, times=ATTEMPTS_PER_ADDRESS, cost=-1)
            return _Link(row, institution)
    raise InvitationClosedError(_CLOSED)


async def join(code: str, new: Newcomer, *, address: str) -> SignedIn:
    """Make an account by a link, enrol it and sign it in; all of it or nothing.

    Where the e-mail address has an account at this institution already, the password must be that account's, as
    when signing in: then it is enrolled.

    Args:
        code: As typed or opened.
        new: What somebody tells of themselves.
        address: Network address of the browser.

    Raises:
        BirthDateError: A pupil gave none, or one that cannot be.
        InvalidInputError: Something else typed is not acceptable.
        InvitationClosedError: The link does not work, or somebody took the last place just now.
        OtherRoleError: The account that is here is no student (or no teacher).
        RateLimitedError: Too many attempts.
        SignInFailedError: The address is known here and the password is not its own.
    """
    link = await _link(code, address)
    services = current()
    email, name = normalise_email(new.email), clean_name(new.name)
    born = _born(new.birth_date, link) if link.invited().birth_date else None
    _require_address(link, services.keyring.email_lookups(email))
    limit = services.settings.rate_limit_sign_in
    await sessions.limiter().hit(
        limit, "join", services.keyring.lookup("address", address[:64]).hex(), times=ATTEMPTS_PER_ADDRESS
    )
    async with services.db.transaction(link.tenant) as tx:
        here = await people_rows.people_by_lookup(tx.session, link.tenant, services.keyring.email_lookups(email))
    if here:
        begun = await sign_in(email, new.password, address=address, institution=link.institution.slug)
        try:
            await _accept(await _signed_in(begun), link)
        except LearnAppError:
            await sessions.sign_out(begun.token)
            raise
        return begun
    role = link.row.role
    check_policy(new.password, roles=frozenset({role}), email=email, name=name)
    hashed = await sessions.hash_password(new.password)
    person = NewPerson(email, name, (role,), born, known_locale(new.locale or link.institution.locale))
    try:
        async with services.db.transaction(link.tenant) as tx:
            return await _newcomer(tx.session, link, person, hashed)
    except IntegrityError as error:
        raise ConflictError("Somebody has just joined with this address. Sign in with it.") from error


def _require_address(link: _Link, lookups: Sequence[bytes]) -> None:
    """Refuse whoever has come by a link that was for somebody else's address.

    Raises:
        InvitationForOtherError: It was.
    """
    wanted = link.row.email_lookup
    if wanted is not None and bytes(wanted) not in lookups:
        raise InvitationForOtherError("This link is for another e-mail address. Use the one that it was sent to.")


async def _signed_in(begun: SignedIn) -> Actor:
    actor = await sessions.actor_for_person(begun.tenant_id, begun.person_id)
    if actor is None:
        raise NotSignedInError("This account does not exist any more. Ask your school.")
    return actor


def _born(typed: str, link: _Link) -> date:
    try:
        born = date.fromisoformat(typed.strip()[:10])
    except ValueError as error:
        raise BirthDateError("Give your birth date: day, month and year.") from error
    if not 0 <= age_on(born, _today(link.institution)) <= MOST_AGE:
        raise BirthDateError("This cannot be your birth date. Check the year.")
    return born


def _today(institution: Institution) -> date:
    return current().clock.now().astimezone(ZoneInfo(institution.time_zone)).date()


async def _newcomer(session: AsyncSession, link: _Link, new: NewPerson, hashed: str) -> SignedIn:
    services = current()
    now = services.clock.now()
    if (await sign_on_rows.rule(session, link.tenant)).enforced:
        raise SignOnEnforcedError("Your school signs in on its own page. Sign in there, then open the link again.")
    await _use(session, link, now)
    key = await tenant_key(session, link.tenant)
    row = sealed_row(services.keyring, key, new, hashed, must_change=False, now=now)
    person, lookup = UUID(str(row["person"])), services.keyring.email_lookup(new.email)
    await people_rows.add_people(session, [row])
    await people_rows.grant_roles(session, link.tenant, [(person, link.row.role)], link.row.created_by, now)
    await sessions.put_logins(session, link.tenant, [(lookup, person)])
    actor = Actor(link.tenant, person, roles=frozenset(new.roles))
    await trail.audit(
        actor, "person.create", "person", object_id=person, subject_id=person, detail={"roles": list(new.roles)},
        session=session,
    )  # fmt: skip
    await _enrol(session, actor, link, new.birth_date, now)
    return await sessions.open_session(session, link.tenant, person)


async def _use(session: AsyncSession, link: _Link, now: datetime) -> None:
    if not await rows.use(session, link.tenant, link.row.invitation_id, now):
        raise InvitationClosedError(_CLOSED)


async def accept(actor: Actor, code: str, *, address: str) -> str:
    """Enrol somebody who is signed in at the link's institution; return what they are there: student or instructor.

    Who is in the section already stays as they are, and the link is not used up by it.

    Raises:
        ForbiddenError: The actor is nobody who joins sections, or of another institution (`invitation_elsewhere`).
        InvitationClosedError: The link does not work.
        OtherRoleError: The actor is no student (or no teacher) here.
        RateLimitedError: Too many attempts.
    """
    await trail.authorise(actor, "accept", "invitation", student_id=actor.person_id)
    link = await _link(code, address)
    if link.tenant != actor.tenant_id:
        raise InvitationElsewhereError("You are signed in at another school. Sign out first, then open the link again.")
    await _accept(actor, link)
    return link.row.role


def suits(actor: Actor, role: str) -> bool:
    """Return whether somebody who is here may follow a link for this role: it gives nobody another one.

    A teacher who tries the students' link would otherwise become one of them; an admin may teach.
    """
    return role in actor.roles or (role in ("instructor", "assistant") and "admin" in actor.roles)


async def _accept(actor: Actor, link: _Link) -> None:
    role, section = link.row.role, link.row.section_id
    if section in actor.sections:
        return
    if not suits(actor, role):
        raise OtherRoleError("You are not that at this school. Ask an administrator to give you this role first.")
    services = current()
    now = services.clock.now()
    async with services.db.transaction(actor.tenant_id) as tx:
        if await section_rows.is_waiting(tx.session, actor.tenant_id, section, actor.person_id):
            return
        row = await people_rows.person(tx.session, actor.tenant_id, actor.person_id)
        email = reveal(services.keyring, row).email if row is not None else ""
        _require_address(link, services.keyring.email_lookups(email) if email else ())
        await _use(tx.session, link, now)
        born = reveal(services.keyring, row, birth_date=True).birth_date if row is not None else None
        await people_rows.grant_roles(tx.session, actor.tenant_id, [(actor.person_id, role)], link.row.created_by, now)
        await _enrol(tx.session, actor, link, born, now)
    sessions.forget_person(actor.person_id)


async def _enrol(session: AsyncSession, actor: Actor, link: _Link, born: date | None, now: datetime) -> None:
    """Enrol, or let a child wait until somebody has consented; write what was recorded on the way."""
    row, tenant, person = link.row, link.tenant, actor.person_id
    waits = False
    if row.role == "student":
        # Who gives a link away does not speak for parents.
        given = Given(("institution_contract",) if row.attested else (), row.created_by, "invitation link")
        proof = {"invitation": str(row.invitation_id)}
        waits = await admit(session, actor, link.institution, row.section_id, born, given, proof, now)
    else:
        await section_rows.enrol(session, tenant, [(row.section_id, person, row.role)], now)
    await trail.audit(
        actor, "invitation.accept", "invitation", object_id=row.invitation_id, subject_id=person,
        detail={"section": str(row.section_id), "role": row.role, "waits": waits}, session=session,
    )  # fmt: skip


async def waiting_for(actor: Actor) -> list[str]:
    """Return the titles of the classes that the actor has joined and may begin once somebody has consented.

    Raises:
        ForbiddenError: The actor is no person with pages.
    """
    await trail.authorise(actor, "read", "profile", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        return await section_rows.waiting_titles(tx.session, actor.tenant_id, actor.person_id)


async def name_of(actor: Actor) -> str:
    """Return the actor's own name, for the page on which they confirm that they join."""
    await trail.authorise(actor, "read", "profile", student_id=actor.person_id)
    return (await people.names(actor.tenant_id, [actor.person_id])).get(actor.person_id, "")
