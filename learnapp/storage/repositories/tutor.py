"""Conversations with the tutor; what was said is ciphertext under the student's key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_OWN = "FROM tutor_conversation c WHERE c.tenant_id = :tenant AND c.student_id = :student"
_FIRST = (
    "(SELECT m.text_enc FROM tutor_message m WHERE m.tenant_id = c.tenant_id"
    " AND m.conversation_id = c.conversation_id ORDER BY m.place LIMIT 1)"
)
_PAGE = text(
    f"SELECT c.conversation_id, c.content_id, c.begun_at, c.last_at, {_FIRST} {_OWN}"  # noqa: S608 - constants
    " ORDER BY c.last_at DESC, c.conversation_id LIMIT :size OFFSET :offset"
)
_COUNT = text(f"SELECT count(*) {_OWN}")
_BEGIN = text("""
INSERT INTO tutor_conversation (tenant_id, conversation_id, student_id, section_id, content_id, begun_at, last_at)
VALUES (:tenant, :conversation, :student, :section, :content, :now, :now)
""")
_IS_OWN = text(f"SELECT 1 {_OWN} AND c.conversation_id = :conversation")
# Locks the row: two messages at once have two places.
_GO_ON = text("""
UPDATE tutor_conversation SET last_at = :now
 WHERE tenant_id = :tenant AND conversation_id = :conversation AND student_id = :student RETURNING 1
""")
_SAY = text("""
INSERT INTO tutor_message (tenant_id, conversation_id, place, speaker, text_enc, detail, at, readers)
SELECT :tenant, :conversation, coalesce(max(place) + 1, 0), :speaker, :sealed, cast(:detail AS jsonb), :now, :readers
  FROM tutor_message WHERE tenant_id = :tenant AND conversation_id = :conversation RETURNING place
""")
_SAID = text("""
SELECT m.speaker, m.text_enc, m.at, m.place, coalesce(m.detail -> 'reported', '[]') FROM tutor_message m
  JOIN tutor_conversation c ON c.tenant_id = m.tenant_id AND c.conversation_id = m.conversation_id
 WHERE m.tenant_id = :tenant AND m.conversation_id = :conversation AND c.student_id = :student ORDER BY m.place
""")
# Locks the message: two reports of its sentences at once are both kept.
_OF_REPORT = text("""
SELECT m.text_enc, m.detail, c.section_id FROM tutor_message m
  JOIN tutor_conversation c ON c.tenant_id = m.tenant_id AND c.conversation_id = m.conversation_id
 WHERE m.tenant_id = :tenant AND m.conversation_id = :conversation AND m.place = :place AND m.speaker = 'tutor'
   AND c.student_id = :student FOR UPDATE OF m
""")
_REPORTED = text("""
UPDATE tutor_message SET detail = jsonb_set(detail, '{reported}', cast(:lines AS jsonb))
 WHERE tenant_id = :tenant AND conversation_id = :conversation AND place = :place
""")
_LATEST = text("""
SELECT m.text_enc, m.detail FROM tutor_message m
  JOIN tutor_conversation c ON c.tenant_id = m.tenant_id AND c.conversation_id = m.conversation_id
 WHERE m.tenant_id = :tenant AND m.conversation_id = :conversation AND m.speaker = 'tutor' AND c.student_id = :student
   AND c.section_id = :section AND c.content_id IS NOT DISTINCT FROM cast(:content AS uuid)
 ORDER BY m.place DESC LIMIT :size
""")
_ALL = text("""
SELECT c.conversation_id, m.speaker, m.text_enc, m.at FROM tutor_message m
  JOIN tutor_conversation c ON c.tenant_id = m.tenant_id AND c.conversation_id = m.conversation_id
 WHERE c.tenant_id = :tenant AND c.student_id = :student ORDER BY c.begun_at, c.conversation_id, m.place
""")
_REMOVE = text(
    "DELETE FROM tutor_conversation WHERE tenant_id = :tenant AND conversation_id = :conversation"
    " AND student_id = :student RETURNING 1"
)
_STANDS = text("""
SELECT content_id, state FROM item_progress
 WHERE tenant_id = :tenant AND student_id = :student AND content_id = ANY(cast(:ids AS uuid[]))
""")
_TESTING = text("""
SELECT 1 FROM attempt t JOIN assessment a ON a.tenant_id = t.tenant_id AND a.assessment_id = t.assessment_id
 WHERE t.tenant_id = :tenant AND t.student_id = :student AND t.submitted_at IS NULL
   AND (t.deadline_at IS NULL OR t.deadline_at > :now) AND a.withdrawn_at IS NULL
   AND (a.closes_at IS NULL OR a.closes_at > :now OR t.factor > 1 OR t.breaks > 0 OR t.reopened_until IS NOT NULL)
 LIMIT 1
""")


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation, and what was said first, sealed."""

    conversation_id: UUID
    content_id: UUID | None
    begun_at: datetime
    last_at: datetime
    first_enc: bytes | None


@dataclass(frozen=True, slots=True)
class SaidRow:
    """One message, sealed; `reported` are the places of its sentences that seem wrong to its student."""

    speaker: str
    text_enc: bytes
    at: datetime
    place: int = 0
    reported: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer of the tutor, sealed, with what it rests on."""

    text_enc: bytes
    detail: dict[str, Any]
    section_id: UUID


async def page(
    session: AsyncSession, tenant: UUID, student: UUID, *, offset: int, size: int
) -> tuple[list[ConversationRow], int]:
    """Return a page of a student's conversations, the latest first, and how many there are."""
    values = {"tenant": tenant, "student": student}
    found = await session.execute(_PAGE, {**values, "offset": offset, "size": size})
    return [ConversationRow(*row) for row in found], int((await session.execute(_COUNT, values)).scalar_one())


async def begin(
    session: AsyncSession, tenant: UUID, student: UUID, section: UUID, conversation: UUID, content: UUID | None,
    now: datetime,
) -> None:  # fmt: skip
    """Begin a conversation."""
    values = {"tenant": tenant, "student": student, "section": section, "conversation": conversation}
    await session.execute(_BEGIN, {**values, "content": content, "now": now})


async def is_own(session: AsyncSession, tenant: UUID, student: UUID, conversation: UUID) -> bool:
    """Return whether there is such a conversation of a student."""
    values = {"tenant": tenant, "student": student, "conversation": conversation}
    return (await session.execute(_IS_OWN, values)).first() is not None


async def go_on(session: AsyncSession, tenant: UUID, student: UUID, conversation: UUID, now: datetime) -> bool:
    """Take up a student's own conversation; False when there is none."""
    values = {"tenant": tenant, "student": student, "conversation": conversation, "now": now}
    return (await session.execute(_GO_ON, values)).one_or_none() is not None


async def say(
    session: AsyncSession, tenant: UUID, conversation: UUID, speaker: str, sealed: bytes, detail: Mapping[str, Any],
    now: datetime, readers: str = "nobody",
) -> int:  # fmt: skip
    """Add a message at the end of a conversation and return its place there.

    `readers` is who can read it, as its student was told.
    """
    values = {"tenant": tenant, "conversation": conversation, "speaker": speaker, "sealed": sealed, "now": now}
    values |= {"detail": orjson.dumps(detail).decode(), "readers": readers}
    return int((await session.execute(_SAY, values)).scalar_one())


async def answer(
    session: AsyncSession, tenant: UUID, student: UUID, conversation: UUID, place: int
) -> AnswerRow | None:
    """Lock and return an answer of a student's own conversation; None when there is none at this place."""
    values = {"tenant": tenant, "student": student, "conversation": conversation, "place": place}
    found = (await session.execute(_OF_REPORT, values)).one_or_none()
    return AnswerRow(*found) if found is not None else None


async def note_reported(
    session: AsyncSession, tenant: UUID, conversation: UUID, place: int, lines: Sequence[int]
) -> None:
    """Note which sentences of an answer its student has reported."""
    values = {"tenant": tenant, "conversation": conversation, "place": place}
    await session.execute(_REPORTED, {**values, "lines": orjson.dumps(list(lines)).decode()})


async def said(session: AsyncSession, tenant: UUID, student: UUID, conversation: UUID) -> list[SaidRow]:
    """Return what was said in a student's own conversation."""
    values = {"tenant": tenant, "student": student, "conversation": conversation}
    return [SaidRow(*row) for row in await session.execute(_SAID, values)]


async def latest(
    session: AsyncSession, tenant: UUID, student: UUID, conversation: UUID, section: UUID, content: UUID | None,
    size: int,
) -> list[tuple[bytes, dict[str, Any]]]:  # fmt: skip
    """Return the last (sealed answer, detail) of a student's own conversation, the latest first.

    None where it was begun in another class or beside another content.
    """
    values = {"tenant": tenant, "student": student, "conversation": conversation, "section": section}
    found = await session.execute(_LATEST, {**values, "content": content, "size": size})
    return [(bytes(row[0]), row[1]) for row in found]


async def all_of(session: AsyncSession, tenant: UUID, student: UUID) -> list[tuple[UUID, SaidRow]]:
    """Return everything that a student and the tutor have said, by conversation."""
    found = await session.execute(_ALL, {"tenant": tenant, "student": student})
    return [(row[0], SaidRow(*row[1:])) for row in found]


async def remove(session: AsyncSession, tenant: UUID, student: UUID, conversation: UUID) -> bool:
    """Delete a student's own conversation; False when there is none."""
    values = {"tenant": tenant, "student": student, "conversation": conversation}
    return (await session.execute(_REMOVE, values)).one_or_none() is not None


async def stands(
    session: AsyncSession, tenant: UUID, student: UUID, contents: Sequence[UUID]
) -> dict[UUID, dict[str, Any]]:  # fmt: skip
    """Return where a student stands in contents; those that were never opened are left out."""
    found = await session.execute(_STANDS, {"tenant": tenant, "student": student, "ids": list(contents)})
    return {row[0]: row[1] for row in found}


async def testing(session: AsyncSession, tenant: UUID, student: UUID, now: datetime) -> bool:
    """Return whether a student has a test under way."""
    return (await session.execute(_TESTING, {"tenant": tenant, "student": student, "now": now})).first() is not None
