"""Row-level security: a forgotten filter returns nothing of another institution, and nothing can be put there."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from uuid_utils.compat import uuid7

from learnapp.core.errors import UnavailableError
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.storage.db import Database
from learnapp.storage.embedded import Urls
from tests.factories import NOON, School


async def test_a_forgotten_filter_returns_own_rows_only(db: Database, riverside: School, hillview: School) -> None:
    async with db.transaction(hillview.tenant_id) as tx:
        rows = (await tx.session.execute(text("SELECT tenant_id FROM person"))).scalars().all()
    assert set(rows) == {hillview.tenant_id}
    async with db.raw(riverside.tenant_id) as conn:
        raw = await (await conn.execute("SELECT DISTINCT tenant_id FROM enrolment")).fetchall()
    assert raw == [(riverside.tenant_id,)]


async def test_without_a_tenant_nothing_is_seen(postgres: Urls, riverside: School) -> None:
    async with await psycopg.AsyncConnection.connect(postgres.app) as conn:
        assert await (await conn.execute("SELECT 1 FROM person")).fetchone() is None
        assert await (await conn.execute("SELECT 1 FROM institution")).fetchone() is None
        assert await (await conn.execute("SELECT 1 FROM content")).fetchone() is None


async def test_a_connection_forgets_the_tenant_when_it_is_lent_again(db: Database, riverside: School) -> None:
    async with db.raw(riverside.tenant_id) as conn:
        await conn.execute("SELECT 1")
    async with db.transaction(uuid7()) as tx:
        assert (await tx.session.execute(text("SELECT 1 FROM person"))).first() is None


async def test_rows_of_another_institution_cannot_be_written(db: Database, riverside: School, hillview: School) -> None:
    alice = riverside["alice"].person_id
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with db.raw(hillview.tenant_id) as conn:
            await conn.execute(
                "INSERT INTO role_grant (tenant_id, person_id, role, granted_at) VALUES (%s, %s, 'admin', %s)",
                (riverside.tenant_id, alice, NOON),
            )
    with pytest.raises(DBAPIError):
        async with db.transaction(hillview.tenant_id) as tx:
            await tx.session.execute(
                text("UPDATE person SET tenant_id = :other WHERE tenant_id = :mine"),
                {"other": riverside.tenant_id, "mine": hillview.tenant_id},
            )
    async with db.raw(hillview.tenant_id) as conn:
        changed = await conn.execute("UPDATE person SET status = 'erased' WHERE person_id = %s", (alice,))
        removed = await conn.execute("DELETE FROM person_key WHERE person_id = %s", (alice,))
    assert (changed.rowcount, removed.rowcount) == (0, 0)


async def test_the_library_is_read_by_all_and_written_by_none_but_itself(db: Database, riverside: School) -> None:
    course = uuid7()
    async with db.raw(LIBRARY_TENANT) as conn:
        await conn.execute(
            "INSERT INTO course (tenant_id, course_id, slug, title, created_at) VALUES (%s, %s, %s, 'Shared', %s)",
            (LIBRARY_TENANT, course, f"shared-{course}", NOON),
        )
    async with db.raw(riverside.tenant_id) as conn:
        seen = await (await conn.execute("SELECT title FROM course WHERE course_id = %s", (course,))).fetchone()
        changed = await conn.execute("UPDATE course SET title = 'Mine' WHERE course_id = %s", (course,))
        removed = await conn.execute("DELETE FROM course WHERE course_id = %s", (course,))
    assert seen == ("Shared",)
    assert (changed.rowcount, removed.rowcount) == (0, 0)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with db.raw(riverside.tenant_id) as conn:
            await conn.execute(
                "INSERT INTO course (tenant_id, course_id, slug, title, created_at) VALUES (%s, %s, 's', 'Mine', %s)",
                (LIBRARY_TENANT, uuid7(), NOON),
            )


async def test_the_audit_trail_refuses_change_from_app_and_owner(
    db: Database, postgres: Urls, riverside: School
) -> None:
    tenant, entry = riverside.tenant_id, uuid7()
    async with db.raw(tenant) as conn:
        await conn.execute(
            "INSERT INTO audit_entry (tenant_id, audit_id, at, actor_id, actor_kind, action) "
            "VALUES (%s, %s, %s, %s, 'person', 'person.read')",
            (tenant, entry, NOON, riverside["carol"].person_id),
        )
    for statement in ("UPDATE audit_entry SET action = 'nothing'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with db.raw(tenant) as conn:
                await conn.execute(statement)
        async with await psycopg.AsyncConnection.connect(postgres.owner) as owner:
            await owner.execute("SELECT set_config('app.tenant_id', %s, true)", (str(tenant),))
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                await owner.execute(statement)
    async with db.raw(tenant) as conn:
        kept = await (await conn.execute("SELECT action FROM audit_entry WHERE audit_id = %s", (entry,))).fetchone()
    assert kept == ("person.read",)


async def test_the_app_reads_no_table_of_the_directory(db: Database, riverside: School) -> None:
    for table in ("tenant", "login", "session", "api_client"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with db.raw(riverside.tenant_id) as conn:
                await conn.execute(f"SELECT * FROM directory.{table}")  # noqa: S608 - fixed names


@pytest.mark.parametrize("role", ["owner", "superuser"])
async def test_the_app_does_not_start_as_a_role_that_sees_everything(postgres: Urls, role: str) -> None:
    database = Database(getattr(postgres, role).replace("/postgres?", "/learnapp?"), pool_size=1, pool_max=1)
    with pytest.raises(UnavailableError, match="app role"):
        await database.open()
    with pytest.raises(UnavailableError):
        await database.health()
