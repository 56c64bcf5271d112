"""Every HTTP address with every credential of the other institution, and with none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import httpx
import orjson
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from learnapp.api.app import build_api
from learnapp.engine.event import Verb
from tests.integration.security.asking import ask
from tests.integration.security.neighbours import Neighbour, Riverside, event_of

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# Operators' addresses answer in their own short forms, that of tokens in RFC 6749's; everything else has the one error
# document or a redirect.
OWN_FORM = {"/healthz", "/readyz", "/metrics", "/oauth/token"}
ROUTES = {route.path: route for route in build_api().routes if isinstance(route, Route | Mount)}
CREDENTIALS = ["nobody", "mallory", "gus", "ivan", "ada", "otto", "client"]


@pytest.fixture(scope="module")
def app() -> Starlette:
    return build_api()


@pytest_asyncio.fixture(loop_scope="session")
async def http() -> AsyncIterator[httpx.AsyncClient]:
    # An error that reaches the server is raised here instead of becoming its page for status 500.
    transport = httpx.ASGITransport(build_api(), client=("203.0.113.9", 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://school.test") as client:
        yield client


def _headers(who: str, mallorys: Neighbour) -> dict[str, str]:
    same_site = {"origin": "http://school.test"}
    if who == "client":
        return {**same_site, "authorization": f"Bearer {mallorys.secret}"}
    return same_site if who == "nobody" else {**same_site, "cookie": f"sid={mallorys.cookies[who]}"}


def _events(riverside: Riverside) -> list[dict[str, Any]]:
    """Events that a client of Hillview sends about Riverside's student, section, items."""
    home, now = riverside.home, "2026-03-02T12:00:00Z"
    made = []
    for verb in Verb:
        for object_id in (home.ids["content"], home.ids["reading"]):
            event = event_of(home.school, "xanthippe", verb, object_id, now, response="7", text="Hello", progress=1.0)
            made.append(event.model_dump(mode="json", exclude_none=True))
    again = dict(made[0], event_id=str(home.ids["event"]))
    return [again, *made]


def _bodies(riverside: Riverside) -> list[tuple[str, bytes]]:
    ids = {name: str(value) for name, value in riverside.home.ids.items()}
    student = riverside.home.who("student")
    as_form = {**ids, **{f"{name}_id": value for name, value in ids.items()}}
    # The right e-mail address would rightly be written to Riverside's trail as a failed attempt.
    form = {**as_form, "email": "nobody@riverside.example", "password": "x", "institution": riverside.home.school.slug}
    passwords = {"current": "x", "new": "a-long-new-secret-77", "repeat": "a-long-new-secret-77"}
    events = _events(riverside)
    return [
        ("", b""),
        ("application/json", orjson.dumps(events[0])),
        ("application/json", orjson.dumps({"events": events})),
        ("application/json", orjson.dumps({**as_form, "name": student.name})),
        ("application/json", b"[" * 5000),
        ("application/x-www-form-urlencoded", urlencode({**form, **passwords}).encode()),
        ("application/octet-stream", bytes(range(256))),
    ]


def _addresses(path: str, riverside: Riverside) -> list[str]:
    """The path with Riverside's ids in every parameter, and in the query."""
    ids = riverside.home.ids
    query = urlencode({**ids, **{f"{name}_id": value for name, value in ids.items()}})
    if "{" not in path:
        return [path, f"{path}?{query}"]
    before = path.split("{")[0]
    return [f"{before}{kind}/{value}" for kind, value in ids.items()] + [
        f"{before}..%2f..%2fetc%2fpasswd",
        f"{before}%00",
    ]


@pytest.mark.parametrize("path", sorted(ROUTES))
@pytest.mark.parametrize("who", CREDENTIALS)
async def test_nothing_of_riverside_comes_back(
    path: str, who: str, riverside_rows: Riverside, mallorys: Neighbour, app: Starlette
) -> None:
    before = riverside_rows.changes()
    headers, bodies = _headers(who, mallorys), _bodies(riverside_rows)
    if path in ("/auth/sign-out",):
        headers.pop("cookie", None)  # it would end the session that the other addresses are tried with
    absent: set[str] = set()
    for address in _addresses(path, riverside_rows):
        for method in METHODS:
            if method in absent:
                continue
            for kind, body in bodies if method not in ("GET", "HEAD", "OPTIONS") else [("", b"")]:
                sent = {**headers, **({"content-type": kind} if kind else {})}
                answer = await ask(app, method, address, sent, body)
                where = f"{method} {address} as {who}"
                given = [address, body.decode("utf-8", "replace")]
                leaked = riverside_rows.leaks(f"{answer.text}\n{answer.headers!r}", given)
                assert not leaked, f"{where} shows {leaked}"
                assert answer.status_code < 500, f"{where} breaks: {answer.text[:200]}"
                assert "Traceback" not in answer.text and "site-packages" not in answer.text
                if answer.status_code >= 400 and path.startswith("/api/") and method != "HEAD":
                    error = answer.json()["error"]
                    assert set(error) == {"status", "code", "message", "detail", "request_id"}, where
                    assert error["status"] == answer.status_code
                elif path.startswith("/xapi/"):
                    wrong = answer.status_code >= 400 and method != "HEAD"
                    assert not wrong or answer.json()["error"]["status"] == answer.status_code, where
                elif path.startswith(("/lti/", "/hooks/")) and answer.status_code >= 400:
                    # Told in words, within the LMS or to another server.
                    assert answer.status_code in (400, 401, 403, 404, 405, 413, 422, 429), where
                elif path not in OWN_FORM and answer.status_code >= 400:
                    assert answer.status_code in (404, 405), where
                # What a route does not offer is refused before address or body are read: once is enough.
                if answer.status_code == 405 and isinstance(ROUTES[path], Route):
                    absent.add(method)
                    break
    assert riverside_rows.changes() == before


async def test_events_about_riverside_are_refused_one_by_one(
    riverside_rows: Riverside, mallorys: Neighbour, http: httpx.AsyncClient
) -> None:
    before = riverside_rows.changes()
    events = _events(riverside_rows)
    answer = await http.post("/api/v1/events", json={"events": events}, headers=_headers("client", mallorys))
    assert answer.status_code == 200
    assert answer.json()["accepted"] == 0 and answer.json()["refused"] == len(events)
    assert {each["status"] for each in answer.json()["results"]} <= {403, 404, 409, 422}
    assert riverside_rows.changes() == before


async def test_the_walk_knows_every_kind_of_route() -> None:
    assert len(ROUTES) == len(build_api().routes) >= 9, "a kind of route that the walk does not know"


async def test_metrics_name_nobody(riverside_rows: Riverside) -> None:
    transport = httpx.ASGITransport(build_api(), client=("127.0.0.1", 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://school.test") as local:
        answer = await local.get("/metrics")
    assert answer.status_code == 200
    assert riverside_rows.leaks(answer.text) == set()
