"""Our record store as the standard wants it (xAPI 1.0.3, part 3), and behind its walls."""

from __future__ import annotations

import asyncio
import base64
import email
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text as sql
from uuid_utils.compat import uuid7

from learnapp.api.app import build_api
from learnapp.core.errors import ForbiddenError
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.security.tokens import new_client_secret, token_hash
from learnapp.services import (
    Services,
    content,
    open_data,
    practice,
    set_current,
    xapi_arrivals,
    xapi_events,
    xapi_store,
)
from learnapp.services.xapi_store import MOST
from learnapp.storage.db import Database
from learnapp.storage.repositories import open_data as open_rows
from learnapp.storage.repositories import xapi as xapi_rows
from tests.integration.learning.conftest import Classroom, build_services, new_classroom
from tests.unit.integrations.test_xapi_checking import AGENT, BAD, FILE, GOOD, said

ONE = "0190a1b2-3c4d-7e5f-8a6b-7c8d9e0f1a2b"
"""Of a statement that is not there; the same in every process that collects these tests."""
VERSION = {"X-Experience-API-Version": "1.0.3"}
ACTIVITY, ANN = "https://school.example/activities/1", json.dumps(AGENT)
STATE = f"/xapi/activities/state?activityId={quote(ACTIVITY)}&agent={quote(ANN)}"
PROFILE = f"/xapi/activities/profile?activityId={quote(ACTIVITY)}"
AGENTS = f"/xapi/agents/profile?agent={quote(ANN)}"


@dataclass
class Door:
    """A classroom with a record store, and who writes to it."""

    classroom: Classroom
    http: httpx.AsyncClient
    transport: httpx.ASGITransport

    async def client(self, *scopes: str, classroom: Classroom | None = None) -> httpx.AsyncClient:
        """Return another client, that speaks by Basic authorisation."""
        secret, name = new_client_secret(), uuid7()
        where = classroom or self.classroom
        await where.services.db.directory.put_api_client(
            token_hash(secret), where.school.tenant_id, name, "tool", list(scopes)
        )
        pair = base64.b64encode(f"{name}:{secret}".encode()).decode()
        return httpx.AsyncClient(
            transport=self.transport, base_url="http://learnapp.test",
            headers={**VERSION, "Authorization": f"Basic {pair}"},
        )  # fmt: skip

    async def put(self, document: dict[str, Any], **more: Any) -> str:
        """Store a statement; returns its id."""
        answer = await self.http.post("/xapi/statements", json=document, **more)
        assert answer.status_code == 200, answer.text
        return str(answer.json()[0])

    async def found(self, **parameters: str) -> list[str]:
        """Return the ids of the statements that fit."""
        answer = await self.http.get("/xapi/statements", params=parameters)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["statements"]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def built(db: Database) -> AsyncIterator[Services]:
    """The services of all tests of this file."""
    services = build_services(db)
    set_current(services)
    yield services
    set_current(None)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shared(built: Services) -> AsyncIterator[Door]:
    """One door for all tests of this file, whose statements are their own."""
    classroom = await new_classroom(built)
    transport = httpx.ASGITransport(build_api())
    door = Door(classroom, httpx.AsyncClient(), transport)
    door.http = await door.client("statements:write", "statements:read")
    yield door
    await door.http.aclose()


@pytest.fixture
def door(shared: Door) -> Door:
    set_current(shared.classroom.services)
    return shared


async def test_what_the_standard_allows_is_stored_and_comes_back_as_it_was(door: Door) -> None:
    documents = [{**one, "id": str(uuid4())} for one in GOOD if "attachments" not in one]
    answer = await door.http.post("/xapi/statements", json=documents)
    assert answer.status_code == 200 and answer.json() == [one["id"] for one in documents]
    assert answer.headers["x-experience-api-version"] == "1.0.3"
    for one in documents:
        got = await door.http.get("/xapi/statements", params={"statementId": one["id"]})
        if one["verb"]["id"].endswith("voided"):
            continue
        kept = got.json()
        assert kept["actor"] == one["actor"] and kept["object"] == one["object"] and kept["verb"] == one["verb"]
        assert kept.get("result") == one.get("result") and {"stored", "authority", "timestamp", "version"} <= set(kept)
        assert kept["authority"]["account"]["homePage"].endswith("/clients")
        assert "last-modified" in got.headers and "x-experience-api-consistent-through" in got.headers


async def test_a_bad_statement_costs_its_whole_batch(door: Door) -> None:
    before = await door.classroom.count("xapi_statement")
    for name, bad in list(BAD.items())[::6]:
        answer = await door.http.post("/xapi/statements", json=[said(), bad])
        assert answer.status_code == 400 and answer.json()["error"]["message"], name
    twice = said(id=str(uuid4()))
    for body in ([twice, twice], [said()] * (MOST + 1), "text", 5, None):
        assert (await door.http.post("/xapi/statements", json=body)).status_code == 400
    assert await door.classroom.count("xapi_statement") == before


async def test_the_same_again_is_taken_and_something_else_is_not(door: Door) -> None:
    number = str(uuid4())
    one, path = said(id=number, result={"success": True}), f"/xapi/statements?statementId={number}"
    assert (await door.http.put(path, json=one)).status_code == 204
    assert (await door.http.put(path, json={**one, "verb": {**one["verb"], "display": {"en": "x"}}})).status_code == 204
    assert (await door.http.post("/xapi/statements", json=[one, said()])).status_code == 200
    other = {**one, "result": {"success": False}}
    fresh = said(id=str(uuid4()))
    assert (await door.http.put(path, json=other)).status_code == 409
    assert (await door.http.post("/xapi/statements", json=[fresh, other])).status_code == 409
    assert (await door.http.get("/xapi/statements", params={"statementId": fresh["id"]})).status_code == 404
    assert (await door.http.get(path)).json()["result"] == {"success": True}
    assert (await door.http.put(path, json=said(id=str(uuid4())))).status_code == 400
    assert (await door.http.put("/xapi/statements", json=one)).status_code == 400
    assert (await door.http.put(path, json=[one])).status_code == 400


async def test_two_batches_at_once_that_share_statements_are_both_taken(door: Door) -> None:
    some = [said(id=str(uuid4())) for _ in range(20)]
    answers = await asyncio.gather(
        *(door.http.post("/xapi/statements", json=batch) for batch in (some, some[::-1], some[5:], some[:9]))
    )
    assert [one.status_code for one in answers] == [200] * 4


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Experience-API-Version": ""}, 400), ({"X-Experience-API-Version": "0.95"}, 400),
        ({"X-Experience-API-Version": "2.0.0"}, 400), ({"X-Experience-API-Version": "1.0.9"}, 200),
        ({"X-Experience-API-Version": "1.0"}, 200), ({"Authorization": ""}, 401), ({"Authorization": "Basic !"}, 401),
        ({"Authorization": "Basic " + base64.b64encode(b"a:la_nothing").decode()}, 401),
        ({"Content-Type": "text/plain"}, 400), ({"Content-Type": "multipart/mixed; boundary=x"}, 400),
    ],
)  # fmt: skip
async def test_who_asks_and_how(door: Door, headers: dict[str, str], status: int) -> None:
    sent = {"Content-Type": "application/json", **headers}
    answer = await door.http.post("/xapi/statements", content=json.dumps(said()), headers=sent)
    assert answer.status_code == status, answer.text
    assert answer.headers["x-experience-api-version"] == "1.0.3"
    assert status != 401 or answer.headers["www-authenticate"].startswith("Basic")


async def test_anybody_may_ask_what_we_are(door: Door) -> None:
    async with httpx.AsyncClient(transport=door.transport, base_url="http://learnapp.test") as nobody:
        about = await nobody.get("/xapi/about")
        assert about.status_code == 200 and about.json()["version"][0] == "1.0.3"
        assert (await nobody.head("/xapi/about")).content == b""
        profile = await nobody.get("/xapi/profile")
        assert profile.headers["content-type"].startswith("application/ld+json") and profile.json()["type"] == "Profile"


async def test_filters_find_what_fits_and_nothing_else(door: Door) -> None:
    verb, registration = f"https://v.example/{uuid4()}", str(uuid4())
    person = {"account": {"homePage": "https://p.example", "name": str(uuid4())}}
    place = {"id": f"https://a.example/{uuid4()}"}
    around = {"contextActivities": {"grouping": place}, "registration": registration, "instructor": person}
    plain = await door.put(said(verb={"id": verb}))
    by = await door.put(said(verb={"id": verb}, actor=person, object=place))
    about = await door.put(said(verb={"id": verb}, object={"objectType": "Agent", **person}))
    near = await door.put(said(verb={"id": verb}, context=around))
    assert await door.found(verb=verb) == [near, about, by, plain]
    assert await door.found(verb=verb, ascending="true") == [plain, by, about, near]
    assert await door.found(agent=json.dumps(person)) == [about, by]
    assert await door.found(agent=json.dumps(person), related_agents="true") == [near, about, by]
    assert await door.found(activity=place["id"]) == [by]
    assert await door.found(activity=place["id"], related_activities="true") == [near, by]
    assert await door.found(registration=registration) == [near]
    assert await door.found(verb=verb, since="2026-03-02T12:00:00Z") == []
    assert await door.found(verb=verb, until="2026-03-02T14:00:00+02:00") == [near, about, by, plain]
    comment = await door.put(said(object={"objectType": "StatementRef", "id": by}))
    assert await door.found(activity=place["id"]) == [comment, by], "what is said about one that fits comes with it"
    first = (await door.http.get("/xapi/statements", params={"verb": verb, "limit": "3"})).json()
    second = (await door.http.get(first["more"])).json()
    assert [one["id"] for one in first["statements"] + second["statements"]] == [comment, near, about, by, plain]
    assert second["more"] == ""
    short = (await door.http.get("/xapi/statements", params={"activity": place["id"], "format": "ids"})).json()
    assert short["statements"][1]["verb"] == {"id": verb}
    described = await door.http.get("/xapi/activities", params={"activityId": place["id"]})
    assert described.json()["id"] == place["id"]
    known = await door.http.get("/xapi/agents", params={"agent": json.dumps(person)})
    assert known.json() == {"objectType": "Person", "account": [person["account"]]}


@pytest.mark.parametrize(
    "query",
    [
        "statementid=1", "limit=-1", "limit=x", "verb=did", "activity=one", "agent={}", "agent=x", "ascending=1",
        "since=yesterday", "until=2026-03-02", "registration=1", "statementId=1", "format=short", "attachments=yes",
        f"statementId={ONE}&voidedStatementId={ONE}", f"statementId={ONE}&limit=1", "verb=a:b&verb=c:d",
        "cursor=x", 'agent={"objectType":"Group","member":[]}',
    ],
)  # fmt: skip
async def test_parameters_that_the_standard_does_not_know_are_refused(door: Door, query: str) -> None:
    assert (await door.http.get(f"/xapi/statements?{query}")).status_code == 400


async def test_a_voided_statement_is_found_by_its_own_name_only_and_a_voiding_one_stays(door: Door) -> None:
    verb = f"https://v.example/{uuid4()}"
    one = await door.put(said(verb={"id": verb}))

    def void(number: str) -> dict[str, Any]:
        voiding = "http://adlnet.gov/expapi/verbs/voided"
        return said(id=str(uuid4()), verb={"id": voiding}, object={"objectType": "StatementRef", "id": number})

    voiding = await door.put(void(one))
    get = door.http.get
    assert (await get("/xapi/statements", params={"statementId": one})).status_code == 404
    assert (await get("/xapi/statements", params={"voidedStatementId": one})).json()["id"] == one
    assert await door.found(verb=verb) == [voiding], "what is said about it is still found"
    await door.put(void(voiding))
    assert (await get("/xapi/statements", params={"statementId": voiding})).status_code == 200
    late = str(uuid4())
    await door.put(void(late))
    await door.put(said(id=late))
    assert (await get("/xapi/statements", params={"statementId": late})).status_code == 404


async def test_an_attachment_names_its_file_or_is_refused(door: Door) -> None:
    assert await door.put(said(attachments=[FILE]))
    without = {key: value for key, value in FILE.items() if key != "fileUrl"}
    answer = await door.http.post("/xapi/statements", json=said(attachments=[without]))
    assert answer.status_code == 400 and "fileUrl" in answer.json()["error"]["message"]


async def test_statements_with_attachments_come_as_the_first_part_of_several(door: Door) -> None:
    verb = f"https://v.example/{uuid4()}"
    number = await door.put(said(verb={"id": verb}, attachments=[{**FILE, "fileUrl": "https://school.example/file"}]))
    for query in (f"statementId={number}", f"limit=2&verb={quote(verb)}"):
        answer = await door.http.get(f"/xapi/statements?{query}&attachments=true")
        assert answer.status_code == 200 and "last-modified" in answer.headers
        head = f"Content-Type: {answer.headers['content-type']}\r\nMIME-Version: 1.0\r\n\r\n".encode()
        whole = email.message_from_bytes(head + answer.content)
        assert whole.get_content_type() == "multipart/mixed" and not whole.defects
        (part,) = list(whole.walk())[1:]
        document = json.loads(str(part.get_payload()))
        assert part.get_content_type() == "application/json"
        assert number in {one["id"] for one in document.get("statements", [document])}
    plain = await door.http.get(f"/xapi/statements?statementId={number}&attachments=false")
    assert plain.headers["content-type"] == "application/json"


async def _form(door: Door, path: str, method: str, **fields: str) -> httpx.Response:
    """Ask by a form from a page elsewhere, which may set no header; the credential is a field of it."""
    return await _bare(door, path, method, {"Authorization": door.http.headers["authorization"], **fields})


async def _bare(door: Door, path: str, method: str, fields: dict[str, str]) -> httpx.Response:
    """Ask likewise with nothing but these fields and the version."""
    async with httpx.AsyncClient(transport=door.transport, base_url="http://learnapp.test") as page:
        return await page.post(
            f"{path}?method={method}", data={**VERSION, **fields}, headers={"Origin": "https://tool.example"}
        )


async def test_a_post_may_stand_for_any_request_with_all_else_in_a_form(door: Door) -> None:
    number = str(uuid4())
    one = said(id=number, result={"response": "3 + 4 = 7 & ñ"})
    put = await _form(door, "/xapi/statements", "PUT", statementId=number, content=json.dumps(one, ensure_ascii=False))
    assert put.status_code == 204 and put.headers["x-experience-api-version"] == "1.0.3"
    assert put.headers["access-control-allow-origin"] == "*"
    got = await _form(door, "/xapi/statements", "GET", statementId=number)
    assert got.status_code == 200 and got.json()["result"]["response"] == "3 + 4 = 7 & ñ"
    batch = await _form(door, "/xapi/statements", "POST", content=json.dumps([said(), said()]))
    assert batch.status_code == 200 and len(batch.json()) == 2
    where = {"activityId": ACTIVITY, "agent": ANN, "stateId": f"form-{number}"}
    kept = {"content": '{"at": 3}', "Content-Type": "application/json"}
    assert (await _form(door, "/xapi/activities/state", "PUT", **where, **kept)).status_code == 204
    read = await _form(door, "/xapi/activities/state", "GET", **where)
    assert read.json() == {"at": 3} and read.headers["content-type"] == "application/json"
    assert (await _form(door, "/xapi/activities/state", "DELETE", **where, **{"If-Match": '"x"'})).status_code == 412
    gone = {"If-Match": read.headers["etag"]}
    assert (await _form(door, "/xapi/activities/state", "DELETE", **where, **gone)).status_code == 204
    assert (await _form(door, "/xapi/activities/state", "GET", **where)).status_code == 404
    assert (await _bare(door, "/xapi/about", "GET", {})).status_code == 200


async def test_a_post_that_stands_for_nothing_the_standard_knows_is_refused(door: Door) -> None:
    number, before = str(uuid4()), await door.classroom.count("xapi_statement")
    text = json.dumps(said(id=number))
    for method, fields, status in (
        ("PUT", {"statementId": number}, 400), ("PATCH", {"content": text}, 400), ("HEAD", {}, 400),
        ("GET", {"statementId": number, "content": text}, 400), ("DELETE", {}, 405),
        ("POST", {"content": text, "more": "1"}, 400), ("POST", {"content": "{"}, 400),
        ("POST", {"content": text, "Content-Type": "multipart/mixed; boundary=x"}, 400),
        ("POST", {"content": text, "x-experience-api-version": "0.9"}, 400),
        ("PUT&statementId=" + number, {"content": text}, 400),
    ):  # fmt: skip
        assert (await _form(door, "/xapi/statements", method, **fields)).status_code == status, (method, fields)
    assert (await _bare(door, "/xapi/statements", "POST", {"content": text})).status_code == 401
    sent = await door.http.post("/xapi/statements?method=POST", json=said(id=number))
    assert sent.status_code == 400 and "form" in sent.json()["error"]["message"]
    assert await door.classroom.count("xapi_statement") == before


async def test_pages_of_other_origins_may_call_with_a_credential_and_never_with_cookies(door: Door) -> None:
    page = {"Origin": "https://tool.example"}
    for path in ("/xapi/statements", "/xapi/activities/state", "/xapi/agents", "/xapi/about"):
        asked = {**page, "Access-Control-Request-Method": "PUT",
                 "Access-Control-Request-Headers": "authorization,content-type,x-experience-api-version"}  # fmt: skip
        async with httpx.AsyncClient(transport=door.transport, base_url="http://learnapp.test") as browser:
            answer = await browser.options(path, headers=asked)
        assert answer.status_code == 200 and answer.headers["access-control-allow-origin"] == "*", path
        assert {"PUT", "GET", "POST", "DELETE"} <= set(answer.headers["access-control-allow-methods"].split(", "))
        assert "access-control-allow-credentials" not in answer.headers
    found = await door.http.get("/xapi/statements?limit=1", headers=page)
    assert found.status_code == 200 and found.headers["access-control-allow-origin"] == "*"
    assert "X-Experience-API-Consistent-Through" in found.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in found.headers
    async with httpx.AsyncClient(transport=door.transport, base_url="http://learnapp.test") as browser:
        refused = await browser.get("/xapi/statements", headers={**VERSION, **page, "Cookie": "__Host-sid=x"})
        assert refused.status_code == 401 and refused.headers["access-control-allow-origin"] == "*"
        elsewhere = await browser.options("/api/v1/events", headers={**page, "Access-Control-Request-Method": "POST"})
        assert "access-control-allow-origin" not in elsewhere.headers


@pytest.mark.parametrize(("place", "name"), [(STATE, "stateId"), (PROFILE, "profileId"), (AGENTS, "profileId")])
async def test_documents_are_kept_with_etags_and_nobody_overwrites_what_they_have_not_seen(
    door: Door, place: str, name: str
) -> None:
    http, one = door.http, f"{place}&{name}={uuid4()}"
    assert (await http.get(one)).status_code == 404
    assert (await http.put(one, content=b"first", headers={"Content-Type": "text/plain"})).status_code == 204
    got = await http.get(one)
    etag = got.headers["etag"]
    assert got.content == b"first" and got.headers["content-type"] == "text/plain" and etag.startswith('"')
    assert "sandbox" in got.headers["content-security-policy"]
    again = await http.put(one, content=b"second", headers={"Content-Type": "text/plain"})
    assert again.status_code == (204 if place == STATE else 409)
    for headers in ({"If-Match": '"other"'}, {"If-None-Match": "*"}):
        assert (await http.put(one, content=b"third", headers=headers)).status_code == 412
    etag = (await http.get(one)).headers["etag"]
    right = {"If-Match": etag, "Content-Type": "application/json"}
    assert (await http.put(one, content=b'{"a": 1, "b": 1}', headers=right)).status_code == 204
    merged = await http.post(one, json={"b": 2, "c": 3})
    assert merged.status_code == 204 and (await http.get(one)).json() == {"a": 1, "b": 2, "c": 3}
    for body, kind in ((b"[1]", "application/json"), (b"x", "text/plain"), (b"{", "application/json")):
        assert (await http.post(one, content=body, headers={"Content-Type": kind})).status_code == 400
    names = await http.get(place)
    assert one.rsplit("=", 1)[1] in names.json()
    assert (await http.get(f"{place}&since=2026-03-02T12:00:01Z")).json() == []
    assert (await http.delete(one)).status_code == 204
    assert (await http.get(one)).status_code == 404
    assert (await http.put(place, content=b"x")).status_code == 400
    assert (await http.get(f"{place}&colour=red")).status_code == 400


async def test_the_whole_state_of_a_registration_goes_at_once(door: Door) -> None:
    one, two = (f"{STATE}&registration={uuid4()}" for _ in range(2))
    for place in (one, two):
        await door.http.put(f"{place}&stateId=a", content=b"x")
    assert (await door.http.delete(one)).status_code == 204
    assert (await door.http.get(one)).json() == [] and (await door.http.get(two)).json() == ["a"]
    for wrong in ("/xapi/activities/state", f"{PROFILE}&agent=x", f"{STATE}&registration=1&stateId=a"):
        assert (await door.http.put(wrong, content=b"x")).status_code == 400


async def test_mallory_and_other_tools_see_nothing(door: Door) -> None:
    classroom = door.classroom
    number = await door.put(said(actor={"account": {"homePage": "https://p.example", "name": "hidden"}}))
    state = f"{STATE}&stateId=hidden"
    await door.http.put(state, content=b"hidden")
    elsewhere = await new_classroom(classroom.services)
    mallory = await door.client("statements:write", "statements:read", classroom=elsewhere)
    assert (await mallory.get("/xapi/statements", params={"statementId": number})).status_code == 404
    assert (await mallory.get("/xapi/statements")).json() == {"statements": [], "more": ""}
    assert (await mallory.get(state)).status_code == 404 and (await mallory.get(STATE)).json() == []
    assert (await mallory.put(f"/xapi/statements?statementId={number}", json=said())).status_code == 204
    assert (await door.http.get("/xapi/statements", params={"statementId": number})).json()["actor"] != AGENT
    writer, other = await door.client("statements:write"), await door.client("events:write")
    own = (await writer.post("/xapi/statements", json=said())).json()[0]
    assert [one["id"] for one in (await writer.get("/xapi/statements")).json()["statements"]] == [own]
    assert (await writer.get("/xapi/statements", params={"statementId": number})).status_code == 404
    for method, path in (("GET", "/xapi/statements"), ("POST", "/xapi/statements"), ("PUT", state), ("GET", state)):
        assert (await other.request(method, path, json=said())).status_code == 403
    reader = await door.client("statements:read")
    assert (await reader.post("/xapi/statements", json=said())).status_code == 403
    assert (await reader.get("/xapi/statements", params={"statementId": number})).status_code == 200
    sealed = await classroom.rows("SELECT body_enc FROM xapi_statement WHERE statement_id = %s", UUID(number))
    assert b"hidden" not in bytes(sealed[0][0])
    for client in (mallory, writer, other, reader):
        await client.aclose()


async def test_what_is_about_our_things_becomes_an_event_once(door: Door) -> None:
    classroom = await new_classroom(door.classroom.services)
    tenant, alice = classroom.school.tenant_id, classroom.school["alice"].person_id
    item, video = classroom.course.practice[0][0], classroom.course.video
    async with classroom.services.db.transaction(tenant) as tx:
        place = await open_data.place_of(tx.session, tenant)
        account = (await open_rows.accounts(tx.session, tenant, [alice]))[alice]
    actor = {"account": {"homePage": place.home, "name": str(account)}}
    done = {"id": "http://adlnet.gov/expapi/verbs/answered"}
    task = {"id": place.thing("content", item) + "/steps/s1"}
    answered = said(actor=actor, verb=done, object=task, result={"response": "7", "success": False})
    watched = said(actor=actor, verb={"id": "http://adlnet.gov/expapi/verbs/completed"},
                   object={"id": place.thing("content", video)})  # fmt: skip
    strangers = said(actor={"account": {"homePage": place.home, "name": str(uuid4())}}, verb=done, object=task)
    old = said(actor=actor, verb=done, object=task, timestamp="2020-01-01T00:00:00Z", result={"response": "7"})
    tool = await door.client("statements:write", classroom=classroom)
    assert (await tool.post("/xapi/statements", json=[answered, watched, strangers, old, said()])).status_code == 200
    assert await xapi_events.work_in(tenant) == 2 and await xapi_events.work_in(tenant) == 0
    events = await classroom.rows("SELECT verb, correct, student_id FROM learning_event ORDER BY verb")
    assert events == [("answered", True, alice), ("video_completed", None, alice)], "graded here, whatever it asserts"
    states = await classroom.rows("SELECT state, count(*) FROM xapi_statement GROUP BY state ORDER BY state")
    assert states == [("event", 2), ("none", 2), ("refused", 1)]
    await classroom.rows("UPDATE xapi_statement SET state = 'new' WHERE state = 'event' RETURNING 1")
    await xapi_events.work_in(tenant)
    assert await classroom.count("learning_event") == 2, "as when the job was killed on its way"
    await tool.aclose()


async def test_a_visit_to_a_film_in_the_video_profile_becomes_watched_parts(door: Door) -> None:
    classroom = await new_classroom(door.classroom.services)
    tenant, alice = classroom.school.tenant_id, classroom.school["alice"].person_id
    course, version = await content.load_demo_course()
    await content.adopt(classroom.actor("adam"), LIBRARY_TENANT, course, section_id=classroom.school.section_id)
    snapshot = await classroom.services.courses.get(LIBRARY_TENANT, course, version)
    film = next(one for one in snapshot.content.values() if one.material.film is not None)
    async with classroom.services.db.transaction(tenant) as tx:
        place = await open_data.place_of(tx.session, tenant)
        account = (await open_rows.accounts(tx.session, tenant, [alice]))[alice]
    extra = "https://w3id.org/xapi/video/extensions/"

    def of(verb: str, **result: Any) -> dict[str, Any]:
        said_so = {extra + name.replace("_", "-"): value for name, value in result.items()}
        return said(
            actor={"account": {"homePage": place.home, "name": str(account)}}, verb={"id": verb},
            object={"id": place.thing("content", film.content_id)}, result={"extensions": said_so},
            context={"contextActivities": {"category": [{"id": "https://w3id.org/xapi/video"}]}},
        )  # fmt: skip

    own, video = "http://adlnet.gov/expapi/verbs/", "https://w3id.org/xapi/video/verbs/"
    tool = await door.client("statements:write", classroom=classroom)
    batch = [
        of(f"{own}initialized"), of(f"{video}played", time=0),
        of(f"{video}paused", time=20, progress=0.3, played_segments="0.000[.]20.000"),
        of(f"{video}seeked", time_from=20, time_to=5), of(f"{video}played", time=5),
        of(f"{video}paused", time=30, progress=0.4, played_segments="0.000[.]20.000[,]5.000[.]30.000"),
        of(f"{own}terminated", time=30, progress=0.4, played_segments="0.000[.]20.000[,]5.000[.]30.000"),
    ]  # fmt: skip
    assert (await tool.post("/xapi/statements", json=batch)).status_code == 200
    await tool.aclose()
    assert await xapi_events.work_in(tenant) == 3
    assert {row[0] for row in await classroom.rows("SELECT verb FROM learning_event")} == {"video_progressed"}
    shown = (await practice.open_content(classroom.actor(), film.content_id)).film
    assert shown.parts == [[0.0, 30.0]] and shown.start == 30.0
    found = await xapi_arrivals.arrivals(classroom.actor("adam"), state="none")
    assert {one.reason for one in found.rows} == {"moment"} and found.total == 4


async def test_what_others_have_not_committed_yet_is_not_said_to_be_there(door: Door) -> None:
    services, tenant, clock = door.classroom.services, door.classroom.school.tenant_id, door.classroom.clock

    async def through() -> datetime:
        services.extras.pop("xapi_through", None)
        answer = await door.http.get("/xapi/statements?limit=1")
        return datetime.fromisoformat(answer.headers["x-experience-api-consistent-through"])

    async def open_one() -> datetime | None:
        async with services.db.transaction(tenant) as tx:
            return await xapi_rows.oldest_writing(tx.session)

    begun, number = clock.at, str(uuid4())
    await door.put(said())
    try:
        assert await through() == begun - xapi_store.SLACK
        async with services.db.transaction(tenant) as tx:
            # Whoever stores under the same id has to wait until this one is over.
            await tx.session.execute(
                sql(
                    "INSERT INTO xapi_statement (tenant_id, statement_id, stored, digest, body_enc, client_id, agent,"
                    " agents, verb, activities, state) SELECT tenant_id, :number, stored, digest, body_enc, client_id,"
                    " agent, agents, verb, activities, state FROM xapi_statement LIMIT 1"
                ),
                {"number": UUID(number)},
            )
            late = asyncio.create_task(door.put(said(id=number)))
            async with asyncio.timeout(10):
                while await open_one() is None:
                    await asyncio.sleep(0.02)
            clock.at = begun + timedelta(minutes=2)
            assert await through() < begun, "a batch on its way is stored from then on"
            await door.put(said())
            assert await through() < begun, "however much came after it"
            await tx.session.rollback()
        assert await late == number
        kept = (await door.http.get("/xapi/statements", params={"statementId": number})).json()
        assert datetime.fromisoformat(kept["stored"]) == begun
        assert await through() == clock.at - xapi_store.SLACK and await open_one() is None
        refused = await door.http.get("/xapi/statements", headers={"Authorization": "Basic eA=="})
        assert refused.status_code == 401
        assert datetime.fromisoformat(refused.headers["x-experience-api-consistent-through"]) <= await through()
    finally:
        clock.at = begun
        services.extras.pop("xapi_through", None)


async def test_admins_see_what_became_of_statements_and_why_and_nothing_of_what_they_say(door: Door) -> None:
    classroom = await new_classroom(door.classroom.services)
    tenant, alice = classroom.school.tenant_id, classroom.school["alice"].person_id
    item, adam = classroom.course.practice[0][0], classroom.actor("adam")
    async with classroom.services.db.transaction(tenant) as tx:
        place = await open_data.place_of(tx.session, tenant)
        account = (await open_rows.accounts(tx.session, tenant, [alice]))[alice]
    actor, task = {"account": {"homePage": place.home, "name": str(account)}}, place.thing("content", item)
    answered = {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "Secret plan"}}
    one = {"actor": actor, "verb": answered, "object": {"id": f"{task}/steps/s1"}}
    sent = {
        "": {**one, "result": {"response": "7"}}, "thing": {**one, "object": {"id": "https://school.example/secret"}},
        "verb": {**one, "verb": {"id": "https://tool.example/verbs/danced?who=secret"}},
        "actor": {**one, "actor": AGENT}, "invalid_input": {**one, "timestamp": "2020-01-01T00:00:00Z",
        "result": {"response": "7"}}, "not_found": {**one, "object": {"id": f"{task}/steps/s9"},
        "result": {"response": "7"}},
        "own": {**one, "context": {"extensions": {"https://w3id.org/learnapp/xapi/extensions/event-id": "x"}}},
    }  # fmt: skip
    tool = await door.client("statements:write", classroom=classroom)
    odd = said(verb=answered, object={"id": "http://[secret/1"})
    batch = [odd, *(said(**each) for each in sent.values())]
    assert (await tool.post("/xapi/statements", json=batch)).status_code == 200
    await tool.aclose()
    assert (await xapi_arrivals.arrivals(adam)).counts == {"event": 0, "none": 2, "refused": 0, "new": 6}
    await xapi_events.work_in(tenant)
    found = await xapi_arrivals.arrivals(adam)
    assert found.counts == {"event": 1, "none": 5, "refused": 2, "new": 0} and found.total == 8 and not found.capped
    assert {each.reason for each in found.rows} == set(sent) and {each.tool for each in found.rows} == {"tool"}
    assert {"answered", "danced"} == {each.verb for each in found.rows}
    assert "ecret" not in str(found) and str(account) not in str(found) and "mailto" not in str(found)
    page = await xapi_arrivals.arrivals(adam, state="none", offset=4, size=3)
    assert (page.total, len(page.rows), {each.state for each in page.rows}) == (5, 1, {"none"})
    elsewhere = await new_classroom(classroom.services)
    assert (await xapi_arrivals.arrivals(elsewhere.actor("adam"))).total == 0
    for who in ("carol", "alice"):
        with pytest.raises(ForbiddenError):
            await xapi_arrivals.arrivals(classroom.actor(who))
    classroom.clock.at += timedelta(days=8)
    assert (await xapi_arrivals.arrivals(adam)).total == 0
    classroom.clock.at -= timedelta(days=8)


async def test_who_is_known_by_an_address_of_theirs_is_recognised_within_the_school_only(door: Door) -> None:
    classroom = await new_classroom(door.classroom.services)
    elsewhere = await new_classroom(door.classroom.services)
    tenant, school = classroom.school.tenant_id, classroom.school
    async with classroom.services.db.transaction(tenant) as tx:
        place = await open_data.place_of(tx.session, tenant)
    about = {"id": place.thing("content", classroom.course.practice[0][0]) + "/steps/s1"}
    verb = {"id": "http://adlnet.gov/expapi/verbs/answered"}

    def by(**actor: str) -> dict[str, Any]:
        return said(actor=actor, verb=verb, object=about, result={"response": "7"})

    def hashed(email: str) -> str:
        return hashlib.sha1(f"mailto:{email}".encode(), usedforsecurity=False).hexdigest()

    alice, bob, carol = (school[who] for who in ("alice", "bob", "carol"))
    stranger = elsewhere.school["alice"]
    tool = await door.client("statements:write", classroom=classroom)
    batch = [
        by(mbox=f"mailto:{alice.email.upper()}"), by(mbox_sha1sum=hashed(bob.email).upper()),
        by(mbox=f"mailto:{stranger.email}"), by(mbox_sha1sum=hashed("nobody@x.example")), by(mbox="mailto:a\u200b@b.c"),
        by(mbox=f"mailto:{carol.email}"), by(openid="https://id.example/alice"),
    ]  # fmt: skip
    assert (await tool.post("/xapi/statements", json=batch)).status_code == 200
    assert await xapi_events.work_in(tenant) == 2
    students = await classroom.rows("SELECT student_id FROM learning_event")
    assert {row[0] for row in students} == {alice.person_id, bob.person_id}
    assert await elsewhere.count("learning_event") == 0
    reasons = await classroom.rows("SELECT reason FROM xapi_statement WHERE state = 'none' ORDER BY reason")
    assert [row[0] for row in reasons] == ["actor"] * 4 + ["class"], "who teaches does not study"
    stored = await classroom.rows("SELECT xapi_statement::text FROM xapi_statement")
    assert not any(one.email in str(stored) for one in (alice, bob))
    await classroom.rows("UPDATE consent SET withdrawn_at = now() WHERE student_id = %s RETURNING 1", alice.person_id)
    assert (await tool.post("/xapi/statements", json=by(mbox=f"mailto:{alice.email}"))).status_code == 200
    assert await xapi_events.work_in(tenant) == 0 and await classroom.count("learning_event") == 2
    await tool.aclose()
