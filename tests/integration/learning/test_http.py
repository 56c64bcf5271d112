"""The HTTP door: credentials, batches, limits, one error shape, and a database that goes away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest_asyncio
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uuid_utils.compat import uuid7

from learnapp.api.app import ApiFirst, build_api
from learnapp.api.deps import MAX_BODY_BYTES
from learnapp.engine.event import LearningEvent
from learnapp.security.tokens import new_client_secret, token_hash
from learnapp.services import set_current
from learnapp.storage.db import Database
from tests.conftest import NewServer
from tests.integration.learning.conftest import Classroom, build_services, new_classroom


async def secret_of(classroom: Classroom, *scopes: str) -> str:
    secret = new_client_secret()
    await classroom.services.db.directory.put_api_client(
        token_hash(secret), classroom.school.tenant_id, uuid7(), "test", list(scopes)
    )
    return secret


def as_json(event: LearningEvent) -> dict[str, Any]:
    return event.model_dump(mode="json", exclude_none=True)


@pytest_asyncio.fixture(loop_scope="session")
async def http(classroom: Classroom) -> AsyncIterator[httpx.AsyncClient]:
    """A client of Oakfield with the scope events:write."""
    secret = await secret_of(classroom, "events:write")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(build_api()),
        base_url="http://learnapp.test",
        headers={"Authorization": f"Bearer {secret}"},
    ) as client:
        yield client


async def test_one_event_over_http(classroom: Classroom, http: httpx.AsyncClient) -> None:
    response = await http.post("/api/v1/events", json=as_json(classroom.event(response="7")))
    assert response.status_code == 200
    answer = response.json()
    assert answer["stored"] and answer["grade"]["correct"] and len(answer["next"]) == 3
    assert len(response.headers["x-request-id"]) == 32
    assert "accepted" not in response.text and "solution" not in response.text


async def test_the_api_stands_in_front_of_the_pages(classroom: Classroom) -> None:
    reached: list[str] = []

    async def pages(scope: Scope, receive: Receive, send: Send) -> None:
        reached.append(scope["path"])
        await Response("a page")(scope, receive, send)

    secret = await secret_of(classroom, "events:write")
    transport = httpx.ASGITransport(ApiFirst(pages))
    async with httpx.AsyncClient(transport=transport, base_url="http://learnapp.test") as client:
        event = as_json(classroom.event(response="7"))
        answer = await client.post("/api/v1/events", json=event, headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 200 and answer.json()["stored"] and not reached
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["cache-control"] == "no-store"
        assert (await client.get("/api/v1/openapi.json")).status_code == 200 and not reached
        for other in ("/api/v1/nothing", "/student", "/api/v1/events/"):
            await client.get(other)
        assert reached == ["/api/v1/nothing", "/student", "/api/v1/events/"]


async def test_a_batch_answers_each_event_on_its_own(classroom: Classroom, http: httpx.AsyncClient) -> None:
    good = as_json(classroom.event(response="7"))
    unknown = as_json(classroom.event(content=uuid7(), response="7"))
    malformed = {**as_json(classroom.event(response="7")), "verb": "<script>", "tenant_id": str(uuid7())}
    response = await http.post("/api/v1/events", json={"events": [good, malformed, "nonsense", unknown]})
    assert response.status_code == 200
    document = response.json()
    assert (document["accepted"], document["refused"]) == (1, 3)
    assert [item["status"] for item in document["results"]] == [200, 422, 422, 404]
    fields = {problem["field"] for problem in document["results"][1]["error"]["detail"]["problems"]}
    assert fields == {"verb", "tenant_id"}
    assert "<script>" not in response.text


async def test_errors_have_one_shape_and_say_what_to_do(classroom: Classroom, http: httpx.AsyncClient) -> None:
    event = as_json(classroom.event(response="7"))
    none: dict[str, str] = {"Authorization": ""}
    cases: list[tuple[int, str, dict[str, Any]]] = [
        (401, "not_signed_in", {"json": event, "headers": none}),
        (401, "not_signed_in", {"json": event, "headers": {"Authorization": f"Bearer {new_client_secret()}"}}),
        (422, "invalid_input", {"content": b"{", "headers": {"Content-Type": "application/json"}}),
        (422, "invalid_input", {"content": b"x=1", "headers": {"Content-Type": "text/plain"}}),
        (422, "invalid_input", {"json": [event]}),
        (422, "invalid_input", {"json": {**event, "event_id": "no"}}),
        (422, "invalid_input", {"json": {"events": []}}),
        (413, "too_large", {"json": {"events": [event] * 201}}),
        (413, "too_large", {"content": b" " * (MAX_BODY_BYTES + 1), "headers": {"Content-Type": "application/json"}}),
        (403, "forbidden", {"json": {**event, "result": {"response": "7", "success": True}}}),
        (403, "forbidden", {"json": {**event, "student_id": str(uuid7())}}),
    ]
    for status, code, request in cases:
        response = await http.post("/api/v1/events", **request)
        error = response.json()["error"]
        assert (response.status_code, error["code"]) == (status, code), request
        assert error["message"] and error["request_id"] == response.headers["x-request-id"]
        assert "Traceback" not in response.text
    assert (await http.get("/api/v1/events")).status_code == 405
    assert (await http.get("/api/v1/nothing")).json()["error"]["code"] == "not_found"
    assert await classroom.count("learning_event") == 0


async def test_a_credential_without_the_scope_or_revoked_opens_nothing(
    classroom: Classroom, http: httpx.AsyncClient
) -> None:
    reader = await secret_of(classroom, "events:read")
    response = await http.post(
        "/api/v1/events",
        json=as_json(classroom.event(response="7")),
        headers={"Authorization": f"Bearer {reader}"},
    )
    assert response.status_code == 403


async def test_too_many_events_are_told_when_to_go_on(classroom: Classroom, http: httpx.AsyncClient) -> None:
    classroom.services.settings.rate_limit_events = "3/minute"
    event = as_json(classroom.event(response="7"))
    for _ in range(3):
        assert (await http.post("/api/v1/events", json=event)).status_code == 200
    response = await http.post("/api/v1/events", json=event)
    assert response.status_code == 429 and 1 <= int(response.headers["retry-after"]) <= 60
    classroom.services.settings.rate_limit_events = "2000/second"


async def test_the_schema_is_published(http: httpx.AsyncClient) -> None:
    document = (await http.get("/api/v1/openapi.json")).json()
    assert document["openapi"] == "3.1.0"
    schemas = document["components"]["schemas"]
    assert {"LearningEvent", "EventAnswer", "EventBatch", "ErrorDocument"} <= set(schemas)
    assert set(schemas["Verb"]["enum"]) >= {"answered", "recommendation_dismissed"}

    def references(node: Any) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"].rsplit("/", 1)[1]} if "$ref" in node else set()
            return own.union(*(references(value) for value in node.values()))
        return set().union(*(references(value) for value in node)) if isinstance(node, list) else set()

    assert references(document) <= set(schemas)


async def test_a_database_stopped_in_the_middle_leaves_nothing_half_written(new_server: NewServer) -> None:
    server = new_server()
    database = Database(server.start().app, pool_size=2, pool_max=8, timeout=1.0)
    await database.open()
    try:
        services = build_services(database)
        set_current(services)
        classroom = await new_classroom(services)
        secret = await secret_of(classroom, "events:write")
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(build_api()),
            base_url="http://learnapp.test",
            headers={"Authorization": f"Bearer {secret}"},
        ) as http:
            items = [item for items in classroom.course.practice for item in items]
            events = [as_json(classroom.event(content=item, response="7")) for item in items]
            assert (await http.post("/api/v1/events", json=events[0])).status_code == 200
            sending = [asyncio.create_task(http.post("/api/v1/events", json=event)) for event in events[1:]]
            await asyncio.sleep(0.02)
            await asyncio.to_thread(server.stop)
            during = [response.status_code for response in await asyncio.gather(*sending)]
            down = await http.post("/api/v1/events", json=events[-1])
            assert down.status_code == 503 and int(down.headers["retry-after"]) > 0
            assert down.json()["error"]["code"] == "unavailable"
            assert set(during) <= {200, 503}

            await asyncio.to_thread(server.start)
            for event in events:
                response = await http.post("/api/v1/events", json=event)
                for _ in range(20):
                    if response.status_code == 200:
                        break
                    await asyncio.sleep(0.2)
                    response = await http.post("/api/v1/events", json=event)
                assert response.status_code == 200
        for table in ("event_receipt", "learning_event"):
            assert await classroom.count(table) == len(events)
        assert await classroom.rows("SELECT student_seq FROM learner_state") == [(len(events),)]
        assert sum(row[0] for row in await classroom.rows("SELECT attempts FROM kc_state")) == len(events)
    finally:
        set_current(None)
        await database.close()
        server.stop()
