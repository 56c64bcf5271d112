"""Encryption of personal fields: master key → tenant key → one data key per student.

AES-256-GCM (NIST SP 800-38D) with random 96-bit nonces. The additional data of every sealed value names its
tenant, person and field, so that a value copied to another row or column does not open. Destroying the row of
a person's data key makes every value of that person unreadable, in every copy made without that row.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
import unicodedata
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from learnapp.core.errors import InvalidInputError, UnavailableError

KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"


def _seal(key: bytes, plain: bytes, context: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plain, context)


def _open(key: bytes, sealed: bytes, context: bytes) -> bytes:
    if len(sealed) < 1 + _NONCE_BYTES + 16 or sealed[:1] != _VERSION:
        raise UnavailableError("A protected value cannot be read: its format is unknown. Tell your administrator.")
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, context)
    except InvalidTag as error:
        raise UnavailableError(
            "A protected value cannot be read: it was changed, moved or written with another key. "
            "Check MASTER_KEY, then tell your administrator."
        ) from error


def _context(kind: str, *parts: object) -> bytes:
    """Unambiguous additional data: each part with its length in front."""
    encoded = [str(part).encode("utf-8", "surrogatepass") for part in (kind, *parts)]
    return b"".join(len(part).to_bytes(2, "big") + part for part in encoded)


_NOT_IN_ADDRESS = re.compile(r'[\s\x00-\x1f<>(),;:"\[\]\\]')


def normalise_email(email: str) -> str:
    """Return the form of an address that is compared and looked up.

    Raises:
        InvalidInputError: It is not an address.
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", email).casefold()).strip()
    local, at, domain = text.rpartition("@")
    forbidden = _NOT_IN_ADDRESS.search(text) is not None
    if not at or not local or "@" in local or "." not in domain.strip(".") or len(text) > 254 or forbidden:
        raise InvalidInputError("This is not an e-mail address. Write it like name@school.org.")
    return text


class PersonKey:
    """The data key of one person. It lives in memory only as long as a use case needs it."""

    __slots__ = ("_key", "person_id", "tenant_id")

    def __init__(self, tenant_id: UUID, person_id: UUID, key: bytes) -> None:
        self.tenant_id = tenant_id
        self.person_id = person_id
        self._key = key

    def encrypt(self, field: str, text: str) -> bytes:
        """Return `text` sealed for this person and field."""
        return _seal(self._key, text.encode(), _context("field", self.tenant_id, self.person_id, field))

    def decrypt(self, field: str, sealed: bytes) -> str:
        """Return the text of a sealed value.

        Raises:
            UnavailableError: The value belongs to another tenant, person or field, or was changed.
        """
        return _open(self._key, bytes(sealed), _context("field", self.tenant_id, self.person_id, field)).decode()


class TenantKey:
    """The key of one institution: it wraps the data keys of its people."""

    __slots__ = ("_key", "_lookups", "tenant_id")

    def __init__(self, tenant_id: UUID, key: bytes) -> None:
        self.tenant_id = tenant_id
        self._key = key
        self._lookups: dict[str, bytes] = {}

    def new_person_key(self, person_id: UUID) -> tuple[PersonKey, bytes]:
        """Return a fresh data key and its wrapped form, which is what the database keeps."""
        key = os.urandom(KEY_BYTES)
        return PersonKey(self.tenant_id, person_id, key), _seal(
            self._key, key, _context("person-key", self.tenant_id, person_id)
        )

    def open_person_key(self, person_id: UUID, wrapped: bytes) -> PersonKey:
        """Unwrap a stored data key.

        Raises:
            UnavailableError: It was wrapped for someone else or with another key.
        """
        key = _open(self._key, bytes(wrapped), _context("person-key", self.tenant_id, person_id))
        return PersonKey(self.tenant_id, person_id, key)

    def seal(self, purpose: str, plain: bytes) -> bytes:
        """Return something of the institution's own, sealed for one purpose (a signing key, a ticket)."""
        return _seal(self._key, plain, _context("sealed", self.tenant_id, purpose))

    def open(self, purpose: str, sealed: bytes) -> bytes:
        """Return what was sealed for this purpose.

        Raises:
            UnavailableError: It was sealed for another institution or purpose, or was changed.
        """
        return _open(self._key, bytes(sealed), _context("sealed", self.tenant_id, purpose))

    def lookup(self, kind: str, *parts: str) -> bytes:
        """Return a keyed hash of texts that are one name together; it stays when the master key changes."""
        key = self._lookups.get(kind)
        if key is None:
            key = self._lookups[kind] = self.derived(f"lookup/{kind}")
        return hmac.digest(key, _context(kind, *parts), "sha256")

    def derived(self, purpose: str) -> bytes:
        """Return a key of the institution's own for one purpose; it stays when the master key changes."""
        return _derive(self._key, _context("derived", self.tenant_id, purpose))


class Keyring:
    """The master key and what is derived from it; one per process.

    Args:
        master_key: 32 random bytes, from MASTER_KEY or a KMS. Everything new is sealed and looked up under it.
        previous: The key before it, while a rotation is under way: what is still under it opens too.
    """

    def __init__(self, master_key: bytes, previous: bytes | None = None) -> None:
        if any(len(key) != KEY_BYTES for key in (master_key, previous) if key is not None):
            raise InvalidInputError(f"MASTER_KEY must be the base64 form of {KEY_BYTES} random bytes.")
        self._wrap = _derive(master_key, b"learnapp/wrap/1")
        self._lookup = _derive(master_key, b"learnapp/lookup/1")
        self._marks = _derive(master_key, b"learnapp/marks/1")
        self._old_wrap = _derive(previous, b"learnapp/wrap/1") if previous else None
        self._old_lookup = _derive(previous, b"learnapp/lookup/1") if previous else None
        self._tenant = lru_cache(maxsize=1024)(self._open_tenant_key)

    @classmethod
    def from_base64(cls, text: str, previous: str | None = None) -> Keyring:
        """Build a keyring from the settings' texts.

        Raises:
            InvalidInputError: One is not base64 of 32 bytes.
        """
        try:
            old = base64.b64decode(previous.strip(), validate=True) if previous else None
            return cls(base64.b64decode(text.strip(), validate=True), old)
        except binascii.Error as error:
            raise InvalidInputError(
                f"MASTER_KEY and PREVIOUS_MASTER_KEY must be the base64 form of {KEY_BYTES} random bytes."
            ) from error

    def mark(self, text: str) -> str:
        """Return the mark by which this server knows a text again as its own."""
        return hmac.new(self._marks, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:40]

    def marked(self, text: str, mark: str) -> bool:
        """Return whether a mark is the one of this text."""
        return hmac.compare_digest(self.mark(text).encode(), mark.encode("utf-8", "replace"))

    @property
    def turning(self) -> bool:
        """Whether a previous key is known, so that a rotation can be under way."""
        return self._old_wrap is not None

    @staticmethod
    def generate() -> str:
        """Return a new master key in base64, ready for MASTER_KEY."""
        return base64.b64encode(os.urandom(KEY_BYTES)).decode()

    def new_tenant_key(self, tenant_id: UUID) -> tuple[TenantKey, bytes]:
        """Return a fresh tenant key and its wrapped form for the table `tenant_key`."""
        key = os.urandom(KEY_BYTES)
        return TenantKey(tenant_id, key), _seal(self._wrap, key, _context("tenant-key", tenant_id))

    def tenant(self, tenant_id: UUID, wrapped: bytes) -> TenantKey:
        """Unwrap a stored tenant key; the last 1,024 stay in memory.

        Raises:
            UnavailableError: It was wrapped for another tenant or with another master key.
        """
        return self._tenant(tenant_id, bytes(wrapped))

    def _open_tenant_key(self, tenant_id: UUID, wrapped: bytes) -> TenantKey:
        return TenantKey(tenant_id, self._unwrap(tenant_id, wrapped)[0])

    def _unwrap(self, tenant_id: UUID, wrapped: bytes) -> tuple[bytes, bool]:
        """Return the key and whether it was under the previous master key."""
        context = _context("tenant-key", tenant_id)
        try:
            return _open(self._wrap, wrapped, context), False
        except UnavailableError:
            if self._old_wrap is None:
                raise
            return _open(self._old_wrap, wrapped, context), True

    def rewrap(self, tenant_id: UUID, wrapped: bytes) -> bytes | None:
        """Return a tenant key wrapped by the present master key; None when it is already.

        Raises:
            UnavailableError: Neither the present nor the previous master key opens it.
        """
        key, old = self._unwrap(tenant_id, bytes(wrapped))
        return _seal(self._wrap, key, _context("tenant-key", tenant_id)) if old else None

    def email_lookup(self, email: str) -> bytes:
        """Return the keyed hash (HMAC-SHA-256, 32 bytes) by which an address is found without being readable.

        Raises:
            InvalidInputError: It is not an address.
        """
        return hmac.new(self._lookup, normalise_email(email).encode(), hashlib.sha256).digest()

    def email_lookups(self, email: str) -> tuple[bytes, ...]:
        """Return every keyed hash under which an address may be stored: the present one, then the previous.

        Raises:
            InvalidInputError: It is not an address.
        """
        keys = (self._lookup, self._old_lookup)
        text = normalise_email(email).encode()
        return tuple(hmac.new(key, text, hashlib.sha256).digest() for key in keys if key is not None)

    def lookup(self, kind: str, text: str) -> bytes:
        """Return a keyed hash of any other text (for throttle keys that must not hold an address)."""
        return self.lookups(kind, text)[0]

    def lookups(self, kind: str, text: str) -> tuple[bytes, ...]:
        """Return every keyed hash under which such a text may be stored: the present one, then the previous."""
        keys = (self._lookup, self._old_lookup)
        return tuple(hmac.new(key, _context(kind, text), hashlib.sha256).digest() for key in keys if key is not None)


def _derive(master: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master)
