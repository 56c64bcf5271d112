"""What pages, letters and files of analytics show: plain data, dates as ISO text, shares in whole per cent.

Keys (`FigureView.key`, `StandOut.key`, `Freshness.state` …) are names in the catalogue `analytics.ftl`. A figure,
spread or topic that is not `known` rests on too little to be stated, and is shown as that and as nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from learnapp.services.impact_views import FigureView

__all__ = [
    "Asked", "BinView", "ChoiceView", "ClassAnalytics", "CohortView", "CohortsView", "ContentLine", "DayView",
    "DaysView", "FigureView", "Freshness", "HourView", "InstitutionAnalytics", "SectionLine", "SpreadView", "StandOut",
    "StudentLine", "TopicLine",
]  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which days are asked for: `period` is one of `analytics_periods.PERIODS`, the days are for `custom` alone."""

    period: str = "month"
    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class Freshness:
    """How fresh figures are.

    Attributes:
        state: `live` (counted up to now), `daily` (counting is behind: whole days only), `cached` (the last good
            state, for nothing else could be read), `none` (nothing was counted yet, nor has anything waited
            long for it) or `never` (nothing was counted although students have worked: no worker has run).
        at: Up to when everything is counted, ISO; "" when nothing is.
        minutes: How long ago that is.
        moving: The institution's time zone has changed, and some days are still counted as those of the one before.
    """

    state: str = "none"
    at: str = ""
    minutes: int = 0
    moving: bool = False


def query_of(asked: Asked, *, course: str = "", term: str = "") -> str:
    """Return what a file of the same figures is asked for with, as the query of its address."""
    values = {"period": asked.period, "first": asked.first, "last": asked.last, "course": course, "term": term}
    return urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True)
class DaysView:
    """The days that are shown and those that they are compared with; "" where there are none."""

    period: str = "month"
    first: str = ""
    last: str = ""
    before_first: str = ""
    before_last: str = ""


@dataclass(frozen=True)
class DayView:
    """One day, or one week from its first day on where the period is long.

    Attributes:
        day: ISO date.
        students: Who were there; of a week the most on one day.
        answers: Answers of all tries.
        tries, alone: First tries, and those that were right without a hint.
        minutes: Time on task of everybody.
        height, answers_height: Students and answers as a picture, per cent of the largest.
    """

    day: str = ""
    students: int = 0
    answers: int = 0
    tries: int = 0
    alone: int = 0
    minutes: int = 0
    height: int = 0
    answers_height: int = 0


@dataclass(frozen=True)
class HourView:
    """One hour of the day there: its answers, these as per cent of the most for a picture, and if they are the most."""

    hour: int = 0
    answers: int = 0
    height: int = 0
    most: bool = False


@dataclass(frozen=True)
class BinView:
    """How many students lie from one value up to the next; `high` 0: without end. `width` is per cent of the most."""

    low: float = 0.0
    high: float = 0.0
    students: int = 0
    width: int = 0


@dataclass(frozen=True)
class SpreadView:
    """How the students of a class differ in one thing.

    Attributes:
        key: minutes (a week), answers, days, topics (mastered) or right (share of first tries, per cent).
        n: Students that it rests on.
        p10, p25, p50, p75, p90: Below which so many per cent of the students lie.
        bins: How many lie where.
    """

    key: str = ""
    known: bool = False
    n: int = 0
    p10: float = 0.0
    p25: float = 0.0
    p50: float = 0.0
    p75: float = 0.0
    p90: float = 0.0
    bins: list[BinView] = field(default_factory=list)


@dataclass(frozen=True)
class TopicLine:
    """One topic of the course in this class.

    Attributes:
        known: Whether enough students have enough answers.
        students: With enough answers to say.
        mastered, share, low, high: Of these: how many, per cent, and its 95 % interval.
        gained, gained_before: Students who mastered it in the period, and in the one before.
        answers, tries, right: In the period; `right` is per cent of first tries, -1 with too few.
        minutes: Time that it took everybody.
    """

    topic_id: str = ""
    name: str = ""
    known: bool = False
    students: int = 0
    mastered: int = 0
    share: int = 0
    low: int = 0
    high: int = 100
    gained: int = 0
    gained_before: int = 0
    answers: int = 0
    tries: int = 0
    right: int = -1
    minutes: int = 0


@dataclass(frozen=True)
class ContentLine:
    """One content of the course in this class.

    Attributes:
        kind: Of what it is, as `kc.ContentKind` names it.
        begun: Students who began it in the period.
        known: Whether these are enough to say anything.
        finished, share, low, high: Of these: how many have finished it by now, per cent, and its 95 % interval.
    """

    content_id: str = ""
    title: str = ""
    kind: str = ""
    begun: int = 0
    known: bool = False
    finished: int = 0
    share: int = 0
    low: int = 0
    high: int = 100


@dataclass(frozen=True)
class StandOut:
    """One sentence of what stands out: its key and what it names; `low` and `high` are an interval where it has one."""

    key: str = ""
    name: str = ""
    count: int = 0
    of: int = 0
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True)
class ClassAnalytics:
    """The dashboard of one class.

    Attributes:
        students: In the class now, of whom something may be stored.
        topics: Of its course; 0 without one.
        figures: engaged, minutes, first_try, mastered, velocity, finished, followed: each with its interval and change.
        contents: What somebody began in the period, what is finished least often first.
        outs: What stands out, the most important first; never empty.
        hours_since: Day from which on hours of the period are kept, where that is not all of it; "" where it is.
        answer_seconds: Within how many seconds a half, and nine tenths, of the answers were given; [] without any.
    """

    section_id: str = ""
    section: str = ""
    days: DaysView = DaysView()
    fresh: Freshness = Freshness()
    students: int = 0
    topics: int = 0
    figures: list[FigureView] = field(default_factory=list)
    outs: list[StandOut] = field(default_factory=list)
    trend: list[DayView] = field(default_factory=list)
    weekly: bool = False
    hours: list[HourView] = field(default_factory=list)
    hours_since: str = ""
    spreads: list[SpreadView] = field(default_factory=list)
    lines: list[TopicLine] = field(default_factory=list)
    contents: list[ContentLine] = field(default_factory=list)
    answer_seconds: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class StudentLine:
    """What one student did in the period and before it; a page of them is asked for by name.

    Attributes:
        minutes, answers, days: In the period.
        right: Per cent of first tries, -1 with too few.
        mastered, gained: Topics by the end of the period, and within it.
        minutes_before, answers_before, gained_before: In the period before.
        last: Last day with a sign of life in both periods, ISO; "" when there was none.
    """

    student_id: str = ""
    name: str = ""
    minutes: int = 0
    answers: int = 0
    days: int = 0
    right: int = -1
    mastered: int = 0
    gained: int = 0
    minutes_before: int = 0
    answers_before: int = 0
    gained_before: int = 0
    last: str = ""


@dataclass(frozen=True)
class CohortView:
    """One cohort. Its figures have it as `value` and the first cohort as `was`; a change says which one is higher.

    Attributes:
        key: What it is: `section`, `joined`, `later`, `less`, `more` or `nothing`; `name` is a title or an ISO date.
        few: Too few students to say anything.
    """

    key: str = ""
    name: str = ""
    students: int = 0
    few: bool = True
    figures: list[FigureView] = field(default_factory=list)


@dataclass(frozen=True)
class ChoiceView:
    """Something to choose from."""

    value: str = ""
    label: str = ""


@dataclass(frozen=True)
class CohortsView:
    """Cohorts beside each other; the first one is what the others are compared with."""

    by: str = "section"
    days: DaysView = DaysView()
    cohorts: list[CohortView] = field(default_factory=list)
    others: list[ChoiceView] = field(default_factory=list)


@dataclass(frozen=True)
class SectionLine:
    """One class of an institution.

    Attributes:
        few: Too few students to say anything of them; all figures are 0 then.
        there: Of its students were there on a day since they came, per cent, on average; -1: nobody had come yet.
        right: Per cent of first tries, -1 with too few; `change` is what it was before.
        minutes: Time on task of a student in a week, on average.
    """

    section_id: str = ""
    title: str = ""
    course: str = ""
    term: str = ""
    students: int = 0
    few: bool = True
    there: int = 0
    there_before: int = 0
    answers: int = 0
    right: int = -1
    right_before: int = -1
    minutes: int = 0
    minutes_before: int = 0


@dataclass(frozen=True)
class InstitutionAnalytics:
    """The dashboard of an institution, or of one course or term in it; the class is the unit of its intervals.

    Attributes:
        few: Too few students in all of it to say anything.
        sections, students: How many there are now; who is in two classes counts in both.
        figures: there, first_try, minutes.
        courses: The same by course, each as a line without an id of a class.
        total: Classes that fit, of which `lines` is a page from `offset` on.
    """

    days: DaysView = DaysView()
    fresh: Freshness = Freshness()
    few: bool = True
    sections: int = 0
    students: int = 0
    figures: list[FigureView] = field(default_factory=list)
    outs: list[StandOut] = field(default_factory=list)
    trend: list[DayView] = field(default_factory=list)
    weekly: bool = False
    courses: list[SectionLine] = field(default_factory=list)
    lines: list[SectionLine] = field(default_factory=list)
    total: int = 0
    offset: int = 0
    size: int = 25
    course_choices: list[ChoiceView] = field(default_factory=list)
    term_choices: list[ChoiceView] = field(default_factory=list)
