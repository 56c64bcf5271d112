"""Every kind of model goes the same way: from a table to a version, judged beside what serves, refused when broken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.ml.artefact import ModelKind
from learnapp.ml.datasets import TooFewAnswersError, prepared
from learnapp.ml.fairness import report
from learnapp.ml.promotion import NOT_ASKED, closed
from learnapp.ml.recipes import RECIPES, UNTRAINED
from learnapp.ml.recommender_frames import log_of, student_numbers
from learnapp.ml.training import DATASET, MODEL, STANDING, Job, work_off
from learnapp.ml.trigger_recipe import data_of_frame, fair_gate
from tests.unit.ml.kinds import KINDS, choices, choices_frame, dataset, school, school_frame

RECOMMENDER, TRIGGER = ModelKind.CONTENT_RECOMMENDER.value, ModelKind.INTERVENTION_TRIGGER.value
DIFFICULTY = ModelKind.DIFFICULTY_ESTIMATOR.value


@pytest.fixture(scope="module")
def worked_off(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, dict[str, Any]]]:
    """One run of each kind: its folder and what came of it."""
    found = {}
    for kind in KINDS:
        folder: Path = tmp_path_factory.mktemp(kind)
        dataset(kind).frame.write_parquet(folder / DATASET)
        found[kind] = (folder, work_off(folder, RECIPES[kind], Job(kind), lambda _step, _done: None))
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_judged_beside_what_serves_without_it(
    kind: str, worked_off: dict[str, tuple[Path, dict[str, Any]]]
) -> None:
    _, result = worked_off[kind]
    json.dumps(result, allow_nan=False)
    gates = {gate["name"]: gate for gate in result["gates"]}
    assert set(gates) == {"enough", "better", "calibrated", "fair", "fast"} - NOT_ASKED.get(kind, frozenset())
    assert [one["name"] for one in result["against"]] == [UNTRAINED[kind]] and gates["better"]["about"] == UNTRAINED[
        kind
    ]
    assert gates["fast"]["outcome"] == "passed" and result["p99_ms"] > 0
    assert result["figures"]["students"] > 0 and result["figures"]["answers"] > 0
    if gates["enough"]["outcome"] == "passed" and gates["better"]["outcome"] == "failed":
        assert "better" in closed(result["gates"], "production", kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_that_is_no_better_than_what_stands_stays_out_and_a_killed_run_fits_nothing_anew(
    kind: str, worked_off: dict[str, tuple[Path, dict[str, Any]]], tmp_path: Path
) -> None:
    folder, _ = worked_off[kind]
    data = dataset(kind)
    data.frame.write_parquet(tmp_path / DATASET)
    model = RECIPES[kind].load(folder / MODEL)
    model.save(tmp_path / STANDING)
    model.save(tmp_path / MODEL)
    (tmp_path / "fitted.json").write_text('{"seconds": 1}')
    made = (tmp_path / MODEL / "manifest.json").stat().st_mtime_ns
    job = Job(kind, standing="old@1.0.0", fair=tuple(data.test["student"].unique().to_list()))
    result = work_off(tmp_path, RECIPES[kind], job, lambda _step, _done: None)
    better = next(gate for gate in result["gates"] if gate["name"] == "better")
    assert better["about"] == "old@1.0.0" and better["outcome"] in ("failed", "too_few")
    assert "better" in closed(result["gates"], "production", kind)
    assert (tmp_path / MODEL / "manifest.json").stat().st_mtime_ns == made, "what was fitted before the kill is used"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", KINDS)
def test_files_of_another_kind_or_damaged_ones_are_refused(
    kind: str, other: str, worked_off: dict[str, tuple[Path, dict[str, Any]]], tmp_path: Path
) -> None:
    folder, _ = worked_off[other]
    if kind != other:
        with pytest.raises(InvalidInputError):
            RECIPES[kind].load(folder / MODEL)
        return
    RECIPES[kind].load(folder / MODEL).save(tmp_path)
    for file in sorted(one for one in tmp_path.iterdir() if one.name != "manifest.json"):
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(InvalidInputError, match="damaged"):
            RECIPES[kind].load(tmp_path)
        file.write_bytes(whole)


@pytest.mark.parametrize("kind", [RECOMMENDER, TRIGGER, DIFFICULTY])
def test_nothing_a_tiny_cohort_and_one_sided_outcomes_are_refused_in_words(kind: str) -> None:
    recipe, data = RECIPES[kind], dataset(kind)
    outcome = {RECOMMENDER: "opened", TRIGGER: "outcome", DIFFICULTY: "correct"}[kind]
    bare = data.frame.drop("test", "synthetic")
    with pytest.raises(TooFewAnswersError, match="0 students"):
        prepared(bare.head(0), outcome=outcome)
    few = bare.filter(pl.col("student").is_in(data.train["student"].unique().sort().to_list()[-4:]))
    with pytest.raises(TooFewAnswersError, match="students"):
        prepared(few, outcome=outcome)
    with pytest.raises(TooFewAnswersError):
        recipe.fit(data.train.head(0), 0)
    with pytest.raises(TooFewAnswersError):
        recipe.fit(data.train.filter(pl.col("student").is_in(few["student"].unique().to_list())), 0)
    alike = data.train.with_columns(
        pl.when(pl.col(outcome).is_finite()).then(0.0).otherwise(pl.col(outcome)).alias(outcome)
    )
    if kind == RECOMMENDER:
        alike = alike.with_columns(dismissed=pl.lit(0.0), finished=pl.lit(0.0))
    with pytest.raises(TooFewAnswersError):
        recipe.fit(alike, 0)


@pytest.mark.parametrize("kind", [RECOMMENDER, TRIGGER, DIFFICULTY])
def test_with_nobody_to_judge_by_nothing_is_said(
    kind: str, worked_off: dict[str, tuple[Path, dict[str, Any]]], tmp_path: Path
) -> None:
    folder, _ = worked_off[kind]
    dataset(kind).train.write_parquet(tmp_path / DATASET)
    RECIPES[kind].load(folder / MODEL).save(tmp_path / MODEL)
    (tmp_path / "fitted.json").write_text('{"seconds": 1}')
    result = work_off(tmp_path, RECIPES[kind], Job(kind), lambda _step, _done: None)
    json.dumps(result, allow_nan=False)
    assert {gate["outcome"] for gate in result["gates"] if gate["name"] != "fast"} == {"too_few"}
    assert "enough" in closed(result["gates"], "canary", kind)


def test_who_was_kept_apart_stays_so_and_the_same_cases_are_the_same_data() -> None:
    frame = choices_frame(choices())
    first = prepared(frame, outcome="opened")
    kept = set(first.test["student"].to_list())
    assert prepared(frame, outcome="opened", before=kept).card.fingerprint == first.card.fingerprint
    assert kept == set(prepared(frame, outcome="opened", before=kept).test["student"].to_list())
    assert first.card.answers + first.card.test_answers == len(choices())
    assert 0 < first.card.right < 1 and sum(map(sum, first.card.strata.values())) == 60


def test_decisions_come_back_from_their_table_as_they_were() -> None:
    log = choices()
    back = log_of(choices_frame(log))
    assert len(back) == len(log) and student_numbers(back).tolist() == sorted(one.int % 2**63 for one in log.students)
    for name in ("features", "known", "score", "chance", "gain", "kept", "place", "decision"):
        np.testing.assert_array_equal(getattr(back, name), getattr(log, name))
    assert [back.contents[one] for one in back.content] == [log.contents[one] for one in log.content]


def test_a_recommender_serves_under_the_name_of_its_version(
    worked_off: dict[str, tuple[Path, dict[str, Any]]],
) -> None:
    recipe = RECIPES[RECOMMENDER]
    served = recipe.served(recipe.load(worked_off[RECOMMENDER][0] / MODEL), "content_recommender@1.2.0")
    assert served.version == "content_recommender@1.2.0" and served.score([]).shape == (0,)


def test_a_trigger_that_is_blind_for_a_group_does_not_get_through() -> None:
    rng = np.random.default_rng(1)
    outcome, spanish = (rng.random(600) < 0.4).astype(float), rng.random(600) < 0.5
    chance = np.where(spanish, rng.random(600), 0.1 + 0.8 * outcome)
    groups = {"language": ["es" if one else "en" for one in spanish.tolist()]}
    blind = report(outcome, chance, np.arange(600), groups, threshold=0.5, draws=30, shuffles=25)
    gate = fair_gate(blind["slices"])
    assert (gate.outcome, gate.about) == ("failed", "language: en / es") or gate.about == "language: es / en"
    assert gate.outcome == "failed" and gate.numbers["abroca"] > gate.numbers["limit"]
    even = report(outcome, 0.1 + 0.8 * outcome, np.arange(600), groups, threshold=0.5, draws=30, shuffles=25)
    assert fair_gate(even["slices"]).outcome == "passed"
    assert fair_gate([]).outcome == "too_few"
    assert len(data_of_frame(school_frame(school()))) == len(school())


def test_texts_of_one_course_help_another_that_is_hardly_answered(
    worked_off: dict[str, tuple[Path, dict[str, Any]]],
) -> None:
    _, result = worked_off[DIFFICULTY]
    gain = result["against"][0]["comparison"]["log_loss"]
    assert gain["value"] > 0, "better than each course by itself"
    assert result["figures"]["log_loss"] < result["figures"]["author_log_loss"]
