"""What a supervisor has started ends with it, also when it does not listen."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from learnapp.workers import leash

_PARENT = """
import os, sys, time
from pathlib import Path
from learnapp.workers.supervisor import Child
words = [sys.executable, "-m", "tests.integration.ops.deaf", "a word"]
child = Child("deaf", words, dict(os.environ), Path(sys.argv[1]))
child.start()
time.sleep(120)
"""


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.mark.timeout(90)
def test_a_child_that_ignores_being_asked_ends_with_the_supervisor_and_with_all_it_started(tmp_path: Path) -> None:
    log = tmp_path / "deaf.log"
    parent = subprocess.Popen([sys.executable, "-c", _PARENT, str(log)], cwd=Path(__file__).parents[3])
    said: list[str] = []
    end = time.monotonic() + 30
    while len(said) < 4 and time.monotonic() < end:
        time.sleep(0.1)
        said = log.read_text(encoding="utf-8").split() if log.exists() else []
    pids = [int(said[0]), int(said[1])]
    assert said[2:] == ["a", "word"]
    assert os.getpgid(pids[1]) == pids[0]
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    time.sleep(1)
    assert all(map(_lives, pids)), "it has been asked, and has its time"
    end = time.monotonic() + leash.PATIENCE_S + 20
    while any(map(_lives, pids)) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(map(_lives, pids))
