"""Features at serving: the student's own from what was loaded for the event, the class's figures from memory.

What needs more than the student's row is counted by the hour and kept in a table. Every process reads it at most every
two minutes, through the cache, and figures hold only from five minutes after they were counted: so all processes use
the same ones at the same time, and training can look up which these were. When the store is away, the figures that
the process has serve on, however old, and whoever asks is told that they are stale.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from learnapp.engine.kc import CourseSnapshot, LearnerState
from learnapp.engine.selector import Candidate
from learnapp.ml.answers import Floats
from learnapp.ml.feature_declarations import VERSION
from learnapp.ml.feature_fold import values_of
from learnapp.ml.feature_reading import Values, kc_values
from learnapp.ml.known_features import columns_of
from learnapp.storage.cache import Cache
from learnapp.storage.db import Database
from learnapp.storage.repositories import features as rows

CACHE_LASTS = timedelta(minutes=2)
SETTLES = timedelta(minutes=5)
"""From the counting of figures to the moment from which they hold."""
_MOST_KEPT = 5_000
_log = logging.getLogger("learnapp.features")


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """What a student is compared with.

    Attributes:
        figures: See `feature_reading.class_values`; empty where nothing is known.
        stale: The store is away: these are the last that were good.
        old: Others may hold by now: whoever ranks by them reads them anew, as training will.
    """

    figures: Mapping[str, Any]
    stale: bool = False
    old: bool = False


@dataclass(frozen=True, slots=True)
class ServedFeatures:
    """The features of a student at a moment.

    Attributes:
        own: By the names of `STUDENT_NAMES`; nan where nothing is known.
        kcs: Likewise for each KC that was asked about, by the names of `KC_NAMES`.
        degraded: Parts that are away right now, for the answer.
    """

    own: Values
    kcs: Mapping[UUID, Values]
    version: str = VERSION
    degraded: tuple[str, ...] = ()

    def __len__(self) -> int:
        """How many values there are."""
        return len(self.own) + sum(len(values) for values in self.kcs.values())


@dataclass(slots=True)
class _Kept:
    """Figures in memory, newest first, when they were read, and whether that failed."""

    read_at: datetime
    rows: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list)
    failed: bool = False


class FeatureStore:
    """Gives features; the figures of classes that were asked for last stay in memory.

    Args:
        db: Where figures are kept.
        cache: Shared between processes where there is a Redis.
    """

    def __init__(self, db: Database, cache: Cache) -> None:
        self._db, self._cache = db, cache
        self._kept: OrderedDict[tuple[UUID, UUID], _Kept] = OrderedDict()
        self._reading: dict[tuple[UUID, UUID], asyncio.Task[None]] = {}

    def peek(self, tenant: UUID, section: UUID, now: datetime) -> ClassFigures | None:
        """Return the figures in memory without waiting, None when they were never read; old ones are read again."""
        kept = self._kept.get((tenant, section))
        if kept is None:
            return None
        if abs(now - kept.read_at) >= CACHE_LASTS:
            self._read_soon((tenant, section), now)
        return _at(kept, now)

    async def figures(self, tenant: UUID, section: UUID, now: datetime) -> ClassFigures:
        """Return the figures of a section, at most two minutes old; the last good ones when the store is away."""
        key = (tenant, section)
        kept = self._kept.get(key)
        if kept is None or abs(now - kept.read_at) >= CACHE_LASTS:
            # Somebody who stops waiting must not take them from the others.
            await asyncio.shield(self._read_soon(key, now))
        return _at(self._kept[key], now)

    def serve(
        self,
        learner: LearnerState,
        snapshot: CourseSnapshot,
        figures: ClassFigures,
        now: datetime,
        about: Iterable[UUID] | None = None,
    ) -> ServedFeatures:
        """Return every feature of a student in a course at a moment; reads nothing.

        Args:
            learner: As it was loaded, or as it is after the event.
            snapshot: The course.
            figures: Of the class, from `peek` or `figures`.
            now: Server time.
            about: KCs that are asked about; every one of the course when None.
        """
        own = values_of(learner, snapshot, now, figures.figures)
        kcs = {kc_id: kc_values(learner, snapshot, kc_id, now) for kc_id in about or snapshot.topological}
        return ServedFeatures(own, kcs, degraded=("features",) if figures.stale else ())

    def _read_soon(self, key: tuple[UUID, UUID], now: datetime) -> asyncio.Task[None]:
        task = self._reading.get(key)
        if task is None or task.done() or task.get_loop() is not asyncio.get_running_loop():
            task = self._reading[key] = asyncio.create_task(self._read(key, now))
            task.add_done_callback(lambda done: self._reading.pop(key, None))
        return task

    async def _read(self, key: tuple[UUID, UUID], now: datetime) -> None:
        before = self._kept.get(key)
        try:
            self._kept[key] = await self._newest(key, now)
        except Exception as error:  # noqa: BLE001 - the store may be away in any way: what is known serves on
            _log.warning("feature store away", extra={"cause": type(error).__name__})
            self._kept[key] = _Kept(now, before.rows if before is not None else [], failed=True)
        self._kept.move_to_end(key)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)

    async def _newest(self, key: tuple[UUID, UUID], now: datetime) -> _Kept:
        name = f"features:{key[0]}:{key[1]}"
        cached = await self._cache.get(name)
        if cached is not None:
            read_at = datetime.fromisoformat(cached[0])
            if abs(now - read_at) < CACHE_LASTS:
                return _Kept(read_at, [(datetime.fromisoformat(one), figures) for one, figures in cached[1]])
        async with self._db.raw(key[0]) as conn:
            found = [(one.valid_from, one.figures) for one in await rows.newest_figures(conn, *key)]
        kept = [now.isoformat(), [(one.isoformat(), figures) for one, figures in found]]
        await self._cache.set(name, kept, CACHE_LASTS)
        return _Kept(now, found)


@dataclass(frozen=True, slots=True)
class StoreReading:
    """The store for one event, as a trained model that ranks reads it; the agents' port `Known`.

    Attributes:
        figures: Of the class, as they are in memory.
    """

    store: FeatureStore
    snapshot: CourseSnapshot
    figures: ClassFigures

    def of(self, learner: LearnerState, pool: Sequence[Candidate], now: datetime) -> Floats:
        """Return one row for each candidate; shape (len(pool), len(READS))."""
        about = [each.kc_id for each in pool]
        served = self.store.serve(learner, self.snapshot, self.figures, now, set(about))
        return columns_of(served.own, served.kcs, about)


def _at(kept: _Kept, now: datetime) -> ClassFigures:
    holds = next((figures for valid_from, figures in kept.rows if valid_from <= now), {})
    # What is counted after a reading holds from so long after it on: until then nothing else can hold.
    return ClassFigures(holds, kept.failed, abs(now - kept.read_at) >= SETTLES)
