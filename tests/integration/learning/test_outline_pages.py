"""The page of an outline when somebody else was faster, and where the keyboard is when a form closes."""

from __future__ import annotations

import pytest

from learnapp.core.errors import ConflictError
from learnapp.services import outlines, structures
from learnapp.state.author_outline import OutlineState
from tests.integration.learning.conftest import Classroom
from tests.integration.learning.test_author_pages import page
from tests.integration.learning.test_course_structures import seen, teacher
from tests.integration.security.browser import call


async def test_what_is_typed_stays_when_somebody_else_was_faster(classroom: Classroom) -> None:
    adam, carol, course = classroom.actor("adam"), teacher(classroom), classroom.course.course_id
    state = await page(classroom, f"/author/{course}/outline", OutlineState)
    topic, lesson = str(classroom.course.kcs[0]), state.view.lessons[0].id
    await call(OutlineState.open_form, state, {"kind": "words", "at": topic, "within": lesson})
    await structures.add_lesson(carol, course, "Carol’s lesson", seen="")
    typed = {"form": {"topic_name": "Parts of a whole", "topic_about": "Long thought about."}}
    await call(OutlineState.change_topic, state, typed)
    # The form is open as it was, and what Carol has done is shown beside it.
    assert (state.form, state.form_at, state.form_in) == ("words", topic, lesson)
    assert [one.title for one in state.view.lessons] == ["Fractions", "Carol’s lesson"]
    assert state.notice["kind"] == "error" and "still there" in state.notice["text"]
    assert state.view.lessons[0].topics[0].name == "Unit fractions"
    await call(OutlineState.change_topic, state, typed)
    view = await outlines.outline(adam, course)
    assert view.lessons[0].topics[0].name == "Parts of a whole" and len(view.lessons) == 2
    # So it is with a new lesson, a topic, a need; a form of the whole course is not sent over what was not seen.
    await call(OutlineState.open_form, state, {"kind": "lesson", "at": ""})
    await structures.add_lesson(carol, course, "One more", seen=await seen(carol, course))
    await call(OutlineState.add_lesson, state, {"form": {"lesson_title": "Mine"}})
    assert state.form == "lesson" and "Mine" not in {one.title for one in state.view.lessons}
    await call(OutlineState.add_lesson, state, {"form": {"lesson_title": "Mine"}})
    assert [one.title for one in state.view.lessons][2:] == ["One more", "Mine"] and state.form == "topic"
    await call(OutlineState.open_form, state, {"kind": "facts", "at": ""})
    await structures.add_lesson(carol, course, "The last", seen=await seen(carol, course))
    with pytest.raises(ConflictError, match="Reload it"):
        await call(OutlineState.describe, state, {"form": {"title": "Fractions, anew", "license": "CC0"}})


async def test_the_button_that_has_opened_a_form_has_the_focus_when_it_closes(classroom: Classroom) -> None:
    course, kcs = classroom.course.course_id, [str(one) for one in classroom.course.kcs]
    state = await page(classroom, f"/author/{course}/outline", OutlineState)
    lesson = state.view.lessons[0].id
    await call(OutlineState.open_form, state, {"kind": "title", "at": lesson})
    assert state.focus_on == "", "the field of the form has it"
    await call(OutlineState.rename_lesson, state, {"form": {"lesson_title": "Parts"}})
    assert (state.form, state.focus_on) == ("", f"form-title-{lesson}-")
    moves = state.moves
    await call(OutlineState.open_form, state, {"kind": "standard", "at": kcs[0], "within": lesson})
    await call(OutlineState.open_form, state, {"kind": "", "at": ""})
    assert (state.focus_on, state.moves) == (f"form-standard-{kcs[0]}-{lesson}", moves + 1)
    # A topic that was added goes on to its standard; one that is moved keeps it with its own button.
    await call(OutlineState.open_form, state, {"kind": "topic", "at": lesson})
    await call(OutlineState.add_topic, state, {"form": {"topic_name": "Tenths"}})
    assert state.focus_on == f"form-standard-{state.form_at}-{lesson}"
    await call(OutlineState.order_topic, state, {"lesson": lesson, "topic": kcs[1], "step": -1})
    assert state.focus_on == f"down-{lesson}-{kcs[1]}"
