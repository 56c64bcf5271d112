"""Secrets given out once: session tokens, API client secrets, temporary passwords. Only hashes are stored."""

from __future__ import annotations

import hashlib
import re
import secrets

SESSION_BYTES = 32
_SECRET_PREFIX = "la_"  # noqa: S105 - a prefix that secret scanners can look for, not a secret
_ACCESS_PREFIX = "lat_"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
# Without characters that are taken for one another on paper (0 o 1 l i) and without vowels, so no words arise.
_READABLE = "23456789bcdfghjkmnpqrstvwxz"
_RECOVERY = re.compile(f"[{_READABLE}]{{5}}-[{_READABLE}]{{5}}")
_CODE = re.compile(f"[{_READABLE}]{{5}}(?:-[{_READABLE}]{{5}}){{2}}")


def new_session_token() -> str:
    """Return 32 random bytes in URL-safe base64 (43 characters)."""
    return secrets.token_urlsafe(SESSION_BYTES)


def is_session_token(text: str) -> bool:
    """Return whether `text` has the form of a session token."""
    return _TOKEN.fullmatch(text) is not None


def token_hash(token: str) -> bytes:
    """Return the SHA-256 of a token; a token has 256 bits of entropy, so no slow hash is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def new_client_secret() -> str:
    """Return a secret for an API client."""
    return _SECRET_PREFIX + secrets.token_urlsafe(SESSION_BYTES)


def is_client_secret(text: str) -> bool:
    """Return whether `text` has the form of an API client's secret."""
    return text.startswith(_SECRET_PREFIX) and _TOKEN.fullmatch(text[len(_SECRET_PREFIX) :]) is not None


def new_access_token() -> str:
    """Return a bearer token of short life, given for a client's secret."""
    return _ACCESS_PREFIX + secrets.token_urlsafe(SESSION_BYTES)


def is_access_token(text: str) -> bool:
    """Return whether `text` has the form of a bearer token of short life."""
    return text.startswith(_ACCESS_PREFIX) and _TOKEN.fullmatch(text[len(_ACCESS_PREFIX) :]) is not None


def temporary_password() -> str:
    """Return a password to hand over once, three groups of five: 71 bits, easy to copy from paper."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(5)) for _ in range(3))


def recovery_codes(number: int) -> list[str]:
    """Return codes for the day an authenticator app is lost, two groups of five: 47 bits each."""
    return ["-".join("".join(secrets.choice(_READABLE) for _ in range(5)) for _ in range(2)) for _ in range(number)]


def read_recovery_code(text: str) -> str | None:
    """Return a recovery code as it was given out; None for what cannot be one."""
    plain = text.strip().casefold().replace(" ", "-")
    plain = f"{plain[:5]}-{plain[5:]}" if len(plain) == 10 else plain
    return plain if _RECOVERY.fullmatch(plain) else None


def invitation_code() -> str:
    """Return the code of an invitation link, in the same form: it is also copied from a blackboard."""
    return temporary_password()


def read_invitation_code(text: str) -> str | None:
    """Return a code as it was given out, from whatever somebody typed or opened; None when it cannot be one."""
    plain = text.strip().casefold()
    return plain if _CODE.fullmatch(plain) else None
