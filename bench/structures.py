"""Students on a knowledge structure, in several kinds that have little in common: where `SequencePolicy` is tried.

All share one frame (Liu et al., 2019): a graph of topics, some of them targets, an episode of so many steps, and as the
reward the share of what could be gained on the targets that was gained. What happens in a student differs by kind.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random

Needs = dict[str, set[str]]
Chooser = Callable[[list[tuple[str, bool]]], str]
Shape = Callable[[Random, int], Needs]


def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(-min(max(x, -60.0), 60.0)))


class Student:
    """A student on a graph.

    Args:
        needs: Topic -> topics that it needs, in topological order.
        draw: Source of chance.
    """

    name = ""

    def __init__(self, needs: Needs, draw: Random) -> None:
        self.needs = needs
        self.draw = draw
        self.opens: Needs = {name: set() for name in needs}
        for name, needed in needs.items():
            for each in needed:
                self.opens[each].add(name)

    def practise(self, topic: str) -> bool:
        """Practise once; return whether the answer that follows is right."""
        self.learn(topic)
        return self.draw.random() < self.score(topic)

    def learn(self, topic: str) -> None:
        """Learn from one piece of practice."""
        raise NotImplementedError

    def score(self, topic: str) -> float:
        """Return the chance of a right answer."""
        raise NotImplementedError


class Gated(Student):
    """A topic is known or not, and is hardly learnt before what it needs is known."""

    name = "gated"
    rate, leak, known, slip, guess = 0.3, 0.02, 0.25, 0.1, 0.2

    def __init__(self, needs: Needs, draw: Random) -> None:
        super().__init__(needs, draw)
        self.knows: set[str] = set()
        for name in needs:
            if needs[name] <= self.knows and draw.random() < self.known:
                self.knows.add(name)

    def learn(self, topic: str) -> None:
        """Learn by chance, with less of it while something is missing."""
        if self.draw.random() < (self.rate if self.needs[topic] <= self.knows else self.leak):
            self.knows.add(topic)

    def score(self, topic: str) -> float:
        """Return 1 - slip or guess."""
        return 1.0 - self.slip if topic in self.knows else self.guess


class SlowGated(Gated):
    """The same with little learnt at a time, noisy answers and no strict gate."""

    name = "slow and noisy"
    rate, leak, known, slip, guess = 0.12, 0.03, 0.1, 0.2, 0.25


class Strict(Gated):
    """Nothing at all is learnt before what it needs is known; answers hardly lie."""

    name = "strict"
    rate, leak, known, slip, guess = 0.35, 0.0, 0.15, 0.04, 0.05


class Guessing(Gated):
    """Answers tell little: much is guessed, and much slips."""

    name = "guessing"
    rate, leak, known, slip, guess = 0.25, 0.01, 0.15, 0.25, 0.4


class Forgetful(Gated):
    """The same, and what is not practised is lost now and then."""

    name = "forgetful"
    loss = 0.01

    def learn(self, topic: str) -> None:
        """Learn, and lose something else."""
        super().learn(topic)
        for other in sorted(self.knows - {topic}):
            if self.draw.random() < self.loss:
                self.knows.discard(other)


class Growing(Student):
    """Ability grows towards a ceiling, the more the nearer the prerequisites are to theirs, and carries over."""

    name = "growing"
    ceiling, steepness = 5.0, 1.7

    def __init__(self, needs: Needs, draw: Random) -> None:
        super().__init__(needs, draw)
        self.level = {name: draw.uniform(-3.0, 0.0) for name in needs}
        hard = sorted(draw.uniform(0.0, 4.0) for _ in needs)
        self.difficulty = dict(zip(needs, hard, strict=True))

    def learn(self, topic: str) -> None:
        """Grow, and lift what stands on it by half, a quarter and so on."""
        lacking = sum(self.ceiling - self.level[k] for k in self.needs[topic])
        lift = {topic: 0.5 * (self.ceiling - self.level[topic]) * math.exp(-lacking)}
        while lift:
            following: dict[str, float] = {}
            for name, more in lift.items():
                self.level[name] = min(self.ceiling, self.level[name] + more)
                for each in self.opens[name]:
                    following[each] = following.get(each, 0.0) + 0.5 * more
            lift = {name: more for name, more in following.items() if more > 1e-3}

    def score(self, topic: str) -> float:
        """Return the chance by ability and difficulty."""
        return logistic(self.steepness * (self.level[topic] - self.difficulty[topic]))


class Gradual(Student):
    """Ability rises by a step that shrinks with the weakest prerequisite; answers are logistic."""

    name = "gradual"
    step = 0.6

    def __init__(self, needs: Needs, draw: Random) -> None:
        super().__init__(needs, draw)
        general = draw.gauss(0.0, 0.7)
        self.level = {name: general + draw.gauss(-1.0, 0.7) for name in needs}

    def learn(self, topic: str) -> None:
        """Rise by what the weakest prerequisite lets through."""
        ready = min((self.score(k) for k in self.needs[topic]), default=1.0)
        self.level[topic] += self.step * ready**2

    def score(self, topic: str) -> float:
        """Return the chance by ability."""
        return logistic(1.5 * self.level[topic])


class ForgetfulGuessing(Guessing):
    """The same, and what is not practised is lost now and then, with all that stands on it."""

    name = "guessing and forgetful"
    loss = 0.006

    def learn(self, topic: str) -> None:
        """Learn, and lose something else."""
        super().learn(topic)
        for other in sorted(self.knows - {topic}):
            if self.draw.random() < self.loss or not self.needs[other] <= self.knows:
                self.knows.discard(other)


KINDS: tuple[type[Student], ...] = (Gated, SlowGated, Forgetful, Growing, Gradual)
"""On random graphs."""
SHAPED: tuple[type[Student], ...] = (Strict, Guessing, ForgetfulGuessing, Gradual)
"""On graphs of each shape."""


def random_graph(draw: Random, size: int) -> Needs:
    """Return a graph in which a topic needs none to three of the few before it."""
    names = [f"t{number:03d}" for number in range(size)]
    needs: Needs = {}
    for number, name in enumerate(names):
        near = names[max(0, number - 6) : number]
        needs[name] = set(draw.sample(near, min(len(near), draw.choice((0, 1, 1, 2, 3)))))
    return needs


def chain(_draw: Random, size: int) -> Needs:
    """Return one topic after the other."""
    names = [f"t{number:03d}" for number in range(size)]
    return {name: set(names[number - 1 : number]) if number else set() for number, name in enumerate(names)}


def tree(draw: Random, size: int) -> Needs:
    """Return a tree: each topic but the first needs one before it, any of the last six."""
    names = [f"t{number:03d}" for number in range(size)]
    return {name: {draw.choice(names[max(0, n - 6) : n])} if n else set() for n, name in enumerate(names)}


def lattice(_draw: Random, size: int) -> Needs:
    """Return a grid: each topic needs the one to its left and the one above."""
    width = max(2, round(size**0.5))
    needs: Needs = {}
    for number in range(size):
        row, column = divmod(number, width)
        above = {(row - 1, column)} if row else set()
        beside = {(row, column - 1)} if column else set()
        needs[f"t{number:03d}"] = {f"t{r * width + c:03d}" for r, c in above | beside}
    return needs


def layered(draw: Random, size: int) -> Needs:
    """Return layers of four topics, each of which needs two of the layer before."""
    names = [f"t{number:03d}" for number in range(size)]
    needs: Needs = {}
    for number, name in enumerate(names):
        first = number // 4 * 4
        needs[name] = set(draw.sample(names[first - 4 : first], 2)) if first else set()
    return needs


SHAPES: dict[str, Shape] = {
    "chain": chain, "tree": tree, "lattice": lattice, "layers": layered,
}  # fmt: skip


def reward(
    kind: type[Student],
    seed: int,
    choosing: Callable[[Needs, set[str], int], Chooser],
    steps: int,
    shape: Shape = random_graph,
) -> float:
    """Return the normalised gain of one episode.

    Args:
        kind: Of student.
        seed: Of graph, targets and student: the same for every policy.
        choosing: Makes the policy from the graph, the targets and a seed.
        steps: Length of the episode.
        shape: Of the graph.
    """
    draw = Random(seed)
    needs = shape(draw, draw.randint(8, 24))
    targets = set(draw.sample(sorted(needs), draw.randint(2, max(2, len(needs) // 2))))
    student = kind(needs, Random(seed + 1))
    before = sum(student.score(k) for k in sorted(targets))
    choose = choosing(needs, targets, seed)
    history: list[tuple[str, bool]] = []
    for _ in range(steps):
        topic = choose(history)
        history.append((topic, student.practise(topic)))
    after = sum(student.score(k) for k in sorted(targets))
    return (after - before) / max(len(targets) - before, 1e-9)


def round_robin(needs: Needs, _targets: set[str], _seed: int) -> Chooser:
    """Return a policy that takes one topic after the other."""
    names: Sequence[str] = list(needs)
    return lambda history: names[len(history) % len(names)]


def by_chance(needs: Needs, _targets: set[str], seed: int) -> Chooser:
    """Return a policy that takes any topic."""
    names, draw = list(needs), Random(seed)
    return lambda _history: draw.choice(names)
