"""What may be said of an arm today: one word for each figure and each guard, and when a guard stops an arm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from learnapp.ml.experiments import ALPHA, LEAST, Compared, Moments, compare, holm, share_interval
from learnapp.ml.outcomes import GUARDS, METRICS, Metric

Said = Literal["early", "open", "same", "better", "worse"]
Watched = Literal["early", "watching", "fine", "harm"]
SLOW_MS = 10.0
"""What choosing may take, executor and evaluator together, at the 95th percentile (DESIGN, one learning event)."""
SLOW_SHARE = 0.05
LATENCY = "latency"
_LEAST_CHOICES = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure of one arm beside the arm "as now".

    Attributes:
        mean: Of the arm, None without any unit.
        p: The smallest always-valid p-value so far.
    """

    arm: str
    metric: str
    units: int
    mean: float | None
    compared: Compared | None
    p: float | None


def findings(
    arms: Mapping[str, Mapping[str, Moments]],
    reference: str,
    *,
    planned: int,
    unit: str,
    arms_in_all: int,
    before: Mapping[tuple[str, str], float],
) -> list[Finding]:
    """Return every figure of every arm with its comparison.

    The intervals share ALPHA among the arms that the experiment was planned with (Bonferroni), so that all of them
    hold together at any time; guards share it among guards, for a false stop costs less than a late one.

    Args:
        arms: Arm -> figure -> moments over units.
        reference: The arm "as now".
        planned: Units of two arms at the planned end.
        unit: student or section.
        arms_in_all: Arms that are compared with it, as planned.
        before: (arm, figure) -> smallest p-value of the days before: what was found stays found.
    """
    nothing = Moments(0, 0.0, 0.0)
    found = []
    for arm, figures in arms.items():
        for key in (*METRICS, *GUARDS):
            own, other = figures.get(key, nothing), arms.get(reference, {}).get(key, nothing)
            compared = None
            if arm != reference:
                alpha = ALPHA / max(len(GUARDS) if key in GUARDS else arms_in_all, 1)
                compared = compare(own, other, planned=planned, alpha=alpha, least=LEAST[unit])
            known = [p for p in (before.get((arm, key)), compared.p if compared else None) if p is not None]
            found.append(Finding(arm, key, own.n, own.mean if own.n else None, compared, min(known) if known else None))
    return found


def said(metric: Metric, low: float | None, high: float | None, corrected: float | None, effect: float) -> Said:
    """Return what may be said of one figure of one arm.

    Args:
        metric: The figure.
        low: Lower end of the interval of the difference, None when it is too early.
        high: Its upper end.
        corrected: Holm's p-value among the arms.
        effect: Smallest difference worth finding.
    """
    if low is None or high is None:
        return "early"
    if corrected is not None and corrected <= ALPHA and (low > 0.0 or high < 0.0):
        return "better" if (low > 0.0) == (metric.better > 0) else "worse"
    return "same" if -effect < low and high < effect else "open"


def guarded(guard: Metric, low: float | None, high: float | None) -> Watched:
    """Return how a guard stands: harm when the whole interval is worse than its margin, fine when none of it is."""
    if low is None or high is None:
        return "early"
    if low > guard.margin:
        return "harm"
    return "fine" if high < guard.margin else "watching"


def latency(slow: int, decisions: int) -> Watched:
    """Return whether choosing is too slow for more than one answer in twenty, at any number of decisions."""
    if decisions < _LEAST_CHOICES:
        return "early"
    low, high = share_interval(slow, decisions, alpha=ALPHA, planned=5_000.0)
    return "harm" if low > SLOW_SHARE else "fine" if high < SLOW_SHARE else "watching"


def corrected(metric: str, found: Mapping[tuple[str, str], float | None]) -> dict[str, float]:
    """Return Holm's p-values of one figure among the arms: (arm, figure) -> p, None where it is too early."""
    return holm({arm: p for (arm, key), p in found.items() if key == metric and p is not None})
