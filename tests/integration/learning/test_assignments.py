"""What is assigned to a class: for whom, until when, who is done by what the log says, and who may not touch it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.errors import BlockedError, ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine.event import Verb
from learnapp.services import (
    Services,
    assessments,
    assignment_changes,
    assignments,
    identity,
    progress,
    sections,
    trail,
    withdrawals,
)
from learnapp.services import classroom as teaching
from learnapp.services.assignment_views import AssignmentChange
from learnapp.services.assignments import AssignmentDraft
from learnapp.services.learning import record_event
from tests.integration.learning.conftest import NOW, Classroom, new_classroom

FRIDAY = NOW + timedelta(days=4)


async def assign(classroom: Classroom, who: str = "carol", **draft: Any) -> UUID:
    given = {"due_at": FRIDAY, **draft}
    return await assignments.assign(classroom.actor(who), classroom.school.section_id, AssignmentDraft(**given))


async def seen(classroom: Classroom) -> list[assignments.AssignmentView]:
    return (await assignments.for_class(classroom.actor("carol"), classroom.school.section_id)).rows


async def own(classroom: Classroom, who: str = "alice") -> list[assignments.OwnAssignment]:
    return await assignments.for_student(classroom.actor(who))


async def answer(classroom: Classroom, content: UUID, response: str = "7", **more: Any) -> None:
    await record_event(
        classroom.event(content=content, step_id="s1", response=response, **more), classroom.actor("alice")
    )


async def test_a_reading_for_the_class_is_done_when_it_was_read(classroom: Classroom) -> None:
    reading = classroom.course.readings[0]
    await assign(classroom, content_id=reading, words="  Bring a pencil.\n\x00 ")
    (view,) = await seen(classroom)
    assert (view.kind, view.title, view.words, view.everyone) == (
        "reading", "Read: Unit fractions", "Bring a pencil.", True
    )  # fmt: skip
    assert (view.done, view.of, {one.name for one in view.waiting}) == (0, 2, {"Alice", "Bob"})
    (mine,) = await own(classroom)
    assert (mine.state, mine.href, mine.words) == ("open", f"/learn/{reading}", "Bring a pencil.")
    await record_event(classroom.event(Verb.READ, reading, progress=1.0), classroom.actor("alice"))
    (view,) = await seen(classroom)
    assert (view.done, view.of, [one.name for one in view.waiting]) == (1, 2, ["Bob"])
    assert [one.state for one in await own(classroom)] == ["done"]
    assert [one.state for one in await own(classroom, "bob")] == ["open"]


async def test_an_exercise_stays_done_when_it_is_opened_again_and_goes_wrong(classroom: Classroom) -> None:
    item = classroom.course.practice[0][0]
    await assign(classroom, content_id=item)
    await answer(classroom, item, "12")
    assert (await own(classroom))[0].state == "open"
    # The smaller question of a hint is not the exercise.
    await answer(classroom, item, "6", hint_index=1)
    assert (await own(classroom))[0].state == "open"
    await answer(classroom, item)
    assert (await own(classroom))[0].state == "done"
    classroom.clock.at += timedelta(days=1)
    await answer(classroom, item, "12")
    assert (await own(classroom))[0].state == "done"


async def test_answers_on_a_topic_count_from_when_it_was_assigned(classroom: Classroom) -> None:
    await answer(classroom, classroom.course.practice[0][0])
    classroom.clock.at += timedelta(minutes=1)
    await assign(classroom, kc_id=classroom.course.kcs[0], answers=2)
    await assign(classroom, kc_id=classroom.course.kcs[0])
    counted, mastered = sorted(await own(classroom), key=lambda one: one.answers == 0)
    assert (counted.left, counted.state, mastered.kind, mastered.state) == (2, "open", "topic", "open")
    # What was done already is not what opens.
    assert counted.href not in ("", f"/learn/{classroom.course.practice[0][0]}")
    for item in classroom.course.practice[0][1:3]:
        classroom.clock.at += timedelta(minutes=1)
        await answer(classroom, item)
    assert {one.answers: one.state for one in await own(classroom)}[2] == "done"
    async with classroom.services.db.raw(classroom.school.tenant_id) as conn:
        await conn.execute("UPDATE kc_state SET mastered_at = now()")
    assert {one.answers: one.state for one in await own(classroom)}[0] == "done"


async def test_only_chosen_students_see_what_is_for_them(classroom: Classroom) -> None:
    bob = classroom.school["bob"].person_id
    await assign(classroom, content_id=classroom.course.video, students=(bob, bob))
    (view,) = await seen(classroom)
    assert (view.everyone, view.of, [one.id for one in view.waiting]) == (False, 1, [str(bob)])
    assert await own(classroom) == []
    assert len(await own(classroom, "bob")) == 1
    with pytest.raises(NotFoundError):
        await assign(classroom, content_id=classroom.course.video, students=(uuid7(),))


async def test_late_is_said_and_withdrawn_is_gone(classroom: Classroom) -> None:
    made = await assign(classroom, content_id=classroom.course.video)
    classroom.clock.at += timedelta(days=5)
    assert (await own(classroom))[0].state == "late"
    assert (await seen(classroom))[0].over
    await assignments.withdraw(classroom.actor("carol"), classroom.school.section_id, made)
    assert await own(classroom) == []
    assert (await seen(classroom)) == []
    with pytest.raises(NotFoundError):
        await assignments.withdraw(classroom.actor("carol"), classroom.school.section_id, made)
    entries = await classroom.rows("SELECT action FROM audit_entry WHERE object_type = 'assignment' ORDER BY seq")
    assert [row[0] for row in entries] == ["assignment.assign", "assignment.withdraw"]


async def test_what_the_class_does_not_get_is_neither_assigned_nor_shown(classroom: Classroom) -> None:
    item, carol = classroom.course.practice[0][0], classroom.actor("carol")
    await assign(classroom, content_id=item)
    await withdrawals.flag(carol, classroom.school.section_id, item, "The picture is missing.")
    assert await own(classroom) == []
    assert (await seen(classroom))[0].withdrawn
    with pytest.raises(ConflictError):
        await assign(classroom, content_id=item, due_at=None)


async def test_what_makes_no_sense_is_refused_in_words(classroom: Classroom) -> None:
    kc, video = classroom.course.kcs[0], classroom.course.video
    for draft, error in (
        ({}, InvalidInputError),
        ({"content_id": video, "kc_id": kc}, InvalidInputError),
        ({"content_id": uuid7()}, NotFoundError),
        ({"content_id": kc}, NotFoundError),
        ({"content_id": video, "answers": 3}, InvalidInputError),
        ({"kc_id": kc, "answers": 10_000}, InvalidInputError),
        ({"content_id": video, "due_at": NOW - timedelta(hours=1)}, InvalidInputError),
        ({"content_id": video, "due_at": NOW + timedelta(days=800)}, InvalidInputError),
        ({"content_id": video, "words": "x" * 201}, InvalidInputError),
        ({"content_id": video, "words": "You are all worthless idiots, kill yourself"}, BlockedError),
    ):
        with pytest.raises(error):
            await assign(classroom, **draft)
    assert await classroom.count("assignment") == 0
    await assign(classroom, content_id=video)
    with pytest.raises(ConflictError):
        await assign(classroom, content_id=video)


async def test_students_and_other_teachers_neither_assign_nor_look(classroom: Classroom) -> None:
    made, section = await assign(classroom, content_id=classroom.course.video), classroom.school.section_id
    other = await new_classroom(classroom.services)
    draft = AssignmentDraft(classroom.course.readings[0])
    for who in (classroom.actor("alice"), other.actor("alice"), other.actor("carol")):
        for act in (
            assignments.assign(who, section, draft),
            assignments.withdraw(who, section, made),
            assignments.for_class(who, section),
        ):
            with pytest.raises((ForbiddenError, NotFoundError)):
                await act
    assert await own(other) == []
    assert len(await seen(classroom)) == 1
    denied = await trail.audit_search(classroom.actor("adam"), outcome="denied")
    assert denied.total >= 3


async def test_the_end_of_the_day_is_where_the_teacher_is(classroom: Classroom) -> None:
    carol = classroom.actor("carol")
    due = await assignments.due_moment(carol, "2026-03-06")
    assert due is not None and (due.hour, due.minute, due.date().isoformat()) == (23, 59, "2026-03-06")
    assert await assignments.due_moment(carol, "") is None
    for day, clock in (("yesterday", ""), ("2026-03-06", "25:00")):
        with pytest.raises(InvalidInputError):
            await assignments.due_moment(carol, day, clock)


async def next_three(classroom: Classroom) -> list[Any]:
    classroom.clock.at += timedelta(minutes=1)
    return (await record_event(classroom.event(Verb.SESSION_STARTED), classroom.actor("alice"))).next


def teachers(cards: Any) -> dict[UUID, str]:
    """Return content and sentence of what is there because the teacher assigned it."""
    return {
        card.content_id: reason.text for card in cards for reason in card.reasons if reason.code == "reason-assigned"
    }


async def test_what_is_assigned_takes_one_of_the_next_three_with_its_reason(classroom: Classroom) -> None:
    last = classroom.course.practice[3][4]
    assert last not in {card.content_id for card in await next_three(classroom)}
    made = await assign(classroom, content_id=last)
    cards = await next_three(classroom)
    assert len(cards) == 3 and cards[2].content_id == last
    assert teachers(cards) == {last: "Your teacher assigned this, due Friday."}
    # Due soon it comes first, and the sentence of the last visit is not repeated from memory.
    classroom.clock.at += timedelta(days=3)
    assert (await next_three(classroom))[0].content_id == last
    # Late it is said calmly.
    classroom.clock.at += timedelta(days=2)
    assert "It was due Friday" in teachers(await next_three(classroom))[last]
    # After long it no longer takes a place.
    classroom.clock.at += timedelta(days=15)
    assert teachers(await next_three(classroom)) == {}
    await assignments.withdraw(classroom.actor("carol"), classroom.school.section_id, made)


async def test_done_work_and_withdrawn_content_take_no_place(classroom: Classroom) -> None:
    first, last = classroom.course.practice[3][0], classroom.course.practice[3][4]
    await assign(classroom, content_id=last, due_at=NOW + timedelta(days=1))
    await assign(classroom, content_id=first, due_at=NOW + timedelta(days=2))
    assert list(teachers(await next_three(classroom))) == [last]
    sent = classroom.event(content=last, step_id="s1", response="7")
    assert list(teachers((await record_event(sent, classroom.actor("alice"))).next)) == [first]
    await withdrawals.flag(classroom.actor("carol"), classroom.school.section_id, first, "A mistake.")
    assert teachers(await next_three(classroom)) == {}


async def test_a_topic_takes_a_place_until_its_answers_are_given(classroom: Classroom) -> None:
    kc, items = classroom.course.kcs[2], classroom.course.practice[2]
    await assign(classroom, kc_id=kc, answers=1, due_at=NOW + timedelta(days=1))
    (offered,) = teachers(await next_three(classroom))
    assert offered in {*items, classroom.course.readings[2]}
    sent = classroom.event(content=items[0], step_id="s1", response="12")
    assert teachers((await record_event(sent, classroom.actor("alice"))).next) == {}
    assert teachers(await next_three(classroom)) == {}


async def test_today_knows_of_a_new_assignment_at_once_and_forgets_it_at_once(classroom: Classroom) -> None:
    alice, video = classroom.actor("alice"), classroom.course.video
    before = await progress.today(alice)
    made = await assign(classroom, content_id=video, due_at=NOW + timedelta(days=1))
    classroom.clock.at += timedelta(minutes=2)
    events = await classroom.count("learning_event")
    now = await progress.today(alice)
    assert (now.cards[0].content_id, now.cards[0].reasons[0].text) == (
        str(video), "Your teacher assigned this, due Tuesday."
    )  # fmt: skip
    assert await classroom.count("learning_event") == events
    # Also what was kept while it was assigned goes with it.
    await record_event(classroom.event(Verb.RECOMMENDATION_SHOWN, classroom.course.practice[0][0]), alice)
    await assignments.withdraw(classroom.actor("carol"), classroom.school.section_id, made)
    again = await progress.today(alice)
    texts = [reason.text for card in again.cards for reason in card.reasons]
    assert not [one for one in texts if "assigned" in one] and before.cards


async def test_the_age_of_the_student_stands_above_the_teacher(services: Services) -> None:
    classroom = await new_classroom(services, kind="university", birth_date=date(2012, 5, 17))
    item = classroom.course.practice[3][4]
    async with services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(text("UPDATE content SET min_age = 18 WHERE content_id = :c"), {"c": item})
    await assign(classroom, content_id=item)
    assert teachers(await next_three(classroom)) == {}
    assert [one.href for one in await own(classroom)] == [""]


async def test_what_was_due_before_somebody_came_is_not_theirs(classroom: Classroom) -> None:
    bob, section = classroom.school["bob"].person_id, classroom.school.section_id
    over = await assign(classroom, content_id=classroom.course.practice[3][4])
    await assign(classroom, content_id=classroom.course.readings[0], due_at=NOW + timedelta(days=9))
    await assign(classroom, content_id=classroom.course.video, due_at=None)
    async with classroom.services.db.raw(classroom.school.tenant_id) as conn:
        await conn.execute(
            "UPDATE enrolment SET enrolled_at = %s WHERE person_id = %s", (FRIDAY + timedelta(minutes=1), bob)
        )
    classroom.clock.at = FRIDAY + timedelta(days=1)
    assert {one.state for one in await own(classroom, "bob")} == {"open"} and len(await own(classroom, "bob")) == 2
    assert {one.state for one in await own(classroom)} == {"open", "late"}
    waiting = {one.id: {each.name for each in one.waiting} for one in await seen(classroom)}
    assert waiting.pop(str(over)) == {"Alice"}
    assert list(waiting.values()) == [{"Alice", "Bob"}] * 2
    # Nor does it take one of the next three.
    sent = classroom.event(Verb.SESSION_STARTED, student_id=bob, section_id=section)
    cards = (await record_event(sent, classroom.actor("bob"))).next
    assert classroom.course.practice[3][4] not in teachers(cards)


async def test_what_is_over_leaves_room_and_is_still_listed_page_by_page(classroom: Classroom) -> None:
    section = classroom.school.section_id
    week = [await assign(classroom, kc_id=classroom.course.kcs[n % 4], answers=1 + n // 4) for n in range(50)]
    with pytest.raises(ConflictError, match="not over"):
        await assign(classroom, content_id=classroom.course.video)
    classroom.clock.at = FRIDAY + timedelta(days=1)
    made = await assign(classroom, content_id=classroom.course.video, due_at=None)
    page = await assignments.for_class(classroom.actor("carol"), section)
    assert (page.total, page.rows[0].id, [one.over for one in page.rows]) == (51, str(made), [False] + [True] * 9)
    last = await assignments.for_class(classroom.actor("carol"), section, offset=50)
    assert [one.id in {str(each) for each in week} for one in last.rows] == [True]
    # A student still finds the new one behind fifty that are late.
    assert str(made) in {one.id for one in await own(classroom)}


async def test_a_closed_class_is_given_nothing_and_says_what_to_do(classroom: Classroom) -> None:
    carol, adam, section = classroom.actor("carol"), classroom.actor("adam"), classroom.school.section_id
    made = await assign(classroom, content_id=classroom.course.video)
    test = await assessments.create(carol, section, "Fractions", "fixed")
    await assessments.put_items(carol, test, classroom.course.practice[0][:2])
    await sections.close_section(adam, section)
    changed = AssignmentChange(due_at=FRIDAY + timedelta(days=1))
    for act in (
        assign(classroom, content_id=classroom.course.readings[0]),
        assign(classroom, "adam", content_id=classroom.course.readings[0]),
        assignment_changes.change(carol, section, made, changed),
        assessments.give(carol, test),
    ):
        with pytest.raises(ConflictError, match="closed. Ask an administrator"):
            await act
    page = await assignments.for_class(carol, section)
    assert page.closed and [one.id for one in page.rows] == [str(made)]
    teacher = await identity.actor_for_person(classroom.school.tenant_id, carol.person_id)
    assert teacher is not None
    assert [one.status for one in await teaching.sections(teacher)] == ["closed"]
    assert (await assessments.listed(teacher)).classes == [], "no test is begun there"
    assert {one.status for one in (await sections.list_sections(classroom.actor("alice"))).rows} == {"closed"}
    await sections.close_section(adam, section, reopen=True)
    assert await assign(classroom, content_id=classroom.course.readings[0])
    assert not (await assignments.for_class(carol, section)).closed
