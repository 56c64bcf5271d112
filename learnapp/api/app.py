"""The HTTP door: the API in front, then one Starlette app behind which the Reflex app is mounted."""

from __future__ import annotations

from reflex.constants import Dirs
from reflex.utils import prerequisites
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from learnapp.api import (
    author_files,
    deliveries,
    exports,
    hooks,
    lti,
    media,
    ops,
    players,
    reports,
    roster,
    saml,
    session,
    sign_on,
    streams,
    xapi,
)
from learnapp.api.built import FromMemory
from learnapp.api.cartridges import get_cartridge
from learnapp.api.deps import Endpoint, unknown
from learnapp.api.events import post_events
from learnapp.api.headers import Protected
from learnapp.api.logo import get_logo, post_logo
from learnapp.api.openapi import get_openapi
from learnapp.api.packages import post_package
from learnapp.api.roster_packages import post_roster

_EVERY_METHOD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

routes: list[Route] = [
    Route("/api/v1/events", Endpoint("/api/v1/events", {"POST": post_events})),
    Route("/api/v1/openapi.json", Endpoint("/api/v1/openapi.json", {"GET": get_openapi})),
    Route("/api/v1/content/packages", Endpoint("/api/v1/content/packages", {"POST": post_package})),
    Route(
        "/api/v1/content/cartridges/{owner}/{course}",
        Endpoint("/api/v1/content/cartridges/{owner}/{course}", {"GET": get_cartridge}),
    ),
    Route("/api/v1/institution/logo", Endpoint("/api/v1/institution/logo", {"POST": post_logo})),
    Route(
        "/api/v1/institution/logo/{fingerprint}.png",
        Endpoint("/api/v1/institution/logo/{fingerprint}.png", {"GET": get_logo}),
    ),
    Route("/api/v1/roster/packages", Endpoint("/api/v1/roster/packages", {"POST": post_roster})),
    *author_files.routes,
    *roster.routes,
    *reports.routes,
    *exports.routes,
    *streams.routes,
    *xapi.routes,
    Route("/api/{rest:path}", Endpoint("/api/unknown", dict.fromkeys(_EVERY_METHOD, unknown))),
]


def build_api() -> Starlette:
    """Return the app with every HTTP route: events, signing in and out, films, players, health and metrics."""
    doors = (session, sign_on, saml, lti, media, players, hooks, ops)
    doorways = [route for door in doors for route in door.routes]
    return Starlette(routes=[*routes, *roster.token_routes, *deliveries.routes, *doorways])


class ApiFirst:
    """ASGI layer outside all others: what the API, a launch or a file of the build is asked is answered at once.

    On their way through two routers, their middleware and Reflex's own, requests would spend a tenth of what an event
    costs. Everything else, `/api/` addresses that do not exist included, goes on to the app.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._own = {route.path: Protected(route.app) for route in routes if "{" not in route.path}
        # These handlers know their methods by their route only.
        self._own |= {route.path: Protected(route) for route in lti.routes if "{" not in route.path}
        self._built = FromMemory(prerequisites.get_web_dir() / Dirs.STATIC)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, websocket or lifespan."""
        own = self._own.get(scope["path"]) if scope["type"] == "http" else None
        if own is None and (file := self._built.find(scope)) is not None:
            own = Protected(file)
        await (own or self._app)(scope, receive, send)
