"""OAuth 2.0 client credentials (RFC 6749, section 4.4): Authlib judges a token request about one client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6749.util import extract_basic_authorization

from learnapp.security.tokens import is_client_secret

_METHODS = ["client_secret_basic", "client_secret_post"]
# Whether the connection is secure enough is for the door to say; Authlib only looks at the address.
_ADDRESS = "https://token.invalid/"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a token request gets.

    Attributes:
        status: HTTP status.
        body: The token, or RFC 6749's error document.
        headers: Headers of the answer.
        secret: The secret that opened it, "" for an error.
        scopes: What the token may do.
    """

    status: int
    body: dict[str, Any]
    headers: dict[str, str]
    secret: str = ""
    scopes: tuple[str, ...] = ()


class _Client(ClientMixin):  # type: ignore[misc]
    """The client that asks; `knows` says whether a secret is one of its own."""

    def __init__(self, client_id: str, knows: Callable[[str], bool]) -> None:
        self.client_id = client_id
        self.secret = ""
        self._knows = knows

    def check_client_secret(self, client_secret: str) -> bool:
        """Return whether this is a live secret of the client."""
        if not self._knows(client_secret):
            return False
        self.secret = client_secret
        return True

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Return whether the client may say who it is in this way."""
        return method in _METHODS and endpoint == "token"

    def check_grant_type(self, grant_type: str) -> bool:
        """Return whether the client may ask in this way."""
        return bool(grant_type == ClientCredentialsGrant.GRANT_TYPE)


class _Request(OAuth2Request):  # type: ignore[misc]
    """A token request whose form was read before."""

    def __init__(self, headers: Mapping[str, str], form: Mapping[str, str]) -> None:
        super().__init__("POST", _ADDRESS, headers={"Authorization": headers.get("authorization", "")})
        self.payload = BasicOAuth2Payload(dict(form))

    @property
    def form(self) -> dict[str, str]:
        """Return the fields."""
        found: dict[str, str] = self.payload.data
        return found

    @property
    def args(self) -> dict[str, str]:
        """Return nothing: credentials in an address end up in logs."""
        return {}


class _Grant(ClientCredentialsGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = _METHODS


class _Server(AuthorizationServer):  # type: ignore[misc]
    """One request long: what it would look up is handed to it."""

    def __init__(self, client: _Client, scopes: tuple[str, ...], token: str, seconds: int) -> None:
        super().__init__(scopes_supported=list(scopes) or ["-"])
        self._one = client
        self._scopes = scopes
        self.given: tuple[str, ...] = ()
        self.register_grant(_Grant)
        self.register_token_generator("default", self._generate)
        self._token, self._seconds = token, seconds

    def _generate(self, scope: str | None = None, **_: Any) -> dict[str, Any]:
        self.given = tuple(sorted(set(scope.split()))) if scope else self._scopes
        return {
            "token_type": "Bearer", "access_token": self._token, "expires_in": self._seconds,
            "scope": " ".join(self.given),
        }  # fmt: skip

    def query_client(self, client_id: str) -> _Client | None:
        """Return the client that was looked up before."""
        return self._one if self._one.client_id == client_id else None

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        """Leave it to the caller, who is not done yet."""

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Tell nobody."""

    def create_oauth2_request(self, request: OAuth2Request) -> OAuth2Request:
        """Return the request, which is one already."""
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> tuple[int, Any, Any]:
        """Return the answer in its parts."""
        return status, body, headers


def _basic(headers: Mapping[str, str]) -> tuple[str, str]:
    try:
        client, secret = extract_basic_authorization({"Authorization": headers.get("authorization", "")})
    except ValueError:
        return "", ""
    return str(client or ""), str(secret or "")


def client_of(headers: Mapping[str, str], form: Mapping[str, str]) -> str:
    """Return the client id that a token request names, "" for none."""
    return (_basic(headers)[0] or form.get("client_id", ""))[:80]


def secrets_of(headers: Mapping[str, str], form: Mapping[str, str]) -> list[str]:
    """Return the secrets that a token request holds, as they could be ours: at most two."""
    found = (_basic(headers)[1], form.get("client_secret", ""))
    return list(dict.fromkeys(secret for secret in found if is_client_secret(secret)))


def judge(
    headers: Mapping[str, str],
    form: Mapping[str, str],
    *,
    client_id: str,
    knows: Callable[[str], bool],
    scopes: tuple[str, ...],
    token: str,
    seconds: int,
) -> Judged:
    """Judge a token request.

    Args:
        headers: Of the request, names in small letters.
        form: Its fields.
        client_id: Of the client that was looked up.
        knows: Whether a secret is a live one of this client.
        scopes: What the client may do at most.
        token: The token to give.
        seconds: How long it lives.
    """
    client = _Client(client_id, knows)
    server = _Server(client, scopes, token, seconds)
    status, body, sent = server.create_token_response(_Request(headers, form))
    if status != 200:
        return Judged(status, dict(body), dict(sent))
    return Judged(status, dict(body), dict(sent), client.secret, server.given)
