"""The tutor: a student's question beside a task or about the course, answered from the course, and kept for them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.agents.ports import Facts
from learnapp.agents.tutor import Tutor
from learnapp.agents.tutor_turn import URGENT, Earlier, Line, Progress, Question, Reply, Source
from learnapp.core import telemetry
from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError, RateLimitedError
from learnapp.engine.pauses import back_at
from learnapp.security import consent, pii, safety
from learnapp.security.access import Actor
from learnapp.services import (
    current,
    explanations,
    known_names,
    language_models,
    retrieval,
    switches,
    trail,
    tutor_conversation,
    tutor_model,
    tutor_past,
    tutor_rules,
    tutor_tasks,
    tutor_translation,
    worries,
)
from learnapp.services.learner_facts import Rosters, facts_of
from learnapp.services.progress import Study, study
from learnapp.services.retrieval import OPEN
from learnapp.services.sessions import limiter
from learnapp.services.tutor_context import context_of, source_of, tested, titles_of, work_of
from learnapp.services.tutor_views import (
    AnsweredView,
    StepView,
    mark_of,
    turn_view,
)
from learnapp.storage.repositories import tutor as rows
from learnapp.storage.repositories import tutor_rules as rule_rows
from learnapp.storage.repositories.tutor_rules import Policy

MAX_QUESTION = 1_000
_QUOTED = OPEN - {"topic"}
"""Kinds of passages whose sentences are shown; what a topic is, is said to teachers. Of `explanation` only where the
class is offered other explanations."""
_tutor, _rosters = Tutor(safety.check), Rosters()
_NO_CONVERSATION = "There is no such conversation any more. Ask in a new one."
_READ_TOO = Line(key="tutor-urgent-read")


@dataclass(frozen=True)
class Standing:
    """How a student stands with the tutor now.

    Attributes:
        offered: Whether their class has it.
        back_at: ISO time at which hours without it are over, "" where none run.
        model_helps: Whether a language model helps.
        goes_outside: Whether questions go to a service for embeddings.
        readers: Who may read what they say besides them; see `services.tutor_rules.READERS`.
        deletable: Whether they may delete it.
    """

    offered: bool = True
    back_at: str = ""
    model_helps: bool = False
    goes_outside: bool = False
    readers: str = "nobody"
    deletable: bool = True


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
    actor: Actor, said: str, *, content_id: UUID | None = None, conversation_id: UUID | None = None,
    told: str = "nobody", tell: Callable[[StepView], Awaitable[None]] | None = None,
) -> AnsweredView:  # fmt: skip
    """Answer a student's question from their course; nothing is made up, and no answer of an open task is told.

    Where it gives cause for worry, who teaches the class is told of it, without the words. Nobody can read later what
    the student was not told when they asked.

    Args:
        actor: The student.
        said: The question.
        content_id: The content beside which it was asked; None: about the course.
        conversation_id: The conversation that goes on; None: a new one.
        told: Who may read it, as the page has told the student.
        tell: Is told how far the answer is while a language model is at work, with nothing that is not checked.

    Raises:
        ForbiddenError: The actor is no student, or the class has no tutor.
        TutorClosedError: A test of the student is under way, or the class does without the tutor in these hours, be it
            since the answer was begun.
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
        if len(text) > MAX_QUESTION:
            raise InvalidInputError(f"This is longer than {MAX_QUESTION} characters. Shorten it, then send it.")
        policy = await _may(actor, here)
        who = hashlib.sha256(actor.person_id.bytes).hexdigest()
        await limiter().hit(services.settings.rate_limit_tutor, "tutor", str(actor.tenant_id), who)
    except (InvalidInputError, TutorClosedError, RateLimitedError):
        if not (await asyncio.to_thread(safety.check, text)).urgent:
            raise
        # Whatever it is refused for, this is answered.
        await worries.tell(actor, here, "question")
        return AnsweredView(turn_view(text[:MAX_QUESTION], URGENT, here.snapshot, actor.locale, now.isoformat()), "")
    facts = facts_of(services.keyring, actor.tenant_id, actor.person_id, here.loaded, now)
    covered = may_be_kept(facts)
    helped = await _helps(actor, here, covered)
    outside = _goes_outside(covered)
    names = await class_names(actor, here) if helped or outside else ()
    # Names stay: a classmate may be called like somebody in the course. Outside they go as placeholders.
    asked, _ = await asyncio.to_thread(pii.redact, text)
    before: tuple[Earlier, ...] = ()
    if covered and conversation_id is not None:
        async with services.db.transaction(actor.tenant_id) as tx:
            if not await rows.is_own(tx.session, actor.tenant_id, actor.person_id, conversation_id):
                raise NotFoundError(_NO_CONVERSATION)
            own = await tutor_past.own_key(tx.session, actor)
        before = await tutor_conversation.earlier(
            actor.tenant_id, actor.person_id, here, own, conversation_id, content_id
        )
    typed = "\n".join([text, *(one.asked for one in before)])
    hide = await asyncio.to_thread(known_names.hiding_in_queries, names, typed) if outside else None
    level, course = tutor_model.level_of(facts.age), here.snapshot.language
    foreign = helped and tutor_translation.between(course, actor.locale)
    # Words of another language find nothing in the course's.
    sought = ""
    if foreign:
        if tell is not None:
            await tell(StepView("wording"))
        sought = await tutor_translation.sought(actor.tenant_id, names, asked, course, private=content_id is not None)
        if tell is not None:
            await tell(StepView("looking"))
    beside = work_of(actor, here, content_id) if content_id else None
    said_now = [one for one in (asked, sought) if one]
    work = await tutor_tasks.at_hand(actor, here, said_now, [one.asked for one in before], content_id, beside)
    question = Question(
        asked, here.snapshot.subject, work, tested(here), course, level, titles_of(here.snapshot), before,
        sought=sought,
    )  # fmt: skip
    explained = await explanations.offered(actor.tenant_id, here.section.section_id)
    context = context_of(here, content_id, facts.age, _QUOTED if explained else _QUOTED - {"explanation"})

    async def find(query: str, within: frozenset[UUID] = frozenset(), /) -> Sequence[Source]:
        where = replace(context, contents=within) if within else context
        found = await retrieval.find(here.base, query, where, retrieval.LOOKED_AT, hide=hide)
        return [source_of(one) for one in found]

    writing = None
    if helped:
        into = tutor_translation.translate(actor.tenant_id, names, actor.locale, level) if foreign else None
        writing = tutor_model.writing(actor.tenant_id, here.section.section_id, here.base, names, translate=into)

    async def progress(at: Progress) -> None:
        if tell is not None:
            early = at.found if at.found is not None and at.found.sources else None
            shown = (
                turn_view(text, early, here.snapshot, actor.locale, now.isoformat(), sought=sought) if early else None
            )
            await tell(StepView(at.stage, at.passages, shown))

    reply = await _tutor.reply(question, find, writing, progress)
    if reply.kind != "urgent":
        # An answer may take a while: a test that was begun since then counts, and so does what was switched off.
        policy = await _may(actor, here)
    if reply.writer == "away":
        telemetry.fallbacks.labels("tutor", "quotes").inc()
    readers = tutor_rules.fewer(policy.readers, told if told in tutor_rules.READERS else "nobody")
    if reply.kind == "urgent":
        await worries.tell(actor, here, "question")
        if covered and readers != "nobody":
            reply = replace(reply, lines=(_READ_TOO,))
    if reply.kind == "nothing" and not await retrieval.ready(here.base):
        reply = Reply("nothing", (Line(key="tutor-not-ready"),))
    turn = turn_view(text, reply, here.snapshot, actor.locale, now.isoformat(), sought=sought)
    if not covered:
        return AnsweredView(turn, "")
    kept = conversation_id or uuid7()
    async with services.db.transaction(actor.tenant_id) as tx:
        own = await tutor_past.own_key(tx.session, actor)
        if conversation_id is None:
            await rows.begin(
                tx.session, actor.tenant_id, actor.person_id, here.section.section_id, kept, content_id, now
            )
        elif not await rows.go_on(tx.session, actor.tenant_id, actor.person_id, kept, now):
            raise NotFoundError(_NO_CONVERSATION)
        detail = {
            "kind": reply.kind,
            "passages": [str(one.passage_id) for one in reply.sources],
            "writer": reply.writer,
            "checked_with": [str(one) for one in reply.checked_with],
        }
        await rows.say(tx.session, actor.tenant_id, kept, "student", own.encrypt("tutor", text), {}, now, readers)
        sealed = own.encrypt("tutor", orjson.dumps(asdict(turn)).decode())
        place = await rows.say(tx.session, actor.tenant_id, kept, "tutor", sealed, detail, now, readers)
    return AnsweredView(replace(turn, mark=mark_of(kept, place)), str(kept))


def may_be_kept(facts: Facts) -> bool:
    """Return whether what a student writes may be kept: for children under 13 the stricter rule holds."""
    return consent.covers(
        facts.consents, birth_date=facts.birth_date, institution_kind=facts.institution_kind, today=facts.today
    ).allowed


async def _helps(actor: Actor, here: Study, covered: bool) -> bool:
    """Return whether a model is asked; without consent nothing of a student goes to one, be it without their name."""
    return covered and await language_models.helps(actor.tenant_id, here.section.section_id)


def _goes_outside(covered: bool) -> bool:
    """Return whether a question is turned into a vector by a service outside, for which consent is needed too."""
    return covered and current().embedder is not None


async def class_names(actor: Actor, here: Study) -> tuple[str, ...]:
    """Return names that must not leave the process: those of the class."""
    services = current()
    section = here.section.section_id
    async with services.db.reading(actor.tenant_id) as batch:
        return await _rosters.names(batch, services.keyring, actor.tenant_id, section, here.loaded.tenant_key)


async def _may(actor: Actor, here: Study) -> Policy:
    """Return who may read what is said now.

    Raises:
        TutorClosedError: Nothing can be asked now.
    """
    if not await offered(actor.tenant_id, here.section.section_id):
        raise TutorClosedError("Your school has switched the tutor off. Ask your teacher.")
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        testing = await rows.testing(tx.session, tenant, actor.person_id, now)
        over = await _back_at(tx.session, here, tenant, now)
        policy = await rule_rows.policy(tx.session, tenant)
    if testing:
        raise TutorClosedError("You are taking a test. The tutor is back when you have handed it in.")
    if over is not None:
        # By the clock by which the student's pages show times.
        until = over.astimezone(ZoneInfo(here.loaded.time_zone or _zone(here)))
        raise TutorClosedError(f"Your class does without the tutor now. It is back at {until:%H:%M}.")
    return policy


def _zone(here: Study) -> str:
    return here.loaded.institution[1] if here.loaded.institution is not None else "UTC"


async def _back_at(session: AsyncSession, here: Study, tenant: UUID, now: datetime) -> datetime | None:
    pauses = await rule_rows.pauses(session, tenant, here.section.section_id)
    return back_at([one.hours for one in pauses], now, ZoneInfo(_zone(here)))


async def standing(actor: Actor, content_id: UUID | None = None) -> Standing:
    """Return how the actor stands with the tutor: whether it is there, when it is back, and who reads along.

    Raises:
        ForbiddenError: The actor is no student.
        NotFoundError: None of their courses has the content.
    """
    await trail.authorise(actor, "read", "tutor_conversation", student_id=actor.person_id)
    here, services = await study(actor, None, content_id), current()
    tenant, now = actor.tenant_id, services.clock.now()
    facts = facts_of(services.keyring, tenant, actor.person_id, here.loaded, now)
    async with services.db.transaction(tenant) as tx:
        over = await _back_at(tx.session, here, tenant, now)
        policy = await rule_rows.policy(tx.session, tenant)
    on, covered = await offered(tenant, here.section.section_id), may_be_kept(facts)
    return Standing(
        offered=on,
        back_at=over.isoformat() if over is not None else "",
        model_helps=on and await _helps(actor, here, covered),
        goes_outside=on and _goes_outside(covered),
        readers=policy.readers,
        deletable=policy.deletable,
    )


async def promised(actor: Actor) -> Policy:
    """Return who may read what the actor says to the tutor, and whether they may delete it, also without a course.

    Raises:
        ForbiddenError: The actor is no student.
    """
    await trail.authorise(actor, "read", "tutor_conversation", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        return await rule_rows.policy(tx.session, actor.tenant_id)


def _cleaned(said: str) -> str:
    text = " ".join(said.replace("\x00", "").encode("utf-8", "ignore").decode().split())
    if not text:
        raise InvalidInputError("Write a question first, then send it.")
    return text
