"""What a class did and where it stands, for its instructor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.engine.kc import KCState
from learnapp.storage.batch import Batch, Statement

_SECTION = Statement("""
SELECT s.title, s.course_tenant_id, s.course_id, s.course_version, t.wrapped_key
  FROM section s LEFT JOIN tenant_key t ON t.tenant_id = s.tenant_id
 WHERE s.tenant_id = {tenant:uuid} AND s.section_id = {section:uuid}
""")
_BOARD = Statement("""
SELECT e.person_id, p.last_event_at, p.content_title, p.recent::text, p.hint_streak, p.kc_id, k.recent::text,
       o.name_enc, w.wrapped_key
  FROM enrolment e
  LEFT JOIN presence p ON p.tenant_id = e.tenant_id AND p.section_id = e.section_id AND p.student_id = e.person_id
  LEFT JOIN kc_state k ON k.tenant_id = p.tenant_id AND k.student_id = p.student_id AND k.kc_id = p.kc_id
  LEFT JOIN person o ON o.tenant_id = e.tenant_id AND o.person_id = e.person_id
  LEFT JOIN person_key w ON w.tenant_id = e.tenant_id AND w.person_id = e.person_id
 WHERE e.tenant_id = {tenant:uuid} AND e.section_id = {section:uuid} AND e.role = 'student' AND e.status = 'active'
 ORDER BY e.enrolled_at, e.person_id
""")
_KCS = text("""
SELECT k.student_id, k.kc_id, k.attempts, k.correct, k.hints, k.p_mastered, k.low, k.high, k.stability,
       k.fsrs_difficulty, k.last_at, k.mastered_at
  FROM kc_state k
 WHERE k.tenant_id = :tenant AND k.student_id = ANY(:students) AND k.kc_id = ANY(:kcs)
""")


@dataclass(frozen=True, slots=True)
class BoardSection:
    """A section's title, its course as (tenant, course, version), and the institution's wrapped key."""

    title: str
    course: tuple[UUID, UUID, int]
    tenant_key: bytes | None = None


@dataclass(frozen=True, slots=True)
class BoardLine:
    """The last sign of life of one student of a section; empty for one who never was there.

    Attributes:
        recent: The last graded answers in the section, oldest first.
        kc_id: The KC of the last answer.
        wrong_streak: Wrong answers in a row on that KC.
        hint_streak: Hints since the last right answer.
        name_enc, person_key: The name, sealed, and the key to it; None once the person is erased.
    """

    student_id: UUID
    last_at: datetime | None = None
    content_title: str = ""
    recent: tuple[bool, ...] = ()
    hint_streak: int = 0
    kc_id: UUID | None = None
    wrong_streak: int = 0
    name_enc: bytes | None = None
    person_key: bytes | None = None


def _flags(text: str | None) -> tuple[bool, ...]:
    return tuple(bool(row.get("correct")) for row in (orjson.loads(text) if text else None) or ())


def _streak(flags: Sequence[bool]) -> int:
    return next((count for count, right in enumerate(reversed(flags)) if right), len(flags))


async def board(batch: Batch, tenant: UUID, section: UUID) -> tuple[BoardSection | None, list[BoardLine]]:
    """Return a section and the last sign of life of each of its students; (None, []) for an unknown section."""
    batch.add(_SECTION, tenant=tenant, section=section)
    batch.add(_BOARD, tenant=tenant, section=section)
    *_, found, lines = await batch.exchange()
    if not found:
        return None, []
    title, course_tenant, course, version, tenant_key = found[0]
    return (
        BoardSection(title, (course_tenant, course, version), tenant_key),
        [
            BoardLine(person, at, title or "", _flags(recent), hints or 0, kc_id, _streak(_flags(of_kc)), name, key)
            for person, at, title, recent, hints, kc_id, of_kc, name, key in lines
        ],
    )


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


_MASTERED = text("""
SELECT student_id, kc_id FROM kc_state
 WHERE tenant_id = :tenant AND student_id = ANY(cast(:students AS uuid[])) AND kc_id = ANY(cast(:kcs AS uuid[]))
   AND mastered_at IS NOT NULL
""")
# As an assignment counts it: the smaller question of a hint is none of its steps.
_SOLVED = text("""
SELECT v.student_id, v.object_id, count(DISTINCT v.step_id) FROM learning_event v
 WHERE v.tenant_id = :tenant AND v.student_id = ANY(cast(:students AS uuid[]))
   AND v.object_id = ANY(cast(:contents AS uuid[])) AND v.verb = 'answered' AND v.correct
   AND v.result ->> 'hint_index' IS NULL
 GROUP BY v.student_id, v.object_id
""")
_DONE = text("""
SELECT student_id, content_id FROM item_progress
 WHERE tenant_id = :tenant AND student_id = ANY(cast(:students AS uuid[]))
   AND content_id = ANY(cast(:contents AS uuid[])) AND state ->> 'done' = 'true'
""")


async def mastered_of(
    session: AsyncSession, tenant: UUID, students: Sequence[UUID], kcs: Sequence[UUID]
) -> dict[UUID, set[UUID]]:
    """Return which of some topics students have mastered, now or once; who has none is left out."""
    found: dict[UUID, set[UUID]] = {}
    for row in await session.execute(_MASTERED, {"tenant": tenant, "students": list(students), "kcs": list(kcs)}):
        found.setdefault(row[0], set()).add(row[1])
    return found


async def solved_of(
    session: AsyncSession, tenant: UUID, students: Sequence[UUID], contents: Sequence[UUID]
) -> tuple[dict[tuple[UUID, UUID], int], set[tuple[UUID, UUID]]]:
    """Return (student, content) -> steps that were ever solved, and of which the content is done."""
    values = {"tenant": tenant, "students": list(students), "contents": list(contents)}
    solved = {(row[0], row[1]): int(row[2]) for row in await session.execute(_SOLVED, values)}
    return solved, {(row[0], row[1]) for row in await session.execute(_DONE, values)}
