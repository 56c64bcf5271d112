"""The end of an attempt: it is handed in, and its answers go through the one door once its results may be seen.

Until then nothing of how they are judged is anywhere that a student's page reads: not in the log, not in mastery, not
in what practice knows of the items. Event ids follow from the attempt, so that being stopped anywhere, or coming twice,
tells nothing twice.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from learnapp.agents.ports import Sitting
from learnapp.core.errors import LearnAppError, UnavailableError
from learnapp.engine.event import EventContext, EventResult, Grade, LearningEvent, Verb
from learnapp.security.access import Actor
from learnapp.services import current, learning, placements, rounds, sessions
from learnapp.services.attempt_reading import WAITS, Sat, clock, is_shown, sat
from learnapp.services.attempt_scores import overall, result
from learnapp.storage.repositories import assessments as made_rows
from learnapp.storage.repositories import attempts as rows
from learnapp.storage.repositories import lti_grades as grade_rows
from learnapp.storage.repositories.assessments import AssessmentRow
from learnapp.storage.repositories.attempts import SavedAnswer

AT_A_TIME = 50
_log = logging.getLogger("learnapp.assessments")


async def note_begun(student: Actor, made: AssessmentRow, attempt_id: UUID) -> None:
    """Tell the log that a student has begun a test; that must not cost them the test."""
    try:
        begun = _event(student, made, attempt_id, Verb.QUIZ_STARTED, "begun")
        await learning.record_event(begun, student, test={"attempt": str(attempt_id)})
    except LearnAppError as error:
        _log.info("a begun test was not told", extra={"code": error.code})


def _event(
    actor: Actor, made: AssessmentRow, attempt_id: UUID, verb: Verb, name: str, saved: SavedAnswer | None = None,
    content: UUID | None = None, variant: int | None = None,
) -> LearningEvent:  # fmt: skip
    # Where the server's clock went back meanwhile, what was said in its future is told as said now.
    now = current().clock.now()
    at = min(saved.saved_at, now) if saved is not None else now
    return LearningEvent(
        event_id=uuid5(attempt_id, name),
        student_id=actor.person_id,
        verb=verb,
        object_id=content,
        step_id=saved.step_id if saved is not None else None,
        occurred_at=at,
        result=EventResult(response=saved.response, duration_ms=saved.spent_ms, variant=variant)
        if saved is not None
        else EventResult(),
        context=EventContext(section_id=made.section_id),
    )


async def finish(tenant: UUID, attempt_id: UUID, by: str = "") -> bool:
    """Hand an attempt in, and tell the log when its results may be seen; whoever comes second changes nothing.

    Args:
        tenant: The institution.
        attempt_id: The attempt.
        by: `student` or `teacher`; "": only if its time is over.

    Returns:
        Whether it is handed in.
    """
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        row = await rows.locked(tx.session, tenant, attempt_id)
        made = await made_rows.one(tx.session, tenant, row.assessment_id) if row is not None else None
        if row is None or made is None:
            return False
        ended = max(now, row.started_at)
        if row.submitted_at is None:
            left = clock(row, made, now)
            if left.over or made.withdrawn_at is not None:
                until = min(left.deadline or ended, ended)
                row = replace(row, submitted_at=until, ended_by="time" if left.over else "teacher")
            elif by:
                row = replace(row, submitted_at=ended, ended_by=by)
            else:
                return False
            await rows.put(tx.session, tenant, row)
            await grade_rows.mark(tx.session, tenant, made.section_id, [row.student_id], now)
    if row.recorded_at is None and is_shown(row, made, now):
        await record(tenant, attempt_id)
    return True


async def record(tenant: UUID, attempt_id: UUID) -> None:
    """Send the answers of an attempt through the one door, in the order in which they were given.

    Raises:
        UnavailableError: The database or the guardrail is away; the next run goes on.
    """
    found = await sat(tenant, attempt_id)
    if found.row.submitted_at is None or found.row.recorded_at is not None:
        return
    actor = await sessions.actor_for_person(tenant, found.row.student_id)
    if actor is not None:
        for one in sorted(found.answers.values(), key=lambda each: (each.saved_at, each.place, each.step_id)):
            await _tell(actor, found, one)
        placed = await placements.starts(found) if found.made.kind == "placement" else {}
        ended = _event(actor, found.made, attempt_id, Verb.QUIZ_COMPLETED, "completed")
        await _quietly(actor, ended, placed=placed, test=_outcome(found))
    async with current().db.transaction(tenant) as tx:
        now = current().clock.now()
        await rows.recorded(tx.session, tenant, attempt_id, now)
        await grade_rows.mark(tx.session, tenant, found.made.section_id, [found.row.student_id], now)


def _outcome(found: Sat) -> dict[str, Any]:
    """Return what the log keeps of a test that is done, its score only when its student may see it."""
    kept: dict[str, Any] = {"attempt": str(found.row.attempt_id)}
    if is_shown(found.row, found.made, current().clock.now()) and (scored := _score(found)) is not None:
        kept["score"] = scored
    return kept


def _score(found: Sat) -> dict[str, Any] | None:
    """Return `share` from 0 to 1, `of` how many questions it is, and `passed`; None where nobody is graded by it."""
    if found.made.kind == "placement":
        return None
    said = result(found.items, found.tasks, found.answers, found.gone)
    if not said.items:
        return None
    share = min(1.0, max(0.0, overall(found.made.kind, said, found.snapshot)[0]))
    # Everybody gets other questions in an adaptive test: points there would say nothing.
    scored: dict[str, Any] = {"share": round(share, 4)} | ({} if found.made.kind == "adaptive" else {"of": said.items})
    # As its student is told it, in whole per cent.
    return scored | ({"passed": round(100 * share) >= round(100 * found.made.cut)} if found.made.cut else {})


async def _tell(actor: Actor, found: Sat, saved: SavedAnswer) -> None:
    served = next((one for one in found.items if one.place == saved.place), None)
    content = found.tasks.get(saved.place)
    if served is None or content is None:
        return
    grade = Grade(
        correct=saved.correct,
        partial=1.0 if saved.correct else min(max(saved.partial, 0.0), 1.0),
        feedback_key="feedback-correct" if saved.correct else "feedback-incorrect",
    )
    name = f"{saved.place}/{saved.step_id}"
    sent = _event(
        actor, found.made, found.row.attempt_id, Verb.ANSWERED, name, saved, content.content_id, served.variant
    )
    await _quietly(actor, sent, Sitting(found.row.attempt_id, content, served.variant, grade))


async def _quietly(
    actor: Actor,
    event: LearningEvent,
    sitting: Sitting | None = None,
    placed: Mapping[UUID, float] | None = None,
    test: Mapping[str, Any] | None = None,
) -> None:
    """Record an event; who has left the class meanwhile, or taken consent back, loses nothing but this."""
    try:
        await learning.record_event(event, actor, sitting, placed, test)
    except UnavailableError:
        raise
    except LearnAppError as error:
        _log.info("an answer of a test was not told", extra={"code": error.code})


async def work() -> None:
    """Hand in what has run out of time, and tell what has become due; for the worker, again and again."""
    await rounds.each_institution("tests whose time is over", work_in)


async def work_in(tenant: UUID) -> None:
    """Do so in one institution."""
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        due = await rows.unfinished(tx.session, tenant, now, now - WAITS, AT_A_TIME)
    for one in due:
        await finish(tenant, one.attempt_id)
