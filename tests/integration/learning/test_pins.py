"""What is pinned to the top of a class's path, and the page on which a teacher chooses what to assign and to pin."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.security.access import Actor
from learnapp.services import (
    Services,
    assignment_choices,
    assignments,
    family,
    notice_board,
    pins,
    sessions,
    trail,
    withdrawals,
)
from learnapp.services.assignments import AssignmentDraft
from learnapp.services.learning import record_event
from learnapp.state.assigning import AssigningState
from learnapp.state.student.assigned import AssignedState
from learnapp.state.student.today import PathState, TodayState
from tests.integration.learning.conftest import NOW, Classroom, new_classroom
from tests.integration.learning.test_student_pages import _second_class
from tests.integration.security.browser import browser, call


async def pin(classroom: Classroom, *contents: UUID, who: str = "carol") -> None:
    for one in contents:
        await pins.pin(classroom.actor(who), classroom.school.section_id, one)


async def move(classroom: Classroom, content: UUID, by: int) -> None:
    await pins.move(classroom.actor("carol"), classroom.school.section_id, content, by)


async def order(classroom: Classroom, who: str = "carol") -> list[str]:
    return [one.id for one in await pins.for_class(classroom.actor(who), classroom.school.section_id)]


async def own(classroom: Classroom, who: str = "alice") -> list[pins.OwnPin]:
    return await pins.for_student(classroom.actor(who))


async def test_pins_stand_in_the_order_that_the_teacher_gives_them(classroom: Classroom) -> None:
    a, b, c = classroom.course.readings[:3]
    await pin(classroom, a, b, c)
    assert await order(classroom) == [str(a), str(b), str(c)]
    await move(classroom, c, -1)
    await move(classroom, a, 1)
    assert await order(classroom) == [str(c), str(a), str(b)]
    # At the ends nothing happens.
    await move(classroom, c, -1)
    await move(classroom, b, 1)
    assert [one.id for one in await own(classroom)] == [str(c), str(a), str(b)]
    await pins.unpin(classroom.actor("carol"), classroom.school.section_id, a)
    await pin(classroom, a)
    assert await order(classroom) == [str(c), str(b), str(a)]
    entries = await classroom.rows("SELECT action FROM audit_entry WHERE object_type = 'pinned_content' ORDER BY seq")
    written = [row[0] for row in entries]
    assert written.count("pinned_content.pin") == 4
    assert (written.count("pinned_content.update"), written.count("pinned_content.unpin")) == (2, 1)


async def test_there_are_at_most_five_and_each_only_once(classroom: Classroom) -> None:
    items = classroom.course.practice[0]
    await pin(classroom, *items)
    for one in (items[0], classroom.course.video):
        with pytest.raises(ConflictError):
            await pin(classroom, one)
    await pins.unpin(classroom.actor("carol"), classroom.school.section_id, items[0])
    with pytest.raises(NotFoundError):
        await pins.unpin(classroom.actor("carol"), classroom.school.section_id, items[0])
    for missing in (uuid7(), classroom.course.kcs[0]):
        with pytest.raises(NotFoundError):
            await pin(classroom, missing)
    with pytest.raises(NotFoundError):
        await move(classroom, items[0], 1)
    with pytest.raises(InvalidInputError):
        await move(classroom, items[1], 3)


async def test_done_is_what_the_log_says(classroom: Classroom) -> None:
    reading, item = classroom.course.readings[0], classroom.course.practice[0][0]
    await pin(classroom, reading, item)
    assert [one.done for one in await own(classroom)] == [False, False]
    await record_event(classroom.event(Verb.READ, reading, progress=1.0), classroom.actor("alice"))
    sent = classroom.event(content=item, step_id="s1", response="12")
    await record_event(sent, classroom.actor("alice"))
    assert [one.done for one in await own(classroom)] == [True, False]
    classroom.clock.at += timedelta(minutes=1)
    await record_event(classroom.event(content=item, step_id="s1", response="7"), classroom.actor("alice"))
    assert [one.done for one in await own(classroom)] == [True, True]
    assert [one.done for one in await own(classroom, "bob")] == [False, False]


async def test_what_is_withdrawn_from_the_class_is_marked_for_the_teacher_and_hidden_from_students(
    classroom: Classroom,
) -> None:
    first, second = classroom.course.practice[0][:2]
    await pin(classroom, first, second)
    await withdrawals.flag(classroom.actor("carol"), classroom.school.section_id, first, "A mistake.")
    seen = await pins.for_class(classroom.actor("carol"), classroom.school.section_id)
    assert [(one.id, one.withdrawn) for one in seen] == [(str(first), True), (str(second), False)]
    assert [one.id for one in await own(classroom)] == [str(second)]
    with pytest.raises(ConflictError):
        await pins.unpin(classroom.actor("carol"), classroom.school.section_id, first)
        await pin(classroom, first)


async def test_the_age_of_a_student_stands_above_the_teacher(services: Services) -> None:
    classroom = await new_classroom(services, kind="university", birth_date=date(2012, 5, 17))
    grown, every = classroom.course.practice[0][:2]
    async with services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(text("UPDATE content SET min_age = 18 WHERE content_id = :c"), {"c": grown})
    await pin(classroom, grown, every)
    assert [one.id for one in await own(classroom)] == [str(every)]


async def test_students_and_teachers_of_others_neither_pin_nor_look(classroom: Classroom) -> None:
    content, section = classroom.course.video, classroom.school.section_id
    await pin(classroom, content)
    other = await new_classroom(classroom.services)
    for who in (classroom.actor("alice"), other.actor("alice"), other.actor("carol"), other.actor("adam")):
        for act in (
            pins.pin(who, section, classroom.course.readings[0]),
            pins.unpin(who, section, content),
            pins.move(who, section, content, 1),
            pins.for_class(who, section),
            assignment_choices.things(who, section),
            assignment_choices.thing(who, section, content),
        ):
            with pytest.raises((ForbiddenError, NotFoundError)):
                await act
    for who in (classroom.actor("alice"), other.actor("carol")):
        with pytest.raises(ForbiddenError):
            await assignment_choices.students(who, section)
    assert await order(classroom) == [str(content)] == await order(classroom, "adam")
    assert await own(other) == []
    denied = await trail.audit_search(classroom.actor("adam"), outcome="denied")
    assert denied.total >= 7


async def test_the_course_is_searched_by_words_and_topic_and_comes_in_pages(classroom: Classroom) -> None:
    carol, section = classroom.actor("carol"), classroom.school.section_id
    first = await assignment_choices.things(carol, section)
    assert (len(first.rows), first.total, len(first.topics)) == (8, 4 + 4 * 6 + 2, 4)
    assert [one.kind for one in first.rows[:5]] == ["topic"] * 4 + ["reading"]
    last = await assignment_choices.things(carol, section, offset=1000)
    assert last.offset == 24 and last.rows[-1].topic == "One-step equations"
    hits = await assignment_choices.things(carol, section, text="  EQUAL 3 ")
    assert [(one.kind, one.title) for one in hits.rows] == [("practice", "Equal fractions 3")]
    topic = classroom.course.kcs[1]
    narrowed = await assignment_choices.things(carol, section, topic=topic, text="read")
    assert [one.title for one in narrowed.rows] == ["Read: Equal fractions"]
    await withdrawals.flag(carol, section, UUID(hits.rows[0].id), "A mistake.")
    assert (await assignment_choices.thing(carol, section, UUID(hits.rows[0].id))).withdrawn
    named = await assignment_choices.students(carol, section)
    assert [one.name for one in named.rows] == ["Alice", "Bob"]


async def test_a_content_says_that_it_is_assigned_before_its_topic_does(classroom: Classroom) -> None:
    alice, carol, section = classroom.actor("alice"), classroom.actor("carol"), classroom.school.section_id
    item, kc = classroom.course.practice[0][0], classroom.course.kcs[0]
    assert await assignments.for_content(alice, item) is None
    await assignments.assign(carol, section, AssignmentDraft(kc_id=kc, answers=3, due_at=NOW + timedelta(days=1)))
    of_topic = await assignments.for_content(alice, item)
    assert of_topic is not None and (of_topic.kind, of_topic.days, of_topic.left) == ("topic", 1, 3)
    await assignments.assign(carol, section, AssignmentDraft(content_id=item, words="Draw it first."))
    itself = await assignments.for_content(alice, item)
    assert itself is not None and (itself.kind, itself.words, itself.due) == ("practice", "Draw it first.", "")
    assert await assignments.for_content(alice, classroom.course.practice[1][0]) is None
    with pytest.raises(NotFoundError):
        await assignments.for_content(alice, uuid7())


async def test_a_guardian_sees_what_is_assigned_to_their_own_child_and_whether_it_is_done(services: Services) -> None:
    classroom = await new_classroom(services, guardians=("grace",))
    grace, alice = classroom.actor("grace"), classroom.school["alice"].person_id
    reading = classroom.course.readings[0]
    draft = AssignmentDraft(content_id=reading, words="Bring a pencil.", students=(alice,))
    await assignments.assign(classroom.actor("carol"), classroom.school.section_id, draft)
    (one,) = (await family.record(grace, alice)).assigned
    assert (one.title, one.state, one.words) == ("Read: Unit fractions", "open", "Bring a pencil.")
    await record_event(classroom.event(Verb.READ, reading, progress=1.0), classroom.actor("alice"))
    assert [one.state for one in (await family.record(grace, alice)).assigned] == ["done"]
    assert (await family.record(grace, classroom.school["bob"].person_id)).assigned == []
    stranger = Actor(grace.tenant_id, uuid7(), roles=frozenset({"guardian"}))
    with pytest.raises(ForbiddenError):
        await family.record(stranger, alice)


# --- the pages -------------------------------------------------------------------------------------------


async def opened(classroom: Classroom, name: str, path: str, state: Any, handler: str = "load") -> Any:
    """Return the state of a page that somebody has just opened."""
    person = classroom.school[name].person_id
    token = (await sessions.start_session(classroom.school.tenant_id, person)).token
    page = await browser(token, path).get_state(state)
    await act(page, handler)
    return page


async def act(page: Any, handler: str, **given: Any) -> list[Any]:
    return await call(type(page).event_handlers[handler], page, given)


async def test_a_teacher_finds_a_topic_and_gives_it_to_one_student(classroom: Classroom) -> None:
    section, bob = classroom.school.section_id, str(classroom.school["bob"].person_id)
    page = await opened(classroom, "carol", f"/teach/{section}/assignments", AssigningState)
    assert (page.assigning_ready, page.assigned, page.chosen.id) == (True, [], "")
    await act(page, "pick")
    assert page.picking and page.found_total == 30
    await act(page, "turn_found", step=1)
    assert page.found_offset == 8
    await act(page, "search", form={"query": "one-step"})
    await act(page, "choose", thing_id=page.things[0].id)
    assert (page.chosen.title, page.picking) == ("One-step equations", False)
    await act(page, "choose_until", until="answers")
    await act(page, "choose_whom", whom="some")
    assert [one.name for one in page.students] == ["Alice", "Bob"]
    form = {"answers": "3", "due": "2026-03-06", "clock": "16:30", "words": "Only three."}
    with pytest.raises(InvalidInputError):
        await act(page, "assign", form=form)
    await act(page, "toggle", student_id=bob)
    for day, free in (("2026-03-07", True), ("2026-03-06", False), ("202", False), ("", False)):
        await act(page, "look_at_day", day=day)
        assert page.day_off is free, day
    for wrong in ({"answers": "many"}, {"due": "", "clock": "16:30"}, {"due": "2020-01-01"}):
        with pytest.raises(InvalidInputError):
            await act(page, "assign", form={**form, **wrong})
    await act(page, "assign", form=form)
    (made,) = page.assigned
    assert (made.title, made.answers, made.words, made.of) == ("One-step equations", 3, "Only three.", 1)
    assert [one.id for one in made.waiting] == [bob] and "16:30" in made.due and page.chosen.id == ""
    await act(page, "ask_withdraw", assignment_id=made.id)
    assert page.confirming == made.id and page.assigned
    await act(page, "withdraw")
    assert (page.assigned, page.confirming) == ([], "")


async def test_an_address_fills_the_form_and_pins_are_moved_on_the_page(classroom: Classroom) -> None:
    section, video = classroom.school.section_id, classroom.course.video
    path = f"/teach/{section}/assignments?content={video}"
    page = await opened(classroom, "carol", path, AssigningState)
    assert (page.chosen.title, page.chosen.kind) == ("Watch: fractions", "video")
    reading = str(classroom.course.readings[0])
    for one in (str(video), reading):
        await act(page, "pin", content_id=one)
    await act(page, "move_pin", content_id=reading, by=-1)
    assert [one.id for one in page.pinned] == [reading, str(video)]
    await act(page, "unpin", content_id=str(video))
    mine = await opened(classroom, "alice", "/path", PathState)
    assert [(one.id, one.done) for one in mine.pinned] == [(reading, False)]


async def test_today_shows_what_is_to_do_first_and_the_content_says_so_too(classroom: Classroom) -> None:
    carol, section, reading = classroom.actor("carol"), classroom.school.section_id, classroom.course.readings[0]
    await assignments.assign(carol, section, AssignmentDraft(content_id=reading, words="Read twice."))
    for item in classroom.course.practice[0][:4]:
        await assignments.assign(carol, section, AssignmentDraft(item, due_at=NOW + timedelta(hours=30)))
    page = await opened(classroom, "alice", f"/today?class={section}", TodayState)
    assert (len(page.assigned), len(page.assigned_rest), page.to_do) == (3, 2, True)
    assert [one.days for one in page.assigned] == [1] * 3 and page.assigned_rest[-1].thing_id == str(reading)
    beside = await opened(classroom, "alice", f"/learn/{reading}", AssignedState)
    assert (beside.beside.state, beside.beside.words) == ("open", "Read twice.")
    nothing = await opened(classroom, "alice", f"/learn/{uuid7()}", AssignedState)
    assert nothing.beside.id == ""


async def test_the_notice_of_another_class_leads_to_today_of_that_class(classroom: Classroom) -> None:
    section, course = await _second_class(classroom)
    adam, reading = classroom.actor("adam"), course.readings[1]
    await assignments.assign(adam, section, AssignmentDraft(content_id=reading))
    assert await assignments.for_student(classroom.actor("alice")) == []
    (told,) = (await notice_board.read(replace(classroom.actor("alice"), sections=frozenset({section})))).days
    page = await opened(classroom, "alice", told.notices[0].notice.href, TodayState)
    assert (page.current_class, [one.thing_id for one in page.assigned]) == (str(section), [str(reading)])
    # Another school's class, or no class at all, leaves everything as it is.
    for elsewhere in (uuid7(), "nonsense"):
        page = await opened(classroom, "alice", f"/today?class={elsewhere}", TodayState)
        assert page.current_class == str(section)
