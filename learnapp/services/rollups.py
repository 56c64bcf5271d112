"""Keeping the rollups: by the outbox after events, again after voids, and from the whole log when that is asked for.

One mechanism for everything that is counted from the log: `student_*`, `topic_*` and `section_*` by minute, hour and
day (`storage.repositories.rollups` says how). Minutes and hours are kept for as long as `ROLLUP_MINUTE_DAYS` and
`ROLLUP_HOUR_DAYS` say, days for ever. What is known of single items is kept with them, in its own way
(`services.item_rollups`).

Days are those of the institution's time zone, of UTC where it has named none. The zone that is counted by is noted with
the last rebuild (`rollup_rebuild`): where the institution's is another one, a rebuild moves all days there is a log of,
and until it is done every count takes whole days and clears them first.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.days import DAY, begin_of, day_of
from learnapp.services import current, item_rollups, rounds
from learnapp.storage.repositories import item_rollups as item_rows
from learnapp.storage.repositories import recommendations as recommendation_rows
from learnapp.storage.repositories import rollup_days as day_rows
from learnapp.storage.repositories import rollups as rows
from learnapp.storage.repositories.rollups import Grain, Rebuild

__all__ = [
    "Rebuild", "bring_up", "catch_up", "catch_up_in", "edges", "move", "move_in", "moving", "prune", "prune_in",
    "rebuild", "recount",
]  # fmt: skip
VERSION = 2
"""Of what is counted: when it grows, the worker counts every institution again from its log."""
SLACK = timedelta(seconds=10)
"""An event may be stored this long after the moment that it carries."""
_AHEAD = timedelta(minutes=2)
"""The clocks of several machines differ by less."""
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_MOST_DAYS = 7
"""At most so many days are counted in one transaction."""
_SHORT, _LONG = 1.0, 4.0
"""Seconds: a rebuild takes more days at once below the one, and fewer above the other."""
_PART = 50
_STOPPED = timedelta(minutes=10)
"""A rebuild that has not moved for so long is nothing to wait for."""
Say = Callable[[Rebuild], None]


@dataclass(frozen=True, slots=True)
class Edges:
    """From when on minutes, and hours, are kept: both the beginning of a day."""

    minutes: datetime
    hours: datetime

    def grain(self, day: datetime) -> Grain:
        """Return the finest grain that is kept of a day."""
        return "minute" if day >= self.minutes else "hour" if day >= self.hours else "day"


def edges(now: datetime, zone: str) -> Edges:
    """Return from when on minutes and hours are kept, by the days of a time zone."""
    settings, today = current().settings, day_of(now, zone)
    minutes = begin_of(today - settings.rollup_minute_days * DAY, zone)
    return Edges(minutes, min(minutes, begin_of(today - settings.rollup_hour_days * DAY, zone)))


def _minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def _hour(moment: datetime, zone: str) -> datetime:
    """Return when the hour of a moment begins: counted from the beginning of its day, as hours are kept."""
    day = begin_of(day_of(moment, zone), zone)
    return day + (moment.astimezone(UTC) - day) // _HOUR * _HOUR


def _day(moment: datetime, zone: str) -> datetime:
    return begin_of(day_of(moment, zone), zone)


def moving(found: Rebuild | None) -> bool:
    """Return whether some days may still be those of another time zone."""
    return found is not None and found.moves and found.finished_at is None


async def _open(session: AsyncSession, tenant: UUID, zone: str) -> bool:
    """Let only this count go on; return whether days are still counted by the zone that it was begun with.

    Where they are not, a rebuild has begun meanwhile, and comes to what this count was for.
    """
    await rows.lock(session, tenant)
    return (await day_rows.zones(session, tenant)).counted == zone


async def bring_up(tenant: UUID, since: datetime) -> list[UUID]:
    """Count what has happened since a moment, and what was missed before it; return the sections with news.

    Called by the outbox job. Each section goes on from where it was counted last: a job that was lost costs nothing
    but time.
    """
    services = current()
    now = services.clock.now()
    async with services.db.transaction(tenant) as tx:
        sections = await rows.active_sections(tx.session, tenant, since)
        known = await rows.marks(tx.session, tenant) if sections else {}
        found = await rows.rebuild(tx.session, tenant) if sections else None
        zone = (await day_rows.zones(tx.session, tenant)).counted
    counted_again = found is not None and found.finished_at is None and now - found.changed_at < _STOPPED
    fresh: dict[datetime, list[tuple[datetime, UUID]]] = defaultdict(list)
    whole: dict[date, list[UUID]] = defaultdict(list)
    for section in sections:
        mark = known.get(section)
        start = min(since, mark.counted_to) if mark is not None else since
        # While days move, hours of the day may be those of another zone.
        if mark is not None and _day(start, zone) >= mark.whole_since and not moving(found):
            # Classes that were at work a minute ago are counted together, and not from where another one has slept.
            fresh[_hour(start, zone)].append((_minute(start), section))
        else:
            whole[day_of(start, zone)].append(section)
    for group in fresh.values():
        await _minutes(tenant, [section for _, section in group], min(start for start, _ in group), zone, now)
    for day, group_of in whole.items():
        span = (day, max(day, day_of(now, zone)))
        await _days(tenant, group_of, span, zone, now, follow=True, clear=moving(found))
    if sections and not counted_again:
        # A rebuild that is under way comes to them itself, from the beginning.
        await item_rollups.bring_up(tenant, sections, now)
    return sections


async def _minutes(tenant: UUID, sections: Sequence[UUID], start: datetime, zone: str, now: datetime) -> None:
    """Count minutes anew and add them up; the rest of their days is whole."""
    until = _minute(now) + _AHEAD
    last = until - _MINUTE
    async with current().db.transaction(tenant) as tx:
        if not await _open(tx.session, tenant, zone):
            return
        await rows.count(tx.session, tenant, sections, "minute", start, until, zone, now)
        hours = (_hour(start, zone), min(_hour(last, zone) + _HOUR, begin_of(day_of(last, zone) + DAY, zone)))
        await rows.fold(tx.session, tenant, sections, "hour", *hours, zone, now)
        days = (_day(start, zone), begin_of(day_of(last, zone) + DAY, zone))
        await rows.fold(tx.session, tenant, sections, "day", *days, zone, now)
        await rows.mark(tx.session, tenant, sections, _day(start, zone), now - SLACK)


async def _days(
    tenant: UUID, sections: Sequence[UUID], span: tuple[date, date], zone: str, now: datetime, *, follow: bool = False,
    clear: bool = False,
) -> None:  # fmt: skip
    """Count whole days from the log, both ends included, a few in each transaction.

    Args:
        tenant: The institution.
        sections: Whose days.
        span: First and last day.
        zone: Whose days.
        now: The time.
        follow: Whether the last day is today, so that counting goes on from here.
        clear: Whether what stands there may be of days of another zone, and goes.
    """
    (first, last), today = span, day_of(now, zone)
    while first <= last:
        end = min(first + (_MOST_DAYS - 1) * DAY, last)
        start, until = begin_of(first, zone), begin_of(end + DAY, zone)
        async with current().db.transaction(tenant) as tx:
            if not await _open(tx.session, tenant, zone):
                return
            if clear:
                # Another zone may have been in tomorrow already.
                open_end = end >= today
                days = (first, None if open_end else end)
                await rows.clear(tx.session, tenant, sections, start, None if open_end else until, days)
            await _span(tx.session, tenant, sections, start, until, zone, now)
            if follow and end == last:
                whole = max(begin_of(span[0], zone), edges(now, zone).minutes)
                await rows.mark(tx.session, tenant, sections, whole, now - SLACK)
        first = end + DAY


async def _span(
    session: AsyncSession, tenant: UUID, sections: Sequence[UUID], start: datetime, until: datetime, zone: str,
    now: datetime,
) -> None:  # fmt: skip
    """Count whole days at the finest grain that is kept of each, and add it up."""
    kept = edges(now, zone)
    borders = [start, *(edge for edge in (kept.hours, kept.minutes) if start < edge < until), until]
    for begin, end in zip(borders, borders[1:], strict=False):
        grain = kept.grain(begin)
        if begin == end:
            continue
        await rows.count(session, tenant, sections, grain, begin, end, zone, now)
        if grain == "minute":
            await rows.fold(session, tenant, sections, "hour", begin, end, zone, now)
        if grain != "day":
            await rows.fold(session, tenant, sections, "day", begin, end, zone, now)


async def recount(tenant: UUID, section: UUID, moments: Sequence[datetime]) -> None:
    """Count the days of some moments again, each in a transaction of its own: what counts has changed."""
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        zone = (await day_rows.zones(tx.session, tenant)).counted
        clear = moving(await rows.rebuild(tx.session, tenant))
    for day in sorted({day_of(moment, zone) for moment in moments}):
        await _days(tenant, [section], (day, day), zone, now, clear=clear)


async def rebuild(
    tenant: UUID, *, first: date | None = None, again: bool = True, say: Say = lambda how_far: None
) -> Rebuild:
    """Count an institution's whole log again, some days at a time; stopped anywhere, the next call goes on from there.

    Memory does not grow with the log: the database counts, some days of some sections at a time.

    Args:
        tenant: The institution.
        first: From this day on; None, or where the time zone has changed: from the first event.
        again: Whether to begin anew where the last time was finished.
        say: Takes how far it is, after each part.
    """
    services = current()
    async with services.db.transaction(tenant) as tx:
        found = await _begun(tx.session, tenant, first, services.clock.now(), again=again)
        sections = await rows.every_section(tx.session, tenant)
    if found.finished_at is not None:
        return found
    zone, first_open, step = found.zone, found.next_day, 1
    while True:
        now, began = services.clock.now(), time.monotonic()
        today = day_of(now, zone)
        last = min(first_open + (step - 1) * DAY, today)
        for place in range(0, len(sections), _PART):
            part = sections[place : place + _PART]
            await _days(tenant, part, (first_open, last), zone, now, clear=found.moves)
            settled = min(begin_of(last + DAY, zone), item_rollups.edge(now))
            await item_rollups.follow(tenant, part, settled, last=last >= today)
            if last >= today:
                async with services.db.transaction(tenant) as tx:
                    await rows.lock(tx.session, tenant)
                    whole = max(begin_of(found.first_day, zone), edges(now, zone).minutes)
                    await rows.mark(tx.session, tenant, part, whole, now - SLACK)
        async with services.db.transaction(tenant) as tx:
            await rows.lock(tx.session, tenant)
            here = await rows.rebuild(tx.session, tenant)
            if here is None or here.started_at != found.started_at:
                # Another one has begun from the beginning: it comes to everything.
                return here or found
            first_open = last + DAY
            await rows.progress(tx.session, tenant, first_open, services.clock.now(), finished=last >= today)
            if last >= today and await _whole(tx.session, tenant, found):
                await rows.nothing_left(tx.session, tenant)
            found = await rows.rebuild(tx.session, tenant) or found
        if last >= today:
            # Jobs have left items alone until here: also those of classes that are younger than the rebuild.
            await _items(tenant)
        say(found)
        if last >= today:
            return found
        # Quiet days go by in weeks; of busy ones the jobs for new events do not wait long.
        took = time.monotonic() - began
        step = min(_MOST_DAYS, 2 * step) if took < _SHORT else max(1, step // 2) if took > _LONG else step


async def _begun(
    session: AsyncSession, tenant: UUID, first: date | None, now: datetime, *, again: bool
) -> Rebuild:  # fmt: skip
    """Return the rebuild that goes on, and begin one where there is none or the institution's zone has changed."""
    # Two at once would begin twice.
    await rows.lock(session, tenant)
    found, zone = await rows.rebuild(session, tenant), (await day_rows.zones(session, tenant)).wanted
    due = found is None or found.version != VERSION or found.zone != zone
    if found is not None and not due and first is None and not (found.finished_at is not None and again):
        return found
    changed = found is not None and (found.zone != zone or moving(found))
    # Who had only the last days counted knows nothing of those before.
    unknown = found is None or (found.moves and not await _whole(session, tenant, found))
    # Days of one zone beside days of another add up to nothing: all of them move, or none.
    whole, moves = first is None or changed, changed or unknown
    log = await rows.first_event(session, tenant)
    today = day_of(now, zone)
    if first is None or whole:
        first = day_of(log, zone) if log is not None else today
    begin = min(first, today)
    if whole and moves and log is not None:
        await _clear_ahead(session, tenant, log, begin, found, zone)
        await recommendation_rows.forget_days(session, tenant, max(begin - DAY, today - recommendation_rows.MOVED))
    await rows.begin(session, tenant, VERSION, (begin, today), now, zone=zone, moves=moves)
    if whole:
        # Sums over the whole time are counted from its beginning, or not at all.
        await item_rows.forget(session, tenant)
    return Rebuild(VERSION, zone, moves, begin, begin, today, now, now, None)


async def _clear_ahead(
    session: AsyncSession, tenant: UUID, log: datetime, begin: date, found: Rebuild | None, zone: str
) -> None:
    """Delete the days before the first one of a zone that have something of the log, counted by another zone."""
    known = found is not None and not moving(found)
    # Nowhere is it an earlier day than twelve hours behind UTC.
    first = day_of(log, found.zone) if found is not None and known else (log - timedelta(hours=12)).date()
    if first < begin:
        sections = await rows.every_section(session, tenant)
        await rows.clear(session, tenant, sections, log - _HOUR, begin_of(begin, zone), (first, begin - DAY))


async def _items(tenant: UUID) -> None:
    """Count of every section's items what no job has counted."""
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        sections = await rows.every_section(tx.session, tenant)
    for place in range(0, len(sections), _PART):
        part = sections[place : place + _PART]
        await item_rollups.follow(tenant, part, item_rollups.edge(now), last=True)
        await item_rollups.bring_up(tenant, part, now)


async def _whole(session: AsyncSession, tenant: UUID, found: Rebuild) -> bool:
    """Return whether a rebuild began where the log does, and not at a later day that was asked for."""
    since = await rows.first_event(session, tenant)
    return since is None or found.first_day <= day_of(since, found.zone)


async def catch_up() -> int:
    """Count every institution from its log that never was, or not as it is counted now; return how many."""
    return sum(await rounds.each_institution("rollups", catch_up_in))


async def catch_up_in(tenant: UUID) -> bool:
    """Count one institution again where that is due; return whether it was."""
    async with current().db.transaction(tenant) as tx:
        found = await rows.rebuild(tx.session, tenant)
        behind = await rows.uncounted(tx.session, tenant)
        zone = (await day_rows.zones(tx.session, tenant)).wanted
        whole = found is not None and found.zone == zone and await _whole(tx.session, tenant, found)
    if whole and found is not None and found.finished_at is not None and found.version == VERSION and not behind:
        # Where no job of the outbox came, once a day has to do.
        await _items(tenant)
        return False
    await rebuild(tenant)
    return True


async def move() -> int:
    """Count every institution again whose time zone is another one than its days are counted by; return how many."""
    return sum(await rounds.each_institution("days of a new time zone", move_in))


async def move_in(tenant: UUID) -> bool:
    """Count one institution again if its time zone has changed, or go on with it; return whether that was due."""
    async with current().db.transaction(tenant) as tx:
        zones, found = await day_rows.zones(tx.session, tenant), await rows.rebuild(tx.session, tenant)
    # One that has moved a moment ago is under way somewhere else.
    stopped = found is not None and moving(found) and current().clock.now() - found.changed_at >= _STOPPED
    if zones.counted == zones.wanted and not stopped:
        return False
    await rebuild(tenant, again=False)
    return True


async def prune() -> int:
    """Delete minutes and hours that have had their time; return how many of sections."""
    return sum(await rounds.each_institution("old rollups", prune_in))


async def prune_in(tenant: UUID) -> int:
    """Delete what has had its time in one institution; return how many rows of sections."""
    async with current().db.transaction(tenant) as tx:
        zone = (await day_rows.zones(tx.session, tenant)).counted
    kept, removed = edges(current().clock.now(), zone), 0
    for grain, edge in (("minute", kept.minutes), ("hour", kept.hours)):
        async with current().db.transaction(tenant) as tx:
            await rows.lock(tx.session, tenant)
            removed += await rows.prune(tx.session, tenant, "minute" if grain == "minute" else "hour", edge)
    return removed
