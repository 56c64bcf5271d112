"""What the system did for a class, how much of a teacher's time that may be worth, and how the class does."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.days import DAY, begin_of, day_of
from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.core.table_words import cell, heads
from learnapp.engine import time_saved
from learnapp.engine.time_saved import ASSUMED, MOST_MINUTES, Assumption, Worth
from learnapp.security.access import Actor
from learnapp.security.spreadsheet import write_csv
from learnapp.services import classroom, current, impact_figures, trail
from learnapp.services.calendar import monday
from learnapp.services.impact_figures import Material
from learnapp.services.impact_views import ActView, FigureView, ImpactView, SpanView, TimeView, WeekView
from learnapp.services.school_calendar import zone_of
from learnapp.storage.repositories import analytics as analytics_rows
from learnapp.storage.repositories import impact as rows
from learnapp.storage.repositories import rollup_days
from learnapp.storage.repositories import school_calendar as calendar_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.impact import Acts, Stretch
from learnapp.storage.repositories.rollup_days import DEFAULT_ZONE

PERIODS = ("week", "month", "term", "all")
PAUSE_DAYS = 7
"""An answer after so many days without one on its topic tells whether the topic was kept."""
_MONTH = 28


@dataclass(frozen=True, slots=True)
class Period:
    """Days of a period and of the one before it, both ends included; `before` is None where there is none.

    Attributes:
        zone: IANA name of the institution's time zone, whose days they are.
    """

    first: date
    last: date
    before: tuple[date, date] | None = None
    zone: str = DEFAULT_ZONE

    @property
    def stretch(self) -> Stretch:
        """The same as moments."""
        since, until = begin_of(self.first, self.zone), begin_of(self.last + DAY, self.zone)
        if self.before is None:
            return Stretch(since, since, since, until)
        return Stretch(begin_of(self.before[0], self.zone), begin_of(self.before[1] + DAY, self.zone), since, until)


async def _period(session: AsyncSession, tenant: UUID, section: UUID, period: str) -> Period | None:
    """Return the days of a period; None when the calendar has no term for today.

    What is under way is compared with as many days of the period before.
    """
    zone = await zone_of(session, tenant)
    today = day_of(current().clock.now(), zone)
    if period == "week":
        first = monday(today)
        return Period(first, today, (first - timedelta(days=7), today - timedelta(days=7)), zone)
    if period == "month":
        first = today - timedelta(days=_MONTH - 1)
        return Period(first, today, (first - timedelta(days=_MONTH), first - DAY), zone)
    if period == "term":
        term, _ = await calendar_rows.around(session, tenant, today)
        if term is None:
            return None
        terms, _ = await calendar_rows.terms(session, tenant, 0, 100)
        earlier = next((one for one in terms if one.last < term.first), None)
        if earlier is None:
            return Period(term.first, today, zone=zone)
        before = (earlier.first, min(earlier.last, earlier.first + (today - term.first)))
        return Period(term.first, today, before, zone)
    first_day = await rows.first_day(session, tenant, section)
    return Period(min(first_day or today, today), today, zone=zone)


async def impact(actor: Actor, section_id: UUID, period: str = "month") -> ImpactView:
    """Return what the system did for a class in a period, and the outcomes of the class with their intervals.

    The acts come from the days that the worker keeps. The outcomes read the class's part of the log twice along its
    index: for a class of 30 with 100,000 events they take less than a second.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        period: One of `PERIODS`.

    Raises:
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: No such period.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "read", "class_impact", section_id=section_id)
    if period not in PERIODS:
        raise InvalidInputError("There is no such period. Choose one of the list.")
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        sections = await section_rows.sections_by_id(tx.session, tenant, [section_id])
        if not sections:
            raise NotFoundError("There is no such class. Go back to your own classes.")
        days = await _period(tx.session, tenant, section_id, period)
        assumed = await rows.assumptions(tx.session, tenant, section_id, actor.person_id)
        moves = await rollup_days.moving(tx.session, tenant)
        # As in the class's other figures: of whom nothing may be stored, nothing can be known, nor is it missing.
        students = list(await analytics_rows.students(tx.session, tenant, section_id))
        now, before = Acts({}, 0), None
        if days is not None:
            now = await _acts(tx.session, tenant, section_id, (days.first, days.last), days.zone)
        if days is not None and days.before is not None:
            before = await _acts(tx.session, tenant, section_id, days.before, days.zone)
    section = sections[0]
    snapshot = await classroom.course_of(section.course_tenant_id, section.course_id, section.course_version)
    kcs = snapshot.topological if snapshot is not None else ()
    compare = before is not None
    acts = _act_views(now, before or Acts({}, 0), assumed)
    figures, weeks = await _outcomes(tenant, section_id, days, students, kcs) if days else ([], [])
    return ImpactView(
        section=section.title,
        period=period,
        first=days.first.isoformat() if days else "",
        last=days.last.isoformat() if days else "",
        before_first=days.before[0].isoformat() if days and days.before else "",
        before_last=days.before[1].isoformat() if days and days.before else "",
        students=len(students),
        topics=len(kcs),
        moving=moves,
        time=_time(now, before, {**ASSUMED, **assumed}, compare=compare),
        acts=acts,
        figures=figures,
        weeks=weeks,
    )


async def _acts(session: AsyncSession, tenant: UUID, section: UUID, days: tuple[date, date], zone: str) -> Acts:
    first, last = days
    since, until = begin_of(first, zone), begin_of(last + DAY, zone)
    return await rows.acts(session, tenant, section, first, last, since, until)


async def _outcomes(
    tenant: UUID, section: UUID, days: Period, students: list[UUID], kcs: tuple[UUID, ...]
) -> tuple[list[FigureView], list[WeekView]]:
    stretch = days.stretch
    anchor = monday(days.before[0] if days.before else days.first)
    async with current().db.transaction(tenant) as tx:
        weeks = [begin_of(day, days.zone) for day in _mondays(anchor, days.last)]
        doings = await rows.doings(tx.session, tenant, section, stretch, weeks)
        standings = await rows.standings(
            tx.session, tenant, section, stretch, students=students, kcs=kcs, pause_days=PAUSE_DAYS
        )
    numbers = impact_figures.mondays(days.first, days.last, anchor)
    before = impact_figures.mondays(*days.before, anchor) if days.before else {}
    given = Material(
        students=students,
        topics=len(kcs),
        doings=doings,
        standings=standings,
        weeks=len(numbers),
        weeks_before=len(before),
        compare=days.before is not None,
        seed=section.int % 2**32,
    )
    # Drawing students a thousand times takes longer than the event loop may wait.
    figures = await asyncio.to_thread(impact_figures.figures, given)
    return figures, impact_figures.weeks(students, doings, numbers)


def _mondays(anchor: date, last: date) -> list[date]:
    return [anchor + timedelta(weeks=number) for number in range((last - anchor).days // 7 + 1)]


def _span(found: Worth) -> SpanView:
    """Round outwards: a range never becomes narrower by the way it is written."""
    if found.high < 120:
        return SpanView("minutes", math.floor(found.low + 1e-6), math.ceil(found.high - 1e-6))
    return SpanView("hours", math.floor(found.low / 30 + 1e-6) / 2, math.ceil(found.high / 30 - 1e-6) / 2)


def _act_views(now: Acts, before: Acts, own: dict[str, Assumption]) -> list[ActView]:
    """Return every kind of act, in the order of our assumptions."""
    worth = {
        kind: time_saved.worth({kind: now.counts.get(kind, 0)}, {kind: own.get(kind, usual)})
        for kind, usual in ASSUMED.items()
    }
    longest = max((one.high for one in worth.values()), default=0.0) or 1.0
    found = []
    for kind, usual in ASSUMED.items():
        assumed, mine = own.get(kind, usual), worth[kind]
        left = round(100 * mine.low / longest)
        found.append(
            ActView(
                kind=kind,
                count=now.counts.get(kind, 0),
                before=before.counts.get(kind, 0),
                low=assumed.low,
                usual=assumed.usual,
                high=assumed.high,
                own=kind in own,
                worth=_span(mine),
                left=left,
                width=max(1, round(100 * mine.high / longest) - left) if mine.high else 0,
                dot=round(100 * mine.usual / longest),
            )
        )
    return found


def _time(now: Acts, before: Acts | None, assumed: dict[str, Assumption], *, compare: bool) -> TimeView:
    was = before.counts if before is not None else {}
    return TimeView(
        any=any(now.counts.values()),
        now=_span(time_saved.worth(now.counts, assumed)),
        before=_span(time_saved.worth(was, assumed)),
        way=time_saved.compared(now.counts, was, assumed) if compare else "",
        uncounted=now.uncounted + (before.uncounted if before is not None else 0),
    )


async def assume(actor: Actor, section_id: UUID, kind: str, assumed: Assumption) -> None:
    """Change what one act of a kind is worth in a class, as the actor sees it.

    Raises:
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: No such kind of act, or no range of minutes.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "update", "class_impact", section_id=section_id)
    _check(kind)
    if not assumed.sound:
        raise InvalidInputError(
            f"Give minutes from 0 to {MOST_MINUTES:g}, the low ones not above the usual and these not above the high."
        )
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        if not await section_rows.sections_by_id(tx.session, tenant, [section_id]):
            raise NotFoundError("There is no such class. Go back to your own classes.")
        now = current().clock.now()
        await rows.assume(tx.session, tenant, section_id, actor.person_id, kind, assumed, now)
        await trail.audit(
            actor, "class_impact.update", "class_impact", object_id=section_id, session=tx.session,
            detail={"kind": kind, "low": assumed.low, "usual": assumed.usual, "high": assumed.high},
        )  # fmt: skip


async def unassume(actor: Actor, section_id: UUID, kind: str) -> None:
    """Take our own assumption again.

    Raises:
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: No such kind of act.
    """
    await trail.authorise(actor, "update", "class_impact", section_id=section_id)
    _check(kind)
    async with current().db.transaction(actor.tenant_id) as tx:
        if await rows.unassume(tx.session, actor.tenant_id, section_id, actor.person_id, kind):
            await trail.audit(
                actor, "class_impact.update", "class_impact", object_id=section_id, session=tx.session,
                detail={"kind": kind},
            )  # fmt: skip


def _check(kind: str) -> None:
    if kind not in ASSUMED:
        raise InvalidInputError("There is no such kind of work. Choose one of the table.")


async def impact_csv(actor: Actor, section_id: UUID, period: str = "month") -> str:
    """Return the figures of `impact` as CSV; each download is in the audit trail.

    Raises:
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: No such period.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "read", "class_export", section_id=section_id)
    found = await impact(actor, section_id, period)
    await trail.audit(actor, "class_export.read", "section", object_id=section_id, detail={"what": "impact"})
    days, before = f"{found.first}/{found.last}", f"{found.before_first}/{found.before_last}".strip("/")
    lines: list[tuple[object, ...]] = [
        (days, before, _word(actor, "acts", one.kind), cell(actor.locale, "count"), one.count, "", "", "",
         one.before if before else "", "", "", "", "", "")
        for one in found.acts
    ]  # fmt: skip
    lines += [
        (days, before, _word(actor, "minutes each", one.kind), cell(actor.locale, "minutes"), one.usual, one.low,
         one.high, one.count, "", "", "", "", "", "")
        for one in found.acts
    ]  # fmt: skip
    spans = [("time saved", found.time.now), *([("time saved before", found.time.before)] if before else [])]
    lines += [
        (days, before, cell(actor.locale, name), cell(actor.locale, span.unit), "", span.low, span.high, "", "", "", "",
         cell(actor.locale, found.time.way), "", "")
        for name, span in spans
    ]  # fmt: skip
    for one in found.figures:
        now: tuple[object, ...] = (one.value, one.low, one.high, one.n) if one.known else ("", "", "", one.n)
        was: tuple[object, ...] = (one.was, one.was_low, one.was_high) if one.was_known else ("", "", "")
        moved: tuple[object, ...] = (
            (one.by_low, one.by_high) if one.change in ("early", "level", "up", "down") else ("", "")
        )
        unit = "per cent" if one.unit == "share" else one.unit
        unit, change = cell(actor.locale, unit), cell(actor.locale, one.change)
        lines.append((days, before, cell(actor.locale, _NAMES.get(one.key, one.key)), unit, *now, *was, change, *moved))
    return write_csv(
        heads(
            actor.locale, "period", "period before", "figure", "unit", "value", "low", "high", "rests on", "before",
            "before low", "before high", "change", "change low", "change high",
        ),
        lines,
    )  # fmt: skip


_NAMES = {"active": "active students"}
"""Figures whose key alone would be read as something else in a table."""


def _word(actor: Actor, what: str, kind: str) -> str:
    return f"{cell(actor.locale, what)}: {cell(actor.locale, kind)}"
