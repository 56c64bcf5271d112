"""Passwords: argon2id (RFC 9106), a policy that people can satisfy, and the same time for unknown accounts."""

from __future__ import annotations

import re

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from learnapp.core.errors import InvalidInputError

MAX_LENGTH = 256
STUDENT_MIN_LENGTH = 8
STAFF_MIN_LENGTH = 12
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair: no character, and no encoding has a place for it."""

_COMMON = frozenset(
    """password passwort contrasena 12345678 123456789 1234567890 qwertyui qwertyuiop asdfghjk iloveyou
    princess football baseball sunshine superman letmein1 welcome1 dragon123 monkey123 abcdefgh abcd1234
    password1 password12 password123 passw0rd student1 teacher1 school123 changeme changeme123 administrator
    111111111111 123456789012 1234567890123 passwordpassword qwertyqwerty qwertyuiop12 letmeinletmein""".split()
)


class WeakPasswordError(InvalidInputError):
    """The new password does not meet the policy."""

    code = "weak_password"


class Passwords:
    """Hashing with fixed costs. Hashing takes about 50 ms: call it in a thread.

    Args:
        time_cost: Passes over the memory.
        memory_kib: Memory per hash, KiB. The defaults are OWASP's for argon2id with one lane.
    """

    def __init__(self, *, time_cost: int = 2, memory_kib: int = 19_456) -> None:
        self._hash = PasswordHash((Argon2Hasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1),))
        self._decoy = self._hash.hash("a password that nobody has")

    def hash(self, password: str) -> str:
        """Return the encoded hash with its salt and costs."""
        return self._hash.hash(password)

    def verify(self, password: str, stored: str | None) -> tuple[bool, str | None]:
        """Compare a password with a stored hash, in the same time when there is none.

        Returns:
            Whether it is right, and a new hash when the stored one used other costs.
        """
        if len(password) > MAX_LENGTH or _HALF.search(password):
            password = ""
        try:
            right, renewed = self._hash.verify_and_update(password, stored or self._decoy)
        except UnknownHashError:
            return False, None
        if stored is None or not right:
            return False, None
        return True, renewed


def check_policy(password: str, *, roles: frozenset[str], email: str = "", name: str = "") -> None:
    """Refuse a new password that is too short, too common, or the person's own name or address.

    Args:
        password: The new password.
        roles: Only people who are nothing but students or guardians may use the shorter length.
        email: The person's address.
        name: The person's name.

    Raises:
        WeakPasswordError: With a message that says what to change.
    """
    minimum = STUDENT_MIN_LENGTH if roles <= {"student"} and roles else STAFF_MIN_LENGTH
    if len(password) < minimum:
        raise WeakPasswordError(
            f"Use at least {minimum} characters. A short sentence works well.", detail={"minimum": minimum}
        )
    if _HALF.search(password):
        raise WeakPasswordError("The password has a character that cannot be stored. Choose another.")
    if len(password) > MAX_LENGTH:
        raise WeakPasswordError(f"Use at most {MAX_LENGTH} characters.", detail={"maximum": MAX_LENGTH})
    folded = password.casefold()
    if folded in _COMMON or len(set(folded)) < 4:
        raise WeakPasswordError("This password is easy to guess. Use a sentence that only you would think of.")
    bare = "".join(ch for ch in folded if ch.isalnum())
    for known in (email, email.partition("@")[0], name, *name.split()):
        plain = "".join(ch for ch in known.casefold() if ch.isalnum())
        if len(plain) >= 3 and bare.strip("0123456789") == plain:
            raise WeakPasswordError("Do not use your name or e-mail address as the password. Choose something else.")
