"""A class seen as a student who begins: what they would find, graded as theirs is, and nothing of it stored."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import text
from uuid_utils.compat import uuid7

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.services import assignments, class_preview, discussion, progress, switches, withdrawals
from learnapp.services.assignment_views import AssignmentDraft
from learnapp.services.progress import CardView
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.test_templates import make_template

TABLES = (
    "learning_event", "event_receipt", "learner_state", "kc_state", "item_progress", "presence", "decision",
    "review_item", "audit_entry", "discussion_post", "notice",
)  # fmt: skip


async def counts(classroom: Classroom) -> dict[str, int]:
    return {table: await classroom.count(table) for table in TABLES}


def told(cards: list[CardView]) -> list[tuple[str, list[str]]]:
    return [(one.content_id, [reason.text for reason in one.reasons]) for one in cards]


async def test_today_is_what_a_student_finds_who_really_begins(classroom: Classroom) -> None:
    carol, section = classroom.actor("carol"), classroom.school.section_id
    seen = await class_preview.course(carol, section)
    assert (seen.course, len(seen.cards)) == ("Mathematics 7", 3)
    assert not [why for one in seen.cards for why in one.reasons if why.evidence]
    assert [(one.name, one.status) for one in seen.topics][:2] == [
        ("Unit fractions", "ready"), ("Equal fractions", "locked"),
    ]  # fmt: skip
    assert seen.topics[1].needs == ["Unit fractions"]
    begun = await progress.today(classroom.actor("alice"))
    # Chance may give the last place to another content for her; the first two come from her state alone.
    assert told(seen.cards)[:2] == told(begun.cards)[:2]
    assert told((await class_preview.course(carol, section)).cards) == told(seen.cards)
    spanish = await class_preview.course(carol, section, locale="es")
    assert told(spanish.cards) != told(seen.cards)


async def test_what_the_class_does_not_get_is_not_there_and_what_is_assigned_comes_first(classroom: Classroom) -> None:
    carol, section, course = classroom.actor("carol"), classroom.school.section_id, classroom.course
    first = UUID((await class_preview.course(carol, section)).cards[0].content_id)
    await withdrawals.flag(carol, section, first, "It says 3 and means 4.")
    seen = await class_preview.course(carol, section)
    assert str(first) not in {one.content_id for one in seen.cards} and seen.withdrawn == 1
    listed = await class_preview.contents(carol, section, course.kcs[0])
    assert str(first) not in {one.content_id for one in listed.rows} and listed.rows
    assert (await class_preview.open_content(carol, section, first)).withdrawn
    wanted = course.practice[3][0]
    await assignments.assign(carol, section, AssignmentDraft(content_id=wanted))
    assert str(wanted) in {one.content_id for one in (await class_preview.course(carol, section)).cards}


async def test_an_answer_is_graded_with_feedback_and_nothing_is_stored(classroom: Classroom) -> None:
    carol, section, task = classroom.actor("carol"), classroom.school.section_id, classroom.course.practice[0][0]
    before = await counts(classroom)
    opened = await class_preview.open_content(carol, section, task)
    step = opened.content.steps[0]
    assert (step.prompt, step.solution, step.hints, step.hints_total) == ("3 + 4", "", [], 3)
    assert "3 + 4 = 7" not in repr(opened) and "accepted" not in repr(opened)
    wrong = await class_preview.answer(carol, section, task, "s1", "12")
    assert (wrong.outcome, wrong.feedback, wrong.solution, wrong.changes) == ("wrong", "That is 3 times 4.", "", [])
    hint, solution = await class_preview.hint(carol, section, task, "s1", 1)
    assert (hint.text, solution) == ("3 + 3?", "")
    assert (await class_preview.answer(carol, section, task, "s1", "6", hint_index=1)).outcome == "right"
    assert (await class_preview.hint(carol, section, task, "s1", 2))[1] == "3 + 4 = 7"
    right = await class_preview.answer(carol, section, task, "s1", "7")
    assert (right.outcome, right.solution) == ("right", "3 + 4 = 7")
    await class_preview.course(carol, section)
    assert await counts(classroom) == before
    with pytest.raises(InvalidInputError):
        await class_preview.answer(carol, section, task, "s1", "6", hint_index=0)
    with pytest.raises(InvalidInputError):
        await class_preview.hint(carol, section, task, "s1", 3)
    with pytest.raises(NotFoundError):
        await class_preview.answer(carol, section, task, "s9", "6")
    with pytest.raises(InvalidInputError):
        await class_preview.answer(carol, section, task, "s1", ["x" * 501])


async def test_a_template_gives_the_same_task_each_time_and_another_one_when_asked(classroom: Classroom) -> None:
    item = await make_template(classroom)
    carol, section = classroom.actor("carol"), classroom.school.section_id
    first = await class_preview.open_content(carol, section, item.content_id)
    again = await class_preview.open_content(carol, section, item.content_id)
    other = await class_preview.open_content(carol, section, item.content_id, variant=1)
    assert (first.content.variant, first.content, other.content.variant) == (0, again.content, 1)
    assert first.content.steps[0].prompt != other.content.steps[0].prompt
    got = await class_preview.answer(carol, section, item.content_id, "s1", "1000", variant=1)
    assert got.outcome == "wrong"


async def test_rules_of_age_and_switches_hold_as_for_a_student(classroom: Classroom) -> None:
    carol, section, course = classroom.actor("carol"), classroom.school.section_id, classroom.course
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(
            text("UPDATE content SET min_age = 16 WHERE tenant_id = :t AND content_id = :c"),
            {"t": classroom.school.tenant_id, "c": course.readings[0]},
        )
    old = await class_preview.course(carol, section)
    assert [(one.age, one.limit, one.younger) for one in old.ages] == [(12, 13, True), (13, 13, False), (16, 16, False)]
    assert (old.age, old.discussion) == (16, "")
    young = await class_preview.course(carol, section, age=12)
    assert (young.age, young.discussion) == (12, "discussion-under-13")
    read = str(course.readings[0])
    assert read in {one.content_id for one in old.cards} and read not in {one.content_id for one in young.cards}
    listed = [await class_preview.contents(carol, section, course.kcs[0], age=age) for age in (12, 16)]
    assert [read in {one.content_id for one in page.rows} for page in listed] == [False, True]
    assert (await class_preview.open_content(carol, section, course.readings[0], age=13)).too_young
    adam = classroom.actor("adam")
    await switches.switch(adam, "discussion", section_id=section, on=False)
    await switches.switch(adam, "explanations", section_id=section, on=False)
    off = await class_preview.course(carol, section)
    assert (off.discussion, off.explanations) == ("discussion-switched-off", False)
    with pytest.raises(ForbiddenError):
        await class_preview.explain(carol, section, course.practice[0][0], "picture")
    assert (await discussion.read(classroom.actor("alice"), section)).barred == "discussion-switched-off"


async def test_only_who_teaches_the_class_and_admins_see_it_and_a_denial_is_in_the_trail(classroom: Classroom) -> None:
    section, task = classroom.school.section_id, classroom.course.practice[0][0]
    other = await new_classroom(classroom.services)
    await class_preview.course(classroom.actor("adam"), section)
    strangers = [classroom.actor("alice"), other.actor("carol"), other.actor("alice")]
    for actor in strangers:
        with pytest.raises(ForbiddenError):
            await class_preview.course(actor, section)
        with pytest.raises(ForbiddenError):
            await class_preview.contents(actor, section, classroom.course.kcs[0])
        with pytest.raises(ForbiddenError):
            await class_preview.open_content(actor, section, task)
        with pytest.raises(ForbiddenError):
            await class_preview.answer(actor, section, task, "s1", "7")
        with pytest.raises(ForbiddenError):
            await class_preview.hint(actor, section, task, "s1", 0)
        with pytest.raises(ForbiddenError):
            await class_preview.explain(actor, section, task, "picture")
    with pytest.raises(NotFoundError):
        await class_preview.course(other.actor("adam"), section)
    with pytest.raises(NotFoundError):
        await class_preview.open_content(classroom.actor("carol"), section, other.course.practice[0][0])
    with pytest.raises(NotFoundError):
        await class_preview.contents(classroom.actor("carol"), section, uuid7())
    denied = await classroom.rows("SELECT count(*) FROM audit_entry WHERE object_type = 'class_preview'")
    assert denied[0][0] == 6


async def test_a_class_whose_course_is_gone_says_so(classroom: Classroom) -> None:
    section = classroom.school.section_id
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(
            text("UPDATE section SET course_id = :gone WHERE tenant_id = :t"),
            {"t": classroom.school.tenant_id, "gone": uuid7()},
        )
    seen = await class_preview.course(classroom.actor("carol"), section)
    assert (seen.course, seen.topics, seen.cards) == ("", [], [])
    with pytest.raises(NotFoundError):
        await class_preview.open_content(classroom.actor("carol"), section, classroom.course.practice[0][0])
