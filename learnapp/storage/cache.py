"""The cache by URL: memory for one process, Redis for several. Losing it slows things and breaks nothing."""

from __future__ import annotations

import warnings
from datetime import timedelta
from typing import Any

import orjson
from cashews import Cache as Cashews
from cashews.exceptions import CacheError
from cashews.picklers import PicklerType
from redis.exceptions import RedisError

_AWAY = (CacheError, RedisError, OSError, TimeoutError)


class Cache:
    """JSON values by key with a time to live; `available` says whether the last call reached it.

    Values are JSON and never pickled: whoever can write to the Redis must not be able to run code here.

    Args:
        url: `mem://` or `redis://host:port/db`.
        prefix: Leads every key, so that several programs may share a server.
    """

    def __init__(self, url: str = "mem://", *, prefix: str = "learnapp:") -> None:
        self.url = url
        self.available = True
        self._prefix = prefix
        self._cashews = Cashews()
        if url.startswith("mem://"):
            self._cashews.setup("mem://", size=50_000)
        else:
            self._cashews.setup(
                url, suppress=False, pickle_type=PicklerType.NULL, socket_timeout=0.5, socket_connect_timeout=0.5
            )

    async def get(self, key: str) -> Any:
        """Return the value, or None when there is none, it is not JSON, or the cache is away."""
        try:
            value = await self._cashews.get(self._prefix + key)
        except _AWAY:
            self.available = False
            return None
        self.available = True
        try:
            return None if value is None else orjson.loads(value)
        except orjson.JSONDecodeError:
            return None

    async def set(self, key: str, value: Any, lasts: timedelta) -> None:
        """Keep a value; nothing happens when the cache is away.

        Args:
            key: Its name.
            value: Anything JSON can hold; ids and times come back as text.
            lasts: How long it is kept.
        """
        try:
            await self._cashews.set(self._prefix + key, orjson.dumps(value), expire=lasts.total_seconds())
        except _AWAY:
            self.available = False
        else:
            self.available = True

    async def delete(self, key: str) -> None:
        """Forget a value."""
        try:
            await self._cashews.delete(self._prefix + key)
        except _AWAY:
            self.available = False
        else:
            self.available = True

    async def close(self) -> None:
        """Close the connections."""
        with warnings.catch_warnings():
            # cashews still calls redis' old name for it.
            warnings.simplefilter("ignore", DeprecationWarning)
            await self._cashews.close()
