"""The worker: jobs from the outbox, and the work that comes round by itself."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

import procrastinate
from procrastinate import RetryStrategy
from procrastinate.exceptions import ConnectorException

from learnapp.core import logging as logs
from learnapp.core.errors import LearnAppError, UnavailableError
from learnapp.services import (
    at_risk,
    attempt_records,
    bounce_reading,
    bulk_invitations,
    content_jobs,
    current,
    delivery_work,
    difficulty,
    drift,
    erased_list,
    experiment_work,
    export_work,
    exposure_work,
    fairness,
    feature_work,
    intervention_sending,
    interventions,
    licences,
    lti_counting,
    lti_roster,
    lti_sending,
    memory_fit,
    mission_figures,
    model_pruning,
    model_serving,
    model_watch,
    notice_morning,
    oneroster_work,
    open_data_sending,
    operations,
    outside_facts,
    provider_media,
    provider_sync,
    recommendations,
    report_batches,
    retrieval_index,
    rollups,
    sealing,
    track_work,
    training_work,
    unused_media,
    view_letters,
    webhook_sending,
    withdrawals,
    xapi_events,
)
from learnapp.storage.repositories.lti_services import LmsCourse
from learnapp.workers import ending

log = logs.get("learnapp.worker")

_RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)
_STALLED_SECONDS = 45.0
_SHUTDOWN_SECONDS = 4.0
_PATIENCE = 300.0
"""Seconds after which work that has failed is tried again at the latest."""
_CATCH_UP = 300.0
"""Publishing a course asks for its index itself: what was missed can wait until everything else has begun."""
blueprint = procrastinate.Blueprint()


@blueprint.task(name="activity", queue="outbox", retry=_RETRY)
async def activity(*, tenant_id: str, since: str) -> None:
    """Bring an institution's daily figures up to date after its events, and see whom of its students may need help."""
    tenant = UUID(tenant_id)
    earliest, jobs = await operations.waited(tenant, datetime.fromisoformat(since))
    await operations.activity(tenant, earliest)
    await interventions.look(tenant, earliest)
    # Not before: a job that fails leaves the others as they were.
    await operations.nothing_waits(tenant, jobs)


@blueprint.task(name="content_import", queue="imports", retry=_RETRY)
async def content_import(*, tenant_id: str, import_id: str) -> None:
    """Import a package that an admin has chosen."""
    await content_jobs.work(UUID(tenant_id), UUID(import_id))


@blueprint.task(name="index_course", queue="default", retry=_RETRY)
async def index_course(*, tenant_id: str, course_id: str) -> None:
    """Index the passages of a course that was published."""
    await retrieval_index.index_course(UUID(tenant_id), UUID(course_id))


@blueprint.task(name="look_up_facts", queue="default", retry=_RETRY)
async def look_up_facts(*, tenant_id: str, review_id: str) -> None:
    """Look up what a held sentence says, for its reviewers."""
    await outside_facts.look_up(UUID(tenant_id), UUID(review_id))


@blueprint.task(name="provider_sync", queue="imports", retry=_RETRY)
async def content_provider(*, tenant_id: str, run_id: str) -> None:
    """Read a content provider."""
    await provider_sync.work(UUID(tenant_id), UUID(run_id))


@blueprint.task(name="roster_import", queue="imports", retry=_RETRY)
async def roster_import(*, tenant_id: str, import_id: str) -> None:
    """Look at a roster that an admin has chosen, or put it into effect."""
    await oneroster_work.work(UUID(tenant_id), UUID(import_id))


@blueprint.task(name="send_invitations", queue="default", retry=_RETRY)
async def send_invitations(*, tenant_id: str, batch_id: str) -> None:
    """Send the links of a list of addresses."""
    await bulk_invitations.work(UUID(tenant_id), UUID(batch_id))


@blueprint.task(name="family_reports", queue="default", retry=_RETRY)
async def family_reports(*, tenant_id: str, batch_id: str) -> None:
    """Make the reports of a class for its families."""
    await report_batches.work(UUID(tenant_id), UUID(batch_id))


@blueprint.task(name="recompute", queue="default", retry=_RETRY)
async def recompute(*, tenant_id: str, void_id: str) -> None:
    """Calculate the mastery of a class again after answers were voided, or count again."""
    await withdrawals.work(UUID(tenant_id), UUID(void_id))


@blueprint.task(name="experiment_end", queue="default", retry=_RETRY)
async def experiment_end(*, tenant_id: str, experiment_id: str) -> None:
    """Count an experiment for the last time after it was stopped."""
    await experiment_work.finish(UUID(tenant_id), UUID(experiment_id))


@blueprint.task(name="fairness", queue="default", retry=_RETRY)
async def fairness_report(*, tenant_id: str) -> None:
    """Judge how evenly groups were treated, because an admin has asked."""
    tenant = UUID(tenant_id)
    await fairness.make(tenant, await model_serving.trigger(tenant))


@blueprint.task(name="train_model", queue="training", retry=_RETRY)
async def train_model(*, tenant_id: str, run_id: str) -> None:
    """Train a model from an institution's own answers."""
    await training_work.work(UUID(tenant_id), UUID(run_id))


@blueprint.task(name="export_data", queue="exports", retry=_RETRY)
async def export_data(*, tenant_id: str, run_id: str) -> None:
    """Make an export of an institution's data."""
    await export_work.work(UUID(tenant_id), UUID(run_id))


@blueprint.task(name="lti_roster", queue="imports", retry=_RETRY)
async def lti_roster_sync(*, tenant_id: str, registration_id: str, deployment: str, context: str) -> None:
    """Read the roster of a course of a learning management system."""
    await lti_roster.sync(UUID(tenant_id), LmsCourse(UUID(registration_id), deployment, context))


def build_queue() -> procrastinate.App:
    """Return the job queue over the app role's connections."""
    connector = procrastinate.PsycopgConnector(conninfo=current().settings.database_url, min_size=1, max_size=4)
    queue = procrastinate.App(connector=connector)
    queue.add_tasks_from(blueprint, namespace="")
    return queue


async def rescue(queue: procrastinate.App, patience: float = _STALLED_SECONDS) -> int:
    """Let the jobs of a worker that was killed be done again; return how many.

    Args:
        queue: The queue, open.
        patience: Seconds without a sign of life after which a worker counts as dead.
    """
    try:
        stalled = list(await queue.job_manager.get_stalled_jobs(seconds_since_heartbeat=patience))
        for job in stalled:
            await queue.job_manager.retry_job(job)
    except ConnectorException as error:
        raise UnavailableError("The database does not answer right now. The worker tries again.") from error
    return len(stalled)


async def _every(seconds: float, name: str, work: Callable[[], Awaitable[object]], *, after: float = 0.0) -> None:
    """Call `work` again and again, first `after` so many seconds; an outage is logged once and waited out.

    What nobody has thought of is logged with its trace each time, and ends this round and no other work.
    """
    failing = False
    await asyncio.sleep(after)
    while True:
        try:
            await work()
            failing = False
        except LearnAppError as error:
            if not failing:
                log.warning("periodic work failed", work=name, code=error.code)
            failing = True
        except Exception as error:  # noqa: BLE001 - one kind of work must not take all others with it
            log.error("periodic work broke", work=name, error=type(error).__name__, exc_info=error)
            failing = True
        # What comes once a day must not be lost for days to an outage of a second.
        await asyncio.sleep(min(seconds * 5, _PATIENCE) if failing else seconds)


async def run() -> None:
    """Work until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    queue = build_queue()
    async with queue.open_async():
        work = [
            asyncio.create_task(
                # A long import is cut at its batch and goes on after the restart.
                queue.run_worker_async(
                    concurrency=4,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                    shutdown_graceful_timeout=_SHUTDOWN_SECONDS,
                )
            ),
            asyncio.create_task(_every(1.0, "audit sealing", sealing.seal_all)),
            asyncio.create_task(_every(60.0, "list of the erased", erased_list.work)),
            asyncio.create_task(_every(20.0, "tests whose time is over", attempt_records.work)),
            asyncio.create_task(_every(20.0, "stalled jobs", lambda: rescue(queue))),
            asyncio.create_task(_every(3600.0, "expired sessions", operations.remove_expired_sessions)),
            asyncio.create_task(_every(3600.0, "item parameters", difficulty.work)),
            asyncio.create_task(_every(3600.0, "weights of memory", memory_fit.work)),
            asyncio.create_task(_every(900.0, "sparing of test items", exposure_work.work)),
            asyncio.create_task(_every(86_400.0, "indexes of courses", retrieval_index.work, after=_CATCH_UP)),
            asyncio.create_task(_every(86_400.0, "old uploads", content_jobs.remove_old_uploads)),
            asyncio.create_task(_every(86_400.0, "unused pictures and films", unused_media.work, after=_CATCH_UP)),
            asyncio.create_task(_every(900.0, "content providers", provider_sync.daily)),
            asyncio.create_task(_every(3600.0, "files of content providers", provider_media.work)),
            asyncio.create_task(_every(3600.0, "licences of content", licences.work)),
            asyncio.create_task(_every(300.0, "notices of the morning", notice_morning.work)),
            asyncio.create_task(_every(300.0, "letters of views", view_letters.work)),
            asyncio.create_task(_every(5.0, "deliveries", delivery_work.work)),
            asyncio.create_task(_every(300.0, "mail that came back", bounce_reading.work)),
            asyncio.create_task(_every(86_400.0, "old deliveries", delivery_work.prune)),
            asyncio.create_task(_every(900.0, "who may need help", lambda: at_risk.work(model_serving.triggers))),
            asyncio.create_task(_every(5.0, "interventions", intervention_sending.work)),
            asyncio.create_task(_every(3600.0, "what interventions have done", intervention_sending.judge_all)),
            asyncio.create_task(_every(86_400.0, "fairness reports", lambda: fairness.work(model_serving.trigger))),
            asyncio.create_task(_every(30.0, "killed trainings", training_work.sweep)),
            asyncio.create_task(_every(1800.0, "nightly trainings", training_work.nightly)),
            asyncio.create_task(_every(3600.0, "old trainings", training_work.remove_old)),
            asyncio.create_task(_every(86_400.0, "old files of models", model_pruning.work)),
            asyncio.create_task(_every(3600.0, "watched models", model_watch.watch_all)),
            asyncio.create_task(_every(86_400.0, "old notices", notice_morning.prune)),
            asyncio.create_task(_every(60.0, "features that are behind", feature_work.catch_up)),
            asyncio.create_task(_every(60.0, "freshness of features", feature_work.measure)),
            asyncio.create_task(_every(15.0, "tracks that are behind", track_work.catch_up)),
            asyncio.create_task(_every(300.0, "figures of classes", feature_work.count_figures)),
            asyncio.create_task(_every(86_400.0, "all features", lambda: feature_work.catch_up(everything=True))),
            asyncio.create_task(_every(86_400.0, "rollups of before", rollups.catch_up)),
            asyncio.create_task(_every(900.0, "days of a new time zone", rollups.move, after=_CATCH_UP)),
            asyncio.create_task(_every(86_400.0, "old rollups", rollups.prune)),
            asyncio.create_task(_every(86_400.0, "recommendation days", recommendations.count_days)),
            asyncio.create_task(_every(86_400.0, "figures of the mission", mission_figures.work, after=_CATCH_UP)),
            asyncio.create_task(_every(86_400.0, "old reports", report_batches.prune)),
            asyncio.create_task(_every(86_400.0, "old receipts", operations.prune_receipts)),
            asyncio.create_task(_every(86_400.0, "experiments", experiment_work.work)),
            asyncio.create_task(_every(3600.0, "drift", drift.work)),
            asyncio.create_task(_every(5.0, "grades for courses", lti_sending.work)),
            asyncio.create_task(_every(5.0, "open data", open_data_sending.work)),
            asyncio.create_task(_every(5.0, "statements of tools", xapi_events.work)),
            asyncio.create_task(_every(86_400.0, "grades, counted again", lti_counting.again_everywhere)),
            asyncio.create_task(_every(1800.0, "rosters of courses", lti_roster.work)),
            asyncio.create_task(_every(5.0, "webhooks", webhook_sending.work)),
            asyncio.create_task(_every(60.0, "assignments that are done", webhook_sending.look_for_done)),
            asyncio.create_task(_every(86_400.0, "old webhooks", webhook_sending.prune)),
            asyncio.create_task(_every(300.0, "planned exports", export_work.planned)),
            asyncio.create_task(_every(60.0, "killed exports", export_work.sweep)),
            asyncio.create_task(_every(3600.0, "old exports", export_work.prune)),
            asyncio.create_task(_every(86_400.0, "partitions", operations.ensure_partitions)),
        ]
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait([*work, stopped], return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if stop.is_set():
            ending.insist()
        for task in work:
            task.cancel()
        for task in work:
            with contextlib.suppress(asyncio.CancelledError):
                await task
