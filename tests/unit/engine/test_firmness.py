"""Whether what counts as mastered holds: the belief of the policy, beside the one that is published."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine import firmness, mastery
from learnapp.engine.firmness import PATIENCE, Firmness, read
from learnapp.engine.kc import RECENT, BktParameters, KCState
from learnapp.engine.selector import candidates
from learnapp.engine.targets import Lead, Purpose
from learnapp.storage.repositories.learning import outcomes_from_json
from learnapp.storage.repositories.learning_store import outcomes_to_json
from tests.unit.engine.courses import NOW, answer, chain_course, kc_id, newcomer, uid

difficulties = st.floats(-4, 4).map(lambda x: round(x, 1))
tried = st.lists(st.tuples(st.booleans(), difficulties), max_size=RECENT - 1).map(tuple)
PARAMS = BktParameters()


def practised(kc: int, *answers: bool, hints: int = 0, at: int = 0, leans: bool = True) -> KCState:
    state, theta, variance = mastery.new_state(kc_id(kc), PARAMS), 0.0, 1.0
    for n, correct in enumerate(answers):
        state, theta, variance = mastery.update(
            state, PARAMS, theta, variance, difficulty=0.0, discrimination=1.0, correct=correct, hints=hints,
            now=NOW + timedelta(minutes=at + n), event_id=uid(7, 100 * kc + n), content_id=uid(2, n), leans=leans,
        )  # fmt: skip
    return state


@settings(max_examples=60, deadline=None)
@given(tried, difficulties)
def test_a_right_answer_never_lowers_it_and_a_wrong_one_never_raises_it(
    rows: tuple[tuple[bool, float], ...], difficulty: float
) -> None:
    before = read(rows, 0, 0)
    right, wrong = read((*rows, (True, difficulty)), 0, 0), read((*rows, (False, difficulty)), 0, 0)
    assert right.known >= before.known - 1e-9 and right.skilled >= before.skilled - 1e-9
    assert wrong.known <= right.known and wrong.skilled <= right.skilled


@settings(max_examples=60, deadline=None)
@given(tried, st.integers(0, 500), st.data())
def test_it_is_a_probability_however_long_somebody_has_practised(
    rows: tuple[tuple[bool, float], ...], before: int, data: st.DataObject
) -> None:
    found = read(rows, before, data.draw(st.integers(0, before)))
    assert 0.0 <= found.known <= 1.0 and 0.0 <= found.skilled <= 1.0 and abs(found.bayes) < 1e3


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=12), min_size=1, max_size=6), st.randoms())
def test_neither_the_order_of_topics_nor_a_clock_that_goes_back_breaks_it(
    topics: list[list[bool]], draw: Random
) -> None:
    states = [practised(kc, *answers, at=-60 * kc) for kc, answers in enumerate(topics)]
    shuffled = draw.sample(states, len(states))
    one, other = Firmness(states), Firmness(shuffled)
    assert one.knows_or_not == other.knows_or_not and 0.0 <= one.knows_or_not <= 1.0
    assert [one.soft(s.kc_id) for s in states] == [other.soft(s.kc_id) for s in states]


def test_who_gets_better_little_by_little_goes_on_and_who_knows_does_not() -> None:
    # Three in a row among many wrong ones: luck, for whoever is right two times in three.
    little = [practised(kc, *[True, False, True, True, False, False, True, True, True]) for kc in range(4)]
    knows = [practised(kc, *[False] * (kc % 3), *[True] * 9) for kc in range(4)]
    assert Firmness(little).knows_or_not < Firmness(knows).knows_or_not
    assert Firmness(little).soft(kc_id(0)) and not Firmness(knows).soft(kc_id(0))
    assert not Firmness(knows).soft(kc_id(99)), "what was never practised is not gone on with"


def test_it_ends_in_any_case() -> None:
    stuck = practised(0, *[True, False] * (PATIENCE // 2 - 1), True)
    assert Firmness([stuck]).soft(kc_id(0))
    assert not Firmness([replace(stuck, attempts=PATIENCE)]).soft(kc_id(0))
    assert Firmness([replace(stuck, attempts=PATIENCE)]).settled


def test_a_right_answer_after_hints_says_nothing() -> None:
    state = practised(0, True, True, False)
    outcome = replace(state.recent[-1], correct=True, hints=2)
    assert firmness.leaning(state, outcome) == state.recent[-1].leaning
    helped, fresh = practised(0, *[True] * 12, hints=3), KCState(kc_id(0))
    assert read(*firmness._tried(helped))[1:] <= read(*firmness._tried(replace(fresh, attempts=12)))[1:]  # noqa: SLF001


def test_what_was_stored_before_there_was_this_belief_is_read_as_it_is() -> None:
    state = practised(0, True, False, True, leans=False)
    old = [
        {key: value for key, value in row.items() if key not in ("b", "leaning")}
        for row in orjson.loads(outcomes_to_json(state.recent))
    ]
    read_back = outcomes_from_json(old)
    assert [(one.difficulty, one.leaning) for one in read_back] == [(0.0, 0.0)] * 3
    assert Firmness([replace(state, recent=read_back)]).knows_or_not == 0.5
    new = practised(0, True, False, True)
    assert outcomes_from_json(orjson.loads(outcomes_to_json(new.recent))) == list(new.recent)


def test_it_changes_nothing_of_what_is_published() -> None:
    with_it, without = practised(0, *[True, False, True] * 5), practised(0, *[True, False, True] * 5, leans=False)
    assert replace(with_it, recent=[]) == replace(without, recent=[])
    assert sum(one.leaning != 0.0 for one in with_it.recent) == 1, "only the last outcome holds it"


def test_what_builds_on_a_topic_waits_until_it_holds_but_a_request_does_not() -> None:
    course, learner = chain_course(3), newcomer()
    answer(learner, course, 0, True, False, True, True, False, False, True, True, True)
    assert learner.kcs[kc_id(0)].mastered_at is not None
    assert {(c.kc_id, c.purpose) for c in candidates(course, learner, NOW)} == {(kc_id(0), Purpose.PRACTISE)}
    led = candidates(course, learner, NOW, lead=Lead((kc_id(1), kc_id(2))))
    assert {c.kc_id for c in led} == {kc_id(1)}


def test_who_makes_no_mistake_goes_on_after_as_many_answers_as_are_remembered() -> None:
    course, learner = chain_course(3), newcomer()
    answer(learner, course, 0, *[True] * (RECENT - 1))
    assert {c.kc_id for c in candidates(course, learner, NOW)} == {kc_id(0)}
    answer(learner, course, 0, True)
    assert {c.kc_id for c in candidates(course, learner, NOW)} == {kc_id(1)}
