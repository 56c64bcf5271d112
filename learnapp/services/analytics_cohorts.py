"""Cohorts of a class beside each other: another class of the course, who joined when, who worked more before."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import polars as pl
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import InvalidInputError
from learnapp.engine import intervals, means
from learnapp.engine.intervals import Estimate
from learnapp.engine.mastery import THRESHOLDS
from learnapp.security.access import Actor
from learnapp.services import analytics_periods as periods
from learnapp.services import current, trail
from learnapp.services.analytics import course_of, section_of
from learnapp.services.analytics_figures import LEAST, in_class, material, stated
from learnapp.services.analytics_views import Asked, ChoiceView, CohortsView, CohortView, FigureView
from learnapp.services.school_calendar import zone_of
from learnapp.storage.repositories import analytics as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.analytics import Days
from learnapp.storage.repositories.sections import Section

WAYS = ("section", "joined", "work")
"""What tells cohorts apart: the class, the week of joining, the work in the period before."""
MOST = 6
"""So many cohorts at once: the more are compared, the more differ by chance."""
_SHARES = ("engaged", "first_try", "mastered")
_MEANS = ("minutes_mean", "velocity")
_VALUE = {"minutes_mean": "minutes", "velocity": "velocity"}


@dataclass(frozen=True, slots=True)
class _Group:
    key: str
    name: str
    frame: pl.DataFrame


async def cohorts(
    actor: Actor, section_id: UUID, asked: Asked, *, by: str = "section", other: UUID | None = None
) -> CohortsView:
    """Return the cohorts of a class with their figures, each compared with the first.

    Args:
        actor: Who teaches the class, and the other one; or an admin.
        section_id: The class.
        asked: The period.
        by: One of `WAYS`.
        other: The other class, for `section`; None: only the choice of classes is given.

    Raises:
        ForbiddenError: The actor does not teach both classes.
        InvalidInputError: No such period or way, or the other class studies another course.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "read", "class_analytics", section_id=section_id)
    periods.check(asked)
    if by not in WAYS:
        raise InvalidInputError("There is no such comparison. Choose one of the list.")
    if other is not None:
        await trail.authorise(actor, "read", "class_analytics", section_id=other)
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        section = await section_of(tx.session, tenant, section_id)
        beside = await section_of(tx.session, tenant, other) if other is not None and by == "section" else None
        others = await _others(tx.session, actor, section)
        fresh = await periods.fresh_of(tx.session, tenant, section_id, now)
        days = await periods.period(tx.session, tenant, asked, fresh)
        zone = await zone_of(tx.session, tenant)
    if beside is not None and (beside.course_id != section.course_id or beside.section_id == section_id):
        raise InvalidInputError("Choose another class that studies the same course.")
    if days is None:
        return CohortsView(by, periods.shown(asked, days), [], others)
    frames = [(one, await _frame(tenant, one, days, zone)) for one in (section, beside) if one is not None]
    found = await asyncio.to_thread(_compared, by, frames, zone)
    return CohortsView(by, periods.shown(asked, days), found, others)


async def _others(session: AsyncSession, actor: Actor, section: Section) -> list[ChoiceView]:
    """Return the other classes of the course that the actor may see, by title."""
    if section.course_id is None:
        return []
    if "admin" in actor.roles:
        known, _ = await section_rows.list_sections(session, actor.tenant_id, 0, 1000)
    else:
        known = await section_rows.sections_by_id(session, actor.tenant_id, sorted(actor.led))
    return [
        ChoiceView(str(one.section_id), one.title)
        for one in known
        if one.course_id == section.course_id and one.section_id != section.section_id and one.status == "active"
    ]


async def _frame(tenant: UUID, section: Section, days: Days, zone: str) -> pl.DataFrame:
    """Return one row for each student of a class."""
    snapshot = await course_of(section)
    kcs = snapshot.topological if snapshot is not None else ()
    async with current().db.transaction(tenant) as tx:
        joined = await rows.students(tx.session, tenant, section.section_id)
        done = await rows.done(tx.session, tenant, section.section_id, days)
        moments = periods.moments(days, zone)
        standing, _ = await rows.standings(tx.session, tenant, list(joined), kcs, moments, THRESHOLDS.min_attempts)
    here = in_class(joined, done, days, zone)
    given = material(here, done, standing, len(kcs), days)
    columns: dict[str, Sequence[int] | Sequence[float] | Sequence[datetime]] = {
        "joined": [joined[one] for one in here],
        "before_ms": [one.ms for one in given.before],
        **{_VALUE[key]: given.values(_VALUE[key], now=True) for key in _MEANS},
    }
    for key in _SHARES:
        tallies = given.tallies(key, now=True)
        columns |= {f"{key}_of": [of for _, of in tallies], key: [right for right, _ in tallies]}
    frame = pl.DataFrame(columns)
    return frame.with_columns(topics=pl.lit(len(kcs)))


def _compared(by: str, frames: Sequence[tuple[Section, pl.DataFrame]], zone: str) -> list[CohortView]:
    if by == "section":
        groups = [_Group("section", section.title, frame) for section, frame in frames]
    elif by == "joined":
        groups = _by_week(frames[0][1], zone)
    else:
        groups = _by_work(frames[0][1])
    first = groups[0] if groups else None
    return [
        CohortView(
            one.key, one.name, one.frame.height, one.frame.height < LEAST,
            _figures(one.frame, first.frame if first is not None and one is not first else None),
        )
        for one in groups
    ]  # fmt: skip


def _by_week(frame: pl.DataFrame, zone: str) -> list[_Group]:
    """Return the weeks in which most have joined, the earliest first; the others together as the last cohort."""
    if frame.is_empty():
        return []
    weeks = frame.with_columns(week=pl.col("joined").dt.convert_time_zone(zone).dt.date().dt.truncate("1w"))
    counted = weeks.group_by("week").len().sort(["len", "week"], descending=[True, False])
    shown: list[date] = sorted(counted["week"].head(MOST if counted.height <= MOST else MOST - 1).to_list())
    groups = [_Group("joined", week.isoformat(), weeks.filter(pl.col("week") == week)) for week in shown]
    rest = weeks.filter(~pl.col("week").is_in(shown))
    return [*groups, _Group("later", "", rest)] if rest.height else groups


def _by_work(frame: pl.DataFrame) -> list[_Group]:
    """Return who worked less and who worked more than the median in the period before, and who did nothing then.

    Told apart by the time before: told apart by the period itself, more work would go with more of everything.
    """
    worked = frame.filter(pl.col("before_ms") > 0)
    middle = worked["before_ms"].median()
    parts: Mapping[str, pl.DataFrame] = {
        "less": worked.filter(pl.col("before_ms") < middle),
        "more": worked.filter(pl.col("before_ms") >= middle),
        "nothing": frame.filter(pl.col("before_ms") == 0),
    }
    return [_Group(key, "", part) for key, part in parts.items() if part.height]


def _estimate(frame: pl.DataFrame, key: str) -> Estimate | None:
    if frame.height < LEAST:
        return None
    if key in _SHARES:
        found = intervals.share(list(zip(frame[key].to_list(), frame[f"{key}_of"].to_list(), strict=True)))
    else:
        found = means.mean(frame[_VALUE[key]].to_list())
    return found if found is not None and found.students >= LEAST else None


def _figures(frame: pl.DataFrame, first: pl.DataFrame | None) -> list[FigureView]:
    """Return the figures of a cohort, beside those of the first one unless it is the first."""
    studies = not frame.is_empty() and bool(frame["topics"].max())
    found = []
    for key in (*_SHARES, *_MEANS):
        if key in ("mastered", "velocity") and not studies:
            continue
        now = _estimate(frame, key)
        was = _estimate(first, key) if first is not None else None
        moved = None
        if now is not None and was is not None and first is not None:
            if key in _SHARES:
                moved = intervals.newcombe(now, was)
            else:
                moved = means.mean_apart(frame[_VALUE[key]].to_list(), first[_VALUE[key]].to_list())
        found.append(stated(key, now, was, moved, compare=first is not None))
    return found
