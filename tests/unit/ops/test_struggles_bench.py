"""What the weights of the detectors are fitted by, and what says how far they can go, look and count as they should."""

from __future__ import annotations

import runpy
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench import struggles_bound, struggles_seen
from bench.classroom_detection import HELD_OUT
from bench.struggles_judge import Student
from learnapp.engine.struggles import Struggle


def test_the_fit_writes_the_module_that_the_engine_reads_and_the_same_again(tmp_path: Path) -> None:
    written = [tmp_path / "one.py", tmp_path / "two.py"]
    root = Path(__file__).parents[3]
    for path in written:
        run = [sys.executable, "-m", "bench.struggles_fit", "--students", "60", "--to", str(path)]
        subprocess.run(run, check=True, capture_output=True, timeout=300, cwd=root)
    assert written[0].read_bytes() == written[1].read_bytes()
    made = runpy.run_path(str(written[0]))
    assert list(made["WEIGHTS"]) == [kind.value for kind in Struggle]
    assert all(weight > 0.0 for weight in (*made["WEIGHTS"].values(), made["TOGETHER"], made["SILENT_EACH"]))


def _at_first(one: Student, count: int) -> Student:
    return replace(one, tries=one.tries[:count], states=one.states[:count])


def test_what_is_seen_after_an_answer_does_not_hang_on_later_ones() -> None:
    everybody = struggles_bound.fresh(HELD_OUT, 0, 12)
    whole = struggles_seen.work_of(everybody, HELD_OUT.needs)
    part = struggles_seen.work_of([_at_first(one, 40) for one in everybody], HELD_OUT.needs)
    for see in (struggles_seen.seen, struggles_seen.items, struggles_seen.truth):
        then, later = see(part), see(whole)
        assert list(then) == list(later)
        for name, values in then.items():
            np.testing.assert_allclose(values, later[name][:, :40], err_msg=name, rtol=1e-5, atol=1e-6)
    worked = np.array([one.worked for one in everybody])
    for name, values in struggles_seen.quiet(worked[:, :30]).items():
        np.testing.assert_allclose(values, struggles_seen.quiet(worked)[name][:, :30], err_msg=name)


def test_limits_are_counted_as_the_bench_counts() -> None:
    these = struggles_bound.judging(struggles_bound.fresh(HELD_OUT, 0, 300))
    rng = np.random.default_rng(4)
    n, answers = these.work.topic.shape
    scores = rng.normal(-1.0, 1.0, (n, answers)).astype(np.float32)
    scores += 2.0 * ((these.true.onset[:, None] >= 0) & (np.arange(answers) >= these.true.onset[:, None]))
    days = np.arange(these.worked.shape[1])
    silent = rng.normal(-4.0, 1.0, these.worked.shape).astype(np.float32)
    silent += 4.0 * ((these.true.stops[:, None] >= 0) & (days >= these.true.stops[:, None]))
    found = struggles_bound.outcomes(these.true, scores, silent)
    for one in found[:: len(found) // 9]:
        level = struggles_bound.as_the_bench_counts(these, scores, silent, one)
        assert (level.recall, level.precision, level.delay) == pytest.approx((one.recall, one.precision, one.delay))
    assert len({round(one.recall, 3) for one in found}) > 20, "limits differ in what they find"
