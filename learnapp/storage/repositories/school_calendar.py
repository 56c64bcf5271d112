"""Terms and days off of an institution."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_LOCK = text("SELECT 1 FROM institution WHERE tenant_id = :tenant FOR UPDATE")
_ZONE = text("UPDATE institution SET time_zone = :zone WHERE tenant_id = :tenant RETURNING 1")
_TERMS = text("""
SELECT term_id, name, first_day, last_day FROM term WHERE tenant_id = :tenant
 ORDER BY first_day DESC LIMIT :size OFFSET :offset
""")
_COUNT_TERMS = text("SELECT count(*) FROM term WHERE tenant_id = :tenant")
_OVERLAPS = text("""
SELECT term_id, name, first_day, last_day FROM term
 WHERE tenant_id = :tenant AND first_day <= :last AND last_day >= :first AND term_id <> :term
 ORDER BY first_day LIMIT 1
""")
_SAVE_TERM = text("""
INSERT INTO term (tenant_id, term_id, name, first_day, last_day) VALUES (:tenant, :term, :name, :first, :last)
ON CONFLICT (tenant_id, term_id) DO UPDATE SET name = EXCLUDED.name, first_day = EXCLUDED.first_day,
       last_day = EXCLUDED.last_day
""")
_HAS_TERM = text("SELECT 1 FROM term WHERE tenant_id = :tenant AND term_id = :term")
_REMOVE_TERM = text("DELETE FROM term WHERE tenant_id = :tenant AND term_id = :term RETURNING 1")
_DAYS_OFF = text("""
SELECT day_off_id, label, first_day, last_day FROM day_off WHERE tenant_id = :tenant
 ORDER BY last_day < :today, first_day, day_off_id LIMIT :size OFFSET :offset
""")
_COUNT_DAYS_OFF = text("SELECT count(*) FROM day_off WHERE tenant_id = :tenant")
_ADD_DAY_OFF = text("""
INSERT INTO day_off (tenant_id, day_off_id, label, first_day, last_day)
VALUES (:tenant, :day_off, :label, :first, :last)
""")
_REMOVE_DAY_OFF = text("DELETE FROM day_off WHERE tenant_id = :tenant AND day_off_id = :day_off RETURNING 1")
_TERM_OF = text("""
SELECT term_id, name, first_day, last_day FROM term
 WHERE tenant_id = :tenant AND first_day <= :today AND last_day >= :today
""")
_NEXT_OFF = text("""
SELECT day_off_id, label, first_day, last_day FROM day_off WHERE tenant_id = :tenant AND last_day >= :today
 ORDER BY first_day, day_off_id LIMIT 1
""")
_SCHOOL_DAY = text("""
SELECT NOT EXISTS (SELECT 1 FROM day_off WHERE tenant_id = :tenant AND :day BETWEEN first_day AND last_day)
   AND (EXISTS (SELECT 1 FROM term WHERE tenant_id = :tenant AND :day BETWEEN first_day AND last_day)
        OR NOT EXISTS (SELECT 1 FROM term WHERE tenant_id = :tenant))
""")


@dataclass(frozen=True, slots=True)
class Span:
    """A term or a time without school: its name and its days, both included."""

    id: UUID
    name: str
    first: date
    last: date


async def lock(session: AsyncSession, tenant: UUID) -> bool:
    """Let one change of the calendar at a time through; False when there is no such institution."""
    return (await session.execute(_LOCK, {"tenant": tenant})).one_or_none() is not None


async def set_zone(session: AsyncSession, tenant: UUID, zone: str) -> bool:
    """Choose the time zone of an institution (IANA name); False when there is none."""
    return (await session.execute(_ZONE, {"tenant": tenant, "zone": zone})).one_or_none() is not None


async def terms(session: AsyncSession, tenant: UUID, offset: int, size: int) -> tuple[list[Span], int]:
    """Return a page of the terms, latest first, and how many there are."""
    total = (await session.execute(_COUNT_TERMS, {"tenant": tenant})).scalar_one()
    rows = await session.execute(_TERMS, {"tenant": tenant, "offset": offset, "size": size})
    return [Span(*row) for row in rows], int(total)


async def overlapping(session: AsyncSession, tenant: UUID, term: UUID, first: date, last: date) -> Span | None:
    """Return a term other than `term` that shares a day with this time."""
    row = (
        await session.execute(_OVERLAPS, {"tenant": tenant, "term": term, "first": first, "last": last})
    ).one_or_none()
    return Span(*row) if row else None


async def has_term(session: AsyncSession, tenant: UUID, term: UUID) -> bool:
    """Return whether the institution has this term."""
    return (await session.execute(_HAS_TERM, {"tenant": tenant, "term": term})).one_or_none() is not None


async def save_term(session: AsyncSession, tenant: UUID, term: UUID, name: str, first: date, last: date) -> None:
    """Add a term, or change the one with this id."""
    await session.execute(_SAVE_TERM, {"tenant": tenant, "term": term, "name": name, "first": first, "last": last})


async def remove_term(session: AsyncSession, tenant: UUID, term: UUID) -> bool:
    """Remove a term; False when there is none."""
    return (await session.execute(_REMOVE_TERM, {"tenant": tenant, "term": term})).one_or_none() is not None


async def days_off(session: AsyncSession, tenant: UUID, today: date, offset: int, size: int) -> tuple[list[Span], int]:
    """Return a page of the days off, what is to come first, and how many there are."""
    total = (await session.execute(_COUNT_DAYS_OFF, {"tenant": tenant})).scalar_one()
    rows = await session.execute(_DAYS_OFF, {"tenant": tenant, "today": today, "offset": offset, "size": size})
    return [Span(*row) for row in rows], int(total)


async def add_day_off(session: AsyncSession, tenant: UUID, day_off: UUID, label: str, first: date, last: date) -> None:
    """Add a time without school."""
    values = {"tenant": tenant, "day_off": day_off, "label": label, "first": first, "last": last}
    await session.execute(_ADD_DAY_OFF, values)


async def remove_day_off(session: AsyncSession, tenant: UUID, day_off: UUID) -> bool:
    """Remove a time without school; False when there is none."""
    return (await session.execute(_REMOVE_DAY_OFF, {"tenant": tenant, "day_off": day_off})).one_or_none() is not None


async def around(session: AsyncSession, tenant: UUID, today: date) -> tuple[Span | None, Span | None]:
    """Return the term of a day, and the time without school that is on or comes next."""
    term = (await session.execute(_TERM_OF, {"tenant": tenant, "today": today})).first()
    off = (await session.execute(_NEXT_OFF, {"tenant": tenant, "today": today})).first()
    return (Span(*term) if term else None), (Span(*off) if off else None)


async def school_day(session: AsyncSession, tenant: UUID, day: date) -> bool:
    """Return whether a day lies in a term and is no day off; where there are no terms, every day does."""
    return bool((await session.execute(_SCHOOL_DAY, {"tenant": tenant, "day": day})).scalar_one())
