"""The two parties of a sign-in by SAML 2.0: us, as one institution's service provider, and its identity provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, unescape

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from onelogin.saml2.auth import OneLogin_Saml2_Auth as Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.settings import OneLogin_Saml2_Settings as Settings

KEY_BITS = 3072
CERTIFICATE_LASTS = timedelta(days=3650)
"""Nobody checks the chain or the end of these certificates: what counts is that the key is the one exchanged."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Our key towards one provider, with the certificate that carries it into the metadata."""

    private_pem: str
    certificate_pem: str


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """What a provider's metadata says of it (saml-metadata-2.0-os §2.4.3).

    Attributes:
        entity_id: Its name; every message carries it as the issuer.
        sign_on: Where a browser goes with a request (HTTP-Redirect).
        sign_off: Where a browser ends the session there; "" when there is no such place.
        certificates: Base64 of DER; more than one while it changes its key.
    """

    entity_id: str
    sign_on: str
    sign_off: str
    certificates: tuple[str, ...]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> IdentityProvider:
        """Return one as it is stored."""
        return cls(
            str(stored["entity_id"]), str(stored["sign_on"]), str(stored["sign_off"]), tuple(stored["certificates"])
        )

    def stored(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "entity_id": self.entity_id, "sign_on": self.sign_on, "sign_off": self.sign_off,
            "certificates": list(self.certificates),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ServiceProvider:
    """Us, towards one provider of one institution.

    Attributes:
        base: Our address for this provider: metadata, acs and slo stand below it.
        keys: With which we sign, and which opens what is encrypted for us.
    """

    base: str
    keys: KeyPair

    @property
    def entity_id(self) -> str:
        """Our name, which is also where our metadata is."""
        return f"{self.base}/metadata"

    @property
    def acs(self) -> str:
        """Where a browser brings the provider's answer (HTTP-POST)."""
        return f"{self.base}/acs"

    @property
    def slo(self) -> str:
        """Where a browser comes when the session at the provider ends (HTTP-Redirect)."""
        return f"{self.base}/slo"


def new_keys(name: str, now: datetime) -> KeyPair:
    """Return a fresh pair; it takes some tenths of a second of CPU.

    Args:
        name: For people who look into the certificate.
        now: From when on it is valid, but for clocks that differ.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:60])])
    moment = now.astimezone(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + CERTIFICATE_LASTS)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return KeyPair(private, certificate.public_bytes(Encoding.PEM).decode())


class Sender(Auth):  # type: ignore[misc]
    """Sends browsers away with messages; addresses are escaped where the templates take them as they are."""

    def get_sso_url(self) -> str:
        """Return where a browser signs in."""
        return unescape(super().get_sso_url())

    def get_slo_url(self) -> str | None:
        """Return where a browser signs out."""
        found = super().get_slo_url()
        return unescape(found) if found else None


def settings(us: ServiceProvider, provider: IdentityProvider) -> Settings:
    """Return what python3-saml works by: strict, signed by us, and nothing that SHA-1 has signed."""
    there: dict[str, Any] = {
        "entityId": provider.entity_id,
        "singleSignOnService": {"url": escape(provider.sign_on), "binding": Words.BINDING_HTTP_REDIRECT},
        "x509certMulti": {
            "signing": list(provider.certificates),
            "encryption": list(provider.certificates[:1]),
        },
    }
    if provider.sign_off:
        there["singleLogoutService"] = {"url": escape(provider.sign_off), "binding": Words.BINDING_HTTP_REDIRECT}
    return Settings(
        {
            "strict": True,
            "debug": False,
            "sp": {
                "entityId": us.entity_id,
                "assertionConsumerService": {"url": us.acs, "binding": Words.BINDING_HTTP_POST},
                "singleLogoutService": {"url": us.slo, "binding": Words.BINDING_HTTP_REDIRECT},
                "NameIDFormat": Words.NAMEID_UNSPECIFIED,
                "x509cert": us.keys.certificate_pem,
                "privateKey": us.keys.private_pem,
            },
            "idp": there,
            "security": {
                "authnRequestsSigned": True,
                "logoutRequestSigned": True,
                "logoutResponseSigned": True,
                # A signature is always needed; whether it is on the message or on the assertion is the provider's.
                "wantMessagesSigned": False,
                "wantAssertionsSigned": False,
                "wantNameId": True,
                "wantAttributeStatement": False,
                "allowRepeatAttributeName": True,
                "requestedAuthnContext": False,
                "signatureAlgorithm": Words.RSA_SHA256,
                "digestAlgorithm": Words.SHA256,
                "rejectDeprecatedAlgorithm": True,
                # What may be called was decided when the metadata came in.
                "allowSingleLabelDomains": True,
            },
        }
    )


def request_at(url: str) -> dict[str, Any]:
    """Return how python3-saml is told under which of our addresses a message has arrived."""
    parts = urlsplit(url)
    return {
        "https": "on" if parts.scheme == "https" else "off",
        "http_host": parts.netloc,
        "script_name": parts.path,
        "get_data": {},
        "post_data": {},
    }
