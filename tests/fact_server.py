"""A server that answers as Wikipedia's REST service and Wolfram|Alpha do, and can fail as they do."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

KEY = "wolfram-key"


class FactServer:
    """Both services on one port.

    Attributes:
        articles: Title -> extract.
        answers: Question -> short answer.
        fault: What happens to every request: slow, busy, broken, garbage; "" answers.
        asked: Paths with their questions, as they came.
    """

    def __init__(self) -> None:
        self.articles: dict[str, str] = {}
        self.answers: dict[str, str] = {}
        self.fault = ""
        self.asked: list[str] = []
        outer = self

        class Handler(_Handler):
            server_of = outer

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def rest(self) -> str:
        """The base address of the encyclopaedia."""
        return f"{self.url}/api/rest_v1"

    def clear(self) -> None:
        """Forget everything, and be well again."""
        self.articles, self.answers, self.fault, self.asked = {}, {}, "", []


class _Handler(BaseHTTPRequestHandler):
    server_of: FactServer

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:  # noqa: N802 - the name of the library
        server, parts = self.server_of, urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(parts.query).items()}
        server.asked.append(f"{unquote(parts.path)} {given.get('i') or given.get('input', '')}".strip())
        if server.fault == "slow":
            time.sleep(1.0)
        status = {"busy": 429, "broken": 500}.get(server.fault)
        if status is not None:
            return self._send(status, "no")
        if parts.path.startswith("/api/rest_v1/page/summary/"):
            title = unquote(parts.path.rsplit("/", 1)[1]).replace("_", " ")
            if server.fault == "garbage":
                return self._send(200, "<html>")
            if title not in server.articles:
                return self._send(404, "{}")
            return self._send(200, json.dumps({"type": "standard", "title": title, "extract": server.articles[title]}))
        if given.get("appid") != KEY:
            return self._send(403, "Error 1: Invalid appid")
        said = server.answers.get(given.get("i") or given.get("input", ""))
        return self._send(501, "Wolfram|Alpha did not understand your input") if said is None else self._send(200, said)

    def _send(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(body)


@contextlib.contextmanager
def fact_server() -> Iterator[FactServer]:
    """Hold one up."""
    server = FactServer()
    threading.Thread(target=server._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()  # noqa: SLF001
    try:
        yield server
    finally:
        server._server.shutdown()  # noqa: SLF001
        server._server.server_close()  # noqa: SLF001
