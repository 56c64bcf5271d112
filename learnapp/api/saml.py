"""SAML 2.0 over HTTP: the provider's answer, its use, our metadata, and the end of a session on either side."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from html import escape

from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from learnapp.api import lti_pages
from learnapp.api.session import SIGN_IN_PAGE, client_address, go, read_form, require_https
from learnapp.api.sign_on import COOKIE, PAGES, arrived, handles, origin_of, read_provider_id
from learnapp.core import logging as logs
from learnapp.core.errors import LearnAppError
from learnapp.core.i18n import asked_locale, translate
from learnapp.services import saml_logout, sessions, sign_on_saml
from learnapp.services.learning import UnexpectedError
from learnapp.services.lti_login import Place
from learnapp.services.sessions import cookie_token

MOST_BYTES = 400_000
"""Of a form: a message of the largest size that is read, in base64 and quoted."""
_log = logs.get("learnapp.saml")


def _refused(request: Request, error: LearnAppError) -> Response:
    """Return a page that says why, and leads to where it began; what was posted is not tried again by a reload."""
    locale = asked_locale(request.headers.get("accept-language", ""))
    key = f"error-{error.code}"
    words = translate(locale, key)
    words = translate(locale, "error-unknown") if words == key else words
    back = PAGES.get(str(error.detail.get("purpose", "")), SIGN_IN_PAGE)
    body = (
        f'<p role="alert">{escape(words)}</p>'
        f'<p><a class="button primary" href="{escape(back)}">{escape(translate(locale, "sign-on-again"))}</a></p>'
    )
    title = translate(locale, "sign-on-refused-title")
    return lti_pages.page(Place(locale=locale), title, body, status=error.status)


def _shown(handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        try:
            require_https(request)
            return await handler(request)
        except LearnAppError as error:
            return _refused(request, error)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception:  # noqa: BLE001 - nothing of our insides reaches a browser
            _log.exception("saml failed", route=request.url.path.rpartition("/")[2])
            return _refused(request, UnexpectedError("Something broke on our side. Start again."))

    return handle


@_shown
async def acs(request: Request) -> Response:
    """`POST /auth/saml/{school}/{provider_id}/acs`: the provider's answer, by way of the browser."""
    fields = await read_form(request, MOST_BYTES)
    path = request.path_params
    token = await sign_on_saml.take_in(
        path["school"][:100], read_provider_id(path["provider_id"]), fields, address=client_address(request)
    )
    # This post came from another site, and brought none of our cookies. The next request is our own.
    return go("/auth/saml/finish", answer=token)


async def finish(request: Request) -> Response:
    """`GET /auth/saml/finish?answer=…`: a proved answer is used in the browser that had asked."""
    cookies = request.headers.get("cookie")
    arrival = await sign_on_saml.finish(
        request.query_params.get("answer"),
        cookie_token(cookies, COOKIE),
        await sessions.actor_for_session(cookie_token(cookies), temporary=True),
    )
    return await arrived(request, arrival)


@_shown
async def slo(request: Request) -> Response:
    """`GET /auth/saml/{school}/{provider_id}/slo`: the provider ends a session, or says that it has."""
    path = request.path_params
    url = await saml_logout.end_by_provider(
        path["school"][:100],
        read_provider_id(path["provider_id"]),
        request.url.query,
        origin=origin_of(request),
        address=client_address(request),
    )
    if url is None:
        return go(SIGN_IN_PAGE, signed_out="1")
    return RedirectResponse(url, status_code=303, headers={"Cache-Control": "no-store"})


@_shown
async def metadata(request: Request) -> Response:
    """`GET /auth/saml/{school}/{provider_id}/metadata`: what the provider has to know of us."""
    path = request.path_params
    found = await sign_on_saml.our_metadata(
        path["school"][:100], read_provider_id(path["provider_id"]), origin_of(request)
    )
    headers = {"Cache-Control": "public, max-age=300"}
    return Response(found, media_type="application/samlmetadata+xml", headers=headers)


_BASE = "/auth/saml/{school}/{provider_id}"
routes: list[Route] = [
    Route("/auth/saml/finish", handles(finish), methods=["GET"]),
    Route(f"{_BASE}/acs", acs, methods=["POST"]),
    Route(f"{_BASE}/slo", slo, methods=["GET"]),
    Route(f"{_BASE}/metadata", metadata, methods=["GET"]),
]
