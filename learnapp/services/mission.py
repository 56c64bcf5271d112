"""What an institution measures itself by, as its admins read it: each figure beside its target, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from learnapp.engine.mastery import THRESHOLDS
from learnapp.security.access import Actor
from learnapp.services import current, trail
from learnapp.services.calendar import monday
from learnapp.services.mission_figures import LEAST_SCORES, LEAST_SENTENCES, WEEKS
from learnapp.services.school_calendar import local_today
from learnapp.storage.repositories import mission as rows
from learnapp.storage.repositories import rollup_days
from learnapp.storage.repositories.mission import FigureRow


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is held against.

    Attributes:
        at: The target, in the figure's own unit.
        scale: What a stored value is multiplied with to be shown: 100 for shares.
        more: Whether more is better.
        least: Units below which nothing is said.
    """

    at: float
    scale: float
    more: bool
    least: int


TARGETS: dict[str, Target] = {
    "ctr": Target(30, 100, True, THRESHOLDS.min_students),
    "completion": Target(70, 100, True, THRESHOLDS.min_students),
    "pace": Target(20, 100, True, THRESHOLDS.min_students),
    "nps": Target(50, 1, True, LEAST_SCORES),
    "hallucination": Target(1, 100, False, LEAST_SENTENCES),
}


@dataclass(frozen=True)
class PointView:
    """One week; without `enough` there is too little to say. Of reported sentences as in `MissionView`."""

    first: str = ""
    last: str = ""
    enough: bool = False
    value: float = 0.0
    low: float = 0.0
    high: float = 0.0
    hits: int = 0
    base: int = 0
    units: int = 0
    reported: int = 0
    reported_decided: int = 0
    reported_wrong: int = 0


@dataclass(frozen=True)
class MissionView:
    """One figure of the last weeks together, and its weeks.

    Attributes:
        standing: reached (the whole interval is on the good side of the target), missed (on the other one), open
            (somewhere between), or none (too little to say).
        hits: Of `base` so many.
        units: Students, answers or sentences that it rests on; `others` those of the baseline.
        least: Units from which something is said.
        way: Of pace: `drawn` by lot in an experiment, or `seen`.
        reported: Sentences of the tutor that students hold to be wrong: beside the rate of those drawn, no part of it;
            `reported_wrong` of the `reported_decided` were.
        days, points, lows, highs: Of the weeks about which something can be said, for the picture.
    """

    metric: str = ""
    target: float = 0.0
    more: bool = True
    standing: str = "none"
    value: float = 0.0
    low: float = 0.0
    high: float = 0.0
    hits: int = 0
    base: int = 0
    units: int = 0
    others: int = 0
    least: int = 0
    way: str = ""
    first: str = ""
    last: str = ""
    computed: str = ""
    weeks: list[PointView] = field(default_factory=list)
    reported: int = 0
    reported_decided: int = 0
    reported_wrong: int = 0
    days: list[str] = field(default_factory=list)
    points: list[float] = field(default_factory=list)
    lows: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)


async def days_moving(actor: Actor) -> bool:
    """Return whether some days that figures rest on are still those of another time zone.

    Raises:
        ForbiddenError: The actor is no admin.
    """
    await trail.authorise(actor, "read", "mission")
    async with current().db.transaction(actor.tenant_id) as tx:
        return await rollup_days.moving(tx.session, actor.tenant_id)


async def figures(actor: Actor) -> list[MissionView]:
    """Return every figure with its target; what the worker has not counted yet is there without a value.

    Raises:
        ForbiddenError: The actor is no admin.
    """
    await trail.authorise(actor, "read", "mission")
    async with current().db.transaction(actor.tenant_id) as tx:
        since = monday(await local_today(tx.session, actor.tenant_id)) - timedelta(weeks=WEEKS - 1)
        found = await rows.figures(tx.session, actor.tenant_id, since)
    views = [
        _view(metric, target, [row for row in found if row.metric == metric]) for metric, target in TARGETS.items()
    ]
    return [_with_reported(one, found) if one.metric == "hallucination" else one for one in views]


def _with_reported(view: MissionView, found: list[FigureRow]) -> MissionView:
    """Put beside the rate what students have reported, in all and week by week."""
    told = {(row.span, row.first.isoformat()): row for row in found if row.metric == "reported"}
    weeks = [
        replace(week, reported=row.units, reported_decided=row.base, reported_wrong=row.hits)
        if (row := told.get(("week", week.first))) is not None
        else week
        for week in view.weeks
    ]
    whole = next((row for (span, _), row in told.items() if span == "recent"), None)
    if whole is None:
        return replace(view, weeks=weeks)
    return replace(
        view, weeks=weeks, reported=whole.units, reported_decided=whole.base, reported_wrong=whole.hits
    )  # fmt: skip


def _view(metric: str, target: Target, found: list[FigureRow]) -> MissionView:
    weeks = [_point(row, target) for row in found if row.span == "week"]
    known = [week for week in weeks if week.enough]
    whole = next((row for row in found if row.span == "recent"), None)
    if whole is None:
        return MissionView(metric, target.at, target.more, least=target.least, weeks=weeks)
    shown = _point(whole, target)
    return MissionView(
        metric=metric,
        target=target.at,
        more=target.more,
        standing=_standing(shown, target),
        value=shown.value,
        low=shown.low,
        high=shown.high,
        hits=whole.hits,
        base=whole.base,
        units=whole.units,
        others=whole.others,
        least=target.least,
        way=whole.way,
        first=whole.first.isoformat(),
        last=whole.last.isoformat(),
        computed=whole.computed_at.isoformat(),
        weeks=weeks[::-1],
        days=[week.first for week in known],
        points=[week.value for week in known],
        lows=[week.low for week in known],
        highs=[week.high for week in known],
    )


def _point(row: FigureRow, target: Target) -> PointView:
    if row.value is None or row.low is None or row.high is None:
        return PointView(row.first.isoformat(), row.last.isoformat(), hits=row.hits, base=row.base, units=row.units)
    # A rate below one per cent needs a place after the point to be told from its target.
    places = 1 if target.at < 10 else 0
    value, low, high = (round(one * target.scale, places) for one in (row.value, row.low, row.high))
    return PointView(row.first.isoformat(), row.last.isoformat(), True, value, low, high, row.hits, row.base, row.units)


def _standing(shown: PointView, target: Target) -> str:
    if not shown.enough:
        return "none"
    good, bad = (shown.low >= target.at, shown.high < target.at)
    if not target.more:
        good, bad = (shown.high < target.at, shown.low >= target.at)
    return "reached" if good else "missed" if bad else "open"
