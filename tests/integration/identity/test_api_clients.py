"""API clients as a program meets them: secrets, tokens, pages of the roster, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from uuid_utils.compat import uuid7

from learnapp.api.app import build_api
from learnapp.core.clock import FixedClock
from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.services import Services, api_clients, identity, sessions, trail
from learnapp.services.content import CourseStore
from tests.integration.identity.conftest import School

READING = ["roster:read", "records:read"]


@pytest.fixture
async def http(services: Services, _fresh: None) -> AsyncIterator[httpx.AsyncClient]:
    services.courses = CourseStore(services.db)
    transport = httpx.ASGITransport(build_api(), client=(f"203.0.113.{uuid7().bytes[-1]}", 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://school.test") as client:
        yield client


async def token(http: httpx.AsyncClient, client: object, secret: str, **more: str) -> httpx.Response:
    form = {"grant_type": "client_credentials", **more}
    return await http.post("/oauth/token", data=form, auth=(str(client), secret))


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


async def test_a_program_gets_a_token_and_reads_page_by_page(school: School, http: httpx.AsyncClient) -> None:
    admin = await school.actor("admin")
    client, secret = await api_clients.create_api_client(admin, "Timetable", READING)
    answer = await token(http, client, secret)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("Bearer", 900, "records:read roster:read")
    headers = bearer(body["access_token"])
    classes = (await http.get("/api/v1/classes", headers=headers)).json()
    assert [(one["title"], one["students"], one["instructors"]) for one in classes["items"]] == [("Math 7", 2, 1)]
    first = (await http.get(f"/api/v1/classes/{school.section_id}/people?size=2", headers=headers)).json()
    assert (len(first["items"]), first["total"]) == (2, 3)
    rest = (await http.get(first["next"], headers=headers)).json()
    assert rest["next"] is None
    assert {one["email"] for one in first["items"] + rest["items"]} == {
        school.email("student"), school.email("classmate"), school.email("instructor"),
    }  # fmt: skip
    progress = (await http.get(f"/api/v1/classes/{school.section_id}/progress", headers=bearer(secret))).json()
    assert {one["student_id"] for one in progress["items"]} == {
        str(school.people["student"]), str(school.people["classmate"]),
    }  # fmt: skip
    entries = (await trail.audit_search(admin, actor_id=client)).rows
    assert {(one.subject_id, one.detail["what"]) for one in entries} >= {(school.people["student"], "roster")}
    (view,) = (await api_clients.list_api_clients(admin)).rows
    assert view.last_used_at is not None and view.state == "active"


async def test_a_token_may_do_less_and_never_more(school: School, http: httpx.AsyncClient) -> None:
    client, secret = await api_clients.create_api_client(await school.actor("admin"), "Timetable", READING)
    less = (await token(http, client, secret, scope="roster:read")).json()["access_token"]
    assert (await http.get("/api/v1/classes", headers=bearer(less))).status_code == 200
    refused = await http.get(f"/api/v1/classes/{school.section_id}/progress", headers=bearer(less))
    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (403, "forbidden")
    assert "records:read" in error["message"] and "scope:records:read:tenant" in error["detail"]["needs"]
    more = await token(http, client, secret, scope="roster:read events:write")
    assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")


@pytest.mark.parametrize(
    ("form", "auth", "status", "code"),
    [
        ({"grant_type": "client_credentials"}, ("ID", "la_" + "A" * 43), 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, ("OTHER", "SECRET"), 401, "invalid_client"),
        ({"grant_type": "client_credentials"}, ("not-an-id", "SECRET"), 401, "invalid_client"),
        ({"grant_type": "password", "username": "x"}, ("ID", "SECRET"), 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, None, 401, "invalid_client"),
        ({"scope": "roster:read"}, ("ID", "SECRET"), 400, "unsupported_grant_type"),
        ({}, ("ID", "SECRET"), 400, "invalid_request"),
    ],
)
async def test_wrong_token_requests_are_refused_in_the_form_of_the_standard(
    school: School, http: httpx.AsyncClient, form: dict[str, str], auth: tuple[str, str] | None, status: int, code: str
) -> None:
    admin = await school.actor("admin")
    client, secret = await api_clients.create_api_client(admin, "Timetable", READING)
    other, _ = await api_clients.create_api_client(admin, "Other", READING)
    known = {"ID": str(client), "OTHER": str(other), "SECRET": secret}
    used = tuple(known.get(one, one) for one in auth) if auth else None
    answer = await http.post("/oauth/token", data=form, auth=used)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["error"]) == (status, code)


async def test_secrets_are_not_found_by_trying(school: School, http: httpx.AsyncClient) -> None:
    client, _ = await api_clients.create_api_client(await school.actor("admin"), "Timetable", READING)
    found = {(await token(http, client, "la_" + "A" * 43)).status_code for _ in range(40)}
    assert found == {401, 429}


async def test_two_secrets_while_a_program_changes_over(
    school: School, services: Services, http: httpx.AsyncClient
) -> None:
    admin = await school.actor("admin")
    before = services.clock
    services.clock = FixedClock(datetime.now(tz=UTC))
    try:
        client, old = await api_clients.create_api_client(admin, "Timetable", READING)
        new = await api_clients.rotate(admin, client)
        for secret in (old, new):
            assert (await http.get("/api/v1/classes", headers=bearer(secret))).status_code == 200
        with pytest.raises(ConflictError):
            await api_clients.rotate(admin, client)
        (view,) = (await api_clients.list_api_clients(admin)).rows
        assert [one.expires_at is not None for one in view.secrets] == [True, False]
        given = (await token(http, client, old)).json()["access_token"]
        await api_clients.remove_secret(admin, client, view.secrets[0].mark)
        sessions.forget_everyone()
        for secret, status in ((old, 401), (given, 401), (new, 200)):
            assert (await http.get("/api/v1/classes", headers=bearer(secret))).status_code == status
        with pytest.raises(ConflictError):
            await api_clients.remove_secret(admin, client, view.secrets[1].mark)
        await api_clients.switch(admin, client, on=False)
        assert (await http.get("/api/v1/classes", headers=bearer(new))).status_code == 401
        assert (await token(http, client, new)).status_code == 401
        await api_clients.switch(admin, client, on=True)
        assert (await http.get("/api/v1/classes", headers=bearer(new))).status_code == 200
        services.clock = FixedClock(datetime.now(tz=UTC) - timedelta(days=3))
        short, over = await api_clients.create_api_client(admin, "Short", READING, days=1)
        assert (await http.get("/api/v1/classes", headers=bearer(over))).status_code == 401
        services.clock = FixedClock(datetime.now(tz=UTC))
        states = {one.client_id: one.state for one in (await api_clients.list_api_clients(admin)).rows}
        assert states == {client: "active", short: "expired"}
    finally:
        services.clock = before


async def test_no_secret_and_no_token_is_stored(
    school: School, http: httpx.AsyncClient, superuser: psycopg.Connection[Any]
) -> None:
    client, secret = await api_clients.create_api_client(await school.actor("admin"), "Timetable", READING)
    given = (await token(http, client, secret)).json()["access_token"]
    for table in ("directory.api_client", "directory.api_token", "public.audit_entry"):
        for (row,) in superuser.execute(f"SELECT to_jsonb(t)::text FROM {table} t").fetchall():  # noqa: S608
            assert secret not in row and given not in row


async def test_only_admins_manage_clients_and_mallorys_see_nothing(
    school: School, other_school: School, http: httpx.AsyncClient
) -> None:
    admin = await school.actor("admin")
    client, secret = await api_clients.create_api_client(admin, "Timetable", READING)
    mallory = await other_school.actor("admin")
    for wrong in (api_clients.rotate(mallory, client), api_clients.switch(mallory, client, on=False)):
        with pytest.raises(NotFoundError):
            await wrong
    assert (await api_clients.list_api_clients(mallory)).total == 0
    for who in ("student", "guardian", "instructor", "auditor"):
        with pytest.raises(ForbiddenError):
            await api_clients.create_api_client(await school.actor(who), "Mine", READING)
    assert (await api_clients.list_api_clients(await school.actor("auditor"))).total == 1
    with pytest.raises(InvalidInputError):
        await api_clients.create_api_client(admin, "Mine", ["everything"])
    _, theirs = await api_clients.create_api_client(mallory, "Curious", READING)
    for path in ("people", "progress"):
        answer = await http.get(f"/api/v1/classes/{school.section_id}/{path}", headers=bearer(theirs))
        assert answer.status_code == 404 and school.slug not in answer.text
    person = await identity.actor_for_person(school.tenant_id, school.people["admin"])
    assert person is not None and await sessions.actor_for_client(secret) is not None


@pytest.mark.parametrize("query", ["size=0", "size=201", "offset=-1", "offset=x", "size=1e3", "offset=99999999999"])
async def test_a_page_that_cannot_be_is_refused(school: School, http: httpx.AsyncClient, query: str) -> None:
    _, secret = await api_clients.create_api_client(await school.actor("admin"), "Timetable", READING)
    answer = await http.get(f"/api/v1/classes?{query}", headers=bearer(secret))
    assert (answer.status_code, answer.json()["error"]["detail"]["field"]) == (422, query.split("=")[0])
