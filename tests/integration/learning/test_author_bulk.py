"""Several items are handed in, approved and changed at once: each as it was seen, and one that cannot is named."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from learnapp.core.errors import ForbiddenError, InvalidInputError
from learnapp.services import author_items, draft_bulk, drafts
from learnapp.services.author_views import AuthorItem
from learnapp.state.authoring import AuthorCourseState
from tests.factories import School
from tests.integration.learning.conftest import Classroom
from tests.integration.learning.test_author_pages import page
from tests.integration.learning.test_course_structures import teacher
from tests.integration.security.browser import call


async def rows(classroom: Classroom) -> dict[str, AuthorItem]:
    """Return the items with drafts as the page of the course lists them."""
    adam, course = classroom.actor("adam"), classroom.course.course_id
    pages = [await author_items.course(adam, course, state=one) for one in ("draft", "review", "approved")]
    return {one.id: one for found in pages for one in found.rows}


async def changed(classroom: Classroom, item: UUID, title: str) -> UUID:
    """Let Carol give an item another title in its draft, as she sees it."""
    carol, course = teacher(classroom), classroom.course.course_id
    seen = (await author_items.item(carol, course, item)).seen
    return await drafts.save(carol, course, item, {"title": title}, seen=seen)


async def waiting(classroom: Classroom, items: list[UUID]) -> None:
    """Let drafts of items wait, held by nothing."""
    ids = [await changed(classroom, one, f"Sum {number}") for number, one in enumerate(items)]
    await drafts.submit(teacher(classroom), classroom.course.course_id, ids)
    await classroom.rows("UPDATE content_draft SET held = false RETURNING 1")


def why(done: draft_bulk.Done) -> list[str]:
    return [one.why for one in done.left]


async def test_what_changed_since_it_was_seen_is_not_approved_with_the_others(classroom: Classroom) -> None:
    adam, carol, course = classroom.actor("adam"), teacher(classroom), classroom.course.course_id
    same, written, again, held, gone = classroom.course.practice[0][:5]
    await waiting(classroom, [same, written, again, held, gone])
    listed = await rows(classroom)
    seen = {UUID(listed[str(one)].draft_id): listed[str(one)].seen for one in (same, written, again, held, gone)}
    await changed(classroom, written, "Another sum")
    # Changed and handed in anew it waits as before, and is another one all the same.
    await drafts.submit(carol, course, [await changed(classroom, again, "Yet another sum")])
    await classroom.rows("UPDATE content_draft SET held = true WHERE content_id = %s RETURNING 1", held)
    await drafts.discard(carol, course, gone)
    with pytest.raises(ForbiddenError):
        await draft_bulk.approve(carol, course, seen)
    done = await draft_bulk.approve(adam, course, seen)
    assert done.done == 1 and why(done) == ["changed", "changed", "held", "no-draft"]
    states = {one: row.state for one, row in (await rows(classroom)).items()}
    assert states == {str(same): "approved", str(written): "draft", str(again): "review", str(held): "review"}
    # What is decided already is not decided again.
    assert why(await draft_bulk.approve(adam, course, seen)) == [
        "not-waiting",
        "changed",
        "changed",
        "held",
        "no-draft",
    ]


async def test_one_that_is_not_ready_or_written_by_a_model_keeps_none_of_the_others(
    classroom: Classroom, hillview: School
) -> None:
    adam, course = classroom.actor("adam"), classroom.course.course_id
    good, other = classroom.course.practice[0][:2]
    blank = await drafts.add(adam, course, classroom.course.kcs[0], "Blank")
    await changed(classroom, good, "Sum"), await changed(classroom, other, "Sum as well")
    listed = await rows(classroom)
    seen = {UUID(row.draft_id): row.seen for row in listed.values()}
    await changed(classroom, other, "Changed meanwhile")
    done = await draft_bulk.submit(adam, course, seen)
    assert done.done == 1
    by = {one.one: one for one in done.left}
    assert by[UUID(listed[str(other)].draft_id)].why == "changed"
    assert isinstance(by[UUID(listed[str(blank)].draft_id)].error, InvalidInputError)
    assert (await rows(classroom))[str(good)].state == "review"
    await classroom.rows('UPDATE content_draft SET held = false, generated = \'{"hints": ["x"]}\' RETURNING 1')
    assert why(await draft_bulk.approve(adam, course, {UUID(listed[str(good)].draft_id): listed[str(good)].seen})) == [
        "generated"
    ]
    mallory = hillview.actor("adam")
    for theirs in (draft_bulk.approve(mallory, course, seen), draft_bulk.submit(mallory, course, seen)):
        with pytest.raises(Exception, match="no such course"):
            await theirs


async def test_the_page_names_what_was_not_approved_and_why(classroom: Classroom) -> None:
    course = classroom.course.course_id
    first, second = classroom.course.practice[0][:2]
    await waiting(classroom, [first, second])
    state: Any = await page(classroom, f"/author/{course}", AuthorCourseState)
    for one in (first, second):
        await call(AuthorCourseState.choose, state, {"item": str(one)})
    await changed(classroom, second, "Another sum")
    await call(AuthorCourseState.approve_chosen, state, {})
    assert [(one.id, one.title, one.why) for one in state.left] == [(str(second), "Sum 1", "author-why-changed")]
    assert "1 draft approved" in state.notice["text"]
    # What is said goes with the next thing that is done.
    await call(AuthorCourseState.search, state, {"form": {}})
    assert state.left == []


async def test_a_chosen_item_without_a_draft_is_named_too(classroom: Classroom) -> None:
    course = classroom.course.course_id
    drafted, other = classroom.course.practice[0][:2]
    await changed(classroom, drafted, "Another sum")
    for chosen, submitted in ((drafted, other), 1), ((other,), 0):
        state: Any = await page(classroom, f"/author/{course}", AuthorCourseState)
        for one in chosen:
            await call(AuthorCourseState.choose, state, {"item": str(one)})
        await call(AuthorCourseState.submit_chosen, state, {})
        assert [(one.id, one.why) for one in state.left] == [(str(other), "author-why-no-draft")]
        assert f"{submitted} draft" in state.notice["text"]
