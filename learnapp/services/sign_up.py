"""Beginning a school on one's own: the institution, its key and its first admin, all of it or nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError
from learnapp.core.i18n import known_locale
from learnapp.security.access import Actor
from learnapp.security.crypto import normalise_email
from learnapp.security.passwords import check_policy
from learnapp.services import current, sessions, trail
from learnapp.services.onboarding import check_time_zone
from learnapp.services.people import NewPerson, clean_name, sealed_row
from learnapp.services.sessions import SignedIn
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.sections import Institution

KINDS = ("k12", "university")
PER_EMAIL = "3/day"
"""So many schools may be begun with one address: each of them is one more place at which its sign-in is tried."""
RESERVED = frozenset(
    """admin administrator api app auth demo help home internal join learnapp library login mail operator root
    security sign-in sign-up start static status support system test www""".split()
)
"""What stands, or may come to stand, for the system itself."""
ACCENT, REGION = "#2f5bd7", "local"
_LONGEST, _TRIES = 40, 30


class SignUpClosedError(ForbiddenError):
    """This server does not take new schools from its pages."""

    code = "sign_up_closed"


class NameReservedError(InvalidInputError):
    """The name would be taken for a part of the system."""

    code = "name_reserved"


@dataclass(frozen=True, slots=True)
class SchoolDraft:
    """What somebody tells of their school and of themselves.

    Attributes:
        school: As its people call it.
        kind: `k12` or `university`.
        locale: Language of the school's people.
        time_zone: IANA name.
        name: Of the first admin.
        email: Of the first admin: what they sign in with.
        password: Of the first admin.
    """

    school: str
    kind: str
    locale: str
    time_zone: str
    name: str
    email: str
    password: str


def is_open() -> bool:
    """Return whether anybody may begin a school here."""
    settings = current().settings
    if settings.self_sign_up is None:
        return settings.environment != "production"
    return settings.self_sign_up


async def sign_up(draft: SchoolDraft, *, address: str) -> SignedIn:
    """Make an institution with its key and its first admin, and sign the admin in, in one transaction.

    Nothing here depends on whether the e-mail address is known at other institutions, so nobody learns that: the
    same address may belong to several, each with a password of its own.

    Args:
        draft: As typed.
        address: Network address of the browser.

    Raises:
        ConflictError: Far too many schools are called like this.
        InvalidInputError: Something typed is not acceptable (also `name_reserved`, `weak_password`).
        RateLimitedError: Too many schools from this network address or with this e-mail address.
        SignUpClosedError: Switched off on this server.
    """
    if not is_open():
        raise SignUpClosedError("New schools are set up by whoever runs this server. Ask them to add yours.")
    services = current()
    draft = _checked(draft)
    slugs = _slugs(draft.school)
    await sessions.limiter().hit(
        services.settings.rate_limit_sign_up, "sign-up", "address", services.keyring.lookup("address", address).hex()
    )
    await sessions.limiter().hit(PER_EMAIL, "sign-up", "email", services.keyring.email_lookup(draft.email).hex())
    hashed = await sessions.hash_password(draft.password)
    for slug in slugs:
        if await services.db.directory.find_tenant(slug) is not None:
            continue
        tenant = uuid7()
        try:
            async with services.db.transaction(tenant) as tx:
                return await _found(tx.session, tenant, slug, draft, hashed)
        except IntegrityError:
            # Somebody took this slug at the same moment; nothing of this try is there.
            continue
    raise ConflictError("Too many schools have this name. Add your town to it and try again.")


def _checked(draft: SchoolDraft) -> SchoolDraft:
    """Return the draft in the form in which it is stored; raise what is not acceptable."""
    if draft.kind not in KINDS:
        raise InvalidInputError("Choose whether it is a school or a university.")
    check_time_zone(draft.time_zone)
    draft = replace(
        draft,
        school=clean_name(draft.school),
        name=clean_name(draft.name),
        email=normalise_email(draft.email),
        locale=known_locale(draft.locale),
    )
    check_policy(draft.password, roles=frozenset({"admin"}), email=draft.email, name=draft.name)
    return draft


def _slugs(school: str) -> Iterator[str]:
    """Return the slugs to try for a name: itself, then with a number, then with one that nobody else has.

    Raises:
        NameReservedError: It stands for the system itself.
    """
    parts = unicodedata.normalize("NFKD", school).lower()
    plain = "".join(sign for sign in parts if not unicodedata.combining(sign))
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST].strip("-") or "school"
    if slug in RESERVED:
        raise NameReservedError("This name is kept for the system itself. Write your school's full name.")
    return iter([slug, *(f"{slug}-{number}" for number in range(2, _TRIES)), f"{slug}-{uuid7().hex[-10:]}"])


async def _found(session: AsyncSession, tenant: UUID, slug: str, draft: SchoolDraft, hashed: str) -> SignedIn:
    services = current()
    now = services.clock.now()
    await session.execute(
        text("SELECT directory.create_tenant(:tenant, :slug, :name, :kind, :region)"),
        {"tenant": tenant, "slug": slug, "name": draft.school, "kind": draft.kind, "region": REGION},
    )
    key, wrapped = services.keyring.new_tenant_key(tenant)
    institution = Institution(tenant, slug, draft.school, draft.kind, draft.locale, draft.time_zone, ACCENT)
    await section_rows.add_institution(session, institution, wrapped, now)
    new = NewPerson(draft.email, draft.name, ("admin",), None, draft.locale)
    row = sealed_row(services.keyring, key, new, hashed, must_change=False, now=now)
    admin = UUID(str(row["person"]))
    await people_rows.add_people(session, [row])
    await people_rows.grant_roles(session, tenant, [(admin, "admin")], admin, now)
    await sessions.put_logins(session, tenant, [(services.keyring.email_lookup(draft.email), admin)])
    actor = Actor(tenant, admin, roles=frozenset({"admin"}))
    await trail.audit(
        actor, "institution.create", "institution", object_id=tenant, detail={"kind": draft.kind}, session=session
    )
    await trail.audit(
        actor, "person.create", "person", object_id=admin, subject_id=admin, detail={"roles": ["admin"]},
        session=session,
    )  # fmt: skip
    return await sessions.open_session(session, tenant, admin)
