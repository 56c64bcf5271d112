"""What the weights of the detectors are fitted by runs from end to end, and gives the same at every run."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

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
