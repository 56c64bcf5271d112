"""Films and pictures over HTTP: whole or in ranges, for whoever holds a signed address."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from learnapp.api.deps import error_response
from learnapp.core import logging as logs
from learnapp.core.errors import LearnAppError
from learnapp.services import media

_TYPES = {
    ".mp4": "video/mp4", ".webm": "video/webm", ".jpg": "image/jpeg", ".png": "image/png",
    ".vtt": "text/vtt; charset=utf-8",
}  # fmt: skip


async def get_media(request: Request) -> Response:
    """Answer with a file, or the part of it that the player asks for."""
    asked = request.query_params
    try:
        path, elsewhere = await media.bring(
            request.path_params["tenant"], request.path_params["name"], asked.get("until", ""), asked.get("mark", "")
        )
    except LearnAppError as error:
        return error_response(error, logs.new_request_id())
    if path is None:
        # Not kept by the browser: the address there may end before ours does.
        return RedirectResponse(elsewhere, status_code=307)
    # The address changes with the content, so what was loaded once stays good as long as its address.
    headers = {"Cache-Control": "private, max-age=21600, immutable"}
    return FileResponse(path, media_type=_TYPES[path.suffix], headers=headers)


routes = [Route("/media/{tenant}/{name}", get_media, methods=["GET", "HEAD"])]
