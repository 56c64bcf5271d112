"""What every HTTP endpoint shares: request id, credential, body with a size limit, one error shape, timing."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any

import orjson
from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from learnapp.api.bodies import body_of
from learnapp.api.session import client_address
from learnapp.core import logging as logs
from learnapp.core import telemetry
from learnapp.core.errors import (
    InvalidInputError,
    LearnAppError,
    NotFoundError,
    NotSignedInError,
    TooLargeError,
)
from learnapp.security.access import Actor
from learnapp.services import current, sessions
from learnapp.services.learning import UnexpectedError

MAX_BODY_BYTES = 1_000_000
WRONG_CREDENTIALS = "30/minute"
_SHOWN_PROBLEMS = 10
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")

log = logs.get("learnapp.api")
_TIMED = cache(telemetry.http_seconds.labels)
Handler = Callable[[Request, str], Awaitable[Response]]


class MethodNotAllowedError(LearnAppError):
    """The address exists, the method does not."""

    status = 405
    code = "method_not_allowed"


class Endpoint:
    """One address: its handlers by method. Whatever goes wrong leaves as the one error document.

    Args:
        route: The path as it is named in metrics.
        handlers: Method -> handler, which gets the request and its id.
    """

    def __init__(self, route: str, handlers: Mapping[str, Handler]) -> None:
        self._route = route
        self._handlers = handlers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        start = time.perf_counter()
        request = Request(scope, receive)
        request_id = logs.new_request_id()
        try:
            handler = self._handlers.get(request.method)
            if handler is None:
                allowed = ", ".join(sorted(self._handlers))
                raise MethodNotAllowedError(f"This address takes {allowed} only.", detail={"allowed": allowed})
            response = await handler(request, request_id)
        except LearnAppError as error:
            response = error_response(error, request_id)
        except ClientDisconnect:
            return
        except Exception:  # noqa: BLE001 - nothing of our insides reaches a client
            log.exception("request failed", route=self._route)
            response = error_response(
                UnexpectedError("Something broke on our side. Try again; if it keeps happening, tell us the id."),
                request_id,
            )
        response.headers["X-Request-Id"] = request_id
        response.headers.setdefault("Cache-Control", "no-store")
        _TIMED(self._route, str(response.status_code)).observe(time.perf_counter() - start)
        await response(scope, receive, send)


def json_response(document: Any, status: int = 200) -> Response:
    """Return a JSON answer."""
    body = document if isinstance(document, bytes) else orjson.dumps(document)
    return Response(body, status_code=status, media_type="application/json")


def error_response(error: LearnAppError, request_id: str) -> Response:
    """Return the one error document."""
    response = json_response(error.as_dict(request_id), error.status)
    retry = error.detail.get("retry_after")
    if isinstance(retry, int):
        response.headers["Retry-After"] = str(retry)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="learnapp"'
    return response


async def api_client(request: Request, request_id: str) -> Actor:
    """Return the API client behind the bearer secret.

    Raises:
        NotSignedInError: No secret, or none that is valid.
        RateLimitedError: Too many wrong ones from this address.
    """
    header = request.headers.get("authorization", "")
    scheme, _, secret = header.partition(" ")
    if scheme.lower() == "bearer":
        actor = await sessions.actor_for_client(secret.strip(), request_id=request_id)
        if actor is not None:
            return actor
        await current().limiter.hit(WRONG_CREDENTIALS, "wrong-credential", client_address(request))
    raise NotSignedInError(
        "Send a valid API credential: Authorization: Bearer la_…. An administrator of your institution can make one."
    )


async def json_body(request: Request) -> Any:
    """Return the parsed body.

    Raises:
        InvalidInputError: Not JSON.
        TooLargeError: More than `MAX_BODY_BYTES`.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in ("application/json", "application/vnd.api+json"):
        raise InvalidInputError("Send JSON with the header Content-Type: application/json.")
    too_large = TooLargeError(f"The body is larger than {MAX_BODY_BYTES:,} bytes. Send fewer events at a time.")
    body = await body_of(request, MAX_BODY_BYTES, too_large)
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidInputError(
            f"The body is not valid JSON (line {error.lineno}, column {error.colno}). Correct it and send again."
        ) from error


def invalid(error: ValidationError) -> InvalidInputError:
    """Return what is wrong with a body, field by field, without repeating what was sent."""
    problems = [
        {"field": ".".join(_field(part) for part in each["loc"]) or "body", "problem": each["msg"]}
        for each in error.errors(include_input=False, include_url=False, include_context=False)[:_SHOWN_PROBLEMS]
    ]
    first = problems[0]
    return InvalidInputError(
        f"{first['field']}: {first['problem']}. Correct it and send again.",
        detail={"field": first["field"], "problems": problems},
    )


def _field(part: int | str) -> str:
    """Name a field: a key that a client made up is repeated only when it looks like a name."""
    return str(part) if isinstance(part, int) or _NAME.fullmatch(part) else "…"


async def unknown(request: Request, request_id: str) -> Response:
    """Answer an address that does not exist."""
    del request
    return error_response(
        NotFoundError("There is no such address. /api/v1/openapi.json describes those that exist."), request_id
    )
