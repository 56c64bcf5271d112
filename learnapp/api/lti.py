"""LTI 1.3 over HTTP: begin, launch, connect an account, arrive. Each answers with a redirect or a plain page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from learnapp.api import lti_pages as pages
from learnapp.api.lti_answers import MOST_BYTES, embedded, go_on, origin_of, retried, shown
from learnapp.api.lti_forms import routes as form_routes
from learnapp.api.session import (
    begin,
    client_address,
    cookie_token,
    go,
    is_https,
    put_cookie,
    read_form,
    require_same_site,
)
from learnapp.core.errors import LearnAppError, NotFoundError
from learnapp.integrations.lti.errors import LaunchRefusedError
from learnapp.services import lms_keys, lti_landing, lti_launch, lti_login
from learnapp.services.lti_launch import Unproved


def _proof_cookie(request: Request, state: str) -> str:
    # One for each launch under way: several links may be opened at once.
    return f"{'__Host-' if is_https(request) else ''}lti-{state[:12]}"


@shown
async def login(request: Request) -> Response:
    """`GET` or `POST /lti/login`: a platform begins a launch."""
    fields = {name: value for name, value in request.query_params.items() if len(value) <= 4000}
    if request.method == "POST":
        fields |= await read_form(request, MOST_BYTES)
    begun = await lti_login.begin(fields, origin=origin_of(request), address=client_address(request))
    if begun.storage is not None and embedded(request):
        response = pages.putting(begun, begun.storage)
    else:
        response = RedirectResponse(begun.address, status_code=302, headers={"Cache-Control": "no-store"})
    seconds = int(lti_login.LASTS.total_seconds())
    # The platform posts the launch from its own site: also outside of a frame a `Lax` cookie would not come along.
    put_cookie(request, response, _proof_cookie(request, begun.state), begun.proof, seconds, embedded=True)
    return response


@shown
async def launch(request: Request) -> Response:
    """`POST /lti/launch`: the platform's answer, by way of the browser."""
    fields = await read_form(request, MOST_BYTES)
    name = _proof_cookie(request, fields.get("state", ""))
    proofs = [request.cookies[name]] if name in request.cookies else []
    if fields.get("proof"):
        # Out of the platform's storage: our own page has fetched it, and nobody else's may say so.
        require_same_site(request)
        proofs.append(fields["proof"])
    found = await lti_launch.launch(fields, proofs=proofs, address=client_address(request))
    if isinstance(found, Unproved):
        return pages.getting(found, fields)
    return await go_on(request, found)


@shown
async def link(request: Request) -> Response:
    """`POST /lti/link`: an account is connected by its password, or a new one is made."""
    require_same_site(request)
    form = await read_form(request, MOST_BYTES)
    ticket = form.get("ticket", "")
    password = form.get("password", "") if form.get("choice") == "connect" else None
    try:
        found = await lti_launch.link(
            ticket, password=password, address=client_address(request), code=form.get("code", "")[:40]
        )
    except LearnAppError as error:
        choice = await lti_launch.choosing_again(ticket)
        if choice is None:
            raise
        return retried(pages.choosing(choice, error), error)
    return await go_on(request, found)


@shown
async def arrive(request: Request) -> Response:
    """`GET /lti/arrive?code=…`: on to the page, or to a new window where the cookie was not taken."""
    code = request.query_params.get("code", "")
    found = await lti_landing.arrive(code, cookie_token(request.headers.get("cookie")))
    if isinstance(found, str):
        return go(found)
    if request.headers.get("sec-fetch-dest") == "document":
        # A window of its own always takes the cookie: somebody else's code was opened here.
        raise LaunchRefusedError("lti_browser")
    return pages.waiting(found, code)


@shown
async def open_landing(request: Request) -> Response:
    """`POST /lti/open`: a new window takes the session that the frame could not."""
    require_same_site(request)
    form = await read_form(request)
    signed_in, target = await lti_landing.open_landing(form.get("code", ""))
    return await begin(request, go(target), signed_in)


async def keys(request: Request) -> Response:
    """`GET /lti/keys/{slug}`: an institution's public keys, for its platforms."""
    headers = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}
    try:
        found = await lms_keys.published_keys(request.path_params["slug"][:100])
    except NotFoundError as error:
        return JSONResponse(error.as_dict(), status_code=error.status)
    return JSONResponse({"keys": found}, headers=headers)


routes: list[Route] = [
    *form_routes,
    Route("/lti/login", login, methods=["GET", "POST"]),
    Route("/lti/launch", launch, methods=["POST"]),
    Route("/lti/link", link, methods=["POST"]),
    Route("/lti/arrive", arrive, methods=["GET"]),
    Route("/lti/open", open_landing, methods=["POST"]),
    Route("/lti/keys/{slug}", keys, methods=["GET"]),
]
