"""Placement: few questions, much inferred along the graph, forgiving of slips, and the same again from its answers."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from itertools import product
from uuid import UUID

import numpy as np
import pytest

from bench import placement as bench
from learnapp.core.errors import InvalidInputError
from learnapp.engine.kc import BktParameters
from learnapp.engine.placement import (
    Belief,
    Knowledge,
    PlacementRules,
    PlacementState,
    PlacementStop,
    Probe,
    belief,
    next_from,
    next_probe,
    placed,
    starts,
)
from learnapp.engine.placement_graph import LEVELS, PlacementGraph
from tests.unit.engine.courses import kc_id, uid

RULES = PlacementRules()


def graph_of(
    needs: Sequence[Sequence[int]], items: int = 2, without: Sequence[int] = (), slip: float = 0.08, guess: float = 0.1
) -> PlacementGraph:
    """KC n needs the KCs in needs[n]."""
    kcs = [kc_id(n) for n in range(len(needs))]
    return PlacementGraph.of(
        kcs,
        {kc_id(n): tuple(kc_id(one) for one in each) for n, each in enumerate(needs)},
        {kc_id(n): [uid(2, n * 100 + i) for i in range(items)] for n in range(len(needs)) if n not in without},
        {kc: BktParameters(p_slip=slip, p_guess=guess) for kc in kcs},
    )


def chain(length: int, items: int = 2) -> PlacementGraph:
    return graph_of([[n - 1] if n else [] for n in range(length)], items)


def random_graph(size: int, seed: int = 1) -> PlacementGraph:
    rng = np.random.default_rng(seed)
    needs = [
        sorted({int(one) for one in rng.integers(max(0, n - 60), n, size=min(n, 2))}) if n else [] for n in range(size)
    ]
    return graph_of(needs)


def run(graph: PlacementGraph, knows: set[UUID], rules: PlacementRules = RULES, seed: int = 1) -> PlacementState:
    """Let a student without slips or guesses take a placement to its end."""
    state = PlacementState(seed)
    while (now := next_probe(graph, rules, state)).kc_id is not None and now.item_id is not None:
        state = state.answered(Probe(now.kc_id, now.item_id, float(now.kc_id in knows)))
    return state


def verdicts(graph: PlacementGraph, state: PlacementState) -> dict[UUID, Knowledge]:
    return {kc: one.knowledge for kc, one in placed(graph, RULES, state).items()}


@pytest.mark.parametrize("front", [0, 3, 17, 40, 63, 64])
def test_a_chain_of_64_takes_a_handful_of_questions(front: int) -> None:
    graph = chain(64)
    state = run(graph, {kc_id(n) for n in range(front)})
    found = verdicts(graph, state)
    wrong = [n for n in range(64) if found[kc_id(n)] is (Knowledge.NOT_YET if n < front else Knowledge.KNOWN)]
    assert len(state.probes) <= 16 and len(wrong) <= 1


def test_a_right_answer_speaks_for_what_it_rests_on_and_a_wrong_one_against_what_is_built_on_it() -> None:
    # 0 <- 1 <- 2 <- 3, and 4 by itself
    graph = graph_of([[], [0], [1], [2], []])
    before = placed(graph, RULES, PlacementState(1))
    right = placed(graph, RULES, PlacementState(1).answered(Probe(kc_id(1), uid(2, 100), 1.0)))
    wrong = placed(graph, RULES, PlacementState(1).answered(Probe(kc_id(1), uid(2, 100), 0.0)))
    for n in range(4):
        assert right[kc_id(n)].p > before[kc_id(n)].p > wrong[kc_id(n)].p
    assert right[kc_id(0)].p >= right[kc_id(1)].p >= right[kc_id(2)].p >= right[kc_id(3)].p
    assert right[kc_id(0)].via == (kc_id(1),) and right[kc_id(0)].asked == 0 and right[kc_id(1)].asked == 1


def test_at_one_level_a_chain_is_inferred_exactly() -> None:
    """Against all knowledge states of a chain of four, listed one by one."""
    graph = chain(4)
    found = Belief(graph)
    start = found.known.copy()
    answers = [(2, 0.0), (0, 1.0), (2, 1.0), (3, 0.0), (1, 0.4)]
    for place, score in answers:
        found.learn(place, score, 0.08, 0.1)
    for level in range(LEVELS):
        p = start[level]
        states = {front: (p[front - 1] if front else 1.0) - (p[front] if front < 4 else 0.0) for front in range(5)}
        for place, score in answers:
            for front in states:
                right = 0.92 if place < front else 0.1
                states[front] *= right**score * (1 - right) ** (1 - score)
        total = sum(states.values())
        exact = [sum(states[front] for front in range(5) if place < front) / total for place in range(4)]
        assert found.known[level] == pytest.approx(exact, abs=1e-6)


def test_what_rests_on_something_is_never_likelier_than_it() -> None:
    graph = random_graph(200)
    rng = np.random.default_rng(5)
    found = Belief(graph)
    for _ in range(25):
        found.learn(int(rng.integers(200)), float(rng.integers(2)), 0.1, 0.2)
        for place, needs in enumerate(graph.needs):
            for needed in needs:
                assert (found.known[:, place] <= found.known[:, needed] + 1e-9).all()
    assert np.isfinite(found.p).all() and found.level.sum() == pytest.approx(1.0)


def test_one_slip_does_not_undo_what_many_answers_say() -> None:
    graph = chain(10, items=3)
    state = PlacementState(1)
    for n in (9, 8, 9, 7, 9):
        taken = sum(one.kc_id == kc_id(n) for one in state.probes)
        state = state.answered(Probe(kc_id(n), uid(2, n * 100 + taken), 1.0))
    state = state.answered(Probe(kc_id(0), uid(2, 0), 0.0))
    assert verdicts(graph, state)[kc_id(0)] is Knowledge.KNOWN


def test_a_lucky_guess_says_less_where_guessing_is_easy() -> None:
    graph = graph_of([[], [0], [1]])
    easy, hard = (
        placed(graph, RULES, PlacementState(1).answered(Probe(kc_id(2), uid(2, 200), 1.0, 0.1, guess)))[kc_id(2)].p
        for guess in (0.45, 0.02)
    )
    assert easy < hard


def test_topics_without_questions_are_inferred_and_never_asked() -> None:
    graph = graph_of([[], [0], [1], [2], [3]], without=[1, 2])
    state = run(graph, {kc_id(n) for n in range(5)})
    assert {one.kc_id for one in state.probes}.isdisjoint({kc_id(1), kc_id(2)})
    assert verdicts(graph, state)[kc_id(1)] is Knowledge.KNOWN


def test_nothing_to_ask_ends_it_and_leaves_things_unsure() -> None:
    graph = graph_of([[], [0]], without=[0, 1])
    now = next_probe(graph, RULES, PlacementState(1))
    assert now.stop is PlacementStop.EXHAUSTED and now.unsure == 2
    assert set(verdicts(graph, PlacementState(1)).values()) == {Knowledge.UNSURE}


def test_it_ends_after_so_many_questions_and_asks_a_topic_no_more_than_allowed() -> None:
    rules = PlacementRules(known_at=0.99, not_yet_at=0.01, max_probes=6, per_kc=1)
    state = run(random_graph(150), {kc_id(n) for n in range(0, 150, 2)}, rules)
    assert len(state.probes) == 6 and len({one.kc_id for one in state.probes}) == 6


def test_a_double_submit_and_a_saved_placement_change_nothing() -> None:
    graph = chain(30)
    state = run(graph, {kc_id(n) for n in range(11)})
    assert state.answered(Probe(state.probes[0].kc_id, state.probes[0].item_id, 0.5)) is state
    part = PlacementState(state.seed, state.probes[:3])
    again = PlacementState.of(part.document())
    assert again == part and next_probe(graph, RULES, again).item_id == state.probes[3].item_id


def test_a_topic_that_left_the_course_says_nothing() -> None:
    graph = chain(5)
    state = PlacementState(1).answered(Probe(kc_id(99), uid(2, 9900), 1.0))
    assert next_probe(graph, RULES, state).asked == 0


def test_scores_that_are_none_count_as_wrong() -> None:
    state = PlacementState(1).answered(Probe(kc_id(0), uid(2, 0), math.nan, math.nan, 7.0))
    assert state.probes[0].score == 0.0
    assert all(math.isfinite(one.p) for one in placed(chain(3), RULES, state).values())


def test_graphs_that_cannot_be_placed_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="circle"):
        graph_of([[1], [0]])
    with pytest.raises(InvalidInputError, match="no topic"):
        graph_of([])
    twice = {kc_id(0): [uid(2, 1)], kc_id(1): [uid(2, 1)]}
    with pytest.raises(InvalidInputError, match="twice"):
        PlacementGraph.of([kc_id(0), kc_id(1)], {}, twice, {})
    with pytest.raises(InvalidInputError, match="saved"):
        PlacementState.of({"seed": 1, "probes": [[1, 2]]})
    for rules, wrong in product(["known_at", "not_yet_at"], [0.5, math.nan]):
        with pytest.raises(InvalidInputError):
            PlacementRules(**{rules: wrong})  # type: ignore[arg-type]


def test_five_thousand_topics_are_placed_in_time() -> None:
    graph = random_graph(5000)
    state = PlacementState(1)
    _ = graph.above, graph.below, graph.layers, graph.prior
    took = []
    for _ in range(3):
        began = time.perf_counter()
        now = next_probe(graph, RULES, state)
        took.append(time.perf_counter() - began)
        assert now.kc_id is not None and now.item_id is not None
        state = state.answered(Probe(now.kc_id, now.item_id, float(len(took) % 2)))
    assert min(took) < 1.0


def test_belief_that_is_kept_between_answers_is_the_same_as_from_all_answers() -> None:
    graph, state, held = random_graph(120), PlacementState(5), None
    for n in range(12):
        now = next_probe(graph, RULES, state)
        assert now.kc_id is not None and now.item_id is not None
        state = state.answered(Probe(now.kc_id, now.item_id, float(n % 3 > 0)))
        held = (state, belief(graph, state, held))
        assert np.array_equal(held[1].known, belief(graph, state).known)
    changed = PlacementState(5, (Probe(state.probes[0].kc_id, state.probes[0].item_id, 0.5), *state.probes[1:]))
    assert np.array_equal(belief(graph, changed, held).known, belief(graph, changed).known), "other answers"
    other = random_graph(120)
    assert belief(other, state, held).graph is other, "another course"


def test_what_is_inferred_starts_less_sure_than_it_sounds_and_nothing_starts_from_nothing() -> None:
    graph = chain(8)
    assert starts(graph, PlacementState(1)) == {}
    state = run(graph, {kc_id(n) for n in range(5)})
    found, said = starts(graph, state), placed(graph, RULES, state)
    assert list(found) == list(graph.order)
    for kc, one in said.items():
        assert abs(found[kc] - 0.5) <= abs(one.p - 0.5) and (found[kc] > 0.5) == (one.p > 0.5)


def test_the_start_of_simulated_students_is_as_sure_as_it_ought_to_be() -> None:
    """Students with exceptions from the graph: of KCs that nobody asked about, as many are known as it says."""
    rng = np.random.default_rng(3)
    graph = bench.graph_of(bench.random_needs(50, rng))
    rules, seen = PlacementRules(max_probes=20), []
    for number in range(60):
        knows = bench.student(graph, rng)
        chance = np.where(knows, 1.0 - np.array(graph.slip), np.array(graph.guess))
        state = PlacementState(number)
        held = (state, belief(graph, state))
        while (now := next_from(held[1], rules, state)).kc_id is not None and now.item_id is not None:
            state = state.answered(Probe(now.kc_id, now.item_id, float(rng.random() < chance[graph.places[now.kc_id]])))
            held = (state, belief(graph, state, held))
        asked = {one.kc_id for one in state.probes}
        begun = starts(graph, state)
        seen += [(begun[kc], knows[at]) for at, kc in enumerate(graph.order) if kc not in asked]
    p, known = np.array([one[0] for one in seen]), np.array([one[1] for one in seen])
    for low, high in ((0.0, 0.1), (0.9, 1.0)):
        inside = (p >= low) & (p <= high)
        assert inside.sum() > 50 and abs(known[inside].mean() - p[inside].mean()) <= 0.1
