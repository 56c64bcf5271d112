"""The dashboard of a class: answered from rollups and states alone, however long the log is.

How to call it (pages, letters, files alike):

- `await class_analytics(actor, section_id, Asked("month"))` gives a `ClassAnalytics`; `Asked("custom", "2026-03-02",
  "2026-03-29")` gives days of one's own. Everything in it is plain data (`analytics_views`), JSON by `orjson.dumps`.
- `await class_students(actor, section_id, asked, offset=0, size=25)` gives a `Page[StudentLine]`, names included; it is
  audited as a disclosure. `student_line(...)` gives one student's line, for a report.
- `analytics_cohorts.cohorts(actor, section_id, asked, by="section" | "joined" | "work", other=section_id)`.
- `analytics_institution.institution_analytics(actor, asked, course="", term="", offset=0)`.

Each asks the access policy first. When nothing can be read, the last good state of the last day is given instead and
`fresh.state` is `cached`; while counting is behind, it is `daily` and today is left out. Callers show `fresh` always.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.days import day_of
from learnapp.core.errors import NotFoundError, UnavailableError
from learnapp.core.paging import Page, bounded, page_of
from learnapp.engine import spent
from learnapp.engine.kc import CourseSnapshot
from learnapp.engine.mastery import THRESHOLDS
from learnapp.security.access import Actor
from learnapp.services import analytics_figures as figures
from learnapp.services import analytics_periods as periods
from learnapp.services import classroom, current, people, rollups, trail
from learnapp.services.analytics_figures import Material, material
from learnapp.services.analytics_views import Asked, ClassAnalytics, HourView, InstitutionAnalytics, StudentLine
from learnapp.services.item_views import ItemsTable, ItemView
from learnapp.services.school_calendar import zone_of
from learnapp.storage.repositories import analytics as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.analytics import Begun, DayRow, Days, Done, Moments, Standing, TopicDone
from learnapp.storage.repositories.sections import Section

KEPT = timedelta(hours=24)
"""How long the last good state of a dashboard is kept for when nothing else can be read."""
_CLASS = TypeAdapter(ClassAnalytics)
_NOTHING = TopicDone()
View = TypeVar("View", ClassAnalytics, InstitutionAnalytics, ItemsTable, ItemView)


async def class_analytics(actor: Actor, section_id: UUID, asked: Asked) -> ClassAnalytics:
    """Return the dashboard of a class.

    Raises:
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: No such period.
        NotFoundError: No such class here.
        UnavailableError: Nothing can be read, and nothing was kept.
    """
    await trail.authorise(actor, "read", "class_analytics", section_id=section_id)
    periods.check(asked)
    key = f"analytics:{actor.tenant_id}:{section_id}:{periods.name(asked)}"
    return await kept(key, _CLASS, lambda: _class(actor, section_id, asked))


async def kept(key: str, shape: TypeAdapter[View], fill: Callable[[], Awaitable[View]]) -> View:
    """Return what `fill` gives and keep it; when nothing can be read, what was kept, said to be so.

    Args:
        key: Its name in the cache.
        shape: Of the view.
        fill: Works it out.

    Raises:
        UnavailableError: Nothing can be read, and nothing was kept.
    """
    cache = current().cache
    try:
        view = await fill()
    except UnavailableError:
        known = await cache.get(key)
        if known is None:
            raise
        try:
            was = shape.validate_python(known)
        except ValidationError:
            # Kept by another version of ours.
            raise UnavailableError("The figures cannot be read right now. Try again in a minute.") from None
        return replace(was, fresh=periods.cached(was.fresh, current().clock.now()))
    await cache.set(key, view, KEPT)
    return view


async def section_of(session: AsyncSession, tenant: UUID, section_id: UUID) -> Section:
    """Return a section.

    Raises:
        NotFoundError: No such class here.
    """
    found = await section_rows.sections_by_id(session, tenant, [section_id])
    if not found:
        raise NotFoundError("There is no such class. Go back to your own classes.")
    return found[0]


async def course_of(section: Section) -> CourseSnapshot | None:
    """Return what a section studies, None when it studies nothing."""
    return await classroom.course_of(section.course_tenant_id, section.course_id, section.course_version)


@dataclass(frozen=True, slots=True)
class _Read:
    """What the database says of a class in a period."""

    done: Sequence[Done]
    begun: tuple[Mapping[UUID, Begun], Mapping[UUID, Begun]]
    past: Sequence[DayRow]
    topics: Mapping[UUID, TopicDone]
    hours: Mapping[int, int]


async def _class(actor: Actor, section_id: UUID, asked: Asked) -> ClassAnalytics:
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        section = await section_of(tx.session, tenant, section_id)
        fresh = await periods.fresh_of(tx.session, tenant, section_id, now)
        days = await periods.period(tx.session, tenant, asked, fresh)
        zone = await zone_of(tx.session, tenant)
        joined = await rows.students(tx.session, tenant, section_id)
    students = list(joined)
    snapshot = await course_of(section)
    kcs = snapshot.topological if snapshot is not None else ()
    empty = ClassAnalytics(str(section_id), section.title, periods.shown(asked, days), fresh, len(students), len(kcs))
    if days is None:
        return empty
    kept_since = day_of(rollups.edges(now, zone).hours, zone)
    if days.first < kept_since:
        empty = replace(empty, hours_since=kept_since.isoformat())
    # Side by side, each on a connection of its own: neither waits for one while it holds another.
    read, (by_student, by_topic) = await asyncio.gather(
        _read(tenant, section_id, days, zone, students, snapshot),
        _standings(tenant, students, kcs, periods.moments(days, zone)),
    )
    given = material(
        figures.in_class(joined, read.done, days, zone), read.done, by_student, len(kcs), days, read.begun[0]
    )
    names = {kc: snapshot.kcs[kc].name for kc in kcs} if snapshot is not None else {}
    titles = {one.content_id: (one.title, one.kind.value) for one in snapshot.content.values()} if snapshot else {}
    # A thousand students take longer than the event loop may wait.
    return await asyncio.to_thread(_view, empty, given, names, titles, by_topic, read, (days.first, days.last))


async def _standings(
    tenant: UUID, students: Sequence[UUID], kcs: Sequence[UUID], moments: Moments
) -> tuple[dict[UUID, Standing], dict[UUID, Standing]]:
    """Return how students stand with topics: by student, and by topic."""
    async with current().db.transaction(tenant) as tx:
        return await rows.standings(tx.session, tenant, students, kcs, moments, THRESHOLDS.min_attempts)


async def _read(
    tenant: UUID, section: UUID, days: Days, zone: str, students: Sequence[UUID], snapshot: CourseSnapshot | None
) -> _Read:
    moments = periods.moments(days, zone)
    steps = {one.content_id: len(one.steps) for one in snapshot.content.values()} if snapshot is not None else {}
    async with current().db.transaction(tenant) as tx:
        return _Read(
            await rows.done(tx.session, tenant, section, days),
            await rows.begun(tx.session, tenant, section, students, steps, moments),
            await rows.section_days(tx.session, tenant, section, days.first, days.last),
            await rows.topics(tx.session, tenant, section, days.first, days.last),
            await rows.hours(tx.session, tenant, section, moments.since, moments.until, zone),
        )


def _view(
    empty: ClassAnalytics,
    given: Material,
    names: Mapping[UUID, str],
    titles: Mapping[UUID, tuple[str, str]],
    by_topic: Mapping[UUID, Standing],
    read: _Read,
    span: tuple[date, date],
) -> ClassAnalytics:
    views, hours = figures.figures(given), read.hours
    lines = [
        figures.topic_line(kc, name, by_topic.get(kc, Standing()), read.topics.get(kc, _NOTHING))
        for kc, name in names.items()
    ]
    trend, weekly = figures.trend(read.past, *span)
    counts = spent.added([one.spent for one in read.past])
    found = [spent.quantile(counts, share) for share in (0.5, 0.9)]
    most = max(hours.values(), default=0) or 1
    return ClassAnalytics(
        empty.section_id, empty.section, empty.days, empty.fresh, empty.students, empty.topics,
        figures=views,
        outs=figures.outs(given, views, lines),
        trend=trend,
        weekly=weekly,
        hours=[
            HourView(hour, answers, round(100 * answers / most), answers == most)
            for hour, answers in ((hour, hours.get(hour, 0)) for hour in range(24))
        ] if hours else [],
        hours_since=empty.hours_since,
        spreads=figures.spreads(given),
        lines=lines,
        contents=figures.content_lines(read.begun[1], titles),
        answer_seconds=[max(1, round(one)) for one in found if one is not None],
    )  # fmt: skip


async def class_students(
    actor: Actor, section_id: UUID, asked: Asked, *, offset: int = 0, size: int = 25
) -> Page[StudentLine]:
    """Return a page of the students of a class with what each did, in the order in which they joined.

    Raises:
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: No such period.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "read", "class_analytics", section_id=section_id)
    offset, size = bounded(offset, size)
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        section = await section_of(tx.session, tenant, section_id)
    snapshot = await course_of(section)
    kcs = snapshot.topological if snapshot is not None else ()
    async with current().db.transaction(tenant) as tx:
        fresh = await periods.fresh_of(tx.session, tenant, section_id, now)
        days = await periods.period(tx.session, tenant, asked, fresh)
        page = page_of(list(await rows.students(tx.session, tenant, section_id)), offset, size)
        if days is None or not page.rows:
            return Page([], page.total, page.offset, page.size)
        done = await rows.done(tx.session, tenant, section_id, days, page.rows)
        moments = periods.moments(days, await zone_of(tx.session, tenant))
        standing, _ = await rows.standings(tx.session, tenant, page.rows, kcs, moments, THRESHOLDS.min_attempts)
    names = await people.names(tenant, page.rows)
    await trail.disclosed(actor, page.rows, "class_analytics", section_id=section_id)
    did = {(one.student_id, one.now): one for one in done}
    found = [
        student_line(
            one, names.get(one, ""), did.get((one, True)), did.get((one, False)), standing.get(one, Standing())
        )
        for one in page.rows
    ]
    return Page(found, page.total, page.offset, page.size)


def student_line(student: UUID, name: str, now: Done | None, was: Done | None, stand: Standing) -> StudentLine:
    """Return what one student did as pages show it."""
    now, was = now or Done(student, True), was or Done(student, False)
    last = now.last or was.last
    return StudentLine(
        student_id=str(student),
        name=name,
        minutes=round(now.ms / 60_000),
        answers=now.answers,
        days=now.days,
        right=round(100 * now.alone / now.tries) if now.tries >= THRESHOLDS.min_attempts else -1,
        mastered=stand.mastered,
        gained=stand.gained,
        minutes_before=round(was.ms / 60_000),
        answers_before=was.answers,
        gained_before=stand.gained_before,
        last=last.isoformat() if last else "",
    )
