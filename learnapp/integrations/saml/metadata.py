"""Metadata, in and out (saml-metadata-2.0-os): what two parties have to know of each other."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any

import requests
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree
from onelogin.saml2.errors import OneLogin_Saml2_Error
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser as Parser
from onelogin.saml2.metadata import OneLogin_Saml2_Metadata as Metadata
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML as Xml

from learnapp.core.errors import InvalidInputError
from learnapp.integrations.oidc.errors import MetadataError, away
from learnapp.integrations.outbound import OutboundSession, check_address
from learnapp.integrations.saml.party import CERTIFICATE_LASTS, IdentityProvider, ServiceProvider, settings

MOST_BYTES = 500_000
"""The metadata of one provider stays far below; a whole federation's does not, and is not what is asked for."""
MOST_CERTIFICATES = 10
LEAST_BITS = 2048
_DESCRIPTORS = "//md:EntityDescriptor[md:IDPSSODescriptor]"


_WHY = {
    "metadata_size": "This file is too large to be the metadata of one provider. Ask for the one of your school alone.",
    "metadata_several": "This metadata describes several providers. Ask for the one of your school alone.",
    "metadata_form": "This is no SAML metadata. Copy the whole XML document from your provider.",
    "metadata_no_provider": "This metadata is of no identity provider. Copy what your provider calls IdP metadata.",
    "metadata_binding": "Your provider offers no sign-in by HTTP-Redirect. Switch that binding on there.",
    "metadata_address": "An address in the metadata is none that people may be sent to. It has to begin with https://.",
    "metadata_certificate": "The metadata holds no certificate that is strong enough (RSA, 2048 bits or more).",
    "metadata_nothing": "Give the address of your provider's metadata, or paste the metadata itself.",
}


def unusable(why: str) -> MetadataError:
    """Return the error of metadata that cannot be used; `why` is a key of ours."""
    return MetadataError(_WHY[why], detail={"why": why})


def _address(url: str, loopback: bool) -> str:
    try:
        return check_address(url, loopback=loopback)
    except InvalidInputError as error:
        # Those words are about learning management systems.
        raise unusable("metadata_address") from error


def read(document: bytes, *, loopback: bool) -> IdentityProvider:
    """Return the provider that a metadata document describes.

    Args:
        document: XML.
        loopback: Whether it may be on this machine: for development and tests.

    Raises:
        MetadataError: It is no metadata, of several providers, or lacks what is needed; the text says which.
    """
    if len(document) > MOST_BYTES:
        raise unusable("metadata_size")
    try:
        root = Xml.to_etree(document.strip())
        found = Xml.query(root, _DESCRIPTORS)
        if len(found) > 1:
            raise unusable("metadata_several")
        said: dict[str, Any] = Parser.parse(document.strip()).get("idp", {}) if found else {}
    except (etree.LxmlError, OneLogin_Saml2_Error, ValueError, AttributeError, TypeError) as error:
        # What the parser raises for a DTD or an entity is a ValueError, too.
        raise unusable("metadata_form") from error
    entity_id = str(said.get("entityId") or "").strip()
    sign_on = str(said.get("singleSignOnService", {}).get("url") or "")
    sign_off = str(said.get("singleLogoutService", {}).get("url") or "")
    if not entity_id or len(entity_id) > 1024 or not entity_id.isprintable():
        raise unusable("metadata_no_provider")
    if not sign_on:
        raise unusable("metadata_binding")
    sign_on = _address(sign_on, loopback)
    sign_off = _address(sign_off, loopback) if sign_off else ""
    many = said.get("x509certMulti", {}).get("signing") or [said.get("x509cert") or ""]
    return IdentityProvider(entity_id, sign_on, sign_off, _certificates(many))


def _certificates(listed: list[str]) -> tuple[str, ...]:
    usable: list[str] = []
    for one in listed[:MOST_CERTIFICATES]:
        try:
            key = x509.load_der_x509_certificate(base64.b64decode(one, validate=True)).public_key()
        except (ValueError, binascii.Error):
            continue
        if isinstance(key, rsa.RSAPublicKey) and key.key_size >= LEAST_BITS:
            usable.append(one)
    if not usable:
        raise unusable("metadata_certificate")
    return tuple(dict.fromkeys(usable))


def fetch(url: str, *, loopback: bool) -> bytes:
    """Return the document at an address that somebody has typed.

    Raises:
        MetadataError: It is no address that is fetched from here.
        ProviderAwayError: Nothing, or something else, is there.
    """
    address = _address(url, loopback)
    try:
        with OutboundSession(loopback=loopback) as http:
            answer = http.get(address, headers={"Accept": "application/samlmetadata+xml, application/xml"})
    except requests.exceptions.RequestException as error:
        raise away("no_answer") from error
    if answer.status_code != requests.codes.ok:
        raise away(f"status_{answer.status_code}")
    return bytes(answer.content)


def ours(us: ServiceProvider, provider: IdentityProvider, now: datetime) -> str:
    """Return our metadata for a provider, signed; it holds as long as the certificate, for many copy it once."""
    made = settings(us, provider)
    security = made.get_security_data()
    plain = Metadata.builder(
        made.get_sp_data(), authnsign=True, wsign=False, valid_until=f"{now + CERTIFICATE_LASTS:%Y-%m-%dT%H:%M:%SZ}"
    )
    with_keys = Metadata.add_x509_key_descriptors(plain, us.keys.certificate_pem, True)
    signed = Metadata.sign_metadata(
        with_keys, us.keys.private_pem, us.keys.certificate_pem, security["signatureAlgorithm"],
        security["digestAlgorithm"],
    )  # fmt: skip
    return signed.decode() if isinstance(signed, bytes) else str(signed)
