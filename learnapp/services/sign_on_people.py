"""Who somebody is here that has come back from the institution's provider: found, linked, or made just in time.

An account is somebody's by the provider's own id for them, never by a name or an address that is merely claimed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import ForbiddenError, InvalidInputError
from learnapp.integrations.oidc import claims as claims_of
from learnapp.integrations.oidc.claims import ADMIN_ROLES, Mapping, Read
from learnapp.integrations.oidc.domains import read_domain
from learnapp.security.access import Actor
from learnapp.security.consent import covers, sufficient
from learnapp.security.crypto import normalise_email
from learnapp.services import current, people, sessions, trail
from learnapp.services.people import NewPerson, clean_name, sealed_row
from learnapp.services.sessions import SuspendedError
from learnapp.storage.repositories import consent as consent_rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import sign_on as rows
from learnapp.storage.repositories.identity import SealedPerson
from learnapp.storage.repositories.sign_on import ProviderRow


class NoAccountError(ForbiddenError):
    """The provider has proved who it is, and there is no account for them; why is not said to them."""

    code = "sign_on_no_account"


def _none(why: str) -> NoAccountError:
    return NoAccountError(
        "Your school's sign-in worked, but it opens no account here. If you have a password, sign in with it and "
        "connect the two on your account page; otherwise ask your administrator.",
        detail={"why": why},
    )


@dataclass(frozen=True, slots=True)
class Found:
    """Who has come back.

    Attributes:
        how: known, made or email.
    """

    person_id: UUID
    how: str
    must_change_password: bool
    theme: str


async def subject_of(session: AsyncSession, tenant: UUID, issuer: str, subject: str) -> bytes:
    """Return the keyed hash under which a provider's id for somebody is kept."""
    return (await people.tenant_key(session, tenant)).lookup("oidc-subject", issuer, subject)


def read_ours(provider: ProviderRow, found: dict[str, Any]) -> Read:
    """Return what claims say of somebody of this school.

    Raises:
        NoAccountError: The provider serves other schools too, and they are of one of those.
    """
    read = claims_of.read(found, Mapping.of(provider.mapping), admin_roles=provider.admin_roles)
    if not read.ours:
        raise _none("other_tenant")
    return read


async def find_or_make(session: AsyncSession, tenant: UUID, provider: ProviderRow, found: dict[str, Any]) -> Found:
    """Return whose account this is, and bring its roles and classes up to date with what the claims say.

    Args:
        session: Of the caller's transaction: all of it happens, or nothing.
        tenant: The institution.
        provider: Its provider.
        found: Claims that have been proved.

    Raises:
        NoAccountError: They are of another school, or none is theirs, and none may be made or linked.
        SuspendedError: Theirs is suspended.
    """
    read = read_ours(provider, found)
    now = current().clock.now()
    subject = await subject_of(session, tenant, provider.issuer, str(found["sub"]))
    known = await rows.identity(session, tenant, provider.provider_id, subject)
    if known is not None:
        row, how = await people_rows.person(session, tenant, known.person_id), "known"
        await rows.use_identity(session, tenant, provider.provider_id, subject, now)
        made = known.how == "made"
    else:
        row = await _by_address(session, tenant, provider, read)
        how, made = ("email", False) if row is not None else ("made", True)
        if row is None:
            row = await _make(session, tenant, provider, read, now)
        await rows.add_identity(session, tenant, provider.provider_id, subject, row.person_id, how, now)
        await trail.audit(
            Actor(tenant, row.person_id), "sign_on.link", "person", object_id=row.person_id,
            subject_id=row.person_id, detail={"provider": str(provider.provider_id), "how": how}, session=session,
        )  # fmt: skip
    if row is None or row.status == "erased":
        raise _none("erased")
    if row.status != "active":
        raise SuspendedError("This account is suspended. Ask your school's administrator to open it again.")
    await _bring_up_to_date(session, tenant, provider, row, read, made=made, now=now)
    return Found(row.person_id, how, row.must_change_password and row.password_hash is not None, row.theme)


async def _by_address(session: AsyncSession, tenant: UUID, provider: ProviderRow, read: Read) -> SealedPerson | None:
    """Return the account with this address, where an admin has switched that on and the address is proved twice.

    The provider itself has checked the address, and its domain is the institution's own. Whoever has more power than
    a claim may give links the account while signed in to it.
    """
    if not provider.link_by_email or not read.verified:
        return None
    domain = read_domain(read.email.rpartition("@")[2])
    own = {one.domain for one in await rows.domains(session, tenant) if one.proved_at is not None}
    if domain is None or domain not in own:
        return None
    try:
        lookups = current().keyring.email_lookups(read.email)
    except InvalidInputError:
        return None
    here = await people_rows.people_by_lookup(session, tenant, lookups)
    if not here:
        return None
    held = set(here[0].roles)
    # Whoever runs the server sees more than this institution, which has set the provider up.
    if "operator" in held or (held & set(ADMIN_ROLES) and not provider.admin_roles):
        raise _none("powerful")
    return here[0]


async def _make(session: AsyncSession, tenant: UUID, provider: ProviderRow, read: Read, now: datetime) -> SealedPerson:
    """Make an account without a password; an address that nobody has checked is not kept as theirs."""
    if not provider.new_accounts:
        raise _none("no_new_accounts")
    roles = read.roles or ((read.usual,) if read.usual else ())
    if not roles:
        raise _none("no_role")
    services = current()
    try:
        name = clean_name(read.name or read.email.partition("@")[0])
        email = normalise_email(read.email) if read.verified and read.email else ""
    except InvalidInputError as error:
        raise _none("no_name") from error
    if email and await people_rows.people_by_lookup(session, tenant, services.keyring.email_lookups(email)):
        raise _none("address_taken")
    institution = await section_rows.institution(session, tenant)
    key = await people.tenant_key(session, tenant)
    new = NewPerson(email, name, roles, None, institution.locale if institution else "en")
    row = sealed_row(services.keyring, key, new, None, must_change=False, now=now, without_address=not email)
    person = UUID(str(row["person"]))
    await people_rows.add_people(session, [row])
    if email:
        await sessions.put_logins(session, tenant, [(services.keyring.email_lookup(email), person)])
    await trail.audit(
        Actor(tenant, person), "person.create", "person", object_id=person, subject_id=person,
        detail={"provider": str(provider.provider_id), "roles": list(roles)}, session=session,
    )  # fmt: skip
    made = await people_rows.person(session, tenant, person)
    if made is None:
        raise _none("vanished")
    return made


async def _bring_up_to_date(
    session: AsyncSession,
    tenant: UUID,
    provider: ProviderRow,
    row: SealedPerson,
    read: Read,
    *,
    made: bool,
    now: datetime,
) -> None:
    """Give what the claims give and take what they no longer give; what people have given stays."""
    wanted = set(read.roles) or ({read.usual} if made and read.usual else set())
    held = await rows.roles_given_by(session, tenant, row.person_id, provider.provider_id)
    gone, new = sorted(held - wanted), sorted(wanted - set(row.roles))
    if gone:
        await people_rows.revoke_roles(session, tenant, row.person_id, gone)
    await people_rows.grant_roles(session, tenant, [(row.person_id, role) for role in new], provider.provider_id, now)
    if gone or new:
        await trail.audit(
            Actor(tenant, row.person_id), "person.set_roles", "person", object_id=row.person_id,
            subject_id=row.person_id, session=session,
            detail={"provider": str(provider.provider_id), "given": new, "taken": gone},
        )  # fmt: skip
    roles = (set(row.roles) - set(gone)) | set(new)
    for role in ("instructor", "student"):
        if role in roles and read.sections:
            await _enrol(session, tenant, row, role, read.sections, now)
            break
    sessions.forget_person(row.person_id)


async def _enrol(
    session: AsyncSession, tenant: UUID, row: SealedPerson, role: str, titles: tuple[str, ...], now: datetime
) -> None:
    """Put somebody into the classes that the claims name; a child whose consent is missing waits, as everywhere."""
    wanted = await rows.sections_titled(session, tenant, titles)
    held = await section_rows.active_enrolments(session, tenant, [row.person_id])
    missing = [section for section in wanted if (section, row.person_id) not in held]
    institution = await section_rows.institution(session, tenant)
    if not missing or institution is None:
        return
    waits = False
    if role == "student":
        recorded = (await consent_rows.consents_of(session, tenant, [row.person_id]))[row.person_id]
        born = people.reveal(current().keyring, row, birth_date=True).birth_date
        today = now.astimezone(ZoneInfo(institution.time_zone)).date()
        known = [one.as_consent() for one in recorded]
        allowed = covers(known, birth_date=born, institution_kind=institution.kind, today=today).allowed
        waits = not allowed and "school_under_13" in sufficient(born, institution.kind, today)
    for section in missing:
        if waits:
            await section_rows.enrol_waiting(session, tenant, section, row.person_id, now)
        else:
            await section_rows.enrol(session, tenant, [(section, row.person_id, role)], now)
        await trail.audit(
            Actor(tenant, row.person_id), "roster.enrol", "section", object_id=section, subject_id=row.person_id,
            detail={"by": "provider", "role": role, "waits": waits}, session=session,
        )  # fmt: skip
