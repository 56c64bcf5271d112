"""A launch from an LMS: who comes, into which class, with which session, and how it works without cookies."""

from __future__ import annotations

import asyncio
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import httpx
import psycopg
import pyotp
from sqlalchemy import text

from learnapp.security.access import system_actor
from learnapp.services import Services, content, current, identity, lms, people, privacy, second_step, sections, trail
from learnapp.storage.embedded import Urls
from tests.factories import PASSWORD
from tests.lms import CLAIM, LEARNER, MEMBER, TEACHER, User

from .conftest import Browser, Connected, field, new_browser, words


async def _teach(home: Connected) -> UUID:
    """Let Carol open the link once, so that the class begins; returns its id."""
    async with new_browser() as hers:
        target = await hers.land(await hers.launch(home.lms, "carol"))
        return UUID(target.removeprefix("/teach/"))


async def test_the_teacher_begins_the_class_and_alice_lands_on_today(riverside: Connected, browser: Browser) -> None:
    section = await _teach(riverside)
    assert await browser.land(await browser.launch(riverside.lms)) == "/today"
    alice = await browser.actor()
    assert (alice.tenant_id, set(alice.roles), set(alice.sections)) == (
        riverside.school.tenant_id, {"student"}, {section},
    )  # fmt: skip
    profile = await identity.profile(alice)
    assert (profile.name, profile.email, profile.sections[0].title) == (
        "Alice Adams", "alice@riverside.edu", "Algebra, group 2",
    )  # fmt: skip
    assert (await privacy.consent_status(riverside.admin, alice.person_id)).decision.allowed
    seen = {entry.action for entry in (await trail.audit_search(riverside.admin, subject_id=alice.person_id)).rows}
    assert {"person.create", "lms.identify", "section.enrol", "consent.give", "session.start"} <= seen
    # Once more is the same person in the same class.
    assert await browser.land(await browser.launch(riverside.lms)) == "/today"
    assert (await browser.actor()).person_id == alice.person_id
    assert (await lms.contexts(riverside.admin)).rows[0].section_id == section


async def test_who_comes_again_is_asked_nothing_until_something_has_changed(
    riverside: Connected, browser: Browser
) -> None:
    section = await _teach(riverside)
    for _ in range(3):
        assert await browser.land(await browser.launch(riverside.lms)) == "/today"
    alice = await browser.actor()
    begun = await trail.audit_search(riverside.admin, action="session.start", subject_id=alice.person_id)
    assert [entry.detail for entry in begun.rows] == [{"via": "lti"}] * 3
    # The LMS says that she teaches now, and then that she studies again.
    teaches: dict[str, Any] = {f"{CLAIM}roles": [TEACHER]}
    for _ in range(2):
        assert await browser.land(await browser.launch(riverside.lms, "alice", **teaches)) == f"/teach/{section}"
    assert (await browser.actor()).taught == frozenset({section})
    assert await browser.land(await browser.launch(riverside.lms)) == "/today"
    assert not (await browser.actor()).taught
    # A course that is called otherwise now.
    riverside.lms.context = {**riverside.lms.context, "title": "Algebra, group 3"}
    await browser.land(await browser.launch(riverside.lms))
    assert (await lms.contexts(riverside.admin)).rows[0].title == "Algebra, group 3"
    # A launch that is refused is used up as well.
    await identity.set_status(riverside.admin, alice.person_id, "suspended")
    asked = await browser.begin(riverside.lms)
    token = riverside.lms.sign(riverside.lms.body("alice", asked["nonce"]))
    assert "lti_suspended" in (await browser.come(asked["state"], token)).text
    await identity.set_status(riverside.admin, alice.person_id, "active")
    assert "lti_state" in (await browser.come(asked["state"], token)).text
    # And of several at the same moment one comes in.
    asked = await browser.begin(riverside.lms)
    token = riverside.lms.sign(riverside.lms.body("alice", asked["nonce"]))
    answers = await asyncio.gather(*(browser.come(asked["state"], token) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [303, 403, 403, 403]


async def test_the_cookie_belongs_to_frames_of_the_lms_and_no_other_place_may_frame_the_page(
    riverside: Connected, browser: Browser
) -> None:
    await _teach(riverside)
    answer = await browser.launch(riverside.lms)
    (cookie,) = (line for line in answer.headers.get_list("set-cookie") if line.startswith("__Host-sid="))
    assert {"HttpOnly", "Secure", "SameSite=None", "Partitioned"} <= set(cookie.split("; "))
    await browser.land(answer)
    site = riverside.lms.origin
    inside = await browser.get("/lti/arrive?code=x", headers={"sec-fetch-dest": "iframe"})
    assert "frame-ancestors" in inside.headers["content-security-policy"]
    page = await browser.get("/nothing", headers={"sec-fetch-dest": "iframe"})
    assert page.headers["content-security-policy"].endswith(f"frame-ancestors 'self' {site}")
    page = await browser.get("/nothing", headers={"sec-fetch-dest": "document"})
    assert page.headers["content-security-policy"].endswith("frame-ancestors 'self'")
    await lms.switch(riverside.admin, riverside.registration, on=False)
    page = await browser.get("/nothing", headers={"sec-fetch-dest": "iframe"})
    assert page.headers["content-security-policy"].endswith("frame-ancestors 'self'")


async def test_a_student_before_the_teacher_is_told_what_to_do_and_the_course_waits_to_be_connected(
    riverside: Connected, browser: Browser
) -> None:
    answer = await browser.launch(riverside.lms)
    assert answer.status_code == 403 and "Ask your teacher to open this link once" in words(answer)
    (waiting,) = (await lms.contexts(riverside.admin)).rows
    assert (waiting.title, waiting.section_id) == ("Algebra, group 2", None)
    await lms.connect(
        riverside.admin, riverside.registration, waiting.deployment_id, waiting.context_id, riverside.school.section_id
    )
    assert await browser.land(await browser.launch(riverside.lms)) == "/today"
    assert set((await browser.actor()).sections) == {riverside.school.section_id}
    await sections.close_section(riverside.admin, riverside.school.section_id)
    assert "closed" in words(await browser.launch(riverside.lms))


async def test_a_class_that_a_launch_begins_studies_the_course_that_the_admin_chose(
    riverside: Connected, services: Services
) -> None:
    tenant, course = riverside.school.tenant_id, uuid4()
    async with services.db.transaction(tenant) as tx:
        await tx.session.execute(
            text(
                "INSERT INTO course (tenant_id, course_id, slug, title, subject, description, language, grade_band,"
                " source, license, attribution, created_at) VALUES (:t, :c, 'f', 'Fractions', 'mathematics', '', 'en',"
                " '6-8', 'test', 'CC0', '', now())"
            ),
            {"t": tenant, "c": course},
        )
        await tx.session.execute(
            text(
                "INSERT INTO course_version (tenant_id, course_id, version, published_at, checksum, status)"
                " VALUES (:t, :c, 1, now(), '', 'published')"
            ),
            {"t": tenant, "c": course},
        )
        await tx.session.execute(
            text("UPDATE lti_registration SET course_tenant_id = :t, course_id = :c"), {"t": tenant, "c": course}
        )
    section = await _teach(riverside)
    (found,) = (row for row in (await sections.list_sections(riverside.admin)).rows if row.section_id == section)
    assert (found.course_id, found.course_version) == (course, 1)
    assert (await content.list_courses(riverside.admin)).total >= 1


async def test_two_platforms_that_both_say_4_mean_two_people(riverside: Connected, hillview: Connected) -> None:
    people_found = set()
    for home in (riverside, hillview):
        await _teach(home)
        async with new_browser() as theirs:
            await theirs.land(await theirs.launch(home.lms))
            actor = await theirs.actor()
            assert actor.tenant_id == home.school.tenant_id
            people_found.add(actor.person_id)
    assert len(people_found) == 2
    # Also two installations of one platform: the deployment is part of who somebody is.
    await lms.add_deployment(riverside.admin, riverside.registration, "2")
    changes: dict[str, Any] = {f"{CLAIM}deployment_id": "2", f"{CLAIM}roles": [TEACHER], "email": None}
    async with new_browser() as theirs:
        await theirs.land(await theirs.launch(riverside.lms, "alice", **changes))
        assert (await theirs.actor()).person_id not in people_found


async def test_roles_of_the_course_decide_and_nobody_becomes_an_admin(riverside: Connected) -> None:
    await _teach(riverside)
    root = "http://purl.imsglobal.org/vocab/lis/v2/"
    admin_everywhere = [f"{root}system/person#Administrator", f"{root}institution/person#Administrator", LEARNER]
    for who, roles, expected in (
        ("s1", admin_everywhere, {"student"}),
        ("s2", [f"{MEMBER}Administrator"], {"instructor"}),
        ("s3", [f"{root}membership/Instructor#TeachingAssistant"], {"instructor"}),
        ("s4", ["Learner"], {"student"}),
    ):
        riverside.lms.users[who] = User(who, who.title(), "", tuple(roles))
        async with new_browser() as theirs:
            await theirs.land(await theirs.launch(riverside.lms, who))
            assert set((await theirs.actor()).roles) == expected, who
    for roles in (admin_everywhere[:2], [f"{MEMBER}ContentDeveloper"], []):
        async with new_browser() as theirs:
            answer = await theirs.launch(riverside.lms, "alice", **{f"{CLAIM}roles": roles})
            assert answer.status_code == 403 and "Ask your teacher" in words(answer)


async def test_without_cookies_the_proof_lies_with_the_platform_and_a_window_takes_the_session(
    riverside: Connected,
) -> None:
    await _teach(riverside)
    async with new_browser() as frame:
        fields = riverside.lms.login("alice", lti_storage_target="_parent")
        page = await frame.post("/lti/login", data=fields, headers={"sec-fetch-dest": "iframe"})
        assert page.status_code == 200 and riverside.lms.origin in page.headers["content-security-policy"]
        about = re.search(r'id="about">(.*?)</script>', page.text)
        assert about is not None
        said = httpx.Response(200, content=about[1]).json()
        assert said["origin"] == riverside.lms.origin
        asked = {name: values[0] for name, values in parse_qs(urlsplit(said["go"]).query).items()}
        frame.cookies.clear()
        token = riverside.lms.sign(riverside.lms.body("alice", asked["nonce"]))
        again = await frame.come(asked["state"], token)
        assert again.status_code == 200 and "lti.get_data" in again.text and said["value"] not in again.text
        # A wrong proof is none, and only our own page may show one.
        assert (await frame.come(asked["state"], token, proof="guessed")).status_code == 200
        data = {"state": asked["state"], "id_token": token, "proof": said["value"]}
        foreign = await frame.post("/lti/launch", data=data, headers={"sec-fetch-site": "cross-site"})
        assert foreign.status_code == 403
        done = await frame.come(asked["state"], token, proof=said["value"])
        assert done.status_code == 303
        frame.cookies.clear()
        waiting = await frame.get(done.headers["location"], headers={"sec-fetch-dest": "iframe"})
        assert waiting.status_code == 200 and "Alice Adams" in words(waiting)
        assert riverside.lms.origin in waiting.headers["content-security-policy"]
        code = parse_qs(urlsplit(done.headers["location"]).query)["code"][0]
        # Somebody else's code, opened in a window, signs nobody in.
        planted = await frame.get(done.headers["location"], headers={"sec-fetch-dest": "document"})
        assert planted.status_code == 403 and "set-cookie" not in planted.headers
        window = {"sec-fetch-site": "same-origin", "sec-fetch-dest": "document"}
        opened = await frame.post("/lti/open", data={"code": code}, headers=window)
        assert (opened.status_code, opened.headers["location"]) == (303, "/today")
        assert "SameSite=Lax" in opened.headers.get_list("set-cookie")[0]
        assert (await identity.profile(await frame.actor())).name == "Alice Adams"
        assert (await frame.post("/lti/open", data={"code": code}, headers=window)).status_code == 403


async def test_without_cookies_and_storage_a_new_window_begins_anew(riverside: Connected, browser: Browser) -> None:
    await _teach(riverside)
    asked = await browser.begin(riverside.lms)
    browser.cookies.clear()
    page = await browser.come(asked["state"], riverside.lms.sign(riverside.lms.body("alice", asked["nonce"])))
    assert page.status_code == 200 and 'action="/lti/login" target="_blank"' in page.text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    fields = {name: unescape(value) for name, value in hidden.items()}
    again = await browser.post("/lti/login", data=fields, headers={"sec-fetch-dest": "document"})
    asked = {name: values[0] for name, values in parse_qs(urlsplit(again.headers["location"]).query).items()}
    assert asked["login_hint"] == "alice"
    done = await browser.come(asked["state"], riverside.lms.sign(riverside.lms.body("alice", asked["nonce"])))
    assert await browser.land(done) == "/today"


async def test_an_account_is_connected_by_its_password_and_never_by_the_address_alone(
    riverside: Connected, browser: Browser
) -> None:
    section, alice = await _teach(riverside), riverside.school["alice"]
    riverside.lms.users["alice"].email = alice.email
    answer = await browser.launch(riverside.lms)
    assert answer.status_code == 200 and alice.email in words(answer)
    assert "set-cookie" not in answer.headers
    ticket = re.search(r'name="ticket" value="([^"]+)"', answer.text)
    assert ticket is not None
    own = {"sec-fetch-site": "same-origin", "sec-fetch-dest": "iframe"}
    form = {"ticket": ticket[1], "choice": "connect"}
    wrong = await browser.post("/lti/link", data={**form, "password": "guess"}, headers=own)
    assert wrong.status_code == 401 and "set-cookie" not in wrong.headers and ticket[1] in wrong.text
    right = await browser.post("/lti/link", data={**form, "password": PASSWORD}, headers=own)
    assert await browser.land(right) == "/today"
    actor = await browser.actor()
    assert actor.person_id == alice.person_id and section in actor.sections
    # The ticket counts once; from now on she is known without a password.
    assert (await browser.post("/lti/link", data={**form, "password": PASSWORD}, headers=own)).status_code == 403
    assert await browser.land(await browser.launch(riverside.lms)) == "/today"
    assert (await browser.actor()).person_id == alice.person_id
    # Bob's address in Mallory's launch: without his password it is only a new account.
    riverside.lms.users["mallory"] = User("66", "Mallory", riverside.school["bob"].email)
    answer = await browser.launch(riverside.lms, "mallory")
    ticket = re.search(r'name="ticket" value="([^"]+)"', answer.text)
    assert ticket is not None
    made = await browser.post("/lti/link", data={"ticket": ticket[1], "choice": "new"}, headers=own)
    await browser.land(made)
    assert (await browser.actor()).person_id != riverside.school["bob"].person_id
    # That address finds and signs in Bob alone.
    found = await people.list_people(riverside.admin, query=riverside.school["bob"].email)
    assert [row.person_id for row in found.rows] == [riverside.school["bob"].person_id]


async def test_with_a_second_step_the_password_alone_connects_nothing(riverside: Connected, browser: Browser) -> None:
    me, carol = riverside.school.actor("carol"), riverside.school["carol"]
    totp = pyotp.TOTP((await second_step.begin(me)).secret.replace(" ", ""))
    codes = await second_step.confirm(me, totp.at(current().clock.now()))
    riverside.lms.users["carol"].email = carol.email
    ticket = re.search(r'name="ticket" value="([^"]+)"', (await browser.launch(riverside.lms, "carol")).text)
    assert ticket is not None
    own = {"sec-fetch-site": "same-origin", "sec-fetch-dest": "iframe"}
    form = {"ticket": ticket[1], "choice": "connect", "password": PASSWORD}
    half = await browser.post("/lti/link", data=form, headers=own)
    assert half.status_code == 401 and "set-cookie" not in half.headers and 'name="code"' in half.text
    wrong = await browser.post("/lti/link", data={**form, "code": "000000"}, headers=own)
    assert "set-cookie" not in wrong.headers and 'name="code"' in wrong.text
    asked = await browser.post("/lti/link", data={**form, "code": codes[0]}, headers=own)
    await browser.land(await browser.submit("/lti/connect", asked, choice="new", title=field(asked, "title")))
    assert (await browser.actor()).person_id == carol.person_id


async def test_who_runs_the_school_is_never_signed_in_by_its_lms(riverside: Connected, browser: Browser) -> None:
    await _teach(riverside)
    riverside.lms.users["adam"] = User("9", "Adam", riverside.school["adam"].email, (TEACHER,))
    # The address is not even asked for: a new account begins, a teacher's.
    await browser.land(await browser.launch(riverside.lms, "adam"))
    assert set((await browser.actor()).roles) == {"instructor"}
    made = (await browser.actor()).person_id
    await identity.set_roles(riverside.admin, made, ["admin", "instructor"])
    answer = await browser.launch(riverside.lms, "adam")
    assert answer.status_code == 403 and "its own page" in words(answer)


async def test_erasing_forgets_who_somebody_was_on_the_platform(
    riverside: Connected, browser: Browser, postgres: Urls
) -> None:
    await _teach(riverside)
    await browser.land(await browser.launch(riverside.lms))
    alice = await browser.actor()
    await privacy.erase_person(system_actor(alice.tenant_id), alice.person_id)
    with psycopg.connect(postgres.owner) as conn:
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(alice.tenant_id),))
        assert conn.execute("SELECT 1 FROM lti_identity WHERE person_id = %s", (alice.person_id,)).fetchall() == []
    await browser.land(await browser.launch(riverside.lms))
    assert (await browser.actor()).person_id != alice.person_id


async def test_nothing_said_of_people_is_readable_in_the_tables(
    riverside: Connected, browser: Browser, postgres: Urls
) -> None:
    await _teach(riverside)
    riverside.lms.users["alice"].sub = "subject-of-alice"
    await browser.land(await browser.launch(riverside.lms))
    with psycopg.connect(postgres.owner) as conn:
        conn.execute("SELECT set_config('app.tenant_id', %s, false)", (str(riverside.school.tenant_id),))
        for table in ("lti_identity", "lti_context", "person", "audit_entry"):
            dump = str(conn.execute(f"SELECT to_jsonb(t)::text FROM {table} t").fetchall())  # noqa: S608
            assert "subject-of-alice" not in dump and "Alice Adams" not in dump
            assert b"subject-of-alice".hex() not in dump


async def test_a_whole_class_launches_at_once_and_keys_are_read_once(riverside: Connected) -> None:
    await _teach(riverside)
    riverside.lms.served.clear()
    names = [f"pupil{number}" for number in range(12)]
    riverside.lms.users |= {name: User(name, name.title(), f"{name}@x.example") for name in names}

    async def one(name: str) -> str:
        async with new_browser() as theirs:
            return await theirs.land(await theirs.launch(riverside.lms, name))

    assert await asyncio.gather(*(one(name) for name in names)) == ["/today"] * 12
    assert riverside.lms.served.count("/keys") == 0


async def test_cookies_that_come_one_by_one_over_http_2_are_all_read(riverside: Connected, browser: Browser) -> None:
    await _teach(riverside)
    answer = await browser.launch(riverside.lms)
    crumbs = [("cookie", f"{name}={value}") for name, value in browser.cookies.items()]
    browser.cookies.clear()
    landed = await browser.get(answer.headers["location"], headers=[*crumbs, ("sec-fetch-dest", "iframe")])
    assert len(crumbs) > 1 and (landed.status_code, landed.headers["location"]) == (303, "/today")
