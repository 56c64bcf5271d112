"""Keeping the rollups: by the outbox after events, again after voids, and from the whole log when that is asked for.

One mechanism for everything that is counted from the log: `student_*`, `topic_*` and `section_*` by minute, hour and
day (`storage.repositories.rollups` says how). Days are those of UTC. Minutes and hours are kept for as long as
`ROLLUP_MINUTE_DAYS` and `ROLLUP_HOUR_DAYS` say, days for ever. What is known of single items is kept with them, in its
own way (`services.item_rollups`).
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.services import current, item_rollups, rounds
from learnapp.storage.repositories import item_rollups as item_rows
from learnapp.storage.repositories import rollups as rows
from learnapp.storage.repositories.rollups import Grain, Rebuild, midnight

__all__ = [
    "Rebuild", "bring_up", "catch_up", "catch_up_in", "edges", "prune", "prune_in", "rebuild", "recount",
]  # fmt: skip
VERSION = 2
"""Of what is counted: when it grows, the worker counts every institution again from its log."""
SLACK = timedelta(seconds=10)
"""An event may be stored this long after the moment that it carries."""
_AHEAD = timedelta(minutes=2)
"""The clocks of several machines differ by less."""
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_MOST_DAYS = 7
_AT_ONCE = timedelta(days=_MOST_DAYS)
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


def edges(now: datetime) -> Edges:
    """Return from when on minutes and hours are kept."""
    settings = current().settings
    today = midnight(now.astimezone(UTC).date())
    minutes = today - timedelta(days=settings.rollup_minute_days)
    return Edges(minutes, min(minutes, today - timedelta(days=settings.rollup_hour_days)))


def _floor(moment: datetime, step: timedelta) -> datetime:
    origin = datetime(2000, 1, 1, tzinfo=UTC)
    return origin + (moment.astimezone(UTC) - origin) // step * step


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
    counted_again = found is not None and found.finished_at is None and now - found.changed_at < _STOPPED
    fresh: dict[datetime, list[tuple[datetime, UUID]]] = defaultdict(list)
    whole: dict[date, list[UUID]] = defaultdict(list)
    for section in sections:
        mark = known.get(section)
        start = min(since, mark.counted_to) if mark is not None else since
        first = _floor(start, _DAY)
        if mark is not None and first >= mark.whole_since:
            # Classes that were at work a minute ago are counted together, and not from where another one has slept.
            fresh[_floor(start, _HOUR)].append((_floor(start, _MINUTE), section))
        else:
            whole[first.date()].append(section)
    for group in fresh.values():
        await _minutes(tenant, [section for _, section in group], min(start for start, _ in group), now)
    for day, group_of in whole.items():
        await _days(tenant, group_of, day, now.astimezone(UTC).date(), now, follow=True)
    if sections and not counted_again:
        # A rebuild that is under way comes to them itself, from the beginning.
        await item_rollups.bring_up(tenant, sections, now)
    return sections


async def _minutes(tenant: UUID, sections: Sequence[UUID], start: datetime, now: datetime) -> None:
    """Count minutes anew and add them up; the rest of their days is whole."""
    until = _floor(now, _MINUTE) + _AHEAD
    async with current().db.transaction(tenant) as tx:
        await rows.lock(tx.session, tenant)
        await rows.count(tx.session, tenant, sections, "minute", start, until, now)
        await rows.fold(tx.session, tenant, sections, "hour", _floor(start, _HOUR), _floor(until, _HOUR) + _HOUR, now)
        await rows.fold(tx.session, tenant, sections, "day", _floor(start, _DAY), _floor(until, _DAY) + _DAY, now)
        await rows.mark(tx.session, tenant, sections, _floor(start, _DAY), now - SLACK)


async def _days(
    tenant: UUID, sections: Sequence[UUID], first: date, last: date, now: datetime, *, follow: bool = False
) -> None:  # fmt: skip
    """Count whole days from the log, both ends included, a few in each transaction.

    Args:
        tenant: The institution.
        sections: Whose days.
        first: First day.
        last: Last day.
        now: The time.
        follow: Whether the last day is today, so that counting goes on from here.
    """
    kept, begin, end = edges(now), midnight(first), midnight(last) + _DAY
    start = begin
    while start < end:
        until = min(start + _AT_ONCE, end)
        async with current().db.transaction(tenant) as tx:
            await rows.lock(tx.session, tenant)
            await _span(tx.session, tenant, sections, start, until, now)
            if follow and until == end:
                await rows.mark(tx.session, tenant, sections, max(begin, kept.minutes), now - SLACK)
        start = until


async def _span(
    session: AsyncSession, tenant: UUID, sections: Sequence[UUID], start: datetime, until: datetime, now: datetime
) -> None:
    """Count whole days at the finest grain that is kept of each, and add it up."""
    kept = edges(now)
    borders = [start, *(edge for edge in (kept.hours, kept.minutes) if start < edge < until), until]
    for begin, end in zip(borders, borders[1:], strict=False):
        grain = kept.grain(begin)
        if begin == end:
            continue
        await rows.count(session, tenant, sections, grain, begin, end, now)
        if grain == "minute":
            await rows.fold(session, tenant, sections, "hour", begin, end, now)
        if grain != "day":
            await rows.fold(session, tenant, sections, "day", begin, end, now)


async def recount(tenant: UUID, section: UUID, days: Sequence[date]) -> None:
    """Count days of a section again, each in a transaction of its own: what counts has changed."""
    now = current().clock.now()
    for day in days:
        await _days(tenant, [section], day, day, now)


async def rebuild(
    tenant: UUID, *, first: date | None = None, again: bool = True, say: Say = lambda how_far: None
) -> Rebuild | None:
    """Count an institution's whole log again, some days at a time; stopped anywhere, the next call goes on from there.

    Memory does not grow with the log: the database counts, some days of some sections at a time.

    Args:
        tenant: The institution.
        first: From this day on; None: from the first event.
        again: Whether to begin anew where the last time was finished.
        say: Takes how far it is, after each part.
    """
    services = current()
    now = services.clock.now()
    async with services.db.transaction(tenant) as tx:
        found = await rows.rebuild(tx.session, tenant)
        if found is None or found.version != VERSION or (found.finished_at is not None and again) or first is not None:
            since = midnight(first) if first is not None else await rows.first_event(tx.session, tenant)
            today = now.astimezone(UTC).date()
            begin = min(since.astimezone(UTC).date(), today) if since is not None else today
            await rows.begin(tx.session, tenant, VERSION, begin, today, now)
            if first is None:
                # Sums over the whole time are counted from its beginning, or not at all.
                await rows.lock(tx.session, tenant)
                await item_rows.forget(tx.session, tenant)
            found = await rows.rebuild(tx.session, tenant)
        sections = await rows.every_section(tx.session, tenant)
    if found is None or found.finished_at is not None:
        return found
    first_open, step = found.next_day, 1
    while True:
        now, began = services.clock.now(), time.monotonic()
        today = now.astimezone(UTC).date()
        last = min(first_open + timedelta(days=step - 1), today)
        for place in range(0, len(sections), _PART):
            part = sections[place : place + _PART]
            await _days(tenant, part, first_open, last, now)
            settled = min(midnight(last) + _DAY, item_rollups.edge(now))
            await item_rollups.follow(tenant, part, settled, last=last >= today)
            if last >= today:
                async with services.db.transaction(tenant) as tx:
                    await rows.lock(tx.session, tenant)
                    whole = max(midnight(found.first_day), edges(now).minutes)
                    await rows.mark(tx.session, tenant, part, whole, now - SLACK)
        async with services.db.transaction(tenant) as tx:
            first_open = last + _DAY
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
    return since is None or found.first_day <= since.astimezone(UTC).date()


async def catch_up() -> int:
    """Count every institution from its log that never was, or not as it is counted now; return how many."""
    return sum(await rounds.each_institution("rollups", catch_up_in))


async def catch_up_in(tenant: UUID) -> bool:
    """Count one institution again where that is due; return whether it was."""
    async with current().db.transaction(tenant) as tx:
        found = await rows.rebuild(tx.session, tenant)
        behind = await rows.uncounted(tx.session, tenant)
        whole = found is not None and await _whole(tx.session, tenant, found)
    if whole and found is not None and found.finished_at is not None and found.version == VERSION and not behind:
        # Where no job of the outbox came, once a day has to do.
        await _items(tenant)
        return False
    await rebuild(tenant)
    return True


async def prune() -> int:
    """Delete minutes and hours that have had their time; return how many of sections."""
    return sum(await rounds.each_institution("old rollups", prune_in))


async def prune_in(tenant: UUID) -> int:
    """Delete what has had its time in one institution; return how many rows of sections."""
    kept = edges(current().clock.now())
    removed = 0
    for grain, edge in (("minute", kept.minutes), ("hour", kept.hours)):
        async with current().db.transaction(tenant) as tx:
            await rows.lock(tx.session, tenant)
            removed += await rows.prune(tx.session, tenant, "minute" if grain == "minute" else "hour", edge)
    return removed
