"""The body of a request, read whole and never further than it may go."""

from __future__ import annotations

from starlette.requests import Request

from learnapp.core.errors import LearnAppError


async def body_of(request: Request, most: int, refusal: LearnAppError) -> bytes:
    """Return the body of a request.

    Args:
        request: The request.
        most: Bytes.
        refusal: Raised where it has more, before the first byte is read where its length is told.

    Raises:
        LearnAppError: `refusal`.
    """
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise refusal
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise refusal
    return bytes(body)
