"""Exports over HTTP: programs plan them, follow them and take their files; administrators take files by a link."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import iterate_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from learnapp.api.deps import Endpoint, api_client, invalid, json_body, json_response
from learnapp.api.roster import PageOf, answer_page, asked_page
from learnapp.core.errors import InvalidInputError, NotSignedInError
from learnapp.security.access import Actor
from learnapp.services import current, export_files, exports, sessions
from learnapp.services.exports import PlanDraft, RunView

_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "parquet": "application/vnd.apache.parquet"}


class ExportOrder(BaseModel):
    """What is to be exported: a plan once more, or a new plan."""

    model_config = ConfigDict(extra="forbid")

    plan_id: UUID | None = Field(None, description="A plan that is carried out once more; everything else stays away.")
    datasets: list[str] = Field([], max_length=50, description="Tables, as the data dictionary names them.")
    format: str = Field("csv", description="csv or parquet.")
    incremental: bool = Field(False, description="After the first time only what was stored or changed since.")
    schedule: str = Field("once", description="once, daily or weekly.")


class ExportBegun(BaseModel):
    """An export that waits."""

    export_id: UUID
    plan_id: UUID


class ExportFileDocument(BaseModel):
    """A file of an export."""

    name: str
    table: str | None = Field(description="null for the manifest and the data dictionary.")
    lines: int
    bytes: int
    sha256: str
    href: str = Field(description="Where it is taken from, with the same credential.")


class ExportDocument(BaseModel):
    """An export and its files."""

    export_id: UUID
    plan_id: UUID
    status: str = Field(
        description="waiting, running, stopping, stopped, interrupted, ready (to be released), done, failed, discarded."
    )
    datasets: list[str]
    format: str
    with_names: bool
    new_since: datetime | None = Field(description="Only what is new since then; null: everything.")
    table: str = Field(description="The one that it is at.")
    lines: int
    started_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None = Field(description="When the files are removed.")
    error: str
    files: list[ExportFileDocument]


class ExportPage(PageOf):
    """Exports, the newest first."""

    items: list[ExportDocument]


async def get_exports(request: Request, request_id: str) -> Response:
    """`GET /api/v1/exports`: the institution's exports. Needs exports:read."""
    asked = await asked_page(request, request_id)
    page = await exports.runs(asked.actor, offset=asked.offset, size=asked.size)
    return answer_page(request, page, ExportPage, _fields)


async def post_exports(request: Request, request_id: str) -> Response:
    """`POST /api/v1/exports`: carry out a plan, or a new one. Needs exports:write."""
    actor = await _client(request, request_id)
    try:
        order = ExportOrder.model_validate(await json_body(request))
    except ValidationError as error:
        raise invalid(error) from error
    if order.plan_id is not None:
        run_id = await exports.start(actor, order.plan_id)
        plan_id = order.plan_id
    else:
        draft = PlanDraft(
            tuple(order.datasets), order.format, incremental=order.incremental, schedule=order.schedule
        )  # fmt: skip
        plan_id, run_id = await exports.add(actor, draft)
    return json_response(ExportBegun(export_id=run_id, plan_id=plan_id).model_dump_json().encode(), 202)


async def get_export(request: Request, request_id: str) -> Response:
    """`GET /api/v1/exports/{export_id}`: one export with its files. Needs exports:read."""
    view = await exports.find(await _client(request, request_id), _id(request))
    return json_response(ExportDocument(**_fields(view)).model_dump_json().encode())


async def post_stop(request: Request, request_id: str) -> Response:
    """`POST /api/v1/exports/{export_id}/stop`: stop after the present part. Needs exports:write."""
    await exports.stop(await _client(request, request_id), _id(request))
    return Response(status_code=204)


async def post_resume(request: Request, request_id: str) -> Response:
    """`POST /api/v1/exports/{export_id}/resume`: go on after the last part. Needs exports:write."""
    await exports.resume(await _client(request, request_id), _id(request))
    return Response(status_code=204)


async def get_file(request: Request, request_id: str) -> Response:
    """`GET /api/v1/exports/{export_id}/files/{name}`: a file, for exports:read or by the link of an administrator."""
    query = request.query_params
    opened = await export_files.open_file(
        await _either(request, request_id), _id(request), request.path_params["name"],
        until=query.get("until", ""), mark=query.get("mark", ""),
    )  # fmt: skip
    if opened.direct:
        return RedirectResponse(opened.direct, status_code=307)
    headers = {"Content-Length": str(opened.size), "Content-Disposition": f'attachment; filename="{opened.name}"'}
    kind = _TYPES[opened.name.rsplit(".", 1)[-1]]
    return StreamingResponse(iterate_in_threadpool(opened.parts), media_type=kind, headers=headers)


async def _client(request: Request, request_id: str) -> Actor:
    actor = await api_client(request, request_id)
    await sessions.limiter().hit(current().settings.rate_limit_api, "api", actor.person_id.hex)
    return actor


async def _either(request: Request, request_id: str) -> Actor:
    """Return the program, or else the person of the session."""
    if "authorization" in request.headers:
        return await _client(request, request_id)
    token = sessions.cookie_token(request.headers.get("cookie"))
    actor = await sessions.actor_for_session(token, request_id=request_id)
    if actor is None:
        raise NotSignedInError("Sign in, open the page Exports, and take the file from there.")
    return actor


def _id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["export_id"])
    except ValueError as error:
        raise InvalidInputError("The id of an export is a UUID. GET /api/v1/exports lists them.") from error


def _fields(view: RunView) -> dict[str, Any]:
    run, plan = view.run, view.plan
    return {
        "export_id": run.run_id, "plan_id": plan.plan_id, "status": run.status, "datasets": plan.datasets,
        "format": plan.format, "with_names": plan.names, "new_since": run.since_at, "table": run.dataset,
        "lines": run.rows, "started_at": run.started_at, "finished_at": run.finished_at, "expires_at": run.expires_at,
        "error": run.error,
        "files": [
            {"name": one.name, "table": one.dataset or None, "lines": one.rows, "bytes": one.bytes,
             "sha256": one.sha256, "href": f"/api/v1/exports/{run.run_id}/files/{one.name}"}
            for one in view.files
        ] if run.status == "done" else [],
    }  # fmt: skip


_ONE = "/api/v1/exports/{export_id}"
routes: list[Route] = [
    Route("/api/v1/exports", Endpoint("/api/v1/exports", {"GET": get_exports, "POST": post_exports})),
    Route(_ONE, Endpoint(_ONE, {"GET": get_export})),
    Route(f"{_ONE}/stop", Endpoint(f"{_ONE}/stop", {"POST": post_stop})),
    Route(f"{_ONE}/resume", Endpoint(f"{_ONE}/resume", {"POST": post_resume})),
    Route(f"{_ONE}/files/{{name}}", Endpoint(f"{_ONE}/files/{{name}}", {"GET": get_file})),
]
