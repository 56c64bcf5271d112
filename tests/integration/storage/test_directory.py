"""The directory: sign-in look-up, sessions and API clients, before a tenant is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql
from uuid_utils.compat import uuid7

from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.storage.db import Database
from learnapp.storage.directory import Tenant
from learnapp.storage.embedded import Urls
from tests.factories import School, keyring

HOUR = timedelta(hours=1)


def _shift(postgres: Urls, token: bytes, column: str, by: timedelta) -> None:
    """Let time pass for one session."""
    dsn = postgres.superuser.replace("/postgres?", "/learnapp?")
    with psycopg.connect(dsn) as conn:
        conn.execute(
            sql.SQL("UPDATE directory.session SET {0} = {0} - %s WHERE token_hash = %s").format(sql.Identifier(column)),
            (by, token),
        )


async def test_an_address_leads_to_its_institutions_and_is_forgotten_on_removal(
    db: Database, riverside: School, hillview: School
) -> None:
    alice = riverside["alice"]
    lookup = keyring().email_lookup(alice.email)
    await db.directory.put_login(lookup, hillview.tenant_id, hillview["mallory"].person_id)
    found = await db.directory.find_logins(lookup)
    assert {login.tenant_id for login in found} == {riverside.tenant_id, hillview.tenant_id}
    await db.directory.remove_login(riverside.tenant_id, alice.person_id)
    assert [login.tenant_id for login in await db.directory.find_logins(lookup)] == [hillview.tenant_id]


async def test_a_session_ends_by_idleness_by_age_and_by_revocation(
    db: Database, postgres: Urls, riverside: School
) -> None:
    person = riverside["alice"].person_id
    directory = db.directory

    async def start() -> bytes:
        token = uuid7().bytes + uuid7().bytes
        await directory.create_session(token, riverside.tenant_id, person, timedelta(days=14))
        return token

    token = await start()
    found = await directory.find_session(token, HOUR)
    assert found is not None
    assert (found.tenant_id, found.person_id) == (riverside.tenant_id, person)
    assert found.expires_at > datetime.now(UTC) + timedelta(days=13)

    _shift(postgres, token, "last_seen_at", timedelta(minutes=50))
    assert await directory.find_session(token, HOUR) is not None, "seeing it renews it"
    _shift(postgres, token, "last_seen_at", timedelta(minutes=50))
    assert await directory.find_session(token, HOUR) is not None
    _shift(postgres, token, "last_seen_at", timedelta(minutes=70))
    assert await directory.find_session(token, HOUR) is None

    old, other, kept = await start(), await start(), await start()
    _shift(postgres, old, "expires_at", timedelta(days=15))
    assert await directory.find_session(old, HOUR) is None
    assert await directory.remove_expired_sessions() >= 1
    await directory.revoke_session(other)
    assert await directory.find_session(other, HOUR) is None
    assert await directory.revoke_sessions_of(riverside.tenant_id, person, keep=kept) == 1
    assert await directory.find_session(kept, HOUR) is not None


async def test_a_client_is_found_by_its_secret_until_it_is_revoked(
    db: Database, riverside: School, hillview: School
) -> None:
    secret, client = uuid7().bytes + uuid7().bytes, uuid7()
    await db.directory.put_api_client(secret, riverside.tenant_id, client, "Replay", ["events:write"])
    found = await db.directory.find_api_client(secret)
    assert found is not None
    assert (found.tenant_id, found.client_id, found.scopes) == (
        riverside.tenant_id, client, frozenset({"events:write"}),
    )  # fmt: skip
    assert [row.client_id for row in await db.directory.list_api_secrets(riverside.tenant_id)] == [client]
    await db.directory.revoke_api_client(hillview.tenant_id, client)
    assert await db.directory.find_api_client(secret) is not None, "another institution cannot revoke it"
    await db.directory.revoke_api_client(riverside.tenant_id, client)
    assert await db.directory.find_api_client(secret) is None
    assert await db.directory.list_api_secrets(riverside.tenant_id) == []


async def test_institutions_are_listed_and_found_by_slug(db: Database, riverside: School) -> None:
    tenants = {tenant.tenant_id: tenant for tenant in await db.directory.tenants()}
    assert tenants[LIBRARY_TENANT].kind == "library"
    assert tenants[riverside.tenant_id].slug == riverside.slug
    found = await db.directory.find_tenant(riverside.slug)
    assert found is not None
    assert found.tenant_id == riverside.tenant_id
    assert await db.directory.find_tenant("no-such-place") is None
    assert await db.directory.slug_of(riverside.tenant_id) == riverside.slug
    assert await db.directory.slug_of(uuid7()) == ""


async def test_hostile_text_stays_text_and_a_slug_belongs_to_one(db: Database, riverside: School) -> None:
    assert await db.directory.find_tenant("'; DROP TABLE directory.tenant; --") is None
    with pytest.raises(psycopg.errors.UniqueViolation):
        await db.directory.create_tenant(Tenant(uuid7(), riverside.slug, "Another", "k12", "local", "active"))
