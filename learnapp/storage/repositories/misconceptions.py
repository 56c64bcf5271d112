"""Wrong answers that show a misconception, and right ones that speak against it: of a student, or of a class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# Of a question that had a mistake nothing can be said.
_COUNTS = """
   AND NOT EXISTS (SELECT 1 FROM item_void v WHERE v.tenant_id = e.tenant_id AND v.section_id = e.section_id
         AND v.content_id = e.object_id AND v.undone_at IS NULL AND (v.since IS NULL OR e.received_at >= v.since))
"""
_WRONG = f"""
SELECT e.student_id, e.event_id, e.object_id, e.object_version, e.step_id, (e.result ->> 'misconception')::int,
       (e.result ->> 'variant')::int, (e.result -> 'response')::text, e.received_at
  FROM learning_event e
 WHERE e.tenant_id = :tenant AND %s AND e.verb = 'answered' AND e.correct IS FALSE AND e.received_at >= :since
   AND e.result -> 'misconception' IS NOT NULL {_COUNTS}
 ORDER BY e.received_at DESC LIMIT :most
"""  # noqa: S608 - constants
_RIGHT = """
SELECT e.student_id, e.object_id, e.object_version, e.step_id, e.kc_ids, e.received_at
  FROM learning_event e
 WHERE e.tenant_id = :tenant AND %s AND e.verb = 'answered' AND e.correct AND e.received_at >= :since
   AND e.student_id = ANY(:students) AND e.kc_ids && cast(:kcs AS uuid[])
   AND e.result -> 'moved' = 'true'::jsonb AND coalesce((e.result ->> 'hints')::int, 0) = 0
 ORDER BY e.received_at DESC LIMIT :most
"""
_MINE, _CLASS = "e.student_id = :student AND e.course_id = :course", "e.section_id = :section"
_WRONG_OF_STUDENT, _WRONG_OF_CLASS = text(_WRONG % _MINE), text(_WRONG % _CLASS)
_RIGHT_OF_STUDENT, _RIGHT_OF_CLASS = text(_RIGHT % _MINE), text(_RIGHT % _CLASS)
# What many say and nobody has put into words; tasks with numbers of their own cannot be compared by their answers.
_UNNAMED = text(f"""
SELECT e.object_id, e.step_id, (e.result -> 'response')::text, count(DISTINCT e.student_id)::int
  FROM learning_event e
 WHERE e.tenant_id = :tenant AND e.section_id = :section AND e.verb = 'answered' AND e.correct IS FALSE
   AND e.received_at >= :since AND e.object_id IS NOT NULL AND e.result -> 'misconception' IS NULL
   AND e.result -> 'variant' IS NULL AND e.result -> 'hint_index' IS NULL
   AND jsonb_typeof(e.result -> 'response') IN ('string', 'array') {_COUNTS}
 GROUP BY 1, 2, 3 HAVING count(DISTINCT e.student_id) >= :least ORDER BY 4 DESC, 1, 2, 3 LIMIT :most
""")  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A wrong answer that shows a misconception, by its place in the key; `variant` is None without a template."""

    student_id: UUID
    event_id: UUID
    content_id: UUID
    version: int | None
    step_id: str | None
    place: int
    variant: int | None
    response: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class RightAnswer:
    """An answer that was right at the first try without a hint."""

    student_id: UUID
    content_id: UUID
    version: int | None
    step_id: str | None
    kc_ids: list[UUID]
    at: datetime


@dataclass(frozen=True, slots=True)
class CommonAnswer:
    """A wrong answer without a sentence that says what it shows, and how many students gave it."""

    content_id: UUID
    step_id: str | None
    response: str | None
    students: int


async def wrong_of_student(
    session: AsyncSession, tenant: UUID, student: UUID, course: UUID, since: datetime, most: int
) -> list[WrongAnswer]:
    """Return a student's wrong answers in a course that show a misconception, the latest first."""
    values = {"tenant": tenant, "student": student, "course": course, "since": since, "most": most}
    return [WrongAnswer(*row) for row in await session.execute(_WRONG_OF_STUDENT, values)]


async def right_of_student(
    session: AsyncSession, tenant: UUID, student: UUID, course: UUID, kcs: Sequence[UUID], since: datetime, most: int
) -> list[RightAnswer]:
    """Return what a student solved at once of some topics, the latest first."""
    values = {
        "tenant": tenant, "student": student, "students": [student], "course": course, "kcs": list(kcs),
        "since": since, "most": most,
    }  # fmt: skip
    return [RightAnswer(*row) for row in await session.execute(_RIGHT_OF_STUDENT, values)]


async def wrong_of_class(
    session: AsyncSession, tenant: UUID, section: UUID, since: datetime, most: int
) -> list[WrongAnswer]:
    """Return a class's wrong answers that show a misconception, the latest first."""
    values = {"tenant": tenant, "section": section, "since": since, "most": most}
    return [WrongAnswer(*row) for row in await session.execute(_WRONG_OF_CLASS, values)]


async def right_of_class(
    session: AsyncSession,
    tenant: UUID,
    section: UUID,
    students: Sequence[UUID],
    kcs: Sequence[UUID],
    since: datetime,
    most: int,
) -> list[RightAnswer]:
    """Return what students of a class solved at once of some topics, the latest first."""
    values = {
        "tenant": tenant, "section": section, "students": list(students), "kcs": list(kcs), "since": since,
        "most": most,
    }  # fmt: skip
    return [RightAnswer(*row) for row in await session.execute(_RIGHT_OF_CLASS, values)]


async def unnamed(
    session: AsyncSession, tenant: UUID, section: UUID, since: datetime, least: int, most: int
) -> list[CommonAnswer]:
    """Return wrong answers that at least so many students of a class gave and no sentence explains."""
    values = {"tenant": tenant, "section": section, "since": since, "least": least, "most": most}
    return [CommonAnswer(*row) for row in await session.execute(_UNNAMED, values)]
