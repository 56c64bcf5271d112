"""What the page of a class's impact shows."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class SpanView:
    """A range of time: `unit` is minutes or hours, rounded outwards to what is known."""

    unit: str = "minutes"
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True)
class ActView:
    """One kind of act that the system did.

    Attributes:
        count, before: How often, in the period and in the one before.
        low, usual, high: Minutes that one of them would take.
        own: The reader has changed these minutes.
        worth: What they are worth together.
        left, width, dot: The same as a picture, per cent of the longest.
    """

    kind: str = ""
    count: int = 0
    before: int = 0
    low: float = 0.0
    usual: float = 0.0
    high: float = 0.0
    own: bool = False
    worth: SpanView = SpanView()
    left: int = 0
    width: int = 0
    dot: int = 0


@dataclass(frozen=True)
class TimeView:
    """What all acts are worth together.

    Attributes:
        any: Whether anything was counted.
        way: more, less, same or open (it depends on the assumptions); "" without a period before.
        uncounted: Days that the worker has still to count.
    """

    any: bool = False
    now: SpanView = SpanView()
    before: SpanView = SpanView()
    way: str = ""
    uncounted: int = 0


@dataclass(frozen=True)
class FigureView:
    """One outcome. Shares are whole per cent, `answers` with one decimal.

    Attributes:
        key: Its name in the catalogue.
        unit: share or answers.
        known: Whether there is enough data to state it.
        n, students: What it rests on, and of how many students.
        was_known, was, was_low, was_high: The same in the period before.
        change: none (nothing to compare with), few (not enough data), early (too early to say), level (no difference
            at all so far), up or down.
        by_low, by_high: 95 % interval of the difference, per cent points or answers.
        left, width, dot: The interval as a picture, per cent of its scale.
    """

    key: str = ""
    unit: str = "share"
    known: bool = False
    value: float = 0.0
    low: float = 0.0
    high: float = 0.0
    n: int = 0
    students: int = 0
    was_known: bool = False
    was: float = 0.0
    was_low: float = 0.0
    was_high: float = 0.0
    change: str = "none"
    by_low: float = 0.0
    by_high: float = 0.0
    left: int = 0
    width: int = 0
    dot: int = 0


@dataclass(frozen=True)
class WeekView:
    """Students who were there in one week; `first` is its Monday as an ISO date, `width` per cent of the class."""

    first: str = ""
    students: int = 0
    width: int = 0


@dataclass(frozen=True)
class ImpactView:
    """The whole page.

    Attributes:
        first, last: ISO dates of the period; "" when the calendar has no term for today.
        before_first, before_last: Those of the period before; "" without one.
        students: In the class now.
        topics: Of its course; 0 without one.
        moving: Some days are still counted as those of another time zone.
    """

    section: str = ""
    period: str = "month"
    first: str = ""
    last: str = ""
    before_first: str = ""
    before_last: str = ""
    students: int = 0
    topics: int = 0
    moving: bool = False
    time: TimeView = TimeView()
    acts: list[ActView] = field(default_factory=list)
    figures: list[FigureView] = field(default_factory=list)
    weeks: list[WeekView] = field(default_factory=list)
