"""Two institutions behind one issuer, forged roles, launches in another order, and addresses that lead away."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from learnapp.integrations.lti.roles import role_here
from learnapp.services import Services, lms, trail
from learnapp.storage.repositories import identity as people_rows
from tests.factories import PASSWORD
from tests.lms import CLAIM, LEARNER, MEMBER, TEACHER, User

from .conftest import Browser, Connected, draft, field, new_browser, words

MENTOR = f"{MEMBER}Mentor"


async def test_one_issuer_and_client_for_two_institutions_are_told_apart_by_deployment(
    riverside: Connected, hillview: Connected, browser: Browser
) -> None:
    # As Canvas does: one issuer for all its customers, and one key for all that install the tool by its client id.
    shared = draft(riverside.lms, deployment_id="hillview-1", site=riverside.lms.origin)
    await lms.add(hillview.admin, shared)
    await browser.land(await browser.launch(riverside.lms, "carol"))
    assert (await browser.actor()).tenant_id == riverside.school.tenant_id
    async with new_browser() as theirs:
        asked = await theirs.begin(riverside.lms, "carol", lti_deployment_id="hillview-1")
        body = riverside.lms.body("carol", asked["nonce"]) | {f"{CLAIM}deployment_id": "hillview-1"}
        page = await theirs.come(asked["state"], riverside.lms.sign(body))
        await theirs.land(await theirs.submit("/lti/connect", page, choice="new", title="Theirs"))
        assert (await theirs.actor()).tenant_id == hillview.school.tenant_id
        assert (await theirs.actor()).person_id != (await browser.actor()).person_id
    # A deployment that nobody has entered is nobody's, whoever it was begun for.
    answer = await browser.launch(riverside.lms, "carol", **{f"{CLAIM}deployment_id": "hillview-2"})
    assert answer.status_code == 403 and "lti_deployment" in answer.text
    assert (await trail.audit_search(riverside.admin, action="lms.launch", outcome="denied")).total == 1


async def test_launches_that_come_in_another_order_do_not_mix(riverside: Connected, browser: Browser) -> None:
    first, second = await browser.begin(riverside.lms, "carol"), await browser.begin(riverside.lms, "carol")
    tokens = [riverside.lms.sign(riverside.lms.body("carol", one["nonce"])) for one in (first, second)]
    for state, token in ((first["state"], tokens[1]), (second["state"], tokens[0])):
        answer = await browser.come(state, token)
        assert answer.status_code == 403 and "lti_nonce" in answer.text
    # Each still counts with its own state, the later one first.
    for state, token in ((second["state"], tokens[1]), (first["state"], tokens[0])):
        assert (await browser.come(state, token)).status_code == 200


async def test_blackboard_launches_without_a_resource_link_and_from_outside_a_course(
    riverside: Connected, browser: Browser
) -> None:
    first = await browser.launch(riverside.lms, "carol", **{f"{CLAIM}resource_link": None})
    assert (await browser.land(first)).startswith("/teach/")
    outside = {f"{CLAIM}resource_link": None, f"{CLAIM}context": None}
    assert await browser.land(await browser.launch(riverside.lms, "carol", **outside)) == "/"
    stranger = await browser.launch(riverside.lms, "alice", **outside)
    assert stranger.status_code == 403 and "from inside a course" in words(stranger)


async def test_no_address_in_a_launch_leads_away(riverside: Connected, browser: Browser) -> None:
    await browser.land(await browser.launch(riverside.lms, "carol"))
    for address in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = await browser.launch(riverside.lms, "carol", **{f"{CLAIM}target_link_uri": address})
        assert (await browser.land(answer)).startswith("/teach/")
        begun = await browser.post("/lti/login", data=riverside.lms.login("carol", target_link_uri=address))
        to = urlsplit(begun.headers["location"])
        assert f"{to.scheme}://{to.netloc}" == riverside.lms.origin
        assert parse_qs(to.query)["redirect_uri"] == ["https://tool.test/lti/launch"]


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([f"{MEMBER}/Instructor#TeachingAssistant"], None),
        (["http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"], "instructor"),
        (["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor", LEARNER], "student"),
        (["http://purl.imsglobal.org/vocab/lis/v2/system/person#SysAdmin"], None),
        (["http://evil.example/membership#Instructor", LEARNER], "student"),
        ([f"{MEMBER}Instructor ", f" {TEACHER}", LEARNER], "student"),
        (["instructor", "INSTRUCTOR", "Instructor,Learner", LEARNER], "student"),
        ([["Instructor"], {"role": "Instructor"}, None, 4, LEARNER], "student"),
        ([MENTOR], "mentor"),
        ([MENTOR, LEARNER], "student"),
        ([f"{MEMBER}Manager"], None),
    ],
)
def test_only_what_a_platform_says_of_the_course_makes_a_role(roles: list[object], expected: str | None) -> None:
    assert role_here(roles) == expected


async def test_a_student_does_not_teach_by_what_a_link_or_a_form_says(riverside: Connected, browser: Browser) -> None:
    async with new_browser() as hers:
        await hers.land(await hers.launch(riverside.lms, "carol"))
    forged = {f"{CLAIM}custom": {"roles": TEACHER, "role": "instructor"}, "roles": [TEACHER], "role": "admin"}
    assert await browser.land(await browser.launch(riverside.lms, "alice", **forged)) == "/today"
    assert set((await browser.actor()).roles) == {"student"}


async def test_a_mentor_comes_in_only_as_the_guardian_that_they_are_already(
    riverside: Connected, browser: Browser, services: Services
) -> None:
    riverside.lms.users["gina"] = User("71", "Gina", "gina@elsewhere.example", (MENTOR,))
    answer = await browser.launch(riverside.lms, "gina")
    assert answer.status_code == 403 and "Ask the school for an invitation" in words(answer)
    bob = riverside.school["bob"]
    # Not by the address of somebody who is none.
    riverside.lms.users["gina"].email = bob.email
    assert "lti_mentor" in (await browser.launch(riverside.lms, "gina")).text
    async with services.db.transaction(riverside.school.tenant_id) as tx:
        await people_rows.grant_roles(
            tx.session, riverside.school.tenant_id, [(bob.person_id, "guardian")], bob.person_id,
            services.clock.now(),
        )  # fmt: skip
    page = await browser.launch(riverside.lms, "gina")
    assert page.status_code == 200 and bob.email in words(page)
    new = await browser.submit("/lti/link", page, choice="new")
    assert new.status_code == 403 and "lti_mentor" in new.text
    page = await browser.launch(riverside.lms, "gina")
    assert field(page, "ticket")
    own = await browser.submit("/lti/link", page, choice="connect", password=PASSWORD)
    assert await browser.land(own) == "/family"
    assert await browser.land(await browser.launch(riverside.lms, "gina")) == "/family"
