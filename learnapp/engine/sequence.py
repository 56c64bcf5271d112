"""What to practise next so that targets are mastered, seeing nothing but answers: the planner without a course.

Belief. Each topic that was answered has a P(known), moved by Bayesian knowledge tracing (`bkt`). What the student knew
of other topics at the first try is the prior of the next one. A topic that is shown known shows what it needs known.

Choice. What is worked towards is what a path begins with (`nearest`): the target for which the least is missing. Of
what is missing for it, a topic comes next that needs nothing that is not known. What was begun is preferred, the less,
the more often in a row it went wrong.

Stuck. Wrong answers to a topic whose prerequisites were believed to be known are weighed as everywhere (`gaps`): when a
missing one explains them better than not having learnt yet, that one is doubted, and comes first.

Way. Learning may need a way along the structure (cognitive navigation: Liu et al., 2019). So what is near the last
topic is preferred; and a topic far from the last one in which something moved, once it was tried in vain, is gone to by
what lies between, also where that is not open yet. Nothing else that is not open is ever chosen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from operator import or_
from random import Random

from learnapp.core.errors import InvalidInputError
from learnapp.engine import bkt, gaps
from learnapp.engine.graph import Graph, graph_of, places
from learnapp.engine.kc import BktParameters
from learnapp.engine.nearest import nearest

_KNOWN_AT = 0.9
_DOUBTED_AT = 0.5
_SLIP, _GUESS, _TRANSIT = 0.1, 0.2, 0.25
_FIRST_TRIES = (1.0, 3.0)
"""Right at the first try, of how many: as if seen before the first answer."""
_MOST_AT_FIRST = 0.7
"""However much was known at the first try: nothing is known before it was shown."""
_LEAST_MISSING = 0.2
"""A prerequisite shown known may be missing all the same: what is needed to build on it may be more than to answer."""
_REMEMBERED = 8
_STAY, _NEAR = 2.0, 1.5
_IN_VAIN, _FARTHEST = 2, 200
"""Wrong answers in a row after which what is far away is gone to by what lies between; how far that is sought."""


class SequencePolicy:
    """Chooses what to practise next.

    Args:
        prerequisites: Topic -> topics that must be learnt before it; whatever is named is in the graph.
        targets: What is to be mastered; every topic when it is empty.
        seed: Decides between topics that are equally good.

    Raises:
        InvalidInputError: The prerequisites run in a circle, which the message names; or there is no topic at all.
    """

    def __init__(self, prerequisites: Mapping[str, Collection[str]], targets: Collection[str], seed: int) -> None:
        # Sets of words have another order in every process.
        names = sorted({*prerequisites, *targets, *(k for needed in prerequisites.values() for k in needed)})
        if not names:
            raise InvalidInputError("There is no topic to choose from. Give prerequisites or targets.")
        Random(seed).shuffle(names)  # noqa: S311 - repeatable by the seed
        ordered = {name: sorted(needed) for name, needed in prerequisites.items()}
        self._graph: Graph[str] = graph_of(ordered, names)
        wanted = sorted({self._graph.place[name] for name in targets} or range(len(names)))
        self._targets = wanted
        self._opens: list[list[int]] = [[] for _ in names]
        for place, needed in enumerate(self._graph.needs):
            for each in needed:
                self._opens[each].append(place)
        self._roots = sum(1 << place for place, needed in enumerate(self._graph.needs) if not needed)
        self._needed = reduce(or_, (self._graph.above[place] for place in wanted))
        self._seen: list[tuple[str, bool]] = []
        self._forget()

    def choose(self, history: Sequence[tuple[str, bool]]) -> str:
        """Return the topic to practise next; the same history gives the same topic.

        Args:
            history: (topic, whether the answer was right), oldest first; topics that are not in the graph say nothing.
        """
        known_part = len(self._seen)
        if len(history) < known_part or list(history[:known_part]) != self._seen:
            self._seen = []
            self._forget()
        for name, correct in history[len(self._seen) :]:
            self._seen.append((name, correct))
            at = self._graph.place.get(name)
            if at is not None:
                self._learn(at, bool(correct))
        return self._graph.nodes[self._next()]

    def _forget(self) -> None:
        size = len(self._graph.nodes)
        self._p: dict[int, float] = {}
        self._answers: dict[int, list[bool]] = {}
        self._last_seen: dict[int, int] = {}
        self._is_known = bytearray(size)
        self._known = 0
        self._lacks = [len(needed) for needed in self._graph.needs]
        self._open = self._roots
        self._first_right, self._first = _FIRST_TRIES
        self._last: int | None = None
        self._around: set[int] = set()
        self._home: int | None = None
        self._moment = 0

    def _set(self, at: int, *, known: bool) -> None:
        if bool(self._is_known[at]) is known:
            return
        self._is_known[at] = known
        self._known ^= 1 << at
        for opened in self._opens[at]:
            self._lacks[opened] += -1 if known else 1
            if self._lacks[opened] == (0 if known else 1):
                self._open ^= 1 << opened

    def _learn(self, at: int, correct: bool) -> None:
        """Take in one answer."""
        if at not in self._p:
            self._p[at] = 0.9 if self._is_known[at] else min(self._first_right / self._first, _MOST_AT_FIRST)
            self._first += 1.0
            self._first_right += correct
        params = BktParameters(self._p[at], _TRANSIT, _SLIP, _GUESS)
        self._p[at] = bkt.posterior(self._p[at], params, correct=correct)
        answers = self._answers.setdefault(at, [])
        answers.append(correct)
        del answers[:-_REMEMBERED]
        self._set(at, known=self._p[at] >= _KNOWN_AT)
        if self._is_known[at]:
            answers.clear()
            for above in places(self._graph.above[at] & ~self._known):
                if above not in self._p:
                    self._set(above, known=True)
        elif not correct:
            self._doubt(at, answers)
        self._moment += 1
        self._last, self._last_seen[at] = at, self._moment
        self._around = self._near(at)
        if correct or (self._home is not None and at in self._near(self._home)):
            self._home = at

    def _doubt(self, at: int, answers: list[bool]) -> None:
        """Doubt the prerequisite that explains the errors, if one does."""
        needed = [k for k in self._graph.needs[at] if self._is_known[k]]
        if not needed:
            return
        missing = [max(1.0 - self._p.get(k, _KNOWN_AT), _LEAST_MISSING) for k in needed]
        shares = gaps.explained(missing, answers, BktParameters(0.2, _TRANSIT, _SLIP, _GUESS))
        if shares:
            # Of several that explain it as well, the one that was practised longest ago.
            worst = max(range(len(needed)), key=lambda i: (round(shares[i], 6), -self._last_seen.get(needed[i], 0)))
            self._p[needed[worst]] = _DOUBTED_AT
            self._set(needed[worst], known=False)
            answers.clear()

    def _next(self) -> int:
        wanted = nearest(self._targets, self._graph.missing(self._known, self._needed & ~self._known))
        if wanted is None:
            # Everything is known: what is least sure of the targets, then what was practised longest ago.
            return min(self._targets, key=lambda t: (round(self._p.get(t, _KNOWN_AT), 3), self._last_seen.get(t, 0), t))
        _, missing = wanted
        return self._way(max(places(missing & self._open), key=lambda place: (self._readiness(place), -place)))

    def _way(self, best: int) -> int:
        """Return a topic, or one on the way to it where it was tried in vain from far away."""
        home = self._home
        if home is None or self._wrong_run(best) < _IN_VAIN or best in self._near(home):
            return best
        came = {home: home}
        reached = [home]
        for at in reached:
            for place in sorted(self._near(at)):
                if place not in came:
                    came[place] = at
                    reached.append(place)
            if best in came or len(reached) > _FARTHEST:
                break
        step = best if best in came else home
        while came[step] != home:
            step = came[step]
        return step if step != home else best

    def _readiness(self, place: int) -> float:
        """Return how good it is to go to a topic: what was begun and what is near it is better, what is stuck worse."""
        wrong = self._wrong_run(place)
        stay = _STAY if place == self._last else _NEAR if place in self._around else 1.0
        return stay / max(wrong, 1)

    def _wrong_run(self, place: int) -> int:
        """Return how many of the last answers to a topic were wrong."""
        wrong = 0
        for correct in reversed(self._answers.get(place, ())):
            if correct:
                break
            wrong += 1
        return wrong

    def _near(self, at: int) -> set[int]:
        """Return what is near a topic: what it opens, what it needs, what that needs, and what else that opens."""
        needs = self._graph.needs[at]
        return {at, *self._opens[at], *needs, *(k for n in needs for k in (*self._graph.needs[n], *self._opens[n]))}
