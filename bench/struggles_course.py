"""What simulated classes share: a course and how it is worked through; how anybody learns or struggles is elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from learnapp.engine.struggles import Struggle, Try, Watch, standing

TOPICS = 14
NEEDS: dict[int, tuple[int, ...]] = {
    topic: () if topic < 3 else ((topic - 3,) if topic % 4 else (topic - 3, topic - 2)) for topic in range(TOPICS)
}
"""Three chains that touch now and then."""
ANSWERS = 80
BEGIN = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
ENOUGH, MOST_AT_ONE = 3, 12
REVIEWED = 0.15


def kc(topic: int) -> UUID:
    """Return the id of a topic."""
    return UUID(int=topic + 1)


NEEDS_BY_ID = {kc(topic): tuple(kc(one) for one in needed) for topic, needed in NEEDS.items()}


@dataclass(slots=True)
class Seen:
    """What one student did, and whether and when a struggle was planted.

    Attributes:
        planted: Name of the struggle; "" for none.
        onset: Index of the first try under it.
        kind: Name of the way of learning.
    """

    tries: list[Try] = field(default_factory=list)
    planted: str = ""
    onset: int = -1
    kind: str = ""


@dataclass(slots=True)
class Done:
    """What one try looked like."""

    right: bool
    hints: int
    gave_up: bool
    seconds: float


def work_through(
    rng: Random,
    attempt: Callable[[int, int], Done],
    *,
    stay: Callable[[int], bool] | None = None,
    skip: int = -1,
) -> list[Try]:
    """Let a student work through the course as a tutor would have it, and return the tries.

    A topic is left after `ENOUGH` right answers in a row without hints, or after `MOST_AT_ONE` tries; some answers
    review an earlier one.

    Args:
        rng: Chance.
        attempt: Makes one try: (topic, how many tries there were before all in all).
        stay: Whether a topic is not left although there were enough tries.
        skip: A topic that is passed over, as for somebody who comes from another school.
    """
    tries: list[Try] = []
    topic, streak, at_this, moment, passed = 0, 0, 0, BEGIN, list[int]()
    while len(tries) < ANSWERS:
        if len(tries) and rng.random() < 0.08:
            moment += timedelta(days=rng.choice((1, 1, 2, 3)))
        review = bool(passed) and rng.random() < REVIEWED
        here = rng.choice(passed) if review else topic
        done = attempt(here, len(tries))
        moment += timedelta(seconds=done.seconds + 5.0)
        tries.append(
            Try(
                UUID(int=1000 + len(tries)), moment, kc(here), done.right, done.hints, done.gave_up, False, done.seconds
            )
        )
        if review:
            continue
        at_this += 1
        streak = streak + 1 if done.right and not done.hints else 0
        if streak >= ENOUGH or (at_this >= MOST_AT_ONE and not (stay and stay(topic))):
            passed.append(topic)
            topic, streak, at_this = (topic + 1) % TOPICS, 0, 0
            if topic == skip:
                topic = (topic + 1) % TOPICS
    return tries


@dataclass(frozen=True, slots=True)
class Told:
    """The first time that something was told of a student, or more strongly so.

    Attributes:
        at: Index of the try after which it was told.
        strength: The highest that this kind reached at this student in the end.
    """

    struggle: Struggle
    at: int
    confidence: float


def told_of(seen: Seen) -> list[Told]:
    """Return each kind of struggle that is told of a student, with the first time, as the job would tell it."""
    watch, found = Watch(NEEDS_BY_ID), dict[Struggle, Told]()
    for place, one in enumerate(seen.tries):
        watch.take(one)
        for finding in standing(watch.strengths().values(), NEEDS_BY_ID):
            if finding.struggle not in found:
                found[finding.struggle] = Told(finding.struggle, place, finding.confidence)
    return sorted(found.values(), key=lambda each: each.at)
