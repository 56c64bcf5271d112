"""What is pinned to the top of a class's path, in its order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.repositories.assignment_left import LEFT

_PINNED = text("""
SELECT content_id, pinned_at FROM pinned_content WHERE tenant_id = :tenant AND section_id = :section
 ORDER BY place, pinned_at, content_id LIMIT 50
""")
_ADD = text("""
INSERT INTO pinned_content (tenant_id, section_id, content_id, place, pinned_by, pinned_at)
SELECT :tenant, :section, :content, coalesce(max(place), 0) + 1, :by, :now
  FROM pinned_content WHERE tenant_id = :tenant AND section_id = :section
ON CONFLICT DO NOTHING RETURNING 1
""")
_REMOVE = text("""
DELETE FROM pinned_content WHERE tenant_id = :tenant AND section_id = :section AND content_id = :content RETURNING 1
""")
_ORDER = text("""
UPDATE pinned_content p SET place = wanted.place
  FROM unnest(cast(:contents AS uuid[])) WITH ORDINALITY wanted (content_id, place)
 WHERE p.tenant_id = :tenant AND p.section_id = :section AND p.content_id = wanted.content_id
""")
# Done means the same as for what is assigned, as if it had been assigned at that moment.
_DONE = text(f"""
SELECT a.content_id
  FROM (SELECT cast(:tenant AS uuid) AS tenant_id, cast(NULL AS uuid) AS kc_id,
               cast(NULL AS uuid) AS assessment_id, 0 AS answers, asked.*
          FROM unnest(cast(:contents AS uuid[]), cast(:steps AS integer[]), cast(:moments AS timestamptz[]))
               asked (content_id, steps, made_at)) a
 WHERE {LEFT.format(student="cast(:student AS uuid)")} = 0
""")  # noqa: S608 - constants


async def pinned(session: AsyncSession, tenant: UUID, section: UUID) -> dict[UUID, datetime]:
    """Return the contents that are pinned in a class with when that was done, the first one first."""
    rows = await session.execute(_PINNED, {"tenant": tenant, "section": section})
    return {row[0]: row[1] for row in rows}


async def add(session: AsyncSession, tenant: UUID, section: UUID, content: UUID, by: UUID, now: datetime) -> bool:
    """Pin a content behind the others; False when it is pinned already."""
    values = {"tenant": tenant, "section": section, "content": content, "by": by, "now": now}
    return (await session.execute(_ADD, values)).one_or_none() is not None


async def remove(session: AsyncSession, tenant: UUID, section: UUID, content: UUID) -> bool:
    """Take a pin away; False when there is no such one."""
    values = {"tenant": tenant, "section": section, "content": content}
    return (await session.execute(_REMOVE, values)).one_or_none() is not None


async def order(session: AsyncSession, tenant: UUID, section: UUID, contents: Sequence[UUID]) -> None:
    """Put what is pinned into this order."""
    await session.execute(_ORDER, {"tenant": tenant, "section": section, "contents": list(contents)})


async def done(
    session: AsyncSession, tenant: UUID, student: UUID, contents: Sequence[UUID], steps: Sequence[int],
    moments: Sequence[datetime],
) -> set[UUID]:  # fmt: skip
    """Return which of these contents a student has done.

    Args:
        session: The open transaction.
        tenant: The institution.
        student: The student.
        contents: The contents.
        steps: How many steps each has, in the same order.
        moments: Since when each is asked for, in the same order.
    """
    values = {"tenant": tenant, "student": student, "contents": list(contents), "steps": list(steps)}
    return {row[0] for row in await session.execute(_DONE, {**values, "moments": list(moments)})}
