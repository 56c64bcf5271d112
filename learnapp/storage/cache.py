"""The cache by URL: memory for one process, Redis for several. Losing it slows things and breaks nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cashews import Cache as Cashews
from redis.exceptions import RedisError


class Cache:
    """Values by key with a time to live; `available` says whether the last call reached it.

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
            self._cashews.setup(url, suppress=False, socket_timeout=0.5, socket_connect_timeout=0.5)

    async def get(self, key: str) -> Any:
        """Return the value, or None when there is none or the cache is away."""
        try:
            value = await self._cashews.get(self._prefix + key)
        except (RedisError, OSError, TimeoutError):
            self.available = False
            return None
        self.available = True
        return value

    async def set(self, key: str, value: Any, lasts: timedelta) -> None:
        """Keep a value; nothing happens when the cache is away."""
        try:
            await self._cashews.set(self._prefix + key, value, expire=lasts.total_seconds())
        except (RedisError, OSError, TimeoutError):
            self.available = False
        else:
            self.available = True

    async def delete(self, key: str) -> None:
        """Forget a value."""
        try:
            await self._cashews.delete(self._prefix + key)
        except (RedisError, OSError, TimeoutError):
            self.available = False

    async def close(self) -> None:
        """Close the connections."""
        await self._cashews.close()
