"""The cache: the same by either URL, and an outage slows things and breaks nothing."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from learnapp.storage.cache import Cache
from tests.conftest import RedisServer

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["memory", "redis"])
def url(request: pytest.FixtureRequest, redis_url: str) -> str:
    return redis_url if request.param == "redis" else "mem://"


async def test_values_come_back_until_their_time_is_over(url: str) -> None:
    cache = Cache(url)
    await cache.set("plan", {"items": [1, 2.5, "three"], "none": None}, MINUTE)
    assert await cache.get("plan") == {"items": [1, 2.5, "three"], "none": None}
    await cache.set("plan", "short", timedelta(milliseconds=60))
    await asyncio.sleep(0.2)
    assert await cache.get("plan") is None
    await cache.set("plan", "again", MINUTE)
    await cache.delete("plan")
    assert await cache.get("plan") is None
    assert cache.available
    await cache.close()


async def test_two_programs_share_a_server_without_meeting(redis_url: str) -> None:
    ours, theirs = Cache(redis_url), Cache(redis_url, prefix="other:")
    await ours.set("name", "ours", MINUTE)
    assert await theirs.get("name") is None
    await ours.close()
    await theirs.close()


def _reached(cache: Cache) -> bool:
    return cache.available


async def test_an_outage_is_reported_and_survived(redis_server: RedisServer) -> None:
    cache = Cache(redis_server.url)
    await cache.set("kept", 1, MINUTE)
    redis_server.stop()
    try:
        assert await cache.get("kept") is None
        assert not _reached(cache)
        await cache.set("kept", 2, MINUTE)
        await cache.delete("kept")
        assert not _reached(cache)
    finally:
        redis_server.start()
    await cache.set("kept", 3, MINUTE)
    assert await cache.get("kept") == 3
    assert _reached(cache)
    await cache.close()


async def test_a_value_somebody_put_into_redis_is_not_run_as_code(redis_url: str) -> None:
    from redis.asyncio import Redis

    client = Redis.from_url(redis_url)
    # What unpickling would run: os.getcwd().
    await client.set("learnapp:planted", b"cos\ngetcwd\n(tR.")
    await client.aclose()
    cache = Cache(redis_url)
    assert await cache.get("planted") is None
    await cache.close()
