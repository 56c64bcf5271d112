"""Platforms that launch into the institution, their installations, and our keys towards them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.batch import Batch, Statement
from learnapp.storage.directory_lti import LtiPlace
from learnapp.storage.repositories.sections import Institution


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """One platform; see `storage.models.lti.LtiRegistration`.

    Attributes:
        deployments: Ids of its installations.
    """

    registration_id: UUID
    name: str
    product: str
    issuer: str
    client_id: str
    site: str
    auth_url: str
    token_url: str
    keys_url: str
    audience: str
    course_tenant_id: UUID | None
    course_id: UUID | None
    attested: bool
    status: str
    created_at: datetime
    created_by: UUID
    last_launch_at: datetime | None
    deployments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key pair, its private half sealed.

    Attributes:
        replaced_at: When another one took its place; None: it signs.
    """

    kid: str
    public_pem: str
    private_sealed: bytes
    created_at: datetime
    replaced_at: datetime | None


_REGISTRATION = """
SELECT r.registration_id, r.name, r.product, r.issuer, r.client_id, r.site, r.auth_url, r.token_url, r.keys_url,
       r.audience, r.course_tenant_id, r.course_id, r.attested, r.status, r.created_at, r.created_by, r.last_launch_at,
       ARRAY(SELECT d.deployment_id FROM lti_deployment d WHERE d.tenant_id = r.tenant_id
                AND d.registration_id = r.registration_id ORDER BY d.created_at, d.deployment_id) AS deployments
  FROM lti_registration r WHERE r.tenant_id = :tenant
"""
_ONE = text(_REGISTRATION + " AND r.registration_id = :registration")
_ALL = text(_REGISTRATION + " ORDER BY r.created_at, r.registration_id LIMIT :size OFFSET :offset")


# The same for who launches: it crosses the network once, together with the institution.
_MET = Statement.of(_REGISTRATION + " AND r.registration_id = :registration", tenant="uuid", registration="uuid")
_OF = Statement(
    "SELECT tenant_id, slug, name, kind, locale, time_zone, accent_color FROM institution"
    " WHERE tenant_id = {tenant:uuid}"
)
_KEY = Statement("SELECT wrapped_key FROM tenant_key WHERE tenant_id = {tenant:uuid}")
_PLACES = Statement("""
SELECT f.tenant_id, f.registration_id
  FROM lti_registration r CROSS JOIN LATERAL directory.find_lti(r.issuer, r.client_id, {deployment:text}) f
 WHERE r.tenant_id = {tenant:uuid} AND r.registration_id = {registration:uuid}
""")


@dataclass(frozen=True, slots=True)
class Begun:
    """Whom a launch was begun with.

    Attributes:
        wrapped: Key of the institution.
        places: Whom its issuer and client mean together with the deployment that a token names.
    """

    row: RegistrationRow
    institution: Institution
    wrapped: bytes
    places: tuple[LtiPlace, ...]


async def met(batch: Batch, tenant: UUID, registration_id: UUID) -> tuple[RegistrationRow, Institution] | None:
    """Return a platform with its institution; None when one of them is not there."""
    batch.add(_MET, tenant=tenant, registration=registration_id)
    batch.add(_OF, tenant=tenant)
    *_, rows, institutions = await batch.exchange()
    return _both(rows, institutions)


async def begun(batch: Batch, tenant: UUID, registration_id: UUID, deployment: str) -> Begun | None:
    """Return whom a launch was begun with; None when they have been removed meanwhile.

    Args:
        batch: For reading.
        tenant: The institution.
        registration_id: The platform.
        deployment: Its installation, as a token names it that nobody has checked yet.
    """
    batch.add(_MET, tenant=tenant, registration=registration_id)
    batch.add(_OF, tenant=tenant)
    batch.add(_KEY, tenant=tenant)
    batch.add(_PLACES, tenant=tenant, registration=registration_id, deployment=deployment)
    *_, rows, institutions, keys, places = await batch.exchange()
    both = _both(rows, institutions)
    if both is None or not keys:
        return None
    return Begun(*both, keys[0][0], tuple(LtiPlace(*one) for one in places))


def _both(rows: list[Any], institutions: list[Any]) -> tuple[RegistrationRow, Institution] | None:
    if not rows or not institutions:
        return None
    return RegistrationRow(*[*rows[0][:-1], tuple(rows[0][-1])]), Institution(*institutions[0])


def _registration(row: Any) -> RegistrationRow:
    fields = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public row mapping
    return RegistrationRow(**{**fields, "deployments": tuple(fields["deployments"])})


async def registration(session: AsyncSession, tenant: UUID, registration_id: UUID) -> RegistrationRow | None:
    """Return one platform."""
    row = (await session.execute(_ONE, {"tenant": tenant, "registration": registration_id})).first()
    return _registration(row) if row else None


async def registrations(
    session: AsyncSession, tenant: UUID, *, size: int, offset: int
) -> tuple[list[RegistrationRow], int]:
    """Return a page of the platforms, the oldest first, and how many there are."""
    total = await session.execute(
        text("SELECT count(*) FROM lti_registration WHERE tenant_id = :tenant"), {"tenant": tenant}
    )
    rows = await session.execute(_ALL, {"tenant": tenant, "size": size, "offset": offset})
    return [_registration(row) for row in rows], int(total.scalar_one())


_ADD = text("""
INSERT INTO lti_registration (tenant_id, registration_id, name, product, issuer, client_id, site, auth_url, token_url,
       keys_url, audience, course_tenant_id, course_id, attested, status, created_at, created_by)
VALUES (:tenant, :registration, :name, :product, :issuer, :client_id, :site, :auth_url, :token_url, :keys_url,
        :audience, :course_tenant, :course, :attested, :status, :now, :by)
""")
_PUT = text("SELECT directory.put_lti_registration(:issuer, :client_id, :tenant, :registration)")


async def add_registration(session: AsyncSession, tenant: UUID, new: RegistrationRow) -> None:
    """Insert a platform, and who may be found by its name into the directory. Its deployments come one by one."""
    values = {
        "tenant": tenant, "registration": new.registration_id, "name": new.name, "product": new.product,
        "issuer": new.issuer, "client_id": new.client_id, "site": new.site, "auth_url": new.auth_url,
        "token_url": new.token_url, "keys_url": new.keys_url, "audience": new.audience,
        "course_tenant": new.course_tenant_id, "course": new.course_id, "attested": new.attested,
        "status": new.status, "now": new.created_at, "by": new.created_by,
    }  # fmt: skip
    await session.execute(_ADD, values)
    await session.execute(_PUT, {name: values[name] for name in ("issuer", "client_id", "tenant", "registration")})


async def set_status(session: AsyncSession, tenant: UUID, registration_id: UUID, status: str) -> bool:
    """Switch a platform on or off; return whether there is such a one."""
    found = await session.execute(
        text(
            "UPDATE lti_registration SET status = :status"
            " WHERE tenant_id = :tenant AND registration_id = :registration RETURNING 1"
        ),
        {"tenant": tenant, "registration": registration_id, "status": status},
    )
    return found.first() is not None


async def remove_registration(session: AsyncSession, tenant: UUID, registration_id: UUID) -> bool:
    """Forget a platform with its deployments and courses; who has come from it stays. Return whether it was there."""
    wanted = {"tenant": tenant, "registration": registration_id}
    found = await session.execute(
        text("DELETE FROM lti_registration WHERE tenant_id = :tenant AND registration_id = :registration RETURNING 1"),
        wanted,
    )
    if found.first() is None:
        return False
    await session.execute(text("SELECT directory.remove_lti_registration(:tenant, :registration)"), wanted)
    return True


async def add_deployment(
    session: AsyncSession, tenant: UUID, registration_id: UUID, deployment: str, now: datetime
) -> bool:
    """Enter an installation; return False when it is entered already, here or at another institution."""
    wanted = {"tenant": tenant, "registration": registration_id, "deployment": deployment, "now": now}
    put = await session.execute(
        text("SELECT directory.put_lti_deployment(:deployment, :tenant, :registration)"), wanted
    )
    if not put.scalar_one():
        return False
    await session.execute(
        text(
            "INSERT INTO lti_deployment (tenant_id, registration_id, deployment_id, created_at)"
            " VALUES (:tenant, :registration, :deployment, :now)"
        ),
        wanted,
    )
    return True


async def remove_deployment(session: AsyncSession, tenant: UUID, registration_id: UUID, deployment: str) -> bool:
    """Forget an installation; return whether it was there."""
    wanted = {"tenant": tenant, "registration": registration_id, "deployment": deployment}
    found = await session.execute(
        text(
            "DELETE FROM lti_deployment WHERE tenant_id = :tenant AND registration_id = :registration"
            " AND deployment_id = :deployment RETURNING 1"
        ),
        wanted,
    )
    if found.first() is None:
        return False
    await session.execute(text("SELECT directory.remove_lti_deployment(:deployment, :tenant, :registration)"), wanted)
    return True


LAUNCHED = """
UPDATE lti_registration SET last_launch_at = :now WHERE tenant_id = :tenant AND registration_id = :registration
   AND coalesce(last_launch_at, '-infinity') < :now - interval '1 minute'
"""


async def launched(session: AsyncSession, tenant: UUID, registration_id: UUID, now: datetime) -> None:
    """Note the last launch, at most once a minute: a school that begins its day would queue at this row."""
    await session.execute(text(LAUNCHED), {"tenant": tenant, "registration": registration_id, "now": now})


# --- keys ------------------------------------------------------------------------------------------------


async def keys(session: AsyncSession, tenant: UUID, since: datetime) -> list[KeyRow]:
    """Return the key that signs, and those that were replaced since a moment, the newest first."""
    rows = await session.execute(
        text(
            "SELECT kid, public_pem, private_sealed, created_at, replaced_at FROM lti_key WHERE tenant_id = :tenant"
            " AND (replaced_at IS NULL OR replaced_at >= :since) ORDER BY created_at DESC, kid"
        ),
        {"tenant": tenant, "since": since},
    )
    return [KeyRow(*row) for row in rows]


async def add_key(session: AsyncSession, tenant: UUID, new: KeyRow) -> None:
    """Let a new key sign from now on in place of the present one."""
    await session.execute(
        text("UPDATE lti_key SET replaced_at = :now WHERE tenant_id = :tenant AND replaced_at IS NULL"),
        {"tenant": tenant, "now": new.created_at},
    )
    await session.execute(
        text(
            "INSERT INTO lti_key (tenant_id, kid, public_pem, private_sealed, created_at)"
            " VALUES (:tenant, :kid, :public, :private, :now)"
        ),
        {
            "tenant": tenant, "kid": new.kid, "public": new.public_pem, "private": new.private_sealed,
            "now": new.created_at,
        },
    )  # fmt: skip
