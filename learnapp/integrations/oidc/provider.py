"""What a provider says of itself (OpenID Connect Discovery 1.0) and its keys, kept for a while."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey

from learnapp.integrations.oidc.addresses import TIMEOUT, GuardedTransport, check
from learnapp.integrations.oidc.errors import away

DOCUMENT_SECONDS = 3600.0
KEYS_SECONDS = 3600.0
LEAST_BETWEEN_KEYS = 20.0
"""An unknown key id makes us ask again, but not more often than this: ids cost whoever invents them nothing."""
_MOST_KEPT = 500
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_OPTIONAL = ("userinfo_endpoint", "end_session_endpoint")


@dataclass(slots=True)
class Provider:
    """A provider as its own document describes it.

    Attributes:
        issuer: Exactly as it is in every ID token.
        endpoints: authorization_endpoint, token_endpoint, jwks_uri; perhaps userinfo_endpoint, end_session_endpoint.
        secret_in_body: The token endpoint takes the secret in the form, not in the header.
        names_itself: Every answer carries its issuer (RFC 9207).
    """

    issuer: str
    endpoints: dict[str, str]
    secret_in_body: bool = False
    names_itself: bool = False
    read_at: float = 0.0
    keys: KeySet | None = None
    keys_at: float = field(default=float("-inf"))


_known: dict[tuple[str, bool], Provider] = {}


def forget() -> None:
    """Forget every provider; for tests, and after an admin has changed an address."""
    _known.clear()


def client(*, production: bool) -> httpx2.AsyncClient:
    """Return a client that fetches allowed addresses only and follows nobody elsewhere."""
    return httpx2.AsyncClient(
        transport=GuardedTransport(production=production), timeout=TIMEOUT, follow_redirects=False, trust_env=False
    )


async def _document(url: str, *, production: bool) -> dict[str, Any]:
    try:
        async with client(production=production) as http:
            answer = await http.get(url, headers={"Accept": "application/json"})
    except httpx2.HTTPError as error:
        raise away("no_answer") from error
    if answer.status_code != 200:
        raise away(f"status_{answer.status_code}")
    try:
        found = answer.json()
    except ValueError as error:
        raise away("not_json") from error
    if not isinstance(found, dict):
        raise away("not_json")
    return found


async def discover(issuer: str, *, production: bool, fresh: bool = False) -> Provider:
    """Return a provider by the address under which it publishes what it is.

    Args:
        issuer: Its issuer identifier.
        production: See `addresses.check`.
        fresh: Ask again although it is known.

    Raises:
        AddressRefusedError: Its address, or one that it names, is not fetched from here.
        ProviderAwayError: It does not answer, or calls itself something else.
    """
    key = (issuer, production)
    known = _known.get(key)
    if known is not None and not fresh and time.monotonic() - known.read_at < DOCUMENT_SECONDS:
        return known
    check(issuer, production=production)
    found = await _document(f"{issuer.rstrip('/')}/.well-known/openid-configuration", production=production)
    if found.get("issuer") != issuer:
        raise away("other_issuer")
    endpoints = {name: found[name] for name in (*_NEEDED, *_OPTIONAL) if isinstance(found.get(name), str)}
    if not set(_NEEDED) <= set(endpoints):
        raise away("incomplete")
    for address in endpoints.values():
        check(address, production=production)
    if "code" not in (found.get("response_types_supported") or ["code"]):
        raise away("no_code_flow")
    methods = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if len(_known) >= _MOST_KEPT:
        _known.clear()
    _known[key] = made = Provider(
        issuer,
        endpoints,
        secret_in_body="client_secret_basic" not in methods and "client_secret_post" in methods,
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
        read_at=time.monotonic(),
    )
    return made


async def keys_of(provider: Provider, *, production: bool, fresh: bool = False) -> KeySet:
    """Return the provider's public keys for signatures.

    Symmetric keys are left out: whoever reads the document could sign with one.

    Args:
        provider: From `discover`.
        production: See `addresses.check`.
        fresh: An ID token names a key that is not there: ask again, unless that was done just now.

    Raises:
        ProviderAwayError: There are none to be had.
    """
    age = time.monotonic() - provider.keys_at
    if provider.keys is not None and age < (LEAST_BETWEEN_KEYS if fresh else KEYS_SECONDS):
        return provider.keys
    document = await _document(provider.endpoints["jwks_uri"], production=production)
    listed = document.get("keys")
    keys: list[OctKey | RSAKey | ECKey | OKPKey] = []
    for one in listed if isinstance(listed, list) else []:
        if not isinstance(one, dict) or one.get("use") not in (None, "sig"):
            continue
        try:
            keys.append(_imported(one))
        except (JoseError, ValueError, TypeError, KeyError):
            # A key of a kind that we do not know is not ours to judge; another one will fit.
            continue
    if not keys:
        raise away("no_keys")
    provider.keys, provider.keys_at = KeySet(keys), time.monotonic()
    return provider.keys


def _imported(document: dict[str, Any]) -> RSAKey | ECKey | OKPKey:
    kind = document.get("kty")
    public = {name: value for name, value in document.items() if name not in ("d", "p", "q", "dp", "dq", "qi", "oth")}
    if kind == "RSA":
        return RSAKey.import_key(public)
    if kind == "EC":
        return ECKey.import_key(public)
    if kind == "OKP":
        return OKPKey.import_key(public)
    raise ValueError("not a public key")
