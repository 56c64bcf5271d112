"""Two real institutions in a real Postgres, with people of every role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.clock import FixedClock
from learnapp.core.config import Settings
from learnapp.security.access import Actor, system_actor
from learnapp.security.crypto import Keyring
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import Services, identity, onboarding, sessions, set_current
from learnapp.services.throttle import Limiter
from learnapp.storage.cache import Cache
from learnapp.storage.db import Database
from learnapp.storage.embedded import Urls
from learnapp.storage.media import MediaStore
from learnapp.storage.roles import DATABASE

PASSWORD = "purple-kettle-42"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class School:
    """One institution with somebody of every role; `actors` by role."""

    tenant_id: UUID
    slug: str
    section_id: UUID
    people: dict[str, UUID]

    def email(self, role: str) -> str:
        return f"{role}@{self.slug}.example.org"

    async def actor(self, role: str) -> Actor:
        actor = await identity.actor_for_person(self.tenant_id, self.people[role])
        assert actor is not None
        return actor


@pytest.fixture(scope="session")
async def services(db: Database, tmp_path_factory: pytest.TempPathFactory) -> Services:
    settings = Settings(
        _env_file=None,
        environment="test",
        data_dir=Path(tmp_path_factory.mktemp("identity-data")),
        rate_limit_sign_in="5/minute",
    )
    built = Services(
        settings=settings,
        clock=FixedClock(NOW),
        db=db,
        cache=Cache(),
        keyring=Keyring.from_base64(Keyring.generate()),
        media=MediaStore(settings.data_dir / "media"),
    )
    return built


@pytest.fixture
def _fresh(services: Services) -> Iterator[None]:
    """Each test starts with these services, full limits and nothing remembered."""
    services.limiter = Limiter("mem://")
    sessions.forget_everyone()
    set_current(services)
    yield
    set_current(None)


@pytest.fixture(scope="session")
async def course(services: Services) -> tuple[UUID, UUID]:
    course_id = uuid7()
    async with services.db.transaction(LIBRARY_TENANT) as tx:
        await tx.session.execute(
            text(
                "INSERT INTO course (tenant_id, course_id, slug, title, subject, description, language, grade_band, "
                "source, license, attribution, created_at) VALUES (:t, :c, 'fractions', 'Fractions', 'mathematics', "
                "'', 'en', '6-8', 'test', 'CC0', '', now())"
            ),
            {"t": LIBRARY_TENANT, "c": course_id},
        )
        await tx.session.execute(
            text(
                "INSERT INTO course_version (tenant_id, course_id, version, published_at, checksum, status) "
                "VALUES (:t, :c, 1, now(), '', 'published')"
            ),
            {"t": LIBRARY_TENANT, "c": course_id},
        )
    return LIBRARY_TENANT, course_id


async def _school(slug: str, kind: str, course: tuple[UUID, UUID]) -> School:
    tenant_id = await onboarding.create_institution(slug=slug, name=f"{slug.title()} School", kind=kind)
    system = system_actor(tenant_id)
    people: dict[str, UUID] = {}
    for role in ("student", "classmate", "guardian", "instructor", "admin", "auditor"):
        new = identity.NewPerson(
            email=f"{role}@{slug}.example.org",
            name=f"{slug.title()} {role.title()}",
            roles=("student",) if role == "classmate" else (role,),
            birth_date=date(2015, 5, 5) if role in ("student", "classmate") else None,
            password=PASSWORD,
        )
        people[role] = (await identity.create_person(system, new)).person_id
    section = await identity.create_section(
        system, title="Math 7", term="spring", course_tenant_id=course[0], course_id=course[1]
    )
    await identity.enrol(system, section, [people["student"], people["classmate"]])
    await identity.enrol(system, section, [people["instructor"]], "instructor")
    return School(tenant_id, slug, section, people)


@pytest.fixture
async def school(services: Services, course: tuple[UUID, UUID], _fresh: None) -> School:
    """A K-12 school of this test's own."""
    return await _school(f"oak-{uuid7().hex[-10:]}", "k12", course)


@pytest.fixture
async def other_school(services: Services, course: tuple[UUID, UUID], _fresh: None) -> School:
    """Another school, with the same course."""
    return await _school(f"elm-{uuid7().hex[-10:]}", "university", course)


@pytest.fixture
def superuser(postgres: Urls) -> Iterator[psycopg.Connection]:
    """Somebody with full power over the database: the one an audit trail must stand up to."""
    url = postgres.superuser.replace("/postgres?", f"/{DATABASE}?")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection
