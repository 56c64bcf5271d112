"""One request to a content provider: bounded in size and time, three tries, and a breaker for each server."""

from __future__ import annotations

import asyncio
import random
import ssl
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
import orjson
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from learnapp.core.breaker import Breakers
from learnapp.core.errors import InvalidInputError
from learnapp.integrations.outbound import check_allowed, origin_of

TRIES, FIRST_S, MOST_S = 3, 0.3, 4.0
PAGE_S, MEDIA_S = 20.0, 120.0
"""Seconds for one page of items, and for one file, with all its tries."""
MOST_PAGE, MOST_MEDIA = 5_000_000, 200_000_000
_AGAIN = frozenset({408, 425, 429})
LASTING = frozenset({"key", "private", "certificate", "refused", "missing", "address"})
"""What waiting does not mend: an administrator is shown it, and it is not tried again by itself."""


class ProviderFault(Exception):  # noqa: N818 - a fault of the other side, as elsewhere
    """A provider gave no answer that can be used.

    Args:
        why: address, unreachable, private, certificate, timeout, open, key, missing, refused, busy, broken, cut,
            garbled, too_much, form, or loop.
        again: Whether it may pass by itself in a moment.
        wait: Seconds that it asks to wait.
    """

    def __init__(self, why: str, *, again: bool = False, wait: float = 0.0) -> None:
        super().__init__(why)
        self.why, self.again, self.wait = why, again, wait

    @property
    def lasting(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.why in LASTING


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; `unchanged`: what is kept is still good (304), and the body is empty."""

    body: bytes
    headers: Mapping[str, str]
    links: Mapping[str, str] = field(default_factory=dict)
    unchanged: bool = False

    def json(self) -> Any:
        """Return the body as JSON.

        Raises:
            ProviderFault: It is none (`garbled`).
        """
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise ProviderFault("garbled") from error


class Wire:
    """Asks servers of providers.

    Args:
        http: Connections that see to it whom they reach, and follow nobody.
        loopback: Whether this machine may be asked, by plain http too: for development and tests.
        near: `host:port` of servers in a private network that may be asked.
        clock: Seconds that only grow, for the breakers.
        sleep: Waits between tries.
    """

    def __init__(
        self,
        http: httpx2.AsyncClient,
        *,
        loopback: bool = False,
        near: frozenset[str] = frozenset(),
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._http, self._loopback, self._near, self._sleep = http, loopback, near, sleep
        self._breakers = Breakers(clock)

    def address(self, url: str) -> str:
        """Return an address that may be asked.

        Raises:
            InvalidInputError: It may not.
        """
        return check_allowed(url, near=self._near, loopback=self._loopback)

    def state(self, url: str) -> str:
        """Return how the breaker of an address's server stands in this process: closed, open or half."""
        return self._breakers.of(origin_of(url)).state

    def forgive(self, url: str) -> None:
        """Ask a server again that was left alone."""
        self._breakers.of(origin_of(url)).good()

    async def ask(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        document: Any = None,
        most: int = MOST_PAGE,
        within: float = PAGE_S,
    ) -> Answer:
        """Ask for something: by GET, or by POST when a document is sent.

        Args:
            url: Whole address.
            headers: Sent along.
            document: JSON to send.
            most: The largest answer that is read, bytes.
            within: Seconds for all tries.

        Raises:
            ProviderFault: There is no answer, or none that can be used.
        """
        try:
            place = self.address(url)
        except InvalidInputError as error:
            raise ProviderFault("address") from error
        breaker = self._breakers.of(origin_of(place))
        if not breaker.ready():
            raise ProviderFault("open", again=True)
        try:
            async with asyncio.timeout(within):
                got = await self._tries(place, dict(headers or {}), document, most)
        except TimeoutError as error:
            breaker.bad()
            raise ProviderFault("timeout", again=True) from error
        except ProviderFault as fault:
            # A file that is missing says nothing about the server.
            (breaker.good if fault.why in ("missing", "refused", "too_much") else breaker.bad)()
            raise
        except BaseException:
            breaker.left()
            raise
        breaker.good()
        return got

    async def _tries(self, url: str, headers: dict[str, str], document: Any, most: int) -> Answer:
        tries = AsyncRetrying(
            stop=stop_after_attempt(TRIES), wait=_pause, sleep=self._sleep, reraise=True,
            retry=retry_if_exception(
                lambda error: isinstance(error, ProviderFault) and error.again and error.wait <= MOST_S
            ),
        )  # fmt: skip
        async for one in tries:
            with one:
                return await self._once(url, headers, document, most)
        raise ProviderFault("unreachable")

    async def _once(self, url: str, headers: dict[str, str], document: Any, most: int) -> Answer:
        sent: dict[str, Any] = {"headers": {"User-Agent": "learnapp", **headers}}
        if document is not None:
            sent["content"] = orjson.dumps(document)
            sent["headers"] |= {"Content-Type": "application/json"}
        try:
            async with self._http.stream("GET" if document is None else "POST", url, **sent) as answer:
                if answer.status_code == 304:
                    return Answer(b"", answer.headers, unchanged=True)
                if answer.status_code != 200:
                    raise _of_status(answer.status_code, answer.headers)
                body = bytearray()
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > most:
                        raise ProviderFault("too_much")
                links = {name: str(one.get("url", "")) for name, one in answer.links.items() if name}
                return Answer(bytes(body), answer.headers, links)
        except ProviderFault:
            raise
        except (httpx2.HTTPError, httpx2.StreamError, OSError, BufferError, ValueError) as error:
            raise _of_line(error) from error


def _of_status(status: int, headers: Mapping[str, str]) -> ProviderFault:
    if status in _AGAIN or status >= 500:
        return ProviderFault("busy" if status == 429 else "broken", again=True, wait=_seconds(headers))
    return ProviderFault({401: "key", 403: "key", 404: "missing", 410: "missing"}.get(status, "refused"))


def _seconds(headers: Mapping[str, str]) -> float:
    try:
        return min(max(float(headers.get("retry-after", "0")), 0.0), 3600.0)
    except ValueError:
        return 0.0


def _pause(state: RetryCallState) -> float:
    asked = 0.0
    if state.outcome is not None and isinstance(fault := state.outcome.exception(), ProviderFault):
        asked = fault.wait
    most = min(FIRST_S * 2 ** (state.attempt_number - 1), MOST_S)
    return asked + random.uniform(most / 2, most)  # noqa: S311 - spreads load, hides nothing


def _of_line(error: BaseException) -> ProviderFault:
    causes = list(_causes(error))
    if any(isinstance(one, PermissionError) for one in causes):
        return ProviderFault("private")
    if any(isinstance(one, ssl.SSLError) for one in causes):
        return ProviderFault("certificate")
    if any(isinstance(one, httpx2.TimeoutException | TimeoutError) for one in causes):
        return ProviderFault("timeout", again=True)
    if any(isinstance(one, BufferError) for one in causes):
        return ProviderFault("too_much")
    if any(isinstance(one, httpx2.RemoteProtocolError | httpx2.ReadError) for one in causes):
        return ProviderFault("cut", again=True)
    if any(isinstance(one, httpx2.DecodingError) for one in causes):
        return ProviderFault("garbled")
    return ProviderFault("unreachable", again=True)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(12):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__
