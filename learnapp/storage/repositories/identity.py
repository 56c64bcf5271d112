"""People, their keys, roles, enrolments and sections, as sealed rows. Nothing here decrypts or commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.batch import Batch, Statement
from learnapp.storage.changes import change_row


@dataclass(frozen=True, slots=True)
class SealedPerson:
    """One person as stored: personal fields encrypted, with the wrapped keys that open them.

    Attributes:
        person_key: Wrapped data key; None after erasure.
        tenant_key: Wrapped key of the institution.
        password_until: When a temporary password ends; None for one's own.
    """

    tenant_id: UUID
    person_id: UUID
    email_enc: bytes | None
    name_enc: bytes | None
    birth_date_enc: bytes | None
    password_hash: str | None
    must_change_password: bool
    password_until: datetime | None
    locale: str
    theme: str
    text_size: str
    spacing: str
    motion: str
    time_zone: str
    status: str
    created_at: datetime
    last_seen_at: datetime | None
    person_key: bytes | None
    tenant_key: bytes
    roles: tuple[str, ...]


PERSON = """
SELECT p.tenant_id, p.person_id, p.email_enc, p.name_enc, p.birth_date_enc, p.password_hash,
       p.must_change_password, p.password_until, p.locale, p.theme, p.text_size, p.spacing, p.motion,
       p.time_zone, p.status, p.created_at, p.last_seen_at,
       k.wrapped_key AS person_key, t.wrapped_key AS tenant_key,
       ARRAY(SELECT g.role FROM role_grant g
              WHERE g.tenant_id = p.tenant_id AND g.person_id = p.person_id ORDER BY g.role) AS roles
  FROM person p
  JOIN tenant_key t ON t.tenant_id = p.tenant_id
  LEFT JOIN person_key k ON k.tenant_id = p.tenant_id AND k.person_id = p.person_id
"""
_PEOPLE_BY_IDS = text(PERSON + "WHERE p.tenant_id = :tenant AND p.person_id = ANY(:ids)")
_PEOPLE_BY_LOOKUPS = text(PERSON + "WHERE p.tenant_id = :tenant AND p.email_lookup = ANY(:lookups)")
_KNOWN = """
WITH known AS (UPDATE lti_identity SET last_launch_at = :now
                WHERE tenant_id = :tenant AND subject_lookup = :lookup RETURNING person_id)
"""
_LAUNCHED = text(
    _KNOWN + PERSON + "WHERE p.tenant_id = :tenant AND p.person_id = (SELECT person_id FROM known)"  # noqa: S608 - constants
)
_FILTER = """
WHERE p.tenant_id = :tenant
  AND (CAST(:role AS text) IS NULL OR EXISTS (SELECT 1 FROM role_grant g WHERE g.tenant_id = p.tenant_id
        AND g.person_id = p.person_id AND g.role = :role))
  AND (CAST(:status AS text) IS NULL OR p.status = :status)
  AND (CAST(:section AS uuid) IS NULL OR EXISTS (SELECT 1 FROM enrolment e WHERE e.tenant_id = p.tenant_id
        AND e.section_id = :section AND e.person_id = p.person_id AND e.status = 'active'))
"""
_LIST = text(PERSON + _FILTER + "ORDER BY p.created_at, p.person_id LIMIT :size OFFSET :offset")
_COUNT = text("SELECT count(*) FROM person p " + _FILTER)  # noqa: S608 - both parts are constants


def _person(row: Any) -> SealedPerson:
    fields = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public row mapping
    return SealedPerson(**{**fields, "roles": tuple(fields["roles"])})


async def people_by_id(session: AsyncSession, tenant: UUID, ids: Iterable[UUID]) -> dict[UUID, SealedPerson]:
    """Return the people found among `ids`."""
    rows = await session.execute(_PEOPLE_BY_IDS, {"tenant": tenant, "ids": list(ids)})
    return {row.person_id: _person(row) for row in rows}


async def person(session: AsyncSession, tenant: UUID, person_id: UUID) -> SealedPerson | None:
    """Return one person."""
    return (await people_by_id(session, tenant, [person_id])).get(person_id)


async def person_launched(
    session: AsyncSession, tenant: UUID, subject_lookup: bytes, now: datetime
) -> SealedPerson | None:
    """Note that a platform's user has launched, and return who that is here; None for somebody who is nobody yet."""
    row = (await session.execute(_LAUNCHED, {"tenant": tenant, "lookup": subject_lookup, "now": now})).first()
    return _person(row) if row else None


_COMES_IN = Statement("""
UPDATE person SET last_seen_at = {now:time}, study_section_id = coalesce({studies:uuid}, study_section_id)
 WHERE tenant_id = {tenant:uuid} AND person_id = {person:uuid}
""")
_BEGIN_SESSION = Statement(
    "SELECT directory.begin_session({hash:bytes}, {tenant:uuid}, {person:uuid}, make_interval(days => {days:int}),"
    " {device:text}, {via:text}, {provider:uuid})"
)


def begin_session(
    batch: Batch, tenant: UUID, person_id: UUID, token_hash: bytes, *, days: int, device: str, via: str, now: datetime,
    studies: UUID | None = None,
) -> None:  # fmt: skip
    """Begin a session within the caller's transaction.

    Args:
        batch: The transaction.
        tenant: The institution.
        person_id: Whose.
        token_hash: SHA-256 of what their browser gets.
        days: How long it lasts at most.
        device: On what it begins.
        via: How they have proved who they are.
        now: This moment.
        studies: The class that their pages show from now on; None: as it is.
    """
    batch.add(
        _BEGIN_SESSION, hash=token_hash, tenant=tenant, person=person_id, days=days, device=device, via=via,
        provider=None,
    )  # fmt: skip
    batch.add(_COMES_IN, tenant=tenant, person=person_id, now=now, studies=studies)


async def people_by_lookup(session: AsyncSession, tenant: UUID, lookups: Sequence[bytes]) -> list[SealedPerson]:
    """Return the people whose address has one of these keyed hashes."""
    rows = await session.execute(_PEOPLE_BY_LOOKUPS, {"tenant": tenant, "lookups": list(lookups)})
    return [_person(row) for row in rows]


async def list_people(
    session: AsyncSession,
    tenant: UUID,
    *,
    role: str | None,
    status: str | None,
    section: UUID | None,
    offset: int,
    size: int,
) -> tuple[list[SealedPerson], int]:
    """Return one page of people and how many there are in all."""
    wanted = {"tenant": tenant, "role": role, "status": status, "section": section}
    total = (await session.execute(_COUNT, wanted)).scalar_one()
    rows = await session.execute(_LIST, {**wanted, "size": size, "offset": offset})
    return [_person(row) for row in rows], int(total)


TEMPORARY_LASTS = timedelta(days=14)
"""So long a temporary password opens its account."""

_ADD_PERSON = text("""
INSERT INTO person (tenant_id, person_id, email_lookup, email_enc, name_enc, birth_date_enc, password_hash,
                    must_change_password, password_until, locale, theme, status, created_at)
SELECT n.tenant, n.person, n.email_lookup, n.email_enc, n.name_enc, n.birth_date_enc, n.password_hash, n.must_change,
       CASE WHEN n.must_change THEN n.now + :lasts END, n.locale, 'system', 'active', n.now
  FROM unnest(cast(:tenant AS uuid[]), cast(:person AS uuid[]), cast(:email_lookup AS bytea[]),
              cast(:email_enc AS bytea[]), cast(:name_enc AS bytea[]), cast(:birth_date_enc AS bytea[]),
              cast(:password_hash AS text[]), cast(:must_change AS boolean[]), cast(:locale AS text[]),
              cast(:now AS timestamptz[]))
       n (tenant, person, email_lookup, email_enc, name_enc, birth_date_enc, password_hash, must_change, locale, now)
""")
_ADD_KEY = text("""
INSERT INTO person_key (tenant_id, person_id, wrapped_key)
SELECT * FROM unnest(cast(:tenant AS uuid[]), cast(:person AS uuid[]), cast(:wrapped_key AS bytea[]))
""")
_NEW = ("tenant", "person", "email_lookup", "email_enc", "name_enc", "birth_date_enc", "password_hash", "must_change",
        "locale", "now", "wrapped_key")  # fmt: skip


async def add_people(session: AsyncSession, people: Sequence[dict[str, object]]) -> None:
    """Insert people with their wrapped data keys.

    Args:
        session: The transaction's session.
        people: Dicts with tenant, person, email_lookup, email_enc, name_enc, birth_date_enc, password_hash,
            must_change, locale, now, wrapped_key.
    """
    if people:
        columns = {name: [one[name] for one in people] for name in _NEW}
        await session.execute(_ADD_PERSON, {**columns, "lasts": TEMPORARY_LASTS})
        await session.execute(_ADD_KEY, columns)


async def update_person(session: AsyncSession, tenant: UUID, person_id: UUID, values: dict[str, object]) -> bool:
    """Change some columns of a person; return whether there is such a person.

    Raises:
        ValueError: A name is no column that may change.
    """
    return await change_row(session, "person", "person_id", tenant, person_id, values, _ALLOWED_COLUMNS)


_ALLOWED_COLUMNS = frozenset(
    """email_lookup email_enc name_enc birth_date_enc password_hash must_change_password password_until
    locale theme status text_size spacing motion time_zone
    last_seen_at study_section_id""".split()
)


async def grant_roles(
    session: AsyncSession, tenant: UUID, pairs: Sequence[tuple[UUID, str]], by: UUID, now: datetime
) -> None:
    """Give roles to people; those they hold already stay as they are."""
    if pairs:
        await session.execute(
            text(
                "INSERT INTO role_grant (tenant_id, person_id, role, granted_at, granted_by) "
                "SELECT :tenant, n.person, n.role, :now, :by "
                "FROM unnest(cast(:people AS uuid[]), cast(:roles AS text[])) n (person, role) ON CONFLICT DO NOTHING"
            ),
            {
                "tenant": tenant,
                "people": [person for person, _ in pairs],
                "roles": [role for _, role in pairs],
                "now": now,
                "by": by,
            },
        )


async def revoke_roles(session: AsyncSession, tenant: UUID, person_id: UUID, roles: Sequence[str]) -> None:
    """Take roles from a person."""
    await session.execute(
        text("DELETE FROM role_grant WHERE tenant_id = :tenant AND person_id = :person AND role = ANY(:roles)"),
        {"tenant": tenant, "person": person_id, "roles": list(roles)},
    )


async def family(session: AsyncSession, tenant: UUID, person_id: UUID) -> list[tuple[UUID, str]]:
    """Return (person, `guardian` or `student`): a student's guardians and a guardian's students."""
    rows = await session.execute(
        text(
            "SELECT guardian_id AS other, 'guardian' AS role FROM guardian_link "
            "WHERE tenant_id = :tenant AND student_id = :person "
            "UNION ALL SELECT student_id, 'student' FROM guardian_link "
            "WHERE tenant_id = :tenant AND guardian_id = :person ORDER BY 2, 1"
        ),
        {"tenant": tenant, "person": person_id},
    )
    return [(row.other, row.role) for row in rows]


async def link_guardians(session: AsyncSession, tenant: UUID, pairs: Sequence[tuple[UUID, UUID]]) -> None:
    """Link guardians to students, as (guardian, student)."""
    if pairs:
        await session.execute(
            text(
                "INSERT INTO guardian_link (tenant_id, guardian_id, student_id) SELECT :tenant, n.guardian, n.student "
                "FROM unnest(CAST(:guardians AS uuid[]), CAST(:students AS uuid[])) n (guardian, student) "
                "ON CONFLICT DO NOTHING"
            ),
            {
                "tenant": tenant,
                "guardians": [guardian for guardian, _ in pairs],
                "students": [student for _, student in pairs],
            },
        )


async def guardian_pairs(session: AsyncSession, tenant: UUID, students: Sequence[UUID]) -> set[tuple[UUID, UUID]]:
    """Return (guardian, student) for these students."""
    rows = await session.execute(
        text("SELECT guardian_id, student_id FROM guardian_link WHERE tenant_id = :tenant AND student_id = ANY(:ids)"),
        {"tenant": tenant, "ids": list(students)},
    )
    return {(row.guardian_id, row.student_id) for row in rows}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is in the institution right now: the facts an actor is made of."""

    status: str
    locale: str
    theme: str
    must_change_password: bool
    roles: frozenset[str]
    sections: frozenset[UUID]
    taught: frozenset[UUID]
    students: frozenset[UUID]
    assisted: frozenset[UUID] = frozenset()
    trusted: frozenset[UUID] = frozenset()
    supported: bool = False


_STANDING = Statement("""
SELECT p.status, p.locale, p.theme, p.must_change_password,
       ARRAY(SELECT g.role FROM role_grant g
              WHERE g.tenant_id = p.tenant_id AND g.person_id = p.person_id) AS roles,
       ARRAY(SELECT e.section_id FROM enrolment e
              WHERE e.tenant_id = p.tenant_id AND e.person_id = p.person_id AND e.status = 'active') AS sections,
       ARRAY(SELECT e.section_id FROM enrolment e
              WHERE e.tenant_id = p.tenant_id AND e.person_id = p.person_id AND e.status = 'active'
                AND e.role = 'instructor') AS taught,
       ARRAY(SELECT l.student_id FROM guardian_link l
              WHERE l.tenant_id = p.tenant_id AND l.guardian_id = p.person_id) AS students,
       ARRAY(SELECT e.section_id FROM enrolment e
              WHERE e.tenant_id = p.tenant_id AND e.person_id = p.person_id AND e.status = 'active'
                AND e.role = 'assistant') AS assisted,
       ARRAY(SELECT e.section_id FROM enrolment e
              WHERE e.tenant_id = p.tenant_id AND e.person_id = p.person_id AND e.status = 'active'
                AND e.role = 'assistant' AND e.may_change) AS trusted,
       EXISTS (SELECT 1 FROM support_access a
                WHERE a.tenant_id = p.tenant_id AND a.operator_id = p.person_id AND a.status = 'open'
                  AND a.expires_at > now()) AS supported
  FROM person p WHERE p.tenant_id = {tenant:uuid} AND p.person_id = {person:uuid}
""")


async def standing(batch: Batch, tenant: UUID, person_id: UUID) -> Standing | None:
    """Return roles, sections and children of a person in one round trip."""
    batch.add(_STANDING, tenant=tenant, person=person_id)
    *_, found = await batch.exchange()
    if not found:
        return None
    status, locale, theme, must_change, roles, sections, taught, students, assisted, trusted, supported = found[0]
    return Standing(
        status,
        locale,
        theme,
        must_change,
        frozenset(roles),
        frozenset(sections),
        frozenset(taught),
        frozenset(students),
        frozenset(assisted),
        frozenset(trusted),
        bool(supported),
    )


_NAMES = text("""
SELECT p.person_id, p.name_enc, k.wrapped_key
  FROM person p JOIN person_key k ON k.tenant_id = p.tenant_id AND k.person_id = p.person_id
 WHERE p.tenant_id = :tenant AND p.name_enc IS NOT NULL ORDER BY p.person_id DESC LIMIT :size
""")


async def names(session: AsyncSession, tenant: UUID, size: int) -> list[tuple[UUID, bytes, bytes]]:
    """Return (person, sealed name, wrapped key) of an institution's people, those who came last first."""
    rows = await session.execute(_NAMES, {"tenant": tenant, "size": size})
    return [(row[0], bytes(row[1]), bytes(row[2])) for row in rows]


@dataclass(frozen=True, slots=True)
class SealedAddress:
    """A person's encrypted address and the keyed hash by which it is found."""

    person_id: UUID
    email_enc: bytes
    email_lookup: bytes
    person_key: bytes


_ADDRESSES = text("""
SELECT p.person_id, p.email_enc, p.email_lookup, k.wrapped_key
  FROM person p JOIN person_key k ON k.tenant_id = p.tenant_id AND k.person_id = p.person_id
 WHERE p.tenant_id = :tenant AND p.person_id > :after AND p.email_enc IS NOT NULL AND p.email_lookup IS NOT NULL
 ORDER BY p.person_id LIMIT :size FOR UPDATE OF p
""")


async def addresses(session: AsyncSession, tenant: UUID, after: UUID, size: int) -> list[SealedAddress]:
    """Return the next people after an id, locked, with their addresses."""
    rows = await session.execute(_ADDRESSES, {"tenant": tenant, "after": after, "size": size})
    return [SealedAddress(*row) for row in rows]
