"""Rules about topics on random graphs: what they open, close and put first, and that they measure nothing."""

from __future__ import annotations

import copy
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.core.errors import InvalidInputError
from learnapp.engine.graph import graph_of, topological_order
from learnapp.engine.graph_edit import changes, circle_of, edited, effect, pairs_of
from learnapp.engine.kc import RECENT, CourseSnapshot, KCState, LearnerState, Outcome
from learnapp.engine.mastery import Band
from learnapp.engine.path import Status, beliefs, is_open, kc_status, next_for, plan
from learnapp.engine.rules import AGAIN_RIGHT, NO_RULES, Rule, RuleKind, Rules, closes_circle, rules_of
from learnapp.engine.selector import candidates
from learnapp.engine.targets import pressing
from tests.unit.engine.courses import NOW, chain_course, kc_id, uid

SIZE = 8
# Other work on the machine is no failure of the engine.
QUICK = settings(deadline=None, max_examples=50)
BASE = chain_course(SIZE, items=3, readings=1)
Pairs = list[tuple[int, int]]


def course(pairs: Pairs) -> CourseSnapshot:
    """A course of eight topics in which `later` needs `first` for each (first, later) with first < later."""
    wanted = [(kc_id(later), kc_id(first)) for first, later in pairs]
    return edited(BASE, *changes(BASE, wanted)).snapshot


def states(mastered: set[int], begun: set[int]) -> dict[UUID, KCState]:
    found = {}
    for number in mastered | begun:
        known = number in mastered
        found[kc_id(number)] = KCState(
            kc_id(number), attempts=4, correct=4 if known else 1, p_mastered=0.98 if known else 0.4,
            low=0.9 if known else 0.2, high=1.0 if known else 0.6, mastered_at=NOW if known else None, last_at=NOW,
            stability=100.0 if known else None,
            due_at=NOW + timedelta(days=50) if known else None,
        )  # fmt: skip
    return found


def failing(begun: set[int]) -> dict[UUID, KCState]:
    """What was begun goes wrong again and again."""
    found = states(set(), begun)
    for number, one in enumerate(found.values()):
        one.recent = [Outcome(uid(6, 10 * number + n), False, NOW, uid(5, n)) for n in range(4)]
    return found


def rule(kind: RuleKind, topic: int, number: int = 0, *, later: int | None = None, student: bool = False) -> Rule:
    due = NOW + timedelta(days=2) if kind is RuleKind.DEADLINE else None
    after = kc_id(later) if later is not None else None
    return Rule(uid(9, number), kind, kc_id(topic), student, after, due, "Because.", uid(8, 0), NOW)


def forward() -> st.SearchStrategy[Pairs]:
    pair = st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1))
    return st.lists(pair.filter(lambda one: one[0] < one[1]), max_size=14, unique=True)


topics = st.sets(st.integers(0, SIZE - 1), max_size=SIZE)


@st.composite
def ruled(draw: st.DrawFn) -> Rules:
    kinds = draw(st.lists(st.tuples(st.sampled_from(list(RuleKind)), st.integers(0, SIZE - 1)), max_size=6))
    made = []
    for number, (kind, topic) in enumerate(kinds):
        later = draw(st.integers(0, SIZE - 1)) if kind is RuleKind.BEFORE else None
        made.append(rule(kind, topic, number, later=later, student=draw(st.booleans())))
    return rules_of(made)


@QUICK
@given(forward(), topics, topics, ruled())
def test_a_rule_measures_nothing_and_a_left_out_topic_is_never_offered(
    pairs: Pairs, mastered: set[int], begun: set[int], rules: Rules
) -> None:
    snapshot, held = course(pairs), states(mastered, set()) | failing(begun - mastered)
    before = copy.deepcopy(held)
    plain, statuses = kc_status(snapshot, held, NOW), kc_status(snapshot, held, NOW, rules)
    assert held == before
    assert list(statuses) == list(snapshot.topological)
    assert all(statuses[kc].band is plain[kc].band for kc in statuses)
    learner = LearnerState(uid(7, 0), snapshot.course_id, kcs=held)
    offered = {each.kc_id for each in candidates(snapshot, learner, NOW, rules=rules)}
    assert not offered & rules.excluded
    assert all(statuses[kc].status is not Status.KNOWN for kc in offered)
    for kc in statuses:
        # The evaluator and the statuses agree on what is open.
        closed = statuses[kc].status in (Status.LOCKED, Status.LEFT_OUT)
        assert is_open(snapshot, held, kc, rules) is not closed or statuses[kc].status is Status.KNOWN


@QUICK
@given(forward(), topics, topics)
def test_without_rules_everything_is_as_it_was(pairs: Pairs, mastered: set[int], begun: set[int]) -> None:
    snapshot, held = course(pairs), states(mastered, begun - mastered)
    assert kc_status(snapshot, held, NOW, Rules()) == kc_status(snapshot, held, NOW)
    taken_back = rules_of([])
    assert taken_back is NO_RULES and not taken_back


@QUICK
@given(forward(), topics, st.integers(0, SIZE - 1))
def test_what_is_put_first_comes_first_after_what_it_needs(pairs: Pairs, mastered: set[int], topic: int) -> None:
    snapshot, held, rules = course(pairs), states(mastered, set()), rules_of([rule(RuleKind.PIN, topic)])
    statuses = kc_status(snapshot, held, NOW, rules)
    step = next_for(statuses, kc_id(topic))
    if topic in mastered:
        assert step is None
        return
    assert step is not None and statuses[step].status is Status.READY
    assert step == kc_id(topic) or closes_circle(snapshot.prerequisites, (), kc_id(topic), step)
    assert pressing(snapshot, statuses, NOW, rules=rules)[0].kc_id == step
    graph = graph_of(snapshot.prerequisites, snapshot.topological)
    assert plan(graph, beliefs(held), [kc_id(topic)], {}).nodes[0] == step, "a path to it begins with the same"


@QUICK
@given(forward(), topics)
def test_where_nothing_is_asked_for_the_next_new_topic_begins_a_path_to_everything(
    pairs: Pairs, mastered: set[int]
) -> None:
    snapshot, held = course(pairs), states(mastered, set())
    for number, one in enumerate(held.values()):
        # What was mastered holds, and is not gone on with.
        one.recent = [Outcome(uid(6, 10 * number + n), True, NOW, uid(5, n)) for n in range(RECENT)]
    new = [each.kc_id for each in pressing(snapshot, kc_status(snapshot, held, NOW), NOW) if each.purpose == "learn"]
    graph = graph_of(snapshot.prerequisites, snapshot.topological)
    assert new[:1] == list(plan(graph, beliefs(held), snapshot.topological, {}).nodes[:1])


@QUICK
@given(forward(), topics, st.integers(0, SIZE - 1))
def test_counting_as_known_only_opens_and_working_again_only_closes(
    pairs: Pairs, mastered: set[int], topic: int
) -> None:
    snapshot, held = course(pairs), states(mastered, set())
    plain = kc_status(snapshot, held, NOW)
    known = kc_status(snapshot, held, NOW, rules_of([rule(RuleKind.KNOWN, topic, student=True)]))
    again = kc_status(snapshot, held, NOW, rules_of([rule(RuleKind.AGAIN, topic, student=True)]))
    for kc in plain:
        if kc != kc_id(topic):
            assert set(known[kc].blocking) <= set(plain[kc].blocking) <= set(again[kc].blocking)
    assert known[kc_id(topic)].status is (Status.MASTERED if topic in mastered else Status.KNOWN)
    if topic in mastered:
        assert (again[kc_id(topic)].status, again[kc_id(topic)].band) == (Status.IN_PROGRESS, Band.MASTERED)


@QUICK
@given(forward(), st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=8))
def test_orders_never_close_a_circle(pairs: Pairs, orders: Pairs) -> None:
    snapshot = course(pairs)
    rules = rules_of(rule(RuleKind.BEFORE, first, number, later=later) for number, (first, later) in enumerate(orders))
    after = rules.after(snapshot)
    whole = {kc: (*snapshot.prerequisites.get(kc, ()), *after.get(kc, ())) for kc in snapshot.kcs}
    topological_order(snapshot.topological, whole, {})
    # Somebody who knows nothing always has something to begin with.
    assert any(one.status is Status.READY for one in kc_status(snapshot, {}, NOW, rules).values())


@QUICK
@given(forward(), topics, ruled())
def test_a_plan_takes_the_same_rules(pairs: Pairs, mastered: set[int], rules: Rules) -> None:
    snapshot, held = course(pairs), states(mastered, set())
    graph = graph_of(snapshot.prerequisites, snapshot.topological)
    wanted = rules.constraints(NOW, snapshot)
    made = plan(graph, rules.believed(beliefs(held), held), list(snapshot.topological), {}, wanted)
    assert not set(made.nodes) & (rules.excluded | rules.known)
    assert all(minutes == 40.0 for minutes in wanted.deadlines.values())


def test_again_ends_with_right_answers_since_and_not_before() -> None:
    held = states({0}, set())[kc_id(0)]
    rules = rules_of([rule(RuleKind.AGAIN, 0, student=True)])
    for number in range(AGAIN_RIGHT):
        assert rules.asks_again(held)
        at = NOW + timedelta(minutes=number + 1)
        held.recent = [*held.recent, Outcome(uid(6, number), True, at, uid(5, number))]
    assert not rules.asks_again(held)
    held.recent = [Outcome(uid(6, n), True, NOW - timedelta(minutes=1), uid(5, n)) for n in range(AGAIN_RIGHT)]
    assert rules.asks_again(held)


def test_what_is_said_of_a_student_outdoes_what_is_said_of_the_class() -> None:
    rules = rules_of([rule(RuleKind.PIN, 0, 1), rule(RuleKind.LEAVE_OUT, 0, 2, student=True)])
    assert rules.pinned == () and rules.excluded == {kc_id(0)}
    assert [one.kind for one in rules.by_topic[kc_id(0)]] == [RuleKind.LEAVE_OUT]
    rules = rules_of([rule(RuleKind.LEAVE_OUT, 0, 1), rule(RuleKind.AGAIN, 0, 2, student=True)])
    assert rules.excluded == frozenset() and list(rules.again) == [kc_id(0)]


@QUICK
@given(forward(), st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=10, unique=True))
def test_edited_prerequisites_stay_acyclic_and_say_what_they_drop(pairs: Pairs, added: Pairs) -> None:
    snapshot = course(pairs)
    wanted = [(kc_id(kc), kc_id(needed)) for kc, needed in added]
    made, dropped = edited(snapshot, wanted, [])
    topological_order(made.topological, made.prerequisites, {})
    assert pairs_of(made) == (pairs_of(snapshot) | set(wanted)) - set(dropped)
    for kc, needed in dropped:
        assert circle_of(made.prerequisites, kc, needed)
    assert made.shelves is snapshot.shelves and made.content is snapshot.content
    again, none = edited(snapshot, *changes(snapshot, pairs_of(made)))
    assert pairs_of(again) == pairs_of(made) and none == ()


@QUICK
@given(forward(), forward(), topics, topics)
def test_the_effect_of_a_change_is_what_students_then_find(
    pairs: Pairs, other: Pairs, mastered: set[int], begun: set[int]
) -> None:
    before, after, held = course(pairs), course(other), states(mastered, begun - mastered)
    found = effect(before, after, [(held, NO_RULES)])
    was, now = kc_status(before, held, NOW), kc_status(after, held, NOW)
    opened = {kc for kc in was if was[kc].status is Status.LOCKED and now[kc].status is not Status.LOCKED}
    closed = {kc for kc in was if now[kc].status is Status.LOCKED and was[kc].status is not Status.LOCKED}
    assert (set(found.opens), set(found.closes)) == (opened, closed)
    assert (found.opened, found.closed) == (bool(opened), bool(closed))


def test_a_circle_is_named_from_the_topic_to_itself() -> None:
    snapshot = chain_course(3)
    way = circle_of(snapshot.prerequisites, kc_id(0), kc_id(2))
    assert way == (kc_id(0), kc_id(2), kc_id(1), kc_id(0))
    assert circle_of(snapshot.prerequisites, kc_id(2), kc_id(0)) == ()
    with pytest.raises(InvalidInputError):
        topological_order(snapshot.kcs, {**snapshot.prerequisites, kc_id(0): (kc_id(2),)}, {})
