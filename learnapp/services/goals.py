"""A student's goals: set, measured by what is stored, moved, ticked off, dropped; teachers and guardians only look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.core.paging import bounded
from learnapp.security.access import Actor
from learnapp.services import current, notices, privacy, trail
from learnapp.services.calendar import calendar_of
from learnapp.services.goal_progress import (
    MOST,
    GoalView,
    Learned,
    Standing,
    learned_by,
    reached_weeks,
    standing_of,
    view_of,
)
from learnapp.storage.repositories import goals as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.goals import GoalRow

MOST_OPEN, PAGE = 20, 20
FARTHEST = timedelta(days=366)


@dataclass(frozen=True)
class TopicChoice:
    """A topic that can become a goal."""

    id: str = ""
    name: str = ""


@dataclass(frozen=True)
class GoalsView:
    """The page My goals.

    Attributes:
        open: Goals that are worked towards, the next due first.
        closed: A page of those that are reached, ticked off or over, latest first; `total` of them, `offset` before it.
        topics: What can become a goal: topics of the student's courses that are not mastered now.
        today, last: ISO dates between which a goal's day lies.
        stored: False without consent: nothing can be kept then.
    """

    open: list[GoalView] = field(default_factory=list)
    closed: list[GoalView] = field(default_factory=list)
    total: int = 0
    offset: int = 0
    topics: list[TopicChoice] = field(default_factory=list)
    today: str = ""
    last: str = ""
    stored: bool = True


async def require_consent(session: AsyncSession, tenant: UUID, student: UUID) -> None:
    """Go on only when something of this student may be stored.

    Raises:
        ForbiddenError: It may not.
    """
    if not (await privacy.consent_decision(tenant, student, session)).allowed:
        raise ForbiddenError(
            "Nothing of yours may be stored yet, so this cannot be kept. Ask your teacher or guardian."
        )


async def _recognise(session: AsyncSession, own: Actor, goals: Sequence[GoalRow], standing: Standing) -> bool:
    """Keep what has been reached, and close what is reached or over; return whether anything changed."""
    changed, now = False, current().clock.now()
    for goal in goals:
        weeks = reached_weeks(goal, standing)
        for week, day in weeks.items():
            new = await rows.reached(session, own.tenant_id, own.person_id, goal.goal_id, week, day)
            changed |= new
            if new:
                await notices.tell(
                    session, own.tenant_id, "goal_reached", [own.person_id], about=goal.goal_id,
                    arguments={"state": goal.kind}, once=f"goal:{goal.goal_id}:{week}", merge=f"goal:{goal.goal_id}",
                )  # fmt: skip
        status = "ended" if goal.kind in MOST and goal.due_on < standing.calendar.today else ""
        if goal.kind == "topic" and weeks:
            status = "reached"
        if status:
            changed |= await rows.close(session, own.tenant_id, own.person_id, goal.goal_id, status, now)
    return changed


async def _read_own(actor: Actor, learned: Learned, offset: int, size: int) -> GoalsView:
    """Return the actor's own goals after keeping what has been reached."""
    tenant, student = actor.tenant_id, actor.person_id
    async with current().db.transaction(tenant) as tx:
        goals = await rows.open_goals(tx.session, tenant, student)
        standing = await standing_of(tx.session, actor, learned, goals)
        stored = (await privacy.consent_decision(tenant, student, tx.session)).allowed
        if stored and await _recognise(tx.session, actor, goals, standing):
            goals = await rows.open_goals(tx.session, tenant, student)
        closed, total = await rows.closed_goals(tx.session, tenant, student, offset=offset, size=size)
    today = standing.calendar.today
    return GoalsView(
        open=[view_of(goal, standing) for goal in goals],
        closed=[view_of(goal, standing) for goal in closed],
        total=total,
        offset=offset,
        today=today.isoformat(),
        last=(today + FARTHEST).isoformat(),
        stored=stored,
    )


async def read(actor: Actor, *, offset: int = 0, size: int = PAGE) -> GoalsView:
    """Return the actor's own goals; what has been reached since the last time is kept with its day.

    Args:
        actor: A student.
        offset: Closed goals before the page.
        size: Closed goals on it.

    Raises:
        ForbiddenError: The actor is no student.
    """
    await trail.authorise(actor, "read", "goal", student_id=actor.person_id)
    offset, size = bounded(offset, size)
    learned = await learned_by(actor)
    topics: dict[UUID, str] = {}
    for _, snapshot in learned.courses:
        for kc_id in snapshot.topological:
            if not learned.mastered(kc_id):
                topics.setdefault(kc_id, snapshot.kcs[kc_id].name)
    view = await _read_own(actor, learned, offset, size)
    return replace(view, topics=[TopicChoice(str(one), name) for one, name in topics.items()])


async def next_due(actor: Actor, most: int = 3) -> GoalsView:
    """Return the actor's own open goals that are due next; nothing of those that are closed.

    Raises:
        ForbiddenError: The actor is no student.
    """
    await trail.authorise(actor, "read", "goal", student_id=actor.person_id)
    view = await _read_own(actor, await learned_by(actor), 0, 1)
    return replace(view, open=view.open[: max(0, most)], closed=[])


async def goals_of(actor: Actor, student_id: UUID, section_id: UUID | None = None) -> list[GoalView]:
    """Return a student's open goals for somebody who may look: nothing is changed by it.

    Args:
        actor: A guardian of the student, or who teaches the section.
        student_id: The student.
        section_id: For who teaches: the section. Of topics they see those of its course only.

    Raises:
        ForbiddenError: The actor is neither.
        NotFoundError: The student is not in that section.
    """
    await trail.authorise(actor, "read", "goal", section_id=section_id, student_id=student_id)
    tenant = actor.tenant_id
    own = Actor(tenant, student_id, "person", frozenset({"student"}), locale=actor.locale)
    learned = await learned_by(own)
    async with current().db.transaction(tenant) as tx:
        if section_id is not None and student_id not in await section_rows.student_ids(tx.session, tenant, section_id):
            raise NotFoundError("There is no such student in this section. Go back to the class board.")
        await trail.disclosed(actor, student_id, "goals", section_id=section_id, session=tx.session)
        goals = await rows.open_goals(tx.session, tenant, student_id)
        standing = await standing_of(tx.session, own, learned, goals)
    if section_id is not None:
        taught = {kc for place, course in learned.courses if place == section_id for kc in course.kcs}
        goals = [goal for goal in goals if goal.kc_id is None or goal.kc_id in taught]
    return [view_of(goal, standing) for goal in goals]


def _check_day(due: date, today: date) -> None:
    """Raise InvalidInputError for a day that no goal can have."""
    if due < today:
        raise InvalidInputError("This day has passed. Choose today or a later day.")
    if due - today > FARTHEST:
        raise InvalidInputError("This day is more than a year away. Choose an earlier one.")


async def add(actor: Actor, kind: str, due: date, *, kc_id: UUID | None = None, target: int = 0) -> UUID:
    """Set a goal and return its id.

    Args:
        actor: A student.
        kind: topic, answers or minutes; the last two in each week.
        due: The day by which the topic is to be mastered, or the last day of the practice.
        kc_id: The topic.
        target: Answers or minutes in a week.

    Raises:
        ConflictError: The topic is mastered, the same goal is there, or there are too many.
        ForbiddenError: The actor is no student, or nothing of theirs may be stored.
        InvalidInputError: No such kind, a number or day that makes no sense.
        NotFoundError: None of the student's courses has that topic.
    """
    await trail.authorise(actor, "write", "goal", student_id=actor.person_id)
    if kind != "topic" and kind not in MOST:
        raise InvalidInputError("Choose what the goal is about: a topic, answers or minutes.")
    if kind in MOST and not 1 <= target <= MOST[kind]:
        raise InvalidInputError(f"Choose a number from 1 to {MOST[kind]} for each week.")
    if kind == "topic" and kc_id is None:
        raise InvalidInputError("Choose a topic first.")
    kc_id, target = (kc_id, 0) if kind == "topic" else (None, target)
    tenant, student, goal_id, now = actor.tenant_id, actor.person_id, uuid7(), current().clock.now()
    learned = await learned_by(actor)
    if kc_id is not None:
        if learned.course_with(kc_id) is None:
            raise NotFoundError("None of your courses has this topic. Choose one from the list.")
        if learned.mastered(kc_id):
            raise ConflictError("You have mastered this topic already. Choose another one.")
    async with current().db.transaction(tenant) as tx:
        await require_consent(tx.session, tenant, student)
        await rows.lock(tx.session, tenant, student)
        goals = await rows.open_goals(tx.session, tenant, student)
        _check_day(due, (await calendar_of(tx.session, tenant, student)).today)
        if any((goal.kind, goal.kc_id) == (kind, kc_id) for goal in goals):
            raise ConflictError("You have such a goal already. Change its day, or drop it first.")
        if len(goals) >= MOST_OPEN:
            raise ConflictError(f"You have {MOST_OPEN} open goals. Reach or drop one of them first.")
        await rows.add(
            tx.session, tenant, goal_id, student=student, kind=kind, kc=kc_id, target=target, due=due, now=now
        )
    return goal_id


async def move(actor: Actor, goal_id: UUID, due: date) -> None:
    """Give an open goal another day.

    Raises:
        ForbiddenError: The actor is no student, or nothing of theirs may be stored.
        InvalidInputError: The day has passed or is too far away.
        NotFoundError: The actor has no such open goal.
    """
    await trail.authorise(actor, "write", "goal", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        await require_consent(tx.session, actor.tenant_id, actor.person_id)
        _check_day(due, (await calendar_of(tx.session, actor.tenant_id, actor.person_id)).today)
        if not await rows.move(tx.session, actor.tenant_id, actor.person_id, goal_id, due):
            raise NotFoundError("There is no such open goal any more. Reload the page.")


async def tick_off(actor: Actor, goal_id: UUID) -> None:
    """Close a goal as done by the student's own judgement; what was measured is not touched.

    Raises:
        ForbiddenError: The actor is no student.
        NotFoundError: The actor has no such open goal.
    """
    await _close(actor, goal_id, "done")


async def drop(actor: Actor, goal_id: UUID) -> None:
    """Give a goal up; it is not shown any more. The errors are those of `tick_off`."""
    await _close(actor, goal_id, "dropped")


async def _close(actor: Actor, goal_id: UUID, status: str) -> None:
    await trail.authorise(actor, "write", "goal", student_id=actor.person_id)
    now = current().clock.now()
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.close(tx.session, actor.tenant_id, actor.person_id, goal_id, status, now):
            raise NotFoundError("There is no such open goal any more. Reload the page.")
