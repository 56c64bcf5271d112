"""Class boards in several processes: news travel through a real Redis, and only to whom they concern."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest_asyncio
from redis.asyncio import Redis
from uuid_utils.compat import uuid7

from learnapp.services.live import TICK_SECONDS, LiveHub
from tests.conftest import RedisServer

OAKFIELD, HILLVIEW = uuid7(), uuid7()
_SOON = 4 * TICK_SECONDS


@dataclass
class Board:
    """An open class board that counts its refreshes."""

    refreshes: int = 0
    open: bool = True

    async def push(self) -> bool:
        self.refreshes += 1
        return self.open


async def _until(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    for _ in range(int(seconds / 0.02)):
        if true():
            return True
        await asyncio.sleep(0.02)
    return true()


@pytest_asyncio.fixture(loop_scope="session")
async def hubs(redis_server: RedisServer) -> AsyncIterator[tuple[LiveHub, LiveHub]]:
    """Two processes' hubs: events arrive at the first, boards are open at the second; both are connected."""
    here, there = LiveHub(redis_server.url), LiveHub(redis_server.url)
    here.open()
    there.open()
    redis = Redis.from_url(redis_server.url)
    for _ in range(200):
        ((_, listeners),) = await redis.pubsub_numsub("learnapp:live")
        if listeners >= 2:
            break
        await asyncio.sleep(0.02)
    await redis.aclose()
    yield here, there
    await here.close()
    await there.close()


async def test_a_bell_that_a_worker_rings_is_heard_at_once(
    hubs: tuple[LiveHub, LiveHub], redis_server: RedisServer
) -> None:
    """Nothing is ever open in a worker: its hub has only what is told."""
    _, there = hubs
    worker, alice, bell = LiveHub(redis_server.url), uuid7(), Board()
    there.watch(OAKFIELD, alice, "alice/bell", bell.push, often=False)
    worker.note(OAKFIELD, alice)
    assert await _until(lambda: bell.refreshes == 1, 3.0)
    await worker.close()


async def test_news_reach_a_board_of_another_process_and_nobody_elses(hubs: tuple[LiveHub, LiveHub]) -> None:
    here, there = hubs
    section = uuid7()
    hers, other_class, other_school = Board(), Board(), Board()
    there.watch(OAKFIELD, section, "carol", hers.push)
    there.watch(OAKFIELD, uuid7(), "colleague", other_class.push)
    there.watch(HILLVIEW, section, "stranger", other_school.push)
    await here.publish(OAKFIELD, section, uuid7())
    assert await _until(lambda: hers.refreshes == 1)
    await asyncio.sleep(_SOON)
    assert (hers.refreshes, other_class.refreshes, other_school.refreshes) == (1, 0, 0)


async def test_a_class_at_work_refreshes_its_board_a_few_times_not_thousands(hubs: tuple[LiveHub, LiveHub]) -> None:
    here, there = hubs
    section, board = uuid7(), Board()
    there.watch(OAKFIELD, section, "carol", board.push)
    for _ in range(40):
        for _ in range(25):
            await here.publish(OAKFIELD, section, uuid7())
        await asyncio.sleep(TICK_SECONDS / 20)
    assert await _until(lambda: board.refreshes > 0)
    await asyncio.sleep(_SOON)
    assert 1 <= board.refreshes <= 8
    settled = board.refreshes
    await asyncio.sleep(_SOON)
    assert board.refreshes == settled, "no news, no refresh"


async def test_a_closed_board_is_forgotten_and_one_opened_again_replaces_itself(
    hubs: tuple[LiveHub, LiveHub],
) -> None:
    here, there = hubs
    section, closed, staying = uuid7(), Board(open=False), Board()
    there.watch(OAKFIELD, section, "closed", closed.push)
    there.watch(OAKFIELD, section, "staying", staying.push)
    for round_ in (1, 2):
        await here.publish(OAKFIELD, section, uuid7())
        assert await _until(lambda round_=round_: staying.refreshes == round_)  # type: ignore[misc]
    assert closed.refreshes == 1
    again = Board()
    there.watch(OAKFIELD, section, "staying", again.push)
    await here.publish(OAKFIELD, section, uuid7())
    assert await _until(lambda: again.refreshes == 1)
    assert staying.refreshes == 2


async def test_a_board_that_breaks_does_not_end_the_feed_of_the_others(hubs: tuple[LiveHub, LiveHub]) -> None:
    here, there = hubs
    section, sound = uuid7(), Board()

    async def broken() -> bool:
        raise RuntimeError("the tab is in an odd state")

    there.watch(OAKFIELD, section, "broken", broken)
    there.watch(OAKFIELD, section, "sound", sound.push)
    for round_ in (1, 2):
        await here.publish(OAKFIELD, section, uuid7())
        assert await _until(lambda round_=round_: sound.refreshes == round_)  # type: ignore[misc]


async def test_without_redis_the_own_process_goes_on_and_the_others_come_back_with_it(
    hubs: tuple[LiveHub, LiveHub], redis_server: RedisServer
) -> None:
    here, there = hubs
    section, own, others = uuid7(), Board(), Board()
    here.watch(OAKFIELD, section, "own", own.push)
    there.watch(OAKFIELD, section, "others", others.push)
    await asyncio.to_thread(redis_server.stop)
    try:
        for round_ in (1, 2):
            await here.publish(OAKFIELD, section, uuid7())
            assert await _until(lambda round_=round_: own.refreshes == round_)  # type: ignore[misc]
        assert others.refreshes == 0
    finally:
        await asyncio.to_thread(redis_server.start)
    for _ in range(20):
        await here.publish(OAKFIELD, section, uuid7())
        if await _until(lambda: others.refreshes > 0, seconds=1.0):
            return
    raise AssertionError("a board of another process never came back after Redis did")
