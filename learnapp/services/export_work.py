"""The worker's part of exports: tables in parts, each on its own, so that a killed worker costs one part at most."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson

from learnapp.core.errors import ConflictError, LearnAppError, UnavailableError
from learnapp.core.i18n import translate
from learnapp.integrations.exports import writing
from learnapp.integrations.exports.datasets import DATASETS
from learnapp.security.access import system_actor
from learnapp.services import current, export_rows, exports, research_work, rounds
from learnapp.services.exports import ErasedMeanwhileError, StoppedError
from learnapp.storage.repositories import export_reading, queued
from learnapp.storage.repositories import exports as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.export_reading import Window
from learnapp.storage.repositories.exports import FileRow, PlanRow, RunRow

PART = 20_000
"""Lines of one part: some seconds of work, and a file that every program opens."""


async def work(tenant: UUID, run_id: UUID) -> None:
    """Make an export; called by its job, again when the worker was killed meanwhile.

    Raises:
        ConflictError: Another process is at it.
        UnavailableError: The database or the store is away; it is tried again.
    """
    services = current()
    async with services.db.exclusive(f"export {run_id}", tenant) as mine:
        if not mine:
            raise ConflictError("Another process makes this export.")
        now = services.clock.now()
        async with services.db.raw(tenant) as conn:
            found = await rows.run(conn, tenant, run_id)
            if found is None:
                return
            if found.status == "stopping":
                await rows.set_status(conn, tenant, run_id, "stopped", now)
                return
            run = await rows.go_on(conn, tenant, run_id, now, await export_reading.horizon(conn))
            plan = await rows.plan(conn, tenant, found.plan_id)
        if run is not None and plan is not None:
            await _make(tenant, plan, run)


async def _make(tenant: UUID, plan: PlanRow, run: RunRow) -> None:
    try:
        if plan.kind == "research":
            await research_work.make(tenant, plan, run)
        else:
            await _tables(tenant, plan, run)
            await _papers(tenant, plan, run)
    except StoppedError:
        await _set(tenant, run.run_id, "stopped")
    except UnavailableError:
        raise
    except LearnAppError as error:
        async with current().db.raw(tenant) as conn:
            await exports.end(conn, tenant, run, "failed", error=error.code, message=error.message)
    except BaseException:
        # Its job is done again, by the next worker if this one ends, from the last part on. Once nobody tries any more,
        # `sweep` says so.
        with contextlib.suppress(LearnAppError):
            await asyncio.shield(_set(tenant, run.run_id, "waiting"))
        raise


async def _set(tenant: UUID, run_id: UUID, status: str) -> None:
    async with current().db.raw(tenant) as conn:
        await rows.set_status(conn, tenant, run_id, status, current().clock.now())


async def _tables(tenant: UUID, plan: PlanRow, run: RunRow) -> None:
    """Write what is still to be written of the tables."""
    window = Window(run.horizon or 0, run.started_at, run.since, run.since_at)
    place, part = int(run.cursor.get("table", 0)), int(run.cursor.get("part", 1))
    after: list[str] | None = run.cursor.get("after")
    known: dict[UUID, UUID] = {}
    while place < len(plan.datasets):
        dataset = DATASETS[plan.datasets[place]]
        async with current().db.raw(tenant) as conn:
            found, last = await export_reading.part(conn, tenant, dataset.name, window, after, PART)
        file: FileRow | None = None
        if found or part == 1:
            frame = await export_rows.table(tenant, dataset, found, known, names=plan.names)
            fields = dataset.columns(names=plan.names)
            data = await asyncio.to_thread(writing.write, frame, fields, plan.format)
            name = writing.file_name(dataset.name, part, plan.format)
            file = await exports.keep(tenant, run.run_id, name, data, dataset.name, frame.height)
        if len(found) < PART:
            place, part, after = place + 1, 1, None
        else:
            part, after = part + 1, last
        async with current().db.raw(tenant) as conn:
            if file is not None:
                await rows.put_file(conn, tenant, run.run_id, file)
            cursor = {"table": place, "part": part, "after": after}
            status = await rows.advance(
                conn, tenant, run.run_id, current().clock.now(), dataset=dataset.name,
                rows=file.rows if file is not None else 0, cursor=cursor,
            )  # fmt: skip
        if status == "stopping":
            raise StoppedError("The export was stopped. It can go on later.")


async def _papers(tenant: UUID, plan: PlanRow, run: RunRow) -> None:
    """Write the dictionary and the manifest, and say that the export is done."""
    datasets = [DATASETS[name] for name in plan.datasets]
    described = writing.dictionary(datasets, translate, names=plan.names)
    papers = [await exports.keep(tenant, run.run_id, name, data) for name, data in writing.papers(described).items()]
    now = current().clock.now()
    async with current().db.raw(tenant) as conn:
        files = [one for one in (await rows.files(conn, tenant, [run.run_id]))[run.run_id] if one.dataset]
    async with current().db.transaction(tenant) as tx:
        institution = await section_rows.institution(tx.session, tenant)
    manifest = {
        "export_id": str(run.run_id), "plan_id": str(plan.plan_id), "institution": institution and institution.slug,
        "began_at": run.started_at.isoformat(), "made_at": now.isoformat(), "format": plan.format,
        "with_names": plan.names, "only_new_since": run.since_at.isoformat() if run.since_at else None,
        "tables": {name: _told(name, run, files) for name in plan.datasets},
        "files": [_listed(one) for one in [*files, *papers]],
    }  # fmt: skip
    last = await exports.keep(
        tenant, run.run_id, writing.MANIFEST, orjson.dumps(manifest, option=orjson.OPT_INDENT_2)
    )  # fmt: skip
    lasts = timedelta(days=current().settings.export_days)
    async with current().db.raw(tenant) as conn:
        for one in [*papers, last]:
            await rows.put_file(conn, tenant, run.run_id, one)
        if not await rows.may_stay(conn, tenant, run.run_id):
            raise ErasedMeanwhileError("Somebody was erased while this was made. Make it again.")
        await rows.set_mark(conn, tenant, plan.plan_id, run.horizon or 0, run.started_at)
        await exports.end(conn, tenant, run, "done", expires_at=now + lasts)


def _told(name: str, run: RunRow, files: list[FileRow]) -> dict[str, Any]:
    new = run.since is not None and export_reading.TABLES[name].newer
    return {"lines": sum(one.rows for one in files if one.dataset == name), "holds": "new" if new else "all"}


def _listed(one: FileRow) -> dict[str, Any]:
    return {"name": one.name, "table": one.dataset or None, "lines": one.rows, "bytes": one.bytes, "sha256": one.sha256}


async def planned() -> int:
    """Begin the exports whose time has come, at every institution; return how many."""
    return sum(await rounds.each_institution("planned exports", planned_in))


async def planned_in(tenant: UUID) -> int:
    """Begin those of one institution."""
    now, begun = current().clock.now(), 0
    async with current().db.raw(tenant) as conn:
        due = await rows.due(conn, tenant, now)
    for plan in due:
        async with current().db.raw(tenant) as conn:
            await rows.set_next(conn, tenant, plan.plan_id, exports.next_time(plan.schedule, now))
        with contextlib.suppress(ConflictError):
            await exports.begin(system_actor(tenant), plan)
            begun += 1
    return begun


async def sweep() -> int:
    """Mark exports at which nobody works any more as interrupted; return how many."""
    return sum(await rounds.each_institution("killed exports", sweep_in))


async def sweep_in(tenant: UUID) -> int:
    """Do so at one institution, and tell who waits for them; what was to stop is stopped."""
    async with current().db.raw(tenant) as conn:
        alive, _ = await rows.runs(conn, tenant, 0, 200, rows.LIVE)
        jobs = await queued.with_job(conn, tenant, exports.TASK, "run_id") if alive else set()
        dead = [one for one in alive if one.run_id not in jobs]
        for one in dead:
            if one.status == "stopping":
                # Who asked for that does not wait for it.
                await rows.set_status(conn, tenant, one.run_id, "stopped", one.beat_at)
                continue
            await rows.set_status(conn, tenant, one.run_id, "interrupted", one.beat_at)
            await exports.tell_end(conn, tenant, one, "interrupted")
    return len(dead)


async def prune() -> int:
    """Remove the files of exports whose time is over; return how many exports."""
    return sum(await rounds.each_institution("old exports", prune_in))


async def prune_in(tenant: UUID) -> int:
    """Do so at one institution."""
    async with current().db.raw(tenant) as conn:
        now = current().clock.now()
        over = await rows.over(conn, tenant, now, now - timedelta(days=current().settings.export_days))
    for run_id in over:
        await asyncio.to_thread(exports.store().drop, tenant, run_id)
        async with current().db.raw(tenant) as conn:
            await rows.pruned(conn, tenant, run_id, current().clock.now())
    return len(over)
