"""`POST /api/v1/events`: one learning event, or up to 200 of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from learnapp.api.deps import api_client, invalid, json_body, json_response
from learnapp.core.errors import InvalidInputError, LearnAppError, TooLargeError
from learnapp.engine.event import EventAnswer, LearningEvent
from learnapp.security.access import require
from learnapp.services import current
from learnapp.services.learning import record_batch, record_event

MAX_EVENTS = 200


class EventBatch(BaseModel):
    """Up to 200 events. They are answered one by one; a bad one does not lose the others."""

    model_config = ConfigDict(extra="forbid")

    events: list[LearningEvent] = Field(min_length=1, max_length=MAX_EVENTS)


class BatchItem(BaseModel):
    """What came of one event of a batch: an answer or an error."""

    event_id: UUID | None
    status: int = Field(description="HTTP status that the event would have had alone.")
    answer: EventAnswer | None = None
    error: dict[str, Any] | None = None


class BatchAnswer(BaseModel):
    """What came of a batch, in the order in which it was sent."""

    accepted: int
    refused: int
    results: list[BatchItem]


async def post_events(request: Request, request_id: str) -> Response:
    """Take in one event (an object) or many (`{"events": […]}`).

    Raises:
        NotSignedInError: No valid credential.
        ForbiddenError: The credential lacks the scope events:write.
        InvalidInputError: The body or a field is wrong.
        TooLargeError: Too many bytes or events.
        RateLimitedError: The institution sends too many.
    """
    actor = await api_client(request, request_id)
    require(actor, "write", "learning_event")
    body = await json_body(request)
    if not isinstance(body, dict):
        raise InvalidInputError('Send one event as an object, or many as {"events": […]}.')
    limit = current().settings.rate_limit_events
    if "events" not in body:
        await current().limiter.hit(limit, "events", actor.tenant_id.hex)
        try:
            event = LearningEvent.model_validate(body)
        except ValidationError as error:
            raise invalid(error) from error
        answer = await record_event(event, actor)
        return json_response(answer.model_dump_json().encode())
    return await _batch(body, actor, request_id, limit)


async def _batch(body: dict[str, Any], actor: Any, request_id: str, limit: str) -> Response:
    raw = body["events"]
    if set(body) != {"events"} or not isinstance(raw, list) or not raw:
        raise InvalidInputError('A batch is {"events": […]} with at least one event and nothing else.')
    if len(raw) > MAX_EVENTS:
        raise TooLargeError(f"A batch holds at most {MAX_EVENTS} events; this one has {len(raw)}. Send several.")
    await current().limiter.hit(limit, "events", actor.tenant_id.hex, cost=len(raw))
    parsed: list[LearningEvent | InvalidInputError] = []
    for each in raw:
        try:
            parsed.append(LearningEvent.model_validate(each))
        except ValidationError as error:
            parsed.append(invalid(error))
    good = [each for each in parsed if isinstance(each, LearningEvent)]
    answered = iter(await record_batch(good, actor))
    results: list[dict[str, Any]] = []
    for each, sent in zip(parsed, raw, strict=True):
        outcome = next(answered) if isinstance(each, LearningEvent) else each
        named = sent.get("event_id") if isinstance(sent, dict) else None
        if isinstance(outcome, LearnAppError):
            error_document = outcome.as_dict(request_id)["error"]
            known = str(each.event_id) if isinstance(each, LearningEvent) else _as_id(named)
            results.append({"event_id": known, "status": outcome.status, "error": error_document})
        else:
            document = outcome.model_dump(mode="json")
            results.append({"event_id": document["event_id"], "status": 200, "answer": document})
    refused = sum(item["status"] != 200 for item in results)
    return json_response({"accepted": len(results) - refused, "refused": refused, "results": results})


def _as_id(named: object) -> str | None:
    """Repeat an id only when it is one: nothing else that was sent comes back."""
    try:
        return str(UUID(named)) if isinstance(named, str) else None
    except ValueError:
        return None
