"""A student's goals, the days on which they were reached, and what was practised on each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.repositories.time_on_task import ms

_COLUMNS = """
SELECT g.goal_id, g.kind, g.kc_id, g.target, g.due_on, g.status, g.created_at, g.closed_at,
       (SELECT count(*) FROM student_goal_reached r WHERE r.tenant_id = g.tenant_id AND r.goal_id = g.goal_id) AS weeks,
       (SELECT max(r.reached_on) FROM student_goal_reached r
         WHERE r.tenant_id = g.tenant_id AND r.goal_id = g.goal_id) AS reached_on
  FROM student_goal g WHERE g.tenant_id = :tenant AND g.student_id = :student
"""
_OPEN = text(f"{_COLUMNS} AND g.status = 'open' ORDER BY g.due_on, g.goal_id")
_CLOSED_ONES = "g.status IN ('reached', 'done', 'ended')"
_CLOSED = text(f"{_COLUMNS} AND {_CLOSED_ONES} ORDER BY g.closed_at DESC, g.goal_id DESC LIMIT :size OFFSET :offset")
_COUNT_CLOSED = text(
    f"SELECT count(*) FROM student_goal g WHERE g.tenant_id = :tenant AND g.student_id = :student AND {_CLOSED_ONES}"  # noqa: S608
)
# Two forms sent at once must not both find the last free place.
_LOCK = text("SELECT 1 FROM person WHERE tenant_id = :tenant AND person_id = :student FOR NO KEY UPDATE")
_ADD = text("""
INSERT INTO student_goal (tenant_id, goal_id, student_id, kind, kc_id, target, due_on, status, created_at)
VALUES (:tenant, :goal, :student, :kind, :kc, :target, :due, 'open', :now)
""")
_MOVE = text("""
UPDATE student_goal SET due_on = :due
 WHERE tenant_id = :tenant AND student_id = :student AND goal_id = :goal AND status = 'open' RETURNING 1
""")
_CLOSE = text("""
UPDATE student_goal SET status = :status, closed_at = :now
 WHERE tenant_id = :tenant AND student_id = :student AND goal_id = :goal AND status = 'open' RETURNING 1
""")
_REACHED = text("""
INSERT INTO student_goal_reached (tenant_id, goal_id, week_of, reached_on)
SELECT g.tenant_id, g.goal_id, :week, :day FROM student_goal g
 WHERE g.tenant_id = :tenant AND g.student_id = :student AND g.goal_id = :goal
ON CONFLICT DO NOTHING RETURNING 1
""")
_REACHED_IN = text("""
SELECT g.goal_id, g.kind, g.kc_id, g.target, r.reached_on
  FROM student_goal_reached r JOIN student_goal g ON g.tenant_id = r.tenant_id AND g.goal_id = r.goal_id
 WHERE r.tenant_id = :tenant AND g.student_id = :student AND r.reached_on >= :first AND r.reached_on <= :last
 ORDER BY r.reached_on, g.goal_id
""")
_PRACTICE = text(f"""
SELECT (received_at AT TIME ZONE :zone)::date AS day, count(*) FILTER (WHERE correct IS NOT NULL),
       coalesce(sum({ms("result", ":longest")}), 0)
  FROM learning_event
 WHERE tenant_id = :tenant AND student_id = :student AND received_at >= :since
 GROUP BY 1 ORDER BY 1
""")  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal as stored.

    Attributes:
        target: Answers or minutes in a week; 0 for a topic.
        weeks: In how many weeks it was reached; 1 for a topic that was.
        reached_on: The last day on which it was reached.
    """

    goal_id: UUID
    kind: str
    kc_id: UUID | None
    target: int
    due_on: date
    status: str
    created_at: datetime
    closed_at: datetime | None
    weeks: int
    reached_on: date | None


@dataclass(frozen=True, slots=True)
class ReachedRow:
    """A goal that was reached on a day."""

    goal_id: UUID
    kind: str
    kc_id: UUID | None
    target: int
    reached_on: date


async def open_goals(session: AsyncSession, tenant: UUID, student: UUID) -> list[GoalRow]:
    """Return the goals that a student works towards, the next due first."""
    return [GoalRow(*row) for row in await session.execute(_OPEN, {"tenant": tenant, "student": student})]


async def closed_goals(
    session: AsyncSession, tenant: UUID, student: UUID, *, offset: int, size: int
) -> tuple[list[GoalRow], int]:
    """Return a page of the goals that are reached, ticked off or over, the latest first, and how many there are."""
    values = {"tenant": tenant, "student": student}
    found = await session.execute(_CLOSED, {**values, "offset": offset, "size": size})
    return [GoalRow(*row) for row in found], int((await session.execute(_COUNT_CLOSED, values)).scalar_one())


async def lock(session: AsyncSession, tenant: UUID, student: UUID) -> None:
    """Let nobody else add a goal of this student until the transaction ends."""
    await session.execute(_LOCK, {"tenant": tenant, "student": student})


async def add(
    session: AsyncSession,
    tenant: UUID,
    goal: UUID,
    *,
    student: UUID,
    kind: str,
    kc: UUID | None,
    target: int,
    due: date,
    now: datetime,
) -> None:
    """Add an open goal."""
    values = {"tenant": tenant, "goal": goal, "student": student, "kind": kind, "kc": kc, "target": target}
    await session.execute(_ADD, {**values, "due": due, "now": now})


async def move(session: AsyncSession, tenant: UUID, student: UUID, goal: UUID, due: date) -> bool:
    """Give an open goal another day; False when the student has no such open goal."""
    values = {"tenant": tenant, "student": student, "goal": goal, "due": due}
    return (await session.execute(_MOVE, values)).one_or_none() is not None


async def close(session: AsyncSession, tenant: UUID, student: UUID, goal: UUID, status: str, now: datetime) -> bool:
    """Close an open goal as reached, done, ended or dropped; False when the student has no such open goal."""
    values = {"tenant": tenant, "student": student, "goal": goal, "status": status, "now": now}
    return (await session.execute(_CLOSE, values)).one_or_none() is not None


async def reached(session: AsyncSession, tenant: UUID, student: UUID, goal: UUID, week: date, day: date) -> bool:
    """Keep that a goal was reached in the week of this Monday; False when it was kept before."""
    values = {"tenant": tenant, "student": student, "goal": goal, "week": week, "day": day}
    return (await session.execute(_REACHED, values)).one_or_none() is not None


async def reached_between(
    session: AsyncSession, tenant: UUID, student: UUID, first: date, last: date
) -> Sequence[ReachedRow]:
    """Return what a student has reached from one day to another, both counted."""
    values = {"tenant": tenant, "student": student, "first": first, "last": last}
    return [ReachedRow(*row) for row in await session.execute(_REACHED_IN, values)]


async def practice_by_day(
    session: AsyncSession, tenant: UUID, student: UUID, zone: str, since: datetime, longest: float
) -> dict[date, tuple[int, float]]:
    """Return day -> (graded answers, minutes) in all courses of a student, for the days with events.

    Args:
        session: The open transaction.
        tenant: The institution.
        student: The student.
        zone: The time zone in which a day begins and ends.
        since: From this moment on.
        longest: Milliseconds of one event at most: a page that stays open all night is no practice.
    """
    values = {"tenant": tenant, "student": student, "zone": zone, "since": since, "longest": longest}
    return {row[0]: (int(row[1]), float(row[2]) / 60_000) for row in await session.execute(_PRACTICE, values)}
