"""Signing in as people and attackers do."""

from __future__ import annotations

import asyncio

import pytest

from learnapp.core.errors import ForbiddenError, InvalidInputError, RateLimitedError
from learnapp.security.access import system_actor
from learnapp.security.passwords import WeakPasswordError
from learnapp.services import identity, sessions
from learnapp.services.sessions import SuspendedError
from learnapp.services.sign_in import ChooseInstitutionError, SignInFailedError

from .conftest import PASSWORD, School


async def sign_in(school: School, role: str = "student", password: str = PASSWORD, address: str = "203.0.113.9") -> str:
    return (await identity.sign_in(school.email(role), password, address=address)).token


async def test_a_session_leads_to_the_person_with_roles_and_sections(school: School) -> None:
    token = await sign_in(school, "instructor")
    actor = await identity.actor_for_session(token, request_id="r-1")
    assert actor is not None
    assert (actor.tenant_id, actor.person_id) == (school.tenant_id, school.people["instructor"])
    assert actor.roles == {"instructor"}
    assert actor.taught == frozenset({school.section_id})
    assert actor.request_id == "r-1"


async def test_case_and_space_in_the_address_do_not_matter(school: School) -> None:
    assert (await identity.sign_in(f"  {school.email('student').upper()} ", PASSWORD, address="a")).token


async def test_wrong_password_and_unknown_address_sound_the_same(school: School) -> None:
    with pytest.raises(SignInFailedError) as wrong:
        await sign_in(school, password="not the password")
    for address in ("nobody@nowhere.example.org", "no address at all", "x" * 5000):
        with pytest.raises(SignInFailedError) as unknown:
            await identity.sign_in(address, PASSWORD, address="203.0.113.9")
        assert unknown.value.message == wrong.value.message


async def test_guessing_is_stopped_even_with_the_right_password_at_last(school: School) -> None:
    for _ in range(5):
        with pytest.raises(SignInFailedError):
            await sign_in(school, password="guess")
    with pytest.raises(RateLimitedError) as stopped:
        await sign_in(school, address="198.51.100.7")
    assert 1 <= int(str(stopped.value.detail["retry_after"])) <= 60
    assert await sign_in(school, "classmate")


async def test_one_address_cannot_try_many_accounts(school: School) -> None:
    failures = 0
    with pytest.raises(RateLimitedError):
        for number in range(60):
            with pytest.raises(SignInFailedError):
                await identity.sign_in(f"p{number}@x.example.org", "guess", address="198.51.100.66")
            failures += 1
    assert failures == 5 * sessions.ATTEMPTS_PER_ADDRESS


async def test_a_whole_class_signs_in_from_one_address(school: School) -> None:
    for _ in range(4):
        await asyncio.gather(*(sign_in(school, role) for role in school.people))


async def test_sign_out_ends_the_session_at_once(school: School) -> None:
    token = await sign_in(school)
    assert await identity.actor_for_session(token)
    await identity.sign_out(token)
    assert await identity.actor_for_session(token) is None


async def test_suspension_ends_sessions_and_refuses_new_ones(school: School) -> None:
    token = await sign_in(school)
    assert await identity.actor_for_session(token)
    admin = await school.actor("admin")
    await identity.set_status(admin, school.people["student"], "suspended")
    assert await identity.actor_for_session(token) is None
    with pytest.raises(SuspendedError):
        await sign_in(school)
    await identity.set_status(admin, school.people["student"], "active")
    assert await sign_in(school)


async def test_changing_the_password_ends_the_other_sessions_only(school: School) -> None:
    here, elsewhere = await sign_in(school), await sign_in(school)
    actor = await identity.actor_for_session(here)
    assert await identity.actor_for_session(elsewhere)
    assert actor is not None
    with pytest.raises(InvalidInputError) as wrong:
        await identity.change_password(actor, "not it", "a new long password")
    assert wrong.value.code == "wrong_password"
    with pytest.raises(WeakPasswordError):
        await identity.change_password(actor, PASSWORD, "short")
    await identity.change_password(actor, PASSWORD, "a new long password")
    assert await identity.actor_for_session(here)
    assert await identity.actor_for_session(elsewhere) is None
    with pytest.raises(SignInFailedError):
        await sign_in(school)
    assert await sign_in(school, password="a new long password")


async def test_a_reset_password_must_be_changed(school: School) -> None:
    admin = await school.actor("admin")
    old = await sign_in(school)
    password = await identity.reset_password(admin, school.people["student"])
    assert await identity.actor_for_session(old) is None
    assert (await identity.sign_in(school.email("student"), password, address="a")).must_change_password


async def test_the_same_person_at_two_institutions_is_asked_which(school: School, other_school: School) -> None:
    email = f"both@{school.slug}.example.org"
    for place in (school, other_school):
        await identity.create_person(
            system_actor(place.tenant_id), identity.NewPerson(email, "Bo Both", ("student",), password=PASSWORD)
        )
    with pytest.raises(ChooseInstitutionError) as choose:
        await identity.sign_in(email, PASSWORD, address="a")
    assert choose.value.detail["institutions"] == sorted([school.slug, other_school.slug])
    chosen = await identity.sign_in(email, PASSWORD, address="a", institution=other_school.slug)
    assert chosen.tenant_id == other_school.tenant_id
    with pytest.raises(SignInFailedError):
        await identity.sign_in(email, PASSWORD, address="a", institution="no-such-place")


async def test_made_up_tokens_are_nobody(school: School) -> None:
    for token in (None, "", "x", "'; DROP TABLE session; --", "A" * 43):
        assert await identity.actor_for_session(token) is None
        assert await identity.actor_for_client(token) is None


async def test_profile_and_preferences_are_the_own_ones(school: School) -> None:
    student = await school.actor("student")
    profile = await identity.profile(student)
    assert profile.name == f"{school.slug.title()} Student"
    assert profile.email == school.email("student")
    assert [section.title for section in profile.sections] == ["Math 7"]
    assert profile.institution.slug == school.slug
    await identity.set_preferences(student, locale="es", theme="dark")
    assert (await school.actor("student")).locale == "es"
    for bad in ({"locale": "xx"}, {"theme": "<script>"}):
        with pytest.raises(InvalidInputError):
            await identity.set_preferences(student, **bad)


async def test_api_clients_work_until_they_are_revoked(school: School) -> None:
    admin = await school.actor("admin")
    with pytest.raises(InvalidInputError):
        await identity.create_api_client(admin, "Replay", ["everything"])
    client_id, secret = await identity.create_api_client(admin, "Replay", ["events:write", "assert_results"])
    actor = await identity.actor_for_client(secret)
    assert actor is not None
    assert (actor.kind, actor.tenant_id, actor.scopes) == (
        "client",
        school.tenant_id,
        frozenset({"events:write", "assert_results"}),
    )
    assert [client.name for client in (await identity.list_api_clients(admin)).rows] == ["Replay"]
    await identity.revoke_api_client(admin, client_id)
    assert await identity.actor_for_client(secret) is None
    assert (await identity.list_api_clients(admin)).rows == []


async def test_students_and_instructors_do_not_run_the_institution(school: School) -> None:
    for role in ("student", "guardian", "instructor", "auditor"):
        actor = await school.actor(role)
        someone = school.people["classmate"]
        for attempt in (
            identity.create_person(actor, identity.NewPerson("n@x.example.org", "N", ("admin",))),
            identity.set_status(actor, someone, "suspended"),
            identity.reset_password(actor, someone),
            identity.enrol(actor, school.section_id, [someone]),
            identity.create_api_client(actor, "x", ["events:write"]),
        ):
            with pytest.raises(ForbiddenError):
                await attempt
