"""Teaching assistants of a section, and what its teacher trusts them with."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def of_section(session: AsyncSession, tenant: UUID, section: UUID) -> list[tuple[UUID, bool, datetime]]:
    """Return (person, whether they may change things, since when), in the order in which they came."""
    found = await session.execute(
        text(
            "SELECT person_id, may_change, enrolled_at FROM enrolment WHERE tenant_id = :tenant "
            "AND section_id = :section AND role = 'assistant' AND status = 'active' ORDER BY enrolled_at, person_id"
        ),
        {"tenant": tenant, "section": section},
    )
    return [(row.person_id, row.may_change, row.enrolled_at) for row in found]


async def trust(session: AsyncSession, tenant: UUID, section: UUID, person: UUID, *, may_change: bool) -> bool:
    """Let an assistant change things in a section, or not; return whether there is such an assistant."""
    found = await session.execute(
        text(
            "UPDATE enrolment SET may_change = :may WHERE tenant_id = :tenant AND section_id = :section "
            "AND person_id = :person AND role = 'assistant' AND status = 'active' RETURNING 1"
        ),
        {"tenant": tenant, "section": section, "person": person, "may": may_change},
    )
    return found.first() is not None
