"""What a report for a family reads of one student in one class and a time, and what teachers add to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.repositories.at_risk import WORK
from learnapp.storage.repositories.time_on_task import ms

_IN = (
    "e.tenant_id = :tenant AND e.student_id = :student AND e.section_id = :section"
    " AND e.received_at >= :since AND e.received_at < :until"
)
# Of a voided question nothing is told that measures; that the student was there, and the time it took, is.
_COUNTS = """e.correct IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM item_void v WHERE v.tenant_id = e.tenant_id AND v.section_id = e.section_id
            AND v.content_id = e.object_id AND v.undone_at IS NULL AND (v.since IS NULL OR e.received_at >= v.since))"""
_DAYS = text(f"""
SELECT (e.received_at AT TIME ZONE :zone)::date AS day, count(*) FILTER (WHERE {_COUNTS}),
       count(*) FILTER (WHERE e.correct AND {_COUNTS}), coalesce(sum({ms("e.result", ":longest")}), 0),
       bool_or(e.verb = ANY(:work))
  FROM learning_event e WHERE {_IN} AND e.verb NOT IN ('item_voided', 'item_restored', 'recalculated')
 GROUP BY 1 ORDER BY 1
""")  # noqa: S608 - constants
_TOPICS = text(f"""
SELECT kc.kc_id, count(*), count(*) FILTER (WHERE e.correct), min(e.received_at), max(e.received_at)
  FROM learning_event e CROSS JOIN LATERAL unnest(e.kc_ids) AS kc (kc_id)
 WHERE {_IN} AND {_COUNTS} GROUP BY 1
""")  # noqa: S608 - constants
_ANSWERS = text(f"""
SELECT e.received_at, e.object_id, e.kc_ids, e.correct, coalesce((e.result ->> 'hints')::int, 0)
  FROM learning_event e WHERE {_IN} AND {_COUNTS}
 ORDER BY e.received_at DESC, e.event_id DESC LIMIT :size
""")  # noqa: S608 - constants
# Monday to Friday within a term, and no day off; an institution without terms has school all year round.
_SCHOOL_DAYS = text("""
SELECT d::date FROM generate_series(cast(:first AS date), cast(:last AS date), interval '1 day') d
 WHERE extract(isodow FROM d) < 6
   AND NOT EXISTS (SELECT 1 FROM day_off o WHERE o.tenant_id = :tenant AND d::date BETWEEN o.first_day AND o.last_day)
   AND (EXISTS (SELECT 1 FROM term t WHERE t.tenant_id = :tenant AND d::date BETWEEN t.first_day AND t.last_day)
        OR NOT EXISTS (SELECT 1 FROM term t WHERE t.tenant_id = :tenant))
""")
# Whoever was put on a list and has never been here has the school's language, and has chosen none.
_LANGUAGES = text("""
SELECT l.student_id, p.locale FROM guardian_link l
  JOIN person p ON p.tenant_id = l.tenant_id AND p.person_id = l.guardian_id
  JOIN institution i ON i.tenant_id = l.tenant_id
 WHERE l.tenant_id = :tenant AND l.student_id = ANY(:students) AND p.status = 'active'
   AND (p.last_seen_at IS NOT NULL OR p.locale <> i.locale)
 ORDER BY l.student_id, p.last_seen_at IS NULL, p.created_at, p.person_id
""")
_NOTE = text("""
SELECT text_enc, written_by, written_at FROM report_note
 WHERE tenant_id = :tenant AND section_id = :section AND student_id = :student
""")
_NOTES_OF = text("""
SELECT n.written_at, s.title, n.text_enc FROM report_note n
  JOIN section s ON s.tenant_id = n.tenant_id AND s.section_id = n.section_id
 WHERE n.tenant_id = :tenant AND n.student_id = :student ORDER BY n.written_at
""")
_PUT_NOTE = text("""
INSERT INTO report_note (tenant_id, section_id, student_id, text_enc, written_by, written_at)
VALUES (:tenant, :section, :student, :sealed, :by, :now)
ON CONFLICT (tenant_id, section_id, student_id) DO UPDATE SET text_enc = EXCLUDED.text_enc,
  written_by = EXCLUDED.written_by, written_at = EXCLUDED.written_at
""")
_REMOVE_NOTE = text(
    "DELETE FROM report_note WHERE tenant_id = :tenant AND section_id = :section AND student_id = :student"
)


@dataclass(frozen=True, slots=True)
class WorkedDay:
    """One day with a sign of life in the class; `worked`: not only a page was opened, or something offered."""

    day: date
    answers: int
    right: int
    minutes: float
    worked: bool


@dataclass(frozen=True, slots=True)
class TopicRow:
    """Graded answers about one topic in the time, from the first to the last."""

    kc_id: UUID
    answers: int
    right: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One graded answer."""

    at: datetime
    object_id: UUID | None
    kc_ids: list[UUID]
    correct: bool
    hints: int


@dataclass(frozen=True, slots=True)
class ReportNoteRow:
    """What a teacher adds; the text is ciphertext under the student's key."""

    text_enc: bytes
    written_by: UUID
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Scope:
    """One student in one class, from a moment up to another one, which is not in it."""

    student: UUID
    section: UUID
    since: datetime
    until: datetime

    def values(self, tenant: UUID) -> dict[str, object]:
        """Return what the queries name."""
        return {
            "tenant": tenant, "student": self.student, "section": self.section, "since": self.since,
            "until": self.until,
        }  # fmt: skip


async def days(session: AsyncSession, tenant: UUID, scope: Scope, zone: str, longest: float) -> list[WorkedDay]:
    """Return the days with a sign of life; `longest`: milliseconds that one answer counts for at most."""
    values = scope.values(tenant) | {"zone": zone, "longest": longest, "work": list(WORK)}
    found = await session.execute(_DAYS, values)
    return [WorkedDay(row[0], int(row[1]), int(row[2]), float(row[3]) / 60_000, bool(row[4])) for row in found]


async def topics(session: AsyncSession, tenant: UUID, scope: Scope) -> list[TopicRow]:
    """Return the topics with graded answers."""
    return [TopicRow(*row) for row in await session.execute(_TOPICS, scope.values(tenant))]


async def answers(session: AsyncSession, tenant: UUID, scope: Scope, size: int) -> list[AnswerRow]:
    """Return the latest graded answers, the last one first."""
    return [AnswerRow(*row) for row in await session.execute(_ANSWERS, scope.values(tenant) | {"size": size})]


async def school_days(session: AsyncSession, tenant: UUID, first: date, last: date) -> set[date]:
    """Return the days with school from one day to another, both included."""
    found = await session.execute(_SCHOOL_DAYS, {"tenant": tenant, "first": first, "last": last})
    return set(found.scalars())


async def languages(session: AsyncSession, tenant: UUID, students: list[UUID]) -> dict[UUID, str]:
    """Return student -> the language of a guardian who has one of their own, of whoever came first of several."""
    found: dict[UUID, str] = {}
    for student, locale in await session.execute(_LANGUAGES, {"tenant": tenant, "students": students}):
        found.setdefault(student, locale)
    return found


async def note(session: AsyncSession, tenant: UUID, section: UUID, student: UUID) -> ReportNoteRow | None:
    """Return what a teacher adds to a student's reports of a class."""
    row = (await session.execute(_NOTE, {"tenant": tenant, "section": section, "student": student})).one_or_none()
    return ReportNoteRow(*row) if row else None


async def notes_of(session: AsyncSession, tenant: UUID, student: UUID) -> list[tuple[datetime, str, bytes]]:
    """Return (when, class, sealed text) of everything that teachers add about a student."""
    found = await session.execute(_NOTES_OF, {"tenant": tenant, "student": student})
    return [(row[0], row[1], row[2]) for row in found]


async def put_note(
    session: AsyncSession, tenant: UUID, section: UUID, student: UUID, sealed: bytes, by: UUID, now: datetime
) -> None:
    """Write the note, instead of the one before."""
    values = {"tenant": tenant, "section": section, "student": student, "sealed": sealed, "by": by, "now": now}
    await session.execute(_PUT_NOTE, values)


async def remove_note(session: AsyncSession, tenant: UUID, section: UUID, student: UUID) -> None:
    """Delete the note, where there is one."""
    await session.execute(_REMOVE_NOTE, {"tenant": tenant, "section": section, "student": student})
