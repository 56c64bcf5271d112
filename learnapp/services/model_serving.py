"""The registry as the serving processes see it, and the lines in the review queue when a model cannot be loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.ml.artefact import ModelKind
from learnapp.ml.serving import Batch, Served
from learnapp.ml.stages import Standing, standing
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import current
from learnapp.storage.db import Database
from learnapp.storage.repositories import model_registry as rows

if TYPE_CHECKING:
    from learnapp.ml.intervention_trigger import InterventionTrigger


class Registry:
    """Reads the registry of any institution, and the library's beside it.

    Args:
        db: The database.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    async def mark(self, tenant: UUID) -> object:
        """Return what changes whenever something changes for an institution."""
        async with self._db.transaction(tenant) as tx:
            return [await rows.mark(tx.session, owner) for owner in _owners(tenant)]

    async def standing(self, tenant: UUID) -> dict[str, tuple[tuple[UUID, Standing], ...]]:
        """Return kind -> (owner, what stands where): the institution's own first, then the library's."""
        found: dict[str, tuple[tuple[UUID, Standing], ...]] = {}
        async with self._db.transaction(tenant) as tx:
            for owner in _owners(tenant):
                for kind, stands in standing(await rows.changes(tx.session, owner)).items():
                    found[kind] = (*found.get(kind, ()), (owner, stands))
        return found

    async def files(self, tenant: UUID, owner: UUID, version_id: UUID) -> tuple[str, bytes, str] | None:
        """Return name, packed files and their fingerprint of a version."""
        async with self._db.transaction(tenant) as tx:
            version = await rows.version(tx.session, owner, version_id)
            packed = await rows.files(tx.session, owner, version_id)
        return (version.name, *packed) if version is not None and packed is not None else None

    async def broken(self, tenant: UUID, version_id: UUID, name: str, cause: str) -> None:
        """Put a line into the institution's review queue: a version cannot be loaded, another one serves."""
        now = current().clock.now()
        async with self._db.transaction(tenant) as tx:
            await rows.add_review(
                tx.session, tenant, uuid7(), subject=version_id, title=name, reason="review-model-broken",
                evidence={"cause": cause}, dedupe=f"model-broken:{version_id}", now=now,
            )  # fmt: skip


def _owners(tenant: UUID) -> list[UUID]:
    return list(dict.fromkeys((tenant, LIBRARY_TENANT)))


def predictor_for(tenant: UUID, student: UUID, kind: ModelKind = ModelKind.MASTERY_PREDICTOR) -> Served | None:
    """Return the model that serves a student now, None for the analytic one; it costs no round trip and never waits."""
    serving = current().models
    served: Served | None = serving.predictor_for(tenant, student, kind) if serving is not None else None
    return served


async def batch(tenant: UUID, kind: ModelKind) -> Batch:
    """Return what serves an institution's nightly work of a kind, with what is on trial for some of it.

    Raises:
        UnavailableError: The database is away.
    """
    serving = current().models
    serves: Batch = await serving.batch(tenant, kind) if serving is not None else Batch()
    return serves


async def version(tenant: UUID, kind: ModelKind, version_id: UUID) -> Served | None:
    """Return one version of an institution, whether it stands anywhere or not; None where it cannot be loaded.

    Raises:
        UnavailableError: The database is away.
    """
    serving = current().models
    served: Served | None = await serving.version(tenant, kind, version_id) if serving is not None else None
    return served


async def trigger(tenant: UUID) -> tuple[str, InterventionTrigger] | None:
    """Return version and model of the intervention trigger in production; None: the rule serves.

    Raises:
        UnavailableError: The database is away.
    """
    served = (await triggers(tenant)).production
    return (served.name, served.model) if served is not None else None


async def triggers(tenant: UUID) -> Batch:
    """Return the intervention triggers that serve the classes of an institution; without any the rule serves.

    Raises:
        UnavailableError: The database is away.
    """
    return await batch(tenant, ModelKind.INTERVENTION_TRIGGER)


async def refresh(tenant: UUID) -> None:
    """Let this process serve what stands now, at once; the others follow within some seconds."""
    serving = current().models
    if serving is not None:
        await serving.refresh(tenant)
