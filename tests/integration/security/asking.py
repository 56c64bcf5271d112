"""HTTP requests straight to the application: thousands of them, where a client would take most of the time."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson
from starlette.types import ASGIApp, Message

HOST = "school.test"


@dataclass
class Answer:
    """What came back."""

    status_code: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    @cached_property
    def text(self) -> str:
        """The body, as a browser would read it."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """Return the document that the body holds."""
        return orjson.loads(self.body)


async def ask(app: ASGIApp, method: str, address: str, headers: dict[str, str], body: bytes = b"") -> Answer:
    """Send one request and return the answer; an error that reaches the server is raised here.

    Args:
        app: The application.
        method: For example "GET".
        address: Path as it stands in an address bar, with its query.
        headers: Of the request; host and length are added.
        body: Of the request.
    """
    parts = urlsplit(address)
    sent = {"host": HOST, "content-length": str(len(body)), **headers}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        "client": ("203.0.113.9", 4711),
        "server": (HOST, 80),
        "state": {},
        "extensions": {},
    }
    answer, told = Answer(), [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return told.pop() if told else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status_code, answer.headers = message["status"], list(message.get("headers", []))
        elif method != "HEAD":
            answer.body += message.get("body", b"")

    await app(scope, receive, send)
    assert answer.status_code, f"{method} {address} was not answered"
    return answer
