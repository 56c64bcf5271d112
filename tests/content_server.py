"""A content provider's server: REST with three ways of paging, GraphQL, files, and all the faults that such have.

`python -m tests.content_server PORT` holds one up for looking at pages.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

KEY = "provider-key"
SLOW_S = 0.4
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\nHalves and quarters.\n\n00:02.000 --> 00:04.000\nThat is all.\n"
# The first boxes of an MP4 file, which is as far as anybody here looks.
FILM = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + b"\x00" * 64


def article(number: int, **more: Any) -> dict[str, Any]:
    """Return a reading as the server describes it."""
    return {
        "id": f"a{number}", "title": f"Fractions {number}", "kind": "article",
        "body": f"<p>A fraction says how many equal parts of a whole are meant. This is text {number}.</p>",
        "standard": "3.NF.A.1", "level": "3-5", "license": "Site 2026", "updatedAt": "2026-02-01T10:00:00Z", **more,
    }  # fmt: skip


class ContentServer:
    """One provider, on a port of its own.

    Attributes:
        items: What it has, in order.
        files: Path -> bytes.
        faults: What happens to the next requests, in order: slow, busy (429), broken (500), cut, garbage, key (401),
            form, moved (302), private (302 into a private network); "" answers.
        file_faults: The same for files.
        page_size: Of a page; more is not given, whatever is asked.
        sizes: Sizes of the next pages, in order, before `page_size` holds.
        states: How the server tells states of a file apart: etag, modified, or "" not at all.
        sent: Paths of files that were sent whole, in order.
        twice: The last item of a page comes again as the first of the next.
        asked: (method, path with query) of requests.
        keys: Authorization of requests, by path.
    """

    def __init__(self, port: int = 0) -> None:
        self.items: list[dict[str, Any]] = []
        self.files: dict[str, bytes] = {}
        self.faults: deque[str] = deque()
        self.file_faults: deque[str] = deque()
        self.asked: list[tuple[str, str]] = []
        self.keys: dict[str, str] = {}
        self.sizes: deque[int] = deque()
        self.page_size, self.twice, self.states = 2, False, "etag"
        self.sent: list[str] = []
        self.modified: dict[str, str] = {}
        outer = self

        class Handler(_Handler):
            server_of = outer

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.url, self.graphql = f"{self.base}/items", f"{self.base}/graphql"

    def start(self) -> ContentServer:
        """Begin to listen."""
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def clear(self) -> None:
        """Have nothing, forget everything that was asked, and be well again."""
        for one in (
            self.items, self.files, self.faults, self.file_faults, self.asked, self.keys, self.sizes, self.sent,
            self.modified,
        ):  # fmt: skip
            one.clear()
        self.page_size, self.twice, self.states = 2, False, "etag"

    def film(self, number: int = 1, **more: Any) -> dict[str, Any]:
        """Have a film with its captions; return it as an item."""
        self.files |= {f"/files/{number}.mp4": FILM + bytes([number]), f"/files/{number}.vtt": CAPTIONS.encode()}
        return {
            "id": f"v{number}", "title": f"Halves {number}", "kind": "video", "mediaUrl": f"/files/{number}.mp4",
            "captionsUrl": f"/files/{number}.vtt", "standard": "3.NF.A.1", "level": "3", "license": "Site 2026",
            "updatedAt": "2026-02-01T10:00:00Z", **more,
        }  # fmt: skip


@contextlib.contextmanager
def content_server() -> Iterator[ContentServer]:
    """Hold one up."""
    server = ContentServer().start()
    try:
        yield server
    finally:
        server.stop()


class _Handler(BaseHTTPRequestHandler):
    server_of: ContentServer

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer a list, an item or a file."""
        place = urlsplit(self.path)
        of = self.server_of
        self._note()
        if place.path.startswith("/files/"):
            if not self._fault(of.file_faults):
                self._file(of.files.get(place.path))
        elif self._allowed() and not self._fault(of.faults):
            if place.path == "/items":
                self._list({name: values[0] for name, values in parse_qs(place.query).items()})
            else:
                found = next((one for one in of.items if place.path == f"/items/{one['id']}"), None)
                self._json(found if found is not None else {"error": "gone"}, 200 if found is not None else 404)

    def do_POST(self) -> None:
        """Answer a GraphQL query."""
        self._note()
        asked = json.loads(self.rfile.read(int(self.headers.get("content-length", "0"))))
        if not self._allowed() or self._fault(self.server_of.faults):
            return
        if "pageInfo" not in asked["query"]:
            self._json({"errors": [{"message": "no pageInfo"}]})
            return
        given = asked["variables"]
        found = self._since(given.get("updatedSince") or "")
        start = int(given.get("after") or 0)
        size = min(int(given["first"]), self.server_of.page_size)
        info = {"hasNextPage": start + size < len(found), "endCursor": str(start + size)}
        edges = [{"node": one} for one in found[start : start + size]]
        self._json({"data": {"items": {"edges": edges, "pageInfo": info}}})

    def _note(self) -> None:
        self.server_of.asked.append((self.command, self.path))
        self.server_of.keys[urlsplit(self.path).path] = self.headers.get("authorization", "")

    def _allowed(self) -> bool:
        if self.headers.get("authorization") == f"Bearer {KEY}":
            return True
        self._json({"error": "key"}, 401)
        return False

    def _since(self, since: str) -> list[dict[str, Any]]:
        return [one for one in self.server_of.items if one.get("updatedAt", "9") >= since.replace("+00:00", "Z")]

    def _list(self, asked: dict[str, str]) -> None:
        of = self.server_of
        found = self._since(asked.get("updated_since", ""))
        mark = f'"{hashlib.sha256(json.dumps(found).encode()).hexdigest()[:16]}"'
        if self.headers.get("if-none-match") == mark:
            self.send_response(304)
            self.end_headers()
            return
        size = min(int(asked.get("per_page") or asked.get("limit") or 2), of.sizes.popleft() if of.sizes else 99)
        size = min(size, of.page_size) if not of.sizes else size
        start = (int(asked["page"]) - 1) * size if "page" in asked else int(asked.get("cursor", "0"))
        first = max(start - 1, 0) if of.twice else start
        more = start + size < len(found)
        body: dict[str, Any] = {"items": found[first : start + size]}
        headers = {"ETag": mark}
        if "page" not in asked and more:
            body["next_cursor"] = str(start + size)
            query = urlencode({**asked, "cursor": start + size})
            headers["Link"] = f'<{of.base}/items?{query}>; rel="next"'
        self._json(body, headers=headers)

    def _file(self, data: bytes | None) -> None:
        if data is None:
            self._json({"error": "no file"}, 404)
            return
        of = self.server_of
        mark = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        # As a server does that knows only the second in which a file was written.
        modified = of.modified.setdefault(mark, f"Thu, 01 Jan 2026 00:00:{len(of.modified):02} GMT")
        name, state, asked = {
            "etag": ("ETag", mark, "if-none-match"), "modified": ("Last-Modified", modified, "if-modified-since"),
            "": ("X-State", "", "x-state"),
        }[of.states]  # fmt: skip
        same = self.headers.get(asked) == state
        self.send_response(304 if same else 200)
        self.send_header(name, state)
        self.send_header("Content-Length", "0" if same else str(len(data)))
        self.end_headers()
        if not same:
            of.sent.append(self.path)
            self.wfile.write(data)

    def _json(self, document: Any, status: int = 200, headers: dict[str, str] | None = None) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _fault(self, faults: deque[str]) -> bool:
        """Do the next fault; return whether it was an answer already."""
        fault = faults.popleft() if faults else ""
        if fault == "slow":
            time.sleep(SLOW_S)
        if fault in ("", "slow"):
            return False
        if fault == "garbage":
            self._raw(b"<html>not what you asked for</html>")
        elif fault == "form":
            self._json({"message": "hello"})
        elif fault == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "5000")
            self.end_headers()
            self.wfile.write(b'{"items": [')
            self.close_connection = True
        elif fault in ("moved", "private"):
            self.send_response(302)
            self.send_header("Location", "http://10.0.0.1/items" if fault == "private" else f"{self.server_of.base}/x")
            self.end_headers()
        else:
            status = {"busy": 429, "broken": 500, "key": 401}[fault]
            self._json({"error": fault}, status, {"Retry-After": "0"})
        return True

    def _raw(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    held = ContentServer(int(sys.argv[1])).start()
    held.page_size = 50
    held.items += [article(one) for one in range(1, 8)] + [held.film(1)]
    threading.Event().wait()
