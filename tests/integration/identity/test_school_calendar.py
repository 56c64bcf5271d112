"""Terms and days off: set up by admins, seen by everybody of the institution and by nobody else."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.clock import FixedClock
from learnapp.core.errors import ForbiddenError, InvalidInputError, LearnAppError, NotFoundError
from learnapp.services import Services, school_calendar, trail
from tests.integration.identity.conftest import NOW, School

SPRING = ("Spring", date(2026, 1, 12), date(2026, 5, 29))
"""NOW is Monday, 2 March 2026."""


async def _spring(school: School) -> UUID:
    return await school_calendar.save_term(await school.actor("admin"), None, *SPRING)


async def test_everybody_sees_the_term_and_the_next_day_off(school: School) -> None:
    admin = await school.actor("admin")
    nothing = await school_calendar.around(await school.actor("student"))
    assert (nothing.term.name, nothing.off.name) == ("", "")
    await _spring(school)
    await school_calendar.add_day_off(admin, "Winter break", date(2026, 2, 9), date(2026, 2, 13))
    await school_calendar.add_day_off(admin, "Easter", date(2026, 4, 3), date(2026, 4, 6))
    await school_calendar.add_day_off(admin, "Teachers learn", date(2026, 3, 6), date(2026, 3, 6))
    for role in ("student", "guardian", "instructor", "admin", "auditor"):
        seen = await school_calendar.around(await school.actor(role))
        assert (seen.term.name, seen.off.name, seen.off.first, seen.off.state) == (
            "Spring", "Teachers learn", "2026-03-06", "later"
        )  # fmt: skip


async def test_today_is_the_date_at_the_institution(school: School, services: Services) -> None:
    await school_calendar.save_term(await school.actor("admin"), None, "Late", date(2026, 3, 3), date(2026, 3, 9))
    async with services.db.transaction(school.tenant_id) as tx:
        await tx.session.execute(
            text("UPDATE institution SET time_zone = 'Pacific/Auckland' WHERE tenant_id = :t"), {"t": school.tenant_id}
        )
    was = services.clock
    services.clock = FixedClock(NOW + timedelta(hours=3))
    try:
        assert (await school_calendar.around(await school.actor("student"))).term.name == "Late"
    finally:
        services.clock = was


async def test_a_term_that_shares_a_day_with_another_is_refused_and_named(school: School) -> None:
    admin, spring = await school.actor("admin"), await _spring(school)
    for first, last in (
        (SPRING[2], date(2026, 6, 30)),
        (date(2025, 12, 1), SPRING[1]),
        (date(2026, 2, 1), date(2026, 2, 2)),
        (date(2025, 12, 1), date(2026, 7, 1)),
    ):
        with pytest.raises(InvalidInputError, match="Spring"):
            await school_calendar.save_term(admin, None, "Other", first, last)
    await school_calendar.save_term(admin, None, "Summer", date(2026, 5, 30), date(2026, 6, 30))
    # A term may be moved over its own old days.
    await school_calendar.save_term(admin, spring, "Spring term", date(2026, 1, 13), date(2026, 5, 29))
    names = [(one.name, one.state) for one in (await school_calendar.terms(admin)).rows]
    assert names == [("Summer", "later"), ("Spring term", "now")]


async def test_two_admins_at_once_cannot_make_terms_that_overlap(school: School) -> None:
    admin = await school.actor("admin")
    done = await asyncio.gather(
        *(school_calendar.save_term(admin, None, f"Term {n}", SPRING[1], SPRING[2]) for n in range(4)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, UUID) for one in done) == 1
    assert sum(isinstance(one, InvalidInputError) for one in done) == 3


async def test_a_school_day_lies_in_a_term_on_a_weekday_that_is_not_off(school: School) -> None:
    admin, tenant = await school.actor("admin"), school.tenant_id
    july = date(2026, 7, 1)
    assert await school_calendar.is_school_day(tenant, july), "without terms there is school all year round"
    spring = await _spring(school)
    await school_calendar.add_day_off(admin, "Break", date(2026, 3, 9), date(2026, 3, 13))
    expected = {
        date(2026, 3, 6): True,
        date(2026, 3, 7): False,
        date(2026, 3, 8): False,
        date(2026, 3, 9): False,
        date(2026, 3, 13): False,
        date(2026, 3, 16): True,
        SPRING[1]: True,
        SPRING[2]: True,
        SPRING[2] + timedelta(days=3): False,
        july: False,
    }
    assert {day: await school_calendar.is_school_day(tenant, day) for day in expected} == expected
    await school_calendar.remove_term(admin, spring)
    assert await school_calendar.is_school_day(tenant, july)


async def test_only_admins_change_the_calendar_and_only_their_own(school: School, other_school: School) -> None:
    spring = await _spring(school)
    off = await school_calendar.add_day_off(await school.actor("admin"), "Day", SPRING[1], SPRING[1])
    for role in ("student", "guardian", "instructor", "auditor"):
        actor = await school.actor(role)
        for act in (
            school_calendar.save_term(actor, None, "Mine", date(2027, 1, 1), date(2027, 2, 1)),
            school_calendar.remove_term(actor, spring),
            school_calendar.add_day_off(actor, "Mine", SPRING[1], SPRING[1]),
            school_calendar.remove_day_off(actor, off),
        ):
            with pytest.raises(ForbiddenError):
                await act
    stranger = await other_school.actor("admin")
    for act in (
        school_calendar.save_term(stranger, spring, "Mine", date(2027, 1, 1), date(2027, 2, 1)),
        school_calendar.remove_term(stranger, spring),
        school_calendar.remove_day_off(stranger, off),
    ):
        with pytest.raises(NotFoundError):
            await act
    assert (await school_calendar.terms(stranger)).total == (await school_calendar.days_off(stranger)).total == 0
    assert (await school_calendar.around(stranger)).term.name == ""


async def test_bad_input_says_what_is_wrong(school: School) -> None:
    admin = await school.actor("admin")
    for name, first, last in (
        ("", SPRING[1], SPRING[2]),
        ("x" * 200, SPRING[1], SPRING[2]),
        ("Backwards", SPRING[2], SPRING[1]),
        ("A slip", date(2026, 1, 1), date(2062, 1, 1)),
    ):
        with pytest.raises(InvalidInputError):
            await school_calendar.save_term(admin, None, name, first, last)
        with pytest.raises(InvalidInputError):
            await school_calendar.add_day_off(admin, name, first, last)
    for act in (
        school_calendar.save_term(admin, uuid7(), *SPRING),
        school_calendar.remove_term(admin, uuid7()),
        school_calendar.remove_day_off(admin, uuid7()),
    ):
        with pytest.raises(LearnAppError):
            await act


async def test_every_change_is_in_the_trail_and_lists_have_pages(school: School) -> None:
    admin, spring = await school.actor("admin"), await _spring(school)
    await school_calendar.save_term(admin, spring, "Spring 2026", SPRING[1], SPRING[2])
    days = [await school_calendar.add_day_off(admin, f"Day {n}", date(2026, 3, n), date(2026, 3, n)) for n in (1, 3, 4)]
    page = await school_calendar.days_off(admin, offset=0, size=2)
    assert (page.total, [one.name for one in page.rows]) == (3, ["Day 3", "Day 4"])
    assert [one.state for one in (await school_calendar.days_off(admin, offset=2, size=2)).rows] == ["over"]
    await school_calendar.remove_day_off(admin, days[0])
    await school_calendar.remove_term(admin, spring)
    found = {row.action for row in (await trail.audit_search(await school.actor("auditor"), size=50)).rows}
    assert {"term.create", "term.update", "term.remove", "day_off.create", "day_off.remove"} <= found
