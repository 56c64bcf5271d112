"""Who is in which arm of the running experiment: from memory, so that an answer waits for nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from learnapp.agents.executor import WeighedModel
from learnapp.agents.ports import Arm, Models
from learnapp.core.errors import LearnAppError
from learnapp.ml.artefact import ModelKind
from learnapp.ml.experiments import arm_for
from learnapp.services import current, model_serving
from learnapp.storage.repositories import experiments as rows
from learnapp.storage.repositories.experiments import ArmRow, ExperimentRow

KEPT_SECONDS = 20.0
"""A change is seen at once by the process that makes it, and after about this long by the others."""
_TOO_OLD = 300.0
_MOST_KEPT = 5_000


@dataclass(frozen=True, slots=True)
class Running:
    """The running experiment of an institution, ready to be asked.

    Attributes:
        weights: Arm -> share, in their order, stopped ones too: the others keep their students.
        arms: Arm -> how it chooses; a stopped arm has none, its students are served as everybody.
        out: Students with whom nothing is to be tried.
    """

    salt: bytes
    unit: str
    share: float
    weights: dict[str, float]
    arms: dict[str, Arm]
    out: frozenset[UUID]


_kept: dict[UUID, tuple[float, Running | None]] = {}
_changes: dict[UUID, int] = {}
_looking: dict[UUID, asyncio.Task[Running | None]] = {}


def arm_of_policy(key: str, row: ArmRow, model: Models | None = None) -> Arm:
    """Return how an arm chooses.

    Args:
        key: The experiment's short name.
        row: The arm with its policy: `{}` as now, `{"chance": true}`, `{"model": NAME}`, `{"exploration": 0.1}`,
            `{"weights": {FEATURE: WEIGHT}}`, `{"version": ID}` of the registry; all but chance go together.
        model: The version that it names, loaded.

    Raises:
        InvalidInputError: The weights name a feature that there is not.
    """
    policy: Mapping[str, Any] = row.policy
    label = f"{key}/{row.arm}"
    changes = policy.get("weights")
    scorer = WeighedModel(row.arm, changes) if changes else model
    return Arm(
        label,
        model=scorer.version if scorer is not None else policy.get("model"),
        scorer=scorer,
        exploration=policy.get("exploration"),
        by_chance=bool(policy.get("chance")),
    )


def ready(found: ExperimentRow, out: frozenset[UUID], models: Mapping[str, Models] | None = None) -> Running:
    """Return an experiment ready to be asked.

    Args:
        found: The experiment.
        out: Students with whom nothing is to be tried.
        models: Arm -> the version of the registry that it names, loaded. An arm whose version cannot be loaded has no
            way of choosing: its students are served as everybody.
    """
    loaded = models or {}
    asked = [one for one in found.arms if one.stopped_at is None]
    return Running(
        found.salt,
        found.unit,
        found.share / 100.0,
        {each.arm: float(each.share) for each in found.arms},
        {
            each.arm: arm_of_policy(found.key, each, loaded.get(each.arm))
            for each in asked
            if "version" not in each.policy or each.arm in loaded
        },
        out,
    )


async def _look(tenant: UUID) -> Running | None:
    before = _changes.get(tenant, 0)
    async with current().db.transaction(tenant) as tx:
        found = await rows.running(tx.session, tenant)
        out = await rows.opted_out(tx.session, tenant) if found is not None else frozenset[UUID]()
    made = ready(found, out, await _versions(tenant, found)) if found is not None else None
    if _changes.get(tenant, 0) == before:
        # Read before a change that has been made meanwhile, it would live on after it.
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[tenant] = (time.monotonic(), made)
    return made


async def _versions(tenant: UUID, found: ExperimentRow) -> dict[str, Models]:
    """Return the versions of the registry that the arms name, as far as they can be loaded."""
    loaded: dict[str, Models] = {}
    for each in found.arms:
        if each.stopped_at is None and "version" in each.policy:
            served = await model_serving.version(tenant, ModelKind.CONTENT_RECOMMENDER, UUID(each.policy["version"]))
            if served is not None:
                loaded[each.arm] = served.model
    return loaded


async def _look_safely(tenant: UUID) -> Running | None:
    """Look; while the database is away nothing is tried with anybody."""
    try:
        return await _look(tenant)
    except LearnAppError:
        return None
    finally:
        _looking.pop(tenant, None)


async def _running(tenant: UUID) -> Running | None:
    """Return the running experiment.

    The first question of a process waits for it, and one after a long silence; otherwise answers go on by what is known
    while somebody looks again.
    """
    kept = _kept.get(tenant)
    age = time.monotonic() - kept[0] if kept is not None else _TOO_OLD
    if kept is None or age >= _TOO_OLD:
        return await _look_safely(tenant)
    if age >= KEPT_SECONDS and tenant not in _looking:
        _looking[tenant] = asyncio.create_task(_look_safely(tenant))
    return kept[1]


async def arm_of(tenant: UUID, student: UUID, section: UUID) -> Arm | None:
    """Return the arm of the running experiment that chooses for a student; None: as without an experiment.

    Whether the student's consents allow it is for the loop to say, which has them.

    Args:
        tenant: The institution.
        student: The student.
        section: Where they learn; what counts when whole sections are drawn.
    """
    found = await _running(tenant)
    if found is None or student in found.out:
        return None
    unit = section if found.unit == "section" else student
    name = arm_for(found.salt, unit, found.share, found.weights)
    return found.arms.get(name) if name is not None else None


def forget(tenant: UUID) -> None:
    """Forget what is known of an institution's experiments, after a change."""
    _changes[tenant] = _changes.get(tenant, 0) + 1
    _kept.pop(tenant, None)
