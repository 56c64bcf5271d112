"""`GET /api/v1/openapi.json`: the HTTP API as OpenAPI 3.1, its schemas made from the models that parse."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson
from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema
from starlette.requests import Request
from starlette.responses import Response

from learnapp.api.deps import json_response
from learnapp.api.events import BatchAnswer, EventBatch
from learnapp.api.exports import ExportBegun, ExportDocument, ExportOrder, ExportPage
from learnapp.api.roster import ClassPage, MemberPage, ProgressPage, TokenDocument, TokenError
from learnapp.engine.event import EventAnswer, LearningEvent
from learnapp.services.api_clients import OFFERED


class ErrorBody(BaseModel):
    """What is wrong and what to do."""

    status: int
    code: str = Field(description="Stable name of the error.")
    message: str = Field(description="One sentence: what is wrong, what to do.")
    detail: dict[str, Any] = Field(description="Public facts, for example the field.")
    request_id: str


class ErrorDocument(BaseModel):
    """The one shape of every error."""

    error: ErrorBody


SCOPE_TEXTS = {
    "events:write": "Send learning events.",
    "assert_results": "Say what was right instead of having it graded.",
    "records:read": "Read how well students know each topic.",
    "statements:read": "Read all xAPI statements of the institution.",
    "statements:write": "Store xAPI statements and documents, and read one's own.",
    "roster:read": "Read classes and who is in them.",
    "events:read": "Follow classes live.",
    "exports:read": "See exports and take their files.",
    "exports:write": "Plan exports and carry them out.",
}
_ERRORS = {
    "401": "No valid credential.",
    "403": "The credential, the student's enrolment or the age of the content does not allow it.",
    "404": "The course has no such item, step or hint.",
    "409": "This event_id was used for another event.",
    "413": "The body or the batch is too large.",
    "422": "A field is malformed or implausible; detail.field names it.",
    "429": "Too many events; Retry-After says when to go on.",
    "503": "The database or the safety checks are away; nothing was stored, send again later.",
}


_PAGED = [
    {
        "name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0, "default": 0},
        "description": "Entries before the page.",
    },
    {
        "name": "size", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
        "description": "Entries on it.",
    },
]  # fmt: skip
_CLASS = {"name": "class_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
_READ_ERRORS = {
    "401": "No valid credential.",
    "403": "The credential lacks the scope; detail.needs names it.",
    "404": "The institution has no such class.",
    "422": "offset, size or an id is malformed.",
    "429": "Too many questions; Retry-After says when to go on.",
    "503": "The database is away; ask again later.",
}


def _read(summary: str, scope: str, page: str, *, of_class: bool = True) -> dict[str, Any]:
    """Return the description of a list that programs read."""
    refused = {
        status: {"description": text, "content": _content(_ref("ErrorDocument"))}
        for status, text in _READ_ERRORS.items()
    }
    return {
        "get": {
            "summary": summary,
            "description": f"Needs the scope {scope}. Each student on the page is noted in the institution's trail.",
            "security": [{"credential": []}, {"oauth": [scope]}],
            "parameters": [*([_CLASS] if of_class else []), *_PAGED],
            "responses": {"200": {"description": "One page.", "content": _content(_ref(page))}, **refused},
        }
    }


def _refused(*more: str) -> dict[str, Any]:
    """Return the errors of an address that programs read, and more of them."""
    texts = {**_READ_ERRORS, "404": "The institution has no such thing.", **{one: _ERRORS[one] for one in more}}
    return {one: {"description": text, "content": _content(_ref("ErrorDocument"))} for one, text in texts.items()}


_EXPORT = {"name": "export_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}


def _exports() -> dict[str, Any]:
    """Return the descriptions of exports."""
    conflict = {"409": {"description": "It is at work, or not done yet.", "content": _content(_ref("ErrorDocument"))}}
    reads, writes = ({"security": [{"credential": []}, {"oauth": [f"exports:{one}"]}]} for one in ("read", "write"))
    one = "/api/v1/exports/{export_id}"
    begun = {"description": "It waits for the worker.", "content": _content(_ref("ExportBegun"))}
    told = {"204": {"description": "Done."}, **_refused(), **conflict}
    name = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "/api/v1/exports": {
            "get": {
                "summary": "The institution's exports, the newest first", **reads, "parameters": _PAGED,
                "responses": {
                    "200": {"description": "One page.", "content": _content(_ref("ExportPage"))}, **_refused(),
                },
            },
            "post": {
                "summary": "Carry out a plan, or plan an export and carry it out", **writes,
                "requestBody": {"required": True, "content": _content(_ref("ExportOrder"))},
                "responses": {"202": begun, **_refused(), **conflict},
            },
        },
        one: {
            "get": {
                "summary": "One export with its files", **reads, "parameters": [_EXPORT],
                "responses": {
                    "200": {"description": "The export.", "content": _content(_ref("ExportDocument"))}, **_refused(),
                },
            }
        },
        f"{one}/stop": {
            "post": {"summary": "Stop after the present part", **writes, "parameters": [_EXPORT], "responses": told}
        },
        f"{one}/resume": {
            "post": {"summary": "Go on after the last part", **writes, "parameters": [_EXPORT], "responses": told}
        },
        f"{one}/files/{{name}}": {
            "get": {
                "summary": "A file of an export; each time is noted in the trail", **reads,
                "parameters": [_EXPORT, name],
                "responses": {
                    "200": {"description": "The file."}, "307": {"description": "It is at the bucket, for a minute."},
                    **_refused(), **conflict,
                },
            }
        },
    }  # fmt: skip


def _stream() -> dict[str, Any]:
    """Return the description of the live stream."""
    names = {
        "name": "students",
        "in": "query",
        "schema": {"enum": ["", "ids", "names"]},
        "description": "Who did it: by id needs records:read, by name roster:read besides.",
    }
    last = {"name": "Last-Event-ID", "in": "header", "schema": {"type": "string"}, "description": "Where to go on."}
    return {
        "get": {
            "summary": "What happens in a class, as server-sent events",
            "security": [{"credential": []}, {"oauth": ["events:read"]}],
            "parameters": [_CLASS, names, last],
            "responses": {
                "200": {"description": "The stream.", "content": {"text/event-stream": {"schema": {"type": "string"}}}},
                **_refused(),
            },
        }
    }  # fmt: skip


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _token() -> dict[str, Any]:
    """Return the description of the token endpoint (RFC 6749, section 4.4)."""
    form = {
        "type": "object",
        "required": ["grant_type"],
        "properties": {
            "grant_type": {"const": "client_credentials"},
            "scope": {"type": "string", "description": "Some of the client's scopes, with spaces; all without it."},
            "client_id": {"type": "string", "description": "Where HTTP Basic is not used."},
            "client_secret": {"type": "string"},
        },
    }
    wrong = _content(_ref("TokenError"))
    return {
        "summary": "A bearer token for 15 minutes, by client credentials",
        "description": "Say who you are by HTTP Basic or in the form. Errors are in the form of RFC 6749.",
        "security": [],
        "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": form}}},
        "responses": {
            "200": {"description": "The token.", "content": _content(_ref("TokenDocument"))},
            "400": {"description": "The request, the scope or the way of asking is wrong.", "content": wrong},
            "401": {"description": "The client or its secret is wrong, off or over.", "content": wrong},
            "429": {"description": "Too many wrong ones from this address.", "content": wrong},
        },
    }


@lru_cache(maxsize=1)
def document() -> bytes:
    """Return the document as JSON."""
    models: list[type[BaseModel]] = [LearningEvent, EventBatch, EventAnswer, BatchAnswer, ErrorDocument]
    models += [ExportPage, ExportDocument, ExportOrder, ExportBegun]
    models += [ClassPage, MemberPage, ProgressPage, TokenDocument, TokenError]
    _, schemas = models_json_schema(
        [(model, "validation") for model in models], ref_template="#/components/schemas/{model}"
    )
    errors = {
        status: {"description": text, "content": _content(_ref("ErrorDocument"))} for status, text in _ERRORS.items()
    }
    events = {
        "summary": "Take in learning events and answer what to do next",
        "description": 'One event as an object, or up to 200 as {"events": […]}. The same event again gives the '
        "first answer again. Needs the scope events:write; result.success needs assert_results besides.",
        "requestBody": {
            "required": True,
            "content": _content({"oneOf": [_ref("LearningEvent"), _ref("EventBatch")]}),
        },
        "responses": {
            "200": {
                "description": "The answer, or one result for each event of a batch.",
                "content": _content({"oneOf": [_ref("EventAnswer"), _ref("BatchAnswer")]}),
            },
            **errors,
        },
    }
    return orjson.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "learnapp", "version": "1", "description": "Learning events in, next steps out."},
            "security": [{"credential": []}],
            "paths": {
                "/api/v1/events": {"post": events},
                "/api/v1/classes": _read("The institution's classes", "roster:read", "ClassPage", of_class=False),
                "/api/v1/classes/{class_id}/people": _read("Who is in a class", "roster:read", "MemberPage"),
                "/api/v1/classes/{class_id}/progress": _read(
                    "How well each student of a class knows each topic", "records:read", "ProgressPage"
                ),
                **_exports(),
                "/api/v1/classes/{class_id}/stream": _stream(),
                "/oauth/token": {"post": _token()},
                "/api/v1/openapi.json": {
                    "get": {
                        "summary": "This document",
                        "security": [],
                        "responses": {"200": {"description": "OpenAPI 3.1", "content": _content({"type": "object"})}},
                    }
                },
            },
            "components": {
                "schemas": schemas.get("$defs", {}),
                "securitySchemes": {
                    "credential": {
                        "type": "http",
                        "scheme": "bearer",
                        "description": "Secret of an API client of your institution, or a token made from it.",
                    },
                    "oauth": {
                        "type": "oauth2",
                        "flows": {
                            "clientCredentials": {
                                "tokenUrl": "/oauth/token",
                                "scopes": {scope: SCOPE_TEXTS[scope] for scope in OFFERED},
                            }
                        },
                    },
                },
            },
        }
    )


async def get_openapi(request: Request, request_id: str) -> Response:
    """Return the document."""
    del request, request_id
    return json_response(document())
