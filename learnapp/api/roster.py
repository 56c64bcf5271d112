"""What programs read over HTTP: classes, who is in them, progress; and the token that opens it for a while."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from learnapp.api.deps import WRONG_CREDENTIALS, Endpoint, api_client, error_response, json_response
from learnapp.api.session import client_address, read_form, require_https
from learnapp.core.errors import InvalidInputError, LearnAppError
from learnapp.core.paging import MAX_PAGE_SIZE, Page
from learnapp.security.access import Actor
from learnapp.services import api_clients, roster_reading, sessions
from learnapp.services import current as services_of

T = TypeVar("T")


class PageOf(BaseModel):
    """One page of a list; `next` is the address of the page after it."""

    total: int
    offset: int
    size: int
    next: str | None = Field(description="Address of the next page; null on the last one.")


class ClassDocument(BaseModel):
    """One class."""

    id: UUID
    title: str
    term: str
    status: str = Field(description="active or closed.")
    students: int
    instructors: int


class ClassPage(PageOf):
    """Classes, by title."""

    items: list[ClassDocument]


class MemberDocument(BaseModel):
    """Somebody in a class."""

    id: UUID
    name: str
    email: str = Field(description="Empty where none is known.")
    role: str = Field(description="student, instructor or assistant, in this class.")
    since: datetime


class MemberPage(PageOf):
    """People of a class, in the order in which they came."""

    items: list[MemberDocument]


class TopicDocument(BaseModel):
    """How well a student knows one topic."""

    kc_id: UUID
    topic: str
    band: str = Field(description="unknown (not enough data), learning, mastered or fading.")
    mastery: float | None = Field(description="P(mastered) from 0 to 1; null while there is not enough data.")
    low: float | None = Field(description="Lower end of the 80 % interval.")
    high: float | None = Field(description="Upper end of the 80 % interval.")
    answers: int
    last_at: datetime | None


class ProgressDocument(BaseModel):
    """One student of a class."""

    student_id: UUID
    topics: list[TopicDocument]


class ProgressPage(PageOf):
    """Students of a class, in the order in which they came."""

    items: list[ProgressDocument]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for which page."""

    actor: Actor
    offset: int
    size: int


async def asked_page(request: Request, request_id: str) -> Asked:
    """Return who asks for which page; each client has its own rate limit.

    Raises:
        InvalidInputError: `offset` or `size` is no number in range.
        NotSignedInError: No valid credential.
        RateLimitedError: The client asks too often.
    """
    actor = await api_client(request, request_id)
    await sessions.limiter().hit(services_of().settings.rate_limit_api, "api", actor.person_id.hex)
    return Asked(
        actor,
        _number(request, "offset", 0, 0, 10_000_000),
        _number(request, "size", 50, 1, MAX_PAGE_SIZE),
    )


def _number(request: Request, name: str, usual: int, least: int, most: int) -> int:
    text = request.query_params.get(name, "")
    if not text:
        return usual
    if not text.isascii() or not text.isdecimal() or len(text) > 9 or not least <= int(text) <= most:
        raise InvalidInputError(f"{name} is a number from {least} to {most}.", detail={"field": name})
    return int(text)


def _class_id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["class_id"])
    except ValueError as error:
        raise InvalidInputError("The id of a class is a UUID. GET /api/v1/classes lists them.") from error


def answer_page(
    request: Request, page: Page[T], kind: Callable[..., PageOf], item: Callable[[T], dict[str, Any]]
) -> Response:
    """Return a page as JSON, with the address of the next one."""
    following = f"{request.url.path}?offset={page.offset + page.size}&size={page.size}" if page.has_next else None
    made = kind(
        total=page.total, offset=page.offset, size=page.size, next=following, items=[item(row) for row in page.rows]
    )
    return json_response(made.model_dump_json().encode())


async def get_classes(request: Request, request_id: str) -> Response:
    """`GET /api/v1/classes`: the institution's classes. Needs roster:read."""
    asked = await asked_page(request, request_id)
    page = await roster_reading.classes(asked.actor, offset=asked.offset, size=asked.size)
    return answer_page(
        request, page, ClassPage,
        lambda row: {
            "id": row.section_id, "title": row.title, "term": row.term, "status": row.status,
            "students": row.students, "instructors": row.instructors,
        },
    )  # fmt: skip


async def get_people(request: Request, request_id: str) -> Response:
    """`GET /api/v1/classes/{class_id}/people`: who is in a class. Needs roster:read."""
    asked = await asked_page(request, request_id)
    page = await roster_reading.members(asked.actor, _class_id(request), offset=asked.offset, size=asked.size)
    return answer_page(
        request, page, MemberPage,
        lambda row: {
            "id": row.person_id, "name": row.name, "email": row.email, "role": row.role, "since": row.since,
        },
    )  # fmt: skip


async def get_progress(request: Request, request_id: str) -> Response:
    """`GET /api/v1/classes/{class_id}/progress`: how well each student knows each topic. Needs records:read."""
    asked = await asked_page(request, request_id)
    page = await roster_reading.progress(asked.actor, _class_id(request), offset=asked.offset, size=asked.size)
    return answer_page(request, page, ProgressPage, asdict)


class TokenError(BaseModel):
    """What is wrong with a token request, in RFC 6749's own form: clients of that standard know no other."""

    error: str = Field(description="invalid_client, invalid_scope, unsupported_grant_type or invalid_request.")
    error_description: str


class TokenDocument(BaseModel):
    """A bearer token of short life."""

    access_token: str
    token_type: str
    expires_in: int = Field(description="Seconds.")
    scope: str


async def post_token(request: Request, request_id: str) -> Response:
    """`POST /oauth/token`: a bearer token for 15 minutes, by client credentials (RFC 6749, section 4.4)."""
    try:
        require_https(request)
        form = await read_form(request)
        # Counted before anything is looked up, given back to who is right: secrets are not found by trying.
        address = ("wrong-credential", client_address(request))
        await sessions.limiter().hit(WRONG_CREDENTIALS, *address)
        judged = await api_clients.give_token(dict(request.headers), form)
        if judged.status == 200:
            await sessions.limiter().hit(WRONG_CREDENTIALS, *address, cost=-1)
    except LearnAppError as error:
        response = error_response(error, request_id)
        code = "temporarily_unavailable" if error.status in (429, 503) else "invalid_request"
        body = TokenError(error=code, error_description=error.message)
        # The standard knows one status for every request that it cannot read.
        response.status_code = 400 if error.status in (413, 422) else error.status
        response.body = body.model_dump_json().encode()
        response.headers["Content-Length"] = str(len(response.body))
        return response
    answer = json_response(judged.body, judged.status)
    for name, value in judged.headers.items():
        answer.headers[name] = value
    return answer


routes: list[Route] = [
    Route("/api/v1/classes", Endpoint("/api/v1/classes", {"GET": get_classes})),
    Route("/api/v1/classes/{class_id}/people", Endpoint("/api/v1/classes/{class_id}/people", {"GET": get_people})),
    Route(
        "/api/v1/classes/{class_id}/progress", Endpoint("/api/v1/classes/{class_id}/progress", {"GET": get_progress})
    ),
]
token_routes: list[Route] = [Route("/oauth/token", Endpoint("/oauth/token", {"POST": post_token}))]
