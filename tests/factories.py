"""Institutions with people, built through the repositories, fresh for each test: ids and addresses never repeat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.security.access import Actor
from learnapp.security.crypto import Keyring
from learnapp.security.passwords import Passwords
from learnapp.storage.db import Database
from learnapp.storage.directory import Tenant
from learnapp.storage.repositories import consent as consent_rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows

MASTER_KEY = "bGVhcm5hcHAgdGVzdHMgb25seSwgMzIgYnl0ZXMgISE="
PASSWORD = "correct horse battery staple"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday; what the factories date their rows with."""


@lru_cache(maxsize=1)
def keyring() -> Keyring:
    """Return the keyring that every test shares."""
    return Keyring.from_base64(MASTER_KEY)


@lru_cache(maxsize=1)
def _password_hash() -> str:
    return Passwords(time_cost=1, memory_kib=64).hash(PASSWORD)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of a school; the password is `PASSWORD`."""

    tenant_id: UUID
    person_id: UUID
    name: str
    email: str
    role: str

    def actor(self, *sections: UUID, children: tuple[UUID, ...] = ()) -> Actor:
        """Return this person as the one who acts."""
        return Actor(
            self.tenant_id,
            self.person_id,
            roles=frozenset({self.role}),
            sections=frozenset(sections),
            students=frozenset(children),
        )


@dataclass(frozen=True, slots=True)
class School:
    """One institution with one section.

    Attributes:
        people: By first name in small letters.
        course: (tenant, course, version) that the section studies.
    """

    tenant_id: UUID
    slug: str
    section_id: UUID
    course: tuple[UUID, UUID, int]
    people: dict[str, Somebody]

    def __getitem__(self, name: str) -> Somebody:
        """Return a person by first name."""
        return self.people[name]

    def actor(self, name: str) -> Actor:
        """Return a person as the one who acts, in the section."""
        person = self.people[name]
        if person.role in ("student", "instructor"):
            return person.actor(self.section_id)
        children = tuple(p.person_id for p in self.people.values() if p.role == "student")
        return person.actor(children=children if person.role == "guardian" else ())


async def build_school(
    db: Database,
    slug: str,
    kind: str,
    *,
    students: tuple[str, ...] = ("alice", "bob"),
    instructors: tuple[str, ...] = ("carol",),
    admins: tuple[str, ...] = ("adam",),
    guardians: tuple[str, ...] = (),
    course: tuple[UUID, UUID, int] | None = None,
    consent: bool = True,
    birth_date: date = date(2012, 5, 17),
) -> School:
    """Make an institution, its people, one section and the consents of its students.

    Args:
        db: The database as the application sees it.
        slug: Beginning of the slug; the rest makes it unique.
        kind: `k12` or `university`.
        students: First names in small letters.
        instructors: Likewise; they teach the section.
        admins: Likewise.
        guardians: Likewise; each of every student.
        course: (tenant, course, version) to study; an empty course of the school itself when not given.
        consent: Whether the students' data may be stored.
        birth_date: Of every student.
    """
    tenant = uuid7()
    slug = f"{slug}-{tenant.hex[-8:]}"
    await db.directory.create_tenant(Tenant(tenant, slug, slug.title(), kind, "local", "active"))
    tenant_key, wrapped = keyring().new_tenant_key(tenant)
    wanted = [
        *((name, "student") for name in students),
        *((name, "instructor") for name in instructors),
        *((name, "admin") for name in admins),
        *((name, "guardian") for name in guardians),
    ]
    people: dict[str, Somebody] = {}
    rows: list[dict[str, object]] = []
    for name, role in wanted:
        person, email = uuid7(), f"{name}@{slug}.example"
        key, wrapped_person_key = tenant_key.new_person_key(person)
        people[name] = Somebody(tenant, person, name.title(), email, role)
        rows.append(
            {
                "tenant": tenant,
                "person": person,
                "email_lookup": keyring().email_lookup(email),
                "email_enc": key.encrypt("email", email),
                "name_enc": key.encrypt("name", name.title()),
                "birth_date_enc": key.encrypt("birth_date", birth_date.isoformat()) if role == "student" else None,
                "password_hash": _password_hash(),
                "must_change": False,
                "locale": "en",
                "now": NOON,
                "wrapped_key": wrapped_person_key,
            }
        )
    section, course = uuid7(), course or (tenant, uuid7(), 1)
    by = next((p.person_id for p in people.values() if p.role == "admin"), tenant)
    async with db.transaction(tenant) as tx:
        session = tx.session
        institution = section_rows.Institution(tenant, slug, slug.title(), kind, "en", "UTC", "#2f5bd7")
        await section_rows.add_institution(session, institution, wrapped, NOON)
        await people_rows.add_people(session, rows)
        await people_rows.grant_roles(session, tenant, [(p.person_id, p.role) for p in people.values()], by, NOON)
        await section_rows.add_section(
            session, tenant, section, title="Mathematics 7", term="Spring", course=course, now=NOON
        )
        enrolled = [(section, p.person_id, p.role) for p in people.values() if p.role in ("student", "instructor")]
        await section_rows.enrol(session, tenant, enrolled, NOON)
        learners = [p.person_id for p in people.values() if p.role == "student"]
        await people_rows.link_guardians(
            session, tenant, [(people[g].person_id, learner) for g in guardians for learner in learners]
        )
        if consent:
            basis = "institution_contract"
            await consent_rows.add_consents(
                session,
                tenant,
                [
                    consent_rows.ConsentRow(uuid7(), learner, basis, "learning", by, NOON, None, "")
                    for learner in learners
                ],
            )
    for somebody in people.values():
        await db.directory.put_login(keyring().email_lookup(somebody.email), tenant, somebody.person_id)
    return School(tenant, slug, section, course, people)
