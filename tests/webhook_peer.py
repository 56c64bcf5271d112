"""A program of somebody else that takes our webhooks, and believes only what is signed as the standard says."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError


class Peer:
    """A receiver.

    Attributes:
        secret: With which it verifies; what is signed otherwise is a 401.
        faults: Answers to the next calls: a status, 200 for fine.
        taken: (id, document) of everything that it has believed, in order.
    """

    def __init__(self) -> None:
        self.secret = ""
        self.faults: list[int] = []
        self.taken: list[tuple[str, dict[str, Any]]] = []
        self.calls = 0
        self.url = ""

    def hear(self, headers: dict[str, str], body: bytes) -> int:
        """Return the status of the answer."""
        self.calls += 1
        fault = self.faults.pop(0) if self.faults else 200
        if fault != 200:
            return fault
        try:
            said = Webhook(self.secret).verify(body, headers)
        except WebhookVerificationError:
            return 401
        self.taken.append((headers["webhook-id"], json.loads(body) if said is None else said))
        return 204

    def kinds(self) -> list[str]:
        """Return what was told, in order."""
        return [one["type"] for _, one in self.taken]


@contextmanager
def peer() -> Iterator[Peer]:
    """Run one on a free port of this machine."""
    one = Peer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            self.send_response(one.hear({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one.url = f"http://127.0.0.1:{server.server_port}/hooks?from=school"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
