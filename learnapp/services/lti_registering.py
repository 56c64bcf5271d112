"""An LMS registers by itself: an admin makes an address here, their LMS opens it once, and we answer its questions.

What it registers waits until an admin here switches it on: until then nobody comes in by it.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, LearnAppError, NotFoundError
from learnapp.core.i18n import known_locale
from learnapp.integrations.lti.dynamic import (
    Configuration,
    Registered,
    RegistrationRefusedError,
    Tool,
    read_configuration,
    register,
)
from learnapp.integrations.lti.errors import LaunchRefusedError
from learnapp.integrations.lti.keys import new_key_pair
from learnapp.integrations.outbound import check_address, origin_of
from learnapp.security.access import Actor, system_actor
from learnapp.security.tokens import token_hash
from learnapp.services import current, lms, lms_keys, sessions, trail
from learnapp.services.lti_login import LaunchFailedError, Place
from learnapp.services.people import clean_name
from learnapp.storage.repositories import lti as rows
from learnapp.storage.repositories import lti_invitations as invited
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.lti import RegistrationRow
from learnapp.storage.repositories.lti_invitations import InvitedRow
from learnapp.storage.repositories.sections import Institution

LASTS = timedelta(hours=24)
MOST_OPEN = 10
PER_ADDRESS = "30/hour"
TOOL_NAME = "learnapp"


@dataclass(frozen=True, slots=True)
class Asked:
    """A registration that an LMS has begun, before anything is done.

    Attributes:
        school: Name of the institution that it will belong to.
        site: Where the LMS is.
    """

    school: str
    site: str
    place: Place


# --- addresses, for admins -------------------------------------------------------------------------------


async def invite(
    actor: Actor, origin: str, *, name: str, course: tuple[UUID, UUID] | None = None, attested: bool = False
) -> str:
    """Return a new address for the LMS; it is shown once, works once and for a day.

    Args:
        actor: An admin.
        origin: Address at which people use this server.
        name: What the LMS will be called here.
        course: (tenant, course) for the classes that its launches make.
        attested: The institution has agreed, for every student who comes from it, that learning is stored.

    Raises:
        ConflictError: There are many that work already.
        ForbiddenError: The actor is no admin.
        InvalidInputError: No name.
        NotFoundError: No such course here.
    """
    await trail.authorise(actor, "update", "lms")
    if attested:
        await trail.authorise(actor, "give", "consent")
    services, tenant = current(), actor.tenant_id
    now, secret = services.clock.now(), secrets.token_urlsafe(32)
    owner, study = course or (None, None)
    row = InvitedRow(uuid7(), clean_name(name), owner, study, attested, now, actor.person_id, now + LASTS)
    async with services.db.transaction(tenant) as tx:
        if len(await invited.open_ones(tx.session, tenant, now, MOST_OPEN)) >= MOST_OPEN:
            raise ConflictError(f"{MOST_OPEN} addresses wait to be used already. Take one back first.")
        if course and await section_rows.course_version(tx.session, *course) is None:
            raise NotFoundError("There is no published course like this here. Choose a course from the list.")
        await invited.add(tx.session, tenant, token_hash(secret), row)
        await trail.audit(
            actor, "lms.invite", "lms", object_id=row.invitation_id, detail={"attested": attested}, session=tx.session
        )
    return f"{origin}/lti/register?token={tenant.hex}.{secret}"


async def waiting(actor: Actor) -> list[InvitedRow]:
    """Return the addresses that have not been used yet.

    Raises:
        ForbiddenError: The actor is no admin.
    """
    await trail.authorise(actor, "read", "lms")
    async with current().db.transaction(actor.tenant_id) as tx:
        return await invited.open_ones(tx.session, actor.tenant_id, current().clock.now(), MOST_OPEN)


async def revoke(actor: Actor, invitation_id: UUID) -> None:
    """Let an address work no longer.

    Raises:
        ForbiddenError: The actor is no admin.
        NotFoundError: There is no such one.
    """
    await trail.authorise(actor, "update", "lms")
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await invited.remove(tx.session, actor.tenant_id, invitation_id):
            raise NotFoundError("There is no such address any more. Reload the page.")
        await trail.audit(actor, "lms.uninvite", "lms", object_id=invitation_id, session=tx.session)


# --- the LMS's side --------------------------------------------------------------------------------------


async def asked(token: str, configuration: str) -> Asked:
    """Return what will happen when the LMS's admin goes on.

    Args:
        token: Of the address.
        configuration: Where the LMS says that its configuration lies.

    Raises:
        LaunchFailedError: The address does not work, or the LMS does not say who it is.
    """
    institution, _ = await _invitation(token)
    place = _place(institution)
    try:
        url = check_address(configuration, loopback=lms.loopback())
    except InvalidInputError as error:
        raise LaunchFailedError(LaunchRefusedError("lti_reg_address"), place) from error
    site = origin_of(url)
    return Asked(institution.name, site, Place("", place.locale, frozenset({site})))


async def complete(token: str, configuration: str, registration_token: str, *, origin: str, address: str) -> Asked:
    """Register at an LMS, and keep it here until an admin switches it on.

    Args:
        token: Of the address; it works once.
        configuration: Where the LMS's configuration lies.
        registration_token: What the LMS knows us by meanwhile, "" for none.
        origin: Address at which people use this server.
        address: Network address of the browser.

    Raises:
        LaunchFailedError: Something of it fails; the trail says what.
        RateLimitedError: Too many from this network address.
    """
    services = current()
    keyed = services.keyring.lookup("address", address[:64]).hex()
    await sessions.limiter().hit(PER_ADDRESS, "lti-register", keyed)
    about = await asked(token, configuration)
    institution, row = await _invitation(token)
    tenant, session = institution.tenant_id, lms.outbound()
    try:
        url = check_address(configuration, loopback=lms.loopback())
        found = await asyncio.to_thread(read_configuration, session, url, registration_token)
        for one in (found.auth_url, found.token_url, found.keys_url, found.registration_url):
            check_address(one, loopback=lms.loopback())
        await _use(tenant, row, used=True)
        try:
            told = lms.addresses(origin, institution.slug)
            tool = Tool(TOOL_NAME, origin, told.login, told.launch, told.keys)
            made = await asyncio.to_thread(register, session, found, registration_token, tool)
            await _keep(tenant, row, found, made, origin_of(url))
        except (RegistrationRefusedError, LearnAppError):
            # Nothing came of it: the LMS's admin may try once more.
            await _use(tenant, row, used=False)
            raise
    except (RegistrationRefusedError, LearnAppError) as error:
        code = f"lti_reg_{error.code}" if isinstance(error, RegistrationRefusedError) else error.code
        await trail.audit(
            system_actor(tenant), "lms.register", "lms", object_id=row.invitation_id, outcome="denied",
            detail={"code": code, "site": about.site},
        )  # fmt: skip
        reason = LaunchRefusedError(code) if isinstance(error, RegistrationRefusedError) else error
        if isinstance(error, InvalidInputError):
            reason = LaunchRefusedError("lti_reg_incomplete")
        raise LaunchFailedError(reason, about.place) from error
    return about


def _place(institution: Institution) -> Place:
    return Place("", known_locale(institution.locale))


async def _invitation(token: str) -> tuple[Institution, InvitedRow]:
    tenant_hex, _, secret = token[:200].partition(".")
    try:
        tenant = UUID(hex=tenant_hex)
    except ValueError as error:
        raise LaunchFailedError(LaunchRefusedError("lti_reg_token"), Place()) from error
    async with current().db.transaction(tenant) as tx:
        row = await invited.find(tx.session, tenant, token_hash(secret), current().clock.now())
        institution = await section_rows.institution(tx.session, tenant)
    if row is None or institution is None:
        raise LaunchFailedError(LaunchRefusedError("lti_reg_token"), Place())
    return institution, row


async def _use(tenant: UUID, row: InvitedRow, *, used: bool) -> None:
    async with current().db.transaction(tenant) as tx:
        if not await invited.use(tx.session, tenant, row.invitation_id, current().clock.now() if used else None):
            raise LaunchRefusedError("lti_reg_token")


async def _keep(tenant: UUID, row: InvitedRow, found: Configuration, made: Registered, site: str) -> None:
    now = current().clock.now()
    new = RegistrationRow(
        uuid7(), row.name, found.product, found.issuer, made.client_id, site, found.auth_url, found.token_url,
        found.keys_url, found.audience,
        row.course_tenant_id, row.course_id, row.attested, "pending", now, row.created_by, None,
    )  # fmt: skip
    pair = await asyncio.to_thread(new_key_pair)
    try:
        async with current().db.transaction(tenant) as tx:
            _, total = await rows.registrations(tx.session, tenant, size=1, offset=0)
            if total >= lms.MOST_PLATFORMS:
                raise ConflictError("There are too many learning management systems. Remove one first.")
            await rows.add_registration(tx.session, tenant, new)
            deployed = made.deployment_id and await rows.add_deployment(
                tx.session, tenant, new.registration_id, made.deployment_id, now
            )
            if not any(key.replaced_at is None for key in await rows.keys(tx.session, tenant, now)):
                await lms_keys.keep(tx.session, tenant, pair, now)
            await trail.audit(
                system_actor(tenant), "lms.register", "lms", object_id=new.registration_id,
                detail={"product": found.product, "site": site, "deployed": bool(deployed)}, session=tx.session,
            )  # fmt: skip
    except IntegrityError as error:
        raise LaunchRefusedError("lti_reg_known") from error
