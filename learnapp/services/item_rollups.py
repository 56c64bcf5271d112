"""Keeping what a class does with each of its items: by the outbox's jobs, once a day, and from the log at a rebuild.

`storage.repositories.item_rollups` says how each event counts once. What is older than some minutes is settled every
half hour; the rest is counted whole at each job.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from learnapp.services import current
from learnapp.storage.repositories import item_rollups as rows
from learnapp.storage.repositories import rollup_days as day_rows
from learnapp.storage.repositories import rollups as all_rows

_EVERY = timedelta(minutes=30)
_QUIET = timedelta(minutes=5)
"""No event is stored this long after the moment that it carries, whichever machine's clock it has that from."""
_AHEAD = timedelta(minutes=2)
_AT_ONCE = timedelta(days=7)
_MOST = 4
"""A job of the outbox goes on for so many stretches; who is further behind is counted by the next one."""


def edge(now: datetime) -> datetime:
    """Return up to when the log can get no more events."""
    origin = datetime(2000, 1, 1, tzinfo=UTC)
    return origin + (now.astimezone(UTC) - _QUIET - origin) // _EVERY * _EVERY


async def bring_up(tenant: UUID, sections: Sequence[UUID], now: datetime, *, most: int = _MOST) -> None:
    """Settle what is due of some sections, then count what is open.

    Args:
        tenant: The institution.
        sections: Whose log.
        now: The time.
        most: Stretches of a week that are settled at most.
    """
    due = edge(now)
    for _ in range(most):
        if not await settle(tenant, sections, due):
            break
    async with current().db.transaction(tenant) as tx:
        await all_rows.lock(tx.session, tenant)
        known = await rows.marks(tx.session, tenant, sections, due)
        # Who is behind has too much that is open: the next stretches come first.
        fresh = [section for section, settled in known.items() if settled >= due]
        if fresh:
            zone = (await day_rows.zones(tx.session, tenant)).counted
            await rows.count_open(tx.session, tenant, fresh, due, now + _AHEAD, zone)


async def settle(
    tenant: UUID, sections: Sequence[UUID], until: datetime, *, least: timedelta = timedelta(0)
) -> bool:  # fmt: skip
    """Settle the next stretch of those sections that are furthest behind; return whether there was one.

    Args:
        tenant: The institution.
        sections: Whose log.
        until: Up to here at most.
        least: A shorter stretch waits for more.
    """
    async with current().db.transaction(tenant) as tx:
        await all_rows.lock(tx.session, tenant)
        known = await rows.marks(tx.session, tenant, sections, until)
        start = min(known.values(), default=until)
        if start >= until or until - start < least:
            return False
        end = min(start + _AT_ONCE, until)
        # Each goes on from where it stands.
        group = [section for section, settled in known.items() if settled < end]
        zone = (await day_rows.zones(tx.session, tenant)).counted
        await rows.settle(tx.session, tenant, group, start, end, zone)
    return True


async def follow(tenant: UUID, sections: Sequence[UUID], until: datetime, *, last: bool) -> None:
    """Settle sections while their whole log is counted, by weeks: the longer a stretch, the fewer rows are written.

    Args:
        tenant: The institution.
        sections: Whose log.
        until: Up to where it is counted.
        last: Whether nothing follows, so that what is left of a week is settled too.
    """
    while await settle(tenant, sections, until, least=timedelta(0) if last else _AT_ONCE):
        pass
