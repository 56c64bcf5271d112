import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.core.errors import InvalidInputError
from learnapp.engine.path import SequencePolicy

CHAIN: dict[str, set[str]] = {"a": set(), "b": {"a"}, "c": {"b"}, "d": set()}
History = list[tuple[str, bool]]


def play(policy: SequencePolicy, answers: dict[str, list[bool]], steps: int) -> History:
    """Answer as told, and right once nothing is told any more."""
    history: History = []
    for _ in range(steps):
        topic = policy.choose(history)
        told = answers.get(topic, [])
        history.append((topic, told.pop(0) if told else True))
    return history


def test_the_first_topic_is_one_that_the_target_needs_and_that_needs_nothing() -> None:
    assert SequencePolicy(CHAIN, {"c"}, 0).choose([]) == "a"


def test_what_no_target_needs_is_left_alone() -> None:
    assert "d" not in dict(play(SequencePolicy(CHAIN, {"c"}, 3), {}, 12))


def test_it_goes_on_when_a_topic_is_shown_known_and_stays_while_it_is_not() -> None:
    history = play(SequencePolicy(CHAIN, {"c"}, 0), {"a": [False, False]}, 8)
    assert [topic for topic, _ in history[:4]] == ["a"] * 4
    assert list(dict.fromkeys(topic for topic, _ in history)) == ["a", "b", "c"]


def test_errors_that_do_not_end_lead_back_to_what_is_needed() -> None:
    policy = SequencePolicy(CHAIN, {"b"}, 0)
    history: History = [("a", True), ("a", True)]
    while (topic := policy.choose(history)) == "b" and len(history) < 20:
        history.append((topic, False))
    assert topic == "a"
    assert len(history) - 2 >= 3


def test_who_can_do_a_topic_can_do_what_it_needs() -> None:
    assert SequencePolicy(CHAIN, {"c"}, 0).choose([("b", True), ("b", True), ("b", True)]) == "c"


def test_a_topic_tried_in_vain_from_far_away_is_gone_to_by_what_lies_between() -> None:
    needs = {"x": set(), "y": set(), "both": {"x", "y"}}
    policy = SequencePolicy(needs, {"both"}, 0)
    first = policy.choose([])
    other = "y" if first == "x" else "x"
    history: History = [(first, True)] * 3
    while policy.choose(history) == other and len(history) < 9:
        history.append((other, False))
    assert policy.choose(history) == "both"
    history.append(("both", False))
    assert policy.choose(history) == other


def test_near_targets_come_before_far_ones() -> None:
    needs = {"far": {"x3"}, "x3": {"x2"}, "x2": {"x1"}, "x1": set(), "near": set()}
    assert all(SequencePolicy(needs, {"far", "near"}, seed).choose([]) == "near" for seed in range(6))


def test_when_all_targets_are_known_it_still_answers_with_one_of_them() -> None:
    policy = SequencePolicy(CHAIN, {"a", "d"}, 1)
    history = play(policy, {}, 30)
    assert {topic for topic, _ in history[10:]} == {"a", "d"}


def test_unknown_names_and_missing_keys_are_no_trouble() -> None:
    policy = SequencePolicy({"b": {"a"}}, {"b", "elsewhere"}, 2)
    assert policy.choose([("nobody", True), ("", False)]) in {"a", "elsewhere"}
    assert SequencePolicy({}, {"alone"}, 0).choose([]) == "alone"
    assert SequencePolicy({"b": {"a"}}, set(), 0).choose([]) == "a"


def test_a_circle_is_named_and_nothing_at_all_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="circle: .*a.* -> "):
        SequencePolicy({"a": {"b"}, "b": {"a"}}, {"a"}, 0)
    with pytest.raises(InvalidInputError, match="a -> a"):
        SequencePolicy({"a": {"a"}}, {"a"}, 0)
    with pytest.raises(InvalidInputError, match="no topic"):
        SequencePolicy({}, set(), 0)


@settings(max_examples=60, deadline=None)
@given(
    st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25),
    st.sets(st.integers(0, 9), max_size=4),
    st.lists(st.booleans(), max_size=40),
    st.integers(0, 5),
)
def test_it_is_total_repeatable_and_offers_nothing_locked(
    pairs: set[tuple[int, int]], targets: set[int], answers: list[bool], seed: int
) -> None:
    needs: dict[str, set[str]] = {str(n): set() for n in range(10)}
    for a, b in pairs:
        if a != b:
            needs[str(max(a, b))].add(str(min(a, b)))
    wanted = {str(t) for t in targets}
    policy = SequencePolicy(needs, wanted, seed)
    history: History = []
    right: set[str] = set()
    for answer in answers:
        topic = policy.choose(history)
        assert topic in needs
        # What is offered stands on topics that were answered rightly before, or lies on the way to one tried in vain.
        assert needs[topic] <= right or not all(correct for _, correct in history[-4:])
        if answer:
            right.add(topic)
        history.append((topic, answer))
    assert policy.choose(history) == SequencePolicy(needs, wanted, seed).choose(history)
    # A history that does not go on from the last one is taken from its beginning.
    assert policy.choose(history[:3]) == SequencePolicy(needs, wanted, seed).choose(history[:3])


def test_thousands_of_topics_are_chosen_from_at_once() -> None:
    draw = Random(3)
    names = [f"k{n}" for n in range(5000)]
    needs = {name: set(draw.sample(names[max(0, n - 50) : n], min(n, 2))) for n, name in enumerate(names)}
    policy = SequencePolicy(needs, set(names[4900:]), 0)
    history: History = []
    took = []
    for _ in range(12):
        began = time.perf_counter()
        history.append((policy.choose(history), True))
        took.append(time.perf_counter() - began)
    # Ten times the target, for a machine that does other things.
    assert sorted(took)[6] < 0.1
