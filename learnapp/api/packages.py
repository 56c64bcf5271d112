"""Uploading a content package: straight to a file that is never served, for signed-in admins on our own pages only."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from learnapp.api.deps import json_response
from learnapp.api.session import require_same_site
from learnapp.core.errors import InvalidInputError, TooLargeError
from learnapp.services import content_import, content_jobs, current, sessions, trail

_STARTS = (b"\xfd7zXZ\x00", b"\x1f\x8b", b"BZh", b"PK\x03\x04")
_BLOCK = 1 << 20
_TAR_MARK = slice(257, 262)


async def post_package(request: Request, request_id: str) -> Response:
    """`POST /api/v1/content/packages`: the bytes of an archive, PDF or text, its name in `X-File-Name`.

    Raises:
        NotSignedInError: No session.
        ForbiddenError: Another website's page sent it, or the person may not import content.
        TooLargeError: More than MAX_PACKAGE_MB.
        InvalidInputError: It is of no kind that is read here.
        ConflictError: Another import runs.
    """
    require_same_site(request)
    token = sessions.cookie_token(request.headers.get("cookie"))
    signed_in = await sessions.actor_for_session(token, request_id=request_id)
    # Before the first byte of the body is read.
    actor = await trail.admitted(signed_in, "import", "content")
    most = current().settings.max_package_mb * 1024 * 1024
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise _too_large()
    upload_id = content_import.new_id()
    place = content_jobs.upload_place(actor.tenant_id, upload_id)
    try:
        await receive(request, place, most, _checked, _too_large)
        name = unquote(request.headers.get("x-file-name", ""), errors="replace")
        import_id = await content_jobs.start_upload(actor, upload_id, name)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return json_response({"import_id": str(import_id)}, 202)


def _too_large() -> TooLargeError:
    most = current().settings.max_package_mb
    return TooLargeError(f"The package is larger than {most} MB. Ask your operator to put it into the data folder.")


async def receive(
    request: Request,
    place: Path,
    most: int,
    checked: Callable[[bytes], bytes],
    too_large: Callable[[], TooLargeError],
) -> None:
    """Write the body to a file that only this account of the machine can read.

    Args:
        request: Whose body it is.
        place: Where the file is made.
        most: Bytes at most.
        checked: Refuses a body by its first bytes.
        too_large: Makes the error for one that is larger.
    """
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    total, start, held = 0, b"", bytearray()
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        async for chunk in request.stream():
            total += len(chunk)
            if total > most:
                raise too_large()
            held += chunk
            if len(held) >= _BLOCK:
                start = start or checked(bytes(held[:512]))
                await asyncio.to_thread(file.write, bytes(held))
                held.clear()
        if not start:
            checked(bytes(held[:512]))
        await asyncio.to_thread(file.write, bytes(held))


def _checked(start: bytes) -> bytes:
    """Return the first bytes of an archive, a PDF or a text; what it really is, is looked at once it is here.

    Raises:
        InvalidInputError: They are those of something else.
    """
    if start.startswith(_STARTS) or start[_TAR_MARK] == b"ustar" or b"%PDF-" in start or _is_text(start):
        return start
    raise NotAnArchiveError("This is neither an archive, a PDF nor a text. Choose another file.")


def _is_text(start: bytes) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    # A few control characters are enough to tell a program or a picture; old texts may have any letters.
    return bool(start) and not any(byte < 32 and byte not in b"\t\n\r\f" for byte in start)


class NotAnArchiveError(InvalidInputError):
    """The file is neither an archive, a PDF nor a text."""

    code = "not_an_archive"
