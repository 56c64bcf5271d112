"""Webhooks of content providers over HTTP: signed, each taken once, and answered before anything is read."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from learnapp.api.bodies import body_of
from learnapp.api.deps import Endpoint, json_response
from learnapp.core.errors import TooLargeError
from learnapp.services import provider_hooks


async def post_hook(request: Request, request_id: str) -> Response:
    """Take a message of a provider."""
    del request_id
    too_large = TooLargeError(f"The message is larger than {provider_hooks.MOST_BYTES:,} bytes. Name fewer items.")
    body = await body_of(request, provider_hooks.MOST_BYTES, too_large)
    taken = await provider_hooks.receive(request.path_params["provider"], request.headers, body)
    return json_response({"accepted": True, "items": taken}, 202)


routes = [
    Route("/hooks/content/{provider}", Endpoint("/hooks/content/{provider}", {"POST": post_hook})),
]
