"""Files of exports, by institution and export: in a folder, or in the bucket beside films and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import obstore
from obstore.exceptions import BaseError
from obstore.exceptions import NotFoundError as NoObjectError
from obstore.store import LocalStore, S3Store

from learnapp.core.errors import NotFoundError, UnavailableError
from learnapp.storage.media import Bucket

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,79}\.(csv|parquet|json)")
_AWAY = "The store of exports does not answer. Try again in a minute."
_GONE = "This file is not here any more. Make the export again."


class ExportStore:
    """Files of each institution's exports.

    Args:
        folder: Made when the first file is written.
        bucket: Where files are kept instead; None: in the folder.
    """

    def __init__(self, folder: Path, bucket: Bucket | None = None) -> None:
        self._folder = folder
        self._bucket = bucket
        self._opened: LocalStore | S3Store | None = None

    @property
    def _store(self) -> LocalStore | S3Store:
        if self._opened is None:
            self._opened = (
                self._bucket.open()
                if self._bucket is not None
                else LocalStore(self._folder, automatic_cleanup=True, mkdir=True)
            )
        return self._opened

    def place(self, tenant: UUID, run: UUID) -> str:
        """Return where an export's files lie, as an operator finds them: below the folder or in the bucket."""
        if self._bucket is None:
            return f"DATA_DIR/{_prefix(tenant, run)}"
        return f"{self._bucket.url.rstrip('/')}/{_prefix(tenant, run)}"

    def put(self, tenant: UUID, run: UUID, name: str, data: bytes) -> None:
        """Write a file whole, over one of the same name.

        Raises:
            NotFoundError: That is no name of a file of ours.
            UnavailableError: The store does not answer.
        """
        try:
            obstore.put(self._store, _key(tenant, run, name), data)
        except (BaseError, OSError) as error:
            raise UnavailableError(_AWAY) from error

    def read(self, tenant: UUID, run: UUID, name: str) -> tuple[int, Iterator[bytes]]:
        """Return how long a file is, and its parts.

        Raises:
            NotFoundError: It is not there.
            UnavailableError: The store does not answer.
        """
        try:
            found = obstore.get(self._store, _key(tenant, run, name))
            return int(found.meta["size"]), map(bytes, found.stream(min_chunk_size=262_144))
        except (FileNotFoundError, NoObjectError) as error:
            raise NotFoundError(_GONE) from error
        except (BaseError, OSError) as error:
            raise UnavailableError(_AWAY) from error

    def direct(self, tenant: UUID, run: UUID, name: str, seconds: int) -> str:
        """Return an address at the bucket that works for so long; "" where files are in the folder.

        Raises:
            NotFoundError: That is no name of a file of ours.
            UnavailableError: The account of the bucket is not known.
        """
        key, store = _key(tenant, run, name), self._store
        if not isinstance(store, S3Store):
            return ""
        try:
            return str(obstore.sign(store, "GET", key, timedelta(seconds=seconds)))
        except (BaseError, OSError) as error:
            raise UnavailableError(_AWAY) from error

    def drop(self, tenant: UUID, run: UUID) -> int:
        """Remove all files of an export; return how many there were.

        Raises:
            UnavailableError: The store does not answer.
        """
        try:
            listed = [one["path"] for part in obstore.list(self._store, f"{_prefix(tenant, run)}/") for one in part]
            if listed:
                obstore.delete(self._store, listed)
        except (BaseError, OSError) as error:
            raise UnavailableError(_AWAY) from error
        return len(listed)


def _prefix(tenant: UUID, run: UUID) -> str:
    return f"exports/{tenant}/{run}"


def _key(tenant: UUID, run: UUID, name: str) -> str:
    if _NAME.fullmatch(name) is None:
        raise NotFoundError("There is no such file.")
    return f"{_prefix(tenant, run)}/{name}"
