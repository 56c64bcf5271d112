"""Somebody begins a school: all of it or nothing, and nobody learns who is here already."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy.exc import DBAPIError
from starlette.applications import Starlette
from uuid_utils.compat import uuid7

from learnapp.api.session import routes
from learnapp.core.errors import InvalidInputError, LearnAppError, RateLimitedError
from learnapp.security.passwords import WeakPasswordError
from learnapp.services import Services, identity, people, profile, sessions, sign_up, trail
from learnapp.services.sign_up import NameReservedError, SchoolDraft, SignUpClosedError
from learnapp.services.throttle import Limiter

from .conftest import PASSWORD, School

ORIGIN = {"origin": "http://school.test"}


def draft(**changes: str) -> SchoolDraft:
    mark = uuid7().hex[-8:]
    given = {
        "school": f"Lakeside {mark}", "kind": "k12", "locale": "es", "time_zone": "America/Bogota",
        "name": "Lucía Mar", "email": f"lucia@{mark}.example.org", "password": "seven green kettles",
    }  # fmt: skip
    return SchoolDraft(**{**given, **changes})


@pytest.fixture
async def browser(services: Services, _fresh: None) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://school.test") as client:
        yield client


def form(wanted: SchoolDraft) -> dict[str, str]:
    return {name: getattr(wanted, name) for name in SchoolDraft.__slots__}


async def test_a_form_gives_a_school_with_its_admin_signed_in(browser: httpx.AsyncClient, services: Services) -> None:
    wanted = draft()
    answer = await browser.post("/auth/start", data=form(wanted), headers=ORIGIN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/start")
    actor = await identity.actor_for_session(browser.cookies["sid"])
    assert actor is not None
    assert actor.roles == {"admin"}
    me = await identity.profile(actor)
    assert (me.name, me.email, me.locale, me.must_change_password) == ("Lucía Mar", wanted.email, "es", False)
    assert (me.institution.name, me.institution.kind, me.institution.time_zone) == (
        wanted.school, "k12", "America/Bogota",
    )  # fmt: skip
    assert me.institution.slug == wanted.school.lower().replace(" ", "-")
    # Everything that other institutions have works: keys, people, the trail.
    made = await people.create_person(actor, people.NewPerson(f"new@{uuid7().hex}.example", "New One", ("student",)))
    assert made.temporary_password
    actions = {entry.action for entry in (await trail.audit_search(actor, size=50)).rows}
    assert {"institution.create", "person.create", "session.start"} <= actions
    assert (await profile.me(actor)).institution == wanted.school
    again = await identity.sign_in(wanted.email, wanted.password, address="198.51.100.2")
    assert again.tenant_id == actor.tenant_id


async def test_a_step_that_fails_leaves_nothing_and_a_second_try_gets_the_same_name(
    services: Services, _fresh: None, superuser: psycopg.Connection[Any]
) -> None:
    wanted = draft()
    slug = wanted.school.lower().replace(" ", "-")
    superuser.execute(
        "CREATE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the disk is full'; END $$"
    )
    superuser.execute(
        "CREATE TRIGGER fail_once BEFORE INSERT ON audit_entry FOR EACH ROW WHEN (NEW.action = 'session.start')"
        " EXECUTE FUNCTION fail_once()"
    )
    try:
        with pytest.raises(DBAPIError):
            await sign_up.sign_up(wanted, address="a")
    finally:
        superuser.execute("DROP TRIGGER fail_once ON audit_entry")
        superuser.execute("DROP FUNCTION fail_once()")
    assert await services.db.directory.find_tenant(slug) is None
    assert await services.db.directory.find_logins(services.keyring.email_lookup(wanted.email)) == []
    begun = await sign_up.sign_up(wanted, address="a")
    found = await services.db.directory.find_tenant(slug)
    assert found is not None
    assert found.tenant_id == begun.tenant_id


async def test_a_taken_name_gets_a_number_and_reserved_words_are_refused(services: Services, _fresh: None) -> None:
    first = draft(school=f"École Élémentaire n°{uuid7().hex[-6:]}!")
    one = await sign_up.sign_up(first, address="a")
    two = await sign_up.sign_up(draft(school=first.school), address="a")
    slugs = {tenant.tenant_id: tenant.slug for tenant in await services.db.directory.tenants()}
    assert slugs[one.tenant_id].startswith("ecole-elementaire-n-")
    assert slugs[two.tenant_id] == f"{slugs[one.tenant_id]}-2"
    nameless = await sign_up.sign_up(draft(school="北京学校"), address="a")
    slug = next(each.slug for each in await services.db.directory.tenants() if each.tenant_id == nameless.tenant_id)
    assert slug.startswith("school")
    for name in ("Library", "ADMIN", " learnapp "):
        with pytest.raises(NameReservedError):
            await sign_up.sign_up(draft(school=name), address="a")


async def test_an_address_that_is_known_elsewhere_makes_no_difference(
    browser: httpx.AsyncClient, school: School
) -> None:
    known, unknown = draft(email=school.email("instructor")), draft()
    answers = [await browser.post("/auth/start", data=form(each), headers=ORIGIN) for each in (known, unknown)]
    assert [(one.status_code, one.headers["location"]) for one in answers] == [(303, "/admin/start")] * 2
    # The stranger has a school of their own and nothing of the other; the owner signs in as before.
    begun = await identity.sign_in(known.email, PASSWORD, address="198.51.100.7")
    assert begun.tenant_id == school.tenant_id
    theirs = await identity.sign_in(known.email, known.password, address="198.51.100.7")
    assert theirs.tenant_id != school.tenant_id
    actor = await identity.actor_for_session(theirs.token)
    assert actor is not None
    assert (await people.list_people(actor)).total == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"kind": "library"}, InvalidInputError),
        ({"time_zone": "Mars/Olympus"}, InvalidInputError),
        ({"time_zone": ""}, InvalidInputError),
        ({"time_zone": "../../etc/passwd"}, InvalidInputError),
        ({"email": "nobody"}, InvalidInputError),
        ({"school": "=HYPERLINK()"}, InvalidInputError),
        ({"name": ""}, InvalidInputError),
        ({"password": "too short"}, WeakPasswordError),
        ({"password": "passwordpassword"}, WeakPasswordError),
    ],
)
async def test_what_cannot_be_is_refused_and_costs_no_try(
    services: Services, _fresh: None, changes: dict[str, str], error: type[LearnAppError]
) -> None:
    before = len(await services.db.directory.tenants())
    for _ in range(12):
        with pytest.raises(error):
            await sign_up.sign_up(draft(**changes), address="a")
    assert len(await services.db.directory.tenants()) == before
    assert (await sign_up.sign_up(draft(), address="a")).token


async def test_schools_are_limited_by_network_and_by_address(
    services: Services, _fresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.settings, "rate_limit_sign_up", "2/hour")
    for _ in range(2):
        await sign_up.sign_up(draft(), address="203.0.113.1")
    with pytest.raises(RateLimitedError):
        await sign_up.sign_up(draft(), address="203.0.113.1")
    services.limiter = Limiter("mem://")
    email = draft().email
    for number in range(3):
        await sign_up.sign_up(draft(email=email), address=f"203.0.113.{number}")
    with pytest.raises(RateLimitedError):
        await sign_up.sign_up(draft(email=email), address="203.0.113.99")


async def test_it_is_off_in_production_unless_it_is_switched_on(
    browser: httpx.AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sign_up.is_open()
    monkeypatch.setattr(services.settings, "environment", "production")
    assert not sign_up.is_open()
    with pytest.raises(SignUpClosedError):
        await sign_up.sign_up(draft(), address="a")
    plain = await browser.post("/auth/start", data=form(draft()), headers=ORIGIN)
    assert plain.headers["location"] == "/start?error=https_required"
    monkeypatch.setattr(services.settings, "self_sign_up", True)
    assert sign_up.is_open()
    monkeypatch.setattr(services.settings, "environment", "test")
    monkeypatch.setattr(services.settings, "self_sign_up", False)
    closed = await browser.post("/auth/start", data=form(draft()), headers=ORIGIN)
    assert closed.headers["location"] == "/start?error=sign_up_closed"
    assert "set-cookie" not in closed.headers


async def test_another_website_cannot_begin_a_school(browser: httpx.AsyncClient) -> None:
    answer = await browser.post("/auth/start", data=form(draft()), headers={"origin": "http://evil.test"})
    assert answer.headers["location"] == "/start?error=cross_site"
    assert "set-cookie" not in answer.headers


async def test_the_session_that_was_open_before_ends(browser: httpx.AsyncClient, school: School) -> None:
    before = (await identity.sign_in(school.email("student"), PASSWORD, address="a")).token
    browser.cookies.set("sid", before)
    await browser.post("/auth/start", data=form(draft()), headers=ORIGIN)
    sessions.forget_everyone()
    assert await identity.actor_for_session(before) is None
