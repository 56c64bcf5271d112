"""The recommender: it learns what the rules do not know, is fast, careful with what is new, and comes back whole."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.engine import selector
from learnapp.engine.kc import LearnerState
from learnapp.engine.selector import FEATURES
from learnapp.ml.content_recommender import ContentRecommender, fit
from learnapp.ml.feature_declarations import BY_NAME, GUARDED
from learnapp.ml.known_features import OF_KC, OF_STUDENT, READS, columns_of
from learnapp.ml.off_policy import decided, estimate, usable
from learnapp.ml.recommendation_log import RecommendationLog
from learnapp.ml.recommender_judge import best, judge, split
from learnapp.ml.success_policy import SuccessPolicy
from learnapp.ml.success_policy import worth as worth_of
from learnapp.ml.variety import varied
from tests.unit.engine.courses import NOW, answer
from tests.unit.ml.simulated_choices import COURSE, FREE, at_random, log_of, worth

NEWCOMER = LearnerState(UUID(int=1), COURSE.course_id)


@pytest.fixture(scope="module")
def log() -> RecommendationLog:
    return log_of(selector.score, 150, 1)


@pytest.fixture(scope="module")
def model(log: RecommendationLog) -> ContentRecommender:
    return fit(split(log, 0)[0], version="content-recommender@1.0.0")


def experienced() -> LearnerState:
    learner = LearnerState(UUID(int=2), COURSE.course_id)
    for kc in range(3):
        answer(learner, COURSE, kc, True, False, True)
    return learner


def test_who_follows_it_gains_more_than_by_the_rules_or_by_chance() -> None:
    model = fit(split(log_of(selector.score, 150, 1, course=FREE), 0)[0], version="content-recommender@1.0.0")
    mine, rules, chance = worth(model.score), worth(selector.score), worth(at_random())
    assert mine > rules + 0.2 and mine > chance + 0.2


def test_the_log_alone_tells_that_it_is_no_worse(log: RecommendationLog, model: ContentRecommender) -> None:
    found = judge(model, split(log, 0)[1])
    assert found.over_chance.value > 0 and found.over_rules.high > 0
    assert found.model.low < found.model.value < found.model.high
    metrics = found.metrics()
    assert metrics["students"] == 30 and metrics["effective_sample"] > 20 and np.isfinite(list(metrics.values())).all()
    assert len(found.student) == len(found.by_student) == 30


def test_the_estimate_from_the_log_is_what_really_comes_of_a_policy(log: RecommendationLog) -> None:
    open_to = log.chance > 0
    rules = best(log, log.score, open_to, variety=0.0)
    reward = np.nan_to_num(np.where(log.shown, log.finished, np.nan))
    blind = estimate(log, decided(log, rules, np.zeros(len(reward)), reward), rules)
    true = log_of(selector.score, 60, 7, epsilon=0.0)
    really = float(true.finished[true.shown].mean())
    assert blind.low - 0.01 < really < blind.high + 0.01 and blind.high - blind.low < 0.1


def test_decisions_whose_chances_nobody_knows_are_left_out(log: RecommendationLog) -> None:
    steered = log.steered.copy()
    steered[:10] = True
    chance = log.chance.copy()
    chance[np.flatnonzero(log.decision == 20)[0]] = np.nan
    kept = usable(replace(log, steered=steered, chance=chance))
    assert not kept[:10].any() and not kept[20] and kept[30:].all()
    nobody = replace(log, steered=np.ones(len(log), dtype=np.bool_))
    assert estimate(nobody, np.zeros(len(log)), np.ones(len(log.decision))).students == 0


def test_24_candidates_are_scored_within_two_milliseconds(model: ContentRecommender) -> None:
    pool = selector.candidates(COURSE, experienced(), NOW, 24)
    pool = (pool * 24)[:24]
    took = []
    for _ in range(60):
        began = time.perf_counter()
        scores = model.score(pool)
        took.append(time.perf_counter() - began)
    assert scores.shape == (24,) and np.isfinite(scores).all()
    assert sorted(took)[30] < 0.002
    assert model.score([]).shape == (0,)


def test_a_new_student_is_served_in_the_order_of_the_rules(model: ContentRecommender) -> None:
    pool = selector.candidates(COURSE, NEWCOMER, NOW, 24)
    rules, mine = selector.score(pool), replace(model, exploration=0.0).score(pool)
    practice = [n for n, each in enumerate(pool) if each.content.steps]
    assert len(practice) > 3
    assert (np.argsort(-rules[practice]) == np.argsort(-mine[practice])).all()


def test_new_content_starts_from_what_is_known_of_its_kind_and_is_tried_within_bounds(
    model: ContentRecommender,
) -> None:
    pool = selector.candidates(COURSE, experienced(), NOW, 24)
    new = pool[-1]._replace(content=replace(pool[-1].content, content_id=UUID(int=12345)))
    twins = [*pool[:-1], new]
    eager, sober = (replace(model, exploration=share) for share in (0.05, 0.0))
    bold, plain = eager.values(twins), sober.values(twins)
    assert (bold - plain >= -1e-12).all()
    assert (bold - plain).max() <= 0.05 * np.ptp(plain) + 1e-9
    assert np.argmax(bold - plain) == len(pool) - 1, "what nobody has tried is in doubt most"
    without = replace(sober, contents={})
    assert plain[-1] == pytest.approx(without.values(twins)[-1])


def test_few_outcomes_move_little_and_many_move_much(log: RecommendationLog) -> None:
    few, many = (fit(log.of(np.arange(150) < size)) for size in (10, 150))
    assert few.weights @ few.weights < many.weights @ many.weights or abs(few.weights).max() < 1.0
    effects = [max(abs(effect) for effect, _ in one.contents.values()) for one in (few, many)]
    assert effects[0] < effects[1]


def test_what_the_store_knows_ranks_what_nobody_has_tried(log: RecommendationLog) -> None:
    """Whoever has lately done well in a topic gains more here, which the candidates' own columns do not tell."""
    draw = np.random.default_rng(3)
    well = draw.random(len(log.content)) < 0.5
    known = np.full((len(log.content), len(READS)), np.nan)
    known[:, READS.index("kc_success")] = well
    known[draw.random(len(known)) < 0.3] = np.nan
    model = fit(replace(log, known=known, gain=log.gain + 0.2 * well))
    pool = selector.candidates(COURSE, experienced(), NOW, 12)
    new = [each._replace(content=replace(each.content, content_id=uuid4())) for each in pool]

    def values(success: float) -> np.ndarray:
        row = np.full(len(READS), np.nan)
        row[READS.index("kc_success")] = success
        return model.values([each._replace(known=row) for each in new])

    blind = model.values(new)
    assert (values(1.0) > blind).all() and (values(0.0) < blind).all()
    np.testing.assert_allclose(values(np.nan), blind, err_msg="what nobody knows counts as the mean")
    assert np.isfinite(model.score(new)).all()


def test_what_is_read_of_the_store_is_declared_and_promised_to_nobody_otherwise() -> None:
    assert all(BY_NAME[name].family not in GUARDED for name in READS)
    nan = float("nan")
    kcs = {UUID(int=n): dict.fromkeys(OF_KC, float(n)) for n in range(2)}
    found = columns_of(dict.fromkeys(OF_STUDENT, nan), kcs, [UUID(int=1), UUID(int=0), UUID(int=1)])
    assert found.shape == (3, len(READS)) and found[:, 0].tolist() == [1, 0, 1] and np.isnan(found[:, -1]).all()
    assert columns_of(dict.fromkeys(OF_STUDENT, nan), {}, []).shape == (0, len(READS))


def test_too_little_or_nothing_but_the_same_is_not_learned_from(log: RecommendationLog) -> None:
    with pytest.raises(InvalidInputError, match="At least 300"):
        fit(log.of(np.arange(150) < 3))
    nothing = np.where(log.shown, 0.0, np.nan)
    same = replace(log, opened=nothing, finished=nothing, dismissed=nothing, gain=nothing)
    with pytest.raises(InvalidInputError, match="the same outcome"):
        fit(same)


def test_nobody_and_a_single_student_are_judged_with_not_enough(
    log: RecommendationLog, model: ContentRecommender
) -> None:
    for size in (0, 1):
        found = judge(model, log.of(np.arange(150) < size))
        assert not found.enough and found.model.students == size and np.isnan(found.over_rules.low)
        assert len(found.by_student) == size


def test_what_is_no_number_is_not_learned_from(log: RecommendationLog) -> None:
    features = log.features.copy()
    features[:50, FEATURES.index("minutes")] = np.nan
    model = fit(replace(log, features=features))
    assert np.isfinite(model.weights).all() and np.isfinite(model.level)


def test_it_comes_back_from_its_folder_and_refuses_a_damaged_one(model: ContentRecommender, tmp_path: Path) -> None:
    pool = selector.candidates(COURSE, experienced(), NOW, 24)
    model.save(tmp_path / "one")
    again = ContentRecommender.load(tmp_path / "one")
    assert again.version == "content-recommender@1.0.0" and (again.score(pool) == model.score(pool)).all()
    manifest = json.loads((tmp_path / "one" / "manifest.json").read_text())
    changes: list[dict[str, object]] = [{"features": ["a"]}, {"kind": "mastery_predictor"}, {"files": {}}]
    for change in changes:
        (tmp_path / "one" / "manifest.json").write_text(json.dumps({**manifest, **change}))
        with pytest.raises(InvalidInputError, match="Train it anew"):
            ContentRecommender.load(tmp_path / "one")


def test_the_same_log_gives_the_same_model(log: RecommendationLog, model: ContentRecommender) -> None:
    again = fit(split(log, 0)[0], version=model.version)
    assert (again.weights == model.weights).all() and again.contents == model.contents


def test_the_policy_of_success_prefers_what_goes_well_and_within_a_topic_what_is_hard_but_fair() -> None:
    chance, difficulty = np.array([0.9, 0.65, 0.5, 0.4, 0.3]), np.array([-2.0, 0.0, 1.0, -2.0, 0.0])
    group = np.array([1, 1, 1, 2, 2])
    order = np.argsort(-worth_of(chance, difficulty, group))
    assert order.tolist()[:3] == [1, 0, 2]
    pool = selector.candidates(COURSE, experienced(), NOW, 24)
    scores = SuccessPolicy().score(pool)
    assert scores.shape == (len(pool),) and np.isfinite(scores).all() and SuccessPolicy().score([]).shape == (0,)


def test_the_policy_of_success_leaves_neither_reviews_nor_gaps_behind() -> None:
    plain = selector.candidates(COURSE, experienced(), NOW, 24)[0]
    names = list(FEATURES)

    def with_values(**values: float) -> selector.Candidate:
        features = plain.features.copy()
        for name in ("due", "gap", "missed", "seen"):
            features[names.index(name)] = values.get(name, 0.0)
        return plain._replace(kc_id=uuid4(), features=features)

    usual, due, gap, seen = with_values(), with_values(due=0.4), with_values(gap=1.0), with_values(seen=1.0)
    score = dict(zip(("usual", "due", "gap", "seen"), SuccessPolicy().score([usual, due, gap, seen]), strict=True))
    assert score["gap"] > score["due"] > score["usual"] > score["seen"]


def test_things_that_are_alike_take_turns() -> None:
    order, worth = varied(np.array([3.0, 2.9, 2.8, 1.0]), [(["a", "a", "b", "c"], 0.5)], 3)
    assert order.tolist() == [0, 2, 1] and worth.tolist() == pytest.approx([3.0, 2.8, 2.4])
    assert varied(np.array([1.0]), [], 3)[0].tolist() == [0]
