"""Calls to addresses that somebody has typed in: https, public networks, no redirects, bounded in size and time.

The address of the peer is looked at after the connection stands and before anything is sent, so that a name that
resolves to something else a second later (DNS rebinding) leads nowhere either.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Container
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from learnapp.core.errors import InvalidInputError

CONNECT_S, READ_S, WHOLE_S = 3.0, 5.0, 10.0
MOST_BYTES = 1_000_000
AGENT = "learnapp"
_BLOCKED = "The address leads into a private network."


class BlockedAddressError(requests.exceptions.ConnectionError):
    """The address leads into a network of our own."""


class TooMuchError(requests.exceptions.RequestException):
    """The answer is larger, or slower, than any honest one."""


def check_address(url: str, *, loopback: bool = False) -> str:
    """Return an address that may be called, without its fragment.

    Args:
        url: As typed.
        loopback: Whether this machine itself may be called, by plain http too: for development and tests.

    Raises:
        InvalidInputError: No https address, or one with a password or without a host.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise InvalidInputError(_MALFORMED) from error
    near = loopback and _is_loopback_name(host)
    if parts.scheme != "https" and not (near and parts.scheme == "http"):
        raise InvalidInputError(_MALFORMED)
    strange = any(sign.isspace() or ord(sign) < 33 or ord(sign) > 126 or sign in '\\"<>' for sign in text)
    if not host or strange or parts.username is not None or len(text) > 500:
        raise InvalidInputError(_MALFORMED)
    if not near and not _is_public_name(host):
        raise InvalidInputError(_MALFORMED)
    return parts._replace(fragment="").geturl()


def hosts(setting: str) -> tuple[str, ...]:
    """Return the servers of our own network that may be called, as `host:port`."""
    return tuple(one.strip().lower() for one in setting.split(",") if one.strip())


def check_allowed(url: str, *, near: Container[str], loopback: bool = False) -> str:
    """Return an address that may be called: a public one, or one of the servers that the operator has named.

    Args:
        url: As typed.
        near: HOST:PORT of servers in a network of one's own; plain http may be spoken with them.
        loopback: As of `check_address`.

    Raises:
        InvalidInputError: It may not be called.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        at = f"{(parts.hostname or '').lower()}:{parts.port or {'http': 80, 'https': 443}.get(parts.scheme, 0)}"
    except ValueError as error:
        raise InvalidInputError(_MALFORMED) from error
    known = at in near and parts.scheme in ("http", "https") and parts.username is None
    if known and len(text) <= 500 and text.isprintable():
        return parts._replace(fragment="").geturl()
    return check_address(text, loopback=loopback)


def check_base(url: str, *, near: Container[str], loopback: bool = False) -> str:
    """Return an address to which paths are added: as `check_allowed`, without a query.

    Raises:
        InvalidInputError: It may not be called.
    """
    if "?" in url or "#" in url:
        raise InvalidInputError(_MALFORMED)
    return check_allowed(url, near=near, loopback=loopback)


_MALFORMED = "Copy the whole address from the learning management system. It begins with https://."


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address; "" for anything that has none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return ""
    shown = f"[{host}]" if ":" in host else host
    usual = port in (None, {"http": 80, "https": 443}[parts.scheme])
    return f"{parts.scheme}://{shown}" + ("" if usual else f":{port}")


def _is_loopback_name(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_public_name(host: str) -> bool:
    try:
        return is_public(host)
    except ValueError:
        return "." in host and not host.endswith((".local", ".localhost", ".internal"))


def is_public(address: str) -> bool:
    """Return whether an address is one of the public internet.

    Args:
        address: IPv4 or IPv6, of a scope or not; one that is mapped into IPv6 is judged as what it is.

    Raises:
        ValueError: It is no address.
    """
    found = ipaddress.ip_address(address.split("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found.is_global and not found.is_multicast


def check_peer(connected: socket.socket, loopback: bool) -> socket.socket:
    """Return a connection whose other end may be talked to; any other is closed.

    Args:
        connected: It stands, and nothing was sent.
        loopback: Whether this machine itself may be called.

    Raises:
        BlockedAddressError: It leads into a private network.
    """
    peer = str(connected.getpeername()[0])
    if is_public(peer) or (loopback and ipaddress.ip_address(peer).is_loopback):
        return connected
    connected.close()
    raise BlockedAddressError(_BLOCKED)


class _Plain(HTTPConnection):
    loopback = False

    def _new_conn(self) -> socket.socket:
        return check_peer(super()._new_conn(), self.loopback)


class _Secure(HTTPSConnection):
    loopback = False

    def _new_conn(self) -> socket.socket:
        return check_peer(super()._new_conn(), self.loopback)


class _PlainNear(_Plain):
    loopback = True


class _SecureNear(_Secure):
    loopback = True


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _PlainNearPool(HTTPConnectionPool):
    ConnectionCls = _PlainNear


class _SecureNearPool(HTTPSConnectionPool):
    ConnectionCls = _SecureNear


class _Adapter(HTTPAdapter):
    """Connections that look at whom they reach."""

    def __init__(self, loopback: bool) -> None:
        self._loopback = loopback
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        super().init_poolmanager(*args, **more)
        near = self._loopback
        self.poolmanager.pool_classes_by_scheme = {
            "http": _PlainNearPool if near else _PlainPool,
            "https": _SecureNearPool if near else _SecurePool,
        }


class OutboundSession(requests.Session):
    """A `requests` session for addresses that are not ours. It blocks: call it from a thread.

    Args:
        loopback: Whether this machine itself may be called, by plain http too: for development and tests.
        most_bytes: The largest answer that is read.
        whole_s: Seconds for one request with its answer.
    """

    def __init__(
        self, *, loopback: bool = False, most_bytes: int = MOST_BYTES, whole_s: float = WHOLE_S
    ) -> None:  # fmt: skip
        super().__init__()
        self._loopback, self._most_bytes, self._whole_s = loopback, most_bytes, whole_s
        # No proxy, no .netrc: neither would show whom we reach.
        self.trust_env = False
        self.headers["User-Agent"] = AGENT
        for scheme in ("http://", "https://"):
            self.mount(scheme, _Adapter(loopback))

    def request(self, method: Any, url: Any, *args: Any, **more: Any) -> requests.Response:
        """Do one request, never a second one that its answer asks for.

        Args:
            method: As `requests` takes it.
            url: Whole address.
            args: As `requests` takes them.
            more: As `requests` takes them; timeout, redirects and streaming are ours.

        Raises:
            requests.exceptions.RequestException: It could not be reached, may not be, or says too much.
        """
        try:
            address = check_address(str(url), loopback=self._loopback)
        except InvalidInputError as error:
            raise BlockedAddressError(error.message) from error
        more |= {"timeout": (CONNECT_S, READ_S), "allow_redirects": False, "stream": True}
        began = time.monotonic()
        try:
            answer = super().request(method, address, *args, **more)
        except requests.exceptions.ConnectionError as error:
            # urllib3 takes what happens while it connects for a broken line.
            if _BLOCKED in str(error):
                raise BlockedAddressError(_BLOCKED) from error
            raise
        body = bytearray()
        try:
            for chunk in answer.iter_content(16_384):
                body += chunk
                if len(body) > self._most_bytes or time.monotonic() - began > self._whole_s:
                    raise TooMuchError("The answer is too large or too slow.")
        finally:
            answer.close()
        answer._content = bytes(body)  # noqa: SLF001 - read in full here, within bounds
        answer._content_consumed = True  # noqa: SLF001
        return answer
