"""Announcements of an institution, and who has put which away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_COLUMNS = """
SELECT a.announcement_id, a.text, a.audience, a.section_id, coalesce(s.title, '') AS section, a.first_day, a.last_day,
       a.withdrawn_at
  FROM announcement a LEFT JOIN section s ON s.tenant_id = a.tenant_id AND s.section_id = a.section_id
"""
_LIST = text(f"""{_COLUMNS} WHERE a.tenant_id = :tenant
 ORDER BY a.withdrawn_at IS NOT NULL OR a.last_day < :today, a.first_day DESC, a.announcement_id DESC
 LIMIT :size OFFSET :offset""")
_COUNT = text("SELECT count(*) FROM announcement WHERE tenant_id = :tenant")
_SHOWN = """
 WHERE a.tenant_id = :tenant AND a.withdrawn_at IS NULL AND a.first_day <= :today AND a.last_day >= :today
   AND (a.audience = ANY(:audiences) OR (a.audience = 'section' AND a.section_id = ANY(:sections))
        OR (a.audience = 'families' AND EXISTS (
              SELECT 1 FROM guardian_link l JOIN enrolment e ON e.tenant_id = l.tenant_id AND e.person_id = l.student_id
               WHERE l.tenant_id = a.tenant_id AND l.guardian_id = :reader AND e.section_id = a.section_id
                 AND e.role = 'student' AND e.status = 'active')))
"""
_FOR = text(f"""{_COLUMNS}{_SHOWN}
   AND NOT EXISTS (SELECT 1 FROM announcement_dismissal d WHERE d.tenant_id = a.tenant_id
                      AND d.announcement_id = a.announcement_id AND d.person_id = :reader)
 ORDER BY a.first_day DESC, a.announcement_id DESC LIMIT :size
""")  # noqa: S608 - constants
_DISMISS = text(f"""
INSERT INTO announcement_dismissal (tenant_id, announcement_id, person_id, dismissed_at)
SELECT a.tenant_id, a.announcement_id, :reader, :now FROM announcement a {_SHOWN} AND a.announcement_id = :announcement
ON CONFLICT (tenant_id, announcement_id, person_id) DO UPDATE SET dismissed_at = EXCLUDED.dismissed_at RETURNING 1
""")  # noqa: S608 - constants
_ONE = text(f"{_COLUMNS} WHERE a.tenant_id = :tenant AND a.announcement_id = :announcement")
_ADD = text("""
INSERT INTO announcement (tenant_id, announcement_id, text, audience, section_id, first_day, last_day, created_at,
                          created_by)
VALUES (:tenant, :announcement, :said, :audience, :section, :first, :last, :now, :author)
""")
_CHANGE = text("""
UPDATE announcement SET text = :said, audience = :audience, section_id = :section, first_day = :first, last_day = :last
 WHERE tenant_id = :tenant AND announcement_id = :announcement AND withdrawn_at IS NULL RETURNING 1
""")
_NEWS_AGAIN = text("""
DELETE FROM announcement_dismissal WHERE tenant_id = :tenant AND announcement_id = :announcement
""")
_WITHDRAW = text("""
UPDATE announcement SET withdrawn_at = :now
 WHERE tenant_id = :tenant AND announcement_id = :announcement AND withdrawn_at IS NULL RETURNING 1
""")


@dataclass(frozen=True, slots=True)
class AnnouncementRow:
    """One announcement; `section` is the title of the section it is for."""

    announcement_id: UUID
    text: str
    audience: str
    section_id: UUID | None
    section: str
    first: date
    last: date
    withdrawn_at: datetime | None


async def announcements(
    session: AsyncSession, tenant: UUID, today: date, offset: int, size: int
) -> tuple[list[AnnouncementRow], int]:
    """Return a page of the announcements, those in force or to come first, and how many there are."""
    total = (await session.execute(_COUNT, {"tenant": tenant})).scalar_one()
    rows = await session.execute(_LIST, {"tenant": tenant, "today": today, "offset": offset, "size": size})
    return [AnnouncementRow(*row) for row in rows], int(total)


async def shown_to(
    session: AsyncSession,
    tenant: UUID,
    reader: UUID,
    *,
    audiences: Sequence[str],
    sections: Sequence[UUID],
    today: date,
    size: int,
) -> list[AnnouncementRow]:
    """Return what a person is told today and has not put away, newest first.

    Args:
        session: The open transaction.
        tenant: The institution.
        reader: The person.
        audiences: Groups that they belong to.
        sections: Their sections.
        today: The date at the institution.
        size: How many at most.
    """
    values = {"tenant": tenant, "reader": reader, "audiences": list(audiences), "sections": list(sections)}
    rows = await session.execute(_FOR, {**values, "today": today, "size": size})
    return [AnnouncementRow(*row) for row in rows]


async def dismiss(
    session: AsyncSession,
    tenant: UUID,
    announcement: UUID,
    reader: UUID,
    *,
    audiences: Sequence[str],
    sections: Sequence[UUID],
    today: date,
    now: datetime,
) -> bool:
    """Note that a person has put away what they are told; False when they are told no such thing."""
    values = {"tenant": tenant, "reader": reader, "audiences": list(audiences), "sections": list(sections)}
    values |= {"announcement": announcement, "today": today, "now": now}
    return (await session.execute(_DISMISS, values)).one_or_none() is not None


async def one(session: AsyncSession, tenant: UUID, announcement: UUID) -> AnnouncementRow | None:
    """Return one announcement."""
    row = (await session.execute(_ONE, {"tenant": tenant, "announcement": announcement})).one_or_none()
    return AnnouncementRow(*row) if row else None


async def add(
    session: AsyncSession,
    tenant: UUID,
    announcement: UUID,
    *,
    said: str,
    audience: str,
    section: UUID | None,
    first: date,
    last: date,
    author: UUID,
    now: datetime,
) -> None:
    """Add an announcement."""
    values: dict[str, object] = {"tenant": tenant, "announcement": announcement, "said": said, "audience": audience}
    values |= {"section": section, "first": first, "last": last, "author": author, "now": now}
    await session.execute(_ADD, values)


async def change(
    session: AsyncSession,
    tenant: UUID,
    announcement: UUID,
    *,
    said: str,
    audience: str,
    section: UUID | None,
    first: date,
    last: date,
) -> bool:
    """Change an announcement that is not withdrawn; False when there is none."""
    values: dict[str, object] = {"tenant": tenant, "announcement": announcement, "said": said, "audience": audience}
    values |= {"section": section, "first": first, "last": last}
    return (await session.execute(_CHANGE, values)).one_or_none() is not None


async def news_again(session: AsyncSession, tenant: UUID, announcement: UUID) -> None:
    """Forget who has put an announcement away: its text is another one now."""
    await session.execute(_NEWS_AGAIN, {"tenant": tenant, "announcement": announcement})


async def withdraw(session: AsyncSession, tenant: UUID, announcement: UUID, now: datetime) -> bool:
    """Withdraw an announcement; False when there is none, or it was withdrawn before."""
    values = {"tenant": tenant, "announcement": announcement, "now": now}
    return (await session.execute(_WITHDRAW, values)).one_or_none() is not None
