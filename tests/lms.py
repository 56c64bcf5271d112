"""An LMS of our own: it signs real launches, shows its keys and hands out tokens on loopback, as platforms do."""

from __future__ import annotations

import json
import secrets
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
MEMBER = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
LEARNER, TEACHER = f"{MEMBER}Learner", f"{MEMBER}Instructor"


@dataclass
class User:
    """Somebody of the LMS."""

    sub: str
    name: str
    email: str = ""
    roles: tuple[str, ...] = (LEARNER,)


@dataclass
class Lms:
    """A platform.

    Attributes:
        tool: Address of the tool.
        storage: Whether pages of this LMS answer messages of the platform storage.
    """

    client_id: str
    deployment_id: str = "1"
    issuer: str = ""
    tool: str = ""
    storage: bool = False
    users: dict[str, User] = field(default_factory=dict)
    context: dict[str, str] = field(default_factory=lambda: {"id": "c1", "title": "Algebra, group 2"})
    custom: dict[str, str] = field(default_factory=dict)
    key: RSAPrivateKey = field(default_factory=lambda: generate_private_key(65537, 2048))
    kid: str = "first"
    served: list[str] = field(default_factory=list)
    tool_keys: dict[str, Any] = field(default_factory=dict)
    _server: ThreadingHTTPServer | None = None
    origin: str = ""
    inner: str = ""
    """Where servers reach it, when that is another address than people's."""

    def start(self, *, host: str = "127.0.0.1", certificate: tuple[str, str] | None = None) -> Lms:
        """Serve on a free loopback port, under a name that leads there."""
        lms = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def do_GET(self) -> None:
                lms.answer(self, urlsplit(self.path).path, dict(_flat(urlsplit(self.path).query)))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
                lms.answer(self, urlsplit(self.path).path, dict(_flat(body)))

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            scheme = "https"
        self.origin = f"{scheme}://{host}:{self._server.server_address[1]}"
        self.issuer = self.issuer or self.origin
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        """Serve no more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @property
    def keys(self) -> dict[str, Any]:
        """The public key set."""
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": self.kid, "alg": "RS256", "use": "sig"}]}

    @property
    def public_pem(self) -> bytes:
        """The public key as an attacker has it."""
        return self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def login(self, who: str, **more: str) -> dict[str, str]:
        """Return the fields by which a launch begins."""
        fields = {
            "iss": self.issuer,
            "login_hint": who,
            "target_link_uri": f"{self.tool}/lti/launch",
            "lti_message_hint": "r1",
            "client_id": self.client_id,
            "lti_deployment_id": self.deployment_id,
        }
        if self.storage:
            fields["lti_storage_target"] = "_parent"
        return {**fields, **more}

    def body(self, who: str, nonce: str) -> dict[str, Any]:
        """Return what the LMS says of a launch."""
        user, now = self.users[who], int(time.time())
        return {
            "iss": self.issuer, "aud": self.client_id, "sub": user.sub, "nonce": nonce, "iat": now, "exp": now + 300,
            "name": user.name, "email": user.email,
            f"{CLAIM}message_type": "LtiResourceLinkRequest", f"{CLAIM}version": "1.3.0",
            f"{CLAIM}deployment_id": self.deployment_id, f"{CLAIM}target_link_uri": f"{self.tool}/lti/launch",
            f"{CLAIM}resource_link": {"id": "r1", "title": "Practice"}, f"{CLAIM}roles": list(user.roles),
            f"{CLAIM}context": self.context, f"{CLAIM}custom": self.custom,
            f"{CLAIM}launch_presentation": {
                "document_target": "iframe", "locale": "en", "return_url": f"{self.origin}/course?tab=2",
            },
        }  # fmt: skip

    def sign(self, body: Mapping[str, Any], **header: str) -> str:
        """Return a signed token."""
        return jwt.encode(dict(body), self.key, algorithm="RS256", headers={"kid": self.kid, **header})

    def answer(self, handler: BaseHTTPRequestHandler, path: str, fields: dict[str, str]) -> None:
        """Answer one request."""
        self.served.append(path)
        if path == "/keys":
            return _send(handler, 200, "application/json", json.dumps(self.keys))
        if path == "/token":
            return self._token(handler, fields)
        if path == "/auth":
            token = self.sign(self.body(fields["login_hint"], fields["nonce"]))
            form = {"id_token": token, "state": fields["state"]}
            return _send(handler, 200, "text/html", _posted(fields["redirect_uri"], form))
        if path == "/away":
            return _send(handler, 302, "text/plain", "", location=f"{self.origin}/keys")
        # A course page with the tool in a frame.
        who = fields.get("who", "alice")
        source = f"{self.tool}/lti/login?{urlencode(self.login(who))}"
        script = _STORE if self.storage else ""
        frame = f'<iframe id="tool" title="Tool" src="{escape(source)}" width="1200" height="800"></iframe>'
        page = f"<main><h1>Course</h1>{frame}</main>{script}"
        return _send(handler, 200, "text/html", f'<!doctype html><html lang="en"><title>LMS</title>{page}')

    def _token(self, handler: BaseHTTPRequestHandler, fields: dict[str, str]) -> None:
        assertion = fields.get("client_assertion", "")
        kid = jwt.get_unverified_header(assertion).get("kid") if assertion else None
        key = next((one for one in self.tool_keys.get("keys", []) if one["kid"] == kid), None)
        if key is None:
            return _send(handler, 400, "application/json", '{"error": "invalid_client"}')
        public = cast(RSAPublicKey, RSAAlgorithm.from_jwk(key))
        jwt.decode(assertion, public, algorithms=["RS256"], audience=f"{self.origin}/token")
        return _send(handler, 200, "application/json", json.dumps({"access_token": secrets.token_hex(8)}))


_STORE = """<script>
const kept = {};
addEventListener("message", (event) => {
  const said = event.data, answer = { subject: said.subject + ".response", message_id: said.message_id, key: said.key };
  if (said.subject === "lti.put_data") { kept[said.key] = said.value; answer.value = said.value; }
  else if (said.subject === "lti.get_data") answer.value = kept[said.key];
  else return;
  event.source.postMessage(answer, event.origin);
});
</script>"""


def _flat(query: str) -> list[tuple[str, str]]:
    return [(name, values[-1]) for name, values in parse_qs(query, keep_blank_values=True).items()]


def _posted(action: str, fields: Mapping[str, str]) -> str:
    inputs = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in fields.items())
    return (
        f'<!doctype html><form method="post" action="{escape(action)}">{inputs}</form>'
        "<script>document.forms[0].submit()</script>"
    )


def _send(handler: BaseHTTPRequestHandler, status: int, kind: str, body: str, location: str = "") -> None:
    data = body.encode()
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(data)))
    if location:
        handler.send_header("Location", location)
    handler.end_headers()
    handler.wfile.write(data)
