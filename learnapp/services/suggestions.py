"""What a language model suggests to authors: hints, other explanations and tasks, checked before a person sees them.

Nothing of it reaches a student by itself: what holds becomes a draft, which a certified reviewer has to approve.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.agents import tutor_words as words
from learnapp.agents.tutor_secrets import tells
from learnapp.agents.tutor_writing import MOST_CHARACTERS, TASK
from learnapp.core.drafts import Draft, DraftSentence, Evidence
from learnapp.core.errors import ConflictError, InvalidInputError, UnavailableError
from learnapp.engine.kc import AnswerKind, Content, CourseSnapshot, Step
from learnapp.engine.material import EXPLANATIONS
from learnapp.engine.template import Task, Template
from learnapp.knowledge.llm.answers import SCHEMA, written
from learnapp.knowledge.llm.items import ITEM_SCHEMA, DraftItem, drafted
from learnapp.knowledge.llm.providers import Prompt
from learnapp.knowledge.words import sentences
from learnapp.security import pii, safety
from learnapp.security.access import Actor
from learnapp.services import (
    current,
    draft_forms,
    drafts,
    generated,
    known_names,
    language_models,
    retrieval,
    second_pass,
    template_suggestions,
)
from learnapp.services.draft_documents import ItemDocument, content
from learnapp.services.own_courses import Desk, desk
from learnapp.services.retrieval import OPEN, Context
from learnapp.services.suggestion_rules import EXPLAIN, EXPLAINS, HINTS, ITEM, MANY_HINTS
from learnapp.storage.repositories.drafts import DraftRow

WAYS = ("smaller_steps", "worked_example", "analogy")
"""Kinds of explanations that are written in words alone."""
MOST_HINTS, MOST_PASSAGES, MOST_STEPS = 4, 6, 3
TOLD, UNSAFE, PERSONAL, ALIKE = "suggest-told", "suggest-unsafe", "suggest-personal", "suggest-alike"
UNSOLVED, WRONG = "suggest-unsolved", "suggest-wrong"


@dataclass(frozen=True)
class Dropped:
    """Something that a model wrote and nobody gets: `why` is a key of the catalogue."""

    text: str = ""
    why: str = ""


@dataclass(frozen=True)
class Suggested:
    """What came of a suggestion.

    Attributes:
        content_id: The item whose draft has it; "" where nothing held.
        kept: What stands in the draft now.
        dropped: What the checks have removed.
        solved: How a task was solved once more: one of `second_pass.SAME`; "" for no task.
    """

    content_id: str = ""
    kept: list[str] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    solved: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a suggestion belongs."""

    here: Desk
    snapshot: CourseSnapshot
    document: ItemDocument
    version: int
    draft: DraftRow | None
    item: Content
    tenant: UUID


async def ready(actor: Actor) -> bool:
    """Return whether the actor's institution has a language model that can be asked."""
    return bool(await language_models.chain_of(actor.tenant_id))


async def _place(actor: Actor, course_id: UUID, content_id: UUID) -> _Place:
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        here = await desk(tx, actor, course_id, "write")
        document, version, draft = await drafts.item_of(tx, tenant, course_id, content_id)
    if not await ready(actor):
        raise UnavailableError("No language model is set up. An administrator can add one under Institution.")
    snapshot = await drafts.course_of(actor, here)
    item = await asyncio.to_thread(content, document, content_id, max(1, version))
    return _Place(here, snapshot, document, version, draft, item, tenant)


async def hints(actor: Actor, course_id: UUID, content_id: UUID) -> Suggested:
    """Have hints suggested for the steps of an item that have none; what holds stands in its draft.

    A last hint that tells the answer comes from the item's own solution. To the hints of a template, which cannot be
    written in the form, further ones are added before the last; each holds for all tasks that were tried.

    Raises:
        ForbiddenError: The actor may not edit the course.
        ConflictError: Every step has hints, or somebody has changed the item meanwhile.
        InvalidInputError: The item asks nothing.
        NotFoundError: No such course or item.
        UnavailableError: No language model is set up or answers, or the budget of the hour is used up.
    """
    at = await _place(actor, course_id, content_id)
    if at.item.template is not None:
        return await _template_hints(actor, at, content_id, at.item.template)
    bare = [(number, step) for number, step in enumerate(at.item.steps, 1) if not step.hints][:MOST_STEPS]
    if not at.item.steps:
        raise InvalidInputError("Only items that ask something have hints.")
    if not bare:
        raise ConflictError("Every step has hints already. Remove those that you want to replace, then save.")
    form: dict[str, str] = {}
    kept, dropped = [], []
    for number, step in bare:
        asked = "\n".join(part for part in (at.item.body, step.prompt) if part)
        evidence = [Evidence(TASK, asked[:MOST_CHARACTERS], "stem"), *await _evidence(at, asked, step.key.accepted)]
        draft = await _sentences(at.tenant, HINTS, {"language": at.item.language}, evidence)
        good, bad = await _held_against(at.tenant, draft, evidence, step.key.accepted)
        dropped += bad
        own = step.key.solution or f"{step.key.accepted[0]}"
        for place, text in enumerate([*good[:MOST_HINTS], own] if good else []):
            form[f"step-{number}-hint-{place}"] = text
        kept += good[:MOST_HINTS]
    return await _into_draft(actor, at, content_id, form, {"hints": kept}, kept, dropped)


async def _template_hints(actor: Actor, at: _Place, content_id: UUID, template: Template) -> Suggested:
    """Have hints suggested for the steps of a template: sentences with terms in them, tried with many tasks."""
    places = template_suggestions.room(template)[:MOST_STEPS]
    tasks = await asyncio.to_thread(template_suggestions.tasks_of, template)
    constant = template_suggestions.constant_answers(tasks)
    raw = dict(at.document.template or {})
    kept: list[str] = []
    dropped: list[Dropped] = []
    for number in places:
        asked = "\n".join(part for part in (template.body, str(template.steps[number]["prompt"])) if part)
        passages = await _evidence(at, f"{tasks[0].body}\n{tasks[0].steps[number].prompt}", constant)

        def beside(text: str, passages: list[Evidence] = passages) -> list[Evidence]:
            return [Evidence(TASK, text[:MOST_CHARACTERS], "stem"), *passages]

        async def judge(
            draft: Draft, task: Task, step: Step, beside: Callable[[str], list[Evidence]] = beside
        ) -> dict[str, str]:
            shown = "\n".join(part for part in (task.body, step.prompt) if part)
            _, fallen = await _held_against(at.tenant, draft, beside(shown), step.key.accepted)
            return {one.text: one.why for one in fallen}

        data = {"language": at.item.language, "names": template_suggestions.names_of(template, tasks)}
        draft = await _sentences(at.tenant, MANY_HINTS, data, beside(asked))
        good, bad = await template_suggestions.everywhere(draft, tasks, number, judge)
        dropped += [Dropped(text, why) for text, why in bad]
        raw = template_suggestions.with_hints(raw, number, good[:MOST_HINTS]) if good else raw
        kept += good[:MOST_HINTS]
    return await _into_draft(actor, at, content_id, {}, {"hints": kept}, kept, dropped, template=raw)


async def explanation(actor: Actor, course_id: UUID, content_id: UUID, way: str) -> Suggested:
    """Have another explanation of an item's topic suggested; what holds stands in the draft of the item.

    Args:
        actor: Who may edit the course.
        course_id: The course.
        content_id: The item, beside which it will stand.
        way: One of `WAYS`.

    Raises:
        ForbiddenError: The actor may not edit the course.
        ConflictError: There is one of this kind, or somebody has changed the item meanwhile.
        InvalidInputError: No such kind, or the course says too little.
        NotFoundError: No such course or item.
        UnavailableError: No language model is set up or answers, or the budget of the hour is used up.
    """
    if way not in WAYS:
        raise InvalidInputError("Choose how the topic is to be explained.")
    at = await _place(actor, course_id, content_id)
    before = list(at.document.public.get("explanations", ()))
    if any(one["kind"] == way for one in before):
        raise ConflictError("This item has such an explanation already.")
    names = [at.snapshot.kcs[kc].name for kc in at.item.kc_ids if kc in at.snapshot.kcs]
    one, accepted = at.item, [answer for step in at.item.steps for answer in step.key.accepted]
    if one.template is not None:
        # It stands beside every task, so it has no numbers of any; an answer that differs cannot be told by it.
        accepted = template_suggestions.constant_answers(
            await asyncio.to_thread(template_suggestions.tasks_of, one.template)
        )
        one = await asyncio.to_thread(template_suggestions.example, one)
    about = "\n".join([*names, *(step.prompt for step in one.steps)])
    evidence = await _evidence(at, about, accepted)
    if not evidence:
        raise InvalidInputError("The course says too little about this topic for an explanation. Write one yourself.")
    data = {"language": at.item.language, "topic": names, "task": [step.prompt for step in one.steps]}
    draft = await _sentences(at.tenant, EXPLAIN.replace("WAY", EXPLAINS[way]), data, evidence)
    good, dropped = await _held_against(at.tenant, draft, evidence, accepted)
    if len(good) < 2:
        return Suggested(dropped=[*dropped, *(Dropped(one, "suggest-short") for one in good)])
    text = ("\n\n" if way != "analogy" else " ").join(good)
    ways = sorted([*before, {"kind": way, "text": text}], key=lambda one: EXPLANATIONS.index(one["kind"]))
    return await _into_draft(actor, at, content_id, {}, {"explanation": good}, good, dropped, {"explanations": ways})


async def practice(actor: Actor, course_id: UUID, content_id: UUID) -> Suggested:
    """Have a further task like an item suggested; one that is solved to the same answer goes into the review queue.

    It is solved once more without its key: by working out its formula where its wording leaves no doubt, else by a
    second pass of a language model. Where the answers differ, it is thrown away.

    Raises:
        ForbiddenError: The actor may not edit the course.
        InvalidInputError: The item asks nothing.
        NotFoundError: No such course or item.
        UnavailableError: No language model is set up or answers, or the budget of the hour is used up.
    """
    at = await _place(actor, course_id, content_id)
    one = await asyncio.to_thread(template_suggestions.example, at.item)
    if not one.steps:
        raise InvalidInputError("Choose an item that asks something: the new task is to be like it.")
    like = "\n".join(part for part in (one.body, one.steps[0].prompt) if part)
    evidence = await _evidence(at, like, ())
    kcs = [at.snapshot.kcs[kc] for kc in at.item.kc_ids if kc in at.snapshot.kcs]
    data = {
        "language": at.item.language, "topic": [one.name for one in kcs], "like": like[:MOST_CHARACTERS],
        "passages": _numbered(evidence),
    }  # fmt: skip
    prompt = Prompt("suggest", ITEM, data, ITEM_SCHEMA, small=True, private=True, temperature=0.8)
    names = await known_names.of(at.tenant)
    made: DraftItem = (await language_models.ask(at.tenant, prompt, names, drafted)).value
    why = await asyncio.to_thread(_unfit, made, at)
    if why:
        return Suggested(dropped=[Dropped(made.task, why)])
    topics = drafts.topics_of(at.snapshot)
    new = uuid7()
    topic = next((kc for kc in at.item.kc_ids if str(kc) in topics), None)
    if topic is None:
        raise InvalidInputError("The item belongs to no topic of the course. Choose one for it first.")
    blank = drafts.new_document(at.snapshot, topic, made.title[: draft_forms.MOST_TITLE], made.kind, new)
    form = {
        "step-1-prompt": made.task, "step-1-kind": made.kind, "step-1-choices": "\n".join(made.choices),
        "step-1-accepted": made.answer,
    }  # fmt: skip
    try:
        document = await asyncio.to_thread(draft_forms.applied, blank, form, topics)
    except InvalidInputError:
        return Suggested(dropped=[Dropped(made.task, "suggest-unreadable")])
    step = (await asyncio.to_thread(content, document, new, 1)).steps[0]
    solved = await second_pass.solve(at.tenant, step)
    if solved.how not in second_pass.SAME:
        return Suggested(dropped=[Dropped(f"{made.task} → {made.answer}", WRONG if solved.how else UNSOLVED)])
    whole = [Evidence(TASK, made.task, "stem"), *evidence]
    solution = sentences(made.solution)
    said = _draft_of([*made.hints, *solution])
    good, dropped = await _held_against(at.tenant, said, whole, step.key.accepted, may_tell=solution)
    kept = [one for one in made.hints if one in good and one not in solution]
    form = {f"step-1-hint-{place}": one for place, one in enumerate(kept)}
    if solution and set(solution) <= set(good):
        form["step-1-solution"] = made.solution
        if kept:
            form[f"step-1-hint-{len(kept)}"] = made.solution
    document = await asyncio.to_thread(draft_forms.applied, document, form, topics)
    parts = {"task": [made.task], "answer": [made.answer], "hints": kept, "solved": [solved.how]}
    draft = await drafts.write(actor, at.here, new, document, 0, None, generated=parts)
    await drafts.submit(actor, course_id, [draft])
    return Suggested(str(new), [made.task, *kept], dropped, solved.how)


def _unfit(made: DraftItem, at: _Place) -> str:
    """Return why a task cannot be used, "" where it can."""
    whole = "\n".join((made.title, made.task, *made.choices))
    if any(safety.check(one).categories for one in (whole, made.solution, *made.hints)):
        return UNSAFE
    if pii.find(whole):
        return PERSONAL
    if made.kind != AnswerKind.CHOICE and tells(made.title, (made.answer,)):
        return TOLD
    asked = words.plain(made.task)
    there = [words.plain(f"{one.body} {step.prompt}") for one in at.snapshot.content.values() for step in one.steps]
    if at.item.template is not None:
        # What the template makes itself is no further task.
        tasks = template_suggestions.tasks_of(at.item.template)
        there += [words.plain(f"{one.body} {step.prompt}") for one in tasks for step in one.steps]
    return ALIKE if any(asked == one.strip() for one in there) else ""


async def _evidence(at: _Place, asked: str, secrets: Sequence[str]) -> list[Evidence]:
    """Return passages of the course about something, without sentences that tell an answer."""
    context = Context(
        kc_ids=frozenset(at.item.kc_ids), prerequisites=frozenset(), ability=None, kinds=OPEN - {"topic"},
        hidden=frozenset({at.item.content_id}), language=at.item.language,
    )  # fmt: skip
    hide = known_names.hiding(await known_names.of(at.tenant))
    found = await retrieval.find(at.snapshot, asked, context, MOST_PASSAGES, hide=hide)
    return await asyncio.to_thread(_told_nothing, found, tuple(secrets))


def _told_nothing(found: Sequence[retrieval.Found], secrets: Sequence[str]) -> list[Evidence]:
    kept = []
    for one in found:
        text = " ".join(
            each
            for each in sentences(one.passage.text)
            if not tells(each, secrets) and not safety.check(each).categories
        )
        if text:
            kept.append(Evidence(one.passage.passage_id, text[:MOST_CHARACTERS], one.passage.kind))
    return kept


def _numbered(evidence: Sequence[Evidence]) -> list[dict[str, object]]:
    return [{"number": number, "kind": one.kind, "text": one.text} for number, one in enumerate(evidence, 1)]


async def _sentences(tenant: UUID, rules: str, data: Mapping[str, Any], evidence: Sequence[Evidence]) -> Draft:
    prompt = Prompt(
        "suggest", rules, {**data, "passages": _numbered(evidence)}, SCHEMA, small=True, private=True, temperature=0.5
    )
    names = await known_names.of(tenant)
    got = await language_models.ask(tenant, prompt, names, lambda one, restore: written(one, restore, len(evidence)))
    return Draft(" ".join(one.text for one in got.value), got.value, ())


def _draft_of(texts: Sequence[str]) -> Draft:
    """Return texts of an item as sentences: none of them names a passage, all of it is held against all of them."""
    said = tuple(DraftSentence(text, (), 0.0) for text in texts if text)
    return Draft(" ".join(one.text for one in said), said, ())


async def _held_against(
    tenant: UUID, draft: Draft, evidence: Sequence[Evidence], secrets: Sequence[str], *, may_tell: Sequence[str] = ()
) -> tuple[list[str], list[Dropped]]:
    """Return what holds of a draft, and what does not and why.

    Args:
        tenant: The institution, whose reviewers' decisions count first.
        draft: What was written.
        evidence: What it rests on.
        secrets: Answers that must not be told.
        may_tell: Sentences of a solution, which is shown when the task is done.
    """
    checked, _ = await generated.judged(current().verifier, tenant, draft, evidence)
    why = dict(checked.removed)
    good: list[str] = []
    dropped: list[Dropped] = []
    for place, one in enumerate(draft.sentences):
        reason = why.get(place, "")
        if not reason and safety.check(one.text).categories:
            reason = UNSAFE
        if one.text not in may_tell and tells(one.text, secrets):
            reason = TOLD
        if reason:
            dropped.append(Dropped(one.text, reason))
        elif one.text not in good:
            good.append(one.text)
    return good, dropped


async def _into_draft(
    actor: Actor, at: _Place, content_id: UUID, form: Mapping[str, str], parts: Mapping[str, list[str]],
    kept: list[str], dropped: list[Dropped], public: Mapping[str, Any] | None = None,
    template: Mapping[str, Any] | None = None,
) -> Suggested:  # fmt: skip
    """Write what holds into the draft of an item, and note that a model wrote it."""
    if not kept:
        return Suggested(dropped=dropped)
    topics = drafts.topics_of(at.snapshot)
    document = await asyncio.to_thread(draft_forms.applied, at.document, form, topics)
    if template is not None:
        document = await asyncio.to_thread(draft_forms.with_template, document, template)
    if public:
        document = replace(document, public={**document.public, **public})
    before = at.draft.generated if at.draft is not None else {}
    marks = {**before, **{name: [*before.get(name, ()), *texts] for name, texts in parts.items()}}
    await drafts.write(actor, at.here, content_id, document, at.version, at.draft, generated=marks)
    return Suggested(str(content_id), kept, dropped)
