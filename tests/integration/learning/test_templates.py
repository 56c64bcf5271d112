"""Parameterised items through the real path: own numbers for each student, new ones after each, nothing run twice."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import text

from learnapp.core.errors import ConflictError
from learnapp.engine import template
from learnapp.engine.event import Verb
from learnapp.engine.kc import Content
from learnapp.services import learning, practice
from learnapp.services.practice_views import AnswerView
from learnapp.services.recompute import rebuild_state
from tests.integration.learning.conftest import Classroom, new_classroom

RAW = {
    "vary": [["b", "2..90"], ["a", "b+1..99"]],
    "steps": [
        {
            "id": "s1",
            "prompt": "[[a]] + [[b]] = ?",
            "answer_kind": "numeric",
            "accepted": ["[[a+b]]"],
            "check": "[[a]] + [[b]]",
            "solution": "[[a]] + [[b]] = [[a+b]]",
            "misconceptions": [["[[a-b]]", "You took [[b]] away."]],
            "hints": [
                {"id": "h1", "kind": "hint", "title": "", "text": "Start at [[a]]."},
                {"id": "h2", "kind": "bottom_out", "title": "", "text": "It is [[a+b]]."},
            ],
        }
    ],
}


@pytest_asyncio.fixture(loop_scope="session")
async def item(classroom: Classroom) -> Content:
    """The first practice item of the course, made from a template."""
    return await make_template(classroom)


async def make_template(classroom: Classroom) -> Content:
    """Make the first practice item of the course a template."""
    content_id = classroom.course.practice[0][0]
    public = {"steps": [{"id": "s1", "prompt": "", "answer_kind": "numeric", "kc_ids": [str(classroom.course.kcs[0])]}]}
    async with classroom.services.db.transaction(classroom.school.tenant_id) as tx:
        await tx.session.execute(
            text(
                "UPDATE content SET body_public = CAST(:p AS jsonb), answer_key = CAST(:k AS jsonb) "
                "WHERE tenant_id = :t AND content_id = :c"
            ),
            {
                "p": json.dumps(public),
                "k": json.dumps({"steps": {}, "template": RAW}),
                "t": classroom.school.tenant_id,
                "c": content_id,
            },
        )
    snapshot = await classroom.services.courses.get(classroom.school.tenant_id, classroom.course.course_id, 1)
    found: Content = snapshot.content[content_id]
    return found


def _right(item: Content, student: UUID, variant: int) -> str:
    return template.given(item, student, variant).steps[0].key.accepted[0]


async def _say(classroom: Classroom, item: Content, response: str, variant: int) -> AnswerView:
    actor = classroom.actor("alice")
    return await practice.answer(actor, classroom.school.section_id, item.content_id, "s1", response, variant=variant)


async def test_each_student_has_own_numbers_and_each_solved_task_brings_new_ones(
    classroom: Classroom, item: Content
) -> None:
    alice, bob = classroom.actor("alice"), classroom.actor("bob")
    opened = await practice.open_content(alice, item.content_id)
    assert opened.variant == 0
    assert opened.steps[0].prompt != (await practice.open_content(bob, item.content_id)).steps[0].prompt
    wrong = await _say(classroom, item, "1000", 0)
    assert wrong.outcome == "wrong"
    assert (await practice.open_content(alice, item.content_id)).steps[0].prompt == opened.steps[0].prompt
    got = await _say(classroom, item, _right(item, alice.person_id, 0), 0)
    assert got.outcome == "right"
    assert got.solution.endswith(f"= {_right(item, alice.person_id, 0)}")
    following = await practice.open_content(alice, item.content_id)
    assert (following.variant, following.steps[0].attempts, following.done) == (1, 0, False)
    assert following.steps[0].prompt != opened.steps[0].prompt
    before = await classroom.rows("SELECT attempts FROM kc_state")
    got = await _say(classroom, item, _right(item, alice.person_id, 1), 1)
    assert (got.outcome, len(got.changes)) == ("right", 1), "a new task counts as a new answer"
    assert (await classroom.rows("SELECT attempts FROM kc_state"))[0][0] == before[0][0] + 1


async def test_the_answer_to_other_numbers_is_wrong_and_the_buggy_rule_is_named(
    classroom: Classroom, item: Content
) -> None:
    alice = classroom.actor("alice").person_id
    other = next(n for n in range(1, 9) if _right(item, alice, n) != _right(item, alice, 0))
    assert (await _say(classroom, item, _right(item, alice, other), 0)).outcome == "wrong"
    wrong, said = template.given(item, alice, 0).steps[0].key.misconceptions[0]
    assert (await _say(classroom, item, wrong, 0)).feedback == said


async def test_hints_speak_of_the_students_own_numbers(classroom: Classroom, item: Content) -> None:
    alice = classroom.actor("alice")
    own = template.given(item, alice.person_id, 0).steps[0]
    section = classroom.school.section_id
    first, solution = await practice.hint(alice, section, item.content_id, "s1", 0, variant=0)
    assert (first.text, solution) == (own.hints[0].text, "")
    last, solution = await practice.hint(alice, section, item.content_id, "s1", 1, variant=0)
    assert (last.text, solution) == (own.hints[1].text, own.key.solution)
    # Given up: the next time it is opened there are new numbers, and the old task may still be typed in.
    assert (await practice.open_content(alice, item.content_id)).variant == 1
    assert (await _say(classroom, item, own.key.accepted[0], 0)).outcome == "right"


async def test_a_task_left_behind_on_another_device_is_refused_and_nothing_is_lost(
    classroom: Classroom, item: Content
) -> None:
    alice = classroom.actor("alice").person_id
    for variant in range(2):
        await _say(classroom, item, _right(item, alice, variant), variant)
    with pytest.raises(ConflictError, match="Reload"):
        await _say(classroom, item, _right(item, alice, 0), 0)
    with pytest.raises(ConflictError, match="Reload"):
        await _say(classroom, item, _right(item, alice, 7), 7)
    assert await classroom.count("learning_event") == 2
    assert (await practice.open_content(classroom.actor("alice"), item.content_id)).variant == 2


async def test_a_draft_belongs_to_its_task(classroom: Classroom, item: Content) -> None:
    alice, section = classroom.actor("alice"), classroom.school.section_id
    await practice.save_draft(alice, section, item.content_id, "s1", "41", variant=0)
    assert (await practice.open_content(alice, item.content_id)).steps[0].draft == "41"
    await _say(classroom, item, _right(item, alice.person_id, 0), 0)
    assert (await practice.open_content(alice, item.content_id)).steps[0].draft == ""
    await practice.save_draft(alice, section, item.content_id, "s1", "17", variant=1)
    assert (await practice.open_content(alice, item.content_id)).steps[0].draft == "17"


async def test_replaying_the_log_rebuilds_the_same_state(classroom: Classroom, item: Content) -> None:
    alice = classroom.actor("alice")
    for variant in range(3):
        await _say(classroom, item, _right(item, alice.person_id, variant) if variant != 1 else "1000", variant)
        if variant == 1:
            await _say(classroom, item, _right(item, alice.person_id, 1), 1)
    rebuilt = await rebuild_state(classroom.school.tenant_id, alice.person_id, classroom.school.section_id)
    stored = await classroom.rows("SELECT attempts, p_mastered FROM kc_state")
    state = rebuilt.kcs[classroom.course.kcs[0]]
    assert (state.attempts, pytest.approx(state.p_mastered)) == (stored[0][0], stored[0][1])
    kept = await classroom.rows("SELECT result ->> 'variant' FROM learning_event ORDER BY student_seq")
    assert [row[0] for row in kept] == ["0", "1", "1", "2"]


async def test_a_program_that_names_no_task_answers_the_open_one(classroom: Classroom, item: Content) -> None:
    alice = classroom.actor("alice")
    event = classroom.event(Verb.ANSWERED, item.content_id, step_id="s1", response=_right(item, alice.person_id, 0))
    answer = await learning.record_event(event, alice)
    assert answer.grade is not None and answer.grade.correct is True


async def test_who_may_keep_nothing_still_gets_one_task_after_the_other(classroom: Classroom) -> None:
    nowhere = await new_classroom(classroom.services, kind="k12")
    made = await make_template(nowhere)
    async with classroom.services.db.transaction(nowhere.school.tenant_id) as tx:
        await tx.session.execute(text("DELETE FROM consent WHERE tenant_id = :t"), {"t": nowhere.school.tenant_id})
    alice = nowhere.actor("alice")
    prompts = set()
    for variant in range(3):
        opened = await practice.open_content(alice, made.content_id, after=variant - 1 if variant else None)
        assert opened.variant == variant
        prompts.add(opened.steps[0].prompt)
        got = await _say(nowhere, made, _right(made, alice.person_id, variant), variant)
        assert (got.outcome, got.stored) == ("right", False)
    assert len(prompts) == 3
    assert await nowhere.count("learning_event") == 0


async def test_a_hint_in_a_new_task_keeps_what_was_typed(classroom: Classroom, item: Content) -> None:
    alice, section = classroom.actor("alice"), classroom.school.section_id
    await _say(classroom, item, _right(item, alice.person_id, 0), 0)
    await practice.save_draft(alice, section, item.content_id, "s1", "17", variant=1)
    await practice.hint(alice, section, item.content_id, "s1", 0, variant=1)
    opened = (await practice.open_content(alice, item.content_id)).steps[0]
    assert (opened.draft, len(opened.hints)) == ("17", 1)
