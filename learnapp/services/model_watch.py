"""How versions do since: what they would have said before each new answer, whether they serve or look on.

It is worked out by the worker from the log, by the code that serves and trains, so no student waits for a shadow.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import polars as pl

from learnapp.core import logging as logs
from learnapp.core.errors import InvalidInputError, LearnAppError
from learnapp.ml.artefact import ModelKind, fingerprint, unpack
from learnapp.ml.cleaning import cleaned
from learnapp.ml.evaluation import Judged
from learnapp.ml.measures import auc
from learnapp.ml.recipes import RECIPES
from learnapp.ml.stages import Standing, standing
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import current, training_data
from learnapp.storage.repositories import model_registry as rows
from learnapp.storage.repositories import training_log
from learnapp.storage.repositories.model_registry import VersionRow, WatchedDay

WATCHED = (ModelKind.MASTERY_PREDICTOR,)
"""Kinds that say something before each answer."""
DAYS = 2
"""Today and the day before are worked out again at each turn: an answer may have been voided meanwhile."""
_LEAST_OF_CLASS = 10
log = logs.get("learnapp.models")


async def watch_all() -> int:
    """Work the last days out for every institution that has a version somewhere; return how many days were written."""
    written = 0
    for tenant in await current().db.directory.tenants():
        if tenant.tenant_id != LIBRARY_TENANT:
            for kind in WATCHED:
                try:
                    written += await watch(tenant.tenant_id, kind.value)
                except LearnAppError as error:
                    log.warning("a model could not be watched", kind=kind.value, code=error.code)
    return written


async def watch(tenant: UUID, kind: str) -> int:
    """Work the last days of one kind out for an institution; return how many days were written.

    Raises:
        UnavailableError: The database is away.
    """
    services = current()
    now = services.clock.now()
    since = (now - timedelta(days=DAYS - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    versions = await _versions(tenant, kind)
    if not versions:
        return 0
    async with services.db.raw(tenant) as conn:
        active = await training_log.active_since(conn, tenant, since)
    if not active:
        return 0
    gathered = await training_data.gather(tenant, students=active)
    frame, _ = await asyncio.to_thread(cleaned, gathered.frame)
    if not len(frame):
        return 0
    written = 0
    for version in versions:
        async with services.db.transaction(tenant) as tx:
            packed = await rows.files(tx.session, version.tenant_id, version.version_id)
        if packed is None:
            continue
        try:
            days = await asyncio.to_thread(
                _days, kind, packed, frame, max(since, version.created_at)
            )  # fmt: skip
        except InvalidInputError:
            # Serving has told people of it already.
            continue
        async with services.db.transaction(tenant) as tx:
            for day in days:
                await rows.put_day(tx.session, tenant, version.version_id, day, now)
        written += len(days)
    return written


async def _versions(tenant: UUID, kind: str) -> list[VersionRow]:
    """Return what stands anywhere; the library's where nothing of the institution's own serves."""
    found: list[VersionRow] = []
    async with current().db.transaction(tenant) as tx:
        own = standing(await rows.changes(tx.session, tenant, kind)).get(kind, Standing())
        wanted: list[tuple[UUID, UUID | None]] = [(tenant, one) for one in (own.production, own.canary, own.shadow)]
        if own.production is None:
            shared = standing(await rows.changes(tx.session, LIBRARY_TENANT, kind)).get(kind, Standing())
            wanted.append((LIBRARY_TENANT, shared.production))
        for owner, version_id in wanted:
            row = await rows.version(tx.session, owner, version_id) if version_id is not None else None
            if row is not None:
                found.append(row)
    return found


def _days(kind: str, packed: tuple[bytes, str], frame: pl.DataFrame, since: datetime) -> list[WatchedDay]:
    data, wanted = packed
    if fingerprint(data) != wanted:
        raise InvalidInputError("The packed files of this model are damaged. Train it anew.")
    with tempfile.TemporaryDirectory(prefix="learnapp-model-") as folder:
        unpack(data, Path(folder) / "model")
        recipe = RECIPES[kind]
        model = recipe.load(Path(folder) / "model")
    told = frame.with_columns(level=pl.lit("")).sort("student", "order", maintain_order=True)
    judged = recipe.judge(model, told)
    moments = told["received"]
    return list(_by_day(judged, moments.dt.date().to_numpy(), (moments >= since).to_numpy()))


def _by_day(judged: Judged, days: np.ndarray, new: np.ndarray) -> Iterable[WatchedDay]:
    for day in np.unique(days[new]):
        rows_of_day = new & (days == day)
        truth, chance = judged.truth[rows_of_day], judged.chance[rows_of_day]
        safe = np.clip(chance, 1e-6, 1.0 - 1e-6)
        loss = -np.where(truth > 0, np.log(safe), np.log1p(-safe))
        both = min(truth.sum(), len(truth) - truth.sum()) >= _LEAST_OF_CLASS
        yield WatchedDay(
            day.astype("datetime64[D]").item(), len(truth), len(np.unique(judged.student[rows_of_day])),
            float(truth.sum()), float(chance.sum()), float(loss.sum()), auc(truth, chance) if both else None,
        )  # fmt: skip
