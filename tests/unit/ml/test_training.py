"""The steps of a training: done once each, gone on with after a kill, and ended with the worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.ml.artefact import ModelKind
from learnapp.ml.datasets import curated
from learnapp.ml.recipes import RECIPES
from learnapp.ml.training import DATASET, MODEL, RESULT, STANDING, Job, work_off
from tests.unit.ml.logs import raw_log

KIND = ModelKind.MASTERY_PREDICTOR.value


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The folder of a run whose dataset is gathered."""
    curated(raw_log(students=30, each=12)).frame.write_parquet(tmp_path / DATASET)
    return tmp_path


def test_a_run_that_was_killed_goes_on_after_the_last_step(run: Path) -> None:
    said: list[str] = []
    first = work_off(run, RECIPES[KIND], Job(KIND), lambda step, _done: said.append(step))
    assert said == ["fit", "judge", "compare"] and (run / RESULT).exists()
    assert [one["name"] for one in first["against"]] == ["bkt-irt@1"]
    made = (run / MODEL / "trees.ubj").stat().st_mtime_ns
    (run / RESULT).unlink()
    again = work_off(run, RECIPES[KIND], Job(KIND), lambda _step, _done: None)
    assert (run / MODEL / "trees.ubj").stat().st_mtime_ns == made, "what was fitted is not fitted again"
    assert again["figures"] == first["figures"]
    # Killed while it wrote the model: half of one is none.
    (run / MODEL / "trees.ubj").write_bytes(b"half")
    work_off(run, RECIPES[KIND], Job(KIND), lambda _step, _done: None)
    assert (run / MODEL / "trees.ubj").stat().st_mtime_ns != made


def test_it_is_compared_with_what_stands_and_with_nothing_when_that_is_damaged(run: Path) -> None:
    work_off(run, RECIPES[KIND], Job(KIND), lambda _step, _done: None)
    (run / MODEL).rename(run / STANDING)
    (run / "fitted.json").unlink()
    found = work_off(run, RECIPES[KIND], Job(KIND, seed=1, standing="old@1.0.0"), lambda _step, _done: None)
    assert [one["name"] for one in found["against"]] == ["bkt-irt@1", "old@1.0.0"]
    assert found["against"][1]["comparison"]["seen_before"] > 0, "no student is known to be new to both"
    (run / STANDING / "trees.ubj").write_bytes(b"foreign")
    found = work_off(run, RECIPES[KIND], Job(KIND, standing="old@1.0.0"), lambda _step, _done: None)
    assert [one["name"] for one in found["against"]] == ["bkt-irt@1"] and found["unreadable"] == "old@1.0.0"


def test_the_process_that_trains_ends_when_nobody_waits_for_it(tmp_path: Path) -> None:
    # It waits for its job for ever, as it would for a long fit.
    os.mkfifo(tmp_path / "job.json")
    process = subprocess.Popen(
        [sys.executable, "-m", "learnapp.ml.train_process", str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=60) == 3


def test_a_dataset_that_nothing_can_be_learned_from_is_refused(tmp_path: Path) -> None:
    frame = curated(raw_log()).frame
    frame.head(20).write_parquet(tmp_path / DATASET)
    with pytest.raises(InvalidInputError):
        work_off(tmp_path, RECIPES[KIND], Job(KIND), lambda _step, _done: None)
    Job(KIND, 3, "a@1.0.0", (5, 7)).write(tmp_path)
    assert Job.read(tmp_path) == Job(KIND, 3, "a@1.0.0", (5, 7))
    assert json.loads((tmp_path / "job.json").read_text())["seed"] == 3
