"""A backup: the database as pg_dump writes it, the files beside it, and a list by which both are checked.

A backup is a folder of its own, whole or not there at all: it is written beside its place, read again, and renamed once
the disk has all of it. A file that the backup before it holds already takes no room again (a hard link), so films are
not kept thirty times. `restore` brings it back.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from learnapp.core.errors import ConflictError, InvalidInputError, UnavailableError
from learnapp.storage import durable, programs, restore_mark

FORMAT = 1
DUMP = "database.dump"
_LIST = "backup.json"
_STAMP = "learnapp-%Y%m%dT%H%M%SZ"
FOLDERS = ("audit", "erasures", "exports", "media", "packages", "uploads")
"""Folders of DATA_DIR that are kept; indexes and logs are made anew, and keys never lie beside what they open."""
_LAST = "last-backup"
_PART = ".part"
"""What a folder is called that is being written or removed."""


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

    @property
    def size(self) -> int:
        """Return how much it holds, bytes."""
        return sum(kept.size for kept in self.files.values())


# --- making ----------------------------------------------------------------------------------------------


def make(
    target: Path, data_dir: Path, superuser: str, *, binaries: Path | None, schema: str, key: str, now: datetime,
    progress: Callable[[str], None],
) -> Path:  # fmt: skip
    """Write a backup, read every file of it again, and return its folder.

    Args:
        target: Where backups are kept, one folder each.
        data_dir: DATA_DIR.
        superuser: Connection string to the database, of a role that row security does not bind.
        binaries: Folder of pg_dump; None: the one on PATH.
        schema: Revision of the schema.
        key: Mark of the master key.
        now: The moment.
        progress: Told what is being done.

    Raises:
        ConflictError: Another one is being written there.
        InvalidInputError: The target lies in DATA_DIR, where a lost disk would take it along.
        UnavailableError: pg_dump failed, the disk is full or wrong, or a restore of this database has not ended well.
    """
    if target.resolve().is_relative_to(data_dir.resolve()):
        raise InvalidInputError("Backups must not lie in DATA_DIR: what destroys it would take them along.")
    with programs.connect("BACKUP_DATABASE_URL", superuser) as connection:
        restore_mark.refuse(restore_mark.read(connection))
    done = target / now.strftime(_STAMP)
    part = done.with_name(done.name + _PART)
    try:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone(target):
            try:
                _write(part, data_dir, superuser, binaries, Manifest(now.isoformat(), schema, key), progress)
                part.rename(done)
            except BaseException:
                shutil.rmtree(part, ignore_errors=True)
                raise
            durable.settle(target)
            _note(data_dir, now)
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
        for left in target.glob(f"learnapp-*Z{_PART}"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        os.close(folder)


def _write(
    part: Path, data_dir: Path, superuser: str, binaries: Path | None, manifest: Manifest,
    progress: Callable[[str], None],
) -> None:  # fmt: skip
    before = newest(part.parent)
    for broken in _broken(part.parent):
        progress(f"· {broken.name} is no whole backup: remove it")
    part.mkdir(mode=0o700)
    # Before the database: roots of seals that are not in it would read as a trail that was cut.
    _copy(data_dir, ("audit",), part, manifest, before)
    progress("· copying the database")
    programs.run("pg_dump", ["--format=custom", "--file", str(part / DUMP)], superuser, binaries=binaries)
    manifest.files[DUMP] = _kept(part / DUMP)
    progress(f"· {manifest.files[DUMP].size / 2**20:,.1f} MiB; copying files")
    _copy(data_dir, tuple(name for name in FOLDERS if name != "audit"), part, manifest, before)
    (part / _LIST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    durable.settle_below(part)
    progress("· reading all of it again")
    if wrong := _wrong(part, read(part)):
        raise UnavailableError(f"{wrong} cannot be read as it was written. Look at that disk, or take another one.")


def _note(data_dir: Path, now: datetime) -> None:
    # The backup is whole without: an alarm for want of this note says that something is wrong with the folder.
    with suppress(OSError):
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = data_dir / f"{_LAST}.new"
        draft.write_text(now.isoformat(), encoding="ascii")
        draft.replace(data_dir / _LAST)


def last(data_dir: Path) -> datetime | None:
    """Return when the last whole backup of a DATA_DIR was begun, None for never."""
    try:
        return datetime.fromisoformat((data_dir / _LAST).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def prune(target: Path, keep: int) -> list[Path]:
    """Remove all but the newest whole backups; return what was removed.

    Raises:
        UnavailableError: One could not be removed.
    """
    gone = [folder for folder in _folders(target) if _is_whole(folder)][:-keep]
    try:
        for folder in gone:
            # Removed half way it must not look like a backup; what is left goes with the next one.
            shutil.rmtree(folder.rename(folder.with_name(folder.name + _PART)), ignore_errors=True)
    except OSError as error:
        raise UnavailableError(f"An old backup could not be removed: {error.strerror or error}.") from error
    return gone


def newest(target: Path) -> Path | None:
    """Return the newest whole backup."""
    return next((folder for folder in reversed(_folders(target)) if _is_whole(folder)), None)


def _broken(target: Path) -> list[Path]:
    return [folder for folder in _folders(target) if not _is_whole(folder)]


def _folders(target: Path) -> list[Path]:
    return sorted(path for path in target.glob("learnapp-*Z") if path.is_dir())


def _is_whole(folder: Path) -> bool:
    """Whether its list can be read: it is written last."""
    try:
        read(folder)
    except InvalidInputError:
        return False
    return True


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
    for name in manifest.files:
        parts = Path(name).parts
        if name != DUMP and (parts[0] not in FOLDERS or ".." in parts):
            raise InvalidInputError(f"The backup names a file that no backup holds: {name}. Take another one.")
    if wrong := _wrong(folder, manifest):
        raise InvalidInputError(f"The backup is damaged: {wrong} is missing or was changed. Take another one.")


def _wrong(folder: Path, manifest: Manifest) -> str:
    """Return the first file of a backup that is not as its list says, "" for none."""
    for name, kept in manifest.files.items():
        path = folder / name
        if not path.is_file() or _kept(path).sha256 != kept.sha256:
            return name
    return ""
