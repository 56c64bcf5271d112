"""Ralph, the record store of France Université Numérique: other people's program, in an environment of its own."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import bcrypt
import httpx
import pytest

from tests.conftest import free_port
from tests.peers.process import running

PYTHON = Path(sys.prefix) / "ralph" / "bin" / "python"
SCRIPT = Path(__file__).with_name("ralph_server.py")
USER, PASSWORD = "school", "a-secret-of-the-store"


@dataclass(frozen=True, slots=True)
class Ralph:
    """A running store.

    Attributes:
        url: Of its xAPI door.
    """

    url: str

    def get(self, **parameters: str) -> httpx.Response:
        """Ask it for statements."""
        return httpx.get(f"{self.url}/statements", params=parameters, auth=(USER, PASSWORD), timeout=20)


@contextmanager
def ralph(folder: Path) -> Iterator[Ralph]:
    """Run it until the end of the block."""
    if not PYTHON.exists():
        pytest.fail("ralph-malph is not installed: run make peers")
    credentials = [
        {
            "username": USER, "hash": bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode(),
            "scopes": ["all"], "agent": {"mbox": "mailto:store@school.example"},
        }
    ]  # fmt: skip
    (folder / "auth.json").write_text(json.dumps(credentials))
    port, log = free_port(), folder / "ralph.log"
    environment = {
        **os.environ, "RALPH_APP_DIR": str(folder), "RALPH_AUTH_FILE": str(folder / "auth.json"),
        "RALPH_RUNSERVER_BACKEND": "fs", "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(folder),
    }  # fmt: skip
    with running([str(PYTHON), "-P", str(SCRIPT), str(port)], log, environment) as process:
        store, until = Ralph(f"http://127.0.0.1:{port}/xAPI"), time.monotonic() + 60
        while True:
            try:
                store.get()
                break
            except httpx.TransportError:
                pass
            if process.poll() is not None or time.monotonic() > until:
                pytest.fail(log.read_text(errors="replace")[-2000:])
            time.sleep(0.1)
        yield store
