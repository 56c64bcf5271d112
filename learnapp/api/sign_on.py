"""To an institution's provider and back. Both ways are plain links, for a form may not lead to another site here.

Whoever links an account or tries a provider must have come from a page of ours: another site could otherwise tie an
identity of its own to the reader's account.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from learnapp.api.session import (
    PASSWORD_PAGE,
    SIGN_IN_PAGE,
    begin,
    client_address,
    failed,
    go,
    is_https,
    local_path,
    require_https,
    require_same_site,
    step_cookie,
    without_step,
)
from learnapp.core import device
from learnapp.core import logging as logs
from learnapp.core.errors import LearnAppError, NotFoundError
from learnapp.services import current, sessions, sign_on, sign_on_links
from learnapp.services.sessions import cookie_token
from learnapp.services.sign_on_arrival import GONE, Arrival

COOKIE = "sign-on"
"""Binds an answer of a provider to the browser that asked for it."""
ADMIN_PAGE = "/admin/sign-in"
PAGES = {"sign_in": SIGN_IN_PAGE, "link": PASSWORD_PAGE, "trial": ADMIN_PAGE}
_log = logs.get("learnapp.sign_on")


def origin_of(request: Request) -> str:
    """Return the address under which people reach this server."""
    public = current().settings.public_url
    return (public or f"{'https' if is_https(request) else 'http'}://{request.headers.get('host', '')}").rstrip("/")


def read_provider_id(text: str) -> UUID:
    """Return the id of a provider from an address.

    Raises:
        NotFoundError: It is none.
    """
    try:
        return UUID(text[:64])
    except ValueError as error:
        raise NotFoundError(GONE) from error


def handles(
    handler: Callable[[Request], Awaitable[Response]], page: Callable[[Request], str] = lambda _: SIGN_IN_PAGE
) -> Callable[[Request], Awaitable[Response]]:
    """Send every known error to a page of ours, as its code."""

    async def handle(request: Request) -> Response:
        device.browser.set(device.words_of(request.headers.get("user-agent", "")))
        try:
            require_https(request)
            return await handler(request)
        except LearnAppError as error:
            back = PAGES.get(str(error.detail.get("purpose", "")), page(request))
            return without_step(failed(back, error), COOKIE)
        except Exception:  # noqa: BLE001 - nothing of our insides reaches a browser
            _log.exception("sign-on failed", route=request.url.path.rpartition("/")[0])
            return without_step(go(page(request), error="unexpected"), COOKIE)

    return handle


async def start(request: Request) -> Response:
    """`GET /auth/sign-on/start?school=SLUG&provider=ID`, with `next` (a path) and `purpose` (sign_in, link, trial)."""
    query = request.query_params
    purpose = query.get("purpose", "sign_in")
    signed_in = None
    if purpose != "sign_in":
        require_same_site(request)
        signed_in = await sessions.actor_for_session(cookie_token(request.headers.get("cookie")))
    departure = await sign_on.begin(
        query.get("school", "")[:100],
        read_provider_id(query.get("provider", "")),
        origin=origin_of(request),
        address=client_address(request),
        next_path=local_path(query.get("next", "")),
        purpose=purpose,
        signed_in=signed_in,
    )
    response = RedirectResponse(departure.url, status_code=303, headers={"Cache-Control": "no-store"})
    return step_cookie(request, response, departure.token, COOKIE)


async def callback(request: Request) -> Response:
    """`GET /auth/oidc/callback/{provider_id}`: where a provider sends the browser back to."""
    cookies = request.headers.get("cookie")
    arrival = await sign_on.come_back(
        read_provider_id(request.path_params["provider_id"]),
        {name: value[:4000] for name, value in request.query_params.items()},
        cookie_token(cookies, COOKIE),
        await sessions.actor_for_session(cookie_token(cookies), temporary=True),
    )
    return await arrived(request, arrival)


async def arrived(request: Request, arrival: Arrival) -> Response:
    """Return the way on for somebody who has come back: into the app, or to the page that they had left."""
    if arrival.signed_in is not None:
        return without_step(await begin(request, go(arrival.next_path), arrival.signed_in), COOKIE)
    done = {"tried": str(arrival.provider_id)} if arrival.purpose == "trial" else {"connected": "1"}
    return without_step(go(PAGES[arrival.purpose], **done), COOKIE)


async def farewell(request: Request) -> Response:
    """`GET /auth/sign-on/farewell?school=SLUG&provider=ID`, by SAML with `leave`: sign out at the provider too."""
    query = request.query_params
    url = await sign_on_links.farewell(
        query.get("school", "")[:100],
        read_provider_id(query.get("provider", "")),
        origin_of(request),
        query.get("leave", "")[:100],
    )
    return RedirectResponse(url, status_code=303, headers={"Cache-Control": "no-store"})


def _page_of(request: Request) -> str:
    return PAGES.get(request.query_params.get("purpose", ""), SIGN_IN_PAGE)


routes: list[Route] = [
    Route("/auth/sign-on/start", handles(start, _page_of), methods=["GET"]),
    Route("/auth/oidc/callback/{provider_id}", handles(callback), methods=["GET"]),
    Route("/auth/sign-on/farewell", handles(farewell), methods=["GET"]),
]
