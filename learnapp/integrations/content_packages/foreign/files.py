"""The files of a foreign package, under limits, large ones on disk; names are looked up as a web page names them."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from posixpath import splitext
from urllib.parse import unquote, urlsplit

from learnapp.integrations.content_packages import archive
from learnapp.integrations.content_packages.foreign.html_text import Pictures
from learnapp.integrations.content_packages.foreign.pictures import kept_picture
from learnapp.integrations.content_packages.foreign.refusing import RefusedPartError
from learnapp.integrations.content_packages.large import (
    IN_MEMORY_BYTES,
    MAX_FILM_BYTES,
    FileData,
    OnDisk,
    Room,
    size_of,
)
from learnapp.integrations.content_packages.package import PackReport
from learnapp.integrations.content_packages.reasons import REFUSED
from learnapp.integrations.content_packages.refused import HugeArchiveError

MAX_FILE_BYTES = 64 * 1024 * 1024
"""Of a file that is no film."""
MAX_TOTAL_BYTES = 256 * 1024 * 1024
"""Of all files that are held in memory."""
MAX_FILES = 20_000
FILMS = frozenset({".mp4", ".m4v", ".webm", ".mov", ".avi", ".mkv"})
_PASSED_OVER = ("__MACOSX", ".git")


class Files:
    """The files of a package by their path.

    Args:
        found: Path to content.
        most_film: Bytes of one film in a package within this one.
    """

    def __init__(self, found: Mapping[str, FileData], most_film: int = MAX_FILM_BYTES) -> None:
        self.most_film = most_film
        self._found = found
        self._folded = {_folded(name): name for name in found}
        self.used: set[str] = set()

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def find(self, name: str, *, beside: str = "") -> str | None:
        """Return the path of a file that another one names, None when the package has none.

        Args:
            name: The name, as in a link: it may be quoted and lead out of the folder, but never out of the package.
            beside: The path of the file that names it.
        """
        try:
            path = unquote(urlsplit(name).path)
        except ValueError:
            return None
        for plain in (path, name):
            place = posixpath.normpath(posixpath.join(posixpath.dirname(beside), plain.replace("\\", "/"))).lstrip("/")
            known = self._folded.get(_folded(place))
            if known is not None:
                return known
        return None

    def held(self, path: str) -> FileData:
        """Return what a file that is there holds, which may be on disk, and remember that it was used."""
        self.used.add(path)
        return self._found[path]

    def read(self, path: str) -> bytes:
        """Return the content of a file that is there, and remember that it was used.

        Raises:
            RefusedPartError: It is larger than anything but a film may be.
        """
        data = self.held(path)
        if size_of(data) > MAX_FILE_BYTES:
            raise RefusedPartError("file-too-large")
        return data if isinstance(data, bytes) else data.path.read_bytes()

    def text(self, path: str) -> str:
        """Return a text file, whatever of the usual encodings it has."""
        return decoded(self.read(path))

    def pictures(self, beside: str, *, elsewhere: Callable[[str], str | None] | None = None) -> Pictures:
        """Return what finds the pictures of a text.

        Args:
            beside: The path of the text.
            elsewhere: Maps a source to a path when it is written in a way of its own.
        """

        def picture(source: str) -> tuple[str, bytes]:
            path = (elsewhere(source) if elsewhere else None) or self.find(source, beside=beside)
            if path is None:
                far = source.startswith(("http:", "https:", "//", "data:"))
                raise RefusedPartError("picture-elsewhere" if far else "picture-missing")
            return kept_picture(self.read(path))

        return picture


def _folded(name: str) -> str:
    # macOS takes letters and their accents apart in the names of files, and a manifest does not.
    return unicodedata.normalize("NFC", name).casefold()


def unpacked(path: Path, report: PackReport, most_film: int = MAX_FILM_BYTES) -> Files:
    """Return the files of an archive or folder.

    Args:
        path: The archive or folder.
        report: Told which files were passed over.
        most_film: Bytes of one film.

    Raises:
        BrokenArchiveError: It cannot be read.
        HugeArchiveError: It unpacks to far more than a course needs.
    """
    found: dict[str, FileData] = {}
    total, room = 0, Room(path, archive.MAX_TOTAL_BYTES)

    def refuse(reason: str, name: str) -> None:
        report.note(REFUSED + reason, name)

    for entry in archive.entries(path, wanted=lambda parts: False, refuse=refuse, most=archive.MAX_TOTAL_BYTES):
        if entry.parts[0] in _PASSED_OVER or entry.parts[-1] in (".DS_Store", "Thumbs.db"):
            continue
        name = "/".join(entry.parts)
        most = most_film if splitext(name)[1].lower() in FILMS else MAX_FILE_BYTES
        if entry.size > most:
            report.too_large(REFUSED + "file-too-large", name, entry.size, most)
            continue
        large = entry.size > IN_MEMORY_BYTES
        if large:
            room.take(entry.size)
        else:
            total += entry.size
        if total > MAX_TOTAL_BYTES or len(found) >= MAX_FILES:
            raise HugeArchiveError("The package unpacks to far more than a course needs. Split it into several.")
        found[name] = OnDisk.written(entry.blocks()) if large else b"".join(entry.blocks())
    return Files(found, most_film)


def decoded(data: bytes) -> str:
    """Return bytes as text: by their byte order mark, as UTF-8, or else as Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8").lstrip("\ufeff")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
