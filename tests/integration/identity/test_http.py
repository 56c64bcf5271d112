"""The sign-in door over HTTP: cookies, cross-site posts, hostile forms."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from learnapp.api.headers import Protected
from learnapp.api.session import routes
from learnapp.core.errors import InvalidInputError
from learnapp.services import Services, identity

from .conftest import PASSWORD, School

ORIGIN = {"origin": "http://school.test"}


@pytest.fixture
async def browser(services: Services, _fresh: None) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://school.test") as client:
        yield client


def form(school: School, **more: str) -> dict[str, str]:
    return {"email": school.email("student"), "password": PASSWORD, **more}


async def test_signing_in_sets_a_guarded_cookie_and_goes_on(browser: httpx.AsyncClient, school: School) -> None:
    answer = await browser.post("/auth/sign-in", data=form(school, next="/learn?x=1"), headers=ORIGIN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/learn?x=1")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("sid=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    actor = await identity.actor_for_session(identity.cookie_token(f"a=b; {cookie.split(';')[0]}"))
    assert actor is not None
    assert actor.person_id == school.people["student"]


async def test_over_https_the_cookie_is_bound_to_the_host(browser: httpx.AsyncClient, school: School) -> None:
    browser.base_url = httpx.URL("https://school.test")
    answer = await browser.post(
        "/auth/sign-in", data=form(school), headers={"origin": "https://school.test", "sec-fetch-site": "same-origin"}
    )
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-sid=")
    assert "Secure" in cookie.split("; ")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.test"},
        {"origin": "http://school.test.evil.test"},
        {"origin": "http://evil.test", "sec-fetch-site": "same-site"},
        {"origin": "http://school.test", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "null"},
        {},
    ],
)
async def test_a_post_from_another_site_is_refused(
    browser: httpx.AsyncClient, school: School, headers: dict[str, str]
) -> None:
    for path in ("/auth/sign-in", "/auth/sign-out", "/auth/password"):
        answer = await browser.post(path, data=form(school), headers=headers)
        assert answer.status_code == 303
        assert answer.headers["location"].endswith("?error=cross_site")
        assert "set-cookie" not in answer.headers


async def test_errors_come_back_as_a_code_and_never_as_what_was_typed(
    browser: httpx.AsyncClient, school: School
) -> None:
    evil = {"email": "<script>alert(1)</script>@x.example.org", "password": "'; DROP TABLE person; --"}
    answer = await browser.post("/auth/sign-in", data=evil, headers=ORIGIN)
    assert answer.headers["location"] == "/sign-in?error=sign_in_failed"
    assert "script" not in answer.text
    large = await browser.post("/auth/sign-in", data=form(school, next="x" * 20_000), headers=ORIGIN)
    assert large.headers["location"] == "/sign-in?error=too_large"
    upload = await browser.post("/auth/sign-in", files={"email": b"x"}, headers=ORIGIN)
    assert upload.headers["location"] == "/sign-in?error=invalid_input"
    binary = await browser.post(
        "/auth/sign-in",
        content=b"email=%ff%fe&password=\xff",
        headers={**ORIGIN, "content-type": "application/x-www-form-urlencoded"},
    )
    assert binary.headers["location"] == "/sign-in?error=invalid_input"
    assert (await browser.get("/auth/sign-in")).status_code == 405


@pytest.mark.parametrize(
    "target",
    [
        "//evil.test",
        "https://evil.test",
        "/\\evil.test",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=1",
        "/auth/sign-out",
    ],
)
async def test_nobody_is_sent_to_another_site(browser: httpx.AsyncClient, school: School, target: str) -> None:
    answer = await browser.post("/auth/sign-in", data=form(school, next=target), headers=ORIGIN)
    assert answer.headers["location"] == "/"


async def test_throttled_browsers_are_told_how_long(browser: httpx.AsyncClient, school: School) -> None:
    for _ in range(5):
        await browser.post("/auth/sign-in", data=form(school, password="guess"), headers=ORIGIN)
    answer = await browser.post("/auth/sign-in", data=form(school), headers=ORIGIN)
    assert answer.headers["location"] == "/sign-in?error=rate_limited"
    assert 1 <= int(answer.headers["retry-after"]) <= 60


async def test_signing_out_and_in_again_leaves_no_old_session(browser: httpx.AsyncClient, school: School) -> None:
    await browser.post("/auth/sign-in", data=form(school), headers=ORIGIN)
    first = browser.cookies["sid"]
    await browser.post("/auth/sign-in", data=form(school), headers=ORIGIN)
    second = browser.cookies["sid"]
    assert await identity.actor_for_session(first) is None
    assert await identity.actor_for_session(second)
    answer = await browser.post("/auth/sign-out", headers=ORIGIN)
    assert answer.status_code == 303
    assert "sid" not in browser.cookies
    assert await identity.actor_for_session(second) is None


async def test_changing_the_password_in_the_browser(browser: httpx.AsyncClient, school: School) -> None:
    new = {"current": PASSWORD, "new": "a new long password", "repeat": "a new long password"}
    nobody = await browser.post("/auth/password", data=new, headers=ORIGIN)
    assert nobody.headers["location"] == "/sign-in?error=not_signed_in"
    await browser.post("/auth/sign-in", data=form(school), headers=ORIGIN)
    differ = await browser.post("/auth/password", data={**new, "repeat": "other"}, headers=ORIGIN)
    assert differ.headers["location"].endswith("?error=passwords_differ")
    wrong = await browser.post("/auth/password", data={**new, "current": "no"}, headers=ORIGIN)
    assert wrong.headers["location"].endswith("?error=wrong_password")
    done = await browser.post("/auth/password", data=new, headers=ORIGIN)
    assert done.headers["location"].endswith("?changed=1")


async def test_a_temporary_password_leads_to_the_page_that_changes_it(
    browser: httpx.AsyncClient, school: School
) -> None:
    password = await identity.reset_password(await school.actor("admin"), school.people["student"])
    answer = await browser.post("/auth/sign-in", data=form(school, password=password, next="/learn"), headers=ORIGIN)
    assert "must_change" in answer.headers["location"]


async def test_production_sets_no_cookie_over_plain_http(
    browser: httpx.AsyncClient, school: School, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.settings, "environment", "production")
    answer = await browser.post("/auth/sign-in", data=form(school), headers=ORIGIN)
    assert answer.headers["location"] == "/sign-in?error=https_required"
    assert "set-cookie" not in answer.headers


def test_cookie_headers_of_all_kinds() -> None:
    token, other = "A" * 43, "B" * 43
    assert identity.cookie_token(f"sid={token}") == token
    assert identity.cookie_token(f"sid={token}; __Host-sid={other}") == other
    for junk in (None, "", "sid=", "sid=short", "xsid=" + token, ";;;=", "sid=" + "A" * 44, "sid=" + "é" * 43):
        assert identity.cookie_token(junk) is None


async def test_the_chosen_theme_comes_with_the_sign_in_on_any_device(
    browser: httpx.AsyncClient, school: School
) -> None:
    await identity.set_preferences(await school.actor("student"), theme="dark")
    answer = await browser.post("/auth/sign-in", data=form(school), headers=ORIGIN)
    theme = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("theme="))
    assert theme.split(";")[0] == "theme=dark"
    assert "HttpOnly" not in theme, "the page reads it before its first paint"
    with pytest.raises(InvalidInputError):
        await identity.set_preferences(await school.actor("student"), theme="neon")


async def test_a_frame_without_an_origin_may_fetch_the_typeface_and_nothing_else(
    services: Services, _fresh: None
) -> None:
    async def found(_request: Request) -> Response:
        return PlainTextResponse("found")

    app = Protected(Starlette(routes=[Route("/fonts/{name}", found), Route("/assets/{name}", found)]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://school.test") as frame:
        font = await frame.get("/fonts/atkinson-next-latin.woff2", headers={"origin": "null"})
        other = await frame.get("/assets/app.js", headers={"origin": "null"})
    assert font.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in font.headers
    assert "access-control-allow-origin" not in other.headers
