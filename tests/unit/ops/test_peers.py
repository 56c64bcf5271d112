"""Other people's programs that the tests start end with the tests, also with those that are killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.conftest import free_port
from tests.peers.oidc import MODULES, SCRIPT
from tests.peers.process import running

ROOT = Path(__file__).resolve().parents[3]
# A program that starts another one, as PHP's server does.
_FAMILY = ["/bin/sh", "-c", "sleep 300 & echo $$ $!; wait"]
_HOST = """
import sys, time
from pathlib import Path
from tests.peers.process import running
with running({command!r}, Path(sys.argv[1])):
    time.sleep(300)
"""


def _said(log: Path) -> list[int]:
    for _ in range(200):
        with suppress(FileNotFoundError):
            found = [int(word) for word in log.read_text().split()]
            if len(found) == 2:
                return found
        time.sleep(0.05)
    raise AssertionError("it did not begin")


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _all_gone(pids: list[int]) -> bool:
    for _ in range(100):
        if not any(_lives(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def test_a_program_ends_with_the_block(tmp_path: Path) -> None:
    with running(_FAMILY, tmp_path / "log"):
        pids = _said(tmp_path / "log")
        assert all(_lives(pid) for pid in pids)
    assert _all_gone(pids)


def test_a_program_ends_with_tests_that_are_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    host = subprocess.Popen([sys.executable, "-c", _HOST.format(command=_FAMILY), str(log)], cwd=ROOT)
    pids = _said(log)
    os.kill(host.pid, signal.SIGKILL)
    host.wait(timeout=10)
    assert _all_gone(pids)


def test_the_certified_provider_ends_by_itself_when_its_input_closes(tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node is not None
    (tmp_path / "accounts.json").write_text("{}")
    words = [node, str(SCRIPT), str(MODULES), str(free_port()), str(tmp_path / "accounts.json")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin is not None and process.stdout is not None
        assert any(b"ready" in line for line in process.stdout)
        process.stdin.close()
        assert process.wait(timeout=10) == 0
