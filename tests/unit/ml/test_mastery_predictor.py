"""The predictor: it learns, it is the same again, it comes back from its folder and refuses a damaged one."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.ml.answers import AnswerLog
from learnapp.ml.knowledge_tracing import cross_validated, scored
from learnapp.ml.mastery_predictor import MasteryPredictor
from learnapp.ml.measures import auc, calibration_error, calibration_noise, quality
from learnapp.ml.pairs import NEAR
from tests.unit.ml.simulated import simulated


@pytest.fixture(scope="module")
def log() -> AnswerLog:
    return simulated(students=300)


@pytest.fixture(scope="module")
def model(log: AnswerLog) -> MasteryPredictor:
    return MasteryPredictor.fit(log.of(np.arange(300) < 240), threads=1, trees=60)


def test_it_tells_right_from_wrong_better_than_the_items_alone(log: AnswerLog, model: MasteryPredictor) -> None:
    test = log.of(np.arange(300) >= 240)
    item, kc = model.encodings.numbers(test.item, test.kc)
    alone = -model.encodings.encode(item, kc, np.full((1, NEAR), -1), np.array([-1]), np.zeros(1)).difficulty
    found, base = auc(test.correct, model.predict(test)), auc(test.correct, alone)
    assert found is not None and base is not None and found > base + 0.02


def test_a_student_who_does_well_is_given_better_chances(model: MasteryPredictor) -> None:
    chances = []
    for right in (True, False):
        track = model.track()
        for item in range(500, 530, 3):
            track.learn(item, 10 + (item - 500) // 3 % 5, right)
        chances.append(model.candidates(track, np.arange(500, 560, 3), 10 + np.arange(20) % 5))
    assert (chances[0] > chances[1]).mean() > 0.9
    assert ((chances[0] > 0) & (chances[0] < 1)).all()


def test_the_same_answers_and_seed_give_the_same_model(log: AnswerLog) -> None:
    some = log.of(np.arange(300) < 60)
    one, other, third = (MasteryPredictor.fit(some, threads=1, trees=5, seed=seed).predict(some) for seed in (1, 1, 2))
    assert (one == other).all() and (one != third).any()


def test_it_comes_back_from_its_folder(log: AnswerLog, model: MasteryPredictor, tmp_path: Path) -> None:
    model.save(tmp_path / "one")
    assert (MasteryPredictor.load(tmp_path / "one").predict(log) == model.predict(log)).all()


def test_a_damaged_or_foreign_model_is_refused(model: MasteryPredictor, tmp_path: Path) -> None:
    def broken(name: str, content: bytes) -> Path:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        model.save(folder)
        (folder / name).write_bytes(content)
        return folder

    manifest = {"kind": "mastery_predictor", "format": 3, "features": ["age"], "files": {}}
    for folder in (
        tmp_path / "nothing",
        broken("trees.ubj", b""),
        broken("trees.ubj", b"{L\x00\x00nonsense"),
        broken("encodings.npz", b"PK nonsense"),
        broken("manifest.json", b"[]"),
        broken("manifest.json", b"{"),
        broken("manifest.json", json.dumps({**manifest, "kind": "other"}).encode()),
        broken("manifest.json", json.dumps(manifest).encode()),
    ):
        with pytest.raises(InvalidInputError, match="Train it anew"):
            MasteryPredictor.load(folder)


def test_five_folds_and_a_second_file_are_reported(log: AnswerLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("learnapp.ml.mastery_predictor._TREES", 5)
    some, said = log.of(np.arange(300) < 60), list[str]()
    whole = cross_validated(some, say=said.append).line()
    assert len(said) == 10 and whole["answers"] == len(some)
    assert all(value is not None for value in whole.values())
    other = scored(some, log.of(np.arange(300) >= 240)).line()
    assert other["auc_unseen_items"] is None and isinstance(other["auc"], float) and other["auc"] > 0.5


def test_measures_know_what_they_measure() -> None:
    rng = np.random.default_rng(0)
    chance = rng.random(20_000)
    correct = (rng.random(20_000) < chance).astype(np.float64)
    found, noise = quality(correct, chance), calibration_noise(chance, 1)
    assert 0.5 * noise < found.ece < 2 * noise
    assert calibration_error(correct, np.clip(chance + 0.1, 0, 1)) > 0.05
    assert auc(np.ones(5), chance[:5]) is None and auc(np.zeros(0), np.zeros(0)) is None
