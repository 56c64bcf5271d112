"""Reviews of a day: a cap, the most valuable first, the rest on the days that follow."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine.kc import CourseSnapshot, KCState, LearnerState, Outcome
from learnapp.engine.reviews import DAYS, Load, day_start, forecast, is_due, load_of
from learnapp.engine.selector import candidates
from learnapp.engine.targets import Purpose
from tests.unit.engine.courses import NOW, chain_course, kc_id, newcomer, uid

COURSE = chain_course(kcs=30, items=3)


def mastered(number: int, days_ago: float, stability: float = 5.0, p: float = 0.95) -> KCState:
    """Return a topic that was mastered and practised last so many days ago."""
    at = NOW - timedelta(days=days_ago)
    return KCState(
        kc_id(number), attempts=6, correct=6, p_mastered=p, low=0.8, high=0.99, stability=stability,
        fsrs_difficulty=5.0, due_at=at + timedelta(days=max(1, round(stability))), last_at=at, mastered_at=at,
        recent=[Outcome(uid(9, number), True, at, uid(2, number * 1000 + 1))],
    )  # fmt: skip


def states(*made: KCState) -> dict[UUID, KCState]:
    return {one.kc_id: one for one in made}


def back_after(days: float, topics: int = 25) -> dict[UUID, KCState]:
    """Return a student who had mastered much and was away for long."""
    return states(*(mastered(n, days) for n in range(topics)))


def learner_with(kcs: dict[UUID, KCState]) -> LearnerState:
    learner = newcomer()
    learner.kcs = kcs
    return learner


def reviewed_now(state: KCState) -> KCState:
    """Return a topic that was answered right just now."""
    return KCState(
        state.kc_id, attempts=7, correct=7, p_mastered=0.95, stability=20.0, fsrs_difficulty=5.0,
        due_at=NOW + timedelta(days=20), last_at=NOW, mastered_at=state.mastered_at,
        recent=[*state.recent, Outcome(uid(9, 99), True, NOW, uid(2, 1))],
    )  # fmt: skip


def review_topics(course: CourseSnapshot, kcs: dict[UUID, KCState], load: Load) -> set[UUID]:
    pool = candidates(course, learner_with(kcs), NOW, reviews=load.today)
    return {one.kc_id for one in pool if one.purpose is Purpose.REVIEW}


def test_no_avalanche_comes_after_an_absence() -> None:
    kcs = back_after(60)
    load = load_of(COURSE, kcs, NOW, cap=4)
    assert (len(load.today), len(load.later), load.done) == (4, 21, 0)
    assert review_topics(COURSE, kcs, load) == set(load.today)


def test_without_a_turn_everything_that_is_due_may_come() -> None:
    pool = candidates(COURSE, learner_with(back_after(60)), NOW)
    assert len({one.kc_id for one in pool if one.purpose is Purpose.REVIEW}) > 4


def test_what_was_done_today_takes_its_place_in_the_cap() -> None:
    kcs = back_after(60)
    before = load_of(COURSE, kcs, NOW, cap=4)
    for one in before.today[:3]:
        kcs[one] = reviewed_now(kcs[one])
    after = load_of(COURSE, kcs, NOW, cap=4)
    assert after.done == 3
    assert after.today == before.today[3:], "the topics of today stay the same while one works through them"
    assert load_of(COURSE, kcs, NOW + timedelta(days=1), cap=4).done == 0


def test_a_review_that_went_wrong_may_go_on_today() -> None:
    kcs = back_after(60)
    first = load_of(COURSE, kcs, NOW, cap=1).today[0]
    state = reviewed_now(kcs[first])
    state.p_mastered = 0.3
    kcs[first] = state
    load = load_of(COURSE, kcs, NOW, cap=1)
    assert load.today == (first,) and len(load.later) == 24


def test_work_on_a_topic_that_needs_no_review_takes_no_place() -> None:
    kcs = back_after(60, topics=5)
    at = NOW - timedelta(hours=20)
    practised = mastered(10, 0.8)
    practised.mastered_at = NOW - timedelta(days=9)
    practised.recent = [Outcome(uid(9, 1), True, at, uid(2, 1)), Outcome(uid(9, 2), True, NOW, uid(2, 1))]
    practised.last_at = NOW
    assert load_of(COURSE, {**kcs, practised.kc_id: practised}, NOW, cap=3).done == 0


def test_the_most_valuable_comes_first() -> None:
    # Topic 3 carries everything that is not mastered yet; nothing that is left rests on the others more than on it.
    course = chain_course(kcs=8, items=2)
    same = load_of(course, states(mastered(2, 20), mastered(3, 20)), NOW).today
    assert same == (kc_id(2), kc_id(3)), "of equal ones the earlier"
    faded = load_of(course, states(mastered(2, 8), mastered(3, 90)), NOW).today
    assert faded[0] == kc_id(3), "what has faded more"
    wanted = load_of(course, states(mastered(6, 20), mastered(1, 30)), NOW, cap=1, wanted={kc_id(7)})
    assert wanted.today == load_of(course, states(mastered(6, 20), mastered(1, 30)), NOW, cap=1).today
    leaf = states(mastered(7, 20), mastered(6, 20))
    assert load_of(course, leaf, NOW, cap=1).today == (kc_id(6),)
    assert load_of(course, leaf, NOW, cap=1, wanted={kc_id(7)}).today == (kc_id(6),), "it carries the goal"
    alone = states(mastered(5, 20), mastered(7, 20))
    alone[kc_id(6)] = mastered(6, 0.1)
    assert load_of(course, alone, NOW, cap=1).today == (kc_id(5),)


def test_what_waits_comes_when_nothing_else_is_left() -> None:
    course = chain_course(kcs=3, items=2)
    kcs = states(*(mastered(n, 60) for n in range(3)))
    pool = candidates(course, learner_with(kcs), NOW, reviews=())
    assert {one.kc_id for one in pool} == set(kcs), "better a review of tomorrow than nothing"


def test_the_days_ahead_hold_no_more_than_the_cap() -> None:
    kcs = back_after(60)
    load = load_of(COURSE, kcs, NOW, cap=4)
    ahead = forecast(COURSE, kcs, NOW, load, cap=4)
    assert len(ahead.days) == DAYS and ahead.days[0].reviews == 4 and ahead.days[0].waiting == 21
    assert all(one.reviews <= 4 for one in ahead.days)
    assert ahead.days[0].day == NOW.date() and ahead.days[-1].day == NOW.date() + timedelta(days=DAYS - 1)
    assert ahead.spread is not None and 6 <= ahead.spread < DAYS
    assert forecast(COURSE, kcs, NOW, load_of(COURSE, kcs, NOW, cap=1), cap=1).spread is None
    few = states(mastered(0, 60))
    assert forecast(COURSE, few, NOW, load_of(COURSE, few, NOW)).spread == 0


def test_days_are_those_of_the_student() -> None:
    late = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)
    assert day_start(late, "America/New_York") == datetime(2026, 3, 1, 5, 0, tzinfo=UTC)
    assert day_start(late, "UTC") == datetime(2026, 3, 2, tzinfo=UTC)


def test_what_was_never_mastered_is_never_due() -> None:
    assert not is_due(None, NOW)
    learning = mastered(0, 90)
    learning.mastered_at = None
    assert not is_due(learning, NOW)
    assert is_due(mastered(0, 1, p=0.3), NOW), "an estimate that fell"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 29), st.floats(0, 200), st.floats(0.5, 60)), max_size=30),
    st.integers(1, 12),
)
def test_nothing_is_lost_or_doubled(rows: list[tuple[int, float, float]], cap: int) -> None:
    kcs = states(*(mastered(n, days, stability) for n, days, stability in rows))
    load = load_of(COURSE, kcs, NOW, cap=cap)
    due = {one for one, state in kcs.items() if is_due(state, NOW)}
    assert set(load.today) | set(load.later) == due and len(load.today) + len(load.later) == len(due)
    assert len(load.today) <= cap
    ahead = forecast(COURSE, kcs, NOW, load, cap=cap)
    assert ahead.days[0].reviews + ahead.days[0].waiting == load.due
    assert all(0 <= one.reviews <= cap for one in ahead.days)
