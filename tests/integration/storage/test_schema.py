"""The migrated schema: it is what the models say, and every table stands behind the wall."""

# ruff: noqa: S608 - the catalogue is asked with fixed words
from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Text
from sqlmodel import AutoString, SQLModel

import learnapp.storage.models  # noqa: F401 - registers every table
from learnapp.bootstrap import check_schema
from learnapp.core.errors import UnavailableError
from learnapp.storage import migrate
from learnapp.storage.db import Database, newest_schema
from learnapp.storage.embedded import EmbeddedPostgres, Urls, bundled_binaries
from learnapp.storage.partitions import ensure_partitions
from learnapp.storage.roles import RolePasswords, server_script

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
# The queue and the migration tool carry ids only and stand outside the wall (DESIGN §3).
_OURS = """
  FROM pg_class c
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
   AND c.relname <> 'alembic_version' AND c.relname NOT LIKE 'procrastinate\\_%'
"""


def _ours(_object: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    if kind != "table" or name is None:
        return True
    partition = reflected and name.startswith(("learning_event_", "decision_"))
    return not (partition or name.startswith(("procrastinate_", "alembic_")))


def _another_type(_context: Any, _column: Any, _metadata: Any, found: Any, meant: Any) -> bool | None:
    # varchar without a length is text by another name.
    return False if isinstance(found, Text) and isinstance(meant, AutoString) else None


def _columns(owner_url: str, query: str) -> list[str]:
    with psycopg.connect(owner_url) as conn:
        return [row[0] for row in conn.execute(query).fetchall()]


_SAMPLED_DOCUMENTS = """
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE c.relname ~ '^(learning_event|decision)' AND c.relkind IN ('r', 'p') AND a.atttypid = 'jsonb'::regtype
   AND coalesce(a.attstattarget, -1) <> 0
"""


def _check_walls(owner_url: str) -> None:
    tables = _columns(owner_url, "SELECT c.relname" + _OURS)
    assert len(tables) > 40
    assert _columns(owner_url, f"SELECT c.relname {_OURS} AND NOT (c.relrowsecurity AND c.relforcerowsecurity)") == []
    assert (
        _columns(
            owner_url,
            f"SELECT c.relname {_OURS} AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid"
            " AND pg_get_expr(p.polqual, c.oid) LIKE '%app.tenant_id%')",
        )
        == []
    )


def test_every_table_is_walled_off(postgres: Urls) -> None:
    _check_walls(postgres.owner)


def test_the_tenant_leads_every_key_and_index(postgres: Urls) -> None:
    first = "(SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = i.indkey[0])"
    brin = "(SELECT am.amname FROM pg_class x JOIN pg_am am ON am.oid = x.relam WHERE x.oid = i.indexrelid)"
    others = _columns(
        postgres.owner,
        f"SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
        f" WHERE c.oid IN (SELECT c.oid {_OURS}) AND {first} <> 'tenant_id' AND {brin} <> 'brin'",
    )
    assert others == []
    without = _columns(
        postgres.owner,
        f"SELECT c.relname {_OURS} AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary"
        f" AND {first} = 'tenant_id')",
    )
    assert without == []
    foreign = _columns(
        postgres.owner,
        f"SELECT f.conname FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid WHERE f.contype = 'f'"
        f" AND c.oid IN (SELECT c.oid {_OURS}) AND NOT EXISTS (SELECT 1 FROM pg_attribute a"
        " WHERE a.attrelid = c.oid AND a.attnum = f.conkey[1] AND a.attname = 'tenant_id')",
    )
    assert foreign == []


def test_the_app_owns_nothing_and_changes_no_table(postgres: Urls) -> None:
    owned = "SELECT relname FROM pg_class WHERE relowner IN ('learnapp_app'::regrole) AND relkind IN ('r', 'p', 'S')"
    assert _columns(postgres.owner, owned) == []
    for statement in (
        "CREATE TABLE mine (id int)",
        "DROP TABLE person",
        "ALTER TABLE person DISABLE ROW LEVEL SECURITY",
    ):
        with psycopg.connect(postgres.app) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute(statement)


def test_the_directory_has_functions_for_the_app_only(postgres: Urls) -> None:
    functions = (
        "SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'directory'::regnamespace AND "
        "(NOT p.prosecdef OR p.proconfig IS NULL OR NOT has_function_privilege('learnapp_app', p.oid, 'EXECUTE')"
        " OR p.proowner <> 'learnapp_directory'::regrole"
        " OR EXISTS (SELECT 1 FROM aclexplode(p.proacl) AS right_of WHERE right_of.grantee = 0))"
    )
    assert _columns(postgres.owner, functions) == []
    assert (
        len(_columns(postgres.owner, "SELECT proname FROM pg_proc WHERE pronamespace = 'directory'::regnamespace")) > 10
    )


def test_models_and_migrations_agree(postgres: Urls) -> None:
    engine = migrate.owner_engine(postgres.owner)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_schemas": True, "include_object": _ours, "compare_type": _another_type}
        )
        differences = compare_metadata(context, SQLModel.metadata)
    engine.dispose()
    assert differences == []


def test_the_newest_schema_is_known_without_alembic() -> None:
    assert newest_schema() == migrate.newest()


def test_migrating_again_does_nothing(postgres: Urls) -> None:
    assert migrate.revision(postgres.owner) == migrate.newest()
    assert migrate.upgrade(postgres.owner) is False


def test_partitions_are_made_ahead_and_walled_off(postgres: Urls) -> None:
    assert ensure_partitions(postgres.owner, 12) == 0
    assert ensure_partitions(postgres.owner, 14) == 4
    assert ensure_partitions(postgres.owner, 14) == 0
    _check_walls(postgres.owner)
    with psycopg.connect(postgres.owner) as conn:
        sampled = conn.execute(_SAMPLED_DOCUMENTS).fetchall()
    assert sampled == [], "upkeep would sample documents while a class waits"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ensure_partitions(postgres.app, 15)


async def _start(app_url: str) -> None:
    """Look at the schema as every process does that starts on a database."""
    db = Database(app_url, pool_size=1)
    await db.open()
    try:
        await check_schema(db)
    finally:
        await db.close()


def test_the_script_for_a_server_of_ones_own_gives_a_database_that_migrates(
    short_folder: Path, postgres_server: EmbeddedPostgres, tmp_path: Path
) -> None:
    urls = postgres_server.urls()
    kept = json.loads((postgres_server.data_dir / "postgres-passwords.json").read_text())
    # Roles belong to the whole cluster: the same passwords, so that the other tests go on.
    script = tmp_path / "roles.sql"
    script.write_text(server_script(RolePasswords(kept["owner"], kept["app"]), "another"))
    psql = bundled_binaries() / "psql"
    for _ in ("first", "again, for the roles' passwords"):
        subprocess.run([psql, "-q", "-v", "ON_ERROR_STOP=1", "-f", script, urls.superuser], check=True)
    with pytest.raises(UnavailableError, match="schema none, and this release needs"):
        asyncio.run(_start(urls.app.replace("/learnapp?", "/another?")))
    assert migrate.upgrade(urls.owner.replace("/learnapp?", "/another?")) is True
    asyncio.run(_start(urls.app.replace("/learnapp?", "/another?")))
    _check_walls(urls.owner.replace("/learnapp?", "/another?"))


def test_postgres_15_takes_the_same_migrations(short_folder: Path) -> None:
    server = EmbeddedPostgres(short_folder / "old", binaries=DEBIAN_15)
    urls = server.start()
    try:
        assert migrate.upgrade(urls.owner) is True
        _check_walls(urls.owner)
        with psycopg.connect(urls.app) as conn:
            version = conn.execute("SHOW server_version_num").fetchone()
            assert version is not None
            assert 150000 <= int(version[0]) < 160000
            assert conn.execute("SELECT slug FROM directory.tenants()").fetchall() == [("library",)]
    finally:
        server.stop()
