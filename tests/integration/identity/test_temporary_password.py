"""A temporary password, which others have read, opens nothing but the page on which it is changed, and ends."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette

from learnapp.api.exports import routes as exports
from learnapp.api.session import routes
from learnapp.core.clock import FixedClock
from learnapp.core.error_sentences import say
from learnapp.core.errors import InvalidInputError
from learnapp.services import Services, identity, sessions
from learnapp.services.sessions import OwnPasswordFirstError
from learnapp.services.sign_in import TemporaryPasswordOverError
from learnapp.state.base import AppState, on_error
from tests.integration.security.browser import arguments, browser, call, handlers

from .conftest import PASSWORD, School

ORIGIN = {"origin": "http://school.test"}
OWN = "my own long password"
ACCOUNT = ("AccountState", "OwnSecurityState", "NoticeChoiceState", "WaysState", "TakingPartState")


async def _temporary(school: School, role: str) -> tuple[str, str]:
    """Return (password, session) of somebody whose password an administrator has just reset."""
    password = await identity.reset_password(await school.actor("admin"), school.people[role])
    return password, (await identity.sign_in(school.email(role), password, address="a")).token


@pytest.mark.parametrize("role", ["student", "instructor", "admin"])
async def test_no_page_opens_before_the_password_is_ones_own(school: School, role: str) -> None:
    _, token = await _temporary(school, role)
    opened, refused = [], 0
    for name, (state, handler) in handlers().items():
        if not name.endswith(".load") or state.__name__ in (*ACCOUNT, "SignInState", "SecondStepState", "StartState"):
            continue
        # What the browser says of its page is only claimed.
        root = browser(token, "/account")
        given = arguments(handler, {kind: school.section_id for kind in _KINDS}, {}, str(school.section_id))
        try:
            await call(handler, await root.get_state(state), given)
        except OwnPasswordFirstError:
            refused += 1
        except InvalidInputError:
            # An address that leads nowhere is found out before anybody is asked who they are.
            refused += 1
        else:
            opened.append(name)
    assert refused > 50
    assert opened in ([], ["joining.JoinState.load"])


_KINDS = ("student", "person", "section", "course", "kc", "review", "client", "decision", "event", "assignment",
          "assessment", "conversation", "rule", "version", "attempt", "tenant", "content")  # fmt: skip


async def test_the_account_opens_and_a_refused_page_leads_there(school: School) -> None:
    _, token = await _temporary(school, "student")
    for name in ("public.AccountState", "own_security.OwnSecurityState", "noticing.NoticeChoiceState",
                 "ways.WaysState", "taking_part.TakingPartState"):  # fmt: skip
        state, handler = handlers()[f"{name}.load"]
        root = browser(token, "/account")
        await call(handler, await root.get_state(state), {})
        assert (await root.get_state(AppState)).must_change_password
    state, handler = handlers()["public.HomeState.load"]
    with pytest.raises(OwnPasswordFirstError) as refused:
        await call(handler, await browser(token, "/").get_state(state), {})
    assert "/account?must_change=1" in str(on_error(refused.value))
    assert "contraseña es temporal" in say("es", refused.value.code, refused.value.message)


async def test_doors_of_a_browser_open_when_the_password_is_changed(school: School) -> None:
    transport = httpx.ASGITransport(app=Starlette(routes=[*routes, *exports]))
    async with httpx.AsyncClient(transport=transport, base_url="http://school.test") as client:
        password, token = await _temporary(school, "admin")
        client.cookies["sid"] = token
        path = f"/api/v1/exports/{school.section_id}/files/events.csv"
        shut = await client.get(path)
        assert (shut.status_code, shut.json()["error"]["code"]) == (403, "own_password_first")
        form = {"current": password, "new": OWN, "repeat": OWN}
        changed = await client.post("/auth/password", data=form, headers=ORIGIN)
        assert changed.headers["location"] == "/account?changed=1"
        assert (await client.get(path)).status_code == 404
        assert await identity.actor_for_session(token) is not None
        out = await client.post("/auth/sign-out", headers=ORIGIN)
        assert out.headers["location"] == "/sign-in?signed_out=1"
        # Somebody who would rather not choose one now may leave as well.
        _, again = await _temporary(school, "student")
        client.cookies["sid"] = again
        await client.post("/auth/sign-out", headers=ORIGIN)
        assert await identity.actor_for_session(again, temporary=True) is None


@pytest.mark.parametrize("via", ["lti", "provider"])
async def test_who_comes_from_the_schools_own_sign_in_is_not_held_up(school: School, via: str) -> None:
    """A roster gives everybody a temporary password; who never uses it goes on by the way that the school has."""
    await identity.reset_password(await school.actor("admin"), school.people["student"])
    begun = await sessions.start_session(school.tenant_id, school.people["student"], via=via)
    assert await identity.actor_for_session(begun.token) is not None


async def test_a_temporary_password_ends_and_says_whom_to_ask(school: School, services: Services) -> None:
    clock = services.clock
    assert isinstance(clock, FixedClock)
    began = clock.at
    made = await identity.create_person(
        await school.actor("admin"), identity.NewPerson(f"new@{school.slug}.example.org", "New Person", ("student",))
    )
    password, token = await _temporary(school, "student")
    try:
        clock.at = began + timedelta(days=14) - timedelta(seconds=1)
        await identity.sign_in(school.email("student"), password, address="a")
        clock.at = began + timedelta(days=14)
        for email, given in (
            (school.email("student"), password),
            (f"new@{school.slug}.example.org", made.temporary_password),
        ):
            with pytest.raises(TemporaryPasswordOverError) as over:
                await identity.sign_in(email, given, address="a")
            assert "Ask your school's administrator" in over.value.message
            assert "administración de tu centro" in say("es", over.value.code, over.value.message)
        newer, _ = await _temporary(school, "student")
        assert (await identity.sign_in(school.email("student"), newer, address="a")).must_change_password
        assert await identity.sign_in(school.email("instructor"), PASSWORD, address="a"), "one's own does not end"
        person = await identity.actor_for_session((await identity.sign_in(
            school.email("student"), newer, address="a")).token, temporary=True)  # fmt: skip
        assert person is not None
        await identity.change_password(person, newer, OWN)
        clock.at = began + timedelta(days=400)
        assert await identity.sign_in(school.email("student"), OWN, address="a")
    finally:
        clock.at = began
