"""What an experiment may be: the ways of choosing that can be tried, and the rules that a design has to keep."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import InvalidInputError
from learnapp.ml.artefact import ModelKind
from learnapp.ml.outcomes import METRICS
from learnapp.ml.promotion import closed
from learnapp.services import current
from learnapp.storage.repositories import model_registry as version_rows
from learnapp.storage.repositories.experiments import ArmRow, ExperimentRow

NOW, CHANCE = "now", "chance"
"""Names of the two arms that every experiment has: as now, and the control by chance."""
LEAST_ARMS = 3
MOST_CHANCE = 10
LEAST_SHARE = 5
LEAST_DAYS, MOST_DAYS = 2, 28
LONGEST = timedelta(days=400)
WAYS: dict[str, dict[str, Any]] = {
    "closer_fit": {"weights": {"success_fit": 2.4}},
    "review_first": {"weights": {"due": 1.8}},
    "gaps_first": {"weights": {"gap": 2.2}},
    "missed_first": {"weights": {"missed": 1.6}},
    "more_chance": {"exploration": 0.15},
}
"""Other weights of the selector that can be tried; `experiment-arm-KEY` of the catalogue says what they do."""
_MOST_VERSIONS = 20
_NAME, _QUESTION = (3, 80), (10, 300)
_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """An experiment as somebody has filled in its form.

    Attributes:
        varies: weights or model.
        unit: student or section.
        share: Per cent of the students or sections that are in it.
        arms: Arm -> per cent of those, `now` and `chance` too; together 100.
        effect: Smallest difference worth finding, a part of 1 or points of mastery in a minute.
        days: So many days are counted of each student.
    """

    name: str
    question: str
    varies: str
    unit: str
    share: int
    arms: dict[str, int] = field(default_factory=dict)
    metric: str = "mastery_per_minute"
    effect: float = 0.0
    days: int = 7
    planned_end: date = date.min


def slug(model: str) -> str:
    """Return a model's name as the name of an arm."""
    return _SLUG.sub("_", model.lower()).strip("_")[:40]


async def versions(tenant: UUID) -> dict[str, UUID]:
    """Return the versions of the content recommender that may choose in an arm: name -> id, the newest first.

    An arm is a trial with some students, so the gates of a canary have to be open.

    Args:
        tenant: The institution.
    """
    kind = ModelKind.CONTENT_RECOMMENDER.value
    async with current().db.transaction(tenant) as tx:
        found, _ = await version_rows.versions(tx.session, tenant, kind, 0, _MOST_VERSIONS)
    open_to = [one for one in found if not one.pruned and not closed(one.metrics.get("gates", []), "canary", kind)]
    return {one.name: one.version_id for one in open_to}


def ways(varies: str, versions: Mapping[str, UUID]) -> dict[str, dict[str, Any]]:
    """Return what can be tried beside "as now" and chance: arm -> its policy.

    Args:
        varies: weights or model.
        versions: Versions of the registry that can be tried.
    """
    if varies == "weights":
        return WAYS
    known: dict[str, dict[str, Any]] = {slug(name): {"model": name} for name in current().loop.models[1:]}
    return known | {slug(name): {"model": name, "version": str(version)} for name, version in versions.items()}


def checked(draft: Draft, by: UUID, now: datetime, versions: Mapping[str, UUID]) -> ExperimentRow:
    """Return the experiment that a draft describes.

    Args:
        draft: As somebody has filled it in.
        by: Who.
        now: The moment.
        versions: Versions of the registry that can be tried.

    Raises:
        InvalidInputError: A rule is broken; the message says which.
    """
    name, question = draft.name.strip(), draft.question.strip()
    if not _NAME[0] <= len(name) <= _NAME[1]:
        raise InvalidInputError(f"A name has {_NAME[0]} to {_NAME[1]} letters.")
    if not _QUESTION[0] <= len(question) <= _QUESTION[1]:
        raise InvalidInputError(f"Write the question in {_QUESTION[0]} to {_QUESTION[1]} letters.")
    if draft.varies not in ("weights", "model") or draft.unit not in ("student", "section"):
        raise InvalidInputError("Choose what is varied and who is drawn from the lists.")
    if draft.metric not in METRICS:
        raise InvalidInputError("There is no such figure. Choose one of the list.")
    if not 1 <= draft.share <= 100:
        raise InvalidInputError("The share lies between 1 and 100 %.")
    if not 0.0 < draft.effect < 1.0:
        raise InvalidInputError("The smallest difference worth finding is more than 0 and less than 100 points.")
    if not LEAST_DAYS <= draft.days <= MOST_DAYS:
        raise InvalidInputError(f"Count {LEAST_DAYS} to {MOST_DAYS} days of each student.")
    if not timedelta(days=draft.days) <= draft.planned_end - now.date() <= LONGEST:
        raise InvalidInputError("The planned end lies after the counted days of a student, and within 400 days.")
    return ExperimentRow(
        uuid7(), name, question, draft.varies, draft.unit, draft.share, draft.metric, draft.effect, draft.days,
        draft.planned_end, 0, "draft", secrets.token_bytes(32), now, by, arms=_arms(draft, versions),
    )  # fmt: skip


def _arms(draft: Draft, versions: Mapping[str, UUID]) -> list[ArmRow]:
    """Return the arms in their order: as now, what is tried, chance."""
    possible = ways(draft.varies, versions)
    tried = [arm for arm in draft.arms if arm not in (NOW, CHANCE)]
    if not set(tried) <= possible.keys():
        raise InvalidInputError("There is no such way of choosing. Choose from the list.")
    if NOW not in draft.arms or CHANCE not in draft.arms or len(tried) + 1 < LEAST_ARMS:
        raise InvalidInputError(
            f"An experiment has at least {LEAST_ARMS} arms, one of them as now, and the control by chance."
        )
    if not 1 <= draft.arms[CHANCE] <= MOST_CHANCE:
        raise InvalidInputError(f"Chance chooses for 1 to {MOST_CHANCE} % of the students in the experiment.")
    if any(share < LEAST_SHARE for arm, share in draft.arms.items() if arm != CHANCE):
        raise InvalidInputError(f"An arm has at least {LEAST_SHARE} %, or it would never tell anything.")
    if sum(draft.arms.values()) != 100:
        raise InvalidInputError(f"The shares add up to 100 %, not to {sum(draft.arms.values())} %.")
    policies: list[tuple[str, dict[str, Any]]] = [
        (NOW, {}),
        *((arm, possible[arm]) for arm in possible if arm in tried),
    ]
    policies.append((CHANCE, {"chance": True}))
    none = UUID(int=0)
    return [ArmRow(none, arm, place, draft.arms[arm], policy) for place, (arm, policy) in enumerate(policies)]


@dataclass(frozen=True)
class Choice:
    """A way of choosing in the form of a new experiment.

    Attributes:
        key: Its name in the catalogue, `model` for a model.
        arm: Its name in the form.
        share: Per cent that the form begins with; 0: not tried.
    """

    key: str = ""
    arm: str = ""
    model: str = ""
    share: int = 0


def choices(varies: str, versions: Mapping[str, UUID]) -> list[Choice]:
    """Return the arms that the form offers: as now, what can be tried, chance.

    Args:
        varies: weights or model.
        versions: Versions of the registry that can be tried.
    """
    found = [Choice(NOW, NOW, share=35)]
    for place, (arm, policy) in enumerate(ways(varies, versions).items()):
        model = str(policy.get("model", ""))
        found.append(Choice("model" if model else arm, arm, model, 30 if place < LEAST_ARMS - 1 else 0))
    return [*found, Choice(CHANCE, CHANCE, share=5)]
