"""How evenly a model treats groups of students: gaps between groups with intervals, and one report of a release.

Measures, for outcomes y, chances s and a threshold t (flagged where s >= t):

- demographic parity difference: largest minus smallest share flagged (Dwork et al., 2012);
- equalized odds difference: the larger of the spreads of the true and of the false positive rate (Hardt, Price &
  Srebro, 2016, "Equality of opportunity in supervised learning");
- calibration: mean chance minus share of the outcome, in each group;
- ABROCA: the area between the ROC curves of a group and of the comparison group (Gardner, Brooks & Baker, 2019,
  "Evaluating the fairness of predictive student models through slicing analysis"). It is never 0 by chance alone, so
  it stands beside what shuffled groups give (a randomisation test: Borchers & Baker, 2025, show how much it needs one).

Intervals come from drawing whole students again, within each group (Efron, 1979). Below `LEAST` students of a
group, or `LEAST_EACH` with one of the outcomes, nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from learnapp.ml.answers import Floats, Ints
from learnapp.ml.limits import LIMITS
from learnapp.ml.measures import auc

LEAST, LEAST_EACH = LIMITS.slice_students, LIMITS.slice_each
"""Students of a group, and of each outcome in it, below which its figures say nothing."""
DRAWS, SHUFFLES = 400, 200
_GRID = np.linspace(0.0, 1.0, 501)
_TAILS = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Span:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One group; the spans are None where there are too few to say.

    Attributes:
        flagged: Share flagged.
        hit: Share flagged of those to whom it happened (true positive rate).
        false_alarm: Share flagged of the others (false positive rate).
        gap: Mean chance minus share of the outcome; above 0: the model expects too much.
        auc: Area under the ROC curve.
    """

    name: str
    students: int
    rows: int
    outcomes: int
    enough: bool
    flagged: Span | None = None
    hit: Span | None = None
    false_alarm: Span | None = None
    gap: Span | None = None
    auc: Span | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """Groups by one attribute, compared.

    Attributes:
        abroca: Area between the ROC curves of the two largest groups of which enough is known.
        abroca_null: What shuffled groups give, on average; `abroca_p`: how often as much or more.
        compared: The two groups of the ABROCA.
        concern: Names of gaps that are surely larger than the limit: parity, odds, abroca.
    """

    attribute: str
    groups: list[GroupFigures]
    parity: Span | None = None
    odds: Span | None = None
    abroca: float | None = None
    abroca_null: float | None = None
    abroca_p: float | None = None
    compared: tuple[str, str] | None = None
    concern: tuple[str, ...] = ()


def abroca(outcome: Floats, chance: Floats, group: Any) -> float:
    """Return the area between the ROC curves of a group and of everybody else.

    Args:
        outcome: Shape (n,), 0 or 1; both occur inside and outside of the group.
        chance: Shape (n,).
        group: Shape (n,), true inside of it.
    """
    curves = [_roc(outcome[mask], chance[mask]) for mask in (group, ~group)]
    return float(np.trapezoid(np.abs(curves[0] - curves[1]), _GRID))


def _roc(outcome: Floats, chance: Floats) -> Floats:
    from sklearn.metrics import roc_curve

    false, true, _ = roc_curve(outcome, chance)
    return np.asarray(np.interp(_GRID, false, true), dtype=np.float64)


def abroca_test(
    outcome: Floats, chance: Floats, group: Any, student: Ints, seed: int = 0, shuffles: int = SHUFFLES
) -> tuple[float, float, float]:
    """Return the ABROCA, what shuffled groups give on average, and how often they give as much or more.

    Students are shuffled, not rows: those of one belong together.
    """
    found, rng = abroca(outcome, chance, group), np.random.default_rng(seed)
    people, row = np.unique(student, return_inverse=True)
    belongs = np.zeros(len(people), np.bool_)
    belongs[row] = group
    null = []
    for _ in range(shuffles):
        other = rng.permutation(belongs)[row]
        if _both(outcome[other]) and _both(outcome[~other]):
            null.append(abroca(outcome, chance, other))
    reached = sum(one >= found for one in null)
    return found, float(np.mean(null)) if null else float("nan"), (1 + reached) / (1 + len(null))


def _both(outcome: Floats) -> bool:
    return len(outcome) > 0 and bool(outcome.min() < outcome.max())


def report(
    outcome: Floats,
    chance: Floats,
    student: Ints,
    groups: Mapping[str, Sequence[str]],
    *,
    threshold: float,
    seed: int = 0,
    draws: int = DRAWS,
    shuffles: int = SHUFFLES,
) -> dict[str, Any]:
    """Return the report of one release as a document.

    Args:
        outcome: Shape (n,), 0 or 1.
        chance: Shape (n,), what the model gave before it was known.
        student: Shape (n,), numbers of the students.
        groups: Attribute -> the group of each row, "" where it is not known.
        threshold: Chance from which a student is flagged.
        seed: Of the draws.
        draws: Bootstrap samples.
        shuffles: Of the randomisation test.

    Returns:
        `rows`, `students`, `outcomes`, `threshold`, `least`, `auc`, and `slices` as `Slice` in plain values.
    """
    found = [
        _slice(name, outcome, chance, student, np.asarray(values, dtype=str), threshold, seed, draws, shuffles)
        for name, values in groups.items()
    ]
    return {
        "rows": len(outcome),
        "students": len(np.unique(student)),
        "outcomes": int(outcome.sum()),
        "threshold": threshold,
        "least": LEAST,
        "auc": auc(outcome, chance) if _both(outcome) else None,
        "slices": [asdict(one) for one in found],
    }


def _slice(
    attribute: str, outcome: Floats, chance: Floats, student: Ints, group: Any, threshold: float, seed: int,
    draws: int, shuffles: int,
) -> Slice:  # fmt: skip
    rng = np.random.default_rng(seed)
    figures: list[GroupFigures] = []
    drawn: dict[str, Floats] = {}
    for name in sorted(set(group.tolist()) - {""}):
        mine = group == name
        y, s, who = outcome[mine], chance[mine], student[mine]
        people, came = len(np.unique(who)), len(np.unique(who[y > 0]))
        stayed = len(np.unique(who[y == 0]))
        if people < LEAST or min(came, stayed) < LEAST_EACH:
            figures.append(GroupFigures(name, people, len(y), int(y.sum()), enough=False))
            continue
        whole = _rates(y, s, threshold)
        drawn[name] = _draw(y, s, who, threshold, rng, draws)
        low, high = np.nanpercentile(drawn[name], _TAILS, axis=0)
        spans = [Span(*(float(one) for one in each)) for each in zip(whole, low, high, strict=True)]
        figures.append(GroupFigures(name, people, len(y), int(y.sum()), True, *spans))
    known = [one for one in figures if one.enough]
    if len(known) < 2:
        return Slice(attribute, figures)
    parity, odds = _spread(known, drawn)
    first, second = (one.name for one in sorted(known, key=lambda one: -one.students)[:2])
    both = (group == first) | (group == second)
    area, null, p = abroca_test(
        outcome[both], chance[both], group[both] == first, student[both], seed=seed, shuffles=shuffles
    )
    concern = tuple(
        name
        for name, is_large in (
            ("parity", parity.low > LIMITS.slice_gap), ("odds", odds.low > LIMITS.slice_gap),
            ("abroca", area > LIMITS.slice_abroca and p < 0.05),
        ) if is_large
    )  # fmt: skip
    return Slice(attribute, figures, parity, odds, area, null, p, (first, second), concern)


def _rates(y: Floats, s: Floats, threshold: float) -> Floats:
    """Return (flagged, hit, false alarm, calibration gap, AUC)."""
    flag = s >= threshold
    both = _both(y)
    return np.array(
        [
            flag.mean(),
            flag[y > 0].mean() if both else np.nan,
            flag[y == 0].mean() if both else np.nan,
            s.mean() - y.mean(),
            auc(y, s) if both else np.nan,
        ]
    )


def _draw(y: Floats, s: Floats, who: Ints, threshold: float, rng: np.random.Generator, draws: int) -> Floats:
    """Return the rates under each drawing of whole students; shape (draws, 5)."""
    people, row = np.unique(who, return_inverse=True)
    order = np.argsort(row, kind="stable")
    edges = np.searchsorted(row[order], np.arange(len(people) + 1))
    found = np.full((draws, 5), np.nan)
    for place in range(draws):
        chosen = rng.integers(len(people), size=len(people))
        rows = np.concatenate([order[edges[one] : edges[one + 1]] for one in chosen])
        found[place] = _rates(y[rows], s[rows], threshold)
    return found


def _spread(known: list[GroupFigures], drawn: dict[str, Floats]) -> tuple[Span, Span]:
    """Return the largest gaps between groups: of the shares flagged, and of the two error rates."""
    stacked = np.stack([drawn[one.name] for one in known])
    ranges = stacked.max(axis=0) - stacked.min(axis=0)
    values = np.array(
        [[span.value if span else np.nan for span in (one.flagged, one.hit, one.false_alarm)] for one in known]
    )
    gaps = values.max(axis=0) - values.min(axis=0)
    return _largest(float(gaps[0]), ranges[:, 0]), _largest(float(max(gaps[1:3])), ranges[:, 1:3].max(axis=1))


def _largest(value: float, draws: Floats) -> Span:
    """Return a largest gap with its basic bootstrap interval (Davison & Hinkley, 1997, section 5.2).

    The largest of several gaps comes out too large under each drawing, even where groups are alike: the basic interval
    turns that around, so that its low end is 0 unless there surely is a gap.
    """
    below, above = np.nanpercentile(draws, _TAILS)
    return Span(value, max(0.0, min(value, 2 * value - float(above))), max(value, 2 * value - float(below)))
