"""What computes something about people here, for everybody of the institution: what, with which data, how well."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
        rows: Weeks of students, or answers, that it was judged by.
        students: Of how many students.
        auc: Per cent: how often it set somebody who fell behind above somebody who did not, or a right answer above
            a wrong one; -1 where that is unknown.
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
    known = found.get(ModelKind.MASTERY_PREDICTOR.value)
    foresees = predictor[0] if predictor[0] != mastery.MODEL else ""
    knows = ModelCard("mastery", mastery.MODEL, predictor[1], foresees=foresees)
    if known is not None and foresees:
        knows = replace(knows, **_judged(known))
    trigger = ModelCard("trigger", name, since)
    judged = found.get(ModelKind.INTERVENTION_TRIGGER.value)
    if judged is not None:
        trigger = replace(trigger, **_judged(judged))
    return [
        # A trained predictor foresees the next answer; what is mastered stays with the one that can be replayed.
        knows,
        ModelCard("next", f"{POLICY_VERSION} · {recommender[0]}", recommender[1]),
        ModelCard("difficulty", *difficulty),
        trigger,
        ModelCard("safety"),
    ]


def _judged(one: rows.ReportRow) -> dict[str, Any]:
    """Return what the card tells of a report."""
    auc = one.document.get("auc")
    return {
        "judged": one.version, "judged_at": one.created_at.isoformat(), "rows": int(one.document.get("rows", 0)),
        "students": int(one.document.get("students", 0)), "auc": round(100 * auc) if auc is not None else -1,
        "groups": _groups(one.document.get("slices", [])),
    }  # fmt: skip


async def _used(session: AsyncSession, actor: Actor, kind: ModelKind) -> tuple[str, str]:
    """Return name and since when of what serves for a kind."""
    name, since = await model_registry.in_use(session, actor.tenant_id, kind.value)
    return name, since.isoformat() if since is not None else ""


def _groups(slices: list[dict[str, Any]]) -> str:
    if any(one.get("concern") for one in slices):
        return "concern"
    return "fine" if any(one.get("parity") is not None for one in slices) else "few"
