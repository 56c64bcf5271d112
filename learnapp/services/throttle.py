"""Rate limits by URL: counted in memory for one process, in Redis for several."""

from __future__ import annotations

import math
import time
from functools import lru_cache

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError
from redis.asyncio import ConnectionPool

from learnapp.core.errors import RateLimitedError


@lru_cache(maxsize=128)
def _item(limit: str, times: int) -> RateLimitItem:
    item = parse(limit)
    return type(item)(item.amount * times, item.multiples, item.namespace)


def network_of(peer: str, forwarded: str = "") -> str:
    """Return the network address that is counted for a browser; for IPv6 its /64, which is what one household has.

    Args:
        peer: Who speaks to us.
        forwarded: `X-Forwarded-For` of a trusted proxy; the last one is who spoke to it.
    """
    address = forwarded.split(",")[-1].strip() or peer
    if ":" in address:
        address = ":".join(address.split("%")[0].split(":")[:4])
    return address[:64]


class Limiter:
    """Counts hits in fixed windows. When Redis is away it counts in this process, so no door stands open.

    Args:
        url: `mem://` or `redis://host:port/db`.
    """

    def __init__(self, url: str) -> None:
        self._local = FixedWindowRateLimiter(MemoryStorage())
        self._shared: FixedWindowRateLimiter | None = None
        self._pool: ConnectionPool | None = None
        if not url.startswith("mem"):
            self._pool = ConnectionPool.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
            storage = RedisStorage(
                f"async+{url}",
                wrap_exceptions=True,
                implementation="redispy",
                connection_pool=self._pool,  # type: ignore[arg-type]
            )
            self._shared = FixedWindowRateLimiter(storage)

    async def close(self) -> None:
        """Close the connections to Redis."""
        if self._pool is not None:
            await self._pool.disconnect()

    async def hit(self, limit: str, *key: str, times: int = 1, cost: int = 1) -> None:
        """Count one use.

        Args:
            limit: How many, in the syntax of `limits`: `10/minute`.
            key: What is limited, for example `("sign-in", address)`; never readable personal data.
            times: Multiplies the limit.
            cost: How much to count; negative gives back.

        Raises:
            RateLimitedError: The limit is reached; `detail['retry_after']` is in seconds.
        """
        item = _item(limit, times)
        if self._shared is not None:
            try:
                return await self._hit(self._shared, item, key, cost)
            except StorageError:
                # Redis is away: the process counts alone until it is back.
                pass
        return await self._hit(self._local, item, key, cost)

    @staticmethod
    async def _hit(limiter: FixedWindowRateLimiter, item: RateLimitItem, key: tuple[str, ...], cost: int) -> None:
        if await limiter.hit(item, *key, cost=cost) or cost <= 0:
            return
        stats = await limiter.get_window_stats(item, *key)
        wait = max(1, math.ceil(stats.reset_time - time.time()))
        raise RateLimitedError(f"Too many attempts. Wait {wait} seconds, then try again.", detail={"retry_after": wait})
