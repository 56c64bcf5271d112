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
DEEP = "https://purl.imsglobal.org/spec/lti-dl/claim/"
ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
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
    links: list[dict[str, Any]] = field(default_factory=list)
    """Content items that teachers have chosen, as they came."""
    answers: list[dict[str, Any]] = field(default_factory=list)
    """Whole answers to deep linking requests, checked."""
    registrations: list[dict[str, Any]] = field(default_factory=list)
    registration_tokens: set[str] = field(default_factory=set)
    register_url: str = ""
    """What its admin has pasted into it."""
    published: dict[str, Any] = field(default_factory=dict)
    """What its configuration says differently from what is right."""
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
                if self.headers.get("content-type") == "application/json":
                    lms.register(self, json.loads(body))
                else:
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

    def deep(self, **settings: Any) -> dict[str, Any]:
        """Return what makes a launch a deep linking request."""
        wanted = {
            "deep_link_return_url": f"{self.origin}/deep", "accept_types": ["ltiResourceLink", "link"],
            "accept_presentation_document_targets": ["iframe", "window"], "accept_multiple": True,
            "accept_lineitem": True, "data": "csrf-of-the-lms:42",
        }  # fmt: skip
        kept = {name: value for name, value in {**wanted, **settings}.items() if value is not None}
        return {
            f"{CLAIM}message_type": "LtiDeepLinkingRequest", f"{CLAIM}resource_link": None,
            f"{DEEP}deep_linking_settings": kept,
        }  # fmt: skip

    def review(self, whose: str, custom: Mapping[str, str]) -> dict[str, Any]:
        """Return what makes a launch the review of somebody's work."""
        return {
            f"{CLAIM}message_type": "LtiSubmissionReviewRequest",
            f"{CLAIM}for_user": {"user_id": self.users[whose].sub},
            f"{CLAIM}custom": dict(custom),
            ENDPOINT: {"lineitem": f"{self.origin}/items/1", "scope": []},
        }

    def opened(self, link: Mapping[str, Any], place: str = "r1", **copied: str) -> dict[str, Any]:
        """Return what a launch of a chosen link says; in a copy, what it is a copy of."""
        custom = {name: copied.get(name, value) for name, value in link["custom"].items()}
        return {f"{CLAIM}custom": custom, f"{CLAIM}resource_link": {"id": place, "title": link["title"]}}

    def take(self, token: str) -> dict[str, Any]:
        """Check an answer to a deep linking request as a platform does, and keep its links."""
        kid = jwt.get_unverified_header(token)["kid"]
        key = next(one for one in self.tool_keys["keys"] if one["kid"] == kid)
        public = cast(RSAPublicKey, RSAAlgorithm.from_jwk(key))
        body: dict[str, Any] = jwt.decode(
            token, public, algorithms=["RS256"], audience=self.issuer, issuer=self.client_id,
            options={"require": ["exp", "iat", "nonce"]},
        )  # fmt: skip
        assert body[f"{CLAIM}message_type"] == "LtiDeepLinkingResponse"
        assert body[f"{CLAIM}deployment_id"] == self.deployment_id
        self.answers.append(body)
        self.links.extend(body[f"{DEEP}content_items"])
        return body

    @property
    def configuration(self) -> dict[str, Any]:
        """What it publishes of itself."""
        at = self.inner or self.origin
        return {
            "issuer": self.issuer, "authorization_endpoint": f"{self.origin}/auth", "token_endpoint": f"{at}/token",
            "jwks_uri": f"{at}/keys", "registration_endpoint": f"{self.origin}/register",
            "https://purl.imsglobal.org/spec/lti-platform-configuration": {"product_family_code": "moodle"},
            **self.published,
        }  # fmt: skip

    def register(self, handler: BaseHTTPRequestHandler, tool: dict[str, Any]) -> None:
        """Take a tool up, once for each token."""
        token = handler.headers.get("authorization", "").removeprefix("Bearer ")
        self.served.append("/register")
        if token not in self.registration_tokens:
            return _send(handler, 401, "application/json", '{"error": "invalid_token"}')
        self.registration_tokens.discard(token)
        self.registrations.append(tool)
        answer = {**tool, "client_id": self.client_id}
        answer[TOOL_CONFIGURATION] = {**tool[TOOL_CONFIGURATION], "deployment_id": self.deployment_id}
        return _send(handler, 201, "application/json", json.dumps(answer))

    def install(self, url: str, once: str = "first") -> str:
        """Return where its page leads that registers a tool."""
        self.registration_tokens.add(once)
        asked = {"openid_configuration": f"{self.origin}/openid", "registration_token": once}
        return f"{url}&{urlencode(asked)}"

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
        if path == "/openid":
            return _send(handler, 200, "application/json", json.dumps(self.configuration))
        if path == "/deep":
            self.take(fields["JWT"])
            return _send(handler, 200, "text/html", "<!doctype html><title>LMS</title><h1>Links were added</h1>")
        if path == "/install":
            source = escape(self.install(self.register_url))
            page = f'<h1>Tools</h1><iframe id="tool" title="Tool" src="{source}" width="900" height="500"></iframe>'
            return _send(handler, 200, "text/html", f'<!doctype html><html lang="en"><title>LMS</title>{page}{_CLOSES}')
        if path == "/auth":
            body = self.body(fields["login_hint"], fields["nonce"])
            if fields.get("lti_message_hint") == "deep":
                body = {name: value for name, value in {**body, **self.deep()}.items() if value is not None}
            elif fields.get("lti_message_hint", "").startswith("link-"):
                body |= self.opened(self.links[int(fields["lti_message_hint"].removeprefix("link-"))])
            token = self.sign(body)
            form = {"id_token": token, "state": fields["state"]}
            return _send(handler, 200, "text/html", _posted(fields["redirect_uri"], form))
        if path == "/away":
            return _send(handler, 302, "text/plain", "", location=f"{self.origin}/keys")
        # A course page with the tool in a frame.
        who = fields.get("who", "alice")
        begun = self.login(who, lti_message_hint=fields.get("hint", "r1"))
        source = f"{self.tool}/lti/login?{urlencode(begun)}"
        script = _STORE if self.storage else ""
        frame = f'<iframe id="tool" title="Tool" src="{escape(source)}" style="width:100%;height:800px"></iframe>'
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

_CLOSES = """<script>addEventListener("message", (event) => {
  if (event.data && event.data.subject === "org.imsglobal.lti.close") document.getElementById("tool").remove();
});</script>"""


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
