"""Learning management systems of an institution, for those who run it: connect, switch off, connect their courses."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.integrations.lti.key_sets import KeySets
from learnapp.integrations.lti.keys import new_key_pair
from learnapp.integrations.lti.platform import PRESETS, PRODUCTS, Platform
from learnapp.integrations.outbound import OutboundSession, check_address, origin_of
from learnapp.security.access import Actor
from learnapp.services import current, lms_keys, trail
from learnapp.services.people import clean_name
from learnapp.storage.repositories import lti as rows
from learnapp.storage.repositories import lti_contexts as context_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.lti import RegistrationRow
from learnapp.storage.repositories.lti_contexts import ContextRow

MOST_PLATFORMS, MOST_DEPLOYMENTS = 50, 200
PAGE = 20
MOST_ID = 255
FRAMES_S = 30.0
"""A platform that is connected or switched off may frame pages, or no longer, after this long in other processes."""
_NO_SUCH = "There is no such learning management system here. Reload the page."
_frames: dict[UUID, tuple[frozenset[str], float]] = {}


@dataclass(frozen=True, slots=True)
class PlatformDraft:
    """What an admin types in of an LMS, as typed.

    Attributes:
        product: `canvas`, `moodle`, `blackboard` or `other`; for the first three the addresses follow from `site`.
        site: Address at which people use the LMS.
        deployment_id: Its first installation; more can follow.
        course: (tenant, course) for the classes that launches make; None: they begin without one.
        attested: The institution has agreed, for every student who comes from this LMS, that learning is stored.
    """

    name: str
    product: str
    site: str
    client_id: str
    deployment_id: str = ""
    issuer: str = ""
    auth_url: str = ""
    token_url: str = ""
    keys_url: str = ""
    audience: str = ""
    course: tuple[UUID, UUID] | None = None
    attested: bool = False


@dataclass(frozen=True, slots=True)
class Addresses:
    """What an LMS has to be told of us."""

    login: str
    launch: str
    keys: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the page of an institution's LMSs.

    Attributes:
        key_since: Since when the present key signs; None before the first.
    """

    page: Page[RegistrationRow]
    addresses: Addresses
    key_since: datetime | None


def loopback() -> bool:
    """Return whether this machine itself may be an LMS: never in production."""
    return current().settings.environment != "production"


def outbound() -> OutboundSession:
    """Return what calls addresses of LMSs; it blocks."""
    return OutboundSession(loopback=loopback())


def key_sets() -> KeySets:
    """Return the keys of LMSs that this process has read."""
    found: KeySets = current().extras.setdefault("lti_key_sets", KeySets(outbound()))
    return found


def platform_of(row: RegistrationRow) -> Platform:
    """Return a stored platform as the protocol needs it."""
    return Platform(
        row.issuer, row.client_id, row.site, row.auth_url, row.token_url, row.keys_url, row.audience,
        frozenset(row.deployments),
    )  # fmt: skip


def addresses(origin: str, slug: str) -> Addresses:
    """Return what an LMS has to be told of us.

    Args:
        origin: Address at which people use this server.
        slug: The institution's.
    """
    return Addresses(f"{origin}/lti/login", f"{origin}/lti/launch", f"{origin}/lti/keys/{slug}")


# --- platforms -------------------------------------------------------------------------------------------


async def overview(actor: Actor, origin: str, *, offset: int = 0, size: int = PAGE) -> Overview:
    """Return the institution's LMSs and what they have to be told.

    Args:
        actor: An admin.
        origin: Address at which people use this server.
        offset: Rows before this page.
        size: Rows on it.

    Raises:
        ForbiddenError: The actor is no admin.
    """
    await trail.authorise(actor, "read", "lms")
    services = current()
    offset, size = bounded(offset, size)
    async with services.db.transaction(actor.tenant_id) as tx:
        found, total = await rows.registrations(tx.session, actor.tenant_id, size=size, offset=offset)
        institution = await section_rows.institution(tx.session, actor.tenant_id)
        keys = await rows.keys(tx.session, actor.tenant_id, services.clock.now())
    slug = institution.slug if institution is not None else ""
    since = next((key.created_at for key in keys if key.replaced_at is None), None)
    return Overview(Page(found, total, offset, size), addresses(origin, slug), since)


async def add(actor: Actor, draft: PlatformDraft) -> UUID:
    """Connect an LMS; returns its id. The institution's first one brings its key pair.

    Raises:
        ConflictError: Connected already, or the installation belongs to another institution.
        ForbiddenError: The actor is no admin.
        InvalidInputError: Something typed is not acceptable.
    """
    await trail.authorise(actor, "update", "lms")
    if draft.attested:
        await trail.authorise(actor, "give", "consent")
    services = current()
    now, tenant = services.clock.now(), actor.tenant_id
    new = _checked(draft, actor.person_id, now)
    deployment = _identifier(draft.deployment_id) if draft.deployment_id.strip() else ""
    pair = await asyncio.to_thread(new_key_pair)
    try:
        async with services.db.transaction(tenant) as tx:
            _, total = await rows.registrations(tx.session, tenant, size=1, offset=0)
            if total >= MOST_PLATFORMS:
                raise ConflictError(f"There are {MOST_PLATFORMS} learning management systems. Remove one first.")
            if draft.course and await section_rows.course_version(tx.session, *draft.course) is None:
                raise NotFoundError("There is no published course like this here. Choose a course from the list.")
            await rows.add_registration(tx.session, tenant, new)
            if deployment:
                await _deploy(tx.session, tenant, new.registration_id, deployment, now)
            if not any(key.replaced_at is None for key in await rows.keys(tx.session, tenant, now)):
                await lms_keys.keep(tx.session, tenant, pair, now)
            await trail.audit(
                actor, "lms.add", "lms", object_id=new.registration_id,
                detail={"product": new.product, "attested": new.attested}, session=tx.session,
            )  # fmt: skip
    except IntegrityError as error:
        raise ConflictError("This learning management system is connected already. It is in the list.") from error
    _frames.pop(tenant, None)
    return new.registration_id


def _checked(draft: PlatformDraft, by: UUID, now: datetime) -> RegistrationRow:
    if draft.product not in PRODUCTS:
        raise InvalidInputError("Choose your learning management system from the list.")
    near = loopback()
    site = origin_of(check_address(draft.site, loopback=near))
    client = _identifier(draft.client_id)
    preset = PRESETS.get(draft.product)
    if preset is not None:
        filled = {
            name: getattr(preset, name).replace("{site}", site).replace("{client_id}", client)
            for name in ("issuer", "auth_url", "token_url", "keys_url", "audience")
        }
        # A Moodle below a path of its site has its own issuer and addresses.
        if draft.product == "moodle" and draft.site.strip().rstrip("/") != site:
            base = check_address(draft.site, loopback=near).rstrip("/")
            filled = {name: value.replace(site, base) for name, value in filled.items()}
    else:
        filled = {name: getattr(draft, name).strip() for name in ("auth_url", "token_url", "keys_url", "audience")}
        # An issuer is a name that is compared, and never called: it is kept as the LMS writes it.
        filled["issuer"] = _identifier(draft.issuer)
    for name in ("auth_url", "token_url", "keys_url"):
        filled[name] = check_address(filled[name], loopback=near)
    tenant, course = draft.course or (None, None)
    return RegistrationRow(
        uuid7(), clean_name(draft.name), draft.product, filled["issuer"], client, site, filled["auth_url"],
        filled["token_url"], filled["keys_url"], filled["audience"][:500], tenant, course, draft.attested, "active",
        now, by, None,
    )  # fmt: skip


def _identifier(text: str) -> str:
    plain = text.strip()
    if not plain or len(plain) > MOST_ID or not plain.isascii() or not plain.isprintable() or " " in plain:
        raise InvalidInputError(
            "Copy client id, deployment id and issuer as the learning management system shows them."
        )
    return plain


async def _deploy(session: AsyncSession, tenant: UUID, registration: UUID, deployment: str, now: datetime) -> None:
    if not await rows.add_deployment(session, tenant, registration, deployment, now):
        raise ConflictError("This deployment is connected already, perhaps by another institution. Check its id.")


async def add_deployment(actor: Actor, registration_id: UUID, deployment_id: str) -> None:
    """Enter another installation of an LMS.

    Raises:
        ConflictError: Entered already, here or at another institution.
        ForbiddenError: The actor is no admin.
        NotFoundError: No such LMS here.
    """
    await trail.authorise(actor, "update", "lms")
    deployment, services = _identifier(deployment_id), current()
    async with services.db.transaction(actor.tenant_id) as tx:
        row = await registration(tx.session, actor.tenant_id, registration_id)
        if len(row.deployments) >= MOST_DEPLOYMENTS:
            raise ConflictError(f"There are {MOST_DEPLOYMENTS} deployments. Remove one first.")
        await _deploy(tx.session, actor.tenant_id, registration_id, deployment, services.clock.now())
        await trail.audit(actor, "lms.deploy", "lms", object_id=registration_id, session=tx.session)


async def remove_deployment(actor: Actor, registration_id: UUID, deployment_id: str) -> None:
    """Let an installation launch no longer.

    Raises:
        ForbiddenError: The actor is no admin.
        NotFoundError: No such installation here.
    """
    await trail.authorise(actor, "update", "lms")
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.remove_deployment(tx.session, actor.tenant_id, registration_id, deployment_id):
            raise NotFoundError("There is no such deployment any more. Reload the page.")
        await trail.audit(actor, "lms.undeploy", "lms", object_id=registration_id, session=tx.session)


async def switch(actor: Actor, registration_id: UUID, *, on: bool) -> None:
    """Switch an LMS off, or on again; who is signed in stays so.

    Raises:
        ForbiddenError: The actor is no admin.
        NotFoundError: No such LMS here.
    """
    await trail.authorise(actor, "update", "lms")
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.set_status(tx.session, actor.tenant_id, registration_id, "active" if on else "off"):
            raise NotFoundError(_NO_SUCH)
        await trail.audit(actor, "lms.on" if on else "lms.off", "lms", object_id=registration_id, session=tx.session)
    _frames.pop(actor.tenant_id, None)


async def remove(actor: Actor, registration_id: UUID) -> None:
    """Forget an LMS with its installations and courses; classes and accounts stay, and know it again if it comes back.

    Raises:
        ForbiddenError: The actor is no admin.
        NotFoundError: No such LMS here.
    """
    await trail.authorise(actor, "update", "lms")
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.remove_registration(tx.session, actor.tenant_id, registration_id):
            raise NotFoundError(_NO_SUCH)
        await trail.audit(actor, "lms.remove", "lms", object_id=registration_id, session=tx.session)
    _frames.pop(actor.tenant_id, None)


async def registration(session: AsyncSession, tenant: UUID, registration_id: UUID) -> RegistrationRow:
    """Return an LMS of an institution.

    Raises:
        NotFoundError: There is no such one.
    """
    found = await rows.registration(session, tenant, registration_id)
    if found is None:
        raise NotFoundError(_NO_SUCH)
    return found


# --- courses of LMSs -------------------------------------------------------------------------------------


async def contexts(actor: Actor, *, offset: int = 0, size: int = PAGE) -> Page[ContextRow]:
    """Return a page of the courses that have launched, those that stand for no class first.

    Raises:
        ForbiddenError: The actor is no admin.
    """
    await trail.authorise(actor, "read", "lms")
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        found, total = await context_rows.contexts(tx.session, actor.tenant_id, size=size, offset=offset)
    return Page(found, total, offset, size)


async def connect(
    actor: Actor, registration_id: UUID, deployment_id: str, context_id: str, section_id: UUID | None
) -> None:
    """Let a course of an LMS stand for a class, or for none until somebody teaches it here.

    Raises:
        ForbiddenError: The actor is no admin.
        NotFoundError: No such course or open class here.
    """
    await trail.authorise(actor, "update", "lms")
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await section_rows.sections_by_id(tx.session, actor.tenant_id, [section_id] if section_id else [])
        if section_id and (not found or found[0].status != "active"):
            raise NotFoundError("There is no such open class. Reload the page and choose again.")
        where = (registration_id, deployment_id, context_id)
        if not await context_rows.connect(tx.session, actor.tenant_id, *where, section_id, over=True):
            raise NotFoundError("There is no such course any more. Reload the page.")
        await trail.audit(
            actor, "lms.connect", "lms", object_id=registration_id,
            detail={"section": str(section_id or "")}, session=tx.session,
        )  # fmt: skip


# --- whose frames our pages may stand in ------------------------------------------------------------------


async def frames(tenant_id: UUID) -> frozenset[str]:
    """Return the origins that may frame pages for people of an institution: its active LMSs, kept for a while."""
    found = _frames.get(tenant_id)
    if found is None or found[1] < time.monotonic():
        async with current().db.transaction(tenant_id) as tx:
            known, _ = await rows.registrations(tx.session, tenant_id, size=MOST_PLATFORMS, offset=0)
        found = (frozenset(row.site for row in known if row.status == "active"), time.monotonic() + FRAMES_S)
        if len(_frames) > 10_000:
            _frames.clear()
        _frames[tenant_id] = found
    return found[0]
