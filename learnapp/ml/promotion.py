"""The gates in front of production: better, calibrated, fair, fast, each with the numbers that it was decided on.

A gate that cannot be decided for want of data is open only where nobody could come to harm by it: groups that are too
small are named and do not stop a model, too few judged answers do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from learnapp.ml.limits import LIMITS

if TYPE_CHECKING:
    from learnapp.ml.evaluation import Comparison, Figures

Outcome = Literal["passed", "failed", "too_few"]
GATES = ("enough", "better", "calibrated", "fair", "fast")
NEEDED = {"shadow": (), "canary": ("enough", "calibrated", "fair", "fast"), "production": GATES}
"""Stage -> the gates that have to be open. In the shadow nobody is served, so anything that loads may go there."""
NOT_ASKED = {"content_recommender": frozenset({"calibrated"})}
"""Kind -> gates that it does not have: who puts things in order promises no chances."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate.

    Attributes:
        name: enough, better, calibrated, fair or fast.
        outcome: `too_few`: not enough data to say.
        numbers: What it was decided on, rounded for people.
        about: A group, or what was compared with; "" for none.
    """

    name: str
    outcome: Outcome
    numbers: dict[str, float]
    about: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the gate as a plain document."""
        return asdict(self)


def gates(
    new: Figures,
    comparison: Comparison | None,
    against: str,
    p99_ms: float | None,
    *,
    room: float = LIMITS.calibration,
    limit_ms: float = LIMITS.p99_ms,
    fair: Gate | None = None,
) -> list[Gate]:
    """Return the outcome of every gate of a model that tells chances.

    Args:
        new: What was measured of the model.
        comparison: With the model that stands, or with what serves untrained where none does; None: nothing to compare.
        against: What it was compared with: a version, or the name of what serves untrained.
        p99_ms: Time of one request.
        room: How far the calibration error may lie above chance.
        limit_ms: How long a request may take.
        fair: The gate of that name, where groups are judged in a way of the kind's own.
    """
    enough = (
        new.students >= LIMITS.least_students and new.answers >= LIMITS.least_answers and new.auc is not None
    )  # fmt: skip
    counts = {
        "students": float(new.students), "answers": float(new.answers),
        "least_students": float(LIMITS.least_students), "least_answers": float(LIMITS.least_answers),
    }  # fmt: skip
    return [
        Gate("enough", "passed" if enough else "too_few", counts),
        _better(comparison, against, enough),
        _calibrated(new, enough, room),
        fair if fair is not None else _fair(new, enough),
        fast(p99_ms, limit_ms),
    ]


def _better(comparison: Comparison | None, against: str, enough: bool) -> Gate:
    if comparison is None or not enough:
        return Gate("better", "too_few", {}, against)
    numbers: dict[str, float] = {}
    for name, gain in (("auc", comparison.auc), ("log_loss", comparison.log_loss)):
        numbers |= {name: _round(gain.value), f"{name}_low": _round(gain.low), f"{name}_high": _round(gain.high)}
    numbers["seen_before"] = float(comparison.seen_before)
    return Gate("better", "passed" if comparison.better else "failed", numbers, against)


def _calibrated(new: Figures, enough: bool, room: float) -> Gate:
    limit = new.ece_high + room
    numbers = {"error": _round(new.ece), "noise": _round(new.ece_noise), "limit": _round(limit)}
    return Gate("calibrated", "too_few" if not enough else "passed" if new.ece <= limit else "failed", numbers)


def _fair(new: Figures, enough: bool) -> Gate:
    judged = [one for one in new.groups if one.gap is not None]
    counts = {"groups": float(len(judged)), "too_few": float(len(new.groups) - len(judged)), "limit": LIMITS.group_gap}
    if not judged or not enough:
        return Gate("fair", "too_few", counts)
    # A gap counts when it is too wide, and is no chance: its interval does not hold 0.
    worst = max(judged, key=lambda one: (_unfair(one.gap), abs(one.gap.value) if one.gap else 0.0))
    assert worst.gap is not None  # noqa: S101 - only those with one are judged
    numbers = {
        "gap": _round(worst.gap.value), "gap_low": _round(worst.gap.low), "gap_high": _round(worst.gap.high), **counts,
    }  # fmt: skip
    return Gate("fair", "failed" if _unfair(worst.gap) else "passed", numbers, f"{worst.dimension}: {worst.group}")


def _unfair(gap: Any) -> bool:
    return gap is not None and abs(gap.value) > LIMITS.group_gap and not gap.low <= 0.0 <= gap.high


def fast(p99_ms: float | None, limit_ms: float) -> Gate:
    """Return the gate of time."""
    if p99_ms is None:
        return Gate("fast", "too_few", {"limit": limit_ms})
    numbers = {"p99_ms": round(p99_ms, 2), "limit": limit_ms}
    return Gate("fast", "passed" if p99_ms < limit_ms else "failed", numbers)


def closed(found: Iterable[Mapping[str, Any]], stage: str, kind: str = "") -> list[str]:
    """Return the gates that keep a version out of a stage.

    Args:
        found: Gates as they are stored; one that is not among them is closed.
        stage: shadow, canary or production.
        kind: Kind of model; "": it has every gate.
    """
    outcomes = {str(gate.get("name")): str(gate.get("outcome")) for gate in found}
    shut = []
    for name in NEEDED[stage]:
        if name in NOT_ASKED.get(kind, frozenset()):
            continue
        outcome = outcomes.get(name, "failed")
        if outcome == "failed" or (outcome == "too_few" and name != "fair"):
            shut.append(name)
    return shut


def _round(value: float) -> float:
    return round(value, 5)
