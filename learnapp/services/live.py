"""The live hub: tells open class boards that something happened, within a second, at most twice a second a class."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import RedisError

from learnapp.core import logging as logs
from learnapp.core import telemetry

log = logs.get("learnapp.live")

Push = Callable[[], Awaitable[bool]]
"""Refreshes one open board; returns False when it is no longer there."""

TICK_SECONDS = 0.2
GAP_SECONDS = 0.5
"""What happens in a class meanwhile goes out together. With several processes an event waits for two ticks and the
gap at most: its board has it within a second."""
_QUIET_TICKS = 150
"""Without news every board is refreshed twice a minute: that somebody went idle is no event."""
_BELL_TICKS, _BELL_TURNS = 5, 300
"""Every second another one in three hundred."""
_CHANNEL = "learnapp:live"
_Key = tuple[UUID, UUID]


@dataclass(slots=True)
class _Watcher:
    """One open board; `behind` when news came while it was being refreshed."""

    token: str
    push: Push
    often: bool = True
    busy: bool = False
    behind: bool = False


class LiveHub:
    """Publishes within this process, and through Redis pub/sub to the others when there are several.

    Args:
        url: `mem://` for one process, `redis://…` for several.
    """

    def __init__(self, url: str = "mem://") -> None:
        self._redis: Redis | None = Redis.from_url(url) if url.startswith("redis") else None
        self._watchers: dict[_Key, dict[str, _Watcher]] = {}
        self._places: dict[str, _Key] = {}
        self._dirty: set[_Key] = set()
        self._pushed: dict[_Key, float] = {}
        self._outgoing: set[_Key] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._pushing: set[asyncio.Task[None]] = set()

    async def publish(self, tenant_id: UUID, section_id: UUID, _student_id: UUID) -> None:
        """Note that a student of this section did something. Returns at once; called after the commit."""
        self.note(tenant_id, section_id)

    def note(self, tenant_id: UUID, place_id: UUID) -> None:
        """Note that there is news at a place: a section with its boards, or a person with their bells."""
        key = (tenant_id, place_id)
        if self._redis is not None:
            self._outgoing.add(key)
            # Where nothing is open, in a worker or an app without boards, nobody else would begin to send.
            self._start()
        elif key in self._watchers:
            self._dirty.add(key)

    def watch(self, tenant_id: UUID, section_id: UUID, token: str, push: Push, *, often: bool = True) -> None:
        """Refresh a board whenever its section has news. The caller has checked that it may be seen.

        Args:
            tenant_id: The institution.
            section_id: The section.
            token: The browser tab; a board opened again replaces the one before.
            push: Refreshes the board.
            often: False for bells, of which everybody has one: without news they are refreshed every five minutes,
                and not all in the same moment.
        """
        self.forget(token)
        self._watchers.setdefault((tenant_id, section_id), {})[token] = _Watcher(token, push, often)
        self._places[token] = (tenant_id, section_id)
        self._count(often)
        self._start()

    def forget(self, token: str) -> None:
        """Stop refreshing a tab."""
        key = self._places.pop(token, None)
        if key is None:
            return
        gone = self._watchers[key].pop(token)
        if not self._watchers[key]:
            del self._watchers[key]
        self._count(gone.often)

    def _count(self, often: bool) -> None:
        if often:
            boards = (one for group in self._watchers.values() for one in group.values() if one.often)
            telemetry.board_watchers.set(sum(1 for _ in boards))

    def _start(self) -> None:
        if not self._tasks:
            self._tasks.append(asyncio.create_task(self._tick()))
            if self._redis is not None:
                self._tasks.append(asyncio.create_task(self._listen(self._redis)))

    def open(self) -> None:
        """Start telling and hearing other processes now, and not only with the first news or the first board."""
        if self._redis is not None:
            self._start()

    async def _tick(self) -> None:
        ticks = 0
        while True:
            await asyncio.sleep(TICK_SECONDS)
            ticks += 1
            if ticks % _QUIET_TICKS == 0:
                self._dirty |= {
                    key for key, group in self._watchers.items() if any(one.often for one in group.values())
                }
            if ticks % _BELL_TICKS == 0:
                turn = ticks // _BELL_TICKS % _BELL_TURNS
                self._dirty |= {key for key in self._watchers if key[1].int % _BELL_TURNS == turn}
            outgoing, self._outgoing = self._outgoing, set()
            if outgoing and self._redis is not None:
                await self._send(self._redis, outgoing)
            self._refresh(time.monotonic())

    def _refresh(self, now: float) -> None:
        """Start the refresh of every board with news whose class had none just before."""
        self._pushed = {key: at for key, at in self._pushed.items() if now - at < GAP_SECONDS}
        ready = self._dirty - self._pushed.keys()
        self._dirty -= ready
        for key in ready & self._watchers.keys():
            self._pushed[key] = now
            for watcher in self._watchers[key].values():
                if watcher.busy:
                    watcher.behind = True
                    continue
                # A slow tab holds up nobody else.
                watcher.busy = True
                task = asyncio.create_task(self._push(key, watcher))
                self._pushing.add(task)
                task.add_done_callback(self._pushing.discard)

    async def _push(self, key: _Key, watcher: _Watcher) -> None:
        try:
            alive = await watcher.push()
        except Exception as error:  # noqa: BLE001 - one broken tab must not end the feed of the others
            log.warning("board refresh failed", error=type(error).__name__)
            alive = False
        watcher.busy = False
        if not alive:
            self._drop(key, watcher)
        elif watcher.behind:
            watcher.behind = False
            self._dirty.add(key)

    def _drop(self, key: _Key, watcher: _Watcher) -> None:
        """Forget a board that is gone, but not another one that the same tab has opened meanwhile."""
        if self._watchers.get(key, {}).get(watcher.token) is watcher:
            self.forget(watcher.token)

    async def _send(self, redis: Redis, keys: set[_Key]) -> None:
        try:
            for tenant_id, section_id in keys:
                await redis.publish(_CHANNEL, f"{tenant_id}/{section_id}")
        except (RedisError, OSError):
            # Boards of this process stay live; the others catch up at their next refresh.
            self._dirty |= {key for key in keys if key in self._watchers}

    async def _listen(self, redis: Redis) -> None:
        while True:
            try:
                async with redis.pubsub() as channel:
                    await channel.subscribe(_CHANNEL)
                    async for message in channel.listen():
                        if message["type"] == "message":
                            tenant, section = message["data"].decode().split("/")
                            key = (UUID(tenant), UUID(section))
                            if key in self._watchers:
                                self._dirty.add(key)
            except (RedisError, OSError):
                await asyncio.sleep(2)

    async def close(self) -> None:
        """Stop."""
        for task in [*self._tasks, *self._pushing]:
            task.cancel()
        for task in [*self._tasks, *self._pushing]:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._tasks.clear()
        if self._redis is not None:
            await self._redis.aclose()
