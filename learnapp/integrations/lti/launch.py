"""A launch: what it says of itself before anything is believed, and what is left of it when all has been checked."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from pylti1p3.exception import LtiException
from pylti1p3.message_launch import MessageLaunch, TLaunchData
from pylti1p3.session import SessionService

from learnapp.integrations.lti import claims
from learnapp.integrations.lti.deep_linking import Wish, wish_of
from learnapp.integrations.lti.errors import LaunchRefusedError
from learnapp.integrations.lti.grades import SCOPES
from learnapp.integrations.lti.key_sets import KeySets
from learnapp.integrations.lti.platform import OnePlatform, Platform
from learnapp.integrations.lti.roles import role_here
from learnapp.integrations.lti.starlette import Fields, Memory, NoCookies

ALGORITHM = "RS256"
"""The one that platforms must offer (security framework 1.0, 5.1.3): nothing in a token chooses another."""
SKEW_S = 60
MOST_TOKEN = 32_768
MOST_SUBJECT = 255
_KNOWN = (claims.RESOURCE_LAUNCH, claims.DEEP_REQUEST, claims.REVIEW_REQUEST)


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom a token names. Nothing of it is believed: it only says by whose keys it has to be checked."""

    issuer: str
    client_ids: tuple[str, ...]
    deployment_id: str


@dataclass(frozen=True, slots=True)
class Launch:
    """What a platform has signed.

    Attributes:
        role: `student`, `instructor`, `mentor`, or None.
        context_id: The course, "" outside of one.
        custom: Custom parameters that are texts.
        return_url: Where the platform wants its people back; on its own site, or "".
        memberships_url: Roster of the course, "" where it is not offered.
        line_items_url: Columns of its gradebook, likewise.
        line_item_url: The column of the link itself.
        scopes: What the platform lets us do with the gradebook, separated by spaces.
        message: Type of the message.
        wish: What a deep linking request asks for.
        for_user: Whose work is reviewed: a subject of the same platform.
    """

    issuer: str
    client_id: str
    deployment_id: str
    subject: str
    nonce: str
    role: str | None
    name: str = ""
    email: str = ""
    locale: str = ""
    context_id: str = ""
    context_title: str = ""
    resource_link_id: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)
    return_url: str = ""
    memberships_url: str = ""
    line_items_url: str = ""
    line_item_url: str = ""
    scopes: str = ""
    message: str = claims.RESOURCE_LAUNCH
    wish: Wish | None = None
    for_user: str = ""


def addressed(id_token: str) -> Addressed:
    """Return whom a token names.

    Raises:
        LaunchRefusedError: `lti_token`: it is no token.
    """
    parts = id_token.split(".")
    if len(parts) != 3 or len(id_token) > MOST_TOKEN:
        raise LaunchRefusedError("lti_token")
    try:
        body = json.loads(_decoded(parts[1]))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise LaunchRefusedError("lti_token") from error
    if not isinstance(body, dict):
        raise LaunchRefusedError("lti_token")
    audience = body.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    # With several audiences the authorised party is the client (OpenID Connect core, 3.1.3.7).
    party = body.get("azp")
    clients = [party] if isinstance(party, str) and party in named else named
    return Addressed(
        _text(body.get("iss"), 500),
        tuple(one[:500] for one in clients if isinstance(one, str) and one)[:5],
        _text(body.get(claims.DEPLOYMENT), MOST_SUBJECT),
    )


class CheckedLaunch(MessageLaunch[Fields, OnePlatform, SessionService, NoCookies]):
    """The library's launch, stricter: the signature comes first, and nothing in the token chooses how it is checked.

    Args:
        fields: The form that the platform has posted through the browser.
        platform: Whose launch it says to be.
        key_sets: Keys of platforms.
    """

    def __init__(self, fields: Fields, platform: Platform, key_sets: KeySets) -> None:
        # The library would make a session of its own for each launch, to ask for keys: `key_sets` does that.
        super().__init__(
            fields, OnePlatform(platform), SessionService(fields), NoCookies(), requests_session=key_sets.session
        )
        self._session_service.set_data_storage(Memory())
        self._platform = platform
        self._key_sets = key_sets

    def _get_request_param(self, key: str) -> str:
        return self._request.get_param(key)

    def key_at_hand(self) -> bool:
        """Return whether the token can be checked without asking the platform for its keys."""
        try:
            header = json.loads(_decoded(self._request.get_param("id_token").split(".", 1)[0]))
            kid = header.get("kid") if isinstance(header, dict) else None
        except (binascii.Error, ValueError, RecursionError):
            return True
        return not isinstance(kid, str) or self._key_sets.at_hand(self._platform.keys_url, kid)

    def validate(self) -> CheckedLaunch:
        """Check everything but state and nonce, which the caller compares with what it remembers.

        Raises:
            LaunchRefusedError: The first thing that is wrong.
        """
        self._validated = True
        try:
            _as(self.validate_jwt_format, "lti_token")
            self.validate_jwt_signature()
            _as(self.validate_registration, "lti_audience")
            _as(self.validate_deployment, "lti_deployment")
            self.validate_message()
        except BaseException:
            self._validated = False
            raise
        return self

    def validate_jwt_signature(self) -> CheckedLaunch:
        """Check the signature, who it is from and for, and when."""
        header: Mapping[str, Any] = self._jwt.get("header", {})
        kid = header.get("kid") if isinstance(header, dict) else None
        if not isinstance(kid, str) or header.get("alg") != ALGORITHM:
            raise LaunchRefusedError("lti_signature")
        key = self._key_sets.find(self._platform.keys_url, kid)
        if key is None or key.get("alg", ALGORITHM) != ALGORITHM or key.get("use", "sig") != "sig":
            raise LaunchRefusedError("lti_signature")
        try:
            body = jwt.decode(
                self._get_id_token(),
                _public(key["kty"], key["n"], key["e"]),
                algorithms=[ALGORITHM],
                audience=self._platform.client_id,
                issuer=self._platform.issuer,
                leeway=SKEW_S,
                options={"require": ["exp", "iat", "iss", "aud", "nonce"], "verify_sub": False},
            )
        except (jwt.InvalidAudienceError, jwt.InvalidIssuerError) as error:
            raise LaunchRefusedError("lti_audience") from error
        except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError, jwt.InvalidIssuedAtError) as error:
            raise LaunchRefusedError("lti_time") from error
        except jwt.MissingRequiredClaimError as error:
            raise LaunchRefusedError("lti_token") from error
        except Exception as error:
            raise LaunchRefusedError("lti_signature") from error
        party, audience = body.get("azp"), body["aud"]
        several = isinstance(audience, list) and len(audience) > 1
        if (party is not None or several) and party != self._platform.client_id:
            raise LaunchRefusedError("lti_audience")
        # From here on only what was signed is read.
        self._jwt["body"] = cast(TLaunchData, body)
        return self

    def get_client_id(self) -> str:
        """Return the client that the signed token is for: it has been checked to be ours."""
        return self._platform.client_id

    def validate_message(self) -> CheckedLaunch:
        """Check that it is a message that we know, whole, and in the one version there is.

        Blackboard launches from outside a course without a resource link, so that the library's own check, which
        asks for one, would turn its users away.
        """
        body: Mapping[str, Any] = self._jwt["body"]
        kind = body.get(claims.MESSAGE_TYPE)
        if kind not in _KNOWN or body.get(claims.VERSION) != "1.3.0":
            raise LaunchRefusedError("lti_message")
        if kind == claims.DEEP_REQUEST and wish_of(body.get(claims.DEEP_SETTINGS)) is None:
            raise LaunchRefusedError("lti_message")
        if kind == claims.REVIEW_REQUEST and not _text(_object(body, claims.FOR_USER).get("user_id"), MOST_SUBJECT):
            raise LaunchRefusedError("lti_message")
        if not _text(body.get("sub"), MOST_SUBJECT + 1) or len(str(body["sub"])) > MOST_SUBJECT:
            raise LaunchRefusedError("lti_subject")
        if not isinstance(body.get(claims.ROLES), list):
            raise LaunchRefusedError("lti_token")
        return self

    def checked(self) -> Launch:
        """Return what was signed, in our own words."""
        body: Mapping[str, Any] = self._jwt["body"]
        context, link = _object(body, claims.CONTEXT), _object(body, claims.RESOURCE_LINK)
        shown = _object(body, claims.PRESENTATION)
        roster, grades = _object(body, claims.MEMBERSHIPS), _object(body, claims.GRADES)
        scopes = grades.get("scope")
        custom = {key: value for key, value in _object(body, claims.CUSTOM).items() if isinstance(value, str)}
        name = _text(body.get("name"), 200) or " ".join(
            part for part in (_text(body.get("given_name"), 100), _text(body.get("family_name"), 100)) if part
        )
        return Launch(
            issuer=str(body["iss"]),
            client_id=self._platform.client_id,
            deployment_id=str(body[claims.DEPLOYMENT]),
            subject=str(body["sub"]),
            nonce=str(body["nonce"]),
            role=role_here(body[claims.ROLES]),
            name=name,
            email=_text(body.get("email"), 254),
            locale=_text(shown.get("locale") or body.get("locale"), 20),
            context_id=_text(context.get("id"), MOST_SUBJECT),
            context_title=_text(context.get("title") or context.get("label"), 200),
            resource_link_id=_text(link.get("id"), MOST_SUBJECT),
            custom=custom,
            return_url=_text(shown.get("return_url"), 2000),
            memberships_url=_text(roster.get("context_memberships_url"), 2000),
            line_items_url=_text(grades.get("lineitems"), 2000),
            line_item_url=_text(grades.get("lineitem"), 2000),
            scopes=" ".join(one for one in SCOPES if isinstance(scopes, list) and one in scopes),
            message=str(body[claims.MESSAGE_TYPE]),
            wish=wish_of(body.get(claims.DEEP_SETTINGS)) if body[claims.MESSAGE_TYPE] == claims.DEEP_REQUEST else None,
            for_user=_text(_object(body, claims.FOR_USER).get("user_id"), MOST_SUBJECT),
        )


@lru_cache(maxsize=500)
def _public(kty: str, n: str, e: str) -> RSAPublicKey:
    """Return a key; reading it costs more than checking a signature with it."""
    return cast(RSAPublicKey, RSAAlgorithm.from_jwk({"kty": kty, "n": n, "e": e}))


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _as(check: Any, code: str) -> None:
    try:
        check()
    except LtiException as error:
        raise LaunchRefusedError(code) from error


def _text(value: object, most: int) -> str:
    return value[:most] if isinstance(value, str) and value.isprintable() else ""


def _object(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = body.get(name)
    return found if isinstance(found, dict) else {}
