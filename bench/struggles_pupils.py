"""What simulated classes share: how a student works through a course, and what is written down of the truth meanwhile.

How somebody learns is a `Learner`; how they work, tire, and get around work is a `Pupil`. Each set of classes has its
own of both. What is planted is no other mechanism than what befalls anybody: a topic that is hard to get into, a topic
that was passed over, a mind that is elsewhere, not working. Whether it comes to count as struggling is asked by
`bench/struggles_truth.py`.
"""

from __future__ import annotations

import copy
import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import ClassVar, NamedTuple
from uuid import UUID

from bench.learners import logistic
from bench.struggles_truth import INACTIVE, MISSING, REAL, State
from learnapp.engine import irt
from learnapp.engine.struggles import Struggle, Try

ANSWERS, DAYS = 90, 70
ENOUGH, MOST_AT_ONE = 3, 18
"""A topic is left after so many right answers in a row, or so many tries: of whoever is at it."""
REVIEWED = 0.2
BEGIN = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)


def logit(p: float) -> float:
    """Return log(p / (1 - p)), of a p that is no certainty."""
    return irt.logit(min(max(p, 0.01), 0.99))


def topic_id(topic: int) -> UUID:
    """Return the id of a topic."""
    return UUID(int=topic + 1)


class Learner(ABC):
    """How somebody learns.

    Args:
        rng: Chance.
        slow: What is left of the gain of a try.
        slips: How often they slip, logits.
    """

    def __init__(self, rng: Random, *, slow: float, slips: float) -> None:
        self.rng, self.slow = rng, slow
        self.slip = logistic(slips)
        self.guess = rng.uniform(0.08, 0.24)
        self.gain = 1.0
        self.begin(rng)

    @abstractmethod
    def begin(self, rng: Random) -> None:
        """Draw what is the learner's own."""

    @abstractmethod
    def chance(self, topic: int) -> float:
        """Return the chance of a right answer to an average item, 0 to 1."""

    @abstractmethod
    def practise(self, topic: int, right: bool, share: float) -> None:
        """Learn of one try; `share` 0 to 1 says how much of it was work."""

    def rest(self, days: int) -> None:  # noqa: B027 - most learners keep what they know
        """Let days go by."""

    @abstractmethod
    def strike(self, severity: float) -> None:
        """Let what is known get worse from here on, and learning with it; severity in logits."""

    @abstractmethod
    def block(self, topic: int) -> None:
        """Let a topic be as unknown as one can be."""


class Act(NamedTuple):
    """What somebody does who does not work.

    Attributes:
        kind: The struggle that it is a sign of.
        quick: Done in no time.
    """

    kind: str
    right: bool
    hints: int
    gave_up: bool
    quick: bool


@dataclass(slots=True)
class Pupil(ABC):
    """One student at work: what a set of classes says of how.

    Attributes:
        topic: What they do not get into, or what they pass over.
        begins: Try from which what is planted is at work.
        since: Tries since then.
        sitting: Tries of this sitting.
    """

    TOPICS: ClassVar[int]
    NEEDS: ClassVar[Mapping[int, tuple[int, ...]]]

    rng: Random
    planted: str
    look: str
    learner: Learner
    twin: Learner | None = None
    topic: int = -1
    begins: int = 10_000
    severity: float = 1.5
    since: int = 0
    sitting: int = 0
    retries: float = 0.15
    states: list[State] = field(default_factory=list)

    def __post_init__(self) -> None:  # noqa: B027 - nothing need be drawn
        """Draw what is the student's own way of working."""

    @abstractmethod
    def mood(self, topic: int, number: int) -> float:
        """Return what befalls anybody now and then, logits; 0 for an ordinary moment."""

    def elsewhere(self) -> float:
        """Return the share of right answers that is left while a drop is at work, 0 to 1."""
        return 1.0

    @abstractmethod
    def item(self) -> float:
        """Return how much harder than the average the next item is, logits."""

    @abstractmethod
    def seconds(self, item: float) -> float:
        """Return how long it takes to work on it."""

    @abstractmethod
    def around(self, chance: float, *, on: bool) -> Act | None:
        """Return what they do instead of working; None for work."""

    @abstractmethod
    def asks(self, chance: float) -> tuple[int, bool]:
        """Return hints that are opened, and whether the solution is, after some thought."""

    def new_sitting(self, number: int) -> int:
        """Begin a new sitting and return days since the last one."""
        return self.rng.choice((1, 1, 2, 2, 3, 5))

    def on(self, topic: int, number: int) -> bool:
        """Return whether what is planted is at work."""
        if self.planted == Struggle.WHEEL_SPINNING:
            return topic == self.topic
        return self.planted not in ("", INACTIVE, Struggle.PREREQUISITE_GAP) and number >= self.begins

    def level(self, topic: int, learner: Learner, missing: tuple[int, ...]) -> float:
        """Return the chance at an average item: what rests on something unknown is hard for anybody."""
        chance = learner.chance(topic)
        return logistic(logit(chance) - self.severity) if missing else chance

    def attempt(self, topic: int, number: int, *, again: bool, at: datetime) -> Try:
        """Make one try, and write down what is true before it."""
        rng, on = self.rng, self.on(topic, number)
        if on:
            self.since += 1
            self.struck()
        missing = tuple(one for one in self.NEEDS[topic] if self.learner.chance(one) < MISSING)
        item = self.item()
        shift = (0.4 if again else 0.0) - item
        level = self.level(topic, self.learner, missing)
        twins = level if self.twin is None else self.level(topic, self.twin, missing)
        usual = logistic(logit(twins) + shift)
        now = logistic(logit(level) + shift + self.mood(topic, number))
        if on and self.planted == Struggle.SUDDEN_DROP:
            now *= self.elsewhere()
        act = self.around(now, on=on)
        self.states.append(State(topic, level, missing, usual, now, act.kind if act else "", again, item))
        seconds, work = self.seconds(item), 1.0
        if act is not None:
            right, hints, gave_up, work = act.right, act.hints, act.gave_up, 0.2
            seconds = math.exp(rng.gauss(0.35, 0.4)) if act.quick else 0.5 * seconds
        else:
            hints, gave_up = self.asks(now)
            right = not gave_up and rng.random() < min(0.98, now + 0.1 * hints)
        if missing:
            work *= 0.15
        if on and self.planted == Struggle.WHEEL_SPINNING:
            work *= 0.04
        self.learner.practise(topic, right, work)
        if self.twin is not None:
            self.twin.practise(topic, right, work)
        self.sitting += 1
        known = None if rng.random() < 0.03 else seconds
        hints = 3 if gave_up else hints
        return Try(UUID(int=5000 + number), at, topic_id(topic), right, hints, gave_up, again, known)

    def struck(self) -> None:
        """Let what is planted begin, or grow."""
        if self.planted == Struggle.WHEEL_SPINNING and self.since == 1:
            self.learner.block(self.topic)

    def strike(self, severity: float) -> None:
        """Let what is known get worse; what the student would be without it goes on beside."""
        if self.twin is None:
            self.twin = copy.deepcopy(self.learner)
        self.learner.strike(severity)


def work(pupil: Pupil) -> Iterator[Try]:
    """Yield the tries of somebody who is led through the course, topic by topic, with some review."""
    rng, moment = pupil.rng, BEGIN
    low, high = REAL["sitting"]["low"], REAL["sitting"]["high"]
    skip = pupil.topic if pupil.planted == Struggle.PREREQUISITE_GAP else -1
    if skip >= 0:
        pupil.learner.block(skip)
    topic, streak, at_this, passed, again, here, review = 0, 0, 0, list[int](), False, 0, False
    left = rng.randint(low, high)
    for number in range(ANSWERS):
        if left <= 0:
            days = pupil.new_sitting(number)
            moment += timedelta(days=days)
            pupil.sitting, left, again = 0, rng.randint(low, high), False
            for each in (pupil.learner, pupil.twin):
                if each is not None:
                    each.rest(days)
        if not again:
            review = bool(passed) and rng.random() < REVIEWED
            here = rng.choice(passed) if review else topic
        one = pupil.attempt(here, number, again=again, at=moment)
        moment += timedelta(seconds=(one.seconds or 20.0) + 4.0)
        left -= 1
        yield one
        if not again and not review:
            at_this += 1
            streak = streak + 1 if one.right and not one.hints else 0
        again = not one.right and not one.gave_up and rng.random() < pupil.retries
        if not again and (streak >= ENOUGH or at_this >= MOST_AT_ONE):
            passed.append(topic)
            topic = (topic + 1) % pupil.TOPICS
            topic = (topic + 1) % pupil.TOPICS if topic == skip else topic
            streak, at_this = 0, 0
