"""What answers say of topics: chances that answers move in their own direction, in whatever order they come."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine.knowing import Knowing

A, B = UUID(int=1), UUID(int=2)
_ANSWERS = st.lists(
    st.tuples(st.sampled_from((A, B)), st.booleans(), st.sampled_from((0.2, 0.8, 1.0))), max_size=80
)  # fmt: skip


def _after(answers: list[tuple[UUID, bool, float]]) -> Knowing:
    knowing = Knowing()
    for kc, right, weight in answers:
        knowing.take(kc, right, weight)
    return knowing


def _never(knowing: Knowing, kc: UUID, lacks: float, of: int) -> float:
    return knowing.never([lacks] * len(knowing.rows), of)[knowing.rows[kc]]


@settings(max_examples=60, deadline=None)
@given(_ANSWERS, st.floats(0.01, 0.99))
def test_whatever_is_answered_chances_are_chances(answers: list[tuple[UUID, bool, float]], lacks: float) -> None:
    knowing = _after(answers)
    now = knowing.read()
    assert set(now.unknown) == set(now.ways) == {kc for kc, _, _ in answers}
    for kc, unknown in now.unknown.items():
        later = [_never(knowing, kc, lacks, tries) for tries in (0, 10, 40)]
        assert 0.0 <= later[2] <= later[1] <= later[0] <= 1.0 + 1e-12
        assert _never(knowing, kc, 0.0, 0) <= later[0] + 1e-12
        assert 0.0 < unknown <= 1.0 + 1e-12


@settings(max_examples=60, deadline=None)
@given(_ANSWERS, st.floats(0.05, 0.95))
def test_a_wrong_answer_speaks_for_its_topic_being_unknown_and_a_right_one_against(
    answers: list[tuple[UUID, bool, float]], lacks: float
) -> None:
    first = [*answers, (A, True, 0.0)]
    before, after = _after(first), {right: _after([*first, (A, right, 1.0)]) for right in (True, False)}
    least, most = (_never(after[right], A, lacks, 0) for right in (True, False))
    assert least <= most + 1e-12
    assert _never(before, A, lacks, 0) >= least - 1e-12


def test_many_wrong_answers_say_that_a_topic_is_not_learned_and_right_ones_that_it_was() -> None:
    knowing = _after([(A, False, 1.0)] * 12 + [(B, False, 1.0)] * 3 + [(B, True, 1.0)] * 5)
    stays, learned = (_never(knowing, kc, 0.0, 12) for kc in (A, B))
    assert stays > 0.5 > learned


def test_more_topics_than_there_was_room_for_are_all_known_of() -> None:
    knowing = _after([(UUID(int=n), n % 3 > 0, 1.0) for n in range(1, 41) for _ in range(4)])
    unknown = knowing.read().unknown
    assert len(unknown) == 40
    assert min(unknown[UUID(int=3)], unknown[UUID(int=39)]) > max(unknown[UUID(int=1)], unknown[UUID(int=40)])
