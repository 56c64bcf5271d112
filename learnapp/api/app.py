"""The HTTP door as one Starlette app; the Reflex app is mounted behind it."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import Route

from learnapp.api import ops, session
from learnapp.api.deps import Endpoint, unknown
from learnapp.api.events import post_events
from learnapp.api.openapi import get_openapi
from learnapp.api.packages import post_package

_EVERY_METHOD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

routes: list[Route] = [
    Route("/api/v1/events", Endpoint("/api/v1/events", {"POST": post_events})),
    Route("/api/v1/openapi.json", Endpoint("/api/v1/openapi.json", {"GET": get_openapi})),
    Route("/api/v1/content/packages", Endpoint("/api/v1/content/packages", {"POST": post_package})),
    Route("/api/{rest:path}", Endpoint("/api/unknown", dict.fromkeys(_EVERY_METHOD, unknown))),
]


def build_api() -> Starlette:
    """Return the app with every HTTP route: events, signing in and out, health and metrics."""
    return Starlette(routes=[*routes, *session.routes, *ops.routes])
