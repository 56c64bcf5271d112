"""The mark on a database into which a backup is being brought: nobody else may use it until that is done.

It is an empty schema, whose comment says which backup: every role can see it, it is there before the first table, and
neither a dump nor a migration touches it.
"""

from __future__ import annotations

from typing import LiteralString

import psycopg
from psycopg import sql

from learnapp.core.errors import UnavailableError

READ: LiteralString = """
SELECT coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_namespace WHERE nspname = 'learnapp_restore'
"""

_TAKE = "SELECT pg_try_advisory_lock(hashtext('learnapp restore'))"
_SHARE = "SELECT pg_try_advisory_lock_shared(hashtext('learnapp restore'))"


def take(connection: psycopg.Connection) -> bool:
    """Become the only one who brings a backup in, as long as the connection is open; False: somebody is at work."""
    return connection.execute(_TAKE).fetchone() == (True,)


def share(connection: psycopg.Connection) -> bool:
    """Keep restores away as long as the connection is open; False: one is at work."""
    return connection.execute(_SHARE).fetchone() == (True,)


def read(connection: psycopg.Connection) -> str | None:
    """Return which backup is being brought into this database; None: it is used as usual."""
    row = connection.execute(READ).fetchone()
    return str(row[0]) if row is not None else None


def put(connection: psycopg.Connection, backup: str) -> None:
    """Mark the database, over the mark of another backup."""
    with connection.transaction():
        connection.execute("CREATE SCHEMA IF NOT EXISTS learnapp_restore")
        connection.execute(sql.SQL("COMMENT ON SCHEMA learnapp_restore IS {}").format(sql.Literal(backup)))


def remove(connection: psycopg.Connection) -> None:
    """Let the database be used."""
    connection.execute("DROP SCHEMA IF EXISTS learnapp_restore")


def refuse(found: str | None) -> None:
    """Refuse a database into which a backup is being brought.

    Args:
        found: What `read` has returned.

    Raises:
        UnavailableError: It is one.
    """
    if found is not None:
        raise UnavailableError(
            f"A restore of the backup {found.split(' ')[0]} has not ended well on this database. Run the same"
            " `learnapp restore` again: it goes on where it stopped. Or begin anew with an empty DATA_DIR or database."
        )
