"""What a student did in a week: day by day, how topics moved, what was written. Times are cut by the caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.repositories.at_risk import WORK
from learnapp.storage.repositories.time_on_task import ms

_IN = "tenant_id = :tenant AND student_id = :student AND received_at >= :since AND received_at < :until"
_DAYS = text(f"""
SELECT (received_at AT TIME ZONE :zone)::date AS day, count(*) FILTER (WHERE correct IS NOT NULL),
       count(*) FILTER (WHERE correct), 
       coalesce(sum({ms("result", ":longest")}), 0),
       coalesce(array_agg(DISTINCT object_id) FILTER (WHERE verb IN ('read', 'video_completed')), '{{}}'),
       bool_or(verb = ANY(:work))
  FROM learning_event WHERE {_IN} GROUP BY 1 ORDER BY 1
""")  # noqa: S608 - constants
_TOPICS = text(f"""
SELECT DISTINCT (e.received_at AT TIME ZONE :zone)::date AS day, kc.kc_id
  FROM learning_event e CROSS JOIN LATERAL unnest(e.kc_ids) AS kc (kc_id)
 WHERE e.correct IS NOT NULL AND {_IN} ORDER BY 1, 2
""")  # noqa: S608 - constants
# Every estimate that the student was told up to the end of the week, of the topics that moved within it.
_MOVES = text("""
SELECT kc_id, count(*) FILTER (WHERE at < :since), count(*),
       (array_agg(p ORDER BY at DESC, event_id DESC) FILTER (WHERE at < :since))[1],
       (array_agg(p ORDER BY at DESC, event_id DESC))[1],
       coalesce(bool_or(mastered) FILTER (WHERE at < :since), false), bool_or(mastered)
  FROM (SELECT told.key AS kc_id, e.received_at AS at, e.event_id, (told.value ->> 0)::float8 AS p,
               (told.value ->> 0)::float8 >= :mastered_at AND (told.value ->> 1)::float8 >= :mastered_low
                 AND row_number() OVER (PARTITION BY told.key ORDER BY e.received_at, e.event_id) >= :least AS mastered
          FROM learning_event e CROSS JOIN LATERAL jsonb_each(e.result -> 'mastery') AS told
         WHERE e.tenant_id = :tenant AND e.student_id = :student AND e.received_at < :until
           AND jsonb_typeof(e.result -> 'mastery') = 'object') AS every_one
 GROUP BY kc_id HAVING max(at) >= :since
""")
_POSTS = text("""
SELECT post_id, content_id, parent_id IS NOT NULL, text_enc, created_at FROM discussion_post
 WHERE tenant_id = :tenant AND author_id = :student AND created_at >= :since AND created_at < :until
   AND status <> 'removed'
 ORDER BY created_at, post_id LIMIT :limit
""")
_FIRST = text("SELECT min(received_at) FROM learning_event WHERE tenant_id = :tenant AND student_id = :student")


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day with events; `texts` are the readings and videos that were finished.

    Attributes:
        worked: Not only a page was opened, or something offered.
    """

    day: date
    answers: int
    right: int
    minutes: float
    texts: list[UUID]
    worked: bool = False


@dataclass(frozen=True, slots=True)
class MoveRow:
    """How one topic moved: P(mastered) before the week (None: nothing was known) and after it.

    Attributes:
        answers_before, answers_after: How many answers each rests on.
        earned_before, earned_after: Whether it had been mastered by then.
    """

    kc_id: UUID
    answers_before: int
    answers_after: int
    before: float | None
    after: float
    earned_before: bool
    earned_after: bool


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A post or reply of the student's own; its text is ciphertext."""

    post_id: UUID
    content_id: UUID | None
    reply: bool
    text_enc: bytes
    created_at: datetime


async def days(
    session: AsyncSession, tenant: UUID, student: UUID, *, zone: str, since: datetime, until: datetime, longest: float
) -> list[DayRow]:
    """Return the days with events in all courses of a student, oldest first; `longest`: see `goals.practice_by_day`."""
    values = {"tenant": tenant, "student": student, "zone": zone, "since": since, "until": until, "longest": longest}
    found = await session.execute(_DAYS, values | {"work": list(WORK)})
    return [
        DayRow(row[0], int(row[1]), int(row[2]), float(row[3]) / 60_000, [one for one in row[4] if one], bool(row[5]))
        for row in found
    ]


async def topics(
    session: AsyncSession, tenant: UUID, student: UUID, *, zone: str, since: datetime, until: datetime
) -> list[tuple[date, UUID]]:
    """Return (day, KC) of every topic that was practised with graded answers."""
    values = {"tenant": tenant, "student": student, "zone": zone, "since": since, "until": until}
    return [(row[0], row[1]) for row in await session.execute(_TOPICS, values)]


async def moves(
    session: AsyncSession,
    tenant: UUID,
    student: UUID,
    *,
    since: datetime,
    until: datetime,
    mastered_at: float,
    mastered_low: float,
    least: int,
) -> list[MoveRow]:
    """Return how the topics moved that were answered about in the week.

    Args:
        session: The open transaction.
        tenant: The institution.
        student: The student.
        since: Begin of the week.
        until: Begin of the next one.
        mastered_at: P(mastered) from which a topic is mastered.
        mastered_low: Lower end of its interval from which it is.
        least: Answers below which it is not.
    """
    values: dict[str, object] = {"tenant": tenant, "student": student, "since": since, "until": until}
    values |= {"mastered_at": mastered_at, "mastered_low": mastered_low, "least": least}
    found = await session.execute(_MOVES, values)
    return [MoveRow(UUID(row[0]), *row[1:]) for row in found]


async def written(
    session: AsyncSession, tenant: UUID, student: UUID, *, since: datetime, until: datetime, limit: int
) -> list[WrittenRow]:
    """Return what a student wrote to classes, oldest first."""
    values = {"tenant": tenant, "student": student, "since": since, "until": until, "limit": limit}
    return [WrittenRow(*row) for row in await session.execute(_POSTS, values)]


async def first_event(session: AsyncSession, tenant: UUID, student: UUID) -> datetime | None:
    """Return when the first stored event of a student was received."""
    found: datetime | None = (await session.execute(_FIRST, {"tenant": tenant, "student": student})).scalar_one()
    return found
