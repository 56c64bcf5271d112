"""`learnapp database script` and `learnapp migrate`: a database server of one's own."""

from __future__ import annotations

import re
import secrets
from typing import Annotated

import typer

from learnapp.cli_base import plain_errors, say
from learnapp.core.config import SettingsError, read_settings
from learnapp.storage.roles import APP, DATABASE, OWNER

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")


def database_script(
    database: Annotated[str, typer.Option(help="Name of the database to make.")] = DATABASE,
) -> None:
    """Print what makes the roles and an empty database on a server of your own: SQL for psql, as a superuser.

    Each call makes fresh passwords; run again on the same server, the script gives them to the roles that are there.
    """
    from learnapp.storage.roles import RolePasswords, server_script

    with plain_errors():
        # It stands in a comment, in an address and after \connect, which all read more than a name out of others.
        if not _NAME.fullmatch(database):
            raise SettingsError(
                "The name of a database begins with a letter, and has only A to Z, digits, _ and -, 63 at most."
            )
    passwords = RolePasswords(secrets.token_urlsafe(24), secrets.token_urlsafe(24))
    say("-- Keep this to yourself: it holds passwords. Then set, with the name of your server for HOST:")
    say(f"-- DATABASE_URL=postgresql://{APP}:{passwords.app}@HOST:5432/{database}")
    say(f"-- MIGRATION_DATABASE_URL=postgresql://{OWNER}:{passwords.owner}@HOST:5432/{database}")
    say(server_script(passwords, database))


def migrate() -> None:
    """Bring the schema of the database up to date as its owner, before a new release is started on it."""
    from learnapp import bootstrap

    with plain_errors():
        settings = read_settings()
        if settings.database_url is not None and not settings.migration_database_url:
            raise SettingsError("Set MIGRATION_DATABASE_URL to the owner of the database: nobody else may change it.")
        with bootstrap.database(settings) as urls:
            # Where the embedded server is attached to, that has migrated already.
            done = bootstrap.migrate(urls.owner)
    say("· the database has the newest schema" if done else "· nothing to change")
