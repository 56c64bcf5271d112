"""An LMS registers by itself: one address, once, for a day, and it waits until an admin switches it on."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from learnapp.core.errors import ConflictError, ForbiddenError, NotFoundError
from learnapp.services import Services, lms, lti_registering, trail
from tests.lms import TOOL_CONFIGURATION

from .conftest import TOOL, Browser, Connected, words


async def _invited(home: Connected, **more: Any) -> str:
    """Make an address; the LMS is not connected yet."""
    await lms.remove(home.admin, home.registration)
    return (await lti_registering.invite(home.admin, TOOL, name="School Moodle", **more)).removeprefix(TOOL)


async def _go(browser: Browser, home: Connected, url: str, once: str = "first") -> httpx.Response:
    """Open the address as the LMS does, and go on as its admin does."""
    page = await browser.get(home.lms.install(url, once), headers={"sec-fetch-dest": "iframe"})
    if page.status_code != 200:
        return page
    assert home.lms.origin in words(page) and home.lms.origin in page.headers["content-security-policy"]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    return await browser.post("/lti/register", data=hidden, headers={"sec-fetch-site": "same-origin"})


async def test_one_address_registers_an_lms_which_waits_to_be_switched_on(
    riverside: Connected, browser: Browser
) -> None:
    url = await _invited(riverside, attested=True)
    done = await _go(browser, riverside, url)
    assert done.status_code == 200 and "org.imsglobal.lti.close" in done.text, words(done)
    (tool,) = riverside.lms.registrations
    assert tool["redirect_uris"] == [f"{TOOL}/lti/launch"] and tool["initiate_login_uri"] == f"{TOOL}/lti/login"
    assert tool["jwks_uri"] == f"{TOOL}/lti/keys/{riverside.school.slug}"
    assert {one["type"] for one in tool[TOOL_CONFIGURATION]["messages"]} == {
        "LtiResourceLinkRequest", "LtiDeepLinkingRequest", "LtiSubmissionReviewRequest",
    }  # fmt: skip
    (row,) = (await lms.overview(riverside.admin, TOOL)).page.rows
    assert (row.name, row.product, row.status, row.attested) == ("School Moodle", "moodle", "pending", True)
    assert row.deployments == (riverside.lms.deployment_id,)
    waiting = await browser.post("/lti/login", data=riverside.lms.login("carol"))
    assert waiting.status_code == 403 and "waits for your institution" in words(waiting)
    await lms.switch(riverside.admin, row.registration_id, on=True)
    assert (await browser.launch(riverside.lms, "carol")).status_code == 303
    seen = {entry.action for entry in (await trail.audit_search(riverside.admin)).rows}
    assert {"lms.invite", "lms.register", "lms.on"} <= seen
    # It counts once, and looking at it does not use it up.
    again = await _go(browser, riverside, url, "another")
    assert again.status_code == 403 and "used already" in words(again)


async def test_what_fails_is_named_and_may_be_tried_again(riverside: Connected, browser: Browser) -> None:
    url = await _invited(riverside)
    for published, code in (
        ({"issuer": "https://elsewhere.example"}, "lti_reg_issuer"),
        ({"issuer": "https://canvas.instructure.com"}, "lti_reg_issuer"),
        ({"registration_endpoint": "https://evil.example/take"}, "lti_reg_issuer"),
        ({"jwks_uri": ""}, "lti_reg_incomplete"),
        ({"jwks_uri": "https://10.0.0.4/keys"}, "lti_reg_incomplete"),
        ({"registration_endpoint": riverside.lms.origin + "/keys"}, "lti_reg_refused"),
    ):
        riverside.lms.published = published
        riverside.lms.registration_tokens.clear()
        page = await browser.get(riverside.lms.install(url, "t"), headers={"sec-fetch-dest": "iframe"})
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        if code == "lti_reg_refused":
            riverside.lms.published = {}
            riverside.lms.registration_tokens.clear()
        answer = await browser.post("/lti/register", data=hidden, headers={"sec-fetch-site": "same-origin"})
        assert answer.status_code == 403 and code in answer.text, words(answer)
    codes = [e.detail["code"] for e in (await trail.audit_search(riverside.admin, action="lms.register")).rows]
    assert {"lti_reg_issuer", "lti_reg_incomplete", "lti_reg_refused"} <= set(codes)
    assert riverside.lms.registrations == [] and (await lms.overview(riverside.admin, TOOL)).page.rows == []
    # Another page may not begin it, and addresses of our own network are not called.
    foreign = await browser.post("/lti/register", data=hidden, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    inside = await browser.get(f"{url}&openid_configuration=https%3A%2F%2F169.254.169.254%2F")
    assert inside.status_code == 403 and "lti_reg_address" in inside.text
    riverside.lms.published = {}
    assert (await _go(browser, riverside, url)).status_code == 200


async def test_an_address_ends_and_belongs_to_its_institution(
    riverside: Connected, hillview: Connected, services: Services, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await _invited(riverside)
    (row,) = await lti_registering.waiting(riverside.admin)
    assert await lti_registering.waiting(hillview.admin) == []
    with pytest.raises(NotFoundError):
        await lti_registering.revoke(hillview.admin, row.invitation_id)
    for who in ("alice", "carol"):
        with pytest.raises(ForbiddenError):
            await lti_registering.invite(riverside.school.actor(who), TOOL, name="Mine")
        with pytest.raises(ForbiddenError):
            await lti_registering.waiting(riverside.school.actor(who))
    # The token of one institution under the name of another is none.
    mixed = url.replace(riverside.school.tenant_id.hex, hillview.school.tenant_id.hex)
    assert "lti_reg_token" in (await browser.get(riverside.lms.install(mixed))).text
    assert "lti_reg_token" in (await browser.get("/lti/register?token=x.y")).text
    await lti_registering.revoke(riverside.admin, row.invitation_id)
    assert (await browser.get(riverside.lms.install(url))).status_code == 403
    url = (await lti_registering.invite(riverside.admin, TOOL, name="Again")).removeprefix(TOOL)
    for _ in range(lti_registering.MOST_OPEN - 1):
        await lti_registering.invite(riverside.admin, TOOL, name="Again")
    with pytest.raises(ConflictError):
        await lti_registering.invite(riverside.admin, TOOL, name="Again")
    later = services.clock.now() + timedelta(hours=25)
    monkeypatch.setattr(services.clock, "now", lambda: later)
    assert "older than a day" in words(await browser.get(riverside.lms.install(url)))
