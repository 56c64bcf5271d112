"""The worker's part of training: working runs off, finding those that were killed, and beginning some at night."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg.errors import UniqueViolation

from learnapp.core.errors import InvalidInputError, LearnAppError, UnavailableError
from learnapp.ml.limits import LIMITS
from learnapp.ml.recipes import RECIPES
from learnapp.ml.stages import Standing, standing
from learnapp.security.access import Actor, system_actor
from learnapp.services import current, model_registry, model_training, notices, rounds, trail, training_steps
from learnapp.services.model_training import RunRow, TrainingRunsError
from learnapp.services.training_steps import TrainingStoppedError, forget
from learnapp.storage.repositories import model_registry as version_rows
from learnapp.storage.repositories import queued, training_log
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import training_runs as rows

NIGHT = (1, 5)
"""Hours of the institution's own time in which trainings begin by themselves."""
_BEAT_SECONDS = 2.0


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
        await model_training.put_dead_away(conn, tenant, kind, services.clock.now())
        found, _ = await rows.list_runs(conn, tenant, kind, 0, 1)
    if found and found[0].status in ("stopped", "interrupted"):
        run_id = found[0].run_id
        async with services.db.raw(tenant) as conn:
            await rows.set_run_status(conn, tenant, run_id, "waiting", services.clock.now())
        say(f"going on with the training of {found[0].started_at:%Y-%m-%d %H:%M}")
    else:
        run_id = await model_training.begin(tenant, kind, "asked", by=None, queued=False)
    await trail.audit(actor, "model.train", "model", object_id=run_id, detail={"kind": kind, "reason": "asked"})
    await _work(tenant, run_id, say)
    return await model_training.find_run(actor, run_id)


async def work(tenant_id: UUID, run_id: UUID) -> None:
    """Do what `start` has asked for; called by the job, again when the worker was killed meanwhile.

    Raises:
        UnavailableError: The database is away.
    """
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
            await notices.tell_requester(conn, tenant, run.requested_by, "training", run.run_id, f"{status}-{run.kind}")
        else:
            await rows.set_run_status(conn, tenant, run.run_id, status, now)


async def _into_the_shadow(tenant: UUID, kind: str, version_id: UUID) -> None:
    """Let a new version look on where nothing else does: nobody is served there."""
    async with current().db.transaction(tenant) as tx:
        stands = standing(await version_rows.changes(tx.session, tenant, kind)).get(kind, Standing())
    if stands.shadow is None:
        await model_registry.move(system_actor(tenant), version_id, "shadow")


async def remove_old() -> int:
    """Remove what stopped trainings have kept for longer than a day; return how many."""
    return await asyncio.to_thread(training_steps.remove_old)


async def sweep() -> int:
    """Mark trainings that were killed as interrupted; return how many. Comes round by itself."""
    return sum(await rounds.each_institution("killed trainings", _sweep))


async def _sweep(tenant: UUID) -> int:
    services, found = current(), 0
    async with services.db.raw(tenant) as conn:
        alive = await rows.all_live(conn, tenant)
        jobs = await queued.with_job(conn, tenant, "train_model", "run_id") if alive else set()
        for run in alive:
            if model_training.is_dead(run, jobs, services.clock.now()):
                await rows.set_run_status(conn, tenant, run.run_id, "interrupted", run.beat_at)
                found += 1
    return found


async def nightly() -> int:
    """Begin trainings where it is night and enough was answered since the last one; return how many."""
    return sum(await rounds.each_institution("nightly trainings", _nightly))


async def _nightly(tenant: UUID) -> int:
    begun = 0
    if await _is_night(tenant):
        for kind in RECIPES:
            if await _due(tenant, kind):
                with contextlib.suppress(TrainingRunsError, InvalidInputError):
                    await model_training.start(system_actor(tenant), kind, reason="nightly")
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
    return total >= LIMITS.least_for_night and new >= LIMITS.least_new * total
