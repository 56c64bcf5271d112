"""Files that authors send: from our own pages only, for courses that they may edit, looked at by what they hold."""

from __future__ import annotations

from urllib.parse import unquote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from learnapp.api.bodies import body_of
from learnapp.api.deps import Endpoint, json_response
from learnapp.api.packages import receive
from learnapp.api.session import require_same_site
from learnapp.core.errors import NotFoundError, NotSignedInError, TooLargeError
from learnapp.security.access import Actor
from learnapp.services import author_films, author_pictures, content_import, sessions
from learnapp.services.import_places import upload_place

PICTURES = "/api/v1/authoring/courses/{course}/pictures"
FILM = "/api/v1/authoring/courses/{course}/items/{item}/film"
CAPTIONS = "/api/v1/authoring/courses/{course}/items/{item}/captions"
POSTER = "/api/v1/authoring/courses/{course}/items/{item}/poster"


async def post_picture(request: Request, request_id: str) -> Response:
    """`POST /api/v1/authoring/courses/{course}/pictures`: a picture as the body, its words in `X-Alternative-Text`.

    Raises:
        NotSignedInError: No session.
        ForbiddenError: Another website's page sent it, or the person may not edit the course.
        NotFoundError: The institution has no such course.
        TooLargeError: More than 5 MB.
        InvalidInputError: It is no picture, an SVG, has too many pixels or no words.
    """
    actor, course = await author_of(request, request_id)
    await author_pictures.admit(actor, course)
    picture = await small_body(request, author_pictures.MAX_PICTURE_BYTES)
    words = unquote(request.headers.get("x-alternative-text", ""), errors="replace")
    return json_response({"picture": await author_pictures.keep(actor, course, picture, words)}, 202)


async def post_film(request: Request, request_id: str) -> Response:
    """`POST /api/v1/authoring/courses/{course}/items/{item}/film`: an MP4 or WebM as the body.

    Like the two below it takes in the query, as `seen`, when the draft was changed last.

    Raises:
        NotSignedInError: No session.
        ForbiddenError: Another website's page sent it, or the person may not edit the course.
        NotFoundError: There is no such video.
        ConflictError: Somebody has changed its draft since.
        TooLargeError: More than MAX_FILM_MB.
        InvalidInputError: It is no film.
    """
    actor, course, item = await _admitted(request, request_id)
    most = author_films.most_bytes()
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise _too_large()
    upload_id = content_import.new_id()
    place = upload_place(actor.tenant_id, upload_id)
    try:
        await receive(request, place, most, author_films.checked, _too_large)
        await author_films.take_film(actor, course, item, upload_id)
    finally:
        place.unlink(missing_ok=True)
    return json_response({"file": "film"}, 202)


async def post_captions(request: Request, request_id: str) -> Response:
    """`POST /api/v1/authoring/courses/{course}/items/{item}/captions`: WebVTT as the body, `language` in the query.

    Raises:
        NotSignedInError: No session.
        ForbiddenError: Another website's page sent it, or the person may not edit the course.
        NotFoundError: There is no such video.
        ConflictError: Somebody has changed its draft since, or it has no film yet.
        TooLargeError: More than 1 MB.
        InvalidInputError: It is no WebVTT, or of another film.
    """
    actor, course, item = await _admitted(request, request_id)
    data = await small_body(request, author_films.MAX_CAPTIONS_BYTES)
    await author_films.take_captions(actor, course, item, request.query_params.get("language", ""), data)
    return json_response({"file": "captions"}, 202)


async def post_poster(request: Request, request_id: str) -> Response:
    """`POST /api/v1/authoring/courses/{course}/items/{item}/poster`: a picture as the body.

    Raises:
        NotSignedInError: No session.
        ForbiddenError: Another website's page sent it, or the person may not edit the course.
        NotFoundError: There is no such video.
        ConflictError: Somebody has changed its draft since, or it has no film yet.
        TooLargeError: More than 5 MB.
        InvalidInputError: It is no picture, an SVG, or has too many pixels.
    """
    actor, course, item = await _admitted(request, request_id)
    data = await small_body(request, author_pictures.MAX_PICTURE_BYTES)
    await author_films.take_poster(actor, course, item, data)
    return json_response({"file": "poster"}, 202)


async def _admitted(request: Request, request_id: str) -> tuple[Actor, UUID, UUID]:
    actor, course = await author_of(request, request_id)
    item = id_of(request, "item")
    # The sign before an hour of a time zone is a blank in a query.
    await author_films.admit(actor, course, item, request.query_params.get("seen", "").replace(" ", "+"))
    return actor, course, item


def _too_large() -> TooLargeError:
    return TooLargeError(f"The video is larger than {author_films.most_bytes() >> 20} MB. Make it smaller or split it.")


async def author_of(request: Request, request_id: str) -> tuple[Actor, UUID]:
    """Return who sent a request from our own pages, and the course that it names."""
    require_same_site(request)
    token = sessions.cookie_token(request.headers.get("cookie"))
    actor = await sessions.actor_for_session(token, request_id=request_id)
    if actor is None:
        raise NotSignedInError("Sign in to go on.")
    return actor, id_of(request, "course")


def id_of(request: Request, part: str) -> UUID:
    """Return an id that the address names.

    Raises:
        NotFoundError: It is none.
    """
    try:
        return UUID(str(request.path_params[part]))
    except ValueError as error:
        raise NotFoundError("There is no such course or item. Reload the page.") from error


async def small_body(request: Request, most: int) -> bytes:
    """Return the body of a request.

    Raises:
        TooLargeError: It has more bytes than `most`.
    """
    too_large = TooLargeError(f"The file is larger than {most >> 20} MB. Make it smaller and choose it again.")
    return await body_of(request, most, too_large)


_HANDLERS = {PICTURES: post_picture, FILM: post_film, CAPTIONS: post_captions, POSTER: post_poster}
routes = [Route(path, Endpoint(path, {"POST": handler})) for path, handler in _HANDLERS.items()]
