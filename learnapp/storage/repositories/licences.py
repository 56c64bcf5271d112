"""Licences of content, and how much they are used: by day, by student, by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_ANY = text("SELECT 1 FROM content_licence WHERE tenant_id = :tenant LIMIT 1")
_MEET = text("""
INSERT INTO content_licence (tenant_id, provider_id, code, made_at)
SELECT :tenant, :provider, code, :now FROM unnest(cast(:codes AS text[])) AS code ON CONFLICT DO NOTHING
""")
_SET = text("""
UPDATE content_licence SET seats = :seats, starts = :starts, ends = :ends
 WHERE tenant_id = :tenant AND provider_id = :provider AND code = :code RETURNING 1
""")
_ENDED = text("""
UPDATE content_licence SET ended = :ended WHERE tenant_id = :tenant AND provider_id = :provider AND code = :code
""")
# What somebody does with an item is a look at it; that it was offered to them is not. A student's first one of a day
# counts, so the same events may be counted again as often as one likes.
_COUNT = text("""
INSERT INTO licence_view (tenant_id, provider_id, code, day, student_id, content_id)
SELECT DISTINCT e.tenant_id, i.provider_id, i.licence, (e.received_at AT TIME ZONE 'UTC')::date, e.student_id,
       e.object_id
  FROM learning_event e
  JOIN provider_item i ON i.tenant_id = e.tenant_id AND i.content_id = e.object_id
 WHERE e.tenant_id = :tenant AND e.section_id = ANY(:sections) AND e.received_at >= :since
   AND e.verb IN ('read', 'video_progressed', 'video_completed', 'answered', 'hint_requested', 'recommendation_opened',
                  'explanation_opened')
   AND EXISTS (SELECT 1 FROM person p WHERE p.tenant_id = e.tenant_id AND p.person_id = e.student_id
                  AND p.status <> 'erased')
ON CONFLICT DO NOTHING RETURNING provider_id, code, day
""")
_DAY = text("""
INSERT INTO licence_day AS d (tenant_id, provider_id, code, day, views, students)
SELECT tenant_id, provider_id, code, day, count(*), count(DISTINCT student_id) FROM licence_view
 WHERE tenant_id = :tenant AND provider_id = :provider AND code = :code AND day = :day
 GROUP BY tenant_id, provider_id, code, day
ON CONFLICT (tenant_id, provider_id, code, day) DO UPDATE SET
  views = greatest(d.views, excluded.views), students = greatest(d.students, excluded.students)
""")
_LICENCES = text("""
SELECT l.provider_id, p.name, l.code, l.seats, l.starts, l.ends, l.ended,
       (SELECT count(*) FROM provider_item i WHERE i.tenant_id = l.tenant_id AND i.provider_id = l.provider_id
           AND i.licence = l.code AND (i.state = 'approved' OR i.state <> 'withdrawn' AND EXISTS (
               SELECT 1 FROM content c WHERE c.tenant_id = i.tenant_id AND c.content_id = i.content_id))),
       (SELECT count(DISTINCT v.student_id) FROM licence_view v WHERE v.tenant_id = l.tenant_id
           AND v.provider_id = l.provider_id AND v.code = l.code AND v.day >= coalesce(l.starts, v.day)),
       (SELECT coalesce(sum(d.views), 0) FROM licence_day d WHERE d.tenant_id = l.tenant_id
           AND d.provider_id = l.provider_id AND d.code = l.code AND d.day >= coalesce(l.starts, d.day))
  FROM content_licence l JOIN content_provider p ON p.tenant_id = l.tenant_id AND p.provider_id = l.provider_id
 WHERE l.tenant_id = :tenant ORDER BY p.name, l.code, l.provider_id OFFSET :offset LIMIT :size
""")
_MONTHS = text("""
SELECT m.provider_id, m.code, m.month, m.views,
       (SELECT count(DISTINCT v.student_id) FROM licence_view v WHERE v.tenant_id = :tenant
           AND v.provider_id = m.provider_id AND v.code = m.code
           AND v.day >= m.month AND v.day < m.month + interval '1 month')
  FROM (SELECT provider_id, code, date_trunc('month', day)::date AS month, sum(views) AS views
          FROM licence_day WHERE tenant_id = :tenant AND day >= :since AND (provider_id, code) IN (
               SELECT * FROM unnest(cast(:providers AS uuid[]), cast(:codes AS text[]))) GROUP BY 1, 2, 3) m
 ORDER BY m.provider_id, m.code, m.month DESC LIMIT 5000
""")
_SIZE = text("SELECT count(*) FROM content_licence WHERE tenant_id = :tenant")
_KEEP_PAST = text("""
INSERT INTO licence_past (tenant_id, provider_id, code, month, provider, views, students, removed_at)
SELECT p.tenant_id, p.provider_id, m.code, m.month, p.name, m.views,
       (SELECT count(DISTINCT v.student_id) FROM licence_view v WHERE v.tenant_id = :tenant
           AND v.provider_id = p.provider_id AND v.code = m.code
           AND v.day >= m.month AND v.day < m.month + interval '1 month'), cast(:now AS timestamptz)
  FROM (SELECT code, date_trunc('month', day)::date AS month, sum(views) AS views FROM licence_day
         WHERE tenant_id = :tenant AND provider_id = :provider GROUP BY 1, 2) m
  JOIN content_provider p ON p.tenant_id = :tenant AND p.provider_id = :provider
ON CONFLICT DO NOTHING
""")
_PAST = text("""
SELECT provider, code, month, views, students, removed_at FROM licence_past
 WHERE tenant_id = :tenant ORDER BY removed_at DESC, provider, code, month DESC, provider_id
OFFSET :offset LIMIT :size
""")
_PAST_SIZE = text("SELECT count(*) FROM licence_past WHERE tenant_id = :tenant")
# Whatever has become of its last change: an earlier state of an item may be shown.
_CONTENTS = text("""
SELECT content_id FROM provider_item
 WHERE tenant_id = :tenant AND provider_id = :provider AND licence = :code AND state <> 'withdrawn'
 ORDER BY content_id LIMIT 50000
""")
_VIEWS = text("""
SELECT v.day, v.code, p.name, coalesce(i.title, '') FROM licence_view v
  JOIN content_provider p ON p.tenant_id = v.tenant_id AND p.provider_id = v.provider_id
  LEFT JOIN provider_item i ON i.tenant_id = v.tenant_id AND i.content_id = v.content_id
 WHERE v.tenant_id = :tenant AND v.student_id = :student ORDER BY v.day DESC, v.code, v.content_id LIMIT :size
""")


@dataclass(frozen=True, slots=True)
class LicenceRow:
    """A licence and its use since it began.

    Attributes:
        ended: Its content is barred now, because it has ended or has not begun.
        items: In courses.
        students: Who have used one of them.
    """

    provider_id: UUID
    provider: str
    code: str
    seats: int | None
    starts: date | None
    ends: date | None
    ended: bool
    items: int
    students: int
    views: int


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The use of a licence in a month, whose first day is `month`."""

    provider_id: UUID
    code: str
    month: date
    views: int
    students: int


@dataclass(frozen=True, slots=True)
class PastRow:
    """The use of a month under a licence whose provider is removed."""

    provider: str
    code: str
    month: date
    views: int
    students: int
    removed_at: datetime


async def any_licence(session: AsyncSession, tenant: UUID) -> bool:
    """Return whether the institution has licensed content at all."""
    return (await session.execute(_ANY, {"tenant": tenant})).first() is not None


async def meet(session: AsyncSession, tenant: UUID, provider: UUID, codes: Sequence[str], now: datetime) -> None:
    """Write down licences that items name; those that are known stay as they are."""
    await session.execute(_MEET, {"tenant": tenant, "provider": provider, "codes": list(codes), "now": now})


async def set_terms(
    session: AsyncSession, tenant: UUID, provider: UUID, code: str, *, seats: int | None, starts: date | None,
    ends: date | None,
) -> bool:  # fmt: skip
    """Set what was bought; False: there is no such licence."""
    values = {"tenant": tenant, "provider": provider, "code": code, "seats": seats, "starts": starts, "ends": ends}
    return (await session.execute(_SET, values)).first() is not None


async def set_ended(session: AsyncSession, tenant: UUID, provider: UUID, code: str, ended: bool) -> None:
    """Note whether a licence's content is barred because it has ended or has not begun."""
    await session.execute(_ENDED, {"tenant": tenant, "provider": provider, "code": code, "ended": ended})


async def count_views(session: AsyncSession, tenant: UUID, sections: Sequence[UUID], since: datetime) -> int:
    """Count what students looked at since then; again: nothing is counted twice. Return how many views were new."""
    found = await session.execute(_COUNT, {"tenant": tenant, "sections": list(sections), "since": since})
    new = [(row[0], row[1], row[2]) for row in found]
    for provider, code, day in sorted(set(new), key=str):
        await session.execute(_DAY, {"tenant": tenant, "provider": provider, "code": code, "day": day})
    return len(new)


async def licences(session: AsyncSession, tenant: UUID, offset: int, size: int) -> list[LicenceRow]:
    """Return licences with their use, by provider and name."""
    values = {"tenant": tenant, "offset": offset, "size": size}
    return [LicenceRow(*row) for row in await session.execute(_LICENCES, values)]


async def count_licences(session: AsyncSession, tenant: UUID) -> int:
    """Return how many licences there are."""
    return int((await session.execute(_SIZE, {"tenant": tenant})).scalar_one())


async def months(session: AsyncSession, tenant: UUID, of: Sequence[LicenceRow], since: date) -> list[MonthRow]:
    """Return the use of these licences by month, the newest first of each."""
    values = {"providers": [one.provider_id for one in of], "codes": [one.code for one in of]}
    found = await session.execute(_MONTHS, {"tenant": tenant, "since": since, **values})
    return [MonthRow(*row) for row in found]


async def keep_past(session: AsyncSession, tenant: UUID, provider: UUID, now: datetime) -> None:
    """Keep the use of a provider's licences by month, before the provider is removed with all the rest."""
    await session.execute(_KEEP_PAST, {"tenant": tenant, "provider": provider, "now": now})


async def past(session: AsyncSession, tenant: UUID, offset: int, size: int) -> list[PastRow]:
    """Return what was used of providers that are removed, the last removed first."""
    values = {"tenant": tenant, "offset": offset, "size": size}
    return [PastRow(*row) for row in await session.execute(_PAST, values)]


async def count_past(session: AsyncSession, tenant: UUID) -> int:
    """Return how many months of removed providers are kept."""
    found = await session.execute(_PAST_SIZE, {"tenant": tenant})
    return int(found.scalar_one())


async def contents_of(session: AsyncSession, tenant: UUID, provider: UUID, code: str) -> list[UUID]:
    """Return the ids here of what stands under a licence."""
    found = await session.execute(_CONTENTS, {"tenant": tenant, "provider": provider, "code": code})
    return [row[0] for row in found]


async def views_of(session: AsyncSession, tenant: UUID, student: UUID, size: int) -> list[tuple[date, str, str, str]]:
    """Return (day, licence, provider, title) of what was counted of a student, newest first."""
    found = await session.execute(_VIEWS, {"tenant": tenant, "student": student, "size": size})
    return [(row[0], row[1], row[2], row[3]) for row in found]
