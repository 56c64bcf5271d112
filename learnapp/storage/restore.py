"""Bringing a backup back: its files, then the database in one transaction, under a mark until all is done.

Whatever ends it half way, it can be called again with the same backup and goes on; meanwhile the mark keeps everybody
from using the database.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from learnapp.core.errors import ConflictError, UnavailableError
from learnapp.storage import durable, programs, restore_mark
from learnapp.storage.backup import DUMP, Kept, Manifest

_THERE = "SELECT to_regclass('public.alembic_version') IS NOT NULL"


@contextmanager
def alone(superuser: str) -> Iterator[None]:
    """Keep other restores, and migrations of starts, off a database until all of a restore is done.

    Args:
        superuser: As `load` takes it.

    Raises:
        ConflictError: Another one is at work there.
        UnavailableError: There is no connection.
    """
    # The connection's own: free again at once when this process dies.
    connection = programs.connect("BACKUP_DATABASE_URL", superuser, autocommit=True)
    try:
        if not restore_mark.take(connection):
            raise ConflictError(
                "Another restore, or a migration, is at work on this database. Wait until it has ended."
            )
        yield
    finally:
        connection.close()


def load(folder: Path, manifest: Manifest, data_dir: Path, superuser: str, *, binaries: Path | None) -> bool:
    """Bring a backup's files into DATA_DIR and it into an empty database; sessions of that time end.

    The caller is `alone` there; the database stays marked until `done`.

    Args:
        folder: The backup, checked.
        manifest: What it holds.
        data_dir: DATA_DIR.
        superuser: Connection string to the database, of a role that row security does not bind.
        binaries: Folder of pg_restore; None: the one on PATH.

    Returns:
        Whether it was gone on with: the database was in already.

    Raises:
        ConflictError: The database holds something already.
        UnavailableError: pg_restore failed, or the disk is full.
    """
    ours = f"{manifest.made_at} {manifest.files[DUMP].sha256}"
    with programs.connect("BACKUP_DATABASE_URL", superuser, autocommit=True) as connection:
        there = connection.execute(_THERE).fetchone() == (True,)
        marked = restore_mark.read(connection)
        if there and marked is None:
            raise ConflictError("There is data here already. Restore into an empty DATA_DIR or an empty database.")
        if there and marked != ours:
            restore_mark.refuse(marked)
        # Before the first file: `learnapp up` would make a new system around what has come by then.
        restore_mark.put(connection, ours)
        try:
            _bring_all(folder, manifest, data_dir)
        except OSError as error:
            raise UnavailableError(f"The files could not be written: {error.strerror or error}. Try again.") from error
        if not there:
            words = ["--exit-on-error", "--single-transaction", str(folder / DUMP)]
            programs.run("pg_restore", words, superuser, binaries=binaries)
        # Whoever signed out, was locked or changed a password since must not be signed in again by an old cookie.
        connection.execute("DELETE FROM directory.session")
    return there


def done(superuser: str) -> None:
    """Let a restored database be used.

    Raises:
        UnavailableError: It does not answer.
    """
    with programs.connect("BACKUP_DATABASE_URL", superuser) as connection:
        restore_mark.remove(connection)


def _bring_all(folder: Path, manifest: Manifest, data_dir: Path) -> None:
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    places = []
    for name, kept in manifest.files.items():
        if name != DUMP:
            place = data_dir / name
            _bring(folder / name, kept, place, add=name.startswith("erasures/"))
            places.append(place)
    durable.settle_folders(places, data_dir)


def _bring(source: Path, kept: Kept, place: Path, *, add: bool) -> None:
    if not add and _is_there(place, kept):
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = place.with_name(place.name + ".new")
    if add and place.exists():
        # A list that outlived the database knows of people who were erased after the backup.
        lines = {line for path in (source, place) for line in path.read_text(encoding="ascii").split()}
        draft.write_text("".join(f"{line}\n" for line in sorted(lines)), encoding="ascii")
    else:
        # Not `copy2`, which would go into a folder of that name.
        shutil.copyfile(source, draft)
        shutil.copystat(source, draft)
    durable.settle(draft)
    draft.replace(place)


def _is_there(place: Path, kept: Kept) -> bool:
    """Whether the restore before has brought a file: its name is given last."""
    try:
        found = place.stat()
    except FileNotFoundError:
        return False
    return (found.st_size, found.st_mtime_ns) == (kept.size, kept.changed)
