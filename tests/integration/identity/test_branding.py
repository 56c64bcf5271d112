"""How an institution looks: its name, an accent that can be read, a logo that is safe to show."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import httpx
import pytest
from PIL import Image

from learnapp.api.app import build_api
from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.services import Services, branding, identity, profile, trail
from tests.integration.identity.conftest import PASSWORD, School

OWN = {"origin": "http://school.test"}
DOOR = branding.ADDRESS


def picture(colour: str = "red", kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(out, kind)
    return out.getvalue()


@pytest.fixture
async def browser(services: Services, _fresh: None) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(build_api())
    async with httpx.AsyncClient(transport=transport, base_url="http://school.test") as client:
        yield client


async def _cookie(school: School, role: str) -> dict[str, str]:
    return OWN | {"cookie": f"sid={(await identity.sign_in(school.email(role), PASSWORD, address='u')).token}"}


async def test_everybody_sees_the_name_and_both_shades(school: School) -> None:
    admin = await school.actor("admin")
    await branding.set_name(admin, "Oak Hill School")
    await branding.set_accent(admin, "#8A3FFC")
    me = await profile.me(await school.actor("student"))
    assert (me.institution, me.accent_color, me.logo) == ("Oak Hill School", "#8a3ffc", "")
    assert me.accent_dark != me.accent_color
    assert (await branding.branding(admin)).accent.dark == me.accent_dark


async def test_a_colour_that_cannot_be_read_is_refused_with_the_nearest_that_can(school: School) -> None:
    admin = await school.actor("admin")
    for colour in ("#ffdd00", "#ffffff", "#8bd3ff"):
        with pytest.raises(InvalidInputError, match="4.5 to 1") as refused:
            await branding.set_accent(admin, colour)
        offered = str(refused.value.detail["nearest"])
        assert (await branding.set_accent(admin, offered)).colour == offered
    for text in ("red", "", "#12", "#12345g", "#000000;background:url(//x)", "url(x)"):
        with pytest.raises(InvalidInputError):
            await branding.set_accent(admin, text)


async def test_a_logo_is_served_to_its_own_people_and_may_be_kept(
    browser: httpx.AsyncClient, school: School, other_school: School
) -> None:
    sent = await browser.post(DOOR, content=picture(kind="JPEG"), headers=await _cookie(school, "admin"))
    assert sent.status_code == 202
    address = sent.json()["logo"]
    assert (await profile.me(await school.actor("student"))).logo == address
    got = await browser.get(address, headers=await _cookie(school, "student"))
    assert (got.status_code, got.headers["content-type"]) == (200, "image/png")
    assert got.headers["cache-control"] == "private, max-age=31536000, immutable"
    with Image.open(io.BytesIO(got.content)) as shown:
        assert shown.size == (40, 20)
    assert (await browser.get(address, headers=await _cookie(other_school, "student"))).status_code == 404
    assert (await browser.get(address)).status_code == 401
    # Another picture has another address; the old one is gone.
    new = (await browser.post(DOOR, content=picture("blue"), headers=await _cookie(school, "admin"))).json()["logo"]
    assert new != address
    assert (await browser.get(address, headers=await _cookie(school, "student"))).status_code == 404
    await branding.remove_logo(await school.actor("admin"))
    assert (await profile.me(await school.actor("student"))).logo == ""


async def test_whoever_may_not_send_a_logo_is_refused_before_a_byte_is_read(
    browser: httpx.AsyncClient, school: School
) -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        read += 1
        yield picture()

    for role in ("student", "guardian", "instructor", "auditor"):
        assert (await browser.post(DOOR, content=body(), headers=await _cookie(school, role))).status_code == 403
    foreign = await _cookie(school, "admin") | {"origin": "http://evil.test"}
    assert (await browser.post(DOOR, content=body(), headers=foreign)).status_code == 403
    assert (await browser.post(DOOR, content=body(), headers=OWN)).status_code == 401
    assert read == 0


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422, "svg_refused"),
        (b"hello", 422, "not_a_picture"),
        (picture()[:60], 422, "not_a_picture"),
        (picture() + bytes(300_000), 413, "picture_too_large"),
    ],
)
async def test_a_bad_picture_is_refused_and_the_old_one_stays(
    browser: httpx.AsyncClient, school: School, content: bytes, status: int, code: str
) -> None:
    admin = await school.actor("admin")
    before = await branding.set_logo(admin, picture())
    answer = await browser.post(DOOR, content=content, headers=await _cookie(school, "admin"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert (await branding.branding(admin)).logo == before


async def test_only_admins_change_the_look_and_the_trail_says_so(school: School, other_school: School) -> None:
    admin = await school.actor("admin")
    for role in ("student", "guardian", "instructor", "auditor"):
        actor = await school.actor(role)
        for act in (
            branding.set_name(actor, "Mine"),
            branding.set_accent(actor, "#000000"),
            branding.set_logo(actor, picture()),
            branding.remove_logo(actor),
        ):
            with pytest.raises(ForbiddenError):
                await act
    await branding.set_name(admin, "Oak Hill School")
    await branding.set_accent(admin, "#000000")
    await branding.set_logo(admin, picture())
    await branding.remove_logo(admin)
    found = {row.action for row in (await trail.audit_search(admin, size=50)).rows if row.outcome == "ok"}
    assert {"institution.rename", "institution.update", "institution_logo.update", "institution_logo.remove"} <= found
    assert (await profile.me(await other_school.actor("student"))).institution.startswith("Elm")
    for name in ("", "=cmd", "x" * 200):
        with pytest.raises(InvalidInputError):
            await branding.set_name(admin, name)
    for fingerprint in ("", "../../etc/passwd", "0" * 32, "x\x00"):
        with pytest.raises(NotFoundError):
            await branding.logo(admin, fingerprint)
