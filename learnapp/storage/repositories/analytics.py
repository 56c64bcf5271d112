"""What pages of analytics read: rollups and states, never the log (decision 64)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.repositories.rollup_days import MOVING

# Whose data may not be stored does not appear, and is missing from no share.
_COUNTED = """e.role = 'student' AND e.status = 'active'
   AND EXISTS (
     SELECT 1 FROM consent c
      WHERE c.tenant_id = e.tenant_id AND c.student_id = e.person_id AND c.purpose = 'learning'
        AND c.withdrawn_at IS NULL AND c.granted_at > coalesce(
          (SELECT max(w.withdrawn_at) FROM consent w WHERE w.tenant_id = e.tenant_id AND w.student_id = e.person_id
              AND w.purpose = 'learning' AND w.basis = 'guardian'), '-infinity'))"""
_STUDENTS = text(f"""
SELECT e.person_id, e.enrolled_at FROM enrolment e
 WHERE e.tenant_id = :tenant AND e.section_id = :section AND {_COUNTED}
 ORDER BY e.enrolled_at, e.person_id
""")  # noqa: S608 - constants
# Weeks are bits, counted back from the last day of each period: bit 0 is the last week.
_DONE = text("""
SELECT student_id, day >= :first AS now, sum(answers)::int, sum(tries)::int, sum(alone)::int, sum(hints)::int,
       sum(materials)::int, sum(opened)::int, sum(dismissed)::int, sum(completed)::int, sum(ms)::bigint,
       count(*)::int, bit_or(1::bigint << (CASE WHEN day >= :first THEN :last - day ELSE :before_last - day END / 7)),
       max(day), min(day)
  FROM student_day
 WHERE tenant_id = :tenant AND section_id = :section AND day BETWEEN :earliest AND :last
   AND (day >= :first OR day <= :before_last) 
   AND (cast(:students AS uuid[]) IS NULL OR student_id = ANY(:students))
 GROUP BY student_id, day >= :first
""")
_STANDING = text("""
SELECT student_id, kc_id, count(*) FILTER (WHERE mastered_at < :until)::int,
       count(*) FILTER (WHERE mastered_at >= :since AND mastered_at < :until)::int,
       count(*) FILTER (WHERE mastered_at >= :earliest AND mastered_at < :before_until)::int,
       count(*) FILTER (WHERE mastered_at < :before_until)::int,
       count(*) FILTER (WHERE attempts >= :least OR mastered_at IS NOT NULL)::int
  FROM kc_state
 WHERE tenant_id = :tenant AND student_id = ANY(:students) AND kc_id = ANY(:kcs)
 GROUP BY GROUPING SETS ((student_id), (kc_id))
""")
_MANY = 100
_BY_PAGES = text("SET LOCAL enable_indexscan = off")
_DAYS = text("""
SELECT day, answers, tries, alone, students, ms, spent FROM section_day
 WHERE tenant_id = :tenant AND section_id = :section AND day BETWEEN :first AND :last ORDER BY day
""")
_TOPICS = text("""
SELECT kc_id, sum(answers)::int, sum(tries)::int, sum(alone)::int, sum(ms)::bigint FROM topic_day
 WHERE tenant_id = :tenant AND section_id = :section AND day BETWEEN :first AND :last
 GROUP BY kc_id
""")
_HOURS = text("""
SELECT extract(hour FROM at AT TIME ZONE :zone)::int, sum(answers)::int FROM section_hour
 WHERE tenant_id = :tenant AND section_id = :section AND at >= :since AND at < :until GROUP BY 1
""")
# What was begun, and whether it is finished by now: solved step by step, or read or watched to its end. Where a row is
# open, it has what the settled one says of these, and stands for both.
_BEGUN = text("""
SELECT s.student_id, s.content_id, count(*)::int,
       count(*) FILTER (WHERE CASE WHEN c.steps > 0 THEN cardinality(s.solved) >= c.steps ELSE s.whole END)::int
  FROM item_student s
  JOIN unnest(cast(:contents AS uuid[]), cast(:steps AS int[])) AS c (content_id, steps) USING (content_id)
 WHERE s.tenant_id = :tenant AND s.section_id = :section AND s.started_at >= :since AND s.started_at < :until
   AND s.student_id = ANY(:students) AND (s.open OR NOT EXISTS (
     SELECT 1 FROM item_student o
      WHERE o.tenant_id = s.tenant_id AND o.section_id = s.section_id AND o.content_id = s.content_id
        AND o.student_id = s.student_id AND o.open))
 GROUP BY GROUPING SETS ((s.student_id), (s.content_id))
""")
_FRESH = text(f"""
SELECT (SELECT counted_to FROM rollup_section WHERE tenant_id = :tenant AND section_id = :section),
       (SELECT max(last_event_at) FROM presence WHERE tenant_id = :tenant AND section_id = :section),
       (SELECT min(scheduled_at) FROM procrastinate_jobs WHERE task_name = 'activity' AND status IN ('todo', 'doing')
           AND args ->> 'tenant_id' = :name),
       {MOVING}
""")  # noqa: S608 - constants
_FRESH_ALL = text(f"""
SELECT (SELECT max(counted_to) FROM rollup_section WHERE tenant_id = :tenant),
       (SELECT max(last_event_at) FROM presence WHERE tenant_id = :tenant),
       (SELECT min(scheduled_at) FROM procrastinate_jobs WHERE task_name = 'activity' AND status IN ('todo', 'doing')
           AND args ->> 'tenant_id' = :name),
       {MOVING}
""")  # noqa: S608 - constants
# Nobody could have been there on a day before they came; who has left and come back was there when they worked.
_SECTIONS = text(f"""
SELECT s.section_id, s.title, s.term, s.course_id, coalesce(c.title, ''), m.students, m.possible, m.possible_before,
       coalesce(sum(d.answers) FILTER (WHERE d.day >= :first), 0)::int,
       coalesce(sum(d.tries) FILTER (WHERE d.day >= :first), 0)::int,
       coalesce(sum(d.alone) FILTER (WHERE d.day >= :first), 0)::int,
       coalesce(sum(d.students) FILTER (WHERE d.day >= :first), 0)::int,
       coalesce(sum(d.ms) FILTER (WHERE d.day >= :first), 0)::bigint,
       coalesce(sum(d.tries) FILTER (WHERE d.day < :first), 0)::int,
       coalesce(sum(d.alone) FILTER (WHERE d.day < :first), 0)::int,
       coalesce(sum(d.students) FILTER (WHERE d.day < :first), 0)::int,
       coalesce(sum(d.ms) FILTER (WHERE d.day < :first), 0)::bigint
  FROM section s
 CROSS JOIN LATERAL (
       SELECT count(*)::int AS students,
              coalesce(sum(greatest(0, cast(:last AS date) - greatest(cast(:first AS date), came) + 1)), 0)::int
                AS possible,
              coalesce(sum(greatest(0, cast(:before_last AS date) - greatest(cast(:earliest AS date), came) + 1)),
                       0)::int AS possible_before
         FROM (SELECT CASE WHEN j.day <= :earliest THEN j.day ELSE least(j.day, (
                        SELECT min(w.day) FROM student_day w WHERE w.tenant_id = e.tenant_id
                           AND w.section_id = e.section_id AND w.student_id = e.person_id
                           AND w.day BETWEEN :earliest AND :last)) END AS came
                 FROM enrolment e CROSS JOIN LATERAL (SELECT (e.enrolled_at AT TIME ZONE :zone)::date AS day) j
                WHERE e.tenant_id = s.tenant_id AND e.section_id = s.section_id AND {_COUNTED}) x) m
  LEFT JOIN course c ON c.tenant_id = s.course_tenant_id AND c.course_id = s.course_id
  LEFT JOIN section_day d ON d.tenant_id = s.tenant_id AND d.section_id = s.section_id
        AND d.day BETWEEN :earliest AND :last AND (d.day >= :first OR d.day <= :before_last)
 WHERE s.tenant_id = :tenant AND s.status = 'active'
   AND (cast(:course AS uuid) IS NULL OR s.course_id = :course) AND (:term = '' OR s.term = :term)
 GROUP BY s.tenant_id, s.section_id, s.title, s.term, s.course_id, c.title, m.students, m.possible, m.possible_before
 ORDER BY s.title, s.section_id
""")  # noqa: S608 - constants
_ALL_DAYS = text("""
SELECT d.day, sum(d.answers)::int, sum(d.tries)::int, sum(d.alone)::int, sum(d.students)::int, sum(d.ms)::bigint
  FROM section_day d JOIN section s ON s.tenant_id = d.tenant_id AND s.section_id = d.section_id
 WHERE d.tenant_id = :tenant AND d.day BETWEEN :first AND :last AND s.status = 'active'
   AND (cast(:course AS uuid) IS NULL OR s.course_id = :course) AND (:term = '' OR s.term = :term)
 GROUP BY d.day ORDER BY d.day
""")
_CHOICES = text("""
SELECT DISTINCT s.course_id, coalesce(c.title, ''), s.term FROM section s
  LEFT JOIN course c ON c.tenant_id = s.course_tenant_id AND c.course_id = s.course_id
 WHERE s.tenant_id = :tenant AND s.status = 'active'
""")


@dataclass(frozen=True, slots=True)
class Days:
    """A period and the one before it, both ends included; without one before, `earliest` is after `before_last`."""

    earliest: date
    before_last: date
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Moments:
    """The same as moments: [since, until) and [earliest, before_until)."""

    earliest: datetime
    before_until: datetime
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """What one student did in one of two periods; `weeks` are bits, the last week of the period is bit 0.

    Attributes:
        tries, alone: First tries, and those that were right without a hint.
        ms: Time on task, milliseconds.
        days: Days with any sign of life.
        last, first: Of these days.
    """

    student_id: UUID
    now: bool
    answers: int = 0
    tries: int = 0
    alone: int = 0
    hints: int = 0
    materials: int = 0
    opened: int = 0
    dismissed: int = 0
    completed: int = 0
    ms: int = 0
    days: int = 0
    weeks: int = 0
    last: date | None = None
    first: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Topics of a student, or students of a topic: mastered by the end, within each period, by the end of the first.

    Attributes:
        gained, gained_before: Mastered within the period, and within the one before.
        before: Mastered by the end of the one before.
        known: With enough answers to say.
    """

    mastered: int = 0
    gained: int = 0
    gained_before: int = 0
    before: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of a section, or of several together."""

    day: date
    answers: int
    tries: int
    alone: int
    students: int
    ms: int
    spent: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class TopicDone:
    """What was done on one topic in a period."""

    answers: int = 0
    tries: int = 0
    alone: int = 0
    ms: int = 0


@dataclass(frozen=True, slots=True)
class Begun:
    """How much was begun within a period, and how much of that is finished by now."""

    begun: int = 0
    finished: int = 0


@dataclass(frozen=True, slots=True)
class Fresh:
    """How far a section is counted, its last event, and since when the oldest job that counts should have run.

    Attributes:
        moving: Whether some days may still be those of another time zone than the institution's.
    """

    counted_to: datetime | None
    last_event: datetime | None
    due: datetime | None
    moving: bool = False


@dataclass(frozen=True, slots=True)
class SectionDone:
    """What one section did in two periods; `there` are students summed up over the days.

    Attributes:
        possible, possible_before: The same of all students on every day since they came.
    """

    section_id: UUID
    title: str
    term: str
    course_id: UUID | None
    course: str
    students: int
    possible: int
    possible_before: int
    answers: int
    tries: int
    alone: int
    there: int
    ms: int
    tries_before: int
    alone_before: int
    there_before: int
    ms_before: int


async def students(session: AsyncSession, tenant: UUID, section: UUID) -> dict[UUID, datetime]:
    """Return the active students of a section of whom something may be stored, with when they joined."""
    found = await session.execute(_STUDENTS, {"tenant": tenant, "section": section})
    return {row[0]: row[1] for row in found}


def _days(days: Days) -> dict[str, Any]:
    return {"earliest": days.earliest, "before_last": days.before_last, "first": days.first, "last": days.last}


async def done(
    session: AsyncSession, tenant: UUID, section: UUID, days: Days, students: Sequence[UUID] | None = None
) -> list[Done]:
    """Return what each student of a section, or each of some of them, did in both periods."""
    some = list(students) if students is not None else None
    values = {"tenant": tenant, "section": section, "students": some, **_days(days)}
    return [Done(*row) for row in await session.execute(_DONE, values)]


async def standings(
    session: AsyncSession,
    tenant: UUID,
    students: Sequence[UUID],
    kcs: Sequence[UUID],
    moments: Moments,
    least: int,
) -> tuple[dict[UUID, Standing], dict[UUID, Standing]]:
    """Return how students stand with topics: by student, and by topic."""
    values = {
        "tenant": tenant, "students": list(students), "kcs": list(kcs), "least": least, "since": moments.since,
        "until": moments.until, "earliest": moments.earliest, "before_until": moments.before_until,
    }  # fmt: skip
    by_student, by_topic = dict[UUID, Standing](), dict[UUID, Standing]()
    if len(students) > _MANY:
        # Rows of a topic lie where they were written, not in the order of the index: page by page takes a third less.
        await session.execute(_BY_PAGES)
    for row in await session.execute(_STANDING, values):
        (by_student if row[0] is not None else by_topic)[row[0] or row[1]] = Standing(*row[2:])
    return by_student, by_topic


async def begun(
    session: AsyncSession,
    tenant: UUID,
    section: UUID,
    students: Sequence[UUID],
    steps: Mapping[UUID, int],
    moments: Moments,
) -> tuple[dict[UUID, Begun], dict[UUID, Begun]]:
    """Return what some students have begun of what a class works on: by student, and by content.

    Args:
        session: The open transaction.
        tenant: The institution.
        section: The class.
        students: Whose.
        steps: Contents that count, each with the number of steps that are to be solved; 0: it is read or watched.
        moments: The period.
    """
    values = {
        "tenant": tenant, "section": section, "students": list(students), "contents": list(steps),
        "steps": list(steps.values()), "since": moments.since, "until": moments.until,
    }  # fmt: skip
    by_student, by_content = dict[UUID, Begun](), dict[UUID, Begun]()
    for student, content, count, finished in await session.execute(_BEGUN, values):
        (by_student if student is not None else by_content)[student or content] = Begun(count, finished)
    return by_student, by_content


async def section_days(session: AsyncSession, tenant: UUID, section: UUID, first: date, last: date) -> list[DayRow]:
    """Return the days of a section that have any figures, oldest first."""
    found = await session.execute(_DAYS, {"tenant": tenant, "section": section, "first": first, "last": last})
    return [DayRow(*row) for row in found]


async def topics(
    session: AsyncSession, tenant: UUID, section: UUID, first: date, last: date
) -> dict[UUID, TopicDone]:  # fmt: skip
    """Return what was done on each topic from one day to another, both included."""
    values = {"tenant": tenant, "section": section, "first": first, "last": last}
    return {row[0]: TopicDone(*row[1:]) for row in await session.execute(_TOPICS, values)}


async def hours(
    session: AsyncSession, tenant: UUID, section: UUID, since: datetime, until: datetime, zone: str
) -> dict[int, int]:
    """Return the answers by the hour of the day there."""
    values = {"tenant": tenant, "section": section, "since": since, "until": until, "zone": zone}
    return {row[0]: row[1] for row in await session.execute(_HOURS, values)}


async def fresh(session: AsyncSession, tenant: UUID, section: UUID | None) -> Fresh:
    """Return how far a section is counted; without one, how far the institution is."""
    values: dict[str, object] = {"tenant": tenant, "name": str(tenant)}
    statement = _FRESH_ALL if section is None else _FRESH
    return Fresh(*(await session.execute(statement, values | ({"section": section} if section else {}))).one())


async def sections(
    session: AsyncSession, tenant: UUID, days: Days, zone: str, course: UUID | None = None, term: str = ""
) -> list[SectionDone]:
    """Return what every active section did in both periods, whose days are those of a time zone, by title."""
    values = {"tenant": tenant, "zone": zone, "course": course, "term": term, **_days(days)}
    return [SectionDone(*row) for row in await session.execute(_SECTIONS, values)]


async def all_days(
    session: AsyncSession, tenant: UUID, first: date, last: date, course: UUID | None = None, term: str = ""
) -> list[DayRow]:
    """Return the days of all active sections together; who is in two of them counts in both."""
    values = {"tenant": tenant, "first": first, "last": last, "course": course, "term": term}
    return [DayRow(*row) for row in await session.execute(_ALL_DAYS, values)]


async def choices(session: AsyncSession, tenant: UUID) -> tuple[dict[UUID, str], list[str]]:
    """Return the courses that active sections study, by id, and their terms."""
    rows = (await session.execute(_CHOICES, {"tenant": tenant})).all()
    return {row[0]: row[1] for row in rows if row[0] is not None}, sorted({row[2] for row in rows if row[2]})
