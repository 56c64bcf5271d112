"""Rate limits shared by several processes, and what happens while Redis is away."""

from __future__ import annotations

import pytest
from uuid_utils.compat import uuid7

from learnapp.core.errors import RateLimitedError
from learnapp.services.throttle import Limiter
from tests.conftest import RedisServer


async def test_two_processes_count_together_in_redis(redis_url: str) -> None:
    key = ("test", uuid7().hex)
    first, second = Limiter(redis_url), Limiter(redis_url)
    await first.hit("2/minute", *key)
    await second.hit("2/minute", *key)
    with pytest.raises(RateLimitedError) as refused:
        await first.hit("2/minute", *key)
    assert 1 <= int(str(refused.value.detail["retry_after"])) <= 60
    await second.hit("2/minute", *key, cost=-2)
    await first.hit("2/minute", *key)
    await first.close()
    await second.close()


async def test_without_redis_each_process_still_limits(redis_server: RedisServer) -> None:
    key = ("test", uuid7().hex)
    limiter = Limiter(redis_server.url)
    await limiter.hit("5/minute", *key)
    redis_server.stop()
    try:
        await limiter.hit("1/minute", *key)
        with pytest.raises(RateLimitedError):
            await limiter.hit("1/minute", *key)
    finally:
        redis_server.start()
    await limiter.hit("5/minute", *key)
    await limiter.close()
