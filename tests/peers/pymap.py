"""pymap, an IMAP server of others in an environment of its own: one mailbox, in memory."""

from __future__ import annotations

import imaplib
import ssl
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import free_port
from tests.peers.process import running

PROGRAM = Path(sys.prefix) / "pymap" / "bin" / "pymap"
USER, PASSWORD = "bounces", "a-secret:of@the/mailbox"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A running mailbox."""

    port: int
    host: str = "127.0.0.1"
    secure: bool = False

    def _open(self) -> imaplib.IMAP4:
        server = imaplib.IMAP4(self.host, self.port, timeout=20)
        if self.secure:
            server.starttls(ssl_context=ssl.create_default_context())
        server.login(USER, PASSWORD)
        server.select("INBOX")
        return server

    def put(self, raw: bytes) -> None:
        """Let a message arrive."""
        server = self._open()
        assert server.append("INBOX", "", "", raw)[0] == "OK"
        server.logout()

    def left(self, which: str = "ALL") -> int:
        """Return how many messages there are: ALL, or those that are SEEN."""
        server = self._open()
        found = server.search(None, which)[1][0].split()
        server.logout()
        return len(found)


@contextmanager
def pymap(folder: Path, pem: Path | None = None) -> Iterator[Mailbox]:
    """Run it until the end of the block.

    Args:
        folder: Where what it says goes.
        pem: Key and certificate of 127.0.0.2, where it then asks for STARTTLS before anything else.
    """
    if not PROGRAM.exists():
        pytest.fail("pymap is not installed: run make peers")
    port, host, log = free_port(), "127.0.0.1" if pem is None else "127.0.0.2", folder / "pymap.log"
    tls = ["--cert", str(pem), "--key", str(pem)] if pem is not None else ["--no-tls"]
    command = [
        str(PROGRAM.with_name("python")), str(PROGRAM), "--host", host, "--port", str(port), *tls,
        "--no-service", "admin", "--no-service", "managesieve",
        "dict", "--demo-user", USER, "--demo-password", PASSWORD,
    ]  # fmt: skip
    with running(command, log) as process:
        box, until = Mailbox(port, host, pem is not None), time.monotonic() + 30
        while True:
            try:
                box.left()
                break
            except (OSError, imaplib.IMAP4.error):
                if process.poll() is not None or time.monotonic() > until:
                    pytest.fail(f"pymap did not start: {log.read_text()[-2000:]}")
                time.sleep(0.1)
        yield box
