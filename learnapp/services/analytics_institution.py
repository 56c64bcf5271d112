"""The dashboard of an institution, or of a course or term in it: from the days of its classes alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from pydantic import TypeAdapter

from learnapp.core.errors import InvalidInputError
from learnapp.core.paging import bounded, page_of
from learnapp.engine import intervals, means
from learnapp.engine.intervals import Estimate
from learnapp.engine.mastery import THRESHOLDS
from learnapp.security.access import Actor
from learnapp.services import analytics_figures as figures
from learnapp.services import analytics_periods as periods
from learnapp.services import current, trail
from learnapp.services.analytics import kept
from learnapp.services.analytics_figures import LEAST, stated
from learnapp.services.analytics_views import (
    Asked,
    ChoiceView,
    FigureView,
    InstitutionAnalytics,
    SectionLine,
    StandOut,
)
from learnapp.services.school_calendar import zone_of
from learnapp.storage.repositories import analytics as rows
from learnapp.storage.repositories.analytics import Days, SectionDone

LEAST_SECTIONS = THRESHOLDS.min_sections
_SHAPE = TypeAdapter(InstitutionAnalytics)


async def institution_analytics(
    actor: Actor, asked: Asked, *, course: str = "", term: str = "", offset: int = 0, size: int = 25
) -> InstitutionAnalytics:
    """Return the dashboard of an institution; of fewer students than the threshold nothing is said.

    Args:
        actor: An admin.
        asked: The period.
        course: Id of a course, for its classes alone; "" for all.
        term: Name of a term as classes have it; "" for all.
        offset: Classes before the page.
        size: Classes on it.

    Raises:
        ForbiddenError: The actor is no admin.
        InvalidInputError: No such period or course.
        UnavailableError: Nothing can be read, and nothing was kept.
    """
    await trail.authorise(actor, "read", "institution_analytics")
    periods.check(asked)
    offset, size = bounded(offset, size)
    try:
        chosen = UUID(course) if course else None
    except ValueError as error:
        raise InvalidInputError("There is no such course. Choose one of the list.") from error
    key = f"analytics:{actor.tenant_id}:all:{periods.name(asked)}:{chosen}:{offset}:{size}:{term[:80]}"
    return await kept(key, _SHAPE, lambda: _all(actor, asked, chosen, term[:80], offset, size))


async def choices(actor: Actor) -> tuple[list[ChoiceView], list[ChoiceView]]:
    """Return the courses and terms to whose classes the figures can be narrowed.

    Raises:
        ForbiddenError: The actor is no admin.
    """
    await trail.authorise(actor, "read", "institution_analytics")
    async with current().db.transaction(actor.tenant_id) as tx:
        courses, terms = await rows.choices(tx.session, actor.tenant_id)
    return _choices(courses, terms)


def _choices(courses: dict[UUID, str], terms: list[str]) -> tuple[list[ChoiceView], list[ChoiceView]]:
    named = (ChoiceView(str(one), title) for one, title in courses.items())
    return sorted(named, key=lambda one: one.label.casefold()), [ChoiceView(one, one) for one in terms]


async def _all(
    actor: Actor, asked: Asked, course: UUID | None, term: str, offset: int, size: int
) -> InstitutionAnalytics:
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        fresh = await periods.fresh_of(tx.session, tenant, None, now)
        days = await periods.period(tx.session, tenant, asked, fresh)
        zone = await zone_of(tx.session, tenant)
        courses, terms = await rows.choices(tx.session, tenant)
        found = await rows.sections(tx.session, tenant, days, zone, course, term) if days is not None else []
        past = await rows.all_days(tx.session, tenant, days.first, days.last, course, term) if days is not None else []
    students = sum(one.students for one in found)
    few = students < LEAST
    views = _figures(found, days) if days is not None and not few else []
    trend, weekly = figures.trend(past, days.first, days.last) if days is not None and not few else ([], False)
    lines = [_line(one) for one in found] if days is not None else []
    page = page_of(lines, offset, size)
    course_choices, term_choices = _choices(courses, terms)
    return InstitutionAnalytics(
        days=periods.shown(asked, days),
        fresh=fresh,
        few=few,
        sections=len(found),
        students=students,
        figures=views,
        outs=_outs(found, views, lines, few=few),
        trend=trend,
        weekly=weekly,
        courses=_by_course(found) if days is not None and course is None else [],
        lines=page.rows,
        total=page.total,
        offset=page.offset,
        size=page.size,
        course_choices=course_choices,
        term_choices=term_choices,
    )


def _there(one: SectionDone, *, now: bool) -> tuple[int, int]:
    """Return (days on which a student was there, days on which one could have been)."""
    # Somebody who has left was there on a day, too: more than everybody cannot be there.
    there, of = (one.there, one.possible) if now else (one.there_before, one.possible_before)
    return min(there, of), of


def _minutes(one: SectionDone, *, now: bool) -> float:
    """Return the time on task of a student in a week that they were in the class, minutes."""
    ms, of = (one.ms, one.possible) if now else (one.ms_before, one.possible_before)
    return ms / 60_000 / (of / 7) if of else 0.0


def _figures(found: Sequence[SectionDone], days: Days) -> list[FigureView]:
    """Return the figures with the class as the unit: students of one class resemble each other."""
    of = [one for one in found if one.possible]
    # A class that is new is no change of the institution: it is compared with nothing.
    both, compare = [one for one in of if one.possible_before], periods.compared(days)
    tallies = {
        "there": ([_there(one, now=True) for one in of], [_there(one, now=True) for one in both],
                  [_there(one, now=False) for one in both]),
        "first_try": ([(one.alone, one.tries) for one in of], [(one.alone, one.tries) for one in both],
                      [(one.alone_before, one.tries_before) for one in both]),
    }  # fmt: skip
    views = []
    for key, (all_now, some, other) in tallies.items():
        now, was = _enough(intervals.share(all_now)), _enough(intervals.share(other)) if compare else None
        moved = means.ratio_change(some, other) if now is not None and was is not None else None
        views.append(stated(key, now, was, moved, compare=compare))
    spent, spent_before = ([_minutes(one, now=at) for one in both] for at in (True, False))
    now = _enough(means.mean([_minutes(one, now=True) for one in of]))
    was = _enough(means.mean(spent_before)) if compare else None
    moved = means.mean_change(spent, spent_before) if now is not None and was is not None else None
    return [*views, stated("minutes", now, was, moved, compare=compare)]


def _enough(found: Estimate | None) -> Estimate | None:
    return found if found is not None and found.students >= LEAST_SECTIONS else None


def _share(right: int, of: int) -> int:
    return round(100 * right / of) if of >= LEAST else -1


def _line(one: SectionDone) -> SectionLine:
    named = SectionLine(str(one.section_id), one.title, one.course, one.term, one.students)
    if one.students < LEAST:
        return named
    (there, there_of), (was, was_of) = _there(one, now=True), _there(one, now=False)
    return SectionLine(
        named.section_id, named.title, named.course, named.term, named.students,
        few=False,
        there=round(100 * there / there_of) if there_of else -1,
        there_before=round(100 * was / was_of) if was_of else -1,
        answers=one.answers,
        right=_share(one.alone, one.tries),
        right_before=_share(one.alone_before, one.tries_before),
        minutes=round(_minutes(one, now=True)),
        minutes_before=round(_minutes(one, now=False)),
    )  # fmt: skip


def _by_course(found: Sequence[SectionDone]) -> list[SectionLine]:
    """Return the classes of each course together, by title; `section_id` is the id of the course."""
    groups: dict[UUID, list[SectionDone]] = defaultdict(list)
    for one in found:
        if one.course_id is not None:
            groups[one.course_id].append(one)
    counts = ("students", "possible", "possible_before", "answers", "tries", "alone", "there", "ms", "tries_before",
              "alone_before", "there_before", "ms_before")  # fmt: skip
    lines = []
    for course, some in groups.items():
        sums = {name: sum(getattr(one, name) for one in some) for name in counts}
        lines.append(_line(SectionDone(course, some[0].course, "", course, some[0].course, **sums)))
    return sorted(lines, key=lambda one: one.title.casefold())


def _outs(
    found: Sequence[SectionDone], views: Sequence[FigureView], lines: Sequence[SectionLine], *, few: bool
) -> list[StandOut]:
    """Return what stands out: clear changes, and classes in which nobody was there."""
    if few:
        return [StandOut("few", count=LEAST)]
    outs = []
    for one in views:
        if one.change in ("up", "down"):
            low, high = (-one.by_high, -one.by_low) if one.change == "down" else (one.by_low, one.by_high)
            outs.append(StandOut(f"{one.key}-{one.change}", low=low, high=high))
    silent = [one for one in found if one.students >= LEAST and one.possible and not one.there]
    if silent:
        outs.append(StandOut("silent", silent[0].title, len(silent), len(found)))
    return outs or [StandOut("steady" if len(found) >= LEAST_SECTIONS else "sections", count=LEAST_SECTIONS)]
