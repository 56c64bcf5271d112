"""What answers say of topics: chances that answers move in their own direction, in whatever order they come."""

from __future__ import annotations

from uuid import UUID

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine.knowing import STUCK, Knowing

A, B = UUID(int=1), UUID(int=2)
_ANSWERS = st.lists(
    st.tuples(st.sampled_from((A, B)), st.booleans(), st.sampled_from((0.2, 0.8, 1.0))), max_size=80
)  # fmt: skip


def _after(answers: list[tuple[UUID, bool, float]]) -> Knowing:
    knowing = Knowing()
    for kc, right, weight in answers:
        knowing.take(kc, right, weight)
    return knowing


@settings(max_examples=60, deadline=None)
@given(_ANSWERS, st.floats(0.01, 0.99))
def test_whatever_is_answered_chances_are_chances(answers: list[tuple[UUID, bool, float]], stuck: float) -> None:
    knowing = _after(answers)
    for kc in (A, B):
        own = knowing.own(kc)
        assert np.isclose(own.sum(), 1.0) and (own >= 0.0).all()
        later = [knowing.topic(kc).never(own, stuck, tries) for tries in (0, 10, 40)]
        assert 0.0 <= later[2] <= later[1] <= later[0] <= 1.0
        assert 0.0 < knowing.unknown(kc) <= 1.0


@settings(max_examples=60, deadline=None)
@given(_ANSWERS, st.floats(0.05, 0.95))
def test_a_wrong_answer_speaks_for_its_topic_being_unknown_and_a_right_one_against(
    answers: list[tuple[UUID, bool, float]], stuck: float
) -> None:
    before, after = _after(answers), {right: _after([*answers, (A, right, 1.0)]) for right in (True, False)}
    own = before.own(A)
    least, most = (after[right].topic(A).never(own, stuck, 0) for right in (True, False))
    assert least <= most + 1e-12
    assert before.topic(A).never(own, stuck, 0) >= least - 1e-12


def test_many_wrong_answers_say_that_a_topic_is_not_learned_and_right_ones_that_it_was() -> None:
    knowing = _after([(A, False, 1.0)] * 12 + [(B, False, 1.0)] * 3 + [(B, True, 1.0)] * 5)
    stays, learned = (knowing.topic(kc).never(knowing.own(kc), STUCK, 12) for kc in (A, B))
    assert stays > 0.5 > learned
