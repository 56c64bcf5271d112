"""The institution's logo: an admin sends it, its people's browsers fetch it once and keep it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from learnapp.api.bodies import body_of
from learnapp.api.deps import json_response
from learnapp.api.session import require_same_site
from learnapp.security.picture import MAX_BYTES, PictureTooLargeError
from learnapp.services import branding, sessions, trail


async def post_logo(request: Request, request_id: str) -> Response:
    """`POST /api/v1/institution/logo`: the bytes of a picture as the body.

    Raises:
        NotSignedInError: No session.
        ForbiddenError: Another website's page sent it, or the person may not change how the institution is set up.
        PictureTooLargeError: More than 256 KB.
        NotAPictureError: It is no PNG, JPEG or WebP.
        SvgRefusedError: It is an SVG.
    """
    require_same_site(request)
    token = sessions.cookie_token(request.headers.get("cookie"))
    signed_in = await sessions.actor_for_session(token, request_id=request_id)
    # Before the first byte of the body is read.
    actor = await trail.admitted(signed_in, "update", "institution")
    too_large = PictureTooLargeError("The picture is larger than 256 KB. Make it smaller and choose it again.")
    picture = await body_of(request, MAX_BYTES, too_large)
    return json_response({"logo": await branding.set_logo(actor, picture)}, 202)


async def get_logo(request: Request, request_id: str) -> Response:
    """`GET /api/v1/institution/logo/{fingerprint}.png`: the logo of the reader's own institution.

    Raises:
        NotSignedInError: No session.
        NotFoundError: The institution has no logo with this fingerprint.
    """
    token = sessions.cookie_token(request.headers.get("cookie"))
    signed_in = await sessions.actor_for_session(token, request_id=request_id, temporary=True)
    actor = await trail.admitted(signed_in, "read", "institution_logo")
    image = await branding.logo(actor, str(request.path_params.get("fingerprint", "")))
    # The address changes with the picture, so a browser need not ask again.
    kept = {"Cache-Control": "private, max-age=31536000, immutable", "Vary": "Cookie"}
    return Response(image, media_type="image/png", headers=kept)
