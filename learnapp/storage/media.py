"""Files of films, pictures and packages, by what they hold: written once, never changed, never served by name alone.

They lie in a folder, or in a bucket that speaks as S3 does; then the folder holds copies of what was read lately.
Packages that wait to be imported lie in a folder of their own, and in the bucket too, for workers on other machines.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import obstore
from obstore.exceptions import BaseError
from obstore.exceptions import NotFoundError as NoObjectError
from obstore.store import S3Store

from learnapp.core.errors import InvalidInputError, NotFoundError, UnavailableError
from learnapp.storage import durable

_NAME = re.compile(r"[0-9a-f]{64}\.(mp4|webm|jpg|png|vtt|zip)")
_FRESH = timedelta(days=1)
_AWAY = "The store of films and pictures does not answer. Try again in a minute."


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where a bucket is.

    Attributes:
        url: `s3://BUCKET` or `s3://BUCKET/FOLDER`.
        endpoint: Of a server that is not Amazon's; "" for Amazon's.
        key, secret: Of an account; "" takes those of the machine.
        patience_s: Seconds for which it is tried again.
    """

    url: str
    endpoint: str = ""
    region: str = "us-east-1"
    key: str = ""
    secret: str = ""
    patience_s: float = 20.0

    def open(self) -> S3Store:
        """Return the bucket as the library speaks to it; nothing is asked yet.

        Raises:
            InvalidInputError: The address is none of a bucket.
        """
        parts = urlsplit(self.url)
        if parts.scheme != "s3" or not parts.netloc:
            raise InvalidInputError("MEDIA_STORE is s3://BUCKET or s3://BUCKET/FOLDER. Unset it for the local folder.")
        config: Any = {"region": self.region, "virtual_hosted_style_request": False}
        config |= {"access_key_id": self.key, "secret_access_key": self.secret} if self.key else {}
        config |= {"endpoint": self.endpoint} if self.endpoint else {}
        return S3Store(
            parts.netloc, prefix=parts.path.strip("/") or None, config=config,
            client_options={"allow_http": self.endpoint.startswith("http://"), "timeout": timedelta(seconds=60)},
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=self.patience_s)},
        )  # fmt: skip

    @property
    def origin(self) -> str:
        """Where browsers fetch from, as a content policy names it."""
        if self.endpoint:
            parts = urlsplit(self.endpoint)
            return f"{parts.scheme}://{parts.netloc}"
        return f"https://s3.{self.region}.amazonaws.com"


class MediaStore:
    """Files of each institution.

    Args:
        folder: Made when the first file is kept.
        bucket: Where files are kept instead; None: in the folder.
    """

    def __init__(self, folder: Path, bucket: Bucket | None = None) -> None:
        self._folder = folder
        self.bucket = bucket
        self._store = bucket.open() if bucket is not None else None

    def keep(self, tenant: UUID, name: str, data: bytes | Path) -> None:
        """Write a file unless it is there; another process never sees half of it. It is new again by that.

        Args:
            tenant: Whose it is.
            name: Digest and ending.
            data: What it holds, or the file that holds it.

        Raises:
            NotFoundError: The name is not a digest with a known ending.
            UnavailableError: The bucket does not answer.
        """
        target = self._place(tenant, name)
        if self._store is not None:
            self._put(self._store, _key(tenant, name), data)
            return
        try:
            # What nothing refers to goes by its age, and this one is wanted again.
            os.utime(target)
        except FileNotFoundError:
            _write(target, (data,) if isinstance(data, bytes) else _blocks(data))

    def find(self, tenant: UUID, name: str) -> Path:
        """Return where a file lies; of a bucket, a copy of it.

        Raises:
            NotFoundError: There is none.
            UnavailableError: The bucket does not answer.
        """
        target = self._place(tenant, name)
        if target.is_file():
            return target
        if self._store is None:
            raise NotFoundError("This file is not here any more. Reload the page.")
        try:
            _write(target, map(bytes, obstore.get(self._store, _key(tenant, name)).stream()))
        except (FileNotFoundError, NoObjectError) as error:
            raise NotFoundError("This file is not here any more. Reload the page.") from error
        except (BaseError, OSError) as error:
            raise UnavailableError(_AWAY) from error
        return target

    def old(self, tenant: UUID, before: datetime) -> list[str]:
        """Return the names of an institution's files that were kept for the last time before a moment.

        Raises:
            UnavailableError: The bucket does not answer.
        """
        if self._store is None:
            files = (self._folder / str(tenant)).glob("*")
            return sorted(one.name for one in files if _NAME.fullmatch(one.name) and _older(one, before))
        try:
            every = [one for part in obstore.list(self._store, prefix=_key(tenant, "").rstrip("/")) for one in part]
        except (BaseError, OSError) as error:
            raise UnavailableError(_AWAY) from error
        names = (one["path"].rpartition("/")[2] for one in every if one["last_modified"] < before)
        return sorted(one for one in names if _NAME.fullmatch(one))

    def remove(self, tenant: UUID, name: str, before: datetime) -> bool:
        """Remove a file, unless it was kept anew since a moment; return whether it is gone by this.

        Raises:
            NotFoundError: The name is not a digest with a known ending.
            UnavailableError: The bucket does not answer.
        """
        target, store = self._place(tenant, name), self._store
        if store is None:
            gone = _older(target, before)
            if gone:
                target.unlink(missing_ok=True)
            return gone
        try:
            if obstore.head(store, _key(tenant, name))["last_modified"] >= before:
                return False
            obstore.delete(store, _key(tenant, name))
        except (FileNotFoundError, NoObjectError):
            return False
        except (BaseError, OSError) as error:
            raise UnavailableError(_AWAY) from error
        target.unlink(missing_ok=True)
        return True

    def direct(self, tenant: UUID, name: str, seconds: int) -> str:
        """Return an address at the bucket that works for so long; "" where files are in the folder.

        Captions come from here in any case: browsers take them from the page's own server only.

        Raises:
            NotFoundError: The name is not a digest with a known ending.
            UnavailableError: The account of the bucket is not known.
        """
        self._place(tenant, name)
        if self._store is None or name.endswith(".vtt"):
            return ""
        try:
            return str(obstore.sign(self._store, "GET", _key(tenant, name), timedelta(seconds=seconds)))
        except (BaseError, OSError) as error:
            raise UnavailableError(_AWAY) from error

    def carry(self, tenant: UUID, name: UUID, path: Path) -> None:
        """Let workers on other machines have a package, and leave no copy here; without a bucket there are none.

        Raises:
            UnavailableError: The bucket does not answer.
        """
        if self._store is not None:
            try:
                obstore.put(self._store, _package(tenant, name), path)
            except (BaseError, OSError) as error:
                raise UnavailableError(_AWAY) from error
            path.unlink()

    def fetch(self, tenant: UUID, name: UUID, path: Path) -> bool:
        """See to it that a package is at hand; return whether it is.

        Raises:
            UnavailableError: The bucket does not answer.
        """
        if path.is_file() or self._store is None:
            return path.is_file()
        try:
            _write(path, map(bytes, obstore.get(self._store, _package(tenant, name)).stream()))
        except (FileNotFoundError, NoObjectError):
            return False
        except (BaseError, OSError) as error:
            raise UnavailableError(_AWAY) from error
        return True

    def waits(self, tenant: UUID, name: UUID, path: Path) -> bool:
        """Return whether a package is here, or in the bucket.

        Raises:
            UnavailableError: The bucket does not answer.
        """
        if path.is_file() or self._store is None:
            return path.is_file()
        try:
            obstore.head(self._store, _package(tenant, name))
        except (FileNotFoundError, NoObjectError):
            return False
        except (BaseError, OSError) as error:
            raise UnavailableError(_AWAY) from error
        return True

    def drop(self, tenant: UUID, name: UUID) -> None:
        """Forget a package in the bucket; one that cannot be reached now is left to its rules of age."""
        if self._store is not None:
            with contextlib.suppress(BaseError, OSError):
                obstore.delete(self._store, _package(tenant, name))

    def _put(self, store: S3Store, key: str, data: bytes | Path) -> None:
        try:
            try:
                # One that is wanted again is written again after a while, which makes it a new one; a program stays.
                before = obstore.head(store, key)["last_modified"]
                there = key.endswith(".zip") or before > datetime.now(UTC) - _FRESH
            except (FileNotFoundError, NoObjectError):
                there = False
            if not there:
                obstore.put(store, key, data)
        except (BaseError, OSError) as error:
            raise UnavailableError(_AWAY) from error

    def _place(self, tenant: UUID, name: str) -> Path:
        if _NAME.fullmatch(name) is None:
            raise NotFoundError("There is no such file.")
        return self._folder / str(tenant) / name


def _key(tenant: UUID, name: str) -> str:
    return f"media/{tenant}/{name}"


def _package(tenant: UUID, name: UUID) -> str:
    return f"uploads/{tenant}/{name}"


def _older(path: Path, moment: datetime) -> bool:
    """Return whether a file is there and was kept for the last time before a moment."""
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            yield block


def _write(target: Path, parts: Iterable[bytes]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, half = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            for part in parts:
                out.write(part)
        durable.put(Path(half), target)
    except BaseException:
        Path(half).unlink(missing_ok=True)
        raise
