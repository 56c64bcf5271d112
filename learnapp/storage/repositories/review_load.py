"""How many reviews a day there are: for the institution, for a section, and what a student has asked for."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_INSTITUTION = text("SELECT reviews_per_day FROM institution WHERE tenant_id = :tenant")
_SECTION = text("""
SELECT s.reviews_per_day, i.reviews_per_day FROM section s JOIN institution i ON i.tenant_id = s.tenant_id
 WHERE s.tenant_id = :tenant AND s.section_id = :section
""")
_SET_INSTITUTION = text("UPDATE institution SET reviews_per_day = :count WHERE tenant_id = :tenant RETURNING 1")
_SET_SECTION = text("""
UPDATE section SET reviews_per_day = cast(:count AS smallint)
 WHERE tenant_id = :tenant AND section_id = :section RETURNING 1
""")
# Recommendations of before were made without these reviews: they are made anew.
_ASK = text("""
UPDATE learner_state
   SET more_reviews = least(:most, CASE WHEN more_reviews_on = :today THEN more_reviews ELSE 0 END + :more),
       more_reviews_on = :today, last_answer = last_answer - 'at'
 WHERE tenant_id = :tenant AND student_id = :student AND course_id = :course RETURNING more_reviews
""")


async def of_institution(session: AsyncSession, tenant: UUID) -> int | None:
    """Return what an institution has chosen; None when there is none."""
    found: int | None = (await session.execute(_INSTITUTION, {"tenant": tenant})).scalar_one_or_none()
    return found


async def of_section(session: AsyncSession, tenant: UUID, section: UUID) -> tuple[int | None, int] | None:
    """Return what a section has chosen, None for nothing, and its institution; None when there is no such section."""
    row = (await session.execute(_SECTION, {"tenant": tenant, "section": section})).one_or_none()
    return (row[0], row[1]) if row is not None else None


async def set_institution(session: AsyncSession, tenant: UUID, count: int) -> bool:
    """Choose for an institution; False when there is none."""
    done = await session.execute(_SET_INSTITUTION, {"tenant": tenant, "count": count})
    return done.one_or_none() is not None


async def set_section(session: AsyncSession, tenant: UUID, section: UUID, count: int | None) -> bool:
    """Choose for a section, None to follow the institution; False when there is no such section."""
    done = await session.execute(_SET_SECTION, {"tenant": tenant, "section": section, "count": count})
    return done.one_or_none() is not None


async def ask(
    session: AsyncSession, tenant: UUID, student: UUID, course: UUID, today: date, more: int, most: int
) -> int | None:
    """Note that a student wants more reviews today; return how many more it are now, None before the first event."""
    values = {"tenant": tenant, "student": student, "course": course, "today": today, "more": more, "most": most}
    found: int | None = (await session.execute(_ASK, values)).scalar_one_or_none()
    return found
