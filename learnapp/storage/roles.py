"""The three database roles and the database itself; run once per server by somebody who may create them."""

from __future__ import annotations

import psycopg
from psycopg import sql

from learnapp.storage.embedded import APP, DATABASE, DIRECTORY, OWNER


def prepare_cluster(superuser_url: str, *, database: str = DATABASE, password: str | None = None) -> None:
    """Create the roles and the database where they are missing; change nothing that is there.

    Args:
        superuser_url: Address of the server as a role that may create roles and databases.
        database: Name of the database.
        password: Password for the owner and app roles; none where the socket's folder guards them.
    """
    with psycopg.connect(superuser_url, autocommit=True) as conn:
        for role, login in ((DIRECTORY, False), (OWNER, True), (APP, True)):
            if conn.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
                conn.execute(
                    sql.SQL("CREATE ROLE {} {} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE").format(
                        sql.Identifier(role), sql.SQL("LOGIN" if login else "NOLOGIN")
                    )
                )
            if login and password is not None:
                conn.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))
        # The owner becomes the directory role while it migrates; the app never does.
        conn.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(DIRECTORY), sql.Identifier(OWNER)))
        if conn.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone() is None:
            conn.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                    sql.Identifier(database), sql.Identifier(OWNER)
                )
            )
        conn.execute(
            sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)),
        )
        conn.execute(
            sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(
                sql.Identifier(database), sql.Identifier(APP)
            )
        )
