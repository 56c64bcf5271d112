"""Passwords and tokens."""

from __future__ import annotations

import pytest

from learnapp.security.passwords import Passwords, WeakPasswordError, check_policy
from learnapp.security.tokens import (
    is_client_secret,
    is_session_token,
    new_client_secret,
    new_session_token,
    temporary_password,
    token_hash,
)

CHEAP = Passwords(time_cost=1, memory_kib=64)


def test_right_and_wrong_passwords() -> None:
    stored = CHEAP.hash("correct horse battery")
    assert CHEAP.verify("correct horse battery", stored) == (True, None)
    assert CHEAP.verify("correct horse", stored) == (False, None)
    assert CHEAP.verify("a password that nobody has", None) == (False, None)
    assert CHEAP.verify("x", "plain text in the column") == (False, None)


def test_a_hash_with_old_costs_is_renewed() -> None:
    right, renewed = Passwords(time_cost=2, memory_kib=64).verify("correct horse", CHEAP.hash("correct horse"))
    assert right
    assert renewed is not None


@pytest.mark.parametrize(
    "password",
    ["short", "password123", "aaaaaaaaaaaa", "ana.nunez@school.org", "AnaNunez2012", "nunez-123456"],
)
def test_weak_passwords_are_refused_with_advice(password: str) -> None:
    with pytest.raises(WeakPasswordError):
        check_policy(password, roles=frozenset({"student"}), email="ana.nunez@school.org", name="Ana Nunez")


def test_students_may_use_eight_characters_staff_twelve() -> None:
    check_policy("redboat7", roles=frozenset({"student"}))
    for roles in ({"instructor"}, {"student", "admin"}, {"guardian"}, set()):
        with pytest.raises(WeakPasswordError, match="at least 12"):
            check_policy("redboat7", roles=frozenset(roles))


def test_tokens_have_their_form_and_do_not_repeat() -> None:
    assert is_session_token(new_session_token())
    assert is_client_secret(new_client_secret())
    assert not is_session_token("x; DROP TABLE session")
    assert not is_client_secret(new_session_token())
    assert len({temporary_password() for _ in range(200)}) == 200
    assert len(token_hash("x")) == 32
    check_policy(temporary_password(), roles=frozenset({"admin"}))
