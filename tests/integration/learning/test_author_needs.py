"""An author says what a topic needs first, and which items practise it: in drafts, until the next version."""

from __future__ import annotations

from uuid import UUID

import pytest

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.services import author_items, content, draft_bulk, drafts, outlines, prerequisites, publishing, structures
from learnapp.state.author_outline import OutlineState
from learnapp.state.authoring import AuthorCourseState
from tests.factories import School
from tests.integration.learning.conftest import Classroom
from tests.integration.learning.test_author_pages import page
from tests.integration.learning.test_course_structures import TASK, published, seen, teacher
from tests.integration.security.browser import call


async def needs(classroom: Classroom, version: int | None = None) -> dict[UUID, tuple[UUID, ...]]:
    """Return what each topic of a version needs, as a process reads it that has not read it yet."""
    store = content.CourseStore(classroom.services.db)
    snapshot = await store.get(classroom.school.tenant_id, classroom.course.course_id, version)
    return {kc: tuple(sorted(parts)) for kc, parts in snapshot.prerequisites.items()}


async def test_what_an_author_sets_holds_from_the_next_version_on(classroom: Classroom, hillview: School) -> None:
    admin, carol, course = classroom.actor("adam"), teacher(classroom), classroom.course.course_id
    kcs, section = classroom.course.kcs, classroom.school.section_id
    before = await needs(classroom)
    at = await seen(carol, course)
    with pytest.raises(InvalidInputError, match="closes a circle"):
        await structures.add_need(carol, course, str(kcs[0]), str(kcs[3]), seen=at)
    with pytest.raises(NotFoundError):
        await structures.add_need(hillview.actor("adam"), course, str(kcs[3]), str(kcs[0]), seen=at)
    await structures.add_need(carol, course, str(kcs[3]), str(kcs[0]), seen=at)
    with pytest.raises(ConflictError):
        await structures.add_need(admin, course, str(kcs[2]), str(kcs[0]), seen=at)
    view = await outlines.outline(carol, course)
    (line,) = [one for one in view.lessons[0].topics if one.id == str(kcs[3])]
    assert {one.id for one in line.needs} == {str(kcs[2]), str(kcs[0])}
    assert [(one.code, one.other) for one in view.changes] == [("need-added", "Unit fractions")]
    # A class is asked by what is published: nothing has changed for it yet.
    assert await needs(classroom) == before
    done = await published(admin, course)
    now = await needs(classroom, done.version)
    assert now == {**before, kcs[3]: tuple(sorted((kcs[0], kcs[2])))} and await needs(classroom, 1) == before
    graph = await prerequisites.view(carol, section)
    assert (str(kcs[3]), str(kcs[0])) in graph.pairs and graph.like_author
    (told,) = (await outlines.versions(admin, course)).rows
    assert [one.code for one in told.changes] == ["need-added"]
    # One that is taken away goes with the next version, and with it alone.
    state = await page(classroom, f"/author/{course}/outline", OutlineState)
    await call(OutlineState.remove_need, state, {"topic": str(kcs[1]), "needed": str(kcs[0])})
    later = await published(admin, course)
    assert (await needs(classroom, later.version))[kcs[1]] == () and await needs(classroom, done.version) == now


async def test_a_topic_that_only_drafts_practise_may_be_needed(classroom: Classroom) -> None:
    admin, course = classroom.actor("adam"), classroom.course.course_id
    first = (await outlines.outline(admin, course)).lessons[0].id
    fresh = await structures.add_topic(admin, course, first, "Decimals", "", seen="")
    last = str(classroom.course.kcs[3])
    with pytest.raises(InvalidInputError, match="no tasks for “Decimals”"):
        await structures.add_need(admin, course, last, fresh, seen=await seen(admin, course))
    await drafts.add(admin, course, UUID(fresh), "Tenths")
    await structures.add_need(admin, course, last, fresh, seen=await seen(admin, course))
    # The page of the course looks at the order that the draft has.
    assert {(one.code, one.topic) for one in (await author_items.course(admin, course)).findings} >= {
        ("needs-later-topic", (await outlines.outline(admin, course)).lessons[0].topics[3].name)
    }


async def test_a_topic_that_could_never_open_is_not_published(classroom: Classroom) -> None:
    admin, course = classroom.actor("adam"), classroom.course.course_id
    first = (await outlines.outline(admin, course)).lessons[0].id
    fresh = await structures.add_topic(admin, course, first, "Decimals", "", seen="")
    item = await drafts.add(admin, course, UUID(fresh), "Tenths")
    await structures.add_need(admin, course, str(classroom.course.kcs[3]), fresh, seen=await seen(admin, course))
    before = await needs(classroom)
    with pytest.raises(InvalidInputError, match="No task for “Decimals” is approved"):
        await published(admin, course)
    assert await needs(classroom) == before, "nothing of it is stored"
    form = await author_items.item(admin, course, item)
    draft = await drafts.save(admin, course, item, TASK, seen=form.seen)
    await drafts.submit(admin, course, [draft])
    await drafts.decide(admin, course, draft, approve=True)
    done = await publishing.publish(admin, course)
    assert UUID(fresh) in (await needs(classroom, done.version))[classroom.course.kcs[3]]


async def test_the_form_stays_open_for_more_and_offers_what_is_not_needed_yet(classroom: Classroom) -> None:
    kcs, course = [str(one) for one in classroom.course.kcs], classroom.course.course_id
    state = await page(classroom, f"/author/{course}/outline", OutlineState)
    home = state.view.lessons[0].id
    assert state.needable == []
    await call(OutlineState.open_form, state, {"kind": "needs", "at": kcs[3], "within": home})
    assert {one.id for one in state.needable} == {kcs[0], kcs[1]}
    for _ in range(2):
        await call(OutlineState.add_need, state, {"form": {"needed": kcs[0]}})
    assert (state.form, state.form_at) == ("needs", kcs[3]) and [one.id for one in state.needable] == [kcs[1]]
    assert len(state.view.changes) == 1
    # The form is a new one after each change, and its field has the focus that would be lost with the button pressed.
    drawn = state.taken
    await call(OutlineState.remove_need, state, {"topic": kcs[3], "needed": kcs[0]})
    assert state.taken > drawn and {one.id for one in state.needable} == {kcs[0], kcs[1]}


async def test_many_items_practise_one_topic_more_or_less(classroom: Classroom) -> None:
    admin, course = classroom.actor("adam"), classroom.course.course_id
    first, second, third = classroom.course.kcs[:3]
    items = classroom.course.practice[0][:2]

    async def topics() -> list[list[str]]:
        forms = [await author_items.item(admin, course, one) for one in items]
        return [[topic.id for topic in form.topics if topic.chosen] for form in forms]

    assert (await draft_bulk.change_many(admin, course, items, topic=second, how="also")).done == 2
    assert await topics() == [[str(first), str(second)]] * 2
    assert (await draft_bulk.change_many(admin, course, items, topic=second, how="also")).done == 0
    await draft_bulk.change_many(admin, course, items[:1], topic=first, how="not")
    assert await topics() == [[str(second)], [str(first), str(second)]]
    # One that would have none left keeps what it has, and the others are changed.
    done = await draft_bulk.change_many(admin, course, items, topic=second, how="not")
    assert (done.done, [one.one for one in done.left]) == (1, [items[0]])
    assert await topics() == [[str(second)], [str(first)]]
    await draft_bulk.change_many(admin, course, items, topic=third, how="only")
    assert await topics() == [[str(third)]] * 2
    with pytest.raises(InvalidInputError, match="no such way"):
        await draft_bulk.change_many(admin, course, items, topic=third, how="sometimes")
    # The page shows what practises a topic, and says what was left.
    state = await page(classroom, f"/author/{course}?topic={third}", AuthorCourseState)
    assert (state.topic, state.asked_topic) == (str(third), str(third))
    assert {str(one) for one in items} <= {row.id for row in state.view.rows} and state.view.total == 8
    await call(AuthorCourseState.choose, state, {"item": str(items[0])})
    await call(AuthorCourseState.change_chosen, state, {"form": {"bulk_how": "not", "bulk_topic": str(third)}})
    assert [(one.id, bool(one.said), one.why) for one in state.left] == [(str(items[0]), True, "")]
    elsewhere = await page(classroom, f"/author/{course}?topic={classroom.school.section_id}", AuthorCourseState)
    assert (elsewhere.topic, elsewhere.asked_topic) == ("", "")
