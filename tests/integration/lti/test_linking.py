"""Teachers choose what their LMS links to, and such links open it: also in copies, for students, and for reviews."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from learnapp.integrations.lti.grades import SCORE
from learnapp.security.access import Actor
from learnapp.services import Services, assessments, lms, lms_class, trail, withdrawals
from learnapp.storage.repositories import lti_grades as grade_rows
from learnapp.storage.repositories.lti_services import LmsCourse
from tests.integration.learning.conftest import Course, build_course
from tests.lms import CLAIM, DEEP, TEACHER, User
from tests.lms_services import AGS_CLAIM, NRPS_CLAIM

from .conftest import Browser, Connected, field, new_browser, words


@pytest.fixture
async def course(riverside: Connected, services: Services, browser: Browser) -> Course:
    """Riverside's course, which the class studies that Carol's course stands for."""
    made = await build_course(services.db, riverside.school.tenant_id)
    riverside.lms.tool_keys = (await browser.get(f"/lti/keys/{riverside.school.slug}")).json()
    return made


@pytest.fixture
async def hers(course: Course, riverside: Connected) -> AsyncIterator[Browser]:
    """Carol's browser, in which her class was begun."""
    async with new_browser() as found:
        found.answers_questions = False
        page = await found.launch(riverside.lms, "carol")
        study = f"{course.tenant_id}/{course.course_id}"
        await found.land(await found.submit("/lti/connect", page, choice="new", course=study, title="Algebra"))
        yield found


async def _section(home: Connected) -> UUID:
    found = (await lms.contexts(home.admin)).rows[0].section_id
    assert found is not None
    return found


async def _ask(hers: Browser, home: Connected, **settings: Any) -> httpx.Response:
    page = await hers.launch(home.lms, "carol", **home.lms.deep(**settings))
    assert page.status_code == 200, words(page)
    return page


async def _chosen(hers: Browser, home: Connected, *keys: str, **settings: Any) -> dict[str, Any]:
    """Choose something, and let the LMS read the answer."""
    page = await _ask(hers, home, **settings)
    fields = {f"pick:{key}": "yes" for key in keys}
    answer = await hers.submit("/lti/pick", page, add="yes", columns="yes", seen="yes", **fields)
    assert f'action="{home.lms.origin}/deep"' in answer.text, words(answer)
    assert f"form-action 'self' {home.lms.origin};" in answer.headers["content-security-policy"]
    return home.lms.take(field(answer, "JWT"))


async def test_a_teacher_chooses_several_things_and_each_opens_what_it_names(
    riverside: Connected, course: Course, hers: Browser, browser: Browser
) -> None:
    section, task, topic = await _section(riverside), course.practice[1][2], course.kcs[2]
    page = await _ask(hers, riverside)
    assert "Algebra" in words(page) and "Learning path: Mathematics 7" in words(page)
    found = await hers.submit("/lti/pick", page, to="0", text="equal 2", **{f"pick:topic:{topic}": "yes"})
    assert f"pick:content:{task}" in found.text and "Adding fractions" in words(found)
    said = await _chosen(
        hers, riverside, f"content:{task}", f"topic:{topic}", "path", "course", f"content:{course.readings[0]}"
    )
    assert said[f"{DEEP}data"] == "csrf-of-the-lms:42"
    items = said[f"{DEEP}content_items"]
    assert [one["type"] for one in items] == ["ltiResourceLink"] * 5
    assert {one["url"] for one in items} == {"https://tool.test/lti/launch"}
    assert items[0]["custom"]["content"] == str(task) and items[0]["title"] == "Equal fractions 2"
    # Graded things bring a column with their own points, a reading and the path none.
    assert [one.get("lineItem", {}).get("scoreMaximum") for one in items] == [1, 100, None, None, None]
    assert items[0]["lineItem"]["resourceId"] == f"content:{task}"
    first = str(course.readings[2])
    for link, own, theirs in (
        (items[0], f"/learn/{task}", f"/teach/{section}/preview/{task}"),
        (items[1], f"/learn/{first}", f"/teach/{section}/preview/{first}"),
        (items[2], "/path", f"/teach/{section}/preview"),
        (items[3], "/today", f"/teach/{section}"),
    ):
        opened = riverside.lms.opened(link)
        assert await browser.land(await browser.launch(riverside.lms, "alice", **opened)) == own
        assert await hers.land(await hers.launch(riverside.lms, "carol", **opened)) == theirs
    seen = (await trail.audit_search(riverside.admin, action="lms.link")).rows[0]
    assert seen.detail["things"][0] == f"content:{task}"


async def test_what_the_lms_takes_is_respected(riverside: Connected, course: Course, hers: Browser) -> None:
    key = f"content:{course.practice[0][0]}"
    page = await _ask(hers, riverside, accept_multiple=False, accept_lineitem=False)
    assert 'type="radio" name="only"' in page.text and "gradebook" not in words(page)
    only = await hers.submit("/lti/pick", page, add="yes", only=key)
    (item,) = riverside.lms.take(field(only, "JWT"))[f"{DEEP}content_items"]
    assert "lineItem" not in item and "iframe" in item
    said = await _chosen(hers, riverside, key, accept_presentation_document_targets=["window"])
    assert said[f"{DEEP}content_items"][0]["window"] == {"targetName": "_blank"}
    said = await _chosen(hers, riverside, key, accept_types=["link", "image"], data=None)
    assert said[f"{DEEP}content_items"][0]["url"] == f"https://tool.test/learn/{course.practice[0][0]}"
    assert f"{DEEP}data" not in said
    nothing = await hers.submit("/lti/pick", page := await _ask(hers, riverside), add="yes")
    assert "Choose something first" in words(nothing)
    called_off = await hers.submit("/lti/pick", page, cancel="yes")
    assert riverside.lms.take(field(called_off, "JWT"))[f"{DEEP}content_items"] == []
    answer = await hers.launch(riverside.lms, "carol", **riverside.lms.deep(accept_types=["image"]))
    assert answer.status_code == 403 and "cannot be linked" in words(answer)


async def test_an_answer_goes_to_its_own_lms_once_and_only_from_a_teacher(
    riverside: Connected, course: Course, hers: Browser, browser: Browser, services: Services
) -> None:
    for address in ("https://evil.example/deep", "javascript:alert(1)", f"{riverside.lms.origin}.evil.example/deep"):
        answer = await hers.launch(riverside.lms, "carol", **riverside.lms.deep(deep_link_return_url=address))
        assert answer.status_code == 403 and "lti_return" in answer.text and "evil" not in answer.text
    answer = await browser.launch(riverside.lms, "alice", **riverside.lms.deep())
    assert answer.status_code == 403 and "lti_role" in answer.text
    page, key = await _ask(hers, riverside), f"content:{course.practice[0][0]}"
    # Another page may not send the form, nor is a ticket good for another purpose.
    data = {"ticket": field(page, "ticket"), f"pick:{key}": "yes", "add": "yes"}
    assert (await hers.post("/lti/pick", data=data, headers={"sec-fetch-site": "cross-site"})).status_code == 403
    assert (await hers.submit("/lti/connect", page, choice="new")).status_code == 403
    for foreign in (f"content:{uuid4()}", f"test:{uuid4()}", "nonsense", f"lesson:{uuid4()}"):
        refused = await hers.submit("/lti/pick", page, add="yes", **{f"pick:{foreign}": "yes"})
        assert refused.status_code == 403 and "lti_content_gone" in refused.text
    assert (await hers.submit("/lti/pick", page, add="yes", **{f"pick:{key}": "yes"})).status_code == 200
    again = await hers.submit("/lti/pick", page, add="yes", **{f"pick:{key}": "yes"})
    assert again.status_code == 403 and "lti_state" in again.text
    # A ticket of somebody who no longer teaches the class is worth nothing.
    page = await _ask(hers, riverside)
    async with services.db.transaction(riverside.school.tenant_id) as tx:
        await tx.session.execute(
            text("UPDATE enrolment SET status = 'ended' WHERE section_id = :s"), {"s": await _section(riverside)}
        )
    assert (await hers.submit("/lti/pick", page, to="0")).status_code == 403


async def test_content_of_another_school_and_withdrawn_content_get_a_clear_page(
    riverside: Connected, hillview: Connected, course: Course, hers: Browser, services: Services, browser: Browser
) -> None:
    section, task = await _section(riverside), course.practice[0][0]
    theirs = await build_course(services.db, hillview.school.tenant_id)
    for gone in (theirs.practice[0][0], uuid4()):
        answer = await browser.launch(riverside.lms, "alice", **{f"{CLAIM}custom": {"content": str(gone)}})
        assert answer.status_code == 403 and "does not have this" in words(answer)
        assert "lti_errormsg" in answer.text and "__Host-sid" not in str(answer.headers.get_list("set-cookie"))
    for nothing in ("//evil.example", "../admin", "$Resource.id"):
        answer = await browser.launch(riverside.lms, "alice", **{f"{CLAIM}custom": {"content": nothing}})
        assert await browser.land(answer) == "/today"
    carol = await hers.actor()
    link = {f"{CLAIM}custom": {"content": str(task)}}
    assert await browser.land(await browser.launch(riverside.lms, "alice", **link)) == f"/learn/{task}"
    await withdrawals.flag(carol, section, task, "It has a mistake.")
    answer = await browser.launch(riverside.lms, "alice", **link)
    assert answer.status_code == 403 and "Ask your teacher for another link" in words(answer)
    denied = await trail.audit_search(riverside.admin, action="lms.launch", outcome="denied")
    assert denied.rows[0].detail["code"] == "lti_content_gone"


async def _test(teacher: Actor, section: UUID, course: Course) -> UUID:
    made = await assessments.create(teacher, section, "Fractions check", "fixed")
    await assessments.put_items(teacher, made, [course.practice[0][0], course.practice[1][0]])
    await assessments.give(teacher, made)
    return made


async def test_a_copied_course_goes_on_with_its_links_and_gets_a_copy_of_its_tests(
    riverside: Connected, course: Course, hers: Browser, browser: Browser, services: Services
) -> None:
    section, task = await _section(riverside), course.practice[0][1]
    test = await _test(await hers.actor(), section, course)
    said = await _chosen(hers, riverside, f"content:{task}", f"test:{test}")
    by_content, by_test = said[f"{DEEP}content_items"]
    assert by_test["lineItem"]["scoreMaximum"] == 2
    before = riverside.lms.context["id"]
    assert (await browser.launch(riverside.lms, "alice", **riverside.lms.opened(by_test, "r2"))).status_code == 303
    await browser.launch(riverside.lms, "alice", **riverside.lms.opened(by_content, "r1"))
    # Next year: the LMS has copied the course, and says so.
    riverside.lms.context = {"id": f"{before}-copy", "title": "Algebra, next year"}
    link = riverside.lms.opened(by_content, "r9", context_history=before)
    early = await browser.launch(riverside.lms, "alice", **link)
    assert early.status_code == 403 and "not connected to a class" in words(early)
    page = await hers.launch(riverside.lms, "carol", **link)
    assert "copy of a course whose class is “Algebra”" in words(page) and "selected" in page.text
    study = f"{course.tenant_id}/{course.course_id}"
    new = await hers.submit("/lti/connect", page, choice="new", course=study, title="Algebra again")
    target = await hers.land(new)
    next_section = UUID(target.split("/")[2])
    assert next_section != section and target.endswith(f"/preview/{task}")
    # A copy that came without its parameters is found by what it is a copy of.
    bare = {f"{CLAIM}custom": {"link_history": "r1,r0"}, f"{CLAIM}resource_link": {"id": "r10"}}
    columns = f"{riverside.lms.origin}/columns"
    graded = {AGS_CLAIM: {"lineitems": columns, "lineitem": f"{columns}/10", "scope": [SCORE]}}
    assert await browser.land(await browser.launch(riverside.lms, "alice", **bare, **graded)) == f"/learn/{task}"
    # The test is another class's: students wait, and the teacher gets a copy for this one.
    copied = riverside.lms.opened(by_test, "r11")
    assert "lti_test_elsewhere" in (await browser.launch(riverside.lms, "alice", **copied)).text
    page = await hers.launch(riverside.lms, "carol", **copied)
    assert "belongs to another class" in words(page)
    target = await hers.land(await hers.submit("/lti/copy", page))
    copy = UUID(target.removeprefix("/teach/assessments/"))
    carol = await hers.actor()
    made = await assessments.made_view(carol, copy)
    assert (made.card.state, made.card.section_id, len(made.questions)) == ("draft", str(next_section), 2)
    assert copy != test and "lti_content_gone" in (await browser.launch(riverside.lms, "alice", **copied)).text
    await assessments.give(carol, copy)
    graded[AGS_CLAIM]["lineitem"] = f"{columns}/11"
    assert await browser.land(await browser.launch(riverside.lms, "alice", **copied, **graded)) == f"/quiz/{copy}"
    # Columns of copied links are about what these open here; a request for content that tells of no gradebook takes
    # none away.
    roster = {NRPS_CLAIM: {"context_memberships_url": f"{riverside.lms.origin}/members"}}
    await hers.launch(riverside.lms, "carol", **riverside.lms.deep(), **roster)
    place = LmsCourse(riverside.registration, "1", riverside.lms.context["id"])
    async with services.db.transaction(riverside.school.tenant_id) as tx:
        found = await grade_rows.items(tx.session, riverside.school.tenant_id, place)
    assert [(one.kind, one.thing_id, one.url) for one in found] == [
        ("content", task, f"{columns}/10"), ("assessment", copy, f"{columns}/11"),
    ]  # fmt: skip
    (shown,) = (await lms_class.view(carol, next_section)).courses
    assert (shown.grades, shown.roster.offered, shown.tests, shown.assignments) == ("own", True, True, True)


async def test_a_teacher_connects_her_own_class_and_nobody_elses(
    riverside: Connected, course: Course, hers: Browser, services: Services
) -> None:
    section = await _section(riverside)
    riverside.lms.context = {"id": f"{riverside.lms.context['id']}-2", "title": "Second group"}
    page = await hers.launch(riverside.lms, "carol")
    assert f'value="{section}"' in page.text and "Mathematics 7" in words(page)
    assert f"{riverside.lms.origin}/course?tab=2&amp;lti_msg=No+class+was+connected." in page.text
    # A class that she does not teach is not hers to give away.
    other = await hers.submit("/lti/connect", page, choice=str(riverside.school.section_id))
    assert other.status_code == 403 and "lti_not_your_class" in other.text
    page = await hers.launch(riverside.lms, "carol")
    assert await hers.land(await hers.submit("/lti/connect", page, choice=str(section))) == f"/teach/{section}"
    used = await hers.submit("/lti/connect", page, choice=str(section))
    assert used.status_code == 403
    connected = (await trail.audit_search(riverside.admin, action="lms.connect")).rows
    assert connected[0].detail["section"] == str(section)
    # Mallory's ticket opens nothing at Riverside: it is sealed by her own institution.
    head, _, tail = field(page, "ticket").partition(".")
    forged = await hers.submit("/lti/connect", page, ticket=f"{uuid4().hex}.{tail}", choice="new")
    assert head and forged.status_code == 403


async def test_a_review_opens_the_results_of_a_student_of_the_class(
    riverside: Connected, course: Course, hers: Browser, browser: Browser, services: Services
) -> None:
    section = await _section(riverside)
    test = await _test(await hers.actor(), section, course)
    riverside.lms.users["bob"] = User("9", "Bob Brown")
    content, of_test = {"content": str(course.practice[0][0])}, {"test": str(test)}
    early = await hers.launch(riverside.lms, "carol", **riverside.lms.review("alice", content))
    assert early.status_code == 403 and "nothing to review" in words(early)
    await browser.land(await browser.launch(riverside.lms))
    alice = (await browser.actor()).person_id
    review = await hers.launch(riverside.lms, "carol", **riverside.lms.review("alice", content))
    assert await hers.land(review) == f"/teach/{section}/students/{alice}"
    review = await hers.launch(riverside.lms, "carol", **riverside.lms.review("alice", of_test))
    assert await hers.land(review) == f"/teach/assessments/{test}"
    # Two were handed in and a third one runs: the later one of those two is what there is to review.
    tried = [uuid4() for _ in range(3)]
    async with services.db.transaction(riverside.school.tenant_id) as tx:
        for number, one in enumerate(tried, 1):
            await tx.session.execute(
                text(
                    "INSERT INTO attempt (tenant_id, attempt_id, assessment_id, student_id, number, started_at,"
                    " factor, breaks, break_minutes, pauses, submitted_at, ended_by)"
                    " VALUES (:t, :a, :m, :s, :n, now(), 1, 0, 0, '{}', CASE WHEN :n < 3 THEN now() END,"
                    " CASE WHEN :n < 3 THEN 'student' ELSE '' END)"
                ),
                {"t": riverside.school.tenant_id, "a": one, "m": test, "s": alice, "n": number},
            )
    review = await hers.launch(riverside.lms, "carol", **riverside.lms.review("alice", of_test))
    assert await hers.land(review) == f"/teach/assessments/{test}?attempt={tried[1]}"
    # Students see their own work only.
    own = await browser.launch(riverside.lms, "alice", **riverside.lms.review("alice", of_test))
    assert await browser.land(own) == f"/quiz/{test}"
    async with new_browser() as bobs:
        await bobs.land(await bobs.launch(riverside.lms, "bob"))
        spied = await bobs.launch(riverside.lms, "bob", **riverside.lms.review("alice", content))
        assert spied.status_code == 403 and "lti_role" in spied.text
    # A teacher of another course of the same LMS finds nobody's work there.
    riverside.lms.users["dan"] = User("12", "Dan", "", (TEACHER,))
    riverside.lms.context = {"id": "elsewhere", "title": "Elsewhere"}
    async with new_browser() as dans:
        await dans.land(await dans.launch(riverside.lms, "dan"))
        spied = await dans.launch(riverside.lms, "dan", **riverside.lms.review("alice", content))
        assert spied.status_code == 403 and "lti_review_nobody" in spied.text


async def test_errors_carry_the_way_back_and_a_class_without_a_course_gets_one(
    riverside: Connected, browser: Browser, course: Course
) -> None:
    async with new_browser() as hers:
        page = await hers.launch(riverside.lms, "carol", **riverside.lms.deep())
        assert "studies no course yet" in words(page)
        assert (await hers.submit("/lti/pick", page, study="yes", course=f"{uuid4()}/{uuid4()}")).status_code == 404
        study = f"{course.tenant_id}/{course.course_id}"
        assert "Learning path" in words(await hers.submit("/lti/pick", page, study="yes", course=study))
        riverside.lms.tool_keys = (await browser.get(f"/lti/keys/{riverside.school.slug}")).json()
        answer = await hers.submit("/lti/pick", page, cancel="yes")
        assert riverside.lms.take(field(answer, "JWT"))[f"{DEEP}content_items"] == []
        # Blackboard may launch from outside of a course: nothing can be linked there.
        outside = await hers.launch(riverside.lms, "carol", **riverside.lms.deep(), **{f"{CLAIM}context": None})
        link = outside.text.split('href="')[1].split('"')[0].replace("&amp;", "&")
        assert outside.status_code == 403 and parse_qs(urlsplit(link).query)["lti_errorlog"] == ["lti_context"]
