"""A class follows the roster of its course, and grades are passed on: with faults, with strangers, and once only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from learnapp.core.errors import ConflictError, ForbiddenError, NotFoundError
from learnapp.integrations.lti import memberships
from learnapp.security.access import Actor
from learnapp.services import (
    current,
    lms,
    lms_class,
    lms_keys,
    lti_roster,
    people,
    sections,
    sessions,
)
from learnapp.services.lms_class import LmsClassView
from learnapp.storage.repositories import lti_services as service_rows
from learnapp.storage.repositories.lti_services import LmsCourse
from tests.lms_services import Faults, LmsServices

from .conftest import Browser, Connected, draft, new_browser


@pytest.fixture(scope="session")
def served() -> Iterator[LmsServices]:
    made = LmsServices().start()
    yield made
    made.stop()


@dataclass
class Course:
    """A connected course: Carol has launched, so that it stands for a class."""

    connected: Connected
    offered: LmsServices
    section: UUID
    carol: Actor
    browser: Browser

    @property
    def tenant(self) -> UUID:
        return self.connected.school.tenant_id

    @property
    def place(self) -> LmsCourse:
        return LmsCourse(self.connected.registration, "1", self.connected.lms.context["id"])

    async def view(self) -> LmsClassView:
        return await lms_class.view(self.carol, self.section)

    async def mark(self) -> str:
        return (await self.view()).courses[0].mark

    async def read(self) -> dict[str, int]:
        """Ask for the roster and read it; returns what came of it."""
        await lms_class.read_roster(self.carol, self.section, await self.mark())
        await lti_roster.sync(self.tenant, self.place)
        roster = (await self.view()).courses[0].roster
        assert roster.state == "done", roster.error
        names = ("read", "new", "back", "left", "waits", "namesake", "no_role", "unusable")
        return {name: value for name in names if (value := getattr(roster, name))}

    async def names(self) -> set[str]:
        ids = await sections.student_ids(self.carol, self.section)
        return set((await people.names(self.tenant, ids)).values())


@pytest.fixture
async def course(riverside: Connected, served: LmsServices, _fresh: None) -> AsyncIterator[Course]:
    served.anew(riverside.lms.client_id)
    await lms.remove(riverside.admin, riverside.registration)
    address = f"{served.origin}/token"
    riverside.registration = await lms.add(riverside.admin, draft(riverside.lms, token_url=address))
    served.tool_keys = {"keys": await lms_keys.published_keys(riverside.school.slug)}
    async with new_browser() as browser:
        landed = await browser.land(await browser.launch(riverside.lms, "carol", **served.claims))
        served.enrol("5", "Carol Clark", "Instructor")
        carol = await browser.actor()
        yield Course(riverside, served, UUID(landed.rpartition("/")[2]), carol, browser)


# --- rosters ---------------------------------------------------------------------------------------------


async def test_a_class_follows_its_roster(course: Course) -> None:
    offered = course.offered
    for number, name in enumerate(("Ann Ash", "Ben Birch", "Cy Cedar"), 10):
        offered.enrol(str(number), name)
    offered.enrol("20", "Dora Designer", "ContentDeveloper")
    offered.enrol("21", "Ida Idle", status="Inactive")
    # Somebody with an account that has the same address connects it with its password, at their first launch.
    offered.enrol("22", "Bob", email=course.connected.school["bob"].email)
    assert await course.read() == {"read": 6, "new": 3, "namesake": 1, "no_role": 1}
    assert await course.names() == {"Ann Ash", "Ben Birch", "Cy Cedar"}
    assert offered.calls["GET members"] == 4, "page by page"
    again = await course.read()
    assert again == {"read": 6, "namesake": 1, "no_role": 1}, "nothing is done twice"
    # Who launches is who was on the roster, and not a second person.
    course.connected.lms.users["ben"] = type(course.connected.lms.users["carol"])("11", "Ben Birch")
    async with new_browser() as browser:
        await browser.land(await browser.launch(course.connected.lms, "ben", **offered.claims))
        ben = await browser.actor()
    assert ben.person_id in await sections.student_ids(course.carol, course.section)
    assert len(await sections.student_ids(course.carol, course.section)) == 3
    # Who has left is taken out; who comes back is in again, with everything that they have learned.
    del offered.members["11"]
    assert await course.read() == {"read": 5, "left": 1, "namesake": 1, "no_role": 1}
    assert await course.names() == {"Ann Ash", "Cy Cedar"}
    sessions.forget_everyone()
    offered.enrol("11", "Ben Birch")
    assert await course.read() == {"read": 6, "back": 1, "namesake": 1, "no_role": 1}
    assert ben.person_id in await sections.student_ids(course.carol, course.section)


async def test_what_has_changed_is_read_once_a_day(course: Course) -> None:
    offered = course.offered
    for number in range(10, 15):
        offered.enrol(str(number), f"Student {number}")
    await lms_class.choose(
        course.carol, course.section, await course.mark(), follows=True, tests=False, assignments=False, progress=False
    )
    await lti_roster.sync(course.tenant, course.place)
    assert len(await course.names()) == 5
    calls = offered.calls["GET members"]
    del offered.members["10"]
    offered.enrol("30", "New Noa")
    offered.changed = ["10", "30"]
    now = current().clock.now() + timedelta(hours=21)
    async with current().db.transaction(course.tenant) as tx:
        due = await service_rows.syncs_due(tx.session, course.tenant, now - lti_roster.EVERY, now, 5)
        assert due == [(course.place, True)], "everybody, once a week"
        ((place, whole),) = await service_rows.syncs_due(
            tx.session, course.tenant, now - lti_roster.EVERY, now - lti_roster.WHOLE_EVERY, 5
        )
        assert (place, whole) == (course.place, False)
        assert await lti_roster.ask(tx.session, course.tenant, place, None, now, whole=False)
        assert not await lti_roster.ask(tx.session, course.tenant, place, None, now, whole=False), "one at a time"
    await lti_roster.sync(course.tenant, course.place)
    assert offered.calls["GET members"] == calls + 1
    assert await course.names() == {"Student 11", "Student 12", "Student 13", "Student 14", "New Noa"}


async def test_a_sync_that_was_stopped_goes_on_where_it_was(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = course.offered
    for number in range(10, 19):
        offered.enrol(str(number), f"Student {number}")
    await lms_class.read_roster(course.carol, course.section, await course.mark())
    with pytest.raises(ConflictError, match="already"):
        await lms_class.read_roster(course.carol, course.section, await course.mark())
    read, pages = memberships.read_page, 0

    def cut(*args: object) -> object:
        nonlocal pages
        pages += 1
        if pages > 2:
            raise KeyboardInterrupt
        return read(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(lti_roster, "read_page", cut)
        with pytest.raises(KeyboardInterrupt):
            await lti_roster.sync(course.tenant, course.place)
    assert (await course.view()).courses[0].roster.state == "running"
    assert len(await course.names()) == 3
    calls = offered.calls["GET members"]
    await asyncio.gather(*(lti_roster.sync(course.tenant, course.place) for _ in range(3)))
    assert offered.calls["GET members"] == calls + 3, "three pages are left, and one of three processes reads them"
    roster = (await course.view()).courses[0].roster
    assert (roster.state, roster.read, roster.new, roster.left) == ("done", 10, 9, 0)


async def test_what_goes_wrong_is_told_and_empties_no_class(course: Course) -> None:
    offered = course.offered
    offered.enrol("10", "Ann Ash")
    await course.read()

    async def failed() -> str:
        await lms_class.read_roster(course.carol, course.section, await course.mark())
        await lti_roster.sync(course.tenant, course.place)
        roster = (await course.view()).courses[0].roster
        assert roster.state == "failed" and await course.names() == {"Ann Ash"}
        return roster.error

    members, offered.members = offered.members, {"5": offered.members["5"]}
    assert await failed() == "empty"
    offered.members = members
    offered.granted = frozenset()
    offered.tokens.clear()
    current().extras.pop("lti_clients", None)
    assert await failed() == "token"
    offered.granted = LmsServices().granted
    await lms.switch(course.connected.admin, course.connected.registration, on=False)
    assert await failed() == "off"
    await lms.switch(course.connected.admin, course.connected.registration, on=True)
    offered.faults = Faults(before=0.3, forgotten=0.2)
    await course.read()


async def test_nobody_else_reads_a_roster(course: Course, hillview: Connected) -> None:
    mark = await course.mark()
    mallory, alice = hillview.admin, course.connected.school.actor("alice")
    for actor in (mallory, alice):
        for attempt in (
            lms_class.view(actor, course.section),
            lms_class.read_roster(actor, course.section, mark),
            lms_class.choose(
                actor, course.section, mark, follows=True, tests=True, assignments=True, progress=True
            ),
            lms_class.send_again(actor, course.section),
        ):  # fmt: skip
            with pytest.raises((ForbiddenError, NotFoundError)):
                await attempt
    assert not (await course.view()).courses[0].tests
