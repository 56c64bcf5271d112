"""The live hub: news reaches an open board within a second, together, and a slow board is told the last of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from uuid import UUID

import pytest_asyncio
from uuid_utils.compat import uuid7

from learnapp.services.live import GAP_SECONDS, LiveHub


@pytest_asyncio.fixture(loop_scope="session")
async def hub() -> AsyncIterator[LiveHub]:
    """A hub of one process."""
    made = LiveHub()
    yield made
    await made.close()


class Board:
    """An open board that notes when it is refreshed."""

    def __init__(self, *, takes: float = 0.0, stays: bool = True) -> None:
        self.at: list[float] = []
        self.open = 0
        self.most_open = 0
        self._takes, self._stays = takes, stays

    async def push(self) -> bool:
        self.open += 1
        self.most_open = max(self.open, self.most_open)
        await asyncio.sleep(self._takes)
        self.open -= 1
        self.at.append(time.monotonic())
        return self._stays


async def _until(board: Board, count: int, seconds: float = 2.0) -> None:
    async with asyncio.timeout(seconds):
        while len(board.at) < count:
            await asyncio.sleep(0.02)


def _ids() -> tuple[UUID, UUID, UUID]:
    return uuid7(), uuid7(), uuid7()


async def test_an_event_is_on_the_board_within_a_second_even_right_after_another(hub: LiveHub) -> None:
    tenant, section, student = _ids()
    board = Board()
    hub.watch(tenant, section, "tab", board.push)
    for count in (1, 2, 3):
        began = time.monotonic()
        await hub.publish(tenant, section, student)
        await _until(board, count)
        assert board.at[-1] - began < 1.0


async def test_many_events_of_a_class_come_together_and_other_classes_hear_nothing(hub: LiveHub) -> None:
    tenant, section, student = _ids()
    board, other = Board(), Board()
    hub.watch(tenant, section, "tab", board.push)
    hub.watch(tenant, uuid7(), "another", other.push)
    began = time.monotonic()
    while time.monotonic() - began < 3 * GAP_SECONDS:
        await hub.publish(tenant, section, student)
        await asyncio.sleep(0.01)
    assert 2 <= len(board.at) <= 4
    assert other.at == []


async def test_a_slow_board_is_refreshed_once_at_a_time_and_hears_the_last_news(hub: LiveHub) -> None:
    tenant, section, student = _ids()
    slow, quick = Board(takes=1.2), Board()
    hub.watch(tenant, section, "slow", slow.push)
    hub.watch(tenant, section, "quick", quick.push)
    await hub.publish(tenant, section, student)
    await _until(quick, 1)
    await hub.publish(tenant, section, student)
    await _until(quick, 2, seconds=1.0)
    assert slow.at == []
    await _until(slow, 2, seconds=4.0)
    assert slow.most_open == 1


async def test_a_board_that_is_gone_is_forgotten(hub: LiveHub) -> None:
    tenant, section, student = _ids()
    gone = Board(stays=False)
    hub.watch(tenant, section, "tab", gone.push)
    await hub.publish(tenant, section, student)
    await _until(gone, 1)
    await hub.publish(tenant, section, student)
    await asyncio.sleep(2 * GAP_SECONDS)
    assert len(gone.at) == 1


async def test_a_bell_and_a_board_of_one_tab_live_beside_each_other(hub: LiveHub) -> None:
    tenant, section, person = _ids()
    board, bell = Board(), Board()
    hub.watch(tenant, section, "tab", board.push)
    hub.watch(tenant, person, "tab/bell", bell.push, often=False)
    hub.note(tenant, person)
    await _until(bell, 1)
    assert board.at == []
    hub.forget("tab")
    await asyncio.sleep(GAP_SECONDS)
    await hub.publish(tenant, section, person)
    hub.note(tenant, person)
    await _until(bell, 2)
    assert board.at == []
