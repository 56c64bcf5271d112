"""Views of figures that people keep: of a class or of the institution, for themselves or for their colleagues."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.security.access import Actor
from learnapp.services import analytics, analytics_institution, analytics_periods, current, people, trail
from learnapp.services.analytics_figures import LONGER
from learnapp.services.analytics_views import Asked, ClassAnalytics, DaysView, Freshness, InstitutionAnalytics, query_of
from learnapp.services.impact_views import FigureView
from learnapp.services.notices import ring_after
from learnapp.services.people import clean_name
from learnapp.services.school_calendar import check_days
from learnapp.storage.repositories import notices as notice_rows
from learnapp.storage.repositories import saved_views as rows
from learnapp.storage.repositories.saved_views import ViewRow

MOST, PAGE, MOST_NAME = 50, 10, 80
EVERY = ("", "day", "week")
Shown = ClassAnalytics | InstitutionAnalytics


@dataclass(frozen=True)
class ViewCard:
    """One view in the list.

    Attributes:
        who: The colleague who shares it, "" for the reader's own.
        course, term: Titles of the course and the term to whose classes it is narrowed, "" for all.
        files: Query of the addresses of its tables.
    """

    id: str = ""
    name: str = ""
    own: bool = True
    who: str = ""
    shared: bool = False
    period: str = "month"
    first: str = ""
    last: str = ""
    other_first: str = ""
    other_last: str = ""
    every: str = ""
    course: str = ""
    term: str = ""
    files: str = ""


@dataclass(frozen=True)
class ViewDraft:
    """What is to be kept.

    Attributes:
        other_first, other_last: The days to compare with; "": as long a time before.
        course, term: Of the institution: id of a course and name of a term, for their classes alone; "" for all.
    """

    name: str
    period: str = "month"
    first: str = ""
    last: str = ""
    other_first: str = ""
    other_last: str = ""
    shared: bool = False
    course: str = ""
    term: str = ""


@dataclass(frozen=True)
class CompareLine:
    """One figure in the days of the view and in those that they are compared with.

    Attributes:
        key, unit: Its name in the catalogue; share, minutes or topics.
        change: none (nothing to compare with), few, early, level, up or down; longer: not to be compared over time.
        by_low, by_high: 95 % interval of the difference.
    """

    key: str = ""
    unit: str = "share"
    known: bool = False
    value: float = 0.0
    low: float = 0.0
    high: float = 0.0
    was_known: bool = False
    was: float = 0.0
    was_low: float = 0.0
    was_high: float = 0.0
    change: str = "none"
    by_low: float = 0.0
    by_high: float = 0.0
    students: int = 0


@dataclass(frozen=True)
class OpenView:
    """A view that is open.

    Attributes:
        overlap: Some days are in both times, so the difference says too little.
    """

    card: ViewCard = field(default_factory=ViewCard)
    days: DaysView = field(default_factory=DaysView)
    other_first: str = ""
    other_last: str = ""
    overlap: bool = False
    fresh: Freshness = field(default_factory=Freshness)
    students: int = 0
    lines: list[CompareLine] = field(default_factory=list)


async def _authorise(actor: Actor, section_id: UUID | None) -> None:
    if section_id is None:
        await trail.authorise(actor, "read", "institution_analytics")
    else:
        await trail.authorise(actor, "read", "class_analytics", section_id=section_id)


async def _courses(actor: Actor, found: Sequence[ViewRow]) -> dict[str, str]:
    """Return the titles of the courses to which views are narrowed, by id."""
    if not any(one.course for one in found):
        return {}
    return {one.value: one.label for one in (await analytics_institution.choices(actor))[0]}


def _card(actor: Actor, row: ViewRow, names: dict[UUID, str], courses: dict[str, str]) -> ViewCard:
    own = row.owner_id == actor.person_id
    days = [one.isoformat() if one else "" for one in (row.first, row.last, row.other_first, row.other_last)]
    return ViewCard(
        id=str(row.view_id),
        name=row.name,
        own=own,
        who="" if own else names.get(row.owner_id, ""),
        shared=row.shared,
        period=row.period,
        first=days[0],
        last=days[1],
        other_first=days[2],
        other_last=days[3],
        every=row.every,
        # A course that no class studies any more has no title here: its id says at least that it is narrowed.
        course=courses.get(row.course, row.course),
        term=row.term,
        files=query_of(asked_of(row), course=row.course, term=row.term),
    )


async def listed(actor: Actor, section_id: UUID | None, *, offset: int = 0, size: int = PAGE) -> Page[ViewCard]:
    """Return a page of the views of a class (None: of the institution): the reader's own, then those of colleagues.

    Raises:
        ForbiddenError: The actor may not see these figures.
    """
    await _authorise(actor, section_id)
    offset, size = bounded(offset, size)
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        found, total = await rows.of_place(tx.session, tenant, actor.person_id, section_id, offset=offset, size=size)
    names = await people.names(tenant, {one.owner_id for one in found if one.owner_id != actor.person_id})
    courses = await _courses(actor, found)
    return Page([_card(actor, one, names, courses) for one in found], total, offset, size)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidInputError("This is not a date. Choose one from the calendar.") from error


async def keep(actor: Actor, section_id: UUID | None, draft: ViewDraft) -> UUID:
    """Keep a view; return it.

    Raises:
        ConflictError: The actor keeps as many as one may.
        ForbiddenError: The actor may not see these figures.
        InvalidInputError: The name, the period, the days or the course are not acceptable.
        NotFoundError: No such class here.
    """
    await _authorise(actor, section_id)
    name = clean_name(draft.name)[:MOST_NAME]
    analytics_periods.check(Asked(draft.period, draft.first, draft.last))
    first, last = (_day(draft.first), _day(draft.last)) if draft.period == "custom" else (None, None)
    other = _day(draft.other_first), _day(draft.other_last)
    if (other[0] is None) != (other[1] is None):
        raise InvalidInputError("Choose both the first and the last day to compare with, or neither.")
    if other[0] is not None and other[1] is not None:
        check_days(other[0], other[1])
    course, term = (draft.course, draft.term[:80]) if section_id is None else ("", "")
    if course and course not in {one.value for one in (await analytics_institution.choices(actor))[0]}:
        raise InvalidInputError("There is no such course. Choose one of the list.")
    tenant, now = actor.tenant_id, current().clock.now()
    row = ViewRow(
        uuid7(), section_id, actor.person_id, name, draft.shared, draft.period, first, last, *other,
        course, term, now,
    )  # fmt: skip
    async with current().db.transaction(tenant) as tx:
        if section_id is not None:
            # An admin may see every class of the institution, and so may ask for one that is none of it.
            await analytics.section_of(tx.session, tenant, section_id)
        if await rows.count_own(tx.session, tenant, actor.person_id) >= MOST:
            raise ConflictError(f"You keep {MOST} views. Remove one of them first.")
        await rows.add(tx.session, tenant, row)
    return row.view_id


async def _seen(actor: Actor, view_id: UUID) -> ViewRow:
    """Return a view that the actor may see: their own or shared, of figures that they may see now."""
    async with current().db.transaction(actor.tenant_id) as tx:
        row = await rows.one(tx.session, actor.tenant_id, actor.person_id, view_id)
    if row is None:
        raise NotFoundError("There is no such view any more. Reload the page.")
    await _authorise(actor, row.section_id)
    return row


async def change(actor: Actor, view_id: UUID, *, name: str, shared: bool) -> None:
    """Rename the actor's own view, share it or stop sharing it.

    Raises:
        ForbiddenError: The actor may not see these figures any more.
        InvalidInputError: The name is not acceptable.
        NotFoundError: It is none of theirs.
    """
    await _seen(actor, view_id)
    name = clean_name(name)[:MOST_NAME]
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.change(tx.session, actor.tenant_id, actor.person_id, view_id, name, shared=shared):
            raise NotFoundError("This view is a colleague's: only they can change it.")


async def remove(actor: Actor, view_id: UUID) -> None:
    """Remove the actor's own view, for colleagues too.

    Raises:
        ForbiddenError: The actor may not see these figures any more.
        NotFoundError: It is none of theirs.
    """
    await _seen(actor, view_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.remove(tx.session, actor.tenant_id, actor.person_id, view_id):
            raise NotFoundError("This view is a colleague's: only they can remove it.")


async def want(actor: Actor, view_id: UUID, every: str) -> None:
    """Note how often the actor wants to be told of a view: every day, every week, or ("") not.

    Raises:
        ForbiddenError: The actor may not see these figures.
        InvalidInputError: No such choice.
        NotFoundError: There is no such view.
    """
    if every not in EVERY:
        raise InvalidInputError("Choose daily, weekly, or not at all.")
    await _seen(actor, view_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.want(tx.session, actor.tenant_id, actor.person_id, view_id, every)


async def _figures(actor: Actor, row: ViewRow, asked: Asked) -> Shown:
    if row.section_id is None:
        return await analytics_institution.institution_analytics(actor, asked, course=row.course, term=row.term)
    return await analytics.class_analytics(actor, row.section_id, asked)


def asked_of(row: ViewRow) -> Asked:
    """Return which days a view asks for."""
    return Asked(row.period, row.first.isoformat() if row.first else "", row.last.isoformat() if row.last else "")


async def opened(actor: Actor, view_id: UUID) -> OpenView:
    """Return a view with its figures, beside those of the days that it is compared with.

    Raises:
        ForbiddenError: The actor may not see these figures.
        NotFoundError: There is no such view.
        UnavailableError: Nothing can be read, and nothing was kept.
    """
    row = await _seen(actor, view_id)
    names = await people.names(actor.tenant_id, {row.owner_id} - {actor.person_id})
    here = await _figures(actor, row, asked_of(row))
    card = _card(actor, row, names, await _courses(actor, [row]))
    lines = [_line(one) for one in here.figures]
    first, last, overlap = here.days.before_first, here.days.before_last, False
    if row.other_first and row.other_last:
        first, last = row.other_first.isoformat(), row.other_last.isoformat()
        there = await _figures(actor, row, Asked("custom", first, last))
        overlap = here.days.first != "" and first <= here.days.last and here.days.first <= last
        known = {one.key: one for one in there.figures}
        lines = [beside(one, known.get(one.key), overlap=overlap) for one in here.figures]
    return OpenView(card, here.days, first, last, overlap, here.fresh, here.students, lines)


async def looked_at(actor: Actor, view_id: UUID) -> OpenView:
    """Return a view that the actor opens on its page: what they were told of it counts as read.

    Raises:
        ForbiddenError: The actor may not see these figures.
        NotFoundError: There is no such view.
        UnavailableError: Nothing can be read, and nothing was kept.
    """
    shown, tenant = await opened(actor, view_id), actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        await notice_rows.read_about(tx.session, tenant, actor.person_id, "view", view_id, current().clock.now())
        ring_after(tx.session, tenant, [actor.person_id])
    return shown


def _line(one: FigureView) -> CompareLine:
    return CompareLine(
        one.key, one.unit, one.known, one.value, one.low, one.high, one.was_known, one.was, one.was_low, one.was_high,
        one.change, one.by_low, one.by_high, one.students,
    )  # fmt: skip


def beside(one: FigureView, other: FigureView | None, *, overlap: bool) -> CompareLine:
    """Return a figure beside the same one of other days.

    The interval of the difference is made of both intervals (Zou & Donner, 2008, "Construction of confidence limits
    about effect measures: a general approach"). The students are mostly the same in both times, which makes it rather
    too wide than too narrow; where days are shared, nothing is said of the difference.
    """
    if one.key in LONGER:
        return _line(replace(one, was_known=False, change="longer" if one.known else "few"))
    if other is None or not other.known or not one.known:
        change = "few" if other is not None else "none"
        return CompareLine(
            one.key, one.unit, one.known, one.value, one.low, one.high, bool(other and other.known),
            other.value if other else 0.0, other.low if other else 0.0, other.high if other else 0.0, change,
            students=one.students,
        )  # fmt: skip
    d = one.value - other.value
    low = d - math.hypot(one.value - one.low, other.high - other.value)
    high = d + math.hypot(one.high - one.value, other.value - other.low)
    change = "up" if low > 0 else "down" if high < 0 else "level" if d == 0 else "early"
    return CompareLine(
        one.key, one.unit, True, one.value, one.low, one.high, True, other.value, other.low, other.high,
        "early" if overlap and change != "level" else change, round(low, 1), round(high, 1), one.students,
    )  # fmt: skip


def headline(lines: Sequence[CompareLine]) -> CompareLine | None:
    """Return the figure that says most in one line: the first of those that are known."""
    return next((one for one in lines if one.known), None)
