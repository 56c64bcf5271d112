"""Keeps the app and the worker alive, and takes them along when it goes."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Protocol

import psutil

from learnapp.core.errors import LearnAppError
from learnapp.workers import leash
from learnapp.workers.frontend import ROOT, SERVE_ENVIRONMENT


def _end_group(leader: int) -> None:
    """End whatever a child started and left behind: a server's own workers would keep the port."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _group(leader: int) -> list[psutil.Process]:
    """Return the living processes of a child's group that are ours; numbers are used again by the system."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(process.pid) == leader and any("learnapp" in word for word in process.cmdline()):
                found.append(process)
    return found


def app_command(host: str, port: int, workers: int) -> list[str]:
    """Return the command line of the app server."""
    return [
        sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--ws",
        "--host", host, "--port", str(port), "--workers", str(workers), "--log-level", "warning",
        "--workers-kill-timeout", "4",
        "learnapp.learnapp:app",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """Return the command line of the worker."""
    return [sys.executable, "-m", "learnapp.cli", "worker"]


_LOOK_S = 2.0


class Revived(Protocol):
    """A server that is looked after."""

    def pid(self) -> int | None:
        """Return its process, None when it has none."""
        ...

    def revive(self) -> None:
        """Start it again."""
        ...


@dataclass(slots=True)
class Child:
    """One process that is kept alive."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    niceness: int = 0
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    _leash: int | None = None

    def start(self) -> None:
        """Start it, with its output in its log; it ends when this process does (`leash`)."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self._leash is not None:
            os.close(self._leash)
        theirs, self._leash = os.pipe()
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(  # noqa: S603 - fixed words
                leash.command(theirs, self.command),
                pass_fds=(theirs,),
                cwd=ROOT,
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                # A group of its own: what it starts itself can be ended with it, also after it is gone.
                start_new_session=True,
                preexec_fn=partial(os.nice, self.niceness),  # noqa: PLW1509 - one thread at this point
            )
        os.close(theirs)
        self.started = time.monotonic()

    def stop(self, patience: float = 8.0) -> None:
        """Ask it to end, and insist after `patience` seconds."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        _end_group(self.process.pid)
        self.process.wait()
        if self._leash is not None:
            os.close(self._leash)
            self._leash = None


def require_free(host: str, port: int) -> None:
    """Refuse a port on which somebody listens already, or nobody can.

    Raises:
        LearnAppError: It is in use, for root only, or not of this machine.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if isinstance(error, PermissionError):
                raise LearnAppError(f"Port {port} is for root only. Choose one from 1024 on.") from error
            if error.errno == errno.EADDRINUSE:
                raise LearnAppError(f"Port {port} is in use. Choose another: make run PORT=8010") from error
            raise LearnAppError(
                f"This machine has no address {host}. Set HOST to one of its own, or to 127.0.0.1."
            ) from error


def address_of(host: str, port: int) -> str:
    """Return the address under which this machine itself reaches a server that listens on a host."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - what somebody has set
    return f"http://[{near}]:{port}" if ":" in near else f"http://{near}:{port}"


@dataclass(slots=True)
class Supervisor:
    """The children of one `learnapp up`.

    Args:
        run_file: Written while it runs: other commands and a second start read it.
        say: Prints a line for the person at the terminal.
        database: The server that this command owns; None where it is somebody else's.
    """

    run_file: Path
    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)
    database: Revived | None = None
    _stopping: bool = False
    _looked: float = 0.0

    def run(self) -> None:
        """Watch the children until a signal arrives; restart the ones that die, more slowly each time."""
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._stop_soon)
        try:
            while not self._stopping:
                time.sleep(0.3)
                self._look_after_database()
                for child in self.children:
                    self._look_after(child)
        finally:
            self.stop()

    def _look_after_database(self) -> None:
        """Start a database again that has died: it is nobody's child, and nothing works without it."""
        if self.database is None or self._stopping or time.monotonic() - self._looked < _LOOK_S:
            return
        try:
            if self.database.pid() is None:
                self.say("· the database ended; starting it again")
                self.database.revive()
        except LearnAppError as error:
            self.say(f"· {error.message}")
        self._looked = time.monotonic()

    def _look_after(self, child: Child) -> None:
        if child.process is None or child.process.poll() is None or self._stopping:
            return
        lasted = time.monotonic() - child.started
        child.failures = 0 if lasted > 60 else child.failures + 1
        pause = min(30.0, 0.5 * 2**child.failures)
        self.say(
            f"· {child.name} ended (code {child.process.returncode}; its last words are in {child.log});"
            f" starting it again in {pause:.0f} s"
        )
        _end_group(child.process.pid)
        time.sleep(pause)
        child.start()
        self.write_run_file()

    def stop(self) -> None:
        """End every child and remove the run file."""
        for child in reversed(self.children):
            child.stop()
        self.run_file.unlink(missing_ok=True)

    def write_run_file(self) -> None:
        """Write which processes belong to this run."""
        pids = {child.name: child.process.pid for child in self.children if child.process}
        # Whoever reads it in this moment sees the old or the new one, never half of it.
        fresh = self.run_file.with_suffix(".new")
        fresh.write_text(json.dumps({"supervisor": os.getpid(), "children": pids}), encoding="utf-8")
        fresh.replace(self.run_file)

    def _stop_soon(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True


def running(run_file: Path) -> int | None:
    """Return the pid of the supervisor that this run file names, if that process lives."""
    try:
        pid = int(json.loads(run_file.read_text(encoding="utf-8"))["supervisor"])
        command = psutil.Process(pid).cmdline()
    except (OSError, ValueError, KeyError, psutil.Error):
        return None
    return pid if any("learnapp" in word for word in command) else None


def end_leftovers(run_file: Path) -> None:
    """End children of a supervisor that was killed, so that the port is free again."""
    try:
        children = json.loads(run_file.read_text(encoding="utf-8"))["children"].values()
    except (OSError, ValueError, KeyError):
        return
    left = [process for pid in children for process in _group(int(pid))]
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    for process in psutil.wait_procs(left, 6)[1]:
        with contextlib.suppress(psutil.Error):
            process.kill()


def serve_environment(extra: dict[str, str]) -> dict[str, str]:
    """Return the environment of the app process."""
    return dict(os.environ) | SERVE_ENVIRONMENT | extra
