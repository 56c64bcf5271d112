"""The one door for learning events: load, decide, store, answer (DESIGN §2)."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from weakref import WeakValueDictionary

from psycopg import errors as pg

from learnapp.agents.ports import Arm, Outcome, Sitting, Turn
from learnapp.core import telemetry
from learnapp.core.errors import (
    BlockedError,
    ConflictError,
    ForbiddenError,
    LearnAppError,
    UnavailableError,
)
from learnapp.engine.event import EventAnswer, LearningEvent, Verb
from learnapp.engine.kc import CourseSnapshot
from learnapp.ml.feature_store import ClassFigures, StoreReading
from learnapp.security.access import Actor
from learnapp.services import (
    course_graphs,
    current,
    experiment_arms,
    item_parameters,
    learner_tracks,
    model_serving,
    notices,
    switches,
    trail,
    who_ruled,
)
from learnapp.services.learner_facts import Rosters, facts_of
from learnapp.services.learning_writes import answer_of, stored, write_of
from learnapp.storage.batch import Batch
from learnapp.storage.repositories import learning as rows
from learnapp.storage.repositories import learning_history as past_rows
from learnapp.storage.repositories import learning_store
from learnapp.storage.repositories.learning import Loaded

TRIES = 4
RECEIPT_LASTS = timedelta(days=40)
"""Longer than the oldest event that is taken in, so a repeated one always finds its receipt."""

_log = logging.getLogger("learnapp.learning")
_AWAY_TRIES_UNTIL = 2.0
# Looking a label up costs more than the count itself.
_COUNTED, _TIMED = cache(telemetry.events.labels), cache(telemetry.event_seconds.labels)
_LOADED = telemetry.step_seconds.labels("store", "load")
_STORED = telemetry.step_seconds.labels("store", "store")
# Answers never ask: what is switched is asked about for these verbs alone.
_SWITCHED = {
    Verb.FORUM_POSTED: "discussion",
    Verb.FORUM_REPLIED: "discussion",
    Verb.EXPLANATION_OPENED: "explanations",
}
_WHEN: Any = {"occurred_at": True, "result": {"duration_ms": True}}
"""What the second of two presses says otherwise than the first."""
_under_way = 0
_locks: WeakValueDictionary[tuple[UUID, UUID], asyncio.Lock] = WeakValueDictionary()
_rosters = Rosters()


class UnexpectedError(LearnAppError):
    """Something broke on our side; the log has it under the request id."""

    status = 500
    code = "unexpected"


async def record_event(
    event: LearningEvent,
    actor: Actor,
    sitting: Sitting | None = None,
    placed: Mapping[UUID, float] | None = None,
    test: Mapping[str, Any] | None = None,
    *,
    shown: bool = False,
) -> EventAnswer:
    """Take in one learning event and answer it with feedback, the mastery change and what to do next.

    The same event again gives the first answer again, with `duplicate` set.

    Args:
        event: What happened.
        actor: Who sends it.
        sitting: The attempt at a test in which it happened; only `services.attempt_records` gives one.
        placed: Of a placement that is done: KC -> P(known), where what was never answered begins; likewise.
        test: Of a test that is begun or done: `attempt`, and `score` once its results may be seen; likewise.
        shown: The event's id is that of what was shown to be answered: sent again at another moment, the same answer
            is the same event.

    Raises:
        ForbiddenError: The actor may not write this event, or the student is not in the section.
        InvalidInputError: A field is implausible; `detail['field']` names it.
        NotFoundError: The course has no such item, step or hint.
        BlockedError: The text breaks the rules of conduct.
        ConflictError: This event id was used for another event.
        UnavailableError: The database or the guardrail is away; nothing was stored.
    """
    global _under_way
    start = time.perf_counter()
    verb = event.verb.value
    _under_way += 1
    try:
        answer = await _record(event, actor, start, sitting, placed or {}, test or {}, shown=shown)
    except LearnAppError as error:
        telemetry.events.labels(verb, "failed" if error.status >= 500 else "refused").inc()
        await _audit_refusal(event, actor, error)
        raise
    finally:
        _under_way -= 1
    outcome = "duplicate" if answer.duplicate else "stored" if answer.stored else "not_stored"
    _COUNTED(verb, outcome).inc()
    _TIMED(verb).observe(time.perf_counter() - start)
    return answer


async def record_batch(events: Sequence[LearningEvent], actor: Actor) -> list[EventAnswer | LearnAppError]:
    """Take in many events; a refused one does not lose the others.

    Events of one student keep their order; students run beside each other.

    Returns:
        One answer or error for each event, in the given order.
    """
    results: dict[int, EventAnswer | LearnAppError] = {}
    by_student: dict[UUID, list[int]] = {}
    for place, event in enumerate(events):
        by_student.setdefault(event.student_id, []).append(place)
    room = asyncio.Semaphore(4)

    async def in_order(places: list[int]) -> None:
        async with room:
            for place in places:
                try:
                    results[place] = await record_event(events[place], actor)
                except LearnAppError as error:
                    results[place] = error
                except Exception:  # noqa: BLE001 - one broken event must not lose the others
                    _log.exception("event of a batch failed")
                    results[place] = UnexpectedError("Something broke on our side. Send this event again later.")

    await asyncio.gather(*(in_order(places) for places in by_student.values()))
    return [results[place] for place in range(len(events))]


async def _record(
    event: LearningEvent,
    actor: Actor,
    start: float,
    sitting: Sitting | None,
    placed: Mapping[UUID, float],
    test: Mapping[str, Any],
    *,
    shown: bool,
) -> EventAnswer:
    services = current()
    services.loop.guardrail.admit(event, actor, services.clock.now())
    feature = _SWITCHED.get(event.verb)
    if feature and not await switches.enabled(actor.tenant_id, feature, event.context.section_id):
        raise ForbiddenError("Your school has switched this off. Ask an administrator.", detail={"rule": feature})
    # Without what was left out, so that a field of a later release does not make a repeated event another one.
    told = event.model_dump_json(exclude_defaults=True, exclude=_WHEN if shown else None)
    body = hashlib.sha256(told.encode()).digest()
    arm = await experiment_arms.arm_of(actor.tenant_id, event.student_id, event.context.section_id)
    lock = _locks.setdefault((actor.tenant_id, event.student_id), asyncio.Lock())
    for attempt in range(TRIES):
        try:
            async with lock:
                answer, course, graph = await _attempt(event, actor, body, start, arm, sitting, placed, test)
        except (pg.UniqueViolation, pg.NotNullViolation, pg.SerializationFailure, pg.DeadlockDetected) as error:
            # Another process stored this event, or another one of the student, in the meantime: look again.
            _log.info("event path conflict", extra={"cause": type(error).__name__, "attempt": attempt})
            telemetry.fallbacks.labels("store", "retry").inc()
            await asyncio.sleep(0.005 * 2**attempt)
            continue
        except UnavailableError:
            if attempt + 1 >= TRIES - 1 or time.perf_counter() - start > _AWAY_TRIES_UNTIL or services.loop.away:
                raise
            await asyncio.sleep(0.05 * 4**attempt)
            continue
        if answer is not None:
            return answer
        # Loading a course takes a connection of its own, so it waits until this one is given back.
        measured = await item_parameters.course(actor.tenant_id, await services.courses.get(*course))
        await course_graphs.view(actor.tenant_id, measured, graph)
        if services.features is not None:
            await services.features.figures(actor.tenant_id, event.context.section_id, services.clock.now())
    raise UnavailableError(
        "This student's record is busy right now. Nothing was stored; send the event again.",
        detail={"retry_after": 1},
    )


async def _attempt(
    event: LearningEvent,
    actor: Actor,
    body: bytes,
    start: float,
    arm: Arm | None,
    sitting: Sitting | None,
    placed: Mapping[UUID, float],
    test: Mapping[str, Any],
) -> tuple[EventAnswer | None, tuple[UUID, UUID, int], UUID | None]:
    """Try once, in one transaction; without an answer the course has to be loaded first."""
    services = current()
    tenant, section = actor.tenant_id, event.context.section_id
    durable = event.verb is not Verb.VIDEO_PROGRESSED
    async with services.db.batch(tenant, durable=durable) as batch:
        before = time.perf_counter()
        predictor = model_serving.predictor_for(tenant, event.student_id)
        loaded = await rows.load(
            batch, tenant, event.student_id, section, event.event_id, event.object_id, tracked=predictor is not None
        )
        load_ms = (time.perf_counter() - before) * 1000.0
        _LOADED.observe(load_ms / 1000.0)
        if loaded is None or loaded.course is None:
            raise ForbiddenError(
                "There is no such section with a course in your institution. Check context.section_id.",
                detail={"field": "context.section_id", "rule": "section"},
            )
        if loaded.receipt is not None:
            return _again(loaded.receipt, body), loaded.course, loaded.graph
        course = services.courses.peek(*loaded.course)
        measured = item_parameters.peek(tenant, course) if course is not None else None
        snapshot = course_graphs.peek(tenant, measured, loaded.graph) if measured is not None else None
        now = services.clock.now()
        figures = services.features.peek(tenant, section, now) if services.features is not None else ClassFigures({})
        if snapshot is None or figures is None:
            return None, loaded.course, loaded.graph
        turn = _turn(event, actor, loaded, snapshot, batch, figures.figures)
        turn.arm, turn.sitting, turn.placed, turn.test = arm, sitting, placed, test
        joined = learner_tracks.join(turn, predictor, loaded.track)
        if services.features is not None and (turn.trained or (arm is not None and arm.scorer is not None)):
            if figures.old:
                return None, loaded.course, loaded.graph
            turn.known = StoreReading(services.features, snapshot, figures)
        outcome: Outcome = await services.loop.run(turn)
        if figures.stale and "features" not in outcome.execution.served.degraded:
            outcome.execution.served.degraded.append("features")
        answer = answer_of(turn, outcome, durable=durable)
        answer.timings_ms = {"load": round(load_ms, 3), **outcome.timings_ms}
        if answer.stored:
            write = write_of(turn, outcome, answer, actor, loaded, body)
            write.track = joined.kept(outcome.execution.learner, turn.now)
            before = time.perf_counter()
            told = await learning_store.store(batch, write)
    if answer.stored:
        seconds = time.perf_counter() - before
        answer.timings_ms["store"] = round(seconds * 1000.0, 3)
        _STORED.observe(seconds)
        stored(write)
        await _announce(turn, outcome)
        notices.ring(tenant, told)
    await who_ruled.named(answer, tenant, turn.facts.rules, turn.facts.locale)
    answer.timings_ms["total"] = round((time.perf_counter() - start) * 1000.0, 3)
    return answer, loaded.course, loaded.graph


def _again(receipt: tuple[bytes, str], body: bytes) -> EventAnswer:
    if bytes(receipt[0]) != body:
        raise ConflictError(
            "This event_id was used for another event. Make a new id for every event.", detail={"field": "event_id"}
        )
    answer = EventAnswer.model_validate_json(receipt[1])
    answer.duplicate = True
    return answer


def _turn(
    event: LearningEvent,
    actor: Actor,
    loaded: Loaded,
    snapshot: CourseSnapshot,
    batch: Batch,
    figures: Mapping[str, Any],
) -> Turn:
    services = current()
    now = services.clock.now()
    section = event.context.section_id
    assert loaded.learner is not None  # noqa: S101 - set whenever the section has a course
    return Turn(
        event=event,
        facts=facts_of(services.keyring, actor.tenant_id, event.student_id, loaded, now),
        snapshot=snapshot,
        learner=loaded.learner,
        progress=loaded.progress,
        last=loaded.last_answer,
        now=now,
        roster=lambda: _rosters.names(batch, services.keyring, actor.tenant_id, section, loaded.tenant_key),
        busy=_under_way > services.settings.busy_events,
        figures=figures,
    )


async def _announce(turn: Turn, outcome: Outcome) -> None:
    """Tell open class boards; a board that cannot be told must not cost the student the answer."""
    live = current().live
    if live is None:
        return
    try:
        await live.publish(turn.facts.tenant_id, turn.event.context.section_id, turn.event.student_id)
    except Exception:  # noqa: BLE001 - the board reads Postgres at its next turn anyway
        telemetry.fallbacks.labels("live", "not_told").inc()


async def _audit_refusal(event: LearningEvent, actor: Actor, error: LearnAppError) -> None:
    """Write denials and guardrail failures to the trail, on their own: the event itself rolled back."""
    failed = isinstance(error, UnavailableError) and error.detail.get("part") == "guardrail"
    if not failed and not isinstance(error, (ForbiddenError, BlockedError)):
        return
    detail = {"code": error.code, "verb": event.verb.value}
    detail |= {key: str(error.detail[key]) for key in ("rule", "field") if key in error.detail}
    try:
        await trail.audit(
            actor,
            "learning_event.write",
            "learning_event",
            object_id=event.event_id,
            subject_id=event.student_id,
            outcome="error" if failed or error.code == "guardrail_failed" else "denied",
            detail=dict(detail),
        )
    except LearnAppError:
        _log.critical("a denial could not be written to the audit trail", extra={"code": error.code})


async def prune_receipts(tenant_id: UUID, now: datetime) -> int:
    """Delete receipts that no admissible event can repeat any more; return how many. For a daily job."""
    async with current().db.raw(tenant_id) as conn:
        return await past_rows.prune_receipts(conn, tenant_id, now - RECEIPT_LASTS)
