"""More students on whom detectors of struggling students are judged, and on whom nothing is tuned: how they learn.

Five ways of learning, none of them that of any other classes here. Spreads come from real answers (`learners.json`).

- `Loads`: what of a topic does not go by itself yet takes room in the head, and there is only so much of it; who is
  overloaded learns little (Sweller, 1988, "Cognitive load during problem solving"; Newell & Rosenbloom, 1981).
- `Diffusions`: evidence for an answer gathers towards a bound, the faster the more it was practised (Ratcliff, 1978,
  "A theory of memory retrieval").
- `Networks`: topics share features, and what is learned of one by the error of the whole helps or hinders others
  (Gluck & Bower, 1988, "From conditioning to category learning").
- `Hypotheses`: a hypothesis is kept as long as it is right; after an error another one is drawn (Restle, 1962, "The
  selection of strategies in cue learning").
- `Disuse`: how well something is stored and how well it comes to mind are two things; the one slows the loss of the
  other (Bjork & Bjork, 1992, "A new theory of disuse").
"""

from __future__ import annotations

import math
from random import Random
from typing import Any

from bench.learners import logistic, read_figures
from bench.struggles_pupils import Learner

TOPICS = 16
NEEDS: dict[int, tuple[int, ...]] = {
    topic: () if topic == 0 else (topic - 2, topic - 1) if topic % 3 == 0 else (topic - topic % 3,)
    for topic in range(TOPICS)
}
"""A string of diamonds: one topic opens two, and the next one needs both."""
FIGURES: dict[str, Any] = read_figures()
SPREAD: float = FIGURES["student"]["sd"]
KNOWN: float = FIGURES["bkt"]["mean"][0]
KNOWN_SPREAD = math.sqrt(FIGURES["bkt"]["covariance"][0][0])


class Loads(Learner):
    """Room in the head, and what takes it."""

    def begin(self, rng: Random) -> None:
        """Draw how much room there is, and how much of each topic goes by itself."""
        self.room = 1.9 + 0.9 * rng.gauss(0.0, SPREAD)
        self.takes, self.easy = list[list[float]](), list[list[float]]()
        for _ in range(TOPICS):
            self.takes.append([rng.uniform(0.5, 1.3) for _ in range(rng.randrange(3, 6))])
            self.easy.append([min(0.95, logistic(rng.gauss(0.1, 1.1))) for _ in self.takes[-1]])
        self.rate = rng.uniform(0.1, 0.28) * self.slow

    def _over(self, topic: int) -> float:
        load = sum(each * (1.0 - easy) for each, easy in zip(self.takes[topic], self.easy[topic], strict=True))
        return load - self.room

    def chance(self, topic: int) -> float:
        """Return the chance that it all fits, with slips and luck."""
        return self.guess + (1.0 - self.guess - self.slip) * logistic(-3.2 * (self._over(topic) - 0.35))

    def practise(self, topic: int, right: bool, share: float) -> None:
        """Let each element go more by itself: little where there is too much at once."""
        gain = share * self.gain * self.rate * (0.35 if self._over(topic) > 1.2 else 1.0)
        self.easy[topic] = [one + gain * (1.0 - one) for one in self.easy[topic]]

    def rest(self, days: int) -> None:
        """Lose a little of what does not go by itself yet."""
        kept = math.exp(-0.006 * days)
        self.easy = [[one if one > 0.9 else one * kept for one in each] for each in self.easy]

    def block(self, topic: int) -> None:
        """Have nothing of it go by itself, and more of it than there is room for."""
        self.takes[topic] = [max(0.9, (self.room + 1.6) / len(self.takes[topic])) for _ in self.takes[topic]]
        self.easy[topic] = [0.05 for _ in self.takes[topic]]

    def strike(self, severity: float) -> None:
        """Lose room: worries take it (Ashcraft & Kirk, 2001)."""
        self.room -= 0.42 * severity
        self.gain *= 0.4


class Diffusions(Learner):
    """Evidence that gathers towards a bound."""

    def begin(self, rng: Random) -> None:
        """Draw how fast evidence gathers at first and at best, and how far off the bound is."""
        able = rng.gauss(0.0, 0.6 * SPREAD)
        self.drift = [rng.gauss(0.45 + able, 0.42) for _ in range(TOPICS)]
        self.best = [rng.uniform(1.15, 1.9) for _ in range(TOPICS)]
        self.done = [0.0] * TOPICS
        self.power = rng.uniform(0.55, 1.0) * self.slow
        self.bound = rng.uniform(1.0, 1.6)

    def chance(self, topic: int) -> float:
        """Return the chance that the right bound is reached first; other answers are several."""
        toward = 1.0 - (1.0 + self.done[topic]) ** -self.power
        drift = self.drift[topic] + max(0.0, self.best[topic] - self.drift[topic]) * toward
        return self.guess + (1.0 - self.guess - self.slip) * logistic(2.0 * self.bound * drift - 1.3)

    def practise(self, topic: int, right: bool, share: float) -> None:
        """Practise once more."""
        self.done[topic] += share * self.gain

    def block(self, topic: int) -> None:
        """Gather evidence for something else."""
        self.drift[topic], self.done[topic] = -0.35, 0.0

    def strike(self, severity: float) -> None:
        """Gather evidence more slowly, of all."""
        self.drift = [one - 0.32 * severity for one in self.drift]
        self.best = [one - 0.32 * severity for one in self.best]
        self.gain *= 0.35


class Networks(Learner):
    """Features that topics share, each with a weight."""

    SHARED = 9

    def begin(self, rng: Random) -> None:
        """Draw which features a topic has, and the weights that there are already."""
        self.has: list[dict[int, float]] = []
        for topic in range(TOPICS):
            shared = {feature: rng.choice((0.6, 0.6, 0.6, -0.4)) for feature in rng.sample(range(self.SHARED), 2)}
            self.has.append({**shared, self.SHARED + topic: 1.0})
        able = rng.gauss(0.33, 0.28 * SPREAD)
        self.weights = [rng.gauss(able, 0.3) for _ in range(self.SHARED + TOPICS)]
        self.rate, self.sharp = rng.uniform(0.1, 0.24) * self.slow, rng.uniform(4.5, 7.0)

    def _sum(self, topic: int) -> float:
        return sum(part * self.weights[feature] for feature, part in self.has[topic].items())

    def chance(self, topic: int) -> float:
        """Return the chance of a right answer by the sum of the weights."""
        return self.guess + (1.0 - self.guess - self.slip) * logistic(self.sharp * (self._sum(topic) - 0.45))

    def practise(self, topic: int, right: bool, share: float) -> None:
        """Move all weights of the topic by the error of their sum (Widrow & Hoff, 1960)."""
        error = max(0.0, 1.0 - self._sum(topic))
        for feature, part in self.has[topic].items():
            self.weights[feature] += share * self.gain * self.rate * error * part

    def block(self, topic: int) -> None:
        """Have the wrong idea of what is the topic's own."""
        self.weights[self.SHARED + topic] -= self._sum(topic) + 0.15

    def strike(self, severity: float) -> None:
        """Let all weights become smaller, and move them less."""
        self.weights = [one - 0.13 * severity for one in self.weights]
        self.gain *= 0.3


class Hypotheses(Learner):
    """A hypothesis for each topic, kept as long as it is right."""

    def begin(self, rng: Random) -> None:
        """Draw which topics are understood, how often a wrong hypothesis is right, and how good the next one is."""
        able = rng.gauss(0.0, SPREAD)
        self.true = [rng.random() < logistic(KNOWN + able + rng.gauss(0.0, KNOWN_SPREAD)) for _ in range(TOPICS)]
        self.works = [rng.uniform(0.08, 0.45) for _ in range(TOPICS)]
        self.next = [rng.uniform(0.3, 0.6) * self.slow for _ in range(TOPICS)]
        self.fades = rng.uniform(0.0, 0.004)

    def chance(self, topic: int) -> float:
        """Return how often the hypothesis is right."""
        return 1.0 - self.slip if self.true[topic] else self.works[topic]

    def practise(self, topic: int, right: bool, share: float) -> None:
        """Draw another hypothesis after an error; each that is left makes the next one better."""
        if self.true[topic] or right or self.rng.random() > share * self.gain:
            return
        self.true[topic] = self.rng.random() < self.next[topic]
        self.works[topic] = self.rng.uniform(0.08, 0.45)
        self.next[topic] = min(0.9, 1.12 * self.next[topic])

    def rest(self, days: int) -> None:
        """Take up an old hypothesis again, now and then."""
        self.true = [one and self.rng.random() >= self.fades * days for one in self.true]

    def block(self, topic: int) -> None:
        """Have none that is right in sight."""
        self.true[topic], self.works[topic], self.next[topic] = False, self.rng.uniform(0.1, 0.35), 0.03

    def strike(self, severity: float) -> None:
        """Go back to old hypotheses, and find better ones seldom."""
        lost = min(0.85, 0.29 * severity)
        self.true = [one and self.rng.random() >= lost for one in self.true]
        self.gain *= 0.3


class Disuse(Learner):
    """How well each topic is stored, and how well it comes to mind."""

    def begin(self, rng: Random) -> None:
        """Draw both of each topic, and how fast what comes to mind is lost."""
        able = rng.gauss(0.0, SPREAD)
        self.comes = [logistic(0.25 + able + rng.gauss(0.0, 1.0)) for _ in range(TOPICS)]
        self.stored = [rng.uniform(0.1, 1.2) for _ in range(TOPICS)]
        self.speed, self.loss = rng.uniform(0.12, 0.3) * self.slow, rng.uniform(0.01, 0.04)

    def chance(self, topic: int) -> float:
        """Return the chance that it comes to mind, with slips and luck."""
        return self.guess + (1.0 - self.guess - self.slip) * logistic(7.0 * (self.comes[topic] - 0.45))

    def practise(self, topic: int, right: bool, share: float) -> None:
        """Store it better, the more the harder it came to mind."""
        missing = 1.0 - self.comes[topic]
        self.stored[topic] += share * self.gain * (0.15 + 0.7 * missing)
        self.comes[topic] += share * self.gain * self.speed * missing * (1.0 if right else 0.8)

    def rest(self, days: int) -> None:
        """Let it come to mind less well, the less it is stored."""
        lost = [math.exp(-self.loss * days / (1.0 + 2.0 * stored)) for stored in self.stored]
        self.comes = [one * left for one, left in zip(self.comes, lost, strict=True)]

    def block(self, topic: int) -> None:
        """Have nothing of it stored."""
        self.comes[topic], self.stored[topic] = 0.08, 0.0

    def strike(self, severity: float) -> None:
        """Let nothing come to mind easily, and store little."""
        self.comes = [one * math.exp(-0.26 * severity) for one in self.comes]
        self.gain *= 0.3


FAMILIES: tuple[type[Learner], ...] = (Loads, Diffusions, Networks, Hypotheses, Disuse)
