"""Exports: what an institution takes out of its own data, as administrators plan it and programs ask for it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, LearnAppError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.integrations.exports.datasets import DATASETS
from learnapp.integrations.exports.writing import FORMATS, digest
from learnapp.security.access import Actor
from learnapp.services import current, notices, trail
from learnapp.storage import outbox
from learnapp.storage.export_store import ExportStore
from learnapp.storage.repositories import export_reading, queued
from learnapp.storage.repositories import exports as rows
from learnapp.storage.repositories.exports import FileRow, PlanRow, RunRow

SCHEDULES: dict[str, timedelta | None] = {"once": None, "daily": timedelta(days=1), "weekly": timedelta(days=7)}
LIVE = frozenset(rows.LIVE)
MOST_PLANS = 50
TASK = "export_data"


class ErasedMeanwhileError(LearnAppError):
    """Somebody who may be in the files is not to be known any more."""

    status = 409
    code = "erased_meanwhile"


class StoppedError(LearnAppError):
    """Somebody has asked the export to stop."""

    code = "stopped"


GONE = "There is no such export any more. Reload the page."
_NO_PLAN = "There is no such plan any more. Reload the page."


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """What an administrator chooses.

    Attributes:
        datasets: Names of `DATASETS`.
        format: csv or parquet.
        incremental: After the first time only what is new.
        names: With names and addresses of people.
        schedule: once, daily or weekly; each begins with an export at once.
    """

    datasets: tuple[str, ...]
    format: str = "csv"
    incremental: bool = False
    names: bool = False
    schedule: str = "once"


@dataclass(frozen=True, slots=True)
class RunView:
    """An export with its plan and files.

    Attributes:
        place: Where its files lie, as whoever runs the server finds them.
    """

    run: RunRow
    plan: PlanRow
    files: tuple[FileRow, ...]
    place: str


def store() -> ExportStore:
    """Return where files of exports lie."""
    services = current()
    found: ExportStore | None = services.extras.get("exports")
    if found is None:
        found = ExportStore(services.settings.data_dir, services.media.bucket if services.media else None)
        services.extras["exports"] = found
    return found


async def keep(tenant: UUID, run_id: UUID, name: str, data: bytes, dataset: str = "", lines: int = 0) -> FileRow:
    """Write a file of an export; it is noted by who goes on from it, in one transaction with that.

    Raises:
        UnavailableError: The store does not answer.
    """
    await asyncio.to_thread(store().put, tenant, run_id, name, data)
    mark = await asyncio.to_thread(digest, data)
    return FileRow(name, dataset, lines, len(data), mark, current().clock.now())


async def add(actor: Actor, draft: PlanDraft) -> tuple[UUID, UUID]:
    """Plan an export and carry it out for the first time; return the plan's id and the export's.

    Raises:
        ConflictError: There are too many plans.
        ForbiddenError: The actor may not export.
        InvalidInputError: Nothing is chosen, or something that does not exist.
    """
    await trail.authorise(actor, "create", "export")
    if draft.names and actor.kind != "person":
        raise InvalidInputError("An export with names is planned by an administrator, on the page Exports.")
    plan = _planned(actor, draft, current().clock.now())
    async with current().db.raw(actor.tenant_id) as conn:
        if await rows.plans_alive(conn, actor.tenant_id) >= MOST_PLANS:
            raise ConflictError(f"{MOST_PLANS} exports are planned or being made already. Stop one of them first.")
        await rows.add_plan(conn, actor.tenant_id, plan)
    return plan.plan_id, await begin(actor, plan)


def _planned(actor: Actor, draft: PlanDraft, now: datetime) -> PlanRow:
    chosen = [name for name in DATASETS if name in draft.datasets]
    if not chosen or set(draft.datasets) - DATASETS.keys():
        raise InvalidInputError("Choose at least one of the tables that the page lists.", detail={"field": "datasets"})
    if draft.format not in FORMATS:
        raise InvalidInputError("A file is CSV or Parquet. Choose one of them.", detail={"field": "format"})
    if draft.schedule not in SCHEDULES:
        raise InvalidInputError("An export is made once, daily or weekly.", detail={"field": "schedule"})
    return PlanRow(
        uuid7(), "data", chosen, draft.format, draft.incremental, draft.names, draft.schedule, {}, None, None,
        next_time(draft.schedule, now), actor.person_id, now,
    )  # fmt: skip


def next_time(schedule: str, now: datetime) -> datetime | None:
    """Return when a plan is carried out next by itself."""
    pause = SCHEDULES[schedule]
    return now + pause if pause is not None else None


async def start(actor: Actor, plan_id: UUID) -> UUID:
    """Carry out a plan once more; return the export's id.

    Raises:
        ConflictError: One of this plan waits or runs.
        ForbiddenError: The actor may not export.
        NotFoundError: There is no such plan.
    """
    await trail.authorise(actor, "create", "export")
    async with current().db.raw(actor.tenant_id) as conn:
        plan = await rows.plan(conn, actor.tenant_id, plan_id)
    if plan is None:
        raise NotFoundError(_NO_PLAN)
    return await begin(actor, plan)


async def begin(actor: Actor, plan: PlanRow, *, secret: bytes | None = None) -> UUID:
    """Let an export of a plan wait for the worker; the caller has asked whether the actor may.

    Raises:
        ConflictError: One of this plan waits or runs.
    """
    services, tenant, run_id = current(), actor.tenant_id, uuid7()
    by = actor.person_id if actor.kind == "person" else None
    try:
        async with services.db.raw(tenant) as conn:
            since = plan.mark if plan.incremental else None
            if since is not None and not export_reading.reaches(since, await export_reading.horizon(conn)):
                # The database was restored, or too much has happened: only everything is sure to be all.
                since = None
            await rows.begin(conn, tenant, run_id, plan, services.clock.now(), by=by, since=since, secret=secret)
            await outbox.enqueue(conn, TASK, tenant, queue="exports", run_id=run_id)
    except UniqueViolation as error:
        raise ConflictError("This export is being made already. Wait until it is done, or stop it.") from error
    detail = {"plan": str(plan.plan_id), "datasets": plan.datasets, "names": plan.names, "kind": plan.kind}
    await trail.audit(actor, "export.begin", "export", object_id=run_id, detail=detail)
    return run_id


async def end(conn: rows.Conn, tenant: UUID, run: RunRow, status: str, **more: Any) -> None:
    """Note that an export is done or has failed, and tell who waits for it.

    Args:
        conn: The transaction in which it ends.
        tenant: The institution.
        run: The export.
        status: `done` or `failed`.
        more: As `rows.finish` takes it.
    """
    await rows.finish(conn, tenant, run.run_id, status, current().clock.now(), **more)
    await tell_end(conn, tenant, run, status)


async def tell_end(conn: rows.Conn, tenant: UUID, run: RunRow, state: str) -> None:
    """Tell who has asked for an export how it ended; of one that comes round by itself who has planned it, if badly.

    Args:
        conn: The transaction in which it ends.
        tenant: The institution.
        run: The export.
        state: `done`, `failed`, or `interrupted` when it was tried often enough.
    """
    if run.requested_by is not None or state == "done":
        await notices.tell_requester(conn, tenant, run.requested_by, "export", run.run_id, state)
        return
    plan = await rows.plan(conn, tenant, run.plan_id)
    if plan is not None and plan.schedule != "once":
        # Where who planned it is no administrator any more, the others have to know.
        planner = await rows.planner(conn, tenant, plan.plan_id)
        await notices.tell_planner(
            conn, tenant, planner, "export", run.run_id, f"planned_{state}", merge=f"export-plan:{plan.plan_id}"
        )


async def stop(actor: Actor, run_id: UUID) -> None:
    """Ask an export to stop after its present part; it can go on later.

    Raises:
        ForbiddenError: The actor may not export.
        NotFoundError: No such export that waits or runs.
    """
    await trail.authorise(actor, "create", "export")
    async with current().db.raw(actor.tenant_id) as conn:
        found = await rows.ask_to_stop(conn, actor.tenant_id, run_id)
    if not found:
        raise NotFoundError("This export does not run any more. Reload the page.")
    await trail.audit(actor, "export.stop", "export", object_id=run_id)


async def resume(actor: Actor, run_id: UUID) -> None:
    """Let a stopped or interrupted export go on after its last part.

    Raises:
        ConflictError: It is at work, or another one of its plan is.
        ForbiddenError: The actor may not export.
        NotFoundError: It cannot go on.
    """
    await trail.authorise(actor, "create", "export")
    tenant = actor.tenant_id
    try:
        async with current().db.raw(tenant) as conn:
            if run_id in await queued.with_job(conn, tenant, TASK, "run_id"):
                raise ConflictError("This export is at work already.")
            if not await rows.queue_again(conn, tenant, run_id, current().clock.now()):
                raise NotFoundError("This export cannot go on. Start a new one.")
            await outbox.enqueue(conn, TASK, tenant, queue="exports", run_id=run_id)
    except UniqueViolation as error:
        raise ConflictError("Another export of this plan waits or runs. Wait until it is done.") from error
    await trail.audit(actor, "export.resume", "export", object_id=run_id)


async def quiet(actor: Actor, plan_id: UUID) -> None:
    """Carry a plan out no more by itself; what was made stays until its time.

    Raises:
        ForbiddenError: The actor may not export.
        NotFoundError: There is no such plan.
    """
    await trail.authorise(actor, "create", "export")
    async with current().db.raw(actor.tenant_id) as conn:
        if await rows.plan(conn, actor.tenant_id, plan_id) is None:
            raise NotFoundError(_NO_PLAN)
        await rows.set_next(conn, actor.tenant_id, plan_id, None)
    await trail.audit(actor, "export.quiet", "export", object_id=plan_id)


async def plans(actor: Actor, *, offset: int = 0, size: int = 50) -> Page[PlanRow]:
    """Return what the institution has planned, the newest first.

    Raises:
        ForbiddenError: The actor may not see exports.
    """
    await trail.authorise(actor, "read", "export")
    offset, size = bounded(offset, size)
    async with current().db.raw(actor.tenant_id) as conn:
        found, total = await rows.plans(conn, actor.tenant_id, offset, size)
    return Page(found, total, offset, size)


async def runs(actor: Actor, *, offset: int = 0, size: int = 20) -> Page[RunView]:
    """Return the institution's exports with their files, the newest first.

    Raises:
        ForbiddenError: The actor may not see exports.
    """
    await trail.authorise(actor, "read", "export")
    offset, size = bounded(offset, size)
    tenant = actor.tenant_id
    async with current().db.raw(tenant) as conn:
        found, total = await rows.runs(conn, tenant, offset, size)
        views = await _views(conn, tenant, found)
    return Page(views, total, offset, size)


async def find(actor: Actor, run_id: UUID) -> RunView:
    """Return one export.

    Raises:
        ForbiddenError: The actor may not see exports.
        NotFoundError: There is no such one here.
    """
    await trail.authorise(actor, "read", "export")
    tenant = actor.tenant_id
    async with current().db.raw(tenant) as conn:
        row = await rows.run(conn, tenant, run_id)
        views = await _views(conn, tenant, [row]) if row is not None else []
    if not views:
        raise NotFoundError(GONE)
    return views[0]


async def _views(conn: rows.Conn, tenant: UUID, found: Sequence[RunRow]) -> list[RunView]:
    jobs = await queued.with_job(conn, tenant, TASK, "run_id") if any(one.status in LIVE for one in found) else set()
    known: dict[UUID, PlanRow] = {}
    for plan_id in {one.plan_id for one in found}:
        plan = await rows.plan(conn, tenant, plan_id)
        if plan is not None:
            known[plan_id] = plan
    files = await rows.files(conn, tenant, [one.run_id for one in found])
    return [
        RunView(
            # A worker that was killed leaves a job; without one nobody is at work.
            replace(one, status="interrupted") if one.status in LIVE and one.run_id not in jobs else one,
            known[one.plan_id], tuple(files[one.run_id]), store().place(tenant, one.run_id),
        )
        for one in found if one.plan_id in known
    ]  # fmt: skip
