"""Commands of the app that begin at once: forked from one process that has loaded all of it, as servers fork theirs.

To load the app takes seconds of a processor, and the walks let some two dozen commands run.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# A child leaves the loop and does what Python would have done with its words; each line is answered with a number.
_LOADED = """
import contextlib, json, os, runpy, sys
import learnapp.bootstrap, learnapp.cli, learnapp.workers.jobs
for line in sys.stdin:
    told = json.loads(line)
    if "pid" in told:
        print(os.waitstatus_to_exitcode(os.waitpid(told["pid"], 0)[1]), flush=True)
        continue
    child = os.fork()
    if not child:
        break
    print(child, flush=True)
else:
    sys.exit()
os.environ |= told["settings"]
with contextlib.suppress(PermissionError):
    os.nice(told["nice"])
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
for number in (1, 2):
    os.dup2(os.open(told["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
kind, what, *rest = told["words"]
sys.argv = [what, *rest]
if kind == "-m":
    runpy.run_module(what, run_name="__main__", alter_sys=True)
else:
    exec(compile(what, "<words>", "exec"), {"__name__": "__main__"})
"""


class Loaded:
    """The process that has loaded the app and does nothing but fork.

    Args:
        folder: Takes what commands print that have no log of their own.
    """

    def __init__(self, folder: Path) -> None:
        self._log = folder / "commands.log"
        self._process = subprocess.Popen(
            [sys.executable, "-c", _LOADED], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def told(self, **what: Any) -> int:
        """Tell it something and return the number that it answers with."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def start(self, command: list[str], settings: dict[str, str], log: Path | None = None, *, nice: int = 0) -> Command:
        """Start a command and return at once.

        Args:
            command: Python, `-m` or `-c`, a module or code, and its arguments.
            settings: What is added to the environment of the tests.
            log: Takes what it prints.
            nice: Less than 0: it goes first, where the tests may say so.
        """
        assert command[0] == sys.executable and command[1] in {"-m", "-c"}
        return Command(self, self.told(words=command[1:], settings=settings, log=str(log or self._log), nice=nice))

    def run(self, command: list[str], settings: dict[str, str]) -> None:
        """Let a command run to its end, which has to be a good one."""
        code = self.start(command, settings).wait()
        assert code == 0, f"{command[1:]} ended with {code}: {self._log.read_text(errors='replace')[-4000:]}"

    def close(self) -> None:
        """End it; it ends when nobody can tell it anything any more."""
        self._process.communicate(timeout=30)


@dataclass(frozen=True)
class Command:
    """A command that runs."""

    loaded: Loaded
    pid: int

    def terminate(self) -> None:
        """Ask it to end."""
        os.kill(self.pid, signal.SIGTERM)

    def wait(self) -> int:
        """Return the code with which it ended."""
        return self.loaded.told(pid=self.pid)


@contextmanager
def loading(folder: Path) -> Iterator[Loaded]:
    """Begin to load the app, beside whatever comes next."""
    loaded = Loaded(folder)
    yield loaded
    loaded.close()
