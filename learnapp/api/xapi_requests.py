"""Requests to the record store from a browser elsewhere: CORS, and the alternate request syntax (xAPI, part 3)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message

from learnapp.api.bodies import body_of
from learnapp.api.deps import Endpoint, Handler, MethodNotAllowedError
from learnapp.core.errors import TooLargeError
from learnapp.services.xapi_store import BadStatementError

METHODS = ("DELETE", "GET", "POST", "PUT")
"""That may be meant by a POST; an answer to HEAD has no body, and a POST has one."""
MOST_FORM_BYTES = 12_000_000
"""Of a form: most of what JSON is written with takes three bytes in it."""
_FORM = "application/x-www-form-urlencoded"
_HEADERS = frozenset(
    {
        "accept", "accept-language", "authorization", "content-length", "content-type", "if-match",
        "if-modified-since", "if-none-match", "if-unmodified-since", "x-experience-api-version",
    }
)  # fmt: skip
_ASKED = ("Authorization", "If-Match", "If-None-Match", "X-Experience-API-Version", "X-Requested-With")
_SHOWN = (
    "ETag", "Last-Modified", "Retry-After", "WWW-Authenticate", "X-Experience-API-Consistent-Through",
    "X-Experience-API-Version", "X-Request-Id",
)  # fmt: skip


def door(route: str, handlers: Mapping[str, Handler]) -> ASGIApp:
    """Return an address of the record store that tools may call from pages of any origin.

    Nobody is known by a cookie here: what a page sends without a credential of a tool is refused as anywhere else.

    Args:
        route: The path.
        handlers: Method -> handler.
    """
    post = handlers.get("POST")

    async def posted(request: Request, request_id: str) -> Response:
        if "method" not in request.query_params:
            if post is None:
                raise _not_allowed(handlers)
            return await post(request, request_id)
        asked = await meant(request)
        handler = handlers.get(asked.method)
        if handler is None:
            raise _not_allowed(handlers)
        return await handler(asked, request_id)

    return CORSMiddleware(
        Endpoint(route, {**handlers, "POST": posted}), allow_origins=["*"], allow_methods=[*METHODS, "HEAD"],
        allow_headers=_ASKED, expose_headers=_SHOWN,
    )  # fmt: skip


def _not_allowed(handlers: Mapping[str, Handler]) -> MethodNotAllowedError:
    allowed = ", ".join(sorted(handlers))
    return MethodNotAllowedError(f"This address takes {allowed} only.", detail={"allowed": allowed})


async def meant(request: Request) -> Request:
    """Return the request that a POST stands for: its method in the address, all else as fields of a form (1.3).

    Raises:
        BadStatementError: It is none that the standard knows.
        TooLargeError: The form is too large.
    """
    if len(request.query_params.multi_items()) != 1:
        raise BadStatementError("With `method` in the address, every other parameter is a field of the form.")
    method = request.query_params["method"].upper()
    if method not in METHODS:
        raise BadStatementError(f"method is one of {', '.join(METHODS)}.")
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != _FORM:
        raise BadStatementError(f"With `method` in the address, send a form: Content-Type: {_FORM}.")
    fields = await _fields(request)
    content = fields.pop("content", None)
    if (content is not None) != (method in ("POST", "PUT")):
        raise BadStatementError("PUT and POST have their body in the field `content`, GET and DELETE have none.")
    own = {name.lower(): value for name, value in fields.items() if name.lower() in _HEADERS}
    if content is not None and request.url.path.endswith("/statements"):
        own.setdefault("content-type", "application/json")
    body = (content or "").encode()
    headers = {name: value for name, value in request.headers.items() if name not in ("content-type", "content-length")}
    headers |= own | {"content-length": str(len(body))}
    parameters = {name: value for name, value in fields.items() if name.lower() not in _HEADERS}
    scope = {
        **request.scope, "method": method, "query_string": urlencode(parameters).encode(),
        "headers": [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers.items()],
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(scope, receive)


async def _fields(request: Request) -> dict[str, str]:
    too_large = TooLargeError(f"The form is larger than {MOST_FORM_BYTES:,} bytes. Send less at a time.")
    body = await body_of(request, MOST_FORM_BYTES, too_large)
    try:
        found = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=50)
    except ValueError as error:
        raise BadStatementError("The form cannot be read: its fields are text in UTF-8, at most 50.") from error
    fields = dict(found)
    if len({name.lower() for name in fields}) != len(found):
        raise BadStatementError("A field of the form stands twice.")
    return fields
