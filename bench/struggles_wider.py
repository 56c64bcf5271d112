"""More classes to tune the detectors of struggling students on: what they let through is not to be one simulator's own.

Others than those of `bench/struggles_tuning.py`: courses of lines, moods that come and go by themselves, times that
are Weibull distributed, haste and solutions where it does not go well, and some who pass over what they have learned
elsewhere. The ways of learning are those of `bench/struggles_wider_learners.py`.
"""

from __future__ import annotations

import math
from random import Random
from typing import Any

from bench.struggles_learners import FIGURES
from bench.struggles_pupils import DAYS, Act, Pupil, topic_id
from bench.struggles_truth import INACTIVE
from bench.struggles_wider_learners import NEEDS, TOPICS, WIDER, Wide
from learnapp.engine.struggles import Struggle

SEED = 97_000_000
NEEDS_BY_ID = {topic_id(topic): tuple(topic_id(one) for one in needed) for topic, needed in NEEDS.items()}
LOOKALIKES = (*[""] * 7, "careless", "slow", "hurries", "hints", "moody", "hard topic", "late")
PLANTED = {
    Struggle.WHEEL_SPINNING: 0.008, Struggle.PREREQUISITE_GAP: 0.018, Struggle.GAMING: 0.015,
    Struggle.HINT_ABUSE: 0.015, Struggle.SUDDEN_DROP: 0.018, INACTIVE: 0.014,
}  # fmt: skip
"""Share of all students with each plant: so that every tenth struggles in the end, with those who do by themselves."""


class Widened(Pupil):
    """A student of these classes."""

    TOPICS, NEEDS = TOPICS, NEEDS

    def __post_init__(self) -> None:
        rng: Any = self.rng
        minutes = FIGURES["minutes"]
        self.pace = math.exp(minutes["log_mean"] + math.log(60.0) + rng.gauss(0.0, minutes["sd_student"]))
        self.pace *= 0.5 if self.look == "hurries" else 1.0
        self.shape = rng.uniform(1.3, 2.6)
        self.hints = rng.betavariate(2, 12) + (0.3 if self.look == "hints" else 0.0)
        self.gives_up = rng.betavariate(1, 20)
        self.retries, self.items = rng.uniform(0.1, 0.4), rng.uniform(0.2, 0.8)
        gap = self.planted == Struggle.PREREQUISITE_GAP
        self.topic, self.begins = rng.choice((0, 1, 5, 6)) if gap else rng.randrange(2, 8), rng.randrange(15, 60)
        if gap and rng.random() < 0.3 and isinstance(self.learner, Wide):
            self.learner.elsewhere = self.topic
        self.severity, self.drop, self.left = rng.uniform(1.4, 3.2), rng.uniform(1.2, 2.8), rng.uniform(0.3, 0.7)
        self.share = rng.uniform(0.55, 0.95)
        self.haste = FIGURES["gaming"]["tenth" if rng.random() < 0.15 else "typical"]
        self.hard, self.late = rng.randrange(2, 8), rng.randrange(10, 50)
        self.feels, self.keeps = 0.0, rng.uniform(0.6, 0.92)

    def mood(self, topic: int, number: int) -> float:
        """Return what befalls anybody: a mood that comes and goes by itself."""
        spread = 0.7 if self.look == "moody" else 0.35
        self.feels = self.keeps * self.feels + self.rng.gauss(0.0, spread * math.sqrt(1.0 - self.keeps**2))
        mood: float = self.feels - (0.8 if self.look == "hard topic" and topic == self.hard else 0.0)
        mood -= 0.9 if self.look == "late" and self.late <= number < self.late + 8 else 0.0
        return mood

    def elsewhere(self) -> float:
        """Return what a mind that is elsewhere leaves: of some right away, of others by and by."""
        return self.left if self.begins % 2 else 1.0

    def struck(self) -> None:
        """Let what is planted begin."""
        super().struck()
        if self.planted == Struggle.SUDDEN_DROP and not self.begins % 2 and self.since in (1, 5):
            self.strike(0.5 * self.drop)

    def item(self) -> float:
        """Return how hard an item is: most are alike, some are much harder."""
        return float(self.items * (self.rng.expovariate(1.0) - 1.0))

    def seconds(self, item: float) -> float:
        """Return a Weibull time."""
        return self.rng.weibullvariate(self.pace, self.shape) + 1.5

    def around(self, chance: float, *, on: bool) -> Act | None:
        """Return what is done where it does not go well, or what is planted."""
        rng = self.rng
        if on and self.planted in (Struggle.GAMING, Struggle.HINT_ABUSE):
            if rng.random() < self.share * (1.1 - 0.4 * chance):
                if self.planted == Struggle.HINT_ABUSE:
                    return Act(Struggle.HINT_ABUSE, False, 3, True, rng.random() < 0.2)
                gave_up = rng.random() < 0.2
                return Act(Struggle.GAMING, not gave_up and rng.random() < 0.25, 0, gave_up, True)
        elif rng.random() < self.haste * (1.6 - chance):
            return Act(Struggle.GAMING, rng.random() < 0.25, 0, False, True)
        return None

    def asks(self, chance: float) -> tuple[int, bool]:
        """Return hints, and whether the solution is opened after some thought."""
        rng = self.rng
        if chance < 0.45 and rng.random() < self.gives_up:
            return 3, True
        if rng.random() < self.hints * (1.5 - chance):
            return 1 + (rng.random() < 0.25), False
        return 0, False


def pupil(number: int, planted: str, look: str) -> Widened:
    """Return a student before any work."""
    rng = Random(SEED + number)
    slips = FIGURES["careless"]["tenth" if look == "careless" else "typical"] - 0.5 + rng.gauss(0.0, 0.35)
    learner = WIDER[number % len(WIDER)](rng, slow=0.6 if look == "slow" else 1.0, slips=slips)
    return Widened(rng, planted, look, learner)


def days_of(number: int, planted: str) -> tuple[list[float], list[bool]]:
    """Return the chance to work on each school day, and whether they did: by weeks that are fuller or emptier."""
    rng = Random(SEED + number + 500_000)
    usual = rng.betavariate(6, 3)
    stops = rng.randrange(20, DAYS - 14) if planted == INACTIVE else DAYS
    ill = rng.randrange(10, DAYS - 5) if rng.random() < 0.1 else DAYS
    lasts, week, chances = rng.randrange(1, 6), usual, list[float]()
    for day in range(DAYS):
        if day % 5 == 0:
            week = min(0.97, max(0.1, usual + rng.gauss(0.0, 0.15)))
        chance = 0.0 if ill <= day < ill + lasts else week
        chances.append(chance if day < stops else 0.03)
    return chances, [rng.random() < one for one in chances]
