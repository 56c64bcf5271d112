"""The registry as its overview shows it: plain values, ids as text, moments as ISO text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from learnapp.ml.promotion import closed
from learnapp.ml.versions import parsed
from learnapp.services.model_registry import KindState
from learnapp.services.model_training import LIVE, RunRow
from learnapp.storage.repositories.model_registry import VersionRow

STEPS = 5
HEADLINES = {
    "mastery_predictor": "auc", "content_recommender": "reward_over_rules", "intervention_trigger": "auc",
    "difficulty_estimator": "log_loss",
}  # fmt: skip
"""Kind -> the figure that says most of it; `models-headline-KIND` of the catalogue tells it."""
STAGE_TONES = {"production": "good", "canary": "busy", "shadow": "busy"}
_TONES = {"done": "good", "failed": "bad", "stopped": "warn", "interrupted": "warn"}


@dataclass(frozen=True)
class PlaceView:
    """What stands in a stage; `number` is "" for nothing."""

    version_id: str = ""
    number: str = ""
    since: str = ""
    share: int = 0


@dataclass(frozen=True)
class RunLine:
    """One training.

    Attributes:
        percent: 0 to 100.
        answers, students: What it learned from, 0 while that is not known.
        fault: Code of the error that ended it.
    """

    run_id: str = ""
    kind: str = ""
    status: str = ""
    tone: str = "idle"
    step: str = "gather"
    done: int = 0
    percent: int = 0
    reason: str = "asked"
    started: str = ""
    fault: str = ""
    live: bool = False
    resumable: bool = False
    version_id: str = ""
    answers: int = 0
    students: int = 0


@dataclass(frozen=True)
class KindView:
    """One kind of model: what serves, what is tried, what is trained.

    Attributes:
        shared: Number of the library's version that serves, "" for none.
        back: Number of the version that going back would lead to; "" for the model without training.
    """

    kind: str = ""
    production: PlaceView = PlaceView()
    canary: PlaceView = PlaceView()
    shadow: PlaceView = PlaceView()
    shared: str = ""
    back: str = ""
    run: RunLine = RunLine()


@dataclass(frozen=True)
class VersionLine:
    """One version in the list.

    Attributes:
        figure: The one that says most of its kind, on students that it has not seen.
        told: Whether there was enough data to say it.
        shut: How many gates are closed in front of production.
    """

    version_id: str = ""
    kind: str = ""
    number: str = ""
    stage: str = ""
    tone: str = "idle"
    made: str = ""
    figure: float = 0.0
    told: bool = False
    answers: int = 0
    shut: int = 0


def run_line(run: RunRow) -> RunLine:
    """Return a training as the page shows it."""
    card = run.report.get("card") or run.checkpoint.get("card") or {}
    return RunLine(
        run_id=str(run.run_id),
        kind=run.kind,
        status=run.status,
        tone=_TONES.get(run.status, "busy"),
        step=run.step,
        done=run.done,
        percent=round(100 * run.done / STEPS),
        reason=run.reason,
        started=run.started_at.isoformat(),
        fault=run.error,
        live=run.status in LIVE,
        resumable=run.status in ("stopped", "interrupted"),
        version_id=str(run.version_id or ""),
        answers=int(card.get("answers", 0)),
        students=int(card.get("students", 0)),
    )


def kind_view(state: KindState, runs: list[RunLine]) -> KindView:
    """Return how a kind stands; `runs` are the newest trainings of all kinds, newest first."""
    stands = state.stands

    def place(stage: str, version_id: UUID | None) -> PlaceView:
        row = state.versions.get(version_id) if version_id else None
        since = stands.since.get(stage)
        if row is None:
            return PlaceView(since=since.isoformat() if since else "")
        share = round(100 * stands.share) if stage == "canary" else 0
        return PlaceView(str(row.version_id), row.number, since.isoformat() if since else "", share)

    back = state.versions.get(stands.stack[-2]) if len(stands.stack) > 1 else None
    return KindView(
        kind=state.kind,
        production=place("production", stands.production),
        canary=place("canary", stands.canary),
        shadow=place("shadow", stands.shadow),
        shared=state.shared.number if state.shared is not None and stands.production is None else "",
        back=back.number if back is not None else "",
        run=next((run for run in runs if run.kind == state.kind), RunLine()),
    )


def version_line(row: VersionRow, stage: str) -> VersionLine:
    """Return a version as the list shows it."""
    figure = row.metrics.get("figures", {}).get(HEADLINES.get(row.kind, ""))
    return VersionLine(
        version_id=str(row.version_id),
        kind=row.kind,
        number=row.number,
        stage=stage,
        tone=STAGE_TONES.get(stage, "idle"),
        made=row.created_at.isoformat(),
        figure=round(float(figure), 4) if figure is not None else 0.0,
        told=figure is not None and enough(row.metrics),
        answers=int(row.card.get("answers", 0)),
        shut=len(closed(row.metrics.get("gates", []), "production", row.kind)),
    )


def number_of(name: str) -> str:
    """Return the number in the name of a version, "" for the model without training."""
    found = parsed(name)
    return str(found[1]) if found is not None else ""


def enough(metrics: Mapping[str, Any]) -> bool:
    """Return whether enough was judged to say anything of a version."""
    return any(gate["name"] == "enough" and gate["outcome"] == "passed" for gate in metrics.get("gates", []))
