"""A prediction taken apart: the parts add up, every feature is accounted for, every part has words."""

from __future__ import annotations

import numpy as np
import pytest

from learnapp.core.i18n import LOCALES, translate
from learnapp.ml.answers import AnswerLog
from learnapp.ml.contributions import CONCEPTS, LEAST, Concept, Explained, concept_of, message_key
from learnapp.ml.knowledge_state import FEATURES
from learnapp.ml.mastery_predictor import MasteryPredictor
from tests.unit.ml.simulated import simulated


@pytest.fixture(scope="module")
def log() -> AnswerLog:
    return simulated(students=200)


@pytest.fixture(scope="module")
def model(log: AnswerLog) -> MasteryPredictor:
    return MasteryPredictor.fit(log, threads=1, trees=60)


def test_every_feature_belongs_to_a_concept_and_every_concept_has_features() -> None:
    assert {concept_of(feature) for feature in FEATURES} == set(CONCEPTS)
    assert concept_of("kc_last_2") is Concept.TOPIC_LATELY and concept_of("last_2") is Concept.LATELY
    with pytest.raises(KeyError):
        concept_of("shoe_size")


def test_the_parts_of_a_chance_add_up_to_it(log: AnswerLog, model: MasteryPredictor) -> None:
    track = model.track()
    for row in range(20):
        track.learn(int(log.item[row]), int(log.kc[row]), bool(log.correct[row]), float(log.seconds[row]))
    items, topics = np.arange(500, 680, 3), 10 + np.arange(60) % 5
    parts = model.explained(track, items, topics, 900.0)
    odds = np.array([one.log_odds for one in parts])
    np.testing.assert_allclose(1 / (1 + np.exp(-odds)), model.candidates(track, items, topics, 900.0), atol=1e-5)
    assert all(set(one.shares) == set(CONCEPTS) for one in parts)
    assert model.explained(track, items[:0], topics[:0]) == []


def test_a_hard_task_and_a_bad_run_are_named(model: MasteryPredictor) -> None:
    order = np.argsort(model.encodings.difficulty)
    easy, hard = (model.encodings.items[order[place]] for place in (2, -3))
    about = (Concept.FIT, Concept.TASK_DIFFICULTY, Concept.TOPIC_DIFFICULTY)
    track = model.track()
    found = model.explained(track, np.array([easy, hard]), np.array([10, 10]))
    assert sum(found[0].shares[one] for one in about) > sum(found[1].shares[one] for one in about) + 0.5
    for item in range(500, 548, 3):
        track.learn(item, 10 + (item - 500) // 3 % 5, False)
    told = model.explained(track, np.array([easy]), np.array([10]))[0]
    assert told.log_odds < found[0].log_odds


def test_only_what_matters_is_told_the_strongest_first() -> None:
    quiet = dict.fromkeys(CONCEPTS, 0.0)
    shares = {**quiet, Concept.TOPIC: -0.4, Concept.LATELY: 0.9, Concept.PAUSE: LEAST / 2}
    told = Explained(0.2, shares).telling()
    assert told == [("explain-lately-up", 0.9), ("explain-topic-down", -0.4)]
    assert Explained(0.2, quiet).telling() == []


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("concept", CONCEPTS)
def test_every_share_has_words(locale: str, concept: Concept) -> None:
    up, down = (message_key(concept, share) for share in (1.0, -1.0))
    said = {translate(locale, up), translate(locale, down)}
    assert len(said) == 2 and not said & {up, down}
