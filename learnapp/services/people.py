"""People of an institution, for those who run it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.security.access import ROLES, Actor
from learnapp.security.crypto import Keyring, PersonKey, TenantKey, normalise_email
from learnapp.security.passwords import Passwords
from learnapp.security.tokens import temporary_password
from learnapp.services import current, notices, sessions, trail
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.identity import SealedPerson

ERASED_NAME = "—"
MAX_NAME = 120
_ALREADY_HERE = "Somebody with this e-mail address is already here. Search for them under People."
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
# A temporary password has 71 random bits, so a low cost is enough; sign-in renews the hash at full cost.
_TEMPORARY = Passwords(time_cost=1, memory_kib=1024)


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person, readable.

    Attributes:
        name: Readable name; a dash once erased.
        email: Readable address; empty once erased.
    """

    person_id: UUID
    name: str
    email: str
    roles: tuple[str, ...]
    status: str
    locale: str
    created_at: datetime
    last_seen_at: datetime | None
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is needed to make a person."""

    email: str
    name: str
    roles: tuple[str, ...]
    birth_date: date | None = None
    locale: str = "en"
    password: str | None = None


@dataclass(frozen=True, slots=True)
class Created:
    """A new person and the temporary password, which is shown once and stored nowhere."""

    person_id: UUID
    temporary_password: str


def open_key(keyring: Keyring, row: SealedPerson) -> PersonKey | None:
    """Return the data key of a stored person, None once it is destroyed."""
    if row.person_key is None:
        return None
    return keyring.tenant(row.tenant_id, row.tenant_key).open_person_key(row.person_id, row.person_key)


def reveal(keyring: Keyring, row: SealedPerson, *, birth_date: bool = False) -> PersonView:
    """Decrypt a stored person."""
    key = open_key(keyring, row)
    name, email, born = ERASED_NAME, "", None
    if key is not None:
        name = key.decrypt("name", row.name_enc) if row.name_enc else ERASED_NAME
        email = key.decrypt("email", row.email_enc) if row.email_enc else ""
        if birth_date and row.birth_date_enc:
            born = date.fromisoformat(key.decrypt("birth_date", row.birth_date_enc))
    return PersonView(
        row.person_id, name, email, row.roles, row.status, row.locale, row.created_at, row.last_seen_at, born
    )


async def names(tenant_id: UUID, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return readable names. The caller has checked access and writes the disclosure.

    Args:
        tenant_id: The institution.
        ids: People of it; unknown ones are left out, erased ones have a dash.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    services = current()
    async with services.db.transaction(tenant_id) as tx:
        rows = await people_rows.people_by_id(tx.session, tenant_id, wanted)
    return {person_id: reveal(services.keyring, row).name for person_id, row in rows.items()}


async def list_people(
    actor: Actor,
    *,
    query: str = "",
    role: str | None = None,
    status: str | None = None,
    section_id: UUID | None = None,
    offset: int = 0,
    size: int = 50,
) -> Page[PersonView]:
    """Return a page of the institution's people.

    Names are ciphertext in the database, so a search by name reads everybody and compares here; a whole
    e-mail address is found by its keyed hash at once.

    Raises:
        ForbiddenError: The actor may not read people (an instructor may read the roster of a taught section).
    """
    if section_id is not None and not actor.roles & {"admin", "auditor"}:
        await trail.authorise(actor, "read", "roster", section_id=section_id)
    else:
        await trail.authorise(actor, "read", "person")
    services = current()
    offset, size = bounded(offset, size)
    text = query.strip().casefold()[:MAX_NAME]
    async with services.db.transaction(actor.tenant_id) as tx:
        if "@" in text and "." in text.rpartition("@")[2]:
            lookups = services.keyring.email_lookups(text)
            rows = await people_rows.people_by_lookup(tx.session, actor.tenant_id, lookups)
            if section_id is not None:
                enrolled = await section_rows.active_enrolments(
                    tx.session, actor.tenant_id, [row.person_id for row in rows]
                )
                rows = [row for row in rows if (section_id, row.person_id) in enrolled]
            rows = [row for row in rows if (role is None or role in row.roles) and status in (None, row.status)]
            return Page([reveal(services.keyring, row) for row in rows], len(rows), 0, size)
        rows, total = await people_rows.list_people(
            tx.session,
            actor.tenant_id,
            role=role,
            status=status,
            section=section_id,
            offset=0 if text else offset,
            size=1_000_000 if text else size,
        )
    if not text:
        return Page([reveal(services.keyring, row) for row in rows], total, offset, size)
    found = await asyncio.to_thread(_named, services.keyring, rows, text)
    return Page([reveal(services.keyring, row) for row in found[offset : offset + size]], len(found), offset, size)


def _named(keyring: Keyring, rows: Iterable[SealedPerson], text: str) -> list[SealedPerson]:
    """Return the people in whose name a text is, by name; nothing but the names is opened."""
    named = []
    for row in rows:
        key = open_key(keyring, row)
        name = key.decrypt("name", row.name_enc).casefold() if key is not None and row.name_enc else ""
        if text in name:
            named.append((name, row))
    return [row for _, row in sorted(named, key=lambda one: one[0])]


async def find_person(actor: Actor, text: str) -> PersonView:
    """Return one person by id or whole e-mail address.

    Raises:
        InvalidInputError: It is neither.
        NotFoundError: There is no such person here, or they were erased.
    """
    await trail.authorise(actor, "read", "person")
    services = current()
    async with services.db.transaction(actor.tenant_id) as tx:
        try:
            found = [await people_rows.person(tx.session, actor.tenant_id, UUID(text.strip()))]
        except ValueError:
            lookups = services.keyring.email_lookups(text)
            found = list(await people_rows.people_by_lookup(tx.session, actor.tenant_id, lookups))
    row = found[0] if found else None
    if row is None or row.status == "erased":
        raise NotFoundError("There is no such person in your institution. Check the address or the id.")
    return reveal(services.keyring, row)


def clean_name(name: str) -> str:
    """Return a name without surrounding space.

    Raises:
        InvalidInputError: It is empty, too long, has control characters, or would run as a formula in a spreadsheet.
    """
    text = " ".join(name.split(" ")).strip()
    if not text or len(text) > MAX_NAME or _CONTROL.search(text):
        raise InvalidInputError(f"A name has 1 to {MAX_NAME} ordinary characters. Correct it and try again.")
    if text[0] in "=+-@":
        raise InvalidInputError("A name cannot begin with = + - or @. Correct it and try again.")
    return text


GIVEN_BY_SYSTEM = frozenset({"operator"})
"""Roles that no person gives: operators run the machine of all institutions, admins only their own."""


def check_roles(actor: Actor, roles: Iterable[str]) -> tuple[str, ...]:
    """Return known roles in order.

    Raises:
        InvalidInputError: There is none, an unknown one, or one that this actor cannot give.
    """
    known = ROLES if actor.kind == "system" else ROLES - GIVEN_BY_SYSTEM
    wanted = sorted(set(roles))
    if not wanted or not set(wanted) <= known:
        raise InvalidInputError(f"Choose one or more of these roles: {', '.join(sorted(known))}.")
    return tuple(wanted)


def sealed_row(
    keyring: Keyring,
    tenant: TenantKey,
    new: NewPerson,
    password_hash: str | None,
    *,
    must_change: bool,
    now: datetime,
    without_address: bool = False,
) -> dict[str, object]:
    """Return the database row of a new person, personal fields encrypted under a fresh data key.

    Args:
        keyring: For the look-up of the address.
        tenant: The institution's key.
        new: Who it is.
        password_hash: None for somebody who signs in at the institution's provider.
        must_change: The password has to be changed first.
        now: The present moment.
        without_address: Their address has not been checked by anybody and is not kept.
    """
    person_id = uuid7()
    key, wrapped = tenant.new_person_key(person_id)
    email = "" if without_address else normalise_email(new.email)
    return {
        "tenant": tenant.tenant_id,
        "person": person_id,
        "email_lookup": keyring.email_lookup(email) if email else None,
        "email_enc": key.encrypt("email", email) if email else None,
        "name_enc": key.encrypt("name", new.name),
        "birth_date_enc": key.encrypt("birth_date", new.birth_date.isoformat()) if new.birth_date else None,
        "password_hash": password_hash,
        "must_change": must_change,
        "locale": new.locale,
        "now": now,
        "wrapped_key": wrapped,
    }


def temporary() -> tuple[str, str]:
    """Return a new temporary password and its hash."""
    password = temporary_password()
    return password, _TEMPORARY.hash(password)


async def tenant_key(session: AsyncSession, tenant_id: UUID) -> TenantKey:
    """Return the institution's key.

    Raises:
        NotFoundError: There is no such institution.
    """
    wrapped = await section_rows.tenant_key(session, tenant_id)
    if wrapped is None:
        raise NotFoundError("This institution has not been set up. Ask the operator to create it.")
    keyring: Keyring = current().keyring
    return keyring.tenant(tenant_id, wrapped)


async def create_person(actor: Actor, new: NewPerson) -> Created:
    """Make a person with a temporary password (or the given one) that must be changed at the first sign-in.

    Raises:
        ConflictError: Somebody of this institution has that address.
        InvalidInputError: Name, address or role is not acceptable.
    """
    await trail.authorise(actor, "create", "person")
    services = current()
    roles, name = check_roles(actor, new.roles), clean_name(new.name)
    now = services.clock.now()
    if new.password is None:
        password, hashed = temporary()
    else:
        password, hashed = "", await sessions.hash_password(new.password)
    new = NewPerson(new.email, name, roles, new.birth_date, new.locale)
    try:
        async with services.db.transaction(actor.tenant_id) as tx:
            key = await tenant_key(tx.session, actor.tenant_id)
            row = sealed_row(services.keyring, key, new, hashed, must_change=password != "", now=now)
            lookup, person_id = bytes(row["email_lookup"]), UUID(str(row["person"]))  # type: ignore[call-overload]
            if await people_rows.people_by_lookup(
                tx.session, actor.tenant_id, services.keyring.email_lookups(new.email)
            ):
                raise ConflictError(_ALREADY_HERE)
            await people_rows.add_people(tx.session, [row])
            await people_rows.grant_roles(
                tx.session, actor.tenant_id, [(person_id, role) for role in roles], actor.person_id, now
            )
            await sessions.put_logins(tx.session, actor.tenant_id, [(lookup, person_id)])
            await trail.audit(
                actor, "person.create", "person", object_id=person_id, subject_id=person_id,
                detail={"roles": list(roles)}, session=tx.session,
            )  # fmt: skip
    except IntegrityError as error:
        raise ConflictError(_ALREADY_HERE) from error
    return Created(person_id, password)


async def set_status(actor: Actor, person_id: UUID, status: str) -> None:
    """Suspend a person or let them in again; their sessions end at once.

    Raises:
        InvalidInputError: Unknown status, or the actor's own account.
        NotFoundError: No such person here, or erased.
    """
    await trail.authorise(actor, "update", "person")
    if status not in ("active", "suspended"):
        raise InvalidInputError("A person is either active or suspended.")
    if person_id == actor.person_id:
        raise InvalidInputError("You cannot suspend yourself. Ask another administrator.")
    services = current()
    async with services.db.transaction(actor.tenant_id) as tx:
        await _living(tx.session, actor.tenant_id, person_id)
        await people_rows.update_person(tx.session, actor.tenant_id, person_id, {"status": status})
        await trail.audit(
            actor, f"person.{status}", "person", object_id=person_id, subject_id=person_id, session=tx.session
        )
    if status == "suspended":
        await sessions.end_all(actor.tenant_id, person_id)
    sessions.forget_person(person_id)


async def reset_password(actor: Actor, person_id: UUID) -> str:
    """Give a person a new temporary password for a fortnight, shown once; their sessions end."""
    await trail.authorise(actor, "update", "person")
    password, hashed = temporary()
    until = current().clock.now() + people_rows.TEMPORARY_LASTS
    async with current().db.transaction(actor.tenant_id) as tx:
        await _living(tx.session, actor.tenant_id, person_id)
        await people_rows.update_person(
            tx.session, actor.tenant_id, person_id,
            {"password_hash": hashed, "must_change_password": True, "password_until": until},
        )  # fmt: skip
        await trail.audit(
            actor, "person.reset_password", "person", object_id=person_id, subject_id=person_id, session=tx.session
        )
        await notices.tell(
            tx.session, actor.tenant_id, "account", [person_id], by=actor.person_id, arguments={"state": "reset"}
        )
    await sessions.end_all(actor.tenant_id, person_id)
    return password


async def _living(session: AsyncSession, tenant_id: UUID, person_id: UUID) -> SealedPerson:
    row = await people_rows.person(session, tenant_id, person_id)
    if row is None or row.status == "erased":
        raise NotFoundError("There is no such person in your institution. Go back to the list and choose again.")
    return row
