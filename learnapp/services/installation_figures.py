"""Figures of the whole installation for an app's metrics: who asks an app hears of the worker, which has no door."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from learnapp.core import telemetry
from learnapp.core.errors import LearnAppError
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import current, feature_work, rounds
from learnapp.services.feature_work import Freshness
from learnapp.storage import backup
from learnapp.storage.repositories import operations as rows

QUEUE_S, SCHOOLS_S = 5.0, 60.0
"""For so long figures are kept: those of the queue are one query, the others some for every institution."""
_UNKNOWN, _NEVER = float("nan"), float("inf")
_read: dict[str, float] = {}
_reading = asyncio.Lock()


async def measure() -> None:
    """Put the queue, the worker, features, what waits for its seal, trainings and backups into this process's metrics.

    However often it is asked, the database is asked once in `QUEUE_S` and once in `SCHOOLS_S`. What cannot be read is
    NaN: a figure of before an outage would look like one of now.
    """
    async with _reading:
        made = await asyncio.to_thread(backup.last, current().settings.data_dir)
        age = _NEVER if made is None else (current().clock.now() - made).total_seconds()
        telemetry.backup_age.set(age)
        for name, seconds, read in (("queue", QUEUE_S, _queue), ("schools", SCHOOLS_S, _schools)):
            if time.monotonic() - _read.get(name, -seconds) < seconds:
                continue
            try:
                await read()
            except LearnAppError:
                _forget()
                return
            _read[name] = time.monotonic()


def _forget() -> None:
    _read.clear()
    for gauge in (
        telemetry.queue_lag_seconds, telemetry.queue_failed, telemetry.worker_silence, telemetry.features_behind,
        telemetry.audit_unsealed,
    ):  # fmt: skip
        gauge.set(_UNKNOWN)
    telemetry.queue_depth.labels("all").set(_UNKNOWN)
    for name in ("real_time", "hourly"):
        telemetry.feature_lag_seconds.labels(name).set(_UNKNOWN)
    _show([])


async def _queue() -> None:
    async with current().db.transaction(LIBRARY_TENANT) as tx:
        queue = await rows.queue_state(tx.session)
        silence = await rows.worker_silence(tx.session)
    telemetry.queue_depth.labels("all").set(queue.waiting)
    telemetry.queue_lag_seconds.set(queue.oldest)
    telemetry.queue_failed.set(queue.failed)
    telemetry.worker_silence.set(_NEVER if silence is None else silence)


async def _schools() -> None:
    found = await rounds.each_institution("figures", _school)
    feature_work.show([one.freshness for one in found])
    telemetry.audit_unsealed.set(sum(one.unsealed for one in found))
    _show(await rounds.each_institution("figures of models", _models, library=True))


@dataclass(frozen=True, slots=True)
class _Models:
    """Trainings of one institution, (kind, status, how many, seconds of the longest), and versions without files."""

    trainings: list[tuple[str, str, int, float]]
    pruned: dict[str, int]


def _show(found: list[_Models]) -> None:
    """Put what the worker has trained and removed into the metrics; a kind of which nothing is known is not there."""
    counts, longest, pruned = Counter[tuple[str, str]](), dict[str, float](), Counter[str]()
    for one in found:
        for kind, status, count, seconds in one.trainings:
            counts[(kind, status)] += count
            longest[kind] = max(longest.get(kind, 0.0), seconds)
        pruned.update(one.pruned)
    for gauge in (telemetry.trainings, telemetry.training_seconds, telemetry.artefacts_pruned):
        gauge.clear()
    for (kind, status), count in counts.items():
        telemetry.trainings.labels(kind, status).set(count)
    for kind, seconds in longest.items():
        telemetry.training_seconds.labels(kind).set(seconds)
    for kind, gone in pruned.items():
        telemetry.artefacts_pruned.labels(kind).set(gone)


@dataclass(frozen=True, slots=True)
class _School:
    freshness: Freshness
    unsealed: int


async def _school(tenant: UUID) -> _School:
    async with current().db.transaction(tenant) as tx:
        unsealed = await rows.unsealed_entries(tx.session, tenant)
    return _School(await feature_work.freshness(tenant), unsealed)


async def _models(tenant: UUID) -> _Models:
    since = current().clock.now() - timedelta(days=1)
    async with current().db.transaction(tenant) as tx:
        return _Models(await rows.trainings(tx.session, tenant, since), await rows.pruned_versions(tx.session, tenant))
