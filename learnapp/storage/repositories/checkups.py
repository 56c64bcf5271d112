"""Check-ups of a student, and how the tasks in them were answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_COLUMNS = """
SELECT checkup_id, section_id, course_id, kc_id, claim, items, started_at, p_before, finished_at, right_count, p_after,
       low, high
  FROM checkup
"""
_ONE = text(f"{_COLUMNS} WHERE tenant_id = :tenant AND student_id = :student AND checkup_id = :checkup")
_LATEST = text(
    f"{_COLUMNS} WHERE tenant_id = :tenant AND student_id = :student AND section_id = :section "
    "ORDER BY started_at DESC, checkup_id DESC LIMIT :size"
)
_OPEN = text(
    f"{_COLUMNS} WHERE tenant_id = :tenant AND student_id = :student AND section_id = :section AND kc_id = :kc "
    "AND finished_at IS NULL AND started_at > :since ORDER BY started_at DESC LIMIT 1"
)
_ADD = text("""
INSERT INTO checkup (tenant_id, checkup_id, student_id, section_id, course_id, kc_id, claim, items, started_at,
                     p_before)
VALUES (:tenant, :checkup, :student, :section, :course, :kc, :claim, :items, :now, :before)
""")
_FINISH = text("""
UPDATE checkup SET finished_at = :now, right_count = :right, p_after = :after, low = :low, high = :high
 WHERE tenant_id = :tenant AND student_id = :student AND checkup_id = :checkup AND finished_at IS NULL
""")
_TOUCHED = text("""
SELECT content_id FROM item_progress WHERE tenant_id = :tenant AND student_id = :student AND updated_at > :since
""")
# The first try at each step counts, and only without a hint before it; the smaller questions in hints do not count.
_ANSWERS = text("""
SELECT object_id, step_id, correct AND NOT helped AS known FROM (
  SELECT DISTINCT ON (a.object_id, a.step_id) a.object_id, a.step_id, a.correct,
         EXISTS (SELECT 1 FROM learning_event h
                  WHERE h.tenant_id = a.tenant_id AND h.student_id = a.student_id AND h.object_id = a.object_id
                    AND h.step_id = a.step_id AND h.verb = 'hint_requested'
                    AND h.received_at >= :since AND h.received_at <= a.received_at) AS helped
    FROM learning_event a
   WHERE a.tenant_id = :tenant AND a.student_id = :student AND a.received_at >= :since
     AND a.object_id = ANY(:items) AND a.verb = 'answered' AND a.correct IS NOT NULL
     AND a.result ->> 'hint_index' IS NULL
   ORDER BY a.object_id, a.step_id, a.received_at, a.event_id
) first
""")


@dataclass(frozen=True, slots=True)
class CheckupRow:
    """One check-up; what came of it is None until it is finished. `before`, `after` are P(mastered)."""

    checkup_id: UUID
    section_id: UUID
    course_id: UUID
    kc_id: UUID
    claim: str
    items: tuple[UUID, ...]
    started_at: datetime
    before: float
    finished_at: datetime | None
    right: int | None
    after: float | None
    low: float | None
    high: float | None


def _row(found: Sequence[Any]) -> CheckupRow:
    checkup, section, course, kc, claim, items, *others = found
    return CheckupRow(checkup, section, course, kc, claim, tuple(items), *others)


async def one(session: AsyncSession, tenant: UUID, student: UUID, checkup: UUID) -> CheckupRow | None:
    """Return a student's check-up."""
    found = (await session.execute(_ONE, {"tenant": tenant, "student": student, "checkup": checkup})).first()
    return _row(found) if found else None


async def latest(session: AsyncSession, tenant: UUID, student: UUID, section: UUID, size: int) -> list[CheckupRow]:
    """Return a student's check-ups in a section, newest first."""
    found = await session.execute(_LATEST, {"tenant": tenant, "student": student, "section": section, "size": size})
    return [_row(row) for row in found]


async def unfinished(
    session: AsyncSession, tenant: UUID, student: UUID, section: UUID, kc: UUID, since: datetime
) -> CheckupRow | None:
    """Return the check-up of a KC that was begun after a moment and not finished."""
    values = {"tenant": tenant, "student": student, "section": section, "kc": kc, "since": since}
    found = (await session.execute(_OPEN, values)).first()
    return _row(found) if found else None


async def add(session: AsyncSession, tenant: UUID, student: UUID, row: CheckupRow) -> None:
    """Begin a check-up."""
    await session.execute(
        _ADD,
        {
            "tenant": tenant, "checkup": row.checkup_id, "student": student, "section": row.section_id,
            "course": row.course_id, "kc": row.kc_id, "claim": row.claim, "items": list(row.items),
            "now": row.started_at, "before": row.before,
        },
    )  # fmt: skip


async def finish(
    session: AsyncSession,
    tenant: UUID,
    student: UUID,
    checkup: UUID,
    *,
    now: datetime,
    right: int,
    after: float,
    low: float,
    high: float,
) -> None:
    """Write what came of a check-up; the first writing stays."""
    values = {"tenant": tenant, "student": student, "checkup": checkup, "now": now}
    await session.execute(_FINISH, values | {"right": right, "after": after, "low": low, "high": high})


async def touched(session: AsyncSession, tenant: UUID, student: UUID, since: datetime) -> set[UUID]:
    """Return the content that a student has worked on after a moment."""
    found = await session.execute(_TOUCHED, {"tenant": tenant, "student": student, "since": since})
    return set(found.scalars())


async def answers(
    session: AsyncSession, tenant: UUID, student: UUID, items: Sequence[UUID], since: datetime
) -> dict[tuple[UUID, str], bool]:
    """Return (content, step) to whether it was known at the first try after a moment."""
    values = {"tenant": tenant, "student": student, "items": list(items), "since": since}
    return {(row[0], row[1]): bool(row[2]) for row in await session.execute(_ANSWERS, values)}
