"""What every page asks of everybody, and nearly always the answer is no: one exchange says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from learnapp.storage.batch import Batch, Statement

_UNREAD = Statement("""
SELECT 1 FROM notice WHERE tenant_id = {tenant:uuid} AND person_id = {person:uuid} AND read_at IS NULL LIMIT 1
""")
_ASSIGNED = Statement("""
SELECT 1 FROM assignment
 WHERE tenant_id = {tenant:uuid} AND section_id = ANY({sections:uuids}) AND withdrawn_at IS NULL
   AND (due_at IS NULL OR due_at >= {since:time}) LIMIT 1
""")
_RULED = Statement("""
SELECT 1 FROM path_rule
 WHERE tenant_id = {tenant:uuid} AND section_id = ANY({sections:uuids}) AND removed_at IS NULL
   AND (student_id IS NULL OR student_id = {student:uuid}) LIMIT 1
""")


async def any_unread(batch: Batch, tenant: UUID, person: UUID) -> bool:
    """Return whether a person was told anything that they have not read, arrived or not."""
    batch.add(_UNREAD, tenant=tenant, person=person)
    *_, found = await batch.exchange()
    return bool(found)


async def any_beside(
    batch: Batch, tenant: UUID, sections: Sequence[UUID], student: UUID, since: datetime
) -> tuple[bool, bool]:
    """Return whether anything is assigned in these classes, to whomever, and whether a rule holds for a student.

    Args:
        batch: The transaction.
        tenant: The institution.
        sections: Classes of the student.
        student: The student.
        since: Without what was due before this moment.
    """
    batch.add(_ASSIGNED, tenant=tenant, sections=sections, since=since)
    batch.add(_RULED, tenant=tenant, sections=sections, student=student)
    *_, assigned, ruled = await batch.exchange()
    return bool(assigned), bool(ruled)
