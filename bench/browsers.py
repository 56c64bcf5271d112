"""Many open pages, a process of its own: students who answer and instructors who watch, over the pages' websocket.

`python -m bench.browsers PLAN URL --students 300 --every 5 --seconds 60` prints one JSON line. It speaks what the built
pages speak (Engine.IO 4, Socket.IO, Reflex's events) and sends what a person's clicks send; it draws nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import random
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import orjson
import reflex as rx
import websockets

from learnapp.state.instructor.classes import BoardState
from learnapp.state.student.learn import LearnState

_STATE = rx.State.get_full_name()
_LEARN, _BOARD = LearnState.get_full_name(), BoardState.get_full_name()
_ON_LOAD = f"{_STATE}.reflex___state____on_load_internal_state.on_load_internal"
_SUFFIX = "_rx_state_"
_PATIENCE = 20.0


class Page:
    """One open tab: a websocket with a session cookie, at one address."""

    def __init__(self, url: str, session: str) -> None:
        self._url, self._session = url, session
        self._socket: websockets.ClientConnection | None = None
        self._router: dict[str, Any] = {}

    async def open(self, path: str, query: dict[str, str]) -> None:
        """Connect, as a page does when it is loaded, and wait until its data is there."""
        self._at(path, query)
        place = urlsplit(self._url)
        self._socket = await websockets.connect(
            f"ws://{place.netloc}/_event/?token={uuid4()}&EIO=4&transport=websocket",
            origin=websockets.Origin(self._url),
            additional_headers={"Cookie": f"sid={self._session}"},
            compression=None,
            max_size=None,
            open_timeout=_PATIENCE,
        )
        event = {"name": f"{_STATE}.hydrate_and_load", "payload": {"hashes": []}, "router_data": self._router}
        await self._socket.send("40/_event," + orjson.dumps({"event": event}).decode())
        await self._until_loaded()

    def _at(self, path: str, query: dict[str, str]) -> None:
        self._router = {"pathname": path, "asPath": path, "query": query}

    async def go(self, path: str, query: dict[str, str]) -> None:
        """Go to another page within the app and wait until its data is there."""
        self._at(path, query)
        await self.emit(_ON_LOAD, None)
        await self._until_loaded()

    async def emit(self, name: str, payload: dict[str, Any] | None) -> None:
        """Send one event."""
        event: dict[str, Any] = {"name": name, "router_data": self._router}
        if payload is not None:
            event["payload"] = payload
        await self._live().send("42/_event," + orjson.dumps(["event", event]).decode())

    def _live(self) -> websockets.ClientConnection:
        if self._socket is None:
            raise RuntimeError("open the page first")
        return self._socket

    async def _until_loaded(self) -> None:
        await self.until(lambda delta: delta.get(_STATE, {}).get(f"is_hydrated{_SUFFIX}") is True)

    async def until(self, wanted: Any) -> dict[str, Any]:
        """Return the next delta for which `wanted` holds."""
        while True:
            delta = await self.delta()
            if wanted(delta):
                return delta

    async def delta(self) -> dict[str, Any]:
        """Return the next change of state: full state name -> {name: value}."""
        while True:
            text = str(await self._live().recv())
            if text == "2":
                await self._live().send("3")
            elif text.startswith('42/_event,["event"'):
                found: dict[str, Any] = orjson.loads(text[10:])[1].get("delta") or {}
                if found:
                    return found

    async def close(self) -> None:
        """Close the tab."""
        if self._socket is not None:
            await self._socket.close()


class School:
    """Everybody of one plan at work.

    Attributes:
        answers: Milliseconds from the planned click to the feedback; infinite for an error.
        boards: Milliseconds from the planned click to the open board.
    """

    def __init__(self, plan: dict[str, Any], url: str, every: float) -> None:
        self._plan, self._url, self._every = plan, url, every
        self._draw = random.Random(7)
        self._waiting: dict[str, float] = {}
        self.answers: list[float] = []
        self.boards: list[float] = []
        self.measuring = False

    async def student(self, number: int, until: float) -> None:
        """Open a task, answer it wrong, answer it right, go on to the next; one answer every so many seconds."""
        student, section = self._plan["students"][number]
        page = Page(self._url, self._plan["sessions"][number])
        watched = section in {place for place, _ in self._plan["boards"]}
        items = self._draw.sample(self._plan["items"], len(self._plan["items"]))
        opened = False
        # People do not come all at the same moment.
        await asyncio.sleep(self._draw.random() * 2 * self._every)
        at = time.perf_counter()
        for content, _step, answer, _kcs in items * 20:
            path, query = f"/learn/{content}", {"content_id": content}
            try:
                async with asyncio.timeout(_PATIENCE):
                    await (page.go(path, query) if opened else page.open(path, query))
                opened = True
            except (OSError, TimeoutError, websockets.WebSocketException):
                self._note(self.answers, math.inf)
                opened = False
                await page.close()
            for given in (str(int(answer) + 1), answer):
                at += self._every
                if at > until:
                    await page.close()
                    return
                await asyncio.sleep(max(0.0, at - time.perf_counter()))
                if opened:
                    if watched:
                        self._waiting.setdefault(student, at)
                    self._note(self.answers, await self._answer(page, given, at))

    async def _answer(self, page: Page, given: str, planned: float) -> float:
        try:
            async with asyncio.timeout(_PATIENCE):
                await page.emit(f"{_LEARN}.submit", {"form": {"answer": given}})
                await page.until(lambda delta: f"outcome{_SUFFIX}" in delta.get(_LEARN, {}))
        except (OSError, TimeoutError, websockets.WebSocketException):
            return math.inf
        return (time.perf_counter() - planned) * 1000.0

    def _note(self, where: list[float], value: float) -> None:
        if self.measuring:
            where.append(value)

    async def watch(self, section: str, session: str, until: float) -> None:
        """Keep a class board open and note how old an answer is when the board shows it."""
        page = Page(self._url, session)
        await page.open(f"/teach/{section}", {"class_id": section})
        outcomes: dict[str, list[str]] = {}
        while (left := until - time.perf_counter()) > 0:
            try:
                async with asyncio.timeout(left):
                    delta = await page.delta()
            except TimeoutError:
                break
            now = time.perf_counter()
            for row in delta.get(_BOARD, {}).get(f"board{_SUFFIX}", ()):
                student, recent = row["student_id"], row["recent"]
                # Every second answer is wrong, so each one changes the row of outcomes.
                if recent != outcomes.get(student, recent) and student in self._waiting:
                    self._note(self.boards, (now - self._waiting.pop(student)) * 1000.0)
                outcomes[student] = recent
        await page.close()

    def never_shown(self) -> int:
        """Return how many answers the boards still owe, older than three seconds."""
        late = time.perf_counter() - 3.0
        return sum(planned < late for planned in self._waiting.values())


def percentile(values: list[float], share: float) -> float | None:
    """Return a percentile, None for infinitely slow or no values."""
    ordered = sorted(values)
    if not ordered:
        return None
    value = ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]
    return round(value, 1) if math.isfinite(value) else None


async def run(plan: dict[str, Any], url: str, students: int, every: float, seconds: float) -> dict[str, Any]:
    """Let students work and boards be open; return what they met after a warm-up in which everybody comes."""
    school = School(plan, url, every)
    warm = every * 5
    until = time.perf_counter() + warm + seconds
    work = [asyncio.create_task(school.watch(section, session, until)) for section, session in plan["boards"]]
    work += [asyncio.create_task(school.student(number, until)) for number in range(students)]
    await asyncio.sleep(warm)
    school.measuring = True
    await asyncio.gather(*work)
    return {
        "students": students, "boards": len(plan["boards"]), "answers": len(school.answers),
        "shown": len(school.boards),
        "failed": sum(math.isinf(each) for each in school.answers), "never_shown": school.never_shown(),
        "answer_p50": percentile(school.answers, 0.5), "answer_p95": percentile(school.answers, 0.95),
        "board_p50": percentile(school.boards, 0.5), "board_p95": percentile(school.boards, 0.95),
    }  # fmt: skip


def main() -> None:
    """Read the plan, work, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("plan", type=Path)
    options.add_argument("url")
    options.add_argument("--students", type=int, default=300)
    options.add_argument("--every", type=float, default=5.0)
    options.add_argument("--seconds", type=float, default=60.0)
    chosen = options.parse_args()
    plan = orjson.loads(chosen.plan.read_bytes())[0]
    found = asyncio.run(run(plan, chosen.url, chosen.students, chosen.every, chosen.seconds))
    sys.stdout.write(orjson.dumps(found).decode() + "\n")


if __name__ == "__main__":
    main()
