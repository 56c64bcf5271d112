"""A name service on loopback that says what a test wants."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


class NameService:
    """Answers TXT questions; `address` is what the setting DNS_SERVERS takes."""

    def __init__(self) -> None:
        self.address = ""
        self._texts: dict[str, tuple[str, ...]] = {}

    def says(self, name: str, *texts: str) -> None:
        """Let a name have these texts from now on."""
        self._texts[name.lower()] = texts

    def answer(self, wire: bytes) -> bytes:
        """Return the answer to one question."""
        question = dns.message.from_wire(wire)
        asked = question.question[0]
        reply = dns.message.make_response(question)
        reply.flags |= dns.flags.AA
        texts = self._texts.get(str(asked.name).rstrip(".").lower())
        if texts is None:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        else:
            reply.answer.append(dns.rrset.from_text(asked.name, 1, "IN", "TXT", *[f'"{text}"' for text in texts]))
        return reply.to_wire()


@contextmanager
def name_service() -> Iterator[NameService]:
    """Run one until the end of the block."""
    service = NameService()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            data, out = self.request
            out.sendto(service.answer(data), self.client_address)

    server: Any = socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler)
    service.address = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
