"""Read the files of a package from a tar or zip archive or a folder, without writing anything to disk.

Names and sizes are hostile until proven otherwise: what is odd is reported and passed over, and a stream that is too
large as a whole is refused.
"""

from __future__ import annotations

import bz2
import contextlib
import gzip
import hashlib
import io
import lzma
import os
import re
import stat as modes
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, cast

from learnapp.core.errors import NotFoundError
from learnapp.integrations.content_packages.refused import BrokenArchiveError, HugeArchiveError

MAX_FILE_BYTES = 4 * 1024 * 1024
MAX_TOTAL_BYTES = 4 * 1024 * 1024 * 1024
MAX_ENTRIES = 1_000_000
_MAX_DIRECTORY_BYTES = 48 * 1024 * 1024
_MAX_DICTIONARY_BYTES = 256 * 1024 * 1024
_BLOCK = 512
_CONTROL = re.compile(r"[\x00-\x1f]")
_BROKEN = "The archive cannot be read to its end. It may be cut off or not a tar or zip archive: fetch it again."

Refuse = Callable[[str, str], None]
"""Called as `refuse(reason code, name)` for each entry that is passed over."""


_FAILS = (
    zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, OSError, ValueError,
    NotImplementedError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a package.

    Attributes:
        parts: Its path.
        data: Its bytes when `wanted` said yes.
        size: How many bytes it declares; it never gives more.
        opened: Opens it, for as long as the next entry has not been asked for.
    """

    parts: tuple[str, ...]
    data: bytes | None
    size: int
    opened: Callable[[], IO[bytes]]

    def blocks(self) -> Iterator[bytes]:
        """Yield what it holds, a megabyte at a time; before the next entry is asked for.

        Raises:
            BrokenArchiveError: It cannot be read to its end.
        """
        try:
            with self.opened() as file:
                while block := file.read(1 << 20):
                    yield block
        except _FAILS as error:
            raise BrokenArchiveError(_BROKEN) from error


Wanted = Callable[[tuple[str, ...]], bool]


def _everything(parts: tuple[str, ...]) -> bool:
    return True


def _silent(reason: str, name: str) -> None:
    return None


def safe_parts(name: str) -> tuple[str, ...] | None:
    """Return a relative path in parts, or None when it is absolute, climbs out or holds odd characters."""
    if name.startswith(("/", "\\")) or "\\" in name or ":" in name.split("/")[0] or _CONTROL.search(name):
        return None
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    return None if ".." in parts or len(name) > 1000 else parts


def fingerprint(path: Path) -> str:
    """Return what tells one state of a package from another: SHA-256 of the archive, or of a folder's listing."""
    if path.is_file():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    digest = hashlib.sha256()
    for file_path, stat in _walk(path, _silent):
        digest.update(f"{file_path.relative_to(path)}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def entries(
    path: Path, *, wanted: Wanted = _everything, refuse: Refuse = _silent, most: int = MAX_FILE_BYTES
) -> Iterator[Entry]:
    """Yield the files of an archive (tar, also compressed, or zip) or a folder in a fixed order.

    Args:
        path: The archive or folder.
        wanted: Whether the bytes of a path are needed; others are yielded with `data=None`.
        refuse: Told about each entry that is passed over.
        most: Bytes of one file; larger ones are passed over.

    Raises:
        NotFoundError: No such file or folder.
        BrokenArchiveError: The archive is broken, encrypted or of another kind.
        HugeArchiveError: It unpacks to more than `MAX_TOTAL_BYTES` or `MAX_ENTRIES`.
    """
    if path.is_dir():
        yield from _folder(path, wanted, refuse, most)
    elif path.is_file():
        yield from (_zip if is_zip(path) else _tar)(path, wanted, refuse, most)
    else:
        raise NotFoundError(f"There is no file or folder {path.name}. Check the path and try again.")


def _walk(root: Path, refuse: Refuse) -> Iterator[tuple[Path, os.stat_result]]:
    with os.scandir(root) as listing:
        found = sorted(listing, key=lambda entry: entry.name)
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), refuse)
        elif entry.is_file(follow_symlinks=False):
            yield Path(entry.path), entry.stat(follow_symlinks=False)
        else:
            refuse("not-a-plain-file", entry.name)


def _folder(root: Path, wanted: Wanted, refuse: Refuse, most: int) -> Iterator[Entry]:
    total = 0
    for number, (file_path, stat) in enumerate(_walk(root, refuse)):
        total += stat.st_size
        _check_size(total, number)
        parts = file_path.relative_to(root).parts
        if stat.st_size > most:
            refuse("file-too-large", "/".join(parts))
        else:
            data = file_path.read_bytes() if wanted(parts) else None
            yield Entry(parts, data, stat.st_size, partial(_opened, file_path))


def _opened(path: Path) -> IO[bytes]:
    return path.open("rb")


class _Counted:
    """A stream that knows how much was read from it; tarfile takes an archive that is cut off for a short one."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.total = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.total += len(data)
        return data

    def drain(self) -> bool:
        """Read to the end, which checks the compression's own checksum; return whether only zeros were left."""
        clean = True
        while block := self.read(1 << 20):
            _check_size(self.total, 0)
            clean = clean and not block.strip(b"\0")
        return clean


class _Xz(io.RawIOBase):
    """An .xz file whose header cannot ask for more memory than a real package needs; `lzma.open` knows no limit."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._decoder = self._new()

    @staticmethod
    def _new() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MAX_DICTIONARY_BYTES)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while True:
            if self._decoder.eof:
                # Another stream may follow, after padding.
                rest = self._decoder.unused_data.lstrip(b"\0")
                while not rest:
                    block = self._file.read(1 << 16)
                    if not block:
                        return 0
                    rest = block.lstrip(b"\0")
                self._decoder = self._new()
            else:
                rest = self._file.read(1 << 16) if self._decoder.needs_input else b""
                if not rest and self._decoder.needs_input:
                    raise EOFError
            data = self._decoder.decompress(rest, len(buffer))
            if data:
                buffer[: len(data)] = data
                return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def is_zip(path: Path) -> bool:
    """Return whether a file begins like a zip archive."""
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


def _check_directory(path: Path) -> None:
    """Refuse a zip whose list of files alone would fill the memory; zipfile reads all of it at once (APPNOTE 4.3)."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 66_000))
        tail = file.read()
        end = tail.rfind(b"PK\x05\x06")
        if end < 0 or len(tail) < end + 22:
            raise BrokenArchiveError(_BROKEN)
        length = int.from_bytes(tail[end + 12 : end + 16], "little")
        locator = tail[max(0, end - 20) : end]
        if locator.startswith(b"PK\x06\x07"):
            file.seek(min(size, int.from_bytes(locator[8:16], "little")))
            record = file.read(56)
            length = max(length if length != 0xFFFFFFFF else 0, int.from_bytes(record[40:48], "little"))
    if length > _MAX_DIRECTORY_BYTES:
        raise HugeArchiveError("The package holds far more files than a course needs, so it was not read.")


def _zip(path: Path, wanted: Wanted, refuse: Refuse, most: int) -> Iterator[Entry]:
    try:
        _check_directory(path)
        with zipfile.ZipFile(path) as archive:
            # In the order of their names, so that the files of one problem come together.
            members = sorted(archive.infolist(), key=lambda member: member.filename)
            for number, member in enumerate(members, start=1):
                _check_size(sum(each.file_size for each in members) if number == 1 else 0, number)
                name = _name_of(member)
                if name.endswith("/"):
                    continue
                parts = safe_parts(name)
                kind = modes.S_IFMT(member.external_attr >> 16)
                if kind not in (0, modes.S_IFREG):
                    refuse("not-a-plain-file", name[:200])
                elif parts is None:
                    refuse("unsafe-path", name[:200])
                elif member.file_size > most:
                    refuse("file-too-large", "/".join(parts))
                elif parts:
                    opened = partial(_unzipped, archive, member)
                    yield Entry(parts, _whole(opened, most) if wanted(parts) else None, member.file_size, opened)
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, OSError, ValueError) as error:
        raise BrokenArchiveError(_BROKEN) from error


def _name_of(member: zipfile.ZipInfo) -> str:
    r"""Return the name of a member as it was meant.

    Some programs of macOS and Linux write UTF-8 without saying so (APPNOTE, appendix D), some of Windows write `\`
    between folders (against APPNOTE, 4.4.17.1).
    """
    name = member.filename
    if not member.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _whole(opened: Callable[[], IO[bytes]], most: int) -> bytes:
    with opened() as file:
        return file.read(most + 1)


def _unzipped(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    """Return a member to read from, never more than it declares."""
    if member.flag_bits & 1 or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BrokenArchiveError("The zip archive is encrypted or packed in an unusual way. Pack it anew.")
    return archive.open(member)


def _open(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        start = file.read(6)
    if start.startswith(b"\xfd7zXZ"):
        return cast("IO[bytes]", io.BufferedReader(_Xz(path), 1 << 16))
    if start.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.open(path, "rb"))
    if start.startswith(b"BZh"):
        return bz2.open(path, "rb")
    return path.open("rb")


def _tar(path: Path, wanted: Wanted, refuse: Refuse, most: int) -> Iterator[Entry]:
    total, end = 0, 0
    try:
        with _open(path) as unpacked:
            stream = _Counted(unpacked)
            with tarfile.open(fileobj=stream, mode="r|") as archive:  # type: ignore[call-overload]
                for number, member in enumerate(archive):
                    total += max(0, member.size)
                    _check_size(total, number)
                    end = member.offset_data + -(-member.size // _BLOCK) * _BLOCK
                    # tarfile keeps every member it has seen; a package of 100,000 files would hold them all.
                    archive.members.clear()
                    if member.isdir():
                        continue
                    parts = safe_parts(member.name)
                    if not member.isreg():
                        refuse("not-a-plain-file", member.name[:200])
                    elif parts is None:
                        refuse("unsafe-path", member.name[:200])
                    elif member.size > most:
                        refuse("file-too-large", "/".join(parts))
                    elif parts:
                        opened = partial(_untarred, archive, member)
                        yield Entry(parts, _whole(opened, most) if wanted(parts) else None, member.size, opened)
            if not stream.drain() or stream.total < end + _BLOCK:
                raise EOFError
    except (tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, OSError) as error:
        raise BrokenArchiveError(_BROKEN) from error


def _untarred(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    return cast("IO[bytes]", archive.extractfile(member))


def _check_size(total: int, number: int) -> None:
    if total > MAX_TOTAL_BYTES or number > MAX_ENTRIES:
        raise HugeArchiveError("The package unpacks to far more than a course needs, so it was not read.")
