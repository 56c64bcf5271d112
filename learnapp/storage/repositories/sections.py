"""Sections, enrolments and the institution itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class Institution:
    """One institution as its people see it."""

    tenant_id: UUID
    slug: str
    name: str
    kind: str
    locale: str
    time_zone: str
    accent_color: str


async def institution(session: AsyncSession, tenant: UUID) -> Institution | None:
    """Return the institution."""
    row = (
        await session.execute(
            text(
                "SELECT tenant_id, slug, name, kind, locale, time_zone, accent_color "
                "FROM institution WHERE tenant_id = :tenant"
            ),
            {"tenant": tenant},
        )
    ).first()
    return Institution(*row) if row else None


async def add_institution(session: AsyncSession, new: Institution, wrapped_key: bytes, now: datetime) -> bool:
    """Insert an institution with its wrapped key; return False when it was there already."""
    result = await session.execute(
        text(
            "INSERT INTO institution (tenant_id, slug, name, kind, locale, time_zone, accent_color, created_at) "
            "VALUES (:tenant, :slug, :name, :kind, :locale, :time_zone, :accent, :now) "
            "ON CONFLICT DO NOTHING RETURNING 1"
        ),
        {
            "tenant": new.tenant_id,
            "slug": new.slug,
            "name": new.name,
            "kind": new.kind,
            "locale": new.locale,
            "time_zone": new.time_zone,
            "accent": new.accent_color,
            "now": now,
        },
    )
    added = result.first() is not None
    await session.execute(
        text(
            "INSERT INTO tenant_key (tenant_id, wrapped_key, version) VALUES (:tenant, :wrapped, 1) "
            "ON CONFLICT DO NOTHING"
        ),
        {"tenant": new.tenant_id, "wrapped": wrapped_key},
    )
    return added


async def tenant_key(session: AsyncSession, tenant: UUID) -> bytes | None:
    """Return the institution's wrapped key."""
    row = (
        await session.execute(text("SELECT wrapped_key FROM tenant_key WHERE tenant_id = :tenant"), {"tenant": tenant})
    ).first()
    return bytes(row.wrapped_key) if row else None


async def set_tenant_key(session: AsyncSession, tenant: UUID, old: bytes, wrapped: bytes) -> bool:
    """Replace the institution's wrapped key by the same key wrapped anew; False when somebody else was first."""
    result = await session.execute(
        text(
            "UPDATE tenant_key SET wrapped_key = :wrapped, version = version + 1 "
            "WHERE tenant_id = :tenant AND wrapped_key = :old RETURNING 1"
        ),
        {"tenant": tenant, "old": old, "wrapped": wrapped},
    )
    return result.first() is not None


@dataclass(frozen=True, slots=True)
class Section:
    """One section with its counts of active people."""

    section_id: UUID
    title: str
    term: str
    course_tenant_id: UUID | None
    course_id: UUID | None
    course_version: int | None
    status: str
    students: int
    instructors: int


_SECTION = """
SELECT s.section_id, s.title, s.term, s.course_tenant_id, s.course_id, s.course_version, s.status,
       (SELECT count(*) FROM enrolment e WHERE e.tenant_id = s.tenant_id AND e.section_id = s.section_id
           AND e.status = 'active' AND e.role = 'student') AS students,
       (SELECT count(*) FROM enrolment e WHERE e.tenant_id = s.tenant_id AND e.section_id = s.section_id
           AND e.status = 'active' AND e.role = 'instructor') AS instructors
  FROM section s
"""
_BY_IDS = text(_SECTION + "WHERE s.tenant_id = :tenant AND s.section_id = ANY(:ids) ORDER BY s.title, s.section_id")
_ALL = text(_SECTION + "WHERE s.tenant_id = :tenant ORDER BY s.title, s.section_id LIMIT :size OFFSET :offset")


async def sections_by_id(session: AsyncSession, tenant: UUID, ids: Sequence[UUID]) -> list[Section]:
    """Return these sections by title."""
    return [Section(*row) for row in await session.execute(_BY_IDS, {"tenant": tenant, "ids": list(ids)})]


async def list_sections(session: AsyncSession, tenant: UUID, offset: int, size: int) -> tuple[list[Section], int]:
    """Return one page of the institution's sections and how many there are."""
    total = (
        await session.execute(text("SELECT count(*) FROM section WHERE tenant_id = :tenant"), {"tenant": tenant})
    ).scalar_one()
    rows = await session.execute(_ALL, {"tenant": tenant, "offset": offset, "size": size})
    return [Section(*row) for row in rows], int(total)


_OPEN = text(
    _SECTION
    + """
 WHERE s.tenant_id = :tenant AND s.status = 'active'
   AND (position(lower(:words) IN lower(s.title)) > 0 OR position(lower(:words) IN lower(s.term)) > 0)
 ORDER BY s.title, s.term, s.section_id LIMIT :size
"""
)


async def open_sections(session: AsyncSession, tenant: UUID, words: str, size: int) -> list[Section]:
    """Return the first sections that are open and have these words in their title or term, by title."""
    rows = await session.execute(_OPEN, {"tenant": tenant, "words": words, "size": size})
    return [Section(*row) for row in rows]


async def rename_section(session: AsyncSession, tenant: UUID, section_id: UUID, title: str, term: str) -> bool:
    """Give a section another title and term; return whether there is such a section."""
    result = await session.execute(
        text(
            "UPDATE section SET title = :title, term = :term "
            "WHERE tenant_id = :tenant AND section_id = :section RETURNING 1"
        ),
        {"tenant": tenant, "section": section_id, "title": title, "term": term},
    )
    return result.first() is not None


async def section_titles(session: AsyncSession, tenant: UUID) -> list[tuple[str, UUID]]:
    """Return (title, id) of every active section."""
    rows = await session.execute(
        text("SELECT title, section_id FROM section WHERE tenant_id = :tenant AND status = 'active'"),
        {"tenant": tenant},
    )
    return [(row.title, row.section_id) for row in rows]


async def add_section(
    session: AsyncSession,
    tenant: UUID,
    section_id: UUID,
    *,
    title: str,
    term: str,
    course: tuple[UUID, UUID, int] | None,
    now: datetime,
) -> None:
    """Insert a section that studies one course version, given as (tenant, course, version)."""
    await session.execute(
        text(
            "INSERT INTO section (tenant_id, section_id, title, term, course_tenant_id, course_id, course_version, "
            "status, created_at) VALUES (:tenant, :section, :title, :term, :owner, :course, :version, 'active', :now)"
        ),
        {
            "tenant": tenant,
            "section": section_id,
            "title": title,
            "term": term,
            "owner": course[0] if course else None,
            "course": course[1] if course else None,
            "version": course[2] if course else None,
            "now": now,
        },
    )


async def set_section_status(session: AsyncSession, tenant: UUID, section_id: UUID, status: str) -> bool:
    """Change a section's status; return whether there is such a section."""
    result = await session.execute(
        text("UPDATE section SET status = :status WHERE tenant_id = :tenant AND section_id = :section RETURNING 1"),
        {"tenant": tenant, "section": section_id, "status": status},
    )
    return result.first() is not None


_ENROL = text("""
INSERT INTO enrolment (tenant_id, section_id, person_id, role, status, enrolled_at)
SELECT :tenant, n.section, n.person, n.role, 'active', :now
  FROM unnest(cast(:sections AS uuid[]), cast(:people AS uuid[]), cast(:roles AS text[])) n (section, person, role)
ON CONFLICT (tenant_id, section_id, person_id) DO UPDATE SET role = EXCLUDED.role, status = 'active',
   may_change = enrolment.may_change AND enrolment.status = 'active' AND enrolment.role = EXCLUDED.role
""")


async def enrol(session: AsyncSession, tenant: UUID, rows: Sequence[tuple[UUID, UUID, str]], now: datetime) -> None:
    """Enrol people, given as (section, person, role); who had left comes back, and is trusted with nothing."""
    # Whoever is named twice is what they are named last.
    wanted = {(section, person): role for section, person, role in rows}
    if wanted:
        values: dict[str, object] = {"sections": [one for one, _ in wanted], "people": [one for _, one in wanted]}
        values |= {"roles": list(wanted.values()), "tenant": tenant, "now": now}
        await session.execute(_ENROL, values)


_WAIT = text("""
INSERT INTO enrolment (tenant_id, section_id, person_id, role, status, enrolled_at)
VALUES (:tenant, :section, :person, 'student', 'waiting', :now)
ON CONFLICT (tenant_id, section_id, person_id) DO UPDATE SET role = 'student', status = 'waiting'
 WHERE enrolment.status <> 'active'
""")
_ADMIT = text("""
UPDATE enrolment SET status = 'active', enrolled_at = :now
 WHERE tenant_id = :tenant AND person_id = ANY(:people) AND status = 'waiting' RETURNING person_id
""")


async def enrol_waiting(session: AsyncSession, tenant: UUID, section_id: UUID, person_id: UUID, now: datetime) -> None:
    """Enrol a student who may not begin before somebody has consented: until then no list of the section has them."""
    await session.execute(_WAIT, {"tenant": tenant, "section": section_id, "person": person_id, "now": now})


async def admit(session: AsyncSession, tenant: UUID, people: Sequence[UUID], now: datetime) -> set[UUID]:
    """Let students begin in every section in which they wait; return those for whom there was one."""
    if not people:
        return set()
    rows = await session.execute(_ADMIT, {"tenant": tenant, "people": list(people), "now": now})
    return set(rows.scalars())


async def count_waiting(session: AsyncSession, tenant: UUID, section_id: UUID) -> int:
    """Return how many students of a section wait for consent."""
    found = await session.execute(
        text(
            "SELECT count(*) FROM enrolment WHERE tenant_id = :tenant AND section_id = :section AND status = 'waiting'"
        ),
        {"tenant": tenant, "section": section_id},
    )
    return int(found.scalar_one())


async def is_waiting(session: AsyncSession, tenant: UUID, section_id: UUID, person_id: UUID) -> bool:
    """Return whether somebody waits for consent in a section."""
    found = await session.execute(
        text(
            "SELECT 1 FROM enrolment WHERE tenant_id = :tenant AND section_id = :section AND person_id = :person "
            "AND status = 'waiting'"
        ),
        {"tenant": tenant, "section": section_id, "person": person_id},
    )
    return found.first() is not None


async def waiting_titles(session: AsyncSession, tenant: UUID, person_id: UUID) -> list[str]:
    """Return the titles of the sections in which somebody waits for consent."""
    rows = await session.execute(
        text(
            "SELECT s.title FROM enrolment e JOIN section s USING (tenant_id, section_id) "
            "WHERE e.tenant_id = :tenant AND e.person_id = :person AND e.status = 'waiting' ORDER BY s.title"
        ),
        {"tenant": tenant, "person": person_id},
    )
    return list(rows.scalars())


async def unenrol(session: AsyncSession, tenant: UUID, section_id: UUID, person_id: UUID) -> bool:
    """End an enrolment, also one that waits for consent; return whether there was one."""
    result = await session.execute(
        text(
            "UPDATE enrolment SET status = 'ended' WHERE tenant_id = :tenant AND section_id = :section "
            "AND person_id = :person AND status IN ('active', 'waiting') RETURNING 1"
        ),
        {"tenant": tenant, "section": section_id, "person": person_id},
    )
    return result.first() is not None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One active enrolment with its section."""

    person_id: UUID
    role: str
    enrolled_at: datetime
    title: str
    term: str


async def enrolments(session: AsyncSession, tenant: UUID, section: UUID | None) -> list[Enrolment]:
    """Return the active enrolments of a section; without one, of all active sections."""
    rows = await session.execute(
        text(
            "SELECT e.person_id, e.role, e.enrolled_at, s.title, s.term FROM enrolment e "
            "JOIN section s ON s.tenant_id = e.tenant_id AND s.section_id = e.section_id "
            "WHERE e.tenant_id = :tenant AND e.status = 'active' "
            "AND CASE WHEN CAST(:section AS uuid) IS NULL THEN s.status = 'active' ELSE s.section_id = :section END"
        ),
        {"tenant": tenant, "section": section},
    )
    return [Enrolment(*row) for row in rows]


async def active_enrolments(
    session: AsyncSession, tenant: UUID, people: Sequence[UUID]
) -> dict[tuple[UUID, UUID], str]:
    """Return (section, person) → role of the active enrolments of these people."""
    rows = await session.execute(
        text(
            "SELECT section_id, person_id, role FROM enrolment "
            "WHERE tenant_id = :tenant AND person_id = ANY(:people) AND status = 'active'"
        ),
        {"tenant": tenant, "people": list(people)},
    )
    return {(row.section_id, row.person_id): row.role for row in rows}


async def course_version(session: AsyncSession, course_tenant: UUID, course_id: UUID) -> int | None:
    """Return the newest published version of a course that this institution can see."""
    newest: int | None = (
        await session.execute(
            text(
                "SELECT max(version) FROM course_version "
                "WHERE tenant_id = :tenant AND course_id = :course AND status = 'published'"
            ),
            {"tenant": course_tenant, "course": course_id},
        )
    ).scalar_one()
    return newest


async def student_ids(session: AsyncSession, tenant: UUID, section_id: UUID) -> list[UUID]:
    """Return the active students of a section, in the order in which they joined."""
    rows = await session.execute(
        text(
            "SELECT person_id FROM enrolment WHERE tenant_id = :tenant AND section_id = :section "
            "AND role = 'student' AND status = 'active' ORDER BY enrolled_at, person_id"
        ),
        {"tenant": tenant, "section": section_id},
    )
    return list(rows.scalars())
