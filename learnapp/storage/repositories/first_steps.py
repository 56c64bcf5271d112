"""How far a class has come on its way to running, and what courses have to offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.repositories.invitations import WORKS


@dataclass(frozen=True, slots=True)
class ClassSteps:
    """An open section, and what there is of it.

    Attributes:
        students: Who studies there, those who wait for consent too.
        waiting: Those of them who wait for consent.
        links: Links for students that work now.
        assigned: Whether anything was ever assigned to the class.
    """

    section_id: UUID
    title: str
    course_tenant_id: UUID | None
    course_id: UUID | None
    course_version: int | None
    students: int
    waiting: int
    teachers: int
    links: int
    assigned: bool


_STEPS = f"""
SELECT s.section_id, s.title, s.course_tenant_id, s.course_id, s.course_version,
       (SELECT count(*) FROM enrolment e WHERE e.tenant_id = s.tenant_id AND e.section_id = s.section_id
           AND e.role = 'student' AND e.status IN ('active', 'waiting')) AS students,
       (SELECT count(*) FROM enrolment e WHERE e.tenant_id = s.tenant_id AND e.section_id = s.section_id
           AND e.status = 'waiting') AS waiting,
       (SELECT count(*) FROM enrolment e WHERE e.tenant_id = s.tenant_id AND e.section_id = s.section_id
           AND e.role = 'instructor' AND e.status = 'active') AS teachers,
       (SELECT count(*) FROM invitation i WHERE i.tenant_id = s.tenant_id AND i.section_id = s.section_id
           AND i.role = 'student' AND {WORKS}) AS links,
       EXISTS (SELECT 1 FROM assignment a WHERE a.tenant_id = s.tenant_id AND a.section_id = s.section_id) AS assigned
  FROM section s WHERE s.tenant_id = :tenant AND s.status = 'active'
"""  # noqa: S608 - a constant of the links
_RUNS = "(course_id IS NOT NULL AND assigned AND (students > 0 OR links > 0))"
# What is unfinished comes first, the oldest of it; otherwise the newest class. Ids are made in the order of time.
_NEXT = text(
    f"SELECT * FROM ({_STEPS}) one WHERE CAST(:section AS uuid) IS NULL OR section_id = :section"  # noqa: S608
    f" ORDER BY {_RUNS}, CASE WHEN NOT {_RUNS} THEN section_id END, section_id DESC LIMIT 1"
)
_NEW = text(
    f"SELECT NOT EXISTS (SELECT 1 FROM learner_state WHERE tenant_id = :tenant)"  # noqa: S608
    f" AND NOT EXISTS (SELECT 1 FROM ({_STEPS}) one WHERE {_RUNS})"
)
_LESSONS = text(
    "SELECT course_id, title FROM lesson WHERE tenant_id = ANY(:owners) AND course_id = ANY(:courses)"
    " ORDER BY position, title"
)
_MINUTES = text("""
SELECT course_id, sum(minutes) FROM (
    SELECT DISTINCT ON (tenant_id, content_id) course_id, minutes, status FROM content
     WHERE tenant_id = ANY(:owners) AND course_id = ANY(:courses) AND status <> 'held'
     ORDER BY tenant_id, content_id, version DESC) newest
 WHERE status = 'published' GROUP BY course_id
""")


async def class_steps(session: AsyncSession, tenant: UUID, section: UUID | None, now: datetime) -> ClassSteps | None:
    """Return a section's steps; without one, those of the first that does not run yet, or of the newest."""
    row = (await session.execute(_NEXT, {"tenant": tenant, "section": section, "now": now})).first()
    return ClassSteps(*row) if row else None


async def is_new(session: AsyncSession, tenant: UUID, now: datetime) -> bool:
    """Return whether nobody has learned anything at an institution yet and no class of it runs."""
    return bool((await session.execute(_NEW, {"tenant": tenant, "now": now})).scalar_one())


async def lessons_of(session: AsyncSession, owners: Sequence[UUID], courses: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Return the titles of the lessons of some courses, in their order."""
    found: dict[UUID, list[str]] = {course: [] for course in courses}
    for course, title in await session.execute(_LESSONS, {"owners": list(owners), "courses": list(courses)}):
        found[course].append(title)
    return found


async def minutes_of(session: AsyncSession, owners: Sequence[UUID], courses: Sequence[UUID]) -> dict[UUID, float]:
    """Return how long what is published of some courses takes, minutes."""
    rows = await session.execute(_MINUTES, {"owners": list(owners), "courses": list(courses)})
    return {row[0]: float(row[1]) for row in rows}
