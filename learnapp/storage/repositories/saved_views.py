"""Views of figures that people keep, and who wants to be told of one regularly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_COLUMNS = (
    "v.view_id, v.section_id, v.owner_id, v.name, v.shared, v.period, v.first_day, v.last_day, v.other_first,"
    " v.other_last, v.course, v.term, v.made_at"
)
_SEEN = """
  FROM saved_view v LEFT JOIN view_letter l
    ON l.tenant_id = v.tenant_id AND l.view_id = v.view_id AND l.person_id = :person
 WHERE v.tenant_id = :tenant AND (v.owner_id = :person OR v.shared)
"""
_LIST = text(f"""
SELECT {_COLUMNS}, coalesce(l.every, '') {_SEEN} AND v.section_id IS NOT DISTINCT FROM cast(:section AS uuid)
 ORDER BY v.owner_id = :person DESC, v.name, v.view_id LIMIT :size OFFSET :offset
""")  # noqa: S608 - constants
_COUNT = text(f"SELECT count(*) {_SEEN} AND v.section_id IS NOT DISTINCT FROM cast(:section AS uuid)")  # noqa: S608
_ONE = text(f"SELECT {_COLUMNS}, coalesce(l.every, '') {_SEEN} AND v.view_id = :view")  # noqa: S608 - constants
_OWN = text("SELECT count(*) FROM saved_view WHERE tenant_id = :tenant AND owner_id = :person")
_ADD = text("""
INSERT INTO saved_view (tenant_id, view_id, section_id, owner_id, name, shared, period, first_day, last_day,
                        other_first, other_last, course, term, made_at)
VALUES (:tenant, :view, :section, :owner, :name, :shared, :period, :first, :last, :other_first, :other_last, :course,
        :term, :now)
""")
_CHANGE = text("""
UPDATE saved_view SET name = :name, shared = :shared
 WHERE tenant_id = :tenant AND view_id = :view AND owner_id = :person RETURNING 1
""")
# What is not shared any more is no letter of anybody else's either.
_UNSHARE = text("DELETE FROM view_letter WHERE tenant_id = :tenant AND view_id = :view AND person_id <> :person")
_REMOVE = text(
    "DELETE FROM saved_view WHERE tenant_id = :tenant AND view_id = :view AND owner_id = :person RETURNING 1"
)
_WANT = text("""
INSERT INTO view_letter (tenant_id, view_id, person_id, every) VALUES (:tenant, :view, :person, :every)
ON CONFLICT (tenant_id, view_id, person_id) DO UPDATE SET every = EXCLUDED.every
""")
_WANT_NOT = text("DELETE FROM view_letter WHERE tenant_id = :tenant AND view_id = :view AND person_id = :person")
# Whoever is not due yet takes nobody's place among the first `most`: what waits for a Monday is not read before.
# Of a class that is closed nothing new comes: nobody is told of it until it is open again. Whoever has travelled west
# into the day before was told of that day, too.
_DUE = text(f"""
SELECT {_COLUMNS}, l.every, l.person_id, h.here::date
  FROM view_letter l JOIN saved_view v ON v.tenant_id = l.tenant_id AND v.view_id = l.view_id
  JOIN person p ON p.tenant_id = l.tenant_id AND p.person_id = l.person_id AND p.status = 'active'
  JOIN institution i ON i.tenant_id = l.tenant_id
 CROSS JOIN LATERAL (
       SELECT cast(:now AS timestamptz) AT TIME ZONE coalesce(nullif(p.time_zone, ''), i.time_zone) AS here) h
 WHERE l.tenant_id = :tenant AND (v.owner_id = l.person_id OR v.shared) AND h.here::time >= :hour
   AND (l.every = 'day' OR extract(isodow FROM h.here) = 1) AND (l.told_on IS NULL OR l.told_on < h.here::date)
   AND NOT EXISTS (SELECT 1 FROM section s WHERE s.tenant_id = v.tenant_id AND s.section_id = v.section_id
                      AND s.status <> 'active')
 ORDER BY v.view_id, l.person_id LIMIT :most
""")  # noqa: S608 - constants
_TOLD = text("""
UPDATE view_letter SET told_on = :day WHERE tenant_id = :tenant AND view_id = :view AND person_id = :person
   AND (told_on IS NULL OR told_on < :day) RETURNING 1
""")


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One view; see the table. `every` is what the reader has asked for: day, week or ""."""

    view_id: UUID
    section_id: UUID | None
    owner_id: UUID
    name: str
    shared: bool
    period: str
    first: date | None
    last: date | None
    other_first: date | None
    other_last: date | None
    course: str
    term: str
    made_at: datetime
    every: str = ""


@dataclass(frozen=True, slots=True)
class DueRow:
    """A view of which somebody is to be told, with the day that it is where they are."""

    view: ViewRow
    person_id: UUID
    day: date


async def of_place(
    session: AsyncSession, tenant: UUID, person: UUID, section: UUID | None, *, offset: int, size: int
) -> tuple[list[ViewRow], int]:
    """Return a page of the views of a class, or of the institution, that somebody sees: their own first."""
    values = {"tenant": tenant, "person": person, "section": section}
    found = await session.execute(_LIST, {**values, "offset": offset, "size": size})
    return [ViewRow(*row) for row in found], int((await session.execute(_COUNT, values)).scalar_one())


async def one(session: AsyncSession, tenant: UUID, person: UUID, view: UUID) -> ViewRow | None:
    """Return a view that somebody sees."""
    row = (await session.execute(_ONE, {"tenant": tenant, "person": person, "view": view})).one_or_none()
    return ViewRow(*row) if row else None


async def count_own(session: AsyncSession, tenant: UUID, person: UUID) -> int:
    """Return how many views somebody keeps."""
    return int((await session.execute(_OWN, {"tenant": tenant, "person": person})).scalar_one())


async def add(session: AsyncSession, tenant: UUID, row: ViewRow) -> None:
    """Keep a view."""
    await session.execute(
        _ADD,
        {
            "tenant": tenant, "view": row.view_id, "section": row.section_id, "owner": row.owner_id,
            "name": row.name, "shared": row.shared, "period": row.period, "first": row.first, "last": row.last,
            "other_first": row.other_first, "other_last": row.other_last, "course": row.course, "term": row.term,
            "now": row.made_at,
        },
    )  # fmt: skip


async def change(session: AsyncSession, tenant: UUID, person: UUID, view: UUID, name: str, *, shared: bool) -> bool:
    """Change the name of somebody's own view and whether it is shared; False when it is none of theirs."""
    values = {"tenant": tenant, "person": person, "view": view}
    if (await session.execute(_CHANGE, {**values, "name": name, "shared": shared})).first() is None:
        return False
    if not shared:
        await session.execute(_UNSHARE, values)
    return True


async def remove(session: AsyncSession, tenant: UUID, person: UUID, view: UUID) -> bool:
    """Remove somebody's own view; False when it is none of theirs."""
    found = await session.execute(_REMOVE, {"tenant": tenant, "person": person, "view": view})
    return found.first() is not None


async def want(session: AsyncSession, tenant: UUID, person: UUID, view: UUID, every: str) -> None:
    """Note how often somebody wants to be told of a view: day, week or "" for never."""
    values = {"tenant": tenant, "person": person, "view": view}
    await session.execute(*((_WANT, {**values, "every": every}) if every else (_WANT_NOT, values)))


async def due(session: AsyncSession, tenant: UUID, now: datetime, hour: time, most: int) -> list[DueRow]:
    """Return who is to be told of a view: once on each day, from an hour on where they are, of a week on Mondays."""
    found = await session.execute(_DUE, {"tenant": tenant, "now": now, "hour": hour, "most": most})
    return [DueRow(ViewRow(*row[:14]), row[14], row[15]) for row in found]


async def told(session: AsyncSession, tenant: UUID, view: UUID, person: UUID, day: date) -> bool:
    """Note that somebody was told on a day; False when they were already."""
    values = {"tenant": tenant, "view": view, "person": person, "day": day}
    return (await session.execute(_TOLD, values)).first() is not None
