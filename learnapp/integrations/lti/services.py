"""Calls to a platform's services: an access token by a signed assertion, kept while it lasts, and one try with it.

PyLTI1p3's own connector is not used here: it keeps tokens for ever, tells neither why nor until when a call failed, has
no PUT, and reads the address of the next page in small letters.

Sources: 1EdTech security framework 1.0, section 4 (token); RFC 6750 (bearer); RFC 8288 (`Link`).
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import jwt
import requests
from requests.utils import parse_header_links

from learnapp.integrations.lti.keys import public_jwk
from learnapp.integrations.lti.platform import Platform
from learnapp.integrations.outbound import BlockedAddressError, TooMuchError, origin_of

USUAL_S, EARLY_S = 3600.0, 60.0
"""How long a token lasts that does not say so, and how long before its end it is asked for anew."""
ASSERTION_S = 60
MOST_WAIT_S = 6 * 3600.0
_JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class ServiceError(Exception):
    """A call that has not worked.

    Args:
        code: `unreachable`, `timeout`, `private`, `certificate`, `failing` (5xx), `busy` (429), `token` (there is
            none), `denied` (a fresh one is not taken), `forbidden`, `gone`, `older` (409),
            `refused` (another 4xx) or `unreadable`.
        wait: Seconds after which the platform wants to be asked again, 0 when it does not say.
    """

    def __init__(self, code: str, *, wait: float = 0.0) -> None:
        super().__init__(code)
        self.code = code
        self.wait = wait

    @property
    def passes(self) -> bool:
        """Whether it may work later without anybody doing something."""
        return self.code in _PASSING


_PASSING = frozenset({"unreachable", "timeout", "certificate", "failing", "busy", "unreadable", "denied"})
_CODES = {
    401: "denied", 403: "forbidden", 404: "gone", 409: "older", 410: "gone", 408: "timeout", 425: "busy", 429: "busy",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """What a platform has answered.

    Attributes:
        body: JSON, None for an empty answer.
        links: Relation -> address.
    """

    body: Any
    links: Mapping[str, str]


class Client:
    """Calls services of one platform. It blocks; threads may share it.

    Args:
        platform: Whom it calls.
        private_pem: The key that signs.
        public_pem: Its public half, of which the `kid` follows.
        session: Makes what carries the calls; one for each thread.
    """

    def __init__(
        self, platform: Platform, private_pem: str, public_pem: str, session: Callable[[], requests.Session]
    ) -> None:
        self._platform = platform
        self._key, self._kid = private_pem, str(public_jwk(public_pem)["kid"])
        self._make, self._mine = session, threading.local()
        self._tokens: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    @property
    def kid(self) -> str:
        """Which key signs."""
        return self._kid

    def _session(self) -> requests.Session:
        found: requests.Session | None = getattr(self._mine, "session", None)
        if found is None:
            found = self._mine.session = self._make()
        return found

    def call(
        self, method: str, url: str, scopes: Sequence[str], *, body: object = None, kind: str = "", accept: str = ""
    ) -> Answer:
        """Do one call; a token that the platform does not take any more is asked for anew, once.

        Args:
            method: Of HTTP.
            url: Whole address.
            scopes: What the token has to allow.
            body: Sent as JSON.
            kind: Its media type.
            accept: Media type of the answer.

        Raises:
            ServiceError: It has not worked, and why.
        """
        headers = {"Accept": accept or "application/json"}
        data = None
        if body is not None:
            headers["Content-Type"] = kind or "application/json"
            data = json.dumps(body).encode()
        scope = " ".join(sorted(scopes))
        token = self._token(scope)
        answer = self._send(method, url, data=data, headers={**headers, "Authorization": f"Bearer {token}"})
        if answer.status_code == 401:
            token = self._token(scope, unlike=token)
            answer = self._send(method, url, data=data, headers={**headers, "Authorization": f"Bearer {token}"})
        _require_ok(answer)
        try:
            said = json.loads(answer.content) if answer.content.strip() else None
        except ValueError as error:
            if method != "GET":
                # A score that was taken is taken, whatever page stands behind it.
                return Answer(None, {})
            raise ServiceError("unreadable") from error
        return Answer(said, _links(answer))

    def authorise(self, scopes: Sequence[str]) -> None:
        """Ask for an access token, to see whether there is one.

        Raises:
            ServiceError: There is none, and why.
        """
        self._ask(" ".join(sorted(scopes)))

    def _send(self, method: str, url: str, **more: Any) -> requests.Response:
        try:
            return self._session().request(method, url, **more)
        except BlockedAddressError as error:
            raise ServiceError("private") from error
        except requests.exceptions.SSLError as error:
            raise ServiceError("certificate") from error
        except (requests.exceptions.Timeout, TooMuchError) as error:
            raise ServiceError("timeout") from error
        except requests.exceptions.RequestException as error:
            raise ServiceError("unreachable") from error

    def _token(self, scope: str, *, unlike: str = "") -> str:
        # One of the threads asks, the others wait for its answer.
        with self._lock:
            kept, until = self._tokens.get(scope, ("", 0.0))
            if kept and kept != unlike and time.monotonic() < until:
                return kept
            token, lasts = self._ask(scope)
            self._tokens[scope] = (token, time.monotonic() + lasts - min(EARLY_S, lasts / 4))
            return token

    def _ask(self, scope: str) -> tuple[str, float]:
        platform, now = self._platform, int(time.time())
        claims = {
            "iss": platform.client_id, "sub": platform.client_id, "aud": platform.audience or platform.token_url,
            "iat": now - 5, "exp": now + ASSERTION_S, "jti": uuid.uuid4().hex,
        }  # fmt: skip
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": _JWT_BEARER,
            "client_assertion": jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": self._kid}),
            "scope": scope,
        }
        answer = self._send("POST", platform.token_url, data=form, headers={"Accept": "application/json"})
        if 400 <= answer.status_code < 500 and answer.status_code not in (408, 425, 429):
            raise ServiceError("token")
        _require_ok(answer)
        try:
            said = json.loads(answer.content)
            token, lasts = said["access_token"], float(said.get("expires_in", USUAL_S))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ServiceError("unreadable") from error
        if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
            raise ServiceError("unreadable")
        return token, min(max(lasts, 1.0), 86_400.0)


def _require_ok(answer: requests.Response) -> None:
    status = answer.status_code
    if 200 <= status < 300:
        return
    wait = _seconds(answer.headers.get("Retry-After", ""))
    raise ServiceError("failing" if status >= 500 else _CODES.get(status, "refused"), wait=wait)


def _seconds(after: str) -> float:
    """Return how long to wait (RFC 9110, 10.2.3): seconds, or a date."""
    text = after.strip()[:60]
    try:
        found = float(text) if text.isdigit() else parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return min(max(found, 0.0), MOST_WAIT_S)


def _links(answer: requests.Response) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in parse_header_links(answer.headers.get("Link", "")[:8000]):
        for relation in str(one.get("rel", "")).split():
            found.setdefault(relation, str(one.get("url", "")))
    return found


def same_site(url: str, known: str) -> str:
    """Return an address that a platform has given while we talked to it, "" when it leads somewhere else.

    What is sent there carries a token, so it must be where the signed launch has sent us.
    """
    return url if url and len(url) <= 2000 and origin_of(url) == origin_of(known) else ""
