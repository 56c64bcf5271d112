"""What a class offers its students now."""

from __future__ import annotations

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
