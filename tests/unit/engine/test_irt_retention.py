import math
from datetime import timedelta

import pytest
from fsrs import Card, Rating, Scheduler
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine import irt
from learnapp.engine.retention import USUAL_WEIGHTS, Memory, rating_of, retrievability, review
from tests.unit.engine.courses import NOW

anything = st.floats(allow_nan=True, allow_infinity=True)


@settings(max_examples=100, deadline=None)
@given(anything, anything, anything, anything, st.floats(0, 1))
def test_theta_is_always_finite(theta: float, variance: float, a: float, b: float, score: float) -> None:
    after, spread = irt.update(theta, variance, discrimination=a, difficulty=b, score=score)
    assert abs(after) <= irt.THETA_LIMIT
    assert irt.MIN_VARIANCE <= spread <= irt.MAX_VARIANCE


@given(st.floats(-5, 5), st.floats(0.05, 3), st.floats(0.1, 3), st.floats(-5, 5))
def test_right_raises_and_wrong_lowers(theta: float, variance: float, a: float, b: float) -> None:
    up, _ = irt.update(theta, variance, discrimination=a, difficulty=b, score=1.0)
    down, _ = irt.update(theta, variance, discrimination=a, difficulty=b, score=0.0)
    assert down <= theta <= up


def test_ability_is_recovered_from_answers() -> None:
    theta, variance = 0.0, 1.0
    # A student of ability 1.5 answers by the expected share, over items from easy to hard.
    for n in range(120):
        b = -2.0 + 5.0 * (n % 10) / 9
        theta, variance = irt.update(
            theta, variance, discrimination=1.2, difficulty=b, score=irt.p_correct(1.5, 1.2, b)
        )
    assert theta == pytest.approx(1.5, abs=0.15)
    assert variance < 0.2


def test_irt_golden_values() -> None:
    assert irt.p_correct(0, 1, 0) == 0.5
    assert irt.p_correct(1, 2, 0) == pytest.approx(1 / (1 + math.exp(-2)))
    assert irt.information(0, 2, 0) == pytest.approx(1.0)
    assert irt.standard_error(0, [(2, 0)] * 3) == pytest.approx(0.5)
    assert irt.p_correct(1e9, 1, 0) <= 1 and irt.p_correct(-1e9, 1, 0) >= 0


def test_memory_equals_the_fsrs_package_step_by_step() -> None:
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=365, enable_fuzzing=False)
    card, memory, at = Card(card_id=1), Memory(), NOW
    for days, correct, hints in [
        (0, True, 0),
        (0.01, True, 1),
        (3, True, 0),
        (10, False, 0),
        (1, True, 0),
        (40, True, 2),
    ]:
        at += timedelta(days=days)
        card, _ = scheduler.review_card(card, rating_of(correct=correct, hints=hints), review_datetime=at)
        memory = review(memory, correct=correct, hints=hints, now=at)
        assert (memory.stability, memory.difficulty, memory.due_at) == (card.stability, card.difficulty, card.due)
        later = at + timedelta(days=20)
        assert retrievability(memory, later) == scheduler.get_card_retrievability(card, later)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 400), st.booleans(), st.integers(0, 3)), min_size=1, max_size=25),
    st.one_of(st.none(), st.lists(st.floats(0.7, 1.3), min_size=20, max_size=20)),
)
def test_any_history_gives_the_state_of_the_fsrs_package(
    history: list[tuple[float, bool, int]], scales: list[float] | None
) -> None:
    weights = USUAL_WEIGHTS
    if scales is not None:
        pairs = zip(USUAL_WEIGHTS, scales, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=False)
        weights = (*(min(max(w * by, low), high) for w, by, low, high in pairs), USUAL_WEIGHTS[20])
    scheduler = Scheduler(weights, learning_steps=(), relearning_steps=(), maximum_interval=365, enable_fuzzing=False)
    card, memory, at = Card(card_id=1), Memory(), NOW
    for days, correct, hints in history:
        at += timedelta(days=days)
        memory = review(memory, correct=correct, hints=hints, now=at, weights=weights)
        if memory.stability is None:
            continue
        card, _ = scheduler.review_card(card, rating_of(correct=correct, hints=hints), review_datetime=at)
        assert memory.stability == pytest.approx(card.stability, abs=1e-6)
        assert memory.difficulty == pytest.approx(card.difficulty, abs=1e-6)
        assert memory.due_at == card.due
        later = at + timedelta(days=days / 2)
        assert retrievability(memory, later) == pytest.approx(scheduler.get_card_retrievability(card, later), abs=1e-6)


def test_nothing_is_forgotten_before_it_was_known() -> None:
    memory = review(Memory(), correct=False, hints=0, now=NOW)
    assert memory.stability is None and memory.due_at is None
    assert retrievability(memory, NOW) == 0.0


def test_recall_fades_and_a_review_brings_it_back() -> None:
    memory = review(Memory(), correct=True, hints=0, now=NOW)
    recalls = [retrievability(memory, NOW + timedelta(days=d)) for d in (0, 1, 5, 30, 300)]
    assert recalls == sorted(recalls, reverse=True) and recalls[0] == 1.0
    assert rating_of(correct=True, hints=1) is Rating.Hard
    again = review(memory, correct=True, hints=0, now=NOW + timedelta(days=5))
    assert again.stability is not None and memory.stability is not None and again.stability > memory.stability


def test_an_answer_that_arrives_out_of_order_does_not_turn_time_back() -> None:
    memory = review(Memory(), correct=True, hints=0, now=NOW)
    assert review(memory, correct=True, hints=0, now=NOW - timedelta(days=3)).last_at == NOW
