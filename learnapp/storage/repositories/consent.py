"""Recorded consents. Rows are never deleted: a withdrawal is a date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.security.consent import Consent


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One recorded consent with who gave it."""

    consent_id: UUID
    student_id: UUID
    basis: str
    purpose: str
    granted_by: UUID
    granted_at: datetime
    withdrawn_at: datetime | None
    note: str

    def as_consent(self) -> Consent:
        """Return what the rules need of it."""
        return Consent(self.basis, self.purpose, self.granted_at, self.withdrawn_at)


async def consents_of(session: AsyncSession, tenant: UUID, students: Sequence[UUID]) -> dict[UUID, list[ConsentRow]]:
    """Return all consents of these students, oldest first."""
    rows = await session.execute(
        text(
            "SELECT consent_id, student_id, basis, purpose, granted_by, granted_at, withdrawn_at, "
            "coalesce(note, '') AS note FROM consent "
            "WHERE tenant_id = :tenant AND student_id = ANY(:students) ORDER BY granted_at, consent_id"
        ),
        {"tenant": tenant, "students": list(students)},
    )
    found: dict[UUID, list[ConsentRow]] = {student: [] for student in students}
    for row in rows:
        found[row.student_id].append(ConsentRow(*row))
    return found


async def add_consents(session: AsyncSession, tenant: UUID, rows: Sequence[ConsentRow]) -> None:
    """Record consents."""
    if rows:
        await session.execute(
            text(
                "INSERT INTO consent (tenant_id, consent_id, student_id, basis, purpose, granted_by, granted_at, note) "
                "VALUES (:tenant, :consent, :student, :basis, :purpose, :by, :at, :note)"
            ),
            [
                {
                    "tenant": tenant,
                    "consent": row.consent_id,
                    "student": row.student_id,
                    "basis": row.basis,
                    "purpose": row.purpose,
                    "by": row.granted_by,
                    "at": row.granted_at,
                    "note": row.note,
                }
                for row in rows
            ],
        )


async def withdraw(
    session: AsyncSession, tenant: UUID, student_id: UUID, basis: str, purpose: str, now: datetime
) -> int:
    """Withdraw the active consents of one basis; return how many there were."""
    rows = await session.execute(
        text(
            "UPDATE consent SET withdrawn_at = :now WHERE tenant_id = :tenant AND student_id = :student "
            "AND basis = :basis AND purpose = :purpose AND withdrawn_at IS NULL RETURNING 1"
        ),
        {"tenant": tenant, "student": student_id, "basis": basis, "purpose": purpose, "now": now},
    )
    return len(rows.all())
