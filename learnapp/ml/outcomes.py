"""What an experiment counts of one student: figures of the days after the arm first chose something for them.

Every student is counted over the same number of days of their own, so that who came early weighs no more than who came
late. A figure that a student gives no evidence for is left out, never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

LEAST_MINUTES = 3.0
LEAST_ANSWERS = 5
STREAK = 4
LOST = 0.10
BAND = (0.65, 0.85)
"""The share of right answers that practice aims at: the target of the selector, ten points to both sides."""
_DONE = frozenset({"answered", "read", "video_completed"})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure; `experiment-metric-KEY` of the catalogue says what it is.

    Attributes:
        better: 1 where more is better, -1 where less is.
        unit: `share` of 1, or `points` of mastery in a minute.
        deviation: Standard deviation among students that plans assume before there are any, at most that of a share.
        margin: Of a guard: how much worse than the arm "as now" is too much.
    """

    key: str
    better: int
    unit: str
    deviation: float
    margin: float = 0.0


METRICS: dict[str, Metric] = {
    each.key: each
    for each in (
        Metric("mastery_per_minute", 1, "points", 0.02),
        Metric("completion", 1, "share", 0.35),
        Metric("next_day", 1, "share", 0.5),
        Metric("right_in_band", 1, "share", 0.5),
    )
}
"""What an experiment may be about."""
GUARDS: dict[str, Metric] = {
    each.key: each
    for each in (
        Metric("wrong_streaks", -1, "share", 0.4, margin=0.05),
        Metric("hints", -1, "share", 0.25, margin=0.05),
        Metric("dismissals", -1, "share", 0.25, margin=0.05),
        Metric("mastery_loss", -1, "share", 0.25, margin=0.03),
    )
}
"""What must not become worse; how long answers take (`latency`) is watched beside them, over decisions."""


class Seen(NamedTuple):
    """One event of a student.

    Attributes:
        mastery: KC -> P(mastered) after this event, as the student was told.
        minutes: Active time.
    """

    at: datetime
    verb: str
    content: UUID | None
    correct: bool | None
    mastery: dict[str, float]
    minutes: float


def outcomes_of(events: Sequence[Seen], first: datetime, shown: int) -> dict[str, float]:
    """Return what is known of one student.

    Args:
        events: What happened in their days, oldest first.
        first: When the arm first chose something for them.
        shown: How many recommendations were made for them in these days.
    """
    found: dict[str, float] = {}
    answers = [each for each in events if each.verb == "answered" and each.correct is not None]
    before, after = _mastery(events)
    minutes = sum(each.minutes for each in events)
    if before and minutes >= LEAST_MINUTES:
        found["mastery_per_minute"] = sum(after[kc] - p for kc, p in before.items()) / minutes
    opened = {each.content for each in events if each.verb == "recommendation_opened" and each.content is not None}
    if opened:
        found["completion"] = len(opened & _finished(events, opened)) / len(opened)
    tomorrow = first.date() + _DAY
    found["next_day"] = float(any(each.at.date() == tomorrow for each in events))
    if len(answers) >= LEAST_ANSWERS:
        right = sum(bool(each.correct) for each in answers) / len(answers)
        found["right_in_band"] = float(BAND[0] <= right <= BAND[1])
        found["wrong_streaks"] = float(_longest_wrong(answers) >= STREAK)
        hints = sum(each.verb == "hint_requested" for each in events)
        found["hints"] = min(1.0, hints / len(answers))
    if shown:
        dismissed = sum(each.verb == "recommendation_dismissed" for each in events)
        found["dismissals"] = min(1.0, dismissed / shown)
    if before:
        found["mastery_loss"] = sum(after[kc] <= p - LOST for kc, p in before.items()) / len(before)
    return found


def _mastery(events: Sequence[Seen]) -> tuple[dict[str, float], dict[str, float]]:
    """Return P(mastered) of each KC after its first and its last answer of these days."""
    before: dict[str, float] = {}
    after: dict[str, float] = {}
    for each in events:
        for kc, p in each.mastery.items():
            before.setdefault(kc, p)
            after[kc] = p
    return before, after


def _finished(events: Sequence[Seen], wanted: set[UUID]) -> set[UUID]:
    """Return what was opened from a recommendation and then worked through."""
    opened: set[UUID] = set()
    done: set[UUID] = set()
    for each in events:
        if each.content is None or each.content not in wanted:
            continue
        if each.verb == "recommendation_opened":
            opened.add(each.content)
        elif each.verb == "recommendation_completed" or (each.verb in _DONE and each.content in opened):
            done.add(each.content)
    return done


def _longest_wrong(answers: Sequence[Seen]) -> int:
    longest = running = 0
    for each in answers:
        running = 0 if each.correct else running + 1
        longest = max(longest, running)
    return longest
