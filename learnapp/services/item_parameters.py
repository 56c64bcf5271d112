"""Courses with the item parameters and the weights of memory that the institution has estimated.

They are kept in memory and looked at every two minutes.

A batch job writes parameters, the event path only reads them. Asking costs an event nothing while the answer is kept;
the first one after that waits for a single small query, which all others share.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.engine.item_parameters import Measured, measured
from learnapp.engine.kc import CourseSnapshot
from learnapp.services import current
from learnapp.storage.repositories import item_parameters as rows
from learnapp.storage.repositories import memory_fit as memory_rows

KEPT_SECONDS = 120.0
"""Changed parameters serve after this long at the latest, in every process."""
_MOST_ITEMS = 200_000
"""Items of other parameters kept in memory; each costs about 300 bytes, for its text stays shared."""
Key = tuple[UUID, UUID, UUID, int]


@dataclass(slots=True)
class _Kept:
    until: float
    stamp: tuple[datetime | None, int | None]
    found: Measured
    base: CourseSnapshot
    view: CourseSnapshot


_kept: OrderedDict[Key, _Kept] = OrderedDict()
_loading: dict[Key, asyncio.Task[CourseSnapshot]] = {}


def _key(tenant: UUID, snapshot: CourseSnapshot) -> Key:
    return (tenant, snapshot.tenant_id, snapshot.course_id, snapshot.version)


def peek(tenant: UUID, snapshot: CourseSnapshot) -> CourseSnapshot | None:
    """Return a course as an institution has measured it, without waiting; None: ask `course`.

    Args:
        tenant: The institution.
        snapshot: The course as its authors made it.
    """
    kept = _kept.get(_key(tenant, snapshot))
    if kept is None or kept.base is not snapshot or monotonic() >= kept.until:
        return None
    return kept.view


async def course(tenant: UUID, snapshot: CourseSnapshot) -> CourseSnapshot:
    """Return a course as an institution has measured it.

    Raises:
        UnavailableError: The database is away.
    """
    found = peek(tenant, snapshot)
    if found is not None:
        return found
    key = _key(tenant, snapshot)
    task = _loading.get(key)
    if task is None or task.get_loop() is not asyncio.get_running_loop():
        task = asyncio.create_task(_load(key, snapshot))
        _loading[key] = task
    try:
        return await asyncio.shield(task)
    finally:
        if task.done():
            _loading.pop(key, None)


async def _load(key: Key, base: CourseSnapshot) -> CourseSnapshot:
    tenant, _, course_id, _ = key
    kept = _kept.get(key)
    async with current().db.transaction(tenant) as tx:
        fitted_at = await rows.stamp(tx.session, tenant, course_id)
        memory = await memory_rows.served(tx.session, tenant)
        stamp = (fitted_at, memory[0] if memory is not None else None)
        same = kept is not None and kept.stamp == stamp
        found = kept.found if kept is not None and same else await _served(tx.session, tenant, course_id, fitted_at)
    until = monotonic() + KEPT_SECONDS
    if kept is not None and same and kept.base is base:
        kept.until = until
        _kept.move_to_end(key)
        return kept.view
    before = kept.view if kept is not None and kept.base is base else None
    view = base if memory is None else replace(base, memory=memory)
    if found or memory is not None:
        view = await asyncio.to_thread(measured, view, found, before)
    _kept[key] = _Kept(until, stamp, found, base, view)
    _kept.move_to_end(key)
    total = sum(len(one.found) for one in _kept.values())
    while total > _MOST_ITEMS and len(_kept) > 1:
        total -= len(_kept.popitem(last=False)[1].found)
    return view


async def _served(session: AsyncSession, tenant: UUID, course_id: UUID, stamp: datetime | None) -> Measured:
    return await rows.served(session, tenant, course_id) if stamp is not None else {}


def forget(tenant: UUID, course_id: UUID | None = None) -> None:
    """Look again at once for what an institution has estimated of a course, or of all, in this process."""
    for key, kept in _kept.items():
        if key[0] == tenant and course_id in (None, key[2]):
            kept.until = 0.0
