"""Weights of memory from a school's own reviews: the same states as the event path, and only if they are better."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.engine.retention import USUAL_WEIGHTS, Memory, Weights, retrievability, review, sane_weights
from learnapp.ml.memory_fit import LEAST_REVIEWS, Answered, histories, judged, recalled, weights_at

BEGIN = datetime(2026, 1, 5, 10, tzinfo=UTC)
QUICK = weights_at(np.array([-1.2, -0.3, 0.0, 0.0]))
"""Students who forget much faster than usual."""


def simulated(weights: Weights, students: int, seed: int, topics: int = 5, answers: int = 8) -> list[Answered]:
    """Return what students answer who remember by these weights."""
    rng, made = np.random.default_rng(seed), []
    for student in range(students):
        for topic in range(topics):
            memory, at = Memory(), BEGIN + timedelta(days=int(rng.integers(0, 5)))
            for number in range(answers):
                right = number == 0 or rng.random() < retrievability(memory, at)
                made.append(Answered(UUID(int=student), UUID(int=1000 + topic), at, bool(right), 0))
                memory = review(memory, correct=bool(right), hints=0, now=at, weights=weights)
                at += timedelta(days=float(rng.choice([0.01, 1.1, 3.0, 7.0, 15.0])))
    return made


def test_all_histories_at_once_give_what_one_after_the_other_gives() -> None:
    rng = np.random.default_rng(3)
    answers, wanted = [], []
    for student in range(12):
        memory, at, line = Memory(), BEGIN, []
        for number in range(10):
            right, hints = bool(number == 0 or rng.random() < 0.7), int(rng.integers(0, 2))
            answers.append(Answered(UUID(int=student), UUID(int=7), at, right, hints))
            line.append(retrievability(memory, at) if number else 1.0)
            memory = review(memory, correct=right, hints=hints, now=at, weights=QUICK)
            at += timedelta(days=float(rng.choice([0.02, 0.9, 1.0, 4.5, 30.0])))
        wanted.append(line)
    assert np.allclose(recalled(histories(answers), QUICK), wanted, rtol=0, atol=1e-9)


def test_what_comes_before_the_first_success_is_left_out() -> None:
    one, topic = UUID(int=1), UUID(int=2)
    made = histories(
        Answered(one, topic, BEGIN + timedelta(days=day), right, 0)
        for day, right in ((0, False), (1, False), (2, True), (5, False), (6, True))
    )
    assert made.rating.tolist() == [[3, 1, 3]] and made.days.tolist() == [[0, 3, 1]]
    assert made.counted.tolist() == [[False, True, True]]


def test_students_who_forget_faster_get_weights_that_say_so() -> None:
    found = judged(histories(simulated(QUICK, 90, seed=1)))
    assert found.outcome == "served" and found.weights is not None
    assert found.low is not None and found.gain is not None and found.high is not None
    assert 0.002 < found.low < found.gain < found.high
    assert 0.15 < found.weights[2] / USUAL_WEIGHTS[2] < 0.6, "a first success lasts less than half as long"
    assert sane_weights(found.weights) == found.weights


def test_students_like_everybody_else_keep_the_usual_weights() -> None:
    found = judged(histories(simulated(USUAL_WEIGHTS, 90, seed=2)))
    assert found.outcome == "no_better" and found.weights is None
    assert found.low is not None and found.low <= 0.002


def test_few_answers_are_not_enough() -> None:
    found = judged(histories(simulated(QUICK, 20, seed=1)))
    assert found.outcome == "few" and found.weights is None and found.gain is None
    nothing = judged(histories([]))
    assert (nothing.outcome, nothing.students, nothing.reviews) == ("few", 0, 0) and LEAST_REVIEWS > 0


def test_weights_that_are_none_are_refused() -> None:
    with pytest.raises(InvalidInputError):
        sane_weights(USUAL_WEIGHTS[:20])
    with pytest.raises(InvalidInputError):
        sane_weights((*USUAL_WEIGHTS[:20], 0.3))
    with pytest.raises(InvalidInputError):
        sane_weights((500.0, *USUAL_WEIGHTS[1:]))
