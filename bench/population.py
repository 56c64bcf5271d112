"""Institutions full of students, and the plan that the load generator follows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

from bench.course import load_course
from learnapp.engine import running
from learnapp.engine.event import Verb
from learnapp.engine.history import PastEvent
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import current, identity, onboarding, sessions
from learnapp.storage.bulk import copy_into
from learnapp.storage.repositories import consent as consent_rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows

_CLASS = 50
_BATCH = 1_000
_VERBS = ("answered", "answered", "answered", "hint_requested", "read")


async def build(
    *, institutions: int, students: int, items: int, prefix: str, per_class: int = _CLASS
) -> list[dict[str, Any]]:
    """Make institutions and return for each what the load generator needs: credential, students, items.

    Args:
        institutions: How many.
        students: In each of them.
        items: In each institution's course.
        prefix: Beginning of the slugs; each run has its own.
        per_class: Students in one section.
    """
    return [await _institution(f"{prefix}-{number}", students, items, per_class) for number in range(institutions)]


async def _institution(slug: str, students: int, items: int, per_class: int) -> dict[str, Any]:
    services = current()
    tenant = await onboarding.create_institution(slug=slug, name=slug.title(), kind="university")
    course_id = await load_course(tenant, f"{slug}-sums", items=items)
    course = await services.courses.get(tenant, course_id)
    _, secret = await identity.create_api_client_as_system(slug, "benchmark", ["events:write"])
    members: list[tuple[UUID, UUID]] = []
    for first in range(0, students, _BATCH):
        size = min(_BATCH, students - first)
        members += await students_of(tenant, slug, first, size, (tenant, course_id, 1), per_class)
    return {
        "tenant": str(tenant),
        "course": str(course_id),
        "secret": secret,
        "students": [[str(student), str(section)] for section, student in members],
        "items": [
            [str(item.content_id), item.steps[0].step_id, item.steps[0].key.accepted[0], [str(item.kc_ids[0])]]
            for item in course.content.values()
            if item.steps
        ],
        "readings": [str(item.content_id) for item in course.content.values() if not item.steps],
    }


async def students_of(
    tenant: UUID, slug: str, first: int, count: int, course: tuple[UUID, UUID, int], per_class: int
) -> list[tuple[UUID, UUID]]:
    """Add students in classes of `per_class` with consent; return (section, student)."""
    services, now = current(), datetime.now(UTC)
    keyring = services.keyring
    async with services.db.transaction(tenant) as tx:
        wrapped = await section_rows.tenant_key(tx.session, tenant)
        tenant_key = keyring.tenant(tenant, wrapped or b"")
        people, members, section = [], [], uuid7()
        for number in range(first, first + count):
            if number % per_class == 0:
                section = uuid7()
                title = f"Class {number // per_class + 1}"
                await section_rows.add_section(
                    tx.session, tenant, section, title=title, term="", course=course, now=now
                )
            person, email = uuid7(), f"student{number}@{slug}.example"
            key, wrapped_key = tenant_key.new_person_key(person)
            people.append(
                {
                    "tenant": tenant,
                    "person": person,
                    "email_lookup": keyring.email_lookup(email),
                    "email_enc": key.encrypt("email", email),
                    "name_enc": key.encrypt("name", f"Student {number}"),
                    "birth_date_enc": key.encrypt("birth_date", date(2004, 1, 1 + number % 28).isoformat()),
                    "password_hash": None,
                    "must_change": False,
                    "locale": "en",
                    "now": now,
                    "wrapped_key": wrapped_key,
                }
            )
            members.append((section, person))
        await people_rows.add_people(tx.session, people)
        await people_rows.grant_roles(tx.session, tenant, [(p, "student") for _, p in members], tenant, now)
        await section_rows.enrol(tx.session, tenant, [(s, p, "student") for s, p in members], now)
        basis = "institution_contract"
        await consent_rows.add_consents(
            tx.session,
            tenant,
            [consent_rows.ConsentRow(uuid7(), p, basis, "learning", tenant, now, None, "") for _, p in members],
        )
    return members


async def sign_in(plan: dict[str, Any], watched: int) -> None:
    """Give every student a session, and `watched` sections an instructor with one; entered into the plan."""
    services, tenant, now = current(), UUID(plan["tenant"]), datetime.now(UTC)
    sections = list(dict.fromkeys(section for _, section in plan["students"]))[:watched]
    plan["sessions"] = [(await sessions.start_session(tenant, UUID(student))).token for student, _ in plan["students"]]
    plan["boards"] = []
    for number, section in enumerate(sections):
        person, email = uuid7(), f"instructor{number}@{plan['tenant'][:8]}.example"
        async with services.db.transaction(tenant) as tx:
            wrapped = await section_rows.tenant_key(tx.session, tenant)
            key, wrapped_key = services.keyring.tenant(tenant, wrapped or b"").new_person_key(person)
            row = {
                "tenant": tenant, "person": person, "email_lookup": services.keyring.email_lookup(email),
                "email_enc": key.encrypt("email", email), "name_enc": key.encrypt("name", f"Instructor {number}"),
                "birth_date_enc": None, "password_hash": None, "must_change": False, "locale": "en", "now": now,
                "wrapped_key": wrapped_key,
            }  # fmt: skip
            await people_rows.add_people(tx.session, [row])
            await people_rows.grant_roles(tx.session, tenant, [(person, "instructor")], tenant, now)
            await section_rows.enrol(tx.session, tenant, [(UUID(section), person, "instructor")], now)
        plan["boards"].append([section, (await sessions.start_session(tenant, person)).token])


async def library_sections(plan: dict[str, Any], most: int) -> list[tuple[str, str]]:
    """Let one student of an institution study `most` courses of the library, each in a section of its own.

    Returns (student, section). The first event in each of them has the server load that course.
    """
    services, tenant, now = current(), UUID(plan["tenant"]), datetime.now(UTC)
    student = UUID(plan["students"][0][0])
    async with services.db.raw(LIBRARY_TENANT) as conn:
        cursor = await conn.execute(
            "SELECT course_id, max(version) FROM course_version WHERE tenant_id = %s"
            " GROUP BY course_id ORDER BY course_id LIMIT %s",
            (LIBRARY_TENANT, most),
        )
        courses = await cursor.fetchall()
    found = []
    async with services.db.transaction(tenant) as tx:
        for course_id, version in courses:
            section = uuid7()
            course = (LIBRARY_TENANT, course_id, version)
            await section_rows.add_section(
                tx.session, tenant, section, title="Library", term="", course=course, now=now
            )
            await section_rows.enrol(tx.session, tenant, [(section, student, "student")], now)
            found.append((str(student), str(section)))
    return found


async def add_history(plan: dict[str, Any], events: int) -> None:
    """Store `events` past events of an institution's students, and the learner states that they led to."""
    services = current()
    tenant, course = UUID(plan["tenant"]), UUID(plan["course"])
    each = max(1, events // len(plan["students"]))
    now = datetime.now(UTC)
    part, behaviour = 200, _behaviour(each, now)
    for first in range(0, len(plan["students"]), part):
        chosen = plan["students"][first : first + part]
        async with services.db.raw(tenant, pipelined=False) as conn:
            rows = _events(plan, chosen, each, tenant, course, now)
            await copy_into(conn, "learning_event", _EVENT_COLUMNS, rows)
            states: Iterator[tuple[Any, ...]] = (
                (tenant, UUID(s), course, each, 0.3, 0.2, {}, behaviour, each, [], {}, {}, now) for s, _ in chosen
            )
            await copy_into(conn, "learner_state", _STATE_COLUMNS, states)


_EVENT_COLUMNS = (
    "tenant_id", "received_at", "event_id", "student_id", "section_id", "course_id", "student_seq", "verb",
    "object_id", "object_version", "step_id", "kc_ids", "correct", "result", "occurred_at", "asserted",
)  # fmt: skip
_STATE_COLUMNS = (
    "tenant_id", "student_id", "course_id", "student_seq", "theta", "theta_variance", "features", "running", "folded",
    "recent_content", "resume", "last_answer", "updated_at",
)  # fmt: skip


def _behaviour(events: int, now: datetime) -> str:
    """Return what is kept of a student who has sent `events` events in 30 days; all of them are given the same."""
    state: dict[str, Any] = {}
    draw, nobody = random.Random(events), UUID(int=0)
    for seq in range(1, events + 1):
        at = now - timedelta(days=30 * (1 - seq / (events + 1)))
        verb = Verb(draw.choice(_VERBS))
        answered = verb is Verb.ANSWERED
        correct = draw.random() < 0.7 if answered else None
        past = PastEvent(
            nobody, nobody, seq, verb, UUID(int=draw.getrandbits(128)), correct, 20_000, at,
            (UUID(int=draw.randrange(20)),), answered, "desktop", 9, "practice", 0.0,
        )  # fmt: skip
        state = running.after(state, past)
    return orjson.dumps(state).decode()


def _events(
    plan: dict[str, Any], students: list[list[str]], each: int, tenant: UUID, course: UUID, now: datetime
) -> Iterator[tuple[Any, ...]]:
    draw = random.Random(plan["tenant"] + students[0][0])
    items = [(UUID(content), step, [UUID(kc) for kc in kcs]) for content, step, _, kcs in plan["items"]]
    for student, section in students:
        learner, place = UUID(student), UUID(section)
        for seq in range(1, each + 1):
            at = now - timedelta(days=30 * (1 - seq / (each + 1)), seconds=draw.random() * 60)
            content, step, kcs = draw.choice(items)
            verb = draw.choice(_VERBS)
            correct = draw.random() < 0.7 if verb == "answered" else None
            yield (
                tenant, at, uuid7(), learner, place, course, seq, verb, content, 1, step, kcs, correct,
                {"duration_ms": 20_000}, at, False,
            )  # fmt: skip
