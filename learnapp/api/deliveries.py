"""Doors of what goes out: saying no to mail, and mail that came back."""

from __future__ import annotations

from html import escape
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from learnapp.api.bodies import body_of
from learnapp.api.deps import Endpoint, json_response
from learnapp.api.lti_pages import hidden, page
from learnapp.core.errors import NotFoundError, NotSignedInError, TooLargeError
from learnapp.core.i18n import asked_locale, translate
from learnapp.integrations.returned_mail import MOST_BYTES
from learnapp.security.webhooks import WRONG
from learnapp.services import returned_letters, unsubscribing
from learnapp.services.lti_login import Place
from learnapp.services.unsubscribing import Reader


def _place(locale: str, school: str = "") -> Place:
    return Place(locale=locale, name=school)


def _said(reader: Reader, key: str, form: str = "") -> Response:
    locale = reader.locale
    body = f"<p>{escape(translate(locale, f'unsubscribe-{key}', school=reader.school))}</p>{form}"
    body += f'<p class="soft">{escape(translate(locale, "unsubscribe-rest"))}</p>'
    return page(_place(locale, reader.school), translate(locale, "unsubscribe-title"), body)


def _none(request: Request) -> Response:
    locale = asked_locale(request.headers.get("accept-language", ""))
    body = f'<p role="alert">{escape(translate(locale, "unsubscribe-none"))}</p>'
    return page(_place(locale), translate(locale, "unsubscribe-title"), body, status=404)


async def get_unsubscribe(request: Request, request_id: str) -> Response:
    """`GET /unsubscribe?t=…`: asks once more; mail programs open links by themselves."""
    del request_id
    token = request.query_params.get("t", "")
    try:
        reader = await unsubscribing.look(token)
    except NotFoundError:
        return _none(request)
    if reader.stopped:
        return _said(reader, "done")
    button = escape(translate(reader.locale, "unsubscribe-button"))
    form = (
        f'<form method="post" action="/unsubscribe">{hidden({"t": token})}'
        f'<button class="button primary">{button}</button></form>'
    )
    return _said(reader, "ask", form)


async def post_unsubscribe(request: Request, request_id: str) -> Response:
    """`POST /unsubscribe`: no more mail; from the page, or by a mail program in one press (RFC 8058)."""
    del request_id
    token = request.query_params.get("t", "")
    if not token:
        body = (await _body(request, 4_000)).decode("utf-8", "replace")
        token = next((pair[2:] for pair in body.split("&") if pair.startswith("t=")), "")
    try:
        reader = await unsubscribing.stop(token)
    except NotFoundError:
        return _none(request)
    return _said(reader, "done")


async def _body(request: Request, most: int) -> bytes:
    too_large = (
        NotFoundError("There is no such address.")
        if most < MOST_BYTES
        else TooLargeError("A message that came back is at most a megabyte. Send its head and the report only.")
    )
    return await body_of(request, most, too_large)


async def post_bounce(request: Request, request_id: str) -> Response:
    """`POST /hooks/bounces?school=…`: a mail service tells of mail that came back, signed with the school's secret.

    Raises:
        InvalidInputError: Signed rightly, and not understood.
        NotSignedInError: Not signed by whoever may.
    """
    del request_id
    try:
        tenant = UUID(request.query_params.get("school", ""))
    except ValueError as error:
        raise NotSignedInError(WRONG) from error
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    known = await returned_letters.hear(tenant, request.headers, kind, await _body(request, MOST_BYTES))
    return json_response({"known": known}, 202)


routes: list[Route] = [
    Route("/unsubscribe", Endpoint("/unsubscribe", {"GET": get_unsubscribe, "POST": post_unsubscribe})),
    Route("/hooks/bounces", Endpoint("/hooks/bounces", {"POST": post_bounce})),
]
