"""Placement of simulated students: questions needed, and topics judged right, against asking about everything once.

The students do not come from the model of the engine. Half of them have got to some place of a teaching order drawn for
each (any order that the graph allows); the others know what is no harder than their ability, each topic with a
difficulty of its own, as long as they know what it rests on. Then 3 % of their topics are the other way round, for
nobody's knowledge follows a graph without exception. Answers slip and are guessed as the course says.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from bench.report import Figure
from learnapp.engine.kc import BktParameters
from learnapp.engine.placement import PlacementRules, PlacementState, Probe, belief, next_from, next_probe
from learnapp.engine.placement_graph import PlacementGraph
from learnapp.integrations.content_packages.course_files import DEMO_COURSE, read_course

STUDENTS, LARGE = 100, 5000
_AGAINST = 0.03
_PARAMETERS = BktParameters(p_slip=0.1, p_guess=0.15)

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Means over students: questions, KCs decided, KCs judged right by placement and by asking each once."""

    probes: float
    decided: float
    decided_right: float
    right: float
    right_asking_all: float


def graph_of(
    needs: Sequence[Sequence[int]], items: int = 3, parameters: Mapping[int, BktParameters] | None = None
) -> PlacementGraph:
    """Return a graph in which KC n needs those in needs[n]."""
    kcs = [UUID(int=n + 1) for n in range(len(needs))]
    given = parameters or {}
    return PlacementGraph.of(
        kcs,
        {kcs[n]: tuple(kcs[one] for one in each) for n, each in enumerate(needs)},
        {kcs[n]: [UUID(int=(n + 1) * 10**6 + i) for i in range(items)] for n in range(len(kcs))},
        {kcs[n]: given.get(n, _PARAMETERS) for n in range(len(kcs))},
    )


def random_needs(size: int, rng: np.random.Generator) -> list[list[int]]:
    """Return prerequisites: none for every eighth KC, otherwise one to three among the 20 before it."""
    found: list[list[int]] = []
    for n in range(size):
        few = 0 if n == 0 or rng.random() < 0.125 else int(rng.integers(1, 4))
        found.append(sorted({int(one) for one in rng.integers(max(0, n - 20), n, size=few)}) if few else [])
    return found


def demo_graph() -> PlacementGraph:
    """Return the graph of the course that comes with the system."""
    pack = read_course(DEMO_COURSE)
    place = {kc.kc_id: n for n, kc in enumerate(pack.kcs)}
    needs: list[list[int]] = [[] for _ in pack.kcs]
    for kc_id, needed in pack.course.prerequisites:
        needs[place[kc_id]].append(place[needed])
    parameters = {n: BktParameters(p_slip=kc.p_slip, p_guess=kc.p_guess) for n, kc in enumerate(pack.kcs)}
    return graph_of(needs, parameters=parameters)


def student(graph: PlacementGraph, rng: np.random.Generator) -> Flags:
    """Return what one student knows, shape (K,)."""
    size = len(graph)
    knows = np.zeros(size, dtype=np.bool_)
    if rng.random() < 0.5:
        wait = [len(each) for each in graph.needs]
        opens: list[list[int]] = [[] for _ in range(size)]
        for n, each in enumerate(graph.needs):
            for needed in each:
                opens[needed].append(n)
        ready = [n for n in range(size) if not wait[n]]
        for _ in range(int(rng.integers(size + 1))):
            one = ready.pop(int(rng.integers(len(ready))))
            knows[one] = True
            for after in opens[one]:
                wait[after] -= 1
                if not wait[after]:
                    ready.append(after)
    else:
        hard, ability = graph.depth / max(1, graph.depth.max()) + rng.normal(0, 0.2, size), rng.uniform(-0.2, 1.2)
        for n, each in enumerate(graph.needs):
            knows[n] = ability > hard[n] and all(knows[needed] for needed in each)
    against: Flags = knows ^ (rng.random(size) < _AGAINST)
    return against


def tried(graph: PlacementGraph, rules: PlacementRules, students: int, rng: np.random.Generator) -> Outcome:
    """Return how placement does on simulated students."""
    slip, guess = np.array(graph.slip), np.array(graph.guess)
    rows = []
    for number in range(students):
        knows = student(graph, rng)
        chance = np.where(knows, 1.0 - slip, guess)
        state = PlacementState(number)
        found = belief(graph, state)
        while (now := next_from(found, rules, state)).kc_id is not None and now.item_id is not None:
            place = graph.places[now.kc_id]
            score = float(rng.random() < chance[place])
            state = state.answered(Probe(now.kc_id, now.item_id, score))
            found.learn(place, score, slip[place], guess[place])
        p = found.p
        decided = (p >= rules.known_at) | (p <= rules.not_yet_at)
        good = (p >= 0.5) == knows
        everything = (rng.random(len(graph)) < chance) == knows
        rows.append(
            (len(state.probes), decided.mean(), good[decided].mean() if decided.any() else np.nan, good.mean(),
             everything.mean())
        )  # fmt: skip
    return Outcome(*(float(value) for value in np.nanmean(np.array(rows), axis=0)))


def seconds_of_large() -> tuple[float, list[float]]:
    """Return the seconds to prepare a course of 5,000 KCs, and those of each next question from the answers alone."""
    graph = graph_of(random_needs(LARGE, np.random.default_rng(1)))
    began = time.perf_counter()
    _ = next_probe(graph, PlacementRules(), PlacementState(1))
    prepared = time.perf_counter() - began
    knows, state, took = student(graph, np.random.default_rng(2)), PlacementState(1), []
    while True:
        began = time.perf_counter()
        now = next_probe(graph, PlacementRules(), state)
        took.append(time.perf_counter() - began)
        if now.kc_id is None or now.item_id is None:
            return prepared, took
        state = state.answered(Probe(now.kc_id, now.item_id, float(knows[graph.places[now.kc_id]])))


def figures(students: int = STUDENTS) -> list[Figure]:
    """Measure placement and return its figures."""
    rng = np.random.default_rng(7)
    graphs = [("demo course, 17 KCs", demo_graph())]
    graphs += [(f"random graph, {size} KCs", graph_of(random_needs(size, rng))) for size in (50, 200, 1000)]
    result = []
    for name, graph in graphs:
        found = tried(graph, PlacementRules(), students, rng)
        result += [
            Figure(f"placement, {name}: questions", found.probes, "",
                   note="asking everything once: " + str(len(graph))),
            Figure(f"placement, {name}: KCs judged right", found.right, "",
                   note=f"asking everything once: {found.right_asking_all:.3f}"),
            Figure(f"placement, {name}: KCs that it is sure of", found.decided, "",
                   note=f"right among these: {found.decided_right:.3f}"),
        ]  # fmt: skip
        print(f"  {name}: {found}", flush=True)
    prepared, took = seconds_of_large()
    result.append(
        Figure("placement, 5,000 KCs: next question from all answers, slowest of a placement", max(took) * 1000, "ms",
               note=f"p50 {np.median(took) * 1000:.0f} ms, once for each course version {prepared:.1f} s")
    )  # fmt: skip
    return result
