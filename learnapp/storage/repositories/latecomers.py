"""Students for whom a test closes later than for the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_OF = text("""
SELECT student_id, closes_at, reason_enc FROM assessment_latecomer
 WHERE tenant_id = :tenant AND assessment_id = :assessment AND student_id = ANY(cast(:students AS uuid[]))
""")
_OF_STUDENT = text("""
SELECT assessment_id, closes_at, reason_enc FROM assessment_latecomer
 WHERE tenant_id = :tenant AND student_id = :student ORDER BY made_at
""")
_PUT = text("""
INSERT INTO assessment_latecomer AS l (tenant_id, assessment_id, student_id, closes_at, reason_enc, made_by, made_at)
VALUES (:tenant, :assessment, :student, :closes, :reason, :by, :now)
ON CONFLICT (tenant_id, assessment_id, student_id) DO UPDATE SET closes_at = excluded.closes_at,
       reason_enc = excluded.reason_enc, made_by = excluded.made_by, made_at = excluded.made_at
""")
_REMOVE = text("""
DELETE FROM assessment_latecomer
 WHERE tenant_id = :tenant AND assessment_id = :assessment AND student_id = :student RETURNING 1
""")


@dataclass(frozen=True, slots=True)
class LateRow:
    """When a test closes for one student, and why, sealed under the student's key.

    Attributes:
        about: The student, or the test, whichever was not asked for.
    """

    about: UUID
    closes_at: datetime
    reason_enc: bytes


async def of_test(
    session: AsyncSession, tenant: UUID, assessment: UUID, students: Sequence[UUID]
) -> dict[UUID, LateRow]:
    """Return student -> when a test closes for them, of those for whom it closes later."""
    values = {"tenant": tenant, "assessment": assessment, "students": list(students)}
    return {row[0]: LateRow(*row) for row in await session.execute(_OF, values)}


async def of_student(session: AsyncSession, tenant: UUID, student: UUID) -> dict[UUID, LateRow]:
    """Return test -> when it closes for a student, where that is later than for the others; the oldest first."""
    values = {"tenant": tenant, "student": student}
    return {row[0]: LateRow(*row) for row in await session.execute(_OF_STUDENT, values)}


async def put(
    session: AsyncSession,
    tenant: UUID,
    assessment: UUID,
    student: UUID,
    *,
    closes: datetime,
    reason: bytes,
    by: UUID,
    now: datetime,
) -> None:
    """Let a test close later for a student."""
    values = {"tenant": tenant, "assessment": assessment, "student": student, "closes": closes, "reason": reason}
    await session.execute(_PUT, {**values, "by": by, "now": now})


async def remove(session: AsyncSession, tenant: UUID, assessment: UUID, student: UUID) -> bool:
    """Let a test close for a student as for the others; False when it did."""
    values = {"tenant": tenant, "assessment": assessment, "student": student}
    return (await session.execute(_REMOVE, values)).first() is not None
