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


@dataclass(frozen=True, slots=True)
class SealedStudent:
    """A student as the consent list needs them: name and birth date encrypted, with the wrapped key.

    Attributes:
        waiting: Whether they have joined a section in which they may not begin before somebody has consented.
    """

    person_id: UUID
    name_enc: bytes | None
    birth_date_enc: bytes | None
    person_key: bytes | None
    waiting: bool


_STUDENTS = text("""
SELECT p.person_id, p.name_enc, p.birth_date_enc, k.wrapped_key,
       EXISTS (SELECT 1 FROM enrolment w
                WHERE w.tenant_id = p.tenant_id AND w.person_id = p.person_id AND w.status = 'waiting')
  FROM person p JOIN person_key k ON k.tenant_id = p.tenant_id AND k.person_id = p.person_id
 WHERE p.tenant_id = :tenant AND p.status <> 'erased'
   AND CASE WHEN CAST(:section AS uuid) IS NULL
       THEN EXISTS (SELECT 1 FROM role_grant g
                     WHERE g.tenant_id = p.tenant_id AND g.person_id = p.person_id AND g.role = 'student')
       ELSE EXISTS (SELECT 1 FROM enrolment e
                     WHERE e.tenant_id = p.tenant_id AND e.section_id = :section AND e.person_id = p.person_id
                       AND e.role = 'student' AND e.status IN ('active', 'waiting')) END
""")


async def students(session: AsyncSession, tenant: UUID, section: UUID | None) -> list[SealedStudent]:
    """Return the students of a section, those who wait too; without one, everybody who has the role."""
    rows = await session.execute(_STUDENTS, {"tenant": tenant, "section": section})
    return [SealedStudent(*row) for row in rows]


async def add_consents(session: AsyncSession, tenant: UUID, rows: Sequence[ConsentRow]) -> None:
    """Record consents."""
    if rows:
        await session.execute(
            text(
                "INSERT INTO consent (tenant_id, consent_id, student_id, basis, purpose, granted_by, granted_at, note) "
                "SELECT :tenant, n.* FROM unnest(cast(:consents AS uuid[]), cast(:students AS uuid[]), "
                "cast(:bases AS text[]), cast(:purposes AS text[]), cast(:by AS uuid[]), cast(:at AS timestamptz[]), "
                "cast(:notes AS text[])) n"
            ),
            {
                "tenant": tenant, "consents": [row.consent_id for row in rows],
                "students": [row.student_id for row in rows], "bases": [row.basis for row in rows],
                "purposes": [row.purpose for row in rows], "by": [row.granted_by for row in rows],
                "at": [row.granted_at for row in rows], "notes": [row.note for row in rows],
            },
        )  # fmt: skip


async def withdraw(
    session: AsyncSession, tenant: UUID, students: Sequence[UUID], basis: str, purpose: str, now: datetime
) -> set[UUID]:
    """Withdraw the active consents of one basis; return the students who had one."""
    rows = await session.execute(
        text(
            "UPDATE consent SET withdrawn_at = :now WHERE tenant_id = :tenant AND student_id = ANY(:students) "
            "AND basis = :basis AND purpose = :purpose AND withdrawn_at IS NULL RETURNING student_id"
        ),
        {"tenant": tenant, "students": list(students), "basis": basis, "purpose": purpose, "now": now},
    )
    return set(rows.scalars())
