"""The gate before Reflex's own upload door: who may not send a file is refused before its first byte is read."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from learnapp.api.deps import error_response
from learnapp.api.session import require_same_site
from learnapp.core import logging as logs
from learnapp.core.errors import InvalidInputError, LearnAppError, NotFoundError, TooLargeError
from learnapp.services import sessions, trail

DOOR = "/_upload"
MAX_UPLOAD_BYTES = 6 * 1024 * 1024
"""A roster of 5 MB and the form around it. Packages of content have a route of their own."""


class UploadGate:
    """ASGI layer: only admins of an institution, from our own pages, reach the door, and nothing is served from it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        path = scope.get("path", "")
        if scope["type"] == "http" and (path == DOOR or path.startswith(f"{DOOR}/")):
            request_id = logs.new_request_id()
            try:
                await _admit(Request(scope), request_id)
            except LearnAppError as error:
                await error_response(error, request_id)(scope, receive, send)
                return
        await self._app(scope, receive, send)


async def _admit(request: Request, request_id: str) -> None:
    if request.method != "POST" or request.url.path != DOOR:
        raise NotFoundError("Nothing is served from here.")
    require_same_site(request)
    token = sessions.cookie_token(request.headers.get("cookie"))
    await trail.authorise(await sessions.actor_for_session(token, request_id=request_id), "write", "roster")
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        raise InvalidInputError("Say how long the file is: send the header Content-Length.")
    if int(length) > MAX_UPLOAD_BYTES:
        raise TooLargeError("The file is larger than 5 MB. Split it and import the parts.")
