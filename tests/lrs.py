"""A record store that stumbles as a test wants it: it takes what comes, and says so or not.

It keeps to the standard where that matters for who sends: a statement that it has already is taken again when it says
the same, and refused (409) with all of its batch when it does not. Caliper envelopes go to `/caliper`.
"""

from __future__ import annotations

import base64
import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

KEY, SECRET = "school-key", "school-secret"
_STATUS = {"key": 401, "missing": 404, "refused": 400, "busy": 429, "before": 500, "after": 502, "large": 413}


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Say nothing: a sender that was killed has left its line open."""


class Lrs:
    """The store.

    Attributes:
        url: Of its xAPI door; `caliper` that for envelopes.
        statements: What it has, by id; `events` likewise of Caliper.
        faults: What goes wrong with the next calls, first one first: key, missing, refused, busy, large, `before` it
            has taken them, `after`, or `hang up` after.
        failing: Share of all calls that go wrong besides.
        refuses: Statements whose kind of event is one of these are refused with all of their batch.
        again: How often something came that was there already, saying the same.
        differing: Ids that came with something else than what was there.
    """

    def __init__(self, seed: int = 7) -> None:
        self.statements: dict[str, dict[str, Any]] = {}
        self.events: dict[str, dict[str, Any]] = {}
        self.envelopes: list[dict[str, Any]] = []
        self.faults: list[str] = []
        self.refuses: set[str] = set()
        self.failing = 0.0
        self.calls = self.failed = self.again = 0
        self.differing: list[str] = []
        self.taken = b""
        self._draw = random.Random(seed)  # noqa: S311 - no secret
        self._lock = threading.Lock()
        store = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                pass

            def do_POST(self) -> None:  # noqa: N802
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                status = store.take(urlsplit(self.path).path, dict(self.headers.items()), body)
                if status == 0:
                    self.close_connection = True
                    return
                answer = b"[]" if status == 200 else b"{}"
                with suppress(OSError):
                    self.send_response(status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(answer)))
                    self.end_headers()
                    self.wfile.write(answer)

        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.url, self.caliper = f"{self.origin}/xapi", f"{self.origin}/caliper"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def _fault(self) -> str:
        if self.faults:
            return self.faults.pop(0)
        if self._draw.random() < self.failing:
            return self._draw.choice(("before", "after", "hang up", "busy"))
        return ""

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        """Take one call; returns the status, 0 for none."""
        with self._lock:
            self.calls += 1
            self.taken += body
            fault = self._fault()
            self.failed += bool(fault)
            wanted = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
            if fault and fault not in ("after", "hang up"):
                return _STATUS[fault]
            if headers.get("Authorization") not in (f"Basic {wanted}", f"Bearer {SECRET}"):
                return 401
            if path == "/caliper":
                status = self._envelope(json.loads(body))
            elif path == "/xapi/statements" and headers.get("X-Experience-API-Version") == "1.0.3":
                status = self._batch(json.loads(body))
            else:
                status = 404
            return status if not fault else 0 if fault == "hang up" else _STATUS[fault]

    def _batch(self, documents: list[dict[str, Any]]) -> int:
        for one in documents:
            kind = [str(value) for name, value in one["context"].get("extensions", {}).items() if "kind" in name]
            if self.refuses & set(kind):
                return 400
            if one["id"] in self.statements and self.statements[one["id"]] != one:
                self.differing.append(one["id"])
                return 409
        for one in documents:
            self.again += one["id"] in self.statements
            self.statements[one["id"]] = one
        return 200

    def _envelope(self, envelope: dict[str, Any]) -> int:
        self.envelopes.append(envelope)
        for one in envelope["data"]:
            self.again += one["id"] in self.events
            self.events[one["id"]] = one
        return 200

    def close(self) -> None:
        """Stop it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)


@contextmanager
def lrs() -> Iterator[Lrs]:
    """Run one until the end of the block."""
    store = Lrs()
    try:
        yield store
    finally:
        store.close()
