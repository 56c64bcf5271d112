"""Figures of the whole installation for an app's metrics: who asks an app hears of the worker, which has no door."""

from __future__ import annotations

import asyncio
import time
from uuid import UUID

from learnapp.core import telemetry
from learnapp.core.errors import LearnAppError
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import current, feature_work, rounds
from learnapp.services.feature_work import Freshness
from learnapp.storage.repositories import operations as rows

QUEUE_S, SCHOOLS_S = 5.0, 60.0
"""For so long figures are kept: those of the queue are one query, the others some for every institution."""
_UNKNOWN = float("nan")
_read: dict[str, float] = {}
_reading = asyncio.Lock()


async def measure() -> None:
    """Put the queue, the freshness of features and what waits for its seal into the metrics of this process.

    However often it is asked, the database is asked once in `QUEUE_S` and once in `SCHOOLS_S`. What cannot be read is
    NaN: a figure of before an outage would look like one of now.
    """
    async with _reading:
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
    for gauge in (telemetry.queue_lag_seconds, telemetry.features_behind, telemetry.audit_unsealed):
        gauge.set(_UNKNOWN)
    telemetry.queue_depth.labels("all").set(_UNKNOWN)
    for name in ("real_time", "hourly"):
        telemetry.feature_lag_seconds.labels(name).set(_UNKNOWN)


async def _queue() -> None:
    async with current().db.transaction(LIBRARY_TENANT) as tx:
        queue = await rows.queue_state(tx.session)
    telemetry.queue_depth.labels("all").set(queue.waiting)
    telemetry.queue_lag_seconds.set(queue.oldest)


async def _schools() -> None:
    found = await rounds.each_institution("figures", _school)
    feature_work.show([one for one, _ in found])
    telemetry.audit_unsealed.set(sum(unsealed for _, unsealed in found))


async def _school(tenant: UUID) -> tuple[Freshness, int]:
    async with current().db.transaction(tenant) as tx:
        unsealed = await rows.unsealed_entries(tx.session, tenant)
    return await feature_work.freshness(tenant), unsealed
