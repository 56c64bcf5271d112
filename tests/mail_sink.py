"""A real mail server that keeps what it is given, and a small service that keeps what is posted to it."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Sink:
    """What has arrived, each in `slow` seconds, and with which sender in its envelope.

    Addresses that hold a word of `answers` are refused with its line.
    """

    port: int
    letters: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    envelopes: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    slow: float = 0.0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        for word, line in self.answers.items():
            if word in address:
                return line
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        made = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(made, EmailMessage)
        await asyncio.sleep(self.slow)
        self.letters.append(made)
        self.raw.append(envelope.content)
        self.envelopes.append(str(envelope.mail_from))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """Return the letters to one address."""
        return [one for one in self.letters if one["To"] == address]


def text_of(letter: EmailMessage, kind: str = "plain") -> str:
    """Return what a letter says, as text or as HTML."""
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content())


@contextmanager
def mail_sink(port: int = 0) -> Iterator[Sink]:
    """Run a mail server on this machine."""
    sink = Sink(port or free_port())
    with _running(Controller(sink, hostname="127.0.0.1", port=sink.port)):
        yield sink


@contextmanager
def _running(controller: Controller) -> Iterator[None]:
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@dataclass
class SecureSink(Sink):
    """A mail server that lets in whoever has signed in over TLS, and keeps all that it hears.

    Attributes:
        host: Address of this machine that is no name of it for our own program: TLS is asked for there as anywhere.
        signed_in: Users and passwords.
        heard: Every line of the client that came in plain text, before TLS or without it.
        ciphers: Of each connection that a letter came in on: version of TLS and cipher; None for plain text.
    """

    host: str = "127.0.0.2"
    signed_in: list[tuple[str, str]] = field(default_factory=list)
    heard: list[bytes] = field(default_factory=list)
    ciphers: list[tuple[str, str] | None] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        over = session.ssl
        found = over["ssl_object"] if isinstance(over, dict) else server.transport.get_extra_info("ssl_object")
        self.ciphers.append((found.version(), found.cipher()[0]) if found is not None else None)
        return await super().handle_DATA(server, session, envelope)

    def sign_in(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        self.signed_in.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=True)


@contextmanager
def secure_sink(context: ssl.SSLContext | None, *, implicit: bool = False) -> Iterator[SecureSink]:
    """Run a mail server that speaks TLS.

    Args:
        context: What it speaks TLS with; None: it offers none.
        implicit: TLS from the first byte (RFC 8314); otherwise STARTTLS (RFC 3207).
    """
    sink = SecureSink(free_port())

    class Listening(SMTP):
        """Keeps what comes in plain text."""

        def data_received(self, data: bytes) -> None:
            if self.transport is not None and self.transport.get_extra_info("ssl_object") is None:
                sink.heard.append(data)
            super().data_received(data)

    class Listener(Controller):
        def factory(self) -> SMTP:
            # Without TLS it would take a password all the same: that none comes is for the client to see to.
            return Listening(
                sink, hostname="sink", tls_context=None if implicit else context, authenticator=sink.sign_in,
                auth_require_tls=False,
            )  # fmt: skip

    with _running(Listener(sink, hostname=sink.host, port=sink.port, ssl_context=context if implicit else None)):
        yield sink


@dataclass
class Posted:
    """One request: its path, headers and body."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.body)


@dataclass
class Peer:
    """A service over HTTP; `status` is what it answers."""

    port: int
    got: list[Posted] = field(default_factory=list)
    status: int = 201


@contextmanager
def http_peer() -> Iterator[Peer]:
    """Run a service on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            peer.got.append(Posted(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(peer.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        peer = Peer(server.server_address[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield peer
        server.shutdown()
