"""`learnapp backup` and `learnapp restore`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn
from uuid import UUID

import typer

from learnapp.cli_base import in_services, plain_errors, say
from learnapp.core.config import Settings, SettingsError, read_settings
from learnapp.services import Services


@contextmanager
def _server(settings: Settings) -> Iterator[tuple[str, str, Path | None]]:
    """Yield (superuser's address, owner's address, folder of Postgres' programs) of the database."""
    from learnapp.storage.embedded import attached, bundled_binaries

    if settings.database_url is None:
        with attached(settings.data_dir) as urls:
            yield urls.superuser, urls.owner, bundled_binaries()
    elif settings.backup_database_url is None or not settings.migration_database_url:
        raise SettingsError(
            "Set BACKUP_DATABASE_URL to a role of the server that row security does not bind, and"
            " MIGRATION_DATABASE_URL to the owner: nobody else may read or make all of it."
        )
    else:
        yield settings.backup_database_url.get_secret_value(), settings.migration_database_url, None


def backup(
    folder: Annotated[Path, typer.Argument(help="Where backups are kept, best on another disk; each gets a folder.")],
    keep: Annotated[int, typer.Option(min=0, help="Remove all but so many of them; 0 keeps all.")] = 0,
) -> None:
    """Write a backup of everything but the master key, while the system runs or stands."""
    from learnapp import bootstrap
    from learnapp.security.crypto import Keyring
    from learnapp.storage import backup as backups
    from learnapp.storage.migrate import revision

    with plain_errors():
        settings = read_settings()
        mark = Keyring.from_base64(bootstrap.master_key(settings)).mark("backup")
        with _server(settings) as (superuser, owner, binaries):
            made = backups.make(
                folder, settings.data_dir, superuser, binaries=binaries, schema=revision(owner) or "", key=mark,
                now=datetime.now(UTC), progress=say,
            )  # fmt: skip
        backups.check(made, backups.read(made))
        for gone in backups.prune(folder, keep) if keep else ():
            say(f"· {gone.name} removed")
    say(f"{made}: whole and checked. The master key is not in it: keep a copy of that elsewhere.")
    if settings.media_store:
        say(f"Films, pictures and exports lie in {settings.media_store}: keep versions of that bucket.")


def restore(
    folder: Annotated[Path, typer.Argument(help="The folder of one backup.")],
    erased: Annotated[
        list[Path] | None,
        typer.Option(help="DATA_DIR/erasures of the system that was lost: who is in it is erased again."),
    ] = None,
) -> None:
    """Bring a backup into an empty DATA_DIR or database, erase again who was erased since, and check every trail."""
    from learnapp import bootstrap
    from learnapp.security.crypto import Keyring
    from learnapp.services import erased_list
    from learnapp.storage import backup as backups

    with plain_errors():
        settings = read_settings()
        # Before anything is brought in: an error in them afterwards would leave those people there.
        lists = [erased_list.lists(path) or _no_lists(path) for path in erased or ()]
        manifest = backups.read(folder)
        say(f"· checking the backup of {manifest.made_at}")
        backups.check(folder, manifest)
        if settings.master_key is None and not (settings.data_dir / "master.key").exists():
            raise SettingsError("Set MASTER_KEY, or put master.key of the lost system into DATA_DIR, before restoring.")
        if not Keyring.from_base64(bootstrap.master_key(settings)).marked("backup", manifest.key):
            raise SettingsError("MASTER_KEY is not the one of this backup: nobody could read a name in it.")
        with _server(settings) as (superuser, owner, binaries):
            for more in lists:
                erased_list.add(settings.data_dir, more)
            say("· restoring the database and files")
            backups.load(folder, manifest, settings.data_dir, superuser, binaries=binaries)
            say("· bringing the schema up to date")
            bootstrap.migrate(owner)
    _finish(manifest.made_at)


def _finish(made_at: str) -> None:
    wrong: dict[UUID, str] = {}

    async def work(_: Services) -> None:
        from learnapp.services import restoring

        again, found = await restoring.finish(made_at)
        wrong.update(found)
        say(f"{again} people erased again; everybody signs in anew. What happened after {made_at} is not here.")
        for tenant, said in found.items():
            say(f"{tenant}: {said}")
        if not found:
            say("Every audit trail is sound.")

    in_services(work)
    if wrong:
        raise typer.Exit(1)


def _no_lists(path: Path) -> NoReturn:
    raise SettingsError(
        f"{path} holds no list of erased people. Name the folder `erasures` of the lost system; where there is none,"
        " nobody was erased: leave the option out."
    )
