"""The upload door: whoever may not send a file is refused before a byte of it is read."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from learnapp.api.uploads import MAX_UPLOAD_BYTES, UploadGate
from learnapp.services import Services, identity

from .conftest import PASSWORD, School

OWN = {"origin": "http://school.test"}


class Door:
    """Stands where Reflex reads an upload, and counts what arrives."""

    def __init__(self) -> None:
        self.read = 0

    async def take(self, request: Request) -> PlainTextResponse:
        async for chunk in request.stream():
            self.read += len(chunk)
        return PlainTextResponse("taken")


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
async def browser(services: Services, _fresh: None, door: Door) -> AsyncIterator[httpx.AsyncClient]:
    app = UploadGate(Starlette(routes=[Route("/_upload", door.take, methods=["GET", "POST"])]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://school.test") as client:
        yield client


async def _cookie(school: School, role: str) -> dict[str, str]:
    return {"cookie": f"sid={(await identity.sign_in(school.email(role), PASSWORD, address='u')).token}"}


async def test_an_admin_of_our_own_page_gets_through(browser: httpx.AsyncClient, school: School, door: Door) -> None:
    answer = await browser.post("/_upload", content=b"email,name\n", headers=OWN | await _cookie(school, "admin"))
    assert (answer.status_code, answer.text, door.read) == (200, "taken", 11)


@pytest.mark.parametrize("role", ["student", "guardian", "instructor", None])
async def test_nobody_else_gets_a_byte_in(
    browser: httpx.AsyncClient, school: School, door: Door, role: str | None
) -> None:
    cookie = await _cookie(school, role) if role else {}
    answer = await browser.post("/_upload", content=b"x" * 1000, headers=OWN | cookie)
    assert answer.status_code == (403 if role else 401)
    assert answer.json()["error"]["message"]
    assert door.read == 0


async def test_other_sites_too_much_and_lengths_unsaid_are_refused(
    browser: httpx.AsyncClient, school: School, door: Door
) -> None:
    cookie = await _cookie(school, "admin")
    foreign = await browser.post("/_upload", content=b"x", headers={"origin": "http://evil.test"} | cookie)
    assert foreign.status_code == 403
    large = await browser.post("/_upload", content=b"x" * (MAX_UPLOAD_BYTES + 1), headers=OWN | cookie)
    assert large.status_code == 413

    async def endless() -> AsyncIterator[bytes]:
        yield b"x"

    unsaid = await browser.post("/_upload", content=endless(), headers=OWN | cookie)
    assert unsaid.status_code == 422 or unsaid.status_code == 400
    assert door.read == 0


async def test_nothing_is_served_from_the_door(browser: httpx.AsyncClient, school: School, door: Door) -> None:
    cookie = await _cookie(school, "admin")
    for path in ("/_upload", "/_upload/roster.csv", "/_upload/../_upload"):
        assert (await browser.get(path, headers=OWN | cookie)).status_code == 404
    assert door.read == 0
