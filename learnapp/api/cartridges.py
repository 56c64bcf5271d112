"""Downloading a course as a Common Cartridge."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from typing import BinaryIO
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from learnapp.core.errors import NotFoundError
from learnapp.services import course_export, sessions, trail


async def get_cartridge(request: Request, request_id: str) -> Response:
    """`GET /api/v1/content/cartridges/{owner}/{course}`: the newest version of a course as .imscc.

    Raises:
        NotSignedInError: No session.
        ForbiddenError: The person may not take courses along.
        NotFoundError: Neither the institution nor the library has such a course.
    """
    token = sessions.cookie_token(request.headers.get("cookie"))
    signed_in = await sessions.actor_for_session(token, request_id=request_id)
    actor = await trail.admitted(signed_in, "update", "content")
    try:
        owner, course = UUID(request.path_params["owner"]), UUID(request.path_params["course"])
    except ValueError as error:
        raise NotFoundError("There is no such course. Go back to the list.") from error
    place, name = await course_export.cartridge(actor, owner, course)
    # Gone from the folder before it is sent: a server that sends files by their path would find it gone too late.
    file = await asyncio.to_thread(place.open, "rb")
    place.unlink(missing_ok=True)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(os.fstat(file.fileno()).st_size),
    }
    return StreamingResponse(_blocks(file), media_type="application/zip", headers=headers)


async def _blocks(file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        while block := await asyncio.to_thread(file.read, 1 << 18):
            yield block
