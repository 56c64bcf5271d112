"""Features: the same online as in training, nothing from the future, nothing of the own answers in the encodings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from learnapp.ml import knowledge_state
from learnapp.ml.encodings import Encoded, Encodings, encode_log, out_of_fold
from learnapp.ml.knowledge_state import FEATURES, log_features
from learnapp.ml.learner_track import LearnerTrack
from learnapp.ml.pairs import NEAR
from tests.unit.ml.simulated import simulated


@pytest.mark.parametrize("times", [True, False])
def test_one_student_online_has_the_features_of_the_training_table(times: bool) -> None:
    log = simulated(times=times)
    # The last third of the students meets items and topics that were not in training.
    known = np.arange(log.students) < 80
    encodings = Encodings(log.of(known).only(log.of(known).item < 620))
    test = log.of(~known)
    test = replace(test, kc=np.where(test.item > 660, 99, test.kc))
    table = log_features(encodings, test)
    for student in range(0, test.students, 7):
        track = LearnerTrack(encodings)
        for row in range(int(test.start[student]), int(test.start[student] + test.length()[student])):
            now = float(test.seconds[row])
            others = np.array([test.item[row], 500, 12345])
            online = track.features(others, np.array([test.kc[row], 10, 77]), now)
            assert online.shape == (3, len(FEATURES))
            np.testing.assert_allclose(online[0], table[row], atol=1e-6)
            track.learn(int(test.item[row]), int(test.kc[row]), bool(test.correct[row]), now)


def test_no_answer_changes_what_came_before_it() -> None:
    log = simulated()
    encodings, late = Encodings(log), log.place >= 4
    flipped = replace(log, correct=np.where(late, 1 - log.correct, log.correct))
    before, after = log_features(encodings, log), log_features(encodings, flipped)
    assert (before[log.place <= 4] == after[log.place <= 4])[~np.isnan(before[log.place <= 4])].all()
    assert (before[log.place > 5] != after[log.place > 5]).any(axis=1).all()


def test_students_taken_in_parts_have_the_same_features(monkeypatch: pytest.MonkeyPatch) -> None:
    log = simulated(students=25)
    encodings = Encodings(log)
    whole = log_features(encodings, log)
    monkeypatch.setattr(knowledge_state, "CELLS", 7 * (len(encodings.kcs) + 1))
    np.testing.assert_array_equal(log_features(encodings, log), whole)


def test_a_row_of_training_is_encoded_without_its_own_student() -> None:
    log = simulated()
    mine = log.student == 5
    flipped = replace(log, correct=np.where(mine, 1 - log.correct, log.correct))
    one, other = out_of_fold(log, 0), out_of_fold(flipped, 0)
    for name in ("difficulty", "discrimination", "item_logit", "kc_logit", "factors"):
        assert (getattr(one, name)[mine] == getattr(other, name)[mine]).all()
        assert (getattr(one, name)[~mine] != getattr(other, name)[~mine]).any()


def test_folds_worked_off_at_once_give_the_same_rows() -> None:
    log = simulated()
    one, both = out_of_fold(log, 0), out_of_fold(log, 0, threads=2)
    for name in Encoded.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(one, name), getattr(both, name))


def test_an_unknown_item_is_as_hard_as_its_topic() -> None:
    log = simulated()
    encodings = Encodings(log)
    item, kc = encodings.numbers(np.array([9999, 9999]), np.array([10, 4444]))
    first = np.full((2, NEAR), -1)
    first[1] = len(encodings.items)
    asked = encodings.encode(item, kc, first, np.array([-1, len(encodings.kcs)]), np.zeros(2))
    assert asked.difficulty.tolist() == [-asked.kc_logit[0], -asked.kc_logit[1]]
    assert (asked.factors[0] == encodings.kc_factors[kc[0]]).all() and not asked.factors[1].any()
    assert not asked.item_count.any() and not asked.near.any() and np.isfinite(asked.table()).all()


def test_difficulty_finds_the_hard_items() -> None:
    log = simulated(students=400)
    encodings = Encodings(log)
    item, _ = encodings.numbers(log.item, log.kc)
    asked, wrong = encode_log(encodings, log), 1 - log.correct
    hard = np.argsort(encodings.difficulty)
    rate = np.bincount(item, weights=wrong) / np.bincount(item)
    assert rate[hard[-15:]].mean() > rate[hard[:15]].mean() + 0.3
    assert np.isfinite(asked.table()).all()
