"""A class as a live display follows it: counts for all, who did it only for those who may know.

The log is the buffer. The id of a message is the transaction below which everything is told, and when; who comes back
with it gets what was stored since, from any process. After an hour, or after more than can be told at once, they begin
anew.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError

from learnapp.core.errors import InvalidInputError, LearnAppError, NotFoundError, RateLimitedError
from learnapp.security.access import Actor
from learnapp.services import class_board, current, trail
from learnapp.services.people import reveal
from learnapp.storage.repositories import class_stream as rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.class_stream import Happened

KEPT = timedelta(hours=1)
MOST = 500
"""Events of one message; who has missed more begins anew."""
HEARTBEAT_S = 15.0
_SOON_S, _LOOKS = 0.5, 6
LASTS_S = 60.0
"""A place that nobody has renewed is free again."""
_ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes:
        kind: `board` (how the class stands), `activity` (what was done since the last one), `again` (what was missed is
            too old or too much: the next one is `board`), `end` (the credential does not open this any more), or "" for
            a sign of life.
    """

    kind: str
    id: str = ""
    data: dict[str, Any] = field(default_factory=dict)


async def open_stream(actor: Actor, section_id: UUID, students: str) -> None:
    """Make sure that somebody may follow a class.

    Args:
        actor: A program with `events:read`, or who teaches or helps in the class.
        section_id: The class.
        students: "" for counts only; `ids` or `names` of those who did it.

    Raises:
        ForbiddenError: They may not.
        InvalidInputError: `students` is something else.
        NotFoundError: There is no such class.
    """
    if students not in ("", "ids", "names"):
        raise InvalidInputError("students is ids or names. Leave it out for counts only.")
    if actor.kind == "client":
        await trail.authorise(actor, "read", "learning_event")
        if students:
            await trail.authorise(actor, "read", "student_record")
        if students == "names":
            await trail.authorise(actor, "read", "roster")
    else:
        await trail.authorise(actor, "read", "class_board", section_id=section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await section_rows.sections_by_id(tx.session, actor.tenant_id, [section_id]):
            raise NotFoundError("There is no such class. GET /api/v1/classes lists them.")


async def follow(
    actor: Actor, section_id: UUID, students: str, last: str, still: Callable[[], Awaitable[bool]]
) -> AsyncIterator[Message]:
    """Yield what happens in a class until the reader goes or may not read any more; `open_stream` comes first.

    Args:
        actor: Who reads.
        section_id: The class.
        students: See `open_stream`.
        last: Id of the last message that they have, "" for none.
        still: Whether the credential is good; asked at each sign of life.
    """
    wake, token = asyncio.Event(), f"stream-{uuid4()}"

    async def push() -> bool:
        wake.set()
        return True

    live = current().live
    if live is not None:
        live.watch(actor.tenant_id, section_id, token, push)
    try:
        async for message in _messages(actor, section_id, students, last, still, wake):
            yield message
    finally:
        if live is not None:
            live.forget(token)


async def _messages(
    actor: Actor, section_id: UUID, students: str, last: str, still: Callable[[], Awaitable[bool]], wake: asyncio.Event
) -> AsyncIterator[Message]:
    stands, begins = await _begin(actor.tenant_id, last)
    if last and begins:
        yield Message("again", _mark(stands))
    if begins:
        yield Message("board", _mark(stands), await _board(actor, section_id))
    else:
        wake.set()
    asked, hungry = time.monotonic(), 0
    while True:
        try:
            await asyncio.wait_for(wake.wait(), _SOON_S if hungry else HEARTBEAT_S)
            news, hungry = True, _LOOKS
        except TimeoutError:
            # Something else is being written beside it: what was stored is whole in a moment.
            news, hungry = hungry > 0, max(hungry - 1, 0)
        wake.clear()
        if time.monotonic() - asked >= HEARTBEAT_S:
            asked = time.monotonic()
            if not await still():
                yield Message("end")
                return
            # A restart of the hub's connection may have swallowed a word: the log is asked at each sign of life.
            news = True
            yield Message("")
        if not news:
            continue
        stands, found = await _news(actor.tenant_id, section_id, stands)
        hungry = 0 if found else hungry
        if len(found) >= MOST:
            yield Message("again", _mark(stands))
        elif found:
            yield Message("activity", _mark(stands), await _told(actor, section_id, students, found))
        if found:
            yield Message("board", _mark(stands), await _board(actor, section_id))


def _mark(stands: int) -> str:
    return f"{stands}-{int(current().clock.now().timestamp())}"


async def _begin(tenant: UUID, last: str) -> tuple[int, bool]:
    """Return from which transaction on to tell, and whether the reader begins anew."""
    async with current().db.transaction(tenant) as tx:
        now = await rows.horizon(tx.session, tenant)
    told, at = (
        int(one) if one.isascii() and one.isdecimal() and len(one) < 19 else -1 for one in last.partition("-")[::2]
    )
    known = told if at >= (current().clock.now() - KEPT).timestamp() else -1
    goes_on = 0 <= known <= now < known + 2**31
    return (known, False) if goes_on else (now, True)


async def _news(tenant: UUID, section_id: UUID, since: int) -> tuple[int, list[Happened]]:
    async with current().db.transaction(tenant) as tx:
        return await rows.news(tx.session, tenant, section_id, since, current().clock.now() - KEPT, MOST)


async def _board(actor: Actor, section_id: UUID) -> dict[str, Any]:
    return {"class_id": str(section_id), "students": await class_board.counts(actor.tenant_id, section_id)}


async def _told(actor: Actor, section_id: UUID, students: str, found: list[Happened]) -> dict[str, Any]:
    answers = [one for one in found if one.verb == _ANSWERED and not one.hint]
    told: dict[str, Any] = {
        "class_id": str(section_id), "until": found[-1].at.isoformat(), "events": len(found),
        "verbs": dict(sorted(Counter(one.verb for one in found).items())), "answers": len(answers),
        "right": sum(bool(one.correct) for one in answers), "students": len({one.student_id for one in found}),
    }  # fmt: skip
    if students:
        who = {one.student_id for one in found}
        names: dict[UUID, str] = {}
        async with current().db.transaction(actor.tenant_id) as tx:
            if students == "names":
                sealed = await people_rows.people_by_id(tx.session, actor.tenant_id, who)
                names = {person: reveal(current().keyring, row).name for person, row in sealed.items()}
            await trail.disclosed(actor, who, "class_board", section_id=section_id, session=tx.session)
        told["did"] = [
            {"student_id": str(one.student_id), **({"name": names.get(one.student_id, "")} if names else {}),
             "verb": one.verb, "correct": one.correct, "at": one.at.isoformat()}
            for one in found
        ]  # fmt: skip
    return told


class Places:
    """How many displays an institution has open, in all processes: places that have to be renewed.

    Args:
        url: `mem://` for one process, `redis://…` for several.
        most: Places of an institution.
    """

    def __init__(self, url: str, most: int) -> None:
        self._redis: Redis | None = Redis.from_url(url) if url.startswith("redis") else None
        self._most = most
        self._own: dict[UUID, dict[str, float]] = {}

    async def take(self, tenant: UUID) -> str:
        """Take a place; give it back with `leave`.

        Raises:
            RateLimitedError: All are taken.
        """
        token = uuid4().hex
        if await self.renew(tenant, token) > self._most:
            await self.leave(tenant, token)
            raise RateLimitedError(
                f"{self._most} live displays are open already. Close one, and try again in a minute.",
                detail={"retry_after": int(LASTS_S)},
            )
        return token

    async def renew(self, tenant: UUID, token: str) -> int:
        """Keep a place; return how many are taken."""
        now = time.time()
        own = self._own.setdefault(tenant, {})
        own[token] = now + LASTS_S
        for gone in [one for one, until in own.items() if until < now]:
            del own[gone]
        if self._redis is not None:
            key = f"learnapp:streams:{tenant}"
            try:
                async with self._redis.pipeline(transaction=True) as together:
                    together.zremrangebyscore(key, 0, now)
                    together.zadd(key, {token: now + LASTS_S})
                    together.zcard(key)
                    together.expire(key, int(LASTS_S * 2))
                    return int((await together.execute())[2])
            except (RedisError, OSError):
                # Redis is away: this process counts its own, so no door stands open.
                pass
        return len(own)

    async def leave(self, tenant: UUID, token: str) -> None:
        """Give a place back."""
        self._own.get(tenant, {}).pop(token, None)
        if self._redis is not None:
            try:
                await self._redis.zrem(f"learnapp:streams:{tenant}", token)
            except (RedisError, OSError):
                pass

    async def close(self) -> None:
        """Let go of Redis."""
        if self._redis is not None:
            await self._redis.aclose()


def places() -> Places:
    """Return the places of this process."""
    services = current()
    found: Places | None = services.extras.get("stream_places")
    if found is None:
        found = Places(services.settings.redis_url, services.settings.most_streams)
        services.extras["stream_places"] = found
    return found


async def may_still(again: Callable[[], Awaitable[Actor | None]], section_id: UUID, students: str) -> bool:
    """Return whether a credential still opens a class."""
    try:
        actor = await again()
        if actor is None:
            return False
        await open_stream(actor, section_id, students)
    except LearnAppError as error:
        # A database that is away for a moment closes nobody's display.
        return error.status >= 500
    return True
