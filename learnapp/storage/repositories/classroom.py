"""What a class did and where it stands, for its instructor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.engine.kc import KCState

_PRESENCE = text("""
SELECT student_id, last_event_at, last_verb, content_title, recent, wrong_streak, hint_streak FROM presence
 WHERE tenant_id = :tenant AND section_id = :section
""")
_KCS = text("""
SELECT k.student_id, k.kc_id, k.attempts, k.correct, k.hints, k.p_mastered, k.low, k.high, k.stability,
       k.fsrs_difficulty, k.last_at, k.mastered_at
  FROM kc_state k
 WHERE k.tenant_id = :tenant AND k.student_id = ANY(:students) AND k.kc_id = ANY(:kcs)
""")


@dataclass(frozen=True, slots=True)
class PresenceRow:
    """The last sign of life of one student."""

    student_id: UUID
    last_event_at: datetime
    last_verb: str
    content_title: str
    recent: list[dict[str, Any]]
    wrong_streak: int
    hint_streak: int


async def presence(session: AsyncSession, tenant: UUID, section: UUID) -> dict[UUID, PresenceRow]:
    """Return the last sign of life of everybody in a section who has done anything."""
    rows = await session.execute(_PRESENCE, {"tenant": tenant, "section": section})
    return {
        row.student_id: PresenceRow(
            row.student_id,
            row.last_event_at,
            row.last_verb,
            row.content_title,
            row.recent if isinstance(row.recent, list) else [],
            row.wrong_streak,
            row.hint_streak,
        )
        for row in rows
    }


async def kc_states(
    session: AsyncSession, tenant: UUID, students: Sequence[UUID], kcs: Sequence[UUID]
) -> dict[tuple[UUID, UUID], KCState]:
    """Return the KC states of students, without their recent outcomes."""
    rows = await session.execute(_KCS, {"tenant": tenant, "students": list(students), "kcs": list(kcs)})
    return {
        (row.student_id, row.kc_id): KCState(
            kc_id=row.kc_id,
            attempts=row.attempts,
            correct=row.correct,
            hints=row.hints,
            p_mastered=row.p_mastered,
            low=row.low,
            high=row.high,
            stability=row.stability,
            fsrs_difficulty=row.fsrs_difficulty,
            last_at=row.last_at,
            mastered_at=row.mastered_at,
        )
        for row in rows
    }
