"""Who is told of interventions: teachers that something waits, students who are away, guardians at home."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.services import notices
from learnapp.storage.repositories import interventions as rows
from learnapp.storage.repositories.interventions import InterventionRow
from learnapp.storage.repositories.notice_sources import Source


async def tell_waiting(session: AsyncSession, tenant: UUID, section: UUID) -> None:
    """Tell who teaches a class that something waits in its inbox; unread ones of a class become one."""
    teachers = [person for person, role in await rows.staff(session, tenant, section) if role == "instructor"]
    await notices.tell(session, tenant, "inbox", teachers, about=section, section=section, merge=f"inbox:{section}")


async def tell_assigned(session: AsyncSession, tenant: UUID, section: UUID, person: UUID, by: UUID) -> None:
    """Tell somebody that a colleague has handed them something in the inbox of a class."""
    await notices.tell(
        session, tenant, "inbox", [person], about=section, section=section, by=by, arguments={"state": "assigned"},
        merge=f"inbox-assigned:{section}",
    )  # fmt: skip


async def tell_student(session: AsyncSession, tenant: UUID, row: InterventionRow) -> None:
    """Tell a student who may not be here that something waits on their first page."""
    await notices.tell(
        session, tenant, "offer", [row.student_id], about=row.intervention_id, section=row.section_id,
        once=f"offer:{row.intervention_id}",
    )  # fmt: skip


async def tell_home(session: AsyncSession, tenant: UUID, row: InterventionRow) -> None:
    """Tell the guardians of a student that a teacher has written; the words stand on the child's page."""
    await notices.tell(
        session, tenant, "from_school", Source.GUARDIANS, about=row.intervention_id, section=row.section_id,
        student=row.student_id, once=f"home:{row.intervention_id}",
    )  # fmt: skip
