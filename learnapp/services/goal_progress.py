"""How far a goal is: measured by the stored states and events, in the student's own weeks. Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.engine.kc import CourseSnapshot, KCState
from learnapp.engine.mastery import Band, band_of
from learnapp.security.access import Actor
from learnapp.services import current, progress
from learnapp.services.calendar import WEEK, Calendar, calendar_of, monday
from learnapp.services.classroom import course_of
from learnapp.services.progress import percent
from learnapp.storage.repositories import goals as rows
from learnapp.storage.repositories import learning as learning_rows
from learnapp.storage.repositories.goals import GoalRow

MOST = {"answers": 500, "minutes": 1200}
"""The kinds that count practice in a week, with the most that a week may ask for."""
LONGEST_MS = 900_000.0
"""A step that takes longer counts a quarter of an hour: nobody knows what happened in the rest."""


@dataclass(frozen=True)
class GoalView:
    """One goal and how far it is.

    Attributes:
        topic: Name of its topic; "" for practice, and for a topic that none of the student's courses has any more.
        target: Answers or minutes in a week; 0 for a topic.
        done: Answers or whole minutes of this week; of a topic P(mastered) in per cent.
        low, high: The interval of that estimate.
        enough: Whether there are answers enough to say it.
        part: How much of the bar is full, per cent.
        due: ISO date.
        left: Days until then, negative when it has passed.
        status: open, overdue, reached, done (ticked off) or ended (its weeks are over).
        reached: ISO date on which it was reached the last time, "" never; `this_week`: practice is enough this week.
        weeks_reached, weeks: In how many of its weeks practice was enough.
        start_id: Content with which to go on.
    """

    id: str = ""
    kind: str = "topic"
    topic: str = ""
    target: int = 0
    done: int = 0
    low: int = 0
    high: int = 0
    enough: bool = True
    band: str = "unknown"
    part: int = 0
    due: str = ""
    left: int = 0
    status: str = "open"
    reached: str = ""
    this_week: bool = False
    weeks_reached: int = 0
    weeks: int = 0
    closed: str = ""
    start_id: str = ""


@dataclass(frozen=True, slots=True)
class Learned:
    """What a student studies and where they stand.

    Attributes:
        courses: Section and course, of every section in which they study.
        states: Of all topics of all courses.
    """

    courses: list[tuple[UUID, CourseSnapshot]]
    states: Mapping[UUID, KCState]

    def course_with(self, kc_id: UUID | None) -> CourseSnapshot | None:
        """Return the first course that has a topic."""
        return next((snapshot for _, snapshot in self.courses if kc_id in snapshot.kcs), None)

    def mastered(self, kc_id: UUID | None) -> bool:
        """Return whether a topic is mastered now, and not fading."""
        state = self.states.get(kc_id) if kc_id else None
        return band_of(state, current().clock.now()) is Band.MASTERED


@dataclass(frozen=True, slots=True)
class Standing:
    """What goals are measured by; `days` has answers and minutes of the days that count."""

    calendar: Calendar
    learned: Learned
    days: Mapping[date, tuple[int, float]]

    def practised(self, kind: str, week: date) -> list[tuple[date, float]]:
        """Return the days of a week with what was done from its begin to their end."""
        done, found = 0.0, []
        for number in range(7):
            day = week + timedelta(days=number)
            answers, minutes = self.days.get(day, (0, 0.0))
            done += answers if kind == "answers" else minutes
            found.append((day, done))
        return found


async def courses_of(own: Actor) -> list[tuple[UUID, CourseSnapshot]]:
    """Return the sections in which the actor studies, with their courses."""
    found = [(one.section_id, await course_of(*one.course)) for one in await progress.sections(own)]
    return [(section, course) for section, course in found if course is not None]


async def learned_by(own: Actor) -> Learned:
    """Return what the actor studies and where they stand; call it before a transaction is opened."""
    courses = await courses_of(own)
    if not courses:
        return Learned([], {})
    # The load brings the states of all courses, whichever section it names.
    async with current().db.reading(own.tenant_id) as batch:
        loaded = await learning_rows.load(batch, own.tenant_id, own.person_id, courses[0][0], uuid7(), None)
    return Learned(courses, loaded.learner.kcs if loaded is not None and loaded.learner is not None else {})


async def standing_of(session: AsyncSession, own: Actor, learned: Learned, goals: Sequence[GoalRow]) -> Standing:
    """Return what these goals are measured by: for practice every week since the first of them was set."""
    calendar = await calendar_of(session, own.tenant_id, own.person_id)
    practice = [calendar.day_of(goal.created_at) for goal in goals if goal.kind in MOST]
    days: Mapping[date, tuple[int, float]] = {}
    if practice:
        since = calendar.begin(monday(min(practice)))
        days = await rows.practice_by_day(
            session, own.tenant_id, own.person_id, calendar.zone, since, longest=LONGEST_MS
        )
    return Standing(calendar, learned, days)


def reached_weeks(goal: GoalRow, standing: Standing) -> dict[date, date]:
    """Return Monday -> the day on which the goal was reached, for every week in which it was."""
    calendar = standing.calendar
    created = calendar.day_of(goal.created_at)
    if goal.kind == "topic":
        state = standing.learned.states.get(goal.kc_id) if goal.kc_id else None
        if state is None or not standing.learned.mastered(goal.kc_id):
            return {}
        # A topic that had faded when the goal was set came back with the last answer.
        fresh = [at for at in (state.mastered_at, state.last_at) if at is not None and at >= goal.created_at]
        day = calendar.day_of(min(fresh)) if fresh else calendar.today
        return {monday(day): day}
    found: dict[date, date] = {}
    week, last = monday(created), min(calendar.today, goal.due_on)
    while week <= last:
        enough = (day for day, done in standing.practised(goal.kind, week) if done >= goal.target and day <= last)
        day_reached = next(enough, None)
        if day_reached is not None:
            found[week] = max(day_reached, created)
        week += WEEK
    return found


def view_of(goal: GoalRow, standing: Standing) -> GoalView:
    """Return a goal as pages show it."""
    calendar = standing.calendar
    left = (goal.due_on - calendar.today).days
    view = GoalView(
        id=str(goal.goal_id),
        kind=goal.kind,
        target=goal.target,
        due=goal.due_on.isoformat(),
        left=left,
        status="overdue" if goal.status == "open" and goal.kind == "topic" and left < 0 else goal.status,
        reached=goal.reached_on.isoformat() if goal.reached_on else "",
        closed=calendar.day_of(goal.closed_at).isoformat() if goal.closed_at else "",
    )
    if goal.kc_id is not None:
        return _topic(view, goal.kc_id, standing.learned)
    done = standing.practised(goal.kind, monday(min(calendar.today, goal.due_on)))[-1][1]
    weeks = (monday(goal.due_on) - monday(calendar.day_of(goal.created_at))).days // 7 + 1
    return replace(
        view,
        done=int(done),
        part=min(100, int(100 * done / goal.target)),
        this_week=done >= goal.target,
        weeks_reached=goal.weeks,
        weeks=max(weeks, goal.weeks),
    )


def _topic(view: GoalView, kc_id: UUID, learned: Learned) -> GoalView:
    snapshot, state = learned.course_with(kc_id), learned.states.get(kc_id)
    if snapshot is not None:
        contents = snapshot.by_kc.get(kc_id, ())
        view = replace(view, topic=snapshot.kcs[kc_id].name, start_id=str(contents[0]) if contents else "")
    band = band_of(state, current().clock.now())
    if state is None or band is Band.UNKNOWN:
        return replace(view, enough=False)
    value = percent(state.p_mastered)
    low, high = percent(state.low), percent(state.high)
    return replace(view, band=band.value, done=value, part=value, low=low, high=high)
