"""Private notes of a student, one for each content, sealed under the student's key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_OWN = "FROM student_note WHERE tenant_id = :tenant AND student_id = :student"
_ONE = text(f"SELECT content_id, text_enc, updated_at {_OWN} AND content_id = :content")
_PAGE = text(
    f"SELECT content_id, text_enc, updated_at {_OWN} ORDER BY updated_at DESC, content_id LIMIT :size OFFSET :offset"
)
_COUNT = text(f"SELECT count(*) {_OWN}")
_PUT = text("""
INSERT INTO student_note (tenant_id, student_id, content_id, text_enc, updated_at)
VALUES (:tenant, :student, :content, :sealed, :now)
ON CONFLICT (tenant_id, student_id, content_id) DO UPDATE SET text_enc = EXCLUDED.text_enc,
  updated_at = EXCLUDED.updated_at WHERE student_note.updated_at = :before
RETURNING 1
""")
_REMOVE = text(f"DELETE {_OWN} AND content_id = :content RETURNING 1")  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note; its text is ciphertext under the student's key."""

    content_id: UUID
    text_enc: bytes
    updated_at: datetime


async def one(session: AsyncSession, tenant: UUID, student: UUID, content: UUID) -> NoteRow | None:
    """Return a student's note on a content."""
    values = {"tenant": tenant, "student": student, "content": content}
    row = (await session.execute(_ONE, values)).one_or_none()
    return NoteRow(*row) if row else None


async def page(
    session: AsyncSession, tenant: UUID, student: UUID, *, offset: int, size: int
) -> tuple[list[NoteRow], int]:
    """Return a page of a student's notes, newest first, and how many there are."""
    values = {"tenant": tenant, "student": student}
    found = [NoteRow(*row) for row in await session.execute(_PAGE, {**values, "offset": offset, "size": size})]
    if not offset and len(found) < size:
        return found, len(found)
    return found, int((await session.execute(_COUNT, values)).scalar_one())


async def put(
    session: AsyncSession,
    tenant: UUID,
    student: UUID,
    content: UUID,
    sealed: bytes,
    now: datetime,
    *,
    before: datetime | None,
) -> bool:
    """Write a student's note on a content instead of the one that was saved then, None: where there is none.

    Returns:
        False where another one stands there: nothing was written.
    """
    values = {"tenant": tenant, "student": student, "content": content, "sealed": sealed, "now": now, "before": before}
    return (await session.execute(_PUT, values)).one_or_none() is not None


async def remove(session: AsyncSession, tenant: UUID, student: UUID, content: UUID) -> bool:
    """Delete a student's note on a content; False when there is none."""
    values = {"tenant": tenant, "student": student, "content": content}
    return (await session.execute(_REMOVE, values)).one_or_none() is not None
