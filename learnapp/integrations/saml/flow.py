"""The Web Browser SSO profile (saml-profiles-2.0-os §4.1): a signed request there, a proved answer back."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import xmlsec
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.response import OneLogin_Saml2_Response as Response
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

from learnapp.core.errors import LearnAppError
from learnapp.integrations.oidc.errors import refused
from learnapp.integrations.saml import shape
from learnapp.integrations.saml.party import IdentityProvider, Sender, ServiceProvider, request_at, settings

SKEW = timedelta(seconds=Words.ALLOWED_CLOCK_DRIFT)
"""How far clocks may differ."""
LONGEST = timedelta(hours=24)
"""An assertion that says that it holds longer is remembered no longer: by then its request is long forgotten."""
MOST_NAME = 1024
_BROKEN = (xmlsec.Error, etree.LxmlError, OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError, ValueError, TypeError)
_WHY = {
    OneLogin_Saml2_ValidationError.WRONG_AUDIENCE: "saml_audience",
    OneLogin_Saml2_ValidationError.WRONG_DESTINATION: "saml_destination",
    OneLogin_Saml2_ValidationError.EMPTY_DESTINATION: "saml_destination",
    OneLogin_Saml2_ValidationError.WRONG_ISSUER: "saml_issuer",
    OneLogin_Saml2_ValidationError.ASSERTION_EXPIRED: "saml_time",
    OneLogin_Saml2_ValidationError.ASSERTION_TOO_EARLY: "saml_time",
    OneLogin_Saml2_ValidationError.SESSION_EXPIRED: "saml_time",
    OneLogin_Saml2_ValidationError.WRONG_INRESPONSETO: "saml_request",
    OneLogin_Saml2_ValidationError.WRONG_SUBJECTCONFIRMATION: "saml_subject",
    OneLogin_Saml2_ValidationError.NO_SIGNATURE_FOUND: "saml_unsigned",
    OneLogin_Saml2_ValidationError.INVALID_SIGNATURE: "saml_signature",
    OneLogin_Saml2_ValidationError.DEPRECATED_SIGNATURE_METHOD: "saml_algorithm",
    OneLogin_Saml2_ValidationError.DEPRECATED_DIGEST_METHOD: "saml_algorithm",
    OneLogin_Saml2_ValidationError.STATUS_CODE_IS_NOT_SUCCESS: "sign_on_cancelled",
    OneLogin_Saml2_ValidationError.NO_NAMEID: "saml_subject",
    OneLogin_Saml2_ValidationError.EMPTY_NAMEID: "saml_subject",
}
"""The provider's mistakes and its clock are told to the admin; of what is broken only that it is."""


@dataclass(frozen=True, slots=True)
class Name:
    """Who somebody is at the provider, as a LogoutRequest has to repeat it.

    Attributes:
        value: The NameID.
        kind: Its format; "" for none.
        qualifier: Its NameQualifier; "" for none.
        session: The SessionIndex; "" for none.
    """

    value: str
    kind: str = ""
    qualifier: str = ""
    session: str = ""


@dataclass(frozen=True, slots=True)
class Proved:
    """What an answer has proved.

    Attributes:
        name: Who.
        claims: Attributes by name and by friendly name: a text, or a list of them.
        assertion_id: By which a second use is known.
        until: How long it has to be remembered for that.
    """

    name: Name
    assertion_id: str
    until: datetime
    claims: dict[str, Any] = field(default_factory=dict)


def there(us: ServiceProvider, provider: IdentityProvider, relay: str, *, again: bool) -> tuple[str, str]:
    """Return where a browser goes with a signed request, and the id of that request.

    Args:
        us: Who asks.
        provider: Who is asked.
        relay: RelayState: finds the request again, and says nothing by itself.
        again: Somebody has to prove who they are although the provider remembers them.
    """
    auth = Sender(request_at(us.acs), settings(us, provider))
    url = auth.login(return_to=relay, force_authn=again, set_nameid_policy=True)
    return str(url), str(auth.get_last_request_id())


def back(us: ServiceProvider, provider: IdentityProvider, message: str, request_id: str) -> Proved:
    """Return what an answer proves.

    Args:
        us: For whom it has to be.
        provider: From whom.
        message: SAMLResponse, as it came.
        request_id: Of the request that it has to answer; what nobody asked for is refused.

    Raises:
        AnswerRefusedError: It proves nothing; `detail['why']` says why.
    """
    document = shape.decoded(message)
    shape.check(shape.parsed(document, "Response"))
    try:
        answer = Response(settings(us, provider), base64.b64encode(document).decode())
        opened = answer.get_xml_document()
        shape.check(opened)
        answer.is_valid(request_at(us.acs), request_id=request_id, raise_exceptions=True)
        return _read(us, answer, request_id)
    except LearnAppError:
        raise
    except OneLogin_Saml2_ValidationError as error:
        raise refused(_WHY.get(error.code, "saml_shape")) from error
    except _BROKEN as error:
        # Damaged ciphertext, a key that is not ours, a time that is none: one word for all of them.
        raise refused("saml_broken") from error


def _read(us: ServiceProvider, answer: Response, request_id: str) -> Proved:
    """Look at what python3-saml lets be left out, then read what is signed."""
    if answer.get_in_response_to() != request_id:
        raise refused("saml_request")
    if answer.document.get("Destination") not in (None, us.acs):
        raise refused("saml_destination")
    if us.entity_id not in answer.get_audiences():
        raise refused("saml_audience")
    until = _confirmed(us, answer, request_id)
    said = answer.get_nameid_data()
    value = str(said.get("Value") or "").strip()
    if not value or len(value) > MOST_NAME or not value.isprintable():
        raise refused("saml_subject")
    assertion = str(answer.get_assertion_id() or "")
    if not assertion:
        raise refused("saml_shape")
    claims: dict[str, Any] = {}
    # A name is the provider's own; a friendly one is only for people, and never in its place.
    for found in (answer.get_friendlyname_attributes(), answer.get_attributes()):
        for key, values in found.items():
            texts = [one for one in values if isinstance(one, str)]
            claims[str(key)] = texts[0] if len(texts) == 1 else texts
    name = Name(
        value, str(said.get("Format") or ""), str(said.get("NameQualifier") or ""),
        str(answer.get_session_index() or "")[:MOST_NAME],
    )  # fmt: skip
    return Proved(name, assertion, until, claims)


def _confirmed(us: ServiceProvider, answer: Response, request_id: str) -> datetime:
    """Return until when the bearer's confirmation holds (§4.1.4.2): all that the profile demands has to be there."""
    now = datetime.now(UTC)
    for one in answer._query_assertion("/saml:Subject/saml:SubjectConfirmation"):  # noqa: SLF001 - of the signed one
        data = one.find("saml:SubjectConfirmationData", namespaces=Words.NSMAP)
        if one.get("Method") != Words.CM_BEARER or data is None or data.get("NotBefore") is not None:
            continue
        if data.get("Recipient") != us.acs or data.get("InResponseTo") != request_id:
            continue
        until = _moment(data.get("NotOnOrAfter"))
        if until is not None and until + SKEW > now:
            return min(until + SKEW, now + LONGEST)
    raise refused("saml_subject")


def _moment(text: str | None) -> datetime | None:
    return datetime.fromtimestamp(Utils.parse_SAML_to_time(text), UTC) if text else None
