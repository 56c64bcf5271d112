"""Roster and gradebook of an LMS, as platforms serve them on loopback: tokens for signed assertions, pages, faults.

It refuses what real ones refuse (an assertion by an unknown key, used twice, for somebody else; a token without the
scope; a score that is not later than the one before it), and counts what it was told.
"""

from __future__ import annotations

import json
import random
import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm

NRPS_CLAIM = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
AGS_CLAIM = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
_NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
SCOPES = frozenset({_NRPS, f"{_AGS}lineitem", f"{_AGS}lineitem.readonly", f"{_AGS}score", f"{_AGS}result.readonly"})


@dataclass
class Faults:
    """What goes wrong, as a share of all calls.

    Attributes:
        before: 5xx, nothing done.
        after: 5xx, although it was done.
        busy: 429 with `Retry-After`.
        forgotten: 401, although the token has not expired.
        slow: Seconds that every call takes.
        after_s: What `Retry-After` says.
    """

    before: float = 0.0
    after: float = 0.0
    busy: float = 0.0
    forgotten: float = 0.0
    slow: float = 0.0
    after_s: int = 1


@dataclass
class LmsServices:
    """Services of one course.

    Attributes:
        tool_keys: The tool's key set, as it was read.
        members: `user_id` -> what the roster says.
        page: People on a page.
        changed: Who is in the next answer to `differences`.
        items: Columns of the gradebook, by number.
        results: (column, user) -> the score that stands.
        again: How often a score was taken that says the same as the one before it, as of a later moment.
        filters: False for platforms that leave `resource_id` out.
    """

    client_id: str = "client"
    tool_keys: dict[str, Any] = field(default_factory=dict)
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    page: int = 2
    changed: list[str] = field(default_factory=list)
    differences: bool = True
    items: dict[int, dict[str, Any]] = field(default_factory=dict)
    results: dict[tuple[int, str], dict[str, Any]] = field(default_factory=dict)
    again: int = 0
    taken: int = 0
    made: int = 0
    log: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    granted: frozenset[str] = SCOPES
    lasts: int = 3600
    filters: bool = True
    closed: bool = False
    calls: Counter[str] = field(default_factory=Counter)
    origin: str = ""
    tokens: dict[str, tuple[frozenset[str], float]] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _chance: random.Random = field(default_factory=lambda: random.Random(4))
    _server: ThreadingHTTPServer | None = None

    def start(self) -> LmsServices:
        """Serve on a free loopback port."""
        services = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def do_GET(self) -> None:
                _Call(services, self).answer(b"")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", "0")))
                _Call(services, self).answer(body)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        """Serve no more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def anew(self, client_id: str) -> None:
        """Be another LMS on the same address: nothing of before is left."""
        kept = (self.origin, self._server)
        self.__dict__.update(LmsServices(client_id=client_id).__dict__)
        self.origin, self._server = kept

    @property
    def claims(self) -> dict[str, Any]:
        """What a launch says of these services."""
        scopes = sorted(one for one in self.granted if one != _NRPS)
        return {
            NRPS_CLAIM: {"context_memberships_url": f"{self.origin}/members?course=4", "service_versions": ["2.0"]},
            AGS_CLAIM: {"lineitems": f"{self.origin}/lineitems?type_id=7", "scope": scopes},
        }

    def enrol(self, user: str, name: str, *roles: str, email: str = "", status: str = "Active") -> None:
        """Put somebody on the roster, with the short names of roles that Moodle gives."""
        self.members[user] = {
            "user_id": user, "name": name, "email": email, "roles": list(roles or ("Learner",)), "status": status,
        }  # fmt: skip

    def grades(self) -> dict[tuple[str, str], tuple[float | None, float | None]]:
        """Return (resource id, user) -> (points, of how many)."""
        return {
            (self.items[item]["resourceId"], user): (said.get("scoreGiven"), said.get("scoreMaximum"))
            for (item, user), said in self.results.items()
        }


class _Call:
    """One request."""

    def __init__(self, services: LmsServices, handler: BaseHTTPRequestHandler) -> None:
        self.lms, self.handler = services, handler
        parts = urlsplit(handler.path)
        self.path = parts.path
        self.query = {name: values[-1] for name, values in parse_qs(parts.query).items()}

    def answer(self, body: bytes) -> None:
        """Answer it, if nothing goes wrong."""
        lms, faults = self.lms, self.lms.faults
        if faults.slow:
            time.sleep(faults.slow)
        with lms._lock:  # noqa: SLF001 - one piece of code in two classes
            lms.calls[f"{self.handler.command} {self.path.rpartition('/')[2]}"] += 1
            if self.path == "/token":
                return self._token(body)
            if lms.closed:
                return self._send(503, {})
            luck = lms._chance.random()  # noqa: SLF001
            if luck < faults.before:
                return self._send(503, {"error": "away"})
            luck -= faults.before
            if luck < faults.busy:
                return self._send(429, {}, {"Retry-After": str(faults.after_s)})
            luck -= faults.busy
            if luck < faults.forgotten:
                return self._send(401, {"error": "invalid_token"})
            status, said, headers = self._do(body)
            if luck - faults.forgotten < faults.after and status < 300:
                return self._send(502, {"error": "gateway"})
            return self._send(status, said, headers)

    def _token(self, body: bytes) -> None:
        lms = self.lms
        fields = {name: values[-1] for name, values in parse_qs(body.decode()).items()}
        try:
            assertion = fields["client_assertion"]
            kid = jwt.get_unverified_header(assertion)["kid"]
            key = next(one for one in lms.tool_keys.get("keys", []) if one["kid"] == kid)
            public = cast(RSAPublicKey, RSAAlgorithm.from_jwk(key))
            said = jwt.decode(
                assertion, public, algorithms=["RS256"], audience=f"{lms.origin}/token", issuer=lms.client_id,
                subject=lms.client_id, options={"require": ["iss", "sub", "aud", "iat", "exp", "jti"]},
            )  # fmt: skip
            if said["jti"] in lms._used or said["exp"] - said["iat"] > 600:  # noqa: SLF001
                raise ValueError("used twice")
            if fields["client_assertion_type"] != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer":
                raise ValueError("not an assertion")
            if fields["grant_type"] != "client_credentials":
                raise ValueError("another grant")
        except (KeyError, StopIteration, ValueError, jwt.InvalidTokenError):
            return self._send(400, {"error": "invalid_client"})
        lms._used.add(said["jti"])  # noqa: SLF001
        scopes = frozenset(fields.get("scope", "").split()) & lms.granted
        if not scopes:
            return self._send(400, {"error": "invalid_scope"})
        token = secrets.token_hex(16)
        lms.tokens[token] = (scopes, time.monotonic() + lms.lasts)
        return self._send(
            200, {"access_token": token, "token_type": "Bearer", "expires_in": lms.lasts, "scope": " ".join(scopes)}
        )

    def _do(self, body: bytes) -> tuple[int, Any, dict[str, str]]:
        token = self.handler.headers.get("authorization", "").removeprefix("Bearer ")
        scopes, until = self.lms.tokens.get(token, (frozenset(), 0.0))
        if time.monotonic() > until:
            return 401, {"error": "invalid_token"}, {}
        method, accept = self.handler.command, self.handler.headers.get("accept", "")
        kind = self.handler.headers.get("content-type", "")
        if self.path == "/members" and method == "GET" and _NRPS in scopes:
            if "membershipcontainer+json" not in accept:
                return 406, {}, {}
            return self._members()
        if self.path == "/lineitems" and f"{_AGS}lineitem" in scopes and method == "POST":
            return self._make(json.loads(body)) if "lineitem+json" in kind else (415, {}, {})
        if self.path == "/lineitems" and scopes & {f"{_AGS}lineitem", f"{_AGS}lineitem.readonly"}:
            return self._items()
        if self.path.endswith("/lineitem/scores") and method == "POST" and f"{_AGS}score" in scopes:
            return self._score(json.loads(body)) if "score+json" in kind else (415, {}, {})
        known = self.path in ("/members", "/lineitems") or self.path.endswith("/scores")
        return (403 if known else 404), {"error": "insufficient_scope"}, {}

    def _members(self) -> tuple[int, Any, dict[str, str]]:
        lms = self.lms
        only = "since" in self.query
        users = lms.changed if only else list(lms.members)
        start, size = int(self.query.get("from", "0")), min(lms.page, int(self.query.get("limit", "100000")))
        listed = [lms.members.get(one, {"user_id": one, "roles": [], "status": "Deleted"}) for one in users]
        links = []
        if start + size < len(listed):
            more = {**self.query, "from": str(start + size)}
            links.append(f'<{lms.origin}/members?{urlencode(more)}>; rel="next"')
        elif lms.differences:
            links.append(f'<{lms.origin}/members?course=4&since=Tk1>; rel="differences"')
        found = {"id": f"{lms.origin}/members", "context": {"id": "c"}, "members": listed[start : start + size]}
        return 200, found, {"Link": ", ".join(links)} if links else {}

    def _items(self) -> tuple[int, Any, dict[str, str]]:
        wanted = self.query.get("resource_id") if self.lms.filters else None
        return 200, [one for one in self.lms.items.values() if wanted in (None, one["resourceId"])], {}

    def _make(self, said: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        # Numbers of columns that were deleted do not come again.
        self.lms.made += 1
        number = self.lms.made
        made = {**said, "id": f"{self.lms.origin}/{number}/lineitem?type_id=7"}
        if not said.get("label") or not said.get("scoreMaximum", 0) > 0:
            return 400, {"error": "no label or no maximum"}, {}
        self.lms.items[number] = made
        return 201, made, {}

    def _score(self, said: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        lms, number = self.lms, int(self.path.split("/")[1])
        if number not in lms.items or "type_id" not in self.query:
            return 404, {"error": "no such column"}, {}
        if said["userId"] not in lms.members:
            return 404, {"error": "no such user"}, {}
        at, place = datetime.fromisoformat(said["timestamp"]), (number, said["userId"])
        lms.log.append((number, said["userId"], said))
        before = lms.results.get(place)
        if before is not None and at <= datetime.fromisoformat(before["timestamp"]):
            return 409, {"error": "Refusing score with an earlier timestamp"}, {}
        lms.results[place] = said
        lms.taken += 1
        lms.again += before is not None and {**before, "timestamp": ""} == {**said, "timestamp": ""}
        return 200, {}, {}

    def _send(self, status: int, said: Any, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(said).encode()
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", "application/json")
        self.handler.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            self.handler.send_header(name, value)
        self.handler.end_headers()
        self.handler.wfile.write(data)
