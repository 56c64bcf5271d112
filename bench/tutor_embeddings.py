"""A service for embeddings against the course's own basis: the same questions, and what the way there costs.

The service is one of the bench's own, which hashes words: what it finds says how good that is and nothing about a real
model. The time is the overhead of asking a service on this machine, to which a real one adds its own.
"""

from __future__ import annotations

import json
import re
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from bench.report import Figure
from bench.tutor_pack import Problem, passages, split
from learnapp.bootstrap import embedder
from learnapp.core.config import Settings
from learnapp.knowledge.embeddings import Embedder, nameless
from learnapp.knowledge.index import TOP, Context, CourseIndex
from learnapp.services.retrieval_index import arrays

LENGTH, ASKED, INDEXED = 256, 300, 3_000
_STEMS = Context(kinds=frozenset({"stem"}))
_WORD = re.compile(r"[a-z0-9]+")


class _Service(BaseHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:  # noqa: N802 - the name of the library
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"]
        data = [{"object": "embedding", "index": place, "embedding": _vector(text)} for place, text in enumerate(said)]
        body = json.dumps({"object": "list", "model": "hashed", "data": data, "usage": {}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _vector(text: str) -> list[float]:
    found = np.zeros(LENGTH)
    for word in _WORD.findall(text.lower()):
        digest = zlib.crc32(word.encode())
        found[digest % LENGTH] += 1.0 if digest & 0x10000 else -1.0
    return [float(one) for one in found]


@contextmanager
def service() -> Iterator[str]:
    """Hold a service up; its base address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        server.shutdown()


def measure(problems: Sequence[Problem]) -> list[Figure]:
    """Measure both ways over the same problems and questions."""
    queries = split(problems)[0][:ASKED]
    asked = {one.content.content_id for one in queries}
    rest = [one for one in problems if one.content.content_id not in asked]
    chosen = [*queries, *rest[: max(INDEXED - len(queries), 0)]]
    texts = passages(chosen, hidden=asked)
    figures = _way("the course's own basis", texts, queries, None)
    with service() as address:
        made = embedder(Settings(_env_file=None, embeddings_url=address, embeddings_model="hashed"))
        if made is None:
            raise SystemExit("The service for embeddings is not configured.")
        figures += _way("a service (the bench's own: quality says nothing)", texts, queries, made)
        began = time.perf_counter()
        for one in queries:
            made.question(one.hints)
        again = (time.perf_counter() - began) * 1000 / len(queries)
        made.close()
    figures.append(Figure("a question's vector from memory", again, "ms", runs=len(queries)))
    return figures


def _way(name: str, texts: Sequence[Any], queries: Sequence[Problem], made: Embedder | None) -> list[Figure]:
    began = time.perf_counter()
    parts = arrays(texts, made)
    built = time.perf_counter() - began
    index = CourseIndex(parts.facts, parts.words, parts.vectors, parts.basis or made, None, None)
    hits, took = [], []
    for one in queries:
        began = time.perf_counter()
        found = index.search(one.hints, _STEMS, hide=nameless)
        took.append((time.perf_counter() - began) * 1000)
        contents = {index.facts.content_list[index.facts.contents[hit.number]] for hit in found[:TOP]}
        hits.append(float(one.content.content_id in contents))
    return [
        Figure(f"hit@5 with vectors of {name}", float(np.mean(hits)), "", runs=len(queries), note="fused, unordered"),
        Figure(f"a search with vectors of {name}, p95", float(np.percentile(took, 95)), "ms", runs=len(queries)),
        Figure(f"passages embedded and indexed, {name}", len(texts) / built, "/s", runs=len(texts)),
    ]  # fmt: skip
