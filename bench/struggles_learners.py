"""Students on whom the detectors of struggling students are tuned: how they learn, and how they work.

Four ways of learning, none of them that of the classes on which the detectors are judged. Spreads come from real
answers (`learners.json`, see `bench/learners_fit.py`); how fast somebody learns who works does not, for in a log those
who have learnt a topic leave it.

- `Curves`: two-parameter item response with an ability that rises to a ceiling with practice (Birnbaum, 1968).
- `Fades`: every use of a topic leaves a trace that fades by a power law (Anderson & Schooler, 1991).
- `Switches`: knows a topic or not, learns and forgets: a hidden Markov chain of two states.
- `Strategies`: a right procedure, a faulty rule and guessing compete in each topic (Siegler & Shipley, 1995).
"""

from __future__ import annotations

import math
from random import Random
from typing import Any

from bench.learners import logistic, read_figures
from bench.struggles_pupils import Learner

TOPICS = 16
NEEDS: dict[int, tuple[int, ...]] = {
    topic: () if topic == 0 else ((topic - 1) // 2,) if topic % 5 < 4 else ((topic - 1) // 2, topic - 1)
    for topic in range(TOPICS)
}
"""A tree: every topic opens two others; some need their neighbour, too."""
FIGURES: dict[str, Any] = read_figures()


class Curves(Learner):
    """An ability that rises to a ceiling in each topic."""

    def begin(self, rng: Random) -> None:
        """Draw abilities, starts, ceilings and rates."""
        practice = FIGURES["practice"]
        self.ability = rng.gauss(0.2, FIGURES["student"]["sd"])
        self.start = [rng.gauss(practice["base"][0] - 0.6, 0.6 * practice["base"][1]) for _ in range(TOPICS)]
        self.rise = [rng.uniform(1.6, 3.0) for _ in range(TOPICS)]
        self.rate = rng.uniform(0.22, 0.45) * self.slow
        self.done = [0.0] * TOPICS
        self.sharp = rng.uniform(0.9, 1.4)
        self.lower = 0.0

    def chance(self, topic: int) -> float:
        """Return the chance of a right answer."""
        level = self.start[topic] + self.ability - self.lower
        level += self.rise[topic] * (1.0 - math.exp(-self.rate * self.done[topic]))
        return self.guess + (1.0 - self.guess - self.slip) * logistic(self.sharp * level)

    def practise(self, topic: int, right: bool, share: float) -> None:
        """Come nearer to the ceiling."""
        self.done[topic] += share * self.gain * (1.0 if right else 0.85)

    def block(self, topic: int) -> None:
        """Begin far below what can be reached."""
        self.start[topic], self.done[topic] = -2.2 - self.ability, 0.0

    def strike(self, severity: float) -> None:
        """Lose ability, and most of the gain of a try."""
        self.lower += severity
        self.gain = 0.3


class Fades(Learner):
    """Traces that fade."""

    def begin(self, rng: Random) -> None:
        """Draw thresholds and how fast traces fade."""
        self.decay = rng.uniform(0.22, 0.42)
        self.limit = rng.gauss(0.05, 0.5 * FIGURES["student"]["sd"])
        self.off = [rng.gauss(0.0, 0.22) for _ in range(TOPICS)]
        self.before = [rng.uniform(1.2, 3.2) for _ in range(TOPICS)]
        self.traces: list[list[tuple[float, float]]] = [[] for _ in range(TOPICS)]
        self.now = 20.0
        self.noise = 0.45

    def chance(self, topic: int) -> float:
        """Return the chance that a trace is found, or guessed."""
        total = self.before[topic] * self.now**-self.decay
        total += sum(weight * (self.now - at + 1.0) ** -self.decay for at, weight in self.traces[topic])
        level = (math.log(max(total, 1e-3)) + self.off[topic] - self.limit) / self.noise
        return self.guess + (1.0 - self.guess - self.slip) * logistic(level)

    def practise(self, topic: int, right: bool, share: float) -> None:
        """Leave a trace."""
        self.now += 0.3
        self.traces[topic].append((self.now, share * self.gain * self.slow * (1.0 if right else 0.8)))

    def rest(self, days: int) -> None:
        """Let traces fade."""
        self.now += 4.0 * days

    def block(self, topic: int) -> None:
        """Have no trace of it."""
        self.before[topic], self.traces[topic], self.off[topic] = 0.2, [], -0.4

    def strike(self, severity: float) -> None:
        """Find traces less easily, and leave weaker ones."""
        self.limit += severity * self.noise
        self.gain = 0.35


class Switches(Learner):
    """Knows a topic or does not."""

    def begin(self, rng: Random) -> None:
        """Draw the figures of every topic from those of real ones; who works learns faster than the logs say."""
        mean, spread = FIGURES["bkt"]["mean"], FIGURES["bkt"]["covariance"]
        self.known: list[bool] = []
        self.learns: list[float] = []
        for _ in range(TOPICS):
            self.known.append(rng.random() < logistic(rng.gauss(mean[0] - 0.2, math.sqrt(spread[0][0]))))
            self.learns.append(logistic(rng.gauss(mean[1] + 2.2, 0.5 * math.sqrt(spread[1][1]))))
        self.forgets = rng.uniform(0.001, 0.004)
        self.more_slips = 0.0

    def chance(self, topic: int) -> float:
        """Return the chance of a right answer."""
        return 1.0 - self.slip - self.more_slips if self.known[topic] else self.guess

    def practise(self, topic: int, right: bool, share: float) -> None:
        """Learn this topic, or not; lose another, or not."""
        if not self.known[topic]:
            self.known[topic] = self.rng.random() < self.learns[topic] * share * self.gain * self.slow
        for other in range(TOPICS):
            if other != topic and self.known[other] and self.rng.random() < self.forgets:
                self.known[other] = False

    def block(self, topic: int) -> None:
        """Not know it."""
        self.known[topic] = False

    def strike(self, severity: float) -> None:
        """Lose topics, learn the others slowly, slip more often."""
        lost = min(0.9, 0.3 * severity)
        self.known = [known and self.rng.random() >= lost for known in self.known]
        self.gain, self.more_slips = 0.3, min(0.35, self.more_slips + 0.1 * severity)


class Strategies(Learner):
    """A right procedure, a faulty rule and guessing compete."""

    def begin(self, rng: Random) -> None:
        """Draw how strong each is at first."""
        able = math.exp(rng.gauss(0.0, 0.7 * FIGURES["student"]["sd"]))
        self.weights = [[able * rng.uniform(0.4, 1.6), rng.uniform(0.1, 0.9), 0.4] for _ in range(TOPICS)]
        self.works = [rng.uniform(0.05, 0.3) for _ in range(TOPICS)]
        self.taught = rng.uniform(0.4, 0.8) * self.slow

    def chance(self, topic: int) -> float:
        """Return the chance of a right answer over the strategies."""
        right, faulty, guess = self.weights[topic]
        each = right * (1.0 - self.slip) + faulty * self.works[topic] + guess * self.guess
        return each / (right + faulty + guess)

    def practise(self, topic: int, right: bool, share: float) -> None:
        """Trust more what was right, and what was explained."""
        weights = self.weights[topic]
        weights[0] += share * self.gain * self.taught * (1.0 if right else 0.8)
        if not right and share > 0.5 and self.gain >= 1.0:
            weights[1] *= 0.85

    def block(self, topic: int) -> None:
        """Have a faulty rule for it that is trusted."""
        self.weights[topic] = [0.1, 1.5, 0.4]

    def strike(self, severity: float) -> None:
        """Fall back on what is not right, and trust explanations less."""
        for weights in self.weights:
            weights[0] *= math.exp(-severity)
        self.gain = 0.2


FAMILIES: tuple[type[Learner], ...] = (Curves, Fades, Switches, Strategies)
