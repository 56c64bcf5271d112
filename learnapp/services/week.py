"""One week of a student, day by day: what was done, which topics moved, which goals were reached, what was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from learnapp.engine.mastery import THRESHOLDS, Band, band_told
from learnapp.security import access
from learnapp.security.access import Actor
from learnapp.services import current, goals, people
from learnapp.services.calendar import WEEK, Calendar, calendar_of, monday
from learnapp.services.goal_progress import LONGEST_MS, courses_of
from learnapp.services.progress import percent
from learnapp.storage.repositories import goals as goal_rows
from learnapp.storage.repositories import week as rows
from learnapp.storage.repositories.week import DayRow, MoveRow

MOST_POSTS = 100


@dataclass(frozen=True)
class DayView:
    """One day.

    Attributes:
        date: ISO date; `weekday` 0 is Monday.
        texts: Titles of what was read or watched to the end.
        topics: Names of what was practised.
        ahead: The day is still to come.
    """

    date: str = ""
    weekday: int = 0
    answers: int = 0
    right: int = 0
    minutes: int = 0
    texts: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    ahead: bool = False


@dataclass(frozen=True)
class MoveView:
    """How one topic moved: bands and per cent; `direction` is new, up or down."""

    topic: str = ""
    direction: str = "new"
    was: str = "unknown"
    now: str = "unknown"
    before: int = 0
    after: int = 0


@dataclass(frozen=True)
class ReachedView:
    """A goal that was reached on a day."""

    kind: str = "topic"
    topic: str = ""
    target: int = 0
    date: str = ""


@dataclass(frozen=True)
class WrittenView:
    """A post or reply of the student's own."""

    id: str = ""
    reply: bool = False
    title: str = ""
    content_id: str = ""
    text: str = ""
    at: str = ""


@dataclass(frozen=True)
class WeekView:
    """A week.

    Attributes:
        first, last, today: ISO dates: its Monday, its Sunday, and today where the student is.
        ago: 0 for this week, 1 for the last one, and so on.
        nothing: Nothing at all was done, reached or written.
        earlier: There is something stored from before this week.
    """

    first: str = ""
    last: str = ""
    today: str = ""
    ago: int = 0
    days: list[DayView] = field(default_factory=list)
    answers: int = 0
    right: int = 0
    minutes: int = 0
    moves: list[MoveView] = field(default_factory=list)
    reached: list[ReachedView] = field(default_factory=list)
    posts: list[WrittenView] = field(default_factory=list)
    nothing: bool = True
    earlier: bool = False


async def read(actor: Actor, of: date | None = None) -> WeekView:
    """Return a week of the actor's own, in their time zone.

    Args:
        actor: A student.
        of: A day of the week; None for this week. A day that is still to come gives this week.

    Raises:
        ForbiddenError: The actor is no student.
    """
    access.require(actor, "read", "student_record", student_id=actor.person_id)
    # What has been reached meanwhile belongs to its week.
    await goals.next_due(actor, 0)
    tenant, student = actor.tenant_id, actor.person_id
    courses = [course for _, course in await courses_of(actor)]
    async with current().db.transaction(tenant) as tx:
        calendar = await calendar_of(tx.session, tenant, student)
        this = monday(calendar.today)
        first = min(monday(of), this) if of is not None else this
        span = {"since": calendar.begin(first), "until": calendar.begin(first + WEEK)}
        days = await rows.days(tx.session, tenant, student, zone=calendar.zone, longest=LONGEST_MS, **span)
        topics = await rows.topics(tx.session, tenant, student, zone=calendar.zone, **span)
        moves = await rows.moves(
            tx.session, tenant, student, **span, mastered_at=THRESHOLDS.mastered_at,
            mastered_low=THRESHOLDS.mastered_low, least=THRESHOLDS.min_attempts,
        )  # fmt: skip
        last = first + timedelta(days=6)
        reached = await goal_rows.reached_between(tx.session, tenant, student, first, last)
        posts = await rows.written(tx.session, tenant, student, **span, limit=MOST_POSTS)
        began = await rows.first_event(tx.session, tenant, student)
    names = {kc_id: kc.name for course in courses for kc_id, kc in course.kcs.items()}
    titles = {item: content.title for course in courses for item, content in course.content.items()}
    key = people.open_key(current().keyring, calendar.person)
    views = _days(calendar, first, days, topics, names, titles)
    moved = [one for one in (_move(row, names) for row in moves) if one is not None]
    return WeekView(
        first=first.isoformat(),
        last=last.isoformat(),
        today=calendar.today.isoformat(),
        ago=(this - first).days // 7,
        days=views,
        answers=sum(day.answers for day in views),
        right=sum(day.right for day in views),
        minutes=sum(day.minutes for day in views),
        moves=sorted(moved, key=lambda one: (one.direction, one.topic)),
        reached=[
            ReachedView(row.kind, names.get(row.kc_id, "") if row.kc_id else "", row.target, row.reached_on.isoformat())
            for row in reached
        ],
        posts=[
            WrittenView(
                str(row.post_id),
                row.reply,
                titles.get(row.content_id, "") if row.content_id else "",
                str(row.content_id) if row.content_id in titles else "",
                key.decrypt("post", row.text_enc) if key else "",
                row.created_at.isoformat(),
            )
            for row in posts
        ],
        nothing=not (any(day.answers or day.texts for day in views) or reached or posts),
        earlier=began is not None and began < span["since"],
    )


def _days(
    calendar: Calendar,
    first: date,
    found: Sequence[DayRow],
    topics: Sequence[tuple[date, UUID]],
    names: dict[UUID, str],
    titles: dict[UUID, str],
) -> list[DayView]:
    """Return the seven days of a week, also those without anything."""
    by_day = {row.day: row for row in found}
    views = []
    for number in range(7):
        day = first + timedelta(days=number)
        row = by_day.get(day, DayRow(day, 0, 0, 0.0, []))
        practised = sorted(names[kc_id] for at, kc_id in topics if at == day and kc_id in names)
        views.append(
            DayView(
                date=day.isoformat(),
                weekday=number,
                answers=row.answers,
                right=row.right,
                minutes=max(1, round(row.minutes)) if row.minutes > 0 else 0,
                texts=sorted(titles[item] for item in row.texts if item in titles),
                topics=practised,
                ahead=day > calendar.today,
            )
        )
    return views


def _move(row: MoveRow, names: dict[UUID, str]) -> MoveView | None:
    """Return how a topic moved; None when it did not, or when no course of the student has it any more."""
    was = Band.UNKNOWN
    if row.before is not None:
        was = band_told(row.before, row.answers_before, earned=row.earned_before)
    now = band_told(row.after, row.answers_after, earned=row.earned_after)
    before, after = percent(row.before or 0.0), percent(row.after)
    direction = "new" if was is Band.UNKNOWN else "up" if after > before else "down"
    if row.kc_id not in names or (was is not Band.UNKNOWN and before == after):
        return None
    return MoveView(names[row.kc_id], direction, was.value, now.value, before, after)
