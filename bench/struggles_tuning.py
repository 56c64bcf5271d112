"""Classes on which the detectors of struggling students are tuned: how their students work.

Each try may be an odd one by itself: forms change by sittings, times are log-normal, and who games or leans on
solutions does so at each try by a chance of its own. The ways of learning are those of `bench/struggles_learners.py`.
"""

from __future__ import annotations

import math
from random import Random
from typing import Any

from bench.struggles_learners import FAMILIES, FIGURES, NEEDS, TOPICS
from bench.struggles_pupils import DAYS, Act, Pupil, topic_id
from bench.struggles_truth import INACTIVE
from learnapp.engine.struggles import Struggle

SEED = 81_000_000
NEEDS_BY_ID = {topic_id(topic): tuple(topic_id(one) for one in needed) for topic, needed in NEEDS.items()}
LOOKALIKES = (*[""] * 8, "careless", "slow", "quick", "hints", "tires", "bad day", "hard topic", "break")
PLANTED = {
    Struggle.WHEEL_SPINNING: 0.008, Struggle.PREREQUISITE_GAP: 0.010, Struggle.GAMING: 0.013,
    Struggle.HINT_ABUSE: 0.013, Struggle.SUDDEN_DROP: 0.014, INACTIVE: 0.013,
}  # fmt: skip
"""Share of all students with each plant: so that every tenth struggles in the end, with those who do by themselves."""


class Tuned(Pupil):
    """A student of these classes."""

    TOPICS, NEEDS = TOPICS, NEEDS

    def __post_init__(self) -> None:
        rng: Any = self.rng
        minutes = FIGURES["minutes"]
        self.pace = minutes["log_mean"] + math.log(60.0) + rng.gauss(0.0, minutes["sd_student"])
        self.pace -= 0.8 if self.look == "quick" else 0.0
        self.spread = minutes["log_sd"] * rng.uniform(0.5, 0.8)
        self.hints = rng.betavariate(2, 14) + (0.35 if self.look == "hints" else 0.0)
        self.gives_up = rng.betavariate(1, 25)
        self.retries, self.items = rng.uniform(0.05, 0.3), rng.uniform(0.3, 0.7)
        gap = self.planted == Struggle.PREREQUISITE_GAP
        self.topic, self.begins = rng.randrange(1, 4) if gap else rng.randrange(3, 9), rng.randrange(20, 55)
        self.severity = rng.uniform(1.6, 3.0)
        self.drop, self.left = rng.uniform(1.4, 3.0), rng.uniform(0.2, 0.6)
        self.ramp, self.forgot = rng.choice((1, 1, 6)), rng.random() < 0.6
        self.share = rng.uniform(0.6, 0.95)
        self.haste = FIGURES["gaming"]["tenth" if rng.random() < 0.2 else "typical"]
        self.odd, self.hard = rng.randrange(15, 60), rng.randrange(3, 9)
        self.form, self.rusty, self.bad = rng.gauss(0.0, 0.35), 0.0, False

    def mood(self, topic: int, number: int) -> float:
        """Return what befalls anybody."""
        mood: float = self.form - self.rusty * max(0.0, 1.0 - self.sitting / 12)
        mood -= 1.3 if self.bad and self.sitting < 10 else 0.0
        mood -= min(0.6, 0.02 * self.sitting) if self.look == "tires" else 0.0
        return mood - (0.9 if self.look == "hard topic" and topic == self.hard else 0.0)

    def elsewhere(self) -> float:
        """Return what a mind that is elsewhere leaves."""
        return 1.0 if self.forgot else 1.0 - (1.0 - self.left) * min(1.0, self.since / self.ramp)

    def struck(self) -> None:
        """Let what is planted begin."""
        super().struck()
        if self.planted == Struggle.SUDDEN_DROP and self.forgot and self.since in (1, 1 + self.ramp // 2):
            self.strike(self.drop if self.ramp == 1 else 0.5 * self.drop)

    def item(self) -> float:
        """Return how hard an item is."""
        return self.rng.gauss(0.0, self.items)

    def seconds(self, item: float) -> float:
        """Return a log-normal time."""
        return math.exp(self.rng.gauss(self.pace, self.spread)) * (1.2 if item > 0.2 else 1.0)

    def around(self, chance: float, *, on: bool) -> Act | None:
        """Return haste now and then, or what is planted."""
        rng = self.rng
        if on and self.planted in (Struggle.GAMING, Struggle.HINT_ABUSE):
            if rng.random() < (self.share if chance < 0.8 else 0.6 * self.share):
                if self.planted == Struggle.HINT_ABUSE:
                    return Act(Struggle.HINT_ABUSE, False, 3, True, False)
                gave_up = rng.random() < 0.35
                return Act(Struggle.GAMING, not gave_up and rng.random() < 0.2, 0, gave_up, True)
        elif rng.random() < self.haste:
            return Act(Struggle.GAMING, rng.random() < 0.25, 0, False, True)
        return None

    def asks(self, chance: float) -> tuple[int, bool]:
        """Return hints, and whether the solution is opened after some thought."""
        rng = self.rng
        if chance < 0.5 and rng.random() < self.gives_up:
            return 3, True
        if rng.random() < self.hints * (1.4 if chance < 0.6 else 0.4):
            return 1 + (rng.random() < 0.3), False
        return 0, False

    def new_sitting(self, number: int) -> int:
        """Begin a sitting: another form, and what befalls those who look like somebody who struggles."""
        rng = self.rng
        self.form, self.rusty, days = rng.gauss(0.0, 0.35), 0.0, rng.choice((1, 1, 2, 2, 3, 5))
        self.bad = self.look == "bad day" and number >= self.odd
        if self.look == "break" and number >= self.odd:
            days, self.rusty = days + 12, 1.0
        if self.bad or self.rusty:
            self.odd = 10_000
        return days


def pupil(number: int, planted: str, look: str) -> Tuned:
    """Return a student before any work."""
    rng = Random(SEED + number)
    slips = FIGURES["careless"]["tenth" if look == "careless" else "typical"] - 0.4 + rng.gauss(0.0, 0.3)
    learner = FAMILIES[number % len(FAMILIES)](rng, slow=0.65 if look == "slow" else 1.0, slips=slips)
    return Tuned(rng, planted, look, learner)


def days_of(number: int, planted: str) -> tuple[list[float], list[bool]]:
    """Return the chance to work on each school day, and whether they did."""
    rng = Random(SEED + number + 500_000)
    week = [rng.betavariate(5, 2) for _ in range(5)]
    stops = rng.randrange(25, DAYS - 16) if planted == INACTIVE else DAYS
    ill = rng.randrange(10, DAYS - 5) if rng.random() < 0.12 else DAYS
    lasts, busy, chances = rng.randrange(2, 6), True, list[float]()
    for day in range(DAYS):
        busy = rng.random() < (0.95 if busy else 0.3)
        chance = week[day % 5] * (1.0 if busy else 0.4)
        chance = 0.0 if ill <= day < ill + lasts else chance
        chances.append(chance if day < stops else 0.02)
    return chances, [rng.random() < one for one in chances]
