"""Downloading reports for families, and tables of figures."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from learnapp.api.deps import Endpoint
from learnapp.core.errors import NotFoundError, NotSignedInError
from learnapp.security.access import Actor
from learnapp.services import analytics_files, family_reports, report_batches, sessions
from learnapp.services.analytics_views import Asked
from learnapp.services.family_reports import PaperFile

_PUPIL = "/api/v1/reports/classes/{section}/students/{student}.pdf"
_CLASS = "/api/v1/reports/batches/{batch}.{kind}"
_TABLE = "/api/v1/analytics/classes/{section}/{what}.{kind}"
_ALL = "/api/v1/analytics/institution/{what}.{kind}"
_CHILD = "/api/v1/reports/children/{student}.pdf"


async def _who(request: Request, request_id: str) -> Actor:
    token = sessions.cookie_token(request.headers.get("cookie"))
    actor = await sessions.actor_for_session(token, request_id=request_id)
    if actor is None:
        raise NotSignedInError("Sign in first, then download the report again.")
    return actor


def _id(request: Request, name: str) -> UUID:
    try:
        return UUID(request.path_params[name])
    except ValueError as error:
        raise NotFoundError("There is no such report. Go back and choose from the page.") from error


def file_response(file: PaperFile) -> Response:
    """Return a file as a download, under a name that may have letters of any language."""
    plain = file.name.encode("ascii", "ignore").decode()
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name)}"
    return Response(file.data, media_type=file.kind, headers={"Content-Disposition": named})


async def get_pupil(request: Request, request_id: str) -> Response:
    """`GET /api/v1/reports/classes/{section}/students/{student}.pdf`: one student, for who teaches the class.

    Raises:
        NotSignedInError: No session.
        ForbiddenError: The person may not print reports of this class.
        InvalidInputError: The days or the language are none.
        NotFoundError: The student is not in the class.
    """
    actor = await _who(request, request_id)
    asked = request.query_params
    file = await family_reports.of_pupil(
        actor, _id(request, "section"), _id(request, "student"), first=asked.get("first", ""),
        last=asked.get("last", ""), language=asked.get("language", ""),
    )  # fmt: skip
    return file_response(file)


async def get_child(request: Request, request_id: str) -> Response:
    """`GET /api/v1/reports/children/{student}.pdf`: a child, for their guardian.

    Raises:
        NotSignedInError: No session.
        ForbiddenError: It is none of the person's children.
        InvalidInputError: The days are none.
        NotFoundError: No class of the child has a course.
    """
    actor = await _who(request, request_id)
    asked = request.query_params
    file = await family_reports.of_child(
        actor, _id(request, "student"), first=asked.get("first", ""), last=asked.get("last", "")
    )
    return file_response(file)


async def get_class(request: Request, request_id: str) -> Response:
    """`GET /api/v1/reports/batches/{batch}.{kind}`: a class, as one `pdf` or as `zip` with one for each student.

    Raises:
        NotSignedInError: No session.
        ForbiddenError: The person may not print reports of this class.
        NotFoundError: There is no such batch, or nothing of it is made yet.
    """
    actor = await _who(request, request_id)
    file = await report_batches.file(actor, _id(request, "batch"), request.path_params["kind"])
    return file_response(file)


def _asked(request: Request) -> Asked:
    said = request.query_params
    return Asked(said.get("period", "month")[:10], said.get("first", "")[:10], said.get("last", "")[:10])


async def get_table(request: Request, request_id: str) -> Response:
    """`GET /api/v1/analytics/classes/{section}/{what}.{kind}`: a table of a class, as `csv` or `parquet`.

    Raises:
        NotSignedInError: No session.
        ForbiddenError: The person may not take tables of this class along.
        InvalidInputError: No such table, kind or period.
    """
    actor, path = await _who(request, request_id), request.path_params
    file = await analytics_files.of_class(actor, _id(request, "section"), path["what"], path["kind"], _asked(request))
    return file_response(file)


async def get_all(request: Request, request_id: str) -> Response:
    """`GET /api/v1/analytics/institution/{what}.{kind}`: a table of the institution, as `csv` or `parquet`.

    Raises:
        NotSignedInError: No session.
        ForbiddenError: The person is no admin.
        InvalidInputError: No such table, kind or period.
    """
    actor, path, said = await _who(request, request_id), request.path_params, request.query_params
    file = await analytics_files.of_all(
        actor, path["what"], path["kind"], _asked(request), course=said.get("course", ""), term=said.get("term", "")
    )
    return file_response(file)


routes: list[Route] = [
    Route(_PUPIL, Endpoint(_PUPIL, {"GET": get_pupil})),
    Route(_CLASS, Endpoint(_CLASS, {"GET": get_class})),
    Route(_TABLE, Endpoint(_TABLE, {"GET": get_table})),
    Route(_ALL, Endpoint(_ALL, {"GET": get_all})),
    Route(_CHILD, Endpoint(_CHILD, {"GET": get_child})),
]
