"""Placement: what a new student knows of a course, from few questions and the prerequisite graph.

Knowledge space theory (Doignon & Falmagne, 1985, "Spaces for the assessment of knowledge"; 1999): who knows a topic
knows what it rests on, so a right answer speaks for all prerequisites and a wrong one against everything that is built
on them. Careful errors and lucky guesses are part of every answer (their BLIM); the next question is the one that is
expected to leave the least uncertainty (half-split, as in ALEKS).

Course graphs have far too many knowledge states to list. What is kept is the chance of each KC at each of a few general
levels of a student. At a level the states of two KCs of which one rests on the other are tied by the graph, exactly:
P(both) = P(the later one). Other KCs are tied by what they rest on alone, and by the level, learnt from all answers.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from learnapp.core.errors import InvalidInputError
from learnapp.engine import lottery
from learnapp.engine.ability import Floats
from learnapp.engine.placement_graph import LEVELS, PlacementGraph

_SAMPLE = 256
"""A question is judged by what it tells about at most so many KCs."""
_PART = 256
"""Of so many candidates it is worked out at once."""
_NEAR_BEST, _AMONG = 0.95, 3
_LEAST_GAIN = 1e-3
_SMALLEST, _LARGEST = 1e-3, 0.499
_VIA = 3
TRUST = 0.6
"""What is inferred is surer than it ought to be, for nobody's knowledge follows a graph: of simulated students with
exceptions from it (bench/placement.py), log odds of this part of the inferred ones are right."""


class Knowledge(StrEnum):
    """What a placement says about a KC."""

    KNOWN = "known"
    NOT_YET = "not_yet"
    UNSURE = "unsure"


class PlacementStop(StrEnum):
    """Why a placement has ended: every KC is sure enough, long enough, or no question would tell more."""

    SURE = "sure"
    LENGTH = "length"
    EXHAUSTED = "exhausted"


@dataclass(frozen=True, slots=True)
class PlacementRules:
    """How a placement is given.

    Attributes:
        known_at: Probability from which a KC counts as known.
        not_yet_at: Probability up to which it counts as not known.
        max_probes: It always ends after so many questions.
        per_kc: How many questions about one KC at most.
        unsure_share: It ends when no larger share of the KCs is unsure.
    """

    known_at: float = 0.85
    not_yet_at: float = 0.15
    max_probes: int = 30
    per_kc: int = 2
    unsure_share: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 < self.not_yet_at < 0.5 < self.known_at < 1.0:
            raise InvalidInputError("A topic is known above one half and not known below it. Mend the two limits.")
        if self.max_probes < 1 or self.per_kc < 1 or not 0.0 <= self.unsure_share < 1.0:
            raise InvalidInputError("A placement has at least one question, and leaves not everything unsure.")


@dataclass(frozen=True, slots=True)
class Probe:
    """An answer to a question about one KC.

    Attributes:
        item_id: The question, so that it does not come again.
        score: 0 to 1; between: partial credit as a mixture of the log likelihoods.
        slip, guess: Chance of a careful error and of a lucky guess at this question; None: those of the KC.
    """

    kc_id: UUID
    item_id: UUID
    score: float
    slip: float | None = None
    guess: float | None = None


@dataclass(frozen=True, slots=True)
class PlacementState:
    """One student's placement: the seed and the answers in their order. Whatever else there is follows from them."""

    seed: int
    probes: tuple[Probe, ...] = ()

    def answered(self, probe: Probe) -> PlacementState:
        """Return the placement after one more answer; the first answer to an item stands, further ones change nothing.

        A score outside 0 to 1 is brought within; what is not a number counts as 0.
        """
        if any(one.item_id == probe.item_id for one in self.probes):
            return self
        score = 0.0 if math.isnan(probe.score) else min(max(probe.score, 0.0), 1.0)
        return replace(self, probes=(*self.probes, replace(probe, score=score)))

    def document(self) -> dict[str, Any]:
        """Return the placement as JSON can hold it."""
        rows = [[str(one.kc_id), str(one.item_id), one.score, one.slip, one.guess] for one in self.probes]
        return {"seed": self.seed, "probes": rows}

    @staticmethod
    def of(document: Mapping[str, Any]) -> PlacementState:
        """Return the placement that `document` was made from.

        Raises:
            InvalidInputError: It was made from none.
        """
        try:
            state = PlacementState(int(document["seed"]))
            for kc_id, item_id, score, slip, guess in document["probes"]:
                chances = [None if one is None else float(one) for one in (slip, guess)]
                state = state.answered(Probe(UUID(kc_id), UUID(item_id), float(score), *chances))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InvalidInputError("This is no saved placement. Begin a new one.") from error
        return state


@dataclass(frozen=True, slots=True)
class Placed:
    """What a placement says about one KC.

    Attributes:
        p: Probability that the student knows it.
        asked: Answers about this KC itself; 0: inferred.
        via: Up to three KCs whose answers speak for the verdict, the KC itself and its nearest first.
    """

    kc_id: UUID
    knowledge: Knowledge
    p: float
    asked: int
    via: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacementStanding:
    """Where a placement stands.

    Attributes:
        kc_id, item_id: What is asked next; None when it is over.
        stop: Why it is over; None while it goes on.
        unsure: KCs that are neither known nor not known yet.
        asked: Answers so far that count.
    """

    kc_id: UUID | None
    item_id: UUID | None
    stop: PlacementStop | None
    unsure: int
    asked: int


class Belief:
    """What is believed about one student, K KCs at each level.

    Attributes:
        level: Chance of each level, shape (LEVELS,).
        known: Chance of each KC at each level, shape (LEVELS, K).
    """

    def __init__(self, graph: PlacementGraph) -> None:
        """Begin with what is believed of anybody."""
        self.graph = graph
        self.level: Floats = np.full(LEVELS, 1.0 / LEVELS)
        self.known: Floats = graph.prior.copy()

    def copy(self) -> Belief:
        """Return the same belief, which learns apart from this one."""
        found = Belief.__new__(Belief)
        # Learning puts other arrays in their place and never writes into them.
        found.graph, found.level, found.known = self.graph, self.level, self.known
        return found

    @property
    def p(self) -> Floats:
        """Chance of each KC, shape (K,)."""
        found: Floats = self.level @ self.known
        return found

    def learn(self, place: int, score: float, slip: float, guess: float) -> None:
        """Take one answer in.

        Args:
            place: Of its KC in the graph.
            score: 0 to 1.
            slip: Chance of a careful error, above 0 and below one half.
            guess: Of a lucky guess.
        """
        if_known = math.exp(score * math.log(1.0 - slip) + (1.0 - score) * math.log(slip))
        if_not = math.exp(score * math.log(guess) + (1.0 - score) * math.log(1.0 - guess))
        before, known = self.known, self.known.copy()
        chance = before[:, [place]]
        total = chance * if_known + (1.0 - chance) * if_not
        needed, built = self.graph.above[place], self.graph.below[place]
        # Whoever knows the KC knows what it needs; the rest of those who know that do not know the KC.
        known[:, needed] = (chance * if_known + (before[:, needed] - chance) * if_not) / total
        known[:, built] = before[:, built] * (if_known / total)
        self._beside(before, known, needed | built)
        self.known = np.clip(known, 1e-9, 1.0 - 1e-9)
        level = self.level * total[:, 0]
        self.level = level / level.sum()

    def _beside(self, before: Floats, known: Floats, done: NDArray[np.bool_]) -> None:
        """Move the KCs beside an answer by what they rest on: P(KC | all that it needs) stays as it was.

        No KC is left likelier than what it rests on.
        """
        graph = self.graph
        if not graph.layers:
            return
        # One row for a KC, those of a layer beside each other: a deep course has hundreds of layers of a few KCs.
        old = np.ascontiguousarray(before.T).take(graph.by_depth, axis=0)
        new = np.ascontiguousarray(known.T).take(graph.by_depth, axis=0)
        free = ~done[graph.by_depth][:, None]
        whole = graph.whole
        was = np.minimum.reduceat(old.take(whole.parents, axis=0), whole.starts, axis=0)
        for first, end, parents, starts in graph.layers:
            now = np.minimum.reduceat(new.take(parents, axis=0), starts, axis=0)
            part = new[first:end]
            change = now / was[first - whole.first : end - whole.first]
            np.multiply(old[first:end], change, out=part, where=free[first:end])
            np.minimum(part, now, out=part)
        known[:, graph.by_depth] = new.T

    def gains(self, candidates: NDArray[np.int64], about: NDArray[np.int64]) -> Floats:
        """Return by how much an answer about each candidate lowers the variance of what is known, shape (C,).

        cov(answer, KC)^2 / var(answer), summed over KCs: the best linear guess after the answer.

        Args:
            candidates: Places of KCs that can be asked, shape (C,).
            about: Places of the KCs that count, shape (J,).
        """
        p, weighed = self.p, np.sqrt(self.level)[:, None]
        off = weighed * (self.known - p)
        tied = off[:, candidates].T @ off[:, about]
        p_c, p_j = p[candidates][:, None], p[about][None, :]
        # In parts that stay in the processor's cache.
        told = np.empty(len(candidates))
        for first in range(0, len(candidates), _PART):
            part = slice(first, first + _PART)
            some, where = tied[part], np.ix_(candidates[part], about)
            # Themselves are in both tables: what rests on it is said last.
            np.multiply(p_j, 1.0 - p_c[part], out=some, where=self.graph.below[where])
            np.multiply(p_c[part], 1.0 - p_j, out=some, where=self.graph.above[where])
            told[part] = np.square(some, out=some).sum(axis=1)
        slip, guess = (each[candidates] for each in self.graph.chances)
        right = p[candidates] * (1.0 - slip) + (1.0 - p[candidates]) * guess
        found: Floats = (1.0 - slip - guess) ** 2 * told / (right * (1.0 - right))
        return found


def belief(graph: PlacementGraph, state: PlacementState, held: tuple[PlacementState, Belief] | None = None) -> Belief:
    """Return what the answers of a placement say; answers about KCs that are not in the graph say nothing.

    Args:
        graph: The course.
        state: The answers.
        held: What was believed before the last of them: only what came since is worked in. What was worked out for
            another graph, or with other answers, is not used. It is left as it was.
    """
    known = 0
    if held is not None and held[1].graph is graph and state.probes[: len(held[0].probes)] == held[0].probes:
        known, found = len(held[0].probes), held[1].copy()
    else:
        found = Belief(graph)
    for one in state.probes[known:]:
        place = graph.places.get(one.kc_id)
        if place is not None:
            slip = graph.slip[place] if one.slip is None else one.slip
            guess = graph.guess[place] if one.guess is None else one.guess
            found.learn(place, one.score, _within(slip), _within(guess))
    return found


def next_probe(graph: PlacementGraph, rules: PlacementRules, state: PlacementState) -> PlacementStanding:
    """Return what is asked next; the same graph, rules and state always give the same.

    Answers about KCs that are not in the graph say nothing; an item that was withdrawn is simply no longer in it.
    """
    return next_from(belief(graph, state), rules, state)


def next_from(found: Belief, rules: PlacementRules, state: PlacementState) -> PlacementStanding:
    """Return the same as `next_probe` from what is believed already."""
    graph, p = found.graph, found.p
    unsure = (p > rules.not_yet_at) & (p < rules.known_at)
    asked = sum(one.kc_id in graph.places for one in state.probes)
    count = int(unsure.sum())
    stop = None
    if count <= rules.unsure_share * len(graph):
        stop = PlacementStop.SURE
    elif asked >= rules.max_probes:
        stop = PlacementStop.LENGTH
    chosen = None if stop else _chosen(found, rules, state, np.flatnonzero(unsure))
    if chosen is None:
        return PlacementStanding(None, None, stop or PlacementStop.EXHAUSTED, count, asked)
    place, item_id = chosen
    return PlacementStanding(graph.order[place], item_id, None, count, asked)


def _chosen(
    found: Belief, rules: PlacementRules, state: PlacementState, unsure: NDArray[np.int64]
) -> tuple[int, UUID] | None:
    graph = found.graph
    gone = {one.item_id for one in state.probes}
    times = Counter(one.kc_id for one in state.probes)
    open_ = graph.asked.copy()
    for kc_id, often in times.items():
        if often >= rules.per_kc and kc_id in graph.places:
            open_[graph.places[kc_id]] = False
    for place in {graph.asks[item] for item in gone if item in graph.asks}:
        open_[place] &= not gone.issuperset(graph.items[place])
    candidates = np.flatnonzero(open_)
    if not len(candidates):
        return None
    about = unsure
    if len(about) > _SAMPLE:
        about = about[np.linspace(0, len(about) - 1, _SAMPLE).astype(np.int64)]
    gains = found.gains(candidates, about) * (len(unsure) / len(about))
    best = float(gains.max())
    if best < _LEAST_GAIN:
        return None
    near = np.argsort(-gains, kind="stable")[:_AMONG]
    near = near[gains[near] >= _NEAR_BEST * best]
    seeds = lottery.seeds_of([state.seed])
    turns = np.array([len(state.probes)])
    place = int(candidates[near[int(lottery.turn(seeds, turns)[0] * len(near))]])
    items = [item for item in graph.items[place] if item not in gone]
    tickets = np.array([lottery.ticket(item) for item in items], dtype=np.uint64)
    return place, items[int(lottery.drawn(seeds, tickets)[0].argmax())]


def placed(graph: PlacementGraph, rules: PlacementRules, state: PlacementState) -> dict[UUID, Placed]:
    """Return what the answers say about every KC, in topological order, also before the placement is over."""
    p = belief(graph, state).p
    times = Counter(one.kc_id for one in state.probes)
    answers = [(graph.places[one.kc_id], one.score >= 0.5) for one in state.probes if one.kc_id in graph.places]
    result = {}
    for place, kc_id in enumerate(graph.order):
        chance = float(p[place])
        verdict = Knowledge.UNSURE
        via: tuple[UUID, ...] = ()
        if chance >= rules.known_at:
            verdict, via = Knowledge.KNOWN, _via(graph, place, {at for at, right in answers if right}, built=True)
        elif chance <= rules.not_yet_at:
            verdict, via = (
                Knowledge.NOT_YET,
                _via(graph, place, {at for at, right in answers if not right}, built=False),
            )
        result[kc_id] = Placed(kc_id, verdict, chance, times[kc_id], via)
    return result


def starts(graph: PlacementGraph, state: PlacementState) -> dict[UUID, float]:
    """Return P(known) of every KC for a student who goes on from this placement; nothing where nothing was asked."""
    if not any(one.kc_id in graph.places for one in state.probes):
        return {}
    p = belief(graph, state).p
    odds = TRUST * np.log(p / (1.0 - p))
    return {kc_id: float(one) for kc_id, one in zip(graph.order, 1.0 / (1.0 + np.exp(-odds)), strict=True)}


def _via(graph: PlacementGraph, place: int, spoke: set[int], *, built: bool) -> tuple[UUID, ...]:
    """Return the KCs with an answer that speaks for a verdict on a KC, the nearest first."""
    tied = graph.below[place] if built else graph.above[place]
    near = sorted((at for at in spoke if tied[at]), key=lambda at: (abs(int(graph.depth[at] - graph.depth[place])), at))
    return tuple(graph.order[at] for at in near[:_VIA])


def _within(chance: float) -> float:
    return min(max(chance, _SMALLEST), _LARGEST) if math.isfinite(chance) else 0.1
