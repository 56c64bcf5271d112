"""Training as a job: started by an admin, at night or by drift, one at a time, watched, stopped and gone on with."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg.errors import UniqueViolation
from uuid_utils.compat import uuid7

from learnapp.core import logging as logs
from learnapp.core.errors import ConflictError, InvalidInputError, LearnAppError, NotFoundError, UnavailableError
from learnapp.core.paging import Page, bounded
from learnapp.ml.limits import LIMITS
from learnapp.ml.recipes import RECIPES
from learnapp.ml.stages import Standing, standing
from learnapp.security.access import Actor, system_actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import current, model_registry, trail, training_steps
from learnapp.services.training_steps import TrainingStoppedError, forget
from learnapp.storage import outbox
from learnapp.storage.repositories import model_registry as version_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import training_log
from learnapp.storage.repositories import training_runs as rows
from learnapp.storage.repositories.training_runs import LIVE, Conn, RunRow

__all__ = ["LIVE", "RunRow", "find_run", "list_runs", "nightly", "resume", "run_here", "start", "stop", "sweep", "work"]

Reason = Literal["asked", "nightly", "drift"]
SILENT = timedelta(seconds=60)
"""A training without a job that gives no sign of life for so long was killed."""
NIGHT = (1, 5)
"""Hours of the institution's own time in which trainings begin by themselves."""
LEAST_FOR_NIGHT = 500
"""Answers from which the first training begins by itself."""
_BEAT_SECONDS = 2.0
_QUEUE = "training"
_ROOM = asyncio.Semaphore(1)
"""One process trains for this one at a time: each takes the cores that there are."""
log = logs.get("learnapp.training")


class TrainingRunsError(ConflictError):
    """This kind of model is being trained for the institution already."""

    code = "training_runs"


async def start(actor: Actor, kind: str, *, reason: Reason = "asked") -> UUID:
    """Let the worker train a model from the institution's own answers; return the run's id.

    Args:
        actor: An admin, or the system.
        kind: Kind of model.
        reason: Why: somebody asked for it, it is night, or the answers have drifted.

    Raises:
        ForbiddenError: The actor may not train.
        InvalidInputError: No such kind.
        TrainingRunsError: One of this kind waits or runs.
    """
    await trail.authorise(actor, "train", "model")
    model_registry.known_kind(kind)
    run_id = await _begin(actor, kind, reason, queued=True)
    await trail.audit(actor, "model.train", "model", object_id=run_id, detail={"kind": kind, "reason": reason})
    return run_id


async def _begin(actor: Actor, kind: str, reason: Reason, *, queued: bool) -> UUID:
    services, tenant, run_id = current(), actor.tenant_id, uuid7()
    by = actor.person_id if actor.kind == "person" else None
    try:
        async with services.db.raw(tenant) as conn:
            now = services.clock.now()
            await _put_dead_away(conn, tenant, kind, now)
            await rows.begin(conn, tenant, run_id, kind, now, reason=reason, seed=0, by=by)
            if queued:
                await outbox.enqueue(conn, "train_model", tenant, queue=_QUEUE, run_id=run_id)
    except UniqueViolation as error:
        raise TrainingRunsError(
            "This model is being trained already. Wait until it is done, or stop that training first."
        ) from error
    return run_id


async def _put_dead_away(conn: Conn, tenant: UUID, kind: str, now: datetime) -> None:
    """Let a training that was killed make room for another one."""
    found = await rows.live(conn, tenant, kind)
    if found is not None and _is_dead(found, await rows.with_job(conn, tenant), now):
        await rows.set_run_status(conn, tenant, found.run_id, "interrupted", found.beat_at)


def _is_dead(run: RunRow, jobs: set[UUID], now: datetime) -> bool:
    return run.status in LIVE and run.run_id not in jobs and now - run.beat_at > SILENT


async def stop(actor: Actor, run_id: UUID) -> None:
    """Ask a training to stop; what is done stays, and it can go on later.

    Raises:
        ForbiddenError: The actor may not train.
        NotFoundError: No such training that waits or runs.
    """
    await trail.authorise(actor, "train", "model")
    async with current().db.raw(actor.tenant_id) as conn:
        found = await rows.ask_to_stop(conn, actor.tenant_id, run_id)
    if not found:
        raise NotFoundError("This training does not run any more. Reload the page.")
    await trail.audit(actor, "model.train_stop", "model", object_id=run_id)


async def resume(actor: Actor, run_id: UUID) -> None:
    """Let a stopped or interrupted training go on where it was.

    Raises:
        ForbiddenError: The actor may not train.
        NotFoundError: No such training that could go on.
        TrainingRunsError: Another one of this kind waits or runs.
    """
    await trail.authorise(actor, "train", "model")
    services, tenant = current(), actor.tenant_id
    try:
        async with services.db.raw(tenant) as conn:
            now = services.clock.now()
            run = await rows.find(conn, tenant, run_id)
            if run is not None:
                await _put_dead_away(conn, tenant, run.kind, now)
                run = await rows.find(conn, tenant, run_id)
            if run is None or run.status not in ("stopped", "interrupted"):
                raise NotFoundError("This training cannot go on. Start a new one.")
            await rows.set_run_status(conn, tenant, run_id, "waiting", now)
            await outbox.enqueue(conn, "train_model", tenant, queue=_QUEUE, run_id=run_id)
    except UniqueViolation as error:
        raise TrainingRunsError("This model is being trained already. Wait until it is done, then go on.") from error
    await trail.audit(actor, "model.train", "model", object_id=run_id, detail={"kind": run.kind, "reason": "resumed"})


async def list_runs(actor: Actor, kind: str = "", *, offset: int = 0, size: int = 10) -> Page[RunRow]:
    """Return trainings, newest first; one that was killed is shown as interrupted.

    Raises:
        ForbiddenError: The actor may not see the models.
    """
    await trail.authorise(actor, "read", "model")
    offset, size = bounded(offset, size)
    services = current()
    async with services.db.raw(actor.tenant_id) as conn:
        found, total = await rows.list_runs(conn, actor.tenant_id, kind, offset, size)
        jobs = await rows.with_job(conn, actor.tenant_id)
    now = services.clock.now()
    return Page([_as_it_stands(run, jobs, now) for run in found], total, offset, size)


def _as_it_stands(run: RunRow, jobs: set[UUID], now: datetime) -> RunRow:
    return replace(run, status="interrupted") if _is_dead(run, jobs, now) else run


async def find_run(actor: Actor, run_id: UUID) -> RunRow:
    """Return one training.

    Raises:
        ForbiddenError: The actor may not see the models.
        NotFoundError: No such training here.
    """
    await trail.authorise(actor, "read", "model")
    async with current().db.raw(actor.tenant_id) as conn:
        run = await rows.find(conn, actor.tenant_id, run_id)
        jobs = await rows.with_job(conn, actor.tenant_id)
    if run is None:
        raise NotFoundError("There is no such training. Go back to the list.")
    return _as_it_stands(run, jobs, current().clock.now())


async def run_here(actor: Actor, kind: str, say: Callable[[str], None]) -> RunRow:
    """Train in this process, for the terminal; a training of the kind that was stopped or killed is gone on with.

    Raises:
        ForbiddenError: The actor may not train.
        InvalidInputError: No such kind.
        TrainingRunsError: One of this kind waits or runs.
    """
    await trail.authorise(actor, "train", "model")
    model_registry.known_kind(kind)
    services, tenant = current(), actor.tenant_id
    async with services.db.raw(tenant) as conn:
        await _put_dead_away(conn, tenant, kind, services.clock.now())
        found, _ = await rows.list_runs(conn, tenant, kind, 0, 1)
    if found and found[0].status in ("stopped", "interrupted"):
        run_id = found[0].run_id
        async with services.db.raw(tenant) as conn:
            await rows.set_run_status(conn, tenant, run_id, "waiting", services.clock.now())
        say(f"going on with the training of {found[0].started_at:%Y-%m-%d %H:%M}")
    else:
        run_id = await _begin(actor, kind, "asked", queued=False)
    await trail.audit(actor, "model.train", "model", object_id=run_id, detail={"kind": kind, "reason": "asked"})
    await _work(tenant, run_id, say)
    return await find_run(actor, run_id)


# --- in the worker ---------------------------------------------------------------------------------------


async def work(tenant_id: UUID, run_id: UUID) -> None:
    """Do what `start` has asked for; called by the job, again when the worker was killed meanwhile.

    Raises:
        UnavailableError: The database is away.
    """
    async with _ROOM:
        await _work(tenant_id, run_id, lambda _line: None)


async def _work(tenant: UUID, run_id: UUID, say: Callable[[str], None]) -> None:
    services = current()
    async with services.db.raw(tenant) as conn:
        run = await rows.find(conn, tenant, run_id)
        if run is not None and run.status == "stopping":
            await rows.set_run_status(conn, tenant, run_id, "stopped", services.clock.now())
    if run is None or run.status in ("done", "failed", "stopped", "stopping"):
        return
    async with services.db.exclusive(f"training {run.kind}", tenant) as mine:
        if not mine:
            raise TrainingRunsError("Another process trains this model. Wait until it is done.")
        await _train(tenant, run, _beats(tenant, run, say))


def _beats(tenant: UUID, run: RunRow, say: Callable[[str], None]) -> training_steps.Beat:
    """Return what writes the run's signs of life, not more often than needed."""
    last, at = "", 0.0

    async def beat(step: str, done: int, checkpoint: dict[str, Any] | None) -> None:
        nonlocal last, at
        if step != last:
            say(step)
        if step == last and checkpoint is None and time.monotonic() - at < _BEAT_SECONDS:
            return
        last, at = step, time.monotonic()
        async with current().db.raw(tenant) as conn:
            status = await rows.beat(conn, tenant, run.run_id, step, done, current().clock.now(), checkpoint)
        if status == "stopping":
            raise TrainingStoppedError("The training was stopped. It can go on later.")

    return beat


async def _train(tenant: UUID, run: RunRow, beat: training_steps.Beat) -> None:
    try:
        stored = await training_steps.work_off(tenant, run, beat)
    except TrainingStoppedError:
        await _end(tenant, run, "stopped")
        return
    except UniqueViolation:
        # It was interrupted, another one has begun since: that one goes first.
        return
    except UnavailableError:
        raise
    except LearnAppError as error:
        await _end(tenant, run, "failed", error=error.code, message=error.message)
        await asyncio.to_thread(forget, tenant, run.run_id)
        return
    except BaseException as error:
        # The worker ends: its job is done again by the next one, from the last step on.
        cancelled = isinstance(error, asyncio.CancelledError)
        with contextlib.suppress(LearnAppError):
            await asyncio.shield(_end(tenant, run, "waiting" if cancelled else "interrupted"))
        raise
    await _end(tenant, run, "done", report=stored.report, version_id=stored.version_id)
    await asyncio.to_thread(forget, tenant, run.run_id)
    if stored.version_id is not None:
        await _into_the_shadow(tenant, run.kind, stored.version_id)


async def _end(tenant: UUID, run: RunRow, status: str, **more: Any) -> None:
    now = current().clock.now()
    async with current().db.raw(tenant) as conn:
        if status in ("done", "failed"):
            await rows.finish(conn, tenant, run.run_id, status=status, now=now, **more)
        else:
            await rows.set_run_status(conn, tenant, run.run_id, status, now)


async def _into_the_shadow(tenant: UUID, kind: str, version_id: UUID) -> None:
    """Let a new version look on where nothing else does: nobody is served there."""
    async with current().db.transaction(tenant) as tx:
        stands = standing(await version_rows.changes(tx.session, tenant, kind)).get(kind, Standing())
    if stands.shadow is None:
        await model_registry.move(system_actor(tenant), version_id, "shadow")


async def sweep() -> int:
    """Mark trainings that were killed as interrupted; return how many. Comes round by itself."""
    services, found = current(), 0
    for tenant in await services.db.directory.tenants():
        async with services.db.raw(tenant.tenant_id) as conn:
            alive = await rows.all_live(conn, tenant.tenant_id)
            jobs = await rows.with_job(conn, tenant.tenant_id) if alive else set()
            for run in alive:
                if _is_dead(run, jobs, services.clock.now()):
                    await rows.set_run_status(conn, tenant.tenant_id, run.run_id, "interrupted", run.beat_at)
                    found += 1
    return found


async def nightly() -> int:
    """Begin trainings where it is night and enough was answered since the last one; return how many."""
    services, begun = current(), 0
    for tenant in await services.db.directory.tenants():
        if tenant.tenant_id == LIBRARY_TENANT or not await _is_night(tenant.tenant_id):
            continue
        for kind in RECIPES:
            if await _due(tenant.tenant_id, kind):
                with contextlib.suppress(TrainingRunsError, InvalidInputError):
                    await start(system_actor(tenant.tenant_id), kind, reason="nightly")
                    begun += 1
    return begun


async def _is_night(tenant: UUID) -> bool:
    services = current()
    async with services.db.transaction(tenant) as tx:
        institution = await section_rows.institution(tx.session, tenant)
    if institution is None:
        return False
    return NIGHT[0] <= services.clock.now().astimezone(ZoneInfo(institution.time_zone)).hour < NIGHT[1]


async def _due(tenant: UUID, kind: str) -> bool:
    """Return whether enough has been answered since the last training, which is not of this night."""
    services = current()
    async with services.db.raw(tenant) as conn:
        found, _ = await rows.list_runs(conn, tenant, kind, 0, 1)
        last = found[0] if found else None
        if last is not None and services.clock.now() - last.started_at < timedelta(hours=20):
            return False
        total = await training_log.count_answers(conn, tenant)
        new = await training_log.count_answers(conn, tenant, last.started_at) if last else total
    return total >= LEAST_FOR_NIGHT and new >= LIMITS.least_new * total
