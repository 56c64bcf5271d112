"""A backup: the database as pg_dump writes it, the files beside it, and a list by which both are checked.

A backup is a folder of its own, whole or not there at all: it is written beside its place and renamed. A file that the
backup before it holds already takes no room again (a hard link), so films are not kept thirty times.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from learnapp.core.errors import ConflictError, InvalidInputError, UnavailableError
from learnapp.storage.roles import DATABASE

FORMAT = 1
DUMP = "database.dump"
_LIST = "backup.json"
_STAMP = "learnapp-%Y%m%dT%H%M%SZ"
FOLDERS = ("audit", "erasures", "exports", "media", "packages", "uploads")
"""Folders of DATA_DIR that are kept; indexes and logs are made anew, and keys never lie beside what they open."""
_KEYWORDS = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "sslmode": "PGSSLMODE"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of a backup: bytes, SHA-256 in hexadecimal, and when it was changed last, nanoseconds."""

    size: int
    sha256: str
    changed: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds.

    Attributes:
        made_at: When it was begun, ISO 8601: what happened later is not in it.
        schema: Revision of the database's schema.
        key: Mark of the master key without which no name in it can be read; the key itself is not in it.
        files: Path within the backup → what is there.
        format: Of this list.
    """

    made_at: str
    schema: str
    key: str
    files: dict[str, Kept] = field(default_factory=dict)
    format: int = FORMAT


# --- making ----------------------------------------------------------------------------------------------


def make(
    target: Path, data_dir: Path, superuser: str, *, binaries: Path | None, schema: str, key: str, now: datetime,
    progress: Callable[[str], None],
) -> Path:  # fmt: skip
    """Write a backup and return its folder.

    Args:
        target: Where backups are kept, one folder each.
        data_dir: DATA_DIR.
        superuser: Connection string of a role that row security does not bind.
        binaries: Folder of pg_dump; None: the one on PATH.
        schema: Revision of the schema.
        key: Mark of the master key.
        now: The moment.
        progress: Told what is being done.

    Raises:
        ConflictError: Another one is being written there.
        InvalidInputError: The target lies in DATA_DIR, where a lost disk would take it along.
        UnavailableError: pg_dump failed, or the disk is full.
    """
    if target.resolve().is_relative_to(data_dir.resolve()):
        raise InvalidInputError("Backups must not lie in DATA_DIR: what destroys it would take them along.")
    done = target / now.strftime(_STAMP)
    part = done.with_name(done.name + ".part")
    try:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone(target):
            try:
                _write(part, data_dir, superuser, binaries, Manifest(now.isoformat(), schema, key), progress)
                part.rename(done)
            except BaseException:
                shutil.rmtree(part, ignore_errors=True)
                raise
    except OSError as error:
        raise UnavailableError(f"The backup could not be written: {error.strerror or error}.") from error
    return done


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Keep others from writing into a folder, and remove what killed ones have left: it would fill the disk."""
    folder = os.open(target, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConflictError("Another backup is being written into this folder. Wait until it is done.") from error
        except OSError:
            # Some shares know no locks on folders: there nobody can tell what is left from what is being written.
            yield
            return
        for left in target.glob("learnapp-*Z.part"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        os.close(folder)


def _write(
    part: Path, data_dir: Path, superuser: str, binaries: Path | None, manifest: Manifest,
    progress: Callable[[str], None],
) -> None:  # fmt: skip
    before = newest(part.parent)
    part.mkdir(mode=0o700)
    # Before the database: roots of seals that are not in it would read as a trail that was cut.
    _copy(data_dir, ("audit",), part, manifest, before)
    progress("· copying the database")
    _run([_binary("pg_dump", binaries), "--format=custom", "--file", str(part / DUMP)], superuser)
    manifest.files[DUMP] = _kept(part / DUMP)
    progress(f"· {manifest.files[DUMP].size / 2**20:,.1f} MiB; copying files")
    _copy(data_dir, tuple(name for name in FOLDERS if name != "audit"), part, manifest, before)
    (part / _LIST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")


def prune(target: Path, keep: int) -> list[Path]:
    """Remove all but the newest backups; return what was removed."""
    gone = _all(target)[:-keep]
    for folder in gone:
        shutil.rmtree(folder)
    return gone


def newest(target: Path) -> Path | None:
    """Return the newest whole backup."""
    found = _all(target)
    return found[-1] if found else None


def _all(target: Path) -> list[Path]:
    return sorted(path.parent for path in target.glob(f"learnapp-*Z/{_LIST}")) if target.exists() else []


def _copy(data_dir: Path, folders: tuple[str, ...], part: Path, manifest: Manifest, before: Path | None) -> None:
    known = read(before).files if before else {}
    for source, name in _files(data_dir, folders):
        try:
            stat = source.stat()
            place = part / name
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            last = known.get(name)
            if before and last and _same(source, stat, last) and _linked(before / name, last, place):
                manifest.files[name] = last
            else:
                shutil.copy2(source, place)
                manifest.files[name] = _kept(place)
        except FileNotFoundError:
            # Removed meanwhile, as old uploads and exports are.
            continue


def _same(source: Path, stat: os.stat_result, last: Kept) -> bool:
    """Return whether a file is as the backup before has it."""
    # A film is named by what it holds, and has another date when it is sent again.
    return last.size == stat.st_size and (last.changed == stat.st_mtime_ns or last.sha256 == source.stem)


def _linked(old: Path, kept: Kept, place: Path) -> bool:
    """Give a file of the backup before a second name; False where it has to be copied from its source."""
    try:
        # One that was damaged or lost there is not handed on.
        if _kept(old).sha256 != kept.sha256:
            return False
        os.link(old, place)
    except OSError:
        # Memory sticks and some shares have no links.
        return False
    return True


def _files(data_dir: Path, folders: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    for folder in folders:
        for path in sorted((data_dir / folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path, path.relative_to(data_dir).as_posix()


def _kept(path: Path) -> Kept:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    stat = path.stat()
    return Kept(stat.st_size, digest, stat.st_mtime_ns)


# --- reading ---------------------------------------------------------------------------------------------


def read(folder: Path) -> Manifest:
    """Return what a backup says that it holds.

    Raises:
        InvalidInputError: It is no whole backup of ours, or one of a newer release.
    """
    try:
        found = json.loads((folder / _LIST).read_text(encoding="utf-8"))
        if found["format"] != FORMAT:
            raise InvalidInputError("This backup was made by a newer release. Restore it with that one.")
        files = {str(name): Kept(**kept) for name, kept in found["files"].items()}
        return Manifest(found["made_at"], found["schema"], found["key"], files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidInputError(f"{folder} is not a whole backup. Name the folder of one.") from error


def check(folder: Path, manifest: Manifest) -> None:
    """Read every file of a backup and compare it with the list.

    Raises:
        InvalidInputError: One is missing or was changed, or lies elsewhere.
    """
    for name, kept in manifest.files.items():
        parts = Path(name).parts
        if name != DUMP and (parts[0] not in FOLDERS or ".." in parts):
            raise InvalidInputError(f"The backup names a file that no backup holds: {name}. Take another one.")
        path = folder / name
        if not path.is_file() or _kept(path).sha256 != kept.sha256:
            raise InvalidInputError(f"The backup is damaged: {name} is missing or was changed. Take another one.")


def load(folder: Path, manifest: Manifest, data_dir: Path, superuser: str, *, binaries: Path | None) -> None:
    """Bring a backup's files into DATA_DIR and it into an empty database; sessions of that time end.

    Args:
        folder: The backup, checked.
        manifest: What it holds.
        data_dir: DATA_DIR.
        superuser: Connection string of a role that row security does not bind.
        binaries: Folder of pg_restore; None: the one on PATH.

    Raises:
        ConflictError: The database holds something already.
        UnavailableError: pg_restore failed, or the disk is full.
    """
    url = make_conninfo(superuser, dbname=_database(superuser)["dbname"])
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT 1 FROM pg_tables WHERE tablename = 'alembic_version'").fetchone():
            raise ConflictError("There is data here already. Restore into an empty DATA_DIR or an empty database.")
    # The files first: where the disk is full it can be tried again, for the database still holds nothing.
    try:
        for name in manifest.files:
            if name != DUMP:
                _bring(folder / name, data_dir / name, add=name.startswith("erasures/"))
    except OSError as error:
        raise UnavailableError(f"The files could not be written: {error.strerror or error}. Try again.") from error
    words = ["--exit-on-error", "--single-transaction", "--dbname", DATABASE, str(folder / DUMP)]
    _run([_binary("pg_restore", binaries), *words], superuser)
    with psycopg.connect(url) as connection:
        # Whoever signed out, was locked or changed a password since must not be signed in again by an old cookie.
        connection.execute("DELETE FROM directory.session")


def _bring(source: Path, place: Path, *, add: bool) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = place.with_name(place.name + ".new")
    shutil.copy2(source, draft)
    if add and place.exists():
        # A list that outlived the database knows of people who were erased after the backup.
        with draft.open("a", encoding="ascii") as file:
            file.write(place.read_text(encoding="ascii"))
    draft.replace(place)


# --- the programs of Postgres ----------------------------------------------------------------------------


def _database(superuser: str) -> dict[str, str]:
    found = {name: str(value) for name, value in conninfo_to_dict(superuser).items() if value is not None}
    return found | {"dbname": DATABASE if found.get("dbname", "postgres") == "postgres" else found["dbname"]}


def _binary(name: str, binaries: Path | None) -> str:
    found = str(binaries / name) if binaries else shutil.which(name)
    if not found:
        raise UnavailableError(f"{name} is missing. Install the client programs of your server's version of Postgres.")
    return found


def _run(words: list[str], superuser: str) -> None:
    url = _database(superuser)
    # By the environment: a password among the arguments could be read by everybody on the machine.
    environment = {variable: url[word] for word, variable in _KEYWORDS.items() if word in url}
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(  # noqa: S603 - fixed words
        [*words[:1], *(["--dbname", url["dbname"]] if "--dbname" not in words else []), *words[1:]],
        env=inherited | environment | {"PGDATABASE": url["dbname"]},
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["it gives no reason"])[-1]
        raise UnavailableError(f"{Path(words[0]).name} failed: {said}")
