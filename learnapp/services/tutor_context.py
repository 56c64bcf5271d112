"""What the tutor knows of where a student stands: the step at hand, what is under test, and what may be found."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from learnapp.agents.guardrail import suits
from learnapp.agents.progress import at_variant, variant_now
from learnapp.agents.tutor_turn import Source, Work
from learnapp.engine import template
from learnapp.engine.kc import Content, CourseSnapshot, Step
from learnapp.knowledge.words import sentences
from learnapp.security.access import Actor
from learnapp.services import retrieval
from learnapp.services.practice_views import step_view
from learnapp.services.progress import Study
from learnapp.services.retrieval import Context


def tested(here: Study) -> tuple[str, ...]:
    """Return the questions of tests of the student whose results are not shown yet."""
    found = []
    for content_id in here.loaded.under_test:
        item = here.snapshot.content.get(content_id)
        if item is not None:
            found += [wording(item, step) for step in item.steps]
    return tuple(found)


def context_of(here: Study, content_id: UUID | None, age: int | None, kinds: frozenset[str]) -> Context:
    """Return what may be found for a question, and what it is about; `age` in years, None when unknown."""
    snapshot, states = here.snapshot, here.states
    item = snapshot.content.get(content_id) if content_id else None
    kcs = frozenset(item.kc_ids) if item is not None else frozenset[UUID]()
    needs = {need for kc in kcs for need in snapshot.prerequisites.get(kc, ())}
    known = {kc for kc in needs if kc in states and states[kc].mastered_at is not None}
    unsuited = {one.content_id for one in snapshot.content.values() if not suits(one, age)}
    return Context(
        kc_ids=kcs,
        prerequisites=frozenset(needs - known),
        ability=here.loaded.learner.theta if here.loaded.learner else None,
        kinds=kinds,
        hidden=frozenset(here.loaded.withdrawn | here.loaded.under_test | unsuited),
        language=snapshot.language,
    )


def work_of(actor: Actor, here: Study, content_id: UUID) -> Work | None:
    """Return the step at hand as its student sees it: the first that is open, else the last."""
    item = here.snapshot.content[content_id]
    if content_id in here.loaded.under_test or not item.steps:
        return None
    return work_at(*own_task(actor.person_id, item, here.loaded.progress))


def own_task(
    student_id: UUID, item: Content, progress: dict[str, Any] | None
) -> tuple[Content, dict[str, Any] | None]:  # fmt: skip
    """Return an item as its student has it now, of a template their own task, and where they stand in it."""
    if item.template is None:
        return item, progress
    variant = variant_now(progress, item)
    return template.given(item, student_id, variant), at_variant(progress, variant)


def work_at(item: Content, progress: dict[str, Any] | None) -> Work:
    """Return the step at hand of an item that has steps; `progress` is where its student stands in this task."""
    views = [step_view(number, step, progress, "") for number, step in enumerate(item.steps, 1)]
    place = next((place for place, one in enumerate(views) if not (one.solved or one.gave_up)), len(views) - 1)
    step, view = item.steps[place], views[place]
    unsolved = not (view.solved or view.gave_up)
    secrets = tuple(
        answer
        for one, seen in zip(item.steps, views, strict=True)
        if not (seen.solved or seen.gave_up)
        for answer in one.key.accepted
    )
    left = [hint for hint in step.hints[len(view.hints) :] if hint.kind != "bottom_out"]
    return Work(
        prompt=wording(item, step),
        open=unsolved,
        tries=view.attempts,
        last=view.last if view.outcome == "wrong" else "",
        feedback=dict(step.key.misconceptions).get(view.last, "") if view.outcome == "wrong" else "",
        hints=len(left),
        solution=view.solution,
        secrets=secrets,
    )


def wording(item: Content, step: Step) -> str:
    """Return what a step asks, with what stands above all steps of its item."""
    return f"{item.body}\n{step.prompt}".strip()


def titles_of(snapshot: CourseSnapshot) -> tuple[str, ...]:
    """Return what a course, its lessons and its topics are called."""
    return (snapshot.title, *(one.title for one in snapshot.lessons), *(one.name for one in snapshot.kcs.values()))


def source_of(found: retrieval.Found) -> Source:
    """Return a passage that was found, in sentences."""
    one = found.passage
    return Source(one.passage_id, one.content_id, one.kind, one.place, one.title, tuple(sentences(one.text)))
