"""What people want to be told and when, and what comes in the morning: daily summaries, goals, weeks, announcements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_CHOICES = text("SELECT kind, mode FROM notice_choice WHERE tenant_id = :tenant AND person_id = :person")
_CHOOSE = text("""
INSERT INTO notice_choice (tenant_id, person_id, kind, mode) VALUES (:tenant, :person, :kind, :mode)
ON CONFLICT (tenant_id, person_id, kind) DO UPDATE SET mode = EXCLUDED.mode
""")
_WAITS = """
 WHERE tenant_id = :tenant AND person_id = :person AND kind = :kind AND mode <> 'once' AND read_at IS NULL
   AND summary_id IS NULL
"""
_DROP = text(f"DELETE FROM notice{_WAITS}")  # noqa: S608 - constants
_SETTLE = text(f"UPDATE notice SET mode = :mode{_WAITS}")  # noqa: S608 - constants
_QUIET = text("SELECT quiet, first_hour, last_hour FROM notice_quiet WHERE tenant_id = :tenant AND person_id = :person")
_SET_QUIET = text("""
INSERT INTO notice_quiet (tenant_id, person_id, quiet, first_hour, last_hour)
VALUES (:tenant, :person, :quiet, :first, :last)
ON CONFLICT (tenant_id, person_id) DO UPDATE
  SET quiet = EXCLUDED.quiet, first_hour = EXCLUDED.first_hour, last_hour = EXCLUDED.last_hour
""")
_ZONE = "coalesce(nullif(p.time_zone, ''), i.time_zone)"
_PEOPLE = "JOIN institution i ON i.tenant_id = p.tenant_id"
_WAITING = text(f"""
SELECT n.person_id, {_ZONE}, bool_or(n.mode = ''), min(n.created_at)
  FROM notice n JOIN person p ON p.tenant_id = n.tenant_id AND p.person_id = n.person_id {_PEOPLE}
 WHERE n.tenant_id = :tenant AND n.mode <> 'once' AND n.read_at IS NULL AND n.summary_id IS NULL
 GROUP BY n.person_id, 2 ORDER BY n.person_id
""")  # noqa: S608 - constants
_SETTLE_AGE = text("""
UPDATE notice SET mode = :mode
 WHERE tenant_id = :tenant AND person_id = :person AND mode = '' AND read_at IS NULL AND summary_id IS NULL
""")
# Two workers at once: the second waits here, and then finds the summary of this day.
_LOCK = text("SELECT 1 FROM person WHERE tenant_id = :tenant AND person_id = :person FOR NO KEY UPDATE")
_TOLD = text("""
SELECT 1 FROM notice WHERE tenant_id = :tenant AND person_id = :person AND once_key = :once
""")
_SUM_UP = text("""
UPDATE notice SET summary_id = :summary
 WHERE tenant_id = :tenant AND person_id = :person AND mode = 'daily' AND read_at IS NULL AND summary_id IS NULL
   AND created_at < :until RETURNING 1
""")
_SUMMARY = text("""
INSERT INTO notice (tenant_id, notice_id, person_id, kind, arguments, mode, once_key, created_at)
VALUES (:tenant, :summary, :person, 'summary', '{}', 'once', :once, :now)
""")
_GOALS = text(f"""
SELECT g.student_id, g.goal_id, g.due_on, {_ZONE}
  FROM student_goal g JOIN person p ON p.tenant_id = g.tenant_id AND p.person_id = g.student_id {_PEOPLE}
 WHERE g.tenant_id = :tenant AND g.status = 'open' AND g.due_on BETWEEN :first AND :last
   AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.tenant_id = g.tenant_id AND n.person_id = g.student_id
                      AND n.once_key = 'goal-due:' || g.goal_id || ':' || g.due_on)
""")  # noqa: S608 - constants
_WEEKS = text(f"""
SELECT l.guardian_id, l.student_id, {_ZONE}
  FROM guardian_link l JOIN person p ON p.tenant_id = l.tenant_id AND p.person_id = l.guardian_id {_PEOPLE}
 WHERE l.tenant_id = :tenant
   AND EXISTS (SELECT 1 FROM presence s WHERE s.tenant_id = l.tenant_id AND s.student_id = l.student_id
                  AND s.last_event_at >= :since)
   AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.tenant_id = l.tenant_id AND n.person_id = l.guardian_id
                      AND n.once_key = 'week:' || l.student_id || ':' || cast(:monday AS date))
""")  # noqa: S608 - constants
# Of the institution; hours, while they are kept, are right also where days are still moving to another time zone.
_WEEK_OF = {
    True: """
SELECT sum(h.answers), sum(h.correct) FROM section_hour h
 WHERE h.tenant_id = :tenant AND h.section_id = s.section_id
   AND h.at >= :since AND h.at < :until""",
    False: """
SELECT sum(d.answers), sum(d.correct) FROM section_day d
 WHERE d.tenant_id = :tenant AND d.section_id = s.section_id AND d.day >= :first AND d.day < :monday""",
}
_CLASSES = {
    hours: text(f"""
SELECT e.person_id, s.section_id, {_ZONE}, week.answers, week.correct
  FROM section s
  JOIN enrolment e ON e.tenant_id = s.tenant_id AND e.section_id = s.section_id AND e.role = 'instructor'
                  AND e.status = 'active'
  JOIN person p ON p.tenant_id = e.tenant_id AND p.person_id = e.person_id {_PEOPLE}
 CROSS JOIN LATERAL ({of}) AS week (answers, correct)
 WHERE s.tenant_id = :tenant AND s.status = 'active' AND week.answers > 0
   AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.tenant_id = :tenant AND n.person_id = e.person_id
                      AND n.once_key = 'class-week:' || s.section_id || ':' || cast(:monday AS date))
""")  # noqa: S608 - constants
    for hours, of in _WEEK_OF.items()
}
_ANNOUNCED = text("""
SELECT announcement_id, section_id FROM announcement
 WHERE tenant_id = :tenant AND withdrawn_at IS NULL AND :today BETWEEN first_day AND last_day
""")
_PRUNE = text("DELETE FROM notice WHERE tenant_id = :tenant AND created_at < :before RETURNING 1")


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet hours: whether there are any, and the full hours at which they begin and end."""

    quiet: bool
    first_hour: int
    last_hour: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody for whom notices wait; `unsettled`: for some of them their age decides."""

    person_id: UUID
    zone: str
    unsettled: bool
    oldest: datetime


async def choices(session: AsyncSession, tenant: UUID, person: UUID) -> dict[str, str]:
    """Return what a person has chosen, by kind."""
    return {row[0]: row[1] for row in await session.execute(_CHOICES, {"tenant": tenant, "person": person})}


async def choose(session: AsyncSession, tenant: UUID, person: UUID, kind: str, mode: str) -> None:
    """Note a choice; what waits of this kind follows it."""
    values = {"tenant": tenant, "person": person, "kind": kind}
    await session.execute(_CHOOSE, {**values, "mode": mode})
    if mode == "off":
        await session.execute(_DROP, values)
    else:
        await session.execute(_SETTLE, {**values, "mode": mode})


async def quiet(session: AsyncSession, tenant: UUID, person: UUID) -> Quiet | None:
    """Return a person's quiet hours; None when they have chosen none."""
    row = (await session.execute(_QUIET, {"tenant": tenant, "person": person})).one_or_none()
    return Quiet(*row) if row else None


async def set_quiet(session: AsyncSession, tenant: UUID, person: UUID, hours: Quiet) -> None:
    """Keep a person's quiet hours."""
    values = {"tenant": tenant, "person": person, "quiet": hours.quiet}
    await session.execute(_SET_QUIET, {**values, "first": hours.first_hour % 24, "last": hours.last_hour % 24})


async def waiting(session: AsyncSession, tenant: UUID) -> list[Waiting]:
    """Return for whom notices wait."""
    return [Waiting(*row) for row in await session.execute(_WAITING, {"tenant": tenant})]


async def settle(session: AsyncSession, tenant: UUID, person: UUID, mode: str) -> None:
    """Decide for what waits on the person's age."""
    await session.execute(_SETTLE_AGE, {"tenant": tenant, "person": person, "mode": mode})


async def sum_up(
    session: AsyncSession, tenant: UUID, person: UUID, summary: UUID, day: date, until: datetime, now: datetime
) -> bool:
    """Put what waits into the summary of a day; False when there is nothing, or that day has its summary."""
    own = {"tenant": tenant, "person": person}
    if (await session.execute(_LOCK, own)).first() is None:
        return False
    once = f"summary:{day.isoformat()}"
    if (await session.execute(_TOLD, {**own, "once": once})).first() is not None:
        return False
    if (await session.execute(_SUM_UP, {**own, "summary": summary, "until": until})).first() is None:
        return False
    await session.execute(_SUMMARY, {**own, "summary": summary, "once": once, "now": now})
    return True


async def goals_due(session: AsyncSession, tenant: UUID, first: date, last: date) -> list[tuple[UUID, UUID, date, str]]:
    """Return (student, goal, day, time zone) of open goals due between two days of which nobody was told."""
    found = await session.execute(_GOALS, {"tenant": tenant, "first": first, "last": last})
    return [(row[0], row[1], row[2], row[3]) for row in found]


async def weeks_over(
    session: AsyncSession, tenant: UUID, monday: date, since: datetime
) -> list[tuple[UUID, UUID, str]]:
    """Return (guardian, child, time zone) for children who worked since a moment, not told yet on this Monday."""
    found = await session.execute(_WEEKS, {"tenant": tenant, "monday": monday, "since": since})
    return [(row[0], row[1], row[2]) for row in found]


async def classes_over(
    session: AsyncSession, tenant: UUID, first: date, monday: date, hours: tuple[datetime, datetime] | None
) -> list[tuple[UUID, UUID, str, int, int]]:
    """Return (teacher, class, time zone, answers, right ones) of classes that worked in a week, not told yet.

    Args:
        session: The transaction.
        tenant: The institution.
        first: Where the week begins.
        monday: The day after it.
        hours: When both begin, where the hours of this week are kept.
    """
    span = {"first": first, "monday": monday} if hours is None else {"since": hours[0], "until": hours[1]}
    values = {"tenant": tenant, "monday": monday, **span}
    found = await session.execute(_CLASSES[hours is not None], values)
    return [(row[0], row[1], row[2], int(row[3]), int(row[4])) for row in found]


async def announced(session: AsyncSession, tenant: UUID, today: date) -> list[tuple[UUID, UUID | None]]:
    """Return the announcements of a day with the section of those that are for one."""
    return [(row[0], row[1]) for row in await session.execute(_ANNOUNCED, {"tenant": tenant, "today": today})]


async def prune(session: AsyncSession, tenant: UUID, before: datetime) -> int:
    """Delete notices of before a moment; return how many."""
    return len((await session.execute(_PRUNE, {"tenant": tenant, "before": before})).all())
