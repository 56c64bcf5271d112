"""The second step of administrators, and where somebody is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import psycopg
import pyotp
import pytest

from learnapp.api.app import build_api
from learnapp.core.clock import FixedClock
from learnapp.core.device import words_of
from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, RateLimitedError
from learnapp.security.access import Actor
from learnapp.services import Services, own_sessions, privacy, second_step, sessions, sign_on_rules, steps
from learnapp.services.second_step import StepOverError, WrongCodeError
from learnapp.services.sign_in import sign_in
from learnapp.services.sign_in_gate import SecondStepError
from tests.integration.identity.conftest import NOW, PASSWORD, School

SAME = {"sec-fetch-site": "same-origin"}
# RFC 6238, appendix B: the last six digits of the SHA-1 row.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.fixture(autouse=True)
def clock(services: Services) -> Iterator[FixedClock]:
    found = services.clock
    assert isinstance(found, FixedClock)
    yield found
    found.at = NOW


def test_codes_are_those_of_the_standard() -> None:
    for at, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")):
        assert second_step.step_of(RFC_SECRET, code, at) == at // 30
        assert second_step.step_of(RFC_SECRET, f" {code[:3]} {code[3:]} ", at + 30) == at // 30
        assert second_step.step_of(RFC_SECRET, code, at + 90) is None
    for wrong in ("", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "-12345"):
        assert second_step.step_of(RFC_SECRET, wrong, 59) is None


async def set_up(actor: Actor, clock: FixedClock) -> tuple[pyotp.TOTP, list[str]]:
    made = await second_step.begin(actor)
    assert made.picture.startswith("data:image/svg+xml")
    totp = pyotp.TOTP(made.secret.replace(" ", ""))
    codes = await second_step.confirm(actor, totp.at(clock.at))
    clock.at += timedelta(seconds=30)
    return totp, codes


async def on_the_way(school: School) -> str:
    with pytest.raises(SecondStepError) as more:
        await sign_in(school.email("admin"), PASSWORD, address="203.0.113.5")
    return more.value.token


async def test_the_password_alone_opens_nothing(
    school: School, clock: FixedClock, superuser: psycopg.Connection
) -> None:
    admin = await school.actor("admin")
    totp, _ = await set_up(admin, clock)
    token = await on_the_way(school)
    assert await sessions.actor_for_session(token) is None
    with pytest.raises(WrongCodeError):
        await second_step.finish(token, "000000")
    begun = await second_step.finish(token, totp.at(clock.at))
    assert begun.person_id == admin.person_id
    with pytest.raises(StepOverError):
        await second_step.finish(token, totp.at(clock.at))
    # The same code in another sign-in, within its half minute.
    again = await on_the_way(school)
    with pytest.raises(WrongCodeError):
        await second_step.finish(again, totp.at(clock.at))
    clock.at += timedelta(seconds=30)
    await second_step.finish(again, totp.at(clock.at))
    stored = superuser.execute(
        "SELECT secret_enc FROM second_factor WHERE person_id = %s", (admin.person_id,)
    ).fetchone()
    assert stored is not None and totp.secret.encode() not in bytes(stored[0])
    for nobody in (None, "", "x", "A" * 43, begun.token):
        with pytest.raises(StepOverError):
            await second_step.finish(nobody, totp.at(clock.at))


async def test_recovery_codes_work_once_and_only_their_hashes_are_kept(
    school: School, clock: FixedClock, superuser: psycopg.Connection
) -> None:
    admin = await school.actor("admin")
    totp, codes = await set_up(admin, clock)
    assert len(set(codes)) == 10
    rows = superuser.execute("SELECT code_hash FROM recovery_code WHERE person_id = %s", (admin.person_id,)).fetchall()
    assert len(rows) == 10 and not any(code.encode() in bytes(row[0]) for code in codes for row in rows)
    await second_step.finish(await on_the_way(school), codes[0].upper().replace("-", " "))
    with pytest.raises(WrongCodeError):
        await second_step.finish(await on_the_way(school), codes[0])
    assert (await second_step.standing(admin)).codes_left == 9
    fresh = await second_step.new_codes(admin, totp.at(clock.at))
    with pytest.raises(WrongCodeError):
        await second_step.finish(await on_the_way(school), codes[1])
    await second_step.finish(await on_the_way(school), fresh[1])


async def test_guessing_codes_ends_soon(school: School, clock: FixedClock) -> None:
    admin = await school.actor("admin")
    totp, _ = await set_up(admin, clock)
    token = await on_the_way(school)
    for guess in range(10):
        with pytest.raises(WrongCodeError):
            await second_step.finish(token, f"{guess:06}")
    with pytest.raises(RateLimitedError):
        await second_step.finish(token, totp.at(clock.at))


async def test_an_institution_demands_it_and_nobody_gets_in_before_it_is_set_up(
    school: School, clock: FixedClock
) -> None:
    admin = await school.actor("admin")
    with pytest.raises(ConflictError):
        await sign_on_rules.set_second_step(admin, True)
    await set_up(admin, clock)
    await sign_on_rules.set_second_step(admin, True)
    with pytest.raises(ConflictError):
        await second_step.turn_off(admin, "000000")
    with pytest.raises(SecondStepError) as more:
        await sign_in(school.email("auditor"), PASSWORD, address="203.0.113.5")
    token = more.value.token
    assert await second_step.waiting(token) == "set-up"
    with pytest.raises(StepOverError):
        await second_step.finish(token, "")
    made = await second_step.begin_waiting(token)
    codes = await second_step.confirm_waiting(token, pyotp.TOTP(made.secret.replace(" ", "")).at(clock.at))
    assert len(codes) == 10 and await second_step.waiting(token) == "passed"
    begun = await second_step.finish(token, "")
    assert begun.person_id == school.people["auditor"]
    # Nobody else is asked.
    assert (await sign_in(school.email("student"), PASSWORD, address="203.0.113.5")).token
    with pytest.raises(ForbiddenError):
        await second_step.begin(await school.actor("student"))


async def test_a_lost_device_is_helped_by_another_administrator(
    school: School, other_school: School, clock: FixedClock
) -> None:
    auditor, admin = await school.actor("auditor"), await school.actor("admin")
    await set_up(auditor, clock)
    open_one = await sessions.start_session(school.tenant_id, auditor.person_id)
    assert not await second_step.reset(await other_school.actor("admin"), auditor.person_id)
    with pytest.raises(ForbiddenError):
        await second_step.reset(await school.actor("instructor"), auditor.person_id)
    with pytest.raises(InvalidInputError):
        await second_step.reset(admin, admin.person_id)
    assert await second_step.reset(admin, auditor.person_id)
    assert await sessions.actor_for_session(open_one.token) is None
    assert (await sign_in(school.email("auditor"), PASSWORD, address="203.0.113.5")).token


async def test_erasure_takes_all_of_it(school: School, clock: FixedClock, superuser: psycopg.Connection) -> None:
    auditor, admin = await school.actor("auditor"), await school.actor("admin")
    await set_up(auditor, clock)
    await privacy.erase_person(admin, auditor.person_id)
    for table in ("second_factor", "recovery_code", "sign_in_identity", "break_glass"):
        left = superuser.execute(f"SELECT count(*) FROM {table} WHERE person_id = %s", (auditor.person_id,)).fetchone()  # noqa: S608
        assert left == (0,), table


async def test_over_http_a_cookie_leads_from_the_password_to_the_code(school: School, clock: FixedClock) -> None:
    totp, _ = await set_up(await school.actor("admin"), clock)
    form = {"email": school.email("admin"), "password": PASSWORD, "next": "/admin/people"}
    transport = httpx.ASGITransport(build_api())
    async with httpx.AsyncClient(transport=transport, base_url="https://school.test") as browser:
        answer = await browser.post("/auth/sign-in", data=form, headers=SAME)
        assert answer.headers["location"] == "/second-step?next=%2Fadmin%2Fpeople"
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-step=") and "HttpOnly" in cookie and "Secure" in cookie
        assert "sid" not in browser.cookies and "__Host-sid" not in browser.cookies
        wrong = await browser.post("/auth/second-step", data={"code": "000000"}, headers=SAME)
        assert wrong.headers["location"] == "/second-step?error=wrong_code"
        foreign = await browser.post(
            "/auth/second-step", data={"code": totp.at(clock.at)}, headers={"sec-fetch-site": "cross-site"}
        )
        assert foreign.headers["location"] == "/second-step?error=cross_site"
        done = await browser.post(
            "/auth/second-step", data={"code": totp.at(clock.at), "next": "/admin/people"}, headers=SAME
        )
        assert done.headers["location"] == "/admin/people"
        assert "__Host-sid" in browser.cookies and "__Host-step" not in browser.cookies


# --- sessions --------------------------------------------------------------------------------------------


async def with_session(school: School, role: str) -> Actor:
    begun = await sessions.start_session(school.tenant_id, school.people[role])
    actor = await sessions.actor_for_session(begun.token)
    assert actor is not None
    return actor


async def test_somebody_sees_and_ends_their_own_sessions_and_nobody_elses(school: School, other_school: School) -> None:
    here, there, elsewhere = [await with_session(school, "student") for _ in range(3)]
    seen = await own_sessions.own(here)
    assert [one.own for one in seen] == [True, False, False]
    classmate, mallory = await with_session(school, "classmate"), await with_session(other_school, "student")
    for other in (classmate, mallory):
        assert {one.session_id for one in await own_sessions.own(other)}.isdisjoint(one.session_id for one in seen)
        with pytest.raises(NotFoundError):
            await own_sessions.revoke(other, seen[1].session_id)
        await own_sessions.revoke_others(other)
    assert len(await own_sessions.own(here)) == 3
    await own_sessions.revoke(here, seen[1].session_id)
    with pytest.raises(NotFoundError):
        await own_sessions.revoke(here, seen[1].session_id)
    with pytest.raises(NotFoundError):
        await own_sessions.revoke(here, uuid4())
    await own_sessions.revoke_others(here)
    assert [one.own for one in await own_sessions.own(here)] == [True]
    _ = (there, elsewhere)


async def test_limits_of_the_institution_end_sessions_that_are_open(
    school: School, other_school: School, superuser: psycopg.Connection
) -> None:
    admin = await with_session(school, "admin")
    begun = await sessions.start_session(school.tenant_id, school.people["student"])
    theirs = await sessions.start_session(other_school.tenant_id, other_school.people["student"])

    async def works(token: str) -> bool:
        sessions.forget_everyone()
        return await sessions.actor_for_session(token) is not None

    def age(column: str, by: str, person: UUID) -> None:
        superuser.execute(
            f"UPDATE directory.session SET {column} = now() - %s::interval WHERE person_id = %s",  # noqa: S608
            (by, person),
        )

    for bad in ((4, 10), (10_000, 10), (30, 0), (30, 10_000)):
        with pytest.raises(InvalidInputError):
            await sign_on_rules.set_limits(admin, *bad)
    for person in (school.people["student"], other_school.people["student"]):
        age("last_seen_at", "20 minutes", person)
    assert await works(begun.token)
    for person in (school.people["student"], other_school.people["student"]):
        age("last_seen_at", "20 minutes", person)
    await sign_on_rules.set_limits(admin, 15, 8)
    assert not await works(begun.token) and await works(theirs.token)
    age("last_seen_at", "0 minutes", school.people["student"])
    assert await works(begun.token)
    age("created_at", "9 hours", school.people["student"])
    assert not await works(begun.token)
    rules = await sign_on_rules.rules(admin)
    assert (rules.idle_minutes, rules.most_hours) == (15, 8)


async def test_a_step_is_taken_once_and_expires(school: School) -> None:
    token = await steps.put(school.tenant_id, "second", {"a": 1}, timedelta(minutes=1))
    assert await steps.find(token, "provider") is None
    found = await steps.find(token, "second")
    assert found is not None and found.payload == {"a": 1}
    assert await steps.take(token, "second") is not None and await steps.take(token, "second") is None
    old = await steps.put(school.tenant_id, "second", {}, timedelta(seconds=-1))
    assert await steps.take(old, "second") is None


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "edge windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605 Version/17 Safari/605", "safari mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) CriOS/120 Mobile Safari/604", "chrome iphone"),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/120 Safari/537", "chrome chromeos"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:120.0) Gecko/120.0 Firefox/120.0", "firefox android"),
        ("<script>alert(1)</script>", "other other"),
        ("", "other other"),
    ],
)  # fmt: skip
def test_devices_are_told_in_words_of_our_own(agent: str, words: str) -> None:
    assert words_of(agent) == words
