"""Students who never were, and who do not learn as the engine thinks: what policies are compared on.

Six ways of learning, none of them the engine's own. Their figures are drawn from `learners.json`, which
`bench.learners_fit` takes from real answers; what no log of answers can say (how much a missing prerequisite hinders)
is a constant here. The truth about mastery is the learner's own, and no policy ever sees it.

- `KnowsOrNot`: a topic is known or it is not (Corbett & Anderson, 1994), with each student's own figures.
- `CountsPractice`: performance factors (Pavlik, Cen & Koedinger, 2009): every answer adds something.
- `Forgets`: the second, and days without practice take away (power law: Wixted & Ebbesen, 1991).
- `SlipsOften`: the first, with the slips of the most careless tenth of the students.
- `LosesInterest`: the first; wrong answers in a row, and work on what is known already, end its attention for the day.
- `GamesTheSystem`: the first; takes answers out of the hints, or guesses, and learns nothing then (Baker et al., 2004).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np

FIGURES = Path(__file__).with_name("learners.json")
MASTERED_AT = 0.8
"""Chance of a right answer to an average item from which those who have no hidden "knows it" have mastered a topic."""
HINDERED = 0.25
"""What is left of the learning, and of what was known before, while a prerequisite is missing."""
BEHIND = 1.0
"""Logits that a missing prerequisite takes from those who have no hidden "knows it"."""
ITEM_SHARE = 0.5
"""How much of an item's difficulty reaches those who know or do not know."""
_RIGHT_AFTER_HINTS = 0.9
_HINTS = 3
_ATTENTION_LOST = 0.04
"""What each answer about a topic that is known already adds to the chance to lose interest."""


class Answer(NamedTuple):
    """What is seen of one answer."""

    correct: bool
    hints: int
    minutes: float


@dataclass(frozen=True, slots=True)
class World:
    """What is the same for all students of a run: the graph, and how each topic is really learnt.

    Attributes:
        needs: For each topic, in topological order, the topics that it needs.
        bkt: (known before, learnt per try, slip, guess) of each topic, logits.
        base: What a student of average ability can do in each topic at first, logits.
        gains: (for a right answer, for a wrong one), logits, of each topic.
        figures: The document `learners.json`.
    """

    needs: tuple[tuple[int, ...], ...]
    bkt: tuple[tuple[float, float, float, float], ...]
    base: tuple[float, ...]
    gains: tuple[tuple[float, float], ...]
    figures: dict[str, Any]


def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(-min(max(x, -60.0), 60.0)))


def read_figures() -> dict[str, Any]:
    """Return what was fitted on real answers."""
    found: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return found


def world(needs: Sequence[tuple[int, ...]], seed: int, figures: dict[str, Any] | None = None) -> World:
    """Return a world whose topics are drawn from the fitted ones.

    Args:
        needs: For each topic, in topological order, what it needs.
        seed: Of the draw.
        figures: Those of `learners.json` when None.
    """
    figures = read_figures() if figures is None else figures
    draw = np.random.default_rng(seed)
    bkt, pfa = figures["bkt"], figures["practice"]
    topics = draw.multivariate_normal(bkt["mean"], bkt["covariance"], len(needs))
    # A topic in which guessing succeeds as often as knowing cannot be learnt about by anybody.
    topics[:, 2:] = np.minimum(topics[:, 2:], math.log(0.4 / 0.6))
    base = draw.normal(pfa["base"][0], pfa["base"][1], len(needs))
    # As spread as the fitted gains, and never below nothing: log-normal by its moments.
    width = math.log1p((pfa["right"][1] / pfa["right"][0]) ** 2)
    right = draw.lognormal(math.log(pfa["right"][0]) - width / 2.0, math.sqrt(width), len(needs))
    wrong = draw.normal(pfa["wrong"][0], pfa["wrong"][1], len(needs))
    return World(
        tuple(needs),
        tuple((float(a), float(b), float(c), float(d)) for a, b, c, d in topics),
        tuple(base.tolist()),
        # Whoever gets it wrong sees the solution: it never takes anything away.
        tuple((float(r), max(float(w), 0.0)) for r, w in zip(right, wrong, strict=True)),
        figures,
    )


class Learner:
    """One student; what they know stays inside.

    Args:
        place: The world.
        seed: Of everything that is chance about this student: the same student meets every policy.
    """

    name = ""

    def __init__(self, place: World, seed: int) -> None:
        self._world = place
        self._draw = Random(seed)
        self.ability = self._draw.gauss(0.0, place.figures["student"]["sd"])
        self._pace = self._draw.gauss(0.0, place.figures["minutes"]["sd_student"])
        self.day = 0

    def answer(self, topic: int, difficulty: float) -> Answer:
        """Answer one item and learn from it.

        Args:
            topic: Its topic.
            difficulty: Of the item, logits.
        """
        correct = self._draw.random() < self.chance(topic, difficulty)
        self._practise(topic, correct)
        return Answer(correct, 0, self._minutes())

    def masters(self, topic: int) -> bool:
        """Return whether the topic is mastered: the truth."""
        return self.chance(topic, 0.0) >= MASTERED_AT

    def chance(self, topic: int, difficulty: float) -> float:
        """Return the chance of a right answer now."""
        raise NotImplementedError

    def recalls(self, topic: int, days: float) -> float:
        """Return the chance of a right answer to an average item after so many days without practice."""
        lost = self._world.figures["forgetting"]["loss"] * math.log1p(days)
        now = min(max(self.chance(topic, 0.0), 1e-6), 1.0 - 1e-6)
        return logistic(math.log(now / (1.0 - now)) - lost)

    def sleep(self) -> None:
        """Let a night pass."""
        self.day += 1

    def _practise(self, topic: int, correct: bool) -> None:
        raise NotImplementedError

    def _minutes(self) -> float:
        taken = self._world.figures["minutes"]
        return math.exp(self._draw.gauss(taken["log_mean"] + self._pace, taken["log_sd"]))


class KnowsOrNot(Learner):
    """A topic is known or it is not."""

    name = "knows or not"

    def __init__(self, place: World, seed: int) -> None:
        super().__init__(place, seed)
        self._knows: list[bool] = []
        for topic, needed in enumerate(place.needs):
            known = logistic(place.bkt[topic][0] + self.ability)
            ready = all(self._knows[k] for k in needed)
            self._knows.append(self._draw.random() < known * (1.0 if ready else HINDERED))

    def masters(self, topic: int) -> bool:
        """Return whether the topic is known."""
        return self._knows[topic]

    def chance(self, topic: int, difficulty: float) -> float:
        """Return 1 - slip or guess, as the item makes it."""
        _, _, slip, guess = self._world.bkt[topic]
        return logistic((-self._slip(slip) if self._knows[topic] else guess) - ITEM_SHARE * difficulty)

    def _slip(self, usual: float) -> float:
        """Return how often the student slips, logits."""
        return usual

    def _practise(self, topic: int, correct: bool) -> None:
        self._learn(topic, 1.0)

    def _learn(self, topic: int, share: float) -> None:
        if self._knows[topic]:
            return
        ready = all(self._knows[k] for k in self._world.needs[topic])
        learnt = logistic(self._world.bkt[topic][1] + 0.5 * self.ability) * (1.0 if ready else HINDERED)
        self._knows[topic] = self._draw.random() < share * learnt


class SlipsOften(KnowsOrNot):
    """Knows or does not know, and is careless."""

    name = "slips often"

    def _slip(self, usual: float) -> float:
        return max(usual, float(self._world.figures["careless"]["tenth"]))


class LosesInterest(KnowsOrNot):
    """Knows or does not know, and stops caring for the day."""

    name = "loses interest"

    def __init__(self, place: World, seed: int) -> None:
        super().__init__(place, seed)
        self._cares = True
        self._wrong = 0

    def answer(self, topic: int, difficulty: float) -> Answer:
        """Answer with attention, or guess and learn nothing."""
        if not self._cares:
            guess = logistic(self._world.bkt[topic][3] - ITEM_SHARE * difficulty)
            return Answer(self._draw.random() < guess, 0, 0.3 * self._minutes())
        known = self._knows[topic]
        given = super().answer(topic, difficulty)
        self._wrong = 0 if given.correct else self._wrong + 1
        leaving = self._world.figures["leaving"]
        lost = logistic(leaving["base"] + leaving["each_wrong"] * self._wrong) + (_ATTENTION_LOST if known else 0.0)
        self._cares = self._draw.random() >= lost
        return given

    def sleep(self) -> None:
        """Let a night pass, after which they care again."""
        super().sleep()
        self._cares, self._wrong = True, 0


class GamesTheSystem(KnowsOrNot):
    """Knows or does not know; what is not known is often not worked on."""

    name = "games the system"

    def answer(self, topic: int, difficulty: float) -> Answer:
        """Answer, or get around it."""
        if self._knows[topic] or self._draw.random() >= self._world.figures["gaming"]["tenth"]:
            return super().answer(topic, difficulty)
        if self._draw.random() < 0.5:
            return Answer(self._draw.random() < _RIGHT_AFTER_HINTS, _HINTS, 0.3 * self._minutes())
        return Answer(self._draw.random() < self.chance(topic, difficulty), 0, 0.2 * self._minutes())


class CountsPractice(Learner):
    """Every answer adds something to what the student can do."""

    name = "counts practice"

    def __init__(self, place: World, seed: int) -> None:
        super().__init__(place, seed)
        self._gained = [0.0] * len(place.needs)
        self._own = [self._draw.gauss(0.0, 0.5) for _ in place.needs]
        self._kept: dict[int, bool] = {}

    def masters(self, topic: int) -> bool:
        """Return whether the chance of a right answer was high enough once."""
        if not self._kept.get(topic) and self.chance(topic, 0.0) >= MASTERED_AT:
            self._kept[topic] = True
        return bool(self._kept.get(topic))

    def chance(self, topic: int, difficulty: float) -> float:
        """Return the chance by the student's ability, the topic and what was gained."""
        return logistic(self._level(topic) - difficulty)

    def _level(self, topic: int) -> float:
        needed = self._world.needs[topic]
        # The base is that of students of whom many lacked something: half of it, as far as anybody can say.
        lacking = sum(not self.masters(k) for k in needed) - 0.5 * len(needed)
        return self._world.base[topic] + self.ability + self._own[topic] + self._gained[topic] - BEHIND * lacking

    def _practise(self, topic: int, correct: bool) -> None:
        ready = all(self.masters(k) for k in self._world.needs[topic])
        right, wrong = self._world.gains[topic]
        self._gained[topic] += (right if correct else wrong) * (1.0 if ready else HINDERED)


class Forgets(CountsPractice):
    """Every answer adds something, days take away."""

    name = "forgets"

    def __init__(self, place: World, seed: int) -> None:
        super().__init__(place, seed)
        self._practised = [False] * len(place.needs)
        self._last = [0] * len(place.needs)

    def _level(self, topic: int) -> float:
        return super()._level(topic) - self._forgotten(topic, self.day - self._last[topic])

    def _forgotten(self, topic: int, days: float) -> float:
        return float(self._world.figures["forgetting"]["loss"]) * math.log1p(days) if self._practised[topic] else 0.0

    def recalls(self, topic: int, days: float) -> float:
        """Return the chance of a right answer to an average item after so many days without practice."""
        idle = self.day - self._last[topic]
        return logistic(self._level(topic) + self._forgotten(topic, idle) - self._forgotten(topic, idle + days))

    def _practise(self, topic: int, correct: bool) -> None:
        super()._practise(topic, correct)
        self._practised[topic] = True
        self._last[topic] = self.day


LEARNERS: tuple[type[Learner], ...] = (
    KnowsOrNot, CountsPractice, Forgets, SlipsOften, LosesInterest, GamesTheSystem,
)  # fmt: skip
