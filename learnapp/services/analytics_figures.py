"""The figures of a class from what its students did: pure, so that a page, a letter and a file say the same."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import compress
from uuid import UUID

from learnapp.core.days import DAY, day_of
from learnapp.engine import intervals, means
from learnapp.engine.intervals import Difference, Estimate
from learnapp.engine.item_statistics import wilson
from learnapp.engine.mastery import THRESHOLDS
from learnapp.services.analytics_views import (
    BinView,
    ContentLine,
    DayView,
    FigureView,
    SpreadView,
    StandOut,
    TopicLine,
)
from learnapp.services.impact_figures import view_of
from learnapp.storage.repositories.analytics import Begun, DayRow, Days, Done, Standing, TopicDone

LEAST = THRESHOLDS.min_students
MOST_DAYS = 42
"""A longer period is drawn by weeks."""
_NOBODY = UUID(int=0)
_NEVER = {now: Done(_NOBODY, now) for now in (True, False)}
_NOWHERE = Standing()
_NO_START = Begun()
_SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)
_EDGES: Mapping[str, tuple[float, ...]] = {
    "minutes": (0.0, 1.0, 15.0, 30.0, 60.0, 120.0, 240.0),
    "answers": (0.0, 1.0, 10.0, 25.0, 50.0, 100.0, 200.0),
    "days": (0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0),
    "topics": (0.0, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0),
    "right": (0.0, 20.0, 40.0, 60.0, 80.0),
}
Floats = Sequence[float]
Tallies = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Material:
    """What the figures of some students are worked out from.

    Attributes:
        now, before: What each of them did in the period and in the one before, in one order.
        standing: How each stands with the topics of their course, in the same order.
        topics: Of the course; 0: nothing is said about mastery.
        weeks, weeks_before: Length of the two periods, weeks; 0: there is none before.
        begun: What each of them began, in the same order; empty where nobody has looked.
        joined: Day on which each of them came, in the same order; of who was seen before that, the day of that.
        last, before_last: Last days of the two periods.
        by_then: Who came later has had less than a week of the period before, or less than all of a shorter one.
    """

    now: Sequence[Done]
    before: Sequence[Done]
    standing: Sequence[Standing]
    topics: int
    weeks: float
    weeks_before: float
    begun: Sequence[Begun]
    joined: Sequence[date]
    last: date
    before_last: date
    by_then: date

    def of_both(self) -> Material:
        """Return the same of those alone who were in the class in both periods.

        Who came later did nothing here before, or had days for it, which says nothing of how the class has changed.
        """
        there = [joined <= self.by_then for joined in self.joined]
        if all(there):
            return self
        return replace(
            self,
            now=list(compress(self.now, there)),
            before=list(compress(self.before, there)),
            standing=list(compress(self.standing, there)),
            begun=list(compress(self.begun, there)),
            joined=list(compress(self.joined, there)),
        )

    def weeks_here(self, *, now: bool) -> list[float]:
        """Return how many weeks of a period each of them was in the class for, at least one where it has one."""
        weeks, last = (self.weeks, self.last) if now else (self.weeks_before, self.before_last)
        return [min(weeks, max(1.0, ((last - joined).days + 1) / 7)) for joined in self.joined]

    def did(self, *, now: bool) -> Sequence[Done]:
        """Return what everybody did in one of the two periods."""
        return self.now if now else self.before

    def tallies(self, key: str, *, now: bool) -> list[tuple[int, int]]:
        """Return (successes, tries) of each student for one of the shares."""
        if key == "engaged":
            weeks = [math.ceil(own) for own in self.weeks_here(now=now)]
            return [(min(one.weeks.bit_count(), of), of) for one, of in zip(self.did(now=now), weeks, strict=True)]
        if key == "first_try":
            return [(one.alone, one.tries) for one in self.did(now=now)]
        if key == "followed":
            return [(one.opened, one.opened + one.dismissed) for one in self.did(now=now)]
        if key == "finished":
            # What was begun earlier had longer to be finished: nothing is compared.
            return [(one.finished, one.begun) for one in self.begun] if now else []
        return [(one.mastered if now else one.before, self.topics) for one in self.standing]

    def values(self, key: str, *, now: bool) -> list[float]:
        """Return one value of each student: minutes, or topics mastered, in a week that they were here."""
        if key == "minutes":
            done = [one.ms / 60_000 for one in self.did(now=now)]
        else:
            done = [float(one.gained if now else one.gained_before) for one in self.standing]
        return [one / max(weeks, 1 / 7) for one, weeks in zip(done, self.weeks_here(now=now), strict=True)]


SHARES = ("engaged", "first_try", "mastered", "finished", "followed")
KEYS = ("engaged", "minutes", "first_try", "mastered", "velocity", "finished", "followed")
LONGER = frozenset({"finished"})
"""Figures that are not compared over time: what was begun earlier had longer to be finished."""
_OF_TOPICS = frozenset({"mastered", "velocity"})


def material(
    students: Mapping[UUID, date], done: Sequence[Done], standing: Mapping[UUID, Standing], topics: int, days: Days,
    begun: Mapping[UUID, Begun] | None = None,
) -> Material:  # fmt: skip
    """Return what figures are worked out from, of these students alone, given as `in_class` does."""
    before = (days.before_last - days.earliest).days + 1
    found = {(one.student_id, one.now): one for one in done}
    return Material(
        [found.get((one, True), _NEVER[True]) for one in students],
        [found.get((one, False), _NEVER[False]) for one in students],
        [standing.get(one, _NOWHERE) for one in students],
        topics,
        ((days.last - days.first).days + 1) / 7, max(0, before) / 7,
        [begun.get(one, _NO_START) for one in students] if begun is not None else [],
        list(students.values()), days.last, days.before_last, max(days.earliest, days.before_last - 6 * DAY),
    )  # fmt: skip


def in_class(joined: Mapping[UUID, datetime], done: Sequence[Done], days: Days, zone: str) -> dict[UUID, date]:
    """Return the students who were in a class by the end of a period, with the day on which they came."""
    came = {one: day_of(moment, zone) for one, moment in joined.items()}
    for one in done:
        # Who has left and come back, or was put on the list late, was there when they worked.
        if one.first is not None and one.student_id in came:
            came[one.student_id] = min(came[one.student_id], one.first)
    return {one: day for one, day in came.items() if day <= days.last}


def estimate(given: Material, key: str, *, now: bool) -> Estimate | None:
    """Return one figure with its interval; None with too few students to say."""
    if not now and not given.weeks_before:
        return None
    if key in SHARES:
        found = intervals.share(given.tallies(key, now=now))
    else:
        found = (means.middle if key == "minutes" else means.mean)(given.values(key, now=now))
    return found if found is not None and found.students >= LEAST else None


def _moved(given: Material, key: str) -> Difference | None:
    """Return how a figure of the same students has moved since the period before."""
    if key in SHARES:
        return means.ratio_change(given.tallies(key, now=True), given.tallies(key, now=False))
    change = means.middle_change if key == "minutes" else means.mean_change
    return change(given.values(key, now=True), given.values(key, now=False))


def figures(given: Material) -> list[FigureView]:
    """Return every figure in the order of the page, each compared with the period before."""
    found, both = [], given.of_both()
    for key in KEYS:
        if key in _OF_TOPICS and not given.topics:
            continue
        now, was = estimate(given, key, now=True), estimate(both, key, now=False)
        moved = _moved(both, key) if now is not None and was is not None else None
        view = stated(key, now, was, moved, compare=given.weeks_before > 0)
        if key in LONGER and now is not None and view.change != "none":
            view = replace(view, change="longer")
        found.append(view)
    return found


def stated(
    key: str, now: Estimate | None, was: Estimate | None, moved: Difference | None, *, compare: bool
) -> FigureView:
    """Return a figure as pages show it: shares in per cent, minutes whole, topics with one decimal."""
    if key in SHARES or key == "there":
        return view_of(key, "share", now, was, moved, compare=compare, scale=100.0, top=100.0)
    unit = "minutes" if key == "minutes" else "topics"
    least = 1.0 if unit == "topics" else 10.0
    top = max([least, *(one.high for one in (now, was) if one is not None and math.isfinite(one.high))])
    return view_of(key, unit, now, was, moved, compare=compare, scale=1.0, top=1.25 * top)


def spreads(given: Material) -> list[SpreadView]:
    """Return how the students differ, with the percentiles and how many lie where."""
    did, stand = given.now, given.standing
    right = [100 * one.alone / one.tries for one in did if one.tries >= THRESHOLDS.min_attempts]
    found: list[tuple[str, Floats]] = [
        ("minutes", given.values("minutes", now=True)),
        ("answers", [float(one.answers) for one in did]),
        ("days", [float(one.days) for one in did]),
        ("right", right),
    ]
    if given.topics:
        found.append(("topics", [float(one.gained) for one in stand]))
    return [_spread(key, values) for key, values in found]


def _spread(key: str, values: Floats) -> SpreadView:
    if len(values) < LEAST:
        return SpreadView(key, n=len(values))
    edges = _EDGES[key]
    counts = [0] * len(edges)
    for value in values:
        counts[max(place for place, edge in enumerate(edges) if value >= edge or place == 0)] += 1
    most = max(counts)
    highs = [*edges[1:], 0.0]
    bins = [
        BinView(low, high, count, round(100 * count / most))
        for low, high, count in zip(edges, highs, counts, strict=True)
    ]
    p10, p25, p50, p75, p90 = (round(one, 1) for one in means.percentiles(values, _SHARES))
    return SpreadView(key, True, len(values), p10, p25, p50, p75, p90, bins)


def topic_line(topic: UUID, name: str, stand: Standing, now: TopicDone) -> TopicLine:
    """Return one topic as pages show it; the student is the unit of its interval."""
    low, high = wilson(stand.mastered, stand.known)
    known = stand.known >= LEAST
    return TopicLine(
        topic_id=str(topic),
        name=name,
        known=known,
        students=stand.known,
        mastered=stand.mastered if known else 0,
        share=round(100 * stand.mastered / stand.known) if known else 0,
        low=math.floor(100 * low) if known else 0,
        high=math.ceil(100 * high) if known else 100,
        gained=stand.gained if known else 0,
        gained_before=stand.gained_before if known else 0,
        answers=now.answers,
        tries=now.tries,
        right=round(100 * now.alone / now.tries) if known and now.tries >= LEAST else -1,
        minutes=round(now.ms / 60_000),
    )


def content_lines(
    by_content: Mapping[UUID, Begun], titles: Mapping[UUID, tuple[str, str]]
) -> list[ContentLine]:  # fmt: skip
    """Return what somebody began in a period, each content with its title and kind; the least finished first."""
    found = [_content_line(one, *titles[one], begun) for one, begun in by_content.items() if begun.begun]
    return sorted(found, key=lambda one: (not one.known, one.share if one.known else 0, one.title.casefold()))


def _content_line(content: UUID, title: str, kind: str, one: Begun) -> ContentLine:
    if one.begun < LEAST:
        return ContentLine(str(content), title, kind, one.begun)
    low, high = wilson(one.finished, one.begun)
    share = round(100 * one.finished / one.begun)
    return ContentLine(
        str(content), title, kind, one.begun, True, one.finished, share, math.floor(100 * low), math.ceil(100 * high)
    )


def trend(days: Sequence[DayRow], first: date, last: date) -> tuple[list[DayView], bool]:
    """Return a period day by day, or week by week where it is long, and whether these are weeks."""
    found = {row.day: row for row in days}
    length = (last - first).days + 1
    weekly = length > MOST_DAYS
    step = 7 if weekly else 1
    # Whole weeks end with the last day: the first one may be shorter.
    starts = [first + timedelta(days=at) for at in range(0, length, step)]
    if weekly:
        starts = [max(first, last - timedelta(days=7 * back + 6)) for back in range(math.ceil(length / 7) - 1, -1, -1)]
    rows = []
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else last + timedelta(days=1)
        some = [found[day] for day in (start + timedelta(days=n) for n in range((end - start).days)) if day in found]
        rows.append((start, max((one.students for one in some), default=0), some))
    most = max((students for _, students, _ in rows), default=0) or 1
    answers = max((sum(one.answers for one in some) for _, _, some in rows), default=0) or 1
    return [
        DayView(
            start.isoformat(), students, sum(one.answers for one in some), sum(one.tries for one in some),
            sum(one.alone for one in some), round(sum(one.ms for one in some) / 60_000), round(100 * students / most),
            round(100 * sum(one.answers for one in some) / answers),
        )
        for start, students, some in rows
    ], weekly  # fmt: skip


_GRAVE: Mapping[str, Callable[[FigureView], float]] = {
    "down": lambda one: -one.by_high / max(abs(one.was), 1.0),
    "up": lambda one: one.by_low / max(abs(one.was), 1.0),
}


def outs(given: Material, views: Sequence[FigureView], lines: Sequence[TopicLine]) -> list[StandOut]:
    """Return what stands out in a class: clear changes, who was not there, the topic that is known least.

    Only what its interval bears is said; where nothing is, that is said.
    """
    found = []
    moved = [one for one in views if one.change in _GRAVE]
    for one in sorted(moved, key=lambda one: (one.change != "down", -_GRAVE[one.change](one)))[:2]:
        low, high = (-one.by_high, -one.by_low) if one.change == "down" else (one.by_low, one.by_high)
        found.append(StandOut(f"{one.key}-{one.change}", low=low, high=high))
    away = sum(1 for one in given.now if not one.days)
    if len(given.now) >= LEAST and away:
        found.append(StandOut("away", count=away, of=len(given.now)))
    known = [one for one in lines if one.known]
    hardest = min(known, key=lambda one: (one.high, one.share), default=None)
    if hardest is not None and hardest.high < 50:
        found.append(StandOut("hardest", hardest.name, hardest.mastered, hardest.students, hardest.low, hardest.high))
    if not found:
        found.append(StandOut("few" if len(given.now) < LEAST else "steady", count=LEAST))
    return found
