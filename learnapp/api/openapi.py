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
from learnapp.engine.event import EventAnswer, LearningEvent


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


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


@lru_cache(maxsize=1)
def document() -> bytes:
    """Return the document as JSON."""
    models: list[type[BaseModel]] = [LearningEvent, EventBatch, EventAnswer, BatchAnswer, ErrorDocument]
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
                        "description": "Secret of an API client of your institution.",
                    }
                },
            },
        }
    )


async def get_openapi(request: Request, request_id: str) -> Response:
    """Return the document."""
    del request, request_id
    return json_response(document())
