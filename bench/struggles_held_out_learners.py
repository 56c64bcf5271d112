"""Students on whom the detectors of struggling students are judged, and on whom nothing is ever tuned: how they learn.

Four ways of learning, none of them that of any other classes here. Spreads come from real answers (`learners.json`).

- `Parts`: a topic has parts, an item needs two of them, and all that it needs have to be known (noisy "and": Junker &
  Sijtsma, 2001, "Cognitive assessment models with few assumptions").
- `Stages`: unknown, known for now, known for good (Atkinson & Crothers, 1964, "A comparison of paired-associate
  learning models"); what is known for now is lost over days.
- `Rules`: a faulty rule, right by luck, holds until what contradicts it weighs enough (Posner, Strike, Hewson &
  Gertzog, 1982, "Accommodation of a scientific conception").
- `Bonds`: every try moves a bond towards its end by a share of what is missing, and takes from its neighbours
  (Rescorla & Wagner, 1972, "A theory of Pavlovian conditioning").
"""

from __future__ import annotations

import math
from random import Random
from typing import Any

from bench.learners import logistic, read_figures
from bench.struggles_pupils import Learner

TOPICS = 15
NEEDS: dict[int, tuple[int, ...]] = {
    topic: () if topic < 2 else (topic - 2, topic - 1) if topic % 7 == 6 else (topic - 2,) for topic in range(TOPICS)
}
"""Two strands that are led side by side and meet now and then."""
FIGURES: dict[str, Any] = read_figures()
KNOWN: float = FIGURES["bkt"]["mean"][0]
KNOWN_SPREAD = math.sqrt(FIGURES["bkt"]["covariance"][0][0])
FORGETS: float = FIGURES["forgetting"]["loss"]


class Parts(Learner):
    """Knows some parts of a topic and not the others."""

    def begin(self, rng: Random) -> None:
        """Draw which parts are known, and how easily another one is."""
        able = rng.gauss(0.0, FIGURES["student"]["sd"])
        self.parts: list[list[bool]] = []
        for _ in range(TOPICS):
            known = logistic(KNOWN + 0.3 + able + rng.gauss(0.0, KNOWN_SPREAD))
            self.parts.append([rng.random() < known for _ in range(rng.randrange(2, 5))])
        self.learns = rng.uniform(0.45, 0.75) * self.slow

    def chance(self, topic: int) -> float:
        """Return how likely two parts are both known, with slips and luck."""
        known, all_of = sum(self.parts[topic]), len(self.parts[topic])
        both = known * (known - 1) / (all_of * (all_of - 1))
        return self.guess + (1.0 - self.guess - self.slip) * both

    def practise(self, topic: int, right: bool, share: float) -> None:
        """Learn one more part, or not."""
        parts = self.parts[topic]
        if not all(parts) and self.rng.random() < share * self.gain * self.learns:
            parts[self.rng.choice([n for n, known in enumerate(parts) if not known])] = True

    def block(self, topic: int) -> None:
        """Know one part at most."""
        self.parts[topic] = [n == 0 for n in range(len(self.parts[topic]))]

    def strike(self, severity: float) -> None:
        """Lose parts, and learn others slowly."""
        lost = min(0.7, 0.22 * severity)
        self.parts = [[known and self.rng.random() >= lost for known in each] for each in self.parts]
        self.gain *= 0.35


class Stages(Learner):
    """Unknown, known for now, known for good."""

    def begin(self, rng: Random) -> None:
        """Draw where each topic stands, and how likely each step is."""
        able = rng.gauss(0.0, FIGURES["student"]["sd"])
        known = [logistic(KNOWN + able + rng.gauss(0.0, KNOWN_SPREAD)) for _ in range(TOPICS)]
        self.stage = [2 if rng.random() < 0.8 * p else 1 if rng.random() < 0.3 else 0 for p in known]
        self.tried = [0] * TOPICS
        self.first, self.second = rng.uniform(0.25, 0.45) * self.slow, rng.uniform(0.25, 0.5) * self.slow

    def chance(self, topic: int) -> float:
        """Return the chance by stage."""
        return (self.guess, 0.82 * (1.0 - self.slip), 1.0 - self.slip)[self.stage[topic]]

    def practise(self, topic: int, right: bool, share: float) -> None:
        """Go one step on, or not: the sooner, the more solutions have been read."""
        steps = (self.first * (1.0 + 0.25 * self.tried[topic]), self.second, 0.0)
        self.tried[topic] += share > 0.5
        if self.rng.random() < steps[self.stage[topic]] * share * self.gain:
            self.stage[topic] += 1

    def rest(self, days: int) -> None:
        """Lose what is known for now only."""
        lost = 1.0 - math.exp(-0.5 * FORGETS * math.log1p(days))
        self.stage = [0 if one == 1 and self.rng.random() < lost else one for one in self.stage]

    def block(self, topic: int) -> None:
        """Not know it."""
        self.stage[topic], self.tried[topic] = 0, 0

    def strike(self, severity: float) -> None:
        """Fall back in many topics, and get on slowly."""
        lost = min(0.85, 0.28 * severity)
        self.stage = [0 if self.rng.random() < lost else one for one in self.stage]
        self.gain *= 0.3


class Rules(Learner):
    """Has a faulty rule until it is contradicted enough."""

    def begin(self, rng: Random) -> None:
        """Draw which rules are faulty, how often they are right by luck, and how much it takes."""
        able = rng.gauss(0.0, FIGURES["student"]["sd"])
        known = [logistic(KNOWN - 0.2 + able + rng.gauss(0.0, KNOWN_SPREAD)) for _ in range(TOPICS)]
        self.faulty = [rng.random() >= p for p in known]
        self.luck = [rng.uniform(0.1, 0.4) for _ in range(TOPICS)]
        self.holds = [rng.uniform(0.8, 2.4) for _ in range(TOPICS)]
        self.against = [0.0] * TOPICS
        self.new = [0.0] * TOPICS

    def chance(self, topic: int) -> float:
        """Return how often the rule is right; a new one is not sure yet."""
        if self.faulty[topic]:
            return self.luck[topic]
        return 1.0 - self.slip - 0.25 * self.new[topic]

    def practise(self, topic: int, right: bool, share: float) -> None:
        """Weigh what contradicts the rule."""
        self.new[topic] *= 1.0 - 0.5 * share
        if self.faulty[topic]:
            weight = self.rng.gammavariate(2.0, 0.35) * (0.35 if right else 1.0)
            self.against[topic] += weight * share * self.gain * self.slow
            if self.against[topic] >= self.holds[topic]:
                self.faulty[topic], self.new[topic] = False, 1.0

    def block(self, topic: int) -> None:
        """Hold a faulty rule that is seldom right."""
        self.faulty[topic], self.against[topic] = True, 0.0
        self.luck[topic] = min(self.luck[topic], 0.3)

    def strike(self, severity: float) -> None:
        """Fall back on faulty rules, and listen less to what contradicts them."""
        lost = min(0.85, 0.3 * severity)
        for topic in range(TOPICS):
            if not self.faulty[topic] and self.rng.random() < lost:
                self.faulty[topic], self.against[topic] = True, 0.0
        self.gain *= 0.3


class Bonds(Learner):
    """A bond for each topic that every try moves."""

    def begin(self, rng: Random) -> None:
        """Draw where the bonds stand and how fast they move."""
        base = FIGURES["practice"]["base"]
        able = rng.gauss(0.1, FIGURES["student"]["sd"])
        self.bonds = [logistic(base[0] + able + rng.gauss(0.0, base[1])) for _ in range(TOPICS)]
        self.moves, self.takes = rng.uniform(0.15, 0.3) * self.slow, rng.uniform(0.0, 0.03)
        self.sharp = rng.uniform(5.0, 8.0)

    def chance(self, topic: int) -> float:
        """Return the chance that the bond gives, with slips and luck."""
        return self.guess + (1.0 - self.guess - self.slip) * logistic(self.sharp * (self.bonds[topic] - 0.5))

    def practise(self, topic: int, right: bool, share: float) -> None:
        """Move the bond by a share of what is missing; take some from its neighbours."""
        self.bonds[topic] += share * self.gain * self.moves * (1.0 - self.bonds[topic])
        for other in (topic - 1, topic + 1):
            if 0 <= other < TOPICS:
                self.bonds[other] *= 1.0 - share * self.takes

    def block(self, topic: int) -> None:
        """Have next to no bond."""
        self.bonds[topic] = 0.12

    def strike(self, severity: float) -> None:
        """Loosen all bonds, and move them less."""
        self.bonds = [one * math.exp(-0.28 * severity) for one in self.bonds]
        self.gain *= 0.3


FAMILIES: tuple[type[Learner], ...] = (Parts, Stages, Rules, Bonds)
