"""What a class did in a period and where it stands, for the page that tells of its impact.

What the system did comes from the days that the worker keeps. Outcomes are of students and topics, which no rollup
knows: they read the class's part of the log along its index (tenant, section, time), once for each of the two queries
below, and bring back one row for each student.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.engine.time_saved import Assumption

_DAYS = text("""
SELECT coalesce(sum(answers), 0), coalesce(sum(hints), 0), coalesce(sum(explanations), 0),
       coalesce(sum(materials), 0), count(*) FILTER (WHERE explanations IS NULL)
  FROM section_day WHERE tenant_id = :tenant AND section_id = :section AND day BETWEEN :first AND :last
""")
# Of students, and never looked at by a person: neither held, nor reported.
_POSTS = text("""
SELECT count(*) FROM discussion_post p
 WHERE p.tenant_id = :tenant AND p.section_id = :section AND p.created_at >= :since AND p.created_at < :until
   AND EXISTS (SELECT 1 FROM enrolment e WHERE e.tenant_id = p.tenant_id AND e.section_id = p.section_id
                  AND e.person_id = p.author_id AND e.role = 'student')
   AND NOT EXISTS (SELECT 1 FROM review_item r WHERE r.tenant_id = p.tenant_id AND r.subject_type = 'discussion_post'
                      AND r.subject_id = p.post_id)
""")
_CHECKUPS = text("""
SELECT count(*) FROM checkup
 WHERE tenant_id = :tenant AND section_id = :section AND finished_at >= :since AND finished_at < :until
""")
_FIRST_DAY = text("SELECT min(day) FROM section_day WHERE tenant_id = :tenant AND section_id = :section")
# A first try is an answer that moved mastery, or would have if its item had not been void for a while.
_LOG = """
  FROM learning_event e
  LEFT JOIN item_void v ON v.tenant_id = e.tenant_id AND v.section_id = e.section_id AND v.content_id = e.object_id
        AND v.undone_at IS NULL AND (v.since IS NULL OR e.received_at >= v.since)
"""
_FIRST = "(e.result -> 'moved' = 'true'::jsonb OR e.result -> 'voided' = 'true'::jsonb) AND v.void_id IS NULL"
_ALONE = "e.correct AND coalesce((e.result ->> 'hints')::int, 0) = 0"
_DONE = text(f"""
SELECT e.student_id, e.received_at >= :since AS now,
       count(*) FILTER (WHERE e.correct IS NOT NULL AND {_FIRST}),
       count(*) FILTER (WHERE e.correct IS NOT NULL AND {_FIRST} AND {_ALONE}),
       count(*) FILTER (WHERE e.verb = 'recommendation_opened'),
       count(*) FILTER (WHERE e.verb = 'recommendation_dismissed'),
       width_bucket(e.received_at, cast(:mondays AS timestamptz[])) - 1 AS week
{_LOG}
 WHERE e.tenant_id = :tenant AND e.section_id = :section AND e.received_at >= :earliest AND e.received_at < :until
   AND (e.received_at >= :since OR e.received_at < :before_until)
   AND e.verb NOT IN ('item_voided', 'item_restored', 'recalculated')
 GROUP BY e.student_id, e.received_at >= :since, week
""")  # noqa: S608 - constants
# How many answers a topic took until it was mastered, and the first answer after a pause on what was mastered before.
_AGAIN = "t.last >= o.mastered_at AND t.received_at - t.last >= cast(:pause AS interval)"
_TOPICS = text(f"""
WITH own AS (
  SELECT student_id, kc_id, mastered_at FROM kc_state
   WHERE tenant_id = :tenant AND student_id = ANY(:students) AND kc_id = ANY(:kcs) AND mastered_at < :until
), tries AS (
  SELECT e.student_id, t.kc_id, e.received_at, {_ALONE} AS alone,
         lag(e.received_at) OVER (PARTITION BY e.student_id, t.kc_id ORDER BY e.received_at, e.event_id) AS last
{_LOG} CROSS JOIN LATERAL unnest(e.kc_ids) AS t (kc_id)
   WHERE e.tenant_id = :tenant AND e.section_id = :section AND e.verb = 'answered' AND e.correct IS NOT NULL
     AND e.received_at < :until AND {_FIRST}
), topics AS (
  SELECT o.student_id, o.mastered_at, count(*) FILTER (WHERE t.received_at <= o.mastered_at) AS needed,
         count(*) FILTER (WHERE {_AGAIN} AND t.received_at >= :since) AS tried,
         count(*) FILTER (WHERE {_AGAIN} AND t.received_at >= :since AND t.alone) AS kept,
         count(*) FILTER (WHERE {_AGAIN} AND t.received_at >= :earliest AND t.received_at < :before_until) AS tried_0,
         count(*) FILTER (WHERE {_AGAIN} AND t.received_at >= :earliest AND t.received_at < :before_until
                            AND t.alone) AS kept_0
    FROM own o LEFT JOIN tries t ON t.student_id = o.student_id AND t.kc_id = o.kc_id
   GROUP BY o.student_id, o.kc_id, o.mastered_at
)
SELECT student_id, count(*) FILTER (WHERE mastered_at < :earliest), count(*) FILTER (WHERE mastered_at < :before_until),
       count(*) FILTER (WHERE mastered_at < :since), count(*),
       coalesce(array_agg(needed) FILTER (WHERE mastered_at >= :since AND needed > 0), '{{}}'),
       coalesce(array_agg(needed) FILTER (WHERE mastered_at >= :earliest AND mastered_at < :before_until
                                            AND needed > 0), '{{}}'),
       sum(kept)::int, sum(tried)::int, sum(kept_0)::int, sum(tried_0)::int
  FROM topics GROUP BY student_id
""")  # noqa: S608 - constants
# From the days that the worker keeps: sections of a whole institution are too many for their logs.
_SECTIONS = text("""
SELECT s.section_id, coalesce(sum(d.correct), 0), coalesce(sum(d.answers), 0), coalesce(sum(d.students), 0),
       (SELECT count(*) FROM enrolment e WHERE e.tenant_id = s.tenant_id AND e.section_id = s.section_id
           AND e.role = 'student' AND e.status = 'active') AS students
  FROM section s LEFT JOIN section_day d ON d.tenant_id = s.tenant_id AND d.section_id = s.section_id
        AND d.day BETWEEN :first AND :last
 WHERE s.tenant_id = :tenant AND s.status = 'active' GROUP BY s.tenant_id, s.section_id
""")
_ASSUMED = text("""
SELECT kind, low, usual, high FROM impact_assumption
 WHERE tenant_id = :tenant AND section_id = :section AND person_id = :person
""")
_ASSUME = text("""
INSERT INTO impact_assumption (tenant_id, section_id, person_id, kind, low, usual, high, changed_at)
VALUES (:tenant, :section, :person, :kind, :low, :usual, :high, :now)
ON CONFLICT (tenant_id, section_id, person_id, kind) DO UPDATE SET
  low = excluded.low, usual = excluded.usual, high = excluded.high, changed_at = excluded.changed_at
""")
_UNASSUME = text("""
DELETE FROM impact_assumption
 WHERE tenant_id = :tenant AND section_id = :section AND person_id = :person AND kind = :kind RETURNING 1
""")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period and the one before it, as moments: [since, until) and [earliest, before_until).

    Without a period before, `earliest` and `before_until` are `since`.
    """

    earliest: datetime
    before_until: datetime
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Acts:
    """How often the system did something for a class; `uncounted` days are still to be counted."""

    counts: dict[str, int]
    uncounted: int


@dataclass(frozen=True, slots=True)
class Doing:
    """What one student did in one of the two periods.

    Attributes:
        now: In the period itself; otherwise in the one before it.
        tries, right: First tries, and those that were right without a hint.
        opened, dismissed: Recommendations.
        weeks: Weeks with any sign of life, counted from the first of the given Mondays.
    """

    student_id: UUID
    now: bool
    tries: int
    right: int
    opened: int
    dismissed: int
    weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one student stands with the topics of the course.

    Attributes:
        mastered: Topics mastered at the beginning and end of the period before, and of the period.
        needed, needed_before: First tries until each topic that was mastered in the period, and in the one before.
        kept, tried: Answers after a pause on topics that were mastered before it: right ones, all; in the period.
        kept_before, tried_before: Likewise in the period before.
    """

    student_id: UUID
    mastered: tuple[int, int, int, int]
    needed: tuple[int, ...]
    needed_before: tuple[int, ...]
    kept: int
    tried: int
    kept_before: int
    tried_before: int


@dataclass(frozen=True, slots=True)
class SectionTally:
    """What one section did in some days.

    Attributes:
        right, answers: Answers of all tries.
        there: Students, summed up over the days.
        students: In it now.
    """

    section_id: UUID
    right: int
    answers: int
    there: int
    students: int


async def by_section(session: AsyncSession, tenant: UUID, first: date, last: date) -> list[SectionTally]:
    """Return what each active section did from one day to another, both included."""
    found = await session.execute(_SECTIONS, {"tenant": tenant, "first": first, "last": last})
    return [SectionTally(row[0], int(row[1]), int(row[2]), int(row[3]), int(row[4])) for row in found]


async def first_day(session: AsyncSession, tenant: UUID, section: UUID) -> date | None:
    """Return the first day on which a section did anything."""
    found = (await session.execute(_FIRST_DAY, {"tenant": tenant, "section": section})).scalar_one()
    return found if isinstance(found, date) else None


async def acts(
    session: AsyncSession, tenant: UUID, section: UUID, first: date, last: date, since: datetime, until: datetime
) -> Acts:
    """Return what the system did for a section from one day to another.

    Args:
        session: The open transaction.
        tenant: The institution.
        section: The section.
        first: First day, as the institution has it.
        last: Last day.
        since: When the first day begins.
        until: When the last day has ended.
    """
    place: dict[str, object] = {"tenant": tenant, "section": section}
    days = (await session.execute(_DAYS, {**place, "first": first, "last": last})).one()
    span = {**place, "since": since, "until": until}
    posts = (await session.execute(_POSTS, span)).scalar_one()
    checkups = (await session.execute(_CHECKUPS, span)).scalar_one()
    counts = dict(zip(("answers", "hints", "explanations", "materials"), map(int, days[:4]), strict=True))
    return Acts({**counts, "posts": int(posts), "checkups": int(checkups)}, int(days[4]))


def _moments(stretch: Stretch) -> dict[str, object]:
    return {
        "earliest": stretch.earliest, "before_until": stretch.before_until, "since": stretch.since,
        "until": stretch.until,
    }  # fmt: skip


async def doings(
    session: AsyncSession, tenant: UUID, section: UUID, stretch: Stretch, mondays: Sequence[datetime]
) -> list[Doing]:
    """Return what each student of a section did in both periods; weeks are numbered from the first of `mondays` on."""
    values = {"tenant": tenant, "section": section, "mondays": list(mondays), **_moments(stretch)}
    found: dict[tuple[UUID, bool], Doing] = {}
    for student, now, tries, right, opened, dismissed, week in await session.execute(_DONE, values):
        was = found.get((student, now)) or Doing(student, now, 0, 0, 0, 0, ())
        found[student, now] = Doing(
            student, now, was.tries + tries, was.right + right, was.opened + opened, was.dismissed + dismissed,
            (*was.weeks, week),
        )  # fmt: skip
    return list(found.values())


async def standings(
    session: AsyncSession,
    tenant: UUID,
    section: UUID,
    stretch: Stretch,
    *,
    students: Sequence[UUID],
    kcs: Sequence[UUID],
    pause_days: int,
) -> list[Standing]:
    """Return how students of a section stand with some topics; who has mastered none of them is left out."""
    values: dict[str, object] = {"tenant": tenant, "section": section, "pause": f"{pause_days} days"}
    values |= {"students": list(students), "kcs": list(kcs), **_moments(stretch)}
    return [
        Standing(row[0], (row[1], row[2], row[3], row[4]), tuple(row[5]), tuple(row[6]), *row[7:11])
        for row in await session.execute(_TOPICS, values)
    ]


async def assumptions(session: AsyncSession, tenant: UUID, section: UUID, person: UUID) -> dict[str, Assumption]:
    """Return what a person assumes for a section, where they have changed anything."""
    found = await session.execute(_ASSUMED, {"tenant": tenant, "section": section, "person": person})
    return {row[0]: Assumption(row[1], row[2], row[3]) for row in found}


async def assume(
    session: AsyncSession, tenant: UUID, section: UUID, person: UUID, kind: str, assumed: Assumption, now: datetime
) -> None:
    """Keep what a person assumes of one kind of act."""
    values: dict[str, object] = {"tenant": tenant, "section": section, "person": person, "kind": kind, "now": now}
    values |= {"low": assumed.low, "usual": assumed.usual, "high": assumed.high}
    await session.execute(_ASSUME, values)


async def unassume(session: AsyncSession, tenant: UUID, section: UUID, person: UUID, kind: str) -> bool:
    """Forget it; False when there was none."""
    values = {"tenant": tenant, "section": section, "person": person, "kind": kind}
    return (await session.execute(_UNASSUME, values)).one_or_none() is not None
