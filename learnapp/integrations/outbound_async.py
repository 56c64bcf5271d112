"""The same calls as `outbound`, without a thread for each: for answers that come bit by bit."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import AsyncIterator, Collection, Iterable
from typing import Any

import httpcore2
import httpx2

from learnapp.integrations.outbound import is_public

CONNECT_S, READ_S = 3.0, 12.0
MOST_BYTES = 2_000_000


class BlockedPeerError(PermissionError):
    """The address leads into a network of our own."""


class TooLongError(BufferError):
    """The answer is longer than any honest one."""


class _Looking(httpcore2.AsyncNetworkBackend):
    """Looks at whom a connection reaches before anything is sent."""

    def __init__(self, loopback: bool, near: Collection[str]) -> None:
        self._plain = httpcore2.AnyIOBackend()
        self._loopback, self._near = loopback, frozenset(near)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the name of the library
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        stream = await self._plain.connect_tcp(host, port, timeout, local_address, socket_options)
        peer = str((stream.get_extra_info("server_addr") or ("0.0.0.0",))[0]).split("%")[0]  # noqa: S104 - no bind
        own = self._loopback and ipaddress.ip_address(peer).is_loopback
        if not (is_public(peer) or own or f"{host.lower()}:{port}" in self._near):
            await stream.aclose()
            raise BlockedPeerError("The address leads into a private network.")
        return stream

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[Any] | None = None,  # noqa: ASYNC109
    ) -> httpcore2.AsyncNetworkStream:
        raise BlockedPeerError("Sockets of this machine are not called.")

    async def sleep(self, seconds: float) -> None:
        await self._plain.sleep(seconds)


class _Bounded(httpx2.AsyncByteStream):
    """An answer that ends when it becomes too long."""

    def __init__(self, stream: httpx2.AsyncByteStream, most: int) -> None:
        self._stream, self._read, self._most = stream, 0, most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            self._read += len(part)
            if self._read > self._most:
                raise TooLongError("The answer is too long.")
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


class _Transport(httpx2.AsyncHTTPTransport):
    def __init__(self, loopback: bool, near: Collection[str], most: int) -> None:
        self._most = most
        super().__init__(verify=ssl.create_default_context(), trust_env=False)
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=ssl.create_default_context(), max_connections=64, max_keepalive_connections=16,
            keepalive_expiry=20, network_backend=_Looking(loopback, near),
        )  # fmt: skip

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = await super().handle_async_request(request)
        if isinstance(answer.stream, httpx2.AsyncByteStream):
            answer.stream = _Bounded(answer.stream, self._most)
        return answer


def client(
    *, loopback: bool = False, near: Collection[str] = (), most_bytes: int = MOST_BYTES
) -> httpx2.AsyncClient:  # fmt: skip
    """Return connections to addresses that somebody has typed in; none follows where an answer sends it.

    Args:
        loopback: Whether this machine itself may be called: for development and tests.
        near: `host:port` of services in a private network that may be called all the same.
        most_bytes: The largest answer that is read.
    """
    return httpx2.AsyncClient(
        transport=_Transport(loopback, near, most_bytes), timeout=httpx2.Timeout(READ_S, connect=CONNECT_S),
        trust_env=False, follow_redirects=False,
    )  # fmt: skip
