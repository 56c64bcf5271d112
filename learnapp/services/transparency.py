"""What computes something about people here, for everybody of the institution: what, with which data, how well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.agents.loop import POLICY_VERSION
from learnapp.engine import mastery
from learnapp.ml.artefact import ModelKind
from learnapp.security.access import Actor
from learnapp.services import current, model_registry, trail
from learnapp.storage.repositories import fairness as rows

_KINDS = (
    ModelKind.MASTERY_PREDICTOR, ModelKind.CONTENT_RECOMMENDER, ModelKind.DIFFICULTY_ESTIMATOR,
    ModelKind.INTERVENTION_TRIGGER,
)  # fmt: skip


@dataclass(frozen=True)
class ModelCard:
    """One model or rule; `transparency-KEY…` of the catalogue says what it is.

    Attributes:
        key: mastery, next, difficulty, trigger or safety.
        version: Which one serves; "" where nothing is learned.
        since: Since when it serves, as an ISO text; "" where it always has.
        judged: Which version was last judged; another one than `version` was in use then.
        judged_at: When it was last judged by what came true, as an ISO text; "" for never.
        rows: Weeks of students that it was judged by.
        students: Of how many students.
        auc: Per cent: how often it set somebody who fell behind above somebody who did not; -1 where that is unknown.
        groups: What the last report found between groups: few (too few to say), fine or concern.
        foresees: The trained model beside it that foresees the next answer; "" for none.
    """

    key: str = ""
    version: str = ""
    since: str = ""
    judged: str = ""
    judged_at: str = ""
    rows: int = 0
    students: int = 0
    auc: int = -1
    groups: str = "few"
    foresees: str = ""


async def model_cards(actor: Actor) -> list[ModelCard]:
    """Return every model and rule that serves the institution.

    Raises:
        ForbiddenError: The actor belongs to no institution.
    """
    await trail.authorise(actor, "read", "model_card")
    async with current().db.transaction(actor.tenant_id) as tx:
        found = {one.kind: one for one in await rows.latest(tx.session, actor.tenant_id)}
        used = [await _used(tx.session, actor, kind) for kind in _KINDS]
    predictor, recommender, difficulty, (name, since) = used
    trigger = ModelCard("trigger", name, since)
    judged = found.get(ModelKind.INTERVENTION_TRIGGER.value)
    if judged is not None:
        auc, slices = judged.document.get("auc"), judged.document.get("slices", [])
        trigger = ModelCard(
            "trigger",
            name,
            since,
            judged.version,
            judged.created_at.isoformat(),
            int(judged.document.get("rows", 0)),
            int(judged.document.get("students", 0)),
            round(100 * auc) if auc is not None else -1,
            _groups(slices),
        )
    return [
        # A trained predictor foresees the next answer; what is mastered stays with the one that can be replayed.
        ModelCard(
            "mastery", mastery.MODEL, predictor[1], foresees=predictor[0] if predictor[0] != mastery.MODEL else ""
        ),
        ModelCard("next", f"{POLICY_VERSION} · {recommender[0]}", recommender[1]),
        ModelCard("difficulty", *difficulty),
        trigger,
        ModelCard("safety"),
    ]


async def _used(session: AsyncSession, actor: Actor, kind: ModelKind) -> tuple[str, str]:
    """Return name and since when of what serves for a kind."""
    name, since = await model_registry.in_use(session, actor.tenant_id, kind.value)
    return name, since.isoformat() if since is not None else ""


def _groups(slices: list[dict[str, Any]]) -> str:
    if any(one.get("concern") for one in slices):
        return "concern"
    return "fine" if any(one.get("parity") is not None for one in slices) else "few"
