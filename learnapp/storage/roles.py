"""The three database roles, and the SQL that makes them on any server.

* `learnapp_owner` owns the tables and runs migrations and partition jobs.
* `learnapp_app` is what the application signs in as: row-level security binds it.
* `learnapp_directory` owns schema `directory`; nobody signs in as it.

On a server of your own, run `server_script(...)` once with psql as a superuser, then set `DATABASE_URL` to the
app's and `MIGRATION_DATABASE_URL` to the owner's connection string.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

OWNER = "learnapp_owner"
APP = "learnapp_app"
DIRECTORY = "learnapp_directory"
DATABASE = "learnapp"


@dataclass(frozen=True, slots=True)
class RolePasswords:
    """Passwords of the two roles that sign in."""

    owner: str
    app: str


def cluster_sql(passwords: RolePasswords) -> list[sql.Composed]:
    """Return the statements for the whole cluster, in order; each may be run again."""
    statements: list[sql.Composed] = []
    for name, attributes in (
        (OWNER, sql.SQL("LOGIN PASSWORD {}").format(sql.Literal(passwords.owner))),
        (APP, sql.SQL("LOGIN PASSWORD {}").format(sql.Literal(passwords.app))),
        (DIRECTORY, sql.SQL("NOLOGIN").format()),
    ):
        role = sql.Identifier(name)
        statements.append(
            sql.SQL("DO $$ BEGIN CREATE ROLE {}; EXCEPTION WHEN duplicate_object THEN NULL; END $$").format(role)
        )
        statements.append(
            sql.SQL("ALTER ROLE {} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION {}").format(
                role, attributes
            )
        )
    # The migration makes schema directory in that role's name.
    statements.append(sql.SQL("GRANT {} TO {}").format(sql.Identifier(DIRECTORY), sql.Identifier(OWNER)))
    return statements


def database_sql(database: str = DATABASE) -> list[sql.Composed]:
    """Return the statements for one database, to be run in it; each may be run again."""
    name, owner, app, directory = (sql.Identifier(part) for part in (database, OWNER, APP, DIRECTORY))
    return [
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name),
        sql.SQL("GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {} TO {}").format(name, owner),
        sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(name, directory),
        # Temporary tables are what bulk loads go through.
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(name, app),
        sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC").format(),
        sql.SQL("GRANT CREATE, USAGE ON SCHEMA public TO {}").format(owner),
    ]


def prepare_cluster(superuser_dsn: str, passwords: RolePasswords, database: str = DATABASE) -> None:
    """Make the roles and an empty database owned by the owner role; harmless when they exist.

    Args:
        superuser_dsn: Connection string of a superuser, to any database of the server.
        passwords: For the roles that sign in.
        database: Name of the database to make.

    Raises:
        psycopg.Error: The server cannot be reached, or the role may not do this.
    """
    with psycopg.connect(superuser_dsn, autocommit=True) as connection:
        for statement in cluster_sql(passwords):
            connection.execute(statement)
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone()
        if exists is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                    sql.Identifier(database), sql.Identifier(OWNER)
                )
            )
    with psycopg.connect(superuser_dsn, dbname=database, autocommit=True) as connection:
        for statement in database_sql(database):
            connection.execute(statement)


def server_script(passwords: RolePasswords, database: str = DATABASE) -> str:
    """Return the same as a psql script, for those who do not hand out a superuser's connection string.

    Args:
        passwords: For the roles that sign in.
        database: Name of the database to make: letters, digits, _ and -, for psql reads others as more than a name.
    """
    name = sql.Identifier(database).as_string(None)
    make = f"CREATE DATABASE {name} OWNER {sql.Identifier(OWNER).as_string(None)} TEMPLATE template0 ENCODING 'UTF8'"
    missing = sql.SQL("SELECT {} WHERE NOT EXISTS (SELECT 1 FROM pg_database WHERE datname = {}) \\gexec\n").format(
        sql.Literal(make), sql.Literal(database)
    )
    return "".join(
        [
            *(statement.as_string(None) + ";\n" for statement in cluster_sql(passwords)),
            missing.as_string(None),
            f"\\connect {name}\n",
            *(statement.as_string(None) + ";\n" for statement in database_sql(database)),
        ]
    )
