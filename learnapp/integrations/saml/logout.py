"""Single Logout (saml-profiles-2.0-os §4.4) by HTTP-Redirect: asked by us, or asked of us; every message signed."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote_plus
from xml.sax.saxutils import escape

import xmlsec
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.logout_request import OneLogin_Saml2_Logout_Request as Request
from onelogin.saml2.logout_response import OneLogin_Saml2_Logout_Response as Answer
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

from learnapp.integrations.oidc.errors import refused
from learnapp.integrations.saml import shape
from learnapp.integrations.saml.flow import SKEW, Name
from learnapp.integrations.saml.party import IdentityProvider, Sender, ServiceProvider, request_at, settings

_ALGORITHMS = frozenset({Words.RSA_SHA256, Words.RSA_SHA384, Words.RSA_SHA512})
_BROKEN = (xmlsec.Error, etree.LxmlError, OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError, ValueError, TypeError)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a provider wants to end.

    Attributes:
        request_id: By which the answer names it, and by which a second use is known.
        name: Whose session; the one of `name.session`, or all of them where that is "".
    """

    request_id: str
    name: Name


def leave(us: ServiceProvider, provider: IdentityProvider, name: Name, relay: str) -> str | None:
    """Return where a browser goes to end the session at the provider too; None: there is no such place."""
    if not provider.sign_off:
        return None
    auth = Sender(request_at(us.slo), settings(us, provider))
    return str(
        auth.logout(
            return_to=relay, name_id=name.value, name_id_format=name.kind or None, nq=name.qualifier or None,
            # The template of python3-saml takes this one as it is.
            session_index=escape(name.session) or None,
        )
    )  # fmt: skip


def _signed_part(query: str, kind: str) -> tuple[dict[str, str], bytes]:
    """Return the fields of a query, and of it what the signature is over: the text as it was sent (bindings §3.4.4.1).

    Raises:
        AnswerRefusedError: A field is there twice.
    """
    raw: dict[str, str] = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name in (kind, "RelayState", "SigAlg", "Signature"):
            if name in raw:
                raise refused("saml_shape")
            raw[name] = value
    over = "&".join(f"{name}={raw[name]}" for name in (kind, "RelayState", "SigAlg") if name in raw)
    return {name: unquote_plus(value) for name, value in raw.items()}, over.encode("latin-1", "replace")


def _checked(provider: IdentityProvider, query: str, kind: str) -> tuple[bytes, str]:
    """Return the XML of a message and its RelayState, once its signature holds.

    Raises:
        AnswerRefusedError: It is not signed by the provider.
    """
    if len(query) > shape.MOST_BYTES:
        raise refused("saml_size")
    fields, over = _signed_part(query, kind)
    if "Signature" not in fields:
        raise refused("saml_unsigned")
    if fields.get("SigAlg") not in _ALGORITHMS:
        raise refused("saml_algorithm")
    try:
        signature = base64.b64decode(fields["Signature"], validate=True)
    except (ValueError, binascii.Error) as error:
        raise refused("saml_signature") from error
    if not any(
        Utils.validate_binary_sign(over, signature, Utils.format_cert(one), fields["SigAlg"])
        for one in provider.certificates
    ):
        raise refused("saml_signature")
    return shape.inflated(fields[kind]), fields.get("RelayState", "")


def asked(us: ServiceProvider, provider: IdentityProvider, query: str) -> tuple[Wish, str]:
    """Return what a provider wants to end, and its RelayState.

    Args:
        us: Of whom it is asked.
        provider: Who asks.
        query: Of the address, as it was sent.

    Raises:
        AnswerRefusedError: It does not come from the provider, is not for us, or is too old.
    """
    document, relay = _checked(provider, query, "SAMLRequest")
    root = shape.parsed(document, "LogoutRequest")
    shape.check(root)
    at = settings(us, provider)
    _fresh(root.get("IssueInstant"), root.get("Destination"), us)
    try:
        request = Request(at, Utils.deflate_and_base64_encode(document))
        request.is_valid(request_at(us.slo), raise_exceptions=True)
        if Request.get_issuer(root) != provider.entity_id:
            raise refused("saml_issuer")
        said = Request.get_nameid_data(root, us.keys.private_pem)
        sessions = Request.get_session_indexes(root)
    except _BROKEN as error:
        raise refused("saml_broken") from error
    value = str(said.get("Value") or "").strip()
    if not value or len(sessions) > 1 or not root.get("ID"):
        raise refused("saml_subject")
    return Wish(str(root.get("ID")), Name(value, session=str(sessions[0] or "") if sessions else "")), relay


def answered(us: ServiceProvider, provider: IdentityProvider, query: str) -> None:
    """Check the provider's word that the session there has ended.

    Raises:
        AnswerRefusedError: It does not come from the provider, or is not for us.
    """
    document, _ = _checked(provider, query, "SAMLResponse")
    root = shape.parsed(document, "LogoutResponse")
    _fresh(root.get("IssueInstant"), root.get("Destination"), us)
    try:
        answer = Answer(settings(us, provider), Utils.deflate_and_base64_encode(document))
        if answer.get_issuer() != provider.entity_id:
            raise refused("saml_issuer")
    except _BROKEN as error:
        raise refused("saml_broken") from error


def _fresh(issued: str | None, destination: str | None, us: ServiceProvider) -> None:
    if destination not in (None, us.slo):
        raise refused("saml_destination")
    try:
        at = datetime.fromtimestamp(Utils.parse_SAML_to_time(issued or ""), UTC)
    except (ValueError, TypeError) as error:
        raise refused("saml_time") from error
    if abs(datetime.now(UTC) - at) > SKEW:
        raise refused("saml_time")


def answer(us: ServiceProvider, provider: IdentityProvider, request_id: str, relay: str) -> str:
    """Return where a browser carries our word back that the session here has ended."""
    at = settings(us, provider)
    made = Answer(at)
    made.build(escape(request_id, {'"': "&quot;"}))
    fields = {"SAMLResponse": made.get_response()}
    if relay:
        fields["RelayState"] = relay
    auth = Sender(request_at(us.slo), at)
    auth.add_response_signature(fields, Words.RSA_SHA256)
    return str(auth.redirect_to(provider.sign_off, fields))
