"""A teacher gives a course of their own to their own class, where the school lets them; nobody else does."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from learnapp.core.errors import ForbiddenError, NotFoundError
from learnapp.security.access import Actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import content, course_giving, drafts, outlines, sessions, structures, switches
from learnapp.services.author_items import item as item_form
from learnapp.state.author_outline import OutlineState
from tests.factories import School
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.test_course_structures import FORM, TASK, published, seen, teacher
from tests.integration.security.browser import browser, call


async def own_course(classroom: Classroom) -> UUID:
    """Let Carol write a course with one task, and Adam publish it."""
    carol, admin = teacher(classroom), classroom.actor("adam")
    course = await structures.create(carol, FORM)
    lesson = await structures.add_lesson(carol, course, "Ratios", seen=await seen(carol, course))
    topic = await structures.add_topic(carol, course, lesson, "Ratio", "", seen=await seen(carol, course))
    item = await drafts.add(carol, course, UUID(topic), "Cats and dogs")
    draft = await drafts.save(carol, course, item, TASK, seen=(await item_form(carol, course, item)).seen)
    await drafts.submit(carol, course, [draft])
    await drafts.decide(admin, course, draft, approve=True)
    await published(admin, course)
    return course


async def give(actor: Actor, course: UUID, section: UUID) -> None:
    await content.adopt(actor, actor.tenant_id, course, section_id=section)


async def studied(classroom: Classroom) -> UUID:
    section = classroom.school.section_id
    ((course,),) = await classroom.rows("SELECT course_id FROM section WHERE section_id = %s", section)
    return UUID(str(course))


async def test_a_teacher_gives_a_course_only_where_the_school_lets_them(classroom: Classroom, hillview: School) -> None:
    carol, admin, section = teacher(classroom), classroom.actor("adam"), classroom.school.section_id
    course, before = await own_course(classroom), await studied(classroom)
    assert await outlines.classes(carol, course) == []
    with pytest.raises(ForbiddenError, match="administrators give"):
        await give(carol, course, section)
    denied = "SELECT count(*) FROM audit_entry WHERE action = 'class_course.update' AND outcome = 'denied'"
    assert await classroom.rows(denied) == [(1,)] and await studied(classroom) == before
    await switches.switch(admin, course_giving.SWITCH, on=True)
    (offered,) = await outlines.classes(carol, course)
    assert (offered.id, offered.busy, offered.same) == (str(section), True, False)

    other, mallory = await new_classroom(classroom.services), hillview.actor("mallory")
    elsewhere = replace(carol, person_id=classroom.school["bob"].person_id, sections=frozenset(), taught=frozenset())
    for who in (elsewhere, classroom.actor("alice"), mallory):
        with pytest.raises(ForbiddenError):
            await give(who, course, section)
    # Neither to the class of somebody else, nor a shared course, nor one that is not written here.
    with pytest.raises(ForbiddenError):
        await give(carol, course, other.school.section_id)
    with pytest.raises(ForbiddenError):
        await content.adopt(carol, LIBRARY_TENANT, course, section_id=section)
    with pytest.raises(ForbiddenError):
        await give(carol, other.course.course_id, section)
    unpublished = await structures.create(carol, {**FORM, "title": "Not yet"})
    with pytest.raises(NotFoundError):
        await give(carol, unpublished, section)
    assert await studied(classroom) == before

    # The page does it as the service does.
    state = await course_page(classroom, course)
    await call(OutlineState.give, state, {"form": {"class": str(section)}})
    assert await studied(classroom) == course
    assert [one.same for one in state.classes] == [True]
    entries = "SELECT detail ->> 'section' FROM audit_entry WHERE action = 'course.adopt' AND actor_id = %s"
    assert await classroom.rows(entries, carol.person_id) == [(str(section),)]
    # One class may be left out.
    await switches.switch(admin, course_giving.SWITCH, section_id=section, on=False)
    assert await outlines.classes(carol, course) == []
    with pytest.raises(ForbiddenError):
        await give(carol, classroom.course.course_id, section)
    await give(admin, classroom.course.course_id, section)


async def course_page(classroom: Classroom, course: UUID) -> OutlineState:
    """Return Carol's page of a course."""
    session = await sessions.start_session(classroom.school.tenant_id, classroom.school["carol"].person_id)
    state = await browser(session.token, f"/author/{course}/outline").get_state(OutlineState)
    await call(OutlineState.load, state, {})
    assert [one.id for one in state.classes] == [str(classroom.school.section_id)]
    return state
