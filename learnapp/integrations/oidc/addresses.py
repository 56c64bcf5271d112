"""Addresses that an admin has typed: which of them this server fetches, and that it fetches no other.

A host name is looked up once, every address it has must be allowed, and the connection goes to the very address that
was looked at: a name that changes its mind in between (DNS rebinding) leads nowhere.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit

import httpx2

from learnapp.integrations.oidc.errors import AddressRefusedError, away
from learnapp.integrations.outbound import is_public

MOST_BYTES = 1_000_000
TIMEOUT = httpx2.Timeout(8.0, connect=4.0)
WHOLE_S = 15.0
"""For one request with its answer: one that drips is not waited for."""


def _refuse(why: str, message: str) -> AddressRefusedError:
    return AddressRefusedError(message, detail={"why": why})


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _loopback(host: str) -> bool:
    found = _address(host)
    return host == "localhost" or (found is not None and (getattr(found, "ipv4_mapped", None) or found).is_loopback)


def check(url: str, *, production: bool) -> None:
    """Look at an address without fetching it.

    Args:
        url: As typed, or as a provider's document names it.
        production: Loopback and plain http are for development only.

    Raises:
        AddressRefusedError: It is no https address, names a port or a host that is not fetched, or has a password.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _refuse("malformed", "This is no address. Write it like https://login.school.org.") from error
    if not host or parts.username is not None or parts.password is not None or len(url) > 2000 or not url.isprintable():
        raise _refuse("malformed", "This is no address. Write it like https://login.school.org.")
    local = _loopback(host) and not production
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise _refuse("https", "The address must begin with https://, so that nobody reads along.")
    if _address(host) is not None and not _allowed(host, production=production):
        raise _refuse("private", "This address is inside a private network. Use the provider's public address.")
    if production and (host == "localhost" or host.endswith((".localhost", ".local", ".internal"))):
        raise _refuse("private", "This address is inside a private network. Use the provider's public address.")


def _allowed(address: str, *, production: bool) -> bool:
    return is_public(address) or (_loopback(address) and not production)


async def _look_up(host: str, port: int, *, production: bool) -> str:
    """Return one address of a host; all of them must be allowed."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise away("unknown_host") from error
    addresses = list(dict.fromkeys(str(entry[4][0]).split("%")[0] for entry in found))
    if not addresses or not all(_allowed(address, production=production) for address in addresses):
        raise _refuse("private", "This address leads into a private network. Use the provider's public address.")
    return next((address for address in addresses if ":" not in address), addresses[0])


class GuardedTransport(httpx2.AsyncBaseTransport):
    """Sends requests to allowed addresses only, and reads no answer beyond `MOST_BYTES`.

    Args:
        production: See `check`.
    """

    def __init__(self, *, production: bool) -> None:
        self._production = production
        self._inner = httpx2.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request to the address that was looked at."""
        try:
            async with asyncio.timeout(WHOLE_S):
                return await self._answer(request)
        except TimeoutError as error:
            raise away("no_answer") from error

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        check(str(request.url), production=self._production)
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        address = await _look_up(host, port, production=self._production)
        request.headers["Host"] = request.url.netloc.decode("ascii")
        # Unpacked, a small answer could become a thousand times as large.
        request.headers["Accept-Encoding"] = "identity"
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=address)
        response = await self._inner.handle_async_request(request)
        body = b""
        try:
            if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
                raise away("packed")
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise away("too_large")
        finally:
            await response.aclose()
        return httpx2.Response(response.status_code, headers=response.headers, content=body, request=request)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._inner.aclose()
