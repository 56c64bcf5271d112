"""Classes on which the detectors of struggling students are judged, and on which nothing is ever tuned: how they work.

Otherwise than in the classes of the tuning, forms drift from try to try, times are Weibull distributed after a pause
for reading, who games or leans on solutions does so in bouts, and minds that are elsewhere come and go. Half of those
without a plant look like somebody who struggles: careless, slow, quick, asking for much, an hour gone wrong, a chapter
that is hard, back from a break, solutions read after the first try, hasty where it is easy. What counts as struggling
is asked of all of them (`bench/struggles_truth.py`).

The ways of learning are those of `bench/struggles_held_out_learners.py`. Both, and the shares that are planted, were
written down before any detector had been run on them; the shares were chosen so that every tenth struggles, with those
who come to it without a plant.
"""

from __future__ import annotations

import math
from random import Random
from typing import Any

from bench.struggles_held_out_learners import FAMILIES, FIGURES, NEEDS, TOPICS
from bench.struggles_pupils import DAYS, Act, Pupil, topic_id
from bench.struggles_truth import INACTIVE
from learnapp.engine.struggles import Struggle

SEED = 92_000_000
NEEDS_BY_ID = {topic_id(topic): tuple(topic_id(one) for one in needed) for topic, needed in NEEDS.items()}
LOOKALIKES = (
    *[""] * 9, "careless", "slow", "quick", "asks", "bad hour", "hard chapter", "break", "reads after", "hasty",
)  # fmt: skip
PLANTED = {
    Struggle.WHEEL_SPINNING: 0.008, Struggle.PREREQUISITE_GAP: 0.010, Struggle.GAMING: 0.013,
    Struggle.HINT_ABUSE: 0.013, Struggle.SUDDEN_DROP: 0.014, INACTIVE: 0.013,
}  # fmt: skip
"""Share of all students with each plant."""
DRIFT, FORM = 0.95, 0.4
"""What is left of a form at the next try, and how far forms lie apart, logits."""


class Held(Pupil):
    """A student of these classes."""

    TOPICS, NEEDS = TOPICS, NEEDS

    def __post_init__(self) -> None:
        rng: Any = self.rng
        minutes = FIGURES["minutes"]
        usual = minutes["log_mean"] + math.log(60.0) + rng.gauss(0.0, minutes["sd_student"])
        self.usual = math.exp(usual) * (0.45 if self.look == "quick" else 1.0)
        self.shape = 1.28 / (minutes["log_sd"] * rng.uniform(0.6, 0.9))
        self.hints = rng.betavariate(1.5, 12) + (0.3 if self.look == "asks" else 0.0)
        self.gives_up = rng.betavariate(1, 20)
        self.retries = rng.uniform(0.05, 0.35) + (0.2 if self.look == "reads after" else 0.0)
        self.items = FIGURES["item"]["sd"] + rng.uniform(0.1, 0.5)
        gap = self.planted == Struggle.PREREQUISITE_GAP
        self.topic, self.begins = rng.randrange(1, 5) if gap else rng.randrange(3, 9), rng.randrange(18, 58)
        self.severity = rng.uniform(1.8, 3.0)
        self.drop, self.left = rng.uniform(1.6, 3.2), rng.uniform(0.1, 0.5)
        self.forgot, self.ramp = rng.random() < 0.5, rng.choice((1, 3, 8))
        self.stays, self.returns = rng.uniform(0.88, 0.97), rng.uniform(0.25, 0.6)
        self.bout = True
        self.haste = FIGURES["gaming"]["tenth" if rng.random() < 0.2 else "typical"]
        self.odd, self.hard = rng.randrange(15, 65), rng.randrange(3, 9)
        self.form, self.rusty = rng.gauss(0.0, FORM), 0.0

    def mood(self, topic: int, number: int) -> float:
        """Return what befalls anybody."""
        self.form = DRIFT * self.form + self.rng.gauss(0.0, FORM * math.sqrt(1.0 - DRIFT**2))
        mood: float = self.form - self.rusty * math.exp(-self.sitting / 8.0)
        mood -= 1.4 if self.look == "bad hour" and self.odd <= number < self.odd + 9 else 0.0
        return mood - (0.8 if self.look == "hard chapter" and topic in (self.hard, self.hard + 1) else 0.0)

    def elsewhere(self) -> float:
        """Return what a mind that is elsewhere leaves: more and more of it, with clear moments."""
        if self.forgot or self.rng.random() < 0.15:
            return 1.0
        part: float = 1.0 - (1.0 - self.left) * min(1.0, self.since / self.ramp)
        return part

    def struck(self) -> None:
        """Let what is planted begin, or grow."""
        super().struck()
        if self.planted == Struggle.SUDDEN_DROP and self.forgot and self.since <= self.ramp:
            self.strike(self.drop / self.ramp)

    def item(self) -> float:
        """Return how hard an item is."""
        return self.rng.gauss(0.0, self.items)

    def seconds(self, item: float) -> float:
        """Return some reading and a Weibull time."""
        scale = self.usual * math.exp(0.2 * item)
        return 0.12 * scale + self.rng.weibullvariate(scale, self.shape)

    def around(self, chance: float, *, on: bool) -> Act | None:
        """Return a bout of what is planted, or haste."""
        rng = self.rng
        if on and self.planted in (Struggle.GAMING, Struggle.HINT_ABUSE):
            self.bout = rng.random() < (self.stays if self.bout else self.returns)
            if not self.bout or rng.random() < 0.5 * max(0.0, chance - 0.5):
                return None
            if self.planted == Struggle.HINT_ABUSE:
                return Act(Struggle.HINT_ABUSE, False, 3, True, rng.random() < 0.2)
            gave_up = rng.random() < 0.25
            return Act(Struggle.GAMING, not gave_up and rng.random() < self.learner.guess, 0, gave_up, True)
        hasty = self.haste + (0.15 if self.look == "hasty" and chance > 0.75 else 0.0)
        if rng.random() < hasty:
            return Act(Struggle.GAMING, rng.random() < max(self.learner.guess, chance - 0.3), 0, False, True)
        return None

    def asks(self, chance: float) -> tuple[int, bool]:
        """Return hints, and whether the solution is opened after some thought."""
        rng = self.rng
        if chance < 0.5 and rng.random() < self.gives_up:
            return 3, True
        if rng.random() < self.hints * (1.5 if chance < 0.5 else 0.5):
            return rng.choice((1, 1, 2)), False
        return 0, False

    def new_sitting(self, number: int) -> int:
        """Begin a sitting, after a break perhaps."""
        self.rusty = 0.0
        if self.look == "break" and number >= self.odd:
            self.odd, self.rusty = 10_000, 1.2
            return 14
        return self.rng.choice((1, 1, 1, 2, 3, 4))


def pupil(number: int, planted: str, look: str) -> Held:
    """Return a student before any work."""
    rng = Random(SEED + number)
    slips = FIGURES["careless"]["tenth" if look == "careless" else "typical"] - 0.3 + rng.gauss(0.0, 0.35)
    learner = FAMILIES[number % len(FAMILIES)](rng, slow=0.65 if look == "slow" else 1.0, slips=slips)
    return Held(rng, planted, look, learner)


def days_of(number: int, planted: str) -> tuple[list[float], list[bool]]:
    """Return the chance to work on each school day, and whether they did.

    Zeal rises and falls over weeks; some are ill, or away for a few days; who stops stops within four days.
    """
    rng = Random(SEED + number + 500_000)
    usual, week = rng.uniform(0.4, 0.9), [rng.uniform(0.75, 1.2) for _ in range(5)]
    phase, swing = rng.uniform(0.0, 2.0 * math.pi), rng.uniform(0.05, 0.3)
    stops = rng.randrange(22, DAYS - 16) if planted == INACTIVE else 10 * DAYS
    away = [(rng.randrange(8, DAYS - 6), rng.randrange(1, 6)) for _ in range(rng.choice((0, 0, 0, 1, 1, 2)))]
    fades, chances = rng.choice((1, 1, 4)), list[float]()
    for day in range(DAYS):
        chance = min(0.97, usual * week[day % 5] * (1.0 + swing * math.sin(phase + day / 6.0)))
        if any(first <= day < first + lasts for first, lasts in away):
            chance = 0.0
        left = 1.0 if day < stops else max(0.03, 1.0 - (day - stops + 1) / fades)
        chances.append(chance * left)
    return chances, [rng.random() < one for one in chances]
