"""P(mastered) of a topic: between 0 and 1, better for those who do well, never lowered by a right answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learnapp.core.errors import InvalidInputError
from learnapp.ml.mastery_of_kc import GUESS, SLIP, MasteryOfKc, mastered
from learnapp.ml.mastery_predictor import MasteryPredictor
from tests.unit.ml.simulated import simulated


@pytest.fixture(scope="module")
def model() -> MasteryPredictor:
    return MasteryPredictor.fit(simulated(students=200), threads=1, trees=40)


@pytest.fixture(scope="module")
def mastery(model: MasteryPredictor) -> MasteryOfKc:
    return MasteryOfKc(model)


ANSWERS = st.lists(
    st.tuples(st.integers(490, 690), st.sampled_from([10, 11, 12, 99]), st.booleans(), st.floats(-1e5, 1e7)),
    min_size=1, max_size=25,
)  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=ANSWERS)
def test_a_right_answer_never_lowers_and_a_wrong_one_never_raises_its_topic(
    model: MasteryPredictor, mastery: MasteryOfKc, answers: list[tuple[int, int, bool, float]]
) -> None:
    track, published = model.track(), dict[int, float]()
    for item, topic, right, now in answers:
        track.learn(item, topic, right, now)
        before = published.get(topic)
        after = published[topic] = mastery.after(track, topic, right, before, now)
        assert 0.0 <= after <= 1.0
        if before is not None:
            assert after >= before if right else after <= before


def test_who_does_well_has_mastered_more(model: MasteryPredictor, mastery: MasteryOfKc) -> None:
    found = []
    for right in (True, False):
        track = model.track()
        for item in range(500, 590, 3):
            track.learn(item, 10 + (item - 500) // 3 % 5, right)
        found.append(mastery.now(track, np.arange(10, 15)))
    assert (found[0] > found[1] + 0.2).all()


def test_every_topic_has_a_value_also_one_that_training_has_not_seen(
    model: MasteryPredictor, mastery: MasteryOfKc
) -> None:
    topics = np.array([10, 14, 10, 4242])
    found = mastery.now(model.track(), topics)
    assert found[0] == found[2] and ((found >= 0) & (found <= 1)).all()
    assert mastery.now(model.track(), topics[:0]).shape == (0,)


def test_the_chance_of_one_who_knows_nothing_is_a_guess() -> None:
    np.testing.assert_allclose(mastered(np.array([0.0, GUESS, 0.55, 1 - SLIP, 1.0])), [0, 0, 0.5, 1, 1])


def test_what_was_published_has_to_be_a_probability(model: MasteryPredictor, mastery: MasteryOfKc) -> None:
    for before in (-0.1, 1.1, float("nan")):
        with pytest.raises(InvalidInputError, match="Rebuild"):
            mastery.after(model.track(), 10, True, before)
