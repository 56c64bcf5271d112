"""Placement works on whole layers of a course at once; here it is said topic by topic, and must be the very same."""

from __future__ import annotations

import math
from collections import Counter
from uuid import UUID

import numpy as np
import pytest
from numpy.typing import NDArray

from bench import placement as bench
from learnapp.engine import lottery
from learnapp.engine.placement import Belief, PlacementRules, PlacementState, Probe, belief, next_probe
from learnapp.engine.placement_graph import LEVELS, PlacementGraph

Floats = NDArray[np.float64]
SURE = 1e-9


class Plain:
    """What is believed, learnt topic by topic in the order of the course."""

    def __init__(self, graph: PlacementGraph) -> None:
        self.graph, self.level, self.known = graph, np.full(LEVELS, 1.0 / LEVELS), graph.prior.copy()
        needs = [{n} for n in range(len(graph))]
        for n, each in enumerate(graph.needs):
            needs[n].update(*(needs[one] for one in each))
        self.needs = needs

    def learn(self, place: int, score: float) -> None:
        slip, guess = self.graph.slip[place], self.graph.guess[place]
        if_known = math.exp(score * math.log(1.0 - slip) + (1.0 - score) * math.log(slip))
        if_not = math.exp(score * math.log(guess) + (1.0 - score) * math.log(1.0 - guess))
        before, known = self.known, self.known.copy()
        chance = before[:, place]
        total = chance * if_known + (1.0 - chance) * if_not
        for n, needed in enumerate(self.graph.needs):
            if n in self.needs[place]:
                known[:, n] = (chance * if_known + (before[:, n] - chance) * if_not) / total
            if place in self.needs[n]:
                known[:, n] = before[:, n] * (if_known / total)
            if not needed:
                continue
            now = np.min([known[:, one] for one in needed], axis=0)
            was = np.min([before[:, one] for one in needed], axis=0)
            if n not in self.needs[place] and place not in self.needs[n]:
                known[:, n] = before[:, n] * (now / was)
            known[:, n] = np.minimum(known[:, n], now)
        self.known = np.clip(known, SURE, 1.0 - SURE)
        self.level = self.level * total / (self.level * total).sum()

    def gains(self, candidates: list[int], about: list[int]) -> Floats:
        p = self.level @ self.known
        off = np.sqrt(self.level)[:, None] * (self.known - p)
        tied = off[:, candidates].T @ off[:, about]
        found = []
        for row, c in zip(tied, candidates, strict=True):
            for place, j in enumerate(about):
                if j in self.needs[c]:
                    row[place] = p[c] * (1.0 - p[j])
                elif c in self.needs[j]:
                    row[place] = p[j] * (1.0 - p[c])
            slip, guess = self.graph.slip[c], self.graph.guess[c]
            right = p[c] * (1.0 - slip) + (1.0 - p[c]) * guess
            found.append((1.0 - slip - guess) ** 2 * (row**2).sum() / (right * (1.0 - right)))
        return np.array(found)

    def question(self, rules: PlacementRules, state: PlacementState) -> tuple[UUID | None, UUID | None]:
        graph, p = self.graph, self.level @ self.known
        unsure = [n for n in range(len(graph)) if rules.not_yet_at < p[n] < rules.known_at]
        if not unsure or len(state.probes) >= rules.max_probes:
            return None, None
        gone, times = {one.item_id for one in state.probes}, Counter(one.kc_id for one in state.probes)
        open_ = {
            n: left
            for n, kc_id in enumerate(graph.order)
            if times[kc_id] < rules.per_kc and (left := [item for item in graph.items[n] if item not in gone])
        }
        if not open_:
            return None, None
        candidates = list(open_)
        gains = self.gains(candidates, unsure)
        if gains.max() < 1e-3:
            return None, None
        near = [place for place in np.argsort(-gains, kind="stable")[:3] if gains[place] >= 0.95 * gains.max()]
        seeds = lottery.seeds_of([state.seed])
        turn = lottery.turn(seeds, np.array([len(state.probes)]))[0]
        place = candidates[near[int(turn * len(near))]]
        tickets = np.array([lottery.ticket(item) for item in open_[place]], dtype=np.uint64)
        return graph.order[place], open_[place][int(lottery.drawn(seeds, tickets)[0].argmax())]


@pytest.mark.parametrize("seed", range(8))
def test_the_same_questions_are_asked_and_the_same_is_believed(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 120))
    made = bench.graph_of(bench.random_needs(size, rng), items=int(rng.integers(1, 4)))
    items = tuple(() if rng.random() < 0.2 else each for each in made.items)
    graph = PlacementGraph(made.order, made.needs, items, made.slip, made.guess)
    rules = PlacementRules(max_probes=int(rng.integers(5, 30)), per_kc=int(rng.integers(1, 4)))
    knows, state, plain = bench.student(graph, rng), PlacementState(int(rng.integers(1000))), Plain(graph)
    while True:
        now = next_probe(graph, rules, state)
        assert (now.kc_id, now.item_id) == plain.question(rules, state)
        found = belief(graph, state)
        assert np.array_equal(found.known, plain.known) and np.array_equal(found.level, plain.level)
        if now.kc_id is None or now.item_id is None:
            break
        place = graph.places[now.kc_id]
        score = float(knows[place]) if rng.random() < 0.8 else float(rng.random())
        state = state.answered(Probe(now.kc_id, now.item_id, score))
        plain.learn(place, score)


def test_what_an_answer_tells_is_the_same_for_many_candidates_and_for_one() -> None:
    """More of them than are worked out at once."""
    graph = bench.graph_of(bench.random_needs(600, np.random.default_rng(4)))
    found = Belief(graph)
    found.learn(250, 1.0, 0.1, 0.15)
    everything = np.arange(600)
    together = found.gains(everything, everything[::3])
    apart = np.concatenate([found.gains(everything[n : n + 1], everything[::3]) for n in range(600)])
    assert together == pytest.approx(apart, rel=1e-9)
    assert len(np.unique(together)) > 100
