"""Courses of platforms, and which class each stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class ContextRow:
    """A course of a platform.

    Attributes:
        section_id: The class that it stands for; None: none yet.
        section_status: Of that class, "" for none.
    """

    registration_id: UUID
    deployment_id: str
    context_id: str
    title: str
    section_id: UUID | None
    section: str
    section_status: str
    last_launch_at: datetime

    def noted(self, title: str, now: datetime) -> bool:
        """Return whether a launch brings nothing new: a school that begins its day asks for one course again and again.

        It is noted once a minute.
        """
        return self.title == title and now - self.last_launch_at < _NOTED


_CONTEXT = """
SELECT c.registration_id, c.deployment_id, c.context_id, c.title, c.section_id, coalesce(s.title, ''),
       coalesce(s.status, ''), c.last_launch_at
  FROM lti_context c LEFT JOIN section s ON s.tenant_id = c.tenant_id AND s.section_id = c.section_id
 WHERE c.tenant_id = :tenant
"""
SEEN = """
INSERT INTO lti_context (tenant_id, registration_id, deployment_id, context_id, title, first_seen_at, last_launch_at)
VALUES (:tenant, :registration, :deployment, :context, :title, :now, :now)
ON CONFLICT (tenant_id, registration_id, deployment_id, context_id)
DO UPDATE SET title = EXCLUDED.title, last_launch_at = EXCLUDED.last_launch_at
"""
_SEEN = text(SEEN)
_OWN_CONTEXT = " AND c.registration_id = :registration AND c.deployment_id = :deployment AND c.context_id = :context"
THIS_CONTEXT = _CONTEXT + _OWN_CONTEXT
_THIS_CONTEXT = text(THIS_CONTEXT)
_NOTED = timedelta(minutes=1)


async def see_context(
    session: AsyncSession, tenant: UUID, registration_id: UUID, deployment: str, context: str, title: str, now: datetime
) -> ContextRow | None:
    """Note that a course of a platform was launched from, and return it."""
    wanted = {
        "tenant": tenant, "registration": registration_id, "deployment": deployment, "context": context,
        "title": title, "now": now,
    }  # fmt: skip
    row = (await session.execute(_THIS_CONTEXT, wanted)).first()
    known = ContextRow(*row) if row else None
    if known is not None and known.noted(title, now):
        return known
    await session.execute(_SEEN, wanted)
    row = (await session.execute(_THIS_CONTEXT, wanted)).first()
    return ContextRow(*row) if row else None


async def contexts(session: AsyncSession, tenant: UUID, *, size: int, offset: int) -> tuple[list[ContextRow], int]:
    """Return a page of the courses, those that stand for no class first, and how many there are."""
    total = await session.execute(
        text("SELECT count(*) FROM lti_context WHERE tenant_id = :tenant"), {"tenant": tenant}
    )
    rows = await session.execute(
        text(
            _CONTEXT + " ORDER BY c.section_id IS NOT NULL, c.last_launch_at DESC, c.registration_id, c.deployment_id,"
            " c.context_id LIMIT :size OFFSET :offset"
        ),
        {"tenant": tenant, "size": size, "offset": offset},
    )
    return [ContextRow(*row) for row in rows], int(total.scalar_one())


async def connect(
    session: AsyncSession,
    tenant: UUID,
    registration_id: UUID,
    deployment: str,
    context: str,
    section: UUID | None,
    *,
    over: bool,
) -> bool:
    """Let a course stand for a class, or for none.

    Args:
        session: The transaction's session.
        tenant: The institution.
        registration_id: The platform.
        deployment: Its installation.
        context: Its course.
        section: The class.
        over: Whether it may stand for another class already.

    Returns:
        Whether it does now.
    """
    found = await session.execute(
        text(
            "UPDATE lti_context SET section_id = :section WHERE tenant_id = :tenant AND registration_id = :registration"
            " AND deployment_id = :deployment AND context_id = :context AND (:over OR section_id IS NULL) RETURNING 1"
        ),
        {
            "tenant": tenant, "registration": registration_id, "deployment": deployment, "context": context,
            "section": section, "over": over,
        },
    )  # fmt: skip
    return found.first() is not None


async def standing_in(session: AsyncSession, tenant: UUID, section: UUID, person: UUID) -> tuple[str, str]:
    """Return role and status of a person in a class, ("", "") when they have never been in it."""
    row = (
        await session.execute(
            text(
                "SELECT role, status FROM enrolment"
                " WHERE tenant_id = :tenant AND section_id = :section AND person_id = :person"
            ),
            {"tenant": tenant, "section": section, "person": person},
        )
    ).first()
    return (str(row.role), str(row.status)) if row else ("", "")
