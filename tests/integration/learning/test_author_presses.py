"""A second press on the same button begins, moves and publishes nothing again."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from learnapp.core.errors import NotFoundError
from learnapp.services import author_begin, author_items, begun_once, content, drafts, outlines, structures
from learnapp.state.author_add import AddContentState
from learnapp.state.author_item import AuthorItemState
from learnapp.state.author_outline import OutlineState
from learnapp.state.authoring import AuthorCourseState, AuthorState
from tests.factories import School
from tests.integration.learning.conftest import Classroom
from tests.integration.learning.test_author_pages import page
from tests.integration.learning.test_course_structures import FORM, teacher
from tests.integration.security.browser import call


def later(classroom: Classroom) -> None:
    """Let the time pass in which the same is one press too many."""
    classroom.clock.at += begun_once.ONE_PRESS + timedelta(seconds=1)


async def test_a_course_is_begun_once_however_often_it_is_pressed(classroom: Classroom, hillview: School) -> None:
    carol = teacher(classroom)
    before = await classroom.count("course")
    first, *others = await asyncio.gather(*(structures.create(carol, FORM) for _ in range(3)))
    assert set(others) == {first} and await classroom.count("course") == before + 1
    assert await classroom.count("course_structure") == 1
    # What is called otherwise, what somebody else begins, and what is begun later is another course.
    named = await structures.create(carol, {**FORM, "title": "Ratios, again"})
    theirs = await structures.create(classroom.actor("adam"), FORM)
    elsewhere = await structures.create(hillview.actor("adam"), FORM)
    later(classroom)
    again = await structures.create(carol, FORM)
    assert len({first, named, theirs, elsewhere, again}) == 5
    state = await page(classroom, "/author", AuthorState)
    sent = [str(await call(AuthorState.begin, state, {"form": FORM})) for _ in range(2)]
    (one,), other = (set(re.findall(r"/author/([0-9a-f-]{36})/outline", each)) for each in sent)
    assert other == {one} and one != str(theirs)


async def test_an_item_is_begun_once_however_often_it_is_pressed(classroom: Classroom) -> None:
    adam, course, topic = classroom.actor("adam"), classroom.course.course_id, classroom.course.kcs[1]

    async def begin(kind: str, title: str) -> UUID:
        if kind in author_begin.KINDS:
            return await author_begin.begin(adam, course, kind, title, topic)
        return await drafts.add(adam, course, topic, title, kind)

    made = set()
    for kind in (*author_begin.KINDS, "numeric", "choice"):
        first, *others = await asyncio.gather(*(begin(kind, "Halves") for _ in range(3)))
        assert set(others) == {first}
        made.add(first)
    assert len(made) == 5 == await classroom.count("content_draft")
    # What the first press has begun and somebody has written at since is not opened in place of another one.
    form = await author_items.item(adam, course, first)
    written = {"step-1-prompt": "Which is half?", "step-1-choices": "1/2\n1/3", "step-1-accepted": "1/2"}
    await drafts.save(adam, course, first, written, seen=form.seen)
    assert await begin("choice", "Halves") != first
    other = await begin("reading", "Quarters")
    later(classroom)
    assert await begin("reading", "Quarters") != other


async def pressed(handler: Any, state: Any, given: dict[str, Any], times: int = 2) -> list[Any]:
    """Press a button several times at once: a page's events wait for each other."""
    return [await call(handler, state, given) for _ in range(times)]


async def test_a_press_too_many_on_the_pages_of_authors_changes_nothing(classroom: Classroom) -> None:
    adam, course = classroom.actor("adam"), classroom.course.course_id
    outline, adding = await page(classroom, f"/author/{course}/outline", OutlineState, AddContentState)
    await call(OutlineState.open_form, outline, {"kind": "lesson", "at": ""})
    await pressed(OutlineState.add_lesson, outline, {"form": {"lesson_title": "Decimals"}})
    assert [one.title for one in outline.view.lessons] == ["Fractions", "Decimals"]
    assert (outline.form, outline.form_at) == ("topic", outline.view.lessons[1].id)
    await pressed(OutlineState.add_topic, outline, {"form": {"topic_name": "Tenths"}})
    assert [one.name for one in outline.view.lessons[1].topics] == ["Tenths"] and outline.form == "standard"
    await pressed(OutlineState.use_standard, outline, {"code": ""})
    await pressed(OutlineState.hand_in, outline, {})
    await pressed(OutlineState.decide, outline, {"form": {"decision": "approve"}})
    assert outline.view.state == "approved"

    lesson, topic = outline.view.lessons[1].id, outline.view.lessons[1].topics[0].id
    await call(AddContentState.open_adding, adding, {"lesson": lesson, "kind": "task"})
    form = {"new_title": "A tenth", "new_topic": topic, "new_kind": "numeric"}
    sent = await pressed(AddContentState.add_task, adding, {"form": form})
    (row,) = (await author_items.course(adam, course, state="draft")).rows
    assert f"/author/{course}/{row.id}" in str(sent[0]) and sent[1] == [None]

    item = await page(classroom, f"/author/{course}/{row.id}", AuthorItemState)
    await call(AuthorItemState.ask_discard, item, {})
    assert item.discarding and item.form.draft_id, "it is asked first"
    await pressed(AuthorItemState.discard, item, {})
    assert not item.discarding
    with pytest.raises(NotFoundError):
        await author_items.item(adam, course, UUID(row.id))
    kept = await page(classroom, f"/author/{course}/{classroom.course.practice[0][0]}", AuthorItemState)
    await pressed(AuthorItemState.retire, kept, {"retired": True})
    assert kept.form.retired

    listed = await page(classroom, f"/author/{course}", AuthorCourseState)
    await call(AuthorCourseState.choose, listed, {"item": str(classroom.course.practice[0][0])})
    await pressed(AuthorCourseState.submit_chosen, listed, {})
    await call(AuthorCourseState.choose, listed, {"item": str(classroom.course.practice[0][0])})
    await pressed(AuthorCourseState.approve_chosen, listed, {})
    await pressed(AuthorCourseState.publish, listed, {"form": {"move": True}})
    assert (await outlines.outline(adam, course)).course.version == 2


async def test_a_task_is_begun_for_the_whole_course_by_the_same_form(classroom: Classroom) -> None:
    course, topic = classroom.course.course_id, classroom.course.kcs[2]
    _, adding = await page(classroom, f"/author/{course}", AuthorCourseState, AddContentState)
    form = {"new_title": "A sum", "new_topic": str(topic), "new_kind": "choice"}
    assert await call(AddContentState.add_task, adding, {"form": form}) == [None], "no form is open"
    await call(AddContentState.open_adding, adding, {"lesson": "", "kind": "task"})
    assert (adding.adding_to, adding.adding_kind) == ("", "task")
    await call(AddContentState.add_task, adding, {"form": form})
    (row,) = (await author_items.course(classroom.actor("adam"), course, state="draft")).rows
    assert (row.title, row.added) == ("A sum", True)
    # Another page begins without an open form.
    await call(AddContentState.open_adding, adding, {"lesson": "", "kind": "task"})
    await call(AddContentState.load, adding, {})
    assert adding.adding_kind == ""


async def test_a_shared_course_is_copied_once_and_a_second_press_leads_there_too(classroom: Classroom) -> None:
    shared, _ = await content.load_demo_course()
    state = await page(classroom, "/author", AuthorState)
    sent = await pressed(AuthorState.make_own, state, {"form": {"course": str(shared)}})
    assert all(f"/author/{shared}" in str(one) for one in sent)
    assert str(shared) not in {one.id for one in state.found.shared}
    copies = "SELECT count(*) FROM course_version WHERE tenant_id = %s AND course_id = %s"
    assert await classroom.rows(copies, classroom.school.tenant_id, shared) == [(1,)]
