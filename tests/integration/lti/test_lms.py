"""An admin connects an LMS, checks the connection and turns keys; nobody else does."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.services import Services, lms, lms_check, lms_keys, lti_registering
from learnapp.services.lms import PlatformDraft

from .conftest import Browser, Connected, draft


async def test_the_check_names_the_step_that_fails(riverside: Connected, browser: Browser, services: Services) -> None:
    async def steps() -> dict[str, str]:
        found = await lms_check.check(riverside.admin, riverside.registration)
        return {step.name: step.reason or step.outcome for step in found}

    riverside.lms.tool_keys = {}
    assert await steps() == {"keys": "ok", "token": "refused", "deployments": "ok", "launch": "open"}
    # The LMS reads our keys: now it knows us, after a turn of keys too.
    for _ in range(2):
        riverside.lms.tool_keys = (await browser.get(f"/lti/keys/{riverside.school.slug}")).json()
        assert (await steps())["token"] == "ok"
        await lms_keys.rotate(riverside.admin)
    assert (await steps())["token"] == "refused"
    # What was signed by the old key a moment ago is still known by it.
    assert len((await browser.get(f"/lti/keys/{riverside.school.slug}")).json()["keys"]) == 3
    await browser.launch(riverside.lms, "carol")
    assert (await steps())["launch"] == "ok"
    at = riverside.lms.origin
    for more, step, reason in (
        ({"keys_url": "http://127.0.0.1:1/keys"}, "keys", "unreachable"),
        ({"keys_url": f"{at}/token"}, "keys", "no_key_set"),
        ({"keys_url": f"{at}/away"}, "keys", "no_key_set"),
        ({"token_url": f"{at}/course"}, "token", "no_token"),
        ({"deployment_id": ""}, "deployments", "none"),
    ):
        await lms.remove(riverside.admin, riverside.registration)
        riverside.registration = await lms.add(riverside.admin, draft(riverside.lms, **more))
        assert (await steps())[step] == reason, more


async def test_only_public_halves_are_published(riverside: Connected, browser: Browser) -> None:
    answer = await browser.get(f"/lti/keys/{riverside.school.slug}")
    (key,) = answer.json()["keys"]
    assert set(key) == {"kty", "n", "e", "kid", "alg", "use"}
    assert (await browser.get("/lti/keys/library")).status_code == 404
    assert (await browser.get("/lti/keys/nobody")).status_code == 404


async def test_presets_fill_in_what_is_the_same_everywhere(riverside: Connected) -> None:
    base = PlatformDraft("Canvas", "canvas", "https://riverside.instructure.com/courses/4", "10000000000001", "1:abc")
    await lms.add(riverside.admin, base)
    moodle = replace(base, name="Moodle", product="moodle", site="https://moodle.riverside.edu/learn/", client_id="XyZ")
    await lms.add(riverside.admin, moodle)
    blackboard = replace(base, name="Blackboard", product="blackboard", site="https://riverside.blackboard.com/ultra")
    await lms.add(riverside.admin, blackboard)
    rows = {row.product: row for row in (await lms.overview(riverside.admin, "https://tool.test")).page.rows}
    assert rows["canvas"].issuer == "https://canvas.instructure.com"
    assert rows["canvas"].site == "https://riverside.instructure.com"
    assert rows["moodle"].issuer == "https://moodle.riverside.edu/learn"
    assert rows["moodle"].keys_url == "https://moodle.riverside.edu/learn/mod/lti/certs.php"
    assert rows["blackboard"].keys_url.endswith("/applications/10000000000001/jwks.json")


@pytest.mark.parametrize(
    "more",
    [
        {"site": "http://lms.example.edu"},
        {"site": "https://user:word@lms.example.edu"},
        {"keys_url": "https://10.0.0.4/keys"},
        {"keys_url": "https://169.254.169.254/latest"},
        {"keys_url": "https://[fd00::1]/keys"},
        {"keys_url": "https://metadata.google.internal/keys"},
        {"token_url": "file:///etc/passwd"},
        {"token_url": "https://postgres/token"},
        {"auth_url": "javascript:alert(1)"},
        {"client_id": ""},
        {"client_id": "a b"},
        {"issuer": ""},
        {"product": "sakai"},
        {"name": " "},
    ],
)
async def test_what_cannot_be_an_lms_is_refused(more: dict[str, str], riverside: Connected) -> None:
    with pytest.raises(InvalidInputError):
        await lms.add(riverside.admin, draft(riverside.lms, **{"client_id": "another", "deployment_id": "9", **more}))


async def test_the_same_client_is_connected_once(riverside: Connected) -> None:
    with pytest.raises(ConflictError, match="already"):
        await lms.add(riverside.admin, draft(riverside.lms, deployment_id="7"))


async def test_mallory_sees_and_changes_nothing_of_riverside(riverside: Connected, hillview: Connected) -> None:
    theirs = await lms.overview(hillview.admin, "https://tool.test")
    assert riverside.registration not in {row.registration_id for row in theirs.page.rows}
    for attempt in (
        lms.switch(hillview.admin, riverside.registration, on=False),
        lms.remove(hillview.admin, riverside.registration),
        lms.add_deployment(hillview.admin, riverside.registration, "2"),
        lms.remove_deployment(hillview.admin, riverside.registration, "1"),
        lms_check.check(hillview.admin, riverside.registration),
    ):
        with pytest.raises(NotFoundError):
            await attempt
    for who in ("alice", "carol"):
        with pytest.raises(ForbiddenError):
            await lms.overview(riverside.school.actor(who), "https://tool.test")
        with pytest.raises(ForbiddenError):
            await lms.add(riverside.school.actor(who), draft(riverside.lms))
    (row,) = (await lms.overview(riverside.admin, "https://tool.test")).page.rows
    assert (row.status, row.deployments) == ("active", ("1",))


async def test_auditors_read_and_change_nothing(riverside: Connected) -> None:
    auditor = replace(riverside.school.actor("alice"), roles=frozenset({"auditor"}), sections=frozenset())
    (row,) = (await lms.overview(auditor, "https://tool.test")).page.rows
    assert row.registration_id == riverside.registration
    assert await lti_registering.waiting(auditor) == [] and (await lms.contexts(auditor)).total == 0
    for attempt in (
        lms.switch(auditor, riverside.registration, on=False),
        lms.remove(auditor, riverside.registration),
        lms.add(auditor, draft(riverside.lms)),
        lms_check.check(auditor, riverside.registration),
        lms_keys.rotate(auditor),
        lti_registering.invite(auditor, "https://tool.test", name="Ours"),
    ):
        with pytest.raises(ForbiddenError):
            await attempt


async def test_after_removal_the_same_people_come_back(riverside: Connected, browser: Browser) -> None:
    await browser.land(await browser.launch(riverside.lms, "carol"))
    carol = await browser.actor()
    await lms.remove(riverside.admin, riverside.registration)
    answer = await browser.post("/lti/login", data=riverside.lms.login("carol"))
    assert isinstance(answer, httpx.Response) and answer.status_code == 403
    await lms.add(riverside.admin, draft(riverside.lms))
    await browser.land(await browser.launch(riverside.lms, "carol"))
    assert (await browser.actor()).person_id == carol.person_id
