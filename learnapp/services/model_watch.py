"""How versions do since: what they would have said before each new answer, whether they serve or look on.

It is worked out by the worker from the log, by the code that serves and trains, so no student waits for a shadow.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import numpy as np
import polars as pl

from learnapp.core import logging as logs
from learnapp.core.errors import InvalidInputError
from learnapp.ml.artefact import ModelKind, fingerprint, unpack
from learnapp.ml.cleaning import cleaned
from learnapp.ml.evaluation import Judged
from learnapp.ml.measures import auc
from learnapp.ml.recipes import RECIPES
from learnapp.ml.stages import Standing, standing
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import current, fairness, rounds, training_data
from learnapp.services.fairness import Gathered
from learnapp.storage.repositories import model_registry as rows
from learnapp.storage.repositories import training_log
from learnapp.storage.repositories.model_registry import VersionRow, WatchedDay

if TYPE_CHECKING:
    from learnapp.ml.intervention_trigger import InterventionTrigger
    from learnapp.ml.mastery_recipe import MasteryRecipe

WATCHED = (ModelKind.MASTERY_PREDICTOR, ModelKind.INTERVENTION_TRIGGER)
"""Kinds that say something before it happens: a right answer, or falling behind.

What recommendations bring is counted by days and policies (`recommendation_day`), and how well estimated questions
foretell answers is noted with each fit (`item_fit`): `model_since` reads these."""
DAYS = 2
"""Today and the day before are worked out again at each turn: an answer may have been voided meanwhile."""
_LEAST_OF_CLASS = 10
log = logs.get("learnapp.models")


async def watch_all() -> int:
    """Work the last days out for every institution that has a version somewhere; return how many days were written."""
    return sum([sum(await rounds.each_institution(f"watch of {kind.value}", _WATCHERS[kind])) for kind in WATCHED])


async def watch(tenant: UUID, kind: str = ModelKind.MASTERY_PREDICTOR.value) -> int:
    """Work out what the versions of a kind said before each of the last days' answers; return how many days.

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


async def watch_weeks(tenant: UUID) -> int:
    """Hold what the versions of the trigger say of each week against what came of it; return how many days.

    A week is known four weeks later, and classes are read from far back: once a day is enough.

    Raises:
        UnavailableError: The database is away.
    """
    services, kind = current(), ModelKind.INTERVENTION_TRIGGER.value
    now, versions = services.clock.now(), await _versions(tenant, kind)
    if not versions or _looked.get(tenant) == now.date():
        return 0
    found = await fairness.gather(tenant)
    _looked[tenant] = now.date()
    written = 0
    for version in versions if found is not None else ():
        async with services.db.transaction(tenant) as tx:
            packed = await rows.files(tx.session, version.tenant_id, version.version_id)
        if packed is None or found is None:
            continue
        try:
            days = await asyncio.to_thread(_weeks, packed, found, version.created_at.date())
        except InvalidInputError:
            continue
        async with services.db.transaction(tenant) as tx:
            for day in days:
                await rows.put_day(tx.session, tenant, version.version_id, day, now)
        written += len(days)
    return written


def _weeks(packed: tuple[bytes, str], found: Gathered, since: date) -> list[WatchedDay]:
    model: InterventionTrigger = _opened(ModelKind.INTERVENTION_TRIGGER.value, packed)
    data = found.data
    judged = Judged(data.examples.student, data.examples.outcome, model.predict(data.examples.table))
    days = np.array(found.days, dtype="datetime64[D]")
    return list(_by_day(judged, days, days >= np.datetime64(since)))


_looked: dict[UUID, date] = {}
_WATCHERS = {ModelKind.MASTERY_PREDICTOR: watch, ModelKind.INTERVENTION_TRIGGER: watch_weeks}


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
    model = _opened(kind, packed)
    told = frame.with_columns(level=pl.lit("")).sort("student", "order", maintain_order=True)
    judged = cast("MasteryRecipe", RECIPES[kind]).judge(model, told)
    moments = told["received"]
    return list(_by_day(judged, moments.dt.date().to_numpy(), (moments >= since).to_numpy()))


def _opened(kind: str, packed: tuple[bytes, str]) -> Any:
    data, wanted = packed
    if fingerprint(data) != wanted:
        raise InvalidInputError("The packed files of this model are damaged. Train it anew.")
    with tempfile.TemporaryDirectory(prefix="learnapp-model-") as folder:
        unpack(data, Path(folder) / "model")
        return RECIPES[kind].load(Path(folder) / "model")


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
