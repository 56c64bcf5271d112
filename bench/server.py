"""The system under measurement: `learnapp up` in a folder of its own, on a free loopback port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psutil

from learnapp.core.config import Settings
from learnapp.storage.embedded import EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[1]
_PATIENCE = 300.0


def free_port() -> int:
    """Return a free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """One `learnapp up`.

    Args:
        folder: Its data folder; short, because sockets live in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def settings(self) -> Settings:
        """Return settings with which another process attaches to its database."""
        return Settings(_env_file=None, data_dir=self.folder, port=self.port)

    def owner(self) -> str:
        """Return the connection string that sees every row."""
        return EmbeddedPostgres(self.folder).urls().owner

    def start(self) -> float:
        """Start it and return the seconds until the first page answered.

        Raises:
            RuntimeError: It ended, or no page came within five minutes.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        environment = os.environ | {"DATA_DIR": str(self.folder), "PORT": str(self.port), "HOST": "127.0.0.1"}
        for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "ENVIRONMENT"):
            environment.pop(name, None)
        log = self.folder / "up.log"
        began = time.perf_counter()
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "learnapp.cli", "up"],
                cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        while time.perf_counter() - began < _PATIENCE:
            if self._process.poll() is not None:
                break
            try:
                if httpx.get(self.url, timeout=5.0, follow_redirects=True).status_code == 200:
                    return time.perf_counter() - began
            except httpx.HTTPError:
                time.sleep(0.05)
        raise RuntimeError(f"the server did not come up; see {log}:\n{log.read_text(encoding='utf-8')[-2000:]}")

    def stop(self) -> None:
        """End it as Ctrl-C would."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(40)
            except subprocess.TimeoutExpired:
                self.kill()
        self._process = None

    def kill(self) -> None:
        """End it with kill -9, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = None

    def settle(self, *, patience: float = 60.0) -> None:
        """Wait until what loads in the background after the start has loaded: app and worker are quiet for 2 s."""
        # The app begins to load what can wait some seconds after its first page.
        time.sleep(12.0)
        until, quiet = time.perf_counter() + patience, 0
        while time.perf_counter() < until and quiet < 4:
            before = self._busy()
            time.sleep(0.5)
            quiet = quiet + 1 if self._busy() - before < 0.1 else 0

    def _busy(self) -> float:
        """Return the processor seconds of app and worker so far."""
        return sum(sum(process.cpu_times()[:2]) for process in self.processes())

    def processes(self) -> list[psutil.Process]:
        """Return the living processes of app and worker."""
        if self._process is None:
            return []
        found = []
        for process in psutil.Process(self._process.pid).children(recursive=True):
            words = " ".join(process.cmdline())
            if "granian" in words or "learnapp.cli worker" in words:
                found.append(process)
        return found

    def memory(self) -> float:
        """Return the proportional set size of app and worker (not Postgres), MiB."""
        return float(sum(process.memory_full_info().pss for process in self.processes())) / 2**20


@contextmanager
def short_folder() -> Iterator[Path]:
    """Lend a folder until the end of the block; its path is short, because the database's socket lives in it."""
    with TemporaryDirectory(prefix="lb-", dir="/tmp", ignore_cleanup_errors=True) as folder:  # noqa: S108
        yield Path(folder)


@contextmanager
def own_server() -> Iterator[Server]:
    """Lend a server that has not been started yet; it is stopped and forgotten at the end of the block."""
    with short_folder() as folder:
        server = Server(folder / "data")
        try:
            yield server
        finally:
            server.stop()
