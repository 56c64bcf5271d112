"""Misconceptions through the real path: told to the student with what helps, shown to the teacher, and overcome."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from learnapp.core.errors import ForbiddenError, NotFoundError
from learnapp.engine import template
from learnapp.services import misconceptions, practice, pupil
from learnapp.services.practice_views import AnswerView
from tests.integration.learning.conftest import Classroom, new_classroom
from tests.integration.learning.test_templates import make_template

WRONG, SENTENCE = "12", "That is 3 times 4."


async def answer(classroom: Classroom, item: UUID, said: str, who: str = "alice", variant: int = -1) -> AnswerView:
    classroom.clock.at += timedelta(minutes=1)
    section = classroom.school.section_id
    return await practice.answer(classroom.actor(who), section, item, "s1", said, variant=variant)


async def test_twice_is_told_with_what_helps_and_solved_tasks_end_it(classroom: Classroom) -> None:
    items, alice = classroom.course.practice[0], classroom.actor()
    first = await answer(classroom, items[0], WRONG)
    assert first.feedback == SENTENCE and first.again.times == 0
    assert (await answer(classroom, items[0], WRONG)).again.times == 0, "the same task again is no second time"
    assert await misconceptions.of_student(alice) == []
    second = await answer(classroom, items[1], WRONG)
    assert (second.again.times, second.again.sentence) == (2, SENTENCE)
    (held,) = await misconceptions.of_student(alice)
    assert (held.topic, held.times, [one.said for one in held.evidence]) == ("Unit fractions", 2, [WRONG, WRONG])
    assert (held.remedy, held.remedy_id) == ("reading", str(classroom.course.readings[0]))
    assert held.practise_id == str(items[2]), "a task that did not show it yet"
    for item in items[2:4]:
        assert (await answer(classroom, item, "7")).again.times == 0
    assert await misconceptions.of_student(alice) == []
    await answer(classroom, items[4], WRONG)
    assert (await misconceptions.of_student(alice))[0].times == 3, "it is back"


async def test_what_stands_in_a_template_is_one_mistake_with_any_numbers(classroom: Classroom) -> None:
    item, alice = await make_template(classroom), classroom.school["alice"].person_id
    for variant in (0, 1):
        step = template.given(item, alice, variant).steps[0]
        got = await answer(classroom, item.content_id, step.key.misconceptions[0][0], variant=variant)
        assert got.feedback == step.key.misconceptions[0][1]
        if not variant:
            await answer(classroom, item.content_id, step.key.accepted[0], variant=variant)
    assert (got.again.times, got.again.sentence) == (2, got.feedback), "told with the numbers of this task"
    assert got.again.practise_id == str(item.content_id), "it has new numbers"


async def test_the_teacher_sees_who_and_how_many(classroom: Classroom) -> None:
    items, section = classroom.course.practice[0], classroom.school.section_id
    for who in ("alice", "bob"):
        await answer(classroom, items[0], WRONG, who)
    await answer(classroom, items[1], WRONG)
    for who in ("alice", "bob"):
        await answer(classroom, items[2], "99", who)
    carol = classroom.actor("carol")
    found = await misconceptions.of_class(carol, section)
    (one,) = found.found
    assert (one.sentence, one.students, [each.name for each in one.pupils]) == (SENTENCE, 1, ["Alice"])
    assert one.item_id == str(items[1]) and found.of == 2
    assert found.common == [], "two students are too few to call an answer frequent"
    await answer(classroom, items[1], WRONG, "bob")
    assert (await misconceptions.of_class(carol, section)).found[0].students == 2
    seen = await pupil.student(carol, section, classroom.school["bob"].person_id)
    assert [each.sentence for each in seen.mistakes] == [SENTENCE]
    other = await new_classroom(classroom.services)
    for nosy in (other.actor("carol"), classroom.actor("alice")):
        with pytest.raises((ForbiddenError, NotFoundError)):
            await misconceptions.of_class(nosy, section)
