"""The one rule of what is worked towards: paths and the policy that sees answers only follow it, whatever the graph."""

from __future__ import annotations

import time
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine.graph import graph_of
from learnapp.engine.path import Belief, SequencePolicy, plan

SIZE = 10
KNOWN = Belief(0.95, 0.9, 0.98, True)
QUICK = settings(deadline=None, max_examples=80)
Needs = dict[str, set[str]]


def needs_of(pairs: set[tuple[int, int]]) -> Needs:
    needs: Needs = {str(n): set() for n in range(SIZE)}
    for a, b in pairs:
        if a != b:
            needs[str(max(a, b))].add(str(min(a, b)))
    return needs


def missing(needs: Needs, target: str, known: set[str]) -> set[str]:
    """What must be learnt for a target; what only something known stands on is not needed."""
    if target in known:
        return set()
    return {target}.union(*(missing(needs, each, known) for each in needs[target]))


def nearest(needs: Needs, targets: set[str], known: set[str]) -> list[set[str]]:
    """What is missing for each of the targets for which the least is."""
    every = [missing(needs, target, known) for target in sorted(targets - known)]
    return [each for each in every if len(each) == min(map(len, every))]


graphs = st.sets(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=25).map(needs_of)
topics = st.sets(st.integers(0, SIZE - 1).map(str))


@QUICK
@given(graphs, topics, topics.filter(bool))
def test_each_leg_of_a_path_is_for_what_is_nearest_by_then(needs: Needs, known: set[str], targets: set[str]) -> None:
    learnt = set(known)
    for node in plan(graph_of(needs), dict.fromkeys(known, KNOWN), sorted(targets), {}).nodes:
        assert needs[node] <= learnt and node not in learnt
        assert any(node in each for each in nearest(needs, targets, learnt))
        learnt.add(node)
    assert targets <= learnt


@QUICK
@given(graphs, topics.filter(bool), st.lists(st.booleans(), max_size=30), st.integers(0, 5))
def test_whoever_is_right_each_time_is_led_along_a_path(
    needs: Needs, targets: set[str], answers: list[bool], seed: int
) -> None:
    policy, learnt, history = SequencePolicy(needs, targets, seed), set[str](), list[tuple[str, bool]]()
    for _ in answers:
        topic = policy.choose(history)
        if history and topic != history[-1][0]:
            # It goes on when a topic is shown known: until then what was known is what it was.
            learnt.add(history[-1][0])
        if targets <= learnt:
            break
        assert needs[topic] <= learnt
        assert any(topic in each for each in nearest(needs, targets, learnt))
        history.append((topic, True))


def test_what_was_learnt_on_the_way_makes_other_targets_nearer() -> None:
    # Before anything is known y is nearer than b; the way to a brings b within one step.
    needs: Needs = {"s": set(), "t": {"s"}, "u": {"t"}, "a": {"s"}, "b": {"t", "a"}, "y1": set(), "y2": {"y1"}}
    needs |= {"y": {"y2"}, "far": {"y", "u"}}
    found = plan(graph_of(needs), {}, ["a", "t", "y", "b"], {}).nodes
    assert set(found[:3]) == {"s", "a", "t"} and found[3:] == ("b", "y1", "y2", "y")


def test_a_target_that_was_begun_is_finished_before_another_that_was_as_near() -> None:
    needs: Needs = {"a1": set(), "b1": set(), "a2": {"a1"}, "b2": {"b1"}, "a": {"a2"}, "b": {"b2"}}
    for seed in range(6):
        policy, history = SequencePolicy(needs, {"a", "b"}, seed), list[tuple[str, bool]]()
        for _ in range(12):
            history.append((policy.choose(history), True))
        came = list(dict.fromkeys(topic for topic, _ in history))
        assert len({topic[0] for topic in came[:3]}) == 1
    assert plan(graph_of(needs), {}, ["b", "a"], {}).nodes == ("b1", "b2", "b", "a1", "a2", "a")


def test_a_path_to_thousands_of_targets_is_quick() -> None:
    draw = Random(5)
    needs = {n: tuple(draw.sample(range(max(0, n - 40), n), min(n, 2))) for n in range(5000)}
    graph, took = graph_of(needs), []
    for _ in range(5):
        began = time.perf_counter()
        found = plan(graph, {}, list(needs), {})
        took.append(time.perf_counter() - began)
    assert len(found.legs) == 5000
    # The floor is 50 ms; a busy machine gets more.
    assert min(took) < 0.15
