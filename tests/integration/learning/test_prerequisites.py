"""Prerequisites that Carol changes for her class and Adam for the school: circles, editors, history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.errors import BlockedError, ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.graph_edit import Pair
from learnapp.services import Services, class_preview, course_graphs, path_rules, prerequisites, progress, sessions
from learnapp.services.learning import record_event
from learnapp.services.path_rules import RuleDraft
from learnapp.services.prerequisite_views import GraphView
from learnapp.services.prerequisites import Scope
from learnapp.state.path_rules import PathRulesState
from learnapp.state.prerequisites import PrerequisitesState
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.security.browser import browser, call


async def pairs_now(classroom: Classroom, scope: Scope = "class") -> list[Pair]:
    who = "carol" if scope == "class" else "adam"
    view = await prerequisites.view(classroom.actor(who), classroom.school.section_id, scope)
    return [(UUID(kc), UUID(needed)) for kc, needed in view.pairs]


async def save(
    classroom: Classroom, pairs: list[Pair], number: int = 0, *, who: str = "carol", scope: Scope = "class",
    words: str = "My class learnt it the other way.",
) -> GraphView:  # fmt: skip
    return await prerequisites.save(classroom.actor(who), classroom.school.section_id, scope, pairs, words, number)


async def status(classroom: Classroom, who: str = "alice") -> dict[str, str]:
    return {kc.name: kc.status for kc in (await progress.path_view(classroom.actor(who)))[1]}


async def test_a_prerequisite_taken_away_opens_at_once_and_comes_back(classroom: Classroom) -> None:
    kcs, section = classroom.course.kcs, classroom.school.section_id
    await record_event(
        classroom.event(content=classroom.course.practice[0][0], step_id="s1", response="7"), classroom.actor()
    )
    before = await classroom.rows("SELECT student_id, kc_id, p_mastered FROM kc_state ORDER BY 1, 2")
    pairs = await pairs_now(classroom)
    assert (kcs[3], kcs[2]) in pairs and (await status(classroom))["One-step equations"] == "locked"
    less = [pair for pair in pairs if pair != (kcs[3], kcs[2])]
    rows, found = await prerequisites.preview(classroom.actor("carol"), section, "class", less)
    assert (found.students, found.opened, found.closed) == (2, 2, 0)
    assert [(one.name, one.count) for one in found.opens] == [("One-step equations", 2)]
    assert found.removed == [["One-step equations", "Adding fractions"]] and found.added == []
    assert next(row for row in rows if row.id == str(kcs[3])).lost == ["Adding fractions"]
    made = await save(classroom, less)
    assert (made.number, made.follows, made.past[0].who, made.past[0].holds) == (1, False, "Carol", True)
    assert (await status(classroom))["One-step equations"] == "ready"
    # The event path uses it with the next answer, and so does the preview of the class.
    classroom.clock.at += timedelta(minutes=1)
    answered = await record_event(
        classroom.event(content=classroom.course.practice[3][0], step_id="s1", response="7"), classroom.actor()
    )
    assert answered.stored
    seen = await class_preview.course(classroom.actor("carol"), section)
    assert {kc.name: kc.status for kc in seen.topics}["One-step equations"] == "ready"
    back = await prerequisites.restore(classroom.actor("carol"), section, "class", None, "As the book has it.", 1)
    assert (back.number, [one.number for one in back.past]) == (2, [2, 1])
    # What was begun stays open, and what was measured was never touched.
    assert (await status(classroom))["One-step equations"] == "in_progress"
    assert (await status(classroom, "bob"))["One-step equations"] == "locked"
    again = await prerequisites.restore(
        classroom.actor("carol"), section, "class", UUID(back.past[1].id), "Open after all.", 2
    )
    assert again.number == 3 and (await status(classroom, "bob"))["One-step equations"] == "ready"
    after = await classroom.rows("SELECT student_id, kc_id, p_mastered FROM kc_state ORDER BY 1, 2")
    assert set(before) <= set(after)


async def test_circles_and_nonsense_are_named_and_nothing_is_stored(classroom: Classroom) -> None:
    kcs, pairs = classroom.course.kcs, await pairs_now(classroom)
    for wanted, error, said in (
        ([*pairs, (kcs[0], kcs[2])], InvalidInputError,
         "“Unit fractions” needs “Adding fractions”. “Adding fractions” needs “Equal fractions”. "
         "“Equal fractions” needs “Unit fractions”."),
        ([*pairs, (kcs[0], kcs[0])], InvalidInputError, "cannot need itself"),
        ([*pairs, (kcs[0], uuid7())], NotFoundError, "no such topic"),
        (pairs, ConflictError, "Nothing is changed"),
    ):  # fmt: skip
        with pytest.raises(error, match=said):
            await save(classroom, wanted)
    for words, refused in (
        ("", InvalidInputError),
        ("x" * 300, InvalidInputError),
        ("You idiots, kill yourself", BlockedError),
    ):
        with pytest.raises(refused):
            await save(classroom, pairs[1:], words=words)
    assert await classroom.count("course_graph") == 0


async def test_a_topic_without_tasks_can_be_no_prerequisite(services: Services) -> None:
    classroom = await new_classroom(services)
    kcs = classroom.course.kcs
    async with services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(
            text("DELETE FROM content WHERE kind = 'practice' AND :kc = ANY(kc_ids)"), {"kc": kcs[1]}
        )
    with pytest.raises(InvalidInputError, match="no tasks for “Equal fractions”"):
        await save(classroom, [*await pairs_now(classroom), (kcs[3], kcs[1])])


async def test_two_editors_at_once_lose_nothing_without_knowing(classroom: Classroom) -> None:
    pairs = await pairs_now(classroom)
    await save(classroom, pairs[1:])
    with pytest.raises(ConflictError, match="Somebody else"):
        await save(classroom, pairs[:1])
    assert len(await pairs_now(classroom)) == len(pairs) - 1


async def test_the_schools_version_holds_where_a_class_has_none(classroom: Classroom) -> None:
    pairs = await pairs_now(classroom, "school")
    await save(classroom, [], who="adam", scope="school")
    assert set((await status(classroom)).values()) == {"ready"}
    view = await prerequisites.view(classroom.actor("carol"), classroom.school.section_id)
    assert view.follows and not view.for_school and view.pairs == []
    await save(classroom, pairs)
    assert (await status(classroom))["Equal fractions"] == "locked"
    with pytest.raises(ForbiddenError):
        await save(classroom, pairs[1:], number=1, scope="school")


async def test_an_order_that_was_ruled_is_not_contradicted(services: Services) -> None:
    classroom = await new_classroom(services)
    carol, section, kcs = classroom.actor("carol"), classroom.school.section_id, classroom.course.kcs
    await save(classroom, [])
    await path_rules.add(carol, section, RuleDraft("before", kcs[3], "First things first.", later_id=kcs[0]))
    with pytest.raises(ConflictError, match="puts “One-step equations” before “Unit fractions”"):
        await save(classroom, [(kcs[3], kcs[0])], number=1)
    # Left to the author again, the course says the opposite: the rule has no effect, and its page says so.
    async with services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(text("DELETE FROM course_graph"))
    (item,) = (await path_rules.for_class(carol, section)).rows
    assert item.idle
    assert (await status(classroom))["Unit fractions"] == "ready"


async def test_neither_students_nor_other_schools_look_or_edit(classroom: Classroom) -> None:
    section = classroom.school.section_id
    mallory = (await new_classroom(classroom.services)).actor("carol")
    pairs = await pairs_now(classroom)
    for actor in (classroom.actor(), mallory):
        for scope in ("class", "school"):
            with pytest.raises(ForbiddenError):
                await prerequisites.view(actor, section, scope)
            with pytest.raises(ForbiddenError):
                await prerequisites.preview(actor, section, scope, pairs)
            with pytest.raises(ForbiddenError):
                await prerequisites.save(actor, section, scope, pairs[1:], "Mine.", 0)
            with pytest.raises(ForbiddenError):
                await prerequisites.restore(actor, section, scope, None, "Mine.", 0)
    made = await save(classroom, pairs[1:])
    # Another institution's version is nobody's: the author's prerequisites stand.
    snapshot = await classroom.services.courses.get(classroom.school.tenant_id, classroom.course.course_id)
    seen = await course_graphs.view(mallory.tenant_id, snapshot, UUID(made.past[0].id))
    assert seen.prerequisites == snapshot.prerequisites


async def opened(classroom: Classroom, name: str, path: str, state: Any) -> Any:
    """Return the state of a page that somebody has just opened."""
    token = (await sessions.start_session(classroom.school.tenant_id, classroom.school[name].person_id)).token
    page = await browser(token, path).get_state(state)
    await act(page, "load")
    return page


async def act(page: Any, handler: str, **given: Any) -> list[Any]:
    return await call(type(page).event_handlers[handler], page, given)


async def test_the_page_checks_a_change_before_it_is_saved(classroom: Classroom) -> None:
    kcs, section = [str(kc) for kc in classroom.course.kcs], classroom.school.section_id
    page = await opened(classroom, "carol", f"/teach/{section}/prerequisites", PrerequisitesState)
    assert (page.needs_ready, page.follows, len(page.every), len(page.edges)) == (True, True, 4, 3)
    await act(page, "add", form={"topic": kcs[0], "needed": kcs[1]})
    assert page.circle == [["Unit fractions", "Equal fractions"], ["Equal fractions", "Unit fractions"]]
    assert not page.changed and len(page.pairs) == 3
    await act(page, "add", form={"topic": kcs[1], "needed": kcs[0]})
    assert "already" in page.refused and page.circle == []
    await act(page, "search", query="one-step")
    assert [one.name for one in page.rows] == ["One-step equations"]
    await act(page, "remove", kc_id=kcs[3], needed_id=kcs[2])
    assert page.changed and page.preview.opened == 2 and len(page.edges) == 2
    await act(page, "discard")
    assert not page.changed and len(page.edges) == 3
    await act(page, "remove", kc_id=kcs[3], needed_id=kcs[2])
    other = await opened(classroom, "carol", f"/teach/{section}/prerequisites", PrerequisitesState)
    await act(page, "save", form={"words": "We did it."})
    assert (page.number, page.changed, page.like_author) == (1, False, False)
    await act(other, "add", form={"topic": kcs[3], "needed": kcs[0]})
    with pytest.raises(ConflictError, match="Somebody else"):
        await act(other, "save", form={"words": "Me too."})
    await act(page, "restore", version_id="", words="Back.")
    assert page.number == 2 and page.like_author and len(page.edges) == 3
    with pytest.raises(ForbiddenError):
        await act(page, "choose_scope", scope="school")
    admin = await opened(classroom, "adam", f"/teach/{section}/prerequisites", PrerequisitesState)
    await act(admin, "choose_scope", scope="school")
    assert (admin.scope, admin.for_school, admin.number) == ("school", True, 0)


async def test_the_page_of_rules_sets_and_takes_back(classroom: Classroom) -> None:
    section, bob = classroom.school.section_id, str(classroom.school["bob"].person_id)
    page = await opened(classroom, "carol", f"/teach/{section}/rules?student={bob}", PathRulesState)
    assert (page.rules_ready, page.course, page.total) == (True, "Mathematics 7", 0)
    assert [one.name for one in page.students] == ["Alice", "Bob"]
    await act(page, "choose_whom", whom=bob)
    await act(page, "choose_kind", kind="before")
    first, later = str(classroom.course.kcs[3]), str(classroom.course.kcs[0])
    with pytest.raises(InvalidInputError, match="cannot come before"):
        await act(page, "add", form={"topic": first, "later": later, "words": "First."})
    await act(page, "choose_kind", kind="deadline")
    await act(page, "add", form={"topic": first, "due": "2026-03-06", "words": "Before the test."})
    (made,) = page.rules
    assert (made.kind, made.topic, made.student, made.who) == ("deadline", "One-step equations", "Bob", "Carol")
    await act(page, "choose_whom", whom="everyone")
    await act(page, "choose_kind", kind="known")
    assert page.for_one and page.whom != "everyone"
    await act(page, "remove", rule_id=made.id)
    assert page.rules == []
