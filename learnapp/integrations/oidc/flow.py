"""The authorization code flow with PKCE (RFC 7636, S256): there, back, and what the answer proves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from learnapp.integrations.oidc.addresses import TIMEOUT, GuardedTransport
from learnapp.integrations.oidc.errors import away, refused
from learnapp.integrations.oidc.provider import Provider, client, keys_of

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures by a private key only: `none` proves nothing, and with HS256 a public key would become a secret."""
SCOPES = "openid profile email"
LEEWAY_SECONDS = 60
MOST_TOKEN = 50_000


@dataclass(frozen=True, slots=True)
class Client:
    """What we are at a provider.

    Attributes:
        secret: None for a public client: PKCE alone protects the code.
        redirect_uri: Where the provider sends people back to; registered there.
    """

    client_id: str
    secret: str | None
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What only who began a sign-in can know; each is used once."""

    state: str
    nonce: str
    verifier: str


def _session(provider: Provider, who: Client, *, production: bool) -> AsyncOAuth2Client:
    method = "client_secret_post" if provider.secret_in_body else "client_secret_basic"
    return AsyncOAuth2Client(
        client_id=who.client_id,
        client_secret=who.secret,
        token_endpoint_auth_method=method if who.secret else "none",
        redirect_uri=who.redirect_uri,
        scope=SCOPES,
        code_challenge_method="S256",
        transport=GuardedTransport(production=production),
        timeout=TIMEOUT,
        follow_redirects=False,
        trust_env=False,
    )


def there(provider: Provider, who: Client, proof: Proof, *, production: bool, again: bool = False) -> str:
    """Return the address at the provider to which the browser goes.

    Args:
        provider: From `discover`.
        who: Us.
        proof: Fresh, and kept on the server until the browser is back.
        production: See `addresses.check`.
        again: The provider asks for its password even of somebody whom it knows.
    """
    more = {"nonce": proof.nonce, "code_verifier": proof.verifier, **({"prompt": "login"} if again else {})}
    url, _ = _session(provider, who, production=production).create_authorization_url(
        provider.endpoints["authorization_endpoint"], state=proof.state, **more
    )
    return str(url)


async def back(provider: Provider, who: Client, code: str, proof: Proof, *, production: bool) -> dict[str, Any]:
    """Return the claims about who has come back, from the ID token and from userinfo.

    Args:
        provider: From `discover`.
        who: Us.
        code: From the address under which the browser came back.
        proof: The one with which this browser left.
        production: See `addresses.check`.

    Raises:
        AnswerRefusedError: The code is not taken, or the ID token proves nothing.
        ProviderAwayError: The provider does not answer.
    """
    try:
        async with _session(provider, who, production=production) as http:
            token = await http.fetch_token(
                provider.endpoints["token_endpoint"], grant_type="authorization_code", code=code,
                code_verifier=proof.verifier,
            )  # fmt: skip
    except OAuthError as error:
        raise refused("code") from error
    except httpx2.HTTPError as error:
        raise away("no_answer") from error
    except (ValueError, TypeError, KeyError) as error:
        raise refused("token_answer") from error
    raw, access = token.get("id_token"), token.get("access_token")
    if not isinstance(raw, str) or not isinstance(access, str):
        raise refused("no_id_token")
    claims = await identified(provider, who, raw, proof.nonce, access=access, production=production)
    more = await _user_info(provider, access, production=production)
    if more and more.get("sub") != claims["sub"]:
        raise refused("other_subject")
    together = {**more, **claims}
    if "email" in more and more["email"] != together["email"]:
        # What userinfo promises of one address says nothing of the other one.
        together["email_verified"] = claims.get("email_verified")
    return together


async def identified(
    provider: Provider, who: Client, raw: str, nonce: str, *, access: str, production: bool
) -> dict[str, Any]:
    """Return the claims of an ID token (OpenID Connect Core 1.0, 3.1.3.7).

    Raises:
        AnswerRefusedError: Wrong issuer, audience, nonce, signature or algorithm, or too old.
        ProviderAwayError: The keys are not to be had.
    """
    if len(raw) > MOST_TOKEN:
        raise refused("too_large")
    keys = await keys_of(provider, production=production)
    try:
        token = _decoded(raw, keys)
    except InvalidKeyIdError:
        # The provider may have changed its keys since we asked.
        try:
            token = _decoded(raw, await keys_of(provider, production=production, fresh=True))
        except InvalidKeyIdError as error:
            raise refused("unknown_key") from error
    audience = {"essential": True, "value": who.client_id}
    checked = CodeIDToken(
        token.claims,
        token.header,
        {"iss": {"essential": True, "value": provider.issuer}, "aud": audience, "nonce": {"essential": True}},
        {"nonce": nonce, "client_id": who.client_id, "access_token": access},
    )
    try:
        checked.validate(leeway=LEEWAY_SECONDS)
    except JoseError as error:
        raise refused(_why(error)) from error
    listed = checked["aud"]
    if isinstance(listed, list) and set(listed) != {who.client_id} and checked.get("azp") != who.client_id:
        raise refused("aud")
    subject = checked["sub"]
    if not isinstance(subject, str) or not subject or len(subject) > 255:
        raise refused("sub")
    return dict(checked)


def _decoded(raw: str, keys: KeySet) -> jwt.Token:
    try:
        return jwt.decode(raw, keys, registry=JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False))
    except InvalidKeyIdError:
        raise
    except JoseError as error:
        raise refused(_why(error)) from error
    except (ValueError, TypeError, KeyError) as error:
        raise refused("malformed") from error


def _why(error: JoseError) -> str:
    claim = getattr(error, "claim", None) or getattr(error, "claim_name", None)
    return str(claim or getattr(error, "error", "") or "signature")[:40]


async def _user_info(provider: Provider, access: str, *, production: bool) -> dict[str, Any]:
    """Return what the provider says of the person beside the ID token; nothing where it says it all there."""
    address = provider.endpoints.get("userinfo_endpoint")
    if not address:
        return {}
    try:
        async with client(production=production) as http:
            answer = await http.get(address, headers={"Authorization": f"Bearer {access}"})
        found = answer.json() if answer.status_code == 200 else {}
    except (httpx2.HTTPError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def farewell(provider: Provider, who: Client, home: str) -> str | None:
    """Return where somebody ends the session at the provider too (RP-Initiated Logout 1.0); None: it has no such place.

    The client names itself instead of sending an ID token along: none is kept here.
    """
    address = provider.endpoints.get("end_session_endpoint")
    if not address:
        return None
    mark = "&" if "?" in address else "?"
    return f"{address}{mark}{urlencode({'client_id': who.client_id, 'post_logout_redirect_uri': home})}"
