"""What a guardian reads of a child beyond the child's own pages: the whole log, and messages to teachers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_EVENTS = text("""
SELECT event_id, received_at, verb, object_id, step_id, correct, result::text FROM learning_event
 WHERE tenant_id = :tenant AND student_id = :student
   AND (received_at, event_id) > (:after, cast(:last AS uuid))
 ORDER BY received_at, event_id LIMIT :size
""")
_POSTS = text("""
SELECT created_at, status, text_enc FROM discussion_post
 WHERE tenant_id = :tenant AND author_id = :student ORDER BY created_at, post_id
""")
_CHECKUPS = text("""
SELECT started_at, kc_id, claim, p_before, finished_at, right_count, p_after FROM checkup
 WHERE tenant_id = :tenant AND student_id = :student ORDER BY started_at, checkup_id
""")
_MESSAGES = text("""
SELECT review_id, evidence -> 'section_id' #>> '{}', evidence #>> ARRAY['reports', cast(:guardian AS text), 'text'],
       created_at, status, note
  FROM review_item
 WHERE tenant_id = :tenant AND kind = 'message' AND subject_id = :student AND created_by = :guardian
 ORDER BY created_at DESC, review_id LIMIT :size
""")
_OPEN = text("""
SELECT count(*) FROM review_item
 WHERE tenant_id = :tenant AND kind = 'message' AND created_by = :guardian AND status = 'open'
""")
# Two forms sent at once must not both find the last free place.
_LOCK = text("SELECT 1 FROM person WHERE tenant_id = :tenant AND person_id = :guardian FOR NO KEY UPDATE")
_WRITE = text("""
INSERT INTO review_item (tenant_id, review_id, kind, subject_type, subject_id, title, reason_code, evidence, status,
                         created_at, created_by, note, dedupe_key)
VALUES (:tenant, :review, 'message', 'student', :student, '', 'review-guardian-message',
        jsonb_build_object('section_id', cast(:section AS text), 'reports',
          jsonb_build_object(cast(:guardian AS text), jsonb_build_object(
            'text', cast(:said AS text), 'at', cast(:at AS text), 'section_id', cast(:section AS text)))),
        'open', :now, :guardian, '', :dedupe)
""")


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message of a guardian, and what became of it; `answer` is the note of who decided it."""

    review_id: UUID
    section_id: str
    said: str
    created_at: datetime
    status: str
    answer: str


async def events(
    session: AsyncSession, tenant: UUID, student: UUID, *, after: datetime, last: UUID, size: int
) -> list[tuple[Any, ...]]:
    """Return a page of a student's log, oldest first, beginning after an event."""
    values = {"tenant": tenant, "student": student, "after": after, "last": last, "size": size}
    return [tuple(row) for row in await session.execute(_EVENTS, values)]


async def posts(session: AsyncSession, tenant: UUID, student: UUID) -> list[tuple[Any, ...]]:
    """Return (when, status, sealed text) of everything that a student wrote to classes."""
    return [tuple(row) for row in await session.execute(_POSTS, {"tenant": tenant, "student": student})]


async def checkups(session: AsyncSession, tenant: UUID, student: UUID) -> list[tuple[Any, ...]]:
    """Return a student's check-ups, oldest first."""
    return [tuple(row) for row in await session.execute(_CHECKUPS, {"tenant": tenant, "student": student})]


async def messages(
    session: AsyncSession, tenant: UUID, guardian: UUID, student: UUID, size: int = 20
) -> list[MessageRow]:
    """Return what a guardian wrote about a child, newest first."""
    values = {"tenant": tenant, "guardian": guardian, "student": student, "size": size}
    return [
        MessageRow(row[0], row[1] or "", row[2] or "", *row[3:]) for row in await session.execute(_MESSAGES, values)
    ]


async def open_messages(session: AsyncSession, tenant: UUID, guardian: UUID) -> int:
    """Return how many messages of a guardian wait; the guardian's row stays locked until the transaction ends."""
    await session.execute(_LOCK, {"tenant": tenant, "guardian": guardian})
    return int((await session.execute(_OPEN, {"tenant": tenant, "guardian": guardian})).scalar_one())


async def write(
    session: AsyncSession,
    tenant: UUID,
    review: UUID,
    *,
    guardian: UUID,
    student: UUID,
    section: UUID,
    said: str,
    now: datetime,
) -> None:
    """Put a guardian's message into the queue of a class."""
    await session.execute(
        _WRITE,
        {
            "tenant": tenant, "review": review, "guardian": guardian, "student": student, "section": section,
            "said": said, "at": now.isoformat(), "now": now, "dedupe": f"message/{review}",
        },
    )  # fmt: skip
