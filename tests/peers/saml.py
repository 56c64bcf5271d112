"""An identity provider of SAML that signs and encrypts for real, and says whatever a test wants it to."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit
from uuid import uuid4
from xml.sax.saxutils import escape

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from lxml import etree

from learnapp.integrations.saml.party import KeyPair, new_keys

NS = {
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "xenc": "http://www.w3.org/2001/04/xmlenc#",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NS.items() if prefix in ("samlp", "saml"))
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"


@cache
def keys(name: str) -> KeyPair:
    """Return the keys of one name; they are made once in a run."""
    return new_keys(name, datetime.now(UTC))


def _plain(pem: str) -> str:
    return "".join(line for line in pem.splitlines() if "CERTIFICATE" not in line)


def _key(pair: KeyPair) -> Any:
    key = xmlsec.Key.from_memory(pair.private_pem, xmlsec.constants.KeyDataFormatPem, None)
    key.load_cert_from_memory(pair.certificate_pem, xmlsec.constants.KeyDataFormatCertPem)
    return key


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Asked:
    """What we have asked: the request, and what has to come back with the answer."""

    id: str
    issuer: str
    acs: str
    relay: str
    force: bool


@dataclass
class Words:
    """What an assertion says; a test changes what it likes."""

    name: str = "carol-7"
    name_kind: str = PERSISTENT
    issuer: str = ""
    audience: str = ""
    destination: str = ""
    recipient: str = ""
    answers: str = ""
    begins: timedelta = timedelta(seconds=-60)
    ends: timedelta = timedelta(seconds=300)
    session: str = "s-1"
    status: str = "urn:oasis:names:tc:SAML:2.0:status:Success"
    assertion_id: str = ""
    attributes: dict[str, list[str]] = field(default_factory=dict)


class IdentityProvider:
    """One provider.

    Attributes:
        entity_id: Its name.
        pair: Its keys.
    """

    def __init__(self, entity_id: str = "https://login.elm.example/idp", name: str = "idp") -> None:
        self.entity_id, self.pair = entity_id, keys(name)

    @property
    def metadata(self) -> str:
        sign_on = f'<md:SingleSignOnService Binding="{REDIRECT}" Location="http://127.0.0.1:9/sso?x=1&amp;y=2"/>'
        sign_off = f'<md:SingleLogoutService Binding="{REDIRECT}" Location="http://127.0.0.1:9/slo"/>'
        return (
            f'<md:EntityDescriptor xmlns:md="{NS["md"]}" xmlns:ds="{NS["ds"]}" entityID="{escape(self.entity_id)}">'
            '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
            '<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>'
            f"{_plain(self.pair.certificate_pem)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
            f"{sign_off}{sign_on}</md:IDPSSODescriptor></md:EntityDescriptor>"
        )

    def read(self, url: str, metadata: str) -> Asked:
        """Return what a signed request asks; the key is the one of our own metadata."""
        query = urlsplit(url).query
        fields = {name: values[0] for name, values in parse_qs(query).items()}
        own = etree.fromstring(metadata.encode())
        certificate = own.findtext(".//md:KeyDescriptor[@use='signing']//ds:X509Certificate", namespaces=NS)
        over = "&".join(
            part for part in query.split("&") if part.split("=")[0] in ("SAMLRequest", "RelayState", "SigAlg")
        )
        public = x509.load_der_x509_certificate(base64.b64decode(certificate or "")).public_key()
        assert isinstance(public, rsa.RSAPublicKey) and fields["SigAlg"] == SHA256
        public.verify(base64.b64decode(fields["Signature"]), over.encode(), padding.PKCS1v15(), hashes.SHA256())
        request = etree.fromstring(zlib.decompress(base64.b64decode(fields["SAMLRequest"]), -15))
        return Asked(
            request.get("ID", ""), request.findtext("saml:Issuer", namespaces=NS) or "",
            request.get("AssertionConsumerServiceURL", ""), fields["RelayState"], request.get("ForceAuthn") == "true",
        )  # fmt: skip

    def answer(
        self,
        asked: Asked,
        words: Words,
        *,
        sign: str = "assertion",
        encrypt_for: str = "",
        pair: KeyPair | None = None,
        before: Callable[[Any], Any] | None = None,
        change: Callable[[Any], Any] | None = None,
        method: Any = xmlsec.constants.TransformRsaSha256,
        key_transport: Any = xmlsec.constants.TransformRsaOaep,
    ) -> dict[str, str]:
        """Return the form that a browser posts to us.

        Args:
            asked: Of `read`.
            words: What it says.
            sign: assertion, response, both or nothing.
            encrypt_for: Our metadata, when the assertion is encrypted.
            pair: Other keys than its own.
            before: What is done to the document before it is signed.
            change: What is done to the finished document.
            method: Of the signature.
            key_transport: Of the encryption.
        """
        root = etree.fromstring(self._response(asked, words).encode())
        if before is not None:
            before(root)
        assertion = root.find("saml:Assertion", NS)
        if sign in ("assertion", "both"):
            _sign(assertion, pair or self.pair, method)
        if encrypt_for:
            _encrypt(assertion, encrypt_for, key_transport)
        if sign in ("response", "both"):
            _sign(root, pair or self.pair, method)
        changed = change(root) if change is not None else None
        document = changed if isinstance(changed, bytes) else etree.tostring(root)
        return {"SAMLResponse": base64.b64encode(document).decode(), "RelayState": asked.relay}

    def _response(self, asked: Asked, words: Words) -> str:
        now = datetime.now(UTC)
        issuer = escape(words.issuer or self.entity_id)
        until, since = stamp(now + words.ends), stamp(now + words.begins)
        destination = words.destination or asked.acs
        attributes = "".join(
            f'<saml:Attribute Name="{escape(name)}">'
            + "".join(f"<saml:AttributeValue>{escape(value)}</saml:AttributeValue>" for value in values)
            + "</saml:Attribute>"
            for name, values in words.attributes.items()
        )
        statement = f"<saml:AttributeStatement>{attributes}</saml:AttributeStatement>" if attributes else ""
        answers = words.answers or asked.id
        return (
            f'<samlp:Response {_DECLARED} ID="_{uuid4().hex}" Version="2.0" IssueInstant="{stamp(now)}"'
            f' Destination="{escape(destination)}" InResponseTo="{answers}"><saml:Issuer>{issuer}</saml:Issuer>'
            f'<samlp:Status><samlp:StatusCode Value="{words.status}"/></samlp:Status>'
            f'<saml:Assertion ID="{words.assertion_id or "_" + uuid4().hex}" Version="2.0" IssueInstant="{stamp(now)}">'
            f"<saml:Issuer>{issuer}</saml:Issuer><saml:Subject>"
            f'<saml:NameID Format="{words.name_kind}">{escape(words.name)}</saml:NameID>'
            '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData'
            f' Recipient="{escape(words.recipient or asked.acs)}" NotOnOrAfter="{until}" InResponseTo="{answers}"/>'
            f'</saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{since}" NotOnOrAfter="{until}">'
            f"<saml:AudienceRestriction><saml:Audience>{escape(words.audience or asked.issuer)}</saml:Audience>"
            f'</saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{stamp(now)}"'
            f' SessionIndex="{words.session}"><saml:AuthnContext><saml:AuthnContextClassRef>'
            "urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext>"
            f"</saml:AuthnStatement>{statement}</saml:Assertion></samlp:Response>"
        )

    def logout(
        self, slo: str, name: str, session: str = "", *, at: datetime | None = None, pair: KeyPair | None = None
    ) -> str:
        """Return the address by which it ends a session here."""
        index = f"<samlp:SessionIndex>{session}</samlp:SessionIndex>" if session else ""
        request = (
            f'<samlp:LogoutRequest {_DECLARED} ID="_{uuid4().hex}" Version="2.0" Destination="{slo}"'
            f' IssueInstant="{stamp(at or datetime.now(UTC))}"><saml:Issuer>{self.entity_id}</saml:Issuer>'
            f"<saml:NameID>{name}</saml:NameID>{index}</samlp:LogoutRequest>"
        )
        packer = zlib.compressobj(wbits=-15)
        packed = packer.compress(request.encode()) + packer.flush()
        fields = {"SAMLRequest": base64.b64encode(packed).decode(), "RelayState": "theirs", "SigAlg": SHA256}
        over = urlencode(fields)
        key = load_pem_private_key((pair or self.pair).private_pem.encode(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        signature = base64.b64encode(key.sign(over.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
        return f"{slo}?{over}&Signature={quote_plus(signature)}"


def _sign(element: Any, pair: KeyPair, method: Any) -> None:
    signature = xmlsec.template.create(element, xmlsec.constants.TransformExclC14N, method, ns="ds")
    element.insert(1, signature)
    digest = xmlsec.constants.TransformSha256
    reference = xmlsec.template.add_reference(signature, digest, uri=f"#{element.get('ID')}")
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, xmlsec.constants.TransformExclC14N)
    info = xmlsec.template.ensure_key_info(signature)
    xmlsec.template.add_x509_data(info)
    context = xmlsec.SignatureContext()
    context.key = _key(pair)
    context.register_id(element, "ID")
    context.sign(signature)


def _encrypt(assertion: Any, metadata: str, key_transport: Any) -> None:
    own = etree.fromstring(metadata.encode())
    found = own.findtext(".//md:KeyDescriptor[@use='encryption']//ds:X509Certificate", namespaces=NS)
    pem = f"-----BEGIN CERTIFICATE-----\n{found}\n-----END CERTIFICATE-----\n"
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatCertPem, None))
    response = assertion.getparent()
    # By itself first, so that its namespaces come along into the ciphertext.
    alone = etree.fromstring(etree.tostring(assertion))
    holder = etree.Element(f"{{{NS['saml']}}}EncryptedAssertion", nsmap={"saml": NS["saml"]})
    response.replace(assertion, holder)
    holder.append(alone)
    data = xmlsec.template.encrypted_data_create(
        holder, xmlsec.constants.TransformAes256Cbc, type=xmlsec.constants.TypeEncElement, ns="xenc"
    )
    xmlsec.template.encrypted_data_ensure_cipher_value(data)
    info = xmlsec.template.encrypted_data_ensure_key_info(data, ns="ds")
    key = xmlsec.template.add_encrypted_key(info, key_transport)
    xmlsec.template.encrypted_data_ensure_cipher_value(key)
    context = xmlsec.EncryptionContext(manager)
    context.key = xmlsec.Key.generate(xmlsec.constants.KeyDataAes, 256, xmlsec.constants.KeyDataTypeSession)
    context.encrypt_xml(data, alone)
