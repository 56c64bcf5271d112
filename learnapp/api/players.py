"""Programs of others (H5P, SCORM): their files for whoever holds a signed address, and the players that run them.

Whatever is sent from here is sandboxed by its own header: opened in a frame of ours or by itself, it has no origin, no
cookies and no storage, loads nothing but files of the same package and the players, and sends no form anywhere. A frame
without an origin is foreign to this server, so the files are allowed to be read from anywhere; that gives away nothing
that the address alone does not.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from posixpath import splitext

from reflex.constants import Dirs
from reflex.utils import prerequisites
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from learnapp.api.deps import error_response
from learnapp.api.headers import is_https
from learnapp.core import logging as logs
from learnapp.core.errors import LearnAppError, NotFoundError
from learnapp.integrations.content_packages.foreign.playable import PAGES, TYPES
from learnapp.services import players

_HOST = re.compile(r"[\w.-]{1,200}(:\d{1,5})?|\[[\da-fA-F:.]{2,45}\](:\d{1,5})?")
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_HEAD = re.compile(rb"<head(?:\s[^>]*)?>|<html(?:\s[^>]*)?>|<!doctype[^>]*>", re.I)
# In the order in which they stand: the first that is there is looked for from the innermost out.
_INNERMOST = (b"<head", b"<html", b"<!doctype")
_MOST_PAGE = 16 * 1024 * 1024
"""A page of SCORM that is larger is sent as it is: no page is."""
Part = Callable[[int, int], Iterator[bytes]]
"""Yields the bytes of a file from the first place to before the second."""
_SCRIPT = '<script src="/players/{}"></script>'
_SCORM = "".join(_SCRIPT.format(name) for name in ("frame.js", "scorm-again/scorm12.min.js", "scorm.js")).encode()
_H5P = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>H5P</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
{_SCRIPT.format("frame.js")}{_SCRIPT.format("h5p-standalone/main.bundle.js")}
</head><body style="margin:0;background:#fff"><div id="task"></div>{_SCRIPT.format("h5p.js")}</body></html>
"""


def policy(origin: str, base: str) -> str:
    """Return the content policy of everything that belongs to a package.

    Args:
        origin: Scheme and host of this server, `https://learn.school.example`.
        base: Path of the package's files, with a slash at its end.
    """
    own, ours = f"{origin}{base}", f"{origin}/players/"
    return "; ".join(
        (
            "default-src 'none'",
            # What a stranger has written runs here in any case; what counts is where it can reach.
            f"script-src {own} {ours} blob: 'unsafe-inline' 'unsafe-eval'",
            f"style-src {own} {ours} 'unsafe-inline'",
            f"img-src {own} {ours} data: blob:",
            f"media-src {own} data: blob:",
            f"font-src {own} {ours} data:",
            f"connect-src {own}",
            f"frame-src {own}",
            f"base-uri {own}",
            "form-action 'none'",
            "sandbox allow-scripts allow-forms",
        )
    )


def _headers(request: Request) -> dict[str, str]:
    asked = request.path_params
    host = request.headers.get("host", "")
    if _HOST.fullmatch(host) is None:
        raise NotFoundError("There is no such file.")
    origin = f"{'https' if is_https(request.scope) else 'http'}://{host}"
    base = "/packages/{player}/{tenant}/{file}/{until}/{mark}/files/".format(**asked)
    return {
        "Content-Security-Policy": policy(origin, base),
        "Access-Control-Allow-Origin": "*",
        "Referrer-Policy": "no-referrer",
        # The address changes with the content, so what was loaded once stays good as long as its address.
        "Cache-Control": "private, max-age=21600, immutable",
    }


async def _archive(request: Request) -> Path:
    """Return the archive of a signed address; where files lie in a bucket it may have to be fetched first."""
    asked = request.path_params
    return await asyncio.to_thread(
        players.checked, asked["player"], asked["tenant"], asked["file"], asked["until"], asked["mark"]
    )


async def get_play(request: Request) -> Response:
    """Answer with the page on which the player of H5P runs a package."""
    try:
        await _archive(request)
        return Response(_H5P, media_type="text/html", headers=_headers(request))
    except LearnAppError as error:
        return error_response(error, logs.new_request_id())


async def get_file(request: Request) -> Response:
    """Answer with a file of a package, or the part of it that a film's player asks for."""
    asked = request.path_params
    name = asked["path"]
    try:
        archive = await _archive(request)
        headers = _headers(request)
        size = await asyncio.to_thread(players.size_of, archive, name)
    except LearnAppError as error:
        return error_response(error, logs.new_request_id())
    ending = splitext(name)[1].lower()
    kind = TYPES.get(ending, "application/octet-stream")
    if asked["player"] == "scorm" and ending in PAGES and size <= _MOST_PAGE:
        data = with_runtime(b"".join(await asyncio.to_thread(list, players.member(archive, name))))
        return _part(len(data), lambda start, end: iter((data[start:end],)), kind, headers, request)
    return _part(size, partial(players.member, archive, name), kind, headers, request)


def with_runtime(page: bytes) -> bytes:
    """Return a page of a SCORM package with the runtime before any script of its own.

    A frame without an origin cannot be looked into, also not by a frame within it: so the API that a page looks for in
    its own window first, and then in those around it (SCORM 1.2 RTE, 3.3.1), is put into its own.
    """
    if page.startswith((b"\xff\xfe", b"\xfe\xff")):
        page = b"\xef\xbb\xbf" + page.decode("utf-16", "replace").lstrip("\ufeff").encode()
    found = {one.group()[:5].lower(): one for one in reversed(list(_HEAD.finditer(page[:200_000])))}
    for tag in _INNERMOST:
        place = found.get(tag[:5])
        if place is not None:
            return page[: place.end()] + _SCORM + page[place.end() :]
    return _SCORM + page


def _part(size: int, part: Part, kind: str, headers: dict[str, str], request: Request) -> Response:
    """Return all of a file, or one range of it (RFC 9110, 14.2); only that is read, block by block."""
    headers["Accept-Ranges"] = "bytes"
    found = _RANGE.fullmatch(request.headers.get("range", ""))
    start, end, status = 0, size, 200
    if found is not None and any(found.groups()):
        first, last = found.groups()
        start = int(first) if first else max(size - int(last), 0)
        end = (min(int(last), size - 1) if first and last else size - 1) + 1
        if start >= end:
            return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        status = 206
    headers["Content-Length"] = str(end - start)
    blocks = part(start, end) if request.method == "GET" else iter(())
    return StreamingResponse(blocks, status, headers, kind)


async def get_player(request: Request) -> Response:
    """Answer with a file of the players, as the build has put them beside the pages."""
    root = (prerequisites.get_web_dir() / Dirs.STATIC / "players").resolve()
    path = (root / request.path_params["path"]).resolve() if "\0" not in request.path_params["path"] else root
    kind = TYPES.get(path.suffix.lower())
    if kind is None or not path.is_relative_to(root) or not path.is_file():
        return error_response(NotFoundError("There is no such file."), logs.new_request_id())
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600"}
    return FileResponse(path, media_type=kind, headers=headers)


_SIGNED = "/packages/{player}/{tenant}/{file}/{until}/{mark}"
routes = [
    Route(f"{_SIGNED}/play", get_play, methods=["GET", "HEAD"]),
    Route(f"{_SIGNED}/files/{{path:path}}", get_file, methods=["GET", "HEAD"]),
    Route("/players/{path:path}", get_player, methods=["GET", "HEAD"]),
]
