"""What an institution measures itself by: tallies of students, what topics took, what people say, figures of weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_UNCOUNTED = text("""
SELECT r.day FROM recommendation_day r
 WHERE r.tenant_id = :tenant AND r.day >= :since AND NOT EXISTS (
   SELECT 1 FROM mission_student_day s WHERE s.tenant_id = r.tenant_id AND s.day = r.day)
 GROUP BY r.day HAVING sum(r.shown) > 0 ORDER BY r.day DESC LIMIT :most
""")
_TALLIES = text("""
SELECT sum(shown), sum(opened), sum(completed) FROM mission_student_day
 WHERE tenant_id = :tenant AND day >= :first AND day <= :last GROUP BY student_id
""")
# Topics that were mastered since the last look, each worked out once along the student's index. A topic that was
# given by a placement has no answers and says nothing about pace.
_REACH = text("""
INSERT INTO mission_topic (tenant_id, student_id, kc_id, mastered_at, answers, suggested, minutes, arm)
SELECT k.tenant_id, k.student_id, k.kc_id, k.mastered_at, w.answers, w.suggested, w.minutes,
       coalesce((SELECT CASE WHEN (a.policy ->> 'chance')::boolean THEN 'chance' ELSE 'rules' END
                   FROM experiment_student x JOIN experiment_arm a USING (tenant_id, experiment_id, arm)
                  WHERE x.tenant_id = k.tenant_id AND x.student_id = k.student_id AND x.first_at <= w.first
                  ORDER BY x.first_at DESC LIMIT 1), '')
  FROM kc_state k
  CROSS JOIN LATERAL (
    SELECT count(*) AS answers, min(e.received_at) AS first,
           coalesce(sum(least((e.result ->> 'duration_ms')::float8, :longest)), 0) / 60000 AS minutes,
           count(*) FILTER (WHERE EXISTS (
             SELECT 1 FROM decision d
              WHERE d.tenant_id = e.tenant_id AND d.student_id = e.student_id AND d.created_at < e.received_at
                AND d.created_at >= e.received_at - interval '1 day' AND d.approved ? e.object_id::text)) AS suggested
      FROM learning_event e
     WHERE e.tenant_id = k.tenant_id AND e.student_id = k.student_id AND k.kc_id = ANY(e.kc_ids)
       AND e.correct IS NOT NULL AND NOT e.result ? 'hint_index' AND e.received_at <= k.mastered_at) w
 WHERE k.tenant_id = :tenant AND k.mastered_at >= :since AND k.mastered_at < :until AND w.answers > 0
ON CONFLICT (tenant_id, student_id, kc_id) DO NOTHING
""")
_REACHED_UNTIL = text("SELECT max(mastered_at) FROM mission_topic WHERE tenant_id = :tenant")
_TOPICS = text("""
SELECT student_id, kc_id, answers, suggested, minutes, arm FROM mission_topic
 WHERE tenant_id = :tenant AND mastered_at >= :since AND mastered_at < :until
""")
_SCORES = text("""
SELECT count(*) FILTER (WHERE score >= 9), count(*) FILTER (WHERE score <= 6), count(score) FROM feedback
 WHERE tenant_id = :tenant AND score IS NOT NULL AND created_at >= :since AND created_at < :until
""")
_SAMPLED = text("""
SELECT count(*) FILTER (WHERE NOT r.sound), count(*) FROM text_ruling r
  JOIN review_item i ON i.tenant_id = r.tenant_id AND i.review_id = r.review_id
 WHERE r.tenant_id = :tenant AND i.reason_code = :reason AND r.corrects IS NULL
   AND r.decided_at >= :since AND r.decided_at < :until
""")
# What students have reported, whether it was drawn too or not.
_REPORTED = text("""
SELECT count(*) FILTER (WHERE status = 'rejected'), count(*) FILTER (WHERE status <> 'open'), count(*)
  FROM review_item
 WHERE tenant_id = :tenant AND kind = 'generated' AND created_at >= :since AND created_at < :until
   AND (reason_code = :reason OR evidence ? 'reports')
""")
_OPEN_SAMPLES = text("""
SELECT count(*) FROM review_item
 WHERE tenant_id = :tenant AND kind = 'generated' AND status = 'open' AND reason_code = :reason
""")
_FORGET = text("DELETE FROM mission_figure WHERE tenant_id = :tenant AND span = 'recent'")
_PUT = text("""
INSERT INTO mission_figure (tenant_id, metric, first_day, span, last_day, value, low, high, hits, base, units, others,
                            way, computed_at)
VALUES (:tenant, :metric, :first, :span, :last, :value, :low, :high, :hits, :base, :units, :others, :way, :now)
ON CONFLICT (tenant_id, metric, first_day, span) DO UPDATE SET
  last_day = EXCLUDED.last_day, value = EXCLUDED.value, low = EXCLUDED.low, high = EXCLUDED.high,
  hits = EXCLUDED.hits, base = EXCLUDED.base, units = EXCLUDED.units, others = EXCLUDED.others, way = EXCLUDED.way,
  computed_at = EXCLUDED.computed_at
""")
_FIGURES = text("""
SELECT metric, span, first_day, last_day, value, low, high, hits, base, units, others, way, computed_at
  FROM mission_figure WHERE tenant_id = :tenant AND (span = 'recent' OR first_day >= :since)
 ORDER BY metric, span, first_day
""")
_PRUNE_DAYS = text("DELETE FROM mission_student_day WHERE tenant_id = :tenant AND day < :before")


@dataclass(frozen=True, slots=True)
class TopicReached:
    """What it took one student to master one topic; see the table."""

    student_id: UUID
    kc_id: UUID
    answers: int
    suggested: int
    minutes: float
    arm: str


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure; see the table."""

    metric: str
    span: str
    first: date
    last: date
    value: float | None
    low: float | None
    high: float | None
    hits: int
    base: int
    units: int
    others: int
    way: str
    computed_at: datetime


async def uncounted(session: AsyncSession, tenant: UUID, since: date, most: int) -> list[date]:
    """Return days with suggestions whose students are not counted yet, the latest first."""
    found = await session.execute(_UNCOUNTED, {"tenant": tenant, "since": since, "most": most})
    return list(found.scalars())


async def tallies(session: AsyncSession, tenant: UUID, first: date, last: date) -> list[tuple[int, int, int]]:
    """Return (shown, opened, completed) of each student from one day to another, both included."""
    found = await session.execute(_TALLIES, {"tenant": tenant, "first": first, "last": last})
    return [(int(row[0]), int(row[1]), int(row[2])) for row in found]


async def reached_until(session: AsyncSession, tenant: UUID) -> datetime | None:
    """Return when the last topic was mastered that is worked out."""
    found: datetime | None = (await session.execute(_REACHED_UNTIL, {"tenant": tenant})).scalar_one()
    return found


async def reach(session: AsyncSession, tenant: UUID, since: datetime, until: datetime, longest: float) -> None:
    """Work out what the topics took that were mastered in a time; `longest`: milliseconds of one answer at most."""
    values = {"tenant": tenant, "since": since, "until": until, "longest": longest}
    await session.execute(_REACH, values)


async def topics(session: AsyncSession, tenant: UUID, since: datetime, until: datetime) -> list[TopicReached]:
    """Return what the topics took that were mastered in a time."""
    found = await session.execute(_TOPICS, {"tenant": tenant, "since": since, "until": until})
    return [TopicReached(*row) for row in found]


async def scores(session: AsyncSession, tenant: UUID, since: datetime, until: datetime) -> tuple[int, int, int]:
    """Return (9 or 10, 0 to 6, all) of the scores in a time."""
    row = (await session.execute(_SCORES, {"tenant": tenant, "since": since, "until": until})).one()
    return int(row[0]), int(row[1]), int(row[2])


async def sampled(
    session: AsyncSession, tenant: UUID, since: datetime, until: datetime, reason: str
) -> tuple[int, int]:
    """Return (wrong, all) of the shown sentences about which reviewers have decided in a time."""
    values = {"tenant": tenant, "since": since, "until": until, "reason": reason}
    row = (await session.execute(_SAMPLED, values)).one()
    return int(row[0]), int(row[1])


async def reported(
    session: AsyncSession, tenant: UUID, since: datetime, until: datetime, reason: str
) -> tuple[int, int, int]:
    """Return (wrong, decided, all) of the shown sentences that students have reported in a time."""
    values = {"tenant": tenant, "since": since, "until": until, "reason": reason}
    row = (await session.execute(_REPORTED, values)).one()
    return int(row[0]), int(row[1]), int(row[2])


async def open_samples(session: AsyncSession, tenant: UUID, reason: str) -> int:
    """Return how many shown sentences wait for reviewers."""
    return int((await session.execute(_OPEN_SAMPLES, {"tenant": tenant, "reason": reason})).scalar_one())


async def put(session: AsyncSession, tenant: UUID, rows: Sequence[FigureRow]) -> None:
    """Keep figures; those of all weeks together take the place of the ones before."""
    await session.execute(_FORGET, {"tenant": tenant})
    for row in rows:
        await session.execute(
            _PUT,
            {
                "tenant": tenant, "metric": row.metric, "first": row.first, "span": row.span, "last": row.last,
                "value": row.value, "low": row.low, "high": row.high, "hits": row.hits, "base": row.base,
                "units": row.units, "others": row.others, "way": row.way, "now": row.computed_at,
            },
        )  # fmt: skip


async def figures(session: AsyncSession, tenant: UUID, since: date) -> list[FigureRow]:
    """Return the figures of all weeks together, and those of weeks since a day, in order."""
    return [FigureRow(*row) for row in await session.execute(_FIGURES, {"tenant": tenant, "since": since})]


async def prune(session: AsyncSession, tenant: UUID, before: date) -> None:
    """Remove days of students that no figure looks at any more."""
    await session.execute(_PRUNE_DAYS, {"tenant": tenant, "before": before})
