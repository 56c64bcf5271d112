"""Live displays: what happens in a class, told once, also to who comes back; to nobody who may not know it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from learnapp.api.app import build_api
from learnapp.core.errors import RateLimitedError
from learnapp.services import api_clients, class_stream, learning, sessions
from learnapp.services.class_stream import Places
from learnapp.services.live import LiveHub
from tests.conftest import RedisServer
from tests.integration.learning.conftest import Classroom, new_classroom


@pytest_asyncio.fixture(loop_scope="session")
async def school(classroom: Classroom) -> AsyncIterator[Classroom]:
    classroom.services.live = LiveHub()
    yield classroom
    await classroom.services.live.close()
    classroom.services.live = None


class Display:
    """A reader of the stream, as a browser or a program is one."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.parts: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.last = ""
        self._text = ""

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.parts.put_nowait(message.get("body", b""))
            if not message.get("more_body"):
                self.parts.put_nowait(None)

    async def next(self) -> tuple[str, dict[str, Any]]:
        """Return the next message, kind and data; ("", {}) at the end."""
        while True:
            while "\n\n" not in self._text:
                part = await asyncio.wait_for(self.parts.get(), 20)
                if part is None:
                    return "", {}
                self._text += part.decode()
            block, self._text = self._text.split("\n\n", 1)
            fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
            if "event" in fields:
                self.last = fields.get("id", self.last)
                return fields["event"], json.loads(fields["data"])

    async def until(self, kind: str) -> dict[str, Any]:
        while True:
            found, data = await self.next()
            if found in (kind, ""):
                assert found == kind
                return data


@asynccontextmanager
async def display(home: Classroom, headers: dict[str, str], query: str = "", **more: Any) -> AsyncIterator[Display]:
    shown, gone = Display(), asyncio.Event()
    section = more.get("section", home.school.section_id)

    async def receive() -> Any:
        await gone.wait()
        return {"type": "http.disconnect"}

    scope = {
        "type": "http", "method": "GET", "path": f"/api/v1/classes/{section}/stream", "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()], "scheme": "http",
        "http_version": "1.1", "client": ("203.0.113.9", 4711), "server": ("school.test", 80), "asgi": {
            "version": "3.0", "spec_version": "2.3"},
        "raw_path": b"", "root_path": "",
    }  # fmt: skip
    task = asyncio.create_task(build_api()(scope, receive, shown.send))
    try:
        while not shown.status and not task.done():
            await asyncio.sleep(0.01)
        yield shown
    finally:
        gone.set()
        await asyncio.wait_for(task, 20)


async def key(home: Classroom, *scopes: str) -> tuple[dict[str, str], Any]:
    client, secret = await api_clients.create_api_client(home.actor("adam"), "display", list(scopes))
    return {"authorization": f"Bearer {secret}"}, client


async def answer(home: Classroom, who: str = "alice", response: str = "7") -> None:
    student = home.school[who].person_id
    await learning.record_event(home.event(student_id=student, response=response), home.actor(who))
    home.clock.at += timedelta(seconds=1)


async def test_a_display_hears_what_happens_and_goes_on_where_it_was(school: Classroom) -> None:
    headers, _ = await key(school, "events:read")
    async with display(school, headers) as shown:
        assert shown.status == 200 and shown.headers["content-type"].startswith("text/event-stream")
        kind, board = await shown.next()
        assert kind == "board" and board["students"]["absent"] == 2
        await answer(school)
        told = await shown.until("activity")
        assert (told["answers"], told["right"], told["students"], "did" in told) == (1, 1, 1, False)
        assert (await shown.until("board"))["students"]["active"] == 1
        last = shown.last
    await answer(school, "bob", "8")
    await answer(school, "bob", "7")
    for _ in range(2):
        async with display(school, {**headers, "last-event-id": last}) as shown:
            told = await shown.until("activity")
            assert (told["events"], told["right"], told["students"]) == (2, 1, 1), "what was missed, and nothing twice"
    async with display(school, {**headers, "last-event-id": shown.last}) as shown:
        await answer(school)
        assert (await shown.until("activity"))["events"] == 1
    async with display(school, {**headers, "last-event-id": f"{2**62}-{2**33}"}) as shown:
        assert (await shown.next())[0] == "again" and (await shown.next())[0] == "board"


async def test_what_was_missed_for_too_long_is_not_told_bit_by_bit(
    school: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers, _ = await key(school, "events:read")
    async with display(school, headers) as shown:
        await shown.until("board")
    monkeypatch.setattr(class_stream, "MOST", 3)
    for _ in range(4):
        await answer(school)
    async with display(school, {**headers, "last-event-id": shown.last}) as shown:
        assert [(await shown.next())[0] for _ in range(2)] == ["again", "board"]
    await answer(school)
    school.clock.at += class_stream.KEPT
    async with display(school, {**headers, "last-event-id": shown.last}) as shown:
        assert [(await shown.next())[0] for _ in range(2)] == ["again", "board"], "too old to be told"


async def test_who_did_it_is_told_to_those_who_may_know(school: Classroom) -> None:
    alice = school.school["alice"]
    plain, _ = await key(school, "events:read")
    ids, _ = await key(school, "events:read", "records:read")
    names, client = await key(school, "events:read", "records:read", "roster:read")
    for headers, query, status in (
        (plain, "students=ids", 403), (ids, "students=names", 403), (plain, "students=all", 422),
        ({}, "", 401), (await key(school, "events:write"))[:1] + ("", 403),
    ):  # fmt: skip
        async with display(school, headers, query) as shown:
            assert shown.status == status
    async with display(school, names, "students=names") as shown:
        await shown.until("board")
        await answer(school)
        (did,) = (await shown.until("activity"))["did"]
        assert did["name"] == alice.name and did["student_id"] == str(alice.person_id) and did["correct"] is True
    looked = await school.rows("SELECT 1 FROM audit_entry WHERE action = 'record.read' AND actor_id = %s", client)
    assert len(looked) == 1
    async with display(school, ids, "students=ids") as shown:
        await shown.until("board")
        await answer(school)
        (did,) = (await shown.until("activity"))["did"]
        assert "name" not in did


async def test_the_teacher_follows_by_their_session_and_mallory_nothing(school: Classroom) -> None:
    def cookie(token: str) -> dict[str, str]:
        return {"cookie": f"sid={token}"}

    tenant = school.school.tenant_id
    carol = await sessions.start_session(tenant, school.school["carol"].person_id)
    alice = await sessions.start_session(tenant, school.school["alice"].person_id)
    other = await new_classroom(school.services)
    async with display(school, cookie(carol.token)) as shown:
        assert (await shown.next())[0] == "board"
    async with display(school, cookie(alice.token)) as shown:
        assert shown.status == 403
    mallory, _ = await key(other, "events:read", "records:read", "roster:read")
    async with display(school, mallory) as shown:
        assert shown.status == 404


async def test_it_ends_when_the_credential_is_taken_back(school: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(class_stream, "HEARTBEAT_S", 0.1)
    headers, client = await key(school, "events:read")
    async with display(school, headers) as shown:
        await shown.until("board")
        await api_clients.revoke_api_client(school.actor("adam"), client)
        assert (await shown.next())[0] == "end" and (await shown.next())[0] == ""


async def test_places_are_counted_across_processes_and_given_back(school: Classroom, redis_server: RedisServer) -> None:
    tenant = school.school.tenant_id
    one, two = Places(redis_server.url, 2), Places(redis_server.url, 2)
    first = await one.take(tenant)
    await two.take(tenant)
    with pytest.raises(RateLimitedError):
        await one.take(tenant)
    await two.take(school.school.section_id)
    await one.leave(tenant, first)
    await one.take(tenant)
    async with Redis.from_url(redis_server.url) as redis:
        await redis.flushdb()
    for each in (one, two):
        await each.close()
    alone = Places("mem://", 1)
    await alone.take(tenant)
    with pytest.raises(RateLimitedError):
        await alone.take(tenant)


async def test_a_display_hears_of_what_another_process_has_stored(school: Classroom, redis_server: RedisServer) -> None:
    await school.services.live.close()
    here, there = LiveHub(redis_server.url), LiveHub(redis_server.url)
    headers, _ = await key(school, "events:read")
    school.services.live = there
    here.open()
    async with display(school, headers) as shown:
        await shown.until("board")
        redis = Redis.from_url(redis_server.url)
        while (await redis.pubsub_numsub("learnapp:live"))[0][1] < 2:
            await asyncio.sleep(0.02)
        await redis.aclose()
        # Stored by the one process; the other one has the display.
        school.services.live = here
        await answer(school)
        assert (await shown.until("activity"))["answers"] == 1
    school.services.live = there
    await here.close()
