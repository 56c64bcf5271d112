"""Files of a package that are too large for memory, such as films: on disk until they are stored, then gone."""

from __future__ import annotations

import hashlib
import mmap
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from learnapp.integrations.content_packages.refused import HugeArchiveError

IN_MEMORY_BYTES = 4 * 1024 * 1024
"""A file of at most this many bytes is held in memory."""
MAX_FILM_BYTES = 512 * 1024 * 1024
"""Largest film where nobody says otherwise."""
_SPARE_BYTES = 256 * 1024 * 1024
_FILLS_OUT = 2
"""Films hardly shrink in an archive: what unpacks to more than this many times its size, and the spare, is a bomb."""


class OnDisk:
    """A file on disk that is removed when nobody holds this any more.

    Attributes:
        path: Where it lies.
        size: Bytes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = path.stat().st_size
        self._end = weakref.finalize(self, path.unlink, missing_ok=True)

    @classmethod
    def written(cls, blocks: Iterable[bytes]) -> OnDisk:
        """Return a new file that holds these blocks."""
        handle, name = tempfile.mkstemp(prefix="learnapp-file-")
        try:
            with os.fdopen(handle, "wb") as out:
                for block in blocks:
                    out.write(block)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return cls(Path(name))


FileData = bytes | OnDisk
"""What a file holds."""


class Room:
    """How much of one package may go to disk.

    Args:
        path: The archive or folder.
        most: Bytes at most, whatever its size.
    """

    def __init__(self, path: Path, most: int) -> None:
        # A folder holds what it holds: only an archive can promise more than it has.
        fits = _SPARE_BYTES + _FILLS_OUT * path.stat().st_size if path.is_file() else most
        self._left = min(fits, most)

    def take(self, size: int) -> None:
        """Take room for a file.

        Raises:
            HugeArchiveError: There is none left.
        """
        self._left -= size
        if self._left < 0:
            raise HugeArchiveError("The package unpacks to far more than its size allows. Pack films as they are.")


def of_file(path: Path) -> FileData:
    """Return what a file holds; of a large one a copy on disk."""
    if path.stat().st_size <= IN_MEMORY_BYTES:
        return path.read_bytes()
    with path.open("rb") as file:
        return OnDisk.written(iter(lambda: file.read(1 << 20), b""))


def size_of(data: FileData) -> int:
    """Return how many bytes there are."""
    return len(data) if isinstance(data, bytes) else data.size


def digest_of(data: FileData) -> str:
    """Return the SHA-256 as hexadecimal digits."""
    if isinstance(data, bytes):
        return hashlib.sha256(data).hexdigest()
    with data.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copied(data: FileData, out: IO[bytes]) -> None:
    """Write a file's content to another one."""
    if isinstance(data, bytes):
        out.write(data)
        return
    with data.path.open("rb") as file:
        shutil.copyfileobj(file, out, 1 << 20)


@contextmanager
def seen(data: FileData) -> Iterator[bytes | mmap.mmap]:
    """Let parts of a file be looked at by their places without all of it in memory."""
    if isinstance(data, bytes):
        yield data
        return
    with data.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        yield view
