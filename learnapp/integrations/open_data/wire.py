"""Calls to endpoints of others: statements to a learning record store, envelopes to a Caliper endpoint."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx2
import orjson

from learnapp.integrations.outbound_async import BlockedPeerError, TooLongError

VERSION = "1.0.3"
_MOST_WAIT = 3600.0


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who is told.

    Attributes:
        kind: xapi or caliper.
        url: Of a record store without `/statements`; of a Caliper endpoint whole.
        username: Of Basic authorisation; "": the secret is a bearer token.
        secret: "" where none is needed.
    """

    kind: str
    url: str
    username: str
    secret: str

    def headers(self) -> dict[str, str]:
        """Return what every call says of us."""
        found = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.kind == "xapi":
            found["X-Experience-API-Version"] = VERSION
        if self.username:
            pair = base64.b64encode(f"{self.username}:{self.secret}".encode()).decode()
            found["Authorization"] = f"Basic {pair}"
        elif self.secret:
            found["Authorization"] = f"Bearer {self.secret}"
        return found


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a call.

    Attributes:
        problem: "" when it was taken, else unreachable, private, certificate, timeout, key, missing, refused, conflict,
            large, busy or broken.
        wait: Seconds that it asks to be left alone for.
        status: HTTP status of the answer, 0 for none.
    """

    problem: str = ""
    wait: float = 0.0
    status: int = 0

    @property
    def passes(self) -> bool:
        """Return whether the same call may go well later, with nobody changing what is sent."""
        return self.problem not in ("refused", "conflict", "large")


async def post(http: httpx2.AsyncClient, to: Receiver, body: Any) -> Said:
    """Send some statements, or one envelope.

    Args:
        http: Connections that look at whom they reach, see `outbound_async`.
        to: Who is told.
        body: A list of statements, or an envelope.
    """
    url = f"{to.url}/statements" if to.kind == "xapi" else to.url
    return await send(http, url, to.headers(), orjson.dumps(body))


async def send(http: httpx2.AsyncClient, url: str, headers: Mapping[str, str], body: bytes) -> Said:
    """Send a body to an address and say what came of it.

    Args:
        http: Connections that look at whom they reach, see `outbound_async`.
        url: The whole address.
        headers: What is said of us.
        body: As it is sent.
    """
    try:
        answer = await http.post(url, headers=dict(headers), content=body)
    except BlockedPeerError:
        return Said("private")
    except (TooLongError, httpx2.InvalidURL):
        return Said("broken")
    except httpx2.TimeoutException:
        return Said("timeout")
    except httpx2.HTTPError as error:
        return Said(_why(error))
    except (OSError, RuntimeError):
        return Said("unreachable")
    return replace(_judged(answer), status=answer.status_code)


def _why(error: BaseException) -> str:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, BlockedPeerError):
            return "private"
        if isinstance(seen, ssl.SSLError):
            return "certificate"
        seen = seen.__cause__ or seen.__context__
    return "unreachable"


def _judged(answer: httpx2.Response) -> Said:
    status = answer.status_code
    if 200 <= status < 300:
        return Said()
    after = answer.headers.get("retry-after", "")
    wait = min(float(after), _MOST_WAIT) if after.isascii() and after.isdigit() and len(after) < 8 else 0.0
    if status in (401, 403):
        return Said("key", wait)
    if status in (404, 405, 410) or 300 <= status < 400:
        return Said("missing", wait)
    if status == 409:
        return Said("conflict")
    if status == 413:
        return Said("large")
    if status in (408, 425, 429):
        return Said("busy", wait)
    return Said("refused") if status < 500 else Said("broken", wait)
