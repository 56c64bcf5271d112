"""A push service and the browsers that it serves, by the standards alone: nothing of ours and none of our libraries.

RFC 8030 for the request and its answers, RFC 8292 for who may send, RFC 8291 with RFC 8188 for what a browser reads.
"""

from __future__ import annotations

import base64
import json
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MOST_BYTES = 4096
_DAY = 24 * 3600


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


@dataclass
class Browser:
    """One subscription: the keys stay here, and only messages that were encrypted for them are read."""

    path: str
    public_key: str
    """Of the institution, as the page has handed it to the browser when it subscribed."""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))
    bodies: list[bytes] = field(default_factory=list)

    @property
    def p256dh(self) -> str:
        return text_of(_point(self.key.public_key()))

    def read(self, body: bytes) -> bytes:
        """Return what a message says (RFC 8291, section 3.4; RFC 8188, section 2)."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, record = body[21 : 21 + length], body[21 + length :]
        assert length == 65 and len(record) <= size
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        info = b"WebPush: info\x00" + _point(self.key.public_key()) + sender
        secret = _derived(shared, self.auth, info, 32)
        content_key = _derived(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _derived(secret, salt, b"Content-Encoding: nonce\x00", 12)
        padded = AESGCM(content_key).decrypt(nonce, record, None).rstrip(b"\x00")
        # One record and the last one: its delimiter is 2.
        assert padded.endswith(b"\x02")
        return padded[:-1]

    @property
    def shown(self) -> list[Any]:
        """What the page's worker is handed."""
        return [json.loads(self.read(one)) for one in self.bodies]


@dataclass
class PushService:
    """Takes messages for its browsers; `answer` is given instead of taking one, with its headers."""

    port: int = 0
    browsers: dict[str, Browser] = field(default_factory=dict)
    expired: set[str] = field(default_factory=set)
    answer: tuple[int, dict[str, str]] | None = None
    statuses: list[int] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def subscribe(self, public_key: str) -> Browser:
        """Do what a browser does when a page asks for a subscription for an institution's key."""
        made = Browser(f"/push/{text_of(os.urandom(12))}", public_key)
        self.browsers[made.path] = made
        return made

    def endpoint(self, browser: Browser) -> str:
        return self.origin + browser.path

    def taken(self, path: str, headers: dict[str, str], body: bytes) -> int:
        """Return the status of one request."""
        browser = self.browsers.get(path)
        if browser is None:
            return 404
        if path in self.expired:
            return 410
        if len(body) > MOST_BYTES:
            return 413
        if not headers.get("ttl", "").isdigit() or headers.get("content-encoding") != "aes128gcm":
            return 400
        status = self._allowed(browser, headers.get("authorization", ""))
        if status == 201:
            browser.bodies.append(body)
        return status

    def _allowed(self, browser: Browser, authorization: str) -> int:
        """Return 201 for whom the subscription was made for (RFC 8292, sections 2, 3 and 4.2)."""
        found = re.fullmatch(r"vapid t=([\w.-]+),\s*k=([\w-]+)", authorization)
        if found is None:
            return 401
        token, key = found.groups()
        head, claims, signature = (raw(part) for part in token.split("."))
        sides = (int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(key))
        try:
            public.verify(encode_dss_signature(*sides), token.rpartition(".")[0].encode(), ec.ECDSA(SHA256()))
        except InvalidSignature:
            return 403
        said = json.loads(claims)
        self.claims.append(said)
        fresh = time.time() < said.get("exp", 0) <= time.time() + _DAY
        if json.loads(head).get("alg") != "ES256" or said.get("aud") != self.origin or not fresh:
            return 403
        if not re.match(r"mailto:.+@|https://", said.get("sub", "")):
            return 403
        return 201 if key == browser.public_key else 403


@contextmanager
def push_service() -> Iterator[PushService]:
    """Run one on this machine."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, more = service.answer or (service.taken(self.path, headers, body), {})
            service.statuses.append(status)
            self.send_response(status)
            if status == 201:
                more = {"location": f"{service.origin}/message/{len(service.statuses)}"}
            for name, value in {**more, "content-length": "0"}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        service.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield service
        server.shutdown()
