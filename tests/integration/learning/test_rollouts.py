"""A feature that some sections have: both sides stand beside each other, and few sections say nothing."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from learnapp.core.errors import ForbiddenError
from learnapp.services import rollouts, switches
from learnapp.services.rollouts import RolloutView
from learnapp.storage.repositories import sections as section_rows
from tests.integration.learning.conftest import Classroom, new_classroom


async def section(classroom: Classroom, right: int, answers: int, there: int = 1, days: int = 1) -> UUID:
    """Another section with Alice in it, and what it did on each of its last days."""
    tenant, now, new = classroom.school.tenant_id, classroom.services.clock.now(), uuid7()
    async with classroom.services.db.transaction(tenant) as tx:
        course = (tenant, classroom.course.course_id, 1)
        await section_rows.add_section(tx.session, tenant, new, title="Another", term="", course=course, now=now)
        await section_rows.enrol(
            tx.session, tenant, [(new, classroom.school["alice"].person_id, "student")], now
        )  # fmt: skip
    for back in range(days):
        await classroom.rows(
            "INSERT INTO section_day (tenant_id, section_id, day, events, answers, correct, students, hints,"
            " computed_at) VALUES (%s, %s, %s, %s, %s, %s, %s, 0, %s) RETURNING 1",
            tenant, new, (now - timedelta(days=back)).date(), answers, answers, right, there, now,
        )  # fmt: skip
    return new


async def compared(classroom: Classroom) -> RolloutView:
    (found,) = await rollouts.rollouts(classroom.actor("adam"))
    return found


async def test_sections_with_it_stand_beside_the_others(classroom: Classroom) -> None:
    adam = classroom.actor("adam")
    assert await rollouts.rollouts(adam) == []
    ours = [await section(classroom, right, 20) for right in (17, 18, 16, 18)]
    for _ in range(5):
        await section(classroom, 10, 20, days=28)
    for one in ours:
        await switches.switch(adam, "new_pages", section_id=one, on=True)
    few = await compared(classroom)
    # The school's own section, in which nothing was done, is one of the others.
    assert (few.key, few.having, few.lacking) == ("new_pages", 4, 6)
    assert [(one.known, one.was_known, one.change) for one in few.figures] == [(False, True, "few")] * 2
    await switches.switch(adam, "new_pages", section_id=await section(classroom, 17, 20), on=True)
    right, there = (await compared(classroom)).figures
    assert (right.value, right.was, right.change) == (86, 50, "up") and 0 < right.by_low < 36 < right.by_high
    # 5 of 140 student days against 140 of 196: the school's own section has two students.
    assert (there.value, there.was, there.change) == (4, 71, "down")
    assert there.was_low < there.was < there.was_high


async def test_what_differs_little_is_not_said_to_differ(classroom: Classroom) -> None:
    adam = classroom.actor("adam")
    for right, on in ((12, True), (17, True), (9, True), (15, True), (14, True), (11, False), (16, False), (8, False),
                      (13, False), (14, False)):  # fmt: skip
        new = await section(classroom, right, 20)
        if on:
            await switches.switch(adam, "new_pages", section_id=new, on=True)
    found = (await compared(classroom)).figures[0]
    assert found.change == "early" and found.by_low < 0 < found.by_high


async def test_only_admins_compare(classroom: Classroom) -> None:
    for who in ("alice", "carol"):
        with pytest.raises(ForbiddenError):
            await rollouts.rollouts(classroom.actor(who))
    other = await new_classroom(classroom.services)
    assert await rollouts.rollouts(other.actor("adam")) == []
