"""What a class offers its students now, and whose homes it reaches."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_AWAY = text("""
SELECT content_id FROM withdrawn_item WHERE tenant_id = :tenant AND section_id = :section
 UNION
SELECT b.content_id FROM barred_content b JOIN section s ON s.tenant_id = b.tenant_id AND s.course_id = b.course_id
 WHERE b.tenant_id = :tenant AND s.section_id = :section
 UNION
SELECT x.content_id FROM enrolment e
  JOIN attempt t ON t.tenant_id = e.tenant_id AND t.student_id = e.person_id AND t.recorded_at IS NULL
  JOIN attempt_item x ON x.tenant_id = t.tenant_id AND x.attempt_id = t.attempt_id
 WHERE e.tenant_id = :tenant AND e.section_id = :section AND e.role = 'student' AND e.status = 'active'
""")
_TALKS = text("SELECT discussion, discussion_under_13 FROM section WHERE tenant_id = :tenant AND section_id = :section")


# As far as a notice reaches them: who wants to hear nothing from school is not told either.
_AT_HOME = text("""
SELECT DISTINCT l.student_id FROM guardian_link l
  JOIN person p ON p.tenant_id = l.tenant_id AND p.person_id = l.guardian_id AND p.status = 'active'
  LEFT JOIN notice_choice c ON c.tenant_id = l.tenant_id AND c.person_id = l.guardian_id AND c.kind = 'from_school'
 WHERE l.tenant_id = :tenant AND l.student_id = ANY(cast(:students AS uuid[])) AND c.mode IS DISTINCT FROM 'off'
""")


async def with_home(session: AsyncSession, tenant: UUID, students: Sequence[UUID]) -> set[UUID]:
    """Return those of these students who have a guardian who is told what comes from school."""
    values = {"tenant": tenant, "students": list(students)}
    return {row[0] for row in await session.execute(_AT_HOME, values)}


async def offered(
    session: AsyncSession, tenant: UUID, section: UUID, *, children: bool
) -> tuple[frozenset[UUID], bool]:
    """Return what a class does not offer now, and whether all of its students may talk to each other.

    Args:
        session: The open transaction.
        tenant: The institution.
        section: The class.
        children: Whether its students may be under 13.
    """
    values = {"tenant": tenant, "section": section}
    away = frozenset(row[0] for row in await session.execute(_AWAY, values))
    found = (await session.execute(_TALKS, values)).first()
    talks = found is not None and found[0] != "off" and (not children or bool(found[1]))
    return away, talks
