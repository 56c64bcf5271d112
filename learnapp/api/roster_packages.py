"""Uploading a OneRoster package: straight to a file that is never served, for admins on our own pages only."""

from __future__ import annotations

from urllib.parse import unquote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from learnapp.api.deps import json_response
from learnapp.api.packages import receive
from learnapp.api.session import require_same_site
from learnapp.core.errors import InvalidInputError, TooLargeError
from learnapp.integrations.oneroster.package import NotARosterError
from learnapp.services import oneroster, sessions, trail
from learnapp.services.content_jobs import upload_place

MOST_BYTES = oneroster.MOST_MB * 1024 * 1024
_ZIP = b"PK\x03\x04"


async def post_roster(request: Request, request_id: str) -> Response:
    """`POST /api/v1/roster/packages`: the bytes of a zip as the body, its name in the header `X-File-Name`.

    The query says `attest=1` where the institution holds the consents, and `course=TENANT/COURSE` for new classes.

    Raises:
        NotSignedInError: No session.
        ForbiddenError: Another website's page sent it, or the person may not import people.
        TooLargeError: More than 100 MB.
        InvalidInputError: It is no zip.
        ConflictError: Another import runs.
    """
    require_same_site(request)
    signed_in = await sessions.actor_for_session(
        sessions.cookie_token(request.headers.get("cookie")), request_id=request_id
    )
    # Before the first byte of the body is read.
    actor = await trail.admitted(signed_in, "write", "roster")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > MOST_BYTES:
        raise _too_large()
    owner, _, chosen = request.query_params.get("course", "").partition("/")
    try:
        course = (UUID(owner), UUID(chosen)) if chosen else None
    except ValueError as error:
        raise InvalidInputError("The course is not one of the list. Choose it again.") from error
    upload_id = oneroster.new_id()
    place = upload_place(actor.tenant_id, upload_id)
    try:
        await receive(request, place, MOST_BYTES, _checked, _too_large)
        name = unquote(request.headers.get("x-file-name", ""), errors="replace")
        import_id = await oneroster.start_upload(
            actor, upload_id, name, attest=request.query_params.get("attest") == "1", course=course
        )
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return json_response({"import_id": str(import_id)}, 202)


def _too_large() -> TooLargeError:
    return TooLargeError("The package is larger than 100 MB. A roster is not: check that it is the right file.")


def _checked(start: bytes) -> bytes:
    if not start.startswith(_ZIP):
        raise NotARosterError("This is no zip. Choose the zip that your other system exports.")
    return start
