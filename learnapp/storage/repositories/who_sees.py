"""Whom the policy has to be asked about for one student: everybody who stands in some relation to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody with what they are to the institution and to the sections of a student.

    Attributes:
        granted: When each role was given.
        enrolled: (section, role, since, may change) in the student's sections.
        linked_at: Since when a guardian is linked; None when that was not noted, or they are none.
        supported_since: Since when an operator may look now.
    """

    person_id: UUID
    granted: dict[str, datetime]
    enrolled: list[tuple[UUID, str, datetime, bool]]
    guardian: bool
    linked_at: datetime | None
    supported_since: datetime | None


_SECTIONS = text("""
SELECT s.section_id, s.title,
       (SELECT count(*) FROM enrolment o WHERE o.tenant_id = e.tenant_id AND o.section_id = e.section_id
           AND o.status = 'active' AND o.role = 'student' AND o.person_id <> e.person_id) AS classmates
  FROM enrolment e JOIN section s ON s.tenant_id = e.tenant_id AND s.section_id = e.section_id
 WHERE e.tenant_id = :tenant AND e.person_id = :student AND e.status = 'active' AND e.role = 'student'
 ORDER BY s.title, s.section_id
""")
_WHO = """
SELECT p.person_id FROM person p
 WHERE p.tenant_id = :tenant AND p.status = 'active' AND p.person_id <> :student
   AND (EXISTS (SELECT 1 FROM role_grant g WHERE g.tenant_id = p.tenant_id AND g.person_id = p.person_id
                   AND g.role = ANY(:wide))
        OR EXISTS (SELECT 1 FROM enrolment e WHERE e.tenant_id = p.tenant_id AND e.person_id = p.person_id
                      AND e.section_id = ANY(:sections) AND e.status = 'active' AND e.role <> 'student')
        OR EXISTS (SELECT 1 FROM guardian_link l WHERE l.tenant_id = p.tenant_id AND l.guardian_id = p.person_id
                      AND l.student_id = :student))
"""
_GRANTED = text(
    "SELECT person_id, role, granted_at FROM role_grant WHERE tenant_id = :tenant "  # noqa: S608 - a constant
    f"AND person_id IN ({_WHO})"
)
_ENROLLED = text("""
SELECT person_id, section_id, role, enrolled_at, may_change FROM enrolment
 WHERE tenant_id = :tenant AND section_id = ANY(:sections) AND status = 'active' AND role <> 'student'
""")
_LINKED = text("SELECT guardian_id, linked_at FROM guardian_link WHERE tenant_id = :tenant AND student_id = :student")
_SUPPORTED = text("""
SELECT operator_id, max(decided_at) AS since FROM support_access
 WHERE tenant_id = :tenant AND status = 'open' AND expires_at > :now GROUP BY operator_id
""")
_LOOKED = text("""
SELECT actor_id, max(at) AS last FROM audit_entry
 WHERE tenant_id = :tenant AND subject_id = :student AND actor_id <> :student AND outcome = 'ok'
   AND (action LIKE '%.read' OR action LIKE '%.export') GROUP BY actor_id
""")


async def sections_of(session: AsyncSession, tenant: UUID, student: UUID) -> list[tuple[UUID, str, int]]:
    """Return (section, title, other students in it) of a student's active sections, by title."""
    found = await session.execute(_SECTIONS, {"tenant": tenant, "student": student})
    return [(row.section_id, row.title, int(row.classmates)) for row in found]


async def candidates(
    session: AsyncSession, tenant: UUID, student: UUID, sections: list[UUID], wide: list[str], now: datetime
) -> list[Candidate]:
    """Return everybody whom the policy could let see a student, by their relations to them.

    Args:
        session: The transaction's session.
        tenant: The institution.
        student: The student.
        sections: The student's sections.
        wide: Roles for which the policy knows a rule that holds for the whole institution.
        now: This moment.
    """
    values = {"tenant": tenant, "student": student, "sections": sections}
    granted: dict[UUID, dict[str, datetime]] = {}
    for row in await session.execute(_GRANTED, {**values, "wide": wide}):
        granted.setdefault(row.person_id, {})[row.role] = row.granted_at
    enrolled: dict[UUID, list[tuple[UUID, str, datetime, bool]]] = {}
    for row in await session.execute(_ENROLLED, {"tenant": tenant, "sections": sections}):
        enrolled.setdefault(row.person_id, []).append((row.section_id, row.role, row.enrolled_at, row.may_change))
    found = await session.execute(_LINKED, {"tenant": tenant, "student": student})
    linked = {row.guardian_id: row.linked_at for row in found}
    found = await session.execute(_SUPPORTED, {"tenant": tenant, "now": now})
    supported = {row.operator_id: row.since for row in found}
    return [
        Candidate(person, roles, enrolled.get(person, []), person in linked, linked.get(person), supported.get(person))
        for person, roles in granted.items()
    ]


async def last_looks(session: AsyncSession, tenant: UUID, student: UUID) -> dict[UUID, datetime]:
    """Return when each person or API client last looked at a student's record, from the trail."""
    found = await session.execute(_LOOKED, {"tenant": tenant, "student": student})
    return {row.actor_id: row.last for row in found}
