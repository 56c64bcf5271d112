from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine import bkt, irt, mastery, placed_start, published
from learnapp.engine.kc import RECENT, BktParameters
from learnapp.engine.mastery import THRESHOLDS, Band, band_of
from tests.unit.engine.courses import NOW, answer, chain_course, kc_id, newcomer, uid

chances = st.floats(0.0, 1.0, allow_nan=False)
parameters = st.builds(BktParameters, chances, chances, chances, chances)
usual = st.builds(
    BktParameters, st.floats(0.02, 0.6), st.floats(0.02, 0.3), st.floats(0.03, 0.25), st.floats(0.03, 0.35)
)
outcomes = st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.floats(0, 1)), max_size=30)


@settings(max_examples=100, deadline=None)
@given(parameters, outcomes, st.floats(-4, 4), st.floats(0.1, 3))
def test_published_mastery_is_a_probability_and_a_right_answer_never_lowers_it(
    params: BktParameters, answers: list[tuple[bool, int, float]], difficulty: float, discrimination: float
) -> None:
    state, theta, variance = mastery.new_state(kc_id(0), params), 0.0, 1.0
    for n, (correct, hints, partial) in enumerate(answers):
        before = state.p_mastered
        state, theta, variance = mastery.update(
            state,
            params,
            theta,
            variance,
            difficulty=difficulty,
            discrimination=discrimination,
            correct=correct,
            partial=partial,
            hints=hints,
            now=NOW + timedelta(minutes=n),
            event_id=uid(7, n),
            content_id=uid(2, n),
        )
        assert 0.0 <= state.low <= state.p_mastered <= state.high <= 1.0
        assert abs(theta) <= irt.THETA_LIMIT and 0 < variance <= irt.MAX_VARIANCE
        assert len(state.recent) <= RECENT
        if correct:
            assert state.p_mastered >= before


def _after(params: BktParameters, answers: list[bool]) -> list[mastery.Updated]:
    seen = [mastery.Updated(mastery.new_state(kc_id(0), params), 0.0, 1.0)]
    for n, correct in enumerate(answers):
        seen.append(
            mastery.update(
                *seen[-1][:1], params, *seen[-1][1:], difficulty=0, discrimination=1, correct=correct,
                now=NOW + timedelta(minutes=n), event_id=uid(7, n), content_id=uid(2, n),
            )
        )  # fmt: skip
    return seen[1:]


@settings(max_examples=60, deadline=None)
@given(usual, st.lists(st.integers(0, 9), min_size=40, max_size=160), st.integers(0, 6))
def test_long_practice_does_not_make_a_sure_estimate_unsure(
    params: BktParameters, draws: list[int], wrong_in_ten: int
) -> None:
    for state, _, _ in _after(params, [draw >= wrong_in_ten for draw in draws]):
        assert 0.0 <= state.low <= state.p_mastered <= state.high <= 1.0
        if state.p_mastered >= 0.995:
            assert state.low >= 0.75, (state.attempts, state.p_mastered, state.low)


@settings(max_examples=30, deadline=None)
@given(usual)
def test_right_answers_alone_narrow_the_interval_for_good(params: BktParameters) -> None:
    widths = [state.high - state.low for state, _, _ in _after(params, [True] * 120)]
    assert all(width <= 0.01 for width in widths[40:]), max(widths[40:])
    assert widths[-1] <= min(widths) + 1e-3


@given(parameters, chances)
def test_a_right_answer_raises_bkt_even_with_degenerate_parameters(params: BktParameters, p: float) -> None:
    after = bkt.posterior(p, params, correct=True)
    assert after >= min(p, 1 - 1e-6) - 1e-9


def test_bkt_golden_values() -> None:
    params = BktParameters(0.1, 0.1, 0.1, 0.2)
    # 0.1 * 0.9 / (0.1 * 0.9 + 0.9 * 0.2) = 1/3; 1/3 + 2/3 * 0.1 = 0.4
    assert bkt.posterior(0.1, params, correct=True) == pytest.approx(0.4)
    # 0.1 * 0.1 / (0.1 * 0.1 + 0.9 * 0.8) = 1/73; 1/73 + 72/73 * 0.1
    assert bkt.posterior(0.1, params, correct=False) == pytest.approx(1 / 73 + 7.2 / 73)
    assert bkt.p_correct(0.4, params) == pytest.approx(0.4 * 0.9 + 0.6 * 0.2)


def test_the_ability_replaces_the_prior_exactly() -> None:
    """Pooling after the answers equals Bayesian knowledge tracing that started from the student's own prior."""
    params, theta = BktParameters(0.15, 0.08, 0.1, 0.2), 1.3
    own = irt.logistic(irt.logit(params.p_init) + published.LAMBDA * theta)
    state = mastery.new_state(kc_id(0), params)
    for n, correct in enumerate((True, False, True, True, False, True)):
        own = bkt.posterior(own, params, correct=correct)
        updated = mastery.update(
            state, params, theta, 0.5, difficulty=0, discrimination=1, correct=correct, now=NOW, event_id=uid(7, n),
            content_id=uid(2, n),
        )  # fmt: skip
        state = updated.state
        said = published.publish(state, bkt.sane(params), theta, 0.5)
        assert said.p == pytest.approx(own, abs=1e-6)


def test_a_hinted_answer_counts_less() -> None:
    course = chain_course()
    alone, helped = newcomer(), newcomer()
    answer(alone, course, 0, True)
    answer(helped, course, 0, True, hints=3)
    assert alone.kcs[kc_id(0)].p_mastered > helped.kcs[kc_id(0)].p_mastered
    assert alone.theta > helped.theta


def test_bands_from_no_data_to_mastered_to_fading() -> None:
    course, learner = chain_course(), newcomer()
    assert band_of(None, NOW) is Band.UNKNOWN
    answer(learner, course, 0, True, True)
    assert band_of(learner.kcs[kc_id(0)], NOW) is Band.UNKNOWN
    answer(learner, course, 0, True, True)
    state = learner.kcs[kc_id(0)]
    assert band_of(state, NOW) is Band.MASTERED and state.mastered_at == NOW
    assert band_of(state, NOW + timedelta(days=200)) is Band.FADING
    answer(learner, course, 0, False, False, False, False)
    state = learner.kcs[kc_id(0)]
    assert state.p_mastered < THRESHOLDS.mastered_at
    assert band_of(state, NOW) is Band.FADING and state.mastered_at == NOW, "earned mastery is never taken away"
    assert mastery.is_stuck(state)


def test_observe_leaves_the_learner_untouched_and_reports_the_change() -> None:
    course, learner = chain_course(), newcomer()
    item = course.content[course.by_kc[kc_id(0)][1]]
    seen = mastery.observe(
        learner, course, item, (kc_id(0), kc_id(0), uid(1, 999)), correct=True, now=NOW, event_id=uid(7, 1)
    )
    assert learner.kcs == {} and learner.theta == 0.0
    assert [c.kc_name for c in seen.changes] == ["KC 0"]
    assert seen.changes[0].after > seen.changes[0].before
    assert seen.states[kc_id(0)].recent[-1].event_id == uid(7, 1)


def test_the_same_answers_give_the_same_state() -> None:
    course = chain_course()
    first, second = newcomer(), newcomer()
    for learner in (first, second):
        answer(learner, course, 0, True, False, True, True)
        answer(learner, course, 1, False, True)
    assert first == second


def test_a_placement_is_where_an_unanswered_kc_begins_and_nothing_more() -> None:
    course, learner = chain_course(), newcomer()
    answer(learner, course, 0, True)
    begun = placed_start.start(learner.kcs, course, {kc_id(0): 0.95, kc_id(1): 0.95, kc_id(2): 0.05, uid(1, 999): 0.5})
    assert list(begun) == [kc_id(1), kc_id(2)], "what was answered, or is unknown, is left alone"
    high, low = begun[kc_id(1)], begun[kc_id(2)]
    assert high.p_mastered == pytest.approx(0.95) and low.p_mastered == pytest.approx(0.05)
    assert 0.0 < high.low < 0.95 < high.high < 1.0 and high.attempts == 0
    assert band_of(high, NOW) is Band.UNKNOWN and high.mastered_at is None, "nothing was shown"
    learner.kcs.update(begun)
    assert placed_start.start(learner.kcs, course, {kc_id(1): 0.2})[kc_id(1)].placed == pytest.approx(0.2), (
        "a later one"
    )
    answer(learner, course, 1, False)
    fallen = learner.kcs[kc_id(1)]
    assert fallen.p_mastered < 0.95 and fallen.placed == pytest.approx(0.95)
    assert placed_start.start(learner.kcs, course, {kc_id(1): 0.99}) == {}
    answer(learner, course, 1, *[True] * 12)
    plain = newcomer()
    answer(plain, course, 1, False, *[True] * 12)
    assert learner.kcs[kc_id(1)].p_mastered == pytest.approx(plain.kcs[kc_id(1)].p_mastered, abs=1e-3), "answers win"
