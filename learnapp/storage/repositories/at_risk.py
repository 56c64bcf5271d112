"""A class's days in the learning log, and the entries of the review queue about students who may need help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.repositories.assignment_left import FOR_STUDENT, LEFT

_SCHOOL_DAYS = text("""
SELECT d::date FROM generate_series(cast(:first AS timestamp), cast(:last AS timestamp), interval '1 day') d
 WHERE extract(isodow FROM d) < 6
   AND NOT EXISTS (SELECT 1 FROM day_off o WHERE o.tenant_id = :tenant AND d::date BETWEEN o.first_day AND o.last_day)
   AND (EXISTS (SELECT 1 FROM term t WHERE t.tenant_id = :tenant AND d::date BETWEEN t.first_day AND t.last_day)
        OR NOT EXISTS (SELECT 1 FROM term t WHERE t.tenant_id = :tenant))
 ORDER BY d
""")
_SECTIONS = text("""
SELECT section_id, title FROM section WHERE tenant_id = :tenant AND status = 'active' AND course_id IS NOT NULL
 ORDER BY section_id
""")
_JOINED = text("""
SELECT e.person_id, (e.enrolled_at AT TIME ZONE :zone)::date FROM enrolment e
  JOIN person p ON p.tenant_id = e.tenant_id AND p.person_id = e.person_id AND p.status = 'active'
 WHERE e.tenant_id = :tenant AND e.section_id = :section AND e.role = 'student' AND e.status = 'active'
 ORDER BY e.person_id
""")
# Answers to an item whose attempts are void count as work, not as right or wrong. A stretch of more than half an hour
# at one answer was not spent on it.
_DAYS = text("""
SELECT e.student_id, (e.received_at AT TIME ZONE :zone)::date AS day,
       count(*) FILTER (WHERE e.verb = 'answered' AND v.void_id IS NULL) AS answers,
       count(*) FILTER (WHERE e.verb = 'answered' AND e.correct AND v.void_id IS NULL) AS right_ones,
       count(*) FILTER (WHERE e.verb = 'hint_requested') AS hints,
       count(*) FILTER (WHERE e.verb NOT IN ('answered', 'hint_requested') OR v.void_id IS NOT NULL) AS acts,
       coalesce(sum(least((e.result ->> 'duration_ms')::float, 1800000)), 0) / 60000 AS minutes
  FROM learning_event e
  LEFT JOIN item_void v ON v.tenant_id = e.tenant_id AND v.section_id = e.section_id AND v.content_id = e.object_id
        AND v.undone_at IS NULL AND (v.since IS NULL OR e.received_at >= v.since) AND e.verb = 'answered'
 WHERE e.tenant_id = :tenant AND e.section_id = :section AND e.received_at >= :since AND e.received_at < :until
   AND e.verb = ANY(:verbs)
 GROUP BY e.student_id, day
""")
WORK = (
    "answered", "hint_requested", "read", "video_progressed", "video_completed", "simulation_interacted",
    "explanation_opened", "quiz_started", "quiz_completed", "forum_posted", "forum_replied", "peer_helped",
)  # fmt: skip
"""What counts as work; that a page was opened, or something was offered, does not."""
_ASSIGNED = text(f"""
SELECT a.assignment_id, (a.due_at AT TIME ZONE :zone)::date AS due, e.person_id,
       {LEFT.format(student="e.person_id")} AS left_over
  FROM assignment a
  JOIN enrolment e ON e.tenant_id = a.tenant_id AND e.section_id = a.section_id
       AND e.role = 'student' AND e.status = 'active'
 WHERE a.tenant_id = :tenant AND a.section_id = :section AND a.withdrawn_at IS NULL
   AND a.due_at >= :since AND a.due_at < :until
   AND {FOR_STUDENT.format(student="e.person_id")}
   AND NOT EXISTS (SELECT 1 FROM withdrawn_item w WHERE w.tenant_id = a.tenant_id AND w.section_id = a.section_id
                      AND w.content_id = a.content_id)
   AND NOT EXISTS (SELECT 1 FROM assessment t WHERE t.tenant_id = a.tenant_id AND t.assessment_id = a.assessment_id
                      AND t.withdrawn_at IS NOT NULL)
""")  # noqa: S608 - constants
# One entry of a student and class at a time: while it waits it is brought up to date; after a decision is a pause.
_FLAG = text("""
INSERT INTO review_item (tenant_id, review_id, kind, subject_type, subject_id, title, reason_code, evidence,
                         confidence, status, created_at, note, dedupe_key)
SELECT :tenant, :review, 'at_risk', 'student', :student, :title, :reason, cast(:evidence AS jsonb),
       cast(:confidence AS float), 'open', :now, '', cast(:dedupe AS text)
 WHERE NOT EXISTS (
   SELECT 1 FROM review_item r WHERE r.tenant_id = :tenant AND r.kind = 'at_risk' AND r.subject_id = :student
      AND r.dedupe_key = :dedupe AND r.decided_at > CASE r.status WHEN 'approved' THEN cast(:accepted AS timestamptz)
                                                                  ELSE cast(:dismissed AS timestamptz) END)
ON CONFLICT (tenant_id, dedupe_key) WHERE status = 'open' DO UPDATE SET
  evidence = excluded.evidence, confidence = excluded.confidence, reason_code = excluded.reason_code
RETURNING review_id
""")
_OPEN = text("""
SELECT r.subject_id, r.dedupe_key FROM review_item r
 WHERE r.tenant_id = :tenant AND r.kind = 'at_risk' AND r.status = 'open' AND r.evidence ->> 'section_id' = :section
""")

_FORGET = text("DELETE FROM review_item WHERE tenant_id = :tenant AND kind = 'at_risk' AND subject_id = :student")


@dataclass(frozen=True, slots=True)
class DayRow:
    """What one student did on one day, where the institution is."""

    student: UUID
    day: date
    answers: int
    right: int
    hints: int
    acts: int
    minutes: float


@dataclass(frozen=True, slots=True)
class AssignedRow:
    """One assignment of one student; nothing left means done."""

    assignment: UUID
    due: date
    student: UUID
    left: int


async def school_days(session: AsyncSession, tenant: UUID, first: date, last: date) -> list[date]:
    """Return the days with school of a time: Monday to Friday, within a term where there are any, and no day off."""
    found = await session.execute(_SCHOOL_DAYS, {"tenant": tenant, "first": first, "last": last})
    return list(found.scalars())


async def running_sections(session: AsyncSession, tenant: UUID) -> list[tuple[UUID, str]]:
    """Return id and title of the sections that are open and study a course."""
    return [(row[0], row[1]) for row in await session.execute(_SECTIONS, {"tenant": tenant})]


async def joined(session: AsyncSession, tenant: UUID, section: UUID, zone: str) -> list[tuple[UUID, date]]:
    """Return the active students of a section with the day on which they joined."""
    values = {"tenant": tenant, "section": section, "zone": zone}
    return [(row[0], row[1]) for row in await session.execute(_JOINED, values)]


async def days_of(
    session: AsyncSession, tenant: UUID, section: UUID, zone: str, since: datetime, until: datetime
) -> list[DayRow]:
    """Return what each student of a section did on each day of a time."""
    values = {"tenant": tenant, "section": section, "zone": zone, "since": since, "until": until, "verbs": list(WORK)}
    return [
        DayRow(row.student_id, row.day, row.answers, row.right_ones, row.hints, row.acts, float(row.minutes))
        for row in await session.execute(_DAYS, values)
    ]


async def assigned(
    session: AsyncSession, tenant: UUID, section: UUID, zone: str, since: datetime, until: datetime
) -> list[AssignedRow]:
    """Return what was due in a time for whom, with what is left of it now."""
    values = {"tenant": tenant, "section": section, "zone": zone, "since": since, "until": until}
    return [AssignedRow(row[0], row[1], row[2], int(row[3])) for row in await session.execute(_ASSIGNED, values)]


async def waiting(session: AsyncSession, tenant: UUID, section: UUID) -> set[UUID]:
    """Return the students of a section about whom an entry waits."""
    found = await session.execute(_OPEN, {"tenant": tenant, "section": str(section)})
    return {row[0] for row in found}


async def flag(
    session: AsyncSession,
    tenant: UUID,
    review_id: UUID,
    *,
    student: UUID,
    section: UUID,
    title: str,
    reason: str,
    evidence: dict[str, Any],
    confidence: float | None,
    now: datetime,
    accepted: datetime,
    dismissed: datetime,
) -> UUID | None:
    """Put a student into the queue of a section, or bring the entry that waits up to date.

    Args:
        session: The open transaction.
        tenant: The institution.
        review_id: The id of a new entry.
        student: Whom it is about.
        section: Where.
        title: Name of the section.
        reason: Catalogue key of why.
        evidence: What speaks for it, with `section_id`.
        confidence: The model's chance; None without a model.
        now: When.
        accepted: Nothing where an entry was accepted after this moment.
        dismissed: Nothing where an entry was dismissed after this moment.

    Returns:
        The entry that waits now; None where it is too early for another one.
    """
    values = {"tenant": tenant, "review": review_id, "student": student, "title": title, "reason": reason}
    values |= {"evidence": orjson.dumps(evidence).decode(), "confidence": confidence, "now": now}
    values |= {"dedupe": f"at_risk:{section}:{student}", "accepted": accepted, "dismissed": dismissed}
    found: UUID | None = (await session.execute(_FLAG, values)).scalar_one_or_none()
    return found


async def forget(session: AsyncSession, tenant: UUID, student: UUID) -> None:
    """Delete what was noticed about a student, with the notes of those who decided."""
    await session.execute(_FORGET, {"tenant": tenant, "student": student})
