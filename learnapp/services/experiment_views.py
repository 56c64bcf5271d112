"""What the pages of experiments show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from learnapp.ml.experiments import LEAST, sample_ratio, units_needed
from learnapp.ml.outcomes import GUARDS, METRICS
from learnapp.ml.verdicts import LATENCY, corrected, guarded, latency, said
from learnapp.storage.repositories.experiment_counts import DayRow, Reach
from learnapp.storage.repositories.experiments import ArmRow, ExperimentRow

_HUNDRED = 100.0


@dataclass(frozen=True)
class ExperimentLine:
    """One experiment in the list; moments are ISO texts."""

    experiment_id: str = ""
    name: str = ""
    question: str = ""
    status: str = "draft"
    metric: str = ""
    arms: int = 0
    share: int = 0
    since: str = ""
    planned_end: str = ""


@dataclass(frozen=True)
class ArmView:
    """One arm.

    Attributes:
        key: Its name in the catalogue, `model` for a model.
        arm: Its own name.
        model: Name of the model that it tries first.
        share: Per cent of those in the experiment.
        units, students, counted: Whom it has reached, and how many students' days are over.
        stopped_for: The guard that stopped it, `person`, or "".
    """

    key: str = ""
    arm: str = ""
    model: str = ""
    share: int = 0
    units: int = 0
    students: int = 0
    counted: int = 0
    decisions: int = 0
    stopped: str = ""
    stopped_for: str = ""
    reference: bool = False


@dataclass(frozen=True)
class FindingView:
    """One figure of one arm beside the arm "as now"; in points, a hundredth of a share.

    Attributes:
        say: early, open, same, better or worse.
        p: Corrected for all arms, 1 where nothing is known.
        left, width, dot, middle: The interval as a picture, per cent of its scale; `middle` is no difference.
    """

    key: str = ""
    model: str = ""
    metric: str = ""
    units: int = 0
    mean: float = 0.0
    known: bool = False
    difference: float = 0.0
    low: float = 0.0
    high: float = 0.0
    p: float = 1.0
    say: str = "early"
    left: int = 0
    width: int = 0
    dot: int = 0
    middle: int = 50


@dataclass(frozen=True)
class GuardView:
    """One guard of one arm: early, watching, fine or harm."""

    key: str = ""
    model: str = ""
    guard: str = ""
    stands: str = "early"
    known: bool = False
    low: float = 0.0
    high: float = 0.0
    margin: float = 0.0


@dataclass(frozen=True)
class SeriesDay:
    """What could be said of one arm on one day, points."""

    day: str = ""
    value: float = 0.0
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True)
class SeriesView:
    """The interval of the primary figure of one arm over the days: as lists for a picture, and as rows."""

    key: str = ""
    model: str = ""
    rows: list[SeriesDay] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class ExperimentView:
    """One experiment with all that may be said of it.

    Attributes:
        ratio: none, fine or wrong: whether the arms have as many units as they should.
        ratio_p: Its p-value, however often somebody looks.
        say: What may be said of the primary figure in all: early, open, same, found.
        needed: Units that an arm needs for the effect, by the plan; `least`: before anything is said.
        looked: When it was last counted.
        over: The planned end has passed and it still runs.
    """

    experiment_id: str = ""
    name: str = ""
    question: str = ""
    status: str = "draft"
    varies: str = "weights"
    unit: str = "student"
    share: int = 0
    metric: str = ""
    effect: float = 0.0
    days: int = 0
    planned_end: str = ""
    since: str = ""
    ended: str = ""
    conclusion: str = ""
    arms: list[ArmView] = field(default_factory=list)
    primary: list[FindingView] = field(default_factory=list)
    others: list[FindingView] = field(default_factory=list)
    guards: list[GuardView] = field(default_factory=list)
    series: list[SeriesView] = field(default_factory=list)
    ratio: str = "none"
    ratio_p: float = 1.0
    chi_square: float = 0.0
    say: str = "early"
    needed: int = 0
    least: int = 0
    looked: str = ""
    over: bool = False


def line_of(row: ExperimentRow) -> ExperimentLine:
    """Return a line of the list."""
    since = row.started_at or row.created_at
    return ExperimentLine(
        str(row.experiment_id), row.name, row.question, row.status, row.metric, len(row.arms), row.share,
        since.isoformat(), row.planned_end.isoformat(),
    )  # fmt: skip


def key_of(arm: ArmRow) -> tuple[str, str]:
    """Return the catalogue's name of an arm, and of a model its own name."""
    model = str(arm.policy.get("model") or "")
    return ("model" if model else arm.arm), model


def view_of(
    row: ExperimentRow, reach: Mapping[str, Reach], even: Mapping[str, Reach], days: Sequence[DayRow], now: datetime
) -> ExperimentView:
    """Return what the page of one experiment shows.

    Args:
        row: The experiment.
        reach: Whom each arm has reached.
        even: The same of the time in which all arms ran.
        days: What could be said on each day.
        now: Server time.
    """
    latest: dict[tuple[str, str], DayRow] = {(each.arm, each.metric): each for each in days}
    least_p = _smallest(days)
    compared = [arm for arm in row.arms if arm.place > 0]
    primary = [_finding(row, arm, row.metric, latest, least_p) for arm in compared]
    ratio = sample_ratio(
        {arm: found.units for arm, found in even.items()}, {arm.arm: float(arm.share) for arm in row.arms}
    )
    if sum(found.units for found in even.values()) < LEAST[row.unit]:
        ratio = None
    metric = METRICS[row.metric]
    says = {each.say for each in primary}
    ended = row.stopped_at or row.concluded_at
    return ExperimentView(
        str(row.experiment_id), row.name, row.question, row.status, row.varies, row.unit, row.share, row.metric,
        _points(row.effect), row.days, row.planned_end.isoformat(),
        row.started_at.isoformat() if row.started_at else "",
        ended.isoformat() if ended else "",
        row.conclusion,
        [_arm(arm, reach.get(arm.arm, Reach())) for arm in row.arms],
        primary,
        [_finding(row, arm, key, latest, least_p) for key in METRICS if key != row.metric for arm in compared],
        [_guard(arm, key, latest) for arm in compared for key in (*GUARDS, LATENCY)],
        [_series(arm, row.metric, days) for arm in compared],
        "none" if ratio is None else "wrong" if ratio.wrong else "fine",
        round(ratio.p_always, 4) if ratio else 1.0,
        round(ratio.chi_square, 1) if ratio else 0.0,
        _in_all(says),
        units_needed(row.effect, metric.deviation, arms=len(compared)),
        LEAST[row.unit],
        max(each.computed_at for each in days).isoformat() if days else "",
        row.status == "running" and row.planned_end < now.date(),
    )  # fmt: skip


def _in_all(says: set[str]) -> str:
    """Return what may be said of all arms together; a small one may be too early for longer than the others."""
    if says & {"better", "worse"}:
        return "found"
    return next(iter(says)) if says in ({"early"}, {"same"}) else "open"


def _points(value: float | None) -> float:
    return round(_HUNDRED * (value or 0.0), 2)


def _smallest(days: Sequence[DayRow]) -> dict[tuple[str, str], float | None]:
    found: dict[tuple[str, str], float | None] = {}
    for each in days:
        before = found.get((each.arm, each.metric))
        known = [p for p in (before, each.p) if p is not None]
        found[each.arm, each.metric] = min(known) if known else None
    return found


def _arm(arm: ArmRow, reached: Reach) -> ArmView:
    key, model = key_of(arm)
    return ArmView(
        key, arm.arm, model, arm.share, reached.units, reached.students, reached.counted, arm.decisions,
        arm.stopped_at.isoformat() if arm.stopped_at else "", arm.stopped_for, arm.place == 0,
    )  # fmt: skip


def _finding(
    row: ExperimentRow,
    arm: ArmRow,
    metric: str,
    latest: Mapping[tuple[str, str], DayRow],
    least_p: Mapping[tuple[str, str], float | None],
) -> FindingView:
    key, model = key_of(arm)
    day = latest.get((arm.arm, metric))
    if day is None:
        return FindingView(key, model, metric)
    p = corrected(metric, least_p).get(arm.arm)
    effect = row.effect if metric == row.metric else 0.0
    say = said(METRICS[metric], day.low, day.high, p, effect)
    if day.low is None or day.high is None or day.difference is None:
        return FindingView(key, model, metric, day.units, _points(day.mean))
    # Every arm on one scale, no difference in its middle.
    far = max((abs(each) for one in latest.values() if one.metric == metric for each in (one.low, one.high) if each),
              default=1.0)  # fmt: skip
    left, right, dot = (round(50 + 50 * each / far) for each in (day.low, day.high, day.difference))
    return FindingView(
        key, model, metric, day.units, _points(day.mean), True, _points(day.difference), _points(day.low),
        _points(day.high), round(p if p is not None else 1.0, 4), say, left, max(1, right - left), dot,
    )  # fmt: skip


def _guard(arm: ArmRow, guard: str, latest: Mapping[tuple[str, str], DayRow]) -> GuardView:
    key, model = key_of(arm)
    if guard == LATENCY:
        share = arm.slow / arm.decisions if arm.decisions else 0.0
        return GuardView(
            key, model, guard, latency(arm.slow, arm.decisions), False, _points(share), _points(share), 5.0
        )
    day, margin = latest.get((arm.arm, guard)), _points(GUARDS[guard].margin)
    if day is None or day.low is None or day.high is None:
        return GuardView(key, model, guard, margin=margin)
    stands = guarded(GUARDS[guard], day.low, day.high)
    return GuardView(key, model, guard, stands, True, _points(day.low), _points(day.high), margin)


def _series(arm: ArmRow, metric: str, days: Sequence[DayRow]) -> SeriesView:
    key, model = key_of(arm)
    own = [
        SeriesDay(each.day.isoformat(), _points(each.difference), _points(each.low), _points(each.high))
        for each in days
        if each.arm == arm.arm and each.metric == metric and each.low is not None
    ]
    return SeriesView(
        key, model, own, [each.day for each in own], [each.value for each in own], [each.low for each in own],
        [each.high for each in own],
    )  # fmt: skip
