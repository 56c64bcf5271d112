"""Who struggles: told of those who do, with their own events as evidence, over when they recover, within bounds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.core.i18n import translate
from learnapp.engine.silence import silence
from learnapp.engine.struggles import LIMITS, Struggle, Try, findings, is_over, strengths

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
A, B, C = (UUID(int=one) for one in (1, 2, 3))
NEEDS = {B: (A,), C: (A,)}


def _tries(*made: tuple[UUID, bool, int, bool, float | None], begin: int = 0) -> list[Try]:
    return [
        Try(UUID(int=100 + begin + n), AT + timedelta(minutes=begin + n), kc, right, hints, up, False, seconds)
        for n, (kc, right, hints, up, seconds) in enumerate(made)
    ]


def _good(count: int, kc: UUID = A) -> list[tuple[UUID, bool, int, bool, float | None]]:
    return [(kc, n % 5 > 0, 0, False, 30.0) for n in range(count)]


_ANY = st.lists(
    st.tuples(
        st.sampled_from((A, B, C)), st.booleans(), st.integers(0, 4), st.booleans(),
        st.none() | st.floats(0.0, 1800.0, allow_nan=False),
    ),
    max_size=120,
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(_ANY)
def test_whatever_somebody_does_figures_hold(made: list[tuple[UUID, bool, int, bool, float | None]]) -> None:
    tries = _tries(*made)
    ids = {one.event_id for one in tries[-80:]}
    for one in strengths(tries, NEEDS).values():
        assert 0.0 < one.strength < 20.0 and 0.0 < one.confidence < 1.0
        assert one.events and set(one.events) <= ids
        assert one.figures["right"] <= one.figures["tries"] == len(one.events)
    assert findings(tries, NEEDS) == findings(tries, NEEDS)


def test_nobody_who_works_well_is_told_of() -> None:
    assert findings(_tries(*_good(60), *_good(20, B)), NEEDS) == []


def test_fast_guesses_are_told_and_over_after_some_work() -> None:
    made = [*_good(12), *[(B, n % 6 == 0, 0, False, 1.2) for n in range(6)]]
    (told,) = findings(_tries(*made), NEEDS)
    assert told.struggle is Struggle.GAMING and told.kc is None
    assert not is_over(Struggle.GAMING, None, strengths(_tries(*made), NEEDS))
    assert is_over(Struggle.GAMING, None, strengths(_tries(*made, *_good(8, B)), NEEDS))


def test_what_is_said_of_fast_answers_is_what_they_were() -> None:
    made = _tries(*_good(20), *[(B, n % 2 == 0, 0, False, 1.0) for n in range(24)])
    told = next(one for one in findings(made, NEEDS) if one.struggle is Struggle.GAMING)
    assert told.figures["right"] * 2 >= told.figures["tries"], "half of them were right"
    for locale, wrong in (("en", "wrong"), ("es", "incorrectas")):
        said = translate(locale, "inbox-why-gaming", **told.figures)
        assert wrong not in said and str(told.figures["right"]) in said


def test_solutions_without_a_try_are_told() -> None:
    (told,) = findings(_tries(*_good(8), *[(B, False, 3, True, None)] * 5), NEEDS)
    assert told.struggle is Struggle.HINT_ABUSE and told.figures["given_up"] >= 4


def test_failing_at_what_rests_on_something_unknown_names_the_prerequisite() -> None:
    made = [(B if n % 2 else C, n == 3, 0, False, 40.0) for n in range(14)]
    assert [one.struggle for one in findings(_tries(*made), NEEDS)] == [Struggle.PREREQUISITE_GAP]
    assert findings(_tries(*made), NEEDS)[0].kc == A
    known = findings(_tries(*made), NEEDS, {A})
    assert Struggle.PREREQUISITE_GAP not in {one.struggle for one in known}


def test_many_tries_without_getting_there_are_told_and_a_mastered_topic_is_not() -> None:
    tries = _tries(*_good(30), *[(B, n == 4, 0, False, 40.0) for n in range(16)])
    told = findings(tries, {}, ())
    assert told[0].struggle in (Struggle.WHEEL_SPINNING, Struggle.SUDDEN_DROP)
    assert {one.kc for one in told if one.struggle is Struggle.WHEEL_SPINNING} == {B}
    assert not [one for one in findings(tries, {}, {B}) if one.struggle is Struggle.WHEEL_SPINNING]


def test_answers_to_the_same_step_again_speak_for_it_and_are_shown_as_evidence() -> None:
    fails = _tries(*_good(20, C), *[(B, False, 0, False, 40.0) for _ in range(4)])
    again = [
        Try(UUID(int=900 + n), AT + timedelta(minutes=60 + n), B, False, again=True, seconds=40.0) for n in range(3)
    ]
    once = strengths(fails, {})[Struggle.WHEEL_SPINNING, B]
    more = strengths([*fails, *again], {})[Struggle.WHEEL_SPINNING, B]
    assert more.strength > once.strength and more.confidence > once.confidence
    assert more.events == (*once.events, *(one.event_id for one in again)) and more.figures["tries"] == 7


def test_doubt_at_several_topics_makes_it_surer_than_at_one() -> None:
    topics = [UUID(int=20 + n) for n in range(3)]
    fails = [[(topic, n == 2, 0, False, 40.0) for n in range(6)] for topic in topics]
    one = strengths(_tries(*_good(20, C), *fails[0]), {})
    three = strengths(_tries(*_good(20, C), *fails[1], *fails[2], *fails[0]), {})
    assert three[Struggle.WHEEL_SPINNING, topics[0]].confidence > one[Struggle.WHEEL_SPINNING, topics[0]].confidence


def test_less_right_over_several_topics_is_a_drop_and_one_hard_topic_is_not() -> None:
    topics = [UUID(int=10 + n) for n in range(8)]
    usual = [one for topic in topics[:4] for one in _good(10, topic)]
    dropped = [(topic, n in (4, 7), 0, False, 30.0) for topic in topics[4:] for n in range(8)]
    told = {one.struggle for one in findings(_tries(*usual, *dropped), {})}
    assert Struggle.SUDDEN_DROP in told
    hard = [(topics[4], False, 0, False, 30.0)] * 30
    assert Struggle.SUDDEN_DROP not in {one.struggle for one in findings(_tries(*usual, *hard), {})}
    again = _good(30, topics[5])
    assert is_over(Struggle.SUDDEN_DROP, None, strengths(_tries(*usual, *dropped[:24], *again), {}))


def test_limits_leave_room_between_what_is_over_and_what_is_told() -> None:
    for limits in LIMITS.values():
        assert 0.0 < limits.over < limits.from_ < limits.most and limits.counts < limits.from_ and limits.weight > 0.0


def test_what_speaks_a_little_for_several_struggles_makes_each_surer() -> None:
    # Solutions now and then, and a topic that does not come: neither is told by itself.
    asks = [(A, False, 3, True, 30.0)] * 2
    fails = [(B, n == 2, 0, False, 40.0) for n in range(7)]
    alone = [findings(_tries(*_good(20, C), *some), {}) for some in (asks, fails)]
    assert alone == [[], []]
    both = _tries(*_good(20, C), *fails, *asks)
    by_itself = strengths(_tries(*_good(20, C), *fails), {})[Struggle.WHEEL_SPINNING, B]
    assert strengths(both, {})[Struggle.WHEEL_SPINNING, B].confidence > by_itself.confidence


@settings(max_examples=100, deadline=None)
@given(st.lists(st.booleans(), max_size=80))
def test_silence_is_told_of_who_used_to_work(worked: list[bool]) -> None:
    told = silence(worked)
    if told is not None:
        assert told.days >= 3 and 0.0 <= told.confidence <= 0.9 and not any(worked[-told.days :])
    assert silence([*worked, True]) is None


def test_days_off_one_is_used_to_are_no_silence() -> None:
    assert silence([True] * 20 + [False] * 2) is None
    assert silence([True, False, False, False, False] * 6) is None
    assert silence([True] * 30 + [False] * 5) is None, "a week of illness"
    told = silence([True] * 20 + [False] * 8)
    assert told is not None and told.days == 8 and told.usual == 100
