"""The tutor: a student's question beside a task or about the course, answered from the course, and kept for them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.agents.guardrail import suits
from learnapp.agents.ports import Facts
from learnapp.agents.progress import at_variant, variant_now
from learnapp.agents.tutor import Tutor
from learnapp.agents.tutor_turn import URGENT, Line, Question, Reply, Source, Work
from learnapp.core import telemetry
from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.engine import template
from learnapp.engine.kc import Content, Step
from learnapp.knowledge.words import sentences
from learnapp.security import consent, pii, safety
from learnapp.security.access import Actor
from learnapp.security.crypto import PersonKey
from learnapp.services import (
    current,
    explanations,
    language_models,
    people,
    retrieval,
    switches,
    trail,
    tutor_model,
    worries,
)
from learnapp.services.learner_facts import Rosters, facts_of
from learnapp.services.practice_views import step_view
from learnapp.services.progress import Study, study
from learnapp.services.retrieval import OPEN, Context
from learnapp.services.sessions import limiter
from learnapp.services.tutor_views import AnsweredView, ConversationView, TurnView, turn_of, turn_view
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import tutor as rows

MAX_QUESTION, PAGE = 1_000, 20
_QUOTED = OPEN - {"topic"}
"""Kinds of passages whose sentences are shown; what a topic is, is said to teachers. Of `explanation` only where the
class is offered other explanations."""
_tutor, _rosters = Tutor(safety.check), Rosters()


class TutorClosedError(ForbiddenError):
    """The tutor is not to be had now; the message says why."""

    code = "tutor_closed"


async def offered(tenant: UUID, section: UUID) -> bool:
    """Return whether a class has the tutor."""
    return await switches.enabled(tenant, "tutor", section)


def warm_up() -> None:
    """Load what the first question would wait for."""
    _tutor.prepare()


async def ask(
    actor: Actor, said: str, *, content_id: UUID | None = None, conversation_id: UUID | None = None
) -> AnsweredView:
    """Answer a student's question from their course; nothing is made up, and no answer of an open task is told.

    Where it gives cause for worry, who teaches the class is told of it, without the words.

    Args:
        actor: The student.
        said: The question.
        content_id: The content beside which it was asked; None: about the course.
        conversation_id: The conversation that goes on; None: a new one.

    Raises:
        ForbiddenError: The actor is no student, or the class has no tutor.
        TutorClosedError: A test of the student is under way.
        InvalidInputError: Nothing was asked, or too much.
        NotFoundError: None of the student's courses has the content, or there is no such conversation.
        RateLimitedError: Too many questions in an hour.
    """
    await trail.authorise(actor, "write", "tutor_conversation", student_id=actor.person_id)
    text = _cleaned(said)
    here = await study(actor, None, content_id)
    services = current()
    now = services.clock.now()
    try:
        await _may(actor, here)
    except TutorClosedError:
        if not (await asyncio.to_thread(safety.check, text)).urgent:
            raise
        # Whatever it is closed for, this is answered.
        await worries.tell(actor, here, "question")
        return AnsweredView(turn_view(text, URGENT, here.snapshot, actor.locale, now.isoformat()), "")
    who = hashlib.sha256(actor.person_id.bytes).hexdigest()
    await limiter().hit(services.settings.rate_limit_tutor, "tutor", str(actor.tenant_id), who)
    facts = facts_of(services.keyring, actor.tenant_id, actor.person_id, here.loaded, now)
    covered = _covered(facts)
    helped = await _helps(actor, here, covered)
    names = await _names(actor, here) if helped or services.embedder is not None else ()
    # Elsewhere names stay: a classmate may be called like somebody in the course. To a model they go as placeholders.
    asked, _ = await asyncio.to_thread(pii.redact, text, names if services.embedder is not None else ())
    question = Question(
        asked, here.snapshot.subject, _work(actor, here, content_id) if content_id else None, _tested(here),
        here.snapshot.language, tutor_model.level_of(facts.age),
    )  # fmt: skip
    explained = await explanations.offered(actor.tenant_id, here.section.section_id)
    context = _context(here, content_id, facts.age, _QUOTED if explained else _QUOTED - {"explanation"})

    async def find(query: str) -> Sequence[Source]:
        found = await retrieval.find(here.base, query, context)
        return [_source(one) for one in found]

    writing = tutor_model.writing(actor.tenant_id, here.section.section_id, here.base, names) if helped else None
    reply = await _tutor.reply(question, find, writing)
    if reply.writer == "away":
        telemetry.fallbacks.labels("tutor", "quotes").inc()
    if reply.kind == "urgent":
        await worries.tell(actor, here, "question")
    if reply.kind == "nothing" and not await retrieval.ready(here.base):
        reply = Reply("nothing", (Line(key="tutor-not-ready"),))
    turn = turn_view(text, reply, here.snapshot, actor.locale, now.isoformat())
    if not covered:
        return AnsweredView(turn, "")
    kept = conversation_id or uuid7()
    async with services.db.transaction(actor.tenant_id) as tx:
        own = await _key(tx.session, actor)
        if conversation_id is None:
            await rows.begin(
                tx.session, actor.tenant_id, actor.person_id, here.section.section_id, kept, content_id, now
            )
        elif not await rows.go_on(tx.session, actor.tenant_id, actor.person_id, kept, now):
            raise NotFoundError("There is no such conversation any more. Ask in a new one.")
        detail = {
            "kind": reply.kind,
            "passages": [str(one.passage_id) for one in reply.sources],
            "writer": reply.writer,
        }
        await rows.say(tx.session, actor.tenant_id, kept, "student", own.encrypt("tutor", text), {}, now)
        sealed = own.encrypt("tutor", orjson.dumps(asdict(turn)).decode())
        await rows.say(tx.session, actor.tenant_id, kept, "tutor", sealed, detail, now)
    return AnsweredView(turn, str(kept))


def _covered(facts: Facts) -> bool:
    """Return whether what a student writes may be kept: for children under 13 the stricter rule holds."""
    return consent.covers(
        facts.consents, birth_date=facts.birth_date, institution_kind=facts.institution_kind, today=facts.today
    ).allowed


async def _helps(actor: Actor, here: Study, covered: bool) -> bool:
    """Return whether a model is asked; without consent nothing of a student goes to one, be it without their name."""
    return covered and await language_models.helps(actor.tenant_id, here.section.section_id)


async def _names(actor: Actor, here: Study) -> tuple[str, ...]:
    """Return names that must not leave the process: those of the class."""
    services = current()
    section = here.section.section_id
    async with services.db.reading(actor.tenant_id) as batch:
        return await _rosters.names(batch, services.keyring, actor.tenant_id, section, here.loaded.tenant_key)


async def _may(actor: Actor, here: Study) -> None:
    if not await offered(actor.tenant_id, here.section.section_id):
        raise TutorClosedError("Your school has switched the tutor off. Ask your teacher.")
    async with current().db.transaction(actor.tenant_id) as tx:
        testing = await rows.testing(tx.session, actor.tenant_id, actor.person_id, current().clock.now())
    if testing:
        raise TutorClosedError("You are taking a test. The tutor is back when you have handed it in.")


async def available(actor: Actor, content_id: UUID | None = None) -> bool:
    """Return whether the student's class has the tutor.

    Raises:
        ForbiddenError: The actor is no student.
    """
    await trail.authorise(actor, "read", "tutor_conversation", student_id=actor.person_id)
    here = await study(actor, None, content_id)
    return await offered(actor.tenant_id, here.section.section_id)


async def model_helps(actor: Actor, content_id: UUID | None = None) -> bool:
    """Return whether a language model helps when the student asks.

    Raises:
        ForbiddenError: The actor is no student.
    """
    await trail.authorise(actor, "read", "tutor_conversation", student_id=actor.person_id)
    here, services = await study(actor, None, content_id), current()
    facts = facts_of(services.keyring, actor.tenant_id, actor.person_id, here.loaded, services.clock.now())
    return await _helps(actor, here, _covered(facts))


async def conversations(actor: Actor, *, offset: int = 0, size: int = PAGE) -> Page[ConversationView]:
    """Return a page of the actor's conversations, the latest first.

    Raises:
        ForbiddenError: The actor is no student.
    """
    await trail.authorise(actor, "read", "tutor_conversation", student_id=actor.person_id)
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        found, total = await rows.page(tx.session, actor.tenant_id, actor.person_id, offset=offset, size=size)
        own = await _key(tx.session, actor) if found else None
    shown = [
        ConversationView(
            str(one.conversation_id), own.decrypt("tutor", one.first_enc) if own and one.first_enc else "",
            one.last_at.isoformat(),
        )
        for one in found
    ]  # fmt: skip
    return Page(shown, total, offset, size)


async def read(actor: Actor, conversation_id: UUID) -> list[TurnView]:
    """Return what was said in one of the actor's conversations.

    Raises:
        ForbiddenError: The actor is no student.
        NotFoundError: There is no such conversation of theirs.
    """
    await trail.authorise(actor, "read", "tutor_conversation", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.said(tx.session, actor.tenant_id, actor.person_id, conversation_id)
        if not found:
            raise NotFoundError("There is no such conversation any more.")
        own = await _key(tx.session, actor)
    return [turn_of(own.decrypt("tutor", one.text_enc)) for one in found if one.speaker == "tutor"]


async def remove(actor: Actor, conversation_id: UUID) -> None:
    """Delete one of the actor's conversations for good.

    Raises:
        ForbiddenError: The actor is no student.
        NotFoundError: There is no such conversation of theirs.
    """
    await trail.authorise(actor, "write", "tutor_conversation", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.remove(tx.session, actor.tenant_id, actor.person_id, conversation_id):
            raise NotFoundError("There is no such conversation any more. Reload the page.")


async def _key(session: AsyncSession, actor: Actor) -> PersonKey:
    own = await people_rows.person(session, actor.tenant_id, actor.person_id)
    key = people.open_key(current().keyring, own) if own is not None else None
    if key is None:
        raise ForbiddenError("Your account cannot keep conversations. Ask an administrator.")
    return key


def _cleaned(said: str) -> str:
    text = " ".join(said.replace("\x00", "").encode("utf-8", "ignore").decode().split())
    if not text:
        raise InvalidInputError("Write a question first, then send it.")
    if len(text) > MAX_QUESTION:
        raise InvalidInputError(f"This is longer than {MAX_QUESTION} characters. Shorten it, then send it.")
    return text


def _tested(here: Study) -> tuple[str, ...]:
    found = []
    for content_id in here.loaded.under_test:
        item = here.snapshot.content.get(content_id)
        if item is not None:
            found += [f"{item.body} {step.prompt}".strip() for step in item.steps]
    return tuple(found)


def _context(here: Study, content_id: UUID | None, age: int | None, kinds: frozenset[str]) -> Context:
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


def _work(actor: Actor, here: Study, content_id: UUID) -> Work | None:
    """Return the step at hand as its student sees it: the first that is open, else the last."""
    item, progress = here.snapshot.content[content_id], here.loaded.progress
    if content_id in here.loaded.under_test or not item.steps:
        return None
    if item.template is not None:
        variant = variant_now(progress, item)
        item, progress = template.given(item, actor.person_id, variant), at_variant(progress, variant)
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
        prompt=_prompt(item, step),
        open=unsolved,
        tries=view.attempts,
        last=view.last if view.outcome == "wrong" else "",
        feedback=dict(step.key.misconceptions).get(view.last, "") if view.outcome == "wrong" else "",
        hints=len(left),
        solution=view.solution,
        secrets=secrets,
    )


def _prompt(item: Content, step: Step) -> str:
    return f"{item.body}\n{step.prompt}".strip()


def _source(found: retrieval.Found) -> Source:
    one = found.passage
    return Source(one.passage_id, one.content_id, one.kind, one.place, one.title, tuple(sentences(one.text)))
