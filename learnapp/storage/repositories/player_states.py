"""Where students stand in H5P and SCORM tasks: one row for each student and task, sealed under the student's key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_OWN = "FROM player_state WHERE tenant_id = :tenant AND student_id = :student"
_ONE = text(f"SELECT state_enc {_OWN} AND content_id = :content")
_ALL = text(f"SELECT content_id, state_enc, updated_at {_OWN} ORDER BY updated_at, content_id LIMIT :size")
_PUT = text("""
INSERT INTO player_state (tenant_id, student_id, content_id, state_enc, updated_at)
VALUES (:tenant, :student, :content, :sealed, :now)
ON CONFLICT (tenant_id, student_id, content_id) DO UPDATE SET state_enc = EXCLUDED.state_enc,
  updated_at = EXCLUDED.updated_at
""")

_CLAIMS = text("""
SELECT content_id, coalesce(state ->> 'done', '') = 'true', cast(state #>> '{simulation,claimed_score}' AS float8),
       updated_at
  FROM item_progress
 WHERE tenant_id = :tenant AND student_id = :student AND content_id = ANY(cast(:contents AS uuid[]))
 ORDER BY updated_at DESC, content_id LIMIT :size
""")


async def one(session: AsyncSession, tenant: UUID, student: UUID, content: UUID) -> bytes | None:
    """Return the sealed state of a student in a task, None when nothing is kept."""
    values = {"tenant": tenant, "student": student, "content": content}
    row = (await session.execute(_ONE, values)).one_or_none()
    return bytes(row[0]) if row else None


async def put(session: AsyncSession, tenant: UUID, student: UUID, content: UUID, sealed: bytes, now: datetime) -> None:
    """Keep where a student stands in a task, instead of what was kept before."""
    values = {"tenant": tenant, "student": student, "content": content, "sealed": sealed, "now": now}
    await session.execute(_PUT, values)


async def all_of(
    session: AsyncSession, tenant: UUID, student: UUID, size: int = 1_000
) -> list[tuple[UUID, bytes, datetime]]:
    """Return (task, sealed state, when) of a student's tasks, the one that was left longest ago first."""
    values = {"tenant": tenant, "student": student, "size": size}
    return [(row[0], bytes(row[1]), row[2]) for row in await session.execute(_ALL, values)]


async def claims(
    session: AsyncSession, tenant: UUID, student: UUID, contents: Sequence[UUID], size: int = 20
) -> list[tuple[UUID, bool, float | None, datetime]]:
    """Return (task, worked through, claimed score as a share, when) of what a student has opened, the newest first."""
    values = {"tenant": tenant, "student": student, "contents": list(contents), "size": size}
    return [(row[0], row[1], row[2], row[3]) for row in await session.execute(_CLAIMS, values)]
