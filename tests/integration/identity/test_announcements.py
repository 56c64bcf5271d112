"""Announcements reach those they are for, while they are in force, until they are put away or withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import announcements, current, notice_board, sections, sessions, trail
from learnapp.storage.repositories import identity as people_rows
from tests.integration.identity.conftest import School

TODAY, TOMORROW = date(2026, 3, 2), date(2026, 3, 3)


async def tell(school: School, text: str = "The library is closed.", **how: Any) -> UUID:
    wanted: dict[str, Any] = {"audience": "all", "first": TODAY, "last": TOMORROW, **how}
    return await announcements.save(await school.actor("admin"), wanted.pop("id", None), text, **wanted)


async def told(school: School, role: str) -> list[str]:
    return [one.text for one in await announcements.for_reader(await school.actor(role))]


async def test_each_audience_is_told_and_nobody_else(school: School, other_school: School) -> None:
    await tell(school, "everybody")
    await tell(school, "students", audience="students")
    await tell(school, "instructors", audience="instructors")
    await tell(school, "one class", audience="section", section_id=school.section_id)
    system = await school.actor("admin")
    page = await announcements.list_announcements(system)
    assert page.total == 4 and {one.section for one in page.rows} == {"", "Math 7"}
    assert await told(school, "student") == ["one class", "students", "everybody"]
    assert await told(school, "instructor") == ["one class", "instructors", "everybody"]
    for role in ("admin", "guardian", "auditor"):
        assert await told(school, role) == ["everybody"]
    assert await told(other_school, "student") == []
    (note, *_) = await announcements.for_reader(await school.actor("student"))
    assert note.section == "Math 7"


async def test_a_class_is_told_only_what_is_for_it(school: School, course: tuple[UUID, UUID]) -> None:
    other = await sections.create_section(
        await school.actor("admin"), title="Math 8", term="", course_tenant_id=course[0], course_id=course[1]
    )
    new = await tell(school, "for the others", audience="section", section_id=other)
    assert await told(school, "student") == []
    with pytest.raises(NotFoundError):
        await announcements.dismiss(await school.actor("student"), new)


async def test_it_is_shown_from_the_first_day_to_the_last(school: School) -> None:
    await tell(school, "over", first=date(2026, 2, 1), last=date(2026, 3, 1))
    await tell(school, "to come", first=TOMORROW)
    await tell(school, "last day", first=date(2026, 2, 1), last=TODAY)
    assert await told(school, "student") == ["last day"]
    states = {one.text: one.state for one in (await announcements.list_announcements(await school.actor("admin"))).rows}
    assert states == {"over": "over", "to come": "later", "last day": "now"}


async def test_who_puts_it_away_is_not_told_again_until_it_says_something_else(school: School) -> None:
    new = await tell(school)
    student = await school.actor("student")
    for _ in range(2):
        await announcements.dismiss(student, new)
    assert await told(school, "student") == [] and len(await told(school, "classmate")) == 1
    await tell(school, id=new, last=date(2026, 3, 9))
    assert await told(school, "student") == [], "longer is no news"
    await tell(school, "The library is open again.", id=new)
    assert await told(school, "student") == ["The library is open again."]


async def test_a_withdrawn_one_is_seen_by_nobody_and_stays_in_the_list(school: School) -> None:
    new, admin = await tell(school), await school.actor("admin")
    await announcements.withdraw(admin, new)
    assert await told(school, "student") == []
    assert [one.state for one in (await announcements.list_announcements(admin)).rows] == ["withdrawn"]
    with pytest.raises(NotFoundError):
        await announcements.withdraw(admin, new)
    with pytest.raises(NotFoundError):
        await tell(school, "again", id=new)
    with pytest.raises(NotFoundError):
        await announcements.dismiss(await school.actor("student"), new)


async def test_only_admins_announce_and_only_at_their_own_school(school: School, other_school: School) -> None:
    new = await tell(school)
    for role in ("student", "guardian", "instructor", "auditor"):
        actor = await school.actor(role)
        for act in (
            announcements.save(actor, None, "x", audience="all", first=TODAY, last=TODAY),
            announcements.withdraw(actor, new),
        ):
            with pytest.raises(ForbiddenError):
                await act
    stranger = await other_school.actor("admin")
    for act in (
        announcements.save(stranger, new, "x", audience="all", first=TODAY, last=TODAY),
        announcements.save(
            stranger, None, "x", audience="section", section_id=school.section_id, first=TODAY, last=TODAY
        ),
        announcements.withdraw(stranger, new),
        announcements.dismiss(stranger, new),
    ):
        with pytest.raises(NotFoundError):
            await act
    assert await told(school, "student") == ["The library is closed."]


async def test_bad_input_says_what_is_wrong(school: School) -> None:
    for text, how in (
        ("", {}),
        (" \x00 ", {}),
        ("x" * 501, {}),
        ("x", {"audience": "parents"}),
        ("x", {"first": TOMORROW, "last": TODAY}),
    ):
        with pytest.raises(InvalidInputError):
            await tell(school, text, **how)
    for section in (None, uuid7()):
        with pytest.raises(NotFoundError):
            await tell(school, audience="section", section_id=section)
    await tell(school, "<b>'; DROP TABLE announcement; --</b>")
    assert await told(school, "student") == ["<b>'; DROP TABLE announcement; --</b>"]


async def test_every_change_is_in_the_trail_without_its_text(school: School) -> None:
    new = await tell(school, "Secret party in room 5")
    await tell(school, "Secret party in room 6", id=new)
    await announcements.withdraw(await school.actor("admin"), new)
    rows = (await trail.audit_search(await school.actor("auditor"), object_is="announcement", size=50)).rows
    assert {row.action for row in rows} == {"announcement.create", "announcement.update", "announcement.withdraw"}
    assert "party" not in repr(rows)


async def _guardian_of(school: School, child: str) -> Actor:
    """The school's guardian, linked to a child and acting."""
    guardian, student = school.people["guardian"], school.people[child]
    async with current().db.transaction(school.tenant_id) as tx:
        await people_rows.link_guardians(tx.session, school.tenant_id, [(guardian, student)])
    sessions.forget_person(guardian)
    return await school.actor("guardian")


async def _heard(school: School, role: str) -> list[str]:
    """What somebody finds of emergencies on the page of their notices."""
    days = (await notice_board.read(await school.actor(role))).days
    return [one.notice.key for day in days for one in day.notices if "emergency" in one.notice.key]


async def test_families_are_an_audience_of_the_school_and_of_a_class(
    school: School, other_school: School, course: tuple[UUID, UUID]
) -> None:
    guardian = await _guardian_of(school, "student")
    other = await sections.create_section(
        await school.actor("admin"), title="Math 8", term="", course_tenant_id=course[0], course_id=course[1]
    )
    await tell(school, "all families", audience="guardians")
    here = await tell(school, "families of 7", audience="families", section_id=school.section_id)
    await tell(school, "families of 8", audience="families", section_id=other)
    await tell(school, "the class itself", audience="section", section_id=school.section_id)
    await tell(other_school, "elsewhere", audience="guardians")
    assert [one.text for one in await announcements.for_reader(guardian)] == ["families of 7", "all families"]
    for role in ("student", "instructor", "classmate"):
        assert await told(school, role) == ["the class itself"]
    assert await told(school, "admin") == []
    await announcements.dismiss(guardian, here)
    assert await told(school, "guardian") == ["all families"]
    with pytest.raises(NotFoundError):
        await announcements.dismiss(await school.actor("student"), here)
    with pytest.raises(NotFoundError):
        await tell(school, audience="families", section_id=None)


async def test_an_emergency_of_a_class_reaches_its_families_once(school: School, other_school: School) -> None:
    await _guardian_of(school, "student")
    await _guardian_of(school, "classmate")
    where = {"audience": "section", "section_id": school.section_id}
    new = await tell(school, "The gym is closed: come to the yard.", urgent=True, **where)
    for role in ("student", "instructor", "guardian"):
        assert await _heard(school, role) == ["notice-emergency"], role
    await tell(school, "The gym is closed: come to the yard.", id=new, urgent=True, **where)
    assert await _heard(school, "guardian") == ["notice-emergency"], "two children, said twice: heard once"
    assert await _heard(other_school, "guardian") == []


async def test_no_emergency_of_a_class_reaches_families_of_others_or_who_has_left(school: School) -> None:
    await _guardian_of(school, "student")
    where = {"audience": "section", "section_id": school.section_id}
    await sections.unenrol(await school.actor("admin"), school.section_id, school.people["student"])
    await tell(school, "Nothing for them.", urgent=True, **where)
    assert await _heard(school, "guardian") == []
    await tell(school, "For the families.", audience="families", section_id=school.section_id, urgent=True)
    assert await _heard(school, "guardian") == []
