"""Our own learning record store (xAPI 1.0.3, part 3): statements and documents of H5P, simulations and other tools."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from learnapp.api.bodies import body_of
from learnapp.api.deps import WRONG_CREDENTIALS, api_client, error_response, json_response
from learnapp.api.session import client_address
from learnapp.api.xapi_requests import door
from learnapp.core.errors import InvalidInputError, LearnAppError, NotSignedInError, TooLargeError
from learnapp.core.i18n import languages_of
from learnapp.integrations.xapi import checking, profile
from learnapp.integrations.xapi.reading import identifier
from learnapp.integrations.xapi.statements import timestamp
from learnapp.security.access import Actor
from learnapp.services import current, sessions, xapi_documents, xapi_reading, xapi_store
from learnapp.services.xapi_documents import Condition, Kind, Named
from learnapp.services.xapi_reading import Question
from learnapp.services.xapi_store import BadStatementError

VERSION = "1.0.3"
VERSIONS = ("1.0.3", "1.0.2", "1.0.1", "1.0.0")
MOST_BYTES = 4_000_000
_STATEMENTS = "/xapi/statements"
_ASK = "Send the client's id and its secret by Basic authorisation. An administrator of your institution can make one."
Handler = Callable[[Request, Actor], Awaitable[Response]]


def _door(handler: Handler) -> Callable[[Request, str], Awaitable[Response]]:
    """Return a handler that knows who asks, which version they speak, and answers as the standard wants it."""

    @wraps(handler)
    async def answered(request: Request, request_id: str) -> Response:
        through: datetime | None = None
        try:
            actor = await _client(request, request_id)
            _version(request)
            if request.url.path == _STATEMENTS:
                # Before it is answered: what is found then has all that is stored until this moment.
                through = await xapi_store.consistent_through(actor.tenant_id)
            response = await handler(request, actor)
        except InvalidInputError as error:
            # The standard has one status for all that is malformed.
            response = error_response(BadStatementError(error.message, detail=error.detail), request_id)
        except LearnAppError as error:
            response = error_response(error, request_id)
            if error.status == 401:
                response.headers["WWW-Authenticate"] = 'Basic realm="learnapp", charset="UTF-8"'
        response.headers["X-Experience-API-Version"] = VERSION
        if request.url.path == _STATEMENTS:
            through = through or await xapi_store.consistent_through(None)
            response.headers["X-Experience-API-Consistent-Through"] = timestamp(through)
        if request.method == "HEAD":
            response.body = b""
        return response

    return answered


async def _client(request: Request, request_id: str) -> Actor:
    """Return the API client behind Basic or bearer credentials.

    Raises:
        NotSignedInError: There are none, or none that are valid.
        RateLimitedError: Too many wrong ones from this address.
    """
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return await api_client(request, request_id)
    try:
        name, _, secret = base64.b64decode(given.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise NotSignedInError(_ASK) from error
    actor = await sessions.actor_for_client(secret, request_id=request_id)
    if actor is None or str(actor.person_id) != name.strip().lower():
        await sessions.limiter().hit(WRONG_CREDENTIALS, "wrong-credential", client_address(request))
        raise NotSignedInError(_ASK)
    return actor


def _version(request: Request) -> None:
    spoken = request.headers.get("x-experience-api-version", "")
    if spoken != "1.0" and not (spoken.startswith("1.0.") and spoken[4:].isascii() and spoken[4:].isdecimal()):
        raise BadStatementError(f"Say which version you speak: X-Experience-API-Version: {VERSION}.")


async def _body(request: Request, most: int = MOST_BYTES) -> bytes:
    too_large = TooLargeError(f"The body is larger than {most:,} bytes. Send less at a time.")
    return await body_of(request, most, too_large)


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").split(";")[0].strip().lower()


async def _json(request: Request) -> Any:
    if _kind(request) == "multipart/mixed":
        raise BadStatementError(
            "Files are not kept here. Send statements as application/json; an attachment names its file by fileUrl."
        )
    if _kind(request) != "application/json":
        raise BadStatementError("Send JSON with the header Content-Type: application/json.")
    try:
        return orjson.loads(await _body(request))
    except orjson.JSONDecodeError as error:
        raise BadStatementError(f"The body is not valid JSON (line {error.lineno}, column {error.colno}).") from error


def _given(request: Request, known: set[str]) -> dict[str, str]:
    """Return the parameters of the address, each of which stands once.

    Raises:
        BadStatementError: One is unknown or stands twice.
    """
    found = request.query_params.multi_items()
    given = dict(found)
    if len(given) != len(found) or set(given) - known:
        raise BadStatementError("The standard does not know one of the parameters, or it stands twice. Case counts.")
    return given


# --- statements ------------------------------------------------------------------------------------------


@_door
async def put_statement(request: Request, actor: Actor) -> Response:
    """`PUT /xapi/statements?statementId=`: store one."""
    given = _given(request, {"statementId"})
    if not checking.is_uuid(given.get("statementId", "")):
        raise BadStatementError("Name the statement: statementId is a UUID.")
    document = await _json(request)
    if not isinstance(document, dict):
        raise BadStatementError("Put one statement as an object.")
    await _limit(actor, 1)
    await xapi_store.store(actor, [document], named=UUID(given["statementId"]))
    return Response(status_code=204)


@_door
async def post_statements(request: Request, actor: Actor) -> Response:
    """`POST /xapi/statements`: store one or many; all of them, or none."""
    _given(request, set())
    document = await _json(request)
    documents = document if isinstance(document, list) else [document]
    await _limit(actor, len(documents))
    stored = await xapi_store.store(actor, documents)
    return json_response([str(one) for one in stored])


async def _limit(actor: Actor, count: int) -> None:
    limit = current().settings.rate_limit_statements
    await sessions.limiter().hit(limit, "statements", actor.tenant_id.hex, cost=max(count, 1))


@_door
async def get_statements(request: Request, actor: Actor) -> Response:
    """`GET /xapi/statements`: one by its id, or a page of those that fit."""
    found = request.query_params.multi_items()
    given = dict(found)
    if len(given) != len(found):
        raise BadStatementError("A parameter stands twice.")
    await sessions.limiter().hit(current().settings.rate_limit_api, "api", actor.person_id.hex)
    languages = languages_of(request.headers.get("accept-language", ""))
    document, newest = await xapi_reading.answer(actor, Question(given, languages), _STATEMENTS)
    response = json_response(document) if given.get("attachments") != "true" else _with_attachments(document)
    if newest is not None:
        response.headers["Last-Modified"] = _http_date(newest)
    return response


def _with_attachments(document: dict[str, Any]) -> Response:
    """Return statements as the first part of several (part 3, 1.5.2); no files follow, for none are kept here."""
    boundary = f"learnapp-{uuid4().hex}"
    head = f"--{boundary}\r\nContent-Type: application/json\r\n\r\n".encode()
    body = head + orjson.dumps(document) + f"\r\n--{boundary}--\r\n".encode()
    return Response(body, headers={"Content-Type": f'multipart/mixed; boundary="{boundary}"'})


def _http_date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")


# --- documents -------------------------------------------------------------------------------------------


def _where(request: Request, kind: Kind, *, whole: bool) -> tuple[Named, dict[str, str]]:
    """Return which documents are meant, and the parameters.

    Args:
        request: The request.
        kind: Of document.
        whole: Whether the name may be missing, for all of them.

    Raises:
        BadStatementError: A parameter is missing or wrong.
    """
    named = "stateId" if kind == "state" else "profileId"
    needed = {"state": {"activityId", "agent"}, "activity": {"activityId"}, "agent": {"agent"}}[kind]
    extra = ({"registration"} if kind == "state" else set()) | ({"since"} if whole else set())
    given = _given(request, needed | extra | {named})
    missing = sorted((needed if whole else needed | {named}) - set(given))
    if missing:
        raise BadStatementError(f"The address lacks {', '.join(missing)}.")
    if "activityId" in given and not checking.is_iri(given["activityId"]):
        raise BadStatementError("activityId is an address (IRI).")
    if "registration" in given and not checking.is_uuid(given["registration"]):
        raise BadStatementError("registration is a UUID.")
    if named in given and not 0 < len(given[named]) <= 2_000:
        raise BadStatementError(f"{named} is a text of at most 2,000 characters.")
    agent = identifier(xapi_reading.agent_of(given["agent"])) if "agent" in given else ""
    registration = UUID(given["registration"]) if "registration" in given else None
    return Named(kind, given.get("activityId", ""), agent, registration, given.get(named, "")), given


def _documents(kind: Kind) -> ASGIApp:
    """Return the address of one kind of documents."""

    @_door
    async def get(request: Request, actor: Actor) -> Response:
        where, given = _where(request, kind, whole=True)
        if not where.name:
            since = xapi_reading.moment(given, "since")
            return json_response(await xapi_documents.names(actor, where, since))
        found = await xapi_documents.get(actor, where)
        headers = {"ETag": found.etag, "Last-Modified": _http_date(found.updated_at)}
        return Response(found.content, headers={**headers, "Content-Type": found.content_type, **_SAFE})

    async def store(request: Request, actor: Actor, *, merge: bool) -> Response:
        where, _ = _where(request, kind, whole=False)
        content_type = request.headers.get("content-type", "application/octet-stream")[:200]
        content = await _body(request, xapi_documents.MOST_BYTES)
        if _kind(request) == "application/json" and not _is_json(content):
            raise BadStatementError("The document says that it is JSON, but it is not.")
        await xapi_documents.put(actor, where, content, content_type, _condition(request), merge=merge)
        return Response(status_code=204)

    @_door
    async def put(request: Request, actor: Actor) -> Response:
        return await store(request, actor, merge=False)

    @_door
    async def post(request: Request, actor: Actor) -> Response:
        return await store(request, actor, merge=True)

    @_door
    async def delete(request: Request, actor: Actor) -> Response:
        where, _ = _where(request, kind, whole=kind == "state")
        await xapi_documents.remove(actor, where, _condition(request))
        return Response(status_code=204)

    path = {"state": "/xapi/activities/state", "activity": "/xapi/activities/profile"}.get(kind, "/xapi/agents/profile")
    return door(path, {"GET": get, "HEAD": get, "PUT": put, "POST": post, "DELETE": delete})


# What a tool has stored is never run as a page of ours.
_SAFE = {"Content-Security-Policy": "sandbox", "Content-Disposition": "attachment"}


def _is_json(content: bytes) -> bool:
    try:
        orjson.loads(content)
    except orjson.JSONDecodeError:
        return False
    return True


def _condition(request: Request) -> Condition:
    return Condition(request.headers.get("if-match", ""), request.headers.get("if-none-match", ""))


# --- what is known of activities and agents, and of ourselves --------------------------------------------


@_door
async def get_activity(request: Request, actor: Actor) -> Response:
    """`GET /xapi/activities?activityId=`: an activity as it was last described to us."""
    given = _given(request, {"activityId"})
    if not checking.is_iri(given.get("activityId", "")):
        raise BadStatementError("Name the activity: activityId is an address (IRI).")
    asked = Question({"activity": given["activityId"], "limit": "10"})
    found, _ = await xapi_reading.answer(actor, asked, _STATEMENTS)
    about = {"objectType": "Activity", "id": given["activityId"]}
    # What is only said about such a statement comes with it, and has another object.
    described = (one["object"] for one in found["statements"] if one["object"].get("id") == given["activityId"])
    return json_response(next(described, about))


@_door
async def get_agent(request: Request, actor: Actor) -> Response:
    """`GET /xapi/agents?agent=`: somebody as a Person; we know nobody by several identifiers."""
    del actor
    given = _given(request, {"agent"})
    agent = xapi_reading.agent_of(given.get("agent", ""))
    person = {key: [value] for key, value in agent.items() if key not in ("objectType", "member")}
    return json_response({"objectType": "Person", **person})


async def get_about(request: Request, request_id: str) -> Response:
    """`GET /xapi/about`: the versions that we speak; nobody need say who they are."""
    del request_id
    response = json_response({"version": list(VERSIONS)})
    response.headers["X-Experience-API-Version"] = VERSION
    if request.method == "HEAD":
        response.body = b""
    return response


async def get_profile(request: Request, request_id: str) -> Response:
    """`GET /xapi/profile`: our own xAPI profile as JSON-LD."""
    del request, request_id
    return Response(orjson.dumps(profile.document()), media_type="application/ld+json")


routes = [
    Route(
        _STATEMENTS,
        door(
            _STATEMENTS,
            {"PUT": put_statement, "POST": post_statements, "GET": get_statements, "HEAD": get_statements},
        ),
    ),
    Route("/xapi/activities/state", _documents("state")),
    Route("/xapi/activities/profile", _documents("activity")),
    Route("/xapi/agents/profile", _documents("agent")),
    Route("/xapi/activities", door("/xapi/activities", {"GET": get_activity, "HEAD": get_activity})),
    Route("/xapi/agents", door("/xapi/agents", {"GET": get_agent, "HEAD": get_agent})),
    Route("/xapi/about", door("/xapi/about", {"GET": get_about, "HEAD": get_about})),
    Route("/xapi/profile", door("/xapi/profile", {"GET": get_profile})),
]
