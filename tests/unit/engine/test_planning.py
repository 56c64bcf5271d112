import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.core.errors import InvalidInputError
from learnapp.engine.graph import Graph, graph_of, places
from learnapp.engine.path import Belief, Constraints, Path, beliefs, is_met, plan
from learnapp.engine.planning import CHECK_AFTER, LEAST_SHARE, STARTS_AT
from tests.unit.engine.courses import answer, chain_course, kc_id, newcomer

KNOWN = Belief(0.95, 0.9, 0.98, True)
NEEDS: dict[str, tuple[str, ...]] = {
    "add": (), "times": ("add",), "divide": ("times",), "letters": ("add",), "equations": ("letters", "divide"),
    "lines": ("letters",), "rings": (),
}  # fmt: skip
GRAPH = graph_of(NEEDS)
MINUTES = dict.fromkeys(NEEDS, 10.0)


def path(
    targets: list[str],
    known: set[str] | None = None,
    constraints: Constraints[str] | None = None,
    before: tuple[str, ...] = (),
    gap: str | None = None,
    graph: Graph[str] = GRAPH,
) -> Path[str]:
    return plan(graph, dict.fromkeys(known or set(), KNOWN), targets, MINUTES, constraints, before, gap)


def test_only_what_the_target_needs_is_in_the_path_each_after_what_it_needs() -> None:
    assert path(["equations"], {"add"}).nodes == ("letters", "times", "divide", "equations") or path(
        ["equations"], {"add"}
    ).nodes == ("times", "divide", "letters", "equations")
    assert path(["lines"]).nodes == ("add", "letters", "lines")


def test_what_only_something_mastered_stands_on_is_not_taught_again() -> None:
    assert path(["equations"], {"divide", "letters"}).nodes == ("equations",)
    done = path(["divide"], {"divide"})
    assert done.legs == () and done.mastered == ("divide",) and done.minutes == 0.0


def test_each_leg_says_what_it_is_for_and_how_long_it_may_take() -> None:
    held = {"add": Belief(0.55, 0.4, 0.7, False)}
    found = plan(GRAPH, held, ["lines"], MINUTES)
    first = found.legs[0]
    assert (first.node, first.wanted) == ("add", "lines")
    assert first.minutes == pytest.approx(10.0 * 0.45 / (1.0 - STARTS_AT))
    assert first.low < first.minutes < first.high
    assert found.minutes == pytest.approx(sum(leg.minutes for leg in found.legs))
    assert found.legs[-1].checkpoint
    almost = plan(GRAPH, {"rings": Belief(0.99, 0.9, 1.0, False)}, ["rings"], MINUTES)
    assert almost.legs[0].minutes == pytest.approx(10.0 * LEAST_SHARE)


def test_a_long_way_without_a_target_is_checked_on_the_way() -> None:
    chain = graph_of({str(n): (str(n - 1),) if n else () for n in range(14)})
    legs = plan(chain, {}, ["13"], {}).legs
    assert [n + 1 for n, leg in enumerate(legs) if leg.checkpoint] == [CHECK_AFTER, 2 * CHECK_AFTER, 14]


def test_an_answer_does_not_turn_the_path_round() -> None:
    before = path(["lines", "rings", "divide"]).nodes
    after = path(["lines", "rings", "divide"], {before[0]}, before=before).nodes
    assert after == before[1:]
    # A new wish comes behind what was there, and what was begun stays first.
    wider = path(["equations", "lines", "rings", "divide"], {before[0]}, before=after).nodes
    assert wider[: len(after)] == after


def test_a_gap_that_explains_errors_comes_first_even_if_it_counted_as_mastered() -> None:
    before = ("divide", "equations")
    found = path(["equations"], {"add", "times", "letters"}, before=before, gap="times")
    assert found.nodes == ("times", "divide", "equations")


def test_what_the_instructor_wants_goes_before() -> None:
    assert path(["lines"], constraints=Constraints(pinned=("rings",))).nodes[0] == "rings"
    left_out = path(["lines"], constraints=Constraints(excluded=frozenset({"letters"})))
    assert left_out.nodes == ("lines",) and left_out.assumed == ("letters",)
    ordered = Constraints(ordered=(("lines", "times"),))
    nodes = path(["divide", "lines"], constraints=ordered).nodes
    assert nodes.index("lines") < nodes.index("times")


def test_wishes_that_contradict_are_named() -> None:
    with pytest.raises(InvalidInputError, match="circle: .*divide"):
        path(["divide"], constraints=Constraints(ordered=(("divide", "add"),)))
    with pytest.raises(InvalidInputError, match="rings is both pinned and left out"):
        path(["lines"], constraints=Constraints(pinned=("rings",), excluded=frozenset({"rings"})))


def test_deadlines_order_the_path_and_what_cannot_be_reached_is_said() -> None:
    wishes = Constraints[str](deadlines={"lines": 25.0, "rings": 500.0})
    found = path(["rings", "divide", "lines"], constraints=wishes, before=("rings",))
    assert found.nodes[:3] == ("add", "letters", "lines")
    assert found.late == ("lines",)


def test_targets_that_do_not_exist_are_said() -> None:
    assert path(["lines", "poetry"]).unknown == ("poetry",)


def test_a_circle_in_the_graph_is_named() -> None:
    with pytest.raises(InvalidInputError, match="circle"):
        graph_of({"a": ("b",), "b": ("c",), "c": ("a",)})


def test_beliefs_are_what_the_student_s_states_say() -> None:
    course, learner = chain_course(3), newcomer()
    answer(learner, course, 0, True, True, True, True)
    held = beliefs(learner.kcs)
    assert held[kc_id(0)].mastered is is_met(learner.kcs[kc_id(0)])
    graph = graph_of(course.prerequisites, course.topological)
    assert plan(graph, held, [kc_id(2)], {}).nodes == (kc_id(1), kc_id(2))


@settings(max_examples=80, deadline=None)
@given(
    st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30),
    st.sets(st.integers(0, 11)),
    st.lists(st.integers(0, 11), max_size=5),
    st.lists(st.integers(0, 11), max_size=5, unique=True),
)
def test_any_path_can_be_learnt_in_its_order(
    pairs: set[tuple[int, int]], known: set[int], targets: list[int], before: list[int]
) -> None:
    needs: dict[int, tuple[int, ...]] = {n: () for n in range(12)}
    for a, b in pairs:
        if a != b:
            needs[max(a, b)] = (*needs[max(a, b)], min(a, b))
    found = plan(graph_of(needs), dict.fromkeys(known, KNOWN), targets, {}, before=before)
    learnt = set(known)
    for leg in found.legs:
        assert leg.node not in learnt
        assert set(needs[leg.node]) <= learnt
        learnt.add(leg.node)
    assert set(targets) <= learnt


@given(st.sets(st.integers(0, 900)))
def test_sets_give_back_their_places(members: set[int]) -> None:
    bits = sum(1 << n for n in members)
    assert list(places(bits)) == sorted(members)


def test_a_path_over_thousands_is_quick() -> None:
    draw = Random(5)
    needs = {n: tuple(draw.sample(range(max(0, n - 40), n), min(n, 2))) for n in range(5000)}
    graph = graph_of(needs)
    took = []
    for _ in range(5):
        began = time.perf_counter()
        found = plan(graph, {}, [4999], {})
        took.append(time.perf_counter() - began)
    assert len(found.legs) > 2000
    # The target is 10 ms; a busy machine gets more.
    assert min(took) < 0.1
