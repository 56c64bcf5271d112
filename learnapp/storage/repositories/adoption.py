"""Marks of what was seen, and what people say about the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_SEEN = text("SELECT mark, seen_at FROM seen_mark WHERE tenant_id = :tenant AND person_id = :person")
_MARK = text("""
INSERT INTO seen_mark (tenant_id, person_id, mark, seen_at) VALUES (:tenant, :person, :mark, :now)
ON CONFLICT (tenant_id, person_id, mark) DO UPDATE SET seen_at = EXCLUDED.seen_at
""")
_CLAIM = text("""
INSERT INTO seen_mark (tenant_id, person_id, mark, seen_at) VALUES (:tenant, :person, :mark, :now)
ON CONFLICT (tenant_id, person_id, mark) DO UPDATE SET seen_at = EXCLUDED.seen_at
 WHERE seen_mark.seen_at < :before RETURNING 1
""")
_SINCE = text("SELECT created_at FROM person WHERE tenant_id = :tenant AND person_id = :person")
_ADD = text("""
INSERT INTO feedback (tenant_id, feedback_id, role, page, score, said, created_at)
VALUES (:tenant, :feedback, :role, :page, :score, :said, :now)
""")
_LIST = text("""
SELECT feedback_id, role, page, score, said, created_at FROM feedback
 WHERE tenant_id = :tenant ORDER BY created_at DESC, feedback_id DESC LIMIT :size OFFSET :offset
""")
_COUNT = text("SELECT count(*) FROM feedback WHERE tenant_id = :tenant")
_SCORES = text("""
SELECT count(*) FILTER (WHERE score >= 9), count(*) FILTER (WHERE score <= 6), count(score) FROM feedback
 WHERE tenant_id = :tenant AND score IS NOT NULL AND created_at >= :since
""")


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """What somebody said about a page; `score` is None where none was asked for."""

    feedback_id: UUID
    role: str
    page: str
    score: int | None
    said: str
    created_at: datetime


async def seen(session: AsyncSession, tenant: UUID, person: UUID) -> dict[str, datetime]:
    """Return what somebody has seen, and when the last time."""
    found = await session.execute(_SEEN, {"tenant": tenant, "person": person})
    return {row[0]: row[1] for row in found}


async def member_since(session: AsyncSession, tenant: UUID, person: UUID) -> datetime | None:
    """Return since when somebody is there."""
    found: datetime | None = (await session.execute(_SINCE, {"tenant": tenant, "person": person})).scalar()
    return found


async def mark(session: AsyncSession, tenant: UUID, person: UUID, name: str, now: datetime) -> None:
    """Note that somebody has seen something now."""
    await session.execute(_MARK, {"tenant": tenant, "person": person, "mark": name, "now": now})


async def claim(session: AsyncSession, tenant: UUID, person: UUID, name: str, now: datetime, before: datetime) -> bool:
    """Note it unless it was noted after `before`; return whether it was noted now. Two at once: one of them."""
    values = {"tenant": tenant, "person": person, "mark": name, "now": now, "before": before}
    return (await session.execute(_CLAIM, values)).first() is not None


async def add_feedback(session: AsyncSession, tenant: UUID, row: FeedbackRow) -> None:
    """Keep what somebody said."""
    await session.execute(
        _ADD,
        {
            "tenant": tenant, "feedback": row.feedback_id, "role": row.role, "page": row.page, "score": row.score,
            "said": row.said, "now": row.created_at,
        },
    )  # fmt: skip


async def feedback(session: AsyncSession, tenant: UUID, *, size: int, offset: int) -> tuple[list[FeedbackRow], int]:
    """Return a page of what was said, newest first, and how much there is."""
    found = await session.execute(_LIST, {"tenant": tenant, "size": size, "offset": offset})
    total = (await session.execute(_COUNT, {"tenant": tenant})).scalar_one()
    return [FeedbackRow(*row) for row in found], int(total)


async def scores(session: AsyncSession, tenant: UUID, since: datetime) -> tuple[int, int, int]:
    """Return (9 or 10, 0 to 6, all) of the scores since a moment."""
    row = (await session.execute(_SCORES, {"tenant": tenant, "since": since})).one()
    return int(row[0]), int(row[1]), int(row[2])
