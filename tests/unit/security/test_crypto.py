"""What encryption promises: a value opens for its person and field only, and never again without the key."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from learnapp.core.errors import InvalidInputError, UnavailableError
from learnapp.security.crypto import Keyring, normalise_email

TENANT, OTHER, ANA, BEN = (UUID(int=n) for n in range(1, 5))


@pytest.fixture
def keyring() -> Keyring:
    return Keyring.from_base64(Keyring.generate())


def test_a_name_comes_back_and_is_not_readable_in_between(keyring: Keyring) -> None:
    tenant, wrapped_tenant = keyring.new_tenant_key(TENANT)
    key, wrapped = tenant.new_person_key(ANA)
    sealed = key.encrypt("name", "Ana Núñez")
    again = keyring.tenant(TENANT, wrapped_tenant).open_person_key(ANA, wrapped)
    assert again.decrypt("name", sealed) == "Ana Núñez"
    assert b"Ana" not in sealed
    assert key.encrypt("name", "Ana Núñez") != sealed


def test_values_moved_between_people_fields_or_tenants_do_not_open(keyring: Keyring) -> None:
    tenant, wrapped_tenant = keyring.new_tenant_key(TENANT)
    ana, wrapped_ana = tenant.new_person_key(ANA)
    ben, _ = tenant.new_person_key(BEN)
    sealed = ana.encrypt("name", "Ana")
    for attempt in (
        lambda: ana.decrypt("email", sealed),
        lambda: ben.decrypt("name", sealed),
        lambda: tenant.open_person_key(BEN, wrapped_ana),
        lambda: keyring.tenant(OTHER, wrapped_tenant),
        lambda: ana.decrypt("name", sealed[:-1] + bytes([sealed[-1] ^ 1])),
        lambda: ana.decrypt("name", b""),
    ):
        with pytest.raises(UnavailableError):
            attempt()


def test_another_master_key_opens_nothing(keyring: Keyring) -> None:
    _, wrapped = keyring.new_tenant_key(TENANT)
    with pytest.raises(UnavailableError, match="MASTER_KEY"):
        Keyring.from_base64(Keyring.generate()).tenant(TENANT, wrapped)


def test_lookup_ignores_case_and_width_but_needs_the_key(keyring: Keyring) -> None:
    assert keyring.email_lookup(" Ana@School.ORG ") == keyring.email_lookup("ana@school.org")
    assert keyring.email_lookup("ana@school.org") != Keyring(bytes(32)).email_lookup("ana@school.org")


@pytest.mark.parametrize(
    "text", ["", "ana", "@school.org", "ana@", "ana@school", "a b@c.d", "a@b@c.d", "x" * 250 + "@c.de", "<a>@b.c"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        normalise_email(text)


def test_a_bad_master_key_is_refused() -> None:
    for text in ("", "short", "!!!!", str(uuid4())):
        with pytest.raises(InvalidInputError):
            Keyring.from_base64(text)
