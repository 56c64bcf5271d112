"""Training as a job: started by an admin, at night or by drift, one at a time, seen, stopped and gone on with.

The work itself is done by `training_work`, in the worker.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from psycopg.errors import UniqueViolation
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.ml.artefact import ModelKind
from learnapp.ml.recipes import RECIPES
from learnapp.ml.versions import parsed
from learnapp.security.access import Actor, system_actor
from learnapp.services import current, model_registry, trail
from learnapp.storage import outbox
from learnapp.storage.repositories import queued
from learnapp.storage.repositories import training_runs as rows
from learnapp.storage.repositories.drift import AlarmRow
from learnapp.storage.repositories.training_runs import LIVE, Conn, RunRow

__all__ = ["LIVE", "RunRow"]

Reason = Literal["asked", "nightly", "drift"]
SILENT = timedelta(seconds=60)
"""A training without a job that gives no sign of life for so long was killed."""
_OF_CHANCES = ("errors", "adwin")
_QUEUE = "training"
"""Also the lock of its jobs: one after the other, for each takes the cores that there are."""


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
    run_id = await begin(
        actor.tenant_id, kind, reason, by=actor.person_id if actor.kind == "person" else None, queued=True
    )
    await trail.audit(actor, "model.train", "model", object_id=run_id, detail={"kind": kind, "reason": reason})
    return run_id


async def retrain(tenant: UUID, model: str, alarm: AlarmRow) -> UUID:
    """Train anew because answers are no longer what the predictions rest on; return the run's id.

    Args:
        tenant: The institution.
        model: What served when it was noticed: who ranked and, behind a plus, who gave the chances.
        alarm: What was noticed.

    Raises:
        TrainingRunsError: A training is under way already.
    """
    logging.getLogger("learnapp.training").info("drift opens a training", extra={"model": model, "what": alarm.kind})
    return await start(system_actor(tenant), drifted(model, alarm.kind), reason="drift")


def drifted(model: str, what: str) -> str:
    """Return which kind of model is to be trained anew.

    Errors are those of chances, which the mastery predictor tells, or would where none is trained yet. What is read,
    scored, opened and finished is the recommender's, where a trained one ranks.

    Args:
        model: What served: who ranked and, behind a plus, who gave the chances.
        what: Kind of the alarm.
    """
    ranks = parsed(model.partition("/")[0].partition("+")[0])
    if what in _OF_CHANCES or ranks is None or ranks[0] not in RECIPES:
        return ModelKind.MASTERY_PREDICTOR.value
    return ranks[0]


async def begin(tenant: UUID, kind: str, reason: Reason, *, by: UUID | None, queued: bool) -> UUID:
    """Write a new training down for somebody who was asked about it; return its id.

    Args:
        tenant: The institution.
        kind: Kind of model.
        reason: Why.
        by: The person who asked, None for the system.
        queued: Whether the worker does it; False: who calls does.

    Raises:
        TrainingRunsError: One of this kind waits or runs.
    """
    services, run_id = current(), uuid7()
    try:
        async with services.db.raw(tenant) as conn:
            now = services.clock.now()
            await put_dead_away(conn, tenant, kind, now)
            await rows.begin(conn, tenant, run_id, kind, now, reason=reason, seed=0, by=by)
            if queued:
                await outbox.enqueue(conn, "train_model", tenant, queue=_QUEUE, lock=_QUEUE, run_id=run_id)
    except UniqueViolation as error:
        raise TrainingRunsError(
            "This model is being trained already. Wait until it is done, or stop that training first."
        ) from error
    return run_id


async def put_dead_away(conn: Conn, tenant: UUID, kind: str, now: datetime) -> None:
    """Let a training that was killed make room for another one."""
    found = await rows.live(conn, tenant, kind)
    if found is not None and is_dead(found, await queued.with_job(conn, tenant, "train_model", "run_id"), now):
        await rows.set_run_status(conn, tenant, found.run_id, "interrupted", found.beat_at)


def is_dead(run: RunRow, jobs: set[UUID], now: datetime) -> bool:
    """Return whether a training was killed: it has no job, and has given no sign of life for a minute."""
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
                await put_dead_away(conn, tenant, run.kind, now)
                run = await rows.find(conn, tenant, run_id)
            if run is None or run.status not in ("stopped", "interrupted"):
                raise NotFoundError("This training cannot go on. Start a new one.")
            await rows.set_run_status(conn, tenant, run_id, "waiting", now)
            await outbox.enqueue(conn, "train_model", tenant, queue=_QUEUE, lock=_QUEUE, run_id=run_id)
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
        jobs = await queued.with_job(conn, actor.tenant_id, "train_model", "run_id")
    now = services.clock.now()
    return Page([_as_it_stands(run, jobs, now) for run in found], total, offset, size)


def _as_it_stands(run: RunRow, jobs: set[UUID], now: datetime) -> RunRow:
    return replace(run, status="interrupted") if is_dead(run, jobs, now) else run


async def find_run(actor: Actor, run_id: UUID) -> RunRow:
    """Return one training.

    Raises:
        ForbiddenError: The actor may not see the models.
        NotFoundError: No such training here.
    """
    await trail.authorise(actor, "read", "model")
    async with current().db.raw(actor.tenant_id) as conn:
        run = await rows.find(conn, actor.tenant_id, run_id)
        jobs = await queued.with_job(conn, actor.tenant_id, "train_model", "run_id")
    if run is None:
        raise NotFoundError("There is no such training. Go back to the list.")
    return _as_it_stands(run, jobs, current().clock.now())
