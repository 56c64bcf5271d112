"""A way that is made again after every answer: what is needed, in a kept order, first the gap that explains errors."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from learnapp.engine.kc import CourseSnapshot, LearnerState
from learnapp.engine.path import Constraints, topological_order
from learnapp.engine.request import Request, Route, replan, rules_from_json, rules_to_json
from learnapp.engine.selector import candidates, rank
from learnapp.engine.targets import Purpose
from tests.unit.engine.courses import NOW, answer, chain_course, kc_id, newcomer, uid

ASKED = Request(uid(9, 1), "", (kc_id(5),))
# Two ways lead to 5: by 1 and 2, and by 3 and 4; all begin with 0.
FORKED = {1: (0,), 2: (1,), 3: (0,), 4: (3,), 5: (2, 4), 6: (5,)}


def forked() -> CourseSnapshot:
    course = chain_course(7)
    needs = {kc_id(kc): tuple(map(kc_id, needed)) for kc, needed in FORKED.items()}
    return replace(course, prerequisites=needs, topological=topological_order(course.kcs, needs, {}))


def numbers(nodes: tuple[UUID, ...]) -> list[int]:
    return [node.int & 0xFFFF for node in nodes]


def after(course: CourseSnapshot, learner: LearnerState, request: Request) -> tuple[Request, Route]:
    route = replan(course, learner.kcs, request, NOW)
    return replace(request, path=route.path.nodes, gap=route.gap, gap_for=route.gap_for), route


def test_the_way_has_what_is_missing_and_ends_when_it_is_mastered() -> None:
    course, learner = forked(), newcomer()
    _, route = after(course, learner, ASKED)
    assert sorted(numbers(route.path.nodes)) == [0, 1, 2, 3, 4, 5] and not route.reached
    for kc in (0, 1, 2, 3, 4, 5):
        answer(learner, course, kc, *[True] * 6)
    _, route = after(course, learner, ASKED)
    assert (route.path.legs, route.reached, route.lead) == ((), True, None)
    nothing = replan(course, learner.kcs, replace(ASKED, targets=(uid(1, 999),)), NOW)
    assert (nothing.reached, nothing.path.unknown) == (False, (uid(1, 999),))


def test_a_gap_that_explains_errors_goes_before_what_was_begun_and_stays_until_it_is_dealt_with() -> None:
    course, learner = forked(), newcomer()
    answer(learner, course, 0, *[True] * 6)
    request, route = after(course, learner, ASKED)
    before = numbers(route.path.nodes)
    other = 3 if before[0] == 1 else 1
    # The branch that comes later in the way is tried, and goes wrong: what it needs is doubted, and comes first now.
    answer(learner, course, other + 1, False, False, False)
    request, route = after(course, learner, request)
    assert route.gap == kc_id(other) and route.gap_for == kc_id(other + 1)
    assert numbers(route.path.nodes)[0] == other
    assert [kc for kc in numbers(route.path.nodes) if kc != other] == [kc for kc in before if kc != other]
    for right in (True, False, True):
        answer(learner, course, other, right)
        request, again = after(course, learner, request)
        assert again.path.nodes == route.path.nodes, "nothing jumps about"
    answer(learner, course, other, *[True] * 6, now=NOW + timedelta(minutes=1))
    request, route = after(course, learner, request)
    assert route.gap is None and other not in numbers(route.path.nodes)


def test_a_mastered_topic_is_gone_over_once_after_an_error_that_its_lack_explains() -> None:
    course, learner = chain_course(3), newcomer()
    answer(learner, course, 0, *[True] * 6)
    learner.kcs[kc_id(0)].p_mastered = 0.4  # earned, and faded since
    learner.kcs[kc_id(0)].last_at = NOW - timedelta(days=1)
    answer(learner, course, 1, False, False, False)
    request, route = after(course, learner, Request(uid(9, 1), "", (kc_id(1),)))
    assert (route.gap, numbers(route.path.nodes)) == (kc_id(0), [0, 1])
    assert route.lead is not None and route.lead.gap_for == kc_id(1)
    pool = candidates(course, learner, NOW, lead=route.lead)
    first = rank(pool, lead=route.lead)[0].candidate
    assert (first.kc_id, first.purpose) == (kc_id(0), Purpose.REMEDIATE)
    answer(learner, course, 0, True, now=NOW + timedelta(minutes=5))
    _, route = after(course, learner, request)
    assert (route.gap, numbers(route.path.nodes)) == (None, [1])


def test_what_the_instructor_wants_is_kept_and_wishes_that_no_longer_fit_break_nothing() -> None:
    course, learner = forked(), newcomer()
    rules = Constraints((kc_id(6),), frozenset({kc_id(0)}), ((kc_id(4), kc_id(1)),), {kc_id(5): 30.0})
    assert rules_from_json(rules_to_json(rules)) == rules
    assert rules_from_json(rules_to_json(Constraints())) == Constraints()
    request, route = after(course, learner, replace(ASKED, rules=rules))
    way = numbers(route.path.nodes)
    assert 0 not in way and way.index(4) < way.index(1) and 6 in way
    assert route.path.assumed == (kc_id(0),) and kc_id(5) in route.path.late
    assert [c for c in candidates(course, learner, NOW, lead=route.lead) if c.kc_id == request.path[0]]
    odd = Constraints((kc_id(0),), frozenset({kc_id(0)}))
    assert numbers(replan(course, learner.kcs, replace(ASKED, rules=odd), NOW).path.nodes)
    # A target that is left out is not reached by that.
    out = replan(course, learner.kcs, replace(ASKED, rules=Constraints(excluded=frozenset({kc_id(5)}))), NOW)
    assert (out.path.legs, out.reached) == ((), False)


def test_the_first_of_the_next_things_is_the_first_leg_and_others_are_on_the_way() -> None:
    course, learner = forked(), newcomer()
    answer(learner, course, 0, *[True] * 6)
    answer(learner, course, 1, True, False)
    _, route = after(course, learner, replace(ASKED, targets=(kc_id(4),)))
    ranked = rank(candidates(course, learner, NOW, lead=route.lead), lead=route.lead)
    assert ranked[0].candidate.kc_id == kc_id(3), "though another topic was begun"
    assert {each.candidate.kc_id for each in ranked[:3]} == {kc_id(3)}
    # Reviews that have their turn may have the third place, not more, however much the scores are for them.
    state = learner.kcs[kc_id(0)]
    state.due_at = NOW - timedelta(days=1)
    pool = candidates(course, learner, NOW, lead=route.lead)
    worth = np.array([5.0 if each.purpose is Purpose.REVIEW else 0.0 for each in pool])
    assert [each.candidate.kc_id for each in rank(pool, worth, lead=route.lead)[:3]] == [kc_id(3), kc_id(3), kc_id(0)]
    assert {each.candidate.kc_id for each in rank(candidates(course, learner, NOW))[:3]} != {kc_id(3)}


@settings(max_examples=40, deadline=None)
@example([(3, True), (3, True), (4, False), (5, False), (5, False), (3, True)], 5)
@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), max_size=25), st.integers(0, 6))
def test_whatever_is_answered_the_way_can_be_learnt_keeps_its_order_and_is_found_again(
    answers: list[tuple[int, bool]], target: int
) -> None:
    course, learner = forked(), newcomer()
    request, route = after(course, learner, replace(ASKED, targets=(kc_id(target),)))
    for kc, right in answers:
        answer(learner, course, kc, right)
        before, old_gap = request.path, request.gap
        request, route = after(course, learner, request)
        assert replan(course, learner.kcs, request, NOW).path.nodes == route.path.nodes, "made again, it is the same"
        seen: set[UUID] = set()
        for node in route.path.nodes:
            missing = [k for k in course.prerequisites.get(node, ()) if k in route.path.nodes]
            assert set(missing) <= seen, "each after what it needs"
            seen.add(node)
        if request.gap == old_gap:
            kept = [node for node in before if node in seen]
            assert kept == [node for node in route.path.nodes if node in kept]
        assert route.reached == (not route.path.legs)
