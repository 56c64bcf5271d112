"""What comes in broken, tiny or one-sided: a clear answer each time, never a chance that is none."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from learnapp.cli import app
from learnapp.core.errors import InvalidInputError
from learnapp.ml.answers import AnswerLog, from_frame, read_answers
from learnapp.ml.knowledge_tracing import cross_validated, scored
from learnapp.ml.mastery_predictor import MasteryPredictor
from tests.unit.ml.simulated import simulated

PROMISED = (
    "auc", "accuracy", "log_loss", "ece", "auc_first_five", "auc_unseen_items", "train_seconds", "predict_p50_ms",
    "predict_p99_ms",
)  # fmt: skip


@pytest.fixture(autouse=True)
def few_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("learnapp.ml.mastery_predictor._TREES", 8)


@pytest.fixture(scope="module")
def log() -> AnswerLog:
    return simulated(students=40)


def frame(log: AnswerLog) -> pl.DataFrame:
    return pl.DataFrame({
        "order": np.arange(len(log)), "student": log.student, "item": log.item, "kc": log.kc, "correct": log.correct,
        "seconds": log.seconds,
    })  # fmt: skip


def sound(chance: np.ndarray) -> bool:
    return bool(((chance > 0) & (chance < 1)).all())


def test_a_cohort_too_small_to_learn_from_is_refused_in_words(log: AnswerLog) -> None:
    alone = log.of(np.arange(40) == 3)
    with pytest.raises(InvalidInputError, match="two students"):
        MasteryPredictor.fit(alone, threads=1)
    with pytest.raises(InvalidInputError, match="2 students"):
        cross_validated(log.of(np.arange(40) < 2))


@pytest.mark.parametrize("students", [2, 3, 4])
def test_a_tiny_cohort_gives_sound_chances(log: AnswerLog, students: int) -> None:
    some = log.of(np.arange(40) < students)
    model = MasteryPredictor.fit(some, threads=1)
    assert sound(model.predict(log))
    if students > 2:
        assert cross_validated(some).whole.rows == len(some)


def test_a_part_in_which_all_answers_are_alike_promises_nothing_for_sure(log: AnswerLog) -> None:
    for value in (0.0, 1.0):
        assert sound(MasteryPredictor.fit(replace(log, correct=np.full(len(log), value)), threads=1).predict(log))


def test_one_wrong_answer_among_right_ones_is_enough(log: AnswerLog) -> None:
    correct = np.ones(len(log))
    correct[7] = 0.0
    found = cross_validated(replace(log, correct=correct), unseen=False)
    assert found.whole.log_loss < 0.3


def test_a_student_with_one_answer_and_unknown_questions_get_a_chance(log: AnswerLog) -> None:
    model = MasteryPredictor.fit(log, threads=1)
    first = log.only(log.place == 0)
    strange = replace(first, item=first.item + 100_000, kc=first.kc + 100_000)
    assert sound(model.predict(first)) and sound(model.predict(strange))
    assert model.candidates(model.track(), first.item[:0], first.kc[:0]).shape == (0,)


def test_clocks_that_run_backwards_or_are_broken_change_no_more_than_the_times(log: AnswerLog) -> None:
    rows = frame(log)
    broken = rows.with_columns(seconds=pl.Series(np.where(log.place % 3 == 1, np.nan, 1e6 - 50.0 * log.place)))
    infinite = rows.with_columns(seconds=pl.lit(float("inf")))
    for one in (broken, infinite, rows.drop("seconds")):
        assert sound(MasteryPredictor.fit(from_frame(one), threads=1).predict(log))


def test_topics_without_items_are_measured_too(log: AnswerLog) -> None:
    found = cross_validated(from_frame(frame(log).drop("item", "seconds")))
    assert found.auc_unseen_items is None and found.whole.auc is not None


def test_a_file_to_score_may_be_small_and_one_sided(log: AnswerLog, tmp_path: Path) -> None:
    learned, asked = tmp_path / "learned.parquet", tmp_path / "asked.parquet"
    frame(log).write_parquet(learned)
    frame(log).head(3).with_columns(correct=pl.lit(1)).write_parquet(asked)
    printed = CliRunner().invoke(app, ["bench", "kt", str(asked), "--train", str(learned)])
    line = json.loads(printed.stdout.splitlines()[-1])
    assert printed.exit_code == 0 and set(PROMISED) <= set(line)
    assert line["auc"] is None and line["answers"] == 3 and line["predict_p99_ms"]
    frame(log).head(0).write_parquet(asked)
    with pytest.raises(InvalidInputError, match="0 usable"):
        read_answers(asked, learn=False)


def test_items_and_topics_of_another_course_are_scored_by_the_student_alone(log: AnswerLog) -> None:
    other = replace(log, item=log.item + 5000, kc=log.kc + 5000)
    found = scored(log, other)
    assert found.auc_unseen_items == found.whole.auc and found.whole.auc is not None and found.whole.auc > 0.5
