"""`learnapp backup` and `learnapp restore`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn
from uuid import UUID

import typer

from learnapp.cli_base import opened, plain_errors, say, stopped_in_order
from learnapp.core.config import Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from learnapp.security.crypto import Keyring


@dataclass(frozen=True, slots=True)
class _Server:
    """Where all of the database can be read and made.

    Attributes:
        app, owner, whole: Connection strings of the app, of the owner, and of a role that row security does not bind.
        binaries: Folder of Postgres' programs; None: those on PATH.
    """

    app: str
    owner: str
    whole: str
    binaries: Path | None


@contextmanager
def _server(settings: Settings) -> Iterator[_Server]:
    from learnapp.storage.embedded import attached, bundled_binaries
    from learnapp.storage.programs import database_of, to_database
    from learnapp.storage.roles import DATABASE

    if settings.database_url is None:
        with attached(settings.data_dir) as urls:
            yield _Server(urls.app, urls.owner, to_database(urls.superuser, DATABASE), bundled_binaries())
        return
    if settings.backup_database_url is None or not settings.migration_database_url:
        raise SettingsError(
            "Set BACKUP_DATABASE_URL to a superuser of the server, whom row security does not bind, and"
            " MIGRATION_DATABASE_URL to the owner: nobody else may read or make all of it."
        )
    owner, whole = settings.migration_database_url, settings.backup_database_url.get_secret_value()
    # DATABASE_URL may lead through a pooler that has names of its own.
    theirs, named = database_of(owner), database_of(whole)
    if theirs != named:
        raise SettingsError(
            f"BACKUP_DATABASE_URL names the database {named or 'of its role'}, and MIGRATION_DATABASE_URL"
            f" {theirs or 'that of its role'}. Let both name the one that learnapp uses."
        )
    yield _Server(settings.database_url, owner, whole, None)


def backup(
    folder: Annotated[Path, typer.Argument(help="Where backups are kept, best on another disk; each gets a folder.")],
    keep: Annotated[int, typer.Option(min=0, help="Remove all but so many of them; 0 keeps all.")] = 0,
) -> None:
    """Write a backup of everything but the master key, while the system runs or stands."""
    from learnapp import bootstrap
    from learnapp.security.crypto import Keyring
    from learnapp.storage import backup as backups
    from learnapp.storage.migrate import revision

    with plain_errors(), stopped_in_order():
        settings = read_settings()
        if settings.database_url is None and not (settings.data_dir / "postgres").exists():
            raise SettingsError(
                f"There is no database in {settings.data_dir.resolve()}. Set DATA_DIR as for the system that is to be"
                " kept, or start the command in its folder."
            )
        keyring = Keyring.from_base64(bootstrap.master_key(settings))
        mark = keyring.mark("backup")
        with _server(settings) as server:
            schema = revision(server.owner)
            if schema is None:
                raise SettingsError("The database is empty: there is nothing to keep. Is it the one of the system?")
            asyncio.run(_opens(server.app, keyring))
            made = backups.make(
                folder, settings.data_dir, server.whole, binaries=server.binaries, schema=schema, key=mark,
                now=datetime.now(UTC), progress=say,
            )  # fmt: skip
        for gone in backups.prune(folder, keep) if keep else ():
            say(f"· {gone.name} removed")
    say(f"{made}: whole and checked. The master key is not in it: keep a copy of that elsewhere.")
    if settings.media_store:
        say(f"Films, pictures and exports lie in {settings.media_store}: keep versions of that bucket.")


async def _opens(url: str, keyring: Keyring) -> None:
    """Refuse a master key that is not the one of the database: a restore would ask for it, and read no name."""
    from learnapp import bootstrap
    from learnapp.storage.db import Database

    db = Database(url, pool_size=1, pool_max=1)
    await db.open()
    try:
        await bootstrap.check_key(db, keyring)
    finally:
        await db.close()


def restore(
    folder: Annotated[Path, typer.Argument(help="The folder of one backup.")],
    erased: Annotated[
        list[Path] | None,
        typer.Option(help="DATA_DIR/erasures of the system that was lost: who is in it is erased again."),
    ] = None,
) -> None:
    """Bring a backup into an empty DATA_DIR or database, erase again who was erased since, and check every trail.

    Whatever ends it, the same command goes on where it stopped; until it has ended well nothing starts on the database.
    """
    from learnapp import bootstrap
    from learnapp.security.crypto import Keyring
    from learnapp.services import erased_list
    from learnapp.storage import backup as backups
    from learnapp.storage import restore as restores
    from learnapp.storage.db import newest_schema

    began = time.monotonic()
    with plain_errors(), stopped_in_order():
        settings = read_settings()
        # Before anything is brought in: an error in them afterwards would leave those people there.
        lists = [erased_list.lists(path) or _no_lists(path) for path in erased or ()]
        manifest = backups.read(folder)
        if manifest.schema > newest_schema():
            raise SettingsError(
                f"This backup was made by a newer release: it has schema {manifest.schema}, and this release knows"
                f" {newest_schema()} at most. Restore it with the release that made it, or a newer one."
            )
        say(f"· checking the backup of {manifest.made_at}")
        backups.check(folder, manifest)
        if settings.master_key is None and not (settings.data_dir / "master.key").exists():
            raise SettingsError("Set MASTER_KEY, or put master.key of the lost system into DATA_DIR, before restoring.")
        if not Keyring.from_base64(bootstrap.master_key(settings)).marked("backup", manifest.key):
            raise SettingsError("MASTER_KEY is not the one of this backup: nobody could read a name in it.")
        with _server(settings) as server, restores.alone(server.whole):
            for more in lists:
                erased_list.add(settings.data_dir, more)
            say(f"· restoring the database and files ({manifest.size / 2**20:,.1f} MiB)")
            if restores.load(folder, manifest, settings.data_dir, server.whole, binaries=server.binaries):
                say("· the database was in already; going on")
            say("· bringing the schema up to date")
            bootstrap.migrate(server.owner, restoring=True)
            say("· erasing again who was erased since, and checking every trail")
            found = asyncio.run(_finish(settings.model_copy(update={"database_url": server.app}), manifest.made_at))
            restores.done(server.whole)
    say(f"Restored in {time.monotonic() - began:,.0f} s.")
    if found:
        raise typer.Exit(1)


async def _finish(settings: Settings, made_at: str) -> dict[UUID, str]:
    from learnapp.services import restoring

    async with opened(settings, judging=False, restoring=True):
        again, found = await restoring.finish(made_at)
    say(f"{again} people erased again; everybody signs in anew. What happened after {made_at} is not here.")
    for tenant, said in found.items():
        say(f"{tenant}: {said}")
    if not found:
        say("Every audit trail is sound.")
    return found


def _no_lists(path: Path) -> NoReturn:
    raise SettingsError(
        f"{path} holds no list of erased people. Name the folder `erasures` of the lost system; where there is none,"
        " nobody was erased: leave the option out."
    )
