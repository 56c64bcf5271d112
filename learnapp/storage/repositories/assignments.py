"""What is assigned to a class, and what of it each student has still to do, as the log and the states say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.repositories.assignment_left import FOR_STUDENT, LEFT

_COLUMNS = """a.assignment_id, a.section_id, a.content_id, a.kc_id, a.answers, a.everyone, a.due_at, a.words, a.made_by,
       a.made_at, a.assessment_id, (SELECT t.title FROM assessment t WHERE t.tenant_id = a.tenant_id
                                       AND t.assessment_id = a.assessment_id AND t.withdrawn_at IS NULL)"""
# What is still to come first, the next due first; what is over after it, the latest first.
_STANDING = text(f"""
SELECT {_COLUMNS} FROM assignment a
 WHERE a.tenant_id = :tenant AND a.section_id = :section AND a.withdrawn_at IS NULL
 ORDER BY a.due_at IS NOT NULL AND a.due_at < :now,
          CASE WHEN a.due_at >= :now THEN a.due_at END,
          CASE WHEN a.due_at < :now THEN a.due_at END DESC, a.made_at, a.assignment_id
 LIMIT :size OFFSET :offset
""")  # noqa: S608 - constants
_COUNT = text("""
SELECT count(*) FROM assignment WHERE tenant_id = :tenant AND section_id = :section AND withdrawn_at IS NULL
""")
_COUNT_OPEN = text("""
SELECT count(*) FROM assignment
 WHERE tenant_id = :tenant AND section_id = :section AND withdrawn_at IS NULL AND (due_at IS NULL OR due_at >= :now)
""")
_LOCK = text("SELECT 1 FROM section WHERE tenant_id = :tenant AND section_id = :section FOR NO KEY UPDATE")
_SAME = text("""
SELECT 1 FROM assignment
 WHERE tenant_id = :tenant AND section_id = :section AND withdrawn_at IS NULL
   AND everyone = :everyone AND answers = :answers
   AND content_id IS NOT DISTINCT FROM cast(:content AS uuid) AND kc_id IS NOT DISTINCT FROM cast(:kc AS uuid)
   AND assessment_id IS NOT DISTINCT FROM cast(:test AS uuid) AND due_at IS NOT DISTINCT FROM cast(:due AS timestamptz)
   AND assignment_id IS DISTINCT FROM cast(:except AS uuid)
   AND (everyone OR (SELECT array_agg(s.student_id ORDER BY s.student_id) FROM assignment_student s
                      WHERE s.tenant_id = assignment.tenant_id AND s.assignment_id = assignment.assignment_id)
                    = cast(:students AS uuid[]))
 LIMIT 1
""")
_ADD = text("""
INSERT INTO assignment (tenant_id, assignment_id, section_id, content_id, kc_id, answers, steps, everyone, due_at,
                        words, made_by, made_at, assessment_id)
VALUES (:tenant, :assignment, :section, :content, :kc, :answers, :steps, :everyone, :due, :words, :by, :now, :test)
""")
_ADD_STUDENTS = text("""
INSERT INTO assignment_student (tenant_id, assignment_id, student_id)
SELECT :tenant, :assignment, unnest(cast(:students AS uuid[]))
""")
_WITHDRAW = text("""
UPDATE assignment SET withdrawn_at = :now, withdrawn_by = :by
 WHERE tenant_id = :tenant AND section_id = :section AND assignment_id = :assignment AND withdrawn_at IS NULL
RETURNING 1
""")
_ONE = text(f"""
SELECT {_COLUMNS} FROM assignment a
 WHERE a.tenant_id = :tenant AND a.section_id = :section AND a.assignment_id = :assignment AND a.withdrawn_at IS NULL
""")  # noqa: S608 - constants
# When it was made stays: answers count on from there.
_CHANGE = text("""
UPDATE assignment SET due_at = :due, words = :words, everyone = :everyone
 WHERE tenant_id = :tenant AND assignment_id = :assignment
""")
_STUDENTS = text("SELECT student_id FROM assignment_student WHERE tenant_id = :tenant AND assignment_id = :assignment")
_NO_STUDENTS = text("DELETE FROM assignment_student WHERE tenant_id = :tenant AND assignment_id = :assignment")
_HAS_STUDENT = FOR_STUDENT.format(student="e.person_id")
_LEFT_OF = text(f"""
SELECT a.assignment_id, e.person_id, {LEFT.format(student="e.person_id")}
  FROM assignment a
  JOIN enrolment e ON e.tenant_id = a.tenant_id AND e.section_id = a.section_id
       AND e.role = 'student' AND e.status = 'active'
 WHERE a.tenant_id = :tenant AND a.section_id = :section AND a.assignment_id = ANY(cast(:assignments AS uuid[]))
   AND {_HAS_STUDENT} AND (:all OR e.person_id = ANY(cast(:students AS uuid[])))
 ORDER BY e.enrolled_at, e.person_id
""")  # noqa: S608 - constants
_OF_STUDENT = text(f"""
SELECT {_COLUMNS}, {LEFT.format(student="e.person_id")} AS left_over
  FROM assignment a
  JOIN enrolment e ON e.tenant_id = a.tenant_id AND e.section_id = a.section_id
       AND e.role = 'student' AND e.status = 'active' AND e.person_id = :student
 WHERE a.tenant_id = :tenant AND a.section_id = ANY(cast(:sections AS uuid[])) AND a.withdrawn_at IS NULL
   AND (a.due_at IS NULL OR a.due_at >= :since) AND {_HAS_STUDENT}
 ORDER BY a.due_at NULLS LAST, a.made_at, a.assignment_id LIMIT :size
""")  # noqa: S608 - constants

# A day before it is due: who is not done yet, of what the class still gets, and has not been told.
_DUE = text(f"""
SELECT {_COLUMNS}, e.person_id, coalesce(nullif(p.time_zone, ''), i.time_zone)
  FROM assignment a
  JOIN section c ON c.tenant_id = a.tenant_id AND c.section_id = a.section_id AND c.status = 'active'
  JOIN enrolment e ON e.tenant_id = a.tenant_id AND e.section_id = a.section_id
       AND e.role = 'student' AND e.status = 'active'
  JOIN person p ON p.tenant_id = e.tenant_id AND p.person_id = e.person_id
  JOIN institution i ON i.tenant_id = a.tenant_id
 WHERE a.tenant_id = :tenant AND a.withdrawn_at IS NULL AND a.due_at > :now AND a.due_at <= :last AND {_HAS_STUDENT}
   AND NOT EXISTS (SELECT 1 FROM withdrawn_item w WHERE w.tenant_id = a.tenant_id AND w.section_id = a.section_id
                      AND w.content_id = a.content_id)
   AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.tenant_id = a.tenant_id AND n.person_id = e.person_id
                      AND n.once_key = 'assignment-due:' || a.assignment_id)
   AND {LEFT.format(student="e.person_id")} > 0
 ORDER BY a.section_id, a.assignment_id, e.person_id
""")  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """An assignment as stored; one of `content_id`, `kc_id` and `assessment_id` is set.

    Attributes:
        test: Title of the test, None when it was taken away.
    """

    assignment_id: UUID
    section_id: UUID
    content_id: UUID | None
    kc_id: UUID | None
    answers: int
    everyone: bool
    due_at: datetime | None
    words: str
    made_by: UUID
    made_at: datetime
    assessment_id: UUID | None = None
    test: str | None = None


async def standing(
    session: AsyncSession, tenant: UUID, section: UUID, now: datetime, offset: int, size: int
) -> tuple[list[AssignmentRow], int]:
    """Return a page of what is assigned to a class and not withdrawn, and how much that is."""
    place = {"tenant": tenant, "section": section}
    rows = await session.execute(_STANDING, {**place, "now": now, "offset": offset, "size": size})
    return [AssignmentRow(*row) for row in rows], int((await session.execute(_COUNT, place)).scalar_one())


async def count_open(session: AsyncSession, tenant: UUID, section: UUID, now: datetime) -> int:
    """Return how much of what is assigned to a class is not over."""
    values = {"tenant": tenant, "section": section, "now": now}
    return int((await session.execute(_COUNT_OPEN, values)).scalar_one())


async def lock(session: AsyncSession, tenant: UUID, section: UUID) -> bool:
    """Let nobody else assign or pin in this class until the transaction ends; False when there is no such class."""
    return (await session.execute(_LOCK, {"tenant": tenant, "section": section})).one_or_none() is not None


async def same(
    session: AsyncSession, tenant: UUID, section: UUID, *, content: UUID | None, kc: UUID | None, answers: int,
    test: UUID | None, due: datetime | None, students: Sequence[UUID], beside: UUID | None = None,
) -> bool:  # fmt: skip
    """Return whether the same is assigned already, `beside` that one, to the same students for the same moment."""
    values: dict[str, Any] = {"tenant": tenant, "section": section, "content": content, "kc": kc, "due": due}
    values |= {
        "test": test,
        "answers": answers,
        "everyone": not students,
        "students": sorted(students),
        "except": beside,
    }
    return (await session.execute(_SAME, values)).one_or_none() is not None


async def add(
    session: AsyncSession,
    tenant: UUID,
    assignment: UUID,
    *,
    section: UUID,
    content: UUID | None,
    kc: UUID | None,
    answers: int,
    steps: int,
    students: Sequence[UUID],
    due: datetime | None,
    words: str,
    by: UUID,
    now: datetime,
    test: UUID | None = None,
) -> None:
    """Assign something; without students it is for everyone of the class."""
    values: dict[str, Any] = {"tenant": tenant, "assignment": assignment, "section": section, "content": content}
    values |= {"kc": kc, "answers": answers, "steps": steps, "everyone": not students, "due": due, "words": words}
    await session.execute(_ADD, {**values, "by": by, "now": now, "test": test})
    if students:
        chosen = {"tenant": tenant, "assignment": assignment, "students": list(students)}
        await session.execute(_ADD_STUDENTS, chosen)


async def withdraw(
    session: AsyncSession, tenant: UUID, section: UUID, assignment: UUID, by: UUID, now: datetime
) -> bool:
    """Withdraw an assignment of a class; False when it has no such one."""
    values = {"tenant": tenant, "section": section, "assignment": assignment, "by": by, "now": now}
    return (await session.execute(_WITHDRAW, values)).one_or_none() is not None


async def one(session: AsyncSession, tenant: UUID, section: UUID, assignment: UUID) -> AssignmentRow | None:
    """Return an assignment of a class; None when it has no such one, or it was withdrawn."""
    values = {"tenant": tenant, "section": section, "assignment": assignment}
    row = (await session.execute(_ONE, values)).one_or_none()
    return AssignmentRow(*row) if row else None


async def chosen(session: AsyncSession, tenant: UUID, assignment: UUID) -> list[UUID]:
    """Return for whom an assignment is that is not for everyone, also those who have left the class."""
    return list((await session.execute(_STUDENTS, {"tenant": tenant, "assignment": assignment})).scalars())


async def change(
    session: AsyncSession, tenant: UUID, assignment: UUID, *, due: datetime | None, words: str,
    students: Sequence[UUID],
) -> None:  # fmt: skip
    """Change until when and for whom an assignment is, and what is said with it; nobody named is everyone."""
    place = {"tenant": tenant, "assignment": assignment}
    await session.execute(_CHANGE, {**place, "due": due, "words": words, "everyone": not students})
    await session.execute(_NO_STUDENTS, place)
    if students:
        await session.execute(_ADD_STUDENTS, {**place, "students": list(students)})


async def left_of(
    session: AsyncSession, tenant: UUID, section: UUID, assignments: Sequence[UUID], only: Sequence[UUID] | None = None
) -> list[tuple[UUID, UUID, int]]:
    """Return (assignment, student, what is left) for everybody whom these assignments are for; 0 left is done.

    Args:
        session: The open transaction.
        tenant: The institution.
        section: The class.
        assignments: The assignments.
        only: These students alone.
    """
    values = {"tenant": tenant, "section": section, "assignments": list(assignments)}
    values |= {"all": only is None, "students": list(only or ())}
    return [(row[0], row[1], int(row[2])) for row in await session.execute(_LEFT_OF, values)]


async def of_student(
    session: AsyncSession, tenant: UUID, student: UUID, sections: Sequence[UUID], since: datetime, size: int
) -> list[tuple[AssignmentRow, int]]:
    """Return what is assigned to a student in these classes with what is left of it, the next due first.

    Args:
        session: The open transaction.
        tenant: The institution.
        student: The student.
        sections: Classes of theirs.
        since: Without what was due before this moment.
        size: So many at most.
    """
    values = {"tenant": tenant, "student": student, "sections": list(sections), "since": since, "size": size}
    return [(AssignmentRow(*row[:12]), int(row[12])) for row in await session.execute(_OF_STUDENT, values)]


async def due(
    session: AsyncSession, tenant: UUID, now: datetime, last: datetime
) -> list[tuple[AssignmentRow, UUID, str]]:
    """Return (assignment, student, their time zone) for what is due until a moment, not done and not told of yet."""
    found = await session.execute(_DUE, {"tenant": tenant, "now": now, "last": last})
    return [(AssignmentRow(*row[:12]), row[12], row[13]) for row in found]
