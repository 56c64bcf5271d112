"""A small real course, a school that studies it, and the services wired as the app wires them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest_asyncio
from psycopg.rows import TupleRow
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.agents.loop import build_loop
from learnapp.core.clock import FixedClock
from learnapp.core.config import Settings
from learnapp.core.i18n import translate
from learnapp.engine.event import EventContext, EventResult, LearningEvent, Verb
from learnapp.ml.feature_store import FeatureStore
from learnapp.security import pii, safety
from learnapp.security.access import Actor
from learnapp.services import Services, set_current
from learnapp.services.course_store import CourseStore
from learnapp.services.throttle import Limiter
from learnapp.storage.cache import Cache
from learnapp.storage.db import Database
from learnapp.storage.media import MediaStore
from tests.factories import School, build_school, keyring

_MEDIA = tempfile.TemporaryDirectory(prefix="learnapp-media-")
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NAMES = ("Unit fractions", "Equal fractions", "Adding fractions", "One-step equations")


@dataclass
class Course:
    """Four KCs in a row; each with a reading and five practice items, whose answer is always 7."""

    tenant_id: UUID
    course_id: UUID
    kcs: list[UUID] = field(default_factory=list)
    readings: list[UUID] = field(default_factory=list)
    practice: list[list[UUID]] = field(default_factory=list)
    video: UUID = field(default_factory=uuid7)
    simulation: UUID = field(default_factory=uuid7)


@dataclass
class Classroom:
    """A school whose section studies the course."""

    school: School
    course: Course
    services: Services

    @property
    def clock(self) -> FixedClock:
        assert isinstance(self.services.clock, FixedClock)
        return self.services.clock

    def actor(self, name: str = "alice") -> Actor:
        return self.school.actor(name)

    def client(self, *scopes: str) -> Actor:
        return Actor(self.school.tenant_id, uuid7(), kind="client", scopes=frozenset(scopes or {"events:write"}))

    def event(self, verb: Verb = Verb.ANSWERED, content: UUID | None = None, **more: Any) -> LearningEvent:
        """Return an event of Alice's; `result` fields are given by name."""
        outer = {k: more.pop(k) for k in ("event_id", "student_id", "step_id", "occurred_at") if k in more}
        context = {k: more.pop(k) for k in ("section_id", "device", "session_id") if k in more}
        if verb is Verb.ANSWERED and content is None:
            content = self.course.practice[0][0]
        return LearningEvent(
            event_id=outer.get("event_id") or uuid7(),
            student_id=outer.get("student_id") or self.school["alice"].person_id,
            verb=verb,
            object_id=content,
            step_id=outer.get("step_id"),
            occurred_at=outer.get("occurred_at") or self.services.clock.now(),
            result=EventResult(**more),
            context=EventContext(section_id=context.pop("section_id", self.school.section_id), **context),
        )

    async def rows(self, statement: str, *values: Any) -> list[TupleRow]:
        """Read as this school."""
        async with self.services.db.raw(self.school.tenant_id) as conn:
            cursor = await conn.execute(statement, values)
            return list(await cursor.fetchall())

    async def count(self, table: str) -> int:
        return int((await self.rows(f"SELECT count(*) FROM {table}"))[0][0])  # noqa: S608


def _steps(kc: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
    hints = [
        {"id": "h1", "kind": "hint", "title": "Think", "text": "Count them.", "depends_on": []},
        {
            "id": "h2",
            "kind": "scaffold",
            "title": "First",
            "text": "3 + 3?",
            "depends_on": [],
            "answer_kind": "numeric",
        },
        {"id": "h3", "kind": "bottom_out", "title": "Answer", "text": "It is 7.", "depends_on": ["h1"]},
    ]
    step = {"id": "s1", "prompt": "3 + 4", "answer_kind": "numeric", "kc_ids": [str(kc)], "hints": hints}
    key = {"accepted": ["7"], "tolerance": 0, "solution": "3 + 4 = 7", "misconceptions": [["12", "That is 3 times 4."]]}
    keys = {"steps": {"s1": key}, "hints": {"s1": {"h2": {"accepted": ["6"], "tolerance": 0}}}}
    return {"steps": [step]}, keys


_CONTENT = text(
    "INSERT INTO content (tenant_id, content_id, version, course_id, lesson_id, kind, title, body, body_public, "
    "answer_key, kc_ids, position, minutes, discrimination, difficulty, quality, min_age, language, license, "
    "attribution, source, source_ref, checksum, status, created_at) VALUES (:t, :id, 1, :c, :lesson, :kind, :title, "
    "'', CAST(:public AS jsonb), CAST(:key AS jsonb), :kcs, :position, 2, 1, :difficulty, :quality, :min_age, 'en', "
    "'CC0', '', 'test', :ref, '', 'published', :now)"
)


async def build_course(db: Database, tenant: UUID, slug: str = "m7", names: Sequence[str] = NAMES) -> Course:
    course = Course(tenant, uuid7())
    lesson = uuid7()
    course.kcs = [uuid7() for _ in names]
    rows: list[dict[str, Any]] = []

    def add(kind: str, title: str, kc: UUID, public: Any = None, key: Any = None, **more: Any) -> UUID:
        content_id: UUID = more.pop("content_id", None) or uuid7()
        row = {"t": tenant, "id": content_id, "c": course.course_id, "lesson": lesson, "kind": kind, "title": title}
        row |= {"public": json.dumps(public or {}), "key": json.dumps(key or {}), "kcs": [kc], "now": NOW}
        row |= {"position": len(rows), "difficulty": 0.0, "quality": 1.0, "min_age": None, "ref": f"r{len(rows)}"}
        rows.append(row | more)
        return content_id

    for place, (kc, name) in enumerate(zip(course.kcs, names, strict=True)):
        course.readings.append(add("reading", f"Read: {name}", kc))
        public, key = _steps(kc)
        course.practice.append(
            [add("practice", f"{name} {n}", kc, public, key, difficulty=(n - 2) / 2 + place / 4) for n in range(5)]
        )
    add("video", "Watch: fractions", course.kcs[0], content_id=course.video)
    add("simulation", "Fraction bars", course.kcs[0], content_id=course.simulation)
    async with db.transaction(tenant) as tx:
        one = {"t": tenant, "c": course.course_id, "slug": slug, "now": NOW}
        await tx.session.execute(
            text(
                "INSERT INTO course (tenant_id, course_id, slug, title, subject, description, language, grade_band, "
                "source, license, attribution, created_at) VALUES (:t, :c, :slug, 'Mathematics 7', 'mathematics', '', "
                "'en', '6-8', 'test', 'CC0', '', :now)"
            ),
            one,
        )
        await tx.session.execute(
            text(
                "INSERT INTO course_version (tenant_id, course_id, version, published_at, checksum, status) "
                "VALUES (:t, :c, 1, :now, '', 'published')"
            ),
            one,
        )
        for place, (kc, name) in enumerate(zip(course.kcs, names, strict=True)):
            await tx.session.execute(
                text(
                    "INSERT INTO kc (tenant_id, kc_id, slug, name, description, p_init, p_transit, p_slip, p_guess) "
                    "VALUES (:t, :k, :slug, :name, '', 0.3, 0.15, 0.1, 0.2)"
                ),
                {"t": tenant, "k": kc, "slug": f"{slug}-kc-{place}", "name": name},
            )
            if place:
                await tx.session.execute(
                    text(
                        "INSERT INTO kc_prerequisite (tenant_id, course_id, kc_id, requires_kc_id) "
                        "VALUES (:t, :c, :k, :r)"
                    ),
                    {"t": tenant, "c": course.course_id, "k": kc, "r": course.kcs[place - 1]},
                )
        await tx.session.execute(
            text(
                "INSERT INTO lesson (tenant_id, lesson_id, course_id, title, position, objectives, kc_ids) "
                "VALUES (:t, :l, :c, 'Fractions', 0, '[]', :kcs)"
            ),
            {"t": tenant, "l": lesson, "c": course.course_id, "kcs": course.kcs},
        )
        await tx.session.execute(_CONTENT, rows)
    return course


def build_services(db: Database, **loop: Any) -> Services:
    """Wire the services as bootstrap does, with a clock that stands still."""
    settings = Settings(_env_file=None, environment="test", data_dir=Path("/nowhere"))
    wired: dict[str, Any] = {"translate": translate, "safety": safety.check, "personal_data": pii.redact}
    cache = Cache()
    return Services(
        settings=settings,
        clock=FixedClock(NOW),
        db=db,
        cache=cache,
        keyring=keyring(),
        courses=CourseStore(db),
        loop=build_loop(**{**wired, "exploration": 0.05, **loop}),
        limiter=Limiter("mem://"),
        media=MediaStore(Path(_MEDIA.name)),
        features=FeatureStore(db, cache),
    )


@pytest_asyncio.fixture(loop_scope="session")
async def services(db: Database) -> AsyncIterator[Services]:
    """The services of this test."""
    built = build_services(db)
    set_current(built)
    yield built
    set_current(None)


@pytest_asyncio.fixture(loop_scope="session")
async def classroom(services: Services) -> Classroom:
    """Oakfield: a university (so that the contract is enough of a consent), with Alice and Bob."""
    return await new_classroom(services)


async def new_classroom(services: Services, names: Sequence[str] = NAMES, **more: Any) -> Classroom:
    """Another classroom with a school and course of its own, whose topics have these names."""
    wanted: dict[str, Any] = {"kind": "university", "birth_date": date(2004, 5, 17), **more}
    school = await build_school(services.db, "oakfield", **wanted)
    course = await build_course(services.db, school.tenant_id, names=names)
    async with services.db.transaction(school.tenant_id) as tx:
        await tx.session.execute(
            text("UPDATE section SET course_id = :c, course_tenant_id = :t WHERE tenant_id = :t"),
            {"t": school.tenant_id, "c": course.course_id},
        )
    return Classroom(school, course, services)


async def rename(classroom: Classroom, called: Mapping[str, str]) -> None:
    """Give people of the school other names, before anybody has asked for these."""
    tenant = classroom.school.tenant_id
    (found,) = await classroom.rows("SELECT wrapped_key FROM tenant_key WHERE tenant_id = %s", tenant)
    opened = keyring().tenant(tenant, bytes(found[0]))
    for who, name in called.items():
        person = classroom.school[who].person_id
        (wrapped,) = await classroom.rows("SELECT wrapped_key FROM person_key WHERE person_id = %s", person)
        sealed = opened.open_person_key(person, bytes(wrapped[0])).encrypt("name", name)
        await classroom.rows("UPDATE person SET name_enc = %s WHERE person_id = %s RETURNING 1", sealed, person)


async def refuse_analytics(classroom: Classroom, who: str) -> None:
    """Let somebody have taken back that others' models learn from them; their own learning goes on being stored."""
    await classroom.rows(
        "INSERT INTO consent (tenant_id, consent_id, student_id, basis, purpose, granted_at, withdrawn_at, note)"
        " VALUES (%s, %s, %s, 'institution_contract', 'analytics', %s, %s, '') RETURNING 1",
        classroom.school.tenant_id, uuid7(), classroom.school[who].person_id, NOW, NOW,
    )  # fmt: skip
