"""Working on one piece of content: open it without its keys, answer, take a hint, keep a draft, report it."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from learnapp.agents.barriers import UNDER_TEST
from learnapp.agents.progress import at_variant, draft_key, variant_now
from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine import template
from learnapp.engine.event import EventResult, Verb
from learnapp.engine.kc import Content, CourseSnapshot, Step
from learnapp.engine.material import Explanation
from learnapp.security import consent
from learnapp.security.access import Actor
from learnapp.services import content as contents
from learnapp.services import current, learning, misconceptions, players, switches
from learnapp.services.explanations import explained, offered, shown_material
from learnapp.services.films import shown_film
from learnapp.services.learner_facts import facts_of
from learnapp.services.media import pictured, with_pictures
from learnapp.services.misconception_views import MisconceptionView
from learnapp.services.practice_views import (
    AnswerView,
    ContentView,
    HintView,
    MasteryView,
    hint_view,
    solution_of,
    step_view,
)
from learnapp.services.progress import CardView, Study, card, event, percent, study, weaker
from learnapp.storage.repositories import progress as rows
from learnapp.storage.repositories.learning_history import course_of_section

MAX_DRAFT = 500
LEAST_MS = 1_000
"""What took less was no reading."""
COURSE_SECONDS = 5.0
_MOST_COURSES = 10_000
SETTING = re.compile(r"[a-z]\w{0,19}=-?\d{1,6}(\.\d{1,6})?")
_courses: dict[tuple[UUID, UUID], tuple[float, tuple[UUID, UUID, int]]] = {}


class UnderTestError(ForbiddenError):
    """The question is part of a test; practice would tell about it."""


async def open_content(actor: Actor, content_id: UUID, after: int | None = None) -> ContentView:
    """Return a piece of content of the actor's own course, without keys, with the place where they left it.

    Args:
        actor: The student.
        content_id: The content.
        after: The task of a template that the student has just seen, where nothing of it may be kept.

    Raises:
        NotFoundError: None of the student's courses has it.
        UnderTestError: It is part of a test of theirs whose results are not shown yet.
    """
    here = await study(actor, None, content_id)
    if content_id in here.loaded.under_test:
        raise UnderTestError(UNDER_TEST, detail={"rule": "under_test"})
    item = here.snapshot.content[content_id]
    progress, variant = here.loaded.progress, None
    if item.template is not None:
        variant = variant_now(progress, item) if progress or after is None else after + 1
        item = template.given(item, actor.person_id, variant)
        progress = at_variant(progress, variant)
    ways = explained(here.snapshot, item) if await offered(actor.tenant_id, here.section.section_id) else ()
    view = shown(
        here.snapshot,
        item,
        here.section.section_id,
        here.section.course[0],
        variant,
        progress,
        here.loaded.progress,
        ways,
    )
    # Of the student, too: on a shared computer the next one begins where they left it themselves.
    keep = hashlib.sha256(actor.person_id.bytes + content_id.bytes).hexdigest() if view.film.src else ""
    program = item.material.package
    if program is not None:
        kept = await players.with_kept(actor, content_id, program, item.language, view.package)
        view = replace(view, package=kept)
    return replace(
        view,
        film=replace(view.film, keep=keep),
        tutor=await switches.enabled(actor.tenant_id, "tutor", here.section.section_id),
    )


def shown(
    snapshot: CourseSnapshot,
    item: Content,
    section_id: UUID,
    owner: UUID,
    variant: int | None,
    progress: dict[str, Any] | None = None,
    kept: dict[str, Any] | None = None,
    ways: Sequence[Explanation] = (),
) -> ContentView:
    """Return a piece of content as a student sees it: without keys, a solution only once it may be seen.

    Args:
        snapshot: The course.
        item: The content; of a template the task.
        section_id: The class.
        owner: The institution, or the library, whose course it is.
        variant: Which task of a template it is, None where there is no template.
        progress: `item_progress.state` at that task.
        kept: `item_progress.state` as it is stored, with drafts and the place in a film.
        ways: Other explanations that are offered.
    """
    found = (kept or {}).get("draft")
    drafts = found if isinstance(found, dict) else {}
    steps = [
        replace(view, prompt=with_pictures(view.prompt, owner))
        for view in (
            step_view(number, pictured(step, owner), progress, str(drafts.get(draft_key(step.step_id, variant), "")))
            for number, step in enumerate(item.steps, 1)
        )
    ]
    return ContentView(
        section_id=str(section_id),
        content_id=str(item.content_id),
        kind=item.kind.value,
        title=item.title,
        body=with_pictures(item.body, owner),
        lesson=next((one.title for one in snapshot.lessons if one.lesson_id == item.lesson_id), ""),
        kcs=[snapshot.kcs[kc].name for kc in item.kc_ids if kc in snapshot.kcs],
        minutes=max(1, round(item.minutes)),
        attribution=" · ".join(part for part in (item.attribution, item.license) if part),
        steps=steps,
        done=all(step.solved for step in steps) if steps else bool((progress or {}).get("done")),
        variant=-1 if variant is None else variant,
        **shown_material(item.material),
        explanations=[one.kind for one in ways],
        film=shown_film(item, owner, progress),
        package=players.shown_package(item, owner, progress),
    )


async def _item(actor: Actor, section_id: UUID, content_id: UUID) -> tuple[Study, Content]:
    here = await study(actor, section_id, content_id)
    return here, here.snapshot.content[content_id]


def step_of(item: Content, step_id: str) -> Step:
    """Return a step of a task.

    Raises:
        NotFoundError: It has no such step.
    """
    found = next((step for step in item.steps if step.step_id == step_id), None)
    if found is None:
        raise NotFoundError("This task has no such step. Reload the page.")
    return found


async def answer(
    actor: Actor,
    section_id: UUID,
    content_id: UUID,
    step_id: str,
    response: str | list[str],
    *,
    hint_index: int | None = None,
    duration_ms: int | None = None,
    variant: int = -1,
    showing: UUID | None = None,
) -> AnswerView:
    """Send one answer through the learning loop.

    Args:
        actor: The student.
        section_id: Their section.
        content_id: The item.
        step_id: The step.
        response: The raw answer; a list for several choices.
        hint_index: The scaffold that is answered, if any.
        duration_ms: Time on this step.
        variant: The task of a template that was answered, -1 where there is no template.
        showing: Id of what was shown to be answered: the same answer to it again is told what the first one was.

    Raises:
        ConflictError: What was shown has another answer already.
        InvalidInputError: The answer cannot be read.
        NotFoundError: There is no such class, task or step for the actor.
    """
    snapshot, item = await _snapshot_item(actor, section_id, content_id, variant)
    step = step_of(item, step_id)
    result = response_of(
        response, hint_index=hint_index, duration_ms=duration_ms, variant=variant if item.template is not None else None
    )
    sent = event(actor, section_id, Verb.ANSWERED, object_id=content_id, step_id=step_id, result=result)
    if showing is not None:
        sent = sent.model_copy(update={"event_id": showing})
    got = await learning.record_event(sent, actor, shown=showing is not None)
    grade = got.grade
    right = bool(grade and grade.correct)
    again = MisconceptionView()
    if grade is not None and grade.correct is False and grade.feedback and got.stored and hint_index is None:
        again = await misconceptions.again(actor, section_id, sent.event_id)
    return AnswerView(
        outcome="" if grade is None or grade.correct is None else ("right" if right else "wrong"),
        feedback_key=grade.feedback_key if grade else "feedback-not-judged",
        feedback=(grade.feedback or "") if grade else "",
        solution=solution_of(pictured(step, snapshot.tenant_id)) if right and hint_index is None else "",
        changes=[
            MasteryView(
                change.kc_name,
                percent(change.before),
                percent(change.after),
                percent(change.after_low),
                percent(change.after_high),
                change.band,
                weaker(change.band, change.after),
            )
            for change in got.mastery
        ],
        cards=[card(each, snapshot) for each in got.next],
        decision_id=str(got.decision_id or ""),
        stored=got.stored,
        again=again,
    )


def response_of(response: str | list[str], **more: int | None) -> EventResult:
    """Return a raw answer as an event carries it.

    Raises:
        InvalidInputError: It cannot be read.
    """
    try:
        return EventResult.model_validate(
            {"response": response if isinstance(response, list) else response[:MAX_DRAFT], **more}
        )
    except ValidationError as error:
        raise InvalidInputError("This answer cannot be read. Type it again.") from error


async def _snapshot_item(
    actor: Actor, section_id: UUID, content_id: UUID, variant: int = -1
) -> tuple[CourseSnapshot, Content]:
    """Return the course and the item without reading the learner: the event path does that itself."""
    services = current()
    if section_id not in actor.sections:
        raise NotFoundError("This is not one of your classes. Go back to Today.")
    course = await _course_of(actor.tenant_id, section_id)
    if course is None:
        raise NotFoundError("This class studies no course yet. Go back to Today.")
    snapshot = await services.courses.get(*course)
    item = snapshot.content.get(content_id)
    if item is None:
        raise NotFoundError("Your course has no such task. Go back to Today.")
    return snapshot, template.given(item, actor.person_id, max(variant, 0))


async def _course_of(tenant: UUID, section_id: UUID) -> tuple[UUID, UUID, int] | None:
    """Return what a section studies, remembered for some seconds: the event path itself always reads it anew."""
    moment = time.monotonic()
    kept = _courses.get((tenant, section_id))
    if kept is not None and moment < kept[0]:
        return kept[1]
    async with current().db.raw(tenant) as conn:
        course = await course_of_section(conn, tenant, section_id)
    if len(_courses) > _MOST_COURSES:
        _courses.clear()
    if course is not None:
        _courses[(tenant, section_id)] = (moment + COURSE_SECONDS, course)
    return course


async def hint(
    actor: Actor, section_id: UUID, content_id: UUID, step_id: str, index: int, *, variant: int = -1
) -> tuple[HintView, str]:
    """Open one hint; return it, and the worked solution when it was the last one.

    Raises:
        InvalidInputError: There is no further hint.
    """
    snapshot, item = await _snapshot_item(actor, section_id, content_id, variant)
    step = pictured(step_of(item, step_id), snapshot.tenant_id)
    if not 0 <= index < len(step.hints):
        raise InvalidInputError("There is no further hint. Try an answer.")
    sent = event(
        actor,
        section_id,
        Verb.HINT_REQUESTED,
        object_id=content_id,
        step_id=step_id,
        result=EventResult(hint_index=index, variant=variant if item.template is not None else None),
    )
    await learning.record_event(sent, actor)
    opened = step.hints[index]
    return hint_view(index, opened, {}), solution_of(step) if opened.kind == "bottom_out" else ""


async def finish_reading(actor: Actor, section_id: UUID, content_id: UUID, active_ms: int = 0) -> list[CardView]:
    """Record that a reading was read, in so much time; return what comes next."""
    snapshot, _ = await _snapshot_item(actor, section_id, content_id)
    told = EventResult(progress=1.0, duration_ms=active_ms if active_ms >= LEAST_MS else None)
    sent = event(actor, section_id, Verb.READ, object_id=content_id, result=told)
    got = await learning.record_event(sent, actor)
    return [card(each, snapshot) for each in got.next]


async def tried_out(
    actor: Actor, section_id: UUID, content_id: UUID, settings: list[str], active_ms: int | None = None
) -> None:
    """Record that a student moves something in a simulation.

    Args:
        actor: The student.
        section_id: Their section.
        content_id: The simulation.
        settings: Its state, `name=value` each.
        active_ms: Time with it that no answer will bring with it.

    Raises:
        InvalidInputError: A setting has another shape.
    """
    state: dict[str, str | float | bool] = {}
    for one in settings[:50]:
        if SETTING.fullmatch(one) is None:
            raise InvalidInputError("The simulation reports something that cannot be read. Reload the page.")
        name, _, value = one.partition("=")
        state[name] = float(value)
    told = EventResult(state=state, duration_ms=active_ms)
    sent = event(actor, section_id, Verb.SIMULATION_INTERACTED, object_id=content_id, result=told)
    await learning.record_event(sent, actor)


async def save_draft(
    actor: Actor, section_id: UUID, content_id: UUID, step_id: str, text: str, *, variant: int = -1
) -> bool:
    """Keep what was typed but not sent, for any device; False without consent, when nothing may be kept."""
    here, item = await _item(actor, section_id, content_id)
    step_of(item, step_id)
    services = current()
    now = services.clock.now()
    facts = facts_of(services.keyring, actor.tenant_id, actor.person_id, here.loaded, now)
    allowed = consent.covers(
        facts.consents, birth_date=facts.birth_date, institution_kind=facts.institution_kind, today=facts.today
    )
    if not allowed.allowed:
        return False
    place = draft_key(step_id, variant if item.template is not None else None)
    async with services.db.raw(actor.tenant_id) as conn:
        await rows.save_draft(
            conn, actor.tenant_id, actor.person_id, content_id, item.version, place, text[:MAX_DRAFT], now
        )
    return True


async def report(actor: Actor, section_id: UUID, content_id: UUID, text: str) -> None:
    """Send "this item is broken" to the review queue."""
    await contents.report_broken(actor, content_id, text, section_id=section_id)
