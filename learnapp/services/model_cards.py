"""The card of one version as its page shows it: what for, learned from what, how good beside what, and its history."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from learnapp.ml.promotion import closed
from learnapp.ml.recipes import UNTRAINED
from learnapp.security.access import Actor
from learnapp.services import model_registry, people
from learnapp.services.model_since import SinceView
from learnapp.services.model_views import STAGE_TONES, enough, number_of
from learnapp.storage.repositories.model_registry import StageChange

_GATE_TONES = {"passed": "good", "failed": "bad", "too_few": "idle"}
_NEXT = {"": ("shadow",), "shadow": ("canary", "production"), "canary": ("canary", "production"), "production": ()}
_FIGURES = {
    "mastery_predictor": ("auc", "log_loss", "accuracy", "ece", "ece_noise"),
    "content_recommender": ("reward_model", "reward_over_rules", "reward_over_chance", "effective_sample"),
    "intervention_trigger": ("auc", "log_loss", "accuracy", "ece", "ece_noise"),
    "difficulty_estimator": ("log_loss", "author_log_loss", "auc", "ece"),
}
"""Kind -> what its card tells; `models-figure-KIND-NAME` of the catalogue says what it is."""
_GATES = {
    "enough": ("answers", "students", "", "least_answers", "students", "least_students"),
    "better": ("auc", "auc_low", "auc_high", "log_loss", "seen_before", ""),
    "calibrated": ("error", "noise", "", "limit", "", ""),
    "fair": ("gap", "gap_low", "gap_high", "limit", "groups", "too_few"),
    "fast": ("p99_ms", "", "", "limit", "", ""),
}
_OWN_GATES = {
    ("content_recommender", "enough"): ("effective", "decisions", "", "least_effective", "students", "least_students"),
    ("content_recommender", "better"): ("gain", "gain_low", "gain_high", "", "seen_before", ""),
    ("intervention_trigger", "fair"): ("abroca", "by_chance", "gap", "limit", "groups", "too_few"),
    ("difficulty_estimator", "better"): ("log_loss", "log_loss_low", "log_loss_high", "auc", "seen_before", ""),
}
"""Which numbers of a gate say what: value, low, high, limit, count, other."""


@dataclass(frozen=True)
class GateView:
    """One gate with the numbers that decided it; which of them say what depends on the gate, and `words` says it."""

    name: str = ""
    words: str = ""
    outcome: str = ""
    tone: str = "idle"
    about: str = ""
    value: float = 0.0
    low: float = 0.0
    high: float = 0.0
    limit: float = 0.0
    count: int = 0
    other: int = 0


@dataclass(frozen=True)
class FigureLine:
    """One figure beside the same of what it is compared with.

    Attributes:
        words: Its key in the catalogue.
        low, high: Interval of `value`, both 0 where there is none.
        known, known_before, known_base: Whether there is such a figure.
    """

    name: str
    words: str
    value: float
    before: float
    base: float
    low: float
    high: float
    known: bool
    known_before: bool
    known_base: bool


@dataclass(frozen=True)
class GroupLine:
    """One group; gap in points of a hundred, with its interval."""

    dimension: str
    group: str
    answers: int
    students: int
    enough: bool
    auc: float = 0.0
    gap: float = 0.0
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True)
class StepLine:
    """One step of the cleaning, and how many answers it left out."""

    step: str
    count: int
    left: int


@dataclass(frozen=True)
class StratumLine:
    """One stratum of the split."""

    name: str
    train: int
    test: int


@dataclass(frozen=True)
class DataView:
    """The data card."""

    gathered: int = 0
    answers: int = 0
    students: int = 0
    test_answers: int = 0
    test_students: int = 0
    synthetic: int = 0
    right: int = 0
    questions: int = 0
    topics: int = 0
    first_day: str = ""
    last_day: str = ""
    limited: bool = False
    fingerprint: str = ""


@dataclass(frozen=True)
class ChangeLine:
    """What happened to a version; `who` is "" for the system."""

    at: str
    stage: str
    act: str
    share: int
    who: str
    why: str


@dataclass(frozen=True)
class VersionView:
    """One version with its card.

    Attributes:
        before: Number of the version it was compared with, "" for none.
        fresh: Whether that is what stands in production now.
        steps: Stages that it may be put into next.
        own: False: the library's, which is changed there only.
        closed: Gates that are closed in front of production.
        pruned: Whether its files were removed.
    """

    version_id: str = ""
    kind: str = ""
    number: str = ""
    stage: str = ""
    tone: str = "idle"
    share: int = 0
    made: str = ""
    commit: str = ""
    size_mb: float = 0.0
    seconds: float = 0.0
    memory_mb: int = 0
    before: str = ""
    fresh: bool = True
    own: bool = True
    pruned: bool = False
    enough: bool = False
    answers: int = 0
    students: int = 0
    steps: tuple[str, ...] = ()
    closed: list[str] = field(default_factory=list)
    gates: list[GateView] = field(default_factory=list)
    figures: list[FigureLine] = field(default_factory=list)
    groups: list[GroupLine] = field(default_factory=list)
    said: list[float] = field(default_factory=list)
    was: list[float] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    data: DataView = DataView()
    cleaning: list[StepLine] = field(default_factory=list)
    strata: list[StratumLine] = field(default_factory=list)
    changes: list[ChangeLine] = field(default_factory=list)
    since: SinceView = SinceView()


async def version_view(actor: Actor, version_id: UUID) -> VersionView:
    """Return one version with its card, as its page shows it.

    Raises:
        ForbiddenError: The actor may not see the models.
        NotFoundError: No such version here.
    """
    found = await model_registry.find(actor, version_id)
    names = await people.names(actor.tenant_id, {change.by for change in found.changes})
    row, metrics, card = found.row, found.row.metrics, found.row.card
    own, shut = row.tenant_id == actor.tenant_id, closed(metrics.get("gates", []), "production", row.kind)
    figures, curve = metrics.get("figures", {}), metrics.get("figures", {}).get("curve", [])
    against = {str(one["name"]): one for one in metrics.get("against", [])}
    untrained = UNTRAINED.get(row.kind, "")
    before = next((name for name in against if name != untrained), "")
    return VersionView(
        version_id=str(row.version_id),
        kind=row.kind,
        number=row.number,
        stage=found.stage,
        tone=STAGE_TONES.get(found.stage, "idle"),
        share=round(100 * found.share),
        made=row.created_at.isoformat(),
        commit=row.git_sha[:12],
        size_mb=math.ceil(row.size / 2**20 * 10) / 10,
        seconds=float(metrics.get("train_seconds", 0.0)),
        memory_mb=int(metrics.get("memory_mb", 0)),
        before=number_of(before),
        fresh=found.fresh,
        own=own,
        pruned=row.pruned,
        enough=enough(metrics),
        answers=int(figures.get("answers", 0)),
        students=int(figures.get("students", 0)),
        steps=_NEXT[found.stage] if own and not row.pruned else (),
        closed=shut if found.fresh or found.stage == "production" else [*shut, "stale"],
        gates=[_gate(one, row.kind) for one in metrics.get("gates", [])],
        figures=_figures(row.kind, metrics, against.get(before), against.get(untrained)),
        groups=[_group(one, row.kind) for one in figures.get("groups", [])],
        said=[round(100 * point[0], 1) for point in curve],
        was=[round(100 * point[1], 1) for point in curve],
        counts=[int(point[2]) for point in curve],
        data=_data(card),
        cleaning=[StepLine(str(one["step"]), int(one["count"]), int(one["left"])) for one in card.get("steps", [])],
        strata=[StratumLine(name, int(pair[0]), int(pair[1])) for name, pair in card.get("strata", {}).items()],
        changes=[_change(change, names) for change in found.changes],
        since=found.since,
    )


def _gate(gate: Mapping[str, Any], kind: str) -> GateView:
    numbers: dict[str, float] = gate["numbers"]
    name, outcome, about = str(gate["name"]), str(gate["outcome"]), str(gate["about"])
    shown = _OWN_GATES.get((kind, name), _GATES.get(name, ("",) * 6))
    value, low, high, limit, count, other = (float(numbers.get(one) or 0.0) for one in shown)
    # Chances and gaps are told in points of a hundred, what is brought in rewards.
    scale = 100.0 if name == "calibrated" or (name == "fair" and kind != "content_recommender") else 1.0
    about = (number_of(about) or "none") if name == "better" else about
    own = "" if kind == "mastery_predictor" or name == "calibrated" else f"{kind}-"
    return GateView(
        name, f"models-gate-{own}{name}-{outcome}", outcome, _GATE_TONES[outcome],
        about.partition(": ")[2] if name == "fair" else about, round(value * scale, 4), round(low * scale, 4),
        round(high * scale, 4), round(limit * scale, 4), int(count), int(other),
    )  # fmt: skip


def _figures(
    kind: str, metrics: Mapping[str, Any], before: Mapping[str, Any] | None, base: Mapping[str, Any] | None
) -> list[FigureLine]:
    own: Mapping[str, Any] = metrics.get("figures", {})
    theirs = [part["figures"] if part is not None else {} for part in (before, base)]
    prefix = "models-figure-" + ("" if kind == "mastery_predictor" else f"{kind}-")

    def line(name: str, values: list[Any], low: Any = None, high: Any = None) -> FigureLine:
        told = [0.0 if value is None else round(float(value), 4) for value in values]
        # A limit alone is no interval.
        span = [0.0, 0.0] if low is None or high is None else [round(float(low), 4), round(float(high), 4)]
        known = [value is not None for value in values]
        return FigureLine(
            name, prefix + name, told[0], told[1], told[2], span[0], span[1], known[0], known[1], known[2]
        )  # fmt: skip

    lines = [
        line(name, [part.get(name) for part in (own, *theirs)], own.get(f"{name}_low"), own.get(f"{name}_high"))
        for name in _FIGURES.get(kind, ())
    ]
    return [*lines, line("p99_ms", [metrics.get("p99_ms"), None, None])]


def _group(one: Mapping[str, Any], kind: str) -> GroupLine:
    gap = one.get("gap")
    line = (str(one["dimension"]), str(one["group"]), int(one["answers"]), int(one["students"]))
    if gap is None:
        return GroupLine(*line, enough=False)
    scale, digits = (1, 2) if kind == "content_recommender" else (100, 1)
    points = [round(scale * float(gap[part]), digits) for part in ("value", "low", "high")]
    return GroupLine(*line, True, float(one.get("auc") or 0.0), *points)


def _data(card: Mapping[str, Any]) -> DataView:
    whole = {name: int(card.get(name, 0)) for name in (
        "gathered", "answers", "students", "test_answers", "test_students", "synthetic",
    )}  # fmt: skip
    return DataView(
        **whole, questions=int(card.get("items", 0)), topics=int(card.get("kcs", 0)),
        right=round(100 * float(card.get("right", 0.0))), first_day=str(card.get("first_day", "")),
        last_day=str(card.get("last_day", "")), limited=bool(card.get("limited", False)),
        fingerprint=str(card.get("fingerprint", ""))[:12],
    )  # fmt: skip


def _change(change: StageChange, names: Mapping[UUID, str]) -> ChangeLine:
    return ChangeLine(
        change.at.isoformat(), change.stage, change.act, round(100 * change.share), names.get(change.by, ""), change.why
    )
