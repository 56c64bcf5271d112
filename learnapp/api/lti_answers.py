"""What all routes of a launch share: whatever goes wrong is a page in words, and how a launch goes on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from learnapp.api import lti_choice_pages as choices
from learnapp.api import lti_pages as pages
from learnapp.api.session import begin, go, is_https, require_https
from learnapp.core import logging as logs
from learnapp.core.errors import LearnAppError
from learnapp.core.i18n import asked_locale
from learnapp.services import current, lti_picking
from learnapp.services.learning import UnexpectedError
from learnapp.services.lti_login import LaunchFailedError, Place
from learnapp.services.lti_questions import Choosing, Connecting, Copying, Entered, Picking

MOST_BYTES = 65_536
"""A token with what an LMS may put into it (custom parameters, groups) stays well below."""
_log = logs.get("learnapp.lti")
Handler = Callable[[Request], Awaitable[Response]]


def shown(handler: Handler) -> Handler:
    """Show whatever goes wrong as a page, in words."""

    async def handle(request: Request) -> Response:
        # What the page is written in, as long as no institution is known.
        nowhere = Place(locale=asked_locale(request.headers.get("accept-language", "")))
        try:
            require_https(request)
            return await handler(request)
        except LaunchFailedError as failed:
            known = failed.place != Place()
            response = pages.refused(failed.reason, failed.place if known else nowhere)
            return retried(response, failed.reason)
        except LearnAppError as error:
            return retried(pages.refused(error, nowhere), error)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception:  # noqa: BLE001 - nothing of our insides reaches a browser
            _log.exception("launch failed", route=request.url.path)
            return pages.refused(UnexpectedError("Something broke on our side. Open the link again."), nowhere)

    return handle


def retried(response: Response, error: LearnAppError) -> Response:
    """Return an answer that says when to try again, where that is known."""
    retry = error.detail.get("retry_after")
    if isinstance(retry, int):
        response.headers["Retry-After"] = str(retry)
    return response


def origin_of(request: Request) -> str:
    """Return the address at which people use this server."""
    scheme = "https" if is_https(request) else "http"
    return (current().settings.public_url or f"{scheme}://{request.headers.get('host', '')}").rstrip("/")


def embedded(request: Request) -> bool:
    """Return whether the page is opened in a frame."""
    return request.headers.get("sec-fetch-dest") in ("iframe", "frame")


async def go_on(request: Request, found: Entered) -> Response:
    """Answer with what comes after a launch: a question, or the way to the page."""
    if isinstance(found, Choosing):
        return pages.choosing(found)
    if isinstance(found, Connecting):
        return choices.connecting(found)
    if isinstance(found, Copying):
        return choices.copying(found)
    if isinstance(found, Picking):
        return choices.picker(await lti_picking.look(found.ticket))
    return await begin(request, go("/lti/arrive", code=found.code), found.signed_in, embedded=embedded(request))
