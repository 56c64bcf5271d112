"""Hours in which classes do without the tutor, who may read what is said to it, and what teachers may read of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.engine.pauses import Pause
from learnapp.storage.repositories.tutor import ConversationRow, SaidRow

_PAUSES = text("""
SELECT pause_id, weekday, begins, ends, only_on FROM tutor_pause
 WHERE tenant_id = :tenant AND section_id = :section
 ORDER BY only_on NULLS FIRST, weekday, begins, pause_id
""")
_ADD = text("""
INSERT INTO tutor_pause (tenant_id, pause_id, section_id, weekday, only_on, begins, ends)
VALUES (:tenant, :pause, :section, :weekday, :only_on, :begins, :ends)
""")
_REMOVE = text(
    "DELETE FROM tutor_pause WHERE tenant_id = :tenant AND section_id = :section AND pause_id = :pause RETURNING 1"
)
_OVER = text("DELETE FROM tutor_pause WHERE tenant_id = :tenant AND section_id = :section AND only_on < :today")
_POLICY = text("SELECT readers, deletable FROM tutor_policy WHERE tenant_id = :tenant")
_SET_POLICY = text("""
INSERT INTO tutor_policy (tenant_id, readers, deletable) VALUES (:tenant, :readers, :deletable)
ON CONFLICT (tenant_id) DO UPDATE SET readers = EXCLUDED.readers, deletable = EXCLUDED.deletable
""")
_CLASS = text("""
SELECT s.title, i.time_zone FROM section s JOIN institution i ON i.tenant_id = s.tenant_id
 WHERE s.tenant_id = :tenant AND s.section_id = :section
""")
# A message can be read where its student was told so: always, or once its conversation has given cause for worry.
_OPEN = """
(m.readers = ANY(cast(:always AS text[])) OR (m.readers = ANY(cast(:worry AS text[])) AND EXISTS (
   SELECT 1 FROM tutor_message w WHERE w.tenant_id = m.tenant_id AND w.conversation_id = m.conversation_id
      AND w.readers = ANY(cast(:worry AS text[])) AND w.detail ->> 'kind' = 'urgent')))
"""
_READABLE = f"""
FROM tutor_conversation c
 WHERE c.tenant_id = :tenant AND c.section_id = :section AND c.student_id = :student
   AND EXISTS (SELECT 1 FROM tutor_message m WHERE m.tenant_id = c.tenant_id
                  AND m.conversation_id = c.conversation_id AND {_OPEN})
"""  # noqa: S608 - constants
_PAGE = text(f"""
SELECT c.conversation_id, c.content_id, c.begun_at, c.last_at,
       (SELECT m.text_enc FROM tutor_message m WHERE m.tenant_id = c.tenant_id
           AND m.conversation_id = c.conversation_id AND {_OPEN} ORDER BY m.place LIMIT 1)
{_READABLE} ORDER BY c.last_at DESC, c.conversation_id LIMIT :size OFFSET :offset
""")  # noqa: S608 - constants
_COUNT = text(f"SELECT count(*) {_READABLE}")
_AMONG = text(f"""
SELECT DISTINCT m.conversation_id FROM tutor_message m
 WHERE m.tenant_id = :tenant AND m.conversation_id = ANY(:conversations) AND {_OPEN}
""")  # noqa: S608 - constants
_SAID = text(f"""
SELECT m.speaker, m.text_enc, m.at FROM tutor_message m
  JOIN tutor_conversation c ON c.tenant_id = m.tenant_id AND c.conversation_id = m.conversation_id
 WHERE m.tenant_id = :tenant AND m.conversation_id = :conversation AND c.section_id = :section
   AND c.student_id = :student AND {_OPEN} ORDER BY m.place
""")  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class PauseRow:
    """Hours of a class, with their id."""

    pause_id: UUID
    hours: Pause


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may read what students say to the tutor.

    Attributes:
        readers: `nobody` but the student; `worry`: who teaches the class, where something gave cause for worry;
            `section`: who teaches the class.
        deletable: Whether students may delete their conversations.
    """

    readers: str = "nobody"
    deletable: bool = True


async def pauses(session: AsyncSession, tenant: UUID, section: UUID) -> list[PauseRow]:
    """Return the hours of a class: those of each week first."""
    found = await session.execute(_PAUSES, {"tenant": tenant, "section": section})
    return [PauseRow(row[0], Pause(*row[1:])) for row in found]


async def add_pause(session: AsyncSession, tenant: UUID, section: UUID, pause: UUID, hours: Pause) -> None:
    """Add hours to a class."""
    values = {"tenant": tenant, "section": section, "pause": pause, "weekday": hours.weekday}
    await session.execute(_ADD, {**values, "only_on": hours.only_on, "begins": hours.begins, "ends": hours.ends})


async def remove_pause(session: AsyncSession, tenant: UUID, section: UUID, pause: UUID) -> bool:
    """Take hours away; False when there are none of that id."""
    values = {"tenant": tenant, "section": section, "pause": pause}
    return (await session.execute(_REMOVE, values)).one_or_none() is not None


async def forget_past(session: AsyncSession, tenant: UUID, section: UUID, today: date) -> None:
    """Take away hours of single days that are over."""
    await session.execute(_OVER, {"tenant": tenant, "section": section, "today": today})


async def policy(session: AsyncSession, tenant: UUID) -> Policy:
    """Return what the institution has chosen; without a choice nobody reads what is a student's own."""
    found = (await session.execute(_POLICY, {"tenant": tenant})).one_or_none()
    return Policy(*found) if found is not None else Policy()


async def set_policy(session: AsyncSession, tenant: UUID, chosen: Policy) -> None:
    """Choose who may read."""
    values = {"tenant": tenant, "readers": chosen.readers, "deletable": chosen.deletable}
    await session.execute(_SET_POLICY, values)


def _levels(readers: str) -> dict[str, list[str]]:
    """Return under which promises something may be read, by what the institution lets teachers read now."""
    return {
        "always": ["section"] if readers == "section" else [],
        "worry": ["worry", "section"] if readers in ("worry", "section") else [],
    }


async def readable(
    session: AsyncSession, tenant: UUID, section: UUID, student: UUID, readers: str, *, offset: int, size: int
) -> tuple[list[ConversationRow], int]:
    """Return a page of a student's conversations in a class that who teaches it may read, the latest first."""
    values = {"tenant": tenant, "section": section, "student": student, **_levels(readers)}
    found = await session.execute(_PAGE, {**values, "offset": offset, "size": size})
    return [ConversationRow(*row) for row in found], int((await session.execute(_COUNT, values)).scalar_one())


async def readable_among(session: AsyncSession, tenant: UUID, conversations: Sequence[UUID], readers: str) -> set[UUID]:
    """Return of which conversations who teaches the class may read something."""
    values = {"tenant": tenant, "conversations": list(conversations), **_levels(readers)}
    return set((await session.execute(_AMONG, values)).scalars())


async def said_readable(
    session: AsyncSession, tenant: UUID, section: UUID, student: UUID, conversation: UUID, readers: str
) -> list[SaidRow]:
    """Return what who teaches the class may read of a conversation."""
    values = {"tenant": tenant, "section": section, "student": student, "conversation": conversation}
    return [SaidRow(*row) for row in await session.execute(_SAID, {**values, **_levels(readers)})]


async def class_of(session: AsyncSession, tenant: UUID, section: UUID) -> tuple[str, str] | None:
    """Return the title of a class and the time zone of its school; None when there is no such class."""
    found = (await session.execute(_CLASS, {"tenant": tenant, "section": section})).one_or_none()
    return (found[0], found[1]) if found is not None else None
