"""A student holds a sentence of the tutor to be wrong: who looks after it is asked, without the question or a name."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from learnapp.core.errors import ConsentMissingError, InvalidInputError, NotFoundError
from learnapp.core.i18n import translate
from learnapp.security.access import Actor
from learnapp.services import content, current, generated, outside_facts, trail, tutor, tutor_past
from learnapp.services.generated import Doubt
from learnapp.services.learner_facts import facts_of
from learnapp.services.progress import Study, study
from learnapp.services.sessions import limiter
from learnapp.services.tutor_views import LineView, TurnView, turn_of
from learnapp.storage.repositories import passages as passage_rows
from learnapp.storage.repositories import tutor as rows
from learnapp.storage.repositories.tutor import AnswerRow

_GONE = "There is no such answer any more. Reload the page."


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sentence is kept: a message of a conversation, and its place in it."""

    conversation: UUID
    message: int
    line: int


async def report(actor: Actor, mark: str, line: int) -> str:
    """Say that a sentence of the tutor seems wrong.

    What a language model wrote goes to certified reviewers with what it cites; what stands in the course goes to who
    looks after that. The sentence is read from where it is kept: nothing that a browser sends reaches anybody.

    Args:
        actor: The student who was given the answer.
        mark: Of the answer (`tutor_views.mark_of`).
        line: Place of the sentence in it, from 0.

    Returns:
        `sent`; or `right` or `wrong`, where people have decided about this sentence before.

    Raises:
        ConsentMissingError: Nothing of theirs may be kept.
        ForbiddenError: The actor is no student.
        InvalidInputError: The sentence says nothing of the subject.
        NotFoundError: There is no such answer of theirs, or they are not in the class any more.
        PersonalSentenceError: Somebody's name, address or number is in the sentence.
        RateLimitedError: Too many in a day.
    """
    await trail.authorise(actor, "write", "tutor_conversation", student_id=actor.person_id)
    place, services = _place(mark, line), current()
    who = hashlib.sha256(actor.person_id.bytes).hexdigest()
    await limiter().hit(services.settings.rate_limit_doubts, "doubts", str(actor.tenant_id), who)
    async with services.db.transaction(actor.tenant_id) as tx:
        answer = await rows.answer(tx.session, actor.tenant_id, actor.person_id, place.conversation, place.message)
        if answer is None:
            raise NotFoundError(_GONE)
        own = await tutor_past.own_key(tx.session, actor)
    turn = turn_of(own.decrypt("tutor", answer.text_enc))
    said = turn.lines[place.line] if place.line < len(turn.lines) else None
    if said is None or said.cite < 1:
        raise InvalidInputError("Choose a sentence that has a source.")
    here = await study(actor, answer.section_id)
    if not tutor.may_be_kept(
        facts_of(services.keyring, actor.tenant_id, actor.person_id, here.loaded, services.clock.now())
    ):
        raise ConsentMissingError(
            "Nothing of yours may be kept now, so this cannot be handed on. Show it to your teacher."
        )
    if not said.written:
        await _of_the_course(actor, here, turn, said)
        await _note(actor, place)
        return "sent"
    return await _of_the_model(actor, here, answer, turn, place)


def _place(mark: str, line: int) -> _Place:
    conversation, _, message = mark.partition(".")
    try:
        place = _Place(UUID(conversation), int(message), int(line))
    except (ValueError, TypeError) as error:
        raise NotFoundError(_GONE) from error
    if not (0 <= place.message < 2**31 and place.line >= 0):
        raise NotFoundError(_GONE)
    return place


async def _of_the_course(actor: Actor, here: Study, turn: TurnView, said: LineView) -> None:
    """Tell who looks after the course: the sentence stands there word for word."""
    source = next((one for one in turn.sources if one.number == said.cite), None)
    if source is None:
        raise NotFoundError(_GONE)
    words = translate(actor.locale, "tutor-doubt-quoted", sentence=said.text)
    where = UUID(source.href.rpartition("/")[2])
    await content.report_broken(actor, where, words, section_id=here.section.section_id)


async def _of_the_model(actor: Actor, here: Study, answer: AnswerRow, turn: TurnView, place: _Place) -> str:
    said, tenant = turn.lines[place.line], actor.tenant_id
    shown = [UUID(one) for one in answer.detail.get("passages", [])]
    # Answers from before reports have only what they cite.
    checked = [UUID(one) for one in answer.detail.get("checked_with", [])] or shown
    cited = {shown[one - 1] for one in (said.cite, *said.others) if 0 < one <= len(shown)}
    async with current().db.raw(here.base.tenant_id) as conn:
        texts = await passage_rows.texts(conn, here.base.tenant_id, here.base.course_id, checked)
    names = await tutor.class_names(actor, here)
    # What was written beside a task may have the student's own words: only the sentence goes.
    # Of a translation the checked sentence is asked about, for that stands beside passages; how it was put is shown.
    shown_as = said.text if said.checked else ""
    whole = " ".join(one.text for one in turn.lines if one.written) if turn.kind == "answer" else shown_as
    doubt = Doubt(
        actor.person_id,
        here.section.section_id,
        said.checked or said.text,
        whole,
        [(one, texts.get(one, "")) for one in sorted(checked, key=lambda one: (one not in cited, str(one)))],
        here.snapshot.title,
        names,
    )
    async with current().db.transaction(tenant) as tx:
        outcome, fresh = await generated.doubted(tx, doubt)
    await _note(actor, place)
    await outside_facts.look_up_later(tenant, [fresh] if fresh else [])
    return outcome


async def _note(actor: Actor, place: _Place) -> None:
    """Note with the answer that the sentence is reported; one that was deleted meanwhile needs no note."""
    async with current().db.transaction(actor.tenant_id) as tx:
        now = await rows.answer(tx.session, actor.tenant_id, actor.person_id, place.conversation, place.message)
        if now is not None:
            lines: Collection[int] = {*now.detail.get("reported", []), place.line}
            await rows.note_reported(tx.session, actor.tenant_id, place.conversation, place.message, sorted(lines))
