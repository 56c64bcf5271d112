import time
from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.core.errors import InvalidInputError
from learnapp.engine.event import Evidence, Verb
from learnapp.engine.explain import CODES, reasons_for
from learnapp.engine.exploration import chances, explore
from learnapp.engine.irt import logit
from learnapp.engine.kc import ContentKind
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.path import Status, beliefs, kc_status, layout, topological_order
from learnapp.engine.placed_start import start
from learnapp.engine.selector import FEATURES, candidates, feature_matrix, rank, score
from learnapp.engine.targets import Purpose, pressing
from tests.unit.engine.courses import NOW, answer, chain_course, kc_id, newcomer, uid

TRIGGER = Evidence(event_id=uid(9, 1), verb=Verb.READ, occurred_at=NOW)


def test_a_circle_of_prerequisites_is_named() -> None:
    names = {kc_id(n): f"K{n}" for n in range(3)}
    with pytest.raises(InvalidInputError, match=r"K\d -> K\d -> K\d"):
        topological_order(names, {kc_id(0): (kc_id(2),), kc_id(1): (kc_id(0),), kc_id(2): (kc_id(1),)}, names)
    with pytest.raises(InvalidInputError, match="K1 -> K1"):
        topological_order(names, {kc_id(1): (kc_id(1),)}, names)


@settings(max_examples=60, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11))))
def test_any_acyclic_graph_is_ordered(pairs: set[tuple[int, int]]) -> None:
    needs: dict[int, list[int]] = {}
    for a, b in pairs:
        if a != b:
            needs.setdefault(max(a, b), []).append(min(a, b))
    graph = {kc_id(k): tuple(kc_id(n) for n in v) for k, v in needs.items()}
    order = topological_order([kc_id(n) for n in reversed(range(12))], graph, {})
    place = {k: i for i, k in enumerate(order)}
    assert len(order) == 12
    assert all(place[n] < place[k] for k, v in graph.items() for n in v)


def test_a_deep_chain_does_not_exhaust_the_stack() -> None:
    ids = [kc_id(n) for n in range(5000)]
    needs = {ids[n]: (ids[n + 1],) for n in range(4999)}
    assert topological_order(ids, needs, {})[0] == ids[-1]


def test_locked_until_the_prerequisite_is_mastered() -> None:
    course, learner = chain_course(4), newcomer()
    status = kc_status(course, learner.kcs, NOW)
    assert [s.status for s in status.values()] == [Status.READY, Status.LOCKED, Status.LOCKED, Status.LOCKED]
    assert status[kc_id(1)].blocking == (kc_id(0),)
    assert [target.kc_id for target in pressing(course, status, NOW)] == [kc_id(0)]
    answer(learner, course, 0, True, True, True, True)
    status = kc_status(course, learner.kcs, NOW)
    assert [s.status for s in status.values()][:3] == [Status.MASTERED, Status.READY, Status.LOCKED]
    late = kc_status(course, learner.kcs, NOW + timedelta(days=300))
    assert late[kc_id(0)].status is Status.FADING
    assert late[kc_id(1)].status is Status.READY, "fading does not lock what it had opened"


def test_the_drawing_puts_every_kc_right_of_its_prerequisites() -> None:
    course = chain_course(6)
    places = layout(course)
    assert [places[kc_id(n)].layer for n in range(6)] == list(range(6))
    assert len(set(places.values())) == 6


def test_nothing_behind_a_lock_is_offered_to_a_newcomer() -> None:
    course, learner = chain_course(8), newcomer()
    pool = candidates(course, learner, NOW)
    assert pool and {c.kc_id for c in pool} == {kc_id(0)}
    best = rank(pool)
    assert best[0].candidate.content.kind is ContentKind.READING
    drafts = reasons_for(best[0].candidate, learner, course, NOW, TRIGGER)
    assert [d.code for d in drafts] == ["reason-start-here", "reason-read-first"]
    assert drafts[0].evidence == [TRIGGER]


def test_misses_bring_back_the_prerequisite_with_the_missed_events_as_evidence() -> None:
    course, learner = chain_course(8), newcomer()
    answer(learner, course, 0, True, True, True, True)
    events = answer(learner, course, 1, True, False, False)
    pool = candidates(course, learner, NOW)
    remedial = next(c for c in pool if c.purpose is Purpose.REMEDIATE)
    draft = reasons_for(remedial, learner, course, NOW, TRIGGER)[0]
    assert draft.code == "reason-prerequisite-gap"
    assert draft.args == {"kc": "KC 0", "for": "KC 1"}
    assert [e.event_id for e in draft.evidence] == events[1:]
    own = next(c for c in pool if c.purpose is Purpose.PRACTISE)
    missed = reasons_for(own, learner, course, NOW, TRIGGER)[0]
    assert missed.code == "reason-missed-recently"
    assert missed.args == {"missed": 2, "of": 3, "kc": "KC 1", "opens": "KC 2"}
    assert [e.event_id for e in missed.evidence] == events[1:]


def test_what_fades_comes_up_for_review() -> None:
    course, learner = chain_course(3), newcomer()
    events = answer(learner, course, 0, True, True, True, True)
    later = NOW + timedelta(days=60)
    review = next(c for c in candidates(course, learner, later) if c.purpose is Purpose.REVIEW)
    draft = reasons_for(review, learner, course, later, TRIGGER)[0]
    assert (draft.code, draft.args["days"]) == ("reason-review-due", 60)
    assert {e.event_id for e in draft.evidence} <= set(events)


def test_mastery_leads_on_and_says_after_what() -> None:
    course, learner = chain_course(3), newcomer()
    events = answer(learner, course, 0, *[True] * 8)
    fresh = next(c for c in candidates(course, learner, NOW) if c.purpose is Purpose.LEARN)
    draft = reasons_for(fresh, learner, course, NOW, TRIGGER)[0]
    assert (draft.code, draft.args) == ("reason-next-in-path", {"kc": "KC 1", "after": "KC 0"})
    assert draft.evidence[-1].event_id == events[-1]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=25), st.integers(0, 90))
def test_every_reason_has_an_event_and_a_known_code(answers: list[tuple[int, bool]], days: int) -> None:
    course, learner = chain_course(6, items=6), newcomer()
    for kc, right in answers:
        answer(learner, course, kc, right)
    now = NOW + timedelta(days=days)
    ranked = rank(candidates(course, learner, now))
    for row in ranked:
        for explored in (False, True):
            drafts = reasons_for(row.candidate, learner, course, now, None, explored=explored)
            assert 1 <= len(drafts) <= 2
            assert all(d.code in CODES and d.evidence for d in drafts)


def test_what_was_just_done_is_not_offered_again() -> None:
    course, learner = chain_course(2), newcomer()
    answer(learner, course, 0, True)
    done = course.by_kc[kc_id(0)][1]
    learner.recent_content.append(done)
    assert done not in [c.content.content_id for c in candidates(course, learner, NOW, exclude={done})]
    ranked = [r.candidate.content.content_id for r in rank(candidates(course, learner, NOW))]
    assert done not in ranked[:3]


def test_scores_are_one_finite_batch() -> None:
    course, learner = chain_course(), newcomer()
    pool = candidates(course, learner, NOW)
    assert feature_matrix(pool).shape == (len(pool), len(FEATURES))
    assert np.isfinite(score(pool)).all()
    assert feature_matrix([]).shape == (0, len(FEATURES)) and rank([]) == []


def test_exploration_keeps_its_promise_and_its_propensities() -> None:
    course, learner = chain_course(), newcomer()
    approved = rank(candidates(course, learner, NOW))
    chance, explored = Random(3), 0
    for _ in range(2000):
        shown = explore(approved, 0.1, chance)
        assert len(shown) == 3 and shown[:2] == approved[:2]
        explored += shown[-1].explored
        expected = 0.1 / (len(approved) - 3) if shown[-1].explored else 0.9
        assert shown[-1].propensity == pytest.approx(expected)
    assert 150 < explored < 250
    every = chances(len(approved), 0.1)
    assert every[:3] == [1.0, 1.0, 0.9] and sum(every) == pytest.approx(3) and len(set(every[3:])) == 1
    assert chances(2, 0.1) == [1.0, 1.0] and chances(3, 0.1) == [1.0] * 3 and chances(0, 0.1) == []


def test_a_course_of_3000_items_is_still_quick() -> None:
    chain, learner = chain_course(60, items=50), newcomer()
    # The second half needs nothing, so that there is enough to choose from.
    open_ = {k: needs for k, needs in chain.prerequisites.items() if k.int < kc_id(30).int}
    course = replace(chain, prerequisites=open_)
    for n in range(8):
        answer(learner, course, n, True, True, True, True)
    answer(learner, course, 8, True, False, False)
    best = 1.0
    for _ in range(20):
        started = time.perf_counter()
        pool = candidates(course, learner, NOW)
        rank(pool, score(pool))
        best = min(best, time.perf_counter() - started)
    assert len(pool) == 80
    assert best < 0.006


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([-2.0, -1.0, -0.5, 0.0, 0.0, 0.7, 2.0]), min_size=1, max_size=40), st.floats(-3, 3))
def test_the_nearest_difficulty_comes_first_whatever_the_course_looks_like(levels: list[float], theta: float) -> None:
    course = chain_course(1, items=len(levels), readings=0)
    for content_id, level in zip(course.by_kc[kc_id(0)], levels, strict=True):
        course.content[content_id] = replace(course.content[content_id], difficulty=level)
    learner = newcomer()
    learner.theta = theta
    wanted = theta - logit(THRESHOLDS.success_target)
    offered = [abs(c.content.difficulty - wanted) for c in candidates(course, learner, NOW)]
    assert offered == sorted(abs(level - wanted) for level in levels)[: len(offered)]
    assert len(offered) == min(10, len(levels))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.floats(-3, 3)), min_size=1, max_size=40))
def test_each_further_item_of_a_kc_has_to_be_better_by_the_variety(drawn: list[tuple[int, float]]) -> None:
    course, learner = chain_course(5), newcomer()
    for n in range(4):
        answer(learner, course, n, True, True, True, True)
    pool = candidates(course, learner, NOW, limit=len(drawn))
    values = np.array([value for _, value in drawn[: len(pool)]])
    left, chosen = values.copy(), []
    for _ in range(min(10, len(pool))):
        best = int(np.argmax(left))
        chosen.append(float(left[best]))
        for place, each in enumerate(pool):
            left[place] -= 0.5 * (each.kc_id == pool[best].kc_id)
        left[best] = -np.inf
    assert [row.score for row in rank(pool, values)] == pytest.approx(chosen, abs=1e-6)


def test_more_of_what_is_mastered_waits_while_there_is_something_new() -> None:
    course, learner = chain_course(3), newcomer()
    answer(learner, course, 0, *[True] * 8)
    assert Purpose.CHALLENGE not in {c.purpose for c in candidates(course, learner, NOW)}
    answer(learner, course, 1, *[True] * 8)
    answer(learner, course, 2, *[True] * 8)
    assert {c.purpose for c in candidates(course, learner, NOW)} == {Purpose.CHALLENGE}


def test_a_mastered_prerequisite_is_gone_over_once_after_an_error_and_then_left() -> None:
    course, learner = chain_course(3), newcomer()
    answer(learner, course, 0, True, True, True, True, now=NOW - timedelta(minutes=9))
    answer(learner, course, 1, False, False, now=NOW - timedelta(minutes=5))
    assert Purpose.REMEDIATE in {c.purpose for c in candidates(course, learner, NOW)}
    answer(learner, course, 0, True, now=NOW - timedelta(minutes=3))
    assert Purpose.REMEDIATE not in {c.purpose for c in candidates(course, learner, NOW)}


def test_a_placement_opens_the_path_where_the_student_stands_and_claims_nothing_more() -> None:
    course, learner = chain_course(), newcomer()
    learner.kcs.update(start({}, course, {kc_id(n): 0.96 if n < 4 else 0.1 for n in range(8)}))
    found = candidates(course, learner, NOW, 30)
    assert {one.kc_id for one in found} == {kc_id(4)}, "neither what it knows already nor what is behind a lock"
    (reason,) = reasons_for(
        next(one for one in found if one.content.kind is ContentKind.PRACTICE), learner, course, NOW
    )
    assert reason.code == "reason-placement"
    statuses = kc_status(course, learner.kcs, NOW)
    assert statuses[kc_id(0)].status is Status.READY, "not mastered, for nothing was shown"
    assert not any(one.mastered for one in beliefs(learner.kcs).values()), "a plan still asks to show it"
    # Once nothing else is to be done, what was inferred is asked about.
    for n in range(4, 10):
        learner.kcs.pop(kc_id(n), None)
    few = chain_course(4)
    assert {one.kc_id for one in candidates(few, learner, NOW, 30)} == {kc_id(n) for n in range(4)}
