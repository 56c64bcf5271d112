"""`GET /api/v1/classes/{class_id}/stream`: a class live, as server-sent events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from learnapp.api.deps import Endpoint, api_client
from learnapp.core import telemetry
from learnapp.core.errors import InvalidInputError, NotSignedInError
from learnapp.security.access import Actor
from learnapp.services import class_stream, sessions
from learnapp.services.class_stream import Message

_RETRY_MS = 3_000
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def get_stream(request: Request, request_id: str) -> Response:
    """Follow a class: a program with events:read, or who teaches or helps in it, by their session."""

    async def who() -> Actor | None:
        if "authorization" in request.headers:
            return await api_client(request, request_id)
        token = sessions.cookie_token(request.headers.get("cookie"))
        return await sessions.actor_for_session(token, request_id=request_id)

    actor = await who()
    if actor is None:
        raise NotSignedInError("Sign in, or send a credential with the scope events:read.")
    try:
        section = UUID(request.path_params["class_id"])
    except ValueError as error:
        raise InvalidInputError("The id of a class is a UUID. GET /api/v1/classes lists them.") from error
    students, last = request.query_params.get("students", ""), request.headers.get("last-event-id", "")
    await class_stream.open_stream(actor, section, students)
    places, tenant = class_stream.places(), actor.tenant_id
    place = await places.take(tenant)

    async def still() -> bool:
        await places.renew(tenant, place)
        return await class_stream.may_still(who, section, students)

    async def told() -> AsyncIterator[bytes]:
        telemetry.streams_open.inc()
        try:
            yield f"retry: {_RETRY_MS}\n\n".encode()
            async for message in class_stream.follow(actor, section, students, last, still):
                yield _written(message)
        finally:
            telemetry.streams_open.dec()
            await places.leave(tenant, place)

    return StreamingResponse(told(), media_type="text/event-stream", headers=_HEADERS)


def _written(message: Message) -> bytes:
    if not message.kind:
        return b": still here\n\n"
    head = f"id: {message.id}\n" if message.id else ""
    return f"{head}event: {message.kind}\ndata: ".encode() + orjson.dumps(message.data) + b"\n\n"


_PATH = "/api/v1/classes/{class_id}/stream"
routes: list[Route] = [Route(_PATH, Endpoint(_PATH, {"GET": get_stream}))]
