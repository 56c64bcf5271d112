"""A draft as its students would see it: opened, answered and graded as if for the first time, and nothing is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from learnapp.core.errors import InvalidInputError
from learnapp.engine import template
from learnapp.engine.answers import right_answers, wrong_answers
from learnapp.engine.grading import grade
from learnapp.engine.kc import Content, CourseSnapshot
from learnapp.engine.template_terms import TemplateError
from learnapp.security.access import Actor
from learnapp.services import current, draft_forms, drafts, template_proof, trail, tries
from learnapp.services.author_views import ProblemView, SampleView
from learnapp.services.draft_documents import ItemDocument, content
from learnapp.services.media import pictured
from learnapp.services.own_courses import desk
from learnapp.services.practice import shown, step_of
from learnapp.services.practice_views import AnswerView, ContentView, HintView
from learnapp.services.template_proof import Looked, TemplateTextsError

MOST_SAMPLES = 12
_BETWEEN = " | "
_NOTHING: Mapping[str, Any] = {}


async def written(
    actor: Actor, course_id: UUID, content_id: UUID, typed: Mapping[str, Any]
) -> tuple[CourseSnapshot, ItemDocument, int, str]:
    """Return the item as its draft has it with what is typed over it, its next version, and the grades of its course.

    Raises:
        ForbiddenError: The actor may not edit the course.
        InvalidInputError: What is typed cannot be taken.
        NotFoundError: No such course or item.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        here = await desk(tx, actor, course_id, "read")
        document, version, _ = await drafts.item_of(tx, actor.tenant_id, course_id, content_id)
    snapshot = await drafts.course_of(actor, here)
    if typed:
        document = await asyncio.to_thread(draft_forms.applied, document, typed, drafts.topics_of(snapshot))
    return snapshot, document, version + 1, here.course.grade_band


async def _opened(
    actor: Actor, course_id: UUID, content_id: UUID, variant: int, typed: Mapping[str, Any]
) -> tuple[CourseSnapshot, Content]:
    """Return the item as it is written, of a template one task; errors as in `written`, or no task can be made."""
    snapshot, document, version, _ = await written(actor, course_id, content_id, typed)
    item = content(document, content_id, version)
    try:
        return snapshot, template.instance(item, max(0, variant))
    except TemplateError as error:
        raise InvalidInputError(str(error)) from error


async def open_draft(
    actor: Actor, course_id: UUID, content_id: UUID, *, variant: int = 0, typed: Mapping[str, Any] = _NOTHING
) -> ContentView:
    """Return an item as its students would see it, without keys.

    Args:
        actor: Who may edit the course.
        course_id: The course.
        content_id: The item.
        variant: Which task of a template.
        typed: Fields of the form that are not saved yet.

    Raises:
        ForbiddenError: The actor may not edit the course.
        InvalidInputError: It cannot be shown as it is.
        NotFoundError: No such course or item.
    """
    snapshot, item = await _opened(actor, course_id, content_id, variant, typed)
    number = max(0, variant) if item.template is not None else None
    return shown(snapshot, item, course_id, actor.tenant_id, number)


async def answer(
    actor: Actor,
    course_id: UUID,
    content_id: UUID,
    step_id: str,
    response: str | list[str],
    *,
    hint_index: int | None = None,
    variant: int = -1,
    typed: Mapping[str, Any] = _NOTHING,
) -> AnswerView:
    """Grade an answer as a student's would be, and forget it; arguments and errors as in `open_draft`."""
    _, item = await _opened(actor, course_id, content_id, variant, typed)
    step = pictured(step_of(item, step_id), actor.tenant_id)
    return await tries.tried(step, response, hint_index)


async def hint(
    actor: Actor,
    course_id: UUID,
    content_id: UUID,
    step_id: str,
    index: int,
    *,
    variant: int = -1,
    typed: Mapping[str, Any] = _NOTHING,
) -> tuple[HintView, str]:
    """Return one hint, and the worked solution with the last one; arguments and errors as in `open_draft`."""
    _, item = await _opened(actor, course_id, content_id, variant, typed)
    step = pictured(step_of(item, step_id), actor.tenant_id)
    return tries.opened(step, index)


async def tasks(actor: Actor, course_id: UUID, content_id: UUID, typed: Mapping[str, Any]) -> Looked:
    """Return tasks that a template would make with what is typed over it, and what speaks against it; with keys.

    Args:
        actor: Who may edit the course.
        course_id: The course.
        content_id: The item; one without a template has none.
        typed: Fields of the form that are not saved yet.

    Raises:
        ForbiddenError: The actor may not edit the course.
        NotFoundError: No such course or item.
    """
    await trail.authorise(actor, "read", "answer_key", owner_tenant=actor.tenant_id)
    try:
        _, document, _, _ = await written(actor, course_id, content_id, typed)
    except TemplateTextsError as error:
        return Looked(error.problems, [], [])
    except InvalidInputError as error:
        return Looked([ProblemView("template-field", value=error.message)], [], [])
    return await asyncio.to_thread(template_proof.of_document, document)


def samples_of(item: Content) -> list[SampleView]:
    """Return how the stated answers of an item are graded, right ones and wrong ones; CPU work of milliseconds."""
    found: list[SampleView] = []
    for number, step in enumerate(item.steps, 1):
        for expected, answers in (("right", right_answers(step)), ("wrong", wrong_answers(step))):
            for said in answers:
                got = grade(step, said)
                outcome = "" if got.correct is None else ("right" if got.correct else "wrong")
                text = said if isinstance(said, str) else _BETWEEN.join(said)
                found.append(SampleView(number, text[:200], expected, outcome, got.feedback or ""))
    return found[:MOST_SAMPLES]
