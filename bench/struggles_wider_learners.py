"""More ways of learning to tune the detectors of struggling students on; see `bench/struggles_wider.py`.

Three more, none of them that of the classes on which the detectors are judged:

- `Drifts`: a general ability and a level in each topic, which all wander a little by chance, and of which each further
  try adds less (as ratings of players do: Glickman, 1999).
- `Examples`: solves a problem by the solved ones that are like it (generalized context model: Nosofsky, 1986).
- `Spirals`: how much a try teaches hangs on what was right lately: success feeds learning, failure starves it
  (self-efficacy: Schunk, 1991).
"""

from __future__ import annotations

import math
from abc import abstractmethod
from random import Random

from bench.learners import logistic
from bench.struggles_learners import FIGURES
from bench.struggles_pupils import Learner

TOPICS = 15
NEEDS: dict[int, tuple[int, ...]] = {
    topic: () if topic in (0, 5, 10) else (topic - 1,) if topic % 5 != 4 else (topic - 1, topic - 3)
    for topic in range(TOPICS)
}
"""Three lines of five; the last of each needs two."""
_PLACES = tuple((n + 0.5) / 7 for n in range(7))


class Wide(Learner):
    """Somebody who may have learned one topic elsewhere.

    Attributes:
        elsewhere: That topic; -1 for none.
    """

    elsewhere = -1

    def block(self, topic: int) -> None:
        """Not know a topic, but for the one that was learned elsewhere."""
        if topic == self.elsewhere:
            for _ in range(16):
                self.practise(topic, right=True, share=1.0)
        else:
            self.empty(topic)

    @abstractmethod
    def empty(self, topic: int) -> None:
        """Let a topic be as unknown as one can be."""


class Drifts(Wide):
    """Levels that wander, and of which each further try adds less."""

    def begin(self, rng: Random) -> None:
        """Draw ability and levels."""
        self.ability = rng.gauss(0.1, FIGURES["student"]["sd"])
        self.levels = [rng.gauss(-0.7, 1.0) for _ in range(TOPICS)]
        self.times = [0.0] * TOPICS
        self.step = rng.uniform(0.35, 1.2) * self.slow
        self.wanders = rng.uniform(0.02, 0.06)

    def chance(self, topic: int) -> float:
        """Return the chance of a right answer."""
        return self.guess + (1.0 - self.guess - self.slip) * logistic(1.2 * (self.levels[topic] + self.ability))

    def practise(self, topic: int, right: bool, share: float) -> None:
        """Add less at each further try; wander."""
        self.levels[topic] += share * self.gain * self.step / (1.0 + 0.25 * self.times[topic])
        self.levels[topic] = min(self.levels[topic], 2.4)
        self.times[topic] += share
        self.ability += self.rng.gauss(0.0, self.wanders)

    def empty(self, topic: int) -> None:
        """Begin far below."""
        self.levels[topic], self.times[topic] = -2.4 - self.ability, 0.0

    def strike(self, severity: float) -> None:
        """Lose ability, and most of the gain of a try."""
        self.ability -= severity
        self.gain = 0.3


class Examples(Wide):
    """Solved problems that are kept, each good for those that are like it."""

    def begin(self, rng: Random) -> None:
        """Draw how far an example reaches, and how many there are already."""
        self.reach = rng.uniform(0.14, 0.24)
        self.noise = math.exp(rng.gauss(0.0, 0.7 * FIGURES["student"]["sd"]))
        self.kept: list[list[tuple[float, float]]] = [
            [(rng.random(), rng.uniform(0.6, 1.4)) for _ in range(rng.choice((0, 0, 1, 1, 2, 3)))]
            for _ in range(TOPICS)
        ]
        self.holds = rng.uniform(0.4, 1.2) * self.slow

    def chance(self, topic: int) -> float:
        """Return the chance of a right answer over all problems of a topic."""
        total = 0.0
        for place in _PLACES:
            like = sum(held * math.exp(-(((place - at) / self.reach) ** 2)) for at, held in self.kept[topic])
            total += like / (like + 0.45 * self.noise)
        return self.guess + (1.0 - self.guess - self.slip) * total / len(_PLACES)

    def practise(self, topic: int, right: bool, share: float) -> None:
        """Keep what was solved, or explained."""
        self.kept[topic].append((self.rng.random(), share * self.gain * self.holds * (1.2 if right else 0.9)))

    def empty(self, topic: int) -> None:
        """Have no example."""
        self.kept[topic] = []

    def strike(self, severity: float) -> None:
        """Tell less well what is like what, and keep little."""
        self.noise *= math.exp(severity)
        self.gain = 0.3


class Spirals(Wide):
    """Success feeds learning, failure starves it."""

    def begin(self, rng: Random) -> None:
        """Draw levels, trust and speed."""
        self.levels = [rng.gauss(-0.5, 1.0) for _ in range(TOPICS)]
        self.trust, self.follows = rng.uniform(0.55, 0.95), rng.uniform(0.04, 0.1)
        self.speed = rng.uniform(0.35, 0.9) * self.slow
        self.lower = 0.0

    def chance(self, topic: int) -> float:
        """Return the chance of a right answer."""
        level = min(self.levels[topic], 2.6) - self.lower
        return self.guess + (1.0 - self.guess - self.slip) * logistic(level)

    def practise(self, topic: int, right: bool, share: float) -> None:
        """Learn by how much one trusts oneself."""
        self.trust += self.follows * (float(right) - self.trust) * min(1.0, share + 0.3)
        self.levels[topic] += share * self.gain * self.speed * (0.25 + 1.25 * self.trust * self.trust)

    def empty(self, topic: int) -> None:
        """Begin far below."""
        self.levels[topic] = -2.6

    def strike(self, severity: float) -> None:
        """Lose what one can do, and most of one's trust."""
        self.lower += severity
        self.trust, self.gain = 0.3 * self.trust, 0.5


WIDER: tuple[type[Wide], ...] = (Drifts, Examples, Spirals)
