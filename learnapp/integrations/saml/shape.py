"""What a message has to look like before any of it is decrypted or believed.

python3-saml takes the first of several references, any transform, and any algorithm for encryption; signatures are
wrapped, and padding is probed, with what nobody honest sends.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any

from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML as Xml

from learnapp.integrations.oidc.errors import refused

MOST_BYTES = 200_000
"""Of one message; with hundreds of groups it stays below a quarter of that."""
MOST_ELEMENTS = 5_000
_DS, _XENC = Words.NS_DS, "http://www.w3.org/2001/04/xmlenc#"
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_TRANSFORMS = frozenset({f"{_DS}enveloped-signature", _EXCLUSIVE, f"{_EXCLUSIVE}WithComments"})
_SIGNATURES = frozenset({Words.RSA_SHA256, Words.RSA_SHA384, Words.RSA_SHA512})
_DIGESTS = frozenset({Words.SHA256, Words.SHA384, Words.SHA512})
# RSA with PKCS 1 padding lets a wrong key be told from a wrong text, and is left out.
_KEYS = frozenset({f"{_XENC}rsa-oaep-mgf1p", "http://www.w3.org/2009/xmlenc11#rsa-oaep"})
_BLOCKS = frozenset(
    [f"{_XENC}aes{bits}-cbc" for bits in (128, 192, 256)]
    + [f"http://www.w3.org/2009/xmlenc11#aes{bits}-gcm" for bits in (128, 192, 256)]
)


def decoded(message: str) -> bytes:
    """Return the XML of a message that came in a form (HTTP-POST).

    Raises:
        AnswerRefusedError: It is no base64, or too large.
    """
    if len(message) > MOST_BYTES * 4 // 3 + 4:
        raise refused("saml_size")
    try:
        return base64.b64decode("".join(message.split()), validate=True)
    except (ValueError, binascii.Error) as error:
        raise refused("saml_form") from error


def inflated(message: str) -> bytes:
    """Return the XML of a message that came in an address (HTTP-Redirect), never more than `MOST_BYTES` of it.

    Raises:
        AnswerRefusedError: It is not deflated, or grows too large.
    """
    packed, unpack = decoded(message), zlib.decompressobj(-15)
    try:
        found = unpack.decompress(packed, MOST_BYTES)
    except zlib.error as error:
        raise refused("saml_form") from error
    if unpack.unconsumed_tail or not unpack.eof:
        raise refused("saml_size")
    return found


def parsed(document: bytes, kind: str) -> Any:
    """Return the root of a message of one kind (Response, LogoutRequest, LogoutResponse).

    Raises:
        AnswerRefusedError: It is none, has a DTD or entities, or far too many elements.
    """
    try:
        root = Xml.to_etree(document)
    except (etree.LxmlError, ValueError) as error:
        # What the parser raises for a DTD or an entity is a ValueError, too.
        raise refused("saml_form") from error
    if root.tag != f"{{{Words.NS_SAMLP}}}{kind}":
        raise refused("saml_form")
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise refused("saml_size")
    return root


def check(root: Any) -> None:
    """Refuse signatures and encryption that nobody honest makes.

    Raises:
        AnswerRefusedError: Some part is out of place, doubled, or by an algorithm that is not taken.
    """
    ids = [one for one in root.xpath("//@ID | //@Id | //@id")]
    if len(ids) != len(set(ids)):
        raise refused("saml_shape")
    for signature in root.iter(f"{{{_DS}}}Signature"):
        _check_signature(signature)
    for element, allowed in (("EncryptedData", _BLOCKS), ("EncryptedKey", _KEYS)):
        for one in root.iter(f"{{{_XENC}}}{element}"):
            methods = one.findall(f"{{{_XENC}}}EncryptionMethod")
            if len(methods) != 1 or methods[0].get("Algorithm") not in allowed:
                raise refused("saml_algorithm")
    if next(root.iter(f"{{{_XENC}}}CipherReference"), None) is not None:
        # It would make us fetch something.
        raise refused("saml_shape")
    for one in root.iter(f"{{{_DS}}}RetrievalMethod"):
        if not str(one.get("URI", "")).startswith("#"):
            raise refused("saml_shape")


def _check_signature(signature: Any) -> None:
    found = signature.findall(f".//{{{_DS}}}Reference")
    if len(found) != 1 or found[0].get("URI") != f"#{signature.getparent().get('ID')}":
        raise refused("saml_shape")
    if signature.findall(f"{{{_DS}}}Object"):
        raise refused("saml_shape")
    transforms = [one.get("Algorithm") for one in signature.iter(f"{{{_DS}}}Transform")]
    canonical = [one.get("Algorithm") for one in signature.iter(f"{{{_DS}}}CanonicalizationMethod")]
    if not set(transforms) <= _TRANSFORMS or not set(canonical) <= _TRANSFORMS or len(transforms) > 2:  # noqa: PLR2004
        raise refused("saml_shape")
    methods = {one.get("Algorithm") for one in signature.iter(f"{{{_DS}}}SignatureMethod")}
    digests = {one.get("Algorithm") for one in signature.iter(f"{{{_DS}}}DigestMethod")}
    if not methods <= _SIGNATURES or not digests <= _DIGESTS:
        raise refused("saml_algorithm")
