"""Dynamic registration 1.0: what a platform says of itself, and what we say of the tool."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from learnapp.integrations.lti import claims, memberships
from learnapp.integrations.lti.deep_linking import HISTORY
from learnapp.integrations.lti.grades import LINE_ITEM, SCORE
from learnapp.integrations.lti.platform import PRESETS
from learnapp.integrations.outbound import origin_of

SCOPES = (LINE_ITEM, SCORE, memberships.SCOPE)
"""What the services need, and nothing more: results are never read back."""
_MOST = 500


class RegistrationRefusedError(Exception):
    """A step of a registration that does not go on.

    Attributes:
        code: What is wrong.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a platform has published of itself."""

    issuer: str
    auth_url: str
    token_url: str
    keys_url: str
    registration_url: str
    audience: str
    product: str


@dataclass(frozen=True, slots=True)
class Registered:
    """What a platform has answered."""

    client_id: str
    deployment_id: str


@dataclass(frozen=True, slots=True)
class Tool:
    """What we say of ourselves.

    Attributes:
        name: What teachers see when they choose the tool.
    """

    name: str
    origin: str
    login: str
    launch: str
    keys: str


def read_configuration(session: requests.Session, url: str, token: str) -> Configuration:
    """Ask a platform for its configuration (OpenID Connect discovery, with what dynamic registration adds); blocks.

    Raises:
        RegistrationRefusedError: It cannot be read, or speaks for a platform that is not where it lies.
    """
    document = _document(session, "GET", url, token, None)
    said = {
        name: _text(document.get(name))
        for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint")
    }
    if not all(said.values()):
        raise RegistrationRefusedError("incomplete")
    about = document.get(claims.PLATFORM_CONFIGURATION)
    family = str(about.get("product_family_code", "")).lower() if isinstance(about, dict) else ""
    found = Configuration(
        said["issuer"], said["authorization_endpoint"], said["token_endpoint"], said["jwks_uri"],
        said["registration_endpoint"], _text(document.get("authorization_server")),
        next((one for one in PRESETS if one in family), "other"),
    )  # fmt: skip
    if origin_of(found.issuer) != origin_of(url) and not _vendors(found):
        raise RegistrationRefusedError("issuer")
    if origin_of(found.registration_url) not in (origin_of(url), origin_of(found.issuer)):
        raise RegistrationRefusedError("issuer")
    return found


def _vendors(found: Configuration) -> bool:
    """Return whether an issuer that all customers of a vendor share comes with that vendor's own addresses.

    Canvas lies at the customer's address and calls itself by one name for all. Its keys are then the vendor's: nobody
    else can sign by them, whoever has published the configuration.
    """
    for preset in PRESETS.values():
        before, _, after = preset.keys_url.partition("{client_id}")
        if (found.issuer, found.auth_url, found.token_url) == (preset.issuer, preset.auth_url, preset.token_url):
            return found.keys_url.startswith(before) and found.keys_url.endswith(after)
    return False


def register(session: requests.Session, found: Configuration, token: str, tool: Tool) -> Registered:
    """Register at a platform; blocks.

    Raises:
        RegistrationRefusedError: It does not take us.
    """
    document = _document(session, "POST", found.registration_url, token, description(tool))
    client = _text(document.get("client_id"))
    about = document.get(claims.TOOL_CONFIGURATION)
    deployment = _text(about.get("deployment_id")) if isinstance(about, dict) else ""
    if not client:
        raise RegistrationRefusedError("no_client")
    return Registered(client, deployment)


def description(tool: Tool) -> dict[str, Any]:
    """Return the tool in the platform's words (dynamic registration 1.0, 3.2)."""
    messages = (claims.RESOURCE_LAUNCH, claims.DEEP_REQUEST, claims.REVIEW_REQUEST)
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": tool.login,
        "redirect_uris": [tool.launch],
        "client_name": tool.name,
        "jwks_uri": tool.keys,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(SCOPES),
        claims.TOOL_CONFIGURATION: {
            "domain": tool.origin.partition("://")[2],
            "target_link_uri": tool.launch,
            "custom_parameters": dict(HISTORY),
            "claims": ["iss", "sub", "name", "given_name", "family_name", "email"],
            "messages": [{"type": one, "target_link_uri": tool.launch, "label": tool.name} for one in messages],
        },
    }


def _document(
    session: requests.Session, method: str, url: str, token: str, body: Mapping[str, Any] | None
) -> dict[str, Any]:
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    try:
        answer = session.request(method, url, headers=headers, json=body)
    except requests.exceptions.RequestException as error:
        raise RegistrationRefusedError("unreachable") from error
    if answer.status_code not in (200, 201):
        raise RegistrationRefusedError("refused")
    try:
        document = json.loads(answer.content)
    except ValueError as error:
        raise RegistrationRefusedError("incomplete") from error
    if not isinstance(document, dict):
        raise RegistrationRefusedError("incomplete")
    return document


def _text(value: object) -> str:
    return value if isinstance(value, str) and 0 < len(value) <= _MOST and value.isprintable() else ""
