"""Key pairs by which we sign towards platforms, and what of them is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pylti1p3.registration import Registration

BITS = 2048


@dataclass(frozen=True, slots=True)
class KeyPair:
    """One RSA pair in PEM.

    Attributes:
        kid: Its thumbprint: the `kid` that the library puts into what it signs.
    """

    kid: str
    public_pem: str
    private_pem: bytes


def new_key_pair() -> KeyPair:
    """Return a fresh pair; takes some tenths of a second of CPU, so call it from a thread."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    public_pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    private_pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return KeyPair(str(public_jwk(public_pem)["kid"]), public_pem, private_pem)


def public_jwk(public_pem: str) -> Mapping[str, Any]:
    """Return the JSON Web Key that platforms read, with the same `kid` that signatures carry."""
    return Registration.get_jwk(public_pem)
