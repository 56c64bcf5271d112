"""The guardrail: role, consent, enrolment, plausibility, personal data and safety. What it cannot check, it denies.

A check that raises anything but a refusal of its own denies the event. After `AWAY_AFTER` such failures of one check in
a row the guardrail counts as away: what needs that check is blocked (503) and security is alerted, until it works
again. The checks of role, consent and enrolment are part of every event, so without them nothing passes.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from learnapp.agents.barriers import may_discuss, not_under_test
from learnapp.agents.observer import Observer
from learnapp.agents.ports import Facts, PersonalData, Roster, Ruling, Sitting, TextSafety
from learnapp.agents.progress import variant_now
from learnapp.core.errors import (
    BlockedError,
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    LearnAppError,
    NotFoundError,
    UnavailableError,
)
from learnapp.engine import template
from learnapp.engine.active_time import plausible_ms
from learnapp.engine.event import LearningEvent, Verb
from learnapp.engine.kc import OFFERED, Content, ContentKind, CourseSnapshot, Hint, Step
from learnapp.security import access, consent
from learnapp.security.access import Actor

T = TypeVar("T")

AHEAD = timedelta(minutes=5)
BEHIND = timedelta(days=30)
AWAY_AFTER = 3
MAX_STATE_VALUES = 50

_log = logging.getLogger("learnapp.security")
_ABOUT_CONTENT = frozenset(
    {
        Verb.VIDEO_PROGRESSED,
        Verb.VIDEO_COMPLETED,
        Verb.READ,
        Verb.EXPLANATION_OPENED,
        Verb.SIMULATION_INTERACTED,
        Verb.ANSWERED,
        Verb.HINT_REQUESTED,
        Verb.RECOMMENDATION_OPENED,
        Verb.RECOMMENDATION_DISMISSED,
        Verb.RECOMMENDATION_COMPLETED,
    }
)
_KINDS = {
    Verb.VIDEO_PROGRESSED: {ContentKind.VIDEO},
    Verb.VIDEO_COMPLETED: {ContentKind.VIDEO},
    Verb.READ: {ContentKind.READING},
    Verb.SIMULATION_INTERACTED: {ContentKind.SIMULATION, ContentKind.INTERACTIVE},
    Verb.ANSWERED: {ContentKind.PRACTICE, ContentKind.SIMULATION},
    Verb.HINT_REQUESTED: {ContentKind.PRACTICE, ContentKind.SIMULATION},
}
_WRITTEN = frozenset({Verb.FORUM_POSTED, Verb.FORUM_REPLIED, Verb.PEER_HELPED})
_FORUM = frozenset({Verb.FORUM_POSTED, Verb.FORUM_REPLIED})
_WORDS = re.compile(r"(?:[^\W\d_]{2,}[\s,.;:!?]+){2,}[^\W\d_]{2,}|@|\d[\d\s().-]{7,}\d")


class GuardrailFailedError(ForbiddenError):
    """A check could not be completed, so the event is denied."""

    code = "guardrail_failed"


def _texts(event: LearningEvent) -> list[tuple[str, str]]:
    """Return every free text of an event with the name of its field."""
    result, found = event.result, []
    responses = result.response if isinstance(result.response, list) else [result.response]
    found += [("result.response", text) for text in responses if text]
    found += [(name, text) for name, text in (("result.text", result.text), ("step_id", event.step_id)) if text]
    if event.context.session_id:
        found.append(("context.session_id", event.context.session_id))
    for key, value in (result.state or {}).items():
        found.append(("result.state", key))
        if isinstance(value, str):
            found.append(("result.state", value))
    return found


def _refuse(field: str, message: str) -> InvalidInputError:
    return InvalidInputError(message, detail={"field": field})


class Guardrail:
    """Decides whether an event may be processed, and whether anything of it may be kept.

    Args:
        safety: Judges what people write to each other.
        personal_data: Takes personal data out of text.
        observer: Receives refusals.
    """

    def __init__(self, safety: TextSafety, personal_data: PersonalData, observer: Observer) -> None:
        self._safety = safety
        self._personal_data = personal_data
        self._observer = observer
        self._failures: Counter[str] = Counter()

    @property
    def away(self) -> bool:
        """Whether the guardrail counts as away."""
        return any(times >= AWAY_AFTER for times in self._failures.values())

    def admit(self, event: LearningEvent, actor: Actor, now: datetime) -> None:
        """Check what needs no data: role, scope and the plausibility of the event itself.

        Raises:
            ForbiddenError: The actor may not write this student's events, or not assert outcomes.
            InvalidInputError: A field is implausible; `detail['field']` names it.
            UnavailableError: The guardrail is away.
        """
        self._guarded("admit", lambda: self._admit(event, actor, now))

    async def rule(
        self,
        event: LearningEvent,
        facts: Facts,
        snapshot: CourseSnapshot,
        progress: dict[str, Any] | None,
        roster: Roster,
        sitting: Sitting | None = None,
    ) -> Ruling:
        """Check the event against what is known of the learner, the section and the course.

        Raises:
            ForbiddenError: The student is not enrolled.
            NotFoundError: The course has no such item, step or hint.
            BlockedError: The text breaks the rules of conduct.
            UnavailableError: The guardrail is away.
        """
        ruling = self._guarded("rule", lambda: self._rule(event, facts, snapshot, progress, sitting))
        if event.result.text is None and not self._reads_like_text(event, ruling):
            return ruling
        try:
            names = await roster()
        except LearnAppError:
            raise
        except Exception as error:  # noqa: BLE001 - default deny
            raise self._failed("text", error) from error
        # Reading a long post takes some 100 ms: in a thread, so that nobody else waits for it.
        return await asyncio.to_thread(self._guarded, "text", lambda: self._read(event, ruling, tuple(names)))

    def conduct(self, text: str) -> str:
        """Judge a text of somebody who is no learner: allow, hold or block.

        Raises:
            ForbiddenError: The check could not be completed.
            UnavailableError: The guardrail is away.
        """
        return str(self._guarded("text", lambda: self._safety(text)).outcome)

    def _guarded(self, name: str, check: Callable[[], T]) -> T:
        try:
            result = check()
        except LearnAppError as refusal:
            self._failures[name] = 0
            self._observer.denied(refusal.code)
            raise
        except Exception as error:  # noqa: BLE001 - default deny: whatever goes wrong in a check denies
            raise self._failed(name, error) from error
        self._failures[name] = 0
        return result

    def _failed(self, name: str, error: Exception) -> LearnAppError:
        self._failures[name] += 1
        self._observer.denied(GuardrailFailedError.code)
        if self._failures[name] >= AWAY_AFTER:
            _log.critical(
                "guardrail away: student data is blocked", extra={"check": name, "cause": type(error).__name__}
            )
            return UnavailableError(
                "The safety checks are away, so nothing can be recorded right now. Try again in a minute.",
                detail={"retry_after": 30, "part": "guardrail"},
            )
        _log.error("guardrail check failed: denied", extra={"check": name, "cause": type(error).__name__})
        return GuardrailFailedError("A safety check could not be completed, so this was not accepted. Try again.")

    def _admit(self, event: LearningEvent, actor: Actor, now: datetime) -> None:
        section = event.context.section_id
        access.require(actor, "write", "learning_event", section_id=section, student_id=event.student_id)
        if event.result.success is not None:
            decision = access.allow(actor, "assert", "learning_event", section_id=section, student_id=event.student_id)
            if not decision.allowed:
                raise ForbiddenError(
                    "Outcomes are judged here. Leave out result.success, or use a credential with assert_results.",
                    detail={"field": "result.success", "rule": decision.rule},
                )
        self._plausible(event, now)

    @staticmethod
    def _plausible(event: LearningEvent, now: datetime) -> None:
        at = event.occurred_at
        if at.tzinfo is None:
            raise _refuse("occurred_at", "occurred_at needs a time zone, for example 2026-01-31T09:00:00Z.")
        if at > now + AHEAD:
            raise _refuse("occurred_at", "occurred_at lies in the future. Set the clock of the device and send again.")
        if at < now - BEHIND:
            raise _refuse("occurred_at", "occurred_at is more than 30 days old. Older events cannot be taken in.")
        if event.result.state is not None and len(event.result.state) > MAX_STATE_VALUES:
            raise _refuse("result.state", f"result.state has more than {MAX_STATE_VALUES} values. Send fewer.")
        if isinstance(event.result.response, list) and len(event.result.response) > MAX_STATE_VALUES:
            raise _refuse("result.response", f"result.response has more than {MAX_STATE_VALUES} parts. Send fewer.")
        for field, text in _texts(event):
            if "\x00" in text or any("\ud800" <= ch <= "\udfff" for ch in text):
                raise _refuse(field, f"{field} holds a character that cannot be stored. Remove it and send again.")
            if field == "result.state" and len(text) > 500:
                raise _refuse(field, "A name or value in result.state is longer than 500 characters. Shorten it.")
        if event.verb in _ABOUT_CONTENT and event.object_id is None:
            raise _refuse("object_id", f"object_id must name the content for the verb {event.verb.value}.")
        if event.verb is Verb.ANSWERED and event.result.response is None and event.result.success is None:
            raise _refuse("result.response", "An answer needs result.response: the raw answer of the student.")
        if event.verb is Verb.VIDEO_PROGRESSED and event.result.progress is None:
            raise _refuse("result.progress", "Video progress needs result.progress, from 0 to 1.")
        if event.verb in _FORUM and not (event.result.text or "").strip():
            raise _refuse("result.text", "A post needs result.text: what the student wrote.")

    def _rule(
        self,
        event: LearningEvent,
        facts: Facts,
        snapshot: CourseSnapshot,
        progress: dict[str, Any] | None,
        sitting: Sitting | None,
    ) -> Ruling:
        if not facts.enrolled or not facts.active:
            raise ForbiddenError(
                "This student is not in this section. Check student_id and context.section_id.",
                detail={"field": "context.section_id", "rule": "enrolment"},
            )
        decided = consent.covers(
            facts.consents,
            birth_date=facts.birth_date,
            institution_kind=facts.institution_kind,
            today=facts.today,
        )
        if sitting is None:
            not_under_test(event, facts)
        content = sitting.content if sitting is not None else self._content(event, snapshot)
        variant = sitting.variant if sitting is not None else None
        if sitting is None and content is not None and content.template is not None:
            variant = _variant(event, content, progress, kept=decided.allowed)
            content = template.given(content, event.student_id, variant)
        step, hint = self._asked(event, content) if content is not None else (None, None)
        if content is not None and not suits(content, facts.age):
            raise ForbiddenError(
                "This content is for older students. Choose another one.",
                detail={"field": "object_id", "rule": "age"},
            )
        if event.verb in _FORUM:
            may_discuss(facts)
        return Ruling(
            store=decided.allowed,
            consent=decided.reason,
            asserted=event.result.success is not None,
            content=content,
            step=step,
            hint=hint,
            variant=variant,
            held=event.verb in _FORUM and facts.discussion[0] == "held",
            active_ms=_active(event, content),
        )

    @staticmethod
    def _content(event: LearningEvent, snapshot: CourseSnapshot) -> Content | None:
        if event.object_id is None:
            return None
        content = snapshot.content.get(event.object_id)
        if content is None:
            if event.verb in _ABOUT_CONTENT:
                raise NotFoundError(
                    "This course has no such content. Check object_id and the course of the section.",
                    detail={"field": "object_id"},
                )
            return None
        wanted = _KINDS.get(event.verb)
        if wanted is not None and content.kind not in wanted:
            raise _refuse("verb", f"{event.verb.value} does not fit this content: it is a {content.kind.value}.")
        return content

    @staticmethod
    def _asked(event: LearningEvent, content: Content) -> tuple[Step | None, Hint | None]:
        step: Step | None = None
        if event.step_id is not None:
            step = next((s for s in content.steps if s.step_id == event.step_id), None)
            if step is None:
                raise NotFoundError("This item has no such step. Check step_id.", detail={"field": "step_id"})
        elif event.verb in (Verb.ANSWERED, Verb.HINT_REQUESTED):
            if len(content.steps) > 1:
                raise _refuse("step_id", "This item has several steps: step_id must name the one that is meant.")
            step = content.steps[0] if content.steps else None
        hint: Hint | None = None
        index = event.result.hint_index
        asks = event.verb is Verb.HINT_REQUESTED or (event.verb is Verb.ANSWERED and index is not None)
        if asks and step is not None:
            if index is None or index >= len(step.hints):
                raise NotFoundError(
                    f"This step has {len(step.hints)} hints, counted from 0. Check result.hint_index.",
                    detail={"field": "result.hint_index"},
                )
            hint = step.hints[index]
            if event.verb is Verb.ANSWERED and hint.key is None:
                raise _refuse("result.hint_index", "This hint asks nothing. Leave out result.hint_index to answer.")
        return step, hint

    @staticmethod
    def _reads_like_text(event: LearningEvent, ruling: Ruling) -> bool:
        """Whether an answer is prose, in which a student may write names; formulas and choices are not."""
        response = event.result.response
        if response is None or ruling.step is None:
            return False
        if ruling.step.answer_kind in OFFERED:
            given = response if isinstance(response, list) else [response]
            return any(text not in ruling.step.choices and _WORDS.search(text) for text in given)
        return any(_WORDS.search(text) for text in (response if isinstance(response, list) else [response]))

    def _read(self, event: LearningEvent, ruling: Ruling, names: tuple[str, ...]) -> Ruling:
        written = event.result.text
        if written is None:
            response = event.result.response
            joined = response if isinstance(response, str) else "\n".join(response or ())
            clean, findings = self._personal_data(joined, names)
            return _with(ruling, clean if findings else None, findings=tuple(f.kind for f in findings))
        verdict = self._safety(written)
        if verdict.outcome == "block":
            raise BlockedError(
                "This text breaks the rules of the class, so it was not posted. Write it in another way.",
                detail={"field": "result.text", "categories": list(verdict.categories)},
            )
        clean, findings = self._personal_data(written, names)
        return _with(
            ruling,
            clean,
            held=ruling.held or verdict.outcome == "hold",
            urgent=verdict.urgent,
            findings=(*verdict.categories, *(f.kind for f in findings)),
        )


def _with(
    ruling: Ruling, text: str | None, *, held: bool = False, urgent: bool = False, findings: tuple[str, ...] = ()
) -> Ruling:
    return replace(ruling, text=text, held=held, urgent=urgent, findings=findings)


def _variant(event: LearningEvent, content: Content, progress: dict[str, Any] | None, *, kept: bool) -> int:
    """Return which task of a template an event is about.

    Raises:
        ConflictError: Neither the open one nor the one before; the student has gone on on another device.
    """
    now = variant_now(progress, content)
    meant = event.result.variant
    if meant is None:
        return now
    # Of who has given no consent nothing is kept, so only the browser knows which task is open.
    if kept and meant not in (now, int((progress or {}).get("variant", 0))):
        raise ConflictError(
            "You have gone on with these tasks elsewhere. Reload the page to see where you are.",
            detail={"field": "result.variant"},
        )
    return meant


def _active(event: LearningEvent, content: Content | None) -> int | None:
    """Return as much of the claimed time with a text or simulation as is plausible; only the browser measures it."""
    claimed = event.result.duration_ms
    if content is None or claimed is None or event.verb not in (Verb.READ, Verb.SIMULATION_INTERACTED):
        return None
    return plausible_ms(claimed, content.minutes)


def suits(content: Content, age: int | None) -> bool:
    """Return whether content suits an age; with an unknown age only content for every age does."""
    return content.min_age is None or (age is not None and age >= content.min_age)
