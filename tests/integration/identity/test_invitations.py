"""Joining by a link: who may make one, whom it lets in, when it stops, and children who wait for consent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest
from starlette.applications import Starlette
from uuid_utils.compat import uuid7

from learnapp.api.session import routes
from learnapp.core.clock import FixedClock
from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, RateLimitedError
from learnapp.security.passwords import WeakPasswordError
from learnapp.services import (
    Services,
    consents,
    identity,
    invitations,
    joining,
    person_detail,
    privacy,
    profile,
    sections,
    trail,
)
from learnapp.services.joining import (
    BirthDateError,
    InvitationClosedError,
    InvitationElsewhereError,
    Newcomer,
    OtherRoleError,
)
from learnapp.services.sign_in import SignInFailedError

from .conftest import PASSWORD, School

TEEN, CHILD = "2011-06-01", "2015-06-01"


def newcomer(**changes: str) -> Newcomer:
    given = {"name": "Ada Byron", "email": f"{uuid7().hex}@home.example", "password": "nine blue boats"}
    return Newcomer(**{**given, "birth_date": TEEN, **changes})


async def made(school: School, who: str = "admin", **more: Any) -> invitations.Made:
    return await invitations.make(await school.actor(who), school.section_id, **more)


async def come(code: str, **changes: str) -> Any:
    begun = await joining.join(code, newcomer(**changes), address="203.0.113.5")
    actor = await identity.actor_for_session(begun.token)
    assert actor is not None
    return actor


@pytest.fixture
async def browser(services: Services, _fresh: None) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://school.test") as client:
        yield client


async def test_a_link_says_where_it_leads_and_lets_a_newcomer_in(browser: httpx.AsyncClient, school: School) -> None:
    link = await made(school, "instructor")
    seen = await joining.look(f"  {link.code.upper()} ", address="a")
    assert (seen.school, seen.section, seen.role, seen.birth_date) == (
        f"{school.slug.title()} School", "Math 7", "student", True,
    )  # fmt: skip
    new = newcomer(locale="es")
    fields = {"code": link.code, **{name: getattr(new, name) for name in Newcomer.__slots__}}
    answer = await browser.post("/auth/join", data=fields, headers={"origin": "http://school.test"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    actor = await identity.actor_for_session(browser.cookies["sid"])
    assert actor is not None
    assert (actor.tenant_id, set(actor.roles), set(actor.sections)) == (
        school.tenant_id, {"student"}, {school.section_id},
    )  # fmt: skip
    assert (await identity.profile(actor)).name == "Ada Byron"
    assert (await profile.me(actor)).locale == "es"
    (row,) = (await invitations.of_section(await school.actor("admin"), school.section_id)).page.rows
    assert (row.uses, row.max_uses, row.state, row.by) == (1, 40, "open", f"{school.slug.title()} Instructor")
    entries = (await trail.audit_search(await school.actor("admin"), subject_id=actor.person_id)).rows
    assert {"invitation.accept", "person.create"} <= {entry.action for entry in entries}
    assert (await identity.sign_in(new.email, new.password, address="b")).person_id == actor.person_id


async def test_only_a_keyed_hash_of_the_code_is_stored(
    school: School, services: Services, superuser: psycopg.Connection[Any]
) -> None:
    link = await made(school)
    digest = services.keyring.lookup("invitation", link.code)
    found = superuser.execute(
        "SELECT invitation_id FROM directory.invitation WHERE code_hash = %s", (digest,)
    ).fetchall()
    assert found == [(link.invitation_id,)]
    for table in ("public.invitation", "directory.invitation", "public.audit_entry"):
        rows = superuser.execute(f"SELECT to_jsonb(t)::text FROM {table} t").fetchall()  # noqa: S608 - fixed names
        assert not [row for (row,) in rows if link.code in row]


async def test_whatever_stops_a_link_looks_the_same(school: School, services: Services) -> None:
    admin = await school.actor("admin")
    used, revoked, old = [await made(school, uses=1) for _ in range(3)]
    await come(used.code)
    await invitations.revoke(admin, revoked.invitation_id)
    clock = services.clock
    messages = set()
    for code in (used.code, revoked.code, "bcdfg-bcdfg-bcdfg", "", "../../etc", "x" * 5000):
        with pytest.raises(InvitationClosedError) as refused:
            await joining.look(code, address=f"a{uuid7()}")
        messages.add(refused.value.message)
        with pytest.raises(InvitationClosedError) as refused:
            await come(code)
        messages.add(refused.value.message)
    services.clock = FixedClock(clock.now() + timedelta(days=14))
    try:
        with pytest.raises(InvitationClosedError) as refused:
            await joining.look(old.code, address="b")
        states = [one.state for one in (await invitations.of_section(admin, school.section_id)).page.rows]
    finally:
        services.clock = clock
    assert messages | {refused.value.message} == messages
    assert len(messages) == 1
    assert sorted(states) == ["expired", "revoked", "used"]
    with pytest.raises(NotFoundError):
        await invitations.revoke(admin, revoked.invitation_id)


async def test_a_link_ends_with_its_class_and_with_who_made_it(school: School) -> None:
    admin = await school.actor("admin")
    moved, by_teacher, by_admin = await made(school, "instructor"), await made(school, "instructor"), await made(school)
    await sections.unenrol(admin, school.section_id, school.people["instructor"])
    with pytest.raises(InvitationClosedError):
        await joining.look(moved.code, address="a")
    await sections.enrol(admin, school.section_id, [school.people["instructor"]], "instructor")
    assert await joining.look(by_teacher.code, address="a")
    await identity.set_status(admin, school.people["instructor"], "suspended")
    with pytest.raises(InvitationClosedError):
        await joining.look(by_teacher.code, address="a")
    await privacy.erase_person(admin, school.people["instructor"])
    (row,) = [
        one for one in (await invitations.of_section(admin, school.section_id)).page.rows
        if one.invitation_id == by_teacher.invitation_id
    ]  # fmt: skip
    assert (row.state, row.by) == ("closed", "—")
    await sections.close_section(admin, school.section_id)
    with pytest.raises(InvitationClosedError):
        await joining.look(by_admin.code, address="a")
    with pytest.raises(NotFoundError):
        await made(school)


async def test_the_last_place_is_given_once(school: School, services: Services) -> None:
    link = await made(school, uses=2)
    ended = await asyncio.gather(*(come(link.code) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(one, InvitationClosedError) for one in ended) == 3
    (row,) = (await invitations.of_section(await school.actor("admin"), school.section_id)).page.rows
    assert (row.uses, row.state) == (2, "used")
    students = await sections.student_ids(await school.actor("admin"), school.section_id)
    assert len(students) == 4, "two by the link, nobody half"


async def test_roles_have_their_limits(school: School) -> None:
    for who in ("student", "guardian", "auditor"):
        with pytest.raises(ForbiddenError):
            await made(school, who)
        with pytest.raises(ForbiddenError):
            await invitations.of_section(await school.actor(who), school.section_id)
    with pytest.raises(ForbiddenError):
        await made(school, "instructor", role="instructor")
    with pytest.raises(ForbiddenError):
        await made(school, "instructor", attest=True)
    staff = await made(school, role="instructor")
    seen = await invitations.of_section(await school.actor("instructor"), school.section_id)
    assert (seen.page.rows, seen.may_staff) == ([], False)
    with pytest.raises(ForbiddenError):
        await invitations.revoke(await school.actor("instructor"), staff.invitation_id)
    other = await identity.create_section(await school.actor("admin"), title="Math 8", term="")
    with pytest.raises(ForbiddenError):
        await invitations.make(await school.actor("instructor"), other)
    for wrong in ({"days": 91}, {"days": 0}, {"uses": 501}, {"uses": -1}, {"role": "admin"}):
        with pytest.raises(InvalidInputError):
            await made(school, **wrong)
    with pytest.raises(WeakPasswordError):
        await come(staff.code, password="nine boat")
    teacher = await come(staff.code, password="nine blue boats at sea")
    assert (teacher.roles, teacher.taught) == ({"instructor"}, {school.section_id})


async def test_a_class_has_only_so_many_links_that_work(school: School) -> None:
    for _ in range(invitations.MOST_OPEN):
        await made(school)
    with pytest.raises(ConflictError):
        await made(school)


async def test_mallorys_school_can_neither_use_nor_see_it(school: School, other_school: School) -> None:
    link = await made(school)
    mallory, their_admin = await other_school.actor("student"), await other_school.actor("admin")
    with pytest.raises(InvitationElsewhereError):
        await joining.accept(mallory, link.code, address="a")
    with pytest.raises(NotFoundError):
        await invitations.of_section(their_admin, school.section_id)
    with pytest.raises(NotFoundError):
        await invitations.revoke(their_admin, link.invitation_id)
    with pytest.raises(NotFoundError):
        await invitations.make(their_admin, school.section_id)
    assert (await joining.look(link.code, address="a")).section_id == school.section_id
    # With the same address somebody new at this school stays somebody else over there.
    here = await come(link.code, email=other_school.email("student"))
    assert here.tenant_id == school.tenant_id
    assert here.person_id != mallory.person_id
    begun = await identity.sign_in(other_school.email("student"), PASSWORD, address="c")
    assert begun.tenant_id == other_school.tenant_id


async def test_who_is_here_already_joins_as_who_they_are(school: School) -> None:
    admin = await school.actor("admin")
    second = await identity.create_section(admin, title="Math 8", term="")
    link = await invitations.make(admin, second)
    teachers = await invitations.make(admin, second, "instructor")
    await person_detail.set_roles(admin, school.people["student"], ["student"])
    student = await school.actor("student")
    assert await joining.accept(await school.actor("student"), link.code, address="a") == "student"
    for who, code in (("instructor", link.code), ("classmate", teachers.code), ("admin", link.code)):
        with pytest.raises(OtherRoleError):
            await joining.accept(await school.actor(who), code, address="a")
    for who in ("guardian", "auditor"):
        with pytest.raises(ForbiddenError):
            await joining.accept(await school.actor(who), link.code, address="a")
    assert await joining.accept(admin, teachers.code, address="a") == "instructor"
    assert (await school.actor("admin")).roles == {"admin", "instructor"}
    # Once more changes nothing and uses nothing up, also for who only waits.
    await joining.accept(student, link.code, address="a")
    await joining.accept(await school.actor("admin"), teachers.code, address="a")
    uses = {one.role: one.uses for one in (await invitations.of_section(admin, second)).page.rows}
    assert uses == {"student": 1, "instructor": 1}


async def test_a_known_address_needs_its_own_password_and_guessing_is_stopped(school: School) -> None:
    admin = await school.actor("admin")
    second = await identity.create_section(admin, title="Math 8", term="")
    link = await invitations.make(admin, second)
    email = school.email("classmate")
    for _ in range(5):
        with pytest.raises(SignInFailedError):
            await come(link.code, email=email)
    with pytest.raises(RateLimitedError):
        await come(link.code, email=email, password=PASSWORD)
    actor = await come(link.code, email=school.email("student"), password=PASSWORD)
    assert actor.person_id == school.people["student"]
    with pytest.raises(OtherRoleError):
        await come(link.code, email=school.email("instructor"), password=PASSWORD)


async def test_codes_that_do_not_work_are_counted(school: School) -> None:
    link = await made(school)
    with pytest.raises(RateLimitedError):
        for _ in range(60):
            with pytest.raises(InvitationClosedError):
                await joining.look("bcdfg-bcdfg-bcdfg", address="203.0.113.77")
    with pytest.raises(RateLimitedError):
        await joining.look(link.code, address="203.0.113.77")
    assert await joining.look(link.code, address="203.0.113.78")


async def test_a_child_waits_until_a_consent_is_recorded(school: School) -> None:
    admin = await school.actor("admin")
    link = await made(school, attest=True)
    child, teen = await come(link.code, birth_date=CHILD), await come(link.code)
    assert teen.sections == {school.section_id}
    assert (await privacy.consent_decision(school.tenant_id, teen.person_id)).basis == "institution_contract"
    assert child.sections == frozenset()
    assert await joining.waiting_for(child) == ["Math 7"]
    assert child.person_id not in await sections.student_ids(admin, school.section_id)
    assert (await invitations.of_section(admin, school.section_id)).waiting == 1
    for listed in (
        await consents.consent_list(admin),
        await consents.consent_list(admin, section_id=school.section_id),
    ):
        assert listed.waiting == 1
        (line,) = [one for one in listed.page.rows if one.person_id == child.person_id]
        assert (line.waiting, line.allowed, line.under_13) == (True, False, True)
    # The contract is not enough for a child; the school's own consent is.
    await privacy.give_consent(admin, child.person_id, "institution_contract")
    assert await joining.waiting_for(child) == ["Math 7"]
    await privacy.give_consent(admin, child.person_id, "school_under_13")
    assert await joining.waiting_for(child) == []
    actor = await identity.actor_for_person(school.tenant_id, child.person_id)
    assert actor is not None
    assert actor.sections == {school.section_id}
    assert (await consents.consent_list(admin)).waiting == 0


async def test_a_whole_section_is_let_in_at_once_and_a_waiting_child_can_be_taken_out(school: School) -> None:
    admin = await school.actor("admin")
    link = await made(school)
    one, two = await come(link.code, birth_date=CHILD), await come(link.code, birth_date=CHILD)
    await sections.unenrol(admin, school.section_id, two.person_id)
    await consents.give_to_section(admin, school.section_id, "school_under_13")
    students = await sections.student_ids(admin, school.section_id)
    assert one.person_id in students
    assert two.person_id not in students


async def test_without_the_schools_word_nothing_is_recorded_for_anybody(school: School) -> None:
    teen = await come((await made(school)).code)
    assert teen.sections == {school.section_id}
    assert not (await privacy.consent_decision(school.tenant_id, teen.person_id)).allowed


@pytest.mark.parametrize("born", ["", "31/12/2012", "2999-01-01", "1700-01-01", "2012-02-30"])
async def test_a_pupil_gives_a_birth_date_that_can_be_one(school: School, born: str) -> None:
    with pytest.raises(BirthDateError):
        await come((await made(school)).code, birth_date=born)


async def test_a_university_asks_for_none(other_school: School) -> None:
    link = await made(other_school, attest=True)
    assert not (await joining.look(link.code, address="a")).birth_date
    actor = await come(link.code, birth_date="")
    assert (await privacy.consent_decision(other_school.tenant_id, actor.person_id)).allowed


async def test_a_form_that_is_refused_goes_back_to_its_link(browser: httpx.AsyncClient, school: School) -> None:
    code = (await made(school)).code
    weak = {"code": code, "name": "A", "email": "a@b.example", "password": "short", "birth_date": TEEN}
    origin = {"origin": "http://school.test"}
    answer = await browser.post("/auth/join", data=weak, headers=origin)
    assert answer.headers["location"] == f"/join/{code}?error=weak_password"
    assert "set-cookie" not in answer.headers
    evil = await browser.post("/auth/join", data={**weak, "code": "//evil.test"}, headers=origin)
    assert evil.headers["location"] == "/join/again?error=invitation_closed"
    foreign = await browser.post("/auth/join", data=weak, headers={"origin": "http://evil.test"})
    assert foreign.headers["location"] == "/join/again?error=cross_site"


async def test_a_joined_person_can_be_erased(school: School) -> None:
    admin = await school.actor("admin")
    new = newcomer(birth_date=CHILD)
    begun = await joining.join((await made(school)).code, new, address="a")
    await privacy.erase_person(admin, begun.person_id)
    assert await joining.waiting_for(admin) == []
    assert (await invitations.of_section(admin, school.section_id)).waiting == 0
    with pytest.raises(SignInFailedError):
        await identity.sign_in(new.email, new.password, address="a")
