"""A student online: kept as bytes without loss, refused where they belong to another model, sound with bad clocks."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.ml import knowledge_state
from learnapp.ml.answers import AnswerLog
from learnapp.ml.encodings import Encodings
from learnapp.ml.knowledge_state import FEATURES, log_features
from learnapp.ml.learner_track import LearnerTrack
from tests.unit.ml.simulated import simulated

ASKED, TOPICS = np.arange(500, 680, 3), 10 + np.arange(60) % 5


@pytest.fixture(scope="module")
def log() -> AnswerLog:
    return simulated(students=60)


@pytest.fixture(scope="module")
def encodings(log: AnswerLog) -> Encodings:
    return Encodings(log)


def followed(encodings: Encodings, log: AnswerLog, student: int, *, kept: bool = False) -> LearnerTrack:
    """Return a student after all answers; with `kept`, packed and unpacked after each of them."""
    track = LearnerTrack(encodings)
    for row in np.flatnonzero(log.student == student):
        track.learn(int(log.item[row]), int(log.kc[row]), bool(log.correct[row]), float(log.seconds[row]))
        if kept:
            track = LearnerTrack.load(encodings, track.dump())
    return track


def test_what_is_kept_of_a_student_leaves_every_feature_as_it_was(log: AnswerLog, encodings: Encodings) -> None:
    for student in range(0, 60, 12):
        one, other = followed(encodings, log, student), followed(encodings, log, student, kept=True)
        assert one.dump() == other.dump()
        for items, topics in ((ASKED, TOPICS), (np.array([7]), np.array([7]))):
            before, after = one.features(items, topics, 5000.0), other.features(items, topics, 5000.0)
            np.testing.assert_array_equal(before, after)


def test_a_new_student_can_be_kept(encodings: Encodings) -> None:
    track = LearnerTrack.load(encodings, LearnerTrack(encodings).dump())
    np.testing.assert_array_equal(
        track.features(ASKED, TOPICS), LearnerTrack(encodings).features(ASKED, TOPICS)
    )  # fmt: skip


def test_an_unknown_item_and_topic_are_remembered(log: AnswerLog, encodings: Encodings) -> None:
    track = LearnerTrack(encodings)
    for item, topic in ((9001, 77), (9002, 78), (9001, 77)):
        track.learn(item, topic, True)
    asked = LearnerTrack.load(encodings, track.dump()).features(np.array([9001, 9003]), np.array([77, 77]))
    assert asked[:, FEATURES.index("item_answers")].tolist() == [2.0, 0.0]
    np.testing.assert_allclose(asked[:, FEATURES.index("kc_answers")], np.log1p(3))


def test_a_long_history_stays_small(encodings: Encodings) -> None:
    rng, track = np.random.default_rng(1), LearnerTrack(encodings)
    for step in range(1200):
        track.learn(10_000 + int(rng.integers(5000)), 10 + step % 5, bool(rng.random() < 0.7), 40.0 * step)
    assert len(track.dump()) < 10_000


def test_an_item_of_long_ago_is_as_new_online_and_in_training(
    log: AnswerLog, encodings: Encodings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knowledge_state, "MEMORY", 4)
    some = log.of(np.arange(60) < 8)
    some = AnswerLog(some.student, 500 + some.item % 6, some.kc, some.correct, some.seconds, some.place, some.start)
    table = log_features(encodings, some)
    column = FEATURES.index("item_answers")
    assert (table[:, column] > 1).any() and (table[some.place > 20, column] == 0).any()
    for student in range(some.students):
        track = LearnerTrack(encodings)
        for row in np.flatnonzero(some.student == student):
            item, topic, now = some.item[row : row + 1], some.kc[row : row + 1], float(some.seconds[row])
            np.testing.assert_allclose(track.features(item, topic, now)[0], table[row], atol=1e-6)
            track.learn(int(item[0]), int(topic[0]), bool(some.correct[row]), now)
            track = LearnerTrack.load(encodings, track.dump())


def test_a_clock_that_goes_back_or_stops_stands_still(encodings: Encodings) -> None:
    one, other = LearnerTrack(encodings), LearnerTrack(encodings)
    for item, right, now, shown in ((500, True, 100.0, 100.0), (503, False, 100.0, -5.0), (506, True, 100.0, np.nan)):
        one.learn(item, 10, right, now)
        other.learn(item, 10, right, shown)
    np.testing.assert_array_equal(one.features(ASKED, TOPICS, 100.0), other.features(ASKED, TOPICS, -np.inf))


def test_a_state_of_another_model_or_a_damaged_one_is_refused(log: AnswerLog, encodings: Encodings) -> None:
    data = followed(encodings, log, 0).dump()
    with pytest.raises(InvalidInputError, match="another model"):
        LearnerTrack.load(Encodings(log.of(np.arange(60) < 40)), data)
    with pytest.raises(InvalidInputError, match="another model"):
        LearnerTrack.load(encodings, b"")
    body = zlib.decompress(data[8:])
    for bad in (
        data[:-9], data[:8] + b"nonsense", data[:8] + zlib.compress(body + b"\0"), data[:8] + zlib.compress(body[:-8]),
        data[:8] + zlib.compress(b"\x09" + body[1:]), data[:8] + zlib.compress(b""),
        data[:8] + zlib.compress(bytes(5_000_000)),
    ):  # fmt: skip
        with pytest.raises(InvalidInputError, match="damaged"):
            LearnerTrack.load(encodings, bad)
