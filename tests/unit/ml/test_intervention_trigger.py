"""The trigger sees nothing of tomorrow, finds those who will fall behind, says why, and comes back from its folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.core.errors import InvalidInputError
from learnapp.ml import coursework, study_days, trigger_recipe
from learnapp.ml.coursework import Coursework
from learnapp.ml.intervention_trigger import Examples, InterventionTrigger
from learnapp.ml.measures import auc, calibration_error
from tests.unit.ml.classes import class_of


def _work(seed: int = 2, students: int = 60) -> Coursework:
    rng = np.random.default_rng(seed)
    tasks, due = 6, np.array([10.0, 30.0, 55.0, 80.0, 110.0, 140.0])
    who, task = (each.ravel() for each in np.meshgrid(np.arange(2 * students), np.arange(2 * tasks), indexing="ij"))
    same = (who // students == task // tasks) & (rng.random(len(who)) < 0.8)
    who, task = who[same], task[same]
    when = np.tile(due, 2)[task] + rng.integers(-8, 9, len(who))
    score = np.where(rng.random(len(who)) < 0.1, np.nan, rng.integers(20, 100, len(who)).astype(float))
    return Coursework(
        np.repeat([0, 1], students), rng.integers(-90, 20, 2 * students).astype(float),
        np.where(rng.random(2 * students) < 0.2, rng.integers(1, 150, 2 * students).astype(float), np.inf),
        rng.integers(0, 3, 2 * students).astype(float), np.full(2 * students, 60.0), np.full(2 * students, 2.0),
        np.repeat([0, 1], tasks), np.tile(due, 2), np.tile([10.0, 0, 20, 30, 20, 20], 2), np.arange(2 * tasks) % 3 > 0,
        who, task, when.astype(float), score, rng.random(len(who)) < 0.03,
    )  # fmt: skip


@given(day=st.integers(-5, 150), seed=st.integers(0, 5))
@settings(max_examples=25, deadline=None)
def test_nothing_of_tomorrow_is_in_a_row_of_course_work(day: int, seed: int) -> None:
    work, rng = _work(seed), np.random.default_rng(seed + 100)
    later = work.day > day
    other = replace(
        work,
        left=np.where(work.left > day, rng.integers(day + 1, 300, len(work.left)).astype(float), work.left),
        day=np.where(later, rng.integers(day + 1, 300, len(later)).astype(float), work.day),
        score=np.where(later, rng.integers(0, 100, len(later)).astype(float), work.score),
        carried_over=np.where(later, rng.random(len(later)) < 0.5, work.carried_over),
    )
    (who, table), (again, changed) = coursework.rows_at(work, day), coursework.rows_at(other, day)
    assert (who == again).all()
    np.testing.assert_array_equal(table, changed)


@given(day=st.integers(0, 59), seed=st.integers(0, 5))
@settings(max_examples=25, deadline=None)
def test_nothing_of_tomorrow_is_in_a_row_of_the_learning_log(day: int, seed: int) -> None:
    log, other = class_of(12, 60, seed), class_of(12, 60, seed + 50)

    def until(name: str) -> Any:
        mine = getattr(log, name).copy()
        mine[:, day + 1 :] = getattr(other, name)[:, day + 1 :]
        return mine

    changed = replace(
        log,
        **{name: until(name) for name in ("answers", "right", "hints", "acts", "minutes")},
        done=np.where(log.done > day, day + 1.0 + np.nan_to_num(other.done, posinf=99.0), log.done),
    )
    np.testing.assert_array_equal(study_days.rows_at(log, day), study_days.rows_at(changed, day))


@pytest.fixture(scope="module")
def halves() -> tuple[Examples, Examples]:
    logs = [class_of(30, 120, seed, quitting=0.5) for seed in range(6)]
    whole = study_days.examples_of(logs, [np.arange(30) + 30 * place for place in range(6)])
    return whole.of(whole.student < 120), whole.of(whole.student >= 120)


@pytest.fixture(scope="module")
def model(halves: tuple[Examples, Examples]) -> InterventionTrigger:
    return InterventionTrigger.fit(halves[0], study_days.FEATURES)


def test_who_will_fall_behind_is_found_with_honest_chances(
    halves: tuple[Examples, Examples], model: InterventionTrigger
) -> None:
    test = halves[1]
    chance = model.predict(test.table)
    found = auc(test.outcome, chance)
    assert found is not None and found > 0.8
    assert calibration_error(test.outcome, chance, 10) < 0.08


def test_what_speaks_for_it_adds_up_to_the_chance(
    halves: tuple[Examples, Examples], model: InterventionTrigger
) -> None:
    table = halves[1].table[:40]
    concepts, moved = model.contributions(table)
    assert set(concepts) == set(study_days.FEATURES.values()) and moved.shape == (40, len(concepts))
    odds = np.log(model.predict(table) / (1 - model.predict(table)))
    np.testing.assert_allclose(moved.sum(axis=1) - odds, (moved.sum(axis=1) - odds)[0], atol=1e-3)


def test_it_is_the_same_again_and_comes_back_from_its_folder(
    halves: tuple[Examples, Examples], model: InterventionTrigger, tmp_path: Path
) -> None:
    again = InterventionTrigger.fit(halves[0], study_days.FEATURES)
    model.save(tmp_path)
    back = InterventionTrigger.load(tmp_path, study_days.FEATURES)
    for other in (again, back):
        np.testing.assert_array_equal(model.predict(halves[1].table), other.predict(halves[1].table))
    with pytest.raises(InvalidInputError, match="other features"):
        InterventionTrigger.load(tmp_path, coursework.FEATURES)


def test_too_little_to_learn_from_is_said(halves: tuple[Examples, Examples]) -> None:
    one_sided = replace(halves[0], outcome=np.zeros(len(halves[0])))
    for few in (halves[0].of(halves[0].student < 5), one_sided, halves[0].of(np.zeros(len(halves[0]), bool))):
        with pytest.raises(InvalidInputError, match="the rule serves until then"):
            InterventionTrigger.fit(few, study_days.FEATURES)


def test_a_student_who_had_paused_already_and_weeks_not_over_are_no_examples() -> None:
    log = class_of(10, 60, 1)
    quiet = replace(log, **{name: getattr(log, name).copy() for name in ("answers", "hints", "acts", "minutes")})
    for name in ("answers", "hints", "acts", "minutes"):
        getattr(quiet, name)[0, 5:] = 0
    found = study_days.examples_of([quiet], [np.arange(10)])
    assert (found.student == 0).sum() == 1 and (found.student == 1).sum() == 7
    assert found.outcome[found.student == 0].tolist() == [1.0]


def test_the_recipe_splits_by_student_learns_judges_and_reads_back(tmp_path: Path) -> None:
    classes = [
        (class_of(30, 120, seed, quitting=0.5), np.arange(30) + 30 * seed, [{"age": "adult"}] * 30) for seed in range(4)
    ]
    data = trigger_recipe.data_of(classes, ("age", "language"))
    train, test = trigger_recipe.split(data, 3)
    assert not set(train.examples.student) & set(test.examples.student)
    assert len(train) + len(test) == len(data) and len(np.unique(test.examples.student)) == 30
    said: list[str] = []
    model = trigger_recipe.fit(train, 3, said.append)
    found = trigger_recipe.judge(model, test)
    auc_of, rule = found.metrics["auc"], found.metrics["auc_rule"]
    assert auc_of is not None and rule is not None and auc_of > rule > 0.6
    assert said and set(found.groups["age"]) == {"adult"} and set(found.groups["language"]) == {""}
    assert "ece" not in trigger_recipe.judge(None, test).metrics
    model.save(tmp_path)
    np.testing.assert_array_equal(trigger_recipe.judge(trigger_recipe.load(tmp_path), test).chance, found.chance)
    nobody = trigger_recipe.judge(model, test.of(np.zeros(len(test), bool)))
    assert nobody.metrics == {"rows": 0.0, "students": 0.0}
