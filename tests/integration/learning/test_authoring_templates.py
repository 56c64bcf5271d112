"""The texts of an item that makes tasks are written, tried with its own tasks, proved, and published; answers stay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine import template
from learnapp.engine.event import Verb
from learnapp.engine.kc import Content
from learnapp.services import (
    answers_given,
    author_items,
    draft_preview,
    drafts,
    item_versions,
    learning,
    practice,
    publishing,
)
from learnapp.services.own_courses import desk
from learnapp.services.template_proof import TemplateTextsError
from tests.factories import School
from tests.integration.learning.conftest import Classroom
from tests.integration.learning.test_templates import make_template

SPANISH = {
    "step-1-prompt": "¿Cuántos lápices son $[[a]] + [[b]]$?", "step-1-hint-0": "Empieza en [[a]].",
    "step-1-hint-1": "Son [[a + b]].", "step-1-because-0": "Has quitado [[b]] en vez de añadirlos.",
    "step-1-solution": "$[[a]] + [[b]] = [[a + b]]$ lápices.", "body": "Ana y Ben juntan sus [[a]] y [[b]] lápices.",
}  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session")
async def item(classroom: Classroom) -> Content:
    """The first practice item of the course, made from a template."""
    return await make_template(classroom)


def _after(changes: list[Any]) -> dict[str, str]:
    return {one.part: "".join(piece.text for piece in one.pieces if piece.kind != "removed") for one in changes}


async def test_new_words_are_tried_with_the_templates_own_tasks_and_nothing_is_kept(
    classroom: Classroom, item: Content
) -> None:
    adam, at = classroom.actor("adam"), (classroom.course.course_id, item.content_id)
    form = await author_items.item(adam, *at)
    (step,) = form.steps
    assert (step.prompt, step.wrong[0].answer, form.problems) == ("[[a]] + [[b]] = ?", "[[a-b]]", [])
    assert [one.text for one in step.hints] == ["Start at [[a]].", "It is [[a+b]].", ""]
    assert [one.name for one in form.names] == ["b", "a"]
    looked = await draft_preview.tasks(adam, *at, SPANISH)
    assert looked.problems == [] and len(looked.tasks) == 5
    for shown, before in zip(looked.tasks, form.tasks, strict=True):
        values = template.task(item.template, shown.number - 1).values
        left, right, both = str(values["a"]), str(values["b"]), before.steps[0].answer
        assert shown.body == f"Ana y Ben juntan sus {left} y {right} lápices."
        (asked,) = shown.steps
        assert (asked.prompt, asked.answer) == (f"¿Cuántos lápices son ${left} + {right}$?", both)
        assert asked.hints == [f"Empieza en {left}.", f"Son {both}."] and asked.solution.endswith(f"= {both}$ lápices.")
        assert asked.wrong == [f"{int(left) - int(right)}: Has quitado {right} en vez de añadirlos."]
    # The preview can be worked on with what is typed.
    view = await draft_preview.open_draft(adam, *at, variant=3, typed=SPANISH)
    assert view.steps[0].prompt.startswith("¿Cuántos") and view.variant == 3
    right = template.task(item.template, 3).steps[0].key.accepted[0]
    assert (await draft_preview.answer(adam, *at, "s1", right, variant=3, typed=SPANISH)).outcome == "right"
    assert (await draft_preview.hint(adam, *at, "s1", 1, variant=3, typed=SPANISH))[0].text == f"Son {right}."
    assert await classroom.count("content_draft") == 0


@pytest.mark.parametrize(
    ("typed", "key", "part", "place", "named"),
    [
        ({"step-1-prompt": "[[a]] + [[zz]] = ?"}, "template-unknown", "part-prompt", 0, "zz"),
        ({"step-1-hint-0": "Start at [[a]."}, "template-bracket", "part-hints", 1, ""),
        ({"step-1-hint-0": "Take [[a|big]]."}, "template-term", "part-hints", 1, "[[a|big]]"),
        ({"step-1-because-0": "[[1/(a-a)]]"}, "template-term", "part-wrong", 1, "[[1/(a-a)]]"),
        ({"step-1-solution": "$\\frac{[[a]]}{[[b]]$"}, "template-formula", "part-solution", 0, "\\frac"),
        ({"body": "It costs $[[a]]$ and $x."}, "template-formula", "part-body", 0, "and $x"),
        ({"step-1-hint-0": "Is it [[a+b]]?"}, "template-hint-tells", "part-hints", 1, "Is it"),
        ({"step-1-prompt": "[[a]] + [[b]] = ? The answer is [[a+b]]."}, "template-question-tells", "part-prompt", 0,
         "The answer is"),
        ({"step-1-prompt": " "}, "template-asks-nothing", "part-prompt", 0, ""),
        ({"vary": "a: 1..9"}, "template-no-task", "", 0, "b"),
        ({"where": "a < 0"}, "template-no-task", "", 0, "No numbers meet"),
    ],
)  # fmt: skip
async def test_what_does_not_hold_for_every_task_is_named_and_nothing_is_written(
    classroom: Classroom, item: Content, typed: dict[str, str], key: str, part: str, place: int, named: str
) -> None:
    adam, at = classroom.actor("adam"), (classroom.course.course_id, item.content_id)
    (found,) = (await draft_preview.tasks(adam, *at, typed)).problems
    assert (found.key, found.part, found.place) == (key, part, place) and named in found.value
    with pytest.raises(TemplateTextsError) as refused:
        await drafts.save(adam, *at, typed)
    assert refused.value.problems == [found]
    assert await classroom.count("content_draft") == 0


async def test_a_template_that_sympy_contradicts_is_not_taken(classroom: Classroom, item: Content) -> None:
    adam, course = classroom.actor("adam"), classroom.course.course_id
    tenant = classroom.school.tenant_id
    async with classroom.services.db.transaction(tenant) as tx:
        here = await desk(tx, adam, course, "write")
        document, version, _ = await drafts.item_of(tx, tenant, course, item.content_id)
    (step,) = document.key["template"]["steps"]
    wrong = {**document.key["template"], "steps": [{**step, "check": "[[a]] - [[b]]"}]}
    await drafts.write(adam, here, item.content_id, replace(document, key={"template": wrong}), version, None)
    form = await author_items.item(adam, course, item.content_id)
    assert [one.key for one in form.problems] == ["template-proof"] and form.steps
    with pytest.raises(TemplateTextsError):
        await drafts.save(adam, course, item.content_id, SPANISH, seen=form.seen)


async def test_a_half_written_range_is_a_problem_and_no_error(classroom: Classroom, item: Content) -> None:
    adam, at = classroom.actor("adam"), (classroom.course.course_id, item.content_id)
    (found,) = (await draft_preview.tasks(adam, *at, {"vary": "a:"})).problems
    assert found.key == "template-field" and "such as" in found.value
    with pytest.raises(InvalidInputError):
        await drafts.save(adam, *at, {"step-1-because-0": ""})


async def test_students_keep_what_they_answered_and_read_the_new_words_with_numbers_of_their_own(
    classroom: Classroom, item: Content
) -> None:
    adam, alice, at = classroom.actor("adam"), classroom.actor(), (classroom.course.course_id, item.content_id)
    old = template.given(item, alice.person_id, 0).steps[0]
    answered = classroom.event(Verb.ANSWERED, item.content_id, step_id="s1", response=old.key.accepted[0], variant=0)
    assert (await learning.record_event(answered, alice)).grade.correct  # type: ignore[union-attr]
    state = "SELECT kc_id, attempts, correct, p_mastered FROM kc_state WHERE student_id = %s"
    before = await classroom.rows(state, alice.person_id)

    draft = await drafts.save(adam, *at, SPANISH)
    form = await author_items.item(adam, *at)
    changed = _after(form.changes)
    assert changed["part-prompt"] == SPANISH["step-1-prompt"] and changed["part-body"] == SPANISH["body"]
    assert changed["part-hints"] == "Empieza en [[a]].\nSon [[a + b]]." and changed["part-solution"].endswith(
        "lápices."
    )
    assert changed["part-wrong"] == "[[a-b]]: Has quitado [[b]] en vez de añadirlos."
    assert (await practice.open_content(alice, item.content_id)).steps[0].prompt.endswith("= ?"), "no draft is seen"
    await drafts.submit(adam, at[0], [draft])
    await drafts.decide(adam, at[0], draft, approve=True, words="Para la clase de español.")
    await publishing.publish(adam, at[0])

    assert before and await classroom.rows(state, alice.person_id) == before
    was = await answers_given.wording(alice, answered.event_id)
    assert (was.prompt, was.said, was.changed) == (old.prompt, old.key.accepted[0], True)
    opened = await practice.open_content(alice, item.content_id)
    newest = (await classroom.services.courses.get(alice.tenant_id, at[0], 2)).content[item.content_id]
    mine = template.given(newest, alice.person_id, opened.variant)
    assert (opened.variant, opened.steps[0].prompt, opened.body) == (1, mine.steps[0].prompt, mine.body)
    assert opened.steps[0].prompt.startswith("¿Cuántos lápices")
    assert (
        opened.steps[0].prompt != (await practice.open_content(classroom.actor("bob"), item.content_id)).steps[0].prompt
    )
    versions = (await item_versions.past(adam, *at, {})).rows
    assert versions[0].words == "Para la clase de español." and "part-hints" in _after(versions[0].changes)


async def test_an_explanation_beside_a_template_is_written_without_terms(classroom: Classroom, item: Content) -> None:
    adam, course = classroom.actor("adam"), classroom.course.course_id
    tenant, reading = classroom.school.tenant_id, classroom.course.readings[0]
    beside = {"explanations": [{"kind": "analogy", "text": "Like two queues that become one."}]}
    async with classroom.services.db.transaction(tenant) as tx:
        here = await desk(tx, adam, course, "write")
        document, version, _ = await drafts.item_of(tx, tenant, course, item.content_id)
    public = {**document.public, **beside}
    await drafts.write(adam, here, item.content_id, replace(document, public=public), version, None)
    form = await author_items.item(adam, course, item.content_id)
    assert [(one.kind, one.text) for one in form.explanations] == [("analogy", "Like two queues that become one.")]
    with pytest.raises(TemplateTextsError) as refused:
        await drafts.save(adam, course, item.content_id, {"explain-0": "Like [[a]] boxes."}, seen=form.seen)
    assert [(one.key, one.place) for one in refused.value.problems] == [("template-explanation", 1)]
    await drafts.save(adam, course, item.content_id, {"explain-0": "Like two heaps."}, seen=form.seen)
    form = await author_items.item(adam, course, item.content_id)
    assert form.explanations[0].text == "Like two heaps." and "part-explanations" in _after(form.changes)
    await drafts.save(adam, course, item.content_id, {"explain-0": ""}, seen=form.seen)
    assert (await author_items.item(adam, course, item.content_id)).explanations == []
    assert (await author_items.item(adam, course, reading)).explanations == []


async def test_tasks_with_their_answers_are_for_who_may_edit_the_course(
    classroom: Classroom, item: Content, hillview: School
) -> None:
    at = (classroom.course.course_id, item.content_id)
    for who in (classroom.actor(), replace(classroom.actor("carol"), taught=frozenset(), sections=frozenset())):
        with pytest.raises(ForbiddenError):
            await draft_preview.tasks(who, *at, SPANISH)
    with pytest.raises(NotFoundError):
        await draft_preview.tasks(hillview.actor("adam"), *at, SPANISH)
