"""Keeping it running: health for admins, and the work that comes round by itself."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import LearnAppError
from learnapp.security.access import Actor
from learnapp.services import current, feature_work, learning, learning_writes, licences, rollups, rounds, trail
from learnapp.services.school_calendar import local_today
from learnapp.storage import partitions
from learnapp.storage.repositories import drift as drift_rows
from learnapp.storage.repositories import operations as rows
from learnapp.storage.repositories import queued
from learnapp.storage.repositories.operations import SectionDay

_LATE_SECONDS = 300.0
_MANY_UNSEALED = 1000
_SILENT_SECONDS = 60.0
_SMALL_DISK = 2 * 1024**3
_DRIFT_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the health page.

    Attributes:
        name: Key of the part: database, worker, queue, cache, partitions, features, audit, models, disk.
        state: ok, degraded or away.
        facts: Named figures with their units in the name.
    """

    name: str
    state: Literal["ok", "degraded", "away"]
    facts: dict[str, str | int | float]


async def health(actor: Actor) -> list[Check]:
    """Return how each part stands.

    Raises:
        ForbiddenError: The actor may not see it.
    """
    await trail.authorise(actor, "read", "system_health")
    services = current()
    checks: list[Check] = []
    try:
        pool = await services.db.health()
        async with services.db.transaction(actor.tenant_id) as tx:
            database, queue = await rows.database_state(tx.session), await rows.queue_state(tx.session)
            unsealed = await rows.unsealed_entries(tx.session, actor.tenant_id)
            sealed = await rows.last_sealed(tx.session, actor.tenant_id)
            silence = await rows.worker_silence(tx.session)
            drifted = await _drifted(tx.session, actor.tenant_id, services.clock.now())
        fresh = await feature_work.freshness(actor.tenant_id)
    except LearnAppError:
        return [Check("database", "away", {}), *_local_checks()]
    busy = pool.get("requests_waiting", 0) > 0
    checks.append(
        Check(
            "database",
            "degraded" if busy else "ok",
            {
                "version": database.version,
                "schema": database.revision,
                "size_mb": round(database.size / 1e6, 1),
                "connections": int(pool.get("pool_size", 0)),
                "waiting": int(pool.get("requests_waiting", 0)),
            },
        )
    )
    checks.append(_worker(silence))
    late = queue.oldest > _LATE_SECONDS or queue.failed > 0
    waits: dict[str, str | int | float] = {"jobs_waiting": queue.waiting, "jobs_failed": queue.failed}
    if queue.waiting:
        waits["oldest_s"] = round(queue.oldest)
    checks.append(Check("queue", "degraded" if late else "ok", waits))
    ahead = services.clock.now() + timedelta(days=45)
    enough = database.last_partition >= ahead.strftime("%Y%m")
    month = f"{database.last_partition[:4]}-{database.last_partition[4:]}"
    checks.append(Check("partitions", "ok" if enough else "degraded", {"until": month}))
    lag: dict[str, str | int | float] = {"features_behind": fresh.behind}
    if fresh.behind:
        lag["features_oldest_s"] = round(fresh.real_time_s)
    if fresh.figures_s is not None:
        lag["figures_s"] = round(fresh.figures_s)
    if fresh.overdue_s > 0:
        lag["figures_overdue_s"] = round(fresh.overdue_s)
    checks.append(Check("features", fresh.state, lag))
    facts: dict[str, str | int | float] = {"unsealed": unsealed}
    if sealed is not None:
        facts["sealed_s"] = max(0, round((services.clock.now() - sealed).total_seconds()))
    checks.append(Check("audit", "ok" if unsealed < _MANY_UNSEALED else "degraded", facts))
    return [*checks, *drifted, *_local_checks()]


async def _drifted(session: AsyncSession, tenant_id: UUID, now: datetime) -> list[Check]:
    """Return how the models stand that are watched; nothing where none is."""
    watched = await drift_rows.watches(session, tenant_id)
    if not watched:
        return []
    alarms = await drift_rows.alarms(session, tenant_id, now - _DRIFT_DAYS, 100)
    facts: dict[str, str | int | float] = {"models_watched": len(watched), "drift_alarms": len(alarms)}
    return [Check("models", "degraded" if alarms else "ok", facts)]


def _worker(silence: float | None) -> Check:
    if silence is None:
        return Check("worker", "away", {"workers": 0})
    return Check("worker", "ok" if silence < _SILENT_SECONDS else "away", {"silent_s": round(silence)})


def _local_checks() -> list[Check]:
    services = current()
    # With a database of one's own the data folder may never have been made: the disk is that of the folder above.
    folder = services.settings.data_dir.absolute()
    disk = shutil.disk_usage(next(each for each in (folder, *folder.parents) if each.exists()))
    return [
        Check("cache", "ok" if services.cache.available else "away", {"kind": services.cache.url.split(":", 1)[0]}),
        Check("disk", "ok" if disk.free > _SMALL_DISK else "degraded", {"free_gb": round(disk.free / 1e9, 1)}),
    ]


async def activity(tenant_id: UUID, since: datetime) -> None:
    """Bring the figures of every section with news since then up to date; called by the outbox job."""
    sections = await rollups.bring_up(tenant_id, since)
    if sections:
        async with current().db.transaction(tenant_id) as tx:
            await licences.count(tx.session, tenant_id, sections, since)


async def waited(tenant_id: UUID, since: datetime) -> tuple[datetime, list[int]]:
    """Return since when an institution's news wait to be counted, and the numbers of the jobs that would come to it.

    After an outage there is a job for every twenty seconds of it: the first one counts for all of them.
    """
    services = current()
    async with services.db.raw(tenant_id) as conn:
        earliest, jobs = await queued.due_since(conn, tenant_id, learning_writes.OUTBOX_TASK, services.clock.now())
    return (since if earliest is None else min(since, earliest)), jobs


async def nothing_waits(tenant_id: UUID, jobs: list[int]) -> None:
    """Take jobs out of the queue whose work another one has done."""
    if jobs:
        async with current().db.raw(tenant_id) as conn:
            await queued.take_out(conn, tenant_id, jobs)


async def section_days(actor: Actor, section_id: UUID, days: int = 14) -> list[SectionDay]:
    """Return a section's last days for its instructor.

    Raises:
        ForbiddenError: The actor does not teach it.
    """
    await trail.authorise(actor, "read", "class_board", section_id=section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        first = await local_today(tx.session, actor.tenant_id) - timedelta(days=max(1, min(days, 400)))
        return await rows.section_days(tx.session, actor.tenant_id, section_id, first)


async def remove_expired_sessions() -> int:
    """Delete sessions that have ended; return how many."""
    return await current().db.directory.remove_expired_sessions()


async def prune_receipts() -> int:
    """Delete every institution's receipts of events that can no longer be repeated; return how many."""
    now = current().clock.now()
    return sum(await rounds.each_institution("old receipts", lambda tenant: learning.prune_receipts(tenant, now)))


async def ensure_partitions() -> int:
    """Make the next months' partitions; return how many. Needs the owner's address."""
    url = current().settings.migration_database_url
    return await asyncio.to_thread(partitions.ensure_partitions, url) if url else 0
