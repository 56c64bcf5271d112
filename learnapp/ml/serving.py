"""The trained models of this process: loaded beside the hot path, chosen in it by a look into a dictionary.

Serving never stops for a model's sake. What is damaged is told once and the version before takes its place, then the
library's, then nothing, which means the analytic model; while the database is away, what was loaded stays.
"""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from learnapp.core import logging as logs
from learnapp.core import telemetry
from learnapp.core.errors import LearnAppError
from learnapp.ml.artefact import ModelKind, fingerprint, unpack
from learnapp.ml.recipes import BATCH
from learnapp.ml.stages import Standing

if TYPE_CHECKING:
    from learnapp.ml.training import Recipe

log = logs.get("learnapp.models")

LOOK_SECONDS = 15.0
"""A promotion is seen at once by the process that makes it, and after this long by the others."""
_FORGOTTEN_AFTER = 3600.0
"""An institution that nobody has asked for in this long is loaded anew when somebody comes."""


class Placed(Protocol):
    """A version as the registry names it."""

    @property
    def version_id(self) -> UUID:
        """Its id."""
        ...

    @property
    def name(self) -> str:
        """Kind and number."""
        ...


class Source(Protocol):
    """Where the registry lies; bound by bootstrap."""

    async def mark(self, tenant: UUID) -> object:
        """Return what changes whenever something changes for an institution; one small query."""
        ...

    async def standing(self, tenant: UUID) -> dict[str, tuple[tuple[UUID, Standing], ...]]:
        """Return kind -> (owner, what stands where): the institution's own first, then the library's."""
        ...

    async def files(self, tenant: UUID, owner: UUID, version_id: UUID) -> tuple[str, bytes, str] | None:
        """Return name, packed files and their fingerprint."""
        ...

    async def broken(self, tenant: UUID, version_id: UUID, name: str, cause: str) -> None:
        """Tell people that a version cannot be loaded."""
        ...


@dataclass(frozen=True, slots=True)
class Served:
    """The model that serves a student.

    Attributes:
        name: Kind and number, for the decision row.
        stage: production or canary.
        model: As the recipe of its kind loads it; shared by everybody, so nobody changes it.
    """

    version_id: UUID
    name: str
    stage: str
    model: Any


@dataclass(frozen=True, slots=True)
class Batch:
    """What serves work that nobody waits for, in whole classes or courses.

    Attributes:
        production: What serves all of them; None: what needs no training.
        canary: What is on trial with a share of them, if anything is.
        share: Which share, 0 to 1.
    """

    production: Served | None = None
    canary: Served | None = None
    share: float = 0.0

    def of(self, parts: Collection[UUID]) -> dict[UUID, Served | None]:
        """Return what serves each class or course.

        Args:
            parts: All of them that are worked on, for a trial that met none of a few would tell nothing.
        """
        if self.canary is None:
            return dict.fromkeys(parts, self.production)
        tried = on_trial(parts, self.canary.version_id, self.share)
        return {part: self.canary if part in tried else self.production for part in parts}


@dataclass(slots=True)
class _Held:
    """What is loaded for one institution."""

    production: dict[str, Served] = field(default_factory=dict)
    canary: dict[str, tuple[Served, float]] = field(default_factory=dict)
    mark: object = None
    looked: float = 0.0
    asked: float = 0.0


class ModelServing:
    """Keeps the models of the institutions that are at work in this process.

    Args:
        source: The registry.
        recipes: Kind -> how it is loaded.
    """

    def __init__(self, source: Source, recipes: Mapping[str, Recipe]) -> None:
        self._source = source
        self._recipes = recipes
        self._held: dict[UUID, _Held] = {}
        self._loaded: dict[tuple[UUID, UUID], Served] = {}
        self._broken: set[tuple[UUID, UUID]] = set()
        self._looking: dict[UUID, asyncio.Task[None]] = {}
        self._closed = False

    def predictor_for(
        self, tenant: UUID, student: UUID, kind: ModelKind = ModelKind.MASTERY_PREDICTOR
    ) -> Served | None:
        """Return the model that serves a student now; None: the analytic one.

        It never waits: an institution that is new here is loaded beside it, and has the analytic model until then.

        Args:
            tenant: The institution.
            student: Decides, always in the same way, who gets a canary.
            kind: What kind of model.
        """
        now = time.monotonic()
        held = self._held.get(tenant)
        if held is None:
            self._look(tenant)
            return None
        held.asked = now
        if now - held.looked > LOOK_SECONDS:
            self._look(tenant)
        canary = held.canary.get(kind)
        if canary is not None and in_canary(student, canary[0].version_id, canary[1]):
            return canary[0]
        return held.production.get(kind)

    def serves(self, tenant: UUID, kind: ModelKind) -> tuple[Served, ...]:
        """Return what is loaded of a kind for an institution: what is in production, and a canary."""
        held = self._held.get(tenant)
        if held is None:
            return ()
        production, canary = held.production.get(kind), held.canary.get(kind)
        return tuple(one for one in (production, canary[0] if canary else None) if one is not None)

    def mark_of(self, tenant: UUID) -> object:
        """Return what has changed whenever something has for an institution, as of the last look."""
        held = self._held.get(tenant)
        return held.mark if held is not None else None

    def _look(self, tenant: UUID) -> None:
        if self._closed or tenant in self._looking:
            return
        task = asyncio.get_running_loop().create_task(self._look_safely(tenant))
        self._looking[tenant] = task
        task.add_done_callback(lambda _done: self._looking.pop(tenant, None))

    async def _look_safely(self, tenant: UUID) -> None:
        try:
            await self.refresh(tenant)
        except LearnAppError as error:
            # The database is away: what is loaded serves on, and the next look comes after the usual pause.
            log.warning("models could not be looked at", code=error.code)
            held = self._held.setdefault(tenant, _Held())
            held.looked = time.monotonic()
        except Exception as error:  # noqa: BLE001 - whatever it is, serving goes on
            log.error("models could not be looked at", error=type(error).__name__)
            self._held.setdefault(tenant, _Held()).looked = time.monotonic()

    async def refresh(self, tenant: UUID) -> None:
        """Load what stands for an institution now, if anything has changed; what is loaded serves meanwhile.

        Raises:
            UnavailableError: The database is away.
        """
        before = self._held.get(tenant)
        mark = await self._source.mark(tenant)
        now = time.monotonic()
        if before is not None and before.mark == mark:
            before.looked = now
            return
        fresh = _Held(mark=mark, looked=now, asked=before.asked if before else now)
        for kind, owners in (await self._source.standing(tenant)).items():
            if kind not in self._recipes or kind in BATCH:
                continue
            serves = await self._first(tenant, kind, _in_line(owners), "production")
            if serves is not None:
                fresh.production[kind] = serves
            for owner, stands in owners:
                if stands.canary is not None and owner == tenant:
                    tried = await self._first(tenant, kind, [(owner, stands.canary)], "canary")
                    if tried is not None:
                        fresh.canary[kind] = (tried, stands.share)
        self._held[tenant] = fresh
        self._forget_unused(now)

    async def batch(self, tenant: UUID, kind: ModelKind) -> Batch:
        """Return what serves for work that nobody waits for, as it stands now.

        Nothing of it is kept: it is asked once in a night or an hour. A canary that cannot be loaded is left out.

        Raises:
            UnavailableError: The database is away.
        """
        owners = (await self._source.standing(tenant)).get(kind.value, ())
        serves = await self._first(tenant, kind.value, _in_line(owners), "production")
        tried, share = None, 0.0
        for owner, stands in owners:
            if stands.canary is not None and owner == tenant:
                tried, share = await self._first(tenant, kind.value, [(owner, stands.canary)], "canary"), stands.share
        self._forget_unused(time.monotonic())
        return Batch(serves, tried, share)

    async def version(self, tenant: UUID, kind: ModelKind, version_id: UUID) -> Served | None:
        """Return one version of an institution for an arm of an experiment; None where it cannot be loaded.

        Raises:
            UnavailableError: The database is away.
        """
        return await self._first(tenant, kind.value, [(tenant, version_id)], "experiment")

    async def _first(self, tenant: UUID, kind: str, line: Iterable[tuple[UUID, UUID]], stage: str) -> Served | None:
        """Return the first version of a line that can be loaded."""
        for owner, version in line:
            found = await self._load(tenant, kind, owner, version)
            if found is not None:
                return Served(found.version_id, found.name, stage, found.model)
        return None

    async def _load(self, tenant: UUID, kind: str, owner: UUID, version: UUID) -> Served | None:
        known = self._loaded.get((owner, version))
        if known is not None or (owner, version) in self._broken:
            return known
        found = await self._source.files(tenant, owner, version)
        if found is None:
            return None
        name, data, wanted = found
        try:
            model = await asyncio.to_thread(_opened, self._recipes[kind], name, data, wanted)
        except Exception as error:  # noqa: BLE001 - a foreign file may break a library in any way
            self._broken.add((owner, version))
            telemetry.fallbacks.labels("models", "broken_file").inc()
            log.error("a model cannot be loaded", version=name, error=type(error).__name__)
            await self._source.broken(tenant, version, name, type(error).__name__)
            return None
        served = Served(version, name, "", model)
        self._loaded[(owner, version)] = served
        return served

    def _forget_unused(self, now: float) -> None:
        for tenant in [one for one, held in self._held.items() if now - held.asked > _FORGOTTEN_AFTER]:
            del self._held[tenant]
        used = {one.version_id for held in self._held.values() for one in held.production.values()}
        used |= {one.version_id for held in self._held.values() for one, _ in held.canary.values()}
        self._loaded = {key: one for key, one in self._loaded.items() if key[1] in used}

    async def close(self) -> None:
        """Stop looking."""
        self._closed = True
        for task in list(self._looking.values()):
            task.cancel()
        await asyncio.gather(*self._looking.values(), return_exceptions=True)


def _in_line(owners: Iterable[tuple[UUID, Standing]]) -> list[tuple[UUID, UUID]]:
    """Return (owner, version) in the order in which they may serve: the present one, those before, the library's."""
    return [(owner, version) for owner, stands in owners for version in reversed(stands.stack)]


def _opened(recipe: Recipe, name: str, data: bytes, wanted: str) -> Any:
    """Return the model in packed files, which have to be the very ones that were stored.

    Raises:
        ValueError: They are not.
        InvalidInputError: They are no model of this kind, or one that this release does not read.
    """
    if fingerprint(data) != wanted:
        raise ValueError("the packed files are damaged")
    with tempfile.TemporaryDirectory(prefix="learnapp-model-") as folder:
        unpack(data, Path(folder) / "model")
        return recipe.served(recipe.load(Path(folder) / "model"), name)


def in_canary(student: UUID, version: UUID, share: float) -> bool:
    """Return whether a student gets a canary: always the same answer, and who is in stays in when the share grows."""
    return _lot(student, version) < share


def on_trial(parts: Collection[UUID], version: UUID, share: float) -> frozenset[UUID]:
    """Return the classes or courses that get a canary: at least one, and which are in stay in when the share grows."""
    lots = {part: _lot(part, version) for part in parts}
    first = min(lots, key=lambda part: lots[part], default=None)
    return frozenset(part for part, lot in lots.items() if lot < share or part == first)


def _lot(one: UUID, version: UUID) -> float:
    """Return the number between 0 and 1 that a student, class or course has drawn for a version."""
    return int.from_bytes(hashlib.blake2b(one.bytes + version.bytes, digest_size=4).digest(), "big") / 2**32
