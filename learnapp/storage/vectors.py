"""Vectors in Chroma: one collection for each index, written once and never changed.

Another process that has a collection open does not see what is added to it later (tried with Chroma 1.5), so a new
state of a course is a new collection, and readers go over to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from learnapp.core.errors import UnavailableError

_BATCH = 4_000
_AWAY = "The store of vectors does not answer. Passages are found by their words alone."


class VectorStore:
    """Collections of vectors, numbered from 0.

    Args:
        folder: Where they lie when there is no server; made on first use.
        url: A `chroma run` server; "" for none.
    """

    def __init__(self, folder: Path, url: str = "") -> None:
        self._folder, self._url = folder, url
        self._client: Any = None
        self._open: dict[str, Any] = {}

    def _store(self) -> Any:
        if self._client is None:
            # Imported on use: it takes longer than the rest of the app, and small courses do without.
            import chromadb
            from chromadb.config import Settings

            quiet = Settings(anonymized_telemetry=False)
            if self._url:
                place = urlsplit(self._url)
                self._client = chromadb.HttpClient(
                    host=place.hostname or "localhost", port=place.port or 8000, ssl=place.scheme == "https",
                    settings=quiet,
                )  # fmt: skip
            else:
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._client = chromadb.PersistentClient(str(self._folder), settings=quiet)
        return self._client

    def write(self, name: str, parts: Iterable[NDArray[np.float32]]) -> None:
        """Write a collection anew.

        Args:
            name: Its name.
            parts: (n, d) vectors of length one, part after part; they are numbered in this order.

        Raises:
            UnavailableError: The store is away.
        """
        self.drop(name)
        try:
            made = self._store().create_collection(
                name, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 160}}
            )
            first = 0
            for part in parts:
                for begin in range(0, len(part), _BATCH):
                    rows = np.asarray(part[begin : begin + _BATCH], np.float32)
                    made.add(ids=[str(first + number) for number in range(len(rows))], embeddings=rows)
                    first += len(rows)
        except Exception as error:  # noqa: BLE001 - Chroma raises errors of many libraries
            raise UnavailableError(_AWAY) from error

    def holds(self, name: str, size: int) -> bool:
        """Return whether a collection is there with so many vectors.

        Raises:
            UnavailableError: The store is away.
        """
        try:
            found = [one for one in self._store().list_collections() if one.name == name]
            return bool(found) and found[0].count() == size
        except Exception as error:  # noqa: BLE001 - see above
            raise UnavailableError(_AWAY) from error

    def nearest(
        self, name: str, vector: NDArray[np.float32], size: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return numbers and cosines of the nearest vectors, best first.

        Raises:
            UnavailableError: The store is away, or has no such collection.
        """
        known = name in self._open
        try:
            if not known:
                self._open[name] = self._store().get_collection(name, embedding_function=None)
            found = self._open[name].query(query_embeddings=[vector], n_results=size, include=["distances"])
        except Exception as error:  # noqa: BLE001 - see above
            self._open.pop(name, None)
            if known:
                # Another machine may have written it anew.
                return self.nearest(name, vector, size)
            raise UnavailableError(_AWAY) from error
        numbers = np.fromiter((int(one) for one in found["ids"][0]), np.int64)
        return numbers, 1 - np.asarray(found["distances"][0], np.float32)

    def drop(self, name: str) -> None:
        """Forget a collection, if there is one.

        Raises:
            UnavailableError: The store is away.
        """
        self._open.pop(name, None)
        try:
            if any(one.name == name for one in self._store().list_collections()):
                self._store().delete_collection(name)
        except Exception as error:  # noqa: BLE001 - see above
            raise UnavailableError(_AWAY) from error
