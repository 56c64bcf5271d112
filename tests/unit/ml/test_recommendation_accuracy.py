"""The replay looks at nothing that comes later, counts hits as written down, and compares with equally easy items."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.ml.answers import AnswerLog, from_frame
from learnapp.ml.mastery_predictor import MasteryPredictor
from learnapp.ml.recommendation_accuracy import matched, measured
from learnapp.ml.recommendation_replay import AHEAD, PICKS, WINDOW, Replay, replayed

LENGTH, STUDENTS, KCS = 80, 45, 8


def long_log(seed: int = 1) -> AnswerLog:
    """Students who go through the KCs in blocks; each is good at some of them, which nothing but answers shows."""
    rng = np.random.default_rng(seed)
    rows: list[tuple[float, ...]] = []
    for student in range(STUDENTS):
        good = rng.random(KCS) < 0.5
        for place in range(LENGTH):
            kc = (place // 3 + student) % KCS
            item = 100 * kc + int(rng.integers(6))
            chance = 0.9 if good[kc] else 0.25 - 0.02 * (item % 100)
            rows.append((len(rows), student, item, kc, float(rng.random() < chance), 60.0 * place))
    return from_frame(pl.DataFrame(rows, schema=["order", "student", "item", "kc", "correct", "seconds"], orient="row"))


@pytest.fixture(scope="module")
def log() -> AnswerLog:
    return long_log()


@pytest.fixture(scope="module")
def predictor(log: AnswerLog) -> MasteryPredictor:
    return MasteryPredictor.fit(log.of(np.arange(STUDENTS) < 30), threads=1, trees=20)


@pytest.fixture(scope="module")
def replay(log: AnswerLog, predictor: MasteryPredictor) -> Replay:
    return replayed(log, predictor, np.arange(40, 45))


def point(replay: Replay, number: int) -> np.ndarray:
    return np.flatnonzero(replay.log.decision == number)


def test_answers_after_a_point_change_nothing_that_the_policy_sees(
    log: AnswerLog, predictor: MasteryPredictor, replay: Replay
) -> None:
    start = log.start[40]
    later = log.correct.copy()
    later[start + 10 : start + LENGTH] = 1 - later[start + 10 : start + LENGTH]
    other = replayed(replace(log, correct=later), predictor, np.arange(40, 45))
    # Points lie before the answers 1 to 30 of each student: the first ten of them have seen none of what was changed.
    for number in range(10):
        assert (replay.log.features[point(replay, number)] == other.log.features[point(other, number)]).all()
    one, two = replay.log.features[point(replay, 12)], other.log.features[point(other, 12)]
    assert one.shape != two.shape or (one != two).any()


def test_the_order_of_what_comes_is_not_seen(log: AnswerLog, predictor: MasteryPredictor, replay: Replay) -> None:
    begin = int(log.start[40]) + 1
    order = np.arange(len(log))
    order[begin : begin + WINDOW] = np.random.default_rng(0).permutation(order[begin : begin + WINDOW])
    mixed = replace(log, item=log.item[order], kc=log.kc[order], correct=log.correct[order])
    other = replayed(mixed, predictor, np.array([40]))
    one, two = point(replay, 0), point(other, 0)
    assert replay.log.contents and len(one) == len(two)
    assert np.allclose(replay.log.features[one], other.log.features[two])


def test_a_hit_is_a_right_answer_among_the_next_three_on_that_kc(log: AnswerLog, replay: Replay) -> None:
    start = int(log.start[40])
    kc, correct = log.kc[start : start + LENGTH], log.correct[start : start + LENGTH]
    for number in (0, 7):
        place = number + 1
        for row in point(replay, number):
            following = [n for n in range(place, LENGTH) if kc[n] == replay.log.kc[row]][:AHEAD]
            assert replay.hit[row] == max(correct[n] for n in following)


def test_what_stands_for_shown_is_three_of_each_point_with_its_chance(replay: Replay) -> None:
    sizes = np.bincount(replay.log.decision)
    assert (np.bincount(replay.log.decision, replay.log.shown) == PICKS).all()
    assert np.allclose(replay.log.chance, PICKS / sizes[replay.log.decision])
    assert np.isnan(replay.log.finished[~replay.log.shown]).all()
    assert len(replay.log) <= replay.points == 5 * (LENGTH - WINDOW)


def test_the_random_policy_is_as_difficult_and_knows_nothing(replay: Replay) -> None:
    easy = float(np.quantile(replay.difficulty, 0.3))
    hits, reached = matched(replay, easy)
    assert reached == pytest.approx(easy, abs=1e-6)
    size = np.bincount(replay.log.decision)
    even = float((np.bincount(replay.log.decision, replay.hit) / size).mean())
    mean = float((np.bincount(replay.log.decision, replay.difficulty) / size).mean())
    assert matched(replay, mean)[0].mean() == pytest.approx(even, abs=1e-6)
    assert hits.shape == (len(replay.log),)


def test_what_is_recommended_is_followed_by_success_more_often(log: AnswerLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("learnapp.ml.mastery_predictor._TREES", 40)
    said: list[str] = []
    found = measured(log, students=8, threads=1, say=said.append)
    assert len(said) == 3 and found.served > 0.95
    assert found.accuracy.value > found.base + 0.05 and found.over_matched.low > 0
    assert found.accuracy.low < found.accuracy.value < found.accuracy.high
    assert found.accuracy.students == 24
    with pytest.raises(InvalidInputError, match="more than 50 answers"):
        measured(log.only(log.place < 40))
